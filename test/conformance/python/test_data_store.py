"""The Data Store through huggingface_hub as it is installed by default (with Xet), and its own API through requests."""

import hashlib
import io

import pytest
import requests
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, hf_hub_download, hf_hub_url, get_hf_file_metadata
from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError


def test_namespace_by_form(base_url, namespace):
    url = f"{base_url}/v1/datastore/namespaces"
    first = requests.post(url, data={"namespace": namespace}, timeout=10)
    assert first.status_code == 201
    assert first.json()["namespace"] == namespace
    assert requests.post(url, data={"namespace": namespace}, timeout=10).status_code == 409
    assert requests.get(f"{url}/{namespace}", timeout=10).status_code == 201
    assert requests.delete(f"{url}/{namespace}", timeout=10).status_code == 200


def test_create_repo(hub, namespace):
    url = hub.create_repo(f"{namespace}/data", repo_type="dataset")
    assert url.repo_id == f"{namespace}/data"
    assert url.repo_type == "dataset"
    with pytest.raises(HfHubHTTPError):
        hub.create_repo(f"{namespace}/data", repo_type="dataset")
    assert hub.create_repo(f"{namespace}/data", repo_type="dataset", exist_ok=True).repo_id == f"{namespace}/data"
    assert hub.repo_exists(f"{namespace}/data", repo_type="dataset")


def test_model_repo(hub, namespace):
    assert hub.create_repo(f"{namespace}/model").repo_type == "model"
    commit = hub.upload_file(path_or_fileobj=b"weights", path_in_repo="a.bin", repo_id=f"{namespace}/model")
    assert len(commit.oid) == 40
    assert hub.list_repo_files(f"{namespace}/model") == ["a.bin"]


def test_upload_and_read_back(hub, base_url, repo, tmp_path):
    rows = b'{"question": "2+2?", "answer": "4"}\n'
    commit = hub.upload_file(
        path_or_fileobj=rows,
        path_in_repo="testing/rows.jsonl",
        repo_id=repo,
        repo_type="dataset",
        commit_message="first rows",
    )
    assert commit.commit_message == "first rows"

    path = hub.hf_hub_download(repo, "testing/rows.jsonl", repo_type="dataset", cache_dir=tmp_path)
    assert open(path, "rb").read() == rows
    # a second call finds its copy by ETag and commit
    assert hub.hf_hub_download(repo, "testing/rows.jsonl", repo_type="dataset", cache_dir=tmp_path) == path
    metadata = get_hf_file_metadata(hf_hub_url(repo, "testing/rows.jsonl", repo_type="dataset", endpoint=hub.endpoint))
    assert metadata.commit_hash == commit.oid
    assert metadata.size == len(rows)
    assert metadata.etag == hashlib.sha1(b"blob %d\0" % len(rows) + rows).hexdigest()


def test_file_of_more_than_10_mb(hub, repo, tmp_path):
    content = bytes(range(256)) * 48 * 1024  # 12 MiB
    source = tmp_path / "large.bin"
    source.write_bytes(content)
    hub.upload_file(path_or_fileobj=str(source), path_in_repo="large.bin", repo_id=repo, repo_type="dataset")

    path = hub.hf_hub_download(repo, "large.bin", repo_type="dataset", cache_dir=tmp_path / "cache")
    assert hashlib.sha256(open(path, "rb").read()).digest() == hashlib.sha256(content).digest()


def test_upload_folder_and_tree(hub, repo, tmp_path):
    for name in ("a.txt", "sub/b.txt", "sub/deep/c d.txt"):
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(name)
    hub.upload_folder(folder_path=str(tmp_path), repo_id=repo, repo_type="dataset")

    assert sorted(hub.list_repo_files(repo, repo_type="dataset")) == ["a.txt", "sub/b.txt", "sub/deep/c d.txt"]
    items = list(hub.list_repo_tree(repo, "sub", recursive=True, expand=True, repo_type="dataset"))
    assert [item.path for item in items] == ["sub/b.txt", "sub/deep", "sub/deep/c d.txt"]
    assert items[0].last_commit is not None
    infos = hub.get_paths_info(repo, ["a.txt", "none", "sub"], repo_type="dataset")
    assert [info.path for info in infos] == ["a.txt", "sub"]
    assert infos[0].size == 5
    assert hub.file_exists(repo, "sub/b.txt", repo_type="dataset")
    assert not hub.file_exists(repo, "none.txt", repo_type="dataset")


def test_history(hub, repo):
    first = hub.create_commit(
        repo,
        [CommitOperationAdd("a.txt", b"1"), CommitOperationAdd("b.txt", io.BytesIO(b"2"))],
        commit_message="two files",
        repo_type="dataset",
    )
    hub.create_commit(repo, [CommitOperationDelete("a.txt")], commit_message="one less", repo_type="dataset")

    assert hub.list_repo_files(repo, repo_type="dataset") == ["b.txt"]
    assert hub.list_repo_files(repo, repo_type="dataset", revision=first.oid) == ["a.txt", "b.txt"]
    titles = [commit.title for commit in hub.list_repo_commits(repo, repo_type="dataset")]
    assert titles == ["one less", "two files", "initial commit"]
    hub.create_tag(repo, tag="v1", repo_type="dataset", revision=first.oid)
    hub.create_branch(repo, branch="dev", repo_type="dataset")
    refs = hub.list_repo_refs(repo, repo_type="dataset")
    assert [branch.name for branch in refs.branches] == ["dev", "main"]
    assert refs.tags[0].target_commit == first.oid


def test_commit_on_an_old_parent_is_refused(hub, repo):
    parent = hub.dataset_info(repo).sha
    add = [CommitOperationAdd("a.txt", b"1")]
    hub.create_commit(repo, add, commit_message="a", repo_type="dataset", parent_commit=parent)
    with pytest.raises(HfHubHTTPError) as caught:
        hub.create_commit(
            repo, [CommitOperationAdd("b.txt", b"1")], commit_message="b", repo_type="dataset", parent_commit=parent
        )
    assert caught.value.response.status_code == 412


def test_ranges(hub, base_url, repo):
    hub.upload_file(path_or_fileobj=b"0123456789", path_in_repo="digits", repo_id=repo, repo_type="dataset")
    url = hf_hub_url(repo, "digits", repo_type="dataset", endpoint=hub.endpoint)
    part = requests.get(url, headers={"Range": "bytes=2-4"}, timeout=10)
    assert (part.status_code, part.content, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    assert requests.get(url, headers={"Range": "bytes=10-"}, timeout=10).status_code == 416
    same = requests.get(url, headers={"If-None-Match": part.headers["ETag"]}, timeout=10)
    assert same.status_code == 304


def test_errors_have_their_classes(hub, repo, namespace):
    with pytest.raises(RepositoryNotFoundError):
        hub.dataset_info(f"{namespace}/none")
    with pytest.raises(RevisionNotFoundError):
        hub.list_repo_files(repo, repo_type="dataset", revision="none")
    with pytest.raises(EntryNotFoundError):
        hf_hub_download(repo, "none", repo_type="dataset", endpoint=hub.endpoint)


def test_delete_repo(hub, repo):
    hub.delete_repo(repo, repo_type="dataset")
    assert not hub.repo_exists(repo, repo_type="dataset")
    hub.delete_repo(repo, repo_type="dataset", missing_ok=True)


def test_who_am_i(hub):
    assert hub.whoami()["type"] == "user"

"""A huggingface_hub from before Xet: large files go through Git LFS, to links that authorise themselves."""

import hashlib
import os
import uuid

import huggingface_hub
from huggingface_hub import HfApi


def test_large_file_through_lfs(tmp_path):
    assert huggingface_hub.__version__.startswith("0.29")
    hub = HfApi(endpoint=f"{os.environ['EVALFLOW_URL']}/v1/hf", token="token")
    repo = f"ns-{uuid.uuid4().hex[:10]}/data"
    hub.create_repo(repo, repo_type="dataset")
    content = bytes(range(256)) * 48 * 1024  # 12 MiB
    source = tmp_path / "large.bin"
    source.write_bytes(content)

    hub.upload_file(path_or_fileobj=str(source), path_in_repo="large.bin", repo_id=repo, repo_type="dataset")
    hub.upload_file(path_or_fileobj=b"small", path_in_repo="small.txt", repo_id=repo, repo_type="dataset")

    sha256 = hashlib.sha256(content).hexdigest()
    info = hub.get_paths_info(repo, "large.bin", repo_type="dataset")[0]
    assert (info.size, info.lfs.sha256) == (len(content), sha256)
    path = hub.hf_hub_download(repo, "large.bin", repo_type="dataset", cache_dir=tmp_path / "cache")
    assert hashlib.sha256(open(path, "rb").read()).hexdigest() == sha256
    assert sorted(hub.list_repo_files(repo, repo_type="dataset")) == ["large.bin", "small.txt"]

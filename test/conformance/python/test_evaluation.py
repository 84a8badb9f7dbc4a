"""The main job through the official SDK: files, dataset, target, config, job, poll, results. The model is the server's own echo baseline, so the scores are known."""

import io
import json
import time
import zipfile

import nemo_microservices
import pytest

FINAL = ("completed", "failed", "cancelled")
ROWS = [{"question": f"word{index}", "answer": f"word{index}" if index < 3 else "other"} for index in range(4)]


def upload_rows(hub, repo) -> str:
    body = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    hub.upload_file(path_or_fileobj=body, path_in_repo="rows.jsonl", repo_id=repo, repo_type="dataset")
    return f"hf://datasets/{repo}/rows.jsonl"


def config_body(files_url: str) -> dict:
    check = ["{{sample.output_text}}", "contains", "{{item.answer}}"]
    return {
        "type": "custom",
        "params": {"parallelism": 2},
        "tasks": {
            "qa": {
                "type": "chat-completion",
                "dataset": {"files_url": files_url},
                "params": {"template": {"messages": [{"role": "user", "content": "{{item.question}}"}], "max_tokens": 20}},
                "metrics": {"accuracy": {"type": "string-check", "params": {"check": check}}},
            }
        },
    }


def echo_target(base_url: str) -> dict:
    endpoint = {"url": f"{base_url}/nim/v1/chat/completions", "model_id": "baseline-echo", "api_key": "sk-secret"}
    return {"type": "model", "model": {"api_endpoint": endpoint}}


def wait(nemo, job_id: str):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job = nemo.evaluation.jobs.retrieve(job_id)
        # some clients fail on any other state on the way
        assert job.status in ("created", "running", *FINAL), job.status
        if job.status in FINAL:
            return job
        time.sleep(0.2)
    pytest.fail(f"job {job_id} did not end: {job.to_json()}")


def test_config_life(nemo, namespace):
    created = nemo.evaluation.configs.create(name="c", namespace=namespace, **config_body("hf://datasets/a/b"))
    assert created.id.startswith("eval-config-")
    assert created.tasks["qa"].dataset.files_url == "hf://datasets/a/b"

    updated = nemo.evaluation.configs.update("c", path_namespace=namespace, description="new")
    assert updated.description == "new"
    assert updated.tasks["qa"].type == "chat-completion"
    with pytest.raises(nemo_microservices.ConflictError):
        nemo.evaluation.configs.create(name="c", namespace=namespace, type="custom")
    assert nemo.evaluation.configs.delete("c", namespace=namespace).id == created.id
    with pytest.raises(nemo_microservices.NotFoundError):
        nemo.evaluation.configs.retrieve("c", namespace=namespace)


def test_lists_page_by_themselves(nemo, namespace):
    for index in range(23):
        nemo.evaluation.configs.create(name=f"c{index:02}", namespace=namespace, type="custom" if index % 2 else "gsm8k")
    listed = nemo.evaluation.configs.list(page_size=5, filter={"namespace": namespace})
    assert [config.name for config in listed] == [f"c{index:02}" for index in range(23)]
    typed = nemo.evaluation.configs.list(page_size=5, filter={"namespace": namespace, "type": "gsm8k"})
    assert len(list(typed)) == 12


def test_target_masks_its_key(nemo, base_url, namespace):
    target = nemo.evaluation.targets.create(name="t", namespace=namespace, **echo_target(base_url))
    assert target.model.api_endpoint.api_key == "******"
    assert target.model.api_endpoint.format == "nim"
    assert nemo.evaluation.targets.retrieve("t", namespace=namespace).type == "model"
    nemo.evaluation.targets.delete("t", namespace=namespace)


def test_main_job(nemo, hub, base_url, repo, namespace, tmp_path):
    files_url = upload_rows(hub, repo)
    nemo.datasets.create(name="rows", namespace=namespace, files_url=files_url)
    nemo.evaluation.targets.create(name="echo", namespace=namespace, **echo_target(base_url))
    nemo.evaluation.configs.create(name="qa", namespace=namespace, **config_body(files_url))

    job = nemo.evaluation.jobs.create(
        namespace=namespace, config=f"{namespace}/qa", target=f"{namespace}/echo", custom_fields={"run": "1"}
    )
    assert job.id.startswith("eval-")
    assert job.status == "created"
    assert job.config.name == "qa"
    assert job.target.model.api_endpoint.api_key == "******"

    done = wait(nemo, job.id)
    assert done.status == "completed", done.to_json()
    status = nemo.evaluation.jobs.status(job.id)
    assert status.progress == 100.0
    assert status.task_status == {"qa": "completed"}

    results = nemo.evaluation.jobs.results(job.id)
    score = results.tasks["qa"].metrics["accuracy"].scores["string-check"]
    assert score.value == 0.75
    assert score.stats.count == 4
    assert results.job == job.id
    assert nemo.evaluation.results.retrieve(results.id).id == results.id

    archive = nemo.evaluation.jobs.download_results(job.id)
    archive.write_to_file(tmp_path / "results.zip")
    with zipfile.ZipFile(tmp_path / "results.zip") as files:
        assert files.testzip() is None
        assert len(files.namelist()) > 1

    assert results.id in [item.id for item in nemo.evaluation.results.list(page_size=1, search={"job": job.id})]
    found = nemo.evaluation.jobs.list(filter={"config": f"{namespace}/qa", "status": "completed"})
    assert [item.id for item in found] == [job.id]
    nemo.evaluation.jobs.delete(job.id)
    with pytest.raises(nemo_microservices.NotFoundError):
        nemo.evaluation.jobs.retrieve(job.id)


def test_job_with_everything_inline(nemo, hub, base_url, repo):
    job = nemo.evaluation.jobs.create(config=config_body(upload_rows(hub, repo)), target=echo_target(base_url))
    assert job.namespace == "default"
    assert job.config.name == job.config.id
    assert wait(nemo, job.id).status == "completed"


def test_job_without_its_file_says_so(nemo, base_url, namespace):
    body = config_body(f"hf://datasets/{namespace}/none")
    try:
        job = nemo.evaluation.jobs.create(config=body, target=echo_target(base_url))
    except nemo_microservices.APIStatusError as error:
        assert error.status_code in (404, 422)
        assert "none" in str(error.body)
        return
    done = wait(nemo, job.id)
    assert done.status == "failed"
    assert "none" in done.status_details.message


def test_job_without_its_config_is_not_made(nemo, base_url, namespace):
    with pytest.raises(nemo_microservices.NotFoundError):
        nemo.evaluation.jobs.create(config=f"{namespace}/none", target=echo_target(base_url))


def test_cancel(nemo, hub, repo):
    # an address that takes connections and never answers (TEST-NET-1) keeps the job running
    endpoint = {"url": "http://192.0.2.1/v1/chat/completions", "model_id": "m"}
    target = {"type": "model", "model": {"api_endpoint": endpoint}}
    job = nemo.evaluation.jobs.create(config=config_body(upload_rows(hub, repo)), target=target)
    nemo.evaluation.jobs.cancel(job.id)
    deadline = time.monotonic() + 20
    while nemo.evaluation.jobs.retrieve(job.id).status != "cancelled":
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_live(nemo):
    check = ["{{item.output}}", "equals", "{{item.reference}}"]
    live = nemo.evaluation.live(
        config={
            "type": "custom",
            "tasks": {"t": {"type": "data", "metrics": {"m": {"type": "string-check", "params": {"check": check}}}}},
        },
        target={"type": "rows", "rows": [{"output": "a", "reference": "a"}, {"output": "b", "reference": "c"}]},
    )
    assert live.status == "completed"
    assert live.result.tasks["t"].metrics["m"].scores["string-check"].value == 0.5


def test_served_models(nemo):
    assert "baseline-echo" in [model.id for model in nemo.inference.models.list().data]


def test_chat(nemo):
    answer = nemo.chat.completions.create(model="baseline-echo", messages=[{"role": "user", "content": "hello"}])
    assert "hello" in answer.choices[0].message.content

"""Runs lm-eval over its own task files with local rows.

Reads one JSON object from stdin: {"model", "folder", "runs": [{"key", "url", "file", "rows", "split", "examples",
"fewshot", "max_tokens", "chat", "scripted"}]}. Prints one JSON line per run: prompts, log-likelihoods or answers, and scores.
"""
import json
import logging
import os
import sys

os.environ["HF_DATASETS_OFFLINE"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["LMEVAL_LOG_LEVEL"] = "ERROR"
os.environ["HF_ALLOW_CODE_EVAL"] = "1"
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import llama_index  # noqa: E402  only for the English sentence model that it carries

for data in llama_index.__path__:
    os.environ["NLTK_DATA"] = os.path.join(data, "core", "_static", "nltk_cache")

import code_eval  # noqa: E402
import datasets  # noqa: E402
import evaluate as hf_evaluate  # noqa: E402
import langdetect  # noqa: E402
import lm_eval  # noqa: E402
from lm_eval.tasks import TaskManager  # noqa: E402

logging.disable(logging.WARNING)
# its draws are not seeded upstream
langdetect.DetectorFactory.seed = 0
# that metric is a script on the hub, which is not asked here
hf_evaluate.load = code_eval.load
datasets.disable_progress_bars()


def write_task(job, run):
    base = os.path.join(os.path.dirname(lm_eval.__file__), "tasks", run["file"])
    files = {run["split"]: run["rows"]}
    if run.get("examples"):
        files[run["examples"]["split"]] = run["examples"]["rows"]
    for split in ("train", "validation", "test"):
        if split not in files:
            # the file may name a split that nobody reads
            files[split] = run["rows"]
    config = {
        "include": base,
        "task": run["key"],
        "dataset_path": "json",
        "dataset_name": None,
        "dataset_kwargs": {"data_files": files, "cache_dir": os.path.join(job["folder"], "cache")},
    }
    if run.get("fewshot") is not None:
        config["num_fewshot"] = run["fewshot"]
    if run.get("repeats"):
        config["repeats"] = run["repeats"]
    with open(os.path.join(job["folder"], "tasks", run["key"] + ".yaml"), "w") as file:
        # JSON is YAML
        json.dump(config, file)


def evaluate(job, run, manager):
    chat = bool(run.get("chat"))
    arguments = {
        "model": job["model"],
        "base_url": run["url"] + ("/v1/chat/completions" if chat else "/v1/completions"),
        "num_concurrent": 2,
        "max_retries": 1,
    }
    if run.get("max_length"):
        arguments["max_length"] = run["max_length"]
    if not chat:
        # a list of answers has no tokenizer
        arguments["tokenizer_backend"] = None if run.get("scripted") else "remote"
    found = lm_eval.simple_evaluate(
        model="local-chat-completions" if chat else "local-completions",
        model_args=arguments,
        tasks=[run["key"]],
        task_manager=manager,
        gen_kwargs={"max_gen_toks": run["max_tokens"]} if run.get("max_tokens") else None,
        apply_chat_template=chat,
        fewshot_as_multiturn=chat,
        bootstrap_iters=10,  # errors of means need none
        log_samples=True,
        confirm_run_unsafe_code=True,
    )
    rows = {}
    for sample in found["samples"][run["key"]]:
        if sample["doc_id"] in rows:
            continue  # once per filter, with the same answers
        requests = sample["arguments"]
        requests = list(requests.values()) if isinstance(requests, dict) else requests
        prompts = [list(one.values())[0] if isinstance(one, dict) else one[0] for one in requests]
        rows[sample["doc_id"]] = {"prompts": prompts, "resps": sample["resps"]}
    return {
        "key": run["key"],
        "rows": [rows[index] for index in sorted(rows)],
        "scores": found["results"][run["key"]],
    }


def main():
    job = json.load(sys.stdin)
    os.makedirs(os.path.join(job["folder"], "tasks"), exist_ok=True)
    for run in job["runs"]:
        write_task(job, run)
    manager = TaskManager(include_path=os.path.join(job["folder"], "tasks"), include_defaults=False)
    for run in job["runs"]:
        out.write(json.dumps(evaluate(job, run, manager), default=str) + "\n")
        out.flush()


main()

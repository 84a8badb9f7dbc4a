"""Prints lm-eval's own task files with their includes written in, as a user would paste them: one JSON line for each.

Reads JSON lines {"name", "file"} from stdin; prints {"name", "yaml"}. Python functions stay as `!function`.
"""
import json
import os
import sys

import lm_eval
import yaml

TASKS = os.path.join(os.path.dirname(lm_eval.__file__), "tasks")


class Function(str):
    pass


class Loader(yaml.SafeLoader):
    pass


class Dumper(yaml.SafeDumper):
    pass


Loader.add_constructor("!function", lambda loader, node: Function(loader.construct_scalar(node)))
Dumper.add_representer(Function, lambda dumper, name: dumper.represent_scalar("!function", str(name)))


def load(path):
    with open(path) as file:
        own = yaml.load(file, Loader)
    for included in reversed([own.pop("include")] if isinstance(own.get("include"), str) else own.pop("include", [])):
        own = {**load(os.path.join(os.path.dirname(path), included)), **own}
    return own


for line in sys.stdin:
    job = json.loads(line)
    task = load(os.path.join(TASKS, job["file"]))
    print(json.dumps({"name": job["name"], "yaml": yaml.dump(task, Dumper=Dumper, sort_keys=False)}))

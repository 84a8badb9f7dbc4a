"""Judges answers with lm-eval's own IFEval code.

Reads JSON lines {"row", "answer"} from stdin, prints one JSON line {"strict", "loose"} for each. langdetect draws at
random; its seed is fixed, so that both sides draw alike.
"""
import json
import logging
import os
import sys

import llama_index  # only for the English sentence model that it carries

for folder in llama_index.__path__:
    os.environ["NLTK_DATA"] = os.path.join(folder, "core", "_static", "nltk_cache")

import langdetect  # noqa: E402

langdetect.DetectorFactory.seed = 0

from lm_eval.tasks.ifeval import utils  # noqa: E402

logging.disable(logging.CRITICAL)


class Example:
    def __init__(self, row):
        self.instruction_id_list = row["instruction_id_list"]
        self.prompt = row["prompt"]
        self.kwargs = row["kwargs"]


for line in sys.stdin:
    job = json.loads(line)
    example = Example(job["row"])
    strict = utils.test_instruction_following_strict(example, job["answer"])
    loose = utils.test_instruction_following_loose(example, job["answer"])
    print(json.dumps({"strict": strict.follow_instruction_list, "loose": loose.follow_instruction_list}), flush=True)

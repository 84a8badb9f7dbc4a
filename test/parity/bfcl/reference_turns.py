"""Verdicts of the original on conversations: reads JSON lines {"row", "reference", "made"}, writes {"valid", "kind"}; for
{"long_context"} its long texts.
"""
import json
import os
import sys
import tempfile

os.environ.setdefault("BFCL_PROJECT_ROOT", tempfile.mkdtemp())

from bfcl_eval.eval_checker.multi_turn_eval.multi_turn_checker import multi_turn_checker  # noqa: E402
from bfcl_eval.eval_checker.multi_turn_eval.func_source_code import long_context  # noqa: E402

for number, line in enumerate(sys.stdin):
    case = json.loads(line)
    if "long_context" in case:
        print(json.dumps({name: value for name, value in vars(long_context).items() if name.isupper()}, default=str), flush=True)
        continue
    # worlds are kept by the model's name: each case gets its own
    verdict = multi_turn_checker(case["made"], case["reference"], case["row"], "multi_turn_base", f"model{number}")
    print(json.dumps({"valid": bool(verdict["valid"]), "kind": verdict.get("error_type", "")}), flush=True)

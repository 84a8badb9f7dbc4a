"""Verdicts of the original: reads JSON lines {"mode", "category", "functions", "answers", "output"}, writes true or false.

Only its checker and decoder are loaded; what they import of vendors' clients and parsers of other languages is left out.
"""
import json
import os
import sys
import tempfile
from types import SimpleNamespace
from unittest.mock import MagicMock

os.environ.setdefault("BFCL_PROJECT_ROOT", tempfile.mkdtemp())


class Left(MagicMock):
    """Stands for a module that is not needed, and for whatever is taken from it."""

    __all__ = []


for name in [
    "tenacity",
    "tree_sitter",
    "tree_sitter_java",
    "tree_sitter_javascript",
    "dotenv",
    "filelock",
    "tqdm",
    "bfcl_eval.constants.model_config",
    "bfcl_eval.model_handler.parser.java_parser",
    "bfcl_eval.model_handler.parser.js_parser",
    "bfcl_eval.model_handler.parser.xml_parser",
    "bfcl_eval.eval_checker.ast_eval.type_convertor.java_type_converter",
    "bfcl_eval.eval_checker.ast_eval.type_convertor.js_type_converter",
]:
    sys.modules[name] = Left()

MODELS = {mode: SimpleNamespace(underscore_to_dot=mode == "native") for mode in ("native", "text")}
sys.modules["bfcl_eval.constants.model_config"].MODEL_CONFIG_MAPPING = MODELS

from bfcl_eval.constants.enums import Language  # noqa: E402
from bfcl_eval.eval_checker.ast_eval.ast_checker import ast_checker  # noqa: E402
from bfcl_eval.model_handler.utils import default_decode_ast_prompting  # noqa: E402
from bfcl_eval.utils import is_empty_output, is_function_calling_format_output  # noqa: E402


def decode(mode, output):
    if mode == "text":
        return default_decode_ast_prompting(output)
    return [{name: json.loads(arguments)} for name, arguments in output]


def judge(case):
    try:
        decoded = decode(case["mode"], case["output"])
    except Exception:
        return case["category"] == "irrelevance"
    if case["category"] == "irrelevance":
        return is_empty_output(decoded)
    if not is_function_calling_format_output(decoded):
        return False
    try:
        verdict = ast_checker(
            case["functions"], decoded, case["answers"], Language.PYTHON, case["category"], case["mode"]
        )
    except Exception:
        return None
    return bool(verdict["valid"])


for line in sys.stdin:
    print(json.dumps(judge(json.loads(line))), flush=True)

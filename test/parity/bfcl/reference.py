"""Verdicts of the original: reads JSON lines {"mode", "category", "functions", "answers", "output"}, writes true or false;
null where it throws. Of mode "convert", {"language", "text", "type", "nested"}, writes the value that it reads; of mode
"show", {"entry"}, the tools and the prompt that it makes.

Only its checker, converters and decoder are loaded; what they import of vendors' clients and of parsers of texts in other
languages is left out.
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
]:
    sys.modules[name] = Left()

MODELS = {mode: SimpleNamespace(underscore_to_dot=mode == "native") for mode in ("native", "text")}
sys.modules["bfcl_eval.constants.model_config"].MODEL_CONFIG_MAPPING = MODELS

from bfcl_eval.constants.enums import Language, ModelStyle  # noqa: E402
from bfcl_eval.constants.type_mappings import GORILLA_TO_OPENAPI  # noqa: E402
from bfcl_eval.eval_checker.ast_eval.ast_checker import ast_checker  # noqa: E402
from bfcl_eval.eval_checker.ast_eval.type_convertor.java_type_converter import java_type_converter  # noqa: E402
from bfcl_eval.eval_checker.ast_eval.type_convertor.js_type_converter import js_type_converter  # noqa: E402
from bfcl_eval.model_handler.utils import (  # noqa: E402
    convert_to_tool,
    default_decode_ast_prompting,
    system_prompt_pre_processing_chat_model,
)
from bfcl_eval.utils import (  # noqa: E402
    add_language_specific_hint_to_function_doc,
    is_empty_output,
    is_function_calling_format_output,
    populate_test_cases_with_predefined_functions,
)

LANGUAGES = {"simple_java": Language.JAVA, "simple_javascript": Language.JAVASCRIPT}


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
            case["functions"],
            decoded,
            case["answers"],
            LANGUAGES.get(case["category"], Language.PYTHON),
            case["category"],
            case["mode"],
        )
    except Exception:
        return None
    return bool(verdict["valid"])


def tagged(value):
    """With the types that JSON does not tell apart."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float):
        return {"float": str(value)}
    if isinstance(value, list):
        return [tagged(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[key, tagged(item)] for key, item in value.items()]}
    return value


def convert(case):
    convert_type = java_type_converter if case["language"] == "java" else js_type_converter
    try:
        return {"value": tagged(convert_type(case["text"], case["type"], case["nested"]))}
    except Exception:
        return None


def show(case):
    entries = populate_test_cases_with_predefined_functions([case["entry"]])
    [entry] = add_language_specific_hint_to_function_doc(entries)
    held = entry.get("missed_function", {})
    prompts = system_prompt_pre_processing_chat_model(entry["question"][0], entry["function"], entry["id"])
    return {
        "prompt": prompts[0]["content"],
        "tools": convert_to_tool(entry["function"], GORILLA_TO_OPENAPI, ModelStyle.OPENAI_COMPLETIONS),
        "held": {turn: convert_to_tool(docs, GORILLA_TO_OPENAPI, ModelStyle.OPENAI_COMPLETIONS) for turn, docs in held.items()},
        "told": {turn: str(docs) for turn, docs in held.items()},
    }


MODES = {"convert": convert, "show": show}

for line in sys.stdin:
    case = json.loads(line)
    print(json.dumps(MODES.get(case["mode"], judge)(case)), flush=True)

"""What importing the package costs, and what its code may not do."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import rag

PACKAGE = Path(rag.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = {"torch", "sentence_transformers", "transformers", "faiss", "gradio", "tiktoken", "numpy"}
RUNS_CODE = {
    "pickle",
    "cPickle",
    "_pickle",
    "cloudpickle",
    "dill",
    "shelve",
    "marshal",
    "joblib",
    "jsonpickle",
}
RUNS_CODE |= {"copyreg", "pandas", "hickle", "klepto"}
MEASURE = """
import json, sys, time
started = time.perf_counter()
import rag
print(json.dumps([time.perf_counter() - started, sorted(sys.modules)]))
"""


def imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}
            and isinstance(node.args[0], ast.Constant)
        ):
            found.add(str(node.args[0].value))
    return found


def test_importing_the_package_is_quick_and_loads_nothing_heavy() -> None:
    runs = []
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, check=True, text=True)
        runs.append(json.loads(done.stdout))
    assert min(seconds for seconds, _ in runs) < 0.3
    assert not HEAVY & set(runs[0][1])


def test_there_are_modules_to_check() -> None:
    assert len(MODULES) > 20


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_can_unpickle_print_or_evaluate(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not {name for name in imported(tree) if set(name.split(".")) & RUNS_CODE}
    calls = {ast.unparse(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not set(calls) & {
        "print",
        "eval",
        "exec",
        "compile",
        "os.system",
        "yaml.unsafe_load",
        "torch.load",
    }
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        for keyword in call.keywords:
            unsafe = isinstance(keyword.value, ast.Constant) and keyword.value.value is True
            assert not (unsafe and keyword.arg in {"allow_pickle", "trust_remote_code", "shell"})


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_module_says_what_belongs_in_it(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "code", ["import pickle", "from pickle import loads", "import pandas.io", "__import__('dill')"]
)
def test_the_check_sees_every_form_of_import(code: str) -> None:
    assert {name for name in imported(ast.parse(code)) if set(name.split(".")) & RUNS_CODE}

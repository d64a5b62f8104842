"""Every word of page, server and exports stands in `rag.messages`, and for whatever has a name there is one."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

import rag
from rag import messages
from rag.export import EXPORT_FORMATS
from rag.index.browse import Order
from rag.ingest.importing.report import ImportState
from rag.schema import LedgerState, ReasonCode

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(rag.__file__).parent
SPEAKING = [
    *(
        path
        for path in sorted((PACKAGE / "web" / "page").rglob("*.py"))
        if path.name != "example_questions.py"
    ),
    *sorted((PACKAGE / "web").glob("*.py")),
    *(PACKAGE / "export" / f"{name}.py" for name in ("html", "markdown", "remarks")),
    *(PACKAGE / "web" / "api" / f"{name}.py" for name in ("problems", "service")),
    PACKAGE / "qa" / "abstention.py",
]
"""What renders, serves, exports or refuses; not what raises errors, describes the API to programs, or makes questions of the
archive's own sentences by rules of English."""
ASSETS = [path for path in sorted((PACKAGE / "web" / "page").rglob("*")) if path.suffix in {".js", ".css"}]

NO_WORDS = {"notice done", "plain danger", "plain step", "run failed", "Roboto", "Menlo", "Consolas", "There"}
"""Classes of the style sheet, names of fonts, a word that a rule looks for."""
MARKUP = re.compile(r"<[^<>]*>|^[^<>]*>|<[^<>]*$")
"""Elements, and those that begin or end in another string."""
WORDS = re.compile(r"(?:^|[ >])[A-Z][a-z]+(?:[ .:,;!?…<]|$)|[a-z]{2,} [a-z]{2,}|>[a-z]{2,}[ <]")
"""What people read: a word with a capital, several in a row, one that is an element's whole text."""
READ_OUT = re.compile(r"""(?:aria-label|placeholder|title|alt)=["'][^"'\x00]*[A-Za-z]{2}""")
BY_SCRIPT = re.compile(
    r"""(?:textContent|innerText|ariaLabel|placeholder|content)\b[\s=:]+["'`][^"'`$]*[a-z]{2}"""
)


def words_in(source: str) -> Iterator[str]:
    """Yield the strings of a module that people could read, each f-string whole, docstrings left out."""
    tree = ast.parse(source)
    passed_over: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            passed_over.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            passed_over.update(node.values)
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            passed_over.update(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            said = "".join(p.value if isinstance(p, ast.Constant) else "\0" for p in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in passed_over:
            said = node.value
        else:
            continue
        if said not in NO_WORDS and (READ_OUT.search(said) or WORDS.search(MARKUP.sub("<>", said))):
            yield said


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_code_that_renders_serves_exports_or_refuses_says_nothing_by_itself(path: Path) -> None:
    assert list(words_in(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", ASSETS, ids=lambda path: path.name)
def test_scripts_and_style_sheets_take_their_words_from_what_is_drawn(path: Path) -> None:
    assert BY_SCRIPT.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "f'<h2>Sources</h2>{x}'",
        "f'<button aria-label=\"close\">{x}</button>'",
        "draw(f'{n:,} more of them')",
        "x = name or 'Undated'",
        "f'<dd>none</dd>'",
        "add('No source is cited')",
        'f\'{x}{"so it is" if x else ""}\'',
    ],
)
def test_a_word_in_code_is_found(source: str) -> None:
    assert list(words_in(source))


def test_for_whatever_has_a_name_there_are_words() -> None:
    assert set(messages.index_tab.STATES) == {*get_args(LedgerState), *get_args(ImportState)}
    assert set(messages.archive_tab.ORDERS) == set(get_args(Order))
    assert set(messages.ask_tab.EXPORT_NAMES) == set(EXPORT_FORMATS)
    assert all(messages.refusals.reason_of({"reason_code": code}) for code in get_args(ReasonCode))

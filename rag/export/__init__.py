"""Answers as documents: Markdown, HTML, JSON, BibTeX and CSL-JSON, made from saved answers alone.

Belongs here: the list of forms, and reading the answers back out of the documents that carry them. Does not
belong here: whether citations hold (`rag.verification.saved_answers`), files (`rag.cli`).

Markdown and HTML carry their answers as data. Nothing else decides how they look, so that drawing the data
again and comparing tells whether somebody has edited the text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from rag.errors import AnswerFileError
from rag.export.answer_file import check_form, parse_json
from rag.export.bibliography import sources_as_bibtex, sources_as_csl
from rag.export.cited import sources_of
from rag.export.html import answers_as_html
from rag.export.markdown import answers_as_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "EXPORT_FORMATS",
    "EXPORT_SUFFIXES",
    "FORM",
    "Document",
    "ExportFormat",
    "export_answers",
    "read_document",
]

ExportFormat = Literal["markdown", "html", "json", "bibtex", "csl"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
EXPORT_SUFFIXES: dict[ExportFormat, str] = {
    "markdown": "md", "html": "html", "json": "jsonl", "bibtex": "bib", "csl": "json",
}  # fmt: skip
"""What the name of a document of each form ends in."""

FORM = 2
"""Number of the documents' form. Raise it with every change of what is drawn or of the style: documents of
another number are not accused of having been edited."""

_MARKDOWN_DATA = re.compile(
    r"^<!-- rag-archive answers, form (\d{1,9})\..*\n((?:[^<>\n]*+\n)*+)-->$", re.MULTILINE
)
_HTML_DATA = re.compile(
    r'^<script type="application/json" id="answers">\[\n([^<>]*)\n\]</script>$', re.MULTILINE
)
_HTML_FORM = re.compile(r'^<meta name="generator" content="rag-archive, form (\d{1,9})">$', re.MULTILINE)


def export_answers(answers: Sequence[dict[str, Any]], to: ExportFormat) -> str:
    """Return saved answers as one document.

    Args:
        answers: An answer, or those of a conversation in its order, in the contract's form.
        to: The form of the document. JSON is the contract, one answer a line; BibTeX and CSL-JSON list the
            articles that the answers cite.

    Returns:
        The document, ending in a line end; BibTeX without a source is empty.

    Raises:
        AnswerFileError: There is no answer, or one is not in the contract's form.
    """
    if not answers:
        raise AnswerFileError("there is no answer to export. Save one with `rag ask QUESTION --json`.")
    for answer in answers:
        check_form(answer)
    try:
        return _written(answers, to)
    except RecursionError:
        raise AnswerFileError("the answer is nested too deeply to be written.") from None


def _written(answers: Sequence[dict[str, Any]], to: ExportFormat) -> str:
    if to == "markdown":
        return answers_as_markdown(answers, FORM)
    if to == "html":
        return answers_as_html(answers, FORM)
    if to == "json":
        return "".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers)
    if to == "bibtex":
        return sources_as_bibtex(sources_of(answers))
    return sources_as_csl(sources_of(answers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The answers that a Markdown or HTML document carries, and what is wrong with the text it shows."""

    answers: tuple[Any, ...]
    problem: str | None


def read_document(text: str) -> Document | None:
    """Read the answers back from an exported document, and compare what it shows with them.

    Args:
        text: What a file holds, its line ends as Python reads them.

    Returns:
        The answers; None when the text is not a Markdown or HTML export.

    Raises:
        AnswerFileError: The data of the document has been damaged.
    """
    html = text.lstrip()[:15].lower() == "<!doctype html>"
    data = _HTML_DATA.findall(text) if html else [found[1] for found in _MARKDOWN_DATA.findall(text)]
    if not data:
        return None
    form = _HTML_FORM.findall(text) if html else [found[0] for found in _MARKDOWN_DATA.findall(text)]
    try:
        lines = data[-1] if html else data[-1].strip("\n").replace("\n", ",\n")
        answers = parse_json(f"[{lines}]")
    except ValueError as error:
        raise AnswerFileError(f"the answers inside the document cannot be read: {error}.") from None
    problem: str | None
    if form and int(form[-1]) != FORM:
        problem = (
            f"the document has form {int(form[-1])}, this version writes form {FORM}: whether the text shown "
            "is what the answer says cannot be told. Make it anew with `rag export`."
        )
    else:
        problem = _edited(text, export_answers(answers, "html" if html else "markdown"))
    return Document(answers=tuple(answers), problem=problem)


def _edited(text: str, meant: str) -> str | None:
    """Say where a document differs from what its answers are drawn as; None where it does not."""
    if text == meant:
        return None
    pairs = zip([*text.split("\n"), ""], [*meant.split("\n"), ""], strict=False)
    line = next((n for n, (shown, drawn) in enumerate(pairs, 1) if shown != drawn), 1)
    return f"the text shown is not what the answer says: it was edited from line {line}"

"""Exporting saved answers as documents: Markdown, HTML, JSON, BibTeX and CSL-JSON.

Belongs here: the formats, and reading answers back from Markdown and HTML documents. Does not belong here:
whether citations hold (`rag.verification.saved_answers`), reading and writing files (`rag.cli`).

Markdown and HTML documents hold their answers as data too. The visible text depends on this data alone, so
that rendering the data again and comparing shows whether the text was edited.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from rag.errors import AnswerFileError
from rag.export.answer_file import check_form, parse_json
from rag.export.bibliography import sources_as_bibtex, sources_as_csl
from rag.export.cited import only_sure, sources_of
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
"""Suffix of the file name of each format."""

FORM = 3
"""Version of how documents are rendered. Raise it with every change of text or style: a document of another
version cannot be compared, and is not reported as edited."""

_MARKDOWN_DATA = re.compile(
    r"^<!-- rag-archive answers, form (\d{1,9})\..*\n((?:[^<>\n]*+\n)*+)-->$", re.MULTILINE
)
_HTML_DATA = re.compile(
    r'^<script type="application/json" id="answers">\[\n([^<>]*)\n\]</script>$', re.MULTILINE
)
_HTML_FORM = re.compile(r'^<meta name="generator" content="rag-archive, form (\d{1,9})">$', re.MULTILINE)


def export_answers(answers: Sequence[dict[str, Any]], to: ExportFormat, *, all_claims: bool = False) -> str:
    """Return saved answers as one document.

    Args:
        answers: One answer, or those of a conversation in order, in the form that `answer_file` checks.
        to: The format. JSON has one answer on each line; BibTeX and CSL-JSON list the cited articles.
        all_claims: Whether claims below the answer's threshold are included, under a heading of their own;
            otherwise they are left out, also of the data that the document carries.

    Returns:
        The document, which ends in a line end; BibTeX without a cited article is empty.

    Raises:
        AnswerFileError: There is no answer, or one is not in the contract's form.
    """
    if not answers:
        raise AnswerFileError("there is no answer to export. Save one with `rag ask QUESTION --json`.")
    for answer in answers:
        check_form(answer)
    try:
        return _written(answers if all_claims else [only_sure(answer) for answer in answers], to)
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
    """The answers in a Markdown or HTML document; ``problem`` says what is wrong with its visible text."""

    answers: tuple[Any, ...]
    problem: str | None


def read_document(text: str) -> Document | None:
    """Read the answers back from an exported document, and compare its visible text with them.

    Args:
        text: Content of a file, with the line ends that Python makes of any.

    Returns:
        The answers; None when the text is not a Markdown or HTML export.

    Raises:
        AnswerFileError: The data in the document is damaged.
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
        problem = _edited(text, export_answers(answers, "html" if html else "markdown", all_claims=True))
    return Document(answers=tuple(answers), problem=problem)


def _edited(text: str, meant: str) -> str | None:
    """Say from which line a document differs from its rendered answers; None where it does not."""
    if text == meant:
        return None
    pairs = zip([*text.split("\n"), ""], [*meant.split("\n"), ""], strict=False)
    line = next((n for n, (shown, rendered) in enumerate(pairs, 1) if shown != rendered), 1)
    return f"the text shown is not what the answer says: it was edited from line {line}"

"""Answers as Markdown with footnotes.

Belongs here: the form of the document, and escaping strings of articles so that they stay plain text. Does
not belong here: the words of the document (`rag.messages.export`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rag import messages
from rag.export.cited import Numbers, is_sure, listed, short_answer
from rag.export.inline_json import inline_json
from rag.export.remarks import disagree_about, remarks, said_by
from rag.rendering import one_line, source, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["answers_as_markdown"]

_MEANING = re.compile(r"([\\`*_{}\[\]()<>#+!|~$&@%=-]|:(?=//)|(?<=www)\.)", re.IGNORECASE)
"""Characters that Markdown or a common extension of it gives a meaning, and parts of a bare address."""
_NUMBERED = re.compile(r"^(\d+)\.(?= |$)")


def answers_as_markdown(answers: Sequence[dict[str, Any]], form: int) -> str:
    """Return answers as Markdown with one footnote for every cited sentence.

    Args:
        answers: At least one answer, in the form that `answer_file` checks.
        form: Version of the document's form, which is written into it.

    Returns:
        Markdown that ends in a line end. Strings from articles render as plain text; the answers are in it as
        data, in a comment at the end.
    """
    numbers = Numbers()
    lines = []
    if len(answers) > 1:
        lines += [f"# {_escape(messages.export.questions(len(answers)))}", ""]
    for answer in answers:
        lines += [f"{'##' if len(answers) > 1 else '#'} {_escape(answer['question'])}", ""]
        lines += [*_answer(answer, numbers), ""]
    notes = [f"[^{n}]: {_footnote(citation)}" for n, citation in enumerate(numbers.citations, 1)]
    lines += [*notes, ""] if notes else []
    data = [inline_json(answer) for answer in answers]
    lines += [f"<!-- rag-archive answers, form {form}. {messages.export.HOW_TO_CHECK}", *data, "-->"]
    return "\n".join(lines) + "\n"


def _answer(answer: dict[str, Any], numbers: Numbers) -> Iterator[str]:
    """Yield the lines of an answer below its question, the last of them not empty."""
    claims, short = listed(answer, "claims"), short_answer(answer)
    for said in (
        messages.answer.understood_as(answer.get("completed_question")),
        messages.answer.scope(answer.get("filters") or {}),
    ):
        yield from (_escape(said), "") if said else ()
    if claims and answer.get("reason"):
        yield from (_escape(answer["reason"]), "")
    if short:
        yield from (f"**{_escape(short)}**", "")
    yield from _claims(answer, numbers)
    if not claims:
        yield _escape(f"{messages.export.NOT_IN_ARCHIVE} {messages.refusals.reason_of(answer)}".rstrip())
    for disagreement in listed(answer, "disagreements"):
        yield from ("", _escape(disagree_about(disagreement)), "")
        for side in listed(disagreement, "sides"):
            yield from _claim(side, said_by(side), numbers)
    yield from _near_misses(answer, numbers)
    if answer.get("undated_left_out"):
        yield from ("", messages.answer.left_out(answer["undated_left_out"]))


def _claims(answer: dict[str, Any], numbers: Numbers) -> Iterator[str]:
    claims = listed(answer, "claims")
    likely = [claim for claim in claims if not is_sure(claim, answer)]
    for claim in claims:
        yield from _claim(claim, remarks(claim), numbers) if is_sure(claim, answer) else ()
    yield from ("", messages.answer.LESS_SURE, "") if likely else ()
    for claim in likely:
        yield from _claim(claim, remarks(claim), numbers)


def _claim(claim: dict[str, Any], known: Sequence[str], numbers: Numbers) -> Iterator[str]:
    marks = "".join(f"[^{numbers.of(citation)}]" for citation in listed(claim, "citations"))
    yield f"- {_escape(claim['text'])}{marks}"
    if known:
        yield f"  - {_escape(' · '.join(known))}"
    for citation in listed(claim, "context"):
        yield f"  - {messages.answer.REFERS_TO} {_escape(citation['quote'])}[^{numbers.of(citation)}]"


def _near_misses(answer: dict[str, Any], numbers: Numbers) -> Iterator[str]:
    near = listed(answer, "near_misses")
    if near:
        yield from ("", messages.export.NEAREST, "")
    for citation in near:
        yield f"- {_escape(citation['quote'])}[^{numbers.of(citation)}]"


def _footnote(citation: dict[str, Any]) -> str:
    url = citation.get("url")
    address = f"<{url}>" if web_address(url) else _escape(url or "")
    known = [_escape(source(citation)), address, f"SHA\\-256 {_escape(citation['text_sha256'])}"]
    return f"“{_escape(citation['quote'])}” — {' · '.join(part for part in known if part)}"


def _escape(text: str) -> str:
    return _NUMBERED.sub(r"\1\\.", _MEANING.sub(r"\\\1", one_line(text)))

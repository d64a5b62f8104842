"""Whether data has the form of a saved answer, so that what draws it need not ask.

Belongs here: the shape of the answer as JSON, schema 1, and finding what is not in it. Does not belong
here: whether an answer is true (`rag.verification.saved_answers`), making one (`rag.schema`).
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from rag.errors import AnswerFileError
from rag.schema import ANSWER_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["check_shape", "parse_json"]

_WORDS = {str: "text", int: "a whole number", float: "a number", dict: "an object", list: "a list"}

_SPAN: dict[str, Any] = {"start!": int, "end!": int}
_CITATION: dict[str, Any] = {
    "article_id!": str,
    "title!": str,
    "outlet": str,
    "author": str,
    "url": str,
    "language": str,
    "published": str,
    "published_at": str,
    "page": int,
    "start!": int,
    "end!": int,
    "quote!": str,
    "text_sha256!": str,
    "passage": _SPAN,
    "support": float,
    "score": float,
    "file_sha256": str,
    "parser": str,
}
_CLAIM: dict[str, Any] = {
    "text!": str,
    "score": float,
    "support": float,
    "speaker": str,
    "independent_sources": int,
    "answer_span": _SPAN,
    "context": [_CITATION],
    "citations": [_CITATION],
}
_SIDE: dict[str, Any] = {"text!": str, "speaker": str, "citations": [_CITATION]}
_ANSWER: dict[str, Any] = {
    "schema!": int,
    "question!": str,
    "completed_question": str,
    "status!": str,
    "reason": str,
    "reason_code": str,
    "claims": [_CLAIM],
    "disagreements": [{"about": str, "sides": [_SIDE]}],
    "near_misses": [_CITATION],
    "hits": [{"article_id!": str, "start!": int, "end!": int, "score": float}],
    "undated_left_out": int,
    "filters": {
        "since": str,
        "until": str,
        "outlets": [str],
        "authors": [str],
        "languages": [str],
        "formats": [str],
    },
    "index_id": str,
    "settings_id": str,
    "elapsed_ms": int,
}
"""The contract: a type, an object or a list of one form. ``!`` marks what must be there; anything else may be
absent or null. Other keys are let through, since keys are added within a schema number."""


_LARGEST = 2**53
"""Below it every integer is exact in the JSON of other languages too."""


def parse_json(text: str) -> Any:
    """Read one JSON document, without the infinities and NaN that Python would let through.

    Args:
        text: The document.

    Returns:
        The data.

    Raises:
        ValueError: It is not JSON, or nested too deeply.
    """
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def check_shape(answer: Any) -> None:
    """Check that data has the form of an answer.

    Args:
        answer: The data, as JSON gave it.

    Raises:
        AnswerFileError: It has not; the message says where.
    """
    if not isinstance(answer, dict) or answer.get("schema") != ANSWER_SCHEMA:
        raise AnswerFileError(
            f"this is not an answer of schema {ANSWER_SCHEMA}. Save one with `rag ask QUESTION --json`."
        )
    for problem in _problems(answer, _ANSWER, ""):
        raise AnswerFileError(f"the saved answer is not in the contract's form: {problem}.")


def _problems(value: Any, form: Any, where: str) -> Iterator[str]:
    kind = form if isinstance(form, type) else type(form)
    if not _is(value, kind):
        yield f"{where or 'it'} is not {_WORDS[kind]}"
    elif isinstance(form, dict):
        yield from _problems_of_fields(value, form, where)
    elif isinstance(form, list):
        for i, item in enumerate(value):
            yield from _problems(item, form[0], f"{where}[{i}]")


def _problems_of_fields(record: Mapping[str, Any], form: dict[str, Any], where: str) -> Iterator[str]:
    for name, inner in form.items():
        key = name.rstrip("!")
        place = f"{where}.{key}" if where else key
        if record.get(key) is not None:
            yield from _problems(record[key], inner, place)
        elif name != key:
            yield f"{place} is missing"


def _is(value: Any, kind: type) -> bool:
    """Say whether a value is of a kind; true is no number, and neither is infinity."""
    if type(value) is int:
        return kind in (int, float) and abs(value) < _LARGEST
    if isinstance(value, float):
        return kind is float and math.isfinite(value)
    return type(value) is kind

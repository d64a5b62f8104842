"""The form of a saved answer: reading JSON, and checking that data is an answer of schema 1.

Belongs here: which keys an answer has, of which types, and the message that names the first key that is
wrong. Does not belong here: whether an answer is true (`rag.verification.saved_answers`), making one
(`rag.schema`), the form that the server publishes (`rag.web.api`).

Whatever renders a saved answer may rely on this form and need not check it again.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import AnswerFileError
from rag.schema import ANSWER_SCHEMA

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["check_form", "parse_json"]

_LIMIT = 2**53
"""Below it every integer is exact in the JSON of other languages too."""

_Integer = Annotated[int, Field(gt=-_LIMIT, lt=_LIMIT)]
_Number = Annotated[float, Field(allow_inf_nan=False)]


class _Form(BaseModel):
    """A JSON object of an answer. Unknown keys are allowed, since keys are added within a schema number."""

    model_config = ConfigDict(strict=True, extra="ignore")


class _Span(_Form):
    start: _Integer
    end: _Integer


class _Citation(_Form):
    article_id: str
    title: str
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    published: str | None = None
    published_at: str | None = None
    page: _Integer | None = None
    start: _Integer
    end: _Integer
    quote: str
    text_sha256: str
    passage: _Span | None = None
    support: _Number | None = None
    score: _Number | None = None
    file_sha256: str | None = None
    parser: str | None = None


class _Claim(_Form):
    text: str
    score: _Number | None = None
    support: _Number | None = None
    speaker: str | None = None
    independent_sources: _Integer | None = None
    answer_span: _Span | None = None
    context: list[_Citation] | None = None
    citations: list[_Citation] | None = None


class _Side(_Form):
    text: str
    speaker: str | None = None
    citations: list[_Citation] | None = None


class _Disagreement(_Form):
    about: str | None = None
    sides: list[_Side] | None = None


class _Hit(_Form):
    article_id: str
    start: _Integer
    end: _Integer
    score: _Number | None = None


class _Filters(_Form):
    since: str | None = None
    until: str | None = None
    outlets: list[str] | None = None
    authors: list[str] | None = None
    languages: list[str] | None = None
    formats: list[str] | None = None


class _Answer(_Form):
    schema_: Annotated[_Integer, Field(alias="schema")]
    question: str
    completed_question: str | None = None
    status: str
    reason: str | None = None
    reason_code: str | None = None
    claims: list[_Claim] | None = None
    disagreements: list[_Disagreement] | None = None
    near_misses: list[_Citation] | None = None
    answer_threshold: _Number | None = None
    hits: list[_Hit] | None = None
    undated_left_out: _Integer | None = None
    filters: _Filters | None = None
    index_id: str | None = None
    settings_id: str | None = None
    elapsed_ms: _Integer | None = None


_EXPECTED = {
    "string": "text",
    "int": "a whole number",
    "less": "a whole number below 2^53",
    "greater": "a whole number above -2^53",
    "float": "a number",
    "finite": "a number",
    "list": "a list",
    "model": "an object",
}
"""What was expected, by the first word of pydantic's name of an error."""

_FOUND = {
    bool: "true or false",
    str: "text",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}
"""What was found, by its Python type: the value itself is never repeated, since it may be private."""


def parse_json(text: str) -> Any:
    """Read one JSON document, without the infinities and NaN that Python allows.

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


def check_form(answer: Any) -> None:
    """Check that data has the form of an answer.

    Args:
        answer: The data, as `parse_json` returned it.

    Raises:
        AnswerFileError: It has not. The message names the first key that is wrong, what was expected there
            and what was found.
    """
    if not isinstance(answer, dict) or answer.get("schema") != ANSWER_SCHEMA:
        raise AnswerFileError(
            f"this is not an answer of schema {ANSWER_SCHEMA}. Save one with `rag ask QUESTION --json`."
        )
    try:
        _Answer.model_validate(answer)
    except ValidationError as error:
        problem = _problem(error.errors(include_url=False)[0])
        raise AnswerFileError(f"the saved answer is not in the contract's form: {problem}.") from None


def _problem(error: ErrorDetails) -> str:
    """Say of one error where it is, what was expected and what was found."""
    place, found = error["loc"], error["input"]
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")
    if error["type"] == "missing" or (found is None and isinstance(place[-1], str)):
        return f"{where} is missing"
    expected = _EXPECTED[error["type"].partition("_")[0]]
    return f"{where} is not {expected} but {_FOUND.get(type(found), type(found).__name__)}"

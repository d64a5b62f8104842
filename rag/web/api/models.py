"""Requests and replies of the API as pydantic models: the JSON contract of the product, schema 1.

Belongs here: the models, which OpenAPI and the Model Context Protocol publish. Does not belong here: building
a reply; the records of :mod:`rag.schema` do that, and a test compares the two.

Offsets are half-open ``[start, end)`` in code points of an article's canonical text.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.filters import FORMATS
from rag.question import MAX_QUESTION_CHARACTERS
from rag.schema import MAX_CLAIMS, LedgerState, ReasonCode, TextRole

__all__ = [
    "Answer",
    "Article",
    "AskRequest",
    "Authors",
    "Checks",
    "Error",
    "Filtered",
    "Formats",
    "Found",
    "Health",
    "Languages",
    "Outlets",
    "SearchRequest",
    "Since",
    "Status",
    "Until",
    "VerifyRequest",
]

_MAX_NAMES = 100
"""Most names in one filter of a question; far more than a person chooses."""

Fraction = Annotated[float, Field(ge=0, le=1)]
Offset = Annotated[int, Field(ge=0)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


_Name = Annotated[str, Field(max_length=500)]

Since = Annotated[str | None, Field(max_length=40, description="Published on or after YYYY[-MM[-DD]].")]
Until = Annotated[str | None, Field(max_length=40, description="Published on or before YYYY[-MM[-DD]].")]
Outlets = Annotated[list[_Name], Field(max_length=_MAX_NAMES, description="Only articles of these outlets.")]
Authors = Annotated[
    list[_Name], Field(max_length=_MAX_NAMES, description="Only articles by any of these authors.")
]
Languages = Annotated[
    list[_Name],
    Field(
        max_length=_MAX_NAMES, description="Only articles in these languages; `en` stands for `en-GB` too."
    ),
]
Formats = Annotated[
    list[_Name],
    Field(max_length=_MAX_NAMES, description=f"Only articles in these formats: {', '.join(FORMATS)}."),
]


class Filtered(_Form):
    """Which articles are looked in; a filter that is left out allows all."""

    since: Since = None
    until: Until = None
    outlets: Outlets = []
    authors: Authors = []
    languages: Languages = []
    formats: Formats = []


class AskRequest(Filtered):
    """A question, and which articles may answer it."""

    question: str = Field(min_length=1, max_length=MAX_QUESTION_CHARACTERS)
    claims: int | None = Field(None, ge=1, le=MAX_CLAIMS, description="Most claims of the answer.")


class SearchRequest(Filtered):
    """A question or keywords, and which articles are looked in."""

    query: str = Field(min_length=1, max_length=MAX_QUESTION_CHARACTERS)
    limit: int | None = Field(None, ge=1, le=100, description="Most passages.")


class Span(_Form):
    """A place in an article's canonical text."""

    start: Offset
    end: Offset


class _Metadata(_Form):
    article_id: str
    title: str
    outlet: str | None
    author: str | None
    url: str | None
    language: str | None
    published: str | None = Field(description="YYYY-MM-DD.")
    published_at: str | None = Field(description="RFC 3339.")


class Citation(_Metadata):
    """A sentence of an article: `quote` is its text `[start, end)`."""

    page: int | None
    start: Offset
    end: Offset
    quote: str
    text_sha256: str = Field(description="SHA-256 of the article's canonical text.")
    passage: Span
    support: Fraction = Field(description="How well the quote bears the claim.")
    file_sha256: str
    parser: str


class NearMiss(Citation):
    """A sentence that comes near, but does not answer; `score`: how well it does."""

    score: Fraction


class Claim(_Form):
    """One assertion, bound to the sentences that it stands on."""

    text: str
    score: Fraction = Field(description="How well it answers the question.")
    support: Fraction = Field(description="The lowest support of its citations.")
    speaker: str | None
    independent_sources: int | None
    answer_span: Span | None = Field(description="The words that answer, within the first citation.")
    context: list[Citation] = Field(description="Sentences that make the quote understandable.")
    citations: list[Citation]


class Side(_Form):
    """What one side of a disagreement says."""

    text: str
    speaker: str | None
    citations: list[Citation]


class Disagreement(_Form):
    """Something that sources say differently."""

    about: str
    sides: list[Side]


class Hit(_Form):
    """A passage that was retrieved."""

    article_id: str
    start: Offset
    end: Offset
    score: float


class Filters(_Form):
    """What the articles were narrowed by: dates in ISO form, names in lower case."""

    since: str | None
    until: str | None
    outlets: list[str]
    authors: list[str]
    languages: list[str]
    formats: list[str]


class Answer(_Form):
    """What the archive says to a question: claims, best first, or a reason for silence."""

    schema_: Literal[1] = Field(alias="schema")
    question: str
    completed_question: str | None
    status: Literal["answered", "abstained"]
    reason: str | None
    reason_code: ReasonCode | None
    claims: list[Claim]
    disagreements: list[Disagreement]
    near_misses: list[NearMiss]
    answer_threshold: Fraction | None = Field(
        description="The score from which a claim is sure; those below it are shown apart, as less sure."
    )
    hits: list[Hit]
    undated_left_out: int
    filters: Filters | None
    index_id: str
    settings_id: str
    elapsed_ms: int


class FoundPassage(_Metadata):
    """A passage that was found, with its text."""

    start: Offset
    end: Offset
    score: float
    text: str


class Found(_Form):
    """The passages nearest to a query, best first."""

    schema_: Literal[1] = Field(alias="schema")
    query: str
    hits: list[FoundPassage]


class Mark(Span):
    """A slice of an article that is not plain story, and what it is instead."""

    role: TextRole


class Article(_Metadata):
    """One article: its canonical text, to which all offsets apply, and what is marked in it."""

    text: str
    text_sha256: str
    marks: list[Mark]


class VerifyRequest(_Form):
    """Saved answers, each in the form that `ask` replies."""

    answers: list[dict[str, Any]] = Field(min_length=1, max_length=1000)


class Check(_Form):
    """What became of one citation, or of a claim that is wrong in itself."""

    where: str
    article_id: str | None
    holds: bool
    fate: Literal["holds", "quote_kept", "quote_removed", "article_gone", "wrong"]
    problem: str | None
    support: Fraction | None


class Checks(_Form):
    """Whether everything that saved answers cite is what the archive holds now."""

    schema_: Literal[1] = Field(alias="schema")
    holds: bool
    checked: int
    failed: int
    checks: list[Check]


class LedgerEntry(_Form):
    """What the last rebuild did with a file."""

    path: str
    state: LedgerState
    article_id: str | None
    reason: str | None
    articles: int
    parser: str | None
    copy_of: str | None


class Changes(_Form):
    """Files of the corpus that are not as they were indexed."""

    new: list[str]
    changed: list[str]
    removed: list[str]


class Guessed(_Form):
    """An article whose file states no encoding, and the one that it was read in."""

    article_id: str
    encoding: str


class Status(_Form):
    """The current generation of the index, the ledger of the last rebuild, and what has changed since."""

    schema_: Literal[1] = Field(alias="schema")
    generation: str
    index_id: str
    settings_id: str
    built_at: str
    encoder: str
    weights_sha256: str
    dimension: int
    articles: int
    sentences: int
    passages: int
    undated: int
    ignored: int
    counts: dict[str, int]
    generations: list[dict[str, Any]]
    mostly_marked: list[str] = Field(description="Ids of articles of which over a third is never cited.")
    garbled: list[str] = Field(description="Ids of articles with letters of a wrong encoding in them.")
    guessed: list[Guessed]
    ledger_generation: str = Field(description="The generation that the ledger is of.")
    ledger: list[LedgerEntry]
    changes: Changes | None


class Health(_Form):
    """That the server answers, and its version."""

    schema_: Literal[1] = Field(alias="schema")
    status: Literal["ok"]
    version: str


class Problem(_Form):
    """What went wrong: a stable code for programs, words for people, and the part of the request."""

    code: str
    message: str
    where: str | None


class Error(_Form):
    """The form of every refusal and failure."""

    schema_: Literal[1] = Field(alias="schema")
    error: Problem

"""The records of the product: articles, sentences, passages, hits, evidence, claims, answers.

Belongs here: frozen records that flow between the steps, and their form as JSON (the contract of the
product, schema 1). Does not belong here: how any of them is made. Standard library only, so that
importing it costs nothing.

All offsets are half-open ``[start, end)`` in code points of the article's canonical text.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = [
    "ANSWER_SCHEMA",
    "MAX_CLAIMS",
    "UNREAD_ROLES",
    "Answer",
    "Article",
    "Citation",
    "Claim",
    "Context",
    "Evidence",
    "Hit",
    "LedgerEntry",
    "LedgerState",
    "Mark",
    "Passage",
    "ReasonCode",
    "RebuildReport",
    "Sentence",
    "TextRole",
    "sha256_of_text",
]

ANSWER_SCHEMA = 1
"""Schema number of the answer as JSON; keys are only ever added within one number."""

MAX_CLAIMS = 6
"""Most claims one answer holds."""

TextRole = Literal["story", "title", "heading", "byline", "boilerplate", "frame"]
"""What a slice of an article is. Only ``story`` is ever a claim. ``boilerplate`` (banners, teasers)
and the ``frame`` of a web page (menus and other links, what the page itself says is something else) are never
even indexed."""

UNREAD_ROLES: frozenset[TextRole] = frozenset({"boilerplate", "frame"})
"""What is kept and shown, and neither indexed nor searched nor cited."""

ReasonCode = Literal["no_evidence", "partial", "false_presupposition", "filtered_out", "language"]
"""Why an answer was withheld, or what it lacks."""

LedgerState = Literal[
    "indexed", "unchanged", "new version", "copy of", "removed", "empty", "unsupported", "failed"
]
"""What a rebuild did with one file."""


def sha256_of_text(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A slice of an article that is not plain story, and what it is instead."""

    start: int
    end: int
    role: TextRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """The smallest citable unit: an exact slice of the article's canonical text."""

    start: int
    end: int
    role: TextRole = "story"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Consecutive sentences (or a part of one over-long sentence): what is embedded and retrieved."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One item of the corpus: its canonical text and what is known about it.

    ``marks`` are ascending and do not overlap; what no mark covers is story. ``pages`` holds, for paged
    formats, the code point at which each page begins. ``published`` is the publication date,
    ``published_at`` the RFC 3339 time where the source states one. A field the source does not state is
    None, never guessed. ``parser`` names what read the file, with its version, and ``file_sha256`` the
    file's bytes, so that a text read differently can be told from a file that has changed. ``guessed`` is the
    encoding that the text was read in by a guess, None where the file states its own or is UTF-8.
    """

    article_id: str
    title: str
    text: str
    text_sha256: str
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    published: date | None = None
    published_at: str | None = None
    marks: tuple[Mark, ...] = ()
    pages: tuple[int, ...] = ()
    parser: str = ""
    file_sha256: str = ""
    guessed: str | None = None

    def page_at(self, position: int) -> int | None:
        """Return the number of the page that a code point stands on, from 1; None without pages."""
        return bisect_right(self.pages, position) or None

    def metadata(self) -> dict[str, Any]:
        """Return the fields a citation repeats, in the contract's form and order."""
        return {
            "article_id": self.article_id,
            "title": self.title,
            "outlet": self.outlet,
            "author": self.author,
            "url": self.url,
            "language": self.language,
            "published": self.published.isoformat() if self.published else None,
            "published_at": self.published_at,
        }

    def story(self) -> str:
        """Return the text without boilerplate and frame, for reading; offsets do not apply to it."""
        kept, position = [], 0
        for mark in self.marks:
            if mark.role in UNREAD_ROLES:
                kept.append(self.text[position : mark.start])
                position = mark.end
        kept.append(self.text[position:])
        return "".join(kept)

    @property
    def mostly_marked(self) -> bool:
        """Whether over a third, the frame aside, is boilerplate or headings: a wrong mark is lost text."""
        length: Counter[TextRole] = Counter()
        for mark in self.marks:
            length[mark.role] += mark.end - mark.start
        return 3 * (length["boilerplate"] + length["heading"]) > len(self.text) - length["frame"]

    def to_dict(self) -> dict[str, Any]:
        """Return the article as JSON-ready data: metadata, text, its hash and its marks."""
        return {
            **self.metadata(),
            "text": self.text,
            "text_sha256": self.text_sha256,
            "marks": [{"start": m.start, "end": m.end, "role": m.role} for m in self.marks],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was retrieved. Hits are ordered by score (higher is better), then by place."""

    article: Article
    passage: Passage
    score: float

    @property
    def text(self) -> str:
        """The passage's exact slice of the article."""
        return self.article.text[self.passage.start : self.passage.end]

    def to_dict(self) -> dict[str, Any]:
        """Return the hit in the contract's form."""
        return {
            "article_id": self.article.article_id,
            "start": self.passage.start,
            "end": self.passage.end,
            "score": round(self.score, 6),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Consecutive sentences of one text, and its title ("" when unknown)."""

    sentences: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One sentence offered to the Reader, with what stands around it.

    ``position`` is the sentence's place in ``context.sentences``; evidence of one text shares one context.
    """

    context: Context
    position: int

    @property
    def text(self) -> str:
        """The sentence."""
        return self.context.sentences[self.position]

    @property
    def title(self) -> str:
        """The title of the text it stands in."""
        return self.context.title

    @property
    def before(self) -> str:
        """The sentence before it, "" at the beginning."""
        return self.context.sentences[self.position - 1] if self.position else ""

    @property
    def after(self) -> str:
        """The sentence after it, "" at the end."""
        return "".join(self.context.sentences[self.position + 1 : self.position + 2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A claim's pointer to one sentence of one article.

    Holds the article and the sentence themselves, never a copied string, so ``quote`` is always the
    exact slice. ``support`` in [0, 1]: how well the quote supports the claim. ``score`` in [0, 1] is set on
    near misses alone: how well the sentence answers.
    """

    article: Article
    sentence: Sentence
    passage: Passage
    support: float
    score: float | None = None

    @property
    def quote(self) -> str:
        """The cited sentence: ``article.text[start:end]``."""
        return self.article.text[self.sentence.start : self.sentence.end]

    def to_dict(self) -> dict[str, Any]:
        """Return the citation in the contract's form."""
        data = {
            **self.article.metadata(),
            "page": self.article.page_at(self.sentence.start),
            "start": self.sentence.start,
            "end": self.sentence.end,
            "quote": self.quote,
            "text_sha256": self.article.text_sha256,
            "passage": {"start": self.passage.start, "end": self.passage.end},
            "support": round(self.support, 6),
            "file_sha256": self.article.file_sha256,
            "parser": self.article.parser,
        }
        if self.score is not None:
            data["score"] = round(self.score, 6)
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One assertion of an answer, bound to at least one citation.

    ``score`` in [0, 1]: how well it answers the question. ``support`` is the lowest of its citations'.
    ``context``: sentences that make the quote understandable. ``answer_span``: the words that answer, as
    [start, end) within the first citation's, in code points of the article.
    """

    text: str
    score: float
    citations: tuple[Citation, ...]
    context: tuple[Citation, ...] = ()
    answer_span: tuple[int, int] | None = None

    @property
    def support(self) -> float:
        """The lowest support among the claim's citations, in [0, 1]."""
        return min(citation.support for citation in self.citations)

    @property
    def short_answer(self) -> str | None:
        """The words that answer, as they stand in the article; None where none were found."""
        if self.answer_span is None:
            return None
        start, end = self.answer_span
        return self.citations[0].article.text[start:end]

    def to_dict(self) -> dict[str, Any]:
        """Return the claim in the contract's form."""
        return {
            "text": self.text,
            "score": round(self.score, 6),
            "support": round(self.support, 6),
            "speaker": None,
            "independent_sources": None,
            "answer_span": _span(self.answer_span),
            "context": [citation.to_dict() for citation in self.context],
            "citations": [citation.to_dict() for citation in self.citations],
        }


def _span(span: tuple[int, int] | None) -> dict[str, int] | None:
    return None if span is None else {"start": span[0], "end": span[1]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the archive says to one question: claims, best first, or a reason for silence.

    ``reason`` and ``reason_code`` are set where nothing is claimed, and with ``language`` also where claims
    were ranked without the Reader, since it cannot read the question's language. ``answer_threshold`` in
    [0, 1] is the score from which a claim is sure; None, where it is not known, makes all claims sure.
    ``filters`` are those that the question was asked with, as `rag.filters.Filters.to_dict` gives them.
    """

    question: str
    claims: tuple[Claim, ...] = ()
    reason: str | None = None
    reason_code: ReasonCode | None = None
    near_misses: tuple[Citation, ...] = ()
    answer_threshold: float | None = None
    hits: tuple[Hit, ...] = ()
    undated_left_out: int = 0
    filters: Mapping[str, Any] | None = None
    index_id: str
    settings_id: str
    elapsed_ms: int = field(default=0, compare=False)

    @property
    def status(self) -> Literal["answered", "abstained"]:
        """``answered`` when there is at least one claim, else ``abstained``."""
        return "answered" if self.claims else "abstained"

    @property
    def sure_claims(self) -> tuple[Claim, ...]:
        """The claims whose score reaches the threshold, best first."""
        return tuple(claim for claim in self.claims if claim.score >= (self.answer_threshold or 0))

    @property
    def likely_claims(self) -> tuple[Claim, ...]:
        """The claims whose score is below the threshold, best first: shown apart, as less sure."""
        return tuple(claim for claim in self.claims if claim.score < (self.answer_threshold or 0))

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as the product's JSON contract, schema 1."""
        return {
            "schema": ANSWER_SCHEMA,
            "question": self.question,
            "completed_question": None,
            "status": self.status,
            "reason": self.reason,
            "reason_code": self.reason_code,
            "claims": [claim.to_dict() for claim in self.claims],
            "disagreements": [],
            "near_misses": [citation.to_dict() for citation in self.near_misses],
            "answer_threshold": self.answer_threshold,
            "hits": [hit.to_dict() for hit in self.hits],
            "undated_left_out": self.undated_left_out,
            "filters": self.filters,
            "index_id": self.index_id,
            "settings_id": self.settings_id,
            "elapsed_ms": self.elapsed_ms,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What the last rebuild did with a file, or with an item of a file that gave no article, and why.

    ``path`` is relative to the corpus, joined by ``/``, with ``#`` and its name for an item; ``reason`` is
    set when something was not indexed. ``articles`` is how many articles of the file are in the index,
    ``parser`` what read them, ``copy_of`` the id of the article whose story a file of one article repeats.
    """

    path: str
    state: LedgerState
    article_id: str | None = None
    reason: str | None = None
    articles: int = 0
    parser: str | None = None
    copy_of: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the entry as JSON-ready data."""
        return {
            "path": self.path,
            "state": self.state,
            "article_id": self.article_id,
            "reason": self.reason,
            "articles": self.articles,
            "parser": self.parser,
            "copy_of": self.copy_of,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildReport:
    """What one rebuild did: a ledger of every file, and the index that is now current.

    ``garbled`` and ``guessed`` count the articles whose letters may be wrong, as `rag status` lists them.
    """

    index_id: str
    generation: str
    articles: int
    sentences: int
    passages: int
    passages_encoded: int
    ignored: int
    garbled: int
    guessed: int
    ledger: tuple[LedgerEntry, ...]
    elapsed_s: float = field(compare=False)

    def counts(self) -> dict[str, int]:
        """Return how many files ended in each state; states without a file are 0."""
        counts = dict.fromkeys(get_args(LedgerState), 0)
        for entry in self.ledger:
            counts[entry.state] += 1
        return counts

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready data."""
        return {
            "schema": 1,
            "index_id": self.index_id,
            "generation": self.generation,
            "articles": self.articles,
            "sentences": self.sentences,
            "passages": self.passages,
            "passages_encoded": self.passages_encoded,
            "ignored": self.ignored,
            "garbled": self.garbled,
            "guessed": self.guessed,
            "counts": self.counts(),
            "ledger": [entry.to_dict() for entry in self.ledger],
            "elapsed_s": round(self.elapsed_s, 3),
        }

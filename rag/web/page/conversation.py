"""What one session holds: a conversation, its turns, the questions as they were typed.

Belongs here: frozen records and the changes to them. Does not belong here: HTML, Gradio, files
(`rag.web.page.user_store`).

An answer is data in the form of the JSON contract, whether it was given now or saved earlier. Beside a new
answer stand the articles that it was made from; the articles of a saved one are looked up in the archive.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from rag.export.cited import Numbers, cited_by, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rag.history import Summary
    from rag.schema import Answer, Article
    from rag.verification.saved_answers import Check

__all__ = ["AskedQuestion", "Conversation", "Turn", "Version", "articles_of", "numbered"]

Version = tuple[str, str]
"""One version of an article: its id and the SHA-256 of its text."""

_LISTS = ("outlets", "authors", "languages", "formats")
_MAX_NAMES = 50
"""Most names that one filter takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A question and its filters, as they were typed."""

    question: str
    since: str = ""
    until: str = ""
    outlets: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> AskedQuestion:
        """Read a question and filters from untrusted data; whatever is not text is dropped."""
        texts = {name: _text(data.get(name)) for name in ("question", "since", "until")}
        return cls(**texts, **{name: _texts(data.get(name)) for name in _LISTS})  # type: ignore[arg-type]

    def filters(self) -> dict[str, Any]:
        """Return the filters as typed, JSON-ready, under the names of `rag.filters.Filters.parse`."""
        names = {name: list(getattr(self, name)) for name in _LISTS}
        return {"since": self.since, "until": self.until, **names}

    def query(self) -> str:
        """Return the question and its filters as the query string of a link to the page."""
        single = [("q", self.question), ("since", self.since), ("until", self.until)]
        several = [(name.removesuffix("s"), value) for name in _LISTS for value in getattr(self, name)]
        return urlencode([(name, value) for name, value in (*single, *several) if value])


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    names = value[:_MAX_NAMES] if isinstance(value, list | tuple) else ()
    return tuple(dict.fromkeys(name for name in map(_text, names) if name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question of a conversation and its answer.

    Attributes:
        asked: The question and its filters.
        id: A random id, new whenever a question is asked or a saved answer is opened, so that nothing on the
            page can take one answer for another.
        answer: The answer as data; None while the question is being answered.
        articles: The articles that the answer cites, by version.
        checks: Whether the citations of a saved answer still hold; None for an answer that was given now.
        link: The id of the permanent link to the answer; None where there is none.
    """

    asked: AskedQuestion
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    answer: dict[str, Any] | None = None
    articles: Mapping[Version, Article] = field(default_factory=dict)
    checks: tuple[Check, ...] | None = None
    link: str | None = None

    def record(self) -> dict[str, Any]:
        """Return the answer as it is saved and exported: with the filters as typed."""
        return {**(self.answer or {}), "filters": self.asked.filters()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation: its turns, oldest first, and the file of the history that holds it.

    Attributes:
        turns: The turns.
        saved: What the history says of its file; None where it is not saved.
        may_save: False once it was deleted in another window: it is not saved again then.
    """

    turns: tuple[Turn, ...] = ()
    saved: Summary | None = None
    may_save: bool = True

    @property
    def saved_id(self) -> str | None:
        """Its id in the history; None where it is not saved."""
        return self.saved.id if self.saved else None

    def turn(self, turn_id: Any) -> Turn | None:
        """Return the turn with an id, which may be untrusted data; None where there is none."""
        return next((turn for turn in self.turns if turn.id == turn_id), None)

    def with_turn(self, turn: Turn, replacing: Turn | None = None) -> Conversation:
        """Return the conversation with a turn at its end, or in the place of another turn."""
        if replacing is None:
            return replace(self, turns=(*self.turns, turn))
        return replace(self, turns=tuple(turn if t.id == replacing.id else t for t in self.turns))

    def without(self, turn: Turn) -> Conversation:
        """Return the conversation without a turn."""
        return replace(self, turns=tuple(t for t in self.turns if t.id != turn.id))

    def records(self) -> list[dict[str, Any]]:
        """Return its answers as they are saved and exported."""
        return [turn.record() for turn in self.turns if turn.answer]


def numbered(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return an answer's citations in the order of their numbers.

    Numbers count from 1 in reading order: each claim's citations and context, then disagreements, then the
    near misses. A sentence cited twice keeps its first number.

    Args:
        answer: The answer as data.

    Returns:
        One citation per distinct sentence; number n is at position n - 1.
    """
    numbers = Numbers()
    for citation in (*cited_by(dict(answer)), *listed(dict(answer), "near_misses")):
        numbers.of(citation)
    return numbers.citations


def articles_of(answer: Answer) -> dict[Version, Article]:
    """Return the articles that a new answer cites, by version."""
    cited: Iterable[Article] = (
        citation.article for claim in answer.claims for citation in (*claim.citations, *claim.context)
    )
    near = (citation.article for citation in answer.near_misses)
    return {(article.article_id, article.text_sha256): article for article in (*cited, *near)}

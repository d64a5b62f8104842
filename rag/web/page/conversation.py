"""What one session remembers: its questions as they were asked, their answers, and what is kept of them.

Belongs here: frozen records of a conversation and their changes. Does not belong here: drawing, Gradio, files
(`rag.web.page.user_store`).

An answer is data in the contract's form, whether it was given now or kept earlier. Beside it stand the
articles that it was made from; a kept answer has none, and its citations are looked up in the archive.
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

__all__ = ["Asked", "Key", "Talk", "Turn", "articles_of", "numbered"]

Key = tuple[str, str]
"""An article's id and the SHA-256 of its text: one version of it."""

_NAMES = ("outlets", "authors", "languages", "formats")
_MOST_NAMES = 50
"""Names that one kind of filter takes; no list on the page is chosen from so often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question and its filters, as they were typed."""

    question: str
    since: str = ""
    until: str = ""
    outlets: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Asked:
        """Read a question and filters out of data that may be anything; what is no text is left out."""
        texts = {name: _text(data.get(name)) for name in ("question", "since", "until")}
        return cls(**texts, **{name: _texts(data.get(name)) for name in _NAMES})  # type: ignore[arg-type]

    def filters(self) -> dict[str, Any]:
        """Return the filters as arguments of `Filters.parse`, and as JSON-ready data."""
        names = {name: list(getattr(self, name)) for name in _NAMES}
        return {"since": self.since, "until": self.until, **names}

    def query(self) -> str:
        """Return the question and its filters as the query of a link."""
        single = [("q", self.question), ("since", self.since), ("until", self.until)]
        several = [(name.removesuffix("s"), value) for name in _NAMES for value in getattr(self, name)]
        return urlencode([(name, value) for name, value in (*single, *several) if value])


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    names = value[:_MOST_NAMES] if isinstance(value, list | tuple) else ()
    return tuple(dict.fromkeys(name for name in map(_text, names) if name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question of a conversation and its answer; None while it is being answered.

    ``id`` is chance, made anew whenever a question is asked or a kept answer is opened, so that nothing on
    the page can take one answer for another. ``checks`` say what became of the citations of a kept answer,
    None of one that was given now; ``link`` is the id of its permanent link.
    """

    asked: Asked
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    answer: dict[str, Any] | None = None
    articles: Mapping[Key, Article] = field(default_factory=dict)
    checks: tuple[Check, ...] | None = None
    link: str | None = None

    def record(self) -> dict[str, Any]:
        """Return the answer as it is kept and exported: with the filters it was asked with."""
        return {**(self.answer or {}), "filters": self.asked.filters()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation, and what the history holds of it: ``kept``. It holds none where ``keeps`` is false."""

    turns: tuple[Turn, ...] = ()
    kept: Summary | None = None
    keeps: bool = True

    @property
    def kept_id(self) -> str | None:
        """Its id in the history; None where it is not kept."""
        return self.kept.id if self.kept else None

    def turn(self, turn_id: Any) -> Turn | None:
        """Return the turn of an id, given as anything; None where there is none."""
        return next((turn for turn in self.turns if turn.id == turn_id), None)

    def put(self, turn: Turn, instead_of: Turn | None = None) -> Talk:
        """Return the conversation with a turn at the end, or in the place of another one."""
        if instead_of is None:
            return replace(self, turns=(*self.turns, turn))
        return replace(self, turns=tuple(turn if t.id == instead_of.id else t for t in self.turns))

    def without(self, turn: Turn) -> Talk:
        """Return the conversation without a turn."""
        return replace(self, turns=tuple(t for t in self.turns if t.id != turn.id))

    def records(self) -> list[dict[str, Any]]:
        """Return its answers as they are kept and exported."""
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


def articles_of(answer: Answer) -> dict[Key, Article]:
    """Return the articles that an answer just given cites."""
    cited: Iterable[Article] = (
        citation.article for claim in answer.claims for citation in (*claim.citations, *claim.context)
    )
    near = (citation.article for citation in answer.near_misses)
    return {(article.article_id, article.text_sha256): article for article in (*cited, *near)}

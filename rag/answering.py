"""From scored evidence to an answer: which sentences become claims, or why none does.

Belongs here: choosing claims, leaving out repeats, refusing in words. Does not belong here: scoring
(`rag.reader`), searching (`rag.retrieval`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.datamodel import Citation, Claim
from rag.terms import content_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.reader import Reader
    from rag.retrieval import LocatedEvidence

__all__ = ["Composer", "Composition"]

_NEAR_MISSES = 3
_SAME = 0.7
"""Two sentences whose content words overlap by this share (Jaccard) say the same."""

_CLAIM_FLOOR = 0.25
"""A further claim's score is at least this share of the best one's. Not fitted: see `docs/quality.md`."""

_DIGITS = 5
"""Scores are rounded before they are compared: a model's last digits depend on what was read beside."""

_WORD = re.compile(r"\w+")
_MIN_WORDS = 3
"""Fragments of fewer words are no assertions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """The claims of an answer, best first, or the nearest sentences where nothing answers."""

    claims: tuple[Claim, ...]
    near_misses: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Turns evidence into claims with a Reader.

    ``threshold`` is the score in [0, 1] from which the best sentence answers; ``claims`` the most claims.
    """

    reader: Reader
    threshold: float
    claims: int

    def compose(self, question: str, located: Sequence[LocatedEvidence]) -> Composition:
        """Choose the claims of an answer.

        Args:
            question: The question.
            located: Distinct story sentences.

        Returns:
            Claims in descending order of score, ties by article id and place, none saying again what a
            better one says; without any claim, the nearest sentences in the same order.
        """
        readable = [e for e in located if len(_WORD.findall(e.evidence.text)) >= _MIN_WORDS]
        scores = self.reader.score(question, [e.evidence for e in readable]).round(_DIGITS).tolist()
        ranked = sorted(
            zip(scores, readable, strict=True),
            key=lambda pair: (-pair[0], pair[1].article.article_id, pair[1].sentence.start),
        )
        distinct = _distinct(ranked)
        best = distinct[0][0] if distinct else 0.0
        if not distinct or best < self.threshold:
            misses = tuple(_citation(e, score=score) for score, e in distinct[:_NEAR_MISSES])
            return Composition(claims=(), near_misses=misses)
        claims = [_claim(score, e) for score, e in distinct if score >= _CLAIM_FLOOR * best]
        return Composition(claims=tuple(claims[: self.claims]), near_misses=())


def _distinct(
    ranked: Sequence[tuple[float, LocatedEvidence]],
) -> list[tuple[float, LocatedEvidence]]:
    """Leave out sentences that say what a better one has said."""
    kept: list[tuple[float, LocatedEvidence]] = []
    words: list[frozenset[str]] = []
    for score, located in ranked:
        own = frozenset(content_terms(located.evidence.text))
        if all(len(own & other) < _SAME * len(own | other) for other in words):
            kept.append((score, located))
            words.append(own)
    return kept


def _claim(score: float, located: LocatedEvidence) -> Claim:
    return Claim(
        text=located.evidence.text,
        score=score,
        citations=(_citation(located),),
    )


def _citation(located: LocatedEvidence, score: float | None = None) -> Citation:
    """Cite a sentence verbatim: its support is 1 by identity."""
    return Citation(
        article=located.article,
        sentence=located.sentence,
        passage=located.passage,
        support=1.0,
        score=score,
    )

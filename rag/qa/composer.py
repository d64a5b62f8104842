"""From scored evidence to an answer: which sentences become claims, or why none does.

Belongs here: choosing claims, leaving out repeats, refusing in words. Does not belong here: scoring
(`rag.qa.reader`), searching (`rag.qa.retriever`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.index.near_duplicates import contradict
from rag.qa.answer_span import can_stand_alone
from rag.qa.context import context_of
from rag.qa.contradiction import answers_for_other_year, contradicts_presupposition
from rag.schema import Citation, Claim
from rag.text.terms import content_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.qa.reader import Reader, SpanFinder
    from rag.qa.retriever import LocatedEvidence
    from rag.question import Question

__all__ = ["Composer", "Composition"]

_NEAR_MISSES = 3
_SAME = 0.7
"""Two sentences whose content words overlap by this share (Jaccard) say the same."""

_LIKELY = 0.08
"""Score from which a sentence is shown beside an answer, as less sure. Source: the tune half,
`docs/measurements/answers.md`."""

_SPAN_FROM = 0.5
"""Score from which a short answer is shown: it stands large and alone, so it must be likelier than not."""

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

    ``threshold`` is the score in [0, 1] from which a sentence surely answers; ``claims`` the most claims;
    ``spans`` finds short answers, None where the Reader that was named finds none.
    """

    reader: Reader
    spans: SpanFinder | None
    threshold: float
    claims: int

    def compose(self, question: Question, located: Sequence[LocatedEvidence]) -> Composition:
        """Choose the claims of an answer.

        Args:
            question: The question.
            located: Distinct story sentences.

        Returns:
            Where the best sentence reaches the threshold, it and all that are at least likely, as claims in
            descending order of score, ties by article id and place; none says again what a better one says,
            nor the opposite of what is asked about. Else the nearest sentences in the same order.
        """
        readable = [e for e in located if len(_WORD.findall(e.evidence.text)) >= _MIN_WORDS]
        scores = self.reader.score(question, [e.evidence for e in readable])
        ranked = sorted(
            zip(scores.astype(float).round(_DIGITS).tolist(), readable, strict=True),
            key=lambda pair: (-pair[0], pair[1].article.article_id, pair[1].sentence.start),
        )
        distinct = _distinct(ranked)
        answering = [pair for pair in distinct if not _misses(question, pair[1].evidence.text)]
        if not answering or answering[0][0] < self.threshold:
            misses = tuple(_citation(e, score=score) for score, e in distinct[:_NEAR_MISSES])
            return Composition(claims=(), near_misses=misses)
        least = min(self.threshold, _LIKELY)
        chosen = [pair for pair in answering if pair[0] >= least][: self.claims]
        return Composition(claims=tuple(self._claims(question, chosen)), near_misses=())

    def _claims(self, question: Question, chosen: Sequence[tuple[float, LocatedEvidence]]) -> Iterator[Claim]:
        sure = [located for score, located in chosen if score >= max(_SPAN_FROM, self.threshold)]
        spans: list[tuple[int, int] | None] = [None] * len(chosen)
        if self.spans and question.wants_short_answer:
            spans[: len(sure)] = self.spans.find(question, [located.evidence for located in sure])
        for (score, located), found in zip(chosen, spans, strict=True):
            start = located.sentence.start
            span = found if found and can_stand_alone(question, located.evidence.text, found) else None
            yield Claim(
                text=located.evidence.text,
                score=score,
                citations=(_citation(located), *map(_citation, located.copies)),
                context=_context(located),
                answer_span=span and (start + span[0], start + span[1]),
            )


def _misses(question: Question, sentence: str) -> bool:
    """Say whether a sentence contradicts what the question presupposes, or answers it for another year."""
    return contradicts_presupposition(question, sentence) or answers_for_other_year(question, sentence)


def _distinct(
    ranked: Sequence[tuple[float, LocatedEvidence]],
) -> list[tuple[float, LocatedEvidence]]:
    """Leave out sentences that say what a better one has said; another number or name says something else."""
    kept: list[tuple[float, LocatedEvidence]] = []
    said: list[tuple[frozenset[str], str]] = []
    for score, located in ranked:
        text = located.evidence.text
        own = frozenset(content_terms(text))
        near = (other for words, other in said if len(own & words) >= _SAME * len(own | words))
        if all(contradict(text, other) for other in near):
            kept.append((score, located))
            said.append((own, text))
    return kept


def _context(located: LocatedEvidence) -> tuple[Citation, ...]:
    """Cite the story sentence that a sentence cannot be understood without, where there is one."""
    story = [i for i, s in enumerate(located.sentences) if s.role == "story"]
    texts = [located.evidence.context.sentences[i] for i in story]
    own = story.index(located.evidence.position)
    place = context_of(own, texts, located.article.title)
    return () if place is None else (_citation(located.at(story[place])),)


def _citation(located: LocatedEvidence, score: float | None = None) -> Citation:
    """Cite a sentence verbatim: its support is 1 by identity."""
    return Citation(
        article=located.article,
        sentence=located.sentence,
        passage=located.passage,
        support=1.0,
        score=score,
    )

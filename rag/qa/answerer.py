"""The steps from a question to an answer or a refusal: search, choose claims, say why there are none.

Belongs here: the order of these steps. Does not belong here: any step itself (`rag.qa.retriever`,
`rag.qa.composer`), why nothing is claimed (`rag.qa.abstention`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.filters import Filters
from rag.qa.abstention import (
    EMPTY_ARCHIVE,
    NOTHING_PASSES,
    OTHER_LANGUAGE,
    OTHER_LANGUAGE_UNANSWERED,
    OTHERS_ANSWER,
    explain,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.qa.abstention import Remark
    from rag.qa.composer import Composer, Composition
    from rag.qa.retriever import Retriever
    from rag.question import Question
    from rag.schema import Hit

__all__ = ["Answerer", "Outcome"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a question came to: hits, claims or near misses, and a remark where something limits them."""

    hits: tuple[Hit, ...]
    composition: Composition
    remark: Remark | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answerer:
    """Answers questions from the articles that one retriever searches.

    ``supports`` says whether sentences support a statement; ``hits`` and ``evidence`` are the most passages
    and sentences that are retrieved for a question.
    """

    retriever: Retriever
    composer: Composer
    supports: Callable[[str, Sequence[str]], bool]
    hits: int
    evidence: int

    def answer(self, question: Question, filters: Filters) -> Outcome:
        """Answer a question with claims, or say why there are none.

        Args:
            question: The question.
            filters: Which articles may answer.

        Returns:
            Claims, with a remark where the Reader does not know the question's language; or the nearest
            sentences and a remark that says why nothing is claimed.
        """
        hits, composition = self._compose(question, filters)
        if not composition.claims:
            remark: Remark | None = self._refuse(question, filters, hits, composition)
        else:
            remark = None if self.composer.reader.reads(question) else OTHER_LANGUAGE
        return Outcome(hits=tuple(hits), composition=composition, remark=remark)

    def _compose(self, question: Question, filters: Filters) -> tuple[list[Hit], Composition]:
        hits, located = self.retriever.evidence(
            question, hits=self.hits, limit=self.evidence, filters=filters
        )
        return hits, self.composer.compose(question, located)

    def _refuse(
        self, question: Question, filters: Filters, hits: Sequence[Hit], composition: Composition
    ) -> Remark:
        catalogue = self.retriever.catalogue
        if not catalogue.size().articles:
            return EMPTY_ARCHIVE
        if filters and not hits:
            return NOTHING_PASSES
        if filters and self._compose(question, Filters())[1].claims:
            return OTHERS_ANSWER
        if not self.composer.reader.reads(question):
            return OTHER_LANGUAGE_UNANSWERED
        nearest = [citation.quote for citation in composition.near_misses]
        statement = question.presupposition
        supported = None if statement is None else self.supports(statement, nearest)
        return explain(question, catalogue.mentions, nearest, supported)

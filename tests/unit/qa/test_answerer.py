"""Why nothing is claimed, or what limits the claims: each reason, over an archive whose parts are known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest

from rag.filters import Filters
from rag.qa.answerer import Answerer
from rag.qa.composer import Composer
from rag.question import Question
from tests.unit.qa.test_composer import located

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rag.schema import Evidence

SINCE = Filters.parse(since="2020")


class FixedReader:
    """Gives every sentence the same score, and reads English alone."""

    def __init__(self, score: float) -> None:
        self._score = score

    def reads(self, question: Question) -> bool:
        return question.is_english

    def score(self, question: Question, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        return np.full(len(evidence), self._score, dtype=np.float32)


class FixedRetriever:
    """Finds one sentence in an archive of one article, which passes no filter."""

    def __init__(self, articles: int = 1, hits_beyond_filters: bool = False) -> None:
        size, self._hits = SimpleNamespace(articles=articles), hits_beyond_filters
        self.catalogue = SimpleNamespace(size=lambda: size, mentions=lambda _: False)

    def evidence(self, question: Question, *, hits: int, limit: int, filters: Filters) -> Any:
        found = [] if filters else located("The mill burned on Friday.")
        return ["a hit"] if found or self._hits else [], found


def answerer(score: float, *, supports: bool = True, **archive: Any) -> Answerer:
    return Answerer(
        retriever=cast("Any", FixedRetriever(**archive)),
        composer=Composer(reader=FixedReader(score), spans=None, threshold=0.5, claims=6),
        supports=lambda *_: supports,
        hits=10,
        evidence=48,
    )


@pytest.mark.parametrize(
    ("question", "filters", "given", "code", "reason"),
    [
        ("Who came?", Filters(), {"score": 0.1, "articles": 0}, "no_evidence", "holds no article"),
        ("Who came?", SINCE, {"score": 0.9}, "filtered_out", "No article in the archive passes"),
        ("Who came?", SINCE, {"score": 0.9, "hits_beyond_filters": True}, "filtered_out", "others in the"),
        ("Who came?", SINCE, {"score": 0.1, "hits_beyond_filters": True}, "no_evidence", "“came”"),
        ("Warum brannte die Mühle?", Filters(), {"score": 0.1}, "language", "comes near enough"),
        ("Warum brannte die Mühle?", Filters(), {"score": 0.9}, "language", "not in English"),
        ("Why did Turkey leave?", Filters(), {"score": 0.1}, "no_evidence", "“Turkey”"),
        ("Why did it end?", Filters(), {"score": 0.1, "supports": False}, "false_presupposition", "it ended"),
    ],
)
def test_the_first_reason_that_holds_is_given(
    question: str, filters: Filters, given: dict[str, Any], code: str, reason: str
) -> None:
    outcome = answerer(**given).answer(Question(question), filters)
    assert bool(outcome.composition.claims) is (code == "language" and given["score"] == 0.9)
    assert outcome.remark is not None
    assert outcome.remark.code == code
    assert reason in outcome.remark.reason


def test_an_answer_in_the_language_of_the_reader_has_no_remark() -> None:
    outcome = answerer(0.9).answer(Question("When did the mill burn?"), Filters())
    assert [claim.text for claim in outcome.composition.claims] == ["The mill burned on Friday."]
    assert outcome.remark is None

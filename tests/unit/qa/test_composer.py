"""Which sentences become claims, by a Reader whose scores are known."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rag.qa.abstention import explain
from rag.qa.composer import Composer
from rag.qa.retriever import LocatedEvidence
from rag.question import Question, analysis
from rag.schema import Article, Context, Evidence, Passage, Sentence, sha256_of_text
from rag.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

TEXT = (
    "Deliz won the election on Sunday. Tomas Verrick conceded because he had fewer votes. "
    "The mine produced 23,000 tonnes of copper in 2022."
)


class InOrder:
    """Scores the sentences of a text .9, .6 and .3 in their order; finds the first word."""

    def reads(self, question: Question) -> bool:
        return True

    def score(self, question: Question, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        return np.array([0.9 - 0.3 * e.position for e in evidence], dtype=np.float32)

    def find(self, question: Question, evidence: Sequence[Evidence]) -> list[tuple[int, int] | None]:
        return [(0, e.text.index(" ")) for e in evidence]


def located(text: str) -> list[LocatedEvidence]:
    """Return the sentences of an article."""
    sentences = tuple(Sentence(start=start, end=end) for start, end in split(text))
    context = Context(sentences=tuple(text[s.start : s.end] for s in sentences), title="")
    return [
        LocatedEvidence(
            article=Article(article_id="a", title="", text=text, text_sha256=sha256_of_text(text)),
            sentences=sentences,
            passages=(Passage(start=0, end=len(text)),),
            evidence=Evidence(context=context, position=position),
        )
        for position in range(len(sentences))
    ]


@pytest.mark.parametrize(
    ("question", "first", "threshold"),
    [
        ("Why did Deliz win the election?", "Deliz", 0.4),
        ("Why did Deliz lose the election?", "Tomas", 0.4),
        ("Why did Deliz lose the election?", None, 0.7),
    ],
)
def test_a_sentence_that_says_the_opposite_is_near_but_no_claim(
    question: str, first: str | None, threshold: float
) -> None:
    reader = InOrder()
    answer = Composer(reader=reader, spans=reader, threshold=threshold, claims=6).compose(
        Question(question), located(TEXT)
    )
    assert [claim.text.split()[0] for claim in answer.claims[:1]] == ([first] if first else [])
    assert bool(answer.near_misses) is (first is None)
    assert all(citation.quote.startswith("Deliz") for citation in answer.near_misses[:1])


def test_the_same_of_another_year_is_no_claim() -> None:
    reader = InOrder()
    composer = Composer(reader=reader, spans=None, threshold=0.4, claims=6)
    sentence = "The mine produced 23,000 tonnes of copper in 2022."
    assert composer.compose(
        Question("How much copper did the mine produce in 2022?"), located(sentence)
    ).claims
    assert not composer.compose(
        Question("How much copper did the mine produce in 2015?"), located(sentence)
    ).claims


def test_words_that_cannot_stand_alone_are_no_short_answer() -> None:
    reader = InOrder()
    composer = Composer(reader=reader, spans=reader, threshold=0.4, claims=1)
    (who,) = composer.compose(Question("Who won the election?"), located(TEXT)).claims
    (when,) = composer.compose(Question("When was the election?"), located(TEXT)).claims
    assert (who.answer_span, when.answer_span) == ((0, 5), None)


@pytest.mark.parametrize(
    ("scores", "threshold", "claims"),
    [
        ([0.9, 0.5, 0.2], 0.4, [0.9, 0.5, 0.2]),
        ([0.9, 0.05, 0.2], 0.4, [0.9, 0.2]),
        ([0.2, 0.39, 0.4], 0.4, [0.4, 0.39, 0.2]),
        ([0.2, 0.39, 0.3], 0.4, []),
        ([0.06, 0.04, 0.05], 0.05, [0.06, 0.05]),
    ],
)
def test_one_sure_sentence_makes_an_answer_and_all_that_are_likely_are_its_claims(
    scores: list[float], threshold: float, claims: list[float]
) -> None:
    class Scored(InOrder):
        def score(self, question: Question, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
            return np.array([scores[e.position] for e in evidence], dtype=np.float32)

    composer = Composer(reader=Scored(), spans=Scored(), threshold=threshold, claims=6)
    answer = composer.compose(Question("Who is it?"), located(TEXT))
    assert [claim.score for claim in answer.claims] == claims
    assert bool(answer.near_misses) is not bool(claims)


def test_what_is_only_likely_gives_no_short_answer() -> None:
    reader = InOrder()
    composer = Composer(reader=reader, spans=reader, threshold=0.7, claims=6)
    claims = composer.compose(Question("Who won or conceded?"), located(TEXT)).claims
    assert [(claim.score, claim.short_answer) for claim in claims[:2]] == [(0.9, "Deliz"), (0.6, None)]


def test_a_question_is_analysed_once_however_many_sentences_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    analysed: Counter[str] = Counter()

    def counting(name: str) -> Callable[..., object]:
        rule = getattr(analysis, name)

        def counted(*given: object) -> object:
            analysed[name] += 1
            return rule(*given)

        return counted

    rules = ("clause_words", "answer_type_of", "presupposition_of", "names_in", "years_in", "looks_english")
    for name in rules:
        monkeypatch.setattr(analysis, name, counting(name))

    class English(InOrder):
        def score(self, question: Question, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
            return super().score(question, evidence) * question.is_english / 20

    question = Question.parse("Why did Deliz lose the election in 2012?")
    text = " ".join(f"The river rose {number} times in 2019." for number in range(48))
    composer = Composer(reader=English(), spans=None, threshold=0.5, claims=6)
    near = [citation.quote for citation in composer.compose(question, located(text)).near_misses]
    assert explain(question, lambda _: True, near).code == "no_evidence"
    assert near
    assert analysed == dict.fromkeys(rules, 1)

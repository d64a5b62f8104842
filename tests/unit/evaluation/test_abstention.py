"""The task `abstention` of `rag eval`: figures worked out by hand, and that it decides as asking does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rag.archive
import rag.builders
from rag.archive import open_archive, rebuild
from rag.builders import build_composer, build_reader
from rag.errors import EvaluationError
from rag.evaluation import abstention, answers, evaluate_abstention, selection
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from rag.question import Question
    from rag.schema import Evidence

SETTINGS = Settings(answer_threshold=0.5)
TEXT = "It rained all day. The mill burned down. Nobody was hurt there."
RAIN, MILL, HURT = (0, 18), (19, 40), (41, 63)


def line(**fields: Any) -> dict[str, Any]:
    return {"_where": "gold.jsonl, line 1", "title": "Mill_fire", "context": TEXT, **fields}


def silent(*_: object) -> None:
    """Report nothing."""


class FakeReader:
    """Reads the sentences' scores off the question: "0.1 0.9 0.2?"; keeps what it was given."""

    def __init__(self) -> None:
        self.evidence: list[Evidence] = []

    def reads(self, question: Question) -> bool:
        return True

    def score(self, question: Question, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        self.evidence = list(evidence)
        scores = [float(word) for word in question.asked.split()]
        return np.array(scores[: len(evidence)], dtype=np.float32)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeReader:
    reader = FakeReader()
    monkeypatch.setattr(abstention, "build_reader", lambda _: reader)
    return reader


def test_the_spans_of_these_tests_are_the_sentences_of_their_text() -> None:
    assert [TEXT[start:end] for start, end in (RAIN, MILL, HURT)] == [
        "It rained all day.",
        "The mill burned down.",
        "Nobody was hurt there.",
    ]


def test_the_figures_of_abstention_are_those_of_the_contract(fake: FakeReader) -> None:
    seen: list[int] = []
    records = [
        line(question="0.1 0.9 0.2", answer_spans=[[28, 34]]),  # answered with the right sentence
        line(question="0.1 0.8 0.2", answer_spans=[[60, 62], [38, 42]]),  # a span may reach into it
        line(question="0.9 0.1 0.2", answer_spans=[[28, 34]]),  # answered with a wrong sentence
        line(question="0.1 0.4 0.2", answer_spans=[[28, 34]]),  # refused
        line(question="0.1 0.2 0.3", answer_spans=[]),  # rightly refused
        line(question="0.7 0.2 0.3", answer_spans=[]),  # answered though there is none
    ]
    figures = evaluate_abstention(records, SETTINGS, lambda _, done, total: seen.append(done))
    assert figures == {
        "balanced_accuracy": pytest.approx((3 / 4 + 1 / 2) / 2),
        "refusal_precision": 1 / 2,
        "refusal_recall": 1 / 2,
        "answer_sentence_accuracy": 2 / 4,
        "auroc": pytest.approx((2 + 2 + 2 + 1) / 8),
        "answered_answerable": 3,
        "refused_answerable": 1,
        "answered_unanswerable": 1,
        "refused_unanswerable": 1,
        "questions": 6,
    }
    assert seen == [1, 2, 3, 4, 5, 6]


def test_the_text_is_split_and_read_as_one_context_under_its_title(fake: FakeReader) -> None:
    evaluate_abstention([line(question="0.1 0.2 0.3", answer_spans=[])], SETTINGS, silent)
    assert [e.text for e in fake.evidence] == [TEXT[start:end] for start, end in (RAIN, MILL, HURT)]
    assert len({id(e.context) for e in fake.evidence}) == 1
    assert fake.evidence[0].title == "Mill_fire"


@pytest.mark.parametrize(("threshold", "answered"), [(0.4, 1), (0.400001, 0), (0.0, 1)])
def test_the_setting_decides_from_which_score_on_it_is_answered(
    fake: FakeReader, threshold: float, answered: int
) -> None:
    records = [line(question="0.1 0.4 0.2", answer_spans=[[28, 34]])]
    figures = evaluate_abstention(records, Settings(answer_threshold=threshold), silent)
    assert figures["answered_answerable"] == answered


def test_a_text_without_sentences_is_refused(fake: FakeReader) -> None:
    for text in ("", " \n"):
        figures = evaluate_abstention([line(context=text, question="0.1", answer_spans=[])], SETTINGS, silent)
        assert figures["refused_unanswerable"] == 1


def test_abstention_over_one_kind_of_questions_is_null_where_it_cannot_be_told(fake: FakeReader) -> None:
    right = line(question="0.1 0.9 0.2", answer_spans=[[28, 34]])
    figures = evaluate_abstention([right], SETTINGS, silent)
    assert figures["answer_sentence_accuracy"] == 1
    nulls = {"balanced_accuracy", "refusal_precision", "refusal_recall", "auroc"}
    assert {name for name, value in figures.items() if value is None} == nulls
    assert evaluate_abstention([], SETTINGS, silent)["answer_sentence_accuracy"] is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"question": None}, "'question'"),
        ({"context": 3}, "'context'"),
        ({"context": None}, "'context'"),
        ({"answer_spans": [[1]]}, "'answer_spans'"),
        ({"answer_spans": None}, "'answer_spans'"),
        ({"answer_spans": [[60, 64]]}, "'answer_spans' holds .60, 64."),
        ({"answer_spans": [[-2, 4]]}, "'answer_spans'"),
        ({"answer_spans": [[4, 4]]}, "'answer_spans'"),
        ({"question": " "}, "the question is empty"),
        ({"question": "why? " * 500}, "the question has"),
    ],
)
def test_a_malformed_line_of_abstention_is_refused_with_file_and_line(
    fake: FakeReader, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(EvaluationError, match=rf"gold\.jsonl, line 1: {said}"):
        evaluate_abstention([line(question="0.1 0.2 0.3", answer_spans=[]) | wrong], SETTINGS, silent)


def test_sentences_in_place_of_a_context_are_refused(fake: FakeReader) -> None:
    record = line(question="0.1", sentences=["A."], labels=[1], answer_spans=[])
    del record["context"]
    with pytest.raises(EvaluationError, match="'context'"):
        evaluate_abstention([record], SETTINGS, silent)


# The very objects that asking uses


QUESTIONS = {
    "how many people did the mill employ?": True,
    "who designed the mill?": False,
    "what is the boiling point of tungsten?": False,
    "when did it burn down?": True,
}
STORY = (
    "The mill in Aldbrook burned down on Thursday night. It employed 214 people. The council will meet on "
    "Monday to talk about what becomes of them. Nobody was hurt."
)


def test_every_task_takes_the_objects_that_the_pipeline_builds() -> None:
    assert abstention.build_reader is selection.build_reader is rag.builders.build_reader
    assert abstention.build_composer is rag.builders.build_composer
    assert answers.open_archive is rag.archive.open_archive


@pytest.mark.parametrize("threshold", [0.1, 0.3, 0.6])
def test_abstention_decides_scores_and_chooses_as_asking_does(tmp_path: Path, threshold: float) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "mill.txt").write_text(f"---\ntitle: Mill_fire\n---\n{STORY}", encoding="utf-8")
    settings = Settings(
        corpus=tmp_path / "corpus", index=tmp_path / "index", answer_threshold=threshold, evidence=100
    )
    rebuild(settings=settings)
    archive = open_archive(settings=settings)
    composer = build_composer(settings, build_reader(settings))
    for question in QUESTIONS:
        asked = archive.ask(question)
        outcome = abstention._ask(line(context=STORY, question=question, answer_spans=[]), composer)
        assert outcome.answered == (asked.status == "answered"), question
        best = asked.claims[0].score if asked.claims else asked.near_misses[0].score
        assert outcome.score == best, question
        if asked.claims:
            sentence = asked.claims[0].citations[0].sentence
            gold = line(context=STORY, question=question, answer_spans=[[sentence.start, sentence.start + 1]])
            assert abstention._ask(gold, composer).first_right


def test_the_real_reader_answers_what_a_text_says_and_refuses_what_is_far_from_it() -> None:
    records = [
        line(context=STORY, question="how many people did the mill employ?", answer_spans=[[64, 67]]),
        line(context=STORY, question="what is the boiling point of tungsten?", answer_spans=[]),
    ]
    figures = evaluate_abstention(records, Settings(), silent)
    assert (figures["balanced_accuracy"], figures["answer_sentence_accuracy"]) == (1, 1)

"""The measures of `rag eval` and its tasks `boundaries` and `selection`, against figures worked out by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rag.builders import build_reader
from rag.errors import EvaluationError
from rag.evaluation import evaluate_boundaries, evaluate_selection, evidence_from, read_lines
from rag.evaluation.measures import auroc, average_precision, balanced_accuracy, order_of
from rag.question import Question
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from rag.schema import Evidence


def line(**fields: Any) -> dict[str, Any]:
    return {"_where": "gold.jsonl, line 1", **fields}


def silent(*_: object) -> None:
    """Report nothing."""


# Measures


@pytest.mark.parametrize(
    ("positives", "negatives", "area"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9, 0.8], 0.0),
        ([0.5], [0.5], 0.5),  # a tie counts half
        ([0.9, 0.5], [0.5, 0.1], 3.5 / 4),
        ([0.7, 0.3, 0.3], [0.3, 0.5], (2 + 0.5 + 0.5) / 6),
        ([], [0.1], None),
        ([0.1], [], None),
        ([], [], None),
    ],
)
def test_the_area_under_the_curve_is_the_share_of_pairs_in_the_right_order(
    positives: list[float], negatives: list[float], area: float | None
) -> None:
    assert auroc(positives, negatives) == pytest.approx(area)


def test_balanced_accuracy_gives_both_classes_the_same_weight() -> None:
    assert balanced_accuracy([True] * 9 + [False], [True, False]) == pytest.approx((0.9 + 0.5) / 2)
    assert balanced_accuracy([], [True]) is None
    assert balanced_accuracy([True], []) is None


def test_average_precision_is_taken_at_each_right_item() -> None:
    assert average_precision([True, False, True, False]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([False, True]) == pytest.approx(1 / 2)


def test_equal_scores_are_ordered_by_place() -> None:
    assert order_of([0.1, 0.7, 0.1, 0.7]) == [1, 3, 0, 2]


# Boundaries


def test_boundaries_count_a_span_only_when_both_its_ends_are_right() -> None:
    text = "It rained. The mill burned. Nobody came."
    assert evaluate_boundaries([line(text=text, spans=[[0, 10], [11, 40]])]) == {
        "precision": 1 / 3,
        "recall": 1 / 2,
        "f1": 2 / 5,
        "texts": 1,
        "spans": 2,
    }


def test_boundaries_pool_the_spans_of_all_texts() -> None:
    lines = [
        line(text="It rained. It burned.", spans=[[0, 10], [11, 21]]),
        line(text="Done.", spans=[[0, 4]]),
    ]
    figures = evaluate_boundaries(lines)
    assert (figures["precision"], figures["recall"], figures["f1"]) == (2 / 3, 2 / 3, 2 / 3)


@pytest.mark.parametrize("span", [[0, 11], [-1, 3], [5, 5], [6, 2]])
def test_a_span_that_is_no_part_of_the_text_is_refused_with_file_and_line(span: list[int]) -> None:
    with pytest.raises(EvaluationError, match=r"gold\.jsonl, line 1: 'spans' holds"):
        evaluate_boundaries([line(text="It rained.", spans=[span])])


def test_boundaries_of_nothing_are_null() -> None:
    figures = evaluate_boundaries([line(text=" ", spans=[])])
    assert (figures["precision"], figures["recall"], figures["f1"]) == (None, None, None)


# Selection


def ranked_line(ranks_of_the_right: set[int], size: int = 4) -> dict[str, Any]:
    """A line whose sentences the real Reader ranks in a known order, some of those ranks being right."""
    question = "how many people did the mill employ?"
    sentences = [
        "The mill employed 214 people.",
        "The mill was painted red.",
        "It rained.",
        "A cat slept on a wall.",
    ]
    scores = build_reader(Settings()).score(Question(question), evidence_from(line(
        question=question, sentences=sentences[:size], labels=[0] * size))[0]).tolist()  # fmt: skip
    order = sorted(range(size), key=lambda i: -scores[i])
    labels = [int(order.index(i) + 1 in ranks_of_the_right) for i in range(size)]
    return line(question=question, sentences=sentences[:size], labels=labels)


def test_selection_figures_are_the_means_over_questions_with_both_labels() -> None:
    lines = [ranked_line({1, 3}), ranked_line({2}), ranked_line(set()), ranked_line({1, 2, 3, 4})]
    seen: list[int] = []
    figures = evaluate_selection(lines, Settings(), lambda _, done, total: seen.append(done))
    assert figures["questions"] == 2
    assert figures["map"] == pytest.approx(((1 / 1 + 2 / 3) / 2 + 1 / 2) / 2)
    assert figures["mrr"] == pytest.approx((1 + 1 / 2) / 2)
    assert figures["p_at_1"] == pytest.approx(1 / 2)
    assert seen == [1, 2, 3, 4]


class Indifferent:
    """A Reader that finds every sentence equally good."""

    def reads(self, question: Question) -> bool:
        return True

    def score(self, question: Question, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        return np.full(len(evidence), 0.5, dtype=np.float32)


def test_equal_scores_keep_the_order_of_the_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.evaluation.selection.build_reader", lambda _: Indifferent())
    same = {"question": "who came?", "sentences": ["A man came."] * 3}
    for labels, expected in (([1, 0, 0], 1.0), ([0, 1, 0], 1 / 2), ([0, 0, 1], 1 / 3)):
        figures = evaluate_selection([line(**same, labels=labels)], Settings(), silent)
        assert figures["mrr"] == pytest.approx(expected)


def test_a_sentence_that_a_line_repeats_scores_alike_both_times() -> None:
    sentences = ["A man came.", "It rained.", "A man came."]
    evidence, _ = evidence_from(line(sentences=sentences, labels=[1, 0, 1]))
    scores = build_reader(Settings()).score(Question("who came?"), evidence).tolist()
    assert scores[0] == pytest.approx(scores[2], abs=1e-3)


@pytest.mark.parametrize(
    ("label", "right"),
    [
        (1, True), (True, True), ("entailment", True), ("supported", True), (0, False), (False, False),
        (None, False), ("1", False), ("contradiction", False), ("not_supported", False), (2, False),
    ],
)  # fmt: skip
def test_labels_are_read_as_the_contract_says(label: object, right: bool) -> None:
    assert evidence_from(line(sentences=["A."], labels=[label]))[1] == [right]


def test_sentences_are_consecutive_exactly_when_the_line_has_a_title() -> None:
    titled, _ = evidence_from(line(sentences=["A.", "B."], labels=[0, 1], title="T"))
    assert [(e.before, e.text, e.after, e.title) for e in titled] == [
        ("", "A.", "B.", "T"),
        ("A.", "B.", "", "T"),
    ]
    assert titled[0].context is titled[1].context
    loose, _ = evidence_from(line(sentences=["A.", "B."], labels=[0, 1]))
    assert [(e.before, e.text, e.after, e.title) for e in loose] == [("", "A.", "", ""), ("", "B.", "", "")]


def test_a_context_is_split_and_labelled_where_an_answer_span_overlaps() -> None:
    context = "It rained. The mill burned. Nobody came."
    evidence, labels = evidence_from(line(context=context, title=None, answer_spans=[[15, 19], [27, 29]]))
    assert [e.text for e in evidence] == ["It rained.", "The mill burned.", "Nobody came."]
    assert labels == [False, True, True]
    assert {e.title for e in evidence} == {""}
    assert evidence_from(line(context=context, title="T", answer_spans=[]))[1] == [False] * 3


def test_an_empty_question_is_refused_with_file_and_line() -> None:
    empty = line(question="", sentences=["A.", "B."], labels=[0, 1])
    with pytest.raises(EvaluationError, match=r"gold\.jsonl, line 1: the question is empty"):
        evaluate_selection([empty], Settings(), silent)


# Reading data sets


def test_files_are_pooled_and_limited_and_blank_lines_skipped(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text('\ufeff{"n": 1}\n\n{"n": 2}\r\n', encoding="utf-8")
    second.write_text('{"n": 3}\n{"n": 4}', encoding="utf-8")
    assert [record["n"] for record in read_lines([first, second])] == [1, 2, 3, 4]
    assert [record["n"] for record in read_lines([first, second], 3)] == [1, 2, 3]
    assert read_lines([first])[1]["_where"] == f"{first}, line 3"


def test_a_line_with_half_of_a_surrogate_pair_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "\\ud83d\\ude00"}\n{"texts": ["Ann \\ud800 won."]}', encoding="utf-8")
    assert read_lines([path], 1)[0]["text"] == "\U0001f600"
    with pytest.raises(EvaluationError, match=r"a\.jsonl, line 2: .*surrogate"):
        read_lines([path])


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"absent\.jsonl"):
        read_lines([tmp_path / "absent.jsonl"])
    (tmp_path / "latin.jsonl").write_bytes(b'{"a": "caf\xe9"}')
    with pytest.raises(EvaluationError, match=r"latin\.jsonl"):
        read_lines([tmp_path / "latin.jsonl"])


def test_records_come_from_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": "a\u2028b\x85c"}, ensure_ascii=False), encoding="utf-8")
    assert read_lines([path])[0]["text"] == "a\u2028b\x85c"

"""The tasks `tracing` and `support` of `rag eval`, against figures worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import rag.builders
from rag.errors import EvaluationError
from rag.evaluation import evaluate_support, evaluate_tracing, support, tracing
from rag.settings import Settings
from rag.verification.verifier import SUPPORTED_FROM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rag.schema import Evidence

SETTINGS = Settings()


def line(**fields: Any) -> dict[str, Any]:
    return {"_where": "gold.jsonl, line 1", **fields}


def silent(*_: object) -> None:
    """Report nothing."""


class FakeVerifier:
    """Reads its figures off the texts: "0.7 …" scores .7; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    def verify(self, claim: str, sentences: Sequence[str]) -> float:
        self.asked.append((claim, list(sentences)))
        return float(claim.split(maxsplit=1)[0])

    def rank(self, claim: str, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        self.asked.append((claim, [e.text for e in evidence]))
        assert all(e.context.sentences == (e.text,) for e in evidence)
        return np.array([float(e.text.split(maxsplit=1)[0]) for e in evidence], dtype=np.float32)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeVerifier:
    verifier = FakeVerifier()
    for task in (tracing, support):
        monkeypatch.setattr(task, "build_verifier", lambda _: verifier)
    return verifier


# Tracing


RANKED = ["0.1", "0.9", "0.5", "0.7"]  # the order is 1, 3, 2, 0


@pytest.mark.parametrize(
    ("sets", "at_1", "at_3", "ceiling", "hit"),
    [
        ([[1]], 1, 1, 1, 1),
        ([[0]], 0, 0, 1, 0),
        ([[1, 2]], 1 / 2, 1, 1 / 2, 1),
        ([[0, 1, 2]], 1 / 3, 2 / 3, 1 / 3, 1),
        ([[0, 2], [3]], 0, 1, 1, 0),  # the best of both sets
        ([[0, 1, 2], [2, 3]], 1 / 3, 1, 1 / 2, 1),
        ([[], [3, 1, 1]], 1 / 2, 1, 1 / 2, 1),  # an empty set supports nothing; a number counts once
    ],
)
def test_recall_is_that_of_the_best_set(
    fake: FakeVerifier, sets: list[list[int]], at_1: float, at_3: float, ceiling: float, hit: float
) -> None:
    record = line(claim="c", sentences=RANKED, supporting_sets=sets, label="supported")
    assert evaluate_tracing([record], SETTINGS, silent) == {
        "recall_at_1": pytest.approx(at_1),
        "recall_at_3": pytest.approx(at_3),
        "recall_at_5": 1.0,
        "recall_at_10": 1.0,
        "ceiling_at_1": pytest.approx(ceiling),
        "hit_at_1": hit,
        "claims": 1,
    }


def test_tracing_figures_are_means_over_claims_that_something_supports(fake: FakeVerifier) -> None:
    seen: list[int] = []
    records = [
        line(claim="c", sentences=RANKED, supporting_sets=[[1]]),
        line(claim="c", sentences=RANKED, supporting_sets=[[0, 3]]),
        line(claim="c", sentences=RANKED, supporting_sets=[[]]),
        line(claim="c", sentences=RANKED, supporting_sets=[]),
        line(claim="c", sentences=[], supporting_sets=[]),
    ]
    figures = evaluate_tracing(records, SETTINGS, lambda _, done, total: seen.append(done))
    assert (figures["recall_at_1"], figures["recall_at_3"], figures["recall_at_5"]) == (0.5, 0.75, 1)
    assert (figures["ceiling_at_1"], figures["hit_at_1"], figures["claims"]) == (0.75, 0.5, 2)
    assert seen == [1, 2, 3, 4, 5]


def test_equally_ranked_sentences_keep_their_order(fake: FakeVerifier) -> None:
    same = {"claim": "c", "sentences": ["0.5"] * 4}
    for number, expected in ((0, 1), (1, 0)):
        record = line(**same, supporting_sets=[[number]])
        assert evaluate_tracing([record], SETTINGS, silent)["hit_at_1"] == expected


def test_tracing_of_nothing_is_null(fake: FakeVerifier) -> None:
    figures = evaluate_tracing([], SETTINGS, silent)
    assert figures.pop("claims") == 0
    assert set(figures.values()) == {None}


@pytest.mark.parametrize(
    "wrong",
    [
        {"claim": 1},
        {"sentences": "A. B."},
        {"sentences": ["a", 2]},
        {"supporting_sets": None},
        {"supporting_sets": [0]},
        {"supporting_sets": [[2]]},
        {"supporting_sets": [[-1]]},
        {"supporting_sets": [[True]]},
        {"supporting_sets": [["0"]]},
    ],
)
def test_a_malformed_tracing_line_is_refused_with_file_and_line(fake: FakeVerifier, wrong: Any) -> None:
    good = line(claim="c", sentences=["0.1", "0.2"], supporting_sets=[[0]])
    with pytest.raises(EvaluationError, match=rf"gold\.jsonl, line 1: '{next(iter(wrong))}'"):
        evaluate_tracing([good | wrong], SETTINGS, silent)


# Support


def test_support_is_measured_at_the_shipped_threshold(fake: FakeVerifier) -> None:
    below, above = SUPPORTED_FROM - 0.01, SUPPORTED_FROM + 0.01
    scored = [(SUPPORTED_FROM, 1), (above, 1), (below, 1), (below, 0), (above, 0)]
    records = [line(claim=f"{score} c", evidence="E.", label=label) for score, label in scored]
    assert evaluate_support(records, SETTINGS, silent) == {
        "balanced_accuracy": pytest.approx((2 / 3 + 1 / 2) / 2),
        "auroc": pytest.approx((1.5 + 1 + 0.5) / 6),
        "supported_accepted": pytest.approx(2 / 3),
        "unsupported_rejected": pytest.approx(1 / 2),
        "claims": 5,
    }


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ({"doc": "It rained. The mill burned."}, ["It rained.", "The mill burned."]),
        ({"evidence": "It rained. The mill burned."}, ["It rained.", "The mill burned."]),
        ({"sentences": ["It rained. The mill burned.", "So."]}, ["It rained. The mill burned.", "So."]),
        ({"doc": " "}, []),
    ],
)
def test_a_text_is_split_and_sentences_are_taken_as_they_are(
    fake: FakeVerifier, source: dict[str, Any], read: list[str]
) -> None:
    for name in ("claim", "summary"):
        evaluate_support([line(**{name: "0.5 it burned"}, **source, label=1)], SETTINGS, silent)
        assert fake.asked[-1] == ("0.5 it burned", read)


@pytest.mark.parametrize(
    ("label", "supported"),
    [
        (1, True), (True, True), ("entailment", True), ("supported", True), (0, False), (False, False),
        ("not_entailment", False), ("partially_supported", False), ("not_supported", False), (None, False),
    ],
)  # fmt: skip
def test_labels_of_support_are_read_as_the_contract_says(
    fake: FakeVerifier, label: object, supported: bool
) -> None:
    figures = evaluate_support([line(claim="0.9", doc="A.", label=label)], SETTINGS, silent)
    assert (figures["supported_accepted"], figures["unsupported_rejected"]) == (
        (1, None) if supported else (None, 0)
    )


def test_support_of_one_kind_of_claims_alone_is_null(fake: FakeVerifier) -> None:
    figures = evaluate_support([line(claim="0.9", doc="A.", label=1)], SETTINGS, silent)
    assert (figures["balanced_accuracy"], figures["auroc"], figures["claims"]) == (None, None, 1)
    assert evaluate_support([], SETTINGS, silent)["balanced_accuracy"] is None


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"doc": "A.", "label": 1}, "no 'claim' or 'summary'"),
        ({"claim": "0.5", "label": 1}, "no 'sentences' or 'doc' or 'evidence'"),
        ({"claim": "0.5", "doc": "A."}, "no 'label'"),
        ({"claim": "0.5", "doc": ["A."], "label": 1}, "'doc' is list"),
        ({"claim": "0.5", "sentences": "A.", "label": 1}, "'sentences' is str"),
        ({"claim": "0.5", "sentences": [1], "label": 1}, "'sentences' holds"),
        ({"claim": None, "doc": "A.", "label": 1}, "'claim' is NoneType"),
    ],
)
def test_a_malformed_line_of_support_is_refused_with_file_and_line(
    fake: FakeVerifier, record: dict[str, Any], said: str
) -> None:
    with pytest.raises(EvaluationError, match=rf"gold\.jsonl, line 1: .*{said}"):
        evaluate_support([line(**record)], SETTINGS, silent)


# The real Verifier


STORY = [
    "It rained for two days in Aldbrook.",
    "The mill employed 214 people before it burned down.",
    "A cat slept on a wall.",
    "The ferry will sail again in March.",
]


def test_both_tasks_take_the_verifier_that_the_pipeline_builds() -> None:
    assert tracing.build_verifier is support.build_verifier is rag.builders.build_verifier


def test_the_real_verifier_finds_the_sentences_behind_a_claim() -> None:
    records = [
        line(claim="The mill had 214 employees.", sentences=STORY, supporting_sets=[[1]]),
        line(claim="The ferry sails again in March.", sentences=STORY, supporting_sets=[[3]]),
    ]
    figures = evaluate_tracing(records, SETTINGS, silent)
    assert (figures["hit_at_1"], figures["recall_at_1"], figures["ceiling_at_1"]) == (1, 1, 1)


def test_the_real_verifier_tells_a_quote_from_an_invention() -> None:
    text = " ".join(STORY)
    records = [
        line(claim=STORY[1], doc=text, label=1),
        line(claim=STORY[3], sentences=STORY, label="supported"),
        line(summary="The mill employed 3,500 people.", evidence=text, label="not_entailment"),
        line(summary="The prime minister resigned in June.", doc=text, label=0),
    ]
    figures = evaluate_support(records, SETTINGS, silent)
    assert (figures["balanced_accuracy"], figures["auroc"]) == (1, 1)

"""The labels hold, and context is given where it is needed about as often as was published."""

from __future__ import annotations

import pytest

from tests.quality.context.measure import chance, figures, labels, rules

LABELS = labels()


def test_every_label_is_of_the_sentence_it_quotes() -> None:
    assert len(LABELS) == 300
    for line in LABELS:
        assert line["sentences"][line["sentence"]] == line["quote"]
        assert bool(line["context"]) == line["needs"]
        assert all(0 <= place < line["sentence"] for place in line["context"])


def test_the_parts_share_no_article() -> None:
    halves = {line["article_id"]: line["half"] for line in LABELS}
    assert all(halves[line["article_id"]] == line["half"] for line in LABELS)


@pytest.mark.parametrize(
    ("half", "precision", "recall"), [("tune", 0.8, 0.4), ("report", 0.6, 0.4), ("fresh", 0.7, 0.5)]
)
def test_context_is_given_where_it_is_needed(half: str, precision: float, recall: float) -> None:
    measured, _ = figures([line for line in LABELS if line["half"] == half], rules)
    assert measured["precision"] >= precision
    assert measured["recall"] >= recall


def test_a_difference_of_none_is_chance_and_one_of_twenty_is_not() -> None:
    assert chance([True, False], [True, False]) == 1.0
    assert chance([True] * 20, [False] * 20) < 0.001

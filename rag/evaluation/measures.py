"""The arithmetic of the figures.

Belongs here: measures over labels and scores. Does not belong here: where either comes from.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Figures", "auroc", "average_precision", "balanced_accuracy", "mean", "order_of", "ratio"]

Figures = dict[str, float | int | None]
"""Figures by name, in the order in which they are shown; None cannot be computed."""


def mean(values: Sequence[float]) -> float | None:
    """Return the arithmetic mean, None of nothing."""
    return fmean(values) if values else None


def ratio(part: float, whole: float) -> float | None:
    """Return a share, None of nothing."""
    return part / whole if whole else None


def order_of(scores: Sequence[float]) -> list[int]:
    """Return the places of scores, the highest first; equal scores keep their order."""
    return sorted(range(len(scores)), key=lambda i: (-scores[i], i))


def average_precision(ranked: Sequence[bool]) -> float:
    """Return the mean of the precisions at each right item's rank.

    Args:
        ranked: Which items are right, best first; at least one is.

    Returns:
        A fraction in (0, 1].
    """
    right, total = 0, 0.0
    for rank, label in enumerate(ranked, 1):
        if label:
            right += 1
            total += right / rank
    return total / right


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """Return the area under the ROC curve.

    Args:
        positives: Scores of items that should score high.
        negatives: Scores of items that should score low.

    Returns:
        The share of pairs of both kinds in which the positive scores higher, ties counted half (Source:
        Hanley & McNeil 1982); None when a kind is missing.
    """
    ordered = sorted(negatives)
    beaten = sum(bisect_left(ordered, score) + bisect_right(ordered, score) for score in positives)
    return ratio(beaten, 2 * len(positives) * len(negatives))


def balanced_accuracy(first: Sequence[bool], second: Sequence[bool]) -> float | None:
    """Return the mean of two classes' accuracies.

    Args:
        first: Which items of one class were judged rightly.
        second: Which items of the other class were.

    Returns:
        A fraction in [0, 1]; None when a class is missing.
    """
    return (fmean(first) + fmean(second)) / 2 if first and second else None

"""The results that the Quality tab shows: measured values, targets, baselines and threshold curves.

Belongs here: reading the values that are packaged, and what they are compared with. Does not belong here:
measuring (`rag.evaluation`, `tests/quality`), texts (`rag.messages.quality_tab`), HTML (`html.quality_tab`).

``quality_results.json`` holds what `make quality` last accepted; `python -m tests.quality.floors --update`
writes it. Targets, baselines and curves are those of ``docs/measurements/``; a test compares the two.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

__all__ = [
    "BASELINES",
    "SHIPPED_THRESHOLD",
    "TARGETS",
    "THRESHOLD_CURVES",
    "CurvePoint",
    "QualityResult",
    "read_quality_results",
]

_FILE = Path(__file__).parent / "quality_results.json"

SHIPPED_THRESHOLD = 0.38
"""The default of the setting `answer_threshold`, which the curves mark."""

TARGETS: dict[str, dict[str, float]] = {
    "tune": {"first_citation_in_gold": 0.85, "refusal_recall": 0.85},
    "report": {"first_citation_in_gold": 0.85, "refusal_recall": 0.85},
    "squad2-abstention": {"balanced_accuracy": 0.70, "refusal_precision": 0.68, "refusal_recall": 0.68},
    "squad2-selection": {"p_at_1": 0.91},
    "trecqa-dev": {"map": 0.84, "p_at_1": 0.80},
    "qed": {"map": 0.82, "p_at_1": 0.70},
    "clapnq": {"map": 0.82},
    "wice-dev": {"recall_at_1": 0.53, "recall_at_5": 0.90},
    "summedits": {"balanced_accuracy": 0.66},
}
"""Data set → metric → the value that was aimed at."""

BASELINES: dict[str, dict[str, float]] = {
    "tune": {
        "first_citation_in_gold": 0.578,
        "any_citation_in_gold": 0.867,
        "claims_in_gold": 0.177,
        "refusal_recall": 0.333,
        "refusal_precision": 0.556,
    },
    "report": {
        "first_citation_in_gold": 0.333,
        "any_citation_in_gold": 0.644,
        "claims_in_gold": 0.111,
        "refusal_recall": 0.267,
        "refusal_precision": 0.500,
    },
    "squad2-abstention": {"balanced_accuracy": 0.50},
    "squad2-selection": {"map": 0.883, "p_at_1": 0.811},
    "trecqa-dev": {"map": 0.802, "p_at_1": 0.754},
    "qed": {"map": 0.713, "p_at_1": 0.516},
    "clapnq": {"map": 0.799, "p_at_1": 0.816},
    "wice-dev": {"recall_at_1": 0.529, "recall_at_5": 0.828},
    "summedits": {"balanced_accuracy": 0.576, "auroc": 0.562},
    "wikinews": {"precision": 0.944, "recall": 0.935, "f1": 0.940},
    "ewt-dev": {"precision": 0.895, "recall": 0.792, "f1": 0.840},
}
"""Data set → metric → the value of the baseline that `rag.messages.quality_tab` names for the data set."""


class CurvePoint(NamedTuple):
    """One threshold: the share of answerable questions answered, of unanswerable ones refused."""

    threshold: float
    answered: float
    refused: float


THRESHOLD_CURVES: dict[str, tuple[CurvePoint, ...]] = {
    name: tuple(CurvePoint(at, answered, refused) for at, (answered, refused) in points.items())
    for name, points in {
        "squad2": {
            0.20: (0.95, 0.23), 0.26: (0.92, 0.29), 0.30: (0.90, 0.33), 0.35: (0.86, 0.38),
            0.38: (0.85, 0.43), 0.40: (0.84, 0.45), 0.46: (0.79, 0.51), 0.50: (0.76, 0.54),
            0.60: (0.64, 0.64),
        },
        "clapnq": {
            0.20: (0.98, 0.66), 0.26: (0.94, 0.77), 0.30: (0.92, 0.82), 0.35: (0.90, 0.85),
            0.38: (0.82, 0.86), 0.40: (0.80, 0.88), 0.46: (0.73, 0.91), 0.50: (0.69, 0.95),
            0.60: (0.57, 0.95),
        },
        "tune": {
            0.20: (0.96, 0.67), 0.26: (0.93, 0.73), 0.30: (0.89, 0.73), 0.35: (0.80, 0.87),
            0.38: (0.76, 0.93), 0.40: (0.71, 0.93), 0.46: (0.64, 0.93), 0.50: (0.64, 0.93),
            0.60: (0.38, 0.93),
        },
    }.items()
}  # fmt: skip
"""Data set → the effect of each `answer_threshold`, in ascending order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityResult:
    """One metric of one data set, and what it is compared with; all values in [0, 1], higher is better."""

    dataset: str
    metric: str
    value: float
    target: float | None
    baseline: float | None

    @property
    def misses_target(self) -> bool:
        """Whether the value is below its target."""
        return self.target is not None and self.value < self.target


def read_quality_results() -> tuple[QualityResult, ...]:
    """Return the packaged results, data sets and metrics in the order in which they are measured."""
    values = json.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        QualityResult(
            dataset=dataset,
            metric=metric,
            value=value,
            target=TARGETS.get(dataset, {}).get(metric),
            baseline=BASELINES.get(dataset, {}).get(metric),
        )
        for dataset, metrics in values.items()
        for metric, value in metrics.items()
    )

"""What the Quality tab knows of the project's own figures: ours, what was aimed at, the simple way.

Belongs here: reading the figures that travel with the package, and the aims beside them. Does not belong
here: measuring (`rag.evaluation`, `tests/quality`), words (`rag.messages.quality`), drawing (`html.quality`).

``figures.json`` is what `make quality` last accepted; `python -m tests.quality.floors --update` writes it.
The aims, what a simple way reaches and the curve of refusing are those of ``docs/measurements/``; a test
holds them together.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

__all__ = ["CURVES", "SHIPPED_THRESHOLD", "CurvePoint", "Measure", "read_measures"]

FIGURES_FILE = Path(__file__).parent / "figures.json"

SHIPPED_THRESHOLD = 0.38
"""The `answer_threshold` that is shipped, marked in the curves."""

AIMS: dict[str, dict[str, float]] = {
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
"""Set → figure → what was aimed at."""

SIMPLE: dict[str, dict[str, float]] = {
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
"""Set → figure → what the simple way reaches that `rag.messages.quality` names for the set."""


class CurvePoint(NamedTuple):
    """Shares at one threshold: of answerable questions answered, of unanswerable ones refused."""

    threshold: float
    answered: float
    refused: float


CURVES: dict[str, tuple[CurvePoint, ...]] = {
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
"""Set → what refusing costs and gains as `answer_threshold` rises, in ascending order of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure of one set, all in [0, 1] and better the higher; ``aim`` and ``simple`` where there are."""

    set: str
    figure: str
    value: float
    aim: float | None
    simple: float | None

    @property
    def short(self) -> bool:
        """Whether it stays below its aim."""
        return self.aim is not None and self.value < self.aim


def read_measures() -> tuple[Measure, ...]:
    """Return the figures that travel with the package, sets and figures in the order they are measured."""
    floors = json.loads(FIGURES_FILE.read_text(encoding="utf-8"))
    return tuple(
        Measure(
            set=name,
            figure=figure,
            value=value,
            aim=AIMS.get(name, {}).get(figure),
            simple=SIMPLE.get(name, {}).get(figure),
        )
        for name, figures in floors.items()
        for figure, value in figures.items()
    )

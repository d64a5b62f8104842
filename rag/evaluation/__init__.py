"""Measuring the product on labelled data: the tasks of `rag eval`.

Belongs here: one module for each task, reading the data sets (`records`), and the measures
(`measures`). Every task calls the objects that asking uses, built from the settings by `rag.archive` and
`rag.builders`. Does not belong here: printing.

Every measure is a fraction in [0, 1], or None where it cannot be computed.
"""

from __future__ import annotations

from rag.evaluation.abstention import evaluate_abstention
from rag.evaluation.answers import evaluate_answers
from rag.evaluation.boundaries import evaluate_boundaries
from rag.evaluation.measures import Figures
from rag.evaluation.records import Progress, read_lines
from rag.evaluation.selection import evaluate_selection, evidence_from
from rag.evaluation.support import evaluate_support
from rag.evaluation.tracing import evaluate_tracing

__all__ = [
    "Figures",
    "Progress",
    "evaluate_abstention",
    "evaluate_answers",
    "evaluate_boundaries",
    "evaluate_selection",
    "evaluate_support",
    "evaluate_tracing",
    "evidence_from",
    "read_lines",
]

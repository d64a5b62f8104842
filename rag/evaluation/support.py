"""The task `support`: whether a text supports a claim.

Belongs here: the forms of a line, judging it with the Verifier at the shipped threshold. Does not belong
here: the Verifier and its threshold (`rag.verification.verifier`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.builders import build_verifier
from rag.errors import EvaluationError
from rag.evaluation.measures import auroc, balanced_accuracy, mean
from rag.evaluation.records import field_of, is_right, split_texts, texts_of
from rag.verification.verifier import SUPPORTED_FROM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evaluation.measures import Figures
    from rag.evaluation.records import Progress, Record
    from rag.settings import Settings

__all__ = ["evaluate_support"]


def evaluate_support(records: Sequence[Record], settings: Settings, on_progress: Progress) -> Figures:
    """Measure how well the Verifier separates claims that a text supports from other claims.

    Args:
        records: Lines `{claim or summary, sentences or doc or evidence, label}`; a `doc` or `evidence` is a
            text, which our splitter cuts into sentences.
        settings: What builds the Verifier.
        on_progress: Called now and then.

    Returns:
        balanced_accuracy at the shipped threshold, and auroc; supported_accepted and unsupported_rejected:
        share of either kind that is judged rightly; the number of claims.

    Raises:
        EvaluationError: A line is not in this form.
        RagError: The Verifier cannot be built.
    """
    verifier = build_verifier(settings)
    scores: dict[bool, list[float]] = {True: [], False: []}
    for done, record in enumerate(records, 1):
        claim, sentences, supported = _claim_from(record)
        scores[supported].append(verifier.verify(claim, sentences))
        on_progress("Support", done, len(records))
    accepted = [score >= SUPPORTED_FROM for score in scores[True]]
    rejected = [score < SUPPORTED_FROM for score in scores[False]]
    return {
        "balanced_accuracy": balanced_accuracy(accepted, rejected),
        "auroc": auroc(scores[True], scores[False]),
        "supported_accepted": mean(accepted),
        "unsupported_rejected": mean(rejected),
        "claims": len(records),
    }


def _claim_from(record: Record) -> tuple[str, list[str], bool]:
    """Return a line's claim, the sentences it is held against, and whether they support it."""
    claim = field_of(record, _named(record, "claim", "summary"), str)
    source = _named(record, "sentences", "doc", "evidence")
    if source == "sentences":
        sentences = texts_of(record, source)
    else:
        sentences = split_texts(field_of(record, source, str))
    return claim, sentences, is_right(record[_named(record, "label")])


def _named(record: Record, *names: str) -> str:
    """Return the first of these names that the line has."""
    for name in names:
        if name in record:
            return name
    raise EvaluationError(f"{record['_where']}: there is no {' or '.join(map(repr, names))}.")

"""The task `tracing`: which sentences of a long text support a claim.

Belongs here: ranking them with the Verifier, recall of the best set. Does not belong here: the Verifier
(`rag.verification.verifier`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.builders import build_verifier
from rag.errors import EvaluationError
from rag.evaluation.measures import mean, order_of
from rag.evaluation.records import field_of, texts_of
from rag.evaluation.selection import as_evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evaluation.measures import Figures
    from rag.evaluation.records import Progress, Record
    from rag.settings import Settings

__all__ = ["evaluate_tracing"]

_DEPTHS = (1, 3, 5, 10)


def evaluate_tracing(records: Sequence[Record], settings: Settings, on_progress: Progress) -> Figures:
    """Measure the Verifier's ranking of sentences, over claims that some set of sentences supports.

    Equal scores keep the order of the sentences.

    Args:
        records: Lines `{claim, sentences, supporting_sets: [[number, …], …]}`; any one set suffices.
        settings: What builds the Verifier.
        on_progress: Called now and then.

    Returns:
        recall_at_1, _3, _5 and _10: mean over claims of the largest share of one of its sets among so many
        first sentences; ceiling_at_1: the highest recall_at_1 there could be; hit_at_1: share of claims whose
        first sentence is in one of its sets; the number of claims counted.

    Raises:
        EvaluationError: A line is not in this form.
        RagError: The Verifier cannot be built.
    """
    verifier = build_verifier(settings)
    recalls: dict[int, list[float]] = {depth: [] for depth in _DEPTHS}
    ceilings, firsts = [], []
    for done, record in enumerate(records, 1):
        claim, sentences = field_of(record, "claim", str), texts_of(record, "sentences")
        sets = _supporting_sets(record, len(sentences))
        if sets:
            order = order_of(verifier.rank(claim, as_evidence(record, sentences)).tolist())
            for depth, shares in recalls.items():
                shares.append(_best_share(order[:depth], sets))
            ceilings.append(1 / min(map(len, sets)))
            firsts.append(any(order[0] in numbers for numbers in sets))
        on_progress("Tracing", done, len(records))
    figures: Figures = {f"recall_at_{depth}": mean(shares) for depth, shares in recalls.items()}
    return figures | {"ceiling_at_1": mean(ceilings), "hit_at_1": mean(firsts), "claims": len(firsts)}


def _supporting_sets(record: Record, size: int) -> list[frozenset[int]]:
    """Return the sets that are not empty."""
    sets = field_of(record, "supporting_sets", list)
    if not all(isinstance(s, list) and all(type(i) is int and 0 <= i < size for i in s) for s in sets):
        raise EvaluationError(
            f"{record['_where']}: 'supporting_sets' holds something else than lists of numbers from 0 to "
            f"{size - 1}, the places of its sentences."
        )
    return [frozenset(numbers) for numbers in sets if numbers]


def _best_share(found: Sequence[int], sets: Sequence[frozenset[int]]) -> float:
    return max(len(numbers.intersection(found)) / len(numbers) for numbers in sets)

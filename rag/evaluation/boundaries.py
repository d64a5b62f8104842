"""The task `boundaries`: where a sentence ends.

Belongs here: counting spans. Does not belong here: the splitter (`rag.text.sentences`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.evaluation.measures import ratio
from rag.evaluation.records import field_of, spans_of
from rag.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.evaluation.measures import Figures
    from rag.evaluation.records import Record

__all__ = ["evaluate_boundaries"]


def evaluate_boundaries(records: Sequence[Record]) -> Figures:
    """Measure the sentence splitter: a span counts when both its ends are right.

    Args:
        records: Lines `{text, spans: [[start, end], …]}`.

    Returns:
        precision, recall and f1 over all spans, and the numbers of texts and gold spans.

    Raises:
        EvaluationError: A line is not in this form.
    """
    right = found = gold = 0
    for record in records:
        text = field_of(record, "text", str)
        spans, mine = set(spans_of(record, "spans", text)), set(split(text))
        right += len(spans & mine)
        found += len(mine)
        gold += len(spans)
    return {
        "precision": ratio(right, found),
        "recall": ratio(right, gold),
        "f1": ratio(2 * right, found + gold),
        "texts": len(records),
        "spans": gold,
    }

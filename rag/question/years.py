"""The years that a text names.

Belongs here: the years alone. Does not belong here: reading dates (`rag.text.dates`).
"""

from __future__ import annotations

from rag.text.dates import dates_in
from rag.text.tokens import tokenize

__all__ = ["years_in"]


def years_in(text: str) -> frozenset[int]:
    """Return the years that a text names; dates without a year give none."""
    return frozenset(date.year for date in dates_in(tokenize(text)) if date.year)

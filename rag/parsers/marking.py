"""Putting the marks that a format states beside those that the rules for lines find.

Belongs here: merging marks. Does not belong here: finding any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.parsers import story

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.datamodel import Mark

__all__ = ["with_line_rules"]


def with_line_rules(text: str, stated: Iterable[Mark], *, title: str | None = None) -> tuple[Mark, ...]:
    """Add to the marks a format states those of the rules for lines, where none is stated.

    Args:
        text: The canonical text.
        stated: What the format says, ascending and without overlap.
        title: The article's title; without one a headline is looked for.

    Returns:
        All marks, ascending and without overlap.
    """
    merged = list(stated)
    waiting = iter(list(merged))
    ahead = next(waiting, None)
    for mark in story.read(text, title=title).marks:
        while ahead is not None and ahead.end <= mark.start:
            ahead = next(waiting, None)
        if ahead is None or mark.end <= ahead.start:
            merged.append(mark)
    return tuple(sorted(merged, key=lambda mark: mark.start))

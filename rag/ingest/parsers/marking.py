"""Marks put together: those of a format, of the rules for lines, and of what stands beside a story.

Belongs here: merging and making marks. Does not belong here: finding what is story.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rag.ingest.parsers import story
from rag.schema import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.ingest.parsers.items import Beside

__all__ = ["with_beside", "with_line_rules"]


def with_beside(text: str, beside: Iterable[Beside]) -> tuple[str, tuple[Mark, ...]]:
    """Put behind a story what stands around it on its page.

    Args:
        text: The story, which may hold marks of its own.
        beside: Lines that are not story.

    Returns:
        The canonical text, and marks that cover what was put behind, one for each run of a role, ascending.
    """
    pieces, marks, position = [text], [], len(text)
    for role, run in groupby(beside, key=lambda line: line.role):
        lines = "\n".join(line.text for line in run)
        marks.append(Mark(start=position + 1, end=position + 1 + len(lines), role=role))
        pieces.append(f"\n{lines}\n")
        position += len(lines) + 2
    return "".join(pieces), tuple(marks)


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

"""Merge the marks of a text: those of its format, of the rules for lines, and of lines outside the story.

Belongs here: making and merging marks. Does not belong here: deciding what is story.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rag.ingest.parsers.headlines_and_bylines import story_facts
from rag.schema import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.ingest.parsers.items import Beside

__all__ = ["with_beside", "with_line_rules"]


def with_beside(text: str, beside: Iterable[Beside]) -> tuple[str, tuple[Mark, ...]]:
    """Append to a story the lines of its page that are not part of it.

    Args:
        text: The story.
        beside: Lines that are not story.

    Returns:
        The canonical text, and the marks of the lines appended, one for each run of one role, ascending.
    """
    pieces, marks, position = [text], [], len(text)
    for role, run in groupby(beside, key=lambda line: line.role):
        lines = "\n".join(line.text for line in run)
        marks.append(Mark(start=position + 1, end=position + 1 + len(lines), role=role))
        pieces.append(f"\n{lines}\n")
        position += len(lines) + 2
    return "".join(pieces), tuple(marks)


def with_line_rules(text: str, stated: Iterable[Mark], *, title: str | None = None) -> tuple[Mark, ...]:
    """Add the marks of the rules for lines to those of the format, where the two do not overlap.

    Args:
        text: The canonical text.
        stated: The marks of the format, ascending and without overlap.
        title: The article's title; without one a headline is looked for.

    Returns:
        All marks, ascending and without overlap.
    """
    merged = list(stated)
    waiting = iter(list(merged))
    ahead = next(waiting, None)
    for mark in story_facts(text, title=title).marks:
        while ahead is not None and ahead.end <= mark.start:
            ahead = next(waiting, None)
        if ahead is None or mark.end <= ahead.start:
            merged.append(mark)
    return tuple(sorted(merged, key=lambda mark: mark.start))

"""Datelines: the place, day and agency that open a story, as in "ANKARA, Sept 15 (Reuters) – Talks …".

Belongs here: recognising a dateline and reading its parts. Does not belong here: byline and date lines, which
are lines of their own (`rag.ingest.parsers.headlines_and_bylines`), and dates within sentences
(`rag.text.dates`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Dateline", "dateline_of", "without_dateline"]

_DATE = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?|\d{1,2} [A-Z][a-z]{2,8}\.?(?:,? \d{4})?)"
_DATELINE = re.compile(
    rf"(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ .'’/-]{{2,60}})(?:, (?!{_DATE})(?P<region>[A-Z][\w. ]{{2,30}}?))?"
    rf"(?:, (?P<date>{_DATE}))?"
    r" ?(?:\((?P<agency>[A-Z][\w .&'’-]{1,40})\))? ?(?:–|—|--|-) "
)
_OPENING = re.compile(r"\A\s*[^\W\d_][^.!?\n–—]{0,70}?(?:\([^)\n]{2,40}\)\s*)?\s(?:–|—|--?)\s")
"""Up to a dash near the beginning: a dateline in small letters, but of some sentences their own beginning."""


class Dateline(NamedTuple):
    """A dateline as written: its parts, None where it has none, and where it ends, its dash included."""

    place: str
    region: str | None
    date: str | None
    agency: str | None
    end: int

    @property
    def is_certain(self) -> bool:
        """Whether more than a place stands before the dash: "NATO – founded in 1949" is no dateline."""
        return bool(self.region or self.date or self.agency)


def dateline_of(text: str) -> Dateline | None:
    """Read the dateline that opens a text.

    Args:
        text: A story, or one of its lines or sentences.

    Returns:
        The dateline, its place in capitals; None where the text opens otherwise.
    """
    found = _DATELINE.match(text)
    if found is None:
        return None
    agency = found["agency"]
    return Dateline(found["place"], found["region"], found["date"], agency and agency.strip(), found.end())


def without_dateline(text: str) -> str:
    """Return a text without its dateline, in capitals or in small letters.

    Copies of one story are compared without it. A plain sentence that has a dash near its beginning loses
    that beginning; it does so in both copies.

    Args:
        text: A story, or its beginning.

    Returns:
        What follows the dateline; the whole text where none opens it.
    """
    story = text.lstrip()
    dateline = dateline_of(story)
    return story[dateline.end :] if dateline else _OPENING.sub("", text, count=1)

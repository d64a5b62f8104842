"""The lines of a text, to which the rules for headlines, bylines and boilerplate give roles.

Belongs here: the record of a line and what several of these rules look at. Does not belong here: the rules
(`rag.ingest.parsers.headlines_and_bylines`, `rag.ingest.parsers.boilerplate`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.schema import TextRole

__all__ = ["MARKDOWN_HEADING", "NAME", "Line", "plain"]

MARKDOWN_HEADING = re.compile(r"#{1,6}(?:\s+|$)")
_PARTICLE = r"(?:(?:van|von|de|der|den|da|di|al|bin|el|la|le) |[a-z]{2}-)"
NAME = rf"[A-ZÀ-ÞĀ-Ž][\w.’'-]*(?: {_PARTICLE}*[A-ZÀ-ÞĀ-Ž][\w.’'-]*){{1,3}}"
"""Pattern of the name of a person: two to four words with a capital, particles between them."""


@dataclass(slots=True)
class Line:
    """A line that is not blank: its slice without outer space, and its role."""

    start: int
    end: int
    text: str
    alone: bool
    role: TextRole = "story"


def plain(text: str) -> str:
    """Return a line's words without Markdown heading, emphasis marks and outer space."""
    return " ".join(MARKDOWN_HEADING.sub("", text, count=1).strip("*_ #").split())

"""The marks that end, open and close sentences, in the alphabets that have marks of their own.

Belongs here: which characters they are. Does not belong here: where a sentence ends (`rag.text.sentences`),
which line is a heading (`rag.ingest.parsers.headlines_and_bylines`).
"""

from __future__ import annotations

import re

__all__ = [
    "BEHIND_STOP",
    "CLOSERS",
    "INVISIBLE",
    "LINE_CLOSERS",
    "NOTE_MARK",
    "OPENERS",
    "STOPS",
    "WIDE_STOPS",
]

INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
CLOSERS = "\"'”’»)]}*_」』】〉》）］｝" + INVISIBLE
OPENERS = "\"'“‘«([{*_¿¡" + INVISIBLE
LINE_CLOSERS = CLOSERS + "“„‘‚«‹›"
"""Marks that close a quotation at the end of a line, those of German „…“ and Danish »…« too."""
WIDE_STOPS = "。！？｡"
STOPS = ".!?…؟۔।॥։" + WIDE_STOPS
NOTE_MARK = r"(?:\[(?:\d{1,3}|[a-z])\]|[⁰¹²³⁴-⁹]{1,3})"
"""Pattern of a footnote mark: [1], [a], a raised figure."""
BEHIND_STOP = rf"(?:{NOTE_MARK}|[{re.escape(LINE_CLOSERS)}])*+$"
"""Pattern of what may follow the last stop of a line that ends a sentence."""

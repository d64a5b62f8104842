"""Texts of the page as a whole and texts that several tabs share.

Belongs here: the name of the page and of its tabs; labels on more than one tab. Does not belong here: the
texts of one tab (`ask_tab`, `archive_tab`, `index_tab`, `quality_tab`).
"""

from __future__ import annotations

from rag.messages.dates_and_numbers import count

TITLE = "Ask the archive"
SUBTITLE = "Every claim is a sentence of an article. Nothing is added."

ASK_TAB = "Ask"
ARCHIVE_TAB = "Archive"
INDEX_TAB = "Index"
QUALITY_TAB = "Quality"

SINCE_LABEL = "Published from"
UNTIL_LABEL = "Published to"
DATE_EXAMPLE = "2022, 2022-09 or 2022-09-15"

LOADING = "Reading the index…"
PAGES = "Pages of the list"
FIRST, PREVIOUS, NEXT, LAST = "First", "Previous", "Next", "Last"
FIGURES = "The figures"
NOT_UPLOADED = "Only a file that was sent to this page is taken."


def left_out(undated: int) -> str:
    """Return how many undated articles a date filter left out, and why."""
    were = "was" if undated == 1 else "were"
    return f"{count(undated, 'undated article')} {were} left out: without a date, none passes a date filter."

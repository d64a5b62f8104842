"""Texts about an answer that the page, exported documents and the terminal share.

Belongs here: labels and sentences about an answer that more than one surface shows. Does not belong here:
those of one surface alone (`ask_tab`, `export`); why nothing is claimed (`refusals`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.messages.dates_and_numbers import count

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_IN_ARCHIVE = "Not in the archive"
EXACT_WORDS = "Exact words of the article"
REWORDED = "Reworded"
NOTHING_CITED = "No source is cited"
ALSO_IN_ARCHIVE = "Also in the archive"
"""Heading of the claims of an answer whose score is below its threshold."""
LESS_SURE = f"{ALSO_IN_ARCHIVE} (less sure):"
REFERS_TO = "What it refers to:"
"""Heading of the context of a claim: earlier sentences that make its quote understandable."""


def understood_as(completed: str | None) -> str | None:
    """Return a line with the completed form of a follow-up question; None for None."""
    return f"Understood as: {completed}" if completed else None


def scope(filters: Mapping[str, Any]) -> str:
    """Return a line with the filters of a question; "" where no filter is set."""
    bounds = [("since", "published from"), ("until", "published to")]
    named = [("outlets", "in"), ("authors", "by"), ("languages", "in the language"), ("formats", "as")]
    parts = [f"{words} {filters[name]}" for name, words in bounds if filters.get(name)]
    parts += [f"{words} {' or '.join(filters[name])}" for name, words in named if filters.get(name)]
    return f"Only articles {', '.join(parts)}" if parts else ""


def spoken_by(speaker: str | None) -> str | None:
    """Return a line with the speaker of a claim; None for None."""
    return f"Said by {speaker}" if speaker else None


def sources(independent: int | None) -> str | None:
    """Return the number of independent sources of a claim; None for None."""
    return None if independent is None else count(independent, "independent source")


def disagree_about(about: str | None) -> str:
    """Return the heading of a disagreement."""
    return f"Sources disagree about {about}" if about else "Sources disagree"


def on_page(number: int) -> str:
    """Return the name of an article's page."""
    return f"page {number}"


def left_out(undated: int) -> str:
    """Return a line with the number of undated articles that a date filter left out."""
    articles = "article without a publication date was" if undated == 1 else (
        "articles without a publication date were"
    )  # fmt: skip
    return f"{undated} {articles} left out by the date filter."

"""What is said of an answer wherever it is shown: on the page, in exported documents, in the terminal.

Belongs here: words of ours about an answer that more than one surface says. Does not belong here: those that
one alone says (`ask`, `export`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.messages.amounts import count

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_IN_ARCHIVE = "Not in the archive"
EXACT_WORDS = "Exact words of the article"
REWORDED = "Reworded"
NOTHING_CITED = "No source is cited"
REFERS_TO = "What it refers to:"
"""Put before the sentences that a claim leans on."""

_REASONS = {
    "no_evidence": "No sentence in the archive answers this question.",
    "partial": "The archive answers only a part of this question.",
    "false_presupposition": "The question assumes something that the archive does not bear out.",
    "filtered_out": "No article passes the filters.",
    "language": "The question is in a language that the archive cannot be searched in.",
}


def refusal(answer: Mapping[str, Any]) -> str:
    """Say why there is no claim."""
    return str(answer.get("reason") or _REASONS.get(answer.get("reason_code") or "no_evidence", ""))


def understood_as(completed: str | None) -> str | None:
    """Say how a follow-up question was completed; None where it was not."""
    return f"Understood as: {completed}" if completed else None


def scope(filters: Mapping[str, Any]) -> str:
    """Say which filters a question was asked with; "" for none."""
    begun = [("since", "published from"), ("until", "published to")]
    named = [("outlets", "in"), ("authors", "by"), ("languages", "in the language"), ("formats", "as")]
    parts = [f"{words} {filters[name]}" for name, words in begun if filters.get(name)]
    parts += [f"{words} {' or '.join(filters[name])}" for name, words in named if filters.get(name)]
    return f"Only articles {', '.join(parts)}" if parts else ""


def spoken_by(speaker: str | None) -> str | None:
    """Say who says something; None where that is not known."""
    return f"Said by {speaker}" if speaker else None


def sources(independent: int | None) -> str | None:
    """Say how many independent sources stand behind a claim; None where that is not known."""
    return None if independent is None else count(independent, "independent source")


def disagree_about(about: str | None) -> str:
    """Introduce the sides of a disagreement."""
    return f"Sources disagree about {about}" if about else "Sources disagree"


def on_page(number: int) -> str:
    """Name a page of an article."""
    return f"page {number}"


def left_out(undated: int) -> str:
    """Say how many articles a date filter left out for having no date."""
    articles = "article without a publication date was" if undated == 1 else (
        "articles without a publication date were"
    )  # fmt: skip
    return f"{undated} {articles} left out by the date filter."

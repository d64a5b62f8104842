"""Every word the chat page says by itself.

Belongs here: text written by us, as plain text; :mod:`rag.chat.drawing` escapes it like everything else.
Does not belong here: anything from an article, a question or an error.
"""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rag.datamodel import Answer, ReasonCode

TITLE = "Ask the archive"
SUBTITLE = "Every claim is a sentence of an article. Nothing is added."

CONVERSATION = "Conversation"
WELCOME = "What does the archive say?"
WELCOME_DETAIL = (
    "Ask in plain words. The answer is made of sentences from the articles, each with its outlet and "
    "publication date. When the archive does not say, you are told so."
)
SEARCHING = "Searching the archive…"

QUESTION_LABEL = "Your question"
QUESTION_HINT = "Enter asks, Shift + Enter makes a new line."
ASK = "Ask"
FILTERS = "Narrow by date or outlet"
SINCE_LABEL = "Published from"
UNTIL_LABEL = "Published to"
DATE_EXAMPLE = "2022, 2022-09 or 2022-09-15"
OUTLETS_LABEL = "Outlets"
OUTLETS_HINT = "All, unless you choose"

EXACT_WORDS = "Exact words of the article"
CONTEXT = "To understand it"
UNDATED = "undated"
NOT_IN_ARCHIVE = "Not in the archive"
NEAREST = "Nearest sentences"
NEAREST_DETAIL = "They come closest, but do not answer the question."

SOURCE = "Source"
SOURCE_WELCOME = "Choose a numbered citation to read its sentence where it stands in the article."
SOURCE_GONE = (
    "The server no longer holds this conversation, so the citation cannot be shown. Ask again to see it."
)
BACK = "Back to the answer"
LINK = "Link"
ARTICLE_ID = "Article"
CLIPPED = "This article is very long. Only the part around the cited sentence is shown."

FAILED = (
    "Something went wrong while answering. The window that runs the server names the reason. "
    "You can ask again."
)

_REASONS: dict[ReasonCode, str] = {
    "no_evidence": "No sentence in the archive answers this question.",
    "partial": "The archive answers only a part of this question.",
    "false_presupposition": "The question assumes something that the archive does not bear out.",
    "filtered_out": "No article passes the filters.",
    "language": "The question is in a language that the archive cannot be searched in.",
}


def page(number: int) -> str:
    """Name a page of an article."""
    return f"page {number}"


def day(published: date | None) -> str:
    """Say a publication date in words, or that there is none."""
    if published is None:
        return UNDATED
    return f"{published.day} {calendar.month_name[published.month]} {published.year}"


def found(answer: Answer) -> str:
    """Say how many claims an answer has and how many articles they stand in."""
    articles = {c.article.article_id for claim in answer.claims for c in claim.citations}
    return f"{_count(len(answer.claims), 'claim')} from {_count(len(articles), 'article')}"


def reason(answer: Answer) -> str:
    """Say why there is no answer."""
    return answer.reason or _REASONS[answer.reason_code or "no_evidence"]


def supported(support: float) -> str:
    """Say how well a cited sentence bears a claim that is not in its exact words."""
    return f"Reworded; support {support:.0%}"


def left_out(undated: int) -> str:
    """Say how many undated articles a date filter left out."""
    were = "was" if undated == 1 else "were"
    return f"{_count(undated, 'undated article')} {were} left out: without a date, none passes a date filter."


def scope(since: str, until: str, outlets: Sequence[str]) -> str:
    """Say which filters a question was asked with; "" for none."""
    parts = [
        f"published from {since}" if since else "",
        f"published to {until}" if until else "",
        f"in {' or '.join(outlets)}" if outlets else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"Only articles {said}" if said else ""


def citation_name(number: int, outlet: str | None, published: date | None) -> str:
    """Name a citation for people who hear the page instead of seeing it."""
    return f"Citation {number}: {outlet + ', ' if outlet else ''}{day(published)}. Show it in the article"


def citation_heading(number: int, question: str) -> str:
    """Say which citation of which question the source panel shows."""
    return f"Citation {number} of “{question}”"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"

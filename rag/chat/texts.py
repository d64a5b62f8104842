"""Every word the chat page says by itself.

Belongs here: text written by us, as plain text; :mod:`rag.chat.drawing` escapes it like everything else.
Does not belong here: anything from an article, a question or an error.
"""

from __future__ import annotations

import calendar
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.export.cited import listed, verbatim
from rag.verifier import SUPPORTED_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rag.export import ExportFormat
    from rag.saved import Summary
    from rag.verification import Check

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
STOP = "Stop"
STOPPED = "Stopped. Nothing was answered."
BUSY = "A question is being answered. Wait for the answer, or stop it first."
FILTERS = "Narrow by date, outlet, author, language or format"
SINCE_LABEL = "Published from"
UNTIL_LABEL = "Published to"
DATE_EXAMPLE = "2022, 2022-09 or 2022-09-15"
FACETS = {"outlets": "Outlet", "authors": "Author", "languages": "Language", "formats": "Format"}
FACET_HINT = "All, unless you choose"
CHOSEN = "Filters that are set"
CHIPS = {
    "since": "From {}",
    "until": "To {}",
    "outlets": "Outlet: {}",
    "authors": "Author: {}",
    "languages": "Language: {}",
    "formats": "Format: {}",
    "remove": "Remove the filter “{}”",
}
"""The words of a set filter; ``{}`` stands for what was chosen."""
EDITING = "You are changing an earlier question; its answer is replaced."
CANCEL = "Cancel"
EXAMPLES = "Questions that this archive answers"

COPY = "Copy"
RETRY = "Ask again"
EDIT = "Edit"
DELETE_TURN = "Delete"
SHARE = "Share and export"
MAKE_PERMANENT = "Make a permanent link"
PERMANENT = "Permanent link to this answer"
UNLINK = "Delete the link"
QUESTION_LINK = "Link to the question with its filters"
COPY_LINK = "Copy the link"
COPIED = "Copied."
NOT_COPIED = "Could not copy"
LINKED = "The answer is kept under its permanent link."
UNLINKED = "The permanent link is deleted. Where the conversation is kept, the answer stays in it."
LINK_MISSING = (
    "Nothing is kept under this id. It may have been deleted; where passwords are set, a permanent link "
    "works for the user who made it alone."
)
EXPORT_ANSWER = "Export this answer"
EXPORT_ALL = "Export the conversation"
EXPORT_NAMES: dict[ExportFormat, str] = {
    "markdown": "Markdown",
    "html": "HTML dossier",
    "json": "JSON",
    "bibtex": "BibTeX",
    "csl": "CSL-JSON",
}
EXPORT_SUFFIXES: dict[ExportFormat, str] = {
    "markdown": "md", "html": "html", "json": "jsonl", "bibtex": "bib", "csl": "json",
}  # fmt: skip

NO_SOURCES = "No article is cited, so there is nothing to list."

BAR = "This conversation"
NEW = "New conversation"
HISTORY = "Earlier conversations"
KEPT_ANSWERS = "Answers with a permanent link"
KEEPS_NONE = "No conversation is kept: the setting history is false."
NONE_KEPT = "Nothing is kept yet."
DAMAGED = "A damaged file"
CLOSE = "Close"
DELETE = "Delete"
DELETE_SURE = "Really delete?"
DELETE_LINKED_SURE = "Really delete, with its link?"
DELETE_LINKS_SURE = "Really delete, with its links?"
DELETE_ALL = "Delete all"
DELETE_ALL_SURE = "Really delete all conversations and links?"
DELETED = "Deleted, with any permanent link to it. Nothing of it is kept."
CHANGED_MEANWHILE = (
    "This conversation went on in another window. It stays among the earlier ones as it is there, and what "
    "is shown here is kept beside it."
)
ALL_DELETED = "All deleted. No conversation and no permanent link is kept."
DELETED_MEANWHILE = (
    "This conversation was deleted elsewhere, so it is not kept any more. A new conversation is."
)

EXACT_WORDS = "Exact words of the article"
CONTEXT = "To understand it"
UNDATED = "undated"
NOT_IN_ARCHIVE = "Not in the archive"
NEAREST = "Nearest sentences"
NEAREST_DETAIL = "They come closest, but do not answer the question."

SOURCE = "Source"
SOURCE_WELCOME = "Choose a numbered citation to read its sentence where it stands in the article."
GONE = (
    "The server no longer holds this conversation, so this cannot be done. Open it from the earlier "
    "conversations, or ask again."
)
BACK = "Back to the answer"
STEPS = "Other citations of the answer"
PREVIOUS = "Previous citation (left arrow key)"
NEXT = "Next citation (right arrow key)"
COPIES = "The same story in"
NEWER = "The archive holds another version of this article now."
READ_NEWER = "Read that version"
IN_THE_ARCHIVE_NOW = "As the archive has it now"
NEWER_ONLY = (
    "The article has changed since this answer was given, and the version that was cited is not in the "
    "archive any more. This is what was quoted from it:"
)
NOT_AT_ITS_PLACE = "The article does not read like the quote at its place, so nothing is highlighted."
LINK = "Link"
ARTICLE_ID = "Article"
CLIPPED = "This article is very long. Only the part around the cited sentence is shown."

FAILED = (
    "Something went wrong while answering. A message on the page or the window that runs the server names "
    "the reason. You can ask again."
)

_REASONS: dict[str, str] = {
    "no_evidence": "No sentence in the archive answers this question.",
    "partial": "The archive answers only a part of this question.",
    "false_presupposition": "The question assumes something that the archive does not bear out.",
    "filtered_out": "No article passes the filters.",
    "language": "The question is in a language that the archive cannot be searched in.",
}


_FATES = {
    "quote_kept": "The article has changed since; the quoted sentence is still in it",
    "quote_removed": "The article has changed since; the quoted sentence was removed",
    "article_gone": "The article is not in the archive any more",
    "wrong": "This is not what the article says",
}


def page(number: int) -> str:
    """Name a page of an article."""
    return f"page {number}"


def day(published: str | None) -> str:
    """Say a publication date in words, or that there is none."""
    try:
        found = date.fromisoformat(published or "")
    except ValueError:
        return UNDATED
    return f"{found.day} {calendar.month_name[found.month]} {found.year}"


def found(answer: Mapping[str, Any]) -> str:
    """Say how many claims an answer has and how many articles they stand in."""
    claims = answer["claims"]
    articles = {c["article_id"] for claim in claims for c in listed(claim, "citations")}
    return f"{_count(len(claims), 'claim')} from {_count(len(articles), 'article')}"


def reason(answer: Mapping[str, Any]) -> str:
    """Say why there is no answer."""
    code = str(answer.get("reason_code"))
    return str(answer.get("reason") or _REASONS.get(code, _REASONS["no_evidence"]))


def understood_as(completed: str) -> str:
    """Say how a follow-up question was completed."""
    return f"Understood as: {completed}"


def spoken_by(speaker: str | None) -> str | None:
    """Say who says something; None where that is not known."""
    return f"Said by {speaker}" if speaker else None


def disagree_about(about: str | None) -> str:
    """Introduce the sides of a disagreement."""
    return f"Sources disagree about {about}" if about else "Sources disagree"


def support(claim: dict[str, Any]) -> tuple[str, str]:
    """Return how well its sources bear a claim, as one word for the mark and in words for people."""
    borne = claim.get("support")
    if not listed(claim, "citations"):
        return "weak", "No source is cited"
    if verbatim(claim) and borne in (None, 1):
        return "exact", EXACT_WORDS
    said = "Reworded" if not verbatim(claim) else "In the article’s words"
    if borne is None:
        return "weak", f"{said}; whether the sources bear it was not judged"
    if borne >= SUPPORTED_FROM:
        return "borne", f"{said}; the sources bear it (support {borne:.0%})"
    return "weak", f"{said}; the sources may not bear it (support {borne:.0%})"


def sources(claim: Mapping[str, Any]) -> list[str]:
    """Say how many independent sources stand behind a claim, where that is known."""
    count = claim.get("independent_sources")
    return [] if count is None else [_count(count, "independent source")]


def checked(checks: Sequence[Check]) -> str:
    """Say of a kept answer how many of its citations still hold."""
    failed = sum(not check.holds for check in checks)
    if not checks:
        return "Checked against the archive just now: there is no citation to check."
    if not failed:
        return "Checked against the archive just now: every citation holds."
    hold = "holds" if failed == 1 else "hold"
    counted = _count(len(checks), "citation")
    return f"Checked against the archive just now: {failed} of {counted} no longer {hold}."


def fate(check: Check) -> str:
    """Say what became of a citation that does not hold."""
    return (
        f"{_FATES.get(check.fate, check.fate)}."
        if check.fate != "wrong"
        else f"{_FATES['wrong']}: {check.problem}."
    )


def left_out(undated: int) -> str:
    """Say how many undated articles a date filter left out."""
    were = "was" if undated == 1 else "were"
    return f"{_count(undated, 'undated article')} {were} left out: without a date, none passes a date filter."


def citation_name(number: int, outlet: str | None, published: str | None) -> str:
    """Name a citation for people who hear the page instead of seeing it."""
    return f"Citation {number}: {outlet + ', ' if outlet else ''}{day(published)}. Show it in the article"


def citation_heading(number: int, count: int, question: str) -> str:
    """Say which citation of which question the source panel shows."""
    return f"Citation {number} of {count}: “{question}”"


def gone(*, kept: bool) -> str:
    """Say why the version of an article that was cited cannot be shown."""
    return NEWER_ONLY if kept else f"{_FATES['article_gone']}. This is what was quoted from it:"


def exported(name: str, *, verifiable: bool) -> str:
    """Say that a document was handed to the browser."""
    return f"{name} is in your downloads.{' “rag verify” checks it.' if verifiable else ''}"


def kept_in(conversations: Path | None, answers: Path) -> str:
    """Say where conversations, None where none is kept, and answers with a permanent link are kept."""
    talks = f"Conversations are kept in {conversations}" if conversations else KEEPS_NONE
    return (
        f"{talks}{', answers' if conversations else ' Answers'} with a permanent link in {answers}, on the "
        "computer that runs the server, readable by its owner alone. Deleting removes the file."
    )


def kept_when(summary: Summary) -> str:
    """Say how long a kept conversation is, and when it was changed last."""
    if summary.title is None:
        return ""
    return f"{_count(summary.answers, 'answer')}, {day(summary.changed[:10])}"


def delete_kept(title: str) -> str:
    """Name the button that deletes what is kept, for people who hear the page."""
    return f"Delete “{title}”"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"

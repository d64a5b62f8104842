"""Texts of the Ask tab: the conversation, the question form, the source panel, the history, their buttons.

Belongs here: its labels and sentences, as plain text. Does not belong here: what exported documents say of an
answer as well (`answer`).
"""

from __future__ import annotations

from rag.messages.answer import REWORDED
from rag.messages.dates_and_numbers import count, day

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
FILTERS = "Narrow down which articles may answer"
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
"""Filter → text of the button that shows its value and removes it; ``{}`` stands for the value."""
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
LINKED_MEANWHILE = (
    "The answer is kept under its permanent link, which is shown as soon as your question is answered."
)
UNLINKED = "The permanent link is deleted. Where the conversation is kept, the answer stays in it."
LINK_MISSING = (
    "Nothing is kept under this id. It may have been deleted; where passwords are set, a permanent link "
    "works for the user who made it alone."
)
EXPORT_ANSWER = "Export this answer"
EXPORT_ALL = "Export the conversation"
EXPORT_NAMES = {
    "markdown": "Markdown",
    "html": "HTML dossier",
    "json": "JSON",
    "bibtex": "BibTeX",
    "csl": "CSL-JSON",
}

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

CONTEXT = "To understand it"
LESS_SURE = "These sentences answer the question less surely."
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


_FATES = {
    "quote_kept": "The article has changed since; the quoted sentence is still in it",
    "quote_removed": "The article has changed since; the quoted sentence was removed",
    "article_gone": "The article is not in the archive any more",
    "wrong": "This is not what the article says",
}


def found(claims: int, articles: int) -> str:
    """Return how many claims an answer has and how many articles they come from."""
    return f"{count(claims, 'claim')} from {count(articles, 'article')}"


def support(score: float | None, *, enough: bool, reworded: bool) -> str:
    """Return how well the sources support a claim; ``score``: in [0, 1], None where nothing judged it."""
    said = REWORDED if reworded else "In the article’s words"
    if score is None:
        return f"{said}; whether the sources bear it was not judged"
    return f"{said}; the sources {'bear' if enough else 'may not bear'} it (support {score:.0%})"


def checked(citations: int, failed: int) -> str:
    """Return how many citations of a saved answer still hold."""
    if not citations:
        return "Checked against the archive just now: there is no citation to check."
    if not failed:
        return "Checked against the archive just now: every citation holds."
    hold = "holds" if failed == 1 else "hold"
    return (
        f"Checked against the archive just now: {failed} of {count(citations, 'citation')} no longer {hold}."
    )


def fate(kind: str, problem: str | None) -> str:
    """Return what happened to a citation that no longer holds."""
    said = _FATES.get(kind, kind)
    return f"{said}: {problem}." if kind == "wrong" else f"{said}."


def citation_name(number: int, outlet: str | None, published: str | None) -> str:
    """Return the name of a citation button for a screen reader."""
    return f"Citation {number}: {outlet + ', ' if outlet else ''}{day(published)}. Show it in the article"


def citation_heading(number: int, last: int, question: str) -> str:
    """Return the heading of the source panel: which citation of which question it shows."""
    return f"Citation {number} of {last}: “{question}”"


def gone(*, kept: bool) -> str:
    """Return why the cited version of an article cannot be shown; ``kept``: another version is there."""
    return NEWER_ONLY if kept else f"{_FATES['article_gone']}. This is what was quoted from it:"


def exported(name: str, *, verifiable: bool) -> str:
    """Return that the browser has downloaded an exported document."""
    return f"{name} is in your downloads.{' “rag verify” checks it.' if verifiable else ''}"


def kept_in(conversations: object | None, answers: object) -> str:
    """Return where conversations (None: none is saved) and answers with a permanent link are saved."""
    begun = (
        f"Conversations are kept in {conversations}, answers with a permanent link"
        if conversations
        else f"{KEEPS_NONE} A page that is loaded again begins anew. Answers with a permanent link are kept"
    )
    return (
        f"{begun} in {answers}, on the computer that runs the server, readable by its owner alone. Deleting "
        "removes the file."
    )


def kept_when(answers: int, changed: str) -> str:
    """Return how many answers a saved conversation has and the day, YYYY-MM-DD, of its last change."""
    return f"{count(answers, 'answer')}, {day(changed)}"


def delete_kept(title: str) -> str:
    """Return the name of the button that deletes a saved conversation or answer, for a screen reader."""
    return f"Delete “{title}”"

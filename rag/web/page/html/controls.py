"""The header, notices, the bar above the conversation, example questions and downloads as HTML.

Belongs here: small parts of the page that have no module of their own. Does not belong here: the question
form (`question_form`), the history (`history`), what a button does (`rag.web.page.ask_events`).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from rag import messages
from rag.export import EXPORT_FORMATS
from rag.web.page.html.elements import button

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "render_conversation_bar",
    "render_download",
    "render_examples",
    "render_header",
    "render_notice",
]


def render_header() -> str:
    """Render the name of the page."""
    heading = f"<h1>{escape(messages.page.TITLE)}</h1><p>{escape(messages.page.SUBTITLE)}</p>"
    return f'<header class="masthead">{heading}</header>'


def render_notice(message: str, *, quiet: bool = False) -> str:
    """Render a message in a live region, which screen readers announce.

    Args:
        message: What went wrong, or what was done; "" renders an empty live region.
        quiet: Whether it reports success, so that screen readers do not interrupt anything for it.

    Returns:
        HTML in which the message is escaped.
    """
    kind, role = ("notice done", "status") if quiet and message else ("notice", "alert")
    return f'<div class="{kind}" role="{role}">{escape(message)}</div>'


def render_conversation_bar(answers: int) -> str:
    """Render the buttons for a whole conversation; ``answers``: how many answers it has."""
    exports = "".join(button(messages.ask_tab.EXPORT_NAMES[to], "export", to=to) for to in EXPORT_FORMATS)
    for_answers = (
        f"{button(messages.ask_tab.NEW, 'new')}"
        f'<details class="menu"><summary>{escape(messages.ask_tab.EXPORT_ALL)}</summary>'
        f'<div class="menu-body exports">{exports}</div></details>'
    )
    shown = for_answers if answers else ""
    label = escape(messages.ask_tab.BAR)
    history = button(messages.ask_tab.HISTORY, "history")
    return f'<div class="bar" role="group" aria-label="{label}">{shown}{history}</div>'


def render_examples(questions: Sequence[str]) -> str:
    """Render questions that the archive answers as buttons; "" for no question."""
    if not questions:
        return ""
    items = "".join(
        f'<li><button type="button" class="example" data-ask="{escape(question)}" dir="auto">'
        f"{escape(question)}</button></li>"
        for question in questions
    )
    return f'<div class="examples"><h3>{escape(messages.ask_tab.EXAMPLES)}</h3><ul>{items}</ul></div>'


def render_download(document: str, name: str, nonce: str) -> str:
    """Render a document, invisibly, for `scripts/download.js`, which saves it as a file.

    Args:
        document: The text of the document.
        name: The name of the file.
        nonce: A random text. It makes each download differ, so that the same document can be saved again.

    Returns:
        HTML in which the document is escaped.
    """
    return f'<pre hidden data-name="{escape(name)}" data-nonce="{escape(nonce)}">\n{escape(document)}</pre>'

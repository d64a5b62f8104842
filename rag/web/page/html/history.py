"""The history as HTML: saved conversations, and answers with permanent links.

Belongs here: the list and its buttons. Does not belong here: what is saved where (`rag.web.page.user_store`).
"""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from rag import messages
from rag.web.page.html.elements import button, paragraph
from rag.web.page.html.tables import render_pager

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.history import Summary

__all__ = ["render_history"]

_ENTRIES_PER_PAGE = 50
"""Most conversations, and most answers, on one page of the list."""


def render_history(
    conversations: Sequence[Summary] | None,
    answers: Sequence[Summary],
    where: str,
    current: str | None,
    page: int = 1,
) -> str:
    """Render one page of the list of saved conversations and of answers with permanent links.

    Args:
        conversations: Saved conversations, the one changed last first; None where the settings save none.
        answers: Answers with permanent links.
        where: The text that names the folders.
        current: The id of the conversation that is open; None where it is not saved.
        page: The number of the page, from 1; a number out of range stands for the nearest page.

    Returns:
        HTML in which every foreign string is escaped.
    """
    saved = conversations or ()
    pages = max(1, math.ceil(max(len(saved), len(answers)) / _ENTRIES_PER_PAGE))
    page = min(max(page, 1), pages)
    shown = slice((page - 1) * _ENTRIES_PER_PAGE, page * _ENTRIES_PER_PAGE)
    listed = "".join(
        _render_saved(one, "open", "forget", messages.ask_tab.DELETE_LINKS_SURE, is_open=one.id == current)
        for one in saved[shown]
    )
    linked = "".join(
        _render_saved(answer, "open-answer", "forget-answer", messages.ask_tab.DELETE_SURE)
        for answer in answers[shown]
    )
    delete_all = button(
        messages.ask_tab.DELETE_ALL,
        "forget-all",
        kind="plain danger",
        sure=messages.ask_tab.DELETE_ALL_SURE,
    )
    return (
        f'<section class="history" aria-labelledby="history-title"><div class="history-bar">'
        f'<h2 id="history-title" tabindex="-1">{escape(messages.ask_tab.HISTORY)}</h2>'
        f"{button(messages.ask_tab.CLOSE, 'close-history')}</div>{paragraph('kept-in', where)}"
        + (f"<ul>{listed}</ul>" if listed else "")
        + paragraph("none", "" if saved or conversations is None else messages.ask_tab.NONE_KEPT)
        + (f"<h3>{escape(messages.ask_tab.KEPT_ANSWERS)}</h3><ul>{linked}</ul>" if linked else "")
        + render_pager(page, pages)
        + (f'<p class="all">{delete_all}</p>' if saved or answers else "")
        + "</section>"
    )


def _render_saved(summary: Summary, opens: str, deletes: str, sure: str, *, is_open: bool = False) -> str:
    """Render one line of the history.

    Args:
        summary: The conversation or answer; its title is None where its file is damaged.
        opens: The action of its title.
        deletes: The action of its delete button.
        sure: The text of the delete button after a first click.
        is_open: Whether it is the conversation that the page shows.

    Returns:
        HTML in which every foreign string is escaped.
    """
    title = messages.ask_tab.DAMAGED if summary.title is None else summary.title
    current = ' aria-current="true"' if is_open else ""
    name = (
        f'<span dir="auto">{escape(title)}</span>'
        if summary.title is None
        else button(title, opens, kind="kept-title", id=summary.id)
    )
    delete = button(
        messages.ask_tab.DELETE,
        deletes,
        kind="plain danger",
        label=messages.ask_tab.delete_kept(title),
        id=summary.id,
        sure=sure,
    )
    when = "" if summary.title is None else messages.ask_tab.kept_when(summary.answers, summary.changed[:10])
    return f'<li{current}>{name}<span class="when">{escape(when)}</span>{delete}</li>'

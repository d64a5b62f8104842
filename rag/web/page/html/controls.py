"""What stands around a conversation as HTML: the name of the page, the composer, the bar, the history.

Belongs here: everything people act with that is no answer and no article. Does not belong here: what happens
then (`rag.web.page.ask_tab` and the scripts).
"""

from __future__ import annotations

import json
import math
from html import escape
from typing import TYPE_CHECKING

from rag import messages
from rag.export import EXPORT_FORMATS
from rag.web.page.html.parts import button, paragraph
from rag.web.page.plots import draw_pager

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.history import Summary

__all__ = [
    "draw_bar",
    "draw_choices",
    "draw_composer",
    "draw_download",
    "draw_examples",
    "draw_header",
    "draw_history",
    "draw_notice",
]

_LISTED = 50
"""Conversations, and answers, on one page of the list."""


def draw_header() -> str:
    """Draw the name of the page."""
    said = f"<h1>{escape(messages.page.TITLE)}</h1><p>{escape(messages.page.SUBTITLE)}</p>"
    return f'<header class="masthead">{said}</header>'


def draw_notice(message: str, *, quiet: bool = False) -> str:
    """Draw a message; "" draws nothing but keeps the live region in place.

    Args:
        message: What went wrong, or what was done.
        quiet: Whether all is well, so that nobody is interrupted by it.

    Returns:
        HTML in which the message is escaped.
    """
    kind, role = ("notice done", "status") if quiet and message else ("notice", "alert")
    return f'<div class="{kind}" role="{role}">{escape(message)}</div>'


def draw_bar(answers: int) -> str:
    """Draw what can be done with a whole conversation of so many answers."""
    exports = "".join(button(messages.ask.EXPORT_NAMES[to], "export", to=to) for to in EXPORT_FORMATS)
    with_answers = (
        f"{button(messages.ask.NEW, 'new')}"
        f'<details class="menu"><summary>{escape(messages.ask.EXPORT_ALL)}</summary>'
        f'<div class="menu-body exports">{exports}</div></details>'
    )
    shown = with_answers if answers else ""
    label = escape(messages.ask.BAR)
    history = button(messages.ask.HISTORY, "history")
    return f'<div class="bar" role="group" aria-label="{label}">{shown}{history}</div>'


def draw_history(
    conversations: Sequence[Summary] | None,
    answers: Sequence[Summary],
    where: str,
    current: str | None,
    page: int = 1,
) -> str:
    """Draw one page of what is kept, and where that is.

    Args:
        conversations: Those that are kept, the one changed last first; None where the settings keep none.
        answers: Answers with permanent links.
        where: In words, where they are kept.
        current: The id of the conversation that is open.
        page: The number of the page, from 1; the last one where there are fewer.

    Returns:
        HTML in which every foreign string is escaped.
    """
    talks = conversations or ()
    pages = max(1, math.ceil(max(len(talks), len(answers)) / _LISTED))
    page = min(max(page, 1), pages)
    shown = slice((page - 1) * _LISTED, page * _LISTED)
    listed = "".join(
        _draw_kept(talk, "open", "forget", messages.ask.DELETE_LINKS_SURE, here=talk.id == current)
        for talk in talks[shown]
    )
    linked = "".join(
        _draw_kept(answer, "open-answer", "forget-answer", messages.ask.DELETE_SURE)
        for answer in answers[shown]
    )
    all_of_it = button(
        messages.ask.DELETE_ALL, "forget-all", kind="plain danger", sure=messages.ask.DELETE_ALL_SURE
    )
    return (
        f'<section class="history" aria-labelledby="history-title"><div class="history-bar">'
        f'<h2 id="history-title" tabindex="-1">{escape(messages.ask.HISTORY)}</h2>'
        f"{button(messages.ask.CLOSE, 'close-history')}</div>{paragraph('kept-in', where)}"
        + (f"<ul>{listed}</ul>" if listed else "")
        + paragraph("none", "" if talks or conversations is None else messages.ask.NONE_KEPT)
        + (f"<h3>{escape(messages.ask.KEPT_ANSWERS)}</h3><ul>{linked}</ul>" if linked else "")
        + draw_pager(page, pages)
        + (f'<p class="all">{all_of_it}</p>' if talks or answers else "")
        + "</section>"
    )


def _draw_kept(summary: Summary, opens: str, forgets: str, sure: str, *, here: bool = False) -> str:
    title = messages.ask.DAMAGED if summary.title is None else summary.title
    current = ' aria-current="true"' if here else ""
    opened = (
        f'<span dir="auto">{escape(title)}</span>'
        if summary.title is None
        else button(title, opens, kind="kept-title", id=summary.id)
    )
    delete = button(
        messages.ask.DELETE, forgets, kind="plain danger", label=messages.ask.delete_kept(title),
        id=summary.id, sure=sure,
    )  # fmt: skip
    when = "" if summary.title is None else messages.ask.kept_when(summary.answers, summary.changed[:10])
    return f'<li{current}>{opened}<span class="when">{escape(when)}</span>{delete}</li>'


def draw_examples(questions: Sequence[str]) -> str:
    """Draw questions that the archive answers; none draws nothing."""
    if not questions:
        return ""
    listed = "".join(
        f'<li><button type="button" class="example" data-ask="{escape(question)}" dir="auto">'
        f"{escape(question)}</button></li>"
        for question in questions
    )
    return f'<div class="examples"><h3>{escape(messages.ask.EXAMPLES)}</h3><ul>{listed}</ul></div>'


def draw_choices(choices: Mapping[str, Sequence[str]]) -> str:
    """Draw the names that each filter offers, as lists that its field refers to.

    Args:
        choices: Names by kind of filter, in their order.

    Returns:
        HTML that shows nothing by itself.
    """
    return "".join(
        f'<datalist id="choices-{facet}">'
        + "".join(f'<option value="{escape(name)}"></option>' for name in names)
        + "</datalist>"
        for facet, names in choices.items()
    )


def draw_composer() -> str:
    """Draw the form that a question and its filters are typed into."""
    dates = "".join(
        f'<label>{escape(label)}<input name="{name}" data-date autocomplete="off" spellcheck="false"'
        f' placeholder="{escape(messages.page.DATE_EXAMPLE)}"></label>'
        for name, label in (("since", messages.page.SINCE_LABEL), ("until", messages.page.UNTIL_LABEL))
    )
    facets = "".join(
        f'<label data-field="{name}">{escape(label)}<input name="{name}" data-facet list="choices-{name}"'
        f' autocomplete="off" spellcheck="false" placeholder="{escape(messages.ask.FACET_HINT)}"></label>'
        for name, label in messages.ask.FACETS.items()
    )
    words = escape(json.dumps(messages.ask.CHIPS))
    return (
        f'<form class="composer" data-words="{words}">'
        f'<div class="editing" hidden><span>{escape(messages.ask.EDITING)}</span>'
        f'<button type="button" class="plain" data-cancel>{escape(messages.ask.CANCEL)}</button></div>'
        f'<label class="question-label" for="ask-question">{escape(messages.ask.QUESTION_LABEL)}</label>'
        f'<p class="hint" id="ask-hint">{escape(messages.ask.QUESTION_HINT)}</p>'
        '<div class="ask-row"><textarea id="ask-question" name="question" rows="1" dir="auto"'
        ' aria-describedby="ask-hint"></textarea>'
        f'<button type="submit" class="ask">{escape(messages.ask.ASK)}</button></div>'
        f'<ul class="chips" aria-label="{escape(messages.ask.CHOSEN)}"></ul>'
        f'<details class="filters"><summary>{escape(messages.ask.FILTERS)}</summary>'
        f'<div class="filter-row">{dates}{facets}</div></details></form>'
    )


def draw_download(document: str, name: str, nonce: str) -> str:
    """Draw a document that a script is to save as a file; nothing of it is shown.

    Args:
        document: The document.
        name: The name of the file.
        nonce: Another one each time, so that the same document can be saved again.

    Returns:
        HTML in which the document is escaped.
    """
    return f'<pre hidden data-name="{escape(name)}" data-nonce="{escape(nonce)}">\n{escape(document)}</pre>'

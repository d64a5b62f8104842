"""The question form as HTML: the question, its filters, and the names that each filter offers.

Belongs here: every field of the form. Does not belong here: how the form behaves
(`scripts/question_form.js`), reading what it sends (`rag.web.page.conversation`).
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from rag import messages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["render_filter_choices", "render_question_form"]


def render_question_form() -> str:
    """Render the form for a question and its filters."""
    dates = "".join(
        f'<label>{escape(label)}<input name="{name}" data-date autocomplete="off" spellcheck="false"'
        f' placeholder="{escape(messages.page.DATE_EXAMPLE)}"></label>'
        for name, label in (("since", messages.page.SINCE_LABEL), ("until", messages.page.UNTIL_LABEL))
    )
    facets = "".join(
        f'<label data-field="{name}">{escape(label)}<input name="{name}" data-facet list="choices-{name}"'
        f' autocomplete="off" spellcheck="false" placeholder="{escape(messages.ask_tab.FACET_HINT)}"></label>'
        for name, label in messages.ask_tab.FACETS.items()
    )
    chips = escape(json.dumps(messages.ask_tab.CHIPS))
    return (
        f'<form class="composer" data-words="{chips}">'
        f'<div class="editing" hidden><span>{escape(messages.ask_tab.EDITING)}</span>'
        f'<button type="button" class="plain" data-cancel>{escape(messages.ask_tab.CANCEL)}</button></div>'
        f'<label class="question-label" for="ask-question">{escape(messages.ask_tab.QUESTION_LABEL)}</label>'
        f'<p class="hint" id="ask-hint">{escape(messages.ask_tab.QUESTION_HINT)}</p>'
        '<div class="ask-row"><textarea id="ask-question" name="question" rows="1" dir="auto"'
        ' aria-describedby="ask-hint"></textarea>'
        f'<button type="submit" class="ask">{escape(messages.ask_tab.ASK)}</button></div>'
        f'<ul class="chips" aria-label="{escape(messages.ask_tab.CHOSEN)}"></ul>'
        f'<details class="filters"><summary>{escape(messages.ask_tab.FILTERS)}</summary>'
        f'<div class="filter-row">{dates}{facets}</div></details></form>'
    )


def render_filter_choices(choices: Mapping[str, Sequence[str]]) -> str:
    """Render the names that each filter offers, as the ``datalist`` that its field refers to.

    Args:
        choices: Filter → names, in the order they are offered.

    Returns:
        HTML that is invisible by itself.
    """
    return "".join(
        f'<datalist id="choices-{facet}">'
        + "".join(f'<option value="{escape(name)}"></option>' for name in names)
        + "</datalist>"
        for facet, names in choices.items()
    )

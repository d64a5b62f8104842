"""The page as Gradio components and the two things that happen on it: asking, and opening a source.

Belongs here: layout, events, and what one session remembers. Does not belong here: how things are drawn
(`drawing`), the words (`texts`), the server (`rag.serving`).

A conversation lives in the session's own `gr.State`, as the answers themselves. A click on a citation
sends only two numbers (question, citation); the article drawn is the one the answer was made from, so an
old citation stays right even after the index was rebuilt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.chat import texts
from rag.chat.drawing import (
    Turn,
    draw_conversation,
    draw_header,
    draw_notice,
    draw_source,
    draw_source_message,
)
from rag.errors import RagError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rag.pipeline import Archive

__all__ = ["FAVICON", "STYLE", "build_page", "page_theme"]

Turns = tuple[Turn, ...]
Drawn = tuple[Any, ...]

_FOLDER = Path(__file__).parent
FAVICON = _FOLDER / "favicon.svg"
STYLE = (_FOLDER / "style.css").read_text(encoding="utf-8")
_CONVERSATION_SCRIPT = (_FOLDER / "conversation.js").read_text(encoding="utf-8")
_SOURCE_SCRIPT = (_FOLDER / "source.js").read_text(encoding="utf-8")
_BACKGROUND = {"body_background_fill": "#fbfaf7", "body_background_fill_dark": "#171614"}
"""Written out, because the first paint happens before the style sheet is there."""
_COLOURS = {
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--soft)",
    "background_fill_primary": "var(--sheet)",
    "block_background_fill": "transparent",
    "block_title_text_color": "var(--ink)",
    "block_label_text_color": "var(--ink)",
    "block_info_text_color": "var(--soft)",
    "border_color_primary": "var(--rule)",
    "border_color_accent": "var(--accent)",
    "input_background_fill": "var(--sheet)",
    "input_background_fill_focus": "var(--sheet)",
    "input_border_color": "var(--field)",
    "input_border_color_focus": "var(--accent)",
    "input_placeholder_color": "var(--faint)",
    "button_primary_background_fill": "var(--accent)",
    "button_primary_background_fill_hover": "var(--accent)",
    "button_primary_border_color": "var(--accent)",
    "button_primary_text_color": "var(--accent-ink)",
}
_SHAPE = {
    "input_radius": "8px",
    "button_large_radius": "8px",
    "block_border_width": "0px",
    "block_title_text_weight": "600",
}
_ASKED_AT_ONCE = 4
"""Questions answered at the same time; the rest wait their turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The components of the page that the events read or write."""

    turns: gr.State
    conversation: gr.HTML
    question: gr.Textbox
    ask: gr.Button
    notice: gr.HTML
    since: gr.Textbox
    until: gr.Textbox
    outlets: gr.Dropdown
    source: gr.HTML


def build_page(archive: Archive) -> gr.Blocks:
    """Build the chat page over an open archive.

    Args:
        archive: The archive that answers; it is shared by all sessions.

    Returns:
        The page, not yet served.
    """
    with gr.Blocks(title=texts.TITLE, analytics_enabled=False, fill_width=True) as page:
        parts = _lay_out()
        _connect(archive, parts)
        page.load(
            lambda: gr.update(choices=archive.outlets()),
            outputs=[parts.outlets],
            queue=False,
            show_progress="hidden",
            api_visibility="private",
        )
    return page


def page_theme() -> gr.themes.Base:
    """Return Gradio's plainest theme in the page's colours and the system's fonts; none is ever fetched."""
    sans = ["system-ui", "-apple-system", "'Segoe UI'", "Roboto", "'Liberation Sans'", "sans-serif"]
    mono = ["ui-monospace", "'SF Mono'", "Menlo", "Consolas", "monospace"]
    colours = {**_COLOURS, **{f"{name}_dark": colour for name, colour in _COLOURS.items()}}
    theme = gr.themes.Base(font=sans, font_mono=mono)
    return theme.set(**{**colours, **_BACKGROUND}, **_SHAPE)


def _lay_out() -> _Parts:
    turns = gr.State(())
    _drawn(draw_header(), "masthead")
    with gr.Row(elem_id="page", equal_height=False):
        with gr.Column(elem_id="talk", min_width=0):
            conversation = _drawn(draw_conversation(()), "conversation", _CONVERSATION_SCRIPT)
            with gr.Column(elem_id="composer", min_width=0):
                with gr.Row(elem_id="ask-row", equal_height=False):
                    question = gr.Textbox(
                        "",
                        label=texts.QUESTION_LABEL,
                        info=texts.QUESTION_HINT,
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                        elem_id="question",
                        min_width=0,
                    )
                    ask = gr.Button(texts.ASK, variant="primary", elem_id="ask", scale=0, min_width=0)
                notice = _drawn(draw_notice(""), "notice")
                since, until, outlets = _lay_out_filters()
        with gr.Column(elem_id="source-column", min_width=0):
            source = _drawn(draw_source_message(texts.SOURCE_WELCOME), "source", _SOURCE_SCRIPT)
    return _Parts(
        turns=turns,
        conversation=conversation,
        question=question,
        ask=ask,
        notice=notice,
        since=since,
        until=until,
        outlets=outlets,
        source=source,
    )


def _lay_out_filters() -> tuple[gr.Textbox, gr.Textbox, gr.Dropdown]:
    with (
        gr.Accordion(texts.FILTERS, open=False, elem_id="filters"),
        gr.Row(elem_id="filter-row", equal_height=False),
    ):
        since = gr.Textbox("", label=texts.SINCE_LABEL, info=texts.DATE_EXAMPLE, elem_id="since", max_lines=1)
        until = gr.Textbox("", label=texts.UNTIL_LABEL, info=texts.DATE_EXAMPLE, elem_id="until", max_lines=1)
        outlets = gr.Dropdown(
            [], label=texts.OUTLETS_LABEL, info=texts.OUTLETS_HINT, elem_id="outlets", multiselect=True
        )
    return since, until, outlets


def _drawn(html: str, elem_id: str, script: str | None = None) -> gr.HTML:
    return gr.HTML(html, elem_id=elem_id, js_on_load=script, apply_default_css=False)


def _connect(archive: Archive, parts: _Parts) -> None:
    """Bind the events. Only asking is queued.

    Gradio's client closes its stream of results when the last event it knows of is done; a second queued
    event that joins at that moment is lost. So no two queued events of a session may overlap.
    """
    drawn = [parts.turns, parts.conversation, parts.question, parts.notice]
    asked = gr.on(
        [parts.ask.click, parts.question.submit],
        _asking(archive),
        [parts.turns, parts.question, parts.since, parts.until, parts.outlets],
        drawn,
        show_progress="hidden",
        concurrency_limit=_ASKED_AT_ONCE,
        api_visibility="private",
    )
    asked.failure(_give_up, [parts.turns], drawn, show_progress="hidden", api_visibility="private")
    parts.conversation.click(
        _open_source,
        [parts.turns],
        [parts.source],
        show_progress="hidden",
        trigger_mode="always_last",
        queue=False,
        api_visibility="private",
    )


def _asking(archive: Archive) -> Callable[..., Iterator[Drawn]]:
    """Return the event that answers one question, drawing first the question, then its answer."""

    def ask(turns: Turns, question: str, since: str, until: str, outlets: list[str]) -> Iterator[Drawn]:
        scope = texts.scope(since.strip(), until.strip(), outlets)
        turn = Turn(number=len(turns) + 1, question=question.strip(), scope=scope)
        if turn.question:
            yield gr.skip(), draw_conversation((*turns, turn)), gr.skip(), draw_notice("")
        try:
            answer = archive.ask(turn.question, since=since, until=until, outlets=outlets)
        except RagError as error:
            yield turns, draw_conversation(turns), gr.skip(), draw_notice(str(error))
            return
        turns = (*turns, replace(turn, answer=replace(answer, hits=())))
        yield turns, draw_conversation(turns), "", draw_notice("")

    return ask


def _give_up(turns: Turns) -> Drawn:
    """Take back the question that could not be answered and say so."""
    return turns, draw_conversation(turns), gr.skip(), draw_notice(texts.FAILED)


def _open_source(turns: Turns, event: gr.EventData) -> str:
    """Draw the article behind the citation that was clicked."""
    turn, number = getattr(event, "turn", None), getattr(event, "number", None)
    if not isinstance(turn, int) or not isinstance(number, int) or not 1 <= turn <= len(turns):
        return draw_source_message(texts.SOURCE_GONE)
    return draw_source(turns[turn - 1], number)

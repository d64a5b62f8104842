"""The Ask tab as Gradio components: where everything stands, and which event calls what.

Belongs here: layout and bindings. Does not belong here: what happens on an event (`events`), how things are
drawn (`html`), the words (`rag.messages.ask`).

Everything that people act with is drawn by us and tells what is wanted as the data of one event: a question
goes together with its filters, as they stand in the form at that moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag import messages
from rag.web.page.conversation import Talk
from rag.web.page.events import Events, give_up
from rag.web.page.html import draw_bar, draw_composer, draw_conversation, draw_notice, draw_source_message

if TYPE_CHECKING:
    from rag.archive import Archive

__all__ = ["ask_tab"]

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The components that the events read or write."""

    talk: gr.State
    bar: gr.HTML
    history: gr.HTML
    conversation: gr.HTML
    examples: gr.HTML
    composer: gr.HTML
    notice: gr.HTML
    choices: gr.HTML
    source: gr.HTML
    download: gr.HTML

    @property
    def changed(self) -> list[gr.components.Component]:
        """What an action may change, in the order of `rag.web.page.events.Change`."""
        return [self.talk, self.bar, self.conversation, self.notice, self.history, self.download]


def ask_tab(archive: Archive, page: gr.Blocks) -> None:
    """Lay out the tab within the page that is being built, and bind its events.

    Args:
        archive: The archive that answers; it is shared by all sessions.
        page: The page.
    """
    _connect(Events(archive), _lay_out(), page)


def _lay_out() -> _Parts:
    talk = gr.State(Talk())
    with gr.Row(elem_id="page", equal_height=False):
        with gr.Column(elem_id="talk", min_width=0):
            bar = _html(draw_bar(0), "bar", "actions.js")
            history = _html("", "history", "actions.js", "history.js")
            conversation = _html(draw_conversation(()), "conversation", "actions.js", "conversation.js")
            examples = _html("", "examples", "examples.js")
            with gr.Column(elem_id="composer-column", min_width=0):
                notice = _html(draw_notice(""), "notice", "notice.js")
                composer = _html(draw_composer(), "composer", "composer.js")
                choices = _html("", "choices", "choices.js")
        with gr.Column(elem_id="source-column", min_width=0):
            source = _html(draw_source_message(messages.ask.SOURCE_WELCOME), "source", "source.js")
            download = _html("", "download", "download.js")
    return _Parts(
        talk=talk,
        bar=bar,
        history=history,
        conversation=conversation,
        examples=examples,
        composer=composer,
        notice=notice,
        choices=choices,
        source=source,
        download=download,
    )


def _html(html: str, elem_id: str, *scripts: str) -> gr.HTML:
    script = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in scripts)
    return gr.HTML(html, elem_id=elem_id, js_on_load=script or None, apply_default_css=False)


def _connect(events: Events, parts: _Parts, page: gr.Blocks) -> None:
    """Bind the events. Only asking is queued, without a limit: a question is drawn at once, and waits then.

    Gradio's client closes its stream of results when the last event it knows of is done; a second queued
    event that joins at that moment is lost. So no two queued events of a session may overlap.
    """
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    at_once: dict[str, Any] = {**quiet, "queue": False}
    asked = parts.composer.submit(events.ask, [parts.talk], parts.changed, concurrency_limit=None, **quiet)
    asked.failure(give_up, [parts.talk], parts.changed, **at_once)
    gr.on(
        [parts.bar.select, parts.history.select, parts.conversation.select, parts.composer.select],
        events.act,
        [parts.talk],
        parts.changed,
        trigger_mode="multiple",
        **at_once,
    )
    parts.conversation.click(
        events.open_source, [parts.talk], [parts.source], trigger_mode="always_last", **at_once
    )
    parts.source.select(events.read_article, None, [parts.source], trigger_mode="always_last", **at_once)
    page.load(events.choices, None, [parts.choices], **at_once)
    page.load(events.examples, None, [parts.examples], **at_once)

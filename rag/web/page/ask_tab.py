"""The Ask tab: where its parts are, and which event calls what.

Belongs here: layout and event bindings. Does not belong here: what an event does (`ask_events`), HTML
(`html`), texts (`rag.messages.ask_tab`).

Every control of the tab is our own HTML; its script sends what the user wants as the data of one event. A
question arrives together with its filters, as they are in the form at that moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag import messages
from rag.web.page.ask_events import AskEvents, report_failure
from rag.web.page.components import UNQUEUED, html_component
from rag.web.page.conversation import Conversation
from rag.web.page.html.controls import render_conversation_bar, render_notice
from rag.web.page.html.conversation import render_conversation
from rag.web.page.html.question_form import render_question_form
from rag.web.page.html.source_panel import render_source_message

if TYPE_CHECKING:
    from rag.archive import Archive

__all__ = ["build_ask_tab"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Components:
    """The components that events read or write; ``state`` holds the session's `Conversation`."""

    state: gr.State
    bar: gr.HTML
    history: gr.HTML
    conversation: gr.HTML
    examples: gr.HTML
    question_form: gr.HTML
    notice: gr.HTML
    filter_choices: gr.HTML
    source: gr.HTML
    download: gr.HTML

    @property
    def changed(self) -> list[gr.components.Component]:
        """What an action may change, in the order of `rag.web.page.ask_events.Change.outputs`."""
        return [self.state, self.bar, self.conversation, self.notice, self.history, self.download]


def build_ask_tab(archive: Archive, page: gr.Blocks) -> None:
    """Add the tab to the page that is being built.

    Args:
        archive: The archive that answers; all sessions share it.
        page: The page.
    """
    with gr.Tab(messages.page.ASK_TAB, id="ask"):
        components = _lay_out()
        _bind(AskEvents(archive), components, page)


def _lay_out() -> _Components:
    state = gr.State(Conversation())
    with gr.Row(elem_id="page", equal_height=False):
        with gr.Column(elem_id="talk", min_width=0):
            bar = html_component(render_conversation_bar(0), "bar", "buttons.js")
            history = html_component("", "history", "buttons.js", "history.js")
            conversation = html_component(
                render_conversation(()), "conversation", "buttons.js", "conversation.js"
            )
            examples = html_component("", "examples", "example_questions.js")
            with gr.Column(elem_id="composer-column", min_width=0):
                notice = html_component(render_notice(""), "notice", "notice.js")
                question_form = html_component(render_question_form(), "composer", "question_form.js")
                filter_choices = html_component("", "choices", "filter_choices.js")
        with gr.Column(elem_id="source-column", min_width=0):
            welcome = render_source_message(messages.ask_tab.SOURCE_WELCOME)
            source = html_component(welcome, "source", "source_panel.js")
            download = html_component("", "download", "download.js")
    return _Components(
        state=state,
        bar=bar,
        history=history,
        conversation=conversation,
        examples=examples,
        question_form=question_form,
        notice=notice,
        filter_choices=filter_choices,
        source=source,
        download=download,
    )


def _bind(events: AskEvents, ui: _Components, page: gr.Blocks) -> None:
    """Bind the events. Only asking is queued (see `UNQUEUED`), without a limit on questions at a time.

    A question is shown at once and waits for its answer then.
    """
    state, changed = [ui.state], ui.changed
    queued: dict[str, Any] = {**UNQUEUED, "queue": True, "concurrency_limit": None}
    asked = ui.question_form.submit(events.ask, state, changed, **queued)
    asked.failure(report_failure, state, changed, **UNQUEUED)
    acting = (ui.bar, ui.history, ui.conversation, ui.question_form)
    triggers = [component.select for component in acting]
    gr.on(triggers, events.act, state, changed, trigger_mode="multiple", **UNQUEUED)
    source = [ui.source]
    ui.conversation.click(events.open_source, state, source, trigger_mode="always_last", **UNQUEUED)
    ui.source.select(events.read_article, None, source, trigger_mode="always_last", **UNQUEUED)
    page.load(events.filter_choices, None, [ui.filter_choices], **UNQUEUED)
    page.load(events.examples, None, [ui.examples], **UNQUEUED)

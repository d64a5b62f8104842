"""The Archive tab: finding articles, reading one whole, coverage over time, outlets.

Belongs here: layout and events of the tab. Does not belong here: how things are drawn (`html.archive`),
the words (`rag.messages.archive`), finding anything (`rag.index.browse`).

Nothing is loaded before the tab is chosen. A list stays the one that was searched for, whatever is typed
meanwhile: what the pages turn through is remembered by the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag import messages
from rag.errors import RagError
from rag.filters import Filters
from rag.index.browse import PAGE_SIZE, Selection
from rag.web.page.html import draw_notice
from rag.web.page.html.archive import (
    draw_article,
    draw_article_message,
    draw_coverage,
    draw_list,
    draw_narrow,
    draw_outlets,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.archive import Archive

__all__ = ["build_archive_tab"]

_SCRIPT = (Path(__file__).parent / "archive.js").read_text(encoding="utf-8")
_QUIET: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
"""How every event of the tab runs: never queued, see `rag.web.page.page`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The components that the events read or write."""

    selection: gr.State
    words: gr.Textbox
    find: gr.Button
    title: gr.Textbox
    author: gr.Textbox
    outlets: gr.Dropdown
    since: gr.Textbox
    until: gr.Textbox
    order: gr.Dropdown
    notice: gr.HTML
    coverage: gr.HTML
    listed: gr.HTML
    outlet_table: gr.HTML
    article: gr.HTML

    def typed(self) -> list[gr.components.Component]:
        """Return what a selection is typed into."""
        return [self.words, self.title, self.author, self.outlets, self.since, self.until, self.order]


def build_archive_tab(archive: Archive) -> None:
    """Add the tab to the page that is being built.

    Args:
        archive: The archive to look through.
    """
    with gr.Tab(messages.page.ARCHIVE_TAB, id="archive", elem_id="archive-tab") as tab:
        parts = _lay_out()
    _connect(_Events(archive), tab, parts)


def _lay_out() -> _Parts:
    with gr.Column(elem_classes=["tab-form"], min_width=0):
        with gr.Row(elem_classes=["tab-row"], equal_height=False):
            words = gr.Textbox(
                "",
                label=messages.archive.WORDS_LABEL,
                info=messages.archive.WORDS_HINT,
                max_lines=1,
                min_width=0,
                elem_id="archive-words",
            )
            find = gr.Button(
                messages.archive.FIND, variant="primary", scale=0, min_width=0, elem_id="archive-find"
            )
        narrowed = _lay_out_narrowing()
        notice = _drawn(draw_notice(""))
    with gr.Row(elem_classes=["tab-columns"], equal_height=False):
        with gr.Column(min_width=0, elem_classes=["tab-main"]):
            coverage = _drawn("", "archive-coverage")
            loading = f'<p class="tab-loading">{escape(messages.page.LOADING)}</p>'
            listed = _drawn(loading, "archive-list", _SCRIPT)
            outlet_table = _drawn("", "archive-outlets", _SCRIPT)
        with gr.Column(min_width=0, elem_classes=["tab-side"]):
            article = _drawn(
                draw_article_message(messages.archive.CHOOSE_ARTICLE), "archive-article", _SCRIPT
            )
    return _Parts(
        selection=gr.State(Selection()),
        words=words,
        find=find,
        **narrowed,
        notice=notice,
        coverage=coverage,
        listed=listed,
        outlet_table=outlet_table,
        article=article,
    )


def _lay_out_narrowing() -> dict[str, Any]:
    _drawn(draw_narrow("archive-narrowing"), "archive-narrow", _SCRIPT)
    with gr.Row(elem_id="archive-narrowing", elem_classes=["tab-fields"], equal_height=False):
        orders = [(said, order) for order, said in messages.archive.ORDERS.items()]
        return {
            "title": _field(messages.archive.TITLE_LABEL, messages.archive.TITLE_HINT, "archive-title"),
            "author": _field(messages.archive.AUTHOR_LABEL, messages.archive.AUTHOR_HINT, "archive-author"),
            "outlets": gr.Dropdown(
                [],
                label=messages.archive.OUTLETS,
                info=messages.archive.OUTLETS_HINT,
                multiselect=True,
                elem_id="archive-outlet",
            ),
            "since": _field(messages.page.SINCE_LABEL, messages.page.DATE_EXAMPLE, "archive-since"),
            "until": _field(messages.page.UNTIL_LABEL, messages.page.DATE_EXAMPLE, "archive-until"),
            "order": gr.Dropdown(
                orders, value="newest", label=messages.archive.ORDER_LABEL, elem_id="archive-order"
            ),
        }


def _field(label: str, hint: str, elem_id: str) -> gr.Textbox:
    return gr.Textbox("", label=label, info=hint, max_lines=1, elem_id=elem_id, min_width=0)


def _drawn(html: str, elem_id: str | None = None, script: str | None = None) -> gr.HTML:
    return gr.HTML(html, elem_id=elem_id, js_on_load=script, apply_default_css=False)


def _connect(events: _Events, tab: gr.Tab, parts: _Parts) -> None:
    found = [parts.selection, parts.notice, parts.listed, parts.coverage]
    tab.select(events.arrive, [parts.selection], [*found, parts.outlet_table, parts.outlets], **_QUIET)
    boxes = (parts.words, parts.title, parts.author, parts.since, parts.until)
    submitted = [parts.find.click, *(box.submit for box in boxes), parts.order.input, parts.outlets.input]
    gr.on(submitted, events.find, parts.typed(), found, **_QUIET)
    for drawn in (parts.listed, parts.article):
        drawn.click(
            events.choose,
            [parts.selection],
            [parts.notice, parts.listed, parts.article],
            trigger_mode="always_last",
            **_QUIET,
        )
    parts.outlet_table.click(
        events.choose_outlet, None, [*found, *parts.typed()], trigger_mode="always_last", **_QUIET
    )


class _Events:
    """What happens on the tab."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def arrive(self, selection: Selection) -> tuple[Any, ...]:
        """Draw everything anew, since the index may have changed."""
        found = self._found(lambda: selection)
        try:
            outlets = draw_outlets(self._archive.outlet_counts())
            choices = gr.update(choices=self._archive.outlets())
        except RagError as error:
            return selection, draw_notice(str(error)), gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return *found, outlets, choices

    def find(
        self, words: str, title: str, author: str, outlets: list[str], since: str, until: str, order: str
    ) -> tuple[Any, ...]:
        """List what is looked for, from its first page."""
        return self._found(
            lambda: Selection.parse(
                words=words,
                title=title,
                author=author,
                outlets=outlets,
                since=since,
                until=until,
                order=order,
            )
        )

    def choose_outlet(self, event: gr.EventData) -> tuple[Any, ...]:
        """List the articles of one outlet, and let the form say so."""
        name = getattr(event, "outlet", None)
        if not isinstance(name, str):
            return (gr.skip(),) * 11
        found = self._found(lambda: Selection(filters=Filters.parse(outlets=[name])))
        return *found, "", "", "", [name], "", "", "newest"

    def choose(self, selection: Selection, event: gr.EventData) -> tuple[Any, Any, Any]:
        """Turn to a page of the list, or open an article."""
        page, article_id = getattr(event, "page", None), getattr(event, "article", None)
        try:
            if isinstance(page, int):
                return draw_notice(""), self._listed(selection, page), gr.skip()
            if isinstance(article_id, str):
                return draw_notice(""), gr.skip(), self._article(article_id)
        except RagError as error:
            return draw_notice(str(error)), gr.skip(), gr.skip()
        return gr.skip(), gr.skip(), gr.skip()

    def _found(self, select: Callable[[], Selection]) -> tuple[Any, ...]:
        """Draw the first page of a list and its coverage."""
        try:
            selection = select()
            coverage = self._archive.coverage(selection)
            return selection, draw_notice(""), self._listed(selection, 1), draw_coverage(coverage)
        except RagError as error:
            return gr.skip(), draw_notice(str(error)), gr.skip(), gr.skip()

    def _listed(self, selection: Selection, number: int) -> str:
        page = self._archive.browse(selection, number)
        return draw_list(page, (page.number - 1) * PAGE_SIZE + 1)

    def _article(self, article_id: str) -> str:
        return draw_article(
            self._archive.article(article_id),
            self._archive.tellers(article_id),
            mostly_marked=self._archive.mostly_marked(article_id),
        )

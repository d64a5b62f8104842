"""The Archive tab: finding articles, reading one whole, coverage over time, outlets.

Belongs here: layout and events of the tab. Does not belong here: HTML (`html.archive_tab`), texts
(`rag.messages.archive_tab`), queries (`rag.index.browse`).

Nothing is loaded before the tab is selected. The session remembers the selection that was searched for, so
that turning a page ignores what is typed but not yet searched for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag import messages
from rag.errors import RagError
from rag.filters import Filters
from rag.index.browse import Selection
from rag.web.page.components import UNQUEUED, html_component, loading
from rag.web.page.html.archive_tab import (
    render_archive_article,
    render_article_list,
    render_article_message,
    render_coverage,
    render_narrow_button,
    render_outlets,
)
from rag.web.page.html.controls import render_notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.archive import Archive

__all__ = ["build_archive_tab"]

_ARTICLES_PER_PAGE = 25
_SCRIPT = "archive_tab.js"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Components:
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

    def fields(self) -> list[gr.components.Component]:
        """Return the fields that a selection is typed into, in the order of `_Events.find`."""
        return [self.words, self.title, self.author, self.outlets, self.since, self.until, self.order]


def build_archive_tab(archive: Archive) -> None:
    """Add the tab to the page that is being built.

    Args:
        archive: The archive to search.
    """
    with gr.Tab(messages.page.ARCHIVE_TAB, id="archive", elem_id="archive-tab") as tab:
        components = _lay_out()
    _bind(_Events(archive), tab, components)


def _lay_out() -> _Components:
    with gr.Column(elem_classes=["tab-form"], min_width=0):
        with gr.Row(elem_classes=["tab-row"], equal_height=False):
            words = gr.Textbox(
                "",
                label=messages.archive_tab.WORDS_LABEL,
                info=messages.archive_tab.WORDS_HINT,
                max_lines=1,
                min_width=0,
                elem_id="archive-words",
            )
            find = gr.Button(
                messages.archive_tab.FIND, variant="primary", scale=0, min_width=0, elem_id="archive-find"
            )
        filters = _lay_out_filters()
        notice = html_component(render_notice(""))
    with gr.Row(elem_classes=["tab-columns"], equal_height=False):
        with gr.Column(min_width=0, elem_classes=["tab-main"]):
            coverage = html_component("", "archive-coverage")
            listed = html_component(loading(), "archive-list", _SCRIPT)
            outlet_table = html_component("", "archive-outlets", _SCRIPT)
        with gr.Column(min_width=0, elem_classes=["tab-side"]):
            article = html_component(
                render_article_message(messages.archive_tab.CHOOSE_ARTICLE), "archive-article", _SCRIPT
            )
    return _Components(
        selection=gr.State(Selection()),
        words=words,
        find=find,
        **filters,
        notice=notice,
        coverage=coverage,
        listed=listed,
        outlet_table=outlet_table,
        article=article,
    )


def _lay_out_filters() -> dict[str, Any]:
    html_component(render_narrow_button(), "archive-narrow", _SCRIPT)
    with gr.Row(elem_id="archive-narrowing", elem_classes=["tab-fields"], equal_height=False):
        orders = [(label, order) for order, label in messages.archive_tab.ORDERS.items()]
        return {
            "title": _field(
                messages.archive_tab.TITLE_LABEL, messages.archive_tab.TITLE_HINT, "archive-title"
            ),
            "author": _field(
                messages.archive_tab.AUTHOR_LABEL, messages.archive_tab.AUTHOR_HINT, "archive-author"
            ),
            "outlets": gr.Dropdown(
                [],
                label=messages.archive_tab.OUTLETS,
                info=messages.archive_tab.OUTLETS_HINT,
                multiselect=True,
                elem_id="archive-outlet",
            ),
            "since": _field(messages.page.SINCE_LABEL, messages.page.DATE_EXAMPLE, "archive-since"),
            "until": _field(messages.page.UNTIL_LABEL, messages.page.DATE_EXAMPLE, "archive-until"),
            "order": gr.Dropdown(
                orders, value="newest", label=messages.archive_tab.ORDER_LABEL, elem_id="archive-order"
            ),
        }


def _field(label: str, hint: str, elem_id: str) -> gr.Textbox:
    return gr.Textbox("", label=label, info=hint, max_lines=1, elem_id=elem_id, min_width=0)


def _bind(events: _Events, tab: gr.Tab, ui: _Components) -> None:
    found = [ui.selection, ui.notice, ui.listed, ui.coverage]
    tab.select(events.arrive, [ui.selection], [*found, ui.outlet_table, ui.outlets], **UNQUEUED)
    boxes = (ui.words, ui.title, ui.author, ui.since, ui.until)
    submitted = [ui.find.click, *(box.submit for box in boxes), ui.order.input, ui.outlets.input]
    gr.on(submitted, events.find, ui.fields(), found, **UNQUEUED)
    for component in (ui.listed, ui.article):
        component.click(
            events.open,
            [ui.selection],
            [ui.notice, ui.listed, ui.article],
            trigger_mode="always_last",
            **UNQUEUED,
        )
    ui.outlet_table.click(
        events.choose_outlet, None, [*found, *ui.fields()], trigger_mode="always_last", **UNQUEUED
    )


class _Events:
    """What happens on the tab."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def arrive(self, selection: Selection) -> tuple[Any, ...]:
        """Render the whole tab anew, because the index may have changed."""
        found = self._found(lambda: selection)
        try:
            outlets = render_outlets(self._archive.listing.outlets())
            choices = gr.update(choices=self._archive.catalogue.stated("outlet"))
        except RagError as error:
            return selection, render_notice(str(error)), gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return *found, outlets, choices

    def find(
        self, words: str, title: str, author: str, outlets: list[str], since: str, until: str, order: str
    ) -> tuple[Any, ...]:
        """List the articles that match the fields, from the first page."""
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
        """List the articles of one outlet, and fill the fields accordingly."""
        name = getattr(event, "outlet", None)
        if not isinstance(name, str):
            return (gr.skip(),) * 11
        found = self._found(lambda: Selection(filters=Filters.parse(outlets=[name])))
        return *found, "", "", "", [name], "", "", "newest"

    def open(self, selection: Selection, event: gr.EventData) -> tuple[Any, Any, Any]:
        """Turn to a page of the list, or open an article."""
        page, article_id = getattr(event, "page", None), getattr(event, "article", None)
        try:
            if isinstance(page, int):
                return render_notice(""), self._list(selection, page), gr.skip()
            if isinstance(article_id, str):
                return render_notice(""), gr.skip(), self._article(article_id)
        except RagError as error:
            return render_notice(str(error)), gr.skip(), gr.skip()
        return gr.skip(), gr.skip(), gr.skip()

    def _found(self, select: Callable[[], Selection]) -> tuple[Any, ...]:
        """Return the selection, the notice, the first page of the list, and the coverage."""
        try:
            selection = select()
            coverage = render_coverage(self._archive.listing.coverage(selection))
            return selection, render_notice(""), self._list(selection, 1), coverage
        except RagError as error:
            return gr.skip(), render_notice(str(error)), gr.skip(), gr.skip()

    def _list(self, selection: Selection, number: int) -> str:
        page = self._archive.listing.page(selection, number, size=_ARTICLES_PER_PAGE)
        return render_article_list(page, (page.number - 1) * _ARTICLES_PER_PAGE + 1)

    def _article(self, article_id: str) -> str:
        article = self._archive.article(article_id)
        same_story = self._archive.listing.near_duplicates(article_id)
        return render_archive_article(article, same_story, mostly_marked=article.mostly_marked)

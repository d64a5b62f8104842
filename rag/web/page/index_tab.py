"""The Index tab: what the index holds, the ledger of the last rebuild, and changing the index.

Belongs here: layout and events of the tab, and which of them are the administrator's. Does not belong here:
HTML (`html.index_tab`), texts (`rag.messages.index_tab`), the changes themselves (`rag.index.maintenance`).

A rebuild belongs to the server, not to a session: every page that shows the tab asks for its progress by a
timer, so all pages show the same. Users who are not administrators see no control that changes anything, and
the server checks the user of every event again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import gradio as gr

from rag import messages
from rag.auth.access import role_of
from rag.errors import RagError
from rag.ingest.importing.uploads import MAX_UPLOAD_BYTES, MAX_UPLOAD_MB, MAX_UPLOADS
from rag.ingest.parsers import SUFFIXES
from rag.schema import LedgerState
from rag.web.page.components import UNQUEUED, html_component, loading
from rag.web.page.html.controls import render_notice
from rag.web.page.html.index_tab import (
    render_changes,
    render_confirmation,
    render_generations,
    render_import,
    render_ledger,
    render_outcome,
    render_progress,
    render_rebuild_outcome,
    render_status,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.archive import Archive
    from rag.schema import LedgerEntry

__all__ = ["build_index_tab"]

_SCRIPT = "index_tab.js"
_INTERVAL = 1.5
"""Seconds between two looks at a rebuild, while the tab is shown."""

_Result = TypeVar("_Result")
Version = tuple[int, str, str]
"""What a session shows: number and state of the rebuild, name of the generation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Components:
    """The components that the events read or write."""

    seen: gr.State
    timer: gr.Timer
    status: gr.HTML
    run: gr.HTML
    progress: gr.HTML
    notice: gr.HTML
    readers: gr.HTML
    controls: gr.Column
    rebuild: gr.Button
    stop: gr.Button
    full: gr.Checkbox
    removals: gr.Checkbox
    compare: gr.Button
    changes: gr.HTML
    files: gr.File
    imported: gr.HTML
    generations: gr.HTML
    forgetting: gr.Column
    article_id: gr.Textbox
    forget: gr.Button
    question: gr.HTML
    state: gr.Dropdown
    path: gr.Textbox
    ledger: gr.HTML

    def shown(self) -> list[Any]:
        """Return what is rendered anew when the index or the state of the rebuild has changed."""
        return [self.seen, self.status, self.run, self.progress, self.generations, self.ledger, self.notice]


def build_index_tab(archive: Archive) -> None:
    """Add the tab to the page that is being built.

    Args:
        archive: The archive whose index it is.
    """
    with gr.Tab(messages.page.INDEX_TAB, id="index", elem_id="index-tab") as tab:
        components = _lay_out()
    _bind(_Events(archive), tab, components)


def _lay_out() -> _Components:
    with gr.Column(elem_classes=["tab-panel"], min_width=0):
        status = html_component(loading(), "index-status")
        run, progress = html_component("", "index-run"), html_component("", "index-progress")
        notice = html_component(render_notice(""), "index-notice")
        question = html_component("", "index-question", _SCRIPT)
        readers = html_component("", "index-readers")
        controls = _lay_out_controls()
        generations = html_component("", "index-generations", _SCRIPT)
        forgetting = _lay_out_forgetting()
        ledger = _lay_out_ledger()
    return _Components(
        seen=gr.State(None),
        timer=gr.Timer(_INTERVAL, active=False),
        status=status,
        run=run,
        progress=progress,
        notice=notice,
        question=question,
        readers=readers,
        generations=generations,
        **controls,
        **forgetting,
        **ledger,
    )


def _lay_out_controls() -> dict[str, Any]:
    with gr.Column(visible=False, elem_id="index-controls", min_width=0) as controls:
        html_component(f"<h2>{escape(messages.index_tab.MAINTENANCE)}</h2>")
        with gr.Row(elem_classes=["tab-actions"], equal_height=False):
            rebuild = gr.Button(
                messages.index_tab.REBUILD, variant="primary", scale=0, elem_id="index-rebuild"
            )
            stop = gr.Button(messages.index_tab.STOP, scale=0, elem_id="index-stop", visible=False)
            compare = gr.Button(messages.index_tab.COMPARE, scale=0, elem_id="index-compare")
        with gr.Row(elem_classes=["tab-actions"], equal_height=False):
            full = gr.Checkbox(False, label=messages.index_tab.FULL_LABEL, elem_id="index-full")
            removals = gr.Checkbox(False, label=messages.index_tab.REMOVALS_LABEL, elem_id="index-removals")
        changes = html_component("", "index-changes")
        accepted = messages.index_tab.accepted_files(
            SUFFIXES, MAX_UPLOAD_MB, MAX_UPLOADS, MAX_UPLOAD_BYTES // 1_000_000
        )
        files = gr.File(
            label=messages.index_tab.IMPORT_LABEL, file_count="multiple", height=150, elem_id="index-files"
        )
        html_component(f'<p class="kinds">{escape(accepted)}</p>')
        imported = html_component("", "index-imported")
    return {
        "controls": controls,
        "rebuild": rebuild,
        "stop": stop,
        "compare": compare,
        "full": full,
        "removals": removals,
        "changes": changes,
        "files": files,
        "imported": imported,
    }


def _lay_out_forgetting() -> dict[str, Any]:
    with gr.Column(visible=False, elem_id="index-forgetting", min_width=0) as forgetting:
        html_component(
            f"<h2>{escape(messages.index_tab.FORGET_HEADING)}</h2><p>{escape(messages.index_tab.FORGET_DETAIL)}</p>"
        )
        with gr.Row(elem_classes=["tab-row"], equal_height=False):
            article_id = gr.Textbox(
                "",
                label=messages.index_tab.FORGET_LABEL,
                info=messages.index_tab.FORGET_HINT,
                max_lines=1,
                min_width=0,
                elem_id="index-article",
            )
            forget = gr.Button(messages.index_tab.FORGET, scale=0, min_width=0, elem_id="index-forget")
    return {"forgetting": forgetting, "article_id": article_id, "forget": forget}


def _lay_out_ledger() -> dict[str, Any]:
    html_component(f"<h2>{escape(messages.index_tab.LEDGER)}</h2>")
    with gr.Row(elem_classes=["tab-fields"], equal_height=False):
        choices = [
            (messages.index_tab.ANY_STATE, ""),
            *((messages.index_tab.STATES[state], state) for state in get_args(LedgerState)),
        ]
        state = gr.Dropdown(choices, value="", label=messages.index_tab.STATE_LABEL, elem_id="index-state")
        path = gr.Textbox(
            "",
            label=messages.index_tab.PATH_LABEL,
            info=messages.index_tab.PATH_HINT,
            max_lines=1,
            elem_id="index-path",
        )
    ledger = html_component("", "index-ledger", _SCRIPT)
    return {"state": state, "path": path, "ledger": ledger}


def _bind(events: _Events, tab: gr.Tab, ui: _Components) -> None:
    filters = [ui.state, ui.path]
    allowed = [ui.controls, ui.forgetting, ui.readers]
    tab.select(events.arrive, filters, [*ui.shown(), ui.stop, *allowed, ui.timer], **UNQUEUED)
    tab.parent.select(_leave, None, [ui.timer], **UNQUEUED)
    ticked = [*ui.shown(), ui.stop]
    ui.timer.tick(events.look, [ui.seen, *filters], ticked, trigger_mode="once", **UNQUEUED)
    ui.rebuild.click(events.start, [ui.full, ui.removals], _run_components(ui), **UNQUEUED)
    ui.stop.click(events.stop, None, [ui.notice, ui.stop], **UNQUEUED)
    comparing = ui.compare.click(
        lambda: render_outcome(messages.index_tab.COMPARING), None, [ui.changes], **UNQUEUED
    )
    comparing.then(events.compare, None, [ui.changes, ui.notice], **UNQUEUED)
    uploading = ui.files.upload(
        lambda: render_outcome(messages.index_tab.TAKING_IN), None, [ui.imported], **UNQUEUED
    )
    uploading.then(events.upload, [ui.files], [ui.files, ui.imported, ui.notice], **UNQUEUED)
    asked = [ui.question, ui.notice]
    gr.on([ui.forget.click, ui.article_id.submit], events.confirm_forget, [ui.article_id], asked, **UNQUEUED)
    ui.generations.click(events.confirm_going_back, None, asked, **UNQUEUED)
    ui.question.click(events.confirmed, filters, [ui.question, *ui.shown()], **UNQUEUED)
    gr.on([ui.state.input, ui.path.submit], events.lines, filters, [ui.ledger, ui.notice], **UNQUEUED)
    ui.ledger.click(events.turn, filters, [ui.ledger, ui.notice], **UNQUEUED)


def _run_components(ui: _Components) -> list[Any]:
    return [ui.run, ui.progress, ui.notice, ui.stop]


def _leave(event: gr.SelectData) -> Any:
    """Stop the timer when another tab is selected."""
    return gr.skip() if event.value == messages.page.INDEX_TAB else gr.Timer(active=False)


def _administers(request: gr.Request) -> bool:
    """Say whether a request comes from an administrator."""
    return role_of(request.request.scope) == "administrator"


def _attempt(request: gr.Request, act: Callable[[], _Result]) -> tuple[_Result | None, str]:
    """Run a change for an administrator.

    Args:
        request: The request; from anybody else it is refused.
        act: The change.

    Returns:
        The result of the change and ""; where it was refused or failed, None and why.
    """
    if not _administers(request):
        return None, messages.index_tab.NOT_ADMINISTRATOR
    try:
        return act(), ""
    except RagError as error:
        return None, str(error)


class _Events:
    """What happens on the tab. Every event that changes something checks the user first."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._maintenance = archive.maintenance

    # Reading

    def arrive(self, state: str, path: str, request: gr.Request) -> tuple[Any, ...]:
        """Render the whole tab anew."""
        allowed = _administers(request)
        readers = "" if allowed else f'<p class="readers">{escape(messages.index_tab.READERS_SEE)}</p>'
        return (
            *self._render(state, path, may_change=allowed),
            self._stop_button(),
            gr.update(visible=allowed),
            gr.update(visible=allowed),
            readers,
            gr.Timer(active=True),
        )

    def look(self, seen: Version | None, state: str, path: str, request: gr.Request) -> tuple[Any, ...]:
        """Render the progress of the rebuild; the whole tab where it has started or ended meanwhile."""
        if self._version() == seen:
            progress = render_progress(self._maintenance.rebuild)
            unchanged = (gr.skip(),) * 3
            return *unchanged, progress or gr.skip(), *unchanged, gr.skip()
        rendered = self._render(state, path, may_change=_administers(request))
        return *rendered[:-1], gr.skip(), self._stop_button()

    def lines(self, state: str, path: str) -> tuple[Any, Any]:
        """Render the first page of the ledger lines that match the filters."""
        return self._page(state, path, 1)

    def turn(self, state: str, path: str, event: gr.EventData) -> tuple[Any, Any]:
        """Render another page of the ledger."""
        page = getattr(event, "page", None)
        return self._page(state, path, page) if isinstance(page, int) else (gr.skip(), gr.skip())

    # Changing

    def start(self, full: bool, removals: bool, request: gr.Request) -> tuple[Any, ...]:
        """Start a rebuild."""
        problem = _attempt(request, lambda: self._maintenance.start(full=full, allow_removals=removals))[1]
        run = self._maintenance.rebuild
        return render_rebuild_outcome(run), render_progress(run), render_notice(problem), self._stop_button()

    def stop(self, request: gr.Request) -> tuple[Any, Any]:
        """Stop the rebuild."""
        problem = _attempt(request, self._maintenance.stop)[1]
        return render_notice(problem or messages.index_tab.STOPPING), gr.update(interactive=bool(problem))

    def compare(self, request: gr.Request) -> tuple[Any, Any]:
        """Compare the index with the corpus; this reads every file, so it is the administrator's."""
        changes, problem = _attempt(request, lambda: render_changes(self._archive.changes()))
        return changes or "", render_notice(problem)

    def upload(self, files: list[str] | None, request: gr.Request) -> tuple[Any, Any, Any]:
        """Import uploaded files into the corpus, and delete the copies that Gradio made of them."""
        if not _administers(request):
            return None, "", render_notice(messages.index_tab.NOT_ADMINISTRATOR)
        paths = [Path(str(file)) for file in files or ()]
        report, problem = _attempt(request, lambda: self._maintenance.take_in(paths))
        for path in paths:
            with suppress(OSError):
                path.unlink()
                path.parent.rmdir()
        return None, render_import(report) if report else "", render_notice(problem)

    def confirm_forget(self, article_id: str, request: gr.Request) -> tuple[Any, Any]:
        """Render the confirmation of forgetting an article."""
        article_id = article_id.strip()
        if not article_id:
            return "", render_notice(messages.index_tab.NAME_AN_ARTICLE)
        if not _administers(request):
            return "", render_notice(messages.index_tab.NOT_ADMINISTRATOR)
        try:
            title = self._archive.article(article_id).title
        except RagError:
            title = None  # an older generation may hold it; otherwise forgetting fails with a message
        question = messages.index_tab.sure_to_forget(article_id, title)
        return render_confirmation(
            question, messages.index_tab.FORGET_SURE, forget=article_id
        ), render_notice("")

    def confirm_going_back(self, request: gr.Request, event: gr.EventData) -> tuple[Any, Any]:
        """Render the confirmation of going back to an older generation."""
        name = getattr(event, "ask_back", None)
        if not isinstance(name, str):
            return gr.skip(), gr.skip()
        summaries, problem = _attempt(request, lambda: self._archive.status().generations)
        built = next((s.manifest.built_at for s in summaries or () if s.name == name and s.manifest), None)
        if problem or built is None:
            return "", render_notice(problem)
        question = messages.index_tab.sure_to_go_back(name, built)
        return render_confirmation(question, messages.index_tab.GO_BACK_SURE, go_back=name), render_notice("")

    def confirmed(self, state: str, path: str, request: gr.Request, event: gr.EventData) -> tuple[Any, ...]:
        """Run the change that was confirmed; close the confirmation where it was cancelled."""
        name, article_id = getattr(event, "go_back", None), getattr(event, "forget", None)
        if isinstance(name, str):
            text, problem = _attempt(
                request, lambda: messages.index_tab.went_back(self._maintenance.roll_back(name))
            )
        elif isinstance(article_id, str):
            text, problem = _attempt(request, lambda: self._forget(article_id))
        else:
            return "", *(gr.skip(),) * 7
        rendered = self._render(state, path, may_change=_administers(request))
        if problem:
            return "", *rendered[:-1], render_notice(problem)
        return render_outcome(text or ""), *rendered[:-1], render_notice("")

    def _forget(self, article_id: str) -> str:
        done = self._maintenance.forget(article_id)
        kept = done.path if done.in_corpus else None
        return messages.index_tab.forgotten(done.article_id, kept, left=done.generation is not None)

    # Rendering

    def _render(self, state: str, path: str, *, may_change: bool) -> tuple[Any, ...]:
        """Return the new values of `_Components.shown`."""
        run = self._maintenance.rebuild
        progress = render_rebuild_outcome(run), render_progress(run)
        try:
            status = self._archive.status()
        except RagError as error:
            return self._version(), "", *progress, "", "", render_notice(str(error))
        return (
            self._version(),
            render_status(status, self._archive.settings.corpus),
            *progress,
            render_generations(status.generations, may_go_back=may_change),
            render_ledger(_matching(status.ledger, state, path), 1),
            render_notice(""),
        )

    def _page(self, state: str, path: str, number: int) -> tuple[Any, Any]:
        try:
            ledger = self._archive.status().ledger
        except RagError as error:
            return gr.skip(), render_notice(str(error))
        return render_ledger(_matching(ledger, state, path), number), render_notice("")

    def _version(self) -> Version:
        run = self._maintenance.rebuild
        return run.number if run else 0, run.state if run else "", self._archive.generation or ""

    def _stop_button(self) -> Any:
        run = self._maintenance.rebuild
        return gr.update(visible=run is not None and run.state == "running", interactive=True)


def _matching(ledger: tuple[LedgerEntry, ...], state: str, path: str) -> list[LedgerEntry]:
    """Return the ledger lines in a state ("": any) whose path contains a text, whatever its case."""
    part = path.strip().casefold()
    return [e for e in ledger if (not state or e.state == state) and part in e.path.casefold()]

"""The Index tab: what the index holds, the ledger, and looking after it.

Belongs here: layout and events of the tab, and who may ask for what. Does not belong here: how things are
drawn (`html.index`), the words (`rag.messages.index`), doing any of it (`rag.index.maintenance`).

A rebuild belongs to the server, not to a session: every page that shows the tab asks how far it is, by a
timer, so two pages show the same. None of these events is queued, see `rag.web.page.page`. Whoever is not the
administrator sees no control that changes anything, and every event asks again on the server who it comes
from.
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
from rag.web.page.html import draw_notice
from rag.web.page.html.index import (
    draw_changes,
    draw_generations,
    draw_import,
    draw_ledger,
    draw_progress,
    draw_question,
    draw_run,
    draw_said,
    draw_status,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.archive import Archive
    from rag.schema import LedgerEntry

__all__ = ["build_index_tab"]

_SCRIPT = (Path(__file__).parent / "index.js").read_text(encoding="utf-8")
_QUIET: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
_EVERY = 1.5
"""Seconds between two looks at a rebuild, while the tab is shown."""

_Result = TypeVar("_Result")
Seen = tuple[int, str, str]
"""What a session has drawn: number and state of the rebuild, name of the generation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
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
        """Return what is drawn anew when the index or the rebuild has changed."""
        return [self.seen, self.status, self.run, self.progress, self.generations, self.ledger, self.notice]


def build_index_tab(archive: Archive) -> None:
    """Add the tab to the page that is being built.

    Args:
        archive: The archive whose index it is.
    """
    with gr.Tab(messages.page.INDEX_TAB, id="index", elem_id="index-tab") as tab:
        parts = _lay_out()
    _connect(_Events(archive), tab, parts)


def _lay_out() -> _Parts:
    with gr.Column(elem_classes=["tab-panel"], min_width=0):
        status = _drawn(f'<p class="tab-loading">{escape(messages.page.LOADING)}</p>', "index-status")
        run, progress = _drawn("", "index-run"), _drawn("", "index-progress")
        notice = _drawn(draw_notice(""), "index-notice")
        question = _drawn("", "index-question", _SCRIPT)
        readers = _drawn("", "index-readers")
        controls = _lay_out_controls()
        generations = _drawn("", "index-generations", _SCRIPT)
        forgetting = _lay_out_forgetting()
        ledger = _lay_out_ledger()
    return _Parts(
        seen=gr.State(None),
        timer=gr.Timer(_EVERY, active=False),
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
        _drawn(f"<h2>{escape(messages.index.UPKEEP)}</h2>")
        with gr.Row(elem_classes=["tab-actions"], equal_height=False):
            rebuild = gr.Button(messages.index.REBUILD, variant="primary", scale=0, elem_id="index-rebuild")
            stop = gr.Button(messages.index.STOP, scale=0, elem_id="index-stop", visible=False)
            compare = gr.Button(messages.index.COMPARE, scale=0, elem_id="index-compare")
        with gr.Row(elem_classes=["tab-actions"], equal_height=False):
            full = gr.Checkbox(False, label=messages.index.FULL_LABEL, elem_id="index-full")
            removals = gr.Checkbox(False, label=messages.index.REMOVALS_LABEL, elem_id="index-removals")
        changes = _drawn("", "index-changes")
        kinds = messages.index.kinds(SUFFIXES, MAX_UPLOAD_MB, MAX_UPLOADS, MAX_UPLOAD_BYTES // 1_000_000)
        files = gr.File(
            label=messages.index.IMPORT_LABEL, file_count="multiple", height=150, elem_id="index-files"
        )
        _drawn(f'<p class="kinds">{escape(kinds)}</p>')
        imported = _drawn("", "index-imported")
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
        _drawn(
            f"<h2>{escape(messages.index.FORGET_HEADING)}</h2><p>{escape(messages.index.FORGET_DETAIL)}</p>"
        )
        with gr.Row(elem_classes=["tab-row"], equal_height=False):
            article_id = gr.Textbox(
                "",
                label=messages.index.FORGET_LABEL,
                info=messages.index.FORGET_HINT,
                max_lines=1,
                min_width=0,
                elem_id="index-article",
            )
            forget = gr.Button(messages.index.FORGET, scale=0, min_width=0, elem_id="index-forget")
    return {"forgetting": forgetting, "article_id": article_id, "forget": forget}


def _lay_out_ledger() -> dict[str, Any]:
    _drawn(f"<h2>{escape(messages.index.LEDGER)}</h2>")
    with gr.Row(elem_classes=["tab-fields"], equal_height=False):
        choices = [
            (messages.index.ANY_STATE, ""),
            *((messages.index.STATES[state], state) for state in get_args(LedgerState)),
        ]
        state = gr.Dropdown(choices, value="", label=messages.index.STATE_LABEL, elem_id="index-state")
        path = gr.Textbox(
            "",
            label=messages.index.PATH_LABEL,
            info=messages.index.PATH_HINT,
            max_lines=1,
            elem_id="index-path",
        )
    ledger = _drawn("", "index-ledger", _SCRIPT)
    return {"state": state, "path": path, "ledger": ledger}


def _drawn(html: str, elem_id: str | None = None, script: str | None = None) -> gr.HTML:
    return gr.HTML(html, elem_id=elem_id, js_on_load=script, apply_default_css=False)


def _connect(events: _Events, tab: gr.Tab, parts: _Parts) -> None:
    wanted = [parts.state, parts.path]
    allowed = [parts.controls, parts.forgetting, parts.readers]
    tab.select(events.arrive, wanted, [*parts.shown(), parts.stop, *allowed, parts.timer], **_QUIET)
    tab.parent.select(_leave, None, [parts.timer], **_QUIET)
    ticked = [*parts.shown(), parts.stop]
    parts.timer.tick(events.look, [parts.seen, *wanted], ticked, trigger_mode="once", **_QUIET)
    parts.rebuild.click(events.start, [parts.full, parts.removals], _run_parts(parts), **_QUIET)
    parts.stop.click(events.stop, None, [parts.notice, parts.stop], **_QUIET)
    comparing = parts.compare.click(
        lambda: draw_said(messages.index.COMPARING), None, [parts.changes], **_QUIET
    )
    comparing.then(events.compare, None, [parts.changes, parts.notice], **_QUIET)
    taking = parts.files.upload(lambda: draw_said(messages.index.TAKING_IN), None, [parts.imported], **_QUIET)
    taking.then(events.take_in, [parts.files], [parts.files, parts.imported, parts.notice], **_QUIET)
    asked = [parts.question, parts.notice]
    gr.on(
        [parts.forget.click, parts.article_id.submit], events.ask_forget, [parts.article_id], asked, **_QUIET
    )
    parts.generations.click(events.ask_back, None, asked, **_QUIET)
    parts.question.click(events.answer, wanted, [parts.question, *parts.shown()], **_QUIET)
    gr.on(
        [parts.state.input, parts.path.submit], events.lines, wanted, [parts.ledger, parts.notice], **_QUIET
    )
    parts.ledger.click(events.turn, wanted, [parts.ledger, parts.notice], **_QUIET)


def _run_parts(parts: _Parts) -> list[Any]:
    return [parts.run, parts.progress, parts.notice, parts.stop]


def _leave(event: gr.SelectData) -> Any:
    """Look at the rebuild only while the tab is shown."""
    return gr.skip() if event.value == messages.page.INDEX_TAB else gr.Timer(active=False)


def _administers(request: gr.Request) -> bool:
    """Say whether a request comes from the administrator."""
    return role_of(request.request.scope) == "administrator"


def _attempt(request: gr.Request, act: Callable[[], _Result]) -> tuple[_Result | None, str]:
    """Do something for the administrator; return its result, and in words why there is none."""
    if not _administers(request):
        return None, messages.index.NOT_ADMINISTRATOR
    try:
        return act(), ""
    except RagError as error:
        return None, str(error)


class _Events:
    """What happens on the tab. Whatever changes something asks first who it comes from."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._maintenance = archive.maintenance

    # Looking

    def arrive(self, state: str, path: str, request: gr.Request) -> tuple[Any, ...]:
        """Draw everything anew."""
        allowed = _administers(request)
        readers = "" if allowed else f'<p class="readers">{escape(messages.index.READERS_SEE)}</p>'
        return (
            *self._drawn(state, path, may_change=allowed),
            self._stop_button(),
            gr.update(visible=allowed),
            gr.update(visible=allowed),
            readers,
            gr.Timer(active=True),
        )

    def look(self, seen: Seen | None, state: str, path: str, request: gr.Request) -> tuple[Any, ...]:
        """Draw how far the rebuild is; everything anew where it has begun or ended."""
        if self._seen() == seen:
            progress = draw_progress(self._maintenance.rebuild)
            unchanged = (gr.skip(),) * 3
            return *unchanged, progress or gr.skip(), *unchanged, gr.skip()
        drawn = self._drawn(state, path, may_change=_administers(request))
        return *drawn[:-1], gr.skip(), self._stop_button()

    def lines(self, state: str, path: str) -> tuple[Any, Any]:
        """Draw the first page of the lines of the ledger that are like that."""
        return self._page(state, path, 1)

    def turn(self, state: str, path: str, event: gr.EventData) -> tuple[Any, Any]:
        """Turn to a page of the ledger."""
        page = getattr(event, "page", None)
        return self._page(state, path, page) if isinstance(page, int) else (gr.skip(), gr.skip())

    # Changing

    def start(self, full: bool, removals: bool, request: gr.Request) -> tuple[Any, ...]:
        """Start a rebuild."""
        problem = _attempt(request, lambda: self._maintenance.start(full=full, allow_removals=removals))[1]
        run = self._maintenance.rebuild
        return draw_run(run), draw_progress(run), draw_notice(problem), self._stop_button()

    def stop(self, request: gr.Request) -> tuple[Any, Any]:
        """Stop the rebuild."""
        problem = _attempt(request, self._maintenance.stop)[1]
        return draw_notice(problem or messages.index.STOPPING), gr.update(interactive=bool(problem))

    def compare(self, request: gr.Request) -> tuple[Any, Any]:
        """Compare the index with the corpus; it reads every file, so it is not for everybody."""
        changes, problem = _attempt(request, lambda: draw_changes(self._archive.changes()))
        return changes or "", draw_notice(problem)

    def take_in(self, files: list[str] | None, request: gr.Request) -> tuple[Any, Any, Any]:
        """Put files that were sent into the corpus; what the server kept of them meanwhile is removed."""
        if not _administers(request):
            return None, "", draw_notice(messages.index.NOT_ADMINISTRATOR)
        paths = [Path(str(file)) for file in files or ()]
        report, problem = _attempt(request, lambda: self._maintenance.take_in(paths))
        for path in paths:
            with suppress(OSError):
                path.unlink()
                path.parent.rmdir()
        return None, draw_import(report) if report else "", draw_notice(problem)

    def ask_forget(self, article_id: str, request: gr.Request) -> tuple[Any, Any]:
        """Ask whether an article is to be forgotten."""
        article_id = article_id.strip()
        if not article_id:
            return "", draw_notice(messages.index.NAME_AN_ARTICLE)
        if not _administers(request):
            return "", draw_notice(messages.index.NOT_ADMINISTRATOR)
        try:
            title = self._archive.article(article_id).title
        except RagError:
            title = None  # an older generation may hold it; forgetting says where none does
        question = messages.index.sure_to_forget(article_id, title)
        return draw_question(question, messages.index.FORGET_SURE, forget=article_id), draw_notice("")

    def ask_back(self, request: gr.Request, event: gr.EventData) -> tuple[Any, Any]:
        """Ask whether an older generation is to answer."""
        name = getattr(event, "ask_back", None)
        if not isinstance(name, str):
            return gr.skip(), gr.skip()
        summaries, problem = _attempt(request, lambda: self._archive.status().generations)
        built = next((s.manifest.built_at for s in summaries or () if s.name == name and s.manifest), None)
        if problem or built is None:
            return "", draw_notice(problem)
        question = messages.index.sure_to_go_back(name, built)
        return draw_question(question, messages.index.GO_BACK_SURE, go_back=name), draw_notice("")

    def answer(self, state: str, path: str, request: gr.Request, event: gr.EventData) -> tuple[Any, ...]:
        """Do what was asked about, or leave it."""
        name, article_id = getattr(event, "go_back", None), getattr(event, "forget", None)
        if isinstance(name, str):
            said, problem = _attempt(
                request, lambda: messages.index.went_back(self._maintenance.roll_back(name))
            )
        elif isinstance(article_id, str):
            said, problem = _attempt(request, lambda: self._forget(article_id))
        else:
            return "", *(gr.skip(),) * 7
        drawn = self._drawn(state, path, may_change=_administers(request))
        if problem:
            return "", *drawn[:-1], draw_notice(problem)
        return draw_said(said or ""), *drawn[:-1], draw_notice("")

    def _forget(self, article_id: str) -> str:
        done = self._maintenance.forget(article_id)
        kept = done.path if done.in_corpus else None
        return messages.index.forgotten(done.article_id, kept, left=done.generation is not None)

    # Drawing

    def _drawn(self, state: str, path: str, *, may_change: bool) -> tuple[Any, ...]:
        """Draw what `_Parts.shown` names."""
        run = self._maintenance.rebuild
        drawn_run = draw_run(run), draw_progress(run)
        try:
            status = self._archive.status()
        except RagError as error:
            return self._seen(), "", *drawn_run, "", "", draw_notice(str(error))
        return (
            self._seen(),
            draw_status(status, self._archive.settings.corpus),
            *drawn_run,
            draw_generations(status.generations, may_go_back=may_change),
            draw_ledger(_wanted(status.ledger, state, path), 1),
            draw_notice(""),
        )

    def _page(self, state: str, path: str, number: int) -> tuple[Any, Any]:
        try:
            ledger = self._archive.status().ledger
        except RagError as error:
            return gr.skip(), draw_notice(str(error))
        return draw_ledger(_wanted(ledger, state, path), number), draw_notice("")

    def _seen(self) -> Seen:
        run = self._maintenance.rebuild
        return run.number if run else 0, run.state if run else "", self._archive.generation or ""

    def _stop_button(self) -> Any:
        run = self._maintenance.rebuild
        return gr.update(visible=run is not None and run.state == "running", interactive=True)


def _wanted(ledger: tuple[LedgerEntry, ...], state: str, path: str) -> list[LedgerEntry]:
    """Return the lines of the ledger in a state, of files whose path holds a text, without case."""
    sought = path.strip().casefold()
    return [e for e in ledger if (not state or e.state == state) and sought in e.path.casefold()]

"""The HTML of the Index tab: status, generations, the running rebuild, the ledger, confirmations.

Belongs here: pure functions from records to escaped HTML. Does not belong here: components and events
(`rag.web.page.index_tab`), changing the index (`rag.index.maintenance`).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from rag import messages
from rag.web.page.html.tables import render_pager, render_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rag.index.generations import GenerationSummary
    from rag.index.maintenance import RebuildRun
    from rag.index.status import CorpusChanges, IndexStatus
    from rag.ingest.importing.report import ImportReport
    from rag.schema import LedgerEntry

__all__ = [
    "LEDGER_LINES",
    "render_changes",
    "render_confirmation",
    "render_generations",
    "render_import",
    "render_ledger",
    "render_outcome",
    "render_progress",
    "render_rebuild_outcome",
    "render_status",
]

LEDGER_LINES = 50
"""Lines of the ledger on one page."""

_MAX_NAMES = 200
"""Most names in a list that has no pages."""


def render_status(status: IndexStatus, corpus: Path) -> str:
    """Render what the index holds.

    Args:
        status: The status.
        corpus: The corpus folder.

    Returns:
        HTML in which every foreign string is escaped.
    """
    manifest = status.manifest
    facts = (
        (
            messages.index_tab.HOLDS,
            messages.index_tab.holds(
                manifest.articles, status.undated, manifest.sentences, manifest.passages
            ),
        ),
        (messages.index_tab.LAST_REBUILD, messages.index_tab.states(status.counts(), status.ignored)),
        (messages.index_tab.GENERATION, messages.index_tab.built(status.generation, manifest.built_at)),
        (messages.index_tab.ENCODER, manifest.encoder),
        (messages.index_tab.INDEX_ID, manifest.index_id),
        (messages.index_tab.CORPUS, str(corpus.absolute())),
    )
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in facts)
    marked = _render_names(messages.index_tab.MARKED_ARTICLES, status.mostly_marked)
    warning = (
        f'<details class="marked"><summary>{escape(messages.index_tab.MARKED_ARTICLES)}: '
        f"{len(status.mostly_marked):,}</summary><p>{escape(messages.index_tab.MARKED_DETAIL)}</p>{marked}</details>"
        if status.mostly_marked
        else ""
    )
    heading = f"<h2>{escape(messages.index_tab.STATUS)}</h2>"
    return f'<section class="tab-drawn">{heading}<dl class="status">{rows}</dl>{warning}</section>'


def render_rebuild_outcome(run: RebuildRun | None) -> str:
    """Render in one sentence whether a rebuild runs, or how it ended, as a live region.

    Args:
        run: The rebuild that runs or ran last; None where there was none.

    Returns:
        HTML in which every foreign string is escaped.
    """
    return render_outcome(_outcome(run), failed=run is not None and run.state == "failed")


def render_outcome(text: str, *, failed: bool = False) -> str:
    """Render the outcome of an operation as a live region, which screen readers announce.

    Args:
        text: The outcome in words.
        failed: Whether it is styled as a failure.

    Returns:
        HTML in which every foreign string is escaped.
    """
    return f'<p class="{"run failed" if failed else "run"}" role="status" dir="auto">{escape(text)}</p>'


def _outcome(run: RebuildRun | None) -> str:
    if run is None:
        return messages.index_tab.NEVER_REBUILT
    if run.state == "running":
        return messages.index_tab.REBUILDING
    if run.state == "stopped":
        return messages.index_tab.REBUILD_STOPPED
    if run.report is None:
        return (
            messages.index_tab.rebuild_failed(run.problem)
            if run.problem
            else messages.index_tab.REBUILD_CRASHED
        )
    counts = {state: number for state, number in run.report.counts().items() if number}
    states = messages.index_tab.states(counts, run.report.ignored)
    return messages.index_tab.rebuilt(run.report.articles, run.report.passages_encoded, run.elapsed_s, states)


def render_progress(run: RebuildRun | None) -> str:
    """Render the progress of a running rebuild; "" where none runs.

    Args:
        run: The rebuild that runs or ran last.

    Returns:
        HTML in which every foreign string is escaped.
    """
    if run is None or run.state != "running":
        return ""
    value = f' value="{run.done}" max="{max(run.total, 1)}"' if run.step else ""
    text = (
        messages.index_tab.progress(run.step, run.done, run.total, run.rate, run.remaining_s)
        if run.step
        else messages.index_tab.PREPARING
    )
    return (
        f'<div class="progress"><progress aria-label="{escape(messages.index_tab.PROGRESS)}"{value}>'
        f"</progress><p>{escape(text)}</p>"
        f"<p>{escape(messages.index_tab.running_for(run.elapsed_s))}</p></div>"
    )


def render_changes(changes: CorpusChanges | None) -> str:
    """Render what has changed in the corpus since the last rebuild.

    Args:
        changes: The changes; None where there is no corpus.

    Returns:
        HTML in which every foreign string is escaped.
    """
    if not changes:
        text = messages.index_tab.NO_CORPUS if changes is None else messages.index_tab.UNCHANGED
        return f'<p class="changes" role="status">{escape(text)}</p>'
    lists = "".join(
        f"<h3>{escape(name)}: {len(paths):,}</h3>{_render_names(name, paths)}"
        for kind, name in messages.index_tab.CHANGES.items()
        if (paths := getattr(changes, kind))
    )
    return (
        f'<div class="changes"><p role="status">{escape(messages.index_tab.CHANGED)}</p>{lists}'
        f"<p>{escape(messages.index_tab.THEN_REBUILD)}</p></div>"
    )


def render_import(report: ImportReport) -> str:
    """Render what happened to uploaded files.

    Args:
        report: The state of each file.

    Returns:
        HTML in which every foreign string is escaped.
    """
    counts = {state: number for state, number in report.counts().items() if number}
    items = "".join(
        f"<li><bdi>{escape(entry.path or entry.source)}</bdi>: "
        f"{escape(messages.index_tab.STATES[entry.state])}"
        f"{f'. {escape(entry.reason)}' if entry.reason else ''}</li>"
        for entry in report.entries
    )
    next_step = f"<p>{escape(messages.index_tab.THEN_REBUILD)}</p>" if counts.get("imported") else ""
    return (
        f'<div class="imported"><p role="status">{escape(messages.index_tab.IMPORTED)}: '
        f"{escape(messages.index_tab.states(counts, 0))}.</p><ul>{items}</ul>{next_step}</div>"
    )


def render_generations(generations: Sequence[GenerationSummary], *, may_go_back: bool) -> str:
    """Render the generations of the index, newest first.

    Args:
        generations: The generations, oldest first.
        may_go_back: Whether each older generation gets a button that goes back to it.

    Returns:
        HTML in which every foreign string is escaped.
    """
    items = "".join(_render_generation(summary, may_go_back) for summary in reversed(generations))
    return (
        f'<section class="tab-drawn"><h2>{escape(messages.index_tab.GENERATIONS)}</h2>'
        f"<p>{escape(messages.index_tab.GENERATIONS_DETAIL)}</p>"
        f'<ul class="generations">{items}</ul></section>'
    )


def _render_generation(summary: GenerationSummary, may_go_back: bool) -> str:
    manifest = summary.manifest
    text = (
        messages.index_tab.kept(summary.name, manifest.built_at, manifest.articles)
        if manifest
        else messages.index_tab.unusable(summary.name, summary.problem)
    )
    back, name = messages.index_tab.GO_BACK, messages.index_tab.generation(summary.name)
    after = f" <strong>{escape(messages.index_tab.CURRENT)}</strong>" if summary.current else ""
    if manifest and may_go_back and not summary.current:
        after = (
            f' <button type="button" class="act" data-back-to="{escape(summary.name)}" '
            f'aria-label="{escape(back)}: {escape(name)}">{escape(back)}</button>'
        )
    return f"<li><span>{escape(text)}</span>{after}</li>"


def render_confirmation(question: str, sure: str, **data: str) -> str:
    """Render a dialog that confirms a change which cannot be undone easily.

    Args:
        question: The question.
        sure: The text of the button that confirms.
        **data: The change and its argument, as ``data-`` attributes of that button.

    Returns:
        HTML in which every foreign string is escaped.
    """
    attributes = "".join(f' data-{name.replace("_", "-")}="{escape(value)}"' for name, value in data.items())
    return (
        f'<div class="question-box" role="alertdialog" aria-label="{escape(question)}" tabindex="-1">'
        f'<p dir="auto">{escape(question)}</p>'
        f'<p><button type="button" class="act sure"{attributes}>{escape(sure)}</button> '
        '<button type="button" class="act" data-cancel>'
        f"{escape(messages.index_tab.CANCEL)}</button></p></div>"
    )


def render_ledger(entries: Sequence[LedgerEntry], number: int) -> str:
    """Render one page of the ledger.

    Args:
        entries: All lines to show, in their order.
        number: The page, from 1; a number out of range stands for the nearest page.

    Returns:
        HTML in which every foreign string is escaped.
    """
    pages = max(1, -(-len(entries) // LEDGER_LINES))
    number = min(max(1, number), pages)
    shown = entries[(number - 1) * LEDGER_LINES : number * LEDGER_LINES]
    rows = [
        (e.path, messages.index_tab.STATES[e.state], messages.index_tab.why(e.reason, e.copy_of))
        for e in shown
    ]
    found = escape(messages.index_tab.lines(len(entries), number, pages))
    if not rows:
        return f'<p class="found" role="status">{escape(messages.index_tab.NO_LINES)}</p>'
    table = render_table(messages.index_tab.LEDGER, messages.index_tab.LEDGER_HEADS, rows)
    return f'<p class="found" role="status">{found}</p>{table}{render_pager(number, pages)}'


def _render_names(label: str, names: Sequence[str]) -> str:
    """Render names as a list that scrolls when it is long, by keyboard too."""
    items = "".join(f"<li><bdi>{escape(name)}</bdi></li>" for name in names[:_MAX_NAMES])
    more = f"<li>{messages.index_tab.more(len(names) - _MAX_NAMES)}</li>" if len(names) > _MAX_NAMES else ""
    return (
        f'<div class="names" role="region" aria-label="{escape(label)}" tabindex="0">'
        f"<ul>{items}{more}</ul></div>"
    )

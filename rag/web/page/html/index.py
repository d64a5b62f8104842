"""The index as HTML: what it holds, its generations, a rebuild as it runs, the ledger.

Belongs here: pure functions from records to escaped HTML. Does not belong here: Gradio, changing anything.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from rag import messages
from rag.web.page.plots import draw_pager, draw_table

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
    "draw_changes",
    "draw_generations",
    "draw_import",
    "draw_ledger",
    "draw_progress",
    "draw_question",
    "draw_run",
    "draw_said",
    "draw_status",
]

LEDGER_LINES = 50
"""Lines of the ledger on one page."""

_MOST_NAMED = 200
"""Most names in a list that is not turned page by page."""


def draw_status(status: IndexStatus, corpus: Path) -> str:
    """Draw what an index holds.

    Args:
        status: The status.
        corpus: The corpus folder.

    Returns:
        HTML in which every foreign string is escaped.
    """
    held = status.manifest
    facts = (
        (
            messages.index.HOLDS,
            messages.index.holds(held.articles, status.undated, held.sentences, held.passages),
        ),
        (messages.index.LAST_REBUILD, messages.index.states(status.counts(), status.ignored)),
        (messages.index.GENERATION, messages.index.built(status.generation, held.built_at)),
        (messages.index.ENCODER, held.encoder),
        (messages.index.INDEX_ID, held.index_id),
        (messages.index.CORPUS, str(corpus.absolute())),
    )
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>" for name, said in facts)
    marked = _draw_names(messages.index.MARKED_ARTICLES, status.mostly_marked)
    warned = (
        f'<details class="marked"><summary>{escape(messages.index.MARKED_ARTICLES)}: '
        f"{len(status.mostly_marked):,}</summary><p>{escape(messages.index.MARKED_DETAIL)}</p>{marked}</details>"
        if status.mostly_marked
        else ""
    )
    heading = f"<h2>{escape(messages.index.STATUS)}</h2>"
    return f'<section class="tab-drawn">{heading}<dl class="status">{rows}</dl>{warned}</section>'


def draw_run(run: RebuildRun | None) -> str:
    """Draw in a sentence what became of a rebuild; a live region that changes only when that does.

    Args:
        run: The rebuild that runs or last ran; None where there was none.

    Returns:
        HTML in which every foreign string is escaped.
    """
    return draw_said(_said(run), failed=run is not None and run.state == "failed")


def draw_said(said: str, *, failed: bool = False) -> str:
    """Draw what became of something, for those who hear the page as well.

    Args:
        said: What became of it.
        failed: Whether it is shown as a failure.

    Returns:
        HTML in which every foreign string is escaped.
    """
    return f'<p class="{"run failed" if failed else "run"}" role="status" dir="auto">{escape(said)}</p>'


def _said(run: RebuildRun | None) -> str:
    if run is None:
        return messages.index.NEVER_REBUILT
    if run.state == "running":
        return messages.index.REBUILDING
    if run.state == "stopped":
        return messages.index.REBUILD_STOPPED
    if run.report is None:
        return messages.index.rebuild_failed(run.problem) if run.problem else messages.index.REBUILD_CRASHED
    counts = {state: number for state, number in run.report.counts().items() if number}
    said = messages.index.states(counts, run.report.ignored)
    return messages.index.rebuilt(run.report.articles, run.report.passages_encoded, run.elapsed_s, said)


def draw_progress(run: RebuildRun | None) -> str:
    """Draw how far a rebuild is; nothing where none runs.

    Args:
        run: The rebuild that runs or last ran.

    Returns:
        HTML in which every foreign string is escaped.
    """
    if run is None or run.state != "running":
        return ""
    place = f' value="{run.done}" max="{max(run.total, 1)}"' if run.step else ""
    said = (
        messages.index.progress(run.step, run.done, run.total, run.rate, run.remaining_s)
        if run.step
        else messages.index.PREPARING
    )
    return (
        f'<div class="progress"><progress aria-label="{escape(messages.index.PROGRESS)}"{place}></progress>'
        f"<p>{escape(said)}</p><p>{escape(messages.index.running_for(run.elapsed_s))}</p></div>"
    )


def draw_changes(changes: CorpusChanges | None) -> str:
    """Draw what has changed in the corpus.

    Args:
        changes: The changes; None where there is no corpus.

    Returns:
        HTML in which every foreign string is escaped.
    """
    if not changes:
        said = messages.index.NO_CORPUS if changes is None else messages.index.UNCHANGED
        return f'<p class="changes" role="status">{escape(said)}</p>'
    lists = "".join(
        f"<h3>{escape(name)}: {len(getattr(changes, kind)):,}</h3>{_draw_names(name, getattr(changes, kind))}"
        for kind, name in messages.index.CHANGES.items()
        if getattr(changes, kind)
    )
    return (
        f'<div class="changes"><p role="status">{escape(messages.index.CHANGED)}</p>{lists}'
        f"<p>{escape(messages.index.THEN_REBUILD)}</p></div>"
    )


def draw_import(report: ImportReport) -> str:
    """Draw what became of files that were sent.

    Args:
        report: What became of each.

    Returns:
        HTML in which every foreign string is escaped.
    """
    counts = {state: number for state, number in report.counts().items() if number}
    items = "".join(
        f"<li><bdi>{escape(entry.path or entry.source)}</bdi>: {escape(messages.index.STATES[entry.state])}"
        f"{f'. {escape(entry.reason)}' if entry.reason else ''}</li>"
        for entry in report.entries
    )
    then = f"<p>{escape(messages.index.THEN_REBUILD)}</p>" if counts.get("imported") else ""
    return (
        f'<div class="imported"><p role="status">{escape(messages.index.IMPORTED)}: '
        f"{escape(messages.index.states(counts, 0))}.</p><ul>{items}</ul>{then}</div>"
    )


def draw_generations(generations: Sequence[GenerationSummary], *, may_go_back: bool) -> str:
    """Draw the generations that are kept, newest first.

    Args:
        generations: The generations, oldest first.
        may_go_back: Whether a button goes back to each older one.

    Returns:
        HTML in which every foreign string is escaped.
    """
    items = "".join(_draw_generation(summary, may_go_back) for summary in reversed(generations))
    return (
        f'<section class="tab-drawn"><h2>{escape(messages.index.GENERATIONS)}</h2>'
        f'<p>{escape(messages.index.GENERATIONS_DETAIL)}</p><ul class="generations">{items}</ul></section>'
    )


def _draw_generation(summary: GenerationSummary, may_go_back: bool) -> str:
    held = summary.manifest
    said = (
        messages.index.kept(summary.name, held.built_at, held.articles)
        if held
        else messages.index.unusable(summary.name, summary.problem)
    )
    back, name = messages.index.GO_BACK, messages.index.generation(summary.name)
    after = f" <strong>{escape(messages.index.CURRENT)}</strong>" if summary.current else ""
    if held and may_go_back and not summary.current:
        after = (
            f' <button type="button" class="act" data-back-to="{escape(summary.name)}" '
            f'aria-label="{escape(back)}: {escape(name)}">{escape(back)}</button>'
        )
    return f"<li><span>{escape(said)}</span>{after}</li>"


def draw_question(question: str, sure: str, **data: str) -> str:
    """Draw a question before something that cannot be undone easily.

    Args:
        question: The question.
        sure: What the button says that does it.
        **data: What that button stands for, as ``data-`` attributes.

    Returns:
        HTML in which every foreign string is escaped.
    """
    attributes = "".join(f' data-{name.replace("_", "-")}="{escape(value)}"' for name, value in data.items())
    return (
        f'<div class="question-box" role="alertdialog" aria-label="{escape(question)}" tabindex="-1">'
        f'<p dir="auto">{escape(question)}</p>'
        f'<p><button type="button" class="act sure"{attributes}>{escape(sure)}</button> '
        f'<button type="button" class="act" data-cancel>{escape(messages.index.CANCEL)}</button></p></div>'
    )


def draw_ledger(entries: Sequence[LedgerEntry], number: int) -> str:
    """Draw one page of the ledger.

    Args:
        entries: All lines that are wanted, in their order.
        number: The page, from 1; beyond the last one, the last one.

    Returns:
        HTML in which every foreign string is escaped.
    """
    pages = max(1, -(-len(entries) // LEDGER_LINES))
    number = min(max(1, number), pages)
    shown = entries[(number - 1) * LEDGER_LINES : number * LEDGER_LINES]
    rows = [(e.path, messages.index.STATES[e.state], messages.index.why(e.reason, e.copy_of)) for e in shown]
    found = escape(messages.index.lines(len(entries), number, pages))
    if not rows:
        return f'<p class="found" role="status">{escape(messages.index.NO_LINES)}</p>'
    return (
        f'<p class="found" role="status">{found}</p>'
        f"{draw_table(messages.index.LEDGER, messages.index.LEDGER_HEADS, rows)}{draw_pager(number, pages)}"
    )


def _draw_names(label: str, names: Sequence[str]) -> str:
    """Draw names as a list that scrolls when it is long, by the keyboard as well."""
    items = "".join(f"<li><bdi>{escape(name)}</bdi></li>" for name in names[:_MOST_NAMED])
    more = f"<li>{messages.index.more(len(names) - _MOST_NAMED)}</li>" if len(names) > _MOST_NAMED else ""
    return (
        f'<div class="names" role="region" aria-label="{escape(label)}" tabindex="0">'
        f"<ul>{items}{more}</ul></div>"
    )

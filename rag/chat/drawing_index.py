"""The index as HTML: what it holds, its generations, a rebuild as it runs, the ledger.

Belongs here: pure functions from records to escaped HTML. Does not belong here: Gradio, changing anything.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from rag import texts
from rag.chat.plots import draw_pager, draw_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rag.datamodel import LedgerEntry
    from rag.generations import GenerationSummary
    from rag.importing.report import ImportReport
    from rag.status import CorpusChanges, IndexStatus
    from rag.upkeep import RebuildRun

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
        (texts.index.HOLDS, texts.index.holds(held.articles, status.undated, held.sentences, held.passages)),
        (texts.index.LAST_REBUILD, texts.index.states(status.counts(), status.ignored)),
        (texts.index.GENERATION, texts.index.built(status.generation, held.built_at)),
        (texts.index.ENCODER, held.encoder),
        (texts.index.INDEX_ID, held.index_id),
        (texts.index.CORPUS, str(corpus.absolute())),
    )
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>" for name, said in facts)
    marked = _draw_names(texts.index.MARKED_ARTICLES, status.mostly_marked)
    warned = (
        f'<details class="marked"><summary>{escape(texts.index.MARKED_ARTICLES)}: '
        f"{len(status.mostly_marked):,}</summary><p>{escape(texts.index.MARKED_DETAIL)}</p>{marked}</details>"
        if status.mostly_marked
        else ""
    )
    heading = f"<h2>{escape(texts.index.STATUS)}</h2>"
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
        return texts.index.NEVER_REBUILT
    if run.state == "running":
        return texts.index.REBUILDING
    if run.state == "stopped":
        return texts.index.REBUILD_STOPPED
    if run.report is None:
        return texts.index.rebuild_failed(run.problem) if run.problem else texts.index.REBUILD_CRASHED
    counts = {state: number for state, number in run.report.counts().items() if number}
    said = texts.index.states(counts, run.report.ignored)
    return texts.index.rebuilt(run.report.articles, run.report.passages_encoded, run.elapsed_s, said)


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
        texts.index.progress(run.step, run.done, run.total, run.rate, run.remaining_s)
        if run.step
        else texts.index.PREPARING
    )
    return (
        f'<div class="progress"><progress aria-label="{escape(texts.index.PROGRESS)}"{place}></progress>'
        f"<p>{escape(said)}</p><p>{escape(texts.index.running_for(run.elapsed_s))}</p></div>"
    )


def draw_changes(changes: CorpusChanges | None) -> str:
    """Draw what has changed in the corpus.

    Args:
        changes: The changes; None where there is no corpus.

    Returns:
        HTML in which every foreign string is escaped.
    """
    if not changes:
        said = texts.index.NO_CORPUS if changes is None else texts.index.UNCHANGED
        return f'<p class="changes" role="status">{escape(said)}</p>'
    lists = "".join(
        f"<h3>{escape(name)}: {len(getattr(changes, kind)):,}</h3>{_draw_names(name, getattr(changes, kind))}"
        for kind, name in texts.index.CHANGES.items()
        if getattr(changes, kind)
    )
    return (
        f'<div class="changes"><p role="status">{escape(texts.index.CHANGED)}</p>{lists}'
        f"<p>{escape(texts.index.THEN_REBUILD)}</p></div>"
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
        f"<li><bdi>{escape(entry.path or entry.source)}</bdi>: {escape(texts.index.STATES[entry.state])}"
        f"{f'. {escape(entry.reason)}' if entry.reason else ''}</li>"
        for entry in report.entries
    )
    then = f"<p>{escape(texts.index.THEN_REBUILD)}</p>" if counts.get("imported") else ""
    return (
        f'<div class="imported"><p role="status">{escape(texts.index.IMPORTED)}: '
        f"{escape(texts.index.states(counts, 0))}.</p><ul>{items}</ul>{then}</div>"
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
        f'<section class="tab-drawn"><h2>{escape(texts.index.GENERATIONS)}</h2>'
        f'<p>{escape(texts.index.GENERATIONS_DETAIL)}</p><ul class="generations">{items}</ul></section>'
    )


def _draw_generation(summary: GenerationSummary, may_go_back: bool) -> str:
    held = summary.manifest
    said = (
        texts.index.kept(summary.name, held.built_at, held.articles)
        if held
        else texts.index.unusable(summary.name, summary.problem)
    )
    back, name = texts.index.GO_BACK, texts.index.generation(summary.name)
    after = f" <strong>{escape(texts.index.CURRENT)}</strong>" if summary.current else ""
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
        f'<button type="button" class="act" data-cancel>{escape(texts.index.CANCEL)}</button></p></div>'
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
    rows = [(e.path, texts.index.STATES[e.state], texts.index.why(e.reason, e.copy_of)) for e in shown]
    found = escape(texts.index.lines(len(entries), number, pages))
    if not rows:
        return f'<p class="found" role="status">{escape(texts.index.NO_LINES)}</p>'
    return (
        f'<p class="found" role="status">{found}</p>'
        f"{draw_table(texts.index.LEDGER, texts.index.LEDGER_HEADS, rows)}{draw_pager(number, pages)}"
    )


def _draw_names(label: str, names: Sequence[str]) -> str:
    """Draw names as a list that scrolls when it is long, by the keyboard as well."""
    items = "".join(f"<li><bdi>{escape(name)}</bdi></li>" for name in names[:_MOST_NAMED])
    more = f"<li>{texts.index.more(len(names) - _MOST_NAMED)}</li>" if len(names) > _MOST_NAMED else ""
    return (
        f'<div class="names" role="region" aria-label="{escape(label)}" tabindex="0">'
        f"<ul>{items}{more}</ul></div>"
    )

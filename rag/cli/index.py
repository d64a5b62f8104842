"""The commands that change the index or tell its state: `rag rebuild`, `rollback`, `forget`, `status`.

Belongs here: their arguments, and their results as text. Does not belong here: the work (`rag.index`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.arguments import AsJson, Corpus, Index  # noqa: TC001 - typer reads them
from rag.cli.output import FAILED, print_error, print_json, print_text, stderr_console
from rag.errors import RagError
from rag.progress import progress_bar
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rag.index.generations import GenerationSummary
    from rag.index.status import IndexStatus
    from rag.schema import RebuildReport

__all__ = ["forget", "rebuild", "rollback", "status"]


def rebuild(
    corpus: Corpus = None,
    index: Index = None,
    full: Annotated[bool, typer.Option("--full", help="Read every file anew.")] = False,
    allow_removals: Annotated[
        bool, typer.Option("--allow-removals", help="Go on when over half of the indexed files are gone.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Rebuild whenever files change, until interrupted.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the index in line with a folder of articles. Exits 1 when a file failed."""
    if watch and (as_json or full):
        raise typer.BadParameter("--watch goes with neither --json nor --full")
    settings = load_settings(corpus=corpus, index=index)
    from rag.archive import rebuild as rebuild_archive  # noqa: PLC0415 - takes seconds

    def run() -> RebuildReport:
        with progress_bar(stderr_console()) as report_progress:
            report = rebuild_archive(
                settings=settings, full=full, allow_removals=allow_removals, on_progress=report_progress
            )
        if as_json:
            print_json(report.to_dict())
        else:
            print_text(_report_as_text(report))
        return report

    if watch:
        _rebuild_on_changes(settings.corpus, run)
        raise typer.Exit(0)
    report = run()
    raise typer.Exit(FAILED if report.counts()["failed"] else 0)


def _rebuild_on_changes(corpus: Path, run: Callable[[], object]) -> None:
    """Rebuild now and whenever files change; after an error of a later rebuild, wait for the next change."""
    from rag.index.rebuild import watch_corpus  # noqa: PLC0415

    stderr_console().print(f"Watching {corpus} …", markup=False)
    try:
        for changed in watch_corpus(corpus):
            try:
                run()
            except RagError as error:
                if not changed:
                    raise
                print_error(error)
    except KeyboardInterrupt:  # in the middle of a rebuild: the index is as it was
        return


def _report_as_text(report: RebuildReport) -> str:
    from rag.rendering import one_line  # noqa: PLC0415

    counts = ", ".join(f"{n} {state}" for state, n in report.counts().items() if n) or "no files"
    lines = [
        f"{entry.state}: {one_line(entry.path)}: {one_line(entry.reason or 'no longer there')}"
        for entry in report.ledger
        if entry.state in ("removed", "empty", "unsupported", "failed")
    ]
    passed_over = f"; {report.ignored} dotfiles and links passed over" if report.ignored else ""
    lines.append(
        f"{report.articles} articles, {report.sentences} sentences, {report.passages} passages "
        f"({report.passages_encoded} encoded) in {report.elapsed_s:.1f} s: {counts}{passed_over}."
    )
    lines.append(f"Index {report.index_id}, generation {report.generation}.")
    if report.garbled or report.guessed:
        lines.append(
            f"Letters may be wrong: {report.garbled} articles hold garbled ones, of {report.guessed} the "
            "encoding was guessed. `rag status` lists them."
        )
    return "\n".join(lines) + "\n"


def rollback(
    generation: Annotated[
        str | None, typer.Argument(help="The generation; the one before the current one unless named.")
    ] = None,
    index: Index = None,
) -> None:
    """Answer from an older generation again; `rag status` lists them."""
    settings = load_settings(index=index)
    from rag.index.rebuild import roll_back_index  # noqa: PLC0415 - takes seconds

    name = roll_back_index(settings, generation)
    print_text(
        f"Generation {name} answers now. The next `rag rebuild` brings it in line with the corpus again.\n"
    )


def forget(
    article_id: Annotated[str, typer.Argument(help="The article's id.")],
    undo: Annotated[bool, typer.Option("--undo", help="Let it be indexed again.")] = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Remove an article from every generation for good; its file is not touched."""
    settings = load_settings(corpus=corpus, index=index)
    from rag.index.rebuild import forget_article, remember_article  # noqa: PLC0415 - takes seconds
    from rag.rendering import one_line  # noqa: PLC0415

    if undo:
        known = remember_article(settings, article_id)
        print_text("The next `rag rebuild` may index it again.\n" if known else "It was not forgotten.\n")
        return
    done = forget_article(settings, article_id)
    now = (
        f"Generation {done.generation} answers now."
        if done.generation
        else "No article is left: the index is removed."
    )
    lines = [f"{one_line(done.article_id)} is removed from every generation. {now}"]
    if done.in_corpus:
        lines.append(f"Its file is still in the corpus: {one_line(done.path)}. No rebuild indexes it again.")
    print_text("\n".join(lines) + "\n")


def status(corpus: Corpus = None, index: Index = None, as_json: AsJson = False) -> None:
    """Tell what the index holds, and what has changed in the corpus since."""
    settings = load_settings(corpus=corpus, index=index)
    from rag.index.status import read_status  # noqa: PLC0415

    found = read_status(settings)
    if as_json:
        print_json(found.to_dict())
    else:
        print_text(_status_as_text(found, settings))


def _status_as_text(found: IndexStatus, settings: Settings) -> str:
    from rag.rendering import one_line  # noqa: PLC0415

    manifest = found.manifest
    last = "Last rebuild"
    if found.ledger_generation != found.generation:
        last = f"The rebuild that made generation {found.ledger_generation}"
    lines = [
        f"Index {manifest.index_id}, generation {found.generation}, built {manifest.built_at}",
        f"{manifest.articles} articles ({found.undated} undated), {manifest.sentences} sentences, "
        f"{manifest.passages} passages; encoder {manifest.encoder}",
        f"{last}: " + ", ".join(f"{n} {state}" for state, n in found.counts().items()) + ".",
    ]
    lines += [
        f"{entry.state}: {one_line(entry.path)}: {one_line(entry.reason or '')}"
        for entry in found.ledger
        if entry.reason
    ]
    lines += [
        f"over a third marked as boilerplate or headings, never cited: {one_line(article_id)}"
        for article_id in found.mostly_marked
    ]
    lines += [
        f"garbled letters (mojibake) in its text: {one_line(article_id)}" for article_id in found.garbled
    ]
    lines += [
        f"encoding guessed as {encoding}, letters may be wrong: {one_line(article_id)}. Save it as UTF-8."
        for article_id, encoding in found.guessed
    ]
    lines += [_generation_as_text(summary) for summary in found.generations]
    if found.changes is None:
        lines.append(f"There is no corpus folder {str(settings.corpus)!r} to compare with.")
    elif not found.changes:
        lines.append("The corpus has not changed since.")
    else:
        for kind in ("new", "changed", "removed"):
            lines += [f"{kind}: {one_line(path)}" for path in getattr(found.changes, kind)]
        lines.append("Run `rag rebuild` to bring the index in line.")
    return "\n".join(lines) + "\n"


def _generation_as_text(summary: GenerationSummary) -> str:
    held = summary.manifest
    what = f"built {held.built_at}, {held.articles} articles" if held else f"unusable: {summary.problem}"
    return f"generation {summary.name}: {what}{' (current)' if summary.current else ''}"

"""The command `rag import`.

Belongs here: its arguments, and its report as text. Does not belong here: copying and fetching
(`rag.ingest.importing`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.arguments import AsJson, Corpus  # noqa: TC001 - typer reads them
from rag.cli.output import FAILED, print_json, print_text, stderr_console
from rag.progress import progress_bar
from rag.settings import load_settings

if TYPE_CHECKING:
    from rag.ingest.importing import ImportReport

__all__ = ["import_files"]


def import_files(
    sources: Annotated[
        list[str], typer.Argument(help="Files, folders, addresses of pages, feeds and sitemaps.")
    ],
    corpus: Corpus = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also fetch from private and loopback addresses.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Copy files and folders into the corpus, and fetch pages. Exits 1 when one failed."""
    settings = load_settings(corpus=corpus)
    from rag.ingest.importing import import_sources  # noqa: PLC0415 - what fetches is loaded for this alone
    from rag.ingest.parsers import is_read  # noqa: PLC0415
    from rag.ingest.parsers.containers import suffix_of  # noqa: PLC0415

    with progress_bar(stderr_console()) as report_progress:
        report = import_sources(
            sources,
            settings.corpus,
            known=lambda name: is_read(suffix_of(name)),
            max_article_mb=settings.max_article_mb,
            max_container_mb=settings.max_container_mb,
            allow_private=allow_private,
            on_progress=report_progress,
        )
    if as_json:
        print_json(report.to_dict())
    else:
        print_text(_import_as_text(report))
    raise typer.Exit(FAILED if report.counts()["failed"] else 0)


def _import_as_text(report: ImportReport) -> str:
    from rag.rendering import one_line  # noqa: PLC0415

    lines = [
        ": ".join(one_line(part) for part in (entry.state, entry.source, entry.path, entry.reason) if part)
        for entry in report.entries
    ]
    counts = ", ".join(f"{n} {state}" for state, n in report.counts().items() if n) or "nothing to import"
    return "\n".join([*lines, f"{counts}. Run `rag rebuild` to bring the index in line."]) + "\n"

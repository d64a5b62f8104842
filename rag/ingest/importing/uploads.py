"""Files that somebody sent to the server: checked by their content, then put into the corpus.

Belongs here: what makes a sent file acceptable. Does not belong here: receiving it (`rag.web.page`), writing
it (`rag.ingest.importing.sources`).

A name proves nothing: a file is taken when a parser reads an article from it, as a rebuild would. Nothing
that it says is fetched, not even where it is a sitemap.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ArticleReadError, CorpusMissing
from rag.ingest.corpus import CorpusFile, parser_options, read_corpus_file
from rag.ingest.importing.report import ImportEntry, ImportReport
from rag.ingest.importing.sources import Store, as_text
from rag.ingest.parsers import is_read
from rag.ingest.parsers.containers import suffix_of
from rag.ingest.parsers.items import BYTES_PER_MB
from rag.schema import Article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.ingest.parsers.items import ParserOptions
    from rag.settings import Settings

__all__ = ["MAX_UPLOADS", "MAX_UPLOAD_BYTES", "MAX_UPLOAD_MB", "take_in"]

MAX_UPLOAD_MB = 50
"""Largest file that is taken, in megabytes of 1,000,000 bytes; `rag import` takes larger ones."""

MAX_UPLOADS = 50
"""Most files taken at once."""

MAX_UPLOAD_BYTES = 100_000_000
"""Most that one request may bring; `rag import` takes more."""

_MAX_UNPACKED_MB = 1000.0
"""Most that is unpacked of one file to see whether it holds an article."""


def take_in(files: Sequence[Path], settings: Settings) -> ImportReport:
    """Put files into the corpus, each under its own name, where an article can be read from it.

    Args:
        files: The files; only the last part of a path is taken for the name.
        settings: Where the corpus lies, and how files are read.

    Returns:
        What became of each file, in their order.

    Raises:
        CorpusMissing: The corpus cannot be made.
    """
    try:
        settings.corpus.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusMissing(
            f"the corpus folder {str(settings.corpus)!r} cannot be made: {error.strerror}."
        ) from None
    corpus = Path(os.path.realpath(settings.corpus))
    store = Store(corpus, lambda name: is_read(suffix_of(name)), MAX_UPLOAD_MB * BYTES_PER_MB)
    options = parser_options(settings)
    options = replace(options, max_container_mb=min(options.max_container_mb, _MAX_UNPACKED_MB))
    entries = [_taken(file, store, options) for file in files[:MAX_UPLOADS]]
    entries += [
        ImportEntry(
            source=file.name, state="skipped", reason=f"no more than {MAX_UPLOADS} files are taken at once."
        )
        for file in files[MAX_UPLOADS:]
    ]
    return ImportReport(entries=tuple(entries), ignored=0)


def _taken(file: Path, store: Store, options: ParserOptions) -> ImportEntry:
    name = as_text(Path(file.name))
    problem = _problem(file, options)
    if problem:
        return ImportEntry(source=name, state="failed", reason=problem)
    return replace(store.copy(file), source=name)


def _problem(file: Path, options: ParserOptions) -> str | None:
    """Return why nothing can be read from a file of a kind that is read; None where an article can."""
    suffix = suffix_of(file.name)
    if not is_read(suffix):
        return None  # the store says so
    if file.stat().st_size > MAX_UPLOAD_MB * BYTES_PER_MB:
        return f"larger than {MAX_UPLOAD_MB} MB. Use `rag import` for it."
    reason = "there is no text in it."
    sent = CorpusFile(path=str(file), relative=file.name, suffix=suffix, article_id=file.name)
    try:
        for item in read_corpus_file(sent, options):
            if isinstance(item, Article):
                return None
            reason = item.reason or reason
    except ArticleReadError as error:
        return str(error)
    return reason

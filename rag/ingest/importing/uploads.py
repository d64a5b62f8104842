"""Check files that somebody uploaded to the server, and put them into the corpus.

Belongs here: which uploaded files are accepted. Does not belong here: receiving it (`rag.web.page`), writing
it (`rag.ingest.importing.corpus_writer`).

A file is accepted when a parser reads an article from it, as a rebuild would; its name proves nothing. No
link in it is fetched, not even where it is a sitemap.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ArticleReadError, CorpusMissing
from rag.ingest.corpus import CorpusFile, parser_options, read_corpus_file
from rag.ingest.importing.corpus_writer import Store, path_text
from rag.ingest.importing.report import ImportEntry, ImportReport
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
"""Largest file that is accepted, in megabytes of 1,000,000 bytes; `rag import` accepts larger ones."""

MAX_UPLOADS = 50
"""Most files that are accepted at once."""

MAX_UPLOAD_BYTES = 100_000_000
"""Most bytes of one request; `rag import` accepts more."""

_MAX_UNPACKED_MB = 1000.0
"""Most megabytes that are unpacked of one file to find an article in it."""


def take_in(files: Sequence[Path], settings: Settings) -> ImportReport:
    """Put those files into the corpus from which an article can be read, each under its own name.

    Args:
        files: The files; the last part of a path is the name.
        settings: The place of the corpus, and the limits of parsers.

    Returns:
        The outcome for each file, in the order of the files.

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
    name = path_text(Path(file.name))
    problem = _problem(file, options)
    if problem:
        return ImportEntry(source=name, state="failed", reason=problem)
    return replace(store.copy(file), source=name)


def _problem(file: Path, options: ParserOptions) -> str | None:
    """Return why a file holds no article; None where it holds one, or where the store refuses it anyway."""
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

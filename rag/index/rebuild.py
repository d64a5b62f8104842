"""Rebuilding the index: from a folder of articles to a new generation, and an account of every file.

Belongs here: the order of the steps. Does not belong here: the steps themselves. They are, in order: list
(`rag.ingest.corpus`), compare and parse (`file_changes`), cut (`passages`), write (`catalogue_writer`),
encode (`generation_writer`), write again (`vector_index`), switch (`generations`), account (`ledger`). Nor
does taking one article out of the index belong here (`removal`), or when to rebuild (`watch`).
"""

from __future__ import annotations

import os
import time
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from rag.embedding.encoder import SentenceTransformerEncoder
from rag.embedding.model_files import find_model
from rag.errors import CorpusMissing, CorpusShrunk, SettingsError
from rag.index.catalogue import Catalogue
from rag.index.file_changes import FileChanges, Progress, index_before
from rag.index.generation_writer import encode_passages, index_settings_id, manifest_of, write_catalogue
from rag.index.generations import (
    CATALOGUE_FILE,
    VECTORS_FILE,
    cache_file,
    catalogue_of,
    kept_vector_keys,
    open_newest,
    roll_back,
    seal,
    staging,
    switch,
    writing,
)
from rag.index.ledger import Ledger, mark_copies, read_forgotten, write_ledger
from rag.index.passages import PassageBuilder, cut_article
from rag.index.removal import Forgotten, finish_forgetting, forget_article, remember_article
from rag.index.vector_cache import VectorCache, vector_key
from rag.index.vector_index import save_vectors
from rag.index.watch import watch_corpus
from rag.ingest.corpus import list_corpus
from rag.schema import RebuildReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Set
    from pathlib import Path

    from rag.embedding.model_files import ModelFiles
    from rag.index.generations import Manifest
    from rag.index.passages import ParsedArticle
    from rag.ingest.corpus import CorpusFile, CorpusListing
    from rag.schema import LedgerEntry
    from rag.settings import Settings

__all__ = [
    "Forgotten",
    "Progress",
    "forget_article",
    "index_settings_id",
    "rebuild_index",
    "remember_article",
    "roll_back_index",
    "watch_corpus",
]

_IF_MEANT = "If that is meant, run `rag rebuild --allow-removals`"


def rebuild_index(
    settings: Settings,
    *,
    full: bool = False,
    allow_removals: bool = False,
    on_progress: Progress | None = None,
) -> RebuildReport:
    """Bring the index in line with the corpus.

    Where nothing has changed the current generation stays. Otherwise a new generation is written beside it,
    checked, and made the current one in one step. Until then, and if anything fails, the old one answers.

    Args:
        settings: Where corpus and index are, and how articles are cut and encoded.
        full: Read every file anew; passages that were encoded before are not encoded again.
        allow_removals: Go on where more than half of the indexed files, or all articles, are gone.
        on_progress: Called now and then from this thread.

    Returns:
        What became of every file.

    Raises:
        SettingsError: The index is inside the corpus.
        CorpusMissing: There is no corpus folder, or no article in it. An index that held articles becomes
            empty only where removals are allowed.
        CorpusShrunk: More than half of the indexed files are gone.
        IndexNotWritable: The index cannot be written, or another rebuild runs.
        IndexDamaged: The list of forgotten articles cannot be read.
        EncoderError: The encoder cannot be loaded.
    """
    began = time.monotonic()
    progress = on_progress or (lambda *_: None)
    _check_apart(settings)
    model = find_model(settings.encoder)
    listing = list_corpus(settings.corpus)
    with writing(settings.index):
        old = open_newest(settings.index)
        before = index_before(settings.index, old)
        if not allow_removals:
            _check_removals(before.article_ids.keys(), listing, settings.corpus)
        forgotten = read_forgotten(settings.index)
        settings_id = index_settings_id(settings, model)
        changes = FileChanges(
            settings,
            before,
            forgotten,
            same_settings=old is not None and old.manifest.index_settings_id == settings_id,
            reread=full or not before.has_ledger,
        )
        if old and not changes.compare(listing.files):
            name, manifest, encoded = old.name, old.manifest, 0
        else:
            articles = changes.parse(listing.files, progress)
            if not (allow_removals if before.article_ids else old):
                articles = _at_least_one(articles, changes, settings, had_articles=bool(before.article_ids))
            name, manifest, encoded = _write_generation(settings, model, articles, before.catalogue, progress)
        report = _account(settings.index, name, manifest, changes.ledger, listing.ignored)
        if not forgotten.is_finished:
            finish_forgetting(settings.index, (name, manifest))
    return replace(report, passages_encoded=encoded, elapsed_s=time.monotonic() - began)


def _write_generation(
    settings: Settings,
    model: ModelFiles,
    articles: Iterable[ParsedArticle | int],
    old: Catalogue | None,
    progress: Progress,
) -> tuple[str, Manifest, int]:
    """Write a generation and switch to it.

    Args:
        settings: Where the index is, and how articles are cut and encoded.
        model: The encoder.
        articles: Articles in ascending order of file and place: to be cut, or rows of the old catalogue.
        old: The catalogue that the rows are of.
        progress: Called now and then.

    Returns:
        The name of the generation, its manifest, and how many passages were encoded.
    """
    index, encoder = settings.index, SentenceTransformerEncoder(model, settings)
    builder = PassageBuilder(
        encoder=encoder, budget=settings.passage_tokens, overlap=settings.overlap_sentences
    )
    key_of = partial(vector_key, model.weights_sha256, settings.passage_prompt)
    with staging(index) as staged:
        cut = (a if isinstance(a, int) else cut_article(a, builder, key_of) for a in articles)
        size = write_catalogue(staged / CATALOGUE_FILE, cut, old.path if old else None)
        with (
            closing(VectorCache(cache_file(index), encoder.dimension)) as cache,
            closing(Catalogue(staged / CATALOGUE_FILE)) as catalogue,
        ):
            vectors = encode_passages(catalogue, builder, cache, progress)
            save_vectors(staged / VECTORS_FILE, vectors, count=size.passages, dimension=encoder.dimension)
            new_keys = (key for _, key in catalogue.vector_keys())
            cache.keep_only(chain(new_keys, kept_vector_keys(index)))
            manifest = manifest_of(staged, settings, model, catalogue, dimension=encoder.dimension)
        seal(staged, manifest)
        return switch(index, staged, keep=settings.keep_generations), manifest, cache.stored


def _account(
    index: Path, name: str, manifest: Manifest, lines: Sequence[LedgerEntry], ignored: int
) -> RebuildReport:
    """Write the ledger, and return the report without what only the caller knows."""
    with closing(catalogue_of(index, name)) as catalogue:
        garbled, guessed = len(catalogue.garbled()), len(catalogue.guessed())
        ledger = mark_copies(lines, catalogue.copies())
    write_ledger(index, Ledger(generation=name, entries=ledger, ignored=ignored))
    return RebuildReport(
        index_id=manifest.index_id,
        generation=name,
        articles=manifest.articles,
        sentences=manifest.sentences,
        passages=manifest.passages,
        passages_encoded=0,
        ignored=ignored,
        garbled=garbled,
        guessed=guessed,
        ledger=ledger,
        elapsed_s=0.0,
    )


def _check_apart(settings: Settings) -> None:
    """Raise SettingsError where the index is inside the corpus: its files would be read as articles."""
    if settings.index.resolve().is_relative_to(settings.corpus.resolve()):
        raise SettingsError(
            f"the index folder {str(settings.index)!r} lies in the corpus {str(settings.corpus)!r}. Name one "
            "outside it with `--index`."
        )


def _check_removals(indexed: Set[str], listing: CorpusListing, corpus: Path) -> None:
    """Raise CorpusShrunk where most indexed files are gone: the folder may be wrong or not mounted."""
    gone = len(indexed - {file.relative for file in listing.files if not _is_bare(file)})
    if 2 * gone > len(indexed):
        raise CorpusShrunk(
            f"{gone} of {len(indexed)} indexed files are gone from {str(corpus)!r}, or hold no byte; "
            f"the index is unchanged. {_IF_MEANT}; else name the right folder with `--corpus`."
        )


def _is_bare(file: CorpusFile) -> bool:
    """Say whether a file is empty, as after a copy that failed; False where that cannot be found out."""
    try:
        return os.stat(file.path).st_size == 0  # noqa: PTH116 - of thousands, faster than by a Path's own
    except OSError:
        return False


def _at_least_one(
    articles: Iterator[ParsedArticle | int], changes: FileChanges, settings: Settings, *, had_articles: bool
) -> Iterator[ParsedArticle | int]:
    """Yield the articles; raise CorpusMissing at the end where there was none."""
    first = next(articles, None)
    if first is None:
        ledger = changes.ledger
        shown = [": ".join(filter(None, (e.path, e.state, e.reason))) for e in ledger[:3]]
        more = f" (and {len(ledger) - 3} more)" if len(ledger) > 3 else ""  # noqa: PLR2004
        reasons = "; ".join(shown) + more if shown else "It holds no files."
        raise CorpusMissing(
            f"no article could be read in {str(settings.corpus)!r}; the index is unchanged. {reasons}"
            f"{f' {_IF_MEANT}.' if had_articles else ''}"
        )
    yield first
    yield from articles


def roll_back_index(settings: Settings, generation: str | None = None) -> str:
    """Go back to an older generation.

    The corpus is not changed, so that the next rebuild brings the index in line with it again.

    Args:
        settings: Where the index is.
        generation: Its name; None takes the one before the current one.

    Returns:
        The name of the new generation, which holds the same as the older one.

    Raises:
        GenerationMissing: There is no such generation.
        IndexMissing: Nothing has been built there.
        IndexDamaged: A file of the generation is missing or altered.
        IndexIncompatible: It was written by another schema.
        IndexNotWritable: The index cannot be written, or a rebuild runs.
    """
    with writing(settings.index):
        return roll_back(settings.index, generation, keep=settings.keep_generations)

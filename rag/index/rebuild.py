"""From a folder of articles to a new generation of the index, and an account of every file.

Belongs here: the order of the steps of rebuilding and of rolling back. Does not belong here: what becomes of
each file (`file_changes`), how a generation is written (`generation_writer`), taking one article out
(`removal`), when to rebuild (`watch`).
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.embedding.model_files import find_model
from rag.errors import CorpusMissing, CorpusShrunk, IndexError_, SettingsError
from rag.index.file_changes import Files, Progress
from rag.index.generation_writer import GenerationWriter, index_settings_id
from rag.index.generations import catalogue_of, current_generation, open_newest, roll_back, writing
from rag.index.ledger import Ledger, read_forgotten, read_ledger, write_ledger
from rag.index.removal import Forgotten, finish_forgetting, forget_article, remember_article
from rag.index.watch import watch_corpus
from rag.ingest.corpus import list_corpus
from rag.schema import RebuildReport

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set
    from pathlib import Path

    from rag.index.catalogue import HeldFile
    from rag.index.generations import Generation
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

    When nothing has changed the current generation stays. Otherwise a new one is written aside, checked
    and switched to in one step; until then, and if anything fails, the old one answers.

    Args:
        settings: Where corpus and index lie, and how articles are cut and encoded.
        full: Read every file anew; a passage that was ever encoded is not encoded again.
        allow_removals: Go on when more than half of the indexed files, or all articles, are gone.
        on_progress: Called now and then from this thread.

    Returns:
        What became of every file.

    Raises:
        SettingsError: The index lies in the corpus.
        CorpusMissing: There is no corpus folder, or no article in it; where there were some, and removals are
            allowed, the index holds none from then on.
        CorpusShrunk: More than half of the indexed files are gone.
        IndexNotWritable: The index cannot be written, or another rebuild runs.
        IndexDamaged: The list of forgotten articles cannot be read.
        EncoderError: The encoder cannot be loaded.
    """
    began = time.monotonic()
    _check_apart(settings)
    model = find_model(settings.encoder)
    listing = list_corpus(settings.corpus)
    encoded = 0
    with writing(settings.index):
        old = open_newest(settings.index)
        known = old.catalogue.files() if old else {}
        before = _indexed_before(settings.index, old, known)
        if not allow_removals:
            _check_removals(before.keys(), listing, settings.corpus)
        forgotten = read_forgotten(settings.index)
        files = Files(
            settings,
            old.catalogue if old else None,
            known,
            before=before,
            cut_alike=old is not None
            and old.manifest.index_settings_id == index_settings_id(settings, model),
            afresh=full or not _is_accounted_for(settings.index, old),
            forgotten=forgotten,
        )
        if old and files.settled(listing.files):
            name, manifest = old.name, old.manifest
        else:
            progress = on_progress or (lambda *_: None)
            writer = GenerationWriter(settings, model, progress)
            records = files.records(listing.files, writer.cut, progress)
            may_be_empty = allow_removals if before else old is not None
            try:
                name, manifest = writer.write(
                    records, old.catalogue.path if old else None, may_be_empty=may_be_empty
                )
            except CorpusMissing as error:
                said = f"{error}; the index is unchanged. {_summary(files.ledger)}"
                raise CorpusMissing(f"{said} {_IF_MEANT}." if before else said) from None
            encoded = writer.encoded
        now = catalogue_of(settings.index, name)
        garbled, guessed = len(now.garbled()), len(now.guessed())
        ledger = _with_copies(files.ledger, now.copies())
        now.close()
        write_ledger(settings.index, Ledger(generation=name, entries=ledger, ignored=listing.ignored))
        if not forgotten.is_finished:
            finish_forgetting(settings.index, (name, manifest))
    return RebuildReport(
        index_id=manifest.index_id,
        generation=name,
        articles=manifest.articles,
        sentences=manifest.sentences,
        passages=manifest.passages,
        passages_encoded=encoded,
        ignored=listing.ignored,
        garbled=garbled,
        guessed=guessed,
        ledger=ledger,
        elapsed_s=time.monotonic() - began,
    )


def _check_apart(settings: Settings) -> None:
    """Stop where the index would lie among the articles, and its files be read as some of them."""
    if settings.index.resolve().is_relative_to(settings.corpus.resolve()):
        raise SettingsError(
            f"the index folder {str(settings.index)!r} lies in the corpus {str(settings.corpus)!r}. Name one "
            "outside it with `--index`."
        )


def _with_copies(ledger: Sequence[LedgerEntry], copies: Mapping[str, str]) -> tuple[LedgerEntry, ...]:
    """Say in the ledger which files repeat the story of another article."""
    told = []
    for entry in ledger:
        original = copies.get(entry.article_id or "") if entry.articles == 1 else None
        new = original and entry.state in ("indexed", "new version")
        state = "copy of" if new else entry.state
        told.append(replace(entry, copy_of=original, state=state) if original else entry)
    return tuple(told)


def _is_accounted_for(index: Path, old: Generation | None) -> bool:
    """Say whether a generation answers and has the ledger; else what of its files failed is not known."""
    try:
        return old is not None and _is_current(index, old) and read_ledger(index).generation == old.name
    except IndexError_:
        return False


def _indexed_before(
    index: Path, old: Generation | None, known: Mapping[str, HeldFile]
) -> dict[str, str | None]:
    """Return path → article id, None where it has several, of every file that is indexed.

    Where the current generation cannot be opened, the ledger says which those are.
    """
    if not _is_current(index, old):
        try:
            entries = read_ledger(index).entries
            return {e.path: e.article_id if e.articles == 1 else None for e in entries if e.articles}
        except IndexError_:
            pass
    return {p: file.articles[0].article_id if len(file.articles) == 1 else None for p, file in known.items()}


def _is_current(index: Path, old: Generation | None) -> bool:
    try:
        return old is not None and old.name == current_generation(index)
    except IndexError_:
        return False


def _check_removals(known: Set[str], listing: CorpusListing, corpus: Path) -> None:
    """Stop where a folder has lost most of what was indexed: it may be another, not mounted, or damaged."""
    gone = len(known - {file.relative for file in listing.files if not _is_bare(file)})
    if 2 * gone > len(known):
        raise CorpusShrunk(
            f"{gone} of {len(known)} indexed files are gone from {str(corpus)!r}, or hold no byte; "
            f"the index is unchanged. {_IF_MEANT}; else name the right folder with `--corpus`."
        )


def _is_bare(file: CorpusFile) -> bool:
    """Say whether a file holds no byte, as after a copy that failed; one that cannot be looked at may."""
    try:
        return os.stat(file.path).st_size == 0  # noqa: PTH116 - of thousands, faster than by a Path's own
    except OSError:
        return False


def _summary(ledger: Sequence[LedgerEntry]) -> str:
    """Return the first few files that were not indexed, with their reasons."""
    shown = [": ".join(filter(None, (e.path, e.state, e.reason))) for e in ledger[:3]]
    more = f" (and {len(ledger) - 3} more)" if len(ledger) > 3 else ""  # noqa: PLR2004
    return "; ".join(shown) + more if shown else "It holds no files."


def roll_back_index(settings: Settings, generation: str | None = None) -> str:
    """Answer from an older generation again.

    The corpus stays as it is: the next rebuild brings the index in line with it again.

    Args:
        settings: Where the index lies.
        generation: Its name; None takes the one before the current one.

    Returns:
        The name of the new generation that holds the same.

    Raises:
        GenerationMissing: There is no such generation.
        IndexMissing: Nothing has been built there.
        IndexDamaged: The generation is not as it was written.
        IndexIncompatible: It was written by another schema.
        IndexNotWritable: The index cannot be written, or a rebuild runs.
    """
    with writing(settings.index):
        return roll_back(settings.index, generation, keep=settings.keep_generations)

"""Taking one article out of the index for good: of every generation, the vector cache and the ledger.

Belongs here: what a legal takedown asks of the index. Does not belong here: files that have gone from the
corpus, which a rebuild takes out of the current generation alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rag.catalogue import Catalogue
from rag.corpus import list_corpus
from rag.datamodel import LedgerEntry
from rag.errors import ArticleMissing, IndexError_
from rag.generations import (
    CATALOGUE_FILE,
    VECTORS_FILE,
    cache_file,
    generation_names,
    hash_file,
    kept_catalogues,
    kept_vector_keys,
    open_generation,
    remove_generation,
    remove_index,
    seal,
    staging,
    switch,
    writing,
)
from rag.ledger import read_forgotten, read_ledger, write_forgotten, write_ledger
from rag.rebuilding.files import FORGOTTEN, REMEMBERED
from rag.rebuilding.writer import index_id, write_catalogue
from rag.vector_cache import VectorCache
from rag.vectors import save_vectors

if TYPE_CHECKING:
    from pathlib import Path

    from rag.generations import Generation
    from rag.settings import Settings

__all__ = ["Forgotten", "forget_article", "remember_article"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What forgetting an article did.

    ``path`` is that of its file, ``in_corpus`` whether the file is still there, ``generation`` what answers
    now; None where nothing else was left and the index is removed.
    """

    article_id: str
    path: str
    in_corpus: bool
    generation: str | None


def forget_article(settings: Settings, article_id: str) -> Forgotten:
    """Remove an article from every generation, from the vector cache and from the ledger.

    It goes, hashed, on a list of articles that no rebuild indexes again. The corpus is not touched.
    Older generations that hold the article are removed whole.

    Args:
        settings: Where index and corpus lie.
        article_id: The article's id.

    Returns:
        What was done.

    Raises:
        ArticleMissing: No generation holds such an article.
        IndexError_: There is no usable index, or it cannot be written.
    """
    index = settings.index
    open_generation(index).catalogue.close()  # without an index there is nothing to lock
    with writing(index):
        old = open_generation(index)
        path, item, text_sha256 = _place(index, article_id)
        write_forgotten(index, read_forgotten(index).with_article(article_id, path, item, text_sha256))
        name: str | None = old.name
        if _holds(old.catalogue, article_id):
            name = _switch_without(old, article_id, settings)
        in_corpus = settings.corpus.is_dir() and any(
            file.relative == path for file in list_corpus(settings.corpus).files
        )
        if name is None:
            remove_index(index)
        else:
            _remove_older(index, name, article_id)
            _prune_cache(index, old.manifest.dimension)
            _strike_out(
                index, name, LedgerEntry(path=path, state="removed", article_id=article_id), item, in_corpus
            )
    return Forgotten(article_id=article_id, path=path, in_corpus=in_corpus, generation=name)


def remember_article(settings: Settings, article_id: str) -> bool:
    """Let an article that was forgotten be indexed again, from the next rebuild on.

    Args:
        settings: Where the index lies.
        article_id: The article's id.

    Returns:
        Whether it was on the list.

    Raises:
        IndexError_: The list cannot be read or written.
    """
    with writing(settings.index):
        forgotten = read_forgotten(settings.index)
        left = forgotten.without(article_id, _places_now(settings.corpus, article_id))
        write_forgotten(settings.index, left)
        _let_in(settings.index)
    return left.marks != forgotten.marks


def _places_now(corpus: Path, article_id: str) -> list[tuple[str, str | None]]:
    """Return where in the corpus an article of some id may be: path of the file, and name in it."""
    if not corpus.is_dir():
        return []
    return [
        (file.relative, article_id.removeprefix(f"{file.article_id}").removeprefix("#") or None)
        for file in list_corpus(corpus).files_of(article_id)
    ]


def _let_in(index: Path) -> None:
    """Have the next rebuild look again at the files of which an article was to stay out."""
    try:
        ledger = read_ledger(index)
    except IndexError_:
        return
    entries = tuple(
        replace(entry, reason=REMEMBERED) if entry.reason == FORGOTTEN else entry for entry in ledger.entries
    )
    write_ledger(index, replace(ledger, entries=entries))


def _place(index: Path, article_id: str) -> tuple[str, str | None, str]:
    """Return an article's file, its name in it and its text's hash, from any generation that holds it."""
    for catalogue in kept_catalogues(index):
        if _holds(catalogue, article_id):
            record = catalogue.record(article_id)
            return record.path, record.item, record.article.text_sha256
    raise ArticleMissing(
        f"no generation of the index in {index} holds an article {article_id!r}. "
        "`rag status --json` lists the ids."
    )


def _holds(catalogue: Catalogue, article_id: str) -> bool:
    try:
        catalogue.article(article_id)
    except ArticleMissing:
        return False
    return True


def _switch_without(old: Generation, article_id: str, settings: Settings) -> str | None:
    """Switch to a generation that lacks an article, and return its name; None where nothing else is left."""
    rows = [
        held.row
        for file in old.catalogue.files().values()
        for held in file.articles
        if held.article_id != article_id
    ]
    if not rows:
        return None
    with staging(settings.index) as staged:
        size = write_catalogue(staged / CATALOGUE_FILE, rows, old.catalogue.path)
        vectors = old.vectors[old.catalogue.passage_ids(rows)]
        save_vectors(staged / VECTORS_FILE, [vectors], count=len(vectors), dimension=vectors.shape[1])
        catalogue = Catalogue(staged / CATALOGUE_FILE)
        new_id = index_id(old.manifest.index_settings_id, catalogue)
        catalogue.close()
        manifest = old.manifest.model_copy(
            update={
                **size._asdict(),
                "index_id": new_id,
                "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "files": {name: hash_file(staged / name) for name in (CATALOGUE_FILE, VECTORS_FILE)},
            }
        )
        seal(staged, manifest)
        return switch(settings.index, staged, keep=settings.keep_generations)


def _remove_older(index: Path, current: str, article_id: str) -> None:
    """Remove the generations that hold an article, or that cannot be read and so may hold it."""
    clean = {current}
    for catalogue in kept_catalogues(index):
        if not _holds(catalogue, article_id):
            clean.add(catalogue.path.parent.name)
    for name in generation_names(index):
        if name not in clean:
            remove_generation(index, name, surely=True)


def _prune_cache(index: Path, dimension: int) -> None:
    """Remove the vectors that no generation holds any more."""
    cache = VectorCache(cache_file(index), dimension)
    try:
        cache.keep_only(kept_vector_keys(index), at_once=True)
    finally:
        cache.close()


def _strike_out(index: Path, generation: str, gone: LedgerEntry, item: str | None, in_corpus: bool) -> None:
    """Take an article out of the ledger; where its file is still there, say that it stays out."""
    try:
        ledger = read_ledger(index)
    except IndexError_:
        return
    place = gone.path if item is None else f"{gone.path}#{item}"
    entries = []
    for entry in ledger.entries:
        if entry.path == place:
            continue
        in_file = item is not None and entry.path == gone.path
        entries.append(
            replace(
                entry,
                articles=entry.articles - in_file,
                copy_of=None if entry.copy_of == gone.article_id else entry.copy_of,
            )
        )
    if in_corpus:
        entries.append(replace(gone, path=place, reason=FORGOTTEN))
    entries.sort(key=lambda entry: entry.path)
    write_ledger(index, replace(ledger, generation=generation, entries=tuple(entries)))

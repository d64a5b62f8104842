"""Forgetting an article: removing it from every generation, the vector cache and the ledger.

Belongs here: what a legal takedown requires of the index. Does not belong here: files that were removed from
the corpus; a rebuild leaves them out of the next generation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rag.errors import ArticleMissing, IndexError_, IndexMissing
from rag.index.catalogue import Catalogue
from rag.index.generation_writer import index_id, write_catalogue
from rag.index.generations import (
    CATALOGUE_FILE,
    VECTORS_FILE,
    cache_file,
    catalogue_of,
    generation_names,
    hash_file,
    holds_forgotten,
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
from rag.index.ledger import (
    FORGOTTEN,
    LET_IN_AGAIN,
    read_forgotten,
    read_ledger,
    write_forgotten,
    write_ledger,
)
from rag.index.vector_cache import VectorCache
from rag.index.vector_index import save_vectors
from rag.ingest.corpus import list_corpus
from rag.schema import LedgerEntry

if TYPE_CHECKING:
    from pathlib import Path

    from rag.index.generations import Generation, Manifest
    from rag.index.ledger import ForgottenArticles
    from rag.settings import Settings

__all__ = ["Forgotten", "finish_forgetting", "forget_article", "remember_article"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """The result of forgetting an article.

    ``path`` is the relative path of its file; ``in_corpus`` says whether the file is still there.
    ``generation`` is the current one; None where no other article was left and the index was removed.
    """

    article_id: str
    path: str
    in_corpus: bool
    generation: str | None


def forget_article(settings: Settings, article_id: str) -> Forgotten:
    """Remove an article from every generation, from the vector cache and from the ledger.

    Hashes of the article go on a list of articles that no rebuild indexes. The corpus is not changed. Older
    generations that hold the article are removed. If the process is killed meanwhile, the next call, for
    this article or another, or the next rebuild finishes the work.

    Args:
        settings: Where index and corpus are.
        article_id: The article's id.

    Returns:
        What was done.

    Raises:
        ArticleMissing: No generation holds such an article, and it was not forgotten before.
        IndexError_: There is no usable index, or it cannot be written.
    """
    index = settings.index
    if read_forgotten(index).is_finished:
        open_generation(index).catalogue.close()  # raises where there is no index, before a folder is made
    with writing(index):
        forgotten, held = read_forgotten(index), _place(index, article_id)
        was_finished = forgotten.is_finished
        if held:
            forgotten = forgotten.with_article(article_id, *held)
            write_forgotten(index, forgotten)
        elif not forgotten.has_id(article_id):
            raise ArticleMissing(
                f"no generation of the index in {index} holds an article {article_id!r}. "
                "`rag status --json` lists the ids."
            )
        path, item = held[:2] if held else next(iter(_places_now(settings.corpus, article_id)), ("", None))
        in_corpus = _is_in(settings.corpus, path)
        old = _opened(index)
        now = _switch_without(old, forgotten, settings) if old else None
        if old and now:
            place = path if item is None else f"{path}#{item}"
            line = LedgerEntry(path=place, state="removed", article_id=article_id, reason=FORGOTTEN)
            before = old.name if was_finished else None
            _remove_from_ledger(index, (before, now[0]), forgotten, line if in_corpus else None)
        finish_forgetting(index, now)
    return Forgotten(article_id=article_id, path=path, in_corpus=in_corpus, generation=now and now[0])


def finish_forgetting(index: Path, now: tuple[str, Manifest] | None) -> None:
    """Remove the forgotten articles from everything except the current generation; call it inside `writing`.

    Args:
        index: The index folder.
        now: Name and manifest of the current generation, which holds none of them; None removes the index.

    Raises:
        IndexDamaged: The list of forgotten articles cannot be read.
        OSError: A file cannot be removed; the next call tries again.
    """
    forgotten = read_forgotten(index)
    if now:
        _remove_older(index, now[0], forgotten)
        _prune_cache(index, now[1].dimension)
    else:
        remove_index(index)
    write_forgotten(index, forgotten.finished())


def remember_article(settings: Settings, article_id: str) -> bool:
    """Let an article that was forgotten be indexed again, from the next rebuild on.

    Args:
        settings: Where the index is.
        article_id: The article's id.

    Returns:
        Whether it was on the list.

    Raises:
        IndexError_: The list cannot be read or written.
    """
    with writing(settings.index):
        forgotten = read_forgotten(settings.index)
        left = forgotten.without(article_id, _places_now(settings.corpus, article_id))
        _let_in(settings.index)  # first: otherwise a rebuild would keep the unchanged file without reading it
        write_forgotten(settings.index, left)
    return left.marks != forgotten.marks


def _is_in(corpus: Path, path: str) -> bool:
    return corpus.is_dir() and any(file.relative == path for file in list_corpus(corpus).files)


def _places_now(corpus: Path, article_id: str) -> list[tuple[str, str | None]]:
    """Return where in the corpus an article with this id may be: (path of the file, name in it)."""
    if not corpus.is_dir():
        return []
    return [
        (file.relative, article_id.removeprefix(f"{file.article_id}").removeprefix("#") or None)
        for file in list_corpus(corpus).files_of(article_id)
    ]


def _let_in(index: Path) -> None:
    """Mark the files with forgotten articles in the ledger, so that the next rebuild reads them again."""
    try:
        ledger = read_ledger(index)
    except IndexError_:
        return
    entries = tuple(
        replace(entry, reason=LET_IN_AGAIN) if entry.reason == FORGOTTEN else entry
        for entry in ledger.entries
    )
    write_ledger(index, replace(ledger, entries=entries))


def _place(index: Path, article_id: str) -> tuple[str, str | None, str] | None:
    """Return (path of the file, name in it, SHA-256 of the text) of an article, from any generation."""
    for catalogue in kept_catalogues(index):
        for held_id, path, item, text_sha256 in catalogue.known_by():
            if held_id == article_id:
                return path, item, text_sha256
    return None


def _opened(index: Path) -> Generation | None:
    """Return the current generation; None where a process was killed while it removed the index."""
    try:
        return open_generation(index)
    except IndexMissing:
        return None


def _switch_without(
    old: Generation, forgotten: ForgottenArticles, settings: Settings
) -> tuple[str, Manifest] | None:
    """Switch to a generation without forgotten articles, where the current one holds any.

    Returns its name and manifest; None where no other article is left.
    """
    rows = [row for row, known in enumerate(old.catalogue.known_by()) if not forgotten.has(*known)]
    if len(rows) == old.manifest.articles:
        return old.name, old.manifest
    return _switch_to(rows, old, settings) if rows else None


def _switch_to(rows: list[int], old: Generation, settings: Settings) -> tuple[str, Manifest]:
    """Switch to a generation that holds some rows of another; return its name and manifest."""
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
        return switch(settings.index, staged, keep=settings.keep_generations), manifest


def _remove_older(index: Path, current: str, forgotten: ForgottenArticles) -> None:
    """Remove the generations that hold a forgotten article, and those that cannot be read and might."""
    clean = {current}
    for catalogue in kept_catalogues(index):
        if not holds_forgotten(catalogue, forgotten):
            clean.add(catalogue.path.parent.name)
    for name in generation_names(index):
        if name not in clean:
            remove_generation(index, name, surely=True)


def _prune_cache(index: Path, dimension: int) -> None:
    """Remove the vectors that no generation uses."""
    cache = VectorCache(cache_file(index), dimension)
    try:
        cache.keep_only(kept_vector_keys(index), at_once=True)
    finally:
        cache.close()


def _remove_from_ledger(
    index: Path,
    generations: tuple[str | None, str],
    forgotten: ForgottenArticles,
    line: LedgerEntry | None,
) -> None:
    """Remove the forgotten articles from the ledger.

    Args:
        index: The index folder.
        generations: The generation before, and the current one. A ledger of the former becomes one of the
            latter; any other stays as it is, so that the next rebuild reads all files.
        forgotten: The articles that stay out of the index.
        line: Line to add for an article that was forgotten now and whose file is still there.
    """
    try:
        ledger = read_ledger(index)
    except IndexError_:
        return
    before, now = generations
    catalogue = catalogue_of(index, now)
    files = catalogue.files()
    catalogue.close()
    entries = [
        replace(
            entry,
            articles=len(files[entry.path].articles) if entry.path in files else 0,
            copy_of=None if forgotten.has_id(entry.copy_of or "") else entry.copy_of,
        )
        for entry in ledger.entries
        if entry.reason == FORGOTTEN or not forgotten.has(entry.article_id or "", entry.path, None)
    ]
    if line:
        entries = [entry for entry in entries if entry.path != line.path] + [line]
    entries.sort(key=lambda entry: entry.path)
    generation = now if ledger.generation == before else ledger.generation
    write_ledger(index, replace(ledger, generation=generation, entries=tuple(entries)))

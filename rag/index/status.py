"""The status of an index: what it holds, and what has changed in the corpus since the last rebuild.

Belongs here: reading the current generation, the ledger and the corpus; nothing of it is stored. Does not
belong here: changing anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError, CorpusMissing
from rag.index.generations import list_generations, open_generation
from rag.index.ledger import read_forgotten, read_ledger
from rag.ingest.corpus import list_corpus, name_of, opened, parser_options, read_corpus_file
from rag.schema import Article

if TYPE_CHECKING:
    from rag.index.catalogue import Catalogue
    from rag.index.generations import GenerationSummary, Manifest
    from rag.index.ledger import ForgottenArticles
    from rag.ingest.corpus import CorpusFile
    from rag.schema import LedgerEntry
    from rag.settings import Settings

__all__ = ["CorpusChanges", "IndexStatus", "read_changes", "read_status", "status_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusChanges:
    """Relative paths of readable files that differ from what was indexed, in ascending order."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything has changed."""
        return bool(self.new or self.changed or self.removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexStatus:
    """The current generation, the ledger of the last rebuild, and what has changed since.

    ``ledger_generation`` is the generation that the ledger is about; after a rollback it is not the current
    one. ``mostly_marked`` holds the ids of articles of which over a third is marked as boilerplate or
    heading; these parts are never cited, so that text is lost where the marks are wrong. ``garbled`` holds
    the ids of articles with mojibake in their source, ``guessed`` the (id, encoding) of those whose file
    states no encoding. ``changes`` is None where there is no corpus folder, or it was not compared.
    """

    generation: str
    manifest: Manifest
    settings_id: str
    ledger: tuple[LedgerEntry, ...]
    ledger_generation: str
    ignored: int
    undated: int
    generations: tuple[GenerationSummary, ...]
    mostly_marked: tuple[str, ...]
    garbled: tuple[str, ...]
    guessed: tuple[tuple[str, str], ...]
    changes: CorpusChanges | None

    def counts(self) -> dict[str, int]:
        """Return how many files ended in each state at the last rebuild."""
        counts: dict[str, int] = {}
        for entry in self.ledger:
            counts[entry.state] = counts.get(entry.state, 0) + 1
        return dict(sorted(counts.items()))

    def to_dict(self) -> dict[str, Any]:
        """Return the status as JSON-ready data."""
        changes = self.changes
        return {
            "schema": 1,
            "generation": self.generation,
            "index_id": self.manifest.index_id,
            "settings_id": self.settings_id,
            "built_at": self.manifest.built_at,
            "encoder": self.manifest.encoder,
            "weights_sha256": self.manifest.weights_sha256,
            "dimension": self.manifest.dimension,
            "articles": self.manifest.articles,
            "sentences": self.manifest.sentences,
            "passages": self.manifest.passages,
            "undated": self.undated,
            "ignored": self.ignored,
            "counts": self.counts(),
            "generations": [summary.to_dict() for summary in self.generations],
            "mostly_marked": list(self.mostly_marked),
            "garbled": list(self.garbled),
            "guessed": [{"article_id": i, "encoding": encoding} for i, encoding in self.guessed],
            "ledger_generation": self.ledger_generation,
            "ledger": [entry.to_dict() for entry in self.ledger],
            "changes": None
            if changes is None
            else {
                "new": list(changes.new),
                "changed": list(changes.changed),
                "removed": list(changes.removed),
            },
        }


def read_status(settings: Settings) -> IndexStatus:
    """Read the status of the index the settings name.

    Args:
        settings: Where corpus and index are.

    Returns:
        The status.

    Raises:
        IndexError_: There is no usable index.
    """
    generation = open_generation(settings.index)
    found = status_of(generation.name, generation.manifest, generation.catalogue, settings)
    return replace(found, changes=read_changes(generation.catalogue, settings))


def status_of(name: str, manifest: Manifest, catalogue: Catalogue, settings: Settings) -> IndexStatus:
    """Return the status of the current generation, which is open; the corpus is not read.

    Args:
        name: The generation's name.
        manifest: Its manifest.
        catalogue: Its catalogue.
        settings: Where the index is.

    Returns:
        The status, its changes None.

    Raises:
        IndexError_: The ledger or the pointer cannot be read.
    """
    ledger = read_ledger(settings.index)
    return IndexStatus(
        generation=name,
        manifest=manifest,
        settings_id=settings.settings_id,
        ledger=ledger.entries,
        ledger_generation=ledger.generation,
        ignored=ledger.ignored,
        undated=catalogue.undated(),
        generations=tuple(list_generations(settings.index)),
        mostly_marked=tuple(catalogue.mostly_marked()),
        garbled=tuple(catalogue.garbled()),
        guessed=tuple(catalogue.guessed()),
        changes=None,
    )


def read_changes(catalogue: Catalogue, settings: Settings) -> CorpusChanges | None:
    """Compare the corpus with what was indexed; reads every file.

    Args:
        catalogue: The catalogue of the current generation.
        settings: Where corpus and index are.

    Returns:
        What has changed; None where there is no corpus. A file that had failed or was empty is new once it
        gives an article.

    Raises:
        IndexError_: The ledger or the list of forgotten articles cannot be read.
    """
    indexed = {path: file.sha256 for path, file in catalogue.files().items()}
    accounted = {entry.path for entry in read_ledger(settings.index).entries}
    try:
        listing = list_corpus(settings.corpus)
    except CorpusMissing:
        return None
    present = {file.relative: file for file in listing.files if file.article_id is not None}
    changed = []
    for path in sorted(present.keys() & indexed.keys()):
        try:
            with opened(present[path]) as open_file:
                digest = open_file.sha256
        except ArticleReadError:
            digest = ""
        if digest != indexed[path]:
            changed.append(path)
    unread = sorted(present.keys() - indexed.keys())
    forgotten = read_forgotten(settings.index)
    return CorpusChanges(
        new=tuple(
            path for path in unread if path not in accounted or _reads(present[path], settings, forgotten)
        ),
        changed=tuple(changed),
        removed=tuple(sorted(indexed.keys() - present.keys())),
    )


def _reads(file: CorpusFile, settings: Settings, forgotten: ForgottenArticles) -> bool:
    """Say whether a file gives an article now that was not forgotten."""
    try:
        return any(
            isinstance(item, Article)
            and not forgotten.has(item.article_id, file.relative, name_of(file, item), item.text_sha256)
            for item in read_corpus_file(file, parser_options(settings))
        )
    except ArticleReadError:
        return False

"""Writing the files of a generation: the catalogue, then the vectors of its passages, then the manifest.

Belongs here: encoding the passages that were never encoded, and the ids of an index. Does not belong here:
which articles there are (`rag.index.file_changes`), the order of the steps (`rag.index.rebuild`), the layout
of the index folder (`rag.index.generations`).

Memory does not grow with the archive: articles are written as they come, vectors in parts of a few thousand.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from rag.index.catalogue_writer import CatalogueWriter
from rag.index.generations import CATALOGUE_FILE, INDEX_SCHEMA, VECTORS_FILE, Manifest, hash_file
from rag.index.near_duplicates import COPY_REVISION
from rag.index.passages import PASSAGE_REVISION, CutArticle
from rag.ingest.parsers import PARSER_REVISION
from rag.text.sentences import SPLITTER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from rag.embedding.model_files import ModelFiles
    from rag.index.catalogue import Catalogue, CatalogueSize
    from rag.index.passages import PassageBuilder
    from rag.index.vector_cache import VectorCache
    from rag.settings import Settings

__all__ = ["encode_passages", "index_id", "index_settings_id", "manifest_of", "write_catalogue"]

_ID_DIGITS = 16
_PART = 2048
"""Passages whose vectors are in memory at once."""


def index_settings_id(settings: Settings, model: ModelFiles) -> str:
    """Return 16 hexadecimal digits that depend on everything that shapes an index except its articles."""
    data = [
        INDEX_SCHEMA,
        PARSER_REVISION,
        SPLITTER,
        PASSAGE_REVISION,
        COPY_REVISION,
        model.weights_sha256,
        settings.index_settings(),
    ]
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:_ID_DIGITS]


def index_id(settings_id: str, catalogue: Catalogue) -> str:
    """Return 16 hexadecimal digits that depend on the articles of an index and on its settings.

    Args:
        settings_id: From `index_settings_id`.
        catalogue: The finished catalogue, used by this thread alone.

    Returns:
        The digits.
    """
    contents = hashlib.sha256(settings_id.encode())
    for article in catalogue.index_contents():
        contents.update(article.encode())
    return contents.hexdigest()[:_ID_DIGITS]


def write_catalogue(path: Path, articles: Iterable[CutArticle | int], old: Path | None) -> CatalogueSize:
    """Write a catalogue.

    Args:
        path: The new file.
        articles: Articles in ascending order of file and place: cut ones, or rows of the old catalogue.
        old: The catalogue that the rows are of.

    Returns:
        How much the new one holds.
    """
    writer = CatalogueWriter(path, old)
    try:
        for article in articles:
            if isinstance(article, CutArticle):
                writer.add(article)
            else:
                writer.keep(article)
        return writer.finish()
    except BaseException:
        writer.abandon()
        raise


def encode_passages(
    catalogue: Catalogue,
    builder: PassageBuilder,
    cache: VectorCache,
    on_progress: Callable[[str, int, int], None],
) -> Iterator[NDArray[np.float32]]:
    """Yield the vectors of all passages of a catalogue, from the cache where they were encoded before.

    Args:
        catalogue: The finished catalogue, used by this thread alone.
        builder: What the passages were cut with; its encoder encodes them.
        cache: Holds the vectors that were encoded before; new ones are stored in it.
        on_progress: Called with the step's name, the passages done and their number in all.

    Yields:
        Parts in ascending order of passage id, each of shape (passages of the part, dimension), float32.
    """
    total, done = catalogue.size().passages, 0
    passages = catalogue.vector_keys()
    while part := list(islice(passages, _PART)):
        vectors = cache.get([key for _, key in part])
        missing: dict[str, int] = {}
        for passage_id, key in part:
            if key not in vectors:
                missing.setdefault(key, passage_id)
        if missing:
            encoded = builder.encoder.encode(
                [_embedded_text(catalogue, builder, passage_id) for passage_id in missing.values()],
                kind="passage",
                on_progress=partial(_report_part, on_progress, done, total),
            )
            cache.store(list(missing), encoded)
            vectors |= zip(missing, encoded, strict=True)
        yield np.stack([vectors[key] for _, key in part])
        done += len(part)
        on_progress("Encoding passages", done, total)


def _embedded_text(catalogue: Catalogue, builder: PassageBuilder, passage_id: int) -> str:
    row, passage = catalogue.passage(passage_id)
    return builder.embedded_text(catalogue.article_row(row), passage)


def _report_part(on_progress: Callable[[str, int, int], None], done: int, total: int, of_part: int) -> None:
    on_progress("Encoding passages", done + of_part, total)


def manifest_of(
    staged: Path, settings: Settings, model: ModelFiles, catalogue: Catalogue, *, dimension: int
) -> Manifest:
    """Return the manifest of a generation whose catalogue and vectors are written.

    Args:
        staged: The folder that holds them.
        settings: How its articles were cut and encoded.
        model: The encoder.
        catalogue: The catalogue, used by this thread alone.
        dimension: Length of the vectors.

    Returns:
        The manifest.
    """
    settings_id = index_settings_id(settings, model)
    return Manifest(
        schema_version=INDEX_SCHEMA,
        index_id=index_id(settings_id, catalogue),
        index_settings_id=settings_id,
        encoder=model.name,
        weights_sha256=model.weights_sha256,
        query_prompt=settings.query_prompt,
        passage_prompt=settings.passage_prompt,
        dimension=dimension,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        files={name: hash_file(staged / name) for name in (CATALOGUE_FILE, VECTORS_FILE)},
        **catalogue.size()._asdict(),
    )

"""Writing a generation: the catalogue as articles come, then the vectors of all their passages.

Belongs here: cutting articles, encoding what was never encoded, the manifest. Does not belong here: which
articles there are (`rag.index.file_changes`), the layout of the index folder (`rag.index.generations`).

Nothing grows with the archive but the files on the disk: articles are written as they come, vectors in
parts of a few thousand.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from rag.embedding.encoder import SentenceTransformerEncoder
from rag.errors import CorpusMissing
from rag.index.catalogue import ArticleRecord, Catalogue
from rag.index.catalogue_writer import CatalogueWriter
from rag.index.generations import (
    CATALOGUE_FILE,
    INDEX_SCHEMA,
    VECTORS_FILE,
    Manifest,
    cache_file,
    hash_file,
    kept_vector_keys,
    seal,
    staging,
    switch,
)
from rag.index.near_duplicates import COPY_REVISION, fingerprint, story_alone
from rag.index.passages import PASSAGE_REVISION, PassageBuilder, sentences_of
from rag.index.vector_cache import VectorCache, vector_key
from rag.index.vector_index import save_vectors
from rag.ingest.parsers import PARSER_REVISION
from rag.text.sentences import SPLITTER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from rag.embedding.model_files import ModelFiles
    from rag.index.catalogue import CatalogueSize
    from rag.schema import Article
    from rag.settings import Settings

__all__ = ["GenerationWriter", "index_id", "index_settings_id", "write_catalogue"]

_ID_DIGITS = 16
_PART = 2048
"""Passages whose vectors are held at once."""


def index_settings_id(settings: Settings, model: ModelFiles) -> str:
    """Return sixteen hexadecimal digits that name everything an index depends on but its articles."""
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


class GenerationWriter:
    """Writes one generation; to be used once, while the index is held for `writing`."""

    def __init__(
        self, settings: Settings, model: ModelFiles, on_progress: Callable[[str, int, int], None]
    ) -> None:
        """Load the encoder; takes seconds.

        Args:
            settings: Where the index lies, and how articles are cut and encoded.
            model: The encoder.
            on_progress: Told a step's name, how much of it is done and how much there is.

        Raises:
            EncoderError: The encoder cannot be loaded.
        """
        self._settings = settings
        self._model = model
        self._progress = on_progress
        self._encoder = SentenceTransformerEncoder(model, settings)
        self._builder = PassageBuilder(
            encoder=self._encoder, budget=settings.passage_tokens, overlap=settings.overlap_sentences
        )
        self.encoded = 0

    def cut(self, article: Article, *, path: str, item: str | None, seen_sha256: str) -> ArticleRecord:
        """Cut an article into sentences and passages.

        Args:
            article: The article.
            path: That of its file.
            item: Its name within the file; None where it is the file.
            seen_sha256: SHA-256 of the file's bytes.

        Returns:
            The article as the catalogue holds it.
        """
        sentences = sentences_of(article)
        passages = self._builder.passages(article, sentences)
        weights, prompt = self._model.weights_sha256, self._settings.passage_prompt
        texts = (self._builder.embedded_text(article, passage) for passage in passages)
        return ArticleRecord(
            article=article,
            path=path,
            item=item,
            seen_sha256=seen_sha256,
            sentences=tuple(sentences),
            passages=tuple(passages),
            vector_keys=tuple(vector_key(weights, prompt, text) for text in texts),
            fingerprint=fingerprint(story_alone(article.text, article.marks)),
        )

    def write(
        self, articles: Iterable[ArticleRecord | int], old: Path | None, *, may_be_empty: bool = False
    ) -> tuple[str, Manifest]:
        """Write a generation, check it and switch to it.

        Args:
            articles: Articles in ascending order of file and place: new ones, or rows of the old catalogue.
            old: The catalogue that rows are of.
            may_be_empty: Whether a generation without any article is meant.

        Returns:
            The generation's name and manifest.

        Raises:
            CorpusMissing: There was no article, which is not meant.
            OSError: The index cannot be written.
        """
        index = self._settings.index
        with staging(index) as staged:
            size = write_catalogue(staged / CATALOGUE_FILE, articles, old)
            if not size.articles and not may_be_empty:
                raise CorpusMissing(f"no article could be read in {str(self._settings.corpus)!r}")
            cache = VectorCache(cache_file(index), self._encoder.dimension)
            catalogue = Catalogue(staged / CATALOGUE_FILE)
            try:
                parts = self._vectors(catalogue, cache, size.passages)
                save_vectors(
                    staged / VECTORS_FILE, parts, count=size.passages, dimension=self._encoder.dimension
                )
                own = (key for _, key in catalogue.vector_keys())
                cache.keep_only(chain(own, kept_vector_keys(index)))
                manifest = self._manifest(staged, catalogue, size)
            finally:
                catalogue.close()
                cache.close()
            seal(staged, manifest)
            return switch(index, staged, keep=self._settings.keep_generations), manifest

    def _vectors(self, catalogue: Catalogue, cache: VectorCache, total: int) -> Iterator[NDArray[np.float32]]:
        """Yield the vectors of all passages in order, a part at a time; encode those that were never."""
        passages = catalogue.vector_keys()
        done = 0
        while part := list(islice(passages, _PART)):
            keys = [key for _, key in part]
            found = cache.get(keys)
            missing: dict[str, int] = {}
            for number, key in part:
                if key not in found:
                    missing.setdefault(key, number)
            if missing:
                found |= self._encode(catalogue, cache, missing, done, total)
            yield np.stack([found[key] for key in keys])
            done += len(part)
            self._progress("Encoding passages", done, total)

    def _encode(
        self, catalogue: Catalogue, cache: VectorCache, missing: dict[str, int], done: int, total: int
    ) -> dict[str, NDArray[np.float32]]:
        """Encode the passages of some keys, keep the vectors in the cache and return them by key."""
        keys = list(missing)
        vectors = self._encoder.encode(
            [self._embedded(catalogue, missing[key]) for key in keys],
            kind="passage",
            on_progress=lambda count: self._progress("Encoding passages", done + count, total),
        )
        cache.put(keys, vectors)
        self.encoded += len(keys)
        return dict(zip(keys, vectors, strict=True))

    def _embedded(self, catalogue: Catalogue, passage_id: int) -> str:
        row, passage = catalogue.passage(passage_id)
        return self._builder.embedded_text(catalogue.article_row(row), passage)

    def _manifest(self, staged: Path, catalogue: Catalogue, size: CatalogueSize) -> Manifest:
        settings_id = index_settings_id(self._settings, self._model)
        return Manifest(
            schema_version=INDEX_SCHEMA,
            index_id=index_id(settings_id, catalogue),
            index_settings_id=settings_id,
            encoder=self._model.name,
            weights_sha256=self._model.weights_sha256,
            query_prompt=self._settings.query_prompt,
            passage_prompt=self._settings.passage_prompt,
            dimension=self._encoder.dimension,
            articles=size.articles,
            sentences=size.sentences,
            passages=size.passages,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files={name: hash_file(staged / name) for name in (CATALOGUE_FILE, VECTORS_FILE)},
        )


def index_id(settings_id: str, catalogue: Catalogue) -> str:
    """Return sixteen hexadecimal digits that name all an index holds, and what it was made under.

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


def write_catalogue(path: Path, articles: Iterable[ArticleRecord | int], old: Path | None) -> CatalogueSize:
    """Write a catalogue.

    Args:
        path: The new file.
        articles: Articles in ascending order of file and place: new ones, or rows of the old catalogue.
        old: The catalogue that rows are of.

    Returns:
        How much it holds.
    """
    writer = CatalogueWriter(path, old)
    try:
        for article in articles:
            if isinstance(article, ArticleRecord):
                writer.add(article)
            else:
                writer.keep(article)
        return writer.finish()
    except BaseException:
        writer.abandon()
        raise

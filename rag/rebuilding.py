"""From a folder of articles to a new generation of the index, and an account of every file.

Belongs here: what is read anew, what is taken over, and the order of writing. Does not belong here: the
layout of the index folder (`rag.generations`), how an article is read (`rag.parsers`).

An article whose file has not changed is taken over from the current generation; a passage whose embedded
text has not changed keeps its vector, whatever became of the article around it.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from rag.catalogue import ArticleRecord, CatalogueWriter
from rag.corpus import list_corpus, read_file
from rag.datamodel import LedgerEntry, RebuildReport, sha256_of_text
from rag.encoder import SentenceTransformerEncoder
from rag.errors import ArticleReadError, CorpusMissing, IndexError_
from rag.generations import (
    CATALOGUE_FILE,
    INDEX_SCHEMA,
    VECTORS_FILE,
    Manifest,
    hash_file,
    open_generation,
    seal,
    staging,
    switch,
    write_ledger,
    writing,
)
from rag.models import find_model
from rag.parsers import PARSER_REVISION, PARSERS, read_article
from rag.passages import PASSAGE_REVISION, PassageBuilder, sentences_of
from rag.sentences import SPLITTER
from rag.vectors import save_vectors

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from rag.corpus import CorpusFile
    from rag.datamodel import LedgerState
    from rag.encoder import Encoder
    from rag.generations import Generation
    from rag.models import ModelFiles
    from rag.settings import Settings

__all__ = ["Progress", "index_settings_id", "rebuild_index"]

Progress = Callable[[str, int, int], None]
"""Told a step's name, how much of it is done and how much there is."""


def rebuild_index(
    settings: Settings, *, full: bool = False, on_progress: Progress | None = None
) -> RebuildReport:
    """Bring the index in line with the corpus.

    When nothing has changed the current generation stays. Otherwise a new one is written aside, checked
    and switched to in one step; until then, and if anything fails, the old one answers.

    Args:
        settings: Where corpus and index lie, and how articles are cut and encoded.
        full: Read and encode everything anew.
        on_progress: Called now and then from this thread.

    Returns:
        What became of every file.

    Raises:
        CorpusMissing: There is no corpus folder, or no article in it.
        IndexNotWritable: The index cannot be written, or another rebuild runs.
        EncoderError: The encoder cannot be loaded.
    """
    began = time.monotonic()
    model = find_model(settings.encoder)
    listing = list_corpus(settings.corpus)
    with writing(settings.index):
        old = None if full else _open_old(settings.index)
        job = _Rebuild(settings, model, old, on_progress or (lambda *_: None))
        if old and job.survey(listing.files):
            name, manifest = old.name, old.manifest
        else:
            name, manifest = job.write(listing.files)
        write_ledger(settings.index, job.ledger, listing.ignored)
    return RebuildReport(
        index_id=manifest.index_id,
        generation=name,
        articles=manifest.articles,
        sentences=manifest.sentences,
        passages=manifest.passages,
        passages_encoded=job.vectors.encoded,
        ignored=listing.ignored,
        ledger=tuple(job.ledger),
        elapsed_s=time.monotonic() - began,
    )


def index_settings_id(settings: Settings, model: ModelFiles) -> str:
    """Return sixteen hexadecimal digits that name everything an index depends on but its articles."""
    data = [
        INDEX_SCHEMA,
        PARSER_REVISION,
        SPLITTER,
        PASSAGE_REVISION,
        model.weights_sha256,
        settings.index_settings(),
    ]
    return _id(data)


def _id(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


def _open_old(index: Path) -> Generation | None:
    """Return the current generation to take over from; None when there is none that can be trusted."""
    try:
        return open_generation(index)
    except IndexError_:
        return None


class _Rebuild:
    """One run: the old generation on one side, the ledger and the new generation on the other."""

    def __init__(
        self, settings: Settings, model: ModelFiles, old: Generation | None, progress: Progress
    ) -> None:
        self.settings = settings
        self.model = model
        self.progress = progress
        self.settings_id = index_settings_id(settings, model)
        self.old = old if old and old.manifest.index_settings_id == self.settings_id else None
        self.known = self.old.catalogue.files() if self.old else {}
        self.vectors = _VectorStore(settings, model, old)
        self.ledger: list[LedgerEntry] = []

    def survey(self, files: Sequence[CorpusFile]) -> bool:
        """Say whether the old generation already holds exactly these files; the ledger then says so."""
        if not self.old:
            return False
        self.ledger = [entry for file in files if (entry := self._settled(file))]
        kept = sum(entry.path in self.known for entry in self.ledger)
        return len(self.ledger) == len(files) and kept == len(self.known)

    def _settled(self, file: CorpusFile) -> LedgerEntry | None:
        """Return the ledger's line for a file that changes nothing in the index; None if it may."""
        if file.article_id is None:
            return _unsupported(file)
        try:
            data = read_file(file, self.settings.max_article_mb)
            if self._is_known(file, data):
                return _entry(file, "unchanged")
            if read_article(file.article_id, file.suffix, data) or file.relative in self.known:
                return None
            return _entry(file, "empty", "no text in it")
        except ArticleReadError as error:
            return self._failed(file, error)

    def _is_known(self, file: CorpusFile, data: bytes) -> bool:
        digest = hashlib.sha256(data).hexdigest()
        return self.known.get(file.relative) == (file.article_id, digest)

    def _failed(self, file: CorpusFile, error: ArticleReadError) -> LedgerEntry:
        kept = " Its last good version stays in the index." if self._last_good(file) else ""
        return _entry(file, "failed", f"{error}{kept}")

    def _last_good(self, file: CorpusFile) -> ArticleRecord | None:
        """Return what is known of a file, under the id that it has now."""
        if self.old and file.relative in self.known and file.article_id is not None:
            record = self.old.catalogue.record(self.known[file.relative][0])
            return replace(record, article=replace(record.article, article_id=file.article_id))
        return None

    def write(self, files: Sequence[CorpusFile]) -> tuple[str, Manifest]:
        """Write a new generation, switch to it, and return its name and manifest."""
        with staging(self.settings.index) as staged:
            encoder = SentenceTransformerEncoder(self.model, self.settings)
            manifest = self._write_catalogue(staged, files, encoder)
            save_vectors(
                staged / VECTORS_FILE,
                self.vectors.finish(encoder, lambda n, of: self.progress("Encoding passages", n, of)),
            )
            hashes = {name: hash_file(staged / name) for name in (CATALOGUE_FILE, VECTORS_FILE)}
            seal(staged, manifest.model_copy(update={"files": hashes}))
            return switch(self.settings.index, staged), manifest

    def _write_catalogue(self, staged: Path, files: Sequence[CorpusFile], encoder: Encoder) -> Manifest:
        """Write the catalogue and return the manifest, but for the hashes of the files."""
        writer = CatalogueWriter(staged / CATALOGUE_FILE)
        contents = []
        try:
            for record in self._records(files, encoder):
                writer.add(record)
                contents.append([record.article.metadata(), record.article.text_sha256])
            if not contents:
                raise CorpusMissing(
                    f"no article could be read in {str(self.settings.corpus)!r}; the index is "
                    "unchanged. " + _summary(self.ledger)
                )
        except BaseException:
            writer.abandon()
            raise
        writer.finish()
        return Manifest(
            schema_version=INDEX_SCHEMA,
            index_id=_id([self.settings_id, contents]),
            index_settings_id=self.settings_id,
            encoder=self.model.name,
            weights_sha256=self.model.weights_sha256,
            query_prompt=self.settings.query_prompt,
            passage_prompt=self.settings.passage_prompt,
            dimension=encoder.dimension,
            articles=writer.articles,
            sentences=writer.sentences,
            passages=writer.passages,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files={},
        )

    def _records(self, files: Sequence[CorpusFile], encoder: Encoder) -> Iterator[ArticleRecord]:
        """Yield every article's record in ascending order of id; the ledger fills along the way."""
        builder = PassageBuilder(
            encoder=encoder,
            budget=self.settings.passage_tokens,
            overlap=self.settings.overlap_sentences,
        )
        self.ledger = [_unsupported(file) for file in files if file.article_id is None]
        articles = sorted((f.article_id, f) for f in files if f.article_id is not None)
        for done, (article_id, file) in enumerate(articles, 1):
            record, entry = self._record(article_id, file, builder)
            self.ledger.append(entry)
            if record:
                yield record
            if done % 50 == 0 or done == len(articles):
                self.progress("Reading articles", done, len(articles))
        present = {file.relative for file in files}
        self.ledger += [
            LedgerEntry(path=path, state="removed", article_id=article_id)
            for path, (article_id, _) in self.known.items()
            if path not in present
        ]
        self.ledger.sort(key=lambda entry: entry.path)

    def _record(
        self, article_id: str, file: CorpusFile, builder: PassageBuilder
    ) -> tuple[ArticleRecord | None, LedgerEntry]:
        """Return a file's record, if it has one, and its line in the ledger."""
        try:
            data = read_file(file, self.settings.max_article_mb)
            if self.old and self._is_known(file, data):
                record = self.old.catalogue.record(article_id)
                self.vectors.keep(record)
                return record, _entry(file, "unchanged")
            article = read_article(article_id, file.suffix, data)
        except ArticleReadError as error:
            last = self._last_good(file)
            if last:
                self.vectors.keep(last)
            return last, self._failed(file, error)
        if article is None:
            return None, _entry(file, "empty", "no text in it")
        sentences = sentences_of(article)
        passages = builder.passages(article, sentences)
        record = ArticleRecord(
            article=article,
            path=file.relative,
            file_sha256=hashlib.sha256(data).hexdigest(),
            sentences=tuple(sentences),
            passages=tuple(passages),
            embedded_sha256=tuple(self.vectors.want(builder.embedded_text(article, p)) for p in passages),
        )
        return record, _entry(file, "indexed")


class _VectorStore:
    """Gathers the vectors of a new generation: taken over where the same text was encoded before."""

    def __init__(self, settings: Settings, model: ModelFiles, old: Generation | None) -> None:
        same = old is not None and (
            old.manifest.weights_sha256 == model.weights_sha256
            and old.manifest.query_prompt == settings.query_prompt
            and old.manifest.passage_prompt == settings.passage_prompt
        )
        self._old = old if same else None
        self._rows = dict(self._old.catalogue.embedded_digests()) if self._old else {}
        self._digests: list[str] = []
        self._texts: dict[str, str] = {}

    @property
    def encoded(self) -> int:
        """How many distinct texts have to be encoded anew."""
        return len(self._texts)

    def keep(self, record: ArticleRecord) -> None:
        """Take over the vectors of an article of the old generation."""
        self._digests += record.embedded_sha256

    def want(self, text: str) -> str:
        """Ask for the next passage's vector and return the SHA-256 of its embedded text."""
        digest = sha256_of_text(text)
        self._digests.append(digest)
        if digest not in self._rows:
            self._texts[digest] = text
        return digest

    def finish(self, encoder: Encoder, on_progress: Callable[[int, int], None]) -> NDArray[np.float32]:
        """Encode what is new and return all vectors in the order they were asked for."""
        vectors = np.empty((len(self._digests), encoder.dimension), dtype=np.float32)
        total = len(self._texts)
        new = encoder.encode(
            list(self._texts.values()), kind="passage", on_progress=lambda n: on_progress(n, total)
        )
        place = {digest: row for row, digest in enumerate(self._texts)}
        for row, digest in enumerate(self._digests):
            if digest in place:
                vectors[row] = new[place[digest]]
            elif self._old:
                vectors[row] = self._old.vectors[self._rows[digest]]
        return vectors


def _entry(file: CorpusFile, state: LedgerState, reason: str | None = None) -> LedgerEntry:
    return LedgerEntry(path=file.relative, state=state, article_id=file.article_id, reason=reason)


def _unsupported(file: CorpusFile) -> LedgerEntry:
    kind = f"{file.suffix} files" if file.suffix else "files without a suffix"
    known = ", ".join(sorted(PARSERS))
    return _entry(file, "unsupported", f"{kind} are not read; supported: {known}")


def _summary(ledger: Sequence[LedgerEntry]) -> str:
    """Return the first few files that were not indexed, with their reasons."""
    shown = [": ".join(filter(None, (e.path, e.state, e.reason))) for e in ledger[:3]]
    more = f" (and {len(ledger) - 3} more)" if len(ledger) > 3 else ""  # noqa: PLR2004
    return "; ".join(shown) + more if shown else "It holds no files."

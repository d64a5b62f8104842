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
from rag.corpus import list_corpus, opened, reading_of
from rag.datamodel import Article, LedgerEntry, RebuildReport, sha256_of_text
from rag.encoder import SentenceTransformerEncoder
from rag.errors import ArticleReadError, CorpusMissing, CorpusShrunk, IndexError_
from rag.generations import (
    CATALOGUE_FILE,
    INDEX_SCHEMA,
    VECTORS_FILE,
    Manifest,
    hash_file,
    open_generation,
    read_ledger,
    seal,
    staging,
    switch,
    write_ledger,
    writing,
)
from rag.models import find_model
from rag.parsers import PARSER_REVISION, SUFFIXES, read_articles
from rag.parsers.items import Unread
from rag.parsers.unpacking import REST
from rag.passages import PASSAGE_REVISION, PassageBuilder, sentences_of
from rag.sentences import SPLITTER
from rag.vectors import save_vectors

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from rag.corpus import CorpusFile, CorpusListing, OpenFile
    from rag.datamodel import LedgerState
    from rag.encoder import Encoder
    from rag.generations import Generation
    from rag.models import ModelFiles
    from rag.settings import Settings

__all__ = ["Progress", "index_settings_id", "rebuild_index"]

Progress = Callable[[str, int, int], None]
"""Told a step's name, how much of it is done and how much there is."""

_ID_DIGITS = 16


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
        full: Read and encode everything anew.
        allow_removals: Go on when more than half of the indexed files are gone.
        on_progress: Called now and then from this thread.

    Returns:
        What became of every file.

    Raises:
        CorpusMissing: There is no corpus folder, or no article in it.
        CorpusShrunk: More than half of the indexed files are gone.
        IndexNotWritable: The index cannot be written, or another rebuild runs.
        EncoderError: The encoder cannot be loaded.
    """
    began = time.monotonic()
    model = find_model(settings.encoder)
    listing = list_corpus(settings.corpus)
    with writing(settings.index):
        current = _open_old(settings.index)
        if current and not allow_removals:
            _check_removals(current, listing, settings.corpus)
        old = None if full else current
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
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:_ID_DIGITS]


def _open_old(index: Path) -> Generation | None:
    """Return the current generation to take over from; None when there is none that can be trusted."""
    try:
        return open_generation(index)
    except IndexError_:
        return None


def _check_removals(old: Generation, listing: CorpusListing, corpus: Path) -> None:
    """Stop where a folder has lost most of what was indexed: it may be another one, or not mounted."""
    known = old.catalogue.files().keys()
    gone = len(known - {file.relative for file in listing.files})
    if 2 * gone > len(known):
        raise CorpusShrunk(
            f"{gone} of {len(known)} indexed files are gone from {str(corpus)!r}; the index is unchanged. If "
            "that is meant, run `rag rebuild --allow-removals`; else name the right folder with `--corpus`."
        )


class _Rebuild:
    """One run: the old generation on one side, the ledger and the new generation on the other."""

    def __init__(
        self, settings: Settings, model: ModelFiles, old: Generation | None, progress: Progress
    ) -> None:
        self.settings = settings
        self.model = model
        self.progress = progress
        self.reading = reading_of(settings)
        self.settings_id = index_settings_id(settings, model)
        self.old = old if old and old.manifest.index_settings_id == self.settings_id else None
        self.known = self.old.catalogue.files() if self.old else {}
        self.unread = _unread_items(settings.index) if self.old else {}
        self.vectors = _VectorStore(settings, model, old)
        self.ledger: list[LedgerEntry] = []
        self.taken: set[str] = set()

    def survey(self, files: Sequence[CorpusFile]) -> bool:
        """Say whether the old generation already holds exactly these files; the ledger then says so."""
        if not self.old:
            return False
        kept = 0
        for file in files:
            settled = self._settled(file)
            if not settled:
                self.ledger = []
                return False
            self.ledger += settled
            kept += file.relative in self.known
        return kept == len(self.known)

    def _settled(self, file: CorpusFile) -> list[LedgerEntry]:
        """Return the ledger's lines for a file that changes nothing in the index; none if it may."""
        if file.article_id is None:
            return [_unsupported(file)]
        lines = []
        try:
            with opened(file) as open_file:
                if self._is_known(file, open_file.sha256):
                    return self._unchanged(file)
                for item in self._items(file, open_file):
                    if isinstance(item, Article):
                        return []
                    lines.append(_item_entry(file, item))
        except ArticleReadError as error:
            return [self._failed(file, error)]
        if file.relative in self.known:
            return []
        return [_entry(file, "empty", "no text in it"), *lines]

    def _items(self, file: CorpusFile, open_file: OpenFile) -> Iterator[Article | Unread]:
        file_id = file.article_id or file.relative
        return read_articles(file_id, file.suffix, open_file.stream, self.reading, open_file.sha256)

    def _old_items(self, file: CorpusFile) -> dict[str, str | None]:
        """Return id → name within the file, of the articles that the old generation has of a file."""
        known = self.old is not None and file.relative in self.known
        return self.old.catalogue.articles_of(file.relative) if self.old and known else {}

    def _is_known(self, file: CorpusFile, digest: str) -> bool:
        """Say whether the old generation holds a file as it is, under the id that it has now."""
        if self.known.get(file.relative) != digest:
            return False
        return all(old_id == _id_of(file, item) for old_id, item in self._old_items(file).items())

    def _unchanged(self, file: CorpusFile) -> list[LedgerEntry]:
        items = self._old_items(file)
        parser = self._old_record(next(iter(items))).article.parser
        entry = _entry(file, "unchanged", articles=len(items), parser=parser)
        return [entry, *self.unread.get(file.relative, ())]

    def _failed(self, file: CorpusFile, error: ArticleReadError) -> LedgerEntry:
        last = self._old_items(file)
        kept = " Its last good version stays in the index." if last else ""
        return _entry(file, "failed", f"{error}{kept}", articles=len(last))

    def _old_record(self, article_id: str) -> ArticleRecord:
        assert self.old is not None
        return self.old.catalogue.record(article_id)

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
        contents = hashlib.sha256(self.settings_id.encode())
        try:
            for record in self._records(files, encoder):
                writer.add(record)
                contents.update(_id([record.article.metadata(), record.article.text_sha256]).encode())
            if not writer.articles:
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
            index_id=contents.hexdigest()[:_ID_DIGITS],
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
        """Yield every article's record, files in ascending order of id; the ledger fills along the way."""
        builder = PassageBuilder(
            encoder=encoder,
            budget=self.settings.passage_tokens,
            overlap=self.settings.overlap_sentences,
        )
        self.ledger = [_unsupported(file) for file in files if file.article_id is None]
        readable = sorted((f for f in files if f.article_id is not None), key=lambda f: f.article_id or "")
        for done, file in enumerate(readable, 1):
            yield from self._records_of(file, builder)
            if done % 50 == 0 or done == len(readable):
                self.progress("Reading files", done, len(readable))
        present = {file.relative for file in files}
        for path in self.known.keys() - present:
            gone = self.old.catalogue.articles_of(path) if self.old else {}
            alone = next(iter(gone)) if len(gone) == 1 else None
            self.ledger.append(LedgerEntry(path=path, state="removed", article_id=alone))
        self.ledger.sort(key=lambda entry: entry.path)

    def _records_of(self, file: CorpusFile, builder: PassageBuilder) -> Iterator[ArticleRecord]:
        """Yield the records of one file, and write its lines in the ledger."""
        found: list[str] = []
        lines: list[LedgerEntry] = []
        parser, cut = None, False
        try:
            with opened(file) as open_file:
                if self._is_known(file, open_file.sha256):
                    yield from self._kept(file)
                    self.ledger += self._unchanged(file)
                    return
                for item in self._items(file, open_file):
                    line, record = self._read(file, item, builder)
                    cut = cut or (isinstance(item, Unread) and item.name.endswith(REST))
                    lines += [line] if line else []
                    if record:
                        parser = record.article.parser
                        found.append(record.article.article_id)
                        yield record
        except ArticleReadError as error:
            if not found:
                yield from self._kept(file)
            self.ledger.append(self._failed(file, error))
        else:
            if cut:
                yield from self._kept(file, besides=found)
            state: LedgerState = "indexed" if found else "empty"
            reason = None if found else "no text in it"
            self.ledger.append(_entry(file, state, reason, articles=len(found), parser=parser))
            gone = [] if cut else self._items_gone(file, {*found, *(line.article_id for line in lines)})
            lines += gone
        self.ledger += lines

    def _read(
        self, file: CorpusFile, item: Article | Unread, builder: PassageBuilder
    ) -> tuple[LedgerEntry | None, ArticleRecord | None]:
        """Return the ledger's line for an item, if it needs one, and its record, if it has one."""
        if isinstance(item, Unread):
            line = _item_entry(file, item)
            kept = item.state == "failed" and next(
                (old for old, name in self._old_items(file).items() if name == item.name), None
            )
            if not kept:
                return line, None
            record = self._take_over(file, kept, item.name)
            return replace(line, reason=f"{line.reason} Its last good version stays in the index."), record
        if item.article_id in self.taken:
            reason = f"another article has the id {item.article_id!r}. Rename the file."
            return _item_entry(
                file, Unread(name=_name_of(file, item) or "", state="failed", reason=reason)
            ), None
        return None, self._new_record(file, item, builder)

    def _new_record(self, file: CorpusFile, article: Article, builder: PassageBuilder) -> ArticleRecord:
        self.taken.add(article.article_id)
        sentences = sentences_of(article)
        passages = builder.passages(article, sentences)
        return ArticleRecord(
            article=article,
            path=file.relative,
            item=_name_of(file, article),
            sentences=tuple(sentences),
            passages=tuple(passages),
            embedded_sha256=tuple(self.vectors.want(builder.embedded_text(article, p)) for p in passages),
        )

    def _kept(self, file: CorpusFile, *, besides: Sequence[str] = ()) -> Iterator[ArticleRecord]:
        """Yield what the old generation has of a file, under the ids that its articles have now."""
        for old_id, item in self._old_items(file).items():
            if _id_of(file, item) not in besides:
                yield self._take_over(file, old_id, item)

    def _take_over(self, file: CorpusFile, old_id: str, item: str | None) -> ArticleRecord:
        article_id, record = _id_of(file, item), self._old_record(old_id)
        self.taken.add(article_id)
        self.vectors.keep(record)
        return replace(record, article=replace(record.article, article_id=article_id))

    def _items_gone(self, file: CorpusFile, found: set[str | None]) -> list[LedgerEntry]:
        """Return lines for the items that a file had and has no more."""
        return [
            LedgerEntry(path=f"{file.relative}#{item}", state="removed", article_id=old_id)
            for old_id, item in self._old_items(file).items()
            if item is not None and old_id not in found
        ]


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


def _entry(
    file: CorpusFile,
    state: LedgerState,
    reason: str | None = None,
    *,
    articles: int = 0,
    parser: str | None = None,
) -> LedgerEntry:
    return LedgerEntry(
        path=file.relative,
        state=state,
        article_id=file.article_id,
        reason=reason,
        articles=articles,
        parser=parser,
    )


def _id_of(file: CorpusFile, item: str | None) -> str:
    """Return the id of a file's article, or of an item of the file."""
    return file.article_id or "" if item is None else f"{file.article_id}#{item}"


def _name_of(file: CorpusFile, article: Article) -> str | None:
    """Return the name of an article within its file; None where it is the file."""
    return article.article_id.removeprefix(f"{file.article_id}").removeprefix("#") or None


def _item_entry(file: CorpusFile, item: Unread) -> LedgerEntry:
    return LedgerEntry(
        path=f"{file.relative}#{item.name}",
        state=item.state,
        article_id=_id_of(file, item.name),
        reason=item.reason,
    )


def _unread_items(index: Path) -> dict[str, list[LedgerEntry]]:
    """Return the last ledger's lines for items that gave no article, by the path of their file."""
    try:
        ledger, _ = read_ledger(index)
    except IndexError_:
        return {}
    files = {entry.path for entry in ledger if entry.articles}
    found: dict[str, list[LedgerEntry]] = {}
    for entry in ledger:
        path = entry.path
        while path and path not in files:
            path = path.rpartition("#")[0]
        if entry.state != "removed" and path != entry.path:
            found.setdefault(path, []).append(entry)
    return found


def _unsupported(file: CorpusFile) -> LedgerEntry:
    kind = f"{file.suffix} files" if file.suffix else "files without a suffix"
    return _entry(file, "unsupported", f"{kind} are not read; supported: {', '.join(SUFFIXES)}")


def _summary(ledger: Sequence[LedgerEntry]) -> str:
    """Return the first few files that were not indexed, with their reasons."""
    shown = [": ".join(filter(None, (e.path, e.state, e.reason))) for e in ledger[:3]]
    more = f" (and {len(ledger) - 3} more)" if len(ledger) > 3 else ""  # noqa: PLR2004
    return "; ".join(shown) + more if shown else "It holds no files."

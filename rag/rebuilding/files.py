"""What became of every file of the corpus: articles for the index, and lines for the ledger.

Belongs here: which files are read anew, what of the old index is taken over, and saying so. Does not belong
here: how an article is read (`rag.parsers`), how a generation is written (`rag.rebuilding.writer`).

A file whose bytes have not changed is taken over from the old index. What cannot be read now and was read
before keeps its last good version, whether a file or an item of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from rag.catalogue import ArticleRecord, HeldFile
from rag.corpus import name_of, opened, reading_of
from rag.datamodel import Article, LedgerEntry
from rag.errors import ArticleReadError, IndexError_
from rag.ledger import read_ledger
from rag.parsers import SUFFIXES, read_articles
from rag.parsers.items import Unread
from rag.parsers.unpacking import REST

if TYPE_CHECKING:
    from pathlib import Path

    from rag.catalogue import Catalogue, HeldArticle
    from rag.corpus import CorpusFile, OpenFile
    from rag.datamodel import LedgerState
    from rag.ledger import Forgotten
    from rag.settings import Settings

__all__ = ["FORGOTTEN", "REMEMBERED", "Cut", "Files", "Progress"]

FORGOTTEN = "was forgotten with `rag forget`; it is still in the corpus"
REMEMBERED = "was forgotten; the next rebuild looks at it again"

Progress = Callable[[str, int, int], None]
"""Told a step's name, how much of it is done and how much there is."""

_KEPT = " Its last good version stays in the index."
_TOLD_EVERY = 50
_NONE = HeldFile(sha256="", parser="", articles=())


class Cut(Protocol):
    """Cuts an article into what the catalogue holds."""

    def __call__(self, article: Article, *, path: str, item: str | None, seen_sha256: str) -> ArticleRecord:
        """Return the article cut."""
        ...


class Files:
    """Goes through the files of a corpus with the old index beside it, and keeps the ledger."""

    def __init__(
        self,
        settings: Settings,
        old: Catalogue | None,
        known: Mapping[str, HeldFile],
        *,
        cut_alike: bool,
        afresh: bool,
        forgotten: Forgotten,
    ) -> None:
        """Remember what is taken over, and how.

        Args:
            settings: How files are read, and where the last ledger lies.
            old: The catalogue that answers now; None where there is none that can be trusted.
            known: Relative path → what it holds of a file.
            cut_alike: Whether its articles were read and cut under the same settings.
            afresh: Whether every file is to be read anew.
            forgotten: The articles that stay out.
        """
        self.ledger: list[LedgerEntry] = []
        self._reading = reading_of(settings)
        self._old = old
        self._known = known
        self._cut_alike = cut_alike
        self._trusted = cut_alike and not afresh
        self._forgotten = forgotten
        self._unread, self._again = _unread_items(settings.index) if self._trusted else ({}, set())
        self._taken: set[str] = set()

    def settled(self, files: Sequence[CorpusFile]) -> bool:
        """Say whether the old index already holds exactly these files; the ledger then says so.

        Args:
            files: All files of the corpus.

        Returns:
            Whether nothing needs to be written.
        """
        self.ledger = [_unsupported(file) for file in files if file.article_id is None]
        if not self._trusted:
            return False
        for file in _readable(files):
            lines = self._settled(file)
            if not lines:
                return False
            self.ledger += lines
        self.ledger.sort(key=lambda entry: entry.path)
        present = {file.relative for file in files}
        return present.issuperset(self._known)

    def records(
        self, files: Sequence[CorpusFile], cut: Cut, on_progress: Progress
    ) -> Iterator[ArticleRecord | int]:
        """Yield what the new index holds, files in ascending order of id; the ledger fills along the way.

        Args:
            files: All files of the corpus.
            cut: Cuts an article that is new.
            on_progress: Told how many files are read.

        Yields:
            New articles, and rows of the old catalogue for those taken over.
        """
        self.ledger = [_unsupported(file) for file in files if file.article_id is None]
        self._taken.clear()
        readable = _readable(files)
        for done, file in enumerate(readable, 1):
            yield from self._records_of(file, cut)
            if done % _TOLD_EVERY == 0 or done == len(readable):
                on_progress("Reading files", done, len(readable))
        present = {file.relative for file in files}
        for path, held in self._known.items():
            if path not in present:
                alone = held.articles[0].article_id if len(held.articles) == 1 else None
                self.ledger.append(LedgerEntry(path=path, state="removed", article_id=alone))
        self.ledger.sort(key=lambda entry: entry.path)

    def _settled(self, file: CorpusFile) -> list[LedgerEntry]:
        """Return the ledger's lines for a file that changes nothing in the index; none if it may."""
        if any(self._is_out(file, held.item) for held in self._held(file).articles):
            return []
        lines = []
        try:
            with opened(file) as open_file:
                if self._is_known(file, open_file.sha256):
                    self._taken |= {held.article_id for held in self._held(file).articles}
                    return self._unchanged(file)
                for item in self._items(file, open_file):
                    line = self._line_for(file, item)
                    if not line:
                        return []
                    lines.append(line)
        except ArticleReadError as error:
            last, _ = self._last_versions(file)
            self._taken |= {_id_of(file, held.item) for held in last}
            return [_failed(file, error, last)]
        if file.relative in self._known:
            return []
        return self._lines(file, "empty", lines)

    def _records_of(self, file: CorpusFile, cut: Cut) -> Iterator[ArticleRecord | int]:
        """Yield what the index holds of one file, and write its lines in the ledger."""
        found: list[str] = []
        lines: list[LedgerEntry] = []
        parser, cut_off = None, False
        try:
            with opened(file) as open_file:
                if self._is_known(file, open_file.sha256):
                    last, twice = self._last_versions(file)
                    yield from self._kept(file, last, self._held(file).sha256, cut)
                    self.ledger += self._unchanged(file, twice)
                    return
                for item in self._items(file, open_file):
                    line, record = self._read(file, item, open_file.sha256, cut)
                    cut_off = cut_off or (isinstance(item, Unread) and item.name.endswith(REST))
                    lines += [line] if line else []
                    if record:
                        parser = record.article.parser
                        found.append(record.article.article_id)
                        yield record
                if cut_off:
                    last, twice = self._last_versions(file, besides=found)
                    lines += twice
                    yield from self._kept(file, last, open_file.sha256, cut)
        except ArticleReadError as error:
            last, twice = self._last_versions(file, besides=found)
            yield from self._kept(file, last, self._held(file).sha256, cut)
            lines += [line for line in twice if line.path != file.relative]
            self.ledger += [_failed(file, error, last, len(found)), *lines]
            return
        if not cut_off:
            lines += self._items_gone(file, {*found, *(line.article_id for line in lines)})
        state: LedgerState = "empty"
        if found:
            changed = self._held(file).sha256 not in ("", open_file.sha256)
            state = "new version" if changed else "indexed"
        self.ledger += self._lines(file, state, lines, articles=len(found), parser=parser)

    def _lines(
        self,
        file: CorpusFile,
        state: LedgerState,
        lines: list[LedgerEntry],
        *,
        articles: int = 0,
        parser: str | None = None,
    ) -> list[LedgerEntry]:
        """Return the lines of a file that was read and of its items; where it is its only item, one."""
        if state != "empty":
            return [_entry(file, state, articles=articles, parser=parser), *lines]
        if [line.path for line in lines] == [file.relative]:
            return lines
        return [_entry(file, "empty", "no text in it"), *lines]

    # Of one file

    def _held(self, file: CorpusFile) -> HeldFile:
        return self._known.get(file.relative, _NONE)

    def _items(self, file: CorpusFile, open_file: OpenFile) -> Iterator[Article | Unread]:
        file_id = file.article_id or file.relative
        return read_articles(file_id, file.suffix, open_file.stream, self._reading, open_file.sha256)

    def _is_known(self, file: CorpusFile, digest: str) -> bool:
        """Say whether the old index holds a file as it is, under the id that it has now."""
        held = self._held(file)
        return (
            self._trusted
            and file.relative not in self._again
            and held.sha256 == digest
            and all(article.article_id == _id_of(file, article.item) for article in held.articles)
        )

    def _unchanged(self, file: CorpusFile, twice: Sequence[LedgerEntry] = ()) -> list[LedgerEntry]:
        """Return the lines of a file taken over but for what `twice` tells; where that is all of it, that."""
        if [line.path for line in twice] == [file.relative]:
            return list(twice)
        held = self._held(file)
        articles = len(held.articles) - len(twice)
        entry = _entry(file, "unchanged", articles=articles, parser=held.parser)
        return [entry, *twice, *self._unread.get(file.relative, ())]

    def _last_versions(
        self, file: CorpusFile, *, besides: Sequence[str] = ()
    ) -> tuple[list[HeldArticle], list[LedgerEntry]]:
        """Return what the old index has of a file and may keep, and lines for what it may not."""
        last, twice = [], []
        for held in self._held(file).articles:
            article_id = _id_of(file, held.item)
            if article_id in besides or self._is_out(file, held.item):
                continue
            if article_id in self._taken:
                twice.append(_taken_twice(file, held.item, article_id))
            else:
                last.append(held)
        return last, twice

    def _read(
        self, file: CorpusFile, item: Article | Unread, seen: str, cut: Cut
    ) -> tuple[LedgerEntry | None, ArticleRecord | None]:
        """Return the ledger's line for an item, if it needs one, and its record, if it has one."""
        line = self._line_for(file, item)
        if isinstance(item, Article):
            if line:
                return line, None
            self._taken.add(item.article_id)
            return None, cut(item, path=file.relative, item=name_of(file, item), seen_sha256=seen)
        last = item.state == "failed" and self._last_version(file, item.name)
        if not line or not last:
            return line, None
        return replace(line, reason=f"{line.reason}{_KEPT}"), self._recut(file, last, seen, cut)

    def _line_for(self, file: CorpusFile, item: Article | Unread) -> LedgerEntry | None:
        """Return the ledger's line for an item that the index does not hold; None where it does."""
        if isinstance(item, Unread):
            return _item_entry(file, item.name, item.state, item.reason)
        name = name_of(file, item)
        if self._is_out(file, name, item.text_sha256):
            return _item_entry(file, name, "removed", FORGOTTEN)
        return _taken_twice(file, name, item.article_id) if item.article_id in self._taken else None

    def _last_version(self, file: CorpusFile, name: str) -> HeldArticle | None:
        return next((held for held in self._held(file).articles if held.item == name), None)

    def _kept(
        self, file: CorpusFile, last: Sequence[HeldArticle], seen: str, cut: Cut
    ) -> Iterator[ArticleRecord | int]:
        """Yield articles that the old index has of a file, under the ids that they have now."""
        for held in last:
            article_id = _id_of(file, held.item)
            self._taken.add(article_id)
            as_it_is = self._cut_alike and article_id == held.article_id and seen == self._held(file).sha256
            yield held.row if as_it_is else self._recut(file, held, seen, cut)

    def _recut(self, file: CorpusFile, held: HeldArticle, seen: str, cut: Cut) -> ArticleRecord:
        """Return an article of the old index, cut anew, under the id that it has now."""
        assert self._old is not None
        article_id = _id_of(file, held.item)
        self._taken.add(article_id)
        article = replace(self._old.article_row(held.row), article_id=article_id)
        return cut(article, path=file.relative, item=held.item, seen_sha256=seen)

    def _items_gone(self, file: CorpusFile, found: set[str | None]) -> list[LedgerEntry]:
        """Return lines for the items that a file had and has no more."""
        return [
            LedgerEntry(path=f"{file.relative}#{held.item}", state="removed", article_id=held.article_id)
            for held in self._held(file).articles
            if held.item is not None and held.article_id not in found
        ]

    def _is_out(self, file: CorpusFile, item: str | None, text_sha256: str = "") -> bool:
        return self._forgotten.has(_id_of(file, item), file.relative, item, text_sha256)


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


def _failed(
    file: CorpusFile, error: ArticleReadError, last: Sequence[HeldArticle], found: int = 0
) -> LedgerEntry:
    """Return the line of a file that failed, of which some articles stay and some were read before."""
    return _entry(file, "failed", f"{error}{_KEPT if last else ''}", articles=len(last) + found)


def _taken_twice(file: CorpusFile, item: str | None, article_id: str) -> LedgerEntry:
    return _item_entry(file, item, "failed", f"another article has the id {article_id!r}. Rename the file.")


def _readable(files: Sequence[CorpusFile]) -> list[CorpusFile]:
    """Return the files that a parser knows, in the order of the index."""
    return sorted((f for f in files if f.article_id is not None), key=lambda f: f.article_id or "")


def _id_of(file: CorpusFile, item: str | None) -> str:
    """Return the id of a file's article, or of an item of the file."""
    return file.article_id or "" if item is None else f"{file.article_id}#{item}"


def _item_entry(file: CorpusFile, name: str | None, state: LedgerState, reason: str) -> LedgerEntry:
    """Return the line of an item that gave no article; without a name it is the file."""
    path = f"{file.relative}#{name}" if name else file.relative
    return LedgerEntry(path=path, state=state, article_id=_id_of(file, name), reason=reason)


def _unread_items(index: Path) -> tuple[dict[str, list[LedgerEntry]], set[str]]:
    """Return the last ledger's lines for items that gave no article, by the path of their file.

    And the paths of files that are read again though they are as they were: those that failed after some of
    their articles were read, and those of which an article need no longer stay out.
    """
    try:
        ledger = read_ledger(index).entries
    except IndexError_:
        return {}, set()
    files = {entry.path for entry in ledger if entry.articles}
    found: dict[str, list[LedgerEntry]] = {}
    for entry in ledger:
        path = entry.path
        while path and path not in files:
            path = path.rpartition("#")[0]
        if path != entry.path and (entry.state != "removed" or entry.reason):
            found.setdefault(path, []).append(entry)
    again = {path for path, lines in found.items() if any(line.reason == REMEMBERED for line in lines)}
    again |= {e.path for e in ledger if e.state == "failed" and not (e.reason or "").endswith(_KEPT)}
    return found, again


def _unsupported(file: CorpusFile) -> LedgerEntry:
    kind = f"{file.suffix} files" if file.suffix else "files without a suffix"
    return _entry(file, "unsupported", f"{kind} are not read; supported: {', '.join(SUFFIXES)}")

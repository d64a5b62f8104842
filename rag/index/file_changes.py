"""What became of every file of the corpus: articles for the index, and lines for the ledger.

Belongs here: which files are read anew, what of the old index is taken over, and saying so. Does not belong
here: how an article is read (`rag.ingest.parsers`), how a generation is written
(`rag.index.generation_writer`).

A file whose bytes have not changed is taken over from the old index. What cannot be read now and was read
before keeps its last good version, whether a file or an item of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from rag.errors import ArticleReadError, IndexError_
from rag.index.catalogue import ArticleRecord, HeldFile
from rag.index.last_versions import last_versions
from rag.index.ledger import read_ledger
from rag.ingest.corpus import name_of, opened, parser_options
from rag.ingest.parsers import SUFFIXES, read_articles
from rag.ingest.parsers.items import Unread
from rag.schema import Article, LedgerEntry

if TYPE_CHECKING:
    from pathlib import Path

    from rag.index.catalogue import Catalogue, HeldArticle
    from rag.index.ledger import Forgotten
    from rag.ingest.corpus import CorpusFile, OpenFile
    from rag.schema import LedgerState
    from rag.settings import Settings

__all__ = ["FORGOTTEN", "REMEMBERED", "Cut", "Files", "Progress"]

FORGOTTEN = "was forgotten with `rag forget`; it is still in the corpus"
REMEMBERED = "was forgotten; the next rebuild looks at it again"

Progress = Callable[[str, int, int], None]
"""Told a step's name, how much of it is done and how much there is."""

_KEPT = " Its last good version stays in the index."
_KEPT_AROUND = " What was read before and may have stood there stays in the index."
_TOLD_EVERY = 50
_NONE = HeldFile(sha256="", parser="", articles=())


@dataclass(slots=True)
class _Read:
    """What reading one file came to.

    ``found`` holds name → SHA-256 of the text of every article, ``articles`` counts those for the index;
    ``lines`` say why the others are not, ``parser`` names what read the first, ``unread`` what gave none.
    """

    found: dict[str | None, str] = field(default_factory=dict)
    articles: int = 0
    parser: str | None = None
    lines: list[LedgerEntry] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


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
        before: Mapping[str, str | None],
        cut_alike: bool,
        afresh: bool,
        forgotten: Forgotten,
    ) -> None:
        """Remember what is taken over, and how.

        Args:
            settings: How files are read, and where the last ledger lies.
            old: The catalogue that answers now, or the newest that can be trusted; None where there is none.
            known: Relative path → what it holds of a file.
            before: Relative path → article id, None where it has several, of every file that is indexed.
            cut_alike: Whether its articles were read and cut under the same settings.
            afresh: Whether every file is to be read anew.
            forgotten: The articles that stay out.
        """
        self.ledger: list[LedgerEntry] = []
        self._reading = parser_options(settings)
        self._old = old
        self._known = known
        self._before = before
        self._cut_alike = cut_alike
        self._trusted = cut_alike and not afresh
        self._forgotten = forgotten
        self._unread, self._again = _unread_items(settings.index) if self._trusted else ({}, set())
        self._taken: set[str] = set()
        self._as_before: set[str] = set()

    def settled(self, files: Sequence[CorpusFile]) -> bool:
        """Say whether the old index already holds exactly these files; the ledger then says so.

        Files that are as they were, up to the first that is not, are not read again by `records`.

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
        self.ledger += [
            LedgerEntry(path=path, state="removed", article_id=article_id)
            for path, article_id in self._before.items()
            if path not in present
        ]
        self.ledger.sort(key=lambda entry: entry.path)

    def _settled(self, file: CorpusFile) -> list[LedgerEntry]:
        """Return the ledger's lines for a file that changes nothing in the index; none if it may."""
        held, read = self._held(file), _Read()
        try:
            with opened(file) as open_file:
                if self._is_known(file, open_file):
                    self._as_before.add(file.relative)
                    self._taken |= {article.article_id for article in held.articles}
                    return self._unchanged(file, held.articles)
                if any(self._note(file, item, read) for item in self._items(file, open_file)):
                    return []
        except ArticleReadError as error:
            read.unread.append(Unread(state="failed", reason=str(error)))
        else:
            if held.articles:
                return []
        last = self._last_versions(file, read)
        kept, _ = self._free(file, last)
        if len(kept) < len(held.articles):
            return []
        self._taken |= {_id_of(file, article.item) for article in kept}
        return self._lines(file, read, "unchanged", kept, self._told(file, read, last, kept))

    def _records_of(self, file: CorpusFile, cut: Cut) -> Iterator[ArticleRecord | int]:
        """Yield what the index holds of one file, and write its lines in the ledger."""
        held, read = self._held(file), _Read()
        seen = held.sha256
        if file.relative in self._as_before:
            yield from self._taken_over(file, cut)
            return
        try:
            with opened(file) as open_file:
                if self._is_known(file, open_file):
                    yield from self._taken_over(file, cut)
                    return
                for item in self._items(file, open_file):
                    if article := self._note(file, item, read):
                        self._taken.add(article.article_id)
                        name = name_of(file, article)
                        yield cut(article, path=file.relative, item=name, seen_sha256=open_file.sha256)
                seen = open_file.sha256
        except ArticleReadError as error:
            read.unread.append(Unread(state="failed", reason=str(error)))
        last = self._last_versions(file, read)
        kept, twice = self._free(file, last)
        yield from self._kept(file, kept, seen, cut)
        lines = [*self._told(file, read, last, kept), *twice, *self._items_gone(file, read, last)]
        self.ledger += self._lines(file, read, self._state(file, read, seen), kept, lines)

    def _taken_over(self, file: CorpusFile, cut: Cut) -> Iterator[ArticleRecord | int]:
        """Yield what the old index holds of a file that is as it was."""
        held = self._held(file)
        kept, twice = self._free(file, held.articles)
        yield from self._kept(file, kept, held.sha256, cut)
        self.ledger += self._unchanged(file, kept, twice)

    def _state(self, file: CorpusFile, read: _Read, seen: str) -> LedgerState:
        """Return what to say of a file of which there are articles, by the hash of what was read of it."""
        held = self._held(file)
        if not self._has_its_id(file):
            return "indexed"
        is_replaced = any(not article.current and article.item in read.found for article in held.articles)
        alike = not read.articles or (seen == held.sha256 and not is_replaced)
        return "unchanged" if alike else "new version"

    def _note(self, file: CorpusFile, item: Article | Unread, read: _Read) -> Article | None:
        """Take down what an item of a file came to; return it where it is an article for the index."""
        if isinstance(item, Unread):
            read.unread.append(item)
            return None
        name = name_of(file, item)
        is_taken = item.article_id in self._taken or name in read.found
        read.found.setdefault(name, item.text_sha256)
        if self._is_out(file, name, item.text_sha256):
            read.lines.append(_item_entry(file, name, "removed", FORGOTTEN))
            return None
        if is_taken:
            read.lines.append(_taken_twice(file, name, item.article_id))
            return None
        read.articles += 1
        read.parser = read.parser or item.parser
        return item

    def _lines(
        self,
        file: CorpusFile,
        read: _Read,
        state: LedgerState,
        kept: Sequence[HeldArticle],
        lines: list[LedgerEntry],
    ) -> list[LedgerEntry]:
        """Return the lines of a file and of its items; where one of them is of the file itself, no other."""
        articles = read.articles + len(kept)
        own = next((line for line in lines if line.path == file.relative), None)
        if own:
            entry = replace(own, articles=articles)
        elif articles:
            parser = read.parser or self._held(file).parser
            entry = _entry(file, state, articles=articles, parser=parser)
        else:
            entry = _entry(file, "empty", "no text in it")
        return [entry, *(line for line in lines if line.path != file.relative)]

    def _told(
        self,
        file: CorpusFile,
        read: _Read,
        last: Mapping[HeldArticle, str | None],
        kept: Sequence[HeldArticle],
    ) -> list[LedgerEntry]:
        """Return the lines of what gave no article, and say of which an earlier version stays."""
        places = {last[article] for article in kept}
        lines = [*read.lines]
        for item in read.unread:
            said = ""
            if item.state == "failed" and item.place in places:
                said = _KEPT if item.named else _KEPT_AROUND
            lines.append(_item_entry(file, item.name, item.state, f"{item.reason}{said}", named=item.named))
        return lines

    # Of one file

    def _held(self, file: CorpusFile) -> HeldFile:
        return self._known.get(file.relative, _NONE)

    def _items(self, file: CorpusFile, open_file: OpenFile) -> Iterator[Article | Unread]:
        file_id = file.article_id or file.relative
        return read_articles(file_id, file.suffix, open_file.stream, self._reading, open_file.sha256)

    def _is_known(self, file: CorpusFile, open_file: OpenFile) -> bool:
        """Say whether the old index holds a file as it is, under the id that it has now."""
        return (
            self._trusted
            and self._held(file).sha256 == open_file.sha256
            and self._has_its_id(file)
            and not any(self._is_out(file, article.item) for article in self._held(file).articles)
            and (file.relative not in self._again or self._reads_alike(file, open_file))
        )

    def _has_its_id(self, file: CorpusFile) -> bool:
        """Say whether the old index holds a file, and under the id that it has now."""
        held = self._held(file).articles
        return bool(held) and all(article.article_id == _id_of(file, article.item) for article in held)

    def _reads_alike(self, file: CorpusFile, open_file: OpenFile) -> bool:
        """Say whether a file whose bytes are known gives the same articles again; its lines are told anew."""
        held, read = self._held(file).articles, _Read()
        now = {
            name_of(file, a) for item in self._items(file, open_file) if (a := self._note(file, item, read))
        }
        open_file.stream.seek(0)
        last = self._last_versions(file, read)
        stays = [article for article in held if not article.current]
        if list(last) != stays or now != {article.item for article in held if article.current}:
            return False
        self._unread[file.relative] = self._told(file, read, last, stays)
        return True

    def _unchanged(
        self, file: CorpusFile, kept: Sequence[HeldArticle], twice: Sequence[LedgerEntry] = ()
    ) -> list[LedgerEntry]:
        """Return the lines of a file taken over but for what `twice` tells."""
        lines = [*twice, *self._unread.get(file.relative, ())]
        return self._lines(file, _Read(), "unchanged", kept, lines)

    def _last_versions(self, file: CorpusFile, read: _Read) -> dict[HeldArticle, str | None]:
        """Return what the old index has of a file and keeps, and for what part of the file that failed."""
        old = self._old

        def texts_before() -> dict[str | None, str]:
            return old.text_hashes(file.relative) if old else {}

        return last_versions(self._held(file).articles, read.found, read.unread, texts_before)

    def _free(
        self, file: CorpusFile, articles: Iterable[HeldArticle]
    ) -> tuple[list[HeldArticle], list[LedgerEntry]]:
        """Return which articles of the old index may stay, and lines for those whose id is taken now."""
        free, twice = [], []
        for held in articles:
            article_id = _id_of(file, held.item)
            if self._is_out(file, held.item):
                continue
            if article_id in self._taken:
                twice.append(_taken_twice(file, held.item, article_id))
            else:
                free.append(held)
        return free, twice

    def _kept(
        self, file: CorpusFile, kept: Sequence[HeldArticle], seen: str, cut: Cut
    ) -> Iterator[ArticleRecord | int]:
        """Yield articles that the old index has of a file, under the ids that they have now."""
        for held in kept:
            article_id = _id_of(file, held.item)
            self._taken.add(article_id)
            if self._cut_alike and article_id == held.article_id and seen == self._held(file).sha256:
                yield held.row
            else:
                assert self._old is not None
                article = replace(self._old.article_row(held.row), article_id=article_id)
                yield cut(article, path=file.relative, item=held.item, seen_sha256=seen)

    def _items_gone(
        self, file: CorpusFile, read: _Read, last: Mapping[HeldArticle, str | None]
    ) -> list[LedgerEntry]:
        """Return lines for the items that a file had and has no more."""
        told = {*read.found, *(item.name for item in read.unread)}
        return [
            LedgerEntry(path=f"{file.relative}#{held.item}", state="removed", article_id=held.article_id)
            for held in self._held(file).articles
            if held.item is not None and held.item not in told and held not in last
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


def _taken_twice(file: CorpusFile, item: str | None, article_id: str) -> LedgerEntry:
    return _item_entry(file, item, "failed", f"another article has the id {article_id!r}. Rename the file.")


def _readable(files: Sequence[CorpusFile]) -> list[CorpusFile]:
    """Return the files that a parser knows, in the order of the index."""
    return sorted((f for f in files if f.article_id is not None), key=lambda f: f.article_id or "")


def _id_of(file: CorpusFile, item: str | None) -> str:
    """Return the id of a file's article, or of an item of the file."""
    return file.article_id or "" if item is None else f"{file.article_id}#{item}"


def _item_entry(
    file: CorpusFile, name: str | None, state: LedgerState, reason: str, *, named: bool = True
) -> LedgerEntry:
    """Return the line of an item that gave no article; without a name it is the file."""
    path = f"{file.relative}#{name}" if name else file.relative
    article_id = _id_of(file, name) if named else None
    return LedgerEntry(path=path, state=state, article_id=article_id, reason=reason)


def _unread_items(index: Path) -> tuple[dict[str, list[LedgerEntry]], set[str]]:
    """Return the last ledger's lines for items that gave no article, by the path of their file.

    And the paths of files that are read again though they are as they were: those that failed, or of which a
    member did, for it may have been for once; and those of which an article need no longer stay out. A row
    that cannot be read cannot be read again.
    """
    try:
        ledger = read_ledger(index).entries
    except IndexError_:
        return {}, set()
    files = {entry.path for entry in ledger if entry.articles}
    found: dict[str, list[LedgerEntry]] = {}
    again: set[str] = set()
    for entry in ledger:
        path = entry.path
        while path and path not in files:
            path = path.rpartition("#")[0]
        if entry.reason == REMEMBERED or (entry.state == "failed" and entry.article_id):
            again.add(path)
        if path != entry.path and (entry.state != "removed" or entry.reason):
            found.setdefault(path, []).append(entry)
    return found, again


def _unsupported(file: CorpusFile) -> LedgerEntry:
    kind = f"{file.suffix} files" if file.suffix else "files without a suffix"
    return _entry(file, "unsupported", f"{kind} are not read; supported: {', '.join(SUFFIXES)}")

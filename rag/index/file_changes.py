"""Which files of the corpus have changed since they were indexed, and which articles the new index holds.

Belongs here: comparing files with the index, parsing those that changed, keeping what cannot be read now, and
a ledger line for every file. Does not belong here: how an article is read (`rag.ingest.parsers`), cutting
articles (`rag.index.passages`), writing a generation (`rag.index.generation_writer`).

A file whose bytes have not changed is kept as the index holds it. An article that was read before and cannot
be read now keeps its last good version, whether it is a file or an item of a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag.errors import ArticleReadError, IndexError_
from rag.index.catalogue import HeldFile
from rag.index.generations import serving_generation
from rag.index.ledger import FORGOTTEN, read_ledger, read_unread_items
from rag.index.passages import ParsedArticle
from rag.ingest.corpus import name_of, opened, parser_options
from rag.ingest.parsers import SUFFIXES, read_articles
from rag.ingest.parsers.items import Unread
from rag.schema import Article, LedgerEntry

if TYPE_CHECKING:
    from pathlib import Path

    from rag.index.catalogue import Catalogue, HeldArticle
    from rag.index.generations import Generation
    from rag.index.ledger import ForgottenArticles
    from rag.ingest.corpus import CorpusFile, OpenFile
    from rag.schema import LedgerState
    from rag.settings import Settings

__all__ = ["FileChanges", "IndexBefore", "Progress", "index_before", "last_versions"]

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, how much of it is done and how much there is in all."""

_STAYS = " Its last good version stays in the index."
_STAYS_AROUND = " What was read before and may have stood there stays in the index."
_REPORT_EVERY = 50
"""Files between two reports of progress."""
_NOT_HELD = HeldFile(sha256="", parser="", articles=())


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexBefore:
    """What the index holds before a rebuild.

    ``catalogue`` is that of the current generation, or of the newest one that is not damaged; None where
    there is none. ``files`` holds relative path → what the catalogue has of a file. ``article_ids`` holds
    relative path → article id, None where the file has several, of every file that is indexed. ``has_ledger``
    says whether the current generation is not damaged and the ledger is about it; without it nobody knows
    what of its files failed.
    """

    catalogue: Catalogue | None
    files: Mapping[str, HeldFile]
    article_ids: Mapping[str, str | None]
    has_ledger: bool


def index_before(index: Path, old: Generation | None) -> IndexBefore:
    """Return what the index holds before a rebuild.

    Args:
        index: The index folder.
        old: Its current generation, or the newest that is not damaged; None where there is none.

    Returns:
        The record. Where the current generation is damaged, ``article_ids`` comes from the ledger.
    """
    files = old.catalogue.files() if old else {}
    article_ids = {
        path: file.articles[0].article_id if len(file.articles) == 1 else None for path, file in files.items()
    }
    is_current = old is not None and old.name == serving_generation(index)
    try:
        ledger = read_ledger(index)
    except IndexError_:
        ledger = None
    if ledger and not is_current:
        article_ids = {
            e.path: e.article_id if e.articles == 1 else None for e in ledger.entries if e.articles
        }
    return IndexBefore(
        catalogue=old.catalogue if old else None,
        files=files,
        article_ids=article_ids,
        has_ledger=is_current and ledger is not None and old is not None and ledger.generation == old.name,
    )


@dataclass(slots=True)
class _FileResult:
    """What reading one file gave.

    ``texts`` holds name → SHA-256 of the text, of every article that was read. ``articles`` counts those that
    the new index holds, ``lines`` says why it does not hold the others. ``parser`` is that of the first
    article, ``unread`` are the parts that gave no article.
    """

    texts: dict[str | None, str] = field(default_factory=dict)
    articles: int = 0
    parser: str | None = None
    lines: list[LedgerEntry] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


class FileChanges:
    """Compares the files of a corpus with the index, parses what changed, and keeps the ledger.

    ``ledger`` holds a line for every file, in ascending order of path, once `compare` has returned False or
    `parse` is exhausted.
    """

    def __init__(
        self,
        settings: Settings,
        before: IndexBefore,
        forgotten: ForgottenArticles,
        *,
        same_settings: bool,
        reread: bool,
    ) -> None:
        """Prepare the comparison.

        Args:
            settings: How files are read, and where the last ledger is.
            before: What the index holds.
            forgotten: The articles that stay out of the index.
            same_settings: Whether the articles of the index were read and cut under the same settings.
            reread: Whether every file is read anew, although it may not have changed.
        """
        self.ledger: list[LedgerEntry] = []
        self._reading = parser_options(settings)
        self._before = before
        self._forgotten = forgotten
        self._same_settings = same_settings
        self._may_keep_files = same_settings and not reread
        unread = read_unread_items(settings.index) if self._may_keep_files else None
        self._unread_lines = unread.lines if unread else {}
        self._retried = unread.retried if unread else set()
        self._ids: set[str] = set()  # of the articles that the new index holds so far
        self._unchanged: set[str] = set()  # paths of files that `compare` found unchanged

    # The two steps

    def compare(self, files: Sequence[CorpusFile]) -> bool:
        """Compare all files with the index.

        Comparing stops at the first file that has changed. `parse` does not open again the unchanged files
        before it.

        Args:
            files: All files of the corpus.

        Returns:
            Whether a new generation has to be written; where not, the ledger is complete.
        """
        self.ledger = [_unsupported(file) for file in files if file.article_id is None]
        if not self._may_keep_files:
            return True
        for file in _readable(files):
            lines = self._compare_file(file)
            if not lines:
                return True
            self.ledger += lines
        self.ledger.sort(key=lambda entry: entry.path)
        return not self._before.files.keys() <= {file.relative for file in files}

    def parse(self, files: Sequence[CorpusFile], on_progress: Progress) -> Iterator[ParsedArticle | int]:
        """Yield the articles of the new index, and fill the ledger along the way.

        Args:
            files: All files of the corpus.
            on_progress: Called with the number of files that have been read.

        Yields:
            Articles, files in ascending order of id: a parsed article to be cut, or the row of an article
            that is taken over from the old catalogue as it is.
        """
        self.ledger = [_unsupported(file) for file in files if file.article_id is None]
        self._ids.clear()
        readable = _readable(files)
        for done, file in enumerate(readable, 1):
            yield from self._parse_file(file)
            if done % _REPORT_EVERY == 0 or done == len(readable):
                on_progress("Reading files", done, len(readable))
        present = {file.relative for file in files}
        self.ledger += [
            LedgerEntry(path=path, state="removed", article_id=article_id)
            for path, article_id in self._before.article_ids.items()
            if path not in present
        ]
        self.ledger.sort(key=lambda entry: entry.path)

    # One file

    def _compare_file(self, file: CorpusFile) -> list[LedgerEntry]:
        """Return the ledger lines of a file that changes nothing in the index; none where it may."""
        held, result = self._held(file), _FileResult()
        try:
            with opened(file) as open_file:
                if self._is_unchanged(file, open_file):
                    self._unchanged.add(file.relative)
                    self._ids |= {article.article_id for article in held.articles}
                    return self._unchanged_lines(file, held.articles)
                if any(self._sort_item(file, item, result) for item in self._items(file, open_file)):
                    return []
        except ArticleReadError as error:
            result.unread.append(Unread(state="failed", reason=str(error)))
        else:
            if held.articles:
                return []
        last = self._last_versions(file, result)
        kept, _ = self._without_taken(file, last)
        if len(kept) < len(held.articles):
            return []
        self._ids |= {_id_of(file, article.item) for article in kept}
        return self._lines(file, result, "unchanged", kept, self._lines_of_unread(file, result, last, kept))

    def _parse_file(self, file: CorpusFile) -> Iterator[ParsedArticle | int]:
        """Yield what the new index holds of one file, and add its lines to the ledger."""
        held, result = self._held(file), _FileResult()
        sha256 = held.sha256
        if file.relative in self._unchanged:
            yield from self._keep_file(file)
            return
        try:
            with opened(file) as open_file:
                if self._is_unchanged(file, open_file):
                    yield from self._keep_file(file)
                    return
                for item in self._items(file, open_file):
                    if article := self._sort_item(file, item, result):
                        self._ids.add(article.article_id)
                        name = name_of(file, article)
                        yield ParsedArticle(
                            article=article, path=file.relative, item=name, seen_sha256=open_file.sha256
                        )
                sha256 = open_file.sha256
        except ArticleReadError as error:
            result.unread.append(Unread(state="failed", reason=str(error)))
        last = self._last_versions(file, result)
        kept, taken = self._without_taken(file, last)
        yield from self._keep(file, kept, sha256)
        lines = self._lines_of_unread(file, result, last, kept)
        lines += [*taken, *self._removed_items(file, result, last)]
        self.ledger += self._lines(file, result, self._state(file, result, sha256), kept, lines)

    def _keep_file(self, file: CorpusFile) -> Iterator[ParsedArticle | int]:
        """Yield all that the index holds of an unchanged file, and add its lines to the ledger."""
        held = self._held(file)
        kept, taken = self._without_taken(file, held.articles)
        yield from self._keep(file, kept, held.sha256)
        self.ledger += self._unchanged_lines(file, kept, taken)

    def _keep(
        self, file: CorpusFile, kept: Sequence[HeldArticle], sha256: str
    ) -> Iterator[ParsedArticle | int]:
        """Yield articles that the index holds of a file: as rows, or to be cut anew where they differ."""
        for held in kept:
            article_id = _id_of(file, held.item)
            self._ids.add(article_id)
            is_as_held = article_id == held.article_id and sha256 == self._held(file).sha256
            if self._same_settings and is_as_held:
                yield held.row
            else:
                assert self._before.catalogue is not None
                article = replace(self._before.catalogue.article_row(held.row), article_id=article_id)
                yield ParsedArticle(article=article, path=file.relative, item=held.item, seen_sha256=sha256)

    def _items(self, file: CorpusFile, open_file: OpenFile) -> Iterator[Article | Unread]:
        file_id = file.article_id or file.relative
        return read_articles(file_id, file.suffix, open_file.stream, self._reading, open_file.sha256)

    def _sort_item(self, file: CorpusFile, item: Article | Unread, result: _FileResult) -> Article | None:
        """Add an item to the result of its file; return it where it is an article that the index holds."""
        if isinstance(item, Unread):
            result.unread.append(item)
            return None
        name = name_of(file, item)
        is_taken = item.article_id in self._ids or name in result.texts
        result.texts.setdefault(name, item.text_sha256)
        if self._is_forgotten(file, name, item.text_sha256):
            result.lines.append(_item_entry(file, name, "removed", FORGOTTEN))
            return None
        if is_taken:
            result.lines.append(_id_is_taken(file, name, item.article_id))
            return None
        result.articles += 1
        result.parser = result.parser or item.parser
        return item

    # What the index holds of one file

    def _held(self, file: CorpusFile) -> HeldFile:
        return self._before.files.get(file.relative, _NOT_HELD)

    def _is_unchanged(self, file: CorpusFile, open_file: OpenFile) -> bool:
        """Say whether the index holds the bytes of a file, and its articles under the ids they have now."""
        return (
            self._may_keep_files
            and self._held(file).sha256 == open_file.sha256
            and self._has_same_ids(file)
            and not any(self._is_forgotten(file, article.item) for article in self._held(file).articles)
            and (file.relative not in self._retried or self._reads_the_same(file, open_file))
        )

    def _has_same_ids(self, file: CorpusFile) -> bool:
        """Say whether the index holds articles of a file, all under the ids that they have now."""
        held = self._held(file).articles
        return bool(held) and all(article.article_id == _id_of(file, article.item) for article in held)

    def _reads_the_same(self, file: CorpusFile, open_file: OpenFile) -> bool:
        """Read an unchanged file again; say whether it gives the same articles, and renew its lines."""
        held, result = self._held(file).articles, _FileResult()
        articles = (self._sort_item(file, item, result) for item in self._items(file, open_file))
        names = {name_of(file, article) for article in articles if article}
        open_file.stream.seek(0)
        last = self._last_versions(file, result)
        stays = [article for article in held if not article.current]
        if list(last) != stays or names != {article.item for article in held if article.current}:
            return False
        self._unread_lines[file.relative] = self._lines_of_unread(file, result, last, stays)
        return True

    def _last_versions(self, file: CorpusFile, result: _FileResult) -> dict[HeldArticle, str | None]:
        """Return the articles of a file that keep their last version, as the function of this name does."""
        catalogue = self._before.catalogue

        def texts_before() -> dict[str | None, str]:
            return catalogue.text_hashes(file.relative) if catalogue else {}

        return last_versions(self._held(file).articles, result.texts, result.unread, texts_before)

    def _without_taken(
        self, file: CorpusFile, articles: Iterable[HeldArticle]
    ) -> tuple[list[HeldArticle], list[LedgerEntry]]:
        """Return the articles whose id is free and that are not forgotten, and a line for each taken id."""
        free, taken = [], []
        for held in articles:
            article_id = _id_of(file, held.item)
            if self._is_forgotten(file, held.item):
                continue
            if article_id in self._ids:
                taken.append(_id_is_taken(file, held.item, article_id))
            else:
                free.append(held)
        return free, taken

    def _is_forgotten(self, file: CorpusFile, item: str | None, text_sha256: str = "") -> bool:
        return self._forgotten.has(_id_of(file, item), file.relative, item, text_sha256)

    # The lines of one file

    def _state(self, file: CorpusFile, result: _FileResult, sha256: str) -> LedgerState:
        """Return the state of a file that has articles; ``sha256`` is that of the bytes that were read."""
        held = self._held(file)
        if not self._has_same_ids(file):
            return "indexed"
        is_replaced = any(not article.current and article.item in result.texts for article in held.articles)
        is_same = not result.articles or (sha256 == held.sha256 and not is_replaced)
        return "unchanged" if is_same else "new version"

    def _unchanged_lines(
        self, file: CorpusFile, kept: Sequence[HeldArticle], taken: Sequence[LedgerEntry] = ()
    ) -> list[LedgerEntry]:
        """Return the lines of an unchanged file; ``taken`` are those of ids that another file has now."""
        lines = [*taken, *self._unread_lines.get(file.relative, ())]
        return self._lines(file, _FileResult(), "unchanged", kept, lines)

    def _lines(
        self,
        file: CorpusFile,
        result: _FileResult,
        state: LedgerState,
        kept: Sequence[HeldArticle],
        lines: list[LedgerEntry],
    ) -> list[LedgerEntry]:
        """Return the line of a file, then those of its items. One of ``lines`` may be that of the file."""
        articles = result.articles + len(kept)
        own = next((line for line in lines if line.path == file.relative), None)
        if own:
            entry = replace(own, articles=articles)
        elif articles:
            parser = result.parser or self._held(file).parser
            entry = _entry(file, state, articles=articles, parser=parser)
        else:
            entry = _entry(file, "empty", "no text in it")
        return [entry, *(line for line in lines if line.path != file.relative)]

    def _lines_of_unread(
        self,
        file: CorpusFile,
        result: _FileResult,
        last: Mapping[HeldArticle, str | None],
        kept: Sequence[HeldArticle],
    ) -> list[LedgerEntry]:
        """Return a line for each part that gave no article; it says where an earlier version stays."""
        places = {last[article] for article in kept}
        lines = [*result.lines]
        for item in result.unread:
            stays = ""
            if item.state == "failed" and item.place in places:
                stays = _STAYS if item.named else _STAYS_AROUND
            reason = f"{item.reason}{stays}"
            lines.append(_item_entry(file, item.name, item.state, reason, named=item.named))
        return lines

    def _removed_items(
        self, file: CorpusFile, result: _FileResult, last: Mapping[HeldArticle, str | None]
    ) -> list[LedgerEntry]:
        """Return a line for each item that a file had and has no more."""
        present = {*result.texts, *(item.name for item in result.unread)}
        return [
            LedgerEntry(path=f"{file.relative}#{held.item}", state="removed", article_id=held.article_id)
            for held in self._held(file).articles
            if held.item is not None and held.item not in present and held not in last
        ]


def last_versions(
    held: Sequence[HeldArticle],
    texts: Mapping[str | None, str],
    unread: Iterable[Unread],
    texts_before: Callable[[], Mapping[str | None, str]],
) -> dict[HeldArticle, str | None]:
    """Return which articles of an earlier version of a file stay, where not all of the file can be read now.

    An article that is missing now may have been removed, or may stand in a part that cannot be read. It stays
    where such a part is the article, holds it, or could be it: a row that cannot be read could be any missing
    row. It does not stay where its text has moved, that is where its text is read now under a name that had
    another text before.

    Args:
        held: The articles that the index holds of the file.
        texts: Name → SHA-256 of the text, of every article that is read now.
        unread: The parts of the file that give no article now.
        texts_before: Returns name → SHA-256 of the text of every held article; called only where an article
            may stay.

    Returns:
        Article → `Unread.place` of the smallest part that failed and may hold it, in the order of the file.
    """
    failed, accounted = set(), {*texts}
    for item in unread:
        if item.state == "failed":
            failed.add(item.place)
        else:
            accounted.add(item.name)
    staying = {}
    for article in held:
        parts = [place for place in _places(article.item) if place in failed]
        if parts and article.item not in accounted:
            staying[article] = parts[0]
    if not staying:
        return {}
    before = texts_before()
    moved = {text for name, text in texts.items() if before.get(name) != text}
    return {
        article: place
        for article, place in staying.items()
        if place == article.item or before[article.item] not in moved
    }


def _places(item: str | None) -> Iterator[str | None]:
    """Yield the name of an item, then those of the members around it, outwards; at last None, the file."""
    name = item or ""
    while name:
        yield name
        name = name.rpartition("#")[0]
    yield None


def _readable(files: Sequence[CorpusFile]) -> list[CorpusFile]:
    """Return the files that a parser reads, in ascending order of id, as the index holds them."""
    return sorted((f for f in files if f.article_id is not None), key=lambda f: f.article_id or "")


def _id_of(file: CorpusFile, item: str | None) -> str:
    """Return the id of the article that is a file, or that is an item of it."""
    return file.article_id or "" if item is None else f"{file.article_id}#{item}"


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


def _unsupported(file: CorpusFile) -> LedgerEntry:
    kind = f"{file.suffix} files" if file.suffix else "files without a suffix"
    return _entry(file, "unsupported", f"{kind} are not read; supported: {', '.join(SUFFIXES)}")


def _item_entry(
    file: CorpusFile, name: str | None, state: LedgerState, reason: str, *, named: bool = True
) -> LedgerEntry:
    """Return the line of a part of a file that gave no article; without a name the part is the file."""
    path = f"{file.relative}#{name}" if name else file.relative
    article_id = _id_of(file, name) if named else None
    return LedgerEntry(path=path, state=state, article_id=article_id, reason=reason)


def _id_is_taken(file: CorpusFile, item: str | None, article_id: str) -> LedgerEntry:
    return _item_entry(file, item, "failed", f"another article has the id {article_id!r}. Rename the file.")

"""`rag import`: copy files and folders into the corpus, fetch pages into it, for the next rebuild to read.

Belongs here: which files and pages a source stands for. Does not belong here: requests
(`rag.ingest.importing.fetching`), writing (`rag.ingest.importing.corpus_writer`), feeds and sitemaps
(`rag.ingest.importing.discovery`).

Nothing else in the package uses the network.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from rag.errors import CorpusMissing, RagError
from rag.ingest.importing.addresses import read_url
from rag.ingest.importing.corpus_writer import Page, Store, failed, files_below, path_text
from rag.ingest.importing.discovery import Feed, Sitemap, discover
from rag.ingest.importing.fetching import Fetched, Fetcher, FetchError
from rag.ingest.importing.report import ImportEntry, ImportReport
from rag.ingest.parsers.items import BYTES_PER_MB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rag.ingest.importing.discovery import FeedEntry

__all__ = ["MAX_URLS", "ImportEntry", "ImportReport", "import_sources"]

MAX_URLS = 10_000
"""Most pages fetched in one import."""

_MAX_DEPTH = 3
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_MAY_BE_SITEMAP = (".xml", ".xml.gz")


def import_sources(
    sources: Sequence[str],
    corpus: Path,
    *,
    known: Callable[[str], bool],
    max_article_mb: float,
    max_container_mb: float,
    allow_private: bool = False,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> ImportReport:
    """Copy files and folders into the corpus, and fetch pages into it.

    Args:
        sources: Files, folders, sitemaps, and addresses of pages, feeds and sitemaps.
        corpus: The folder of articles; made where there is none.
        known: Says for the name of a file whether a rebuild reads such files.
        max_article_mb: Largest page, in megabytes of 1,000,000 bytes.
        max_container_mb: Largest file, likewise.
        allow_private: Also fetch from private and loopback addresses.
        on_progress: Called with the name of the step, how many things are done and how many there are.

    Returns:
        What became of each file and page, in the order of the sources.

    Raises:
        CorpusMissing: The corpus cannot be made.
    """
    try:
        corpus.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CorpusMissing(
            f"the corpus folder {str(corpus)!r} cannot be made: {error.strerror}. "
            "Name another one with `--corpus`."
        ) from None
    job = _Import(
        Path(os.path.realpath(corpus)),
        known,
        max_page=int(max_article_mb * BYTES_PER_MB),
        max_file=max_container_mb * BYTES_PER_MB,
        allow_private=allow_private,
    )
    entries = []
    job.expected = len(sources)
    for source in sources:
        for entry in job.of(source):
            entries.append(entry)
            if on_progress:
                on_progress("Importing", len(entries), max(job.expected, len(entries)))
    return ImportReport(entries=tuple(entries), ignored=job.ignored)


class _Import:
    """The state of one import: things expected, addresses seen, number of pages that may still be fetched."""

    def __init__(
        self,
        corpus: Path,
        known: Callable[[str], bool],
        *,
        max_page: int,
        max_file: float,
        allow_private: bool,
    ) -> None:
        self._corpus = corpus
        self._max_page = max_page
        self._fetcher = Fetcher(max_bytes=max_page, allow_private=allow_private)
        self._store = Store(corpus, known, max_file)
        self._seen: set[str] = set()
        self._left = MAX_URLS
        self._beyond = 0
        self.expected = 0
        self.ignored = 0

    def of(self, source: str) -> Iterator[ImportEntry]:
        """Import one source."""
        if not _ADDRESS.match(source):
            yield from self._path(source)
        elif self._is_new(source):
            yield from self._address(source, depth=1)
        if self._beyond:
            reason = f"{self._beyond:,} more addresses: no more than {MAX_URLS:,} are fetched in one import. "
            yield ImportEntry(
                source=source, state="skipped", reason=f"{reason}Import those from a sitemap of theirs."
            )
            self._beyond = 0

    def _path(self, source: str) -> Iterator[ImportEntry]:
        path = Path(source)
        try:
            problem = self._problem(path)
            if problem:
                yield ImportEntry(source=path_text(path), state="failed", reason=problem)
            elif path.is_dir():
                yield from self._folder(path)
            else:
                yield from self._file(path)
        except (OSError, ValueError, RagError) as error:
            yield failed(path_text(path), error)

    def _problem(self, path: Path) -> str | None:
        """Return why a path cannot be a source."""
        real = Path(os.path.realpath(path))
        if real.is_relative_to(self._corpus):
            return "it is in the corpus already. Name what lies outside it."
        if self._corpus.is_relative_to(real):
            return "the corpus itself lies in it. Name the folders that are meant."
        if not path.exists():
            return "there is no such file or folder. Check the name; addresses begin with https://."
        if not (path.is_file() or path.is_dir()):
            return "neither a file nor a folder."
        return None

    def _folder(self, path: Path) -> Iterator[ImportEntry]:
        name, label = Path(os.path.realpath(path)).name, path_text(path)
        if name.startswith("."):
            reason = "folders with a dot in front are not read. Rename it to import it."
            yield ImportEntry(source=label, state="skipped", reason=reason)
            return
        files, ignored = files_below(path)
        self.ignored += ignored
        self.expected += len(files) - 1
        if not files:
            yield ImportEntry(source=label, state="skipped", reason="there is no file in it.")
        for file in files:
            yield self._store.copy(file, Path(name) / file.parent.relative_to(path))

    def _file(self, path: Path) -> Iterator[ImportEntry]:
        if path.name.lower().endswith(_MAY_BE_SITEMAP) and path.stat().st_size <= self._max_page:
            found = _sitemap_in(path.read_bytes(), self._max_page)
            if found:
                yield from self._sitemap(path_text(path), found, depth=1)
                return
        yield self._store.copy(path)

    def _address(self, url: str, depth: int) -> Iterator[ImportEntry]:
        try:
            fetched = self._fetch(url)
            found = discover(fetched.body, fetched.final_url, self._max_page)
        except RagError as error:
            yield failed(url, error)
            return
        if isinstance(found, Feed):
            yield from self._feed(url, found)
        elif found:
            yield from self._sitemap(url, found, depth)
        else:
            yield self._page(url, fetched)

    def _sitemap(self, source: str, found: Sitemap, depth: int) -> Iterator[ImportEntry]:
        self.expected += len(found.pages) + len(found.sitemaps) - 1
        if not (found.pages or found.sitemaps):
            yield ImportEntry(source=source, state="skipped", reason="the sitemap names no page.")
        for url in filter(self._is_new, found.pages):
            try:
                yield self._page(url, self._fetch(url))
            except FetchError as error:
                yield failed(url, error)
        if found.sitemaps and depth == _MAX_DEPTH:
            reason = (
                f"it names more sitemaps, {_MAX_DEPTH} deep already. Import those by their own addresses."
            )
            yield ImportEntry(source=source, state="skipped", reason=reason)
            return
        for url in filter(self._is_new, found.sitemaps):
            yield from self._address(url, depth + 1)

    def _feed(self, source: str, feed: Feed) -> Iterator[ImportEntry]:
        self.expected += len(feed.entries) - 1
        if not feed.entries:
            yield ImportEntry(source=source, state="skipped", reason="the feed has no entries.")
        for entry in feed.entries:
            if not entry.link:
                reason = f"its entry {entry.title!r} names no page. Save the feed and import it as a file."
                yield ImportEntry(source=source, state="failed", reason=reason)
            elif self._is_new(entry.link):
                try:
                    yield self._page(entry.link, self._fetch(entry.link))
                except FetchError as error:
                    yield self._own_text(feed, entry, entry.link, error)

    def _own_text(self, feed: Feed, entry: FeedEntry, link: str, error: FetchError) -> ImportEntry:
        """Store the feed's own text of an entry whose page cannot be fetched."""
        try:
            url = read_url(link).url
        except FetchError:
            return failed(link, error)
        if not entry.has_text:
            return failed(link, error)
        kept = self._store.keep(link, Page(url=url, media_type=feed.media_type, body=feed.alone(entry)))
        if kept.path is None:
            return failed(link, error)
        instead = (
            "The feed's own text is kept instead."
            if kept.state == "imported"
            else "The copy from before stays."
        )
        return replace(kept, reason=f"{error} {instead}")

    def _page(self, source: str, fetched: Fetched) -> ImportEntry:
        page = Page(
            url=fetched.final_url, media_type=fetched.media_type, body=fetched.body, headers=fetched.headers
        )
        return self._store.keep(source, page)

    def _fetch(self, url: str) -> Fetched:
        self._left -= 1
        return self._fetcher.fetch(url)

    def _is_new(self, url: str) -> bool:
        """Say whether an address was not fetched in this import yet, and may be; count it."""
        address = urldefrag(url).url
        if address in self._seen:
            return False
        self._seen.add(address)
        if self._left <= 0:
            self._beyond += 1
        return self._left > 0


def _sitemap_in(data: bytes, limit: int) -> Sitemap | None:
    """Return the sitemap that a file holds; None where it holds none or is damaged (the rebuild says so)."""
    try:
        found = discover(data, "", limit)
    except RagError:
        return None
    return found if isinstance(found, Sitemap) else None

"""Write files and pages into the corpus, under names that are free, so that no file is overwritten.

Belongs here: the name and place of a file, and how it is written. Does not belong here: which files and pages
(`rag.ingest.importing`), fetching (`rag.ingest.importing.fetching`).

A page is stored as a WARC file of one record, the format of web archives: it holds the page's bytes, its
address, the time and the site's headers, and the rebuild reads it.
"""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import zlib
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, BinaryIO, Literal
from urllib.parse import unquote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from rag.errors import CorpusError
from rag.ingest.importing.addresses import read_url
from rag.ingest.importing.report import ImportEntry

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Page", "Store", "failed", "files_below", "path_text"]

_MAX_NAME = 255
_MAX_PAGE_NAME = 50
_BUFFER = 1_000_000

_SUFFIX = re.compile(r"(?:(?<=.)\.[A-Za-z0-9]{1,8})?(?<=.)\.(?:gz|bz2|xz)$|(?<=.)\.[^.]*$", re.DOTALL)
_STRAY_BYTE = re.compile("[\udc80-\udcff]")
_NOT_IN_NAMES = re.compile(r"[\W_]+")
_NOT_IN_HOSTS = re.compile(r"[^a-z0-9.-]+")

_WEB = Path("web")
_SUFFIX_OF = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/json": ".json",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
}
_ABOUT_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding"})

_Standing = Literal["same", "older", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to store. ``headers`` are those of its site; None where the bytes do not come from its site."""

    url: str
    media_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] | None = None


class Store:
    """Writes into a corpus.

    ``known`` says for the name of a file whether the rebuild reads such files; no file above
    ``max_bytes`` is copied.
    """

    def __init__(self, corpus: Path, known: Callable[[str], bool], max_bytes: float) -> None:
        self._corpus = corpus
        self._known = known
        self._max_bytes = max_bytes

    def copy(self, source: Path, folder: Path = Path()) -> ImportEntry:
        """Copy a file under its own name.

        Args:
            source: The file.
            folder: The folder for it, relative to the corpus.

        Returns:
            The outcome.
        """
        label = path_text(source)
        if source.name.startswith("."):
            return ImportEntry(
                source=label, state="skipped", reason="dotfiles are not read. Rename it to import it."
            )
        if not self._known(source.name):
            kind = f"{path_text(Path(source.suffix))} files" if source.suffix else "files without a suffix"
            return ImportEntry(source=label, state="skipped", reason=f"{kind} are not read.")
        try:
            size = source.stat().st_size
        except OSError as error:
            return failed(label, error)
        if size > self._max_bytes:
            reason = (
                f"{size:,} bytes: larger than anything that is read. Raise `max_container_mb` to import it."
            )
            return ImportEntry(source=label, state="skipped", reason=reason)

        def standing(target: Path) -> _Standing:
            return "same" if filecmp.cmp(source, target, shallow=False) else "other"

        return self._put(label, folder, source.name, standing, lambda stream: _copy(source, stream))

    def keep(self, source: str, page: Page) -> ImportEntry:
        """Store a page; an earlier copy of it is replaced where the page has changed.

        Args:
            source: Its name in the report.
            page: The page.

        Returns:
            The outcome.
        """
        suffix = _SUFFIX_OF.get(page.media_type)
        if suffix is None or not self._known(f"page{suffix}"):
            kind = page.media_type or "of a kind that its site does not name"
            return ImportEntry(
                source=source, state="skipped", reason=f"it is {kind}, which is not read from the web."
            )
        if not page.body.strip():
            return ImportEntry(source=source, state="skipped", reason="the page is empty.")
        host, name = _page_name(page.url)
        record = _record(page)
        return self._put(
            source, _WEB / host, name, lambda target: _page_standing(target, page), lambda s: s.write(record)
        )

    def _put(
        self,
        source: str,
        folder: Path,
        name: str,
        standing: Callable[[Path], _Standing],
        fill: Callable[[BinaryIO], object],
    ) -> ImportEntry:
        """Write a file under its name, with a number added where another file has that name."""
        try:
            below = self._folder(folder)
            number = 0
            while True:
                number += 1
                target = below / _numbered(name, number)
                path = path_text(target.relative_to(self._corpus))
                found = _standing(target, standing)
                if found == "same":
                    return ImportEntry(source=source, state="unchanged", path=path)
                if found != "other":
                    if not _write(target, fill, new=found is None):
                        number -= 1  # another import took the name meanwhile: compare with its file
                        continue
                    reason = "changed since it was last fetched; replaced." if found == "older" else None
                    return ImportEntry(source=source, state="imported", path=path, reason=reason)
        except (OSError, CorpusError) as error:
            return failed(source, error)

    def _folder(self, relative: Path) -> Path:
        """Make a folder below the corpus, and refuse one that is reached through a link."""
        path = self._corpus
        for part in relative.parts:
            path /= part
            if path.is_symlink() or (path.exists() and not path.is_dir()):
                raise CorpusError(
                    f"{path_text(path.relative_to(self._corpus))} in the corpus is a link or a file, not a "
                    "folder. Rename one of the two."
                )
            path.mkdir(exist_ok=True)
        return path


def path_text(path: Path) -> str:
    """Return a path as text.

    Args:
        path: The path.

    Returns:
        The path joined by ``/``, with bytes that are not UTF-8 percent-encoded.
    """
    return _STRAY_BYTE.sub(lambda found: f"%{ord(found[0]) - 0xDC00:02X}", path.as_posix())


def files_below(folder: Path) -> tuple[list[Path], int]:
    """List the files below a folder.

    Args:
        folder: The folder.

    Returns:
        Plain files in ascending order, and the number of dotfiles, links and others that are ignored.

    Raises:
        CorpusError: A folder cannot be listed.
    """
    files, ignored, waiting = [], 0, [folder]
    while waiting:
        current = waiting.pop()
        try:
            below = list(current.iterdir())
        except OSError as error:
            raise CorpusError(f"{path_text(current)} in it cannot be listed: {error.strerror}.") from None
        for path in below:
            if path.name.startswith(".") or path.is_symlink() or not (path.is_dir() or path.is_file()):
                ignored += 1
            elif path.is_dir():
                waiting.append(path)
            else:
                files.append(path)
    return sorted(files), ignored


def failed(source: str, error: Exception) -> ImportEntry:
    """Return the entry of a file or page that was not imported.

    Args:
        source: Its name in the report.
        error: The reason.

    Returns:
        The entry.
    """
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return ImportEntry(source=source, state="failed", reason=reason)


def _numbered(name: str, number: int) -> str:
    """Return a name, from number 2 on with the number before its suffix, cut to the longest allowed name."""
    if number == 1:
        return name
    found = _SUFFIX.search(name)
    suffix = f" ({number}){found[0] if found else ''}"
    stem = name[: found.start()] if found else name
    while stem and len(os.fsencode(stem + suffix)) > _MAX_NAME:
        stem = stem[:-1]
    return stem + suffix


def _standing(target: Path, compare: Callable[[Path], _Standing]) -> _Standing | None:
    """Return how the file at a path compares; None where no file is there."""
    if not os.path.lexists(target):
        return None
    return compare(target) if target.is_file() and not target.is_symlink() else "other"


def _write(target: Path, fill: Callable[[BinaryIO], object], *, new: bool) -> bool:
    """Write a file beside its place and move it there in one step; say whether that worked.

    A new file does not replace one that came there meanwhile.
    """
    temporary = target.with_name(f".rag-import-{token_hex(8)}")
    try:
        with temporary.open("xb") as stream:
            fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
        if new:
            _claim(target, temporary)
        else:
            temporary.replace(target)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _claim(target: Path, written: Path) -> None:
    """Move a written file to a place that must be free.

    Args:
        target: The place.
        written: The file, on the same disk.

    Raises:
        FileExistsError: The place is taken.
    """
    try:
        target.hardlink_to(written)
    except FileExistsError:
        raise
    except OSError:  # the file system has no hard links
        target.touch(exist_ok=False)
        written.replace(target)


def _copy(source: Path, target: BinaryIO) -> None:
    with source.open("rb") as stream:
        before = os.fstat(stream.fileno())
        shutil.copyfileobj(stream, target, _BUFFER)
        after = os.fstat(stream.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise CorpusError("changed while it was copied. Import it again.")


def _page_name(url: str) -> tuple[str, str]:
    """Return a folder and a name for a page: readable, and unique for every address."""
    target = read_url(url)
    last = next((part for part in reversed(target.path.partition("?")[0].split("/")) if part), "")
    name = _NOT_IN_NAMES.sub("-", unquote(last)).strip("-")[:_MAX_PAGE_NAME] or "page"
    host = _NOT_IN_HOSTS.sub("_", target.authority).strip("._") or "host"
    return host, f"{name}-{sha256(url.encode()).hexdigest()[:8]}.warc.gz"


def _record(page: Page) -> bytes:
    """Return a page as a WARC file of one record.

    Headers about the transfer (encoding, length) do not fit the unpacked bytes; they get other names.
    """
    packed = BytesIO()
    writer = WARCWriter(packed, gzip=True)
    body = BytesIO(page.body)
    if page.headers is None:
        record = writer.create_warc_record(
            page.url, "resource", payload=body, length=len(page.body), warc_content_type=page.media_type
        )
    else:
        headers = [
            (f"X-Archive-Orig-{name}" if name.lower() in _ABOUT_TRANSFER else name, value)
            for name, value in page.headers
        ]
        answer = StatusAndHeaders(
            "200 OK", [*headers, ("Content-Length", str(len(page.body)))], protocol="HTTP/1.1"
        )
        record = writer.create_warc_record(
            page.url, "response", payload=body, length=len(page.body), http_headers=answer
        )
    writer.write_record(record)
    return packed.getvalue()


def _page_standing(target: Path, page: Page) -> _Standing:
    """Return how a file compares with a page; a file of another address is never replaced.

    Neither does the text of a feed, stored where the page cannot be fetched, replace the page.
    """
    try:
        with target.open("rb") as stream:
            record = next(iter(ArchiveIterator(stream)))
            if record.rec_headers.get_header("WARC-Target-URI") != page.url:
                return "other"
            if page.headers is None and record.rec_type == "response":
                return "same"
            same = record.content_stream().read(len(page.body) + 1) == page.body
    except (StopIteration, ArchiveLoadFailed, ValueError, EOFError, zlib.error):
        return "other"
    return "same" if same else "older"

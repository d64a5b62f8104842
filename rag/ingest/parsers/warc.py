"""Read the pages of a web archive (WARC).

Belongs here: records, HTTP responses in them, and transfer encodings. Does not belong here: reading a page
(`rag.ingest.parsers.html`), limits (`rag.ingest.parsers.safe_unpacking`).

Records are read here because the usual library (warcio) only prints a warning at damage and continues, and
holds lines and chunks of any size in memory.
"""

from __future__ import annotations

import codecs
import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import ArticleReadError
from rag.ingest.parsers.charsets import decode_as
from rag.ingest.parsers.items import BYTES_PER_MB, Fields, Unread
from rag.ingest.parsers.safe_unpacking import (
    CUT_OFF,
    STEP,
    Inflating,
    Member,
    MemberError,
    Names,
    Unpacking,
    label,
    members_until_fault,
    shortened,
    spooled,
    steps,
)

if TYPE_CHECKING:
    from typing import BinaryIO

    from rag.ingest.parsers.items import ParserOptions
    from rag.ingest.parsers.safe_unpacking import Budget, Source, Unpacker

__all__ = ["VERSION", "warc_members"]

VERSION = "warc-2"

_MAX_URL = 8_000
_MAX_HEADERS = 256_000
_MAX_LENGTH = 15
_MAX_ENCODINGS = 3
_MAX_FALSE_STARTS = 10_000
_FIRST_STEP = 2_048
"""Bytes unpacked first, so that the headers of a record are read before damage behind them is met."""
_MAX_START = 4_096
_MAX_CHUNK_LINE = 1_000
_MAX_TYPES = 100
_SHOWN_TYPES = 10
_LONGEST_TYPE = 60
_OTHERS = "of other types"
_MAGIC = b"\x1f\x8b\x08"
_BEGINNING = b"WARC/"
_BEGINNING_OF_LINE = b"\nWARC/1."

_SUFFIXES = {
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
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "message/rfc822": ".eml",
}
"""Media type → suffix. It has all types that the import of pages stores."""
_WITHOUT_ENCODING = frozenset({".html", ".txt", ".md", ".csv", ".tsv"})
"""Suffixes of formats that often declare no encoding; XML and JSON declare one, or are UTF-8."""

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_CHUNK = re.compile(rb"\s*([0-9A-Fa-f]{1,12})\s*(?:;.*)?\r?\n?", re.DOTALL)
_CHARSET = re.compile(
    r"""charset\s*=\s*["']?(utf-?(?:8|16(?:[bl]e)?)|(?:iso-?8859|windows|cp|ibm)-?\d{1,5}(?:-\d{1,2})?|latin-?\d"""
    r"""|koi8-?[ru]|gb(?:2312|k|18030)|big5(?:-?hkscs)?|euc-?(?:jp|kr)|shift_?jis|iso-2022-(?:jp|kr)|tis-620)\b""",
    re.IGNORECASE,
)
"""The encodings of the web; Python knows others, which no page uses."""


def warc_members(stream: BinaryIO, options: ParserOptions, budget: Budget) -> Iterator[Member | Unread]:
    """Read a WARC file, which may be packed with gzip.

    Args:
        stream: The file.
        options: Limits of articles; the container's are in the budget.
        budget: What may be unpacked.

    Yields:
        Its pages, named by their addresses; those that cannot be read; at the end an `Unread` for what was
        ignored.

    Raises:
        ArticleReadError: Nothing in it can be read.
    """
    yield from members_until_fault(_Archive(stream, options, budget).members())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """How to read the body of a record."""

    suffix: str
    charset: str | None
    chunked: bool = False
    encodings: tuple[str, ...] = ()


class _Archive:
    """A file of records. In one that is packed with gzip, each record is mostly packed by itself.

    Behind damage, reading continues at the next record.
    """

    def __init__(self, stream: BinaryIO, options: ParserOptions, budget: Budget) -> None:
        self._stream = stream
        self._limit = options.max_article_mb * BYTES_PER_MB
        self._budget = budget
        self._names = Names()
        self._passed_over: Counter[str] = Counter()
        self._packed = stream.read(len(_MAGIC)) == _MAGIC
        self._start = 0
        self._name: str | None = None

    def members(self) -> Iterator[Member | Unread]:
        """Yield the pages."""
        if not self._begins(0):
            raise MemberError("not a WARC file. Give it the suffix of its real format")
        position: int | None = 0
        while position is not None:
            self._start, self._name = position, None
            try:
                position = yield from self._part(position)
            except MemberError as error:
                position = self._next_start()
                if position is None:
                    raise
                yield self._failed(str(error))
        if self._passed_over:
            yield self._account()

    def _account(self) -> Unread:
        """Return one `Unread` for all responses that were ignored, with their number by type."""
        named = [(kind, n) for kind, n in self._passed_over.most_common() if kind != _OTHERS][:_SHOWN_TYPES]
        others = self._passed_over.total() - sum(n for _, n in named)
        said = ", ".join(f"{n:,} {kind}" for kind, n in [*named, (_OTHERS, others)] if n)
        reason = f"answers in formats that are not read: {said}."
        return Unread(name=self._names.give("(passed over)"), state="unsupported", reason=reason)

    def _part(self, position: int) -> Generator[Member | Unread, None, int | None]:
        """Yield the pages of records that are packed together; return where the next such part begins."""
        self._stream.seek(position)
        unpacking = Unpacking(self._stream, _gunzip if self._packed else None, self._budget)
        lines = _Lines(io.BufferedReader(unpacking, _FIRST_STEP))
        while lines.next_record():
            self._name = None
            if not self._packed:
                self._start = position + lines.position
            yield from self._record(lines)
        end = self._stream.tell() - unpacking.unused
        self._stream.seek(end)
        return end if self._stream.read(1) else None

    def _record(self, lines: _Lines) -> Iterator[Member | Unread]:
        self._budget.take_member()
        headers = _headers(lines.line)
        self._name = _address(headers)
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit() and len(length) <= _MAX_LENGTH):
            raise MemberError("it is damaged: it does not state its length. Fetch it again")
        block = _Block(lines, int(length))
        with spooled() as file:
            problem = page = None
            try:
                page = self._page(headers, block)
                if page:
                    self._fill(file, page, block)
            except MemberError as error:
                problem = str(error)
            for _ in steps(block, block.left):
                pass
            lines.next_record()  # only now it is certain that this record has the stated length
            if problem:
                yield self._failed(problem)
            elif page:
                file.seek(0)
                is_page = self._name.startswith(("http://", "https://"))
                yield Member(
                    name=self._names.give(self._name),
                    suffix=page.suffix,
                    stream=file,
                    fields=Fields(url=self._name if is_page else None),
                )

    def _page(self, headers: dict[str, str], block: _Block) -> _Page | None:
        """Return how to read the page of a record; None where it has no page of a format that is read."""
        kind, media_type = headers.get("warc-type", "").lower(), headers.get("content-type", "")
        http: dict[str, str] = {}
        if kind == "response" and media_type.lower().startswith("application/http"):
            found = _STATUS.match(block.line(STEP))
            if not found:
                raise MemberError("it is damaged: it does not begin as answers of sites do. Fetch it again")
            if found[1] != b"200":
                return None
            http = _headers(block.line)
            media_type = http.get("content-type", "")
        elif kind != "resource":
            return None
        kind = media_type.partition(";")[0].strip().lower()
        suffix = _SUFFIXES.get(kind)
        if suffix is None:
            self._pass_over(f"× {label(kind[:_LONGEST_TYPE])}" if kind else "without a type")
            return None
        if "warc-truncated" in headers:
            raise MemberError("it was cut off when it was archived. Fetch the page again")
        if "warc-segment-number" in headers:
            raise MemberError("it is divided into several records, which is not read. Fetch the page again")
        charset = _CHARSET.search(media_type) if suffix in _WITHOUT_ENCODING else None
        encodings = [part.strip().lower() for part in http.get("content-encoding", "").split(",")]
        if len(encodings) > _MAX_ENCODINGS:
            raise MemberError(f"it is encoded more than {_MAX_ENCODINGS} times over. Save the page as a file")
        return _Page(
            suffix=suffix,
            charset=charset[1] if charset else None,
            chunked=http.get("transfer-encoding", "").lower() == "chunked",
            encodings=tuple(encoding for encoding in encodings if encoding not in ("", "identity", "none")),
        )

    def _pass_over(self, kind: str) -> None:
        is_known = kind in self._passed_over or len(self._passed_over) < _MAX_TYPES
        self._passed_over[kind if is_known else _OTHERS] += 1

    def _fill(self, file: BinaryIO, page: _Page, block: _Block) -> None:
        """Write the body of a page without its transfer encodings."""
        if len(self._name or "") > _MAX_URL:
            raise MemberError(f"its address is over {_MAX_URL:,} characters long. Save the page as a file")
        source: Source = _Chunked(block) if page.chunked else block
        for encoding in reversed(page.encodings):
            source = _decoded(source, encoding, self._budget)
        file.writelines(steps(source))
        if page.charset and file.tell() <= self._limit:
            _recode(file, page.charset)

    def _failed(self, reason: str) -> Unread:
        name = self._name or f"(record at byte {self._start})"
        name = name if len(name) <= _MAX_URL else shortened(name)
        return Unread(name=self._names.give(name), state="failed", reason=f"{reason}.")

    def _begins(self, position: int) -> bool:
        """Say whether a record begins at an offset."""
        self._stream.seek(position)
        data = self._stream.read(_MAX_START)
        if self._packed:
            try:
                data = Inflating(31).decompress(data, len(_BEGINNING))
            except zlib.error:
                return False
        return data.startswith(_BEGINNING)

    def _next_start(self) -> int | None:
        """Return where the next record begins after a damaged one; None where none can be found."""
        position = self._start
        if not self._packed:
            found = self._found(_BEGINNING_OF_LINE, position)
            return None if found is None else found + 1
        for _ in range(_MAX_FALSE_STARTS):
            found = self._found(_MAGIC, position + 1)
            if found is None or self._begins(found):
                return found
            position = found
        return None

    def _found(self, sought: bytes, position: int) -> int | None:
        """Return the first offset of some bytes, from an offset on; None where they do not occur."""
        self._stream.seek(position)
        before = b""
        while data := self._stream.read(STEP):
            at = (before + data).find(sought)
            if at >= 0:
                return position - len(before) + at
            position += len(data)
            before = (before + data)[1 - len(sought) :]
        return None


class _Lines:
    """Reads bytes by lines and by size; `position` is the number of bytes read."""

    def __init__(self, source: io.BufferedReader) -> None:
        self._source = source
        self._held = b""
        self.position = 0

    def line(self, limit: int) -> bytes:
        line, self._held = self._held or self._source.readline(limit), b""
        self.position += len(line)
        return line

    def read(self, size: int, /) -> bytes:
        data = self._source.read(size)
        self.position += len(data)
        return data

    def next_record(self) -> bool:
        """Skip blank lines, and say whether a record begins behind them."""
        while not self._held:
            line = self._source.readline(STEP)
            if line.strip():
                self._held = line
            elif line:
                self.position += len(line)
            else:
                return False
        if not self._held.startswith(_BEGINNING):
            raise MemberError("it is damaged: it is not as long as it states. Fetch it again")
        return True


class _Block:
    """The content of one record; `left` is the number of bytes not read yet."""

    def __init__(self, lines: _Lines, size: int) -> None:
        self._lines = lines
        self.left = size

    def line(self, limit: int) -> bytes:
        return self._taken(self._lines.line(min(limit, self.left)) if self.left else b"")

    def read(self, size: int, /) -> bytes:
        return self._taken(self._lines.read(min(size, self.left)) if self.left else b"")

    def _taken(self, data: bytes) -> bytes:
        if self.left and not data:
            raise MemberError(CUT_OFF)
        self.left -= len(data)
        return data


class _Chunked:
    """A body without the lengths of its chunks; one that only claims to be chunked is read as it is."""

    def __init__(self, block: _Block) -> None:
        self._block = block
        self._left = 0
        self._read: Callable[[int], bytes] = self._next_chunk

    def read(self, size: int, /) -> bytes:
        return self._read(size)

    def _next_chunk(self, size: int, *, first: bool = True) -> bytes:
        line = self._block.line(_MAX_CHUNK_LINE)
        found = _CHUNK.fullmatch(line)
        if found:
            self._left = int(found[1], 16)
            self._read = self._in_chunk if self._left else _nothing
            return self._read(size)
        if not first:
            raise MemberError("it is damaged: a chunk of it does not state its length. Fetch it again")
        self._read = self._block.read
        return line

    def _in_chunk(self, size: int) -> bytes:
        if self._left == 0:
            self._block.line(2)
            return self._next_chunk(size, first=False)
        data = self._block.read(min(size, self._left))
        if not data:
            raise MemberError(CUT_OFF)
        self._left -= len(data)
        return data


def _nothing(_: int) -> bytes:
    return b""


class _Again:
    """A source whose beginning has been read already, and is read again."""

    def __init__(self, beginning: bytes, source: Source) -> None:
        self._beginning = beginning
        self._source = source

    def read(self, size: int, /) -> bytes:
        if self._beginning:
            data, self._beginning = self._beginning[:size], self._beginning[size:]
            return data
        return self._source.read(size)


class _Brotli:
    """Brotli's decompressor with the interface of `Unpacker`."""

    def __init__(self) -> None:
        import brotli  # noqa: PLC0415 - costs time that few files are worth

        self._brotli = brotli.Decompressor()
        self._error: type[Exception] = brotli.error
        self._ready = b""
        self.unused_data = b""

    @property
    def eof(self) -> bool:
        return not self._ready and bool(self._brotli.is_finished())

    @property
    def needs_input(self) -> bool:
        return not self._ready and bool(self._brotli.can_accept_more_data())

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if not self._ready:
            try:
                self._ready = self._brotli.process(data, output_buffer_limit=max_length)
            except self._error as error:
                raise ValueError(str(error)) from None
        data, self._ready = self._ready[:max_length], self._ready[max_length:]
        return data


def _gunzip() -> Unpacker:
    return Inflating(31)


def _headers(line: Callable[[int], bytes]) -> dict[str, str]:
    """Read header lines up to a blank one: name in lower case → value; of one name the first counts."""
    found: dict[str, str] = {}
    left, name = _MAX_HEADERS, ""
    while (data := line(left)).strip():
        left -= len(data)
        if left <= 0:
            raise MemberError(f"it is damaged: its headers are over {_MAX_HEADERS:,} bytes long")
        text = data.decode("utf-8", "surrogateescape")
        if text[0] in " \t" and name:
            found[name] += f" {text.strip()}"
            continue
        name, colon, value = text.partition(":")
        name = name.strip().lower()
        if colon:
            found.setdefault(name, value.strip())
        else:
            name = ""
    if not data:
        raise MemberError(CUT_OFF)
    return found


def _address(headers: dict[str, str]) -> str:
    """Return the address of a record as it is stored, else its id."""
    stored = headers.get("warc-target-uri") or headers.get("warc-record-id") or "(no address)"
    if stored.startswith("<") and stored.endswith(">"):  # some programs write it so, against the standard
        stored = stored[1:-1]
    return label(stored).replace(" ", "%20")


def _decoded(source: Source, encoding: str, budget: Budget) -> Source:
    """Undo one encoding; data that is not gzip though declared so stays as it is: archives have such data."""
    beginning = b""
    while len(beginning) < 2 and (data := source.read(1)):  # noqa: PLR2004 - bytes that tell the forms apart
        beginning += data
    source = _Again(beginning, source)
    if not beginning or (encoding in ("gzip", "x-gzip") and beginning != _MAGIC[:2]):
        return source
    new: Callable[[], Unpacker]
    if encoding in ("gzip", "x-gzip"):
        new = _gunzip
    elif encoding == "deflate":  # should have zlib's header, often has none
        has_header = beginning[0] & 15 == 8 and int.from_bytes(beginning) % 31 == 0  # noqa: PLR2004 - RFC 1950
        wbits = 15 if has_header else -15
        new = lambda: Inflating(wbits)  # noqa: E731 - shorter than a function for it
    elif encoding == "br":
        new = _Brotli
    else:
        raise MemberError(
            f"it is encoded as {shortened(label(encoding))!r}, which is not read. Fetch it again"
        )
    return io.BufferedReader(Unpacking(source, new, budget, joined=encoding == "gzip"), STEP)


def _recode(file: BinaryIO, charset: str) -> None:
    """Recode a page as UTF-8 with a byte order mark, where it is valid in its site's declared encoding.

    Like browsers, this trusts the site's declaration more than the page's; an invalid one is ignored.
    """
    file.seek(0)
    data = file.read()
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return
    try:
        data.decode(charset)
        text = decode_as(data, charset)
    except (UnicodeError, LookupError, ArticleReadError):
        return
    file.seek(0)
    file.truncate()
    file.write(codecs.BOM_UTF8 + text.encode("utf-8"))

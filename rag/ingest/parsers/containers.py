"""Read the members of ZIP, TAR (also packed with gzip, bzip2 or xz) and GZ files.

Belongs here: these formats, and which members are ignored. Does not belong here: parsing members
(`rag.ingest.parsers`), limits (`rag.ingest.parsers.safe_unpacking`), web archives
(`rag.ingest.parsers.warc`).

Headers are read here because the readers of the standard library hold directories and headers of any size in
memory, unpack bzip2 and LZMA without a limit, and read nothing of a truncated ZIP file or after a bad name.
"""

from __future__ import annotations

import bz2
import io
import lzma
import re
import stat
import tarfile
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from struct import Struct
from typing import TYPE_CHECKING

from rag.errors import ArticleReadError
from rag.ingest.parsers.items import Unread
from rag.ingest.parsers.safe_unpacking import (
    CUT_OFF,
    MAX_MEMBERS,
    STEP,
    XZ_MEMORY,
    Budget,
    BudgetSpent,
    Inflating,
    Member,
    MemberError,
    Members,
    Names,
    Unpacking,
    label,
    members_until_fault,
    shortened,
    spooled,
    steps,
    unpacker_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from rag.ingest.parsers.items import ParserOptions
    from rag.ingest.parsers.safe_unpacking import Unpacker

__all__ = [
    "VERSION",
    "Budget",
    "Member",
    "Members",
    "gzip_members",
    "suffix_of",
    "tar_members",
    "zip_members",
]

VERSION = "containers-1"

_MAX_NAME = 1_000
_NO_NAME = "(no name)"
_PACKED = (".gz", ".bz2", ".xz")
_SUFFIX_BEFORE = re.compile(r"\.[a-z0-9]{1,8}")

_LOCAL = Struct("<4s5H3L2H")
_LISTED = Struct("<4s6H3L5H2L")
_END = Struct("<4s4H2LH")
_END_64 = Struct("<4sQ2H2L4Q")
_EXTRA = Struct("<2H")
_LOCATOR_64 = 20
_WIDE = 8
_MAX_COMMENT = 65_535
_IS_LOCAL, _IS_LISTED, _IS_END, _IS_END_64 = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06"
_FULL = 0xFFFF_FFFF
"""The value of a 32-bit field whose number is in the 64-bit extension."""
_ENCRYPTED, _LZMA_ENDS, _SIZES_FOLLOW, _UTF8 = 0x1, 0x2, 0x8, 0x800
_STORED, _DEFLATED, _BZIP2, _LZMA = 0, 8, 12, 14
_MADE_BY_UNIX = 3
_METHODS = {9: "Deflate64", 93: "Zstandard", 95: "xz", 98: "PPMd"}

_BLOCK = 512
_MAX_TAR_HEADER = 1_000_000
_MAX_TAR_HEADERS = 10
_MAX_DIGITS = 20
_EXTENSIONS = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.XGLTYPE,
)
"""Types of TAR headers that describe the next file, or all files."""
_SPARSE_GOES_ON, _SPARSE_GOES_ON_AGAIN = 482, 504


def suffix_of(name: str) -> str:
    """Return the suffix that decides which parser reads a file.

    Args:
        name: The file's name or path.

    Returns:
        The suffix in lower case with its dot; with what is packed before ``.gz``, ``.bz2`` and ``.xz``, as in
        ".tar.gz" and ".txt.gz", which ".tgz" becomes as well; "" where there is none.
    """
    last = name.lower().rpartition("/")[2]
    suffix = _ending(last)
    if suffix == ".tgz":
        return ".tar.gz"
    before = _ending(last.removesuffix(suffix)) if suffix in _PACKED else ""
    return f"{before}{suffix}" if _SUFFIX_BEFORE.fullmatch(before) else suffix


def _ending(name: str) -> str:
    """Return a name from its last dot on; "" where that dot is its first or last character."""
    at = name.rfind(".")
    return name[at:] if 0 < at < len(name) - 1 else ""


def zip_members(stream: BinaryIO, options: ParserOptions, budget: Budget) -> Iterator[Member | Unread]:  # noqa: ARG001
    """Read a ZIP file.

    Args:
        stream: The file.
        options: The limits of articles; those of containers are in the budget.
        budget: The limits of unpacking.

    Yields:
        Its files, and those that cannot be read.

    Raises:
        ArticleReadError: Nothing in it can be read.
    """
    yield from members_until_fault(_zip(stream, budget))


def tar_members(stream: BinaryIO, options: ParserOptions, budget: Budget) -> Iterator[Member | Unread]:  # noqa: ARG001
    """Read a TAR file, which may be packed with gzip, bzip2 or xz.

    Args:
        stream: The file.
        options: The limits of articles; those of containers are in the budget.
        budget: The limits of unpacking.

    Yields:
        Its plain files, and those that cannot be read.

    Raises:
        ArticleReadError: Nothing in it can be read.
    """
    yield from members_until_fault(_tar(stream, budget))


def gzip_members(stream: BinaryIO, options: ParserOptions, budget: Budget) -> Iterator[Member | Unread]:  # noqa: ARG001
    """Unpack a GZ file.

    Args:
        stream: The file.
        options: The limits of articles; those of containers are in the budget.
        budget: The limits of unpacking.

    Yields:
        Its one member, with empty name and suffix: they are those of the file without ``.gz``.

    Raises:
        ArticleReadError: It cannot be unpacked, or not to its end.
    """
    try:
        budget.take_member()
        with spooled() as file:
            for data in steps(Unpacking(stream, _unpacker_of_gzip(stream), budget, joined=True)):
                file.write(data)
            file.seek(0)
            yield Member(name="", suffix="", stream=file)
    except (MemberError, BudgetSpent) as error:
        raise ArticleReadError(f"{error}.") from None


def _unpacker_of_gzip(stream: BinaryIO) -> Callable[[], Unpacker]:
    if stream.read(2) != b"\x1f\x8b":
        raise MemberError("not a GZ file. Give it the suffix of its real format")
    stream.seek(0)
    return lambda: Inflating(31)


def _tidied(name: str) -> str:
    """Return a member's name in one line, without "." and empty parts."""
    parts = (part for part in name.split("/") if part not in ("", "."))
    return label(("/" if name.startswith("/") else "") + "/".join(parts)) or _NO_NAME


def _is_passed_over(name: str) -> bool:
    """Say whether a member is ignored: a hidden file, or metadata that macOS adds."""
    return any(
        part == "__MACOSX" or (part.startswith(".") and part not in (".", "..")) for part in name.split("/")
    )


def _failed(name: str, reason: str) -> Unread:
    return Unread(name=name, state="failed", reason=f"{reason}.")


def _named(names: Names, name: str) -> str | Unread:
    """Return the unique name of a member, or an `Unread` where it has none."""
    name = _tidied(name)
    if len(name) <= _MAX_NAME:
        return names.give(name)
    long = f"its name is {len(name):,} characters long, and no more than {_MAX_NAME:,} are read. Rename it"
    return _failed(names.give(shortened(name)), long)


# --- ZIP


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A file by the directory of a ZIP file or its own header; ``end`` is the last possible offset."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    mode: int = 0
    end: int = 0


class _Part:
    """A part of a file that is read like a file; `left` is the number of bytes not read yet."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream = stream
        self._stream.seek(start)
        self.left = size

    def read(self, size: int, /) -> bytes:
        data = self._stream.read(min(size, self.left))
        self.left -= len(data)
        return data


def _zip(stream: BinaryIO, budget: Budget) -> Iterator[Member | Unread]:
    names = Names()
    for entry in _entries(stream, budget):
        budget.take_member()
        name = entry.name.replace("\\", "/")
        if name.endswith("/") or stat.S_ISLNK(entry.mode) or _is_passed_over(name):
            continue
        named = _named(names, name)
        if isinstance(named, Unread):
            yield named
            continue
        with spooled() as file:
            try:
                _unpack_entry(stream, entry, file, budget)
            except MemberError as error:
                yield _failed(named, str(error))
                continue
            file.seek(0)
            yield Member(name=named, suffix=suffix_of(_tidied(name)), stream=file)


def _entries(stream: BinaryIO, budget: Budget) -> Iterator[_Entry]:
    """Find the files by the directory, or by their own headers where the directory is missing or damaged."""
    found = _directory(stream)
    if found is None:
        yield from _walked(stream, budget)
        return
    start, end, shift = found
    starts = array("Q", sorted(_offsets(stream, start, end, shift)))
    for entry in _listed(stream, start, end, shift):
        following = bisect_left(starts, entry.offset) + 1
        yield replace(entry, end=starts[following] if following < len(starts) else start)


def _offsets(stream: BinaryIO, start: int, end: int, shift: int) -> Iterator[int]:
    try:
        for entry in islice(_listed(stream, start, end, shift), MAX_MEMBERS + 1):
            yield entry.offset
    except MemberError:  # raised again after the files before it have been read
        return


def _directory(stream: BinaryIO) -> tuple[int, int, int] | None:
    """Return start and end of the directory, and the number to add to every offset."""
    size = stream.seek(0, io.SEEK_END)
    start = max(0, size - _END.size - _MAX_COMMENT)
    stream.seek(start)
    tail = stream.read()
    at = len(tail)
    while (at := tail.rfind(_IS_END, 0, at)) >= 0:
        found = _directory_before(stream, start + at)
        if found:
            return found
    return None


def _directory_before(stream: BinaryIO, end: int) -> tuple[int, int, int] | None:
    """Return the same from the end record at `end`; None where there is no such record."""
    stream.seek(end)
    data = stream.read(_END.size)
    if len(data) < _END.size:
        return None
    disk, size, offset = (_END.unpack(data)[i] for i in (1, 5, 6))
    before = _END_64.size + _LOCATOR_64
    if end >= before:
        stream.seek(end - before)
        data = stream.read(_END_64.size)
        if data.startswith(_IS_END_64):
            disk, size, offset = (_END_64.unpack(data)[i] for i in (4, 8, 9))
            end -= before
    start = end - size
    if size == 0 or start < offset:
        return None
    stream.seek(start)
    if stream.read(len(_IS_LISTED)) != _IS_LISTED:
        return None
    if disk:
        raise MemberError("it is one part of a divided ZIP file. Join its parts")
    return start, end, start - offset


def _listed(stream: BinaryIO, start: int, end: int, shift: int) -> Iterator[_Entry]:
    """Read the directory."""
    position = start
    while position < end:
        stream.seek(position)
        data = stream.read(_LISTED.size)
        if len(data) < _LISTED.size or not data.startswith(_IS_LISTED):
            raise MemberError("its directory is damaged. Fetch or pack it again")
        made_by, _, flags, method, _, _, crc, packed, size, *lengths, _, _, mode, offset = _LISTED.unpack(
            data
        )[1:]
        rest = stream.read(sum(lengths[:3]))
        position += _LISTED.size + sum(lengths[:3])
        extra = rest[lengths[0] : lengths[0] + lengths[1]]
        size, packed, offset = _widened(extra, (size, packed, offset))
        yield _Entry(
            name=_zip_name(rest[: lengths[0]], flags),
            flags=flags,
            method=method,
            crc=crc,
            packed=packed,
            size=size,
            offset=min(offset + shift, start),
            mode=mode >> 16 if made_by >> 8 == _MADE_BY_UNIX else 0,
        )


def _widened(extra: bytes, numbers: tuple[int, ...]) -> Iterator[int]:
    """Yield numbers; those that do not fit into 32 bits are read from the extension."""
    position, wide = 0, b""
    while position + _EXTRA.size <= len(extra):
        kind, length = _EXTRA.unpack_from(extra, position)
        position += _EXTRA.size
        if kind == 1:
            wide = extra[position : position + length]
        position += length
    for number in numbers:
        if number == _FULL and len(wide) >= _WIDE:
            yield int.from_bytes(wide[:_WIDE], "little")
            wide = wide[_WIDE:]
        else:
            yield number


def _zip_name(data: bytes, flags: int) -> str:
    """Decode a name, as UTF-8 where it is valid, declared or not, else as code page 437."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape") if flags & _UTF8 else data.decode("cp437")


def _walked(stream: BinaryIO, budget: Budget) -> Iterator[_Entry]:
    """Find the files one after another, by their own headers."""
    position = 0
    end = stream.seek(0, io.SEEK_END)
    while True:
        stream.seek(position)
        data = stream.read(_LOCAL.size)
        if data.startswith((_IS_LISTED, _IS_END)):
            return
        if not data.startswith(_IS_LOCAL):
            wrong = "it is damaged or cut off. Fetch or pack it again"
            raise MemberError(wrong if position else "not a ZIP file. Give it the suffix of its real format")
        if len(data) < _LOCAL.size:
            raise MemberError(CUT_OFF)
        _, flags, method, _, _, crc, packed, size, *lengths = _LOCAL.unpack(data)[1:]
        rest = stream.read(sum(lengths))
        size, packed = _widened(rest[lengths[0] :], (size, packed))
        entry = _Entry(
            name=_zip_name(rest[: lengths[0]], flags),
            flags=flags,
            method=method,
            crc=crc,
            packed=packed,
            size=size,
            offset=position,
            end=end,
        )
        position += _LOCAL.size + sum(lengths)
        if flags & _SIZES_FOLLOW:
            entry, position = _measured(stream, entry, position, budget)
        else:
            position += packed
        if position > end:
            raise MemberError(CUT_OFF)
        yield entry


def _measured(stream: BinaryIO, entry: _Entry, start: int, budget: Budget) -> tuple[_Entry, int]:
    """Find the end of a file whose header states no size by unpacking it; the checksum follows the data."""
    if entry.method == _STORED or entry.flags & _ENCRYPTED:
        raise MemberError(
            "it is cut off, and where the next file begins is not stated. Fetch or pack it again"
        )
    part = _Part(stream, start, entry.end - start)
    unpacking = Unpacking(part, _unpacker(entry, part), budget)
    size = sum(map(len, steps(unpacking)))
    end = entry.end - part.left - unpacking.unused
    stream.seek(end)
    data = stream.read(28)
    marked = 4 if data.startswith(b"PK\x07\x08") else 0
    for width in (4, 8):
        length = marked + 4 + 2 * width
        if data[length : length + 2] in (b"PK", b"") and len(data) >= length:
            crc = int.from_bytes(data[marked : marked + 4], "little")
            return replace(entry, crc=crc, packed=end - start, size=size), end + length
    raise MemberError(CUT_OFF)


def _unpack_entry(stream: BinaryIO, entry: _Entry, file: BinaryIO, budget: Budget) -> None:
    if entry.flags & _ENCRYPTED:
        raise MemberError("it is encrypted. Unpack it with its password into the corpus")
    part = _Part(stream, entry.offset, entry.end - entry.offset)
    head = part.read(_LOCAL.size)
    if len(head) == _LOCAL.size and not head.startswith(_IS_LOCAL):
        raise MemberError("it is not where the directory says. Fetch or pack it again")
    if len(head) == _LOCAL.size:
        part.read(sum(_LOCAL.unpack(head)[-2:]))
    if len(head) < _LOCAL.size or entry.packed > part.left:
        raise MemberError("it lies over another file, as in bombs, or is cut off. Fetch or pack it again")
    part.left = entry.packed
    crc = size = 0
    for data in steps(Unpacking(part, _unpacker(entry, part), budget)):
        file.write(data)
        crc = zlib.crc32(data, crc)
        size += len(data)
    if (size, crc) != (entry.size, entry.crc):
        raise MemberError(
            "it is damaged: its checksum or its size is not the one stated. Fetch or pack it again"
        )


def _unpacker(entry: _Entry, part: _Part) -> Callable[[], Unpacker] | None:
    """Return a factory of the unpacker for a file; None where the file is not packed."""
    if entry.method == _STORED:
        return None
    if entry.method == _DEFLATED:
        return lambda: Inflating(-15)
    if entry.method == _BZIP2:
        return bz2.BZ2Decompressor
    if entry.method == _LZMA:
        unpacker = _lzma(entry, part)
        return lambda: unpacker
    method = _METHODS.get(entry.method, f"method {entry.method}")
    raise MemberError(f"it is compressed by {method}, which is not read. Unpack it into the corpus")


def _lzma(entry: _Entry, part: _Part) -> lzma.LZMADecompressor:
    """Return an LZMA unpacker with the settings that ZIP stores before the data."""
    length = int.from_bytes(part.read(4)[2:], "little")
    size = (1 << 64) - 1 if entry.flags & _LZMA_ENDS else entry.size
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_ALONE, XZ_MEMORY)
    try:
        unpacker.decompress(part.read(length) + size.to_bytes(8, "little"), 1)
    except lzma.LZMAError as error:
        raise MemberError(f"it cannot be unpacked: {error}. Unpack it into the corpus") from None
    return unpacker


# --- TAR


def _tar(stream: BinaryIO, budget: Budget) -> Iterator[Member | Unread]:
    new = unpacker_of(stream.read(10))
    stream.seek(0)
    archive = io.BufferedReader(Unpacking(stream, new, budget, joined=True), STEP)
    names = Names()
    for header, is_sparse in _headers(archive):
        budget.take_member()
        has_data = header.isreg() or header.type not in tarfile.SUPPORTED_TYPES
        size = header.size if has_data else 0
        padding = -size % _BLOCK
        if not header.isreg() or _is_passed_over(header.name):
            _pass_over(archive, size + padding)
            continue
        named = _named(names, header.name)
        if is_sparse and isinstance(named, str):
            named = _failed(named, "it is stored as a sparse file, which is not read. Pack it again without")
        if isinstance(named, Unread):
            _pass_over(archive, size + padding)
            yield named
            continue
        with spooled() as file:
            for data in steps(archive, size):
                file.write(data)
            _pass_over(archive, padding)
            file.seek(0)
            yield Member(name=named, suffix=suffix_of(_tidied(header.name)), stream=file)


def _pass_over(archive: io.BufferedIOBase, size: int) -> None:
    for _ in steps(archive, size):
        pass


def _headers(archive: io.BufferedIOBase) -> Iterator[tuple[tarfile.TarInfo, bool]]:
    """Yield the header of each file and whether the file is sparse; the caller reads the data behind it."""
    stated: dict[bytes, bytes] = {}
    extensions, has_begun, has_ended = 0, False, False
    while block := archive.read(_BLOCK):
        has_ended = not any(block)
        if has_ended:
            continue
        header = _header(block, has_begun=has_begun)
        has_begun = True
        if header.type in _EXTENSIONS:
            extensions += 1
            stated |= _stated(archive, header, extensions)
            continue
        yield _with_stated(header, stated), _pass_over_map(archive, header, block) or _is_sparse(stated)
        stated, extensions = {}, 0
    if not has_ended:
        raise MemberError(CUT_OFF)


def _header(block: bytes, *, has_begun: bool) -> tarfile.TarInfo:
    try:
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.TarError:
        wrong = "it is damaged: there is no header where one should be. Fetch or pack it again"
        raise MemberError(
            wrong if has_begun else "not a TAR file. Give it the suffix of its real format"
        ) from None
    if header.size < 0:
        raise MemberError("it is damaged: a size is below zero. Fetch or pack it again")
    return header


def _stated(archive: io.BufferedIOBase, header: tarfile.TarInfo, extensions: int) -> dict[bytes, bytes]:
    """Read what an extension header states about the next file."""
    if header.size > _MAX_TAR_HEADER or extensions > _MAX_TAR_HEADERS:
        raise MemberError("it has longer headers than any file needs. Unpack it into the corpus")
    data = b"".join(steps(archive, header.size))
    _pass_over(archive, -header.size % _BLOCK)
    if header.type == tarfile.GNUTYPE_LONGNAME:
        return {b"path": data.partition(b"\0")[0]}
    return _pax(data) if header.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE) else {}


def _pax(data: bytes) -> dict[bytes, bytes]:
    """Read records of the form "length key=value", the length being that of the whole record."""
    found = {}
    position = 0
    while position < len(data):
        digits = data[position : position + 8].partition(b" ")[0]
        end = position + int(digits) if digits.isdigit() else 0
        if not position + len(digits) < end <= len(data):
            raise MemberError("it is damaged: there is a header that is none. Fetch or pack it again")
        key, _, value = data[position + len(digits) + 1 : end].partition(b"=")
        found[key] = value.removesuffix(b"\n")
        position = end
    return found


def _with_stated(header: tarfile.TarInfo, stated: dict[bytes, bytes]) -> tarfile.TarInfo:
    name = stated.get(b"GNU.sparse.name") or stated.get(b"path")
    if name:
        header.name = name.decode("utf-8", "surrogateescape")
    size = stated.get(b"size", b"")
    if size.isdigit() and len(size) < _MAX_DIGITS:
        header.size = int(size)
    return header


def _is_sparse(stated: dict[bytes, bytes]) -> bool:
    return any(key.startswith(b"GNU.sparse.") for key in stated)


def _pass_over_map(archive: io.BufferedIOBase, header: tarfile.TarInfo, block: bytes) -> bool:
    """Skip the map of a sparse file; say whether the file is one."""
    if header.type != tarfile.GNUTYPE_SPARSE:
        return False
    goes_on = block[_SPARSE_GOES_ON]
    while goes_on:
        goes_on = b"".join(steps(archive, _BLOCK))[_SPARSE_GOES_ON_AGAIN]
    return True

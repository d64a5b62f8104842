"""Unpack containers within limits; used by the readers of all container formats.

Belongs here: members, limits, decompression in bounded steps, unique names. Does not belong here: any
container format (`rag.ingest.parsers.containers`, `rag.ingest.parsers.warc`).

Only temporary files without a name are written; the name of a member is a label and never a path.
"""

from __future__ import annotations

import bz2
import io
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from rag.errors import ArticleReadError
from rag.ingest.parsers.items import BYTES_PER_MB, Fields, ParserOptions, Unread

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "CUT_OFF",
    "MAX_DEPTH",
    "MAX_MEMBERS",
    "REST",
    "STEP",
    "XZ_MEMORY",
    "Budget",
    "BudgetSpent",
    "Inflating",
    "Member",
    "MemberError",
    "Members",
    "Names",
    "Source",
    "Unpacker",
    "Unpacking",
    "label",
    "members_until_fault",
    "shortened",
    "spooled",
    "steps",
    "unpacker_of",
]

MAX_MEMBERS = 1_000_000
"""Most members of one file of the corpus, members of inner containers included."""

REST = "(the rest)"
"""Name of the `Unread` for the rest of a container, after a fault."""

STEP = 65_536
"""Most bytes that are unpacked at once."""

MAX_DEPTH = 3
"""Most levels of containers within each other, the outermost included."""

_HELD = 8_000_000
"""A member of at most so many bytes is held in memory."""
_RATIO_FROM = 10_000_000
_MAX_RATIO = 200
XZ_MEMORY = 100_000_000
"""Most bytes of memory for unpacking xz and LZMA; the strongest preset needs 68 million."""
CUT_OFF = "it is cut off. Fetch or pack it again"
"""The reason where a file ends too early."""
_PACKED_STEP = 16_384
_SHOWN = 100

_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, line separators, marks of text direction, and bytes that are not UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file in a container.

    ``name`` is its path in the container, joined by ``/``, in one line; it is a label and never a path on a
    disk. ``suffix`` decides which parser reads it. Both are empty for the one member of a GZ file. ``stream``
    is seekable and valid until the next member is read. ``fields`` are those that the container states for
    it.
    """

    name: str
    suffix: str
    stream: BinaryIO
    fields: Fields = field(default_factory=Fields)


class MemberError(Exception):
    """A member, or the rest of a container, cannot be read; the message says why in one line."""


class BudgetSpent(Exception):
    """A file of the corpus unpacks to more than the limit; the message says so in one line."""


@dataclass(slots=True, kw_only=True)
class _Left:
    size: float
    members: int = MAX_MEMBERS


class Budget:
    """The bytes and members that a file of the corpus may still unpack, inner containers included."""

    def __init__(self, options: ParserOptions, *, left: _Left | None = None, depth: int = 1) -> None:
        self._options = options
        self._left = left or _Left(size=options.max_container_mb * BYTES_PER_MB)
        self._depth = depth

    def deeper(self) -> Budget:
        """Return the budget for a container within this one.

        Returns:
            The budget; it shares the limits of this one, one level deeper.

        Raises:
            ArticleReadError: The level is too deep.
        """
        if self._depth == MAX_DEPTH:
            raise ArticleReadError(
                f"containers within each other are read {MAX_DEPTH} deep, and this one is deeper. "
                "Unpack it into the corpus."
            )
        return Budget(self._options, left=self._left, depth=self._depth + 1)

    def take_size(self, size: int) -> None:
        """Account for unpacked bytes.

        Args:
            size: Their number.

        Raises:
            BudgetSpent: That exceeds the limit.
        """
        self._left.size -= size
        if self._left.size < 0:
            raise BudgetSpent(
                f"the file unpacks to more than {self._options.max_container_mb:,g} MB. "
                "Raise `max_container_mb` in rag.toml, or unpack it into the corpus"
            )

    def take_member(self) -> None:
        """Account for a member.

        Raises:
            BudgetSpent: That exceeds the limit.
        """
        self._left.members -= 1
        if self._left.members < 0:
            raise BudgetSpent(f"the file has more than {MAX_MEMBERS:,} members. Unpack it into the corpus")


Members = Callable[[BinaryIO, ParserOptions, Budget], Iterator[Member | Unread]]
"""Reads an open, seekable container from its beginning. Raises `ArticleReadError` where nothing of it can be
read. Where it cannot be read on, the last thing it gives is an `Unread` named `REST`."""


class Names:
    """Gives the members of a container unique names."""

    def __init__(self) -> None:
        # Digests, since a million names of a thousand characters would fill the memory.
        self._given = {_digest(REST): 1}

    def give(self, name: str) -> str:
        """Return a name, with ``~2``, ``~3`` … appended where it was given before."""
        digest = _digest(name)
        number = self._given.get(digest, 0)
        if number == 0:
            self._given[digest] = 1
            return name
        while True:
            number += 1
            numbered = f"{name}~{number}"
            if _digest(numbered) not in self._given:
                self._given[digest] = number
                self._given[_digest(numbered)] = 1
                return numbered


def _digest(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8"), digest_size=8).digest())


def label(name: str) -> str:
    """Return a name as one line, with invisible characters percent-encoded."""
    return _UNSHOWN.sub(_encoded, name)


def _encoded(found: re.Match[str]) -> str:
    is_byte = "\udc80" <= found[0] <= "\udcff"  # a byte that is not UTF-8 (PEP 383)
    data = found[0].encode("utf-8", "surrogateescape" if is_byte else "surrogatepass")
    return "".join(f"%{byte:02X}" for byte in data)


def shortened(name: str) -> str:
    """Return a name, shortened where it is too long for a message."""
    return name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"


def members_until_fault(members: Iterator[Member | Unread]) -> Iterator[Member | Unread]:
    """Yield the members of a container up to a fault, then an `Unread` for the rest.

    Args:
        members: The members; may raise `MemberError` and `BudgetSpent`.

    Yields:
        The members, and one `Unread` for the rest.

    Raises:
        ArticleReadError: No member can be read.
    """
    last = None
    try:
        for member in members:
            last = member.name
            yield member
    except (MemberError, BudgetSpent) as error:
        if last is None:
            raise ArticleReadError(f"{error}.") from None
        where = f"nothing after {shortened(last)!r} in it is read" if last else "it is not read"
        yield Unread(name=REST, named=False, state="failed", reason=f"{where}: {error}.")


class Source(Protocol):
    """Something that bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, b"" at the end."""
        ...


@contextmanager
def spooled() -> Iterator[BinaryIO]:
    """Open a temporary file without a name, in memory while it is small."""
    with SpooledTemporaryFile(max_size=_HELD) as file:
        yield cast("BinaryIO", file)


def steps(source: Source, size: int | None = None) -> Iterator[bytes]:
    """Read bytes step by step.

    Args:
        source: The source.
        size: Number of bytes; None for all.

    Yields:
        The bytes.

    Raises:
        MemberError: There are fewer than `size`.
    """
    left = size
    while left != 0:
        data = source.read(STEP if left is None else min(STEP, left))
        if not data:
            if left is None:
                return
            raise MemberError(CUT_OFF)
        if left is not None:
            left -= len(data)
        yield data


class Unpacker(Protocol):
    """The interface of the standard library's decompressors of bzip2 and xz."""

    @property
    def eof(self) -> bool:
        """Whether the end of the packed stream has been reached."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether it needs more packed bytes to unpack any."""
        ...

    @property
    def unused_data(self) -> bytes:
        """The bytes fed that are behind the end of the packed stream."""
        ...

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Feed packed bytes and return up to `max_length` unpacked ones."""
        ...


class Inflating:
    """zlib's decompressor with the interface of `Unpacker`; ``wbits`` is that of `zlib.decompressobj`."""

    def __init__(self, wbits: int) -> None:
        self._zlib = zlib.decompressobj(wbits)

    @property
    def eof(self) -> bool:
        """Whether the end of the packed stream has been reached."""
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        """Whether it needs more packed bytes to unpack any."""
        return not self._zlib.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """The bytes fed that are behind the end of the packed stream."""
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Feed packed bytes and return up to `max_length` unpacked ones."""
        return self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)


def unpacker_of(start: bytes) -> Callable[[], Unpacker] | None:
    """Return a factory of the unpacker for a file with this beginning (GZ, bzip2, xz); None for another."""
    if start.startswith(b"\x1f\x8b"):
        return lambda: Inflating(31)
    if start.startswith(b"BZh") and start[4:10] in (b"1AY&SY", b"\x17rE8P\x90"):
        return bz2.BZ2Decompressor
    if start.startswith(b"\xfd7zXZ\0"):
        return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY)
    return None


class Unpacking(io.RawIOBase):
    """A file object with the content of a packed stream; unpacks in bounded steps, within a budget.

    ``new`` makes an unpacker; None where the stream is not packed. Where ``joined``, several packed streams
    in a row are read as one; zero bytes between and after them are skipped.
    """

    def __init__(
        self, source: Source, new: Callable[[], Unpacker] | None, budget: Budget, *, joined: bool = False
    ) -> None:
        self._source = source
        self._new = new
        self._unpacker = new() if new else None
        self._budget = budget
        self._joined = joined
        self._waiting = b""
        self._taken = self._given = 0

    def readable(self) -> bool:
        """Return True: it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Unpack the next bytes.

        Args:
            buffer: The buffer to fill.

        Returns:
            Their number; 0 at the end.

        Raises:
            MemberError: They cannot be unpacked, or the ratio of packed to unpacked bytes is absurd.
            BudgetSpent: They exceed the budget.
        """
        view = memoryview(buffer).cast("B")
        size = min(len(view), STEP)
        try:
            data = self._unpacked(self._unpacker, size) if self._unpacker else self._source.read(size)
        except OSError as error:
            if error.errno is not None:  # an error of the disk, not of the data
                raise
            raise MemberError(f"it is damaged: {error.strerror or error}. Fetch or pack it again") from None
        except (zlib.error, lzma.LZMAError, ValueError) as error:
            raise MemberError(f"it is damaged: {error}. Fetch or pack it again") from None
        self._budget.take_size(len(data))
        view[: len(data)] = data
        return len(data)

    @property
    def unused(self) -> int:
        """Return the number of bytes read from the source behind the end of the packed stream."""
        return len(self._unpacker.unused_data) if self._unpacker else 0

    def _unpacked(self, unpacker: Unpacker, size: int) -> bytes:
        while True:
            if unpacker.eof:
                following = self._following(unpacker) if self._joined else None
                if following is None:
                    return b""
                unpacker = self._unpacker = following
            packed = b""
            if unpacker.needs_input:
                packed = self._waiting or self._taken_from_source()
                self._waiting = b""
            data = unpacker.decompress(packed, size)
            if data:
                self._given += len(data)
                if self._given > max(_RATIO_FROM, _MAX_RATIO * self._taken):
                    raise MemberError(
                        f"it unpacks to more than {_MAX_RATIO} times its size, as bombs do. "
                        "Unpack it into the corpus if it is what it should be"
                    )
                return data
            if not packed and unpacker.needs_input and not unpacker.eof:
                raise MemberError(CUT_OFF)

    def _following(self, unpacker: Unpacker) -> Unpacker | None:
        """Return an unpacker for the next of the joined streams; None at the end."""
        rest = unpacker.unused_data.lstrip(b"\0")
        while not rest:
            more = self._taken_from_source()
            if not more:
                return None
            rest = more.lstrip(b"\0")
        self._budget.take_member()  # empty streams cost time too
        self._waiting = rest
        return self._new() if self._new else None

    def _taken_from_source(self) -> bytes:
        data = self._source.read(_PACKED_STEP)
        self._taken += len(data)
        return data

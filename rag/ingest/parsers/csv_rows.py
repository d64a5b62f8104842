"""Read the rows of a CSV file; a damaged row does not affect the others.

Belongs here: quotes that are not closed, lines that are too long or not text, and continuing behind them.
Does not belong here: what the cells mean (`rag.ingest.parsers.csv_tables`).
"""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import ArticleReadError
from rag.ingest.parsers.decoding import decode, guess_of
from rag.ingest.parsers.items import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from rag.ingest.parsers.items import ParserOptions

__all__ = ["Lines", "Row", "damage_of", "lines_of", "rows_of"]

_STEP = 1 << 16
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_TOO_LONG = "\ud800"
"""Replaces a line that is too long; no valid text contains it."""
_SPOILT = re.compile("[\x00\ud800-\udfff]")
"""`_TOO_LONG`, a byte that is not UTF-8, or a byte of a binary file."""
_MOST_AGAIN = 4
_ANY_SIZE = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row and its first line, from 1; ``problem`` says why it cannot be read, and it then has no cells."""

    line: int
    cells: list[str]
    problem: str | None = None


class Lines:
    """The lines of a file for the reader of rows; a row has several where quotes contain line ends.

    The lines of a damaged row are read again but for the first, as long as the time stays in proportion to
    the size of the file.
    """

    def __init__(self, lines: Iterable[str], limit: int) -> None:
        self._lines = iter(lines)
        self._limit = limit
        self._back: deque[str] = deque()
        self._row: list[str] = []
        self._size = 0
        self._fresh = self._again = 0
        self.number = 0
        self.has_ended = False

    def first(self) -> str | None:
        """Return the first line that is not blank, without consuming it; None where there is none."""
        for line in self._lines:
            if line.strip():
                self._back.append(line)
                return line
            self.number += 1
        return None

    def begin_row(self) -> int:
        """Begin the next row, and return the number of its first line."""
        self._row.clear()
        self._size = 0
        return self.number + 1

    def give_up_row(self) -> str:
        """Put back the lines of a damaged row but for the first; return the lines given up, in words."""
        begin = self.number - len(self._row) + 1
        size = self._size - len(self._row[0]) if self._row else 0
        if self._again + size <= _MOST_AGAIN * self._fresh:
            self._again += size
            self.number -= len(self._row[1:])
            self._back.extendleft(reversed(self._row[1:]))
        return f"line {begin}" if self.number <= begin else f"lines {begin} to {self.number}"

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        if self._size > self._limit:
            raise csv.Error("it is longer than `max_article_mb` allows, or a quote is not closed")
        line = self._back.popleft() if self._back else self._next()
        self.has_ended = line is None
        if line is None:
            raise StopIteration
        self._row.append(line)
        self._size += len(line)
        self.number += 1
        return line

    def _next(self) -> str | None:
        line = next(self._lines, None)
        self._fresh += len(line or "")
        return line


def rows_of(lines: Lines, delimiter: str) -> Iterator[Row]:
    """Read rows.

    Args:
        lines: The lines of the file.
        delimiter: The character between cells.

    Yields:
        Every row, a damaged one with the reason.
    """
    csv.field_size_limit(_ANY_SIZE)  # rows are bounded by `Lines`
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        begin = lines.begin_row()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            problem = "a quote is opened and never closed" if lines.has_ended else str(error)
            where = lines.give_up_row()
            yield Row(line=begin, cells=[], problem=f"{where} cannot be read: {problem}. Correct it there.")
            continue
        if cells is None:
            return
        yield Row(line=begin, cells=cells)


def damage_of(cells: list[str]) -> str | None:
    """Return why the cells of a row are damaged; None where they are not."""
    spoilt = next(filter(None, map(_SPOILT.search, cells)), None)
    if spoilt is None:
        return None
    if spoilt[0] == _TOO_LONG:
        return "it has a line longer than `max_article_mb` allows. Raise it in rag.toml."
    return "not text in UTF-8. Save the file as UTF-8."


def lines_of(stream: BinaryIO, options: ParserOptions, limit: int) -> Iterable[str]:
    """Return the lines of a file with their ends; small files may be in any encoding.

    Args:
        stream: The file.
        options: The largest size of an article.
        limit: Largest size of a small file, and of a line, in bytes.

    Returns:
        The lines; `damage_of` finds those that are too long or not UTF-8.

    Raises:
        ArticleReadError: It is not text, or large and in UTF-16 or UTF-32.
    """
    if stream.seek(0, 2) <= limit:
        return io.StringIO(decode(read_whole(stream, options)), newline="")
    stream.seek(0)
    if stream.read(4).startswith(_WIDE_MARKS):
        raise ArticleReadError("is in UTF-16 or UTF-32. Save the file as UTF-8.")
    stream.seek(0)
    return _large(stream, limit)


def guess_in(stream: BinaryIO, options: ParserOptions, limit: int) -> str | None:
    """Return the encoding that `lines_of` guesses for a small file; None where it guesses none.

    Args:
        stream: The file; its position does not change.
        options: The largest size of an article.
        limit: Largest size of a small file, in bytes.

    Returns:
        The name of the encoding.
    """
    place = stream.tell()
    small = stream.seek(0, 2) <= limit
    guessed = guess_of(read_whole(stream, options)) if small else None
    stream.seek(place)
    return guessed


def _large(stream: BinaryIO, limit: int) -> Iterator[str]:
    encoding = "utf-8-sig"
    while line := stream.readline(limit + 1):
        if len(line) > limit and not line.endswith(b"\n"):
            while (rest := stream.readline(_STEP)) and not rest.endswith(b"\n"):
                pass
            yield f"{_TOO_LONG}\n"
        else:
            yield line.decode(encoding, "surrogateescape")
        encoding = "utf-8"

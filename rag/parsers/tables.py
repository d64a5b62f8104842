"""CSV and TSV files: a header, then one article a row.

Belongs here: finding the rows. Does not belong here: which of the columns holds what (`rag.parsers.fields`).
"""

from __future__ import annotations

import csv
import io
from itertools import chain
from typing import TYPE_CHECKING

from rag.errors import ArticleReadError
from rag.parsers.decoding import decode
from rag.parsers.fields import Names, holds_text, item_of
from rag.parsers.items import BYTES_PER_MB, Item, Unread, read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from rag.parsers.items import Reading

__all__ = ["VERSION", "parse"]

VERSION = "tables-1"

_STEP = 1 << 20
_DELIMITERS = ",;\t|"
_IDS = ("id", "guid", "article_id", "uri", "uuid")


def parse(stream: BinaryIO, reading: Reading) -> Iterator[Item | Unread]:
    """Read a table row by row, whatever the size of the file.

    Args:
        stream: The file; beyond `max_article_mb` it must be UTF-8.
        reading: Limits and names of fields.

    Yields:
        Articles, named by their id or the line that they end on, and rows that give none.

    Raises:
        ArticleReadError: It is not text, or no column of its header is known to hold text.
    """
    limit = int(reading.max_article_mb * BYTES_PER_MB)
    csv.field_size_limit(limit)
    skipped: list[Unread] = []
    lines = _lines(stream, reading, limit, skipped)
    head = next(lines, "")
    rows = csv.reader(chain([head], lines), delimiter=_delimiter(head))
    names = Names()
    columns: list[str] = []
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Unread(name=str(rows.line_num), state="failed", reason=f"the row cannot be read: {error}.")
            continue
        yield from skipped
        skipped.clear()
        if row is None:
            return
        if not columns:
            columns = _header(row, reading)
        elif any(cell.strip() for cell in row):
            record = dict(zip(columns, row, strict=False))
            ids = (*reading.fields.get("id", ()), *_IDS)
            stated = next((v for k in ids for c, v in record.items() if c.lower() == k.lower() and v), None)
            yield item_of(record, reading, names.of(stated, rows.line_num))


def _header(row: list[str], reading: Reading) -> list[str]:
    columns = [cell.strip() for cell in row]
    if not holds_text(columns, reading):
        found = ", ".join(columns[:20])[:300]
        raise ArticleReadError(
            f"no column is known to hold the text (its first line reads: {' '.join(found.split())}). Name it "
            'under `fields` in rag.toml: text = ["…"].'
        )
    return columns


def _lines(stream: BinaryIO, reading: Reading, limit: int, skipped: list[Unread]) -> Iterator[str]:
    """Yield the lines of the file with their ends; small files may be in any encoding.

    In large ones a line that is too long or not UTF-8 becomes an empty one, and `skipped` says so.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    if size <= limit:
        yield from io.StringIO(decode(read_whole(stream, reading)), newline="")
        return
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        reason = ""
        if len(line) > limit and not line.endswith(b"\n"):
            reason = "the line is longer than `max_article_mb` allows. Raise it in rag.toml."
            while (rest := stream.readline(_STEP)) and not rest.endswith(b"\n"):
                pass
        try:
            text = "" if reason else line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            text, reason = "", "the line is not UTF-8. Save the file as UTF-8."
        if reason:
            skipped.append(Unread(name=str(number), state="failed", reason=reason))
        yield text or "\n"


def _delimiter(head: str) -> str:
    """Return the delimiter that the first line has most often."""
    return max(_DELIMITERS, key=head.count)

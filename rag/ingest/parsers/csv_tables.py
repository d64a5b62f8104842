"""Read CSV and TSV files: a header, then one article a row.

Belongs here: the header, and which rows are refused. Does not belong here: reading rows
(`rag.ingest.parsers.csv_rows`), which column holds the text or a field (`rag.ingest.parsers.record_fields`).
"""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

from rag.errors import ArticleReadError
from rag.ingest.parsers.csv_rows import Lines, Row, damage_of, guess_in, lines_of, rows_of
from rag.ingest.parsers.item_names import ItemNames, unnamed, until_fault
from rag.ingest.parsers.items import BYTES_PER_MB, with_guess
from rag.ingest.parsers.record_fields import holds_text, id_of, is_looked_up, item_of, shortened_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from rag.ingest.parsers.items import Item, ParserOptions, Unread

__all__ = ["VERSION", "parse"]

VERSION = "tables-5"

_DELIMITERS = ",;\t|"
_NO_DELIMITER = "\x1f"
"""The delimiter for a header of one column: no text contains it, so that commas stay in the text."""


def parse(stream: BinaryIO, options: ParserOptions) -> Iterator[Item | Unread]:
    """Read a table row by row, whatever the size of the file.

    Args:
        stream: The file; beyond `max_article_mb` it must be UTF-8.
        options: The limits, and the keys of fields.

    Yields:
        Articles, named by their id or their first line, and the rows that give none.

    Raises:
        ArticleReadError: It is not text, or no column of its header is known to hold text.
    """
    limit = int(options.max_article_mb * BYTES_PER_MB)
    lines = Lines(lines_of(stream, options, limit), limit)
    guessed = guess_in(stream, options, limit)
    head = lines.first()
    if head is None:
        return
    delimiter = _delimiter(head, options)
    rows = rows_of(lines, delimiter)
    columns = _header(next(rows), options)
    items = until_fault(_items(rows, lines, columns, delimiter, options))
    yield from with_guess(items, guessed)


def _items(
    rows: Iterator[Row], lines: Lines, columns: list[str], delimiter: str, options: ParserOptions
) -> Iterator[Item | Unread]:
    names = ItemNames()
    shared = {c for c, times in Counter(columns).items() if c and times > 1 and is_looked_up(c, options)}
    in_doubt = False
    for row in rows:
        if row.problem is None and not any(cell.strip() for cell in row.cells):
            continue
        misfit = None if row.problem else _misfit(row.cells, columns, delimiter, in_doubt)
        if misfit and lines.number > row.line:  # a quote that is not closed may have merged rows
            misfit = f"{lines.give_up_row()}: {misfit}"
        # The lines behind a damaged row may be a part of it.
        in_doubt = row.problem is not None or (in_doubt and misfit is not None)
        problem = row.problem or damage_of(row.cells) or misfit or _clash(row.cells, columns, shared)
        if problem:
            yield unnamed(f"line {row.line}", problem)
        else:
            record = _record(row.cells, columns)
            yield item_of(record, options, names.of(id_of(record, options), row.line))


def _record(cells: list[str], columns: list[str]) -> dict[str, str]:
    """Return column → cell; of several columns with one name, the first cell that is not empty."""
    record: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        record[column] = record.get(column) or cell
    return record


def _misfit(cells: list[str], columns: list[str], delimiter: str, in_doubt: bool) -> str | None:
    """Return why a row does not fit the header; None where it does. Cells may be missing at its end."""
    if any(cell.strip() for cell in cells[len(columns) :]):
        advice = f"Put cells that hold {delimiter!r} in double quotes."
        return f"{len(cells)} cells under {len(columns)} columns. {advice}"
    if in_doubt and len(cells) != len(columns):
        return (
            f"{len(cells)} cells under {len(columns)} columns, behind a row that cannot be read. See there."
        )
    return None


def _clash(cells: list[str], columns: list[str], shared: set[str]) -> str | None:
    """Return why columns with one name are ambiguous: they hold different cells; None where they do not."""
    for name in shared:
        held = {cell for column, cell in zip(columns, cells, strict=False) if column == name and cell.strip()}
        if len(held) > 1:
            return f"its columns {shortened_line(name)!r} hold different cells. Rename one of them."
    return None


def _delimiter(head: str, options: ParserOptions) -> str:
    """Return the delimiter with which the header has a column for the text, else the most frequent one."""
    found = sorted(filter(head.count, _DELIMITERS), key=head.count, reverse=True)
    for delimiter in found:
        try:
            cells = next(csv.reader([head], delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(cells) > 1 and holds_text([cell.strip() for cell in cells], options):
            return delimiter
    return found[0] if found else _NO_DELIMITER


def _header(row: Row, options: ParserOptions) -> list[str]:
    problem = row.problem or damage_of(row.cells)
    if problem:
        raise ArticleReadError(f"its header: {problem}")
    columns = [cell.strip() for cell in row.cells]
    if not holds_text(columns, options):
        raise ArticleReadError(
            "no column is known to hold the text (its first line reads: "
            f'{shortened_line(", ".join(columns[:20]))}). Name it under `fields` in rag.toml: text = ["…"].'
        )
    return columns

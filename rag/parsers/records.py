"""JSON files: one article, a list of them, or one a line (JSONL).

Belongs here: finding the records. Does not belong here: which key holds what (`rag.parsers.fields`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.parsers.decoding import decode
from rag.parsers.fields import Names, item_of
from rag.parsers.items import BYTES_PER_MB, Item, Unread, read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from rag.parsers.items import Reading

__all__ = ["VERSION", "parse", "parse_lines"]

VERSION = "records-1"

_LISTS = (
    "articles",
    "items",
    "entries",
    "docs",
    "documents",
    "data",
    "results",
    "hits",
    "response",
    "records",
)
"""Usual keys of the list of articles in an object around it."""

_MARK = b"\xef\xbb\xbf"


def parse(stream: BinaryIO, reading: Reading) -> Iterator[Item | Unread]:
    """Read a JSON file: a list of records, an object around one, or one article.

    Args:
        stream: The file, at most `max_article_mb`; larger exports are one record a line.
        reading: Limits and names of fields.

    Yields:
        Articles, named by their id or their place from 1, and records without text.

    Raises:
        ArticleReadError: It is too large or not JSON, or holds no record.
    """
    data = _loaded(decode(read_whole(stream, reading)))
    records, outlet = _records(data)
    if records is None:
        if not isinstance(data, dict):
            raise ArticleReadError("holds neither an object nor a list of objects.")
        item = item_of(data, reading, None)
        if isinstance(item, Unread):
            raise ArticleReadError(item.reason)
        yield item
        return
    yield from _items(enumerate(records, 1), reading, outlet)


def parse_lines(stream: BinaryIO, reading: Reading) -> Iterator[Item | Unread]:
    """Read JSON Lines: one record a line, whatever the size of the file.

    Args:
        stream: The file, in UTF-8.
        reading: Limits and names of fields.

    Yields:
        Articles, named by their id or their line, and the lines that give none.
    """
    yield from _items(_lines(stream, int(reading.max_article_mb * BYTES_PER_MB)), reading, None)


def _items(
    records: Iterator[tuple[int, Any]], reading: Reading, outlet: str | None
) -> Iterator[Item | Unread]:
    names = Names()
    for place, record in records:
        if isinstance(record, Unread):
            yield record
        elif isinstance(record, dict):
            usual = {key.lower(): value for key, value in record.items()}
            keys = (*reading.fields.get("id", ()), "id", "guid", "article_id", "uri", "uuid")
            stated = next((usual[key.lower()] for key in keys if usual.get(key.lower())), None)
            given = record if outlet is None or "outlet" in usual else {**record, "outlet": outlet}
            yield item_of(given, reading, names.of(stated, place))
        else:
            yield Unread(name=str(place), state="failed", reason="is no object with keys and values.")


def _lines(stream: BinaryIO, most: int) -> Iterator[tuple[int, Any]]:
    """Yield (line number, record); a line that is too long is passed over without being held."""
    number = 0
    while line := stream.readline(most + 1):
        number += 1
        if len(line) > most and not line.endswith(b"\n"):
            while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            limit = f"over the limit of {most / BYTES_PER_MB:g} MB for one article"
            reason = f"{limit}. Raise `max_article_mb` in rag.toml."
            yield number, Unread(name=str(number), state="failed", reason=reason)
        elif line.strip():
            yield number, _record(line.removeprefix(_MARK) if number == 1 else line, number)


def _record(line: bytes, number: int) -> Any:
    try:
        return _loaded(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Unread(name=str(number), state="failed", reason="not UTF-8. Save the file as UTF-8.")
    except ArticleReadError as error:
        return Unread(name=str(number), state="failed", reason=str(error))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ArticleReadError("nested too deeply to be an article.") from None
    except ValueError as error:
        raise ArticleReadError(f"not JSON: {error}. Correct it there or export it again.") from None


def _records(data: Any) -> tuple[list[Any] | None, str | None]:
    """Return the list of records in a document, and what its header says the outlet is (JSON Feed)."""
    outlet = None
    for _ in range(3):
        if isinstance(data, list):
            return data, outlet
        if not isinstance(data, dict):
            break
        inner = next((data[k] for k in _LISTS if isinstance(data.get(k), list | dict)), None)
        if isinstance(inner, list) and str(data.get("version", "")).startswith("https://jsonfeed.org"):
            outlet = data.get("title")
        data = inner
    return None, None

"""Read JSON files (one article, or a list of articles) and JSON Lines (one article a line).

Belongs here: finding the records. Does not belong here: parsing JSON (`rag.ingest.parsers.strict_json`),
making an article of a record (`rag.ingest.parsers.record_fields`).
"""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.ingest.parsers.decoding import decode, guess_of
from rag.ingest.parsers.item_names import ItemNames, unnamed, until_fault
from rag.ingest.parsers.items import BYTES_PER_MB, Item, Unread, read_whole, with_guess
from rag.ingest.parsers.record_fields import holds_text, id_of, is_looked_up, item_of, shortened_line, spread
from rag.ingest.parsers.strict_json import Twice, key_stated_twice, load_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import BinaryIO

    from rag.ingest.parsers.items import ParserOptions

__all__ = ["VERSION", "parse", "parse_lines"]

VERSION = "records-5"

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
"""Usual keys under which an object has a list of articles."""

_MOST_AROUND = 3
_STEP = 1 << 16
_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_TWICE = "it states {!r} twice, differently. Correct it there or export it again."
_AROUND = "(around the list)"


def parse(stream: BinaryIO, options: ParserOptions) -> Iterator[Item | Unread]:
    """Read a JSON file: a list of records, an object around one, or one article.

    Args:
        stream: The file, at most `max_article_mb`; larger exports are one record a line.
        options: The limits, and the keys of fields.

    Yields:
        Articles, named by their id or their number from 1, and the records that give none.

    Raises:
        ArticleReadError: It is too large or not JSON, or holds no record.
    """
    raw = read_whole(stream, options)
    data, guessed = load_json(decode(raw)), guess_of(raw)
    if isinstance(data, dict):
        yield from with_guess(until_fault(_of_object(data, options)), guessed)
    elif isinstance(data, list) and (not data or any(isinstance(record, dict) for record in data)):
        yield from with_guess(until_fault(_items(enumerate(data, 1), options, "record")), guessed)
    else:
        raise ArticleReadError("holds neither an object nor a list of objects.")


def parse_lines(stream: BinaryIO, options: ParserOptions) -> Iterator[Item | Unread]:
    """Read JSON Lines: one record a line, whatever the size of the file.

    Args:
        stream: The file, in UTF-8.
        options: The limits, and the keys of fields.

    Yields:
        Articles, named by their id or their line number, and the lines that give none.

    Raises:
        ArticleReadError: It is in UTF-16 or UTF-32.
    """
    if stream.read(4).startswith(_WIDE_MARKS):
        raise ArticleReadError("is in UTF-16 or UTF-32. Save the file as UTF-8.")
    stream.seek(0)
    lines = _lines(stream, int(options.max_article_mb * BYTES_PER_MB))
    yield from until_fault(_items(lines, options, "line"))


def _of_object(data: dict[str, Any], options: ParserOptions) -> Iterator[Item | Unread]:
    """Yield the articles of the lists in an object; without such lists, the object as one article."""
    if isinstance(data, Twice) and data.key in _LISTS:
        raise ArticleReadError(_TWICE.format(data.key))
    lists = list(_lists_in(data, _MOST_AROUND))
    with_text = [records for records in lists if any(_is_article(record, options) for record in records)]
    problem = _problem(data, options)
    itself = _failed(problem) if problem else item_of(data, options, None)
    is_article = isinstance(itself, Item) and not _is_feed(data)
    if is_article and not with_text:
        yield itself
        return
    if not lists:
        yield itself if problem or not _is_feed(data) else Unread(state="empty", reason="holds no item.")
        return
    records = enumerate(chain.from_iterable(with_text or lists), 1)
    yield from _items(records, options, "record", _stated(data))
    if is_article:
        reason = "the object around the list has a text of its own. Make it a file of its own."
        yield Unread(name=_AROUND, state="failed", reason=reason)


def _lists_in(data: dict[str, Any], deep: int) -> Iterator[list[Any]]:
    """Yield the lists of objects under usual keys, also within objects under such keys."""
    for value in (data.get(key) for key in _LISTS):
        if isinstance(value, list) and any(isinstance(record, dict) for record in value):
            yield value
        elif isinstance(value, dict) and deep > 1:
            yield from _lists_in(value, deep - 1)


def _is_article(record: Any, options: ParserOptions) -> bool:
    return isinstance(record, dict) and holds_text(spread(record), options)


def _is_feed(data: dict[str, Any]) -> bool:
    return str(data.get("version", "")).startswith("https://jsonfeed.org")


def _stated(data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that the header of a JSON Feed states for all its items."""
    return {"outlet": data.get("title"), "language": data.get("language")} if _is_feed(data) else {}


def _items(
    records: Iterable[tuple[int, Any]],
    options: ParserOptions,
    kind: str,
    around: Mapping[str, Any] | None = None,
) -> Iterator[Item | Unread]:
    """Yield articles named by id or place, and an `Unread` ("line 2") for each record that cannot be read."""
    names = ItemNames()
    for place, record in records:
        problem = _problem(record, options)
        if problem:
            yield unnamed(f"{kind} {place}", problem)
        else:
            yield item_of(record, options, names.of(id_of(record, options), place), around)


def _problem(record: Any, options: ParserOptions) -> str | None:
    """Return why a record is refused: it is no object, or states a field twice; None where it is not."""
    if isinstance(record, Unread):
        return record.reason
    if not isinstance(record, dict):
        return "is no object with keys and values."
    at_top = record.key if isinstance(record, Twice) else None
    looked_up = {key: value for key, value in record.items() if is_looked_up(key, options)}
    key = at_top if at_top in looked_up else key_stated_twice(list(looked_up.values()))
    return None if key is None else _TWICE.format(shortened_line(key))


def _lines(stream: BinaryIO, most: int) -> Iterator[tuple[int, Any]]:
    """Yield (line number, record); a line that is too long is skipped without being held in memory."""
    for number in count(1):
        line = stream.readline(most + 1)
        if not line:
            return
        if len(line) > most and not line.endswith(b"\n"):
            while (rest := stream.readline(_STEP)) and not rest.endswith(b"\n"):
                pass
            limit = f"over the limit of {most / BYTES_PER_MB:g} MB for one article"
            yield number, _failed(f"{limit}. Raise `max_article_mb` in rag.toml.")
        elif line.strip():
            yield number, _record(line.removeprefix(_MARK) if number == 1 else line)


def _record(line: bytes) -> Any:
    try:
        return load_json(line.decode("utf-8"))
    except UnicodeDecodeError:
        return _failed("not UTF-8. Save the file as UTF-8.")
    except ArticleReadError as error:
        return _failed(str(error))


def _failed(reason: str) -> Unread:
    return Unread(state="failed", reason=reason)

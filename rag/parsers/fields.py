"""From keys and values, as databases and feeds export them, to an article's fields and text.

Belongs here: which key holds what. Does not belong here: what is made of a value (`rag.parsers.values`),
reading JSON or CSV.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from rag.parsers.items import Fields, Item, Reading, Unread
from rag.parsers.stated import address_of, language_of, line_of
from rag.parsers.unpacking import shortened
from rag.parsers.values import as_line, as_moment, as_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from rag.parsers.items import Told

__all__ = ["holds_text", "id_of", "is_looked_up", "item_of", "shortened_line"]

T = TypeVar("T")

_KEYS = {
    "text": "text body content article story maintext body_text content_text article_body",
    "html": "content_html body_html html",
    "summary": "summary description",
    "title": "title headline name",
    "author": "author authors byline creator",
    "outlet": "outlet source publisher publication site site_name sitename",
    "url": "url link permalink canonical_url",
    "language": "language lang",
    "published": "published date published_at published_on publication_date date_published pub_date "
    "first_created version_created created",
    "id": "id guid article_id uri uuid",
}
"""Field of an article → the usual keys for it, likeliest first, "_", "-", space and capitals aside.

Of several texts under "text" and "html" the longest is taken, of equally long ones the first; without any,
the one under "summary". Dates of changing, crawling or indexing, and of making a row, are no dates of
publication."""

_LONGEST_LINE = 300


def _plain(key: str) -> str:
    return re.sub(r"[\s_-]+", "", key).lower()


_USUAL = {name: tuple(map(_plain, keys.split())) for name, keys in _KEYS.items()}
_ANY_USUAL = frozenset(key for keys in _USUAL.values() for key in keys)


def holds_text(keys: Iterable[str], reading: Reading) -> bool:
    """Say whether one of these keys is known to hold an article's text."""
    known = _mapped(reading.fields.get("text", ())).union(_USUAL["text"], _USUAL["html"], _USUAL["summary"])
    return any(_plain(key) in known for key in keys)


def is_looked_up(key: str, reading: Reading) -> bool:
    """Say whether a key may hold the text or any field of an article."""
    return _plain(key) in _ANY_USUAL or any(
        _plain(key) in _mapped(paths) for paths in reading.fields.values()
    )


def _mapped(paths: Iterable[str]) -> set[str]:
    return {_plain(part) for path in paths for part in (path, path.partition(".")[0])}


def id_of(record: Mapping[str, Any], reading: Reading) -> str | None:
    """Return the id that a record states, as one line."""
    return _Finder(record, reading)("id", as_line)


def item_of(
    record: Mapping[str, Any], reading: Reading, name: str | None, around: Mapping[str, Any] | None = None
) -> Item | Unread:
    """Make an article of one record.

    Args:
        record: Keys and values.
        reading: Names the keys that are looked up first.
        name: The item's name in its file; None where the file is the article.
        around: What the file states about all of its records.

    Returns:
        The article; unread where no key holds any text.
    """
    find = _Finder(record, reading)
    told = _told(find)
    if told is None:
        known = shortened_line(", ".join(shortened(str(key)) for key in list(record)[:12]))
        reason = f"no text under its keys ({known}). Name the key of the text under `fields` in rag.toml."
        return Unread(name=name, state="empty", reason=reason)
    shared = _Finder(around or {}, Reading())
    published, published_at = _published(find)
    return Item(
        name=name,
        text=f"{told.text}\n",
        beside=told.beside,
        fields=Fields(
            title=find("title", as_line),
            author=find("author", as_line),
            outlet=find("outlet", as_line) or shared("outlet", as_line),
            url=find("url", lambda value: address_of(as_line(value))),
            language=find("language", _language) or shared("language", _language),
            published=published,
            published_at=published_at,
        ),
    )


def shortened_line(text: str) -> str:
    """Return what a source states as one line that is short enough for a reason."""
    return (line_of(text[:_LONGEST_LINE]) or "") + ("…" if len(text) > _LONGEST_LINE else "")


class _Finder:
    """Looks fields up in one record: under the keys of the settings first, then under the usual ones."""

    def __init__(self, record: Mapping[str, Any], reading: Reading) -> None:
        self._record = record
        self._mapped = reading.fields
        self._usual: dict[str, Any] = {}
        for key, value in record.items():
            self._usual.setdefault(_plain(key), value)

    def mapped(self, name: str) -> Iterator[Any]:
        """Yield the values under the keys that the settings name."""
        for path in self._mapped.get(name, ()):
            yield _within(self._record, path)
            yield self._usual.get(_plain(path))

    def usual(self, name: str) -> Iterator[Any]:
        """Yield the values under the usual keys."""
        return (self._usual[key] for key in _USUAL[name] if key in self._usual)

    def __call__(self, name: str, read: Callable[[Any], T | None]) -> T | None:
        """Return the first value of which something can be made."""
        values = (*self.mapped(name), *self.usual(name))
        return next((found for value in values if value is not None and (found := read(value))), None)


def _within(record: Any, path: str) -> Any:
    """Return the value under a key, or under keys within each other: "source.name"."""
    if isinstance(record, Mapping) and path in record:
        return record[path]
    for key in path.split("."):
        record = record.get(key) if isinstance(record, Mapping) else None
    return record


def _told(find: _Finder) -> Told | None:
    """Return the text under the keys that the settings name, else the longest under usual ones."""
    mapped = map(as_text, find.mapped("text"))
    usual = (*map(as_text, find.usual("text")), *map(partial(as_text, is_html=True), find.usual("html")))
    longest = max(filter(None, usual), key=lambda told: len(told.text), default=None)
    return next(filter(None, mapped), None) or longest or find("summary", as_text)


def _language(value: Any) -> str | None:
    return language_of(as_line(value))


def _published(find: _Finder) -> tuple[date | None, str | None]:
    """Return the first date that can be read."""
    mapped = (as_moment(value, is_date=True) for value in find.mapped("published"))
    usual = (as_moment(value) for value in find.usual("published"))
    return next((moment for moments in (mapped, usual) for moment in moments if moment), (None, None))

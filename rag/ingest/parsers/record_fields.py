"""Make an article of a record: keys and values, as databases and feeds export them.

Belongs here: which key holds the text or a field. Does not belong here: reading a value
(`rag.ingest.parsers.record_values`), reading JSON or CSV.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from rag.ingest.parsers.field_values import address_of, author_of, language_of, line_of
from rag.ingest.parsers.items import Fields, Item, ParserOptions, Unread
from rag.ingest.parsers.record_values import as_line, as_moment, as_text, holds_prose
from rag.ingest.parsers.safe_unpacking import shortened

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from rag.ingest.parsers.items import StoryText

__all__ = ["holds_text", "id_of", "is_looked_up", "item_of", "shortened_line", "spread"]

T = TypeVar("T")

_KEYS = {
    "text": "text body content article story maintext body_text content_text article_body",
    "html": "content_html body_html html",
    "summary": "summary description excerpt",
    "title": "title headline name web_title",
    "author": "author authors byline creator",
    "outlet": "outlet source publisher publication site site_name sitename",
    "url": "url link permalink canonical_url web_url",
    "language": "language lang",
    "published": "published date published_at published_on publication_date date_published pub_date "
    "web_publication_date first_created version_created created date_gmt",
    "id": "id guid article_id uri uuid",
}
"""Field of an article → its usual keys, likeliest first; "_", "-", space and case make no difference.

Of several texts under "text" and "html" the longest is taken, of equally long ones the first; without any,
the one under "summary". Keys for the time of a change, of crawling or of indexing are not among those of
"published"."""

_WITHIN = ("_source", "fields", "attributes")
"""Keys of inner objects with fields of the article, as of Elasticsearch, the Guardian's API and JSON:API."""

_LONGEST_LINE = 300


def _plain(key: str) -> str:
    return re.sub(r"[\s_-]+", "", key).lower()


_USUAL = {name: tuple(map(_plain, keys.split())) for name, keys in _KEYS.items()}
_ANY_USUAL = frozenset(key for keys in _USUAL.values() for key in keys)
_WHOLE = frozenset((*_USUAL["text"], *_USUAL["html"]))
_ANY_TEXT = _WHOLE.union(_USUAL["summary"])


def holds_text(keys: Iterable[str], options: ParserOptions) -> bool:
    """Say whether one of these keys is known to hold an article's text."""
    known = _mapped(options.fields.get("text", ())) | _ANY_TEXT
    return any(_plain(key) in known for key in keys)


def spread(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys and values of a record, those of inner objects (`_WITHIN`) added behind its own."""
    within = {key: record[key] for key in _WITHIN if isinstance(record.get(key), Mapping)}
    own = {key: value for key, value in record.items() if key not in within}
    return own | {key: value for part in within.values() for key, value in part.items() if key not in own}


def is_looked_up(key: str, options: ParserOptions) -> bool:
    """Say whether a key is one of those for the text or a field of an article."""
    return (
        key in _WITHIN
        or _plain(key) in _ANY_USUAL
        or any(_plain(key) in _mapped(paths) for paths in options.fields.values())
    )


def _mapped(paths: Iterable[str]) -> set[str]:
    return {_plain(part) for path in paths for part in (path, path.partition(".")[0])}


def id_of(record: Mapping[str, Any], options: ParserOptions) -> str | None:
    """Return the id that a record states, as one line."""
    return _Finder(record, options)("id", as_line)


def item_of(
    record: Mapping[str, Any],
    options: ParserOptions,
    name: str | None,
    around: Mapping[str, Any] | None = None,
) -> Item | Unread:
    """Make an article of one record.

    Args:
        record: Keys and values.
        options: The keys that are looked up first.
        name: The item's name in its file; None where the file is the article.
        around: The fields that the file states for all its records.

    Returns:
        The article; an `Unread` where no known key has text.
    """
    find = _Finder(record, options)
    story = _text(find)
    if story is None:
        return find.unread(name)
    shared = _Finder(around or {}, ParserOptions())
    published, published_at = _published(find)
    return Item(
        name=name,
        text=f"{story.text}\n",
        beside=story.beside,
        fields=Fields(
            title=find("title", as_line),
            author=find("author", _author),
            outlet=find("outlet", as_line) or shared("outlet", as_line),
            url=find("url", lambda value: address_of(as_line(value))),
            language=find("language", _language) or shared("language", _language),
            published=published,
            published_at=published_at,
        ),
    )


def shortened_line(text: str) -> str:
    """Return a text as one line, shortened for use in a reason."""
    return (line_of(text[:_LONGEST_LINE]) or "") + ("…" if len(text) > _LONGEST_LINE else "")


class _Finder:
    """Looks up fields in a record: first under the keys of the settings, then under the usual ones."""

    def __init__(self, record: Mapping[str, Any], options: ParserOptions) -> None:
        self._record = record
        self._mapped = options.fields
        self._usual: dict[str, Any] = {}
        for key, value in spread(record).items():
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
        """Return the first value of a field that ``read`` can read; None where there is none."""
        values = (*self.mapped(name), *self.usual(name))
        return next((found for value in values if value is not None and (found := read(value))), None)

    def unread(self, name: str | None) -> Unread:
        """Return the `Unread` of a record without text; it is "failed" where it may have a text."""
        known = shortened_line(", ".join(shortened(str(key)) for key in list(spread(self._record))[:12]))
        reason = f"no text under its keys ({known}). Name the key of the text under `fields` in rag.toml."
        return Unread(name=name, state="failed" if self._may_hold_text() else "empty", reason=reason)

    def _may_hold_text(self) -> bool:
        """Say whether there is a sentence under a key for the text, or under an unknown key."""
        mapped = _mapped(self._mapped.get("text", ())) | _WHOLE
        stated = [value for key, value in self._usual.items() if key in mapped]
        others = [value for key, value in self._usual.items() if key not in _ANY_USUAL - _ANY_TEXT]
        return holds_prose(stated or others)


def _within(record: Any, path: str) -> Any:
    """Return the value under a key, or under a path of keys: "source.name"."""
    if isinstance(record, Mapping) and path in record:
        return record[path]
    for key in path.split("."):
        record = record.get(key) if isinstance(record, Mapping) else None
    return record


def _text(find: _Finder) -> StoryText | None:
    """Return the text under the keys of the settings, else the longest under the usual ones.

    The summary is taken where there is no text, but not where there is one that cannot be read.
    """
    mapped = map(as_text, find.mapped("text"))
    usual = (*map(as_text, find.usual("text")), *map(partial(as_text, is_html=True), find.usual("html")))
    longest = max(filter(None, usual), key=lambda story: len(story.text), default=None)
    story = next(filter(None, mapped), None) or longest
    unread = () if story else (*find.mapped("text"), *find.usual("text"), *find.usual("html"))
    return story or (None if holds_prose(list(unread)) else find("summary", as_text))


def _author(value: Any) -> str | None:
    """Return names without "By"; None for the id number of an author."""
    name = author_of(as_line(value))
    return name if name and any(map(str.isalpha, name)) else None


def _language(value: Any) -> str | None:
    return language_of(as_line(value))


def _published(find: _Finder) -> tuple[date | None, str | None]:
    """Return the first publication date that can be read."""
    mapped = (as_moment(value, is_date=True) for value in find.mapped("published"))
    usual = (as_moment(value) for value in find.usual("published"))
    return next((moment for moments in (mapped, usual) for moment in moments if moment), (None, None))

"""From keys and values, as databases and feeds export them, to an article's fields and text.

Belongs here: which key holds what, and making one line of a value. Does not belong here: reading JSON or CSV.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rag.parsers.dates import read_moment
from rag.parsers.items import Fields, Item, Reading, Unread
from rag.parsers.markup import text_of_html
from rag.parsers.stated import address_of, clean, language_of, line_of

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Names", "holds_text", "item_of"]

_KEYS = {
    "text": "text body content article story maintext body_text content_text article_body summary "
    "description",
    "html": "content_html body_html html",
    "title": "title headline name",
    "author": "author authors byline creator",
    "outlet": "outlet source publisher publication site site_name sitename",
    "url": "url link permalink canonical_url",
    "language": "language lang",
    "published": "published date published_at published_on publication_date date_published pub_date "
    "first_created version_created created created_at",
    "id": "id guid article_id uri uuid",
}
"""Field of an article → the usual keys for it, likeliest first, "_", "-", space and capitals aside. Dates of
changing, crawling or indexing are no dates of publication."""

_TAG = re.compile(
    r"</?(?:p|br|div|a|span|b|i|em|strong|ul|ol|li|h[1-6]|table|img|blockquote)\b[^>]{0,500}>", re.IGNORECASE
)
_LINE_END = re.compile("\r\n|\r|\u2028|\u2029")
_SECONDS, _MILLISECONDS = 10, 13
_LONGEST_NAME = 500


def _plain(key: str) -> str:
    return re.sub(r"[\s_-]+", "", key).lower()


_USUAL = {name: tuple(map(_plain, keys.split())) for name, keys in _KEYS.items()}


@dataclass(slots=True)
class Names:
    """The names given so far within one file: a second item of a name gets "~2" behind it."""

    given: dict[str, int] = field(default_factory=dict)

    def of(self, stated: Any, place: int) -> str:
        """Return an item's name: its own id as one line, else its place in the file."""
        name = _line(stated)
        name = name if name and len(name) <= _LONGEST_NAME else str(place)
        self.given[name] = self.given.get(name, 0) + 1
        return name if self.given[name] == 1 else f"{name}~{self.given[name]}"


def holds_text(keys: Iterable[str], reading: Reading) -> bool:
    """Say whether one of these keys is known to hold an article's text."""
    mapped = {key.partition(".")[0] for key in reading.fields.get("text", ())}
    usual = {*_USUAL["text"], *_USUAL["html"]}
    return any(key in mapped or _plain(key) in usual for key in keys)


def item_of(record: Mapping[str, Any], reading: Reading, name: str | None) -> Item | Unread:
    """Make an article of one record.

    Args:
        record: Keys and values.
        reading: Names the keys that are looked up first.
        name: The item's name in its file; None where the file is the article.

    Returns:
        The article; unread where no key holds any text.
    """
    find = _Finder(record, reading)
    text = _text(find)
    if not text:
        known = ", ".join(map(str, list(record)[:12]))
        reason = f"no text under its keys ({known}). Name the key of the text under `fields` in rag.toml."
        return Unread(name=name or "1", state="empty", reason=" ".join(clean(reason).split()))
    published, published_at = _published(find)
    return Item(
        name=name,
        text=text,
        fields=Fields(
            title=_line(find("title")),
            author=_line(find("author")),
            outlet=_line(find("outlet")),
            url=address_of(_line(find("url"))),
            language=language_of(_line(find("language"))),
            published=published,
            published_at=published_at,
        ),
    )


class _Finder:
    """Looks fields up in one record: under the keys of the settings first, then under the usual ones."""

    def __init__(self, record: Mapping[str, Any], reading: Reading) -> None:
        self._record = record
        self._mapped = reading.fields
        self._usual: dict[str, Any] = {}
        for key, value in record.items():
            if isinstance(key, str):
                self._usual.setdefault(_plain(key), value)

    def is_mapped(self, name: str) -> bool:
        return name in self._mapped

    def __call__(self, name: str) -> Any:
        values = [_within(self._record, path) for path in self._mapped.get(name, ())]
        values += [self._usual.get(key) for key in _USUAL[name]]
        return next((value for value in values if value not in (None, "", [], {})), None)


def _within(record: Any, path: str) -> Any:
    """Return the value under a key, or under keys within each other: "source.name"."""
    if isinstance(record, Mapping) and path in record:
        return record[path]
    for key in path.split("."):
        record = record.get(key) if isinstance(record, Mapping) else None
    return record


def _text(find: _Finder) -> str:
    stated = find("text")
    if isinstance(stated, list):
        stated = "\n\n".join(part for part in stated if isinstance(part, str))
    html = None if isinstance(stated, str) and stated.strip() else find("html")
    if isinstance(html, str):
        return _ended(text_of_html(html))
    if not isinstance(stated, str):
        return ""
    if _TAG.search(stated):
        return _ended(text_of_html(stated))
    return _ended(clean(_LINE_END.sub("\n", stated)).strip("\n"))


def _ended(text: str) -> str:
    return f"{text}\n" if text.strip() else ""


def _line(value: Any) -> str | None:
    """Return a value as one line: names joined by commas, the name of an object, a number as it is."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_line, value))) or None
    if isinstance(value, Mapping):
        return _line(value.get("name"))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return line_of(str(value))


def _published(find: _Finder) -> tuple[date | None, str | None]:
    """Return a stated date; one that cannot be read is no date."""
    value = _line(find("published")) or ""
    seconds = value.partition(".")[0]
    if seconds.isdigit() and (len(seconds) in (_SECONDS, _MILLISECONDS)):
        moment = datetime.fromtimestamp(int(seconds) / (1000 if len(seconds) == _MILLISECONDS else 1), UTC)
        return moment.date(), moment.isoformat()
    return read_moment(value) or (None, None)

"""Read RSS and Atom files: every entry is an article.

Belongs here: entries and their fields, and feeds that are damaged. Does not belong here: the text of an
element (`rag.ingest.parsers.feed_text`), opening XML (`rag.ingest.parsers.safe_xml`), fetching feeds
(`rag.ingest.importing`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from rag.errors import ArticleReadError
from rag.ingest.parsers import safe_xml
from rag.ingest.parsers.feed_text import Parts, atom_text, line_in, rss_text
from rag.ingest.parsers.field_values import address_of, language_of, line_of
from rag.ingest.parsers.item_names import ItemNames, until_fault
from rag.ingest.parsers.items import Fields, Item, Unread, read_whole
from rag.ingest.parsers.publication_dates import read_moment
from rag.ingest.parsers.safe_xml import local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from typing import BinaryIO

    from rag.ingest.parsers.items import ParserOptions, StoryText

__all__ = ["VERSION", "parse"]

VERSION = f"feed-4+{safe_xml.VERSION}"

_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", "")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_MAIL_AND_NAME = re.compile(r"[^\s@]++@\S++\s++\((.+)\)")
_LONGEST_DATE = 200
_LONGEST_ADDRESS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Feed:
    """The fields that a feed states for all its entries."""

    title: str | None
    author: str | None
    language: str | None
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """The fields and texts of an entry; the texts are in any order, "" where an element has none."""

    identity: str | None
    texts: list[StoryText]
    fields: Fields


def parse(stream: BinaryIO, options: ParserOptions) -> Iterator[Item | Unread]:
    """Read a feed; one that is not well-formed is read up to the first fault.

    Args:
        stream: The file.
        options: The largest size of an article.

    Yields:
        Entries, named by their id, link or number from 1; those without text; one `Unread` for the rest after
            a fault.

    Raises:
        ArticleReadError: It is too large, defines entities, is no feed, or holds no entry before its first
            fault.
    """
    root, within, problem = safe_xml.read_xml_to_fault(read_whole(stream, options))
    kind, namespace = local_name(root), str(root.tag).rpartition("}")[0].removeprefix("{")
    read: Callable[[Any, _Feed], _Entry]
    if kind == "feed" and namespace in _ATOM:
        entries, feed, read = root.iterfind("{*}entry"), root, _atom_entry
    elif kind in ("rss", "RDF"):
        channel = root.find("{*}channel")
        entries = (e for path in ("{*}channel/{*}item", "{*}item") for e in root.iterfind(path))
        feed, read = root if channel is None else channel, _rss_entry
    else:
        raise ArticleReadError("no RSS or Atom feed. Give it the suffix of its real format.")
    yield from until_fault(_items(_whole(entries, within, problem), _feed(feed, root), read))


def _whole(entries: Iterable[Any], within: list[Any], problem: ArticleReadError | None) -> Iterator[Any]:
    """Yield the entries that end before the fault, then raise it."""
    for entry in entries:
        if not any(entry is element for element in within):
            yield entry
    if problem is not None:
        raise problem


def _items(
    entries: Iterator[Any], feed: _Feed, read: Callable[[Any, _Feed], _Entry]
) -> Iterator[Item | Unread]:
    names = ItemNames()
    for place, element in enumerate(entries, 1):
        entry = read(element, feed)
        name = names.of(entry.identity or entry.fields.url, place)
        # An entry has the whole article, its beginning, or both.
        longest = max(entry.texts, key=lambda story: len(story.text), default=None)
        if longest and longest.text:
            yield Item(name=name, text=f"{longest.text}\n", fields=entry.fields, beside=longest.beside)
        else:
            yield Unread(name=name, state="empty", reason="the entry has no text.")


def _feed(element: Any, root: Any) -> _Feed:
    parts = Parts(element)
    language = parts.line("language") or element.get(_LANG) or root.get(_LANG)
    is_atom = local_name(root) == "feed"
    return _Feed(
        title=parts.title(atom_text if is_atom else rss_text),
        author=_atom_authors(parts) if is_atom else None,
        language=language_of(language),
        base=_base(element, "" if element is root else _base(root, "")),
    )


def _rss_entry(item: Any, feed: _Feed) -> _Entry:
    parts, base = Parts(item), _base(item, feed.base)
    guid = parts.first("guid")
    identity = line_in(guid) or line_of(item.get(_ABOUT))
    link = parts.line("link")
    permalink = guid if guid is not None and guid.get("isPermaLink", "").lower() != "false" else None
    published, published_at = _moment(parts.all("pubDate", "published", "issued", "date"))
    fields = Fields(
        title=parts.title(rss_text),
        outlet=line_of(rss_text(parts.first("source")).text) or feed.title,
        author=_names(parts.all("creator")) or _rss_author(parts.line("author")),
        url=_address(link, base) or _address(line_in(permalink), base),
        language=language_of(parts.line("language")) or language_of(item.get(_LANG)) or feed.language,
        published=published,
        published_at=published_at,
    )
    texts = parts.all("encoded", "description", "summary", "full-text", "body")
    return _Entry(identity=identity or link, texts=[rss_text(text) for text in texts], fields=fields)


def _atom_entry(entry: Any, feed: _Feed) -> _Entry:
    parts, base = Parts(entry), _base(entry, feed.base)
    content, source = parts.first("content"), parts.first("source")
    origin = None if source is None else Parts(source)
    languages = (language_of(e.get(_LANG)) for e in (content, entry) if e is not None)
    links = [link for link in parts.all("link") if link.get("rel", "alternate") == "alternate"]
    published, published_at = _moment(parts.all("published", "issued"))
    fields = Fields(
        title=parts.title(atom_text),
        outlet=(origin and origin.title(atom_text)) or feed.title,
        author=_atom_authors(parts) or (origin and _atom_authors(origin)) or feed.author,
        url=next(filter(None, (_address(e.get("href"), _base(e, base)) for e in links)), None),
        language=next(filter(None, languages), None) or feed.language,
        published=published,
        published_at=published_at,
    )
    texts = [atom_text(text) for text in parts.all("content", "summary")]
    return _Entry(identity=parts.line("id"), texts=texts, fields=fields)


def _moment(elements: list[Any]) -> tuple[date | None, str | None]:
    """Return the first publication date that can be read."""
    moments = (read_moment((line_in(element) or "")[:_LONGEST_DATE]) for element in elements)
    return next(filter(None, moments), (None, None))


def _base(element: Any, base: str) -> str:
    """Return the base URL of relative addresses within an element."""
    return _joined(base, element.get(_BASE)) or base


def _address(stated: str | None, base: str) -> str | None:
    return address_of(_joined(base, stated))


def _joined(base: str, stated: str | None) -> str | None:
    address = line_of(stated)
    if address is None or len(address) > _LONGEST_ADDRESS:
        return None
    try:
        return urljoin(base, address)
    except ValueError:
        return None


def _names(elements: Iterable[Any]) -> str | None:
    return ", ".join(filter(None, map(line_in, elements))) or None


def _rss_author(stated: str | None) -> str | None:
    """Return the name in "mail@host (Name)", else the whole value."""
    found = _MAIL_AND_NAME.fullmatch(stated or "")
    return found[1] if found else stated


def _atom_authors(parts: Parts) -> str | None:
    return _names(Parts(author).first("name") for author in parts.all("author"))

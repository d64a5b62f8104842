"""RSS and Atom files: every entry is an article.

Belongs here: entries, their text and fields. Does not belong here: fetching a feed or its links
(`rag.importing`).
"""

from __future__ import annotations

import io
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.parsers import safe_xml
from rag.parsers.dates import read_moment
from rag.parsers.fields import Names
from rag.parsers.items import Fields, Item, Unread, read_whole
from rag.parsers.markup import text_of_html
from rag.parsers.stated import address_of, language_of, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from rag.parsers.items import Reading

__all__ = ["VERSION", "parse"]

VERSION = f"feed-1+feedparser-{version('feedparser')}"


def parse(stream: BinaryIO, reading: Reading) -> Iterator[Item | Unread]:
    """Read a feed.

    Args:
        stream: The file.
        reading: Limits.

    Yields:
        Entries, named by their id, link or place from 1, and those without text.

    Raises:
        ArticleReadError: It is too large, not well-formed, defines entities, or is no feed.
    """
    import feedparser  # noqa: PLC0415 - costs 100 ms

    data = read_whole(stream, reading)
    safe_xml.read_xml(data)  # refuses what feedparser would expand or stumble over
    # Only ever an open stream: a string or bytes would be opened as an address or a file.
    feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    if not feed.version:
        raise ArticleReadError("no RSS or Atom feed. Give it the suffix of its real format.")
    names = Names()
    for place, entry in enumerate(feed.entries, 1):
        name = names.of(entry.get("id") or entry.get("link"), place)
        text = _text(entry)
        if text:
            yield Item(name=name, text=f"{text}\n", fields=_fields(entry, feed.feed))
        else:
            yield Unread(name=name, state="empty", reason="the entry has no text.")


def _text(entry: Any) -> str:
    """Return the longest text of an entry: feeds state a whole article, or its beginning, or both."""
    stated = [part.get("value") for part in entry.get("content", ())] + [entry.get("summary")]
    return max((text_of_html(text) for text in stated if text), key=len, default="")


def _fields(entry: Any, feed: Any) -> Fields:
    published, published_at = read_moment(entry.get("published") or "") or (None, None)
    authors = ", ".join(filter(None, (line_of(a.get("name")) for a in entry.get("authors", ()))))
    return Fields(
        title=line_of(text_of_html(entry.get("title") or "")),
        outlet=line_of(text_of_html((entry.get("source") or {}).get("title") or feed.get("title") or "")),
        author=authors or line_of(entry.get("author")),
        url=address_of(entry.get("link")),
        language=language_of(feed.get("language")),
        published=published,
        published_at=published_at,
    )

"""Find the addresses that feeds and sitemaps link to.

Belongs here: recognising a feed or a sitemap, and its links. Does not belong here: fetching, and the articles
that a feed file in the corpus holds (`rag.ingest.parsers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from rag.errors import ArticleReadError
from rag.ingest.importing.fetching import bounded, gunzipped
from rag.ingest.parsers.safe_xml import element_line, local_name, read_xml, root_name

__all__ = ["Feed", "FeedEntry", "Sitemap", "discover"]

_GZIP = b"\x1f\x8b"
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_FEEDS = {"rss": "application/rss+xml", "RDF": "application/rss+xml", "feed": "application/atom+xml"}
_SITEMAPS = frozenset({"urlset", "sitemapindex"})
_ENTRIES = frozenset({"item", "entry"})
_TEXTS = frozenset({"description", "summary", "content", "encoded"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """Addresses of pages and of further sitemaps."""

    pages: tuple[str, ...]
    sitemaps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An entry of a feed; ``link`` is its page, None where it names none."""

    title: str | None
    link: str | None
    has_text: bool
    element: Any


class Feed:
    """A feed and its entries."""

    def __init__(self, root: Any, base: str) -> None:
        self.media_type = _FEEDS[local_name(root)]
        self._root = root
        elements = [element for element in root.iter() if local_name(element) in _ENTRIES]
        self._parent: Any = elements[0].getparent() if elements else None
        self.entries = tuple(_entry(element, base) for element in elements)
        for element in elements:
            element.getparent().remove(element)

    def alone(self, entry: FeedEntry) -> bytes:
        """Return the feed as XML with one of its entries only."""
        from lxml import etree  # noqa: PLC0415 - costs 20 ms

        self._parent.append(entry.element)
        try:
            return bytes(etree.tostring(self._root, xml_declaration=True, encoding="utf-8"))
        finally:
            self._parent.remove(entry.element)


def discover(data: bytes, base: str, limit: int) -> Feed | Sitemap | None:
    """Read a feed or a sitemap.

    Args:
        data: The bytes of a page or file; may be packed with gzip.
        base: The URL that relative links refer to; "" where it is not known.
        limit: Most bytes once unpacked.

    Returns:
        The feed or sitemap; None where it is neither.

    Raises:
        ArticleReadError: It is one of them, and is damaged.
        FetchError: It unpacks to more than the limit, or is not packed well.
    """
    if data.startswith(_GZIP):
        data = bounded(gunzipped([data]), limit)
    if not data.lstrip(_BEFORE_XML).startswith(b"<"):
        return None
    try:
        _, name = root_name(BytesIO(data))
    except ArticleReadError:
        return None
    if name in _FEEDS:
        return Feed(read_xml(data), base)
    if name in _SITEMAPS:
        return _sitemap(read_xml(data), base)
    return None


def _sitemap(root: Any, base: str) -> Sitemap:
    found: dict[str, list[str]] = {"url": [], "sitemap": []}
    for element in root:
        address = next((element_line(child) for child in element if local_name(child) == "loc"), None)
        if address and local_name(element) in found:
            found[local_name(element)].append(_absolute(address, base))
    return Sitemap(pages=tuple(found["url"]), sitemaps=tuple(found["sitemap"]))


def _entry(element: Any, base: str) -> FeedEntry:
    title = next((element_line(child) for child in element if local_name(child) == "title"), None)
    link = next(filter(None, map(_link, element)), None) or next(filter(None, map(_permanent, element)), None)
    return FeedEntry(
        title=title,
        link=link and _absolute(link, base),
        has_text=any(local_name(child) in _TEXTS and element_line(child) for child in element),
        element=element,
    )


def _link(child: Any) -> str | None:
    """Return the page that an Atom or RSS link leads to."""
    if local_name(child) != "link" or child.get("rel", "alternate") != "alternate":
        return None
    return child.get("href") or element_line(child)


def _permanent(child: Any) -> str | None:
    """Return a guid that is a link; it is one unless it says that it is not."""
    text = element_line(child) or ""
    is_link = local_name(child) == "guid" and child.get("isPermaLink", "true") == "true"
    return text if is_link and text.startswith(("http://", "https://")) else None


def _absolute(link: str, base: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link  # fetching refuses it, with the reason

"""Web pages: the story as trafilatura finds it, and what the page states about itself.

Belongs here: the story text of a page, its stated metadata. Does not belong here: fetching anything, pieces
of HTML inside other formats (`rag.parsers.markup`).
"""

from __future__ import annotations

import json
import re
from collections import deque
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.parsers.charsets import decode_as, guess_as
from rag.parsers.dates import read_moment
from rag.parsers.decoding import decode
from rag.parsers.items import Fields, Item, read_whole
from rag.parsers.markup import tree_of
from rag.parsers.page_story import story_of
from rag.parsers.stated import address_of, clean, language_of, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from typing import BinaryIO

    from rag.parsers.items import Reading

__all__ = ["VERSION", "parse"]

VERSION = f"html-4+trafilatura-{version('trafilatura')}"

_HEAD = 4096
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Review)$")
_ADDRESS = re.compile(r"(?:https?:)?//")
_OUTLET_BEHIND = re.compile(r"\s+[|–—·»:-]\s+\S")
_PUBLISHED = (
    "article:published_time og:published_time datepublished date pubdate publishdate publish-date dc.date "
    "dc.date.issued dcterms.date dcterms.issued parsely-pub-date sailthru.date"
).split()
"""Meta elements that name the time of publication, likeliest first."""


def parse(stream: BinaryIO, reading: Reading) -> Iterator[Item]:
    """Read one page; a page without a story gives nothing.

    Args:
        stream: The file.
        reading: Limits.

    Yields:
        The article.

    Raises:
        ArticleReadError: The bytes are too many or not text, or the page cannot be parsed.
    """
    data = read_whole(stream, reading)
    root = tree_of(_decoded(data))
    if root is None:
        return
    try:
        fields, story = _fields(root), story_of(root)
    except (RecursionError, MemoryError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise ArticleReadError(
            f"cannot be parsed as a web page ({type(error).__name__}). Save it as text."
        ) from None
    if story:
        yield Item(text=story, fields=fields, guessed=guess_as(data, _declared(data)))


def _decoded(data: bytes) -> str:
    if data.startswith(_BYTE_ORDER_MARKS):
        return clean(decode(data))
    return clean(_DECLARATION.sub("", decode_as(data, _declared(data))))


def _declared(data: bytes) -> str | None:
    """Return the encoding that a page states."""
    head = data[:_HEAD]
    declared = _XML_ENCODING.search(head) or _CHARSET.search(head)
    return declared[1].decode("ascii") if declared else None


def _fields(root: Any) -> Fields:
    """Return what a page states: JSON-LD first, then meta elements, then its own elements."""
    linked, stated = _linked(root), _stated(root)
    moment = _first_moment(
        linked.get("datePublished"),
        *map(stated.get, _PUBLISHED),
        *root.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime"),
        *root.xpath("(//article//time[not(ancestor::aside)])[1]/@datetime"),
    )
    headings = [_first(line_of, heading.text_content()) for heading in root.iter("h1")]
    return Fields(
        title=_title(_first(line_of, linked.get("headline"), stated.get("og:title")), headings)
        or _first(line_of, *headings, root.findtext(".//title")),
        outlet=_first(line_of, _name(linked.get("publisher")), stated.get("og:site_name")),
        author=_first(
            line_of, _name(linked.get("author")), *map(_name, map(stated.get, ("author", "article:author")))
        ),
        url=_first(
            address_of, *root.xpath("//link[@rel='canonical']/@href"), stated.get("og:url"), linked.get("url")
        ),
        language=_first(
            language_of, root.get("lang"), stated.get("content-language"), linked.get("inLanguage")
        ),
        published=moment[0],
        published_at=moment[1],
    )


def _title(stated: str | None, headings: list[str | None]) -> str | None:
    """Return the title stated, without the outlet's name behind the headline that the page shows."""
    for heading in headings:
        if stated and heading and _OUTLET_BEHIND.match(stated.removeprefix(heading)):
            return heading
    return stated


def _stated(root: Any) -> dict[str, str]:
    """Return the page's meta elements by lower-case name, the first of each that says something."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        content = line_of(element.get("content"))
        for name in ("property", "name", "itemprop", "http-equiv"):
            if content and element.get(name):
                found.setdefault(element.get(name).strip().lower(), content)
    return found


def _linked(root: Any) -> dict[str, Any]:
    """Return the article that the page describes in JSON-LD; {} where it describes none."""
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            waiting = deque([json.loads(script.text or "", strict=False)])
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.popleft()
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                kinds = value.get("@type")
                if any(_ARTICLE_TYPE.search(str(k)) for k in (kinds if isinstance(kinds, list) else [kinds])):
                    return value
                waiting += [value[key] for key in ("@graph", "mainEntity") if key in value]
    return {}


def _name(value: Any) -> str | None:
    """Return a name, or several with commas, as JSON-LD and meta elements state them; an address is none."""
    several = value if isinstance(value, list) else [value]
    names = (line_of(one.get("name") if isinstance(one, dict) else one) for one in several)
    return ", ".join(name for name in names if name and not _ADDRESS.match(name)) or None


def _first_moment(*values: Any) -> tuple[date | None, str | None]:
    """Return the first date stated; what cannot be read is none."""
    moments = (read_moment(value) for value in values if isinstance(value, str))
    return next((moment for moment in moments if moment), (None, None))


def _first(read: Callable[[Any], str | None], *values: Any) -> str | None:
    return next((found for value in values if (found := read(value))), None)

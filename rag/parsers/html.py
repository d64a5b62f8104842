"""Web pages: the story as trafilatura finds it, and what the page states about itself.

Belongs here: the story text of a page, its stated metadata. Does not belong here: fetching anything, pieces
of HTML inside other formats (`rag.parsers.markup`).
"""

from __future__ import annotations

import json
import logging
import re
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.parsers.charsets import decode_as
from rag.parsers.dates import read_moment
from rag.parsers.decoding import decode
from rag.parsers.items import Fields, Item, read_whole
from rag.parsers.stated import address_of, clean, language_of, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from rag.parsers.items import Reading

__all__ = ["VERSION", "parse"]

VERSION = f"html-1+trafilatura-{version('trafilatura')}"

_HEAD = 4096
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ARTICLE_TYPES = re.compile(
    r"(?:News|Blog|Opinion|Report|Analysis|Review|Background|Live)?\w*(?:Article|Posting)$"
)
_MOST_NESTED = 100_000


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
    page = _decoded(read_whole(stream, reading))
    if not page.strip():
        return
    try:
        story, fields = _story(page), _fields(page)
    except (RecursionError, MemoryError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise ArticleReadError(
            f"cannot be parsed as a web page ({type(error).__name__}). Save it as text."
        ) from None
    if story:
        yield Item(text=story, fields=fields)


def _decoded(data: bytes) -> str:
    if data.startswith(_BYTE_ORDER_MARKS):
        return clean(decode(data))
    head = data[:_HEAD]
    declared = _XML_ENCODING.search(head) or _CHARSET.search(head)
    text = decode_as(data, declared[1].decode("ascii") if declared else None)
    return clean(_DECLARATION.sub("", text))


def _story(page: str) -> str:
    """Return the story, one paragraph a block; "" where there is none."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - costs half a second

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds wrong is no line of ours
    if page.count("<") > _MOST_NESTED:
        raise ArticleReadError(f"over {_MOST_NESTED:,} tags. No article needs that: save its text.")
    found: Any = bare_extraction(page, include_comments=False, with_metadata=False)
    text = found.text if found is not None else ""
    lines = (" ".join(line.split()) for line in (text or "").splitlines())
    return "".join(f"{line}\n\n" for line in lines if line)


def _fields(page: str) -> Fields:
    """Return what a page states: JSON-LD first, then meta elements, then its own elements."""
    from lxml import html as lxml_html  # noqa: PLC0415 - costs 50 ms

    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True)
    root = lxml_html.document_fromstring(page.encode("utf-8"), parser=parser, ensure_head_body=True)
    linked, stated = _linked(root), _stated(root)
    moment = _first_moment(
        linked.get("datePublished"),
        *(
            stated.get(key)
            for key in ("article:published_time", "datepublished", "date", "dc.date", "dcterms.date")
        ),
        *root.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime"),
    )
    heading = root.xpath("//h1[1]")
    return Fields(
        title=line_of(linked.get("headline") or stated.get("og:title"))
        or line_of(heading[0].text_content() if heading else None)
        or line_of(root.findtext(".//title")),
        outlet=line_of(_name(linked.get("publisher")) or stated.get("og:site_name")),
        author=line_of(_name(linked.get("author")) or stated.get("author") or stated.get("article:author")),
        url=_first(
            address_of, *root.xpath("//link[@rel='canonical']/@href"), stated.get("og:url"), linked.get("url")
        ),
        language=_first(
            language_of, root.get("lang"), stated.get("content-language"), linked.get("inLanguage")
        ),
        published=moment[0],
        published_at=moment[1],
    )


def _stated(root: Any) -> dict[str, str]:
    """Return the page's meta elements by lower-case name, the first of each."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key = (
            element.get("property")
            or element.get("name")
            or element.get("itemprop")
            or element.get("http-equiv")
        )
        if key and element.get("content"):
            found.setdefault(key.lower(), element.get("content"))
    return found


def _linked(root: Any) -> dict[str, Any]:
    """Return the article that the page describes in JSON-LD; {} where it describes none."""
    for text in root.xpath("//script[@type='application/ld+json']/text()"):
        try:
            waiting = [json.loads(text)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                kinds = value.get("@type")
                if any(_ARTICLE_TYPES.match(str(k)) for k in (kinds if isinstance(kinds, list) else [kinds])):
                    return value
                waiting += [value["@graph"]] if "@graph" in value else []
    return {}


def _name(value: Any) -> str | None:
    """Return a name, or several with commas, as JSON-LD states them."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value))) or None
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) and not re.match(r"https?://", value) else None


def _first_moment(*values: Any) -> tuple[Any, str | None]:
    for value in values:
        moment = read_moment(value) if isinstance(value, str) else None
        if moment:
            return moment
    return None, None


def _first(read: Callable[[Any], str | None], *values: Any) -> str | None:
    return next((found for value in values if (found := read(value))), None)

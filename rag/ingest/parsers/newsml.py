"""Read NewsML-G2: one news item, or a message of many, with their text inline.

Belongs here: the meaning of NewsML-G2's elements. Does not belong here: NITF within an item
(`rag.ingest.parsers.nitf`), XHTML within an item (`rag.ingest.parsers.html_fragments`), opening XML
(`rag.ingest.parsers.safe_xml`).

Elements are recognised by their local names, since providers use several namespaces for the same elements.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.ingest.parsers import nitf
from rag.ingest.parsers.charsets import decode_as
from rag.ingest.parsers.field_values import author_of
from rag.ingest.parsers.html_fragments import text_of_html
from rag.ingest.parsers.items import Fields, Item, Unread, read_whole
from rag.ingest.parsers.publication_dates import read_moment
from rag.ingest.parsers.safe_xml import element_line, local_name, read_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from typing import BinaryIO

    from rag.ingest.parsers.items import ParserOptions
    from rag.schema import Mark

__all__ = ["ROOTS", "VERSION", "parse"]

VERSION = f"newsml-2+{nitf.VERSION}"

_ITEMS = frozenset("newsItem packageItem conceptItem knowledgeItem planningItem catalogItem".split())
ROOTS = _ITEMS | {"newsMessage"}
"""Root elements of NewsML-G2 documents."""

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_UNUSABLE = frozenset({"canceled", "cancelled", "withheld"})
_OF_ITSELF = frozenset({"canonical", "alternate", "web", "self", "permalink"})
"""The `rel` of a link to the item's own page; links with another one lead to other items."""
_MAX_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """The text of one rendition of an item, and the fields that the rendition states."""

    text: str
    marks: tuple[Mark, ...] | None = None
    title: str | None = None
    language: str | None = None


def parse(stream: BinaryIO, options: ParserOptions) -> Iterator[Item | Unread]:
    """Read one item, or every item of a message.

    Args:
        stream: The file.
        options: The largest size of an article.

    Yields:
        Articles, those of a message named by their ids, and the items that give none.

    Raises:
        ArticleReadError: The file is too large, is not well-formed, or is not NewsML-G2.
    """
    root = read_xml(read_whole(stream, options))
    kind = local_name(root)
    if kind in _ITEMS:
        yield _item(root, name=_guid(root) or kind, alone=True)
    elif kind == "newsMessage":
        used: set[str] = set()
        for number, element in enumerate(root.iterfind("{*}itemSet/*"), start=1):
            yield _item(element, name=_name(element, number, used), alone=False)
    else:
        raise ArticleReadError(
            f"not NewsML-G2: its root is <{kind[:200]}>. With the suffix .xml it is read by its root."
        )


def _guid(element: Any) -> str | None:
    return _line(element.get("guid", "")[:_MAX_NAME])


def _name(element: Any, number: int, used: set[str]) -> str:
    """Return an item's id, with version and place added where items of the message share it."""
    guid = _guid(element) or f"item {number}"
    version = _line(element.get("version", "")[:_MAX_NAME])
    others = (f"{guid} item {place}" for place in count(number))
    name = next(name for name in chain((guid, f"{guid} version {version}"), others) if name not in used)
    used.add(name)
    return name


def _item(element: Any, *, name: str, alone: bool) -> Item | Unread:
    kind = local_name(element)
    if kind != "newsItem":
        return _unsupported(name, f"<{kind}> holds no article; keep the news items it refers to as files")
    status = _code(element.find("{*}itemMeta/{*}pubStatus"))
    if status in _UNUSABLE:
        return _unsupported(name, f'its provider states pubStatus "{status}"; remove it, or keep it unread')
    contents = [content for content in _contents(element) if content.text.strip()]
    if not contents:
        return _without_text(element, name)
    title = _title(element) or contents[0].title
    return Item(
        text=contents[0].text,
        fields=_fields(element, title, contents[0].language),
        name=None if alone else name,
        marks=contents[0].marks,
    )


def _without_text(element: Any, name: str) -> Unread:
    remote = element.find("{*}contentSet/{*}remoteContent")
    others = [local_name(child) for xml in element.iterfind("{*}contentSet/{*}inlineXML") for child in xml]
    kind = _code(element.find("{*}itemMeta/{*}itemClass"))
    said = f"{kind} item" if kind else "item"
    if remote is not None:
        where = _line(remote.get("href")) or "elsewhere"
        return _unsupported(
            name, f"{said} with its content in {where}, which is not fetched; save its text beside it"
        )
    unknown = [other for other in others if other not in ("nitf", "html", "body", "div")]
    if unknown:
        return _unsupported(
            name, f"{said} with content in <{unknown[0]}>; NITF, XHTML and plain text are read"
        )
    return Unread(name=name, state="empty", reason="no text in it")


def _unsupported(name: str, reason: str) -> Unread:
    return Unread(name=name, state="unsupported", reason=reason)


def _contents(element: Any) -> Iterator[_Content]:
    """Yield the renditions of an item's text, the one with the richest format first."""
    inline = [
        (child, _line(xml.get(_XML_LANG)))
        for xml in element.iterfind("{*}contentSet/{*}inlineXML")
        for child in xml
    ]
    for child, language in inline:
        if local_name(child) == "nitf":
            title = _title(element) or nitf.headline_of(child)
            text, marks = nitf.article_of(child, title)
            yield _Content(
                text=text, marks=marks, title=title, language=language or _line(child.get(_XML_LANG))
            )
    for child, language in inline:
        if local_name(child).lower() in ("html", "body", "div"):
            stated = language or _line(child.get(_XML_LANG)) or _line(child.get("lang"))
            title = element_line(child.find("{*}head/{*}title"))
            yield _Content(text=text_of_html(_as_html(child)), title=title, language=stated)
    for data in element.iterfind("{*}contentSet/{*}inlineData"):
        yield _Content(text=_inline_data(data), language=_line(data.get(_XML_LANG)))


def _as_html(element: Any) -> str:
    """Write XHTML as HTML: without prefixes, and with end tags where HTML needs them."""
    from lxml import etree  # noqa: PLC0415 - costs 20 ms

    for node in element.iter():
        node.tag = local_name(node)
    etree.cleanup_namespaces(element)
    text: str = etree.tostring(element, method="html", encoding="unicode", with_tail=False)
    return text


def _inline_data(element: Any) -> str:
    """Return the text of plain data; "" where its type is another."""
    kind = element.get("contenttype", "text/plain").partition(";")[0].strip().lower()
    text = "".join(element.itertext())
    if "base64" in element.get("encoding", "").lower():
        try:
            text = decode_as(base64.b64decode(text, validate=False), "utf-8")
        except (binascii.Error, ArticleReadError):
            return ""
    if kind in ("text/html", "application/xhtml+xml"):
        return text_of_html(text)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip() if kind == "text/plain" else ""


def _fields(element: Any, title: str | None, language: str | None) -> Fields:
    published, published_at = _published(element)
    return Fields(
        title=title,
        outlet=_outlet(element),
        author=_author(element),
        url=_url(element),
        language=_language(element) or language or _line(element.get(_XML_LANG)),
        published=published,
        published_at=published_at,
    )


def _title(element: Any) -> str | None:
    headlines = element.findall("{*}contentMeta/{*}headline")
    headlines.sort(key=lambda headline: headline.get("role") is not None)
    return _first(headlines) or _first(element.iterfind("{*}itemMeta/{*}title"))


def _author(element: Any) -> str | None:
    bylines = [author_of(element_line(by)) for by in element.iterfind("{*}contentMeta/{*}by")]
    creators = (
        _named(creator)
        for creator in element.iterfind("{*}contentMeta/{*}creator")
        if not creator.get("type", "").lower().endswith(("organisation", "organization"))
    )
    return ", ".join(filter(None, bylines)) or ", ".join(filter(None, creators)) or None


def _outlet(element: Any) -> str | None:
    parties = [
        *element.iterfind("{*}itemMeta/{*}provider"),
        *element.iterfind("{*}contentMeta/{*}infoSource"),
    ]
    credit = _first(element.iterfind("{*}contentMeta/{*}creditline"))
    return credit or next((name for party in parties if (name := _named(party))), None)


def _named(party: Any) -> str | None:
    """Return the name of a party; a code of a vocabulary is not a name."""
    return element_line(party.find("{*}name")) or _line(party.get("literal"))


def _language(element: Any) -> str | None:
    tags = [tag for e in element.iterfind("{*}contentMeta/{*}language") if (tag := _line(e.get("tag")))]
    return tags[0] if len(tags) == 1 else None


def _published(element: Any) -> tuple[date | None, str | None]:
    """Return the time of the first version, else of this one; the standard has no date of publication."""
    for path in ("{*}itemMeta/{*}firstCreated", "{*}itemMeta/{*}versionCreated"):
        moment = read_moment(element_line(element.find(path)) or "")
        if moment:
            return moment
    return None, None


def _url(element: Any) -> str | None:
    addresses = [
        element_line(page) or ""
        for page in element.iterfind("{*}itemMeta/{*}altRep")
        if page.get("contenttype", "text/html").startswith("text/html")
    ]
    addresses += [
        link.get("href", "")
        for link in element.iterfind("{*}itemMeta/{*}link")
        if _local_code(link.get("rel", "self")) in _OF_ITSELF
    ]
    return next((url for address in addresses if _ADDRESS.fullmatch(url := address.strip())), None)


def _code(element: Any) -> str:
    return "" if element is None else _local_code(element.get("qcode") or element.get("uri", ""))


def _local_code(code: str) -> str:
    """Return a code without its vocabulary: "canceled" for "stat:canceled"."""
    return " ".join(re.split(r"[:/#]", code.strip())[-1].lower().split())


def _first(elements: Iterable[Any]) -> str | None:
    return next((line for element in elements if (line := element_line(element))), None)


def _line(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None

"""Read NITF, a format of news agencies and newspapers: one article a file.

Belongs here: the meaning of NITF's elements, also within NewsML-G2. Does not belong here: opening XML
(`rag.ingest.parsers.safe_xml`), rules for lines (`rag.ingest.parsers.headlines_and_bylines`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.ingest.parsers import safe_xml
from rag.ingest.parsers.field_values import author_of
from rag.ingest.parsers.html_fragments import text_of_html
from rag.ingest.parsers.items import Fields, Item, Unread, read_whole
from rag.ingest.parsers.merged_marks import with_line_rules
from rag.ingest.parsers.publication_dates import read_moment
from rag.ingest.parsers.safe_xml import element_line, local_name, read_xml
from rag.ingest.parsers.superscript import superscript
from rag.schema import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from typing import BinaryIO

    from rag.ingest.parsers.items import ParserOptions
    from rag.schema import TextRole

__all__ = ["VERSION", "article_of", "headline_of", "parse"]

VERSION = f"nitf-2+{safe_xml.VERSION}"

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACE = re.compile(r"[ \t\r\n]+")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_MARKUP = re.compile(r"</p>|<br", re.IGNORECASE)
_ONLY_A_NORM = re.compile(r"\s*\d{8}(?:T\S*)?\s*")
_NO_TIME = re.compile(r"T00:?00(?::?00)?(?![\d])")
"""The time of day that NITF writes where none is known: midnight."""

_UNUSABLE = frozenset({"canceled", "cancelled", "withheld", "killed"})

_BLOCKS = frozenset(
    "p hl1 hl2 h1 h2 h3 h4 h5 h6 table nitf-table caption tr li ul ol dl dt dd bq blockquote block div pre "
    "media media-caption media-producer credit fn note hr tagline bibliography abstract dateline".split()
)
_LINES = frozenset("tr li dt dd".split())
_GROUPS = frozenset("table nitf-table ul ol dl".split())
"""Blocks that follow each other without a blank line, and the elements that hold them."""
_ROLES: dict[str, TextRole] = {
    **dict.fromkeys("hl1 hl2 h1 h2 h3 h4 h5 h6".split(), "heading"),
    **dict.fromkeys("media media-caption note tagline bibliography body.end".split(), "boilerplate"),
}
_LEFT_OUT = frozenset("media-metadata media-object nitf-table-metadata script style".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    text: str
    role: TextRole
    glue: str


def parse(stream: BinaryIO, options: ParserOptions) -> Iterator[Item | Unread]:
    """Read one article.

    Args:
        stream: The file.
        options: The largest size of an article.

    Yields:
        The article; an `Unread` where its sender withdrew it.

    Raises:
        ArticleReadError: The file is too large, is not well-formed, or is not NITF.
    """
    root = read_xml(read_whole(stream, options))
    if local_name(root) != "nitf":
        raise ArticleReadError(
            f"not NITF: its root is <{local_name(root)[:200]}>. With the suffix .xml it is read by its root."
        )
    docdata = root.find("{*}head/{*}docdata")
    status = "" if docdata is None else docdata.get("management-status", "").strip().lower()
    if status in _UNUSABLE:
        doc_id = docdata.find("{*}doc-id")
        name = _line(doc_id.get("id-string")) if doc_id is not None else None
        reason = f'its sender states management-status "{status}"; remove it, or keep it unread'
        yield Unread(name=name or "article", state="unsupported", reason=reason)
        return
    title = headline_of(root)
    text, marks = article_of(root, title)
    yield Item(text=text, fields=_fields(root, title), marks=marks)


def headline_of(root: Any) -> str | None:
    """Return the headline of a NITF document, or else the title in its head; None without either."""
    return next(
        (
            line
            for path in (".//{*}body.head//{*}hl1", "{*}head/{*}title")
            if (line := element_line(root.find(path)))
        ),
        None,
    )


def article_of(root: Any, title: str | None) -> tuple[str, tuple[Mark, ...]]:
    """Return the canonical text of a NITF document, and the marks of what is not story.

    Args:
        root: The ``nitf`` element.
        title: The article's title.

    Returns:
        The text and its marks.
    """
    head: list[_Block] = []
    content: list[_Block] = []
    for body in root.iterfind("{*}body"):
        for part in body:
            if local_name(part) == "body.head":
                head += _head(part)
            else:
                content += _blocks(part)
    beginning = [block.text.casefold() for block in content[:3]]
    new = [b for b in head if not any(text.startswith(b.text.casefold()) for text in beginning)]
    return _joined([*new, *content], title)


def _joined(blocks: list[_Block], title: str | None) -> tuple[str, tuple[Mark, ...]]:
    pieces: list[str] = []
    marks, position = [], 0
    for block in blocks:
        glue = block.glue if pieces else ""
        start = position + len(glue)
        position = start + len(block.text)
        pieces += [glue, block.text]
        if block.role != "story":
            marks.append(Mark(start=start, end=position, role=block.role))
    text = "".join(pieces)
    return text, with_line_rules(text, marks, title=title)


def _head(head: Any) -> list[_Block]:
    """Return the blocks of the body's head: lines under the headline, notes, dateline, summary."""
    parts = [*head.iterfind(".//{*}hl2")]
    parts += [part for part in head if local_name(part) in ("note", "dateline", "abstract")]
    return [block for part in parts for block in _blocks(part)]


def _blocks(element: Any) -> list[_Block]:
    """Return the text of an element as blocks, each of one role."""
    if not len(element) and _MARKUP.search(element.text or ""):
        paragraphs = text_of_html(element.text).strip()
        return [_Block(text=paragraphs, role="story", glue="\n\n")] if paragraphs else []
    return _Writer().written(element)


class _Writer:
    """Walks an element without recursion and collects its blocks."""

    def __init__(self) -> None:
        self._done: list[_Block] = []
        self._open: list[str] = []
        self._roles: list[TextRole] = ["story"]
        self._names: list[str] = []
        self._rows = 0
        self._before = 0
        self._glue = "\n\n"
        self._bullet = ""

    def written(self, element: Any) -> list[_Block]:
        from lxml import etree  # noqa: PLC0415 - costs 20 ms

        walker = etree.iterwalk(element, events=("start", "end"))
        for event, node in walker:
            name = local_name(node)
            if event == "start":
                self._begin(name, node)
                if name in _LEFT_OUT or (name == "story.date" and _ONLY_A_NORM.fullmatch(node.text or "")):
                    walker.skip_subtree()
                else:
                    self._add(superscript(node.text or "") if name == "sup" else node.text)
            else:
                self._finish(name)
                if node is not element:
                    self._add(node.tail)
        self._flush()
        return self._done

    def _begin(self, name: str, node: Any) -> None:
        if name in _BLOCKS:
            self._break()
            if name in _GROUPS and not _GROUPS.intersection(self._names):
                self._before = len(self._done)
            if name in _LINES and not self._rows and len(self._done) > self._before:
                self._glue = "\n"
            if name == "li":
                self._bullet = "- "
        elif name == "br":
            self._open.append(" " if self._rows else "\v")
        else:
            self._add(_between(name, node, self._open[-1] if self._open else ""))
        self._rows += name == "tr"
        self._roles.append(_ROLES.get(name, self._roles[-1]))
        self._names.append(name)

    def _finish(self, name: str) -> None:
        self._rows -= name == "tr"
        if name in _BLOCKS:
            self._break()
        self._names.pop()
        self._roles.pop()

    def _break(self) -> None:
        """End a block; within a row of a table, end a word only."""
        if self._rows:
            self._open.append(" ")
        else:
            self._flush()

    def _add(self, text: str | None) -> None:
        if text:
            keep = "pre" in self._names and not self._rows
            self._open.append(text.replace("\r\n", "\v").replace("\n", "\v") if keep else text)

    def _flush(self) -> None:
        lines = (_SPACE.sub(" ", line).strip(" ") for line in "".join(self._open).split("\v"))
        self._open.clear()
        text = "\n".join(lines).strip("\n")
        if text.strip(" |\n"):
            self._done.append(_Block(text=self._bullet + text, role=self._roles[-1], glue=self._glue))
            self._glue, self._bullet = "\n\n", ""


def _between(name: str, node: Any, before: str) -> str:
    """Return the separator before an inline element: "3" and a half is not "31/2", nor are two cells one."""
    previous = node.getprevious()
    if name == "frac":
        return " " if before[-1:].isdigit() else ""
    if name == "frac-sep":
        return "" if node.text else "/"
    if name == "denom":
        return "/" if previous is not None and local_name(previous) == "numer" else ""
    return " | " if name in ("td", "th") and previous is not None else ""


def _fields(root: Any, title: str | None) -> Fields:
    pubdata = root.findall("{*}head/{*}pubdata")
    published, published_at = _published(root, pubdata)
    return Fields(
        title=title,
        outlet=_outlet(root, pubdata),
        author=_authors(root),
        url=next((url for p in pubdata if _ADDRESS.fullmatch(url := p.get("ex-ref", "").strip())), None),
        language=_language(root),
        published=published,
        published_at=published_at,
    )


def _outlet(root: Any, pubdata: list[Any]) -> str | None:
    """Return the publication, else the distributor."""
    named = next((name for p in pubdata if (name := _line(p.get("name")))), None)
    distributor = root.find("{*}body/{*}body.head/{*}distributor")
    if named or distributor is None:
        return named
    return element_line(distributor.find("{*}org")) or element_line(distributor)


def _authors(root: Any) -> str | None:
    names = []
    for byline in root.iterfind("{*}body/{*}body.head/{*}byline"):
        people = [element_line(person) for person in byline.iterfind(".//{*}person")]
        title = " ".join(filter(None, map(element_line, byline.iterfind("{*}byttl"))))
        whole = (element_line(byline) or "").removesuffix(title).rstrip(" ,;")
        names += people or [author_of(whole or None)]
    return ", ".join(filter(None, names)) or None


def _language(root: Any) -> str | None:
    body = root.find("{*}body")
    stated = (root.get(_XML_LANG), root.get("baselang"), None if body is None else body.get(_XML_LANG))
    return next((line for value in stated if (line := _line(value))), None)


def _published(root: Any, pubdata: list[Any]) -> tuple[date | None, str | None]:
    stated = [p.get("date.publication") for p in pubdata]
    stated += [
        element.get("norm")
        for path in (
            "{*}head/{*}docdata/{*}date.release",
            "{*}head/{*}docdata/{*}date.issue",
            "{*}body/{*}body.head/{*}dateline/{*}story.date",
        )
        for element in root.iterfind(path)
    ]
    for value in filter(None, stated):
        moment = read_moment(value)
        if moment:
            return (moment[0], None) if _NO_TIME.search(value) else moment
    return None, None


def _line(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None

"""The text of the elements of a feed's entry.

Belongs here: finding a child by its name; plain text, HTML and XHTML in an element. Does not belong here:
which elements an entry has (`rag.ingest.parsers.feed`).
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from rag.ingest.parsers.field_values import line_of
from rag.ingest.parsers.items import StoryText
from rag.ingest.parsers.record_values import holds_tags, story_text
from rag.ingest.parsers.safe_xml import local_name

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Parts", "atom_text", "line_in", "rss_text"]

_MEDIA = ("{http://search.yahoo.com/mrss", "media:")
_PLAIN = frozenset({"text", "text/plain"})
_HTML = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})
_BLANK_LINES = re.compile(r"\n[^\S\n]*+\n")
_WITHOUT_END = frozenset({"br", "hr", "img"})
_KEPT_ATTRIBUTES = ("class", "hidden", "style")


class Parts:
    """The children of an element by their local names, those of its own namespace first.

    Captions of media are left out: they are not part of the entry's text.
    """

    def __init__(self, element: Any) -> None:
        own = str(element.tag).rpartition("}")[0]
        self._own: dict[str, list[Any]] = {}
        self._foreign: dict[str, list[Any]] = {}
        for child in element:
            tag = str(child.tag)
            if not tag.startswith(_MEDIA):
                found = self._own if tag.rpartition("}")[0] == own else self._foreign
                # Where no namespace is declared for "dc", the name stays "dc:creator".
                found.setdefault(local_name(child).rpartition(":")[2], []).append(child)

    def all(self, *names: str) -> list[Any]:
        """Return the children with these names, in the order of the names."""
        return [e for name in names for part in (self._own, self._foreign) for e in part.get(name, ())]

    def first(self, name: str) -> Any:
        """Return the first child of a name; None where there is none."""
        return next(iter(self.all(name)), None)

    def line(self, name: str) -> str | None:
        """Return the text of the first child with this name that has any, as one line."""
        return next(filter(None, map(line_in, self.all(name))), None)

    def title(self, read: Callable[[Any], StoryText]) -> str | None:
        """Return the title as one line."""
        return line_of(read(self.first("title")).text)


def line_in(element: Any) -> str | None:
    """Return all text within an element as one line; None where there is none or no element."""
    return line_of("".join(element.itertext())) if element is not None else None


def rss_text(element: Any) -> StoryText:
    """Return the text of an element that holds HTML, whether or not there is a tag in it."""
    if element is None:
        return StoryText("")
    if len(element):
        return story_text(_markup(element), is_html=True)
    stated = element.text or ""
    return story_text(stated) if holds_tags(stated) else _paragraphs(html.unescape(stated))


def atom_text(element: Any) -> StoryText:
    """Return the text of an Atom element by the type that it states; "" where the type is no text.

    Tags in an element of type "text" are read as HTML, since many feeds do not state "html".
    """
    if element is None:
        return StoryText("")
    kind = element.get("type", "text").partition(";")[0].strip().lower()
    if element.get("mode", "").lower() == "base64" or (
        kind not in _PLAIN | _HTML and not kind.startswith("text/")
    ):
        return StoryText("")
    if len(element):
        return story_text(_markup(element), is_html=True)
    return story_text(element.text or "", is_html=True) if kind in _HTML else _paragraphs(element.text or "")


def _paragraphs(text: str) -> StoryText:
    """Return text with one line for each paragraph; line ends within paragraphs come from the XML."""
    if holds_tags(text):
        return story_text(text)
    return StoryText("\n\n".join(filter(None, map(line_of, _BLANK_LINES.split(text)))))


def _markup(element: Any) -> str:
    """Return the content of an element as HTML, with the tags that decide what is shown and what is story."""
    from lxml import etree  # noqa: PLC0415 - costs 20 ms

    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        name = local_name(node)
        if event == "start":
            if node is not element:
                parts.append(_start_tag(node, name))
            parts.append(html.escape(node.text or "", quote=False))
        elif node is not element:
            parts.append("" if name in _WITHOUT_END else f"</{name}>")
            parts.append(html.escape(node.tail or "", quote=False))
    return "".join(parts)


def _start_tag(node: Any, name: str) -> str:
    stated = ((key, node.get(key)) for key in _KEPT_ATTRIBUTES)
    return (
        f"<{name}"
        + "".join(f' {key}="{html.escape(value)}"' for key, value in stated if value is not None)
        + ">"
    )

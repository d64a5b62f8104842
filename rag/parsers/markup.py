"""Plain text of a piece of HTML, as feeds, mail and databases hold it.

Belongs here: blocks to paragraphs. Does not belong here: telling the story of a whole page from what stands
around it (`rag.parsers.html`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rag.parsers.stated import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["text_of_html"]

_BLOCKS = frozenset(
    "address article aside blockquote body br center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section summary "
    "table tbody td th tfoot thead tr ul".split()
)
_UNSHOWN = frozenset(
    "script style template head title noscript iframe object svg math select textarea".split()
)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^>]*>", re.DOTALL)
_SPACE = re.compile(r"\s+")


def text_of_html(html: str) -> str:
    """Return the text of a piece of HTML, one paragraph a block, a blank line between them.

    Args:
        html: Any markup, however broken.

    Returns:
        The text, without scripts, styles, comments and hidden elements; "" where there is none.
    """
    from lxml import etree  # noqa: PLC0415 - costs 50 ms
    from lxml import html as lxml_html  # noqa: PLC0415

    source = clean(html)
    if not source.strip():
        return ""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = lxml_html.fromstring(source.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return _joined(_TAG.sub("\n", source).split("\n"))
    blocks: list[list[str]] = [[]]
    _gather(root, blocks)
    return _joined("".join(block) for block in blocks)


def _gather(root: Any, blocks: list[list[str]]) -> None:
    """Put the text within an element into blocks; without recursion, since nesting has no bound."""
    waiting: list[tuple[Any, bool]] = [(root, False)]
    while waiting:
        element, closing = waiting.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        block = tag in _BLOCKS
        if closing:
            if block:
                blocks.append([])
            blocks[-1].append(element.tail or "")
            continue
        if block:
            blocks.append([])
        waiting.append((element, True))
        if tag and tag not in _UNSHOWN and not _is_hidden(element):
            blocks[-1].append(element.text or "")
            waiting += [(child, False) for child in reversed(element)]


def _is_hidden(element: Any) -> bool:
    style = element.get("style") or ""
    return element.get("hidden") is not None or "display:none" in style.replace(" ", "").lower()


def _joined(blocks: Iterable[str]) -> str:
    lines = (_SPACE.sub(" ", block).strip() for block in blocks)
    return "\n\n".join(line for line in lines if line)

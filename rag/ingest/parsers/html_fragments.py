"""The plain text of a piece of HTML, as feeds, mail and databases hold it.

Belongs here: what stands beside a story within such a piece. Does not belong here: blocks
(`rag.ingest.parsers.blocks`), telling the story of a whole page (`rag.ingest.parsers.page_story`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.ingest.parsers.blocks import blocks_of, free_layout, is_struck, prepare, take, written
from rag.ingest.parsers.field_values import clean
from rag.ingest.parsers.items import Beside, StoryText
from rag.ingest.parsers.markup import outermost, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.ingest.parsers.blocks import Block

__all__ = ["REVISION", "story_text_of_html", "text_of_html"]

REVISION = "pieces-1"
"""Names what text is read from a piece of HTML, by whatever parser holds one."""

_SHARE = re.compile(
    r"\b(?:sharedaddy|jp-relatedposts|addtoany|shar(?:e|ing)-?(?:bar|box|buttons?|links?|this)|social-?(?:share|links|icons))\b",
    re.IGNORECASE,
)
"""Classes of what publishing systems put below a text."""
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)


def text_of_html(html: str) -> str:
    """Return the text of a piece of HTML: a blank line between paragraphs, items and rows a line each.

    Args:
        html: Any markup, however broken.

    Returns:
        The text, without scripts, styles, comments, hidden elements and what is struck out; "" where there is
        none.
    """
    return _read(html, lambda _root: []).text


def story_text_of_html(html: str) -> StoryText:
    """Return the text of a piece of HTML, apart from what stands beside a story.

    Args:
        html: Any markup, however broken.

    Returns:
        The text as `text_of_html`; beside it what is struck out, navigation, boxes for sharing, captions, and
        paragraphs that are a link.
    """
    return _read(html, _taken)


def _read(html: str, take_beside: Callable[[Any], list[Block]]) -> StoryText:
    source = clean(html)
    try:
        root = tree_of(source) if source.strip() else None
        if root is None:
            return StoryText("")
        prepare(root)
    except ArticleReadError:
        return StoryText(_without_tags(source))
    struck = take(outermost(root, is_struck))
    beside = take_beside(root)
    free_layout(root)
    text = written(list(blocks_of(root.find("body")))).strip("\n")
    return StoryText(text, tuple(Beside(b.before + b.text, "frame") for b in (*struck, *beside)))


def _without_tags(source: str) -> str:
    lines = (" ".join(line.split()) for line in _TAG.sub("\n", _SCRIPT.sub("<", source)).split("\n"))
    return "\n\n".join(filter(None, lines))


def _taken(root: Any) -> list[Block]:
    """Take out navigation, boxes for sharing; captions and lone links unless they say more than the rest."""
    menus = take(outermost(root, lambda e: e.tag == "nav" or _is_share_box(e)))
    beside = outermost(root, _is_beside)
    length = sum(len(element.text_content()) for element in beside)
    return menus + (take(beside) if 2 * length <= len(root.text_content()) else [])


def _is_share_box(element: Any) -> bool:
    return element.tag not in ("html", "body") and bool(_SHARE.search(element.get("class") or ""))


def _is_beside(element: Any) -> bool:
    return element.tag == "figcaption" or (element.tag == "p" and _is_one_link(element))


def _is_one_link(paragraph: Any) -> bool:
    links = [link.text_content() for link in outermost(paragraph, lambda e: e.tag == "a")]
    return len(links) == 1 and links[0].strip() == paragraph.text_content().strip()

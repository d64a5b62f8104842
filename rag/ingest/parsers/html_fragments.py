"""Read the text of HTML fragments, which feeds, mail and databases hold.

Belongs here: which parts of a fragment are not story. Does not belong here: blocks
(`rag.ingest.parsers.blocks`), the story of a whole page (`rag.ingest.parsers.page_story`).
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
"""Names the rules by which fragments are read, in whatever format they are."""

_SHARE = re.compile(
    r"\b(?:sharedaddy|jp-relatedposts|addtoany|shar(?:e|ing)-?(?:bar|box|buttons?|links?|this)|social-?(?:share|links|icons))\b",
    re.IGNORECASE,
)
"""Classes of the boxes for sharing that publishing systems add below a text."""
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)


def text_of_html(html: str) -> str:
    """Return the text of a fragment: a blank line between paragraphs, one line for each list item or row.

    Args:
        html: Any markup, however broken.

    Returns:
        The text without scripts, styles, comments, hidden elements and struck-out text; "" where there is
        none.
    """
    return _read(html, lambda _root: []).text


def story_text_of_html(html: str) -> StoryText:
    """Return the story of a fragment, and the parts of it that are not story.

    Args:
        html: Any markup, however broken.

    Returns:
        The text as of `text_of_html`; in ``beside`` struck-out text, navigation, boxes for sharing, captions,
        and paragraphs that are one link.
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
    """Remove and return navigation and share boxes; captions and links too, if the smaller part."""
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

"""Read web pages (HTML).

Belongs here: the encoding of a page, and making an item of its story and its fields. Does not belong here:
fetching, the story (`rag.ingest.parsers.page_story`), the fields (`rag.ingest.parsers.page_fields`), HTML
within other formats (`rag.ingest.parsers.html_fragments`).
"""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import TYPE_CHECKING

from rag.errors import ArticleReadError
from rag.ingest.parsers.charsets import decode_as, guess_as
from rag.ingest.parsers.decoding import decode
from rag.ingest.parsers.field_values import clean
from rag.ingest.parsers.items import Item, Unread, read_whole
from rag.ingest.parsers.markup import tree_of
from rag.ingest.parsers.page_fields import fields_of
from rag.ingest.parsers.page_story import story_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from rag.ingest.parsers.items import ParserOptions

__all__ = ["VERSION", "parse"]

VERSION = f"html-7+trafilatura-{version('trafilatura')}"

_HEAD = 4096
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def parse(stream: BinaryIO, options: ParserOptions) -> Iterator[Item | Unread]:
    """Read one page.

    Args:
        stream: The file.
        options: The largest size of an article.

    Yields:
        The article; an `Unread` where the page has no story.

    Raises:
        ArticleReadError: The bytes are too many or not text, or the page cannot be parsed.
    """
    data = read_whole(stream, options)
    root = tree_of(_decoded(data))
    if root is None:
        return
    try:
        story = story_of(root)
        fields = fields_of(root, story)
    except (RecursionError, MemoryError, ValueError, TypeError, AttributeError, LookupError) as error:
        raise ArticleReadError(
            f"cannot be parsed as a web page ({type(error).__name__}). Save it as text."
        ) from None
    if story.text:
        guessed = guess_as(data, _declared(data))
        yield Item(text=story.text, fields=fields, beside=story.beside, guessed=guessed)
    elif story.beside:
        yield Unread(state="empty", reason="the page shows menus and notices, but no story")


def _decoded(data: bytes) -> str:
    if data.startswith(_BYTE_ORDER_MARKS):
        return clean(decode(data))
    return clean(_DECLARATION.sub("", decode_as(data, _declared(data))))


def _declared(data: bytes) -> str | None:
    """Return the encoding that a page declares."""
    head = data[:_HEAD]
    declared = _XML_ENCODING.search(head) or _CHARSET.search(head)
    return declared[1].decode("ascii") if declared else None

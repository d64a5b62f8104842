"""Read plain text and Markdown: the text as it is, behind optional front matter.

Belongs here: making an item of text and front matter. Does not belong here: decoding
(`rag.ingest.parsers.decoding`), front matter (`rag.ingest.parsers.front_matter`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.ingest.parsers import front_matter
from rag.ingest.parsers.decoding import decode, guess_of
from rag.ingest.parsers.front_matter import split_front_matter
from rag.ingest.parsers.items import Item, read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from rag.ingest.parsers.items import ParserOptions

__all__ = ["VERSION", "parse"]

VERSION = front_matter.REVISION


def parse(stream: BinaryIO, options: ParserOptions) -> Iterator[Item]:
    """Read one article.

    Args:
        stream: The file.
        options: The largest size of an article.

    Yields:
        The article.

    Raises:
        ArticleReadError: The bytes are not text, are too many, or the front matter cannot be read.
    """
    data = read_whole(stream, options)
    fields, text = split_front_matter(decode(data))
    yield Item(text=text, fields=fields, guessed=guess_of(data))

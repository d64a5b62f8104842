"""Plain text and Markdown: the file's text as it is, after optional front matter.

Belongs here: putting decoding and front matter together. Does not belong here: either of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.ingest.parsers import front_matter
from rag.ingest.parsers.decoding import decode, guess_of
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
    fields, text = front_matter.split(decode(data))
    yield Item(text=text, fields=fields, guessed=guess_of(data))

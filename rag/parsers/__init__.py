"""From the bytes of a file to an article: one parser a format, one line in one table.

Belongs here: the table of formats and the step from a parsed file to an :class:`~rag.datamodel.Article`.
Does not belong here: walking folders (`rag.corpus`), splitting sentences (`rag.sentences`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.datamodel import Article, sha256_of_text
from rag.parsers import front_matter, story
from rag.parsers.decoding import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.parsers.front_matter import Fields

__all__ = ["PARSERS", "PARSER_REVISION", "read_article"]

PARSER_REVISION = f"{front_matter.REVISION}+{story.REVISION}"
"""Names the reading rules; an index built by other rules is read anew."""

PARSERS: dict[str, Callable[[bytes], tuple[Fields, str]]] = {
    ".txt": lambda data: front_matter.split(decode(data)),
    ".text": lambda data: front_matter.split(decode(data)),
    ".md": lambda data: front_matter.split(decode(data)),
    ".markdown": lambda data: front_matter.split(decode(data)),
}
"""File suffix, lower case → parser from bytes to (stated fields, canonical text)."""


def read_article(article_id: str, suffix: str, data: bytes) -> Article | None:
    """Read one file's bytes as an article.

    What the front matter states wins; what it leaves out is read from the text where the text states it.
    An article without any title takes the last part of its id, the name its file has.

    Args:
        article_id: The article's id.
        suffix: The file's suffix with its dot, any case; must be a key of `PARSERS`.
        data: The file's bytes.

    Returns:
        The article; None when there is no text in it.

    Raises:
        ArticleReadError: The bytes are not text, or the front matter cannot be read.
    """
    fields, text = PARSERS[suffix.lower()](data)
    if not text.strip():
        return None
    found = story.read(text, title=fields.title)
    return Article(
        article_id=article_id,
        title=fields.title or found.title or article_id.rsplit("/", 1)[-1],
        text=text,
        text_sha256=sha256_of_text(text),
        outlet=fields.outlet or found.outlet,
        author=fields.author or found.author,
        url=fields.url,
        language=fields.language,
        published=fields.published or found.published,
        published_at=fields.published_at,
        marks=found.marks,
    )

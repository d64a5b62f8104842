"""The records that parsers take and return.

Belongs here: what lies between the bytes of a file and articles. Does not belong here: any format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from os import SEEK_END
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

from rag.errors import ArticleReadError

if TYPE_CHECKING:
    from datetime import date

    from rag.schema import Mark, TextRole

__all__ = [
    "BYTES_PER_MB",
    "Beside",
    "Fields",
    "Item",
    "Parse",
    "ParserOptions",
    "StoryText",
    "Unread",
    "read_whole",
    "with_guess",
]

BYTES_PER_MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What a source states about an article; None where it does not."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    published: date | None = None
    published_at: str | None = None


class Beside(NamedTuple):
    """A line of the page that is not part of the story (navigation, a caption), and its role."""

    text: str
    role: TextRole


class StoryText(NamedTuple):
    """The text of a story, and the lines of its page that are not part of it."""

    text: str
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article as a parser reads it.

    The canonical text is ``text`` followed by ``beside``, the lines of the page that are not part of the
    story; it is never edited again. ``name`` is the item's own id or its line number within the file; None
    where the file is the article. ``marks`` are the slices of ``text`` that are not story; None leaves that
    to the rules for lines (`rag.ingest.parsers.headlines_and_bylines`). ``pages`` holds, for paged formats,
    the code point at which each page begins, ascending, page 1 first. ``guessed`` is the encoding that the
    text was read in by a guess, None where there was none (`rag.ingest.parsers.decoding.guess_of`).
    """

    text: str
    fields: Fields = field(default_factory=Fields)
    name: str | None = None
    marks: tuple[Mark, ...] | None = None
    beside: tuple[Beside, ...] = ()
    pages: tuple[int, ...] = ()
    guessed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A part of a file that gave no article, and the reason, in one line that says what to do.

    ``name`` is the name of the item; None where it is the whole file. ``named`` is False where the items are
    not known (a row that cannot be read, the rest of the file after a fault); the name is then a description
    of the place, "(line 2)", after the name of the member of the container and ``#``.
    """

    name: str | None = None
    state: Literal["empty", "unsupported", "failed"]
    reason: str
    named: bool = True

    @property
    def place(self) -> str | None:
        """The name of the smallest part of the file that surely contains this; None for the file."""
        if self.named or self.name is None:
            return self.name
        return self.name.rpartition("#")[0] or None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParserOptions:
    """The limits of parsers, and the keys of fields.

    ``max_article_mb``: largest article, in megabytes of 1,000,000 bytes; ``max_container_mb``: most that a
    container may unpack to, all its members together. ``fields``: article field → keys it is looked up under
    in JSON and CSV, before the usual ones.
    """

    max_article_mb: float = 10.0
    max_container_mb: float = 20_000.0
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Parse = Callable[[BinaryIO, ParserOptions], Iterator[Item | Unread]]
"""Reads an open, seekable file from its beginning. Raises `ArticleReadError` where nothing of it can be read;
a part that cannot be read is an `Unread`, and the rest is read on."""


def with_guess(items: Iterator[Item | Unread], guessed: str | None) -> Iterator[Item | Unread]:
    """Note in all items of a file that its encoding was guessed.

    Args:
        items: The items.
        guessed: The encoding; None where it was not guessed.

    Yields:
        The items.
    """
    for item in items:
        yield replace(item, guessed=guessed) if guessed and isinstance(item, Item) else item


def read_whole(stream: BinaryIO, options: ParserOptions) -> bytes:
    """Return all bytes of a file that is one article.

    Args:
        stream: The file, at its beginning.
        options: The largest size of an article.

    Returns:
        The bytes.

    Raises:
        ArticleReadError: The file is too large or cannot be read.
    """
    try:
        size = stream.seek(0, SEEK_END)
        if size > int(options.max_article_mb * BYTES_PER_MB):
            raise ArticleReadError(
                f"{size / BYTES_PER_MB:.1f} MB is over the limit of {options.max_article_mb:g} MB for one "
                "article. Split it into articles, or raise `max_article_mb` in rag.toml."
            )
        stream.seek(0)
        return stream.read(size)
    except OSError as error:
        raise ArticleReadError(f"cannot be read: {error.strerror or error}.") from None

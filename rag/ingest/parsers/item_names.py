"""What the items of one file share: a name of its own for each, and an account of a file that breaks off.

Belongs here: names within feeds, JSON and CSV. Does not belong here: members of containers
(`rag.ingest.parsers.unpacking`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import ArticleReadError
from rag.ingest.parsers.items import Item, Unread
from rag.ingest.parsers.unpacking import REST, Names, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ItemNames", "kept", "unnamed"]

_LONGEST_NAME = 500
_MOST_UNREAD = 100_000
_FEW = 10


def unnamed(place: str, reason: str) -> Unread:
    """Return the account of a part of a file that may have been any of its items.

    Args:
        place: Where it stands, in words: "line 2".
        reason: Why it cannot be read.

    Returns:
        The account.
    """
    return Unread(name=f"({place})", named=False, state="failed", reason=reason)


class ItemNames:
    """Hands out the names of a file's items, each once: a second item of a name gets "~2" behind it."""

    def __init__(self) -> None:
        self._names = Names()

    def of(self, stated: str | None, place: int) -> str:
        """Return an item's name: the id that it states, in one line, else its place in the file."""
        return self._names.give(stated if stated and len(stated) <= _LONGEST_NAME else str(place))


def kept(items: Iterator[Item | Unread]) -> Iterator[Item | Unread]:
    """Give the items of a file up to where it cannot be read on, and then say so.

    A file of very many items of which nearly none is an article is not read to its end either: its account
    would grow without bound.

    Args:
        items: What the file holds; may raise `ArticleReadError`.

    Yields:
        The same, and one `Unread` for the rest.

    Raises:
        ArticleReadError: There is nothing but the rest.
    """
    last, read, unread = "", 0, 0
    try:
        for item in items:
            last = item.name or ""
            yield item
            read, unread = read + isinstance(item, Item), unread + isinstance(item, Unread)
            if unread > max(_MOST_UNREAD, _FEW * read):
                raise ArticleReadError(f"of {read + unread:,} items only {read:,} hold text. Check the file.")
    except ArticleReadError as error:
        if not read + unread:
            raise
        reason = f"nothing after {shortened(last)!r} in it is read: {error}"
        yield Unread(name=REST, named=False, state="failed", reason=reason)

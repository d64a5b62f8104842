"""Give the items of a file unique names, and report a file that cannot be read to its end.

Belongs here: items of feeds, JSON and CSV. Does not belong here: members of containers
(`rag.ingest.parsers.safe_unpacking`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import ArticleReadError
from rag.ingest.parsers.items import Item, Unread
from rag.ingest.parsers.safe_unpacking import REST, Names, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ItemNames", "unnamed", "until_fault"]

_LONGEST_NAME = 500
_MOST_UNREAD = 100_000
_FEW = 10


def unnamed(place: str, reason: str) -> Unread:
    """Return the `Unread` of a part of a file whose items are not known.

    Args:
        place: Its place, in words: "line 2".
        reason: Why it cannot be read.

    Returns:
        The `Unread`.
    """
    return Unread(name=f"({place})", named=False, state="failed", reason=reason)


class ItemNames:
    """Gives the items of a file unique names: a second item of one name gets "~2" added."""

    def __init__(self) -> None:
        self._names = Names()

    def of(self, stated: str | None, place: int) -> str:
        """Return a unique name for an item: the id that it states, else its place in the file."""
        return self._names.give(stated if stated and len(stated) <= _LONGEST_NAME else str(place))


def until_fault(items: Iterator[Item | Unread]) -> Iterator[Item | Unread]:
    """Yield the items of a file up to the place from which it cannot be read, then an `Unread` for the rest.

    A file with very many items and hardly any article is not read to its end either, since the list of what
    was not read would grow without limit.

    Args:
        items: The items; may raise `ArticleReadError`.

    Yields:
        The items, and one `Unread` for the rest.

    Raises:
        ArticleReadError: No item can be read.
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

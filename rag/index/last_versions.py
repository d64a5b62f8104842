"""Which articles of an earlier version of a file stay, where not all of the file can be read now.

Belongs here: the rule. Does not belong here: keeping them (`rag.index.file_changes`).

An article that was read before and is not found now may be gone, or stand in a part of the file that cannot
be read. It stays where such a part is the article, holds it, or may be it: a row that cannot be read may be
any row that is missing. It does not stay where its text has moved: where it is read now under a name that had
another text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rag.index.catalogue import HeldArticle
    from rag.ingest.parsers.items import Unread

__all__ = ["last_versions"]


def last_versions(
    held: Sequence[HeldArticle],
    found: Mapping[str | None, str],
    unread: Iterable[Unread],
    texts_before: Callable[[], Mapping[str | None, str]],
) -> dict[HeldArticle, str | None]:
    """Tell which articles stay, and for what part of the file that failed.

    Args:
        held: What the old index holds of the file.
        found: Name → SHA-256 of the text of every article that is read now.
        unread: What of the file gives none now.
        texts_before: Returns name → SHA-256 of the text of every article held; asked only where one may stay.

    Returns:
        Article → `Unread.place` of the narrowest part, in the order of the file.
    """
    failed, judged = set(), {*found}
    for item in unread:
        if item.state == "failed":
            failed.add(item.place)
        else:
            judged.add(item.name)
    stay = {}
    for article in held:
        parts = [place for place in _places(article.item) if place in failed]
        if parts and article.item not in judged:
            stay[article] = parts[0]
    if not stay:
        return {}
    before = texts_before()
    moved = {text for name, text in found.items() if before.get(name) != text}
    return {
        article: place
        for article, place in stay.items()
        if place == article.item or before[article.item] not in moved
    }


def _places(item: str | None) -> Iterator[str | None]:
    """Yield what an item is and what holds it, outwards: its name, members around it, None for the file."""
    name = item or ""
    while name:
        yield name
        name = name.rpartition("#")[0]
    yield None

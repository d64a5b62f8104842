"""JSON-LD: the article that a web page describes in the data beside its text.

Belongs here: finding that article among what a page describes. Does not belong here: which of its values is
believed before what else the page states (`rag.ingest.parsers.page_fields`).
"""

from __future__ import annotations

import json
import re
from collections import deque
from html import unescape
from typing import TYPE_CHECKING, Any

from rag.ingest.parsers.field_values import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["is_linked_data", "linked_article", "names_of", "text_of"]

_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Review)$")
_SCHEME = re.compile(r"(?:https?:)?//(?:www\.)?")
_NOT_LETTER = re.compile(r"[\W_]+")


def is_linked_data(element: Any) -> bool:
    """Say whether an element of a page holds JSON-LD."""
    return element.tag == "script" and (element.get("type") or "").strip().lower() == "application/ld+json"


def linked_article(root: Any, titles: Sequence[str], addresses: Sequence[str]) -> dict[str, Any]:
    """Return the article that a page describes as its own.

    Args:
        root: The page's `html` element.
        titles: What the page calls itself.
        addresses: Where the page says it is.

    Returns:
        Of several the one of the page's address, else of its title, else none; its author and publisher in
        full where it names them by their ids. {} without any.
    """
    objects = list(_objects(root))
    articles = [one for one in objects if _is_article(one)]
    own = set(map(_plain_address, addresses))
    named = max(articles, key=lambda one: _fit(one, titles), default={})
    chosen = next((one for one in articles if _addresses(one) & own), None)
    if chosen is None:
        chosen = named if len(articles) == 1 or _fit(named, titles) else {}
    known = {one["@id"]: one for one in objects[::-1] if isinstance(one.get("@id"), str) and len(one) > 1}
    return chosen | {key: _in_full(chosen[key], known) for key in ("author", "publisher") if key in chosen}


def text_of(value: Any) -> str | None:
    """Return a text of JSON-LD as one line; programs write it as they write it in HTML, with references."""
    return line_of(unescape(value)) if isinstance(value, str) else None


def names_of(value: Any) -> list[str]:
    """Return the names that a value of JSON-LD states; an address is none."""
    several = value if isinstance(value, list) else [value]
    names = (text_of(one.get("name") if isinstance(one, dict) else one) for one in several)
    return [name for name in names if name and not _SCHEME.match(name)]


def _objects(root: Any) -> Iterator[dict[str, Any]]:
    """Yield all that a page describes, in its order."""
    for script in filter(is_linked_data, root.iter("script")):
        try:
            waiting = deque([json.loads(script.text or "", strict=False)])
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.popleft()
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                yield value
                waiting += [value[key] for key in ("@graph", "mainEntity") if key in value]


def _is_article(described: dict[str, Any]) -> bool:
    kinds = described.get("@type")
    return any(_ARTICLE_TYPE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _fit(article: dict[str, Any], titles: Sequence[str]) -> int:
    """Return how many letters an article's headline has that a title of the page begins with; 0 for none."""
    headline = _letters(text_of(article.get("headline")) or "")
    return len(headline) * any(_letters(title).startswith(headline) for title in titles)


def _addresses(article: dict[str, Any]) -> set[str]:
    """Return the addresses under which an article is described."""
    page = article.get("mainEntityOfPage")
    stated = [article.get("url"), article.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    return {_plain_address(value) for value in stated if isinstance(value, str) and _SCHEME.match(value)}


def _plain_address(address: str) -> str:
    """Return an address without what may differ between two of one page."""
    return _SCHEME.sub("", address, count=1).partition("#")[0].rstrip("/")


def _letters(text: str) -> str:
    return _NOT_LETTER.sub("", text).casefold()


def _in_full(value: Any, known: dict[str, dict[str, Any]]) -> Any:
    """Return what a value names by its id elsewhere on the page."""
    if isinstance(value, list):
        return [_in_full(one, known) for one in value if not isinstance(one, list)]
    return known.get(str(value.get("@id")), {}) | value if isinstance(value, dict) else value

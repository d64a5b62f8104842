"""Find the article that a web page describes in JSON-LD.

Belongs here: which of the described things is the page's article. Does not belong here: whether its values or
others of the page are taken (`rag.ingest.parsers.page_fields`).
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
    """Return the article that describes the page itself.

    Args:
        root: The page's `html` element.
        titles: The titles that the page states.
        addresses: The addresses that the page states as its own.

    Returns:
        The description; of several the one with the page's address, else the one with its title. Author and
        publisher are resolved where they are given by id. {} where there is none.
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
    """Return a text of JSON-LD as one line, with references such as "&amp;" decoded."""
    return line_of(unescape(value)) if isinstance(value, str) else None


def names_of(value: Any) -> list[str]:
    """Return the names in a value of JSON-LD; a URL is not a name."""
    several = value if isinstance(value, list) else [value]
    names = (text_of(one.get("name") if isinstance(one, dict) else one) for one in several)
    return [name for name in names if name and not _SCHEME.match(name)]


def _objects(root: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects that a page describes, in order."""
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
    """Return the length of the headline where a title of the page begins with it, in letters; else 0."""
    headline = _letters(text_of(article.get("headline")) or "")
    return len(headline) * any(_letters(title).startswith(headline) for title in titles)


def _addresses(article: dict[str, Any]) -> set[str]:
    """Return the addresses under which an article is described."""
    page = article.get("mainEntityOfPage")
    stated = [article.get("url"), article.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    return {_plain_address(value) for value in stated if isinstance(value, str) and _SCHEME.match(value)}


def _plain_address(address: str) -> str:
    """Return an address without the parts in which two addresses of one page may differ."""
    return _SCHEME.sub("", address, count=1).partition("#")[0].rstrip("/")


def _letters(text: str) -> str:
    return _NOT_LETTER.sub("", text).casefold()


def _in_full(value: Any, known: dict[str, dict[str, Any]]) -> Any:
    """Return the object that a value refers to by id, else the value."""
    if isinstance(value, list):
        return [_in_full(one, known) for one in value if not isinstance(one, list)]
    return known.get(str(value.get("@id")), {}) | value if isinstance(value, dict) else value

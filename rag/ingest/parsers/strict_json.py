"""Parse JSON within limits, without losing one of two values of one key.

Belongs here: what Python's parser accepts silently or fails on. Does not belong here: what records mean
(`rag.ingest.parsers.json_records`).
"""

from __future__ import annotations

import json
from typing import Any

from rag.errors import ArticleReadError

__all__ = ["Twice", "key_stated_twice", "load_json"]

_LONGEST_NUMBER = 100
_AS_LINES = "If it holds one record a line, give it the suffix .jsonl."
_MEND = "Correct it there or export it again."


class Twice(dict[str, Any]):
    """An object with a key that it states twice with different values; it holds the last one."""

    key: str


def load_json(text: str) -> Any:
    """Parse JSON.

    Args:
        text: The document.

    Returns:
        Its value; integers with too many digits are strings, objects may be `Twice`.

    Raises:
        ArticleReadError: It is not JSON, or nested too deeply; the message states the place.
    """
    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=_number)
    except RecursionError:
        raise ArticleReadError("nested too deeply to be an article.") from None
    except ValueError as error:
        advice = _AS_LINES if str(error).startswith("Extra data") else _MEND
        raise ArticleReadError(f"not JSON: {error}. {advice}") from None


def key_stated_twice(value: Any) -> str | None:
    """Return a key that the value, or an object within it, states twice; None where there is none."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Twice):
            return value.key
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    first: dict[str, Any] = {}
    for key, value in pairs:
        if first.setdefault(key, value) != value:
            twice = Twice(found)
            twice.key = key
            return twice
    return found


def _number(digits: str) -> int | str:
    """Read an integer; one with very many digits stays a string, since Python refuses it or is slow."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits

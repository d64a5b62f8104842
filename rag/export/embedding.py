"""Answers as JSON inside a document, where no string of theirs can end it.

Belongs here: writing JSON that a comment or a script element holds safely. Does not belong here: the
documents (`markdown`, `html`).
"""

from __future__ import annotations

import json
from typing import Any

__all__ = ["embedded"]

_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
"""What could end a comment or an element, as JSON writes it otherwise; all of it stands in strings only."""


def embedded(answer: dict[str, Any]) -> str:
    """Return an answer as one line of JSON in ASCII without ``<``, ``>`` and ``&``.

    Args:
        answer: The answer as data.

    Returns:
        JSON that reads back as the same data; nothing in it is hidden or runs from right to left.
    """
    line = json.dumps(answer, ensure_ascii=True, allow_nan=False)
    for plain, written in _ESCAPED.items():
        line = line.replace(plain, written)
    return line

"""JSON that can be put inside a comment or a script element of a document.

Belongs here: escaping, so that no string of an answer can end the comment or element. Does not belong here:
the documents (`markdown`, `html`).
"""

from __future__ import annotations

import json
from typing import Any

__all__ = ["inline_json"]

_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
"""Characters that could end a comment or an element, with their JSON escapes. In JSON they occur only inside
strings, so that replacing them keeps the data."""


def inline_json(answer: dict[str, Any]) -> str:
    """Return an answer as one line of JSON in ASCII without ``<``, ``>`` and ``&``.

    Args:
        answer: The answer as data.

    Returns:
        JSON that reads back as the same data, without invisible characters and those that change the writing
        direction.
    """
    line = json.dumps(answer, ensure_ascii=True, allow_nan=False)
    for plain, escape in _ESCAPED.items():
        line = line.replace(plain, escape)
    return line

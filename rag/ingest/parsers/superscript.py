"""Write superscripts as plain text, so that no number becomes another one: 10 to the power of 6 is not 106.

Belongs here: the text for a superscript. Does not belong here: finding one in a format.
"""

from __future__ import annotations

import re

__all__ = ["superscript"]

_RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_AS_IT_IS = re.compile(r"[^\W\d_]|\[")
"""Letters ("5th") and notes in brackets ("[1]") stay as they are: nobody reads them as part of a number."""
_SLASHES = ("/", "\u2044")


def superscript(text: str, *, before: str = "", behind: str = "") -> str:
    """Return a superscript as plain text: "10⁶", "said.¹", "3 1/2".

    Args:
        text: The superscript.
        before: The text before it.
        behind: The text between it and a subscript; a slash alone makes it a numerator.

    Returns:
        Raised figures; a numerator as it is, with a space behind a number before it.
    """
    if behind.strip() in _SLASHES:
        return f" {text}" if before[-1:].isdigit() else text
    return text if _AS_IT_IS.search(text) else text.translate(_RAISED)

"""Write MathML formulas as one line of text, so that no number becomes another one.

Belongs here: the text for a fraction, a power or an index. Does not belong here: finding formulas
(`rag.ingest.parsers.markup`).
"""

from __future__ import annotations

from typing import Any

from rag.ingest.parsers.superscript import superscript

__all__ = ["formula"]

_DEEPEST = 50
"""Depth of elements to which a formula is read; below it only the plain text is taken."""


def formula(element: Any, deep: int = 0) -> str:
    """Return a formula as one would type it: "10⁶", "a/b", "x_1", "√(a+b)".

    Args:
        element: `math`, or an element within one.
        deep: Its depth in the formula.

    Returns:
        One line; "" where the formula shows nothing.
    """
    parts = list(element)
    if not parts or deep > _DEEPEST:
        return " ".join("".join(element.itertext()).split())
    if element.tag in ("annotation", "annotation-xml", "maction"):
        return ""
    if element.tag == "semantics":
        return formula(parts[0], deep + 1)
    first, *rest = [formula(part, deep + 1) for part in parts]
    if element.tag == "mfrac" and rest:
        return f"{_grouped(first)}/{_grouped(rest[0])}"
    if element.tag in ("msub", "munder") and rest:
        return f"{first}_{_grouped(rest[0])}"
    if element.tag in ("msup", "mover") and rest:
        return first + _power(first, rest[0])
    if element.tag in ("msubsup", "munderover") and len(rest) > 1:
        return f"{first}_{_grouped(rest[0])}{_power(first, rest[1])}"
    joined = "".join([first, *rest])
    return f"√({joined})" if element.tag == "msqrt" else joined


def _power(base: str, power: str) -> str:
    raised = superscript(power, before=base, behind="")
    return raised if raised != power else f"^{_grouped(power)}"


def _grouped(text: str) -> str:
    return text if text.isalnum() else f"({text})"

"""Values as databases and feeds hold them, made text, one line or a date.

Belongs here: what a value means by its form. Does not belong here: which key it stands under
(`rag.parsers.fields`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from rag.parsers.dates import read_moment
from rag.parsers.items import Told
from rag.parsers.pieces import told_of_html
from rag.parsers.stated import clean, line_of

if TYPE_CHECKING:
    from datetime import date

__all__ = ["as_line", "as_moment", "as_text", "holds_tags", "told_of"]

_NAMED = re.compile(
    r"</(?:a|abbr|b|blockquote|cite|code|div|em|figure|font|h[1-6]|i|iframe|li|mark|ol|p|pre|q|s|script|section"
    r"|small|span|strong|style|sub|sup|table|td|th|time|tr|u|ul)\s*+>"
    r"|<(?:p|br|div|h[1-6]|hr|img|li|ol|ul|blockquote|table|tr|td|figure|section|pre)"
    r"""(?:\s++[\w:.-]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'|[^\s"'<>=]++))*+\s*+/?>""",
    re.IGNORECASE,
)
"""A tag that is meant as one; "a <b and c> d" holds none."""
_PARAGRAPH_TAG = re.compile(r"<(?:p|div)[\s>]", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[^\S\n]*+\n")
_LINE_END = re.compile("\r\n|\r|\u2028|\u2029")

_UNIX = re.compile(r"(\d{10}|\d{13})(?:\.\d+)?", re.ASCII)
_UNIX_IF_SURE = re.compile(r"(-?(?:\d{9,10}|\d{13}))(?:\.\d+)?", re.ASCII)
"""Shorter numbers may be years, longer ones dates written without dashes."""
_MOST_SECONDS = 10**11
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_DATE = 200


def holds_tags(text: str) -> bool:
    """Say whether a text is HTML, and not one that merely holds "<"."""
    return bool(_NAMED.search(text))


def told_of(value: str, *, is_html: bool = False) -> Told:
    """Return a text, one that holds tags as its paragraphs, apart from what stands beside a story.

    Args:
        value: Text or HTML.
        is_html: Whether it is HTML even without a tag.

    Returns:
        The text without blank lines around it, "" where there is none.
    """
    text = _LINE_END.sub("\n", value)
    if is_html or holds_tags(text):
        # Publishing systems keep paragraphs as lines, with tags only within them.
        paragraphs = text if _PARAGRAPH_TAG.search(text) else _BLANK_LINES.sub("\n<p>", text)
        return told_of_html(paragraphs)
    text = clean(text).strip("\n")
    return Told(text if text.strip() else "")


def as_text(value: Any, *, is_html: bool = False) -> Told | None:
    """Return a value's text; None where it holds none, or a part that is no text and would be missing."""
    if isinstance(value, list):
        parts = [part.get("text") if isinstance(part, Mapping) else part for part in value]
        texts = [part for part in parts if isinstance(part, str)]
        if len(texts) < len(parts):
            return None
        value = "\n\n".join(texts)
    told = told_of(value, is_html=is_html) if isinstance(value, str) else None
    return told if told and told.text else None


def as_line(value: Any) -> str | None:
    """Return a value as one line: names joined by commas, the name of an object, a number as it is."""
    values = value if isinstance(value, list) else [value]
    return ", ".join(filter(None, map(_single, values))) or None


def _single(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, float) and not math.isfinite(value):
        return None
    is_stated = isinstance(value, str | int | float) and not isinstance(value, bool)
    return line_of(str(value)) if is_stated else None


def as_moment(value: Any, *, is_date: bool = False) -> tuple[date, str | None] | None:
    """Return a stated date; a number is one where it is seconds or milliseconds since 1970.

    Args:
        value: As stated.
        is_date: Whether it surely is one, so that shorter and negative numbers are seconds as well.

    Returns:
        As `rag.parsers.dates.read_moment`.
    """
    stated = as_line(value)
    if stated is None or len(stated) > _LONGEST_DATE:
        return None
    number = (_UNIX_IF_SURE if is_date else _UNIX).fullmatch(stated)
    if number is None:
        return read_moment(stated)
    since = int(number[1])
    in_seconds = abs(since) < _MOST_SECONDS
    moment = _EPOCH + (timedelta(seconds=since) if in_seconds else timedelta(milliseconds=since))
    return moment.date(), moment.isoformat()

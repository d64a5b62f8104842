"""Read the values of records, as databases and feeds hold them, as text, one line or a date.

Belongs here: what a value means by its form. Does not belong here: which key has it
(`rag.ingest.parsers.record_fields`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from rag.ingest.parsers.field_values import clean, line_of
from rag.ingest.parsers.html_fragments import story_text_of_html
from rag.ingest.parsers.items import Beside, StoryText
from rag.ingest.parsers.page_story import is_sentence
from rag.ingest.parsers.publication_dates import read_moment

if TYPE_CHECKING:
    from datetime import date

__all__ = ["as_line", "as_moment", "as_text", "holds_prose", "holds_tags", "story_text"]

_HOLD_TEXT = ("text", "value", "content", "rendered", "html")
"""Keys of the text in an object that stands for a text, as in WordPress, Drupal, or a list of blocks."""

_HOLD_HTML = ("rendered", "html")
_HOLD_LINE = ("name", "text", "value", "$oid", "$numberLong")
"""The same for one line; names of types in MongoDB's Extended JSON begin with "$"."""

_NAMED = re.compile(
    r"</(?:a|abbr|b|blockquote|cite|code|div|em|figure|font|h[1-6]|i|iframe|li|mark|ol|p|pre|q|s|script|section"
    r"|small|span|strong|style|sub|sup|table|td|th|time|tr|u|ul)\s*+>"
    r"|<(?:p|br|div|h[1-6]|hr|img|li|ol|ul|blockquote|table|tr|td|figure|section|pre)"
    r"""(?:\s++[\w:.-]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'|[^\s"'<>=]++))*+\s*+/?>""",
    re.IGNORECASE,
)
"""A real tag; "a <b and c> d" has none."""
_PICTURE = re.compile(r"image|picture|photo|figure|gallery|video|audio|embed", re.IGNORECASE)
"""Types of blocks of pictures and the like; their words are captions, not story."""

_PARAGRAPH_TAG = re.compile(r"<(?:p|div)[\s>]", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[^\S\n]*+\n")
_LINE_END = re.compile("\r\n|\r|\u2028|\u2029")

_UNIX = re.compile(r"(\d{10}|\d{13})(?:\.\d+)?", re.ASCII)
_UNIX_IF_SURE = re.compile(r"(-?(?:\d{9,10}|\d{13}))(?:\.\d+)?", re.ASCII)
"""Seconds or milliseconds; a shorter number may be a year, another length a date without dashes."""
_MOST_SECONDS = 10**11
_MILLISECONDS = re.compile(r"-?\d{1,13}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_DATE = 200


def holds_tags(text: str) -> bool:
    """Say whether a text has HTML tags, not merely a "<"."""
    return bool(_NAMED.search(text))


def story_text(value: str, *, is_html: bool = False) -> StoryText:
    """Return the story of a text or of HTML, and the parts of it that are not story.

    Args:
        value: Text or HTML.
        is_html: Whether it is HTML even without a tag.

    Returns:
        The text without blank lines around it, "" where there is none.
    """
    text = _LINE_END.sub("\n", value)
    if is_html or holds_tags(text):
        # Publishing systems separate paragraphs by blank lines, and have tags only within them.
        paragraphs = text if _PARAGRAPH_TAG.search(text) else _BLANK_LINES.sub("\n<p>", text)
        return story_text_of_html(paragraphs)
    text = clean(text).strip("\n")
    return StoryText(text if text.strip() else "")


def as_text(value: Any, *, is_html: bool = False) -> StoryText | None:
    """Return the text of a value: a string, an object that stands for a text, or a list of such parts.

    Args:
        value: As stated.
        is_html: Whether it is HTML even without a tag.

    Returns:
        The text, captions of pictures in ``beside``; None where there is none, or where a part of a list has
        prose in a form that is not known, so that it would be missing.
    """
    beside: tuple[Beside, ...] = ()
    if isinstance(value, Mapping):
        key = _text_key(value)
        value, is_html = value.get(key), is_html or key in _HOLD_HTML
    elif isinstance(value, list):
        value, beside = _of_blocks(value)
    if not isinstance(value, str):
        return None
    story = story_text(value, is_html=is_html)
    return story._replace(beside=story.beside + beside) if story.text else None


def _of_blocks(parts: list[Any]) -> tuple[str | None, tuple[Beside, ...]]:
    """Return the texts of a list of blocks as paragraphs, and the captions of its pictures.

    Where there are no other texts, those of the pictures are the text, as in HTML.
    """
    texts: list[str] = []
    beside: list[Beside] = []
    for part in parts:
        text = part.get(_text_key(part)) if isinstance(part, Mapping) else part
        if isinstance(part, Mapping) and _is_picture(part):
            beside += (Beside(" ".join(line.split()), "frame") for line in _prose(part))
        elif isinstance(text, str):
            texts.append(text)
        elif not isinstance(part, Mapping) or holds_prose(part):
            return None, ()
    if not texts:
        return "\n\n".join(line.text for line in beside), ()
    is_in_paragraphs = any(map(_PARAGRAPH_TAG.search, texts))
    return ("\n\n<p>" if is_in_paragraphs else "\n\n").join(texts), tuple(beside)


def _is_picture(block: Mapping[str, Any]) -> bool:
    kinds = (block.get("type"), block.get("_type"))
    return any(isinstance(kind, str) and _PICTURE.search(kind) for kind in kinds)


def _text_key(value: Mapping[str, Any]) -> str:
    """Return the key of the longest text in an object that stands for a text; "" where it has none."""
    keys = (key for key in _HOLD_TEXT if isinstance(value.get(key), str))
    return max(keys, key=lambda key: len(value[key]), default="")


def holds_prose(value: Any) -> bool:
    """Say whether a value or any value within it is a text with a sentence."""
    return any(True for _ in _prose(value))


def _prose(value: Any) -> Iterator[str]:
    """Yield the texts within a value that have a sentence, in order."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, str) and any(map(is_sentence, (text := story_text(value).text).splitlines())):
            yield text


def as_line(value: Any) -> str | None:
    """Return a value as one line: names joined by commas, the name in an object, a number as it is."""
    values = value if isinstance(value, list) else [value]
    return ", ".join(filter(None, map(_single, values))) or None


def _single(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("$date", value)
    if not isinstance(value, Mapping):
        return _stated(value)
    rendered = as_text(value.get("rendered"), is_html=True)
    held = (rendered and rendered.text, *map(value.get, _HOLD_LINE))
    return next(filter(None, map(_stated, held)), None)


def _stated(value: Any) -> str | None:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    is_stated = isinstance(value, str | int | float) and not isinstance(value, bool)
    return line_of(str(value)) if is_stated else None


def as_moment(value: Any, *, is_date: bool = False) -> tuple[date, str | None] | None:
    """Return the date in a value; a number counts where it can be seconds or milliseconds since 1970.

    Args:
        value: As stated.
        is_date: Whether it surely is a date, so that shorter and negative numbers are seconds as well.

    Returns:
        As `rag.ingest.parsers.publication_dates.read_moment`.
    """
    stated = as_line(value)
    if stated is None or len(stated) > _LONGEST_DATE:
        return None
    if isinstance(value, Mapping) and "$date" in value and _MILLISECONDS.fullmatch(stated):
        return _moment(milliseconds=int(stated))
    number = (_UNIX_IF_SURE if is_date else _UNIX).fullmatch(stated)
    if number is None:
        return read_moment(stated)
    since = int(number[1])
    return _moment(seconds=since) if abs(since) < _MOST_SECONDS else _moment(milliseconds=since)


def _moment(**since: int) -> tuple[date, str]:
    """Return date and time of a moment given as time since the beginning of 1970, in UTC."""
    moment = _EPOCH + timedelta(**since)
    return moment.date(), moment.isoformat()

"""Reading dates and moments, written out ("3 March 2023") or in a standard form.

Belongs here: dates with day, month and year; a date without a year is no date. Does not belong here:
deciding which date of a text is its publication date.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from rag.text.lexicon import MONTH_ABBREVIATIONS, MONTHS

__all__ = ["find_date", "read_moment"]

_MONTHS = [name[:3].lower() for name in MONTHS]
_MONTH = rf"({'|'.join((*MONTHS, *MONTH_ABBREVIATIONS))})\.?"
_FLAGS = re.IGNORECASE | re.ASCII  # beyond ASCII, "ſ" would be read as the "s" of a month
_FORMS = (
    (re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", _FLAGS), "mdy"),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(\d{{4}})\b", _FLAGS), "dmy"),
    (re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", _FLAGS), "ymd"),
    (re.compile(r"\b(\d{4})/(\d{1,2})/(\d{1,2})\b", _FLAGS), "ymd"),
)
_ZONE = re.compile(r" (?=[+-]\d|Z)")
_UTC = re.compile(r" ?(?:GMT|UTC)$")
_WEEK = re.compile(r"\d{4}-?W\d{2}(?!-?\d)")
"""A week without a day, which Python takes for its Monday."""


def find_date(text: str) -> date | None:
    """Return the first full date written in `text`; None when there is none or it does not exist."""
    written = [(found, order) for pattern, order in _FORMS if (found := pattern.search(text))]
    if not written:
        return None
    found, order = min(written, key=lambda form: form[0].start())
    parts = dict(zip(order, found.groups(), strict=True))
    month = parts["m"]
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return date(int(parts["y"]), number, int(parts["d"]))
    except ValueError:
        return None


def read_moment(value: str) -> tuple[date, str | None] | None:
    """Read a stated publication time: ISO 8601, RFC 3339, RFC 822 as in feeds and mail, or written out.

    Args:
        value: The time as stated.

    Returns:
        The date in the zone stated, and the RFC 3339 time where a time with a zone of whole minutes is stated
        (RFC 3339 knows no others, and a time without a zone is no moment); None where it is no date.
    """
    moment = _iso(value) or _rfc822(value)
    if moment is None:
        stated = find_date(value)
        return (stated, None) if stated else None
    offset = moment.utcoffset()
    whole = offset is not None and offset.total_seconds() % 60 == 0
    return moment.date(), moment.isoformat() if whole else None


def _iso(value: str) -> datetime | None:
    stated = _UTC.sub("Z", _ZONE.sub("", value.strip()))
    try:
        return None if _WEEK.match(stated) else datetime.fromisoformat(stated)
    except ValueError:
        return None


def _rfc822(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value) if re.search(r"\d{1,2}:\d{2}", value) else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None

"""Read dates and times of publication, written out ("3 March 2023") or in a standard form.

Belongs here: dates with day, month and year; one without a year does not count. Does not belong here: which
date of a source is that of publication (each parser), dates within sentences (`rag.text.dates`).
"""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from rag.text.lexicon import MONTH_ABBREVIATIONS, MONTHS

__all__ = ["find_date", "read_moment"]

_MONTHS = [name[:3].lower() for name in MONTHS]
_MONTH = rf"({'|'.join((*MONTHS, *MONTH_ABBREVIATIONS))})\.?"
_FLAGS = re.IGNORECASE | re.ASCII  # without ASCII, "ſ" would match the "s" of a month
_FORMS = (
    (re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", _FLAGS), "mdy"),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(\d{{4}})\b", _FLAGS), "dmy"),
    (re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", _FLAGS), "ymd"),
    (re.compile(r"\b(\d{4})/(\d{1,2})/(\d{1,2})\b", _FLAGS), "ymd"),
)
_ZONE = re.compile(r" (?=[+-]\d|Z)")
_UTC = re.compile(r" ?(?:GMT|UTC)$")
_WEEK = re.compile(r"\d{4}-?W\d{2}(?!-?\d)")
"""An ISO week without a day; Python would read it as the Monday of the week."""


def find_date(text: str) -> date | None:
    """Return the first full date in a text; None where there is none, or no such day exists."""
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
        The date in the stated time zone, and the time in RFC 3339, None without a time zone or with one that
        is not in whole minutes, which RFC 3339 cannot express; None where the value is no date.
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

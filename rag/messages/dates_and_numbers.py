"""How numbers, dates and durations are written.

Belongs here: formats that differ from language to language. Does not belong here: sentences.
"""

from __future__ import annotations

import calendar
from datetime import date

UNDATED = "undated"


def count(number: int, thing: str) -> str:
    """Return a number with its noun, such as "1 article" or "1,200 articles"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def day(published: str | None) -> str:
    """Return a publication date, YYYY-MM-DD, in words; `UNDATED` for None and for anything else."""
    try:
        found = date.fromisoformat(published or "")
    except ValueError:
        return UNDATED
    return f"{found.day} {calendar.month_name[found.month]} {found.year}"


def moment(stamp: str) -> str:
    """Return an RFC 3339 time as "YYYY-MM-DD HH:MM UTC"; a time that is not in UTC stays as it is."""
    return f"{stamp[:10]} {stamp[11:16]} UTC" if stamp.endswith("+00:00") else stamp


def duration(seconds: float) -> str:
    """Return a duration in seconds, minutes, or hours and minutes, whichever is short to read."""
    if seconds < 90:  # noqa: PLR2004 - up to a minute and a half in seconds
        return count(max(1, round(seconds)), "second")
    minutes = round(seconds / 60)
    if minutes < 90:  # noqa: PLR2004
        return count(minutes, "minute")
    return f"{count(minutes // 60, 'hour')} {count(minutes % 60, 'minute')}"


def share(value: float | None) -> str:
    """Return a share in [0, 1] with three decimals; "–" for None."""
    return "–" if value is None else f"{value:.3f}"

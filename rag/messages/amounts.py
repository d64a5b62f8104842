"""Numbers, days and durations in words.

Belongs here: whatever a language counts and dates in its own way. Does not belong here: sentences.
"""

from __future__ import annotations

import calendar
from datetime import date

UNDATED = "undated"


def count(number: int, thing: str) -> str:
    """Say how many there are."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def day(published: str | None) -> str:
    """Say a publication date in words, or that there is none."""
    try:
        found = date.fromisoformat(published or "")
    except ValueError:
        return UNDATED
    return f"{found.day} {calendar.month_name[found.month]} {found.year}"


def moment(stamp: str) -> str:
    """Say an RFC 3339 time as it is read more easily, still in UTC."""
    return f"{stamp[:10]} {stamp[11:16]} UTC" if stamp.endswith("+00:00") else stamp


def duration(seconds: float) -> str:
    """Say a duration as roughly as one wants to know it."""
    if seconds < 90:  # noqa: PLR2004 - said in seconds up to a minute and a half
        return count(max(1, round(seconds)), "second")
    minutes = round(seconds / 60)
    if minutes < 90:  # noqa: PLR2004
        return count(minutes, "minute")
    return f"{count(minutes // 60, 'hour')} {count(minutes % 60, 'minute')}"


def share(value: float | None) -> str:
    """Write a share."""
    return "–" if value is None else f"{value:.3f}"

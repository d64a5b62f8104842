"""Which articles a question may be answered from: publication dates and outlets.

Belongs here: reading the filters a person types. Does not belong here: applying them to the catalogue.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from rag.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Filters"]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Publication dates, both ends inclusive, and outlets (compared without case); empty allows all.

    An undated article never passes a date filter.
    """

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()

    @classmethod
    def parse(
        cls,
        since: str | date | None = None,
        until: str | date | None = None,
        outlets: Iterable[str] = (),
    ) -> Filters:
        """Read filters as typed: dates are YYYY, YYYY-MM or YYYY-MM-DD.

        A year or month stands for its first day in `since` and its last day in `until`.

        Args:
            since: Earliest publication date.
            until: Latest publication date.
            outlets: Names of outlets; blank ones are dropped.

        Returns:
            The filters.

        Raises:
            QuestionError: A date is not in one of the three forms, does not exist, or `since` is after
                `until`.
        """
        first = _bound(since, last=False, name="since")
        final = _bound(until, last=True, name="until")
        if first and final and first > final:
            raise QuestionError(
                f"since {first} is after until {final}, so no article can match. Swap the two dates."
            )
        names = (name.strip().casefold() for name in outlets)
        return cls(since=first, until=final, outlets=tuple(sorted({n for n in names if n})))

    @property
    def dated(self) -> bool:
        """Whether a date filter is set."""
        return self.since is not None or self.until is not None

    def __bool__(self) -> bool:
        """Whether any filter is set."""
        return self.dated or bool(self.outlets)

    def allow(self, published: date | None, outlet: str | None) -> bool:
        """Say whether an article with this publication date and outlet passes.

        Args:
            published: The article's publication date.
            outlet: The article's outlet.

        Returns:
            True when every set filter is met.
        """
        return self.allow_date(published) and self.allow_outlet(outlet)

    def allow_outlet(self, outlet: str | None) -> bool:
        """Say whether an article of this outlet passes the outlet filter alone."""
        return not self.outlets or (outlet is not None and outlet.casefold() in self.outlets)

    def allow_date(self, published: date | None) -> bool:
        """Say whether an article published then passes the date filters alone."""
        if not self.dated:
            return True
        if published is None:
            return False
        return (self.since is None or self.since <= published) and (
            self.until is None or published <= self.until
        )


def _bound(value: str | date | None, *, last: bool, name: str) -> date | None:
    """Return the first or last day that `value` stands for; None for None or blank text."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    if not value.strip():
        return None
    found = _DATE.fullmatch(value.strip())
    if not found:
        raise QuestionError(
            f"{name}: {value!r} is not a date. Give YYYY, YYYY-MM or YYYY-MM-DD, such as 2022-09."
        )
    year = int(found[1])
    month = int(found[2]) if found[2] else (12 if last else 1)
    try:
        days = calendar.monthrange(year, month)[1]
        return date(year, month, int(found[3]) if found[3] else (days if last else 1))
    except (ValueError, calendar.IllegalMonthError):
        raise QuestionError(f"{name}: there is no date {value!r}.") from None

"""Which articles a question may be answered from: by publication date, outlet, author, language and format.

Belongs here: reading the filters a person types, and what a typed name stands for. Does not belong here:
applying them to the catalogue.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from rag.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["FORMATS", "Facet", "Filters", "format_of"]

Facet = Literal["outlet", "author", "language", "format"]
"""What an article states, its date aside, that a filter may name."""

_FORMAT_OF_PARSER = {
    "front-matter": "text",
    "html": "html",
    "pdf": "pdf",
    "docx": "docx",
    "records": "json",
    "tables": "csv",
    "feed": "feed",
    "by-root": "xml",
    "nitf": "nitf",
    "newsml": "newsml",
    "mail": "mail",
}
FORMATS = tuple(_FORMAT_OF_PARSER.values())
"""What a format filter may name."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_PARSER = re.compile(r"([a-z-]+?)-\d")
_BETWEEN_AUTHORS = re.compile(r"\s*[,;&]\s*|\s+and\s+", re.IGNORECASE)


def format_of(parser: str) -> str | None:
    """Return the format that a parser reads.

    Args:
        parser: A parser with its version, as the ledger and citations name it.

    Returns:
        One of `FORMATS`; None for an unknown parser.
    """
    found = _PARSER.match(parser)
    return _FORMAT_OF_PARSER.get(found[1]) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Publication dates, both inclusive, and case-folded names; an empty filter allows all articles.

    An undated article never passes a date filter, and an article without an outlet never passes an outlet
    filter. An article passes when it meets every kind of filter that is set, with any one name of that kind.
    """

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()

    @classmethod
    def parse(
        cls,
        since: str | date | None = None,
        until: str | date | None = None,
        outlets: Iterable[str] | None = None,
        authors: Iterable[str] | None = None,
        languages: Iterable[str] | None = None,
        formats: Iterable[str] | None = None,
    ) -> Filters:
        """Read filters as typed: dates are YYYY, YYYY-MM or YYYY-MM-DD.

        A year or month stands for its first day in `since` and its last day in `until`.

        Args:
            since: Earliest publication date.
            until: Latest publication date.
            outlets: Names of outlets; blank names are dropped here and in the following, None allows all.
            authors: Names of authors; one of an article's several authors is enough.
            languages: Language tags; `en` stands for `en-GB` too.
            formats: Formats out of `FORMATS`.

        Returns:
            The filters.

        Raises:
            QuestionError: A date is not in one of the three forms, does not exist, or `since` is after
                `until`; or there is no such format.
        """
        first = _bound(since, last=False, name="since")
        final = _bound(until, last=True, name="until")
        if first and final and first > final:
            raise QuestionError(
                f"since {first} is after until {final}, so no article can match. Swap the two dates."
            )
        chosen = _folded(formats)
        for unknown in (name for name in chosen if name not in FORMATS):
            raise QuestionError(f"format: there is no {unknown!r}. Give one of {', '.join(FORMATS)}.")
        return cls(
            since=first,
            until=final,
            outlets=_folded(outlets),
            authors=_folded(authors),
            languages=_folded(languages),
            formats=chosen,
        )

    @property
    def dated(self) -> bool:
        """Whether a date filter is set."""
        return self.since is not None or self.until is not None

    @property
    def facets(self) -> dict[Facet, tuple[str, ...]]:
        """The filters by name that are set."""
        every: dict[Facet, tuple[str, ...]] = {
            "outlet": self.outlets,
            "author": self.authors,
            "language": self.languages,
            "format": self.formats,
        }
        return {facet: names for facet, names in every.items() if names}

    def to_dict(self) -> dict[str, Any] | None:
        """Return the filters as JSON-ready data, dates in ISO form; None where none is set."""
        return (
            {
                "since": self.since and self.since.isoformat(),
                "until": self.until and self.until.isoformat(),
                "outlets": list(self.outlets),
                "authors": list(self.authors),
                "languages": list(self.languages),
                "formats": list(self.formats),
            }
            if self
            else None
        )

    def __bool__(self) -> bool:
        """Whether any filter is set."""
        return self.dated or bool(self.facets)

    def allow(self, facet: Facet, stated: str) -> bool:
        """Say whether an article that states this passes the filter of one kind.

        Args:
            facet: The kind of filter.
            stated: What the article states, as it states it; for a format, the article's parser.

        Returns:
            True where the filter names it, or is not set.
        """
        names = self.facets.get(facet)
        if names is None:
            return True
        if facet == "format":
            return format_of(stated) in names
        folded = stated.strip().casefold()
        if facet == "author":
            return folded in names or any(part in names for part in _BETWEEN_AUTHORS.split(folded))
        if facet == "language":
            return any(folded == name or folded.startswith(f"{name}-") for name in names)
        return folded in names


def _folded(names: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(sorted({folded for name in names or () if (folded := name.strip().casefold())}))


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

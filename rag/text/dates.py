"""Find the dates of a text: years, months, days and weekdays, in the forms that newspapers write.

Belongs here: where in a text a date stands, and its year, month, day and weekday. Does not belong here:
other numbers (`numbers`), whether two dates agree (`rag.checks.quantities`), when an article was published
(`rag.ingest.parsers.publication_dates`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rag.text.lexicon import MONTH_ABBREVIATIONS, MONTHS, WEEKDAYS, word_set
from rag.text.tokens import CACHED_TEXTS, Text

__all__ = ["Date", "dates_in"]


class Date(NamedTuple):
    """A date and its place in the text, [start, end). A part that is not stated is 0; Monday is 1."""

    year: int
    month: int
    day: int
    weekday: int
    start: int
    end: int


_MONTHS = {name[:3]: i for i, name in enumerate(MONTHS, 1)}
_MONTH = rf"(?P<mon>{'|'.join(MONTHS)}|(?:{'|'.join(MONTH_ABBREVIATIONS)})\b\.?)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1\d{3}|20\d\d)"
# Fuller forms first. Each pattern is tried only on a text that has what stands before it: a digit, a month,
# a weekday. That saves time.
_DATES = tuple(
    (word_set(needs), re.compile(pattern))
    for needs, pattern in (
        ("digit", rf"(?<![\d-]){_YEAR}-(?P<num>0[1-9]|1[0-2])-{_DAY}(?![\d-])"),
        (
            "digit month",
            rf"(?<!\w){_MONTH} {_DAY}(?!\w|[:,]?\d)(?: ?[-/] ?\d\d?(?!\d))?(?:,? ?{_YEAR}(?!\w|,\d))?",
        ),
        ("digit month", rf"(?<![\w.,]){_DAY} (?:of )?{_MONTH}(?!\w)(?:,? {_YEAR}(?!\w))?"),
        ("digit month", rf"(?<!\w){_MONTH},? (?:of )?{_YEAR}(?!\w)"),
        ("month", rf"(?<!\w)(?P<mon>{'|'.join(m for m in MONTHS if m not in {'March', 'May'})})(?!\w)"),
        (
            "month",
            r"(?<!\w)(?:in|last|since|until|by|early|late|mid-?|this|next|from|to|before|after|during) "
            r"(?P<mon>March|May)(?!\w)(?! [A-Z])",
        ),
        (
            "digit",
            rf"(?<![\w$€£¥.,#]){_YEAR}(?!\w|'s|[.,]\d|-(?:year|mile|foot|meter)|,000"
            r"| ?(?:%|km|miles|percent|per|dollars"
            r"|euros|pounds|tons|meters|metres|feet|people|soldiers|troops|members|workers|jobs))",
        ),
        ("weekday", rf"(?<![\w])(?P<wday>{'|'.join(WEEKDAYS)})(?!\w)"),
        ("digit", r"(?<=\b[12]\d\d\d[-/])(?P<short>\d\d)(?![\w-])"),
    )
)
_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=CACHED_TEXTS)
def dates_in(text: Text) -> tuple[Date, ...]:
    """Find the dates of a text; where two forms overlap, the fuller one counts. Fuller forms come first."""
    plain = text.plain
    has = {
        "digit": _DIGIT.search(plain) is not None,
        "month": any(month in plain for month in _MONTHS),
        "weekday": "day" in plain,
    }
    missing = {name for name, there in has.items() if not there}
    found: list[Date] = []
    taken: set[int] = set()
    for needs, pattern in _DATES:
        if needs & missing:
            continue
        for match in pattern.finditer(plain):
            if match.start() in taken or match.end() - 1 in taken:
                continue
            taken.update(range(*match.span()))
            said = match.groupdict()
            year, month = int(said.get("year") or 0), int(said.get("num") or 0)
            if said.get("mon"):
                month = _MONTHS[said["mon"][:3]]
            if said.get("short"):
                year = int(plain[match.start() - 5 : match.start() - 3] + said["short"])
            weekday = WEEKDAYS.index(said["wday"]) + 1 if said.get("wday") else 0
            found.append(Date(year, month, int(said.get("day") or 0), weekday, *match.span()))
    return tuple(found)

"""Reading a written-out date, such as "3 March 2023" or "Sept. 15, 2022".

Belongs here: dates with day, month name and year; a date without a year is no date. Does not belong
here: deciding which date of a text is its publication date.
"""

from __future__ import annotations

import re
from datetime import date

__all__ = ["find_date"]

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_FLAGS = re.IGNORECASE | re.ASCII  # beyond ASCII, "ſ" would be read as the "s" of a month
_FORMS = (
    (re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", _FLAGS), "mdy"),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(\d{{4}})\b", _FLAGS), "dmy"),
    (re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b", _FLAGS), "ymd"),
)


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

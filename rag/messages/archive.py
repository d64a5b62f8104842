"""What the Archive tab says.

Belongs here: its words, as plain text made of plain values. Does not belong here: what other tabs say as well
(`page`).
"""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

from rag.messages.amounts import UNDATED, count, day

if TYPE_CHECKING:
    from datetime import date

WORDS_LABEL = "Words in title or text"
WORDS_HINT = "All of them are looked for; put a phrase in “quotation marks”."
FIND = "Find"
NARROW = "Narrow by title, author, outlet or date; order"
TITLE_LABEL = "Title"
TITLE_HINT = "A part of it"
AUTHOR_LABEL = "Author"
AUTHOR_HINT = "A part of the name"
ORDER_LABEL = "Order"
ORDERS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "title": "By title",
    "outlet": "By outlet",
}

ARTICLES = "Articles"
NOTHING_FOUND = "No article is like that. Leave out a word or a filter."
ARTICLE = "Article"
CHOOSE_ARTICLE = "Choose an article from the list to read it whole."
BACK_TO_LIST = "Back to the list"
CLIPPED = "This article is very long. Only its beginning is shown."
MOSTLY_MARKED = (
    "Over a third of this article is boilerplate, which is shown pale here, or headings. Neither is ever "
    "cited. Where that is wrong, text is lost to questions."
)
PALE = "What is shown pale was taken for boilerplate and is never cited."
COPIES = "The same story is told by"
ORIGINAL = "original"
THIS_ARTICLE = "this article"

COVERAGE = "Coverage over time"
COVERAGE_OF_LIST = "Of the articles in the list, by publication date."
NO_DATES = "No article of the list states when it was published."
ALL = "All"
WHEN = "Published"
OTHER_OUTLETS = "other outlets"
NO_OUTLET = "no outlet stated"
OUTLETS = "Outlets"
OUTLETS_HINT = "All, unless you choose"
OUTLETS_DETAIL = "All that the archive holds. A click lists the articles of one."
OUTLET, COUNT, FROM_TO = "Outlet", "Articles", "Published"

_UNITS = {1: "month", 12: "year", 120: "decade", 1200: "century"}


def found(articles: int, number: int, pages: int) -> str:
    """Say how many articles a list has and which page of it is shown."""
    said = count(articles, "article")
    return f"{said}, page {number:,} of {pages:,}" if pages > 1 else said


def span(first: date | None, last: date | None) -> str:
    """Say from when to when an outlet published."""
    if first is None or last is None:
        return UNDATED
    begin, end = day(first.isoformat()), day(last.isoformat())
    return begin if first == last else f"{begin} to {end}"


def interval(start: int, months: int) -> str:
    """Name an interval of a plot.

    Args:
        start: Its first month, counted from January of the year 0.
        months: How many months it has: 1, 12, 120 or 1200.

    Returns:
        Such as "Mar 2023", "2023", "2020s".
    """
    year, month = divmod(start, 12)
    if months == 1:
        return f"{calendar.month_abbr[month + 1]} {year}"
    return str(year) if months == 12 else f"{year}s"  # noqa: PLR2004 - a year


def coverage(months: int, first: str, last: str, most: int, when: str) -> str:
    """Say what a plot of coverage shows, for those who hear it."""
    between = first if first == last else f"{first} to {last}"
    return f"Articles a {_UNITS[months]}, {between}: at most {most:,}, in {when}."


def a_unit(months: int) -> str:
    """Say what the height of a column means."""
    return f"articles a {_UNITS[months]}"


def undated(number: int) -> str:
    """Say how many articles a plot cannot show."""
    return f"{count(number, 'undated article')} cannot be shown here." if number else ""


def piece(when: str, series: str, number: int) -> str:
    """Say what a piece of a column is."""
    return f"{when}, {series}: {count(number, 'article')}"

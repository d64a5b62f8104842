"""Texts of the Archive tab.

Belongs here: its labels and sentences, as plain text. Does not belong here: texts that several tabs share
(`page`).
"""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

from rag.messages.dates_and_numbers import UNDATED, count, day

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
    """Return how many articles a list has and, where it has several pages, which one is shown."""
    said = count(articles, "article")
    return f"{said}, page {number:,} of {pages:,}" if pages > 1 else said


def span(first: date | None, last: date | None) -> str:
    """Return the first and last publication date of an outlet's articles in words."""
    if first is None or last is None:
        return UNDATED
    begin, end = day(first.isoformat()), day(last.isoformat())
    return begin if first == last else f"{begin} to {end}"


def interval(start: int, months: int) -> str:
    """Return the label of one interval on the time axis of the coverage chart.

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
    """Describe the coverage chart for a screen reader: its unit, its range and its highest column."""
    between = first if first == last else f"{first} to {last}"
    return f"Articles a {_UNITS[months]}, {between}: at most {most:,}, in {when}."


def a_unit(months: int) -> str:
    """Return the unit of the vertical axis of the coverage chart."""
    return f"articles a {_UNITS[months]}"


def undated(number: int) -> str:
    """Return how many articles have no date and so no place in the chart; "" for 0."""
    return f"{count(number, 'undated article')} cannot be shown here." if number else ""


def segment(when: str, series: str, number: int) -> str:
    """Describe one segment of a stacked column."""
    return f"{when}, {series}: {count(number, 'article')}"

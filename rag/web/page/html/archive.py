"""The archive as HTML: lists of articles, one whole, coverage over time, outlets.

Belongs here: pure functions from records to escaped HTML. Does not belong here: Gradio, finding anything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from html import escape
from typing import TYPE_CHECKING

from rag import messages
from rag.schema import UNREAD_ROLES
from rag.web.page.html import draw_whole
from rag.web.page.html.parts import draw_origin, outlet_and_day, title_of
from rag.web.page.plots import SERIES, Column, draw_columns, draw_legend, draw_pager, draw_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.index.browse import ArticlePage, Coverage, ListedArticle, OutletCount
    from rag.schema import Article

__all__ = [
    "draw_article",
    "draw_article_message",
    "draw_coverage",
    "draw_list",
    "draw_narrow",
    "draw_outlets",
]

MAX_COLUMNS = 60
"""Most columns of a plot: five years of months; more would be thinner than a finger at phone width."""

_UNITS = (1, 12, 120, 1200)
"""Months in an interval that coverage is counted by: a month, a year, a decade, a century."""


def draw_list(page: ArticlePage, start: int) -> str:
    """Draw one page of a list of articles.

    Args:
        page: The page.
        start: The number of its first article in the list, from 1.

    Returns:
        HTML in which every foreign string is escaped.
    """
    found = escape(messages.archive.found(page.total, page.number, page.pages))
    left_out = (
        f'<p class="left-out">{escape(messages.page.left_out(page.undated_left_out))}</p>'
        if page.undated_left_out
        else ""
    )
    if not page.articles:
        inner = f'<p class="nothing">{escape(messages.archive.NOTHING_FOUND)}</p>'
    else:
        items = "".join(map(_draw_listed, page.articles))
        inner = f'<ol class="articles" start="{start}">{items}</ol>{draw_pager(page.number, page.pages)}'
    return (
        f'<section class="list" aria-label="{escape(messages.archive.ARTICLES)}">'
        f'<p class="found" role="status">{found}</p>{left_out}{inner}</section>'
    )


def draw_article_message(message: str) -> str:
    """Draw a panel for an article that holds only a message."""
    return (
        f'<section class="source" aria-label="{escape(messages.archive.ARTICLE)}"><div class="source-empty">'
        f"<p>{escape(message)}</p></div></section>"
    )


def draw_article(article: Article, tellers: Sequence[ListedArticle], *, mostly_marked: bool) -> str:
    """Draw an article whole.

    Args:
        article: The article.
        tellers: All articles that tell its story, the original first, itself among them.
        mostly_marked: Whether over a third of it is boilerplate or headings.

    Returns:
        HTML in which every foreign string is escaped.
    """
    marked = any(mark.role in UNREAD_ROLES for mark in article.marks)
    said = messages.archive.MOSTLY_MARKED if mostly_marked else messages.archive.PALE if marked else ""
    kind = "caution" if mostly_marked else "pale"
    return (
        f'<section class="source" aria-label="{escape(messages.archive.ARTICLE)}" '
        f'data-shown="{escape(article.article_id)}">'
        f'<div class="source-bar"><p>{escape(messages.archive.ARTICLE)}</p>'
        f'<button type="button" class="act" data-back>{escape(messages.archive.BACK_TO_LIST)}</button></div>'
        f'<div class="sheet">{draw_whole(article, messages.archive.CLIPPED)}'
        + (f'<p class="{kind}">{escape(said)}</p>' if said else "")
        + (_draw_tellers(article, tellers) if len(tellers) > 1 else "")
        + "</div></section>"
    )


def draw_narrow(fields: str) -> str:
    """Draw the button that shows and hides what narrows the list.

    The fields are there from the beginning, unlike those of Gradio's accordion, which makes them when it is
    opened and loses what is typed meanwhile.

    Args:
        fields: The id of the element that holds them.

    Returns:
        HTML.
    """
    return (
        f'<button type="button" class="narrow" data-narrow aria-expanded="false" aria-controls="{fields}">'
        f"{escape(messages.archive.NARROW)}</button>"
    )


def draw_coverage(coverage: Coverage) -> str:
    """Draw when articles were published, by outlet.

    Args:
        coverage: Counts by month and outlet.

    Returns:
        A plot with its legend and its figures as a table; HTML in which every foreign string is escaped.
    """
    undated = f'<p class="undated-note">{escape(messages.archive.undated(coverage.undated))}</p>'
    heading = (
        f"<h2>{escape(messages.archive.COVERAGE)}</h2><p>{escape(messages.archive.COVERAGE_OF_LIST)}</p>"
    )
    if not coverage.counts:
        plot = f'<p class="nothing">{escape(messages.archive.NO_DATES)}</p>'
        return f'<section class="coverage">{heading}{plot}{undated if coverage.undated else ""}</section>'
    names = _series(coverage)
    months = _unit(coverage)
    columns = _columns(coverage, list(names.values()), months)
    most = max(columns, key=lambda column: column.height)
    said = messages.archive.coverage(months, columns[0].name, columns[-1].name, most.height, most.name)
    shown = list(dict.fromkeys(names.values()))
    rows = [
        [c.name, f"{c.height:,}", *(f"{_height(c, n):,}" for n in range(len(shown)))]
        for c in columns
        if c.height
    ]
    table = draw_table(messages.archive.COVERAGE, [messages.archive.WHEN, messages.archive.ALL, *shown], rows)
    return (
        f'<section class="coverage">{heading}'
        f"{draw_columns(columns, said=said, unit=messages.archive.a_unit(months))}{draw_legend(shown)}"
        f"{undated if coverage.undated else ''}"
        f"<details><summary>{escape(messages.page.FIGURES)}</summary>{table}</details></section>"
    )


def draw_outlets(outlets: Sequence[OutletCount]) -> str:
    """Draw the outlets as a table; each name is a button that lists its articles.

    Args:
        outlets: In the order to show.

    Returns:
        HTML in which every foreign string is escaped.
    """
    heads = "".join(
        f'<th scope="col">{escape(head)}</th>'
        for head in (messages.archive.OUTLET, messages.archive.COUNT, messages.archive.FROM_TO)
    )
    rows = "".join(map(_draw_outlet_row, outlets))
    return (
        f'<section class="outlet-table"><h2>{escape(messages.archive.OUTLETS)}</h2>'
        f"<p>{escape(messages.archive.OUTLETS_DETAIL)}</p>"
        f'<div class="table" role="region" aria-label="{escape(messages.archive.OUTLETS)}" tabindex="0">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _draw_outlet_row(outlet: OutletCount) -> str:
    name = (
        escape(messages.archive.NO_OUTLET)
        if outlet.outlet is None
        else f'<button type="button" class="worded" data-outlet="{escape(outlet.outlet)}">'
        f"<bdi>{escape(outlet.outlet)}</bdi></button>"
    )
    span = escape(messages.archive.span(outlet.first, outlet.last))
    return f'<tr><th scope="row">{name}</th><td>{outlet.articles:,}</td><td>{span}</td></tr>'


def _draw_listed(article: ListedArticle) -> str:
    name = escape(title_of(article.metadata()))
    author = f", <bdi>{escape(article.author)}</bdi>" if article.author else ""
    return (
        f'<li><button type="button" class="worded" data-article="{escape(article.article_id)}" '
        f'aria-controls="archive-article"><bdi>{name}</bdi></button>'
        f'<p class="origin"><span>{outlet_and_day(article.metadata())}{author}</span></p></li>'
    )


def _draw_tellers(article: Article, tellers: Sequence[ListedArticle]) -> str:
    items = []
    for number, teller in enumerate(tellers):
        notes = [messages.archive.ORIGINAL] if number == 0 else []
        name = f"<bdi>{escape(title_of(teller.metadata()))}</bdi>"
        if teller.article_id == article.article_id:
            notes.append(messages.archive.THIS_ARTICLE)
        else:
            name = (
                f'<button type="button" class="worded" data-article="{escape(teller.article_id)}">'
                f"{name}</button>"
            )
        said = f" ({escape(', '.join(notes))})" if notes else ""
        origin = draw_origin(teller.metadata())
        items.append(f'<li>{name}{said}<p class="origin">{origin}</p></li>')
    return f'<div class="tellers"><h3>{escape(messages.archive.COPIES)}</h3><ul>{"".join(items)}</ul></div>'


# Coverage


def _series(coverage: Coverage) -> dict[str | None, str]:
    """Return outlet → name of its series: the largest ones by name, the rest together; largest first."""
    totals: Counter[str | None] = Counter()
    for counted in coverage.counts:
        totals[counted.outlet] += counted.articles
    order = sorted(totals, key=lambda outlet: (-totals[outlet], outlet or ""))
    named = order if len(order) <= SERIES else order[: SERIES - 1]
    return {
        outlet: (messages.archive.NO_OUTLET if outlet is None else outlet)
        if outlet in named
        else messages.archive.OTHER_OUTLETS
        for outlet in order
    }


def _month(text: str) -> int:
    """Return a month, YYYY-MM, counted from January of the year 0."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def _unit(coverage: Coverage) -> int:
    """Return the shortest interval, in months, that needs no more columns than there may be."""
    first, last = _month(coverage.counts[0].month), _month(coverage.counts[-1].month)
    fitting = (months for months in _UNITS if last // months - first // months < MAX_COLUMNS)
    return next(fitting, _UNITS[-1])


def _columns(coverage: Coverage, names: Sequence[str], months: int) -> list[Column]:
    """Return a column for every interval from the first to the last, empty ones among them."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    of_outlet = {outlet: numbers[name] for outlet, name in _series(coverage).items()}
    heights: dict[int, Counter[int]] = defaultdict(Counter)
    for counted in coverage.counts:
        heights[_month(counted.month) // months][of_outlet[counted.outlet]] += counted.articles
    shown = list(numbers)
    columns = []
    for start in range(min(heights), max(heights) + 1):
        name = messages.archive.interval(start * months, months)
        pieces = tuple(
            (series, n, messages.archive.piece(name, shown[series], n))
            for series, n in sorted(heights[start].items())
        )
        columns.append(Column(name=name, pieces=pieces))
    return columns


def _height(column: Column, series: int) -> int:
    return sum(height for number, height, _ in column.pieces if number == series)

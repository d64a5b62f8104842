"""The HTML of the Archive tab: the list of articles, one article, coverage over time, outlets.

Belongs here: pure functions from records to escaped HTML. Does not belong here: components and events
(`rag.web.page.archive_tab`), queries (`rag.index.browse`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from html import escape
from typing import TYPE_CHECKING

from rag import messages
from rag.schema import UNREAD_ROLES
from rag.web.page.html.article import render_whole_article
from rag.web.page.html.charts import (
    MAX_SERIES,
    Column,
    Segment,
    render_column_chart,
    render_legend,
)
from rag.web.page.html.elements import outlet_and_date, render_origin, title_of
from rag.web.page.html.tables import render_pager, render_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.index.browse import ArticlePage, Coverage, ListedArticle, OutletCount
    from rag.schema import Article

__all__ = [
    "render_archive_article",
    "render_article_list",
    "render_article_message",
    "render_coverage",
    "render_narrow_button",
    "render_outlets",
]

MAX_COLUMNS = 60
"""Most columns of the coverage chart: five years of months; more would be too thin at phone width."""

_UNITS = (1, 12, 120, 1200)
"""Lengths, in months, that an interval of the coverage chart may have: month, year, decade, century."""


def render_article_list(page: ArticlePage, start: int) -> str:
    """Render one page of the list of articles.

    Args:
        page: The page.
        start: The number of its first article within the list, from 1.

    Returns:
        HTML in which every foreign string is escaped.
    """
    found = escape(messages.archive_tab.found(page.total, page.number, page.pages))
    left_out = (
        f'<p class="left-out">{escape(messages.page.left_out(page.undated_left_out))}</p>'
        if page.undated_left_out
        else ""
    )
    if not page.articles:
        inner = f'<p class="nothing">{escape(messages.archive_tab.NOTHING_FOUND)}</p>'
    else:
        items = "".join(map(_render_listed, page.articles))
        inner = f'<ol class="articles" start="{start}">{items}</ol>{render_pager(page.number, page.pages)}'
    return (
        f'<section class="list" aria-label="{escape(messages.archive_tab.ARTICLES)}">'
        f'<p class="found" role="status">{found}</p>{left_out}{inner}</section>'
    )


def render_article_message(message: str) -> str:
    """Render an article panel that holds a message and no article."""
    return (
        f'<section class="source" aria-label="{escape(messages.archive_tab.ARTICLE)}">'
        f'<div class="source-empty"><p>{escape(message)}</p></div></section>'
    )


def render_archive_article(
    article: Article, same_story: Sequence[ListedArticle], *, mostly_marked: bool
) -> str:
    """Render a whole article and its near duplicates.

    Args:
        article: The article.
        same_story: The articles that tell its story, itself among them, the original first.
        mostly_marked: Whether over a third of it is boilerplate or headings.

    Returns:
        HTML in which every foreign string is escaped.
    """
    has_marked = any(mark.role in UNREAD_ROLES for mark in article.marks)
    note = (
        messages.archive_tab.MOSTLY_MARKED
        if mostly_marked
        else messages.archive_tab.PALE
        if has_marked
        else ""
    )
    kind = "caution" if mostly_marked else "pale"
    label, back = escape(messages.archive_tab.ARTICLE), escape(messages.archive_tab.BACK_TO_LIST)
    return (
        f'<section class="source" aria-label="{label}" data-shown="{escape(article.article_id)}">'
        f'<div class="source-bar"><p>{label}</p>'
        f'<button type="button" class="act" data-back>{back}</button></div>'
        f'<div class="sheet">{render_whole_article(article)}'
        + (f'<p class="{kind}">{escape(note)}</p>' if note else "")
        + (_render_same_story(article, same_story) if len(same_story) > 1 else "")
        + "</div></section>"
    )


def render_narrow_button() -> str:
    """Render the button that shows and hides the filters of the list, the element `archive-narrowing`.

    The fields exist from the beginning. Gradio's accordion would create them when it is opened, and lose what
    is typed meanwhile.

    Returns:
        HTML.
    """
    return (
        '<button type="button" class="narrow" data-narrow aria-expanded="false"'
        f' aria-controls="archive-narrowing">{escape(messages.archive_tab.NARROW)}</button>'
    )


def render_coverage(coverage: Coverage) -> str:
    """Render how many articles were published when, by outlet.

    Args:
        coverage: Counts by month and outlet.

    Returns:
        A chart with its legend, and its numbers as a table; HTML in which every foreign string is escaped.
    """
    undated = f'<p class="undated-note">{escape(messages.archive_tab.undated(coverage.undated))}</p>'
    title, scope = escape(messages.archive_tab.COVERAGE), escape(messages.archive_tab.COVERAGE_OF_LIST)
    heading = f"<h2>{title}</h2><p>{scope}</p>"
    if not coverage.counts:
        nothing = f'<p class="nothing">{escape(messages.archive_tab.NO_DATES)}</p>'
        return f'<section class="coverage">{heading}{nothing}{undated if coverage.undated else ""}</section>'
    names = list(dict.fromkeys(_series_of_outlets(coverage).values()))
    months = _interval(coverage)
    columns = _columns(coverage, names, months)
    highest = max(columns, key=lambda column: column.height)
    description = messages.archive_tab.coverage(
        months, columns[0].name, columns[-1].name, highest.height, highest.name
    )
    chart = render_column_chart(columns, description=description, unit=messages.archive_tab.a_unit(months))
    rows = [
        [c.name, f"{c.height:,}", *(f"{c.height_of(series):,}" for series in range(len(names)))]
        for c in columns
        if c.height
    ]
    heads = [messages.archive_tab.WHEN, messages.archive_tab.ALL, *names]
    table = render_table(messages.archive_tab.COVERAGE, heads, rows)
    return (
        f'<section class="coverage">{heading}{chart}{render_legend(names)}'
        f"{undated if coverage.undated else ''}"
        f"<details><summary>{escape(messages.page.FIGURES)}</summary>{table}</details></section>"
    )


def render_outlets(outlets: Sequence[OutletCount]) -> str:
    """Render the outlets as a table; each name is a button that lists the outlet's articles.

    Args:
        outlets: The outlets in the order of the rows.

    Returns:
        HTML in which every foreign string is escaped.
    """
    heads = "".join(
        f'<th scope="col">{escape(head)}</th>'
        for head in (messages.archive_tab.OUTLET, messages.archive_tab.COUNT, messages.archive_tab.FROM_TO)
    )
    rows = "".join(map(_render_outlet_row, outlets))
    return (
        f'<section class="outlet-table"><h2>{escape(messages.archive_tab.OUTLETS)}</h2>'
        f"<p>{escape(messages.archive_tab.OUTLETS_DETAIL)}</p>"
        f'<div class="table" role="region" aria-label="{escape(messages.archive_tab.OUTLETS)}" tabindex="0">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _render_outlet_row(outlet: OutletCount) -> str:
    name = (
        escape(messages.archive_tab.NO_OUTLET)
        if outlet.outlet is None
        else f'<button type="button" class="worded" data-outlet="{escape(outlet.outlet)}">'
        f"<bdi>{escape(outlet.outlet)}</bdi></button>"
    )
    span = escape(messages.archive_tab.span(outlet.first, outlet.last))
    return f'<tr><th scope="row">{name}</th><td>{outlet.articles:,}</td><td>{span}</td></tr>'


def _render_listed(article: ListedArticle) -> str:
    name = escape(title_of(article.metadata()))
    author = f", <bdi>{escape(article.author)}</bdi>" if article.author else ""
    return (
        f'<li><button type="button" class="worded" data-article="{escape(article.article_id)}" '
        f'aria-controls="archive-article"><bdi>{name}</bdi></button>'
        f'<p class="origin"><span>{outlet_and_date(article.metadata())}{author}</span></p></li>'
    )


def _render_same_story(article: Article, same_story: Sequence[ListedArticle]) -> str:
    items = []
    for number, other in enumerate(same_story):
        notes = [messages.archive_tab.ORIGINAL] if number == 0 else []
        name = f"<bdi>{escape(title_of(other.metadata()))}</bdi>"
        if other.article_id == article.article_id:
            notes.append(messages.archive_tab.THIS_ARTICLE)
        else:
            name = (
                f'<button type="button" class="worded" data-article="{escape(other.article_id)}">'
                f"{name}</button>"
            )
        note = f" ({escape(', '.join(notes))})" if notes else ""
        origin = render_origin(other.metadata())
        items.append(f'<li>{name}{note}<p class="origin">{origin}</p></li>')
    heading = escape(messages.archive_tab.COPIES)
    return f'<div class="tellers"><h3>{heading}</h3><ul>{"".join(items)}</ul></div>'


# Coverage


def _series_of_outlets(coverage: Coverage) -> dict[str | None, str]:
    """Return outlet → name of its series, most articles first.

    There are `MAX_SERIES` series at most: where there are more outlets, the smaller ones share the last one.
    """
    totals: Counter[str | None] = Counter()
    for counted in coverage.counts:
        totals[counted.outlet] += counted.articles
    order = sorted(totals, key=lambda outlet: (-totals[outlet], outlet or ""))
    named = order if len(order) <= MAX_SERIES else order[: MAX_SERIES - 1]
    return {
        outlet: (messages.archive_tab.NO_OUTLET if outlet is None else outlet)
        if outlet in named
        else messages.archive_tab.OTHER_OUTLETS
        for outlet in order
    }


def _month_number(month: str) -> int:
    """Return a month, YYYY-MM, counted from January of the year 0."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _interval(coverage: Coverage) -> int:
    """Return the shortest interval, in months, for which `MAX_COLUMNS` columns are enough; else a century."""
    first, last = _month_number(coverage.counts[0].month), _month_number(coverage.counts[-1].month)
    fitting = (months for months in _UNITS if last // months - first // months < MAX_COLUMNS)
    return next(fitting, _UNITS[-1])


def _columns(coverage: Coverage, names: Sequence[str], months: int) -> list[Column]:
    """Return a column for every interval from the first to the last, also for those without an article."""
    number_of = {outlet: names.index(name) for outlet, name in _series_of_outlets(coverage).items()}
    heights: dict[int, Counter[int]] = defaultdict(Counter)
    for counted in coverage.counts:
        heights[_month_number(counted.month) // months][number_of[counted.outlet]] += counted.articles
    columns = []
    for number in range(min(heights), max(heights) + 1):
        label = messages.archive_tab.interval(number * months, months)
        segments = tuple(
            Segment(
                series=series, height=count, text=messages.archive_tab.segment(label, names[series], count)
            )
            for series, count in sorted(heights[number].items())
        )
        columns.append(Column(name=label, segments=segments))
    return columns

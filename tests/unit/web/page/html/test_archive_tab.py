"""The Archive tab: articles, their near duplicates, coverage."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rag import messages
from rag.index.browse import Coverage, CoverageCount, ListedArticle
from rag.schema import Mark
from rag.web.page.html.archive_tab import MAX_COLUMNS, render_archive_article, render_coverage
from tests.page_html import an_article, text_of


def test_an_articles_text_is_drawn_as_it_is_with_its_pages_and_marks():
    article = an_article(
        "First page.\nSecond page. Buy now.",
        pages=(0, 12),
        marks=(Mark(start=25, end=33, role="boilerplate"),),
    )
    html = render_archive_article(article, (), mostly_marked=False)
    assert '<span class="page-start">page 1</span>First page.\n<span class="page-start">page 2</span>' in html
    assert '<span class="boilerplate">Buy now.</span>' in html
    assert messages.archive_tab.PALE in text_of(html)
    assert messages.archive_tab.MOSTLY_MARKED in text_of(
        render_archive_article(article, (), mostly_marked=True)
    )


def test_near_duplicates_are_listed_with_the_original_and_this_one():
    original, copy = (
        ListedArticle(article_id=i, title=i, outlet=None, author=None, published=date(2020, 1, 1))
        for i in "ab"
    )
    html = render_archive_article(an_article(article_id="b"), (original, copy), mostly_marked=False)
    assert "a (original)" in text_of(html)
    assert "b (this article)" in text_of(html)
    assert 'data-article="a"' in html
    assert 'data-article="b"' not in html


@given(
    st.lists(
        st.tuples(
            st.integers(1, 9999),
            st.integers(1, 12),
            st.none() | st.sampled_from("abcdefghijkl"),
            st.integers(1, 9),
        ),
        min_size=1,
        max_size=40,
        unique_by=lambda c: c[:3],
    )
)
def test_coverage_of_any_span_fits_the_plot_and_loses_no_article(counts):
    counts = sorted(counts, key=lambda c: (c[0], c[1], c[2] or ""))
    coverage = Coverage(
        counts=tuple(
            CoverageCount(month=f"{year:04d}-{month:02d}", outlet=outlet, articles=n)
            for year, month, outlet, n in counts
        ),
        undated=0,
    )
    html = render_coverage(coverage)
    columns = int(re.search(r'viewBox="0 0 (\d+) 100"', html)[1])
    assert 1 <= columns <= max(MAX_COLUMNS, 101)
    shown = sum(int(n) for n in re.findall(r"<title>[^<]*: (\d+) articles?</title>", html))
    assert shown == sum(c.articles for c in coverage.counts)


def test_months_become_years_where_there_are_too_many():
    counts = tuple(CoverageCount(month=f"{year}-01", outlet=None, articles=1) for year in (2000, 2020))
    assert "Articles a year, 2000 to 2020: at most 1" in render_coverage(Coverage(counts=counts, undated=0))


def test_an_archive_without_dates_says_so():
    assert messages.archive_tab.NO_DATES in text_of(render_coverage(Coverage(counts=(), undated=3)))
    assert "3 undated articles" in text_of(render_coverage(Coverage(counts=(), undated=3)))

"""How the tabs draw archives, indexes and figures, and who may change what."""

from __future__ import annotations

import inspect
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from rag import messages
from rag.auth.access import admit
from rag.index.browse import ArticlePage, Coverage, CoverageCount, ListedArticle, OutletCount
from rag.index.maintenance import Maintenance, RebuildRun
from rag.ingest.importing.report import ImportEntry, ImportReport
from rag.schema import LedgerEntry, Mark
from rag.settings import Settings
from rag.web.page.html.archive import MAX_COLUMNS, draw_article, draw_coverage, draw_list, draw_outlets
from rag.web.page.html.index import (
    LEDGER_LINES,
    draw_import,
    draw_ledger,
    draw_progress,
    draw_question,
    draw_run,
    draw_said,
)
from rag.web.page.html.quality import draw_quality
from rag.web.page.index_tab import _Events
from rag.web.page.measures import AIMS, CURVES, SIMPLE, read_measures
from tests.catalogues import an_article

MEASUREMENTS = Path(__file__).parents[4] / "docs/measurements"
PAGES = {
    "tune": "answers",
    "report": "answers",
    "squad2-abstention": "refusing",
    "squad2-selection": "ranking",
    "trecqa-dev": "ranking",
    "qed": "ranking",
    "clapnq": "ranking",
    "wice-dev": "claims",
    "summedits": "claims",
    "wikinews": "sentence-boundaries",
    "ewt-dev": "sentence-boundaries",
}
"""Set → the page of `docs/measurements/` that tells its aims and simple ways."""
NASTY = st.lists(
    st.sampled_from(
        ["<script>", "</section>", '" onclick="x', "'", "&lt;", "<img src=x>", "{{value}}", "${x}", "é"]
    ),
    max_size=4,
).map("".join)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.names, self.text = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text.append(data)


def read(html):
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.tags & {"script", "img", "iframe", "object", "link", "style"}
    assert not {name for name in reader.names if name.startswith("on") or name == "src"}
    return "".join(reader.text)


def listed(text, n=1):
    return ListedArticle(article_id=f"{n}{text}", title=text, outlet=text, author=text, published=None)


@given(NASTY)
def test_nothing_that_is_foreign_is_ever_markup(text):
    page = ArticlePage(articles=(listed(text),), number=1, pages=3, total=60, undated_left_out=2)
    article = an_article(
        f"a{text}", f"x {text} y", title=text, outlet=text, author=text, url=text, language=text
    )
    counts = (CoverageCount(month="2020-01", outlet=text, articles=2),)
    entry = LedgerEntry(path=text, state="failed", reason=text, copy_of=text)
    report = ImportReport(entries=(ImportEntry(source=text, state="failed", reason=text),), ignored=0)
    drawn = [
        draw_list(page, 1),
        draw_article(article, (listed(text), listed(text, 2)), mostly_marked=True),
        draw_coverage(Coverage(counts=counts, undated=1)),
        draw_outlets([OutletCount(outlet=text, articles=1, first=None, last=None)]),
        draw_ledger([entry], 1),
        draw_import(report),
        draw_question(text, "Yes", forget=text),
        draw_said(text),
        draw_run(RebuildRun(number=1, state="failed", problem=text)),
        draw_progress(RebuildRun(number=1, step=text, done=1, total=2, step_s=1)),
    ]
    for html in drawn:
        assert text in read(html)


# Archive


def test_an_articles_text_is_drawn_as_it_is_with_its_pages_and_marks():
    article = an_article(
        "report",
        "First page.\nSecond page. Buy now.",
        pages=(0, 12),
        marks=(Mark(start=25, end=33, role="boilerplate"),),
    )
    html = draw_article(article, (), mostly_marked=False)
    assert '<span class="page-start">page 1</span>First page.\n<span class="page-start">page 2</span>' in html
    assert '<span class="boilerplate">Buy now.</span>' in html
    assert messages.archive.PALE in read(html)
    assert messages.archive.MOSTLY_MARKED in read(draw_article(article, (), mostly_marked=True))


def test_copies_are_told_with_the_original_and_this_one():
    original, copy = (
        ListedArticle(article_id=i, title=i, outlet=None, author=None, published=date(2020, 1, 1))
        for i in "ab"
    )
    html = draw_article(an_article("b"), (original, copy), mostly_marked=False)
    assert "a (original)" in read(html)
    assert "b (this article)" in read(html)
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
    html = draw_coverage(coverage)
    columns = int(re.search(r'viewBox="0 0 (\d+) 100"', html)[1])
    assert 1 <= columns <= max(MAX_COLUMNS, 101)
    shown = sum(int(n) for n in re.findall(r"<title>[^<]*: (\d+) articles?</title>", html))
    assert shown == sum(c.articles for c in coverage.counts)


def test_months_become_years_where_there_are_too_many():
    counts = tuple(CoverageCount(month=f"{year}-01", outlet=None, articles=1) for year in (2000, 2020))
    assert "Articles a year, 2000 to 2020: at most 1" in draw_coverage(Coverage(counts=counts, undated=0))


def test_an_archive_without_dates_says_so():
    assert messages.archive.NO_DATES in read(draw_coverage(Coverage(counts=(), undated=3)))
    assert "3 undated articles" in read(draw_coverage(Coverage(counts=(), undated=3)))


# Index


def test_a_rebuild_tells_how_far_it_is_how_fast_and_how_long_still():
    run = RebuildRun(number=1, step="Encoding passages", done=300, total=1500, step_s=10, elapsed_s=70)
    assert "Encoding passages: 300 of 1,500, 30 a second, about 40 seconds left" in read(draw_progress(run))
    assert '<progress aria-label="Progress of the rebuild" value="300" max="1500">' in draw_progress(run)
    assert draw_progress(None) == draw_progress(RebuildRun(number=1, state="done")) == ""
    assert messages.index.PREPARING in read(draw_progress(RebuildRun(number=1)))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "1 second"), (89, "89 seconds"), (600, "10 minutes"), (7300, "2 hours 2 minutes")],
)
def test_durations_are_said_as_roughly_as_one_wants_to_know_them(seconds, said):
    assert messages.amounts.duration(seconds) == said


def test_the_ledger_is_turned_page_by_page():
    entries = [LedgerEntry(path=f"{n:03}.txt", state="indexed") for n in range(LEDGER_LINES + 1)]
    assert f"{LEDGER_LINES:03}.txt" not in draw_ledger(entries, 1)
    assert f"{LEDGER_LINES:03}.txt" in draw_ledger(entries, 99)
    assert "page 2 of 2" in draw_ledger(entries, 2)


CHANGING = {
    "start": lambda events, request: events.start(False, False, request),
    "stop": lambda events, request: events.stop(request),
    "compare": lambda events, request: events.compare(request),
    "take_in": lambda events, request: events.take_in([str(request.sent)], request),
    "ask_forget": lambda events, request: events.ask_forget("ferry", request),
    "ask_back": lambda events, request: events.ask_back(request, SimpleNamespace(ask_back="000001")),
    "go_back": lambda events, request: events.answer("", "", request, SimpleNamespace(go_back="000001")),
    "forget": lambda events, request: events.answer("", "", request, SimpleNamespace(forget="ferry")),
}


@pytest.mark.parametrize("event", CHANGING)
@pytest.mark.parametrize("scope", [{}, admit({}, user="ida", role="reader")], ids=["nobody", "a reader"])
def test_whoever_is_not_the_administrator_changes_nothing(event, scope, tmp_path, monkeypatch):
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index")
    archive = SimpleNamespace(maintenance=Maintenance(settings), settings=settings, generation=None)
    events = _Events(archive)
    monkeypatch.setattr(events, "_drawn", lambda *_, **__: ("",) * 7)
    request = gr.Request(Request({"type": "http", "headers": [], **scope}))
    request.sent = tmp_path / "story.txt"
    request.sent.write_text("A boat left.", encoding="utf-8")
    drawn = CHANGING[event](events, request)
    assert sum(messages.index.NOT_ADMINISTRATOR in str(part) for part in drawn) == 1
    assert archive.maintenance.rebuild is None
    assert not settings.corpus.exists()
    assert not settings.index.exists()


def test_every_event_that_changes_something_is_among_those_tried():
    looking = {"arrive", "look", "lines", "turn"}
    public = {name for name, _ in inspect.getmembers(_Events, inspect.isfunction) if not name.startswith("_")}
    assert public - looking == {*CHANGING, "answer"} - {"go_back", "forget"}


# Quality


def written(value):
    """Return how a document writes a share: .622, .85, 1.0."""
    return {f"{value:.3f}".lstrip("0"), f"{value:.2f}".lstrip("0")}


def test_every_figure_has_a_name_and_a_meaning_and_every_set_too():
    for measure in read_measures():
        assert all(messages.quality.MEANINGS[measure.figure])
        assert all(messages.quality.SETS[measure.set])
    assert set(AIMS) | set(SIMPLE) <= {measure.set for measure in read_measures()}
    assert set(CURVES) == set(messages.quality.CURVE_SETS)


def test_aims_and_simple_ways_are_those_of_the_documents():
    for table in (AIMS, SIMPLE):
        for name, figures in table.items():
            page = (MEASUREMENTS / f"{PAGES[name]}.md").read_text(encoding="utf-8")
            for figure, value in figures.items():
                assert any(re.search(rf"(?<!\d){re.escape(w)}(?!\d)", page) for w in written(value)), (
                    name,
                    figure,
                )


def test_the_curves_are_those_of_the_documents():
    rows = re.findall(
        r"^\| \**(\.\d\d)\** \| (\.\d\d) / (\.\d\d) / \.\d+ \| (\.\d\d) / (\.\d\d) / \.\d+ \| (\.\d\d) / (\.\d\d) /",
        (MEASUREMENTS / "refusing.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert len(rows) == 9
    for n, row in enumerate(rows):
        at, *shares = map(float, row)
        for name, pair in zip(
            ("squad2", "clapnq", "tune"), (shares[:2], shares[2:4], shares[4:]), strict=True
        ):
            assert CURVES[name][n] == (at, *pair)


def test_what_is_missed_is_said_and_the_bad_figures_are_shown():
    text = read(draw_quality(read_measures(), CURVES))
    aims = [measure for measure in read_measures() if measure.aim is not None]
    assert f"Of {len(aims)} aims {sum(m.short for m in aims)} are missed." in text
    for measure in read_measures():
        assert f"{measure.value:.3f}" in text

"""Foreign text is never read as HTML, whatever is rendered."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rag.history import Summary
from rag.index.browse import ArticlePage, Coverage, CoverageCount, OutletCount
from rag.index.maintenance import RebuildRun
from rag.ingest.importing.report import ImportEntry, ImportReport
from rag.schema import Citation, LedgerEntry
from rag.verification.saved_answers import Check
from rag.web.page.conversation import AskedQuestion, Turn
from rag.web.page.html.archive_tab import (
    render_archive_article,
    render_article_list,
    render_coverage,
    render_outlets,
)
from rag.web.page.html.controls import render_download, render_examples, render_notice
from rag.web.page.html.conversation import render_conversation
from rag.web.page.html.history import render_history
from rag.web.page.html.index_tab import (
    render_confirmation,
    render_import,
    render_ledger,
    render_outcome,
    render_progress,
    render_rebuild_outcome,
)
from rag.web.page.html.question_form import render_filter_choices
from rag.web.page.html.source_panel import render_other_article, render_source
from tests.page_html import (
    TEXT,
    a_claim,
    a_shown_citation,
    a_turn,
    an_article,
    cite,
    foreign_tags,
    listed_article,
)


@given(text=TEXT.filter(str.strip), other=TEXT, url=TEXT, language=TEXT, question=TEXT, name=TEXT)
def test_no_foreign_text_is_ever_read_as_html(
    text: str, other: str, url: str, language: str, question: str, name: str
) -> None:
    article = an_article(
        text, article_id=other, title=other, outlet=other, author=other, url=url, language=language
    )
    cited = cite(article, 0, len(text), support=0.5)
    answered = a_turn(a_claim(cited, text=other, context=(cited,)), question=question, outlet=name)
    refused = a_turn(question=question, reason=other, near_misses=(cited,))
    waiting = Turn(asked=AskedQuestion(question=question, since=name))
    check = Check(where="claims[0].citations[0]", article_id=other, problem=other, fate="wrong")
    kept = replace(answered, checks=(check,), answer={**(answered.answer or {}), **_unusual(other, cited)})
    rendered = [
        render_conversation((answered, refused, waiting, kept)),
        render_source(
            a_shown_citation(
                article, cited, question=question, copies=(listed_article(other),), newer=article
            )
        ),
        render_source(a_shown_citation(None, cited, problem=other)),
        render_other_article(article, other, other),
        render_notice(other),
        render_history([Summary(id="a", title=other)], [Summary(id="b", title=question)], name, "a"),
        render_examples([question]),
        render_filter_choices({"outlets": [other, name]}),
        render_download(text, other, "n"),
    ]
    assert [tag for html in rendered for tag in foreign_tags(html)] == []


def _unusual(text: str, cited: Citation) -> dict[str, Any]:
    side = {"text": text, "speaker": text, "citations": [cited.to_dict()]}
    return {"completed_question": text, "disagreements": [{"about": text, "sides": [side, side]}]}


NASTY = st.lists(
    st.sampled_from(
        ["<script>", "</section>", '" onclick="x', "'", "&lt;", "<img src=x>", "{{value}}", "${x}", "é"]
    ),
    max_size=4,
).map("".join)


class _Tags(HTMLParser):
    """Collects the elements and attributes of HTML, and its text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.names, self.text = set(), set(), ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


@given(NASTY)
def test_no_foreign_text_is_ever_an_element_of_the_other_tabs(text):
    page = ArticlePage(articles=(listed_article(text),), number=1, pages=3, total=60, undated_left_out=2)
    article = an_article(
        f"x {text} y", article_id=f"a{text}", title=text, outlet=text, author=text, url=text, language=text
    )
    counts = (CoverageCount(month="2020-01", outlet=text, articles=2),)
    entry = LedgerEntry(path=text, state="failed", reason=text, copy_of=text)
    report = ImportReport(entries=(ImportEntry(source=text, state="failed", reason=text),), ignored=0)
    rendered = [
        render_article_list(page, 1),
        render_archive_article(article, (listed_article(text), listed_article(text, 2)), mostly_marked=True),
        render_coverage(Coverage(counts=counts, undated=1)),
        render_outlets([OutletCount(outlet=text, articles=1, first=None, last=None)]),
        render_ledger([entry], 1),
        render_import(report),
        render_confirmation(text, "Yes", forget=text),
        render_outcome(text),
        render_rebuild_outcome(RebuildRun(number=1, state="failed", problem=text)),
        render_progress(RebuildRun(number=1, step=text, done=1, total=2, step_s=1)),
    ]
    for html in rendered:
        seen = _Tags(html)
        assert text in seen.text
        assert not seen.tags & {"script", "img", "iframe", "object", "link", "style"}
        assert not {name for name in seen.names if name.startswith("on") or name == "src"}

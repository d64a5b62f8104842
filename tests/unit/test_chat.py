"""How the page draws answers and articles."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.chat.drawing import (
    MAX_SHOWN_CHARACTERS,
    Turn,
    draw_article_text,
    draw_conversation,
    draw_notice,
    draw_source,
    numbered,
)
from rag.datamodel import Answer, Article, Citation, Claim, Mark, Passage, Sentence, sha256_of_text

OWN_TAG = re.compile(
    r"</?(div|section|h[1-4]|p|span|ol|li|blockquote|bdi|time|button|mark|dl|dt|dd|a)"
    r"( (class|id|role|dir|lang|href|rel|target|type|tabindex|datetime|data-[a-z]+|aria-[a-z]+)"
    r'(="[^"<>]*")?)*>'
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
NASTY_TEXT = st.lists(
    st.sampled_from(
        ["<script>", "</mark>", '" onclick="x', "'", "&lt;", "<img src=x>", "![](http://x)", "a "]
    )
).map("".join)
TEXT = ANY_TEXT | NASTY_TEXT


class _Reader(HTMLParser):
    """Collects what a browser would show, and of that what is highlighted."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = self.cited = self.also = ""
        self._mark = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "mark":
            self._mark = dict(attrs).get("id") or "also"

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._mark = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._mark == "cited":
            self.cited += data
        elif self._mark:
            self.also += data


def _article(text: str = "One. Two. One.", **known: Any) -> Article:
    known = {"article_id": "a", "title": "T", **known}
    return Article(text=text, text_sha256=sha256_of_text(text), **known)


def _cite(article: Article, start: int, end: int, support: float = 1.0) -> Citation:
    passage = Passage(start=0, end=len(article.text))
    sentence = Sentence(start=start, end=end)
    return Citation(article=article, sentence=sentence, passage=passage, support=support)


def _claim(*citations: Citation, text: str | None = None, context: tuple[Citation, ...] = ()) -> Claim:
    said = citations[0].quote if text is None else text
    return Claim(text=said, score=0.9, citations=citations, context=context)


def _turn(*claims: Claim, question: str = "q", scope: str = "", **known: Any) -> Turn:
    answer = Answer(question=question, claims=claims, index_id="i", settings_id="s", **known)
    return Turn(number=1, question=question, scope=scope, answer=answer)


def _foreign_tags(html: str) -> list[str]:
    return re.findall(r"<[^>]*>?", OWN_TAG.sub("", html))


@st.composite
def _cited_articles(draw: st.DrawFn) -> tuple[Citation, list[Citation]]:
    text = draw(TEXT.filter(str.strip))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    roles = st.sampled_from(["story", "title", "heading", "byline", "boilerplate"])
    marks = tuple(Mark(start=a, end=b, role=draw(roles)) for a, b in pairwise(cuts))
    article = _article(text, marks=marks)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    drawn = draw(st.lists(spans.filter(lambda span: span[0] < span[1]), min_size=1, max_size=5))
    citations = [_cite(article, start, end) for start, end in drawn]
    return citations[0], citations


@given(_cited_articles())
def test_an_article_is_drawn_whole_and_highlighted_exactly_at_the_offsets(
    cited: tuple[Citation, list[Citation]],
) -> None:
    html = draw_article_text(*cited)
    seen = _Reader(html)
    assert seen.text.strip() == cited[0].article.text.strip()
    assert seen.cited == cited[0].quote
    assert html.count('id="cited"') == 1
    assert _foreign_tags(html) == []


@given(text=TEXT.filter(str.strip), other=TEXT, url=TEXT, language=TEXT, question=TEXT, scope=TEXT)
def test_no_foreign_text_is_ever_read_as_html(
    text: str, other: str, url: str, language: str, question: str, scope: str
) -> None:
    article = _article(
        text, article_id=other, title=other, outlet=other, author=other, url=url, language=language
    )
    cited = _cite(article, 0, len(text), support=0.5)
    answered = _turn(_claim(cited, text=other, context=(cited,)), question=question, scope=scope)
    refused = _turn(question=question, reason=other, near_misses=(cited,))
    waiting = Turn(number=2, question=question, scope=scope)
    drawn = [draw_conversation((answered, refused, waiting)), draw_source(answered, 1), draw_notice(other)]
    assert [tag for html in drawn for tag in _foreign_tags(html)] == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//host/path",
        "http://",
        "https:relative",
        "http://[broken",
        "https://host/ onclick=x",
        'https://host/"onclick=x',
        "file:///etc/hostname",
    ],
)
def test_only_a_plain_web_address_becomes_a_link(url: str) -> None:
    article = _article(url=url)
    html = draw_source(_turn(_claim(_cite(article, 0, 4))), 1)
    assert "<a " not in html
    assert url in unescape(html)


def test_a_repeated_sentence_is_highlighted_where_it_is_cited() -> None:
    article = _article("One. Two. One.")
    html = draw_article_text(_cite(article, 10, 14), [_cite(article, 5, 9)])
    assert html.endswith(
        'One. <mark class="also">Two.</mark> <mark id="cited" tabindex="-1">One.</mark></div>'
    )


def test_a_very_long_article_is_drawn_around_its_citation_and_says_so() -> None:
    text = "Early. " * 100_000 + "Here it is. " + "Late. " * 100_000
    start = text.index("Here")
    html = draw_article_text(_cite(_article(text), start, start + 11), [])
    seen = _Reader(html)
    assert seen.cited == "Here it is."
    assert "Only the part around the cited sentence is shown." in seen.text
    assert len(seen.text) < MAX_SHOWN_CHARACTERS + 200


def test_numbers_follow_reading_order_and_a_sentence_keeps_its_first_number() -> None:
    article = _article("One. Two. Six. Ten.")
    one, two, six, ten = (_cite(article, start, start + 4) for start in (0, 5, 10, 15))
    turn = _turn(_claim(two, one, context=(six,)), _claim(two), near_misses=(ten,))
    assert turn.answer is not None
    assert [c.quote for c in numbered(turn.answer)] == ["Two.", "One.", "Six.", "Ten."]


def test_exact_words_are_claimed_only_for_exact_words() -> None:
    article = _article("One. Two.")
    exact = draw_conversation((_turn(_claim(_cite(article, 0, 4))),))
    reworded = draw_conversation((_turn(_claim(_cite(article, 0, 4, support=0.83), text="First.")),))
    assert "Exact words of the article" in exact
    assert "Exact words of the article" not in reworded
    assert "Reworded; support 83%" in reworded
    assert "First." in reworded


def test_an_undated_article_and_articles_left_out_are_said_in_words() -> None:
    dated = _cite(_article(published=date(2023, 3, 1), outlet="Post"), 0, 4)
    html = draw_conversation((_turn(_claim(dated), _claim(_cite(_article("Z."), 0, 2)), undated_left_out=2),))
    assert "1 March 2023" in html
    assert ">undated<" in html
    assert "2 undated articles were left out" in html


def test_a_citation_that_no_longer_exists_is_a_message() -> None:
    turn = _turn(_claim(_cite(_article(), 0, 4)))
    for number in (0, 2, -1):
        assert "Ask again" in draw_source(turn, number)
    assert "Ask again" in draw_source(Turn(number=1, question="q"), 1)

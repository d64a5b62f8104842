"""How the page draws answers and articles."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import messages
from rag.history import Summary
from rag.index.browse import ListedArticle
from rag.schema import Answer, Article, Citation, Claim, Mark, Passage, Sentence, sha256_of_text
from rag.verification.saved_answers import Check
from rag.web.page.conversation import Asked, Talk, Turn, articles_of, numbered
from rag.web.page.html import (
    MAX_SHOWN_CHARACTERS,
    Cited,
    draw_article,
    draw_article_text,
    draw_choices,
    draw_composer,
    draw_conversation,
    draw_download,
    draw_examples,
    draw_history,
    draw_notice,
    draw_source,
)

OWN_TAG = re.compile(
    r"</?(div|section|h[1-4]|p|span|ol|ul|li|blockquote|bdi|time|button|mark|strong|dl|dt|dd|a|details|summary"
    r"|datalist|option|pre)"
    r"( (class|id|role|dir|lang|href|rel|target|type|tabindex|datetime|hidden|value|data-[a-z]+|aria-[a-z]+)"
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


def _turn(*claims: Claim, question: str = "q", outlet: str = "", **known: Any) -> Turn:
    answer = Answer(question=question, claims=claims, index_id="i", settings_id="s", **known)
    asked = Asked(question=question, outlets=(outlet,) if outlet else ())
    return Turn(asked=asked, answer=answer.to_dict(), articles=articles_of(answer))


def _made(claim: dict[str, Any] | None = None, **fields: Any) -> Turn:
    """A turn whose answer has what no answer has yet."""
    turn = _turn(_claim(_cite(_article(), 0, 4)))
    assert turn.answer is not None
    claims = [turn.answer["claims"][0] | (claim or {})]
    return replace(turn, answer={**turn.answer, "claims": claims, **fields})


def _cited(article: Article | None, citation: Citation, **known: Any) -> Cited:
    given = {"turn": "t", "number": 1, "count": 2, "question": "q", "others": ((0, 1),), **known}
    return Cited(citation=citation.to_dict(), article=article, **given)


def _text(html: str) -> str:
    return _Reader(html).text


def _foreign_tags(html: str) -> list[str]:
    return re.findall(r"<[^>]*>?", OWN_TAG.sub("", html))


def _span(citation: Citation) -> tuple[int, int]:
    return citation.sentence.start, citation.sentence.end


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
    first, others = cited
    html = draw_article_text(first.article, _span(first), map(_span, others))
    seen = _Reader(html)
    assert seen.text.strip() == cited[0].article.text.strip()
    assert seen.cited == cited[0].quote
    assert html.count('id="cited"') == 1
    assert _foreign_tags(html) == []


@given(text=TEXT.filter(str.strip), other=TEXT, url=TEXT, language=TEXT, question=TEXT, name=TEXT)
def test_no_foreign_text_is_ever_read_as_html(
    text: str, other: str, url: str, language: str, question: str, name: str
) -> None:
    article = _article(
        text, article_id=other, title=other, outlet=other, author=other, url=url, language=language
    )
    cited = _cite(article, 0, len(text), support=0.5)
    answered = _turn(_claim(cited, text=other, context=(cited,)), question=question, outlet=name)
    refused = _turn(question=question, reason=other, near_misses=(cited,))
    waiting = Turn(asked=Asked(question=question, since=name))
    check = Check(where="claims[0].citations[0]", article_id=other, problem=other, fate="wrong")
    kept = replace(answered, checks=(check,), answer={**(answered.answer or {}), **_unusual(other, cited)})
    drawn = [
        draw_conversation((answered, refused, waiting, kept)),
        draw_source(_cited(article, cited, question=question, copies=(_listed(other),), newer=article)),
        draw_source(_cited(None, cited, problem=other)),
        draw_article(article, other, other),
        draw_notice(other),
        draw_history([Summary(id="a", title=other)], [Summary(id="b", title=question)], name, "a"),
        draw_examples([question]),
        draw_choices({"outlets": [other, name]}),
        draw_download(text, other, "n"),
    ]
    assert [tag for html in drawn for tag in _foreign_tags(html)] == []


def _listed(text: str) -> ListedArticle:
    return ListedArticle(article_id=text, title=text, outlet=text, author=text, published=None)


def _unusual(text: str, cited: Citation) -> dict[str, Any]:
    side = {"text": text, "speaker": text, "citations": [cited.to_dict()]}
    return {"completed_question": text, "disagreements": [{"about": text, "sides": [side, side]}]}


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
    html = draw_source(_cited(article, _cite(article, 0, 4)))
    assert "<a " not in html
    assert url in unescape(html)


def test_a_repeated_sentence_is_highlighted_where_it_is_cited() -> None:
    article = _article("One. Two. One.")
    html = draw_article_text(article, (10, 14), [(5, 9)])
    assert html.endswith(
        'One. <mark class="also">Two.</mark> <mark id="cited" tabindex="-1">One.</mark></div>'
    )


def test_a_very_long_article_is_drawn_around_its_citation_and_says_so() -> None:
    text = "Early. " * 100_000 + "Here it is. " + "Late. " * 100_000
    start = text.index("Here")
    html = draw_article_text(_article(text), (start, start + 11), ())
    seen = _Reader(html)
    assert seen.cited == "Here it is."
    assert "Only the part around the cited sentence is shown." in seen.text
    assert len(seen.text) < MAX_SHOWN_CHARACTERS + 200


def test_numbers_follow_reading_order_and_a_sentence_keeps_its_first_number() -> None:
    article = _article("One. Two. Six. Ten.")
    one, two, six, ten = (_cite(article, start, start + 4) for start in (0, 5, 10, 15))
    turn = _turn(_claim(two, one, context=(six,)), _claim(two), near_misses=(ten,))
    assert turn.answer is not None
    assert [c["quote"] for c in numbered(turn.answer)] == ["Two.", "One.", "Six.", "Ten."]


def test_exact_words_are_claimed_only_for_exact_words() -> None:
    article = _article("One. Two.")
    exact = draw_conversation((_turn(_claim(_cite(article, 0, 4))),))
    reworded = draw_conversation((_turn(_claim(_cite(article, 0, 4, support=0.83), text="First.")),))
    assert "Exact words of the article" in exact
    assert "Exact words of the article" not in reworded
    assert "Reworded; the sources bear it (support 83%)" in reworded
    weak = draw_conversation((_turn(_claim(_cite(article, 0, 4, support=0.3), text="First.")),))
    assert "Reworded; the sources may not bear it (support 30%)" in weak
    assert "First." in reworded


def test_an_undated_article_and_articles_left_out_are_said_in_words() -> None:
    dated = _cite(_article(published=date(2023, 3, 1), outlet="Post"), 0, 4)
    html = draw_conversation((_turn(_claim(dated), _claim(_cite(_article("Z."), 0, 2)), undated_left_out=2),))
    assert "1 March 2023" in html
    assert ">undated<" in html
    assert "2 undated articles were left out" in html


def test_one_claim_of_several_copies_is_said_once_with_every_source_numbered() -> None:
    copies = [_cite(_article(article_id=name, outlet=name), 0, 4) for name in ("Post", "Ledger")]
    html = draw_conversation((_turn(_claim(*copies)),))
    assert html.count("<blockquote") == 1
    assert html.count('class="citation"') == 2
    assert "1 claim from 2 articles" in html


def test_a_source_in_other_words_than_its_claim_shows_its_own() -> None:
    one, other = _article("One. Two."), _article("Uno. Two.", article_id="b")
    html = draw_conversation((_turn(_claim(_cite(one, 0, 4), _cite(other, 0, 4))),))
    assert html.count("<blockquote") == 2
    assert ">Uno.</blockquote>" in html


def test_what_the_contract_may_hold_is_drawn_when_it_is_there_and_leaves_no_hole_when_it_is_not() -> None:
    cite = _cite(_article(), 5, 9).to_dict()
    sides = [
        {"text": "Two.", "speaker": "the mayor", "citations": [cite]},
        {"text": "Three.", "citations": [cite]},
    ]
    full = draw_conversation(
        (
            _made(
                {"speaker": "a senior official", "independent_sources": 1},
                completed_question="How many in Osk?",
                disagreements=[{"about": "how many", "sides": sides}],
            ),
        )
    )
    said = ["Said by a senior official", "1 independent source", "Understood as: How many in Osk?",
            "Sources disagree about how many", "Said by the mayor", "Three."]  # fmt: skip
    assert [words for words in said if words not in _text(full)] == []
    assert full.count('class="side"') == 2
    bare = draw_conversation((_made(),))
    assert "independent source" in _text(draw_conversation((_made({"independent_sources": 2}),)))
    for words in ("Said by", "independent source", "Understood as", "disagree", "None", "null", "Checked"):
        assert words not in bare
    assert "<p></p>" not in bare


def test_a_kept_answer_says_what_became_of_each_citation() -> None:
    turn = _turn(_claim(_cite(_article(), 0, 4), _cite(_article(article_id="b"), 0, 4)))
    good = Check(where="claims[0].citations[0]", article_id="a", problem=None, fate="holds")
    for fate, words in (
        ("quote_kept", "the quoted sentence is still in it"),
        ("quote_removed", "the quoted sentence was removed"),
        ("article_gone", "not in the archive any more"),
        ("wrong", "This is not what the article says: x."),
    ):
        bad = Check(where="claims[0].citations[1]", article_id="b", problem="x", fate=cast("Any", fate))
        html = draw_conversation((replace(turn, checks=(good, bad)),))
        assert "1 of 2 citations no longer holds" in html
        assert words in html
    assert "every citation holds" in draw_conversation((replace(turn, checks=(good,)),))


def test_a_changed_article_is_never_highlighted_and_its_quote_is_shown() -> None:
    cited = _cite(_article(), 5, 9)
    html = draw_source(_cited(None, cited, problem="It has changed.", newer=_article("New.")))
    assert "<mark" not in html
    assert "It has changed." in html
    assert ">Two.</blockquote>" in html
    assert "Read that version" in html


def test_the_name_of_the_filters_promises_no_kind_that_may_not_be_offered() -> None:
    (name,) = re.findall(r"<summary>(.*?)</summary>", draw_composer())
    assert not [label for label in messages.ask.FACETS.values() if label.lower() in name.lower()]


def test_a_long_history_is_drawn_in_pages_and_whatever_page_is_asked_for_is_one_of_them() -> None:
    kept = [Summary(id=f"{n:032x}", title=f"question {n}?") for n in range(120)]

    def shown(page: int) -> list[str]:
        return re.findall(r"question \d+\?(?=</button>)", draw_history(kept, kept[:3], "here", None, page))

    assert shown(1) == [f"question {n}?" for n in (*range(50), 0, 1, 2)]
    assert shown(3) == [f"question {n}?" for n in range(100, 120)]
    assert (shown(-1), shown(10**9)) == (shown(1), shown(3))
    assert 'data-page="2"' in draw_history(kept, (), "here", None)
    assert "data-page" not in draw_history(kept[:50], (), "here", None)


def test_where_no_conversation_is_kept_the_history_says_what_loading_the_page_again_does() -> None:
    said = _text(draw_history(None, (), messages.ask.kept_in(None, "/answers"), None))
    assert "the setting history is false. A page that is loaded again begins anew." in said
    assert "Answers with a permanent link are kept in /answers" in said
    assert messages.ask.NONE_KEPT not in said
    said = _text(draw_history((), (), messages.ask.kept_in("/talks", "/answers"), None))
    assert "Conversations are kept in /talks, answers with a permanent link in /answers" in said
    assert "begins anew" not in said
    assert messages.ask.NONE_KEPT in said


def test_what_a_browser_sends_may_be_anything() -> None:
    for sent in ({}, {"question": 5}, {"question": None, "outlets": "x"}, {"outlets": [1, None, " "]}):
        assert Asked.read(sent) == Asked(question="")
    asked = Asked.read({"question": " q ", "outlets": ["A", "A", " B "], "since": "2022", "other": {}})
    assert asked == Asked(question="q", outlets=("A", "B"), since="2022")
    assert asked.query() == "q=q&since=2022&outlet=A&outlet=B"
    assert len(Asked.read({"authors": [str(n) for n in range(1000)]}).authors) == 50


def test_a_turn_is_found_by_its_own_id_alone_and_one_put_in_its_place_has_another() -> None:
    first, second, again = (
        _turn(_claim(_cite(_article(), 0, 4)), question=q) for q in ("1?", "2?", "again?")
    )
    talk = Talk().put(first).put(second)
    assert (talk.turn(first.id), talk.turn(second.id)) == (first, second)
    assert talk.put(again, first).turns == (again, second)
    assert talk.put(again, first).turn(first.id) is None
    assert talk.without(first).turns == (second,)
    assert talk.turn(None) is talk.turn({}) is talk.turn(1) is None

"""Answers as the page renders them: records to render, and what a browser would show of the HTML."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from hypothesis import strategies as st

from rag.index.browse import ListedArticle
from rag.schema import Answer, Article, Citation, Claim, Passage, Sentence, sha256_of_text
from rag.web.page.conversation import AskedQuestion, Turn, articles_of
from rag.web.page.html.source_panel import ShownCitation

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


class ShownText(HTMLParser):
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


def an_article(text: str = "One. Two. One.", **known: Any) -> Article:
    known = {"article_id": "a", "title": "T", **known}
    return Article(text=text, text_sha256=sha256_of_text(text), **known)


def cite(article: Article, start: int, end: int, support: float = 1.0) -> Citation:
    passage = Passage(start=0, end=len(article.text))
    sentence = Sentence(start=start, end=end)
    return Citation(article=article, sentence=sentence, passage=passage, support=support)


def a_claim(*citations: Citation, text: str | None = None, context: tuple[Citation, ...] = ()) -> Claim:
    said = citations[0].quote if text is None else text
    return Claim(text=said, score=0.9, citations=citations, context=context)


def a_turn(*claims: Claim, question: str = "q", outlet: str = "", **known: Any) -> Turn:
    answer = Answer(question=question, claims=claims, index_id="i", settings_id="s", **known)
    asked = AskedQuestion(question=question, outlets=(outlet,) if outlet else ())
    return Turn(asked=asked, answer=answer.to_dict(), articles=articles_of(answer))


def a_turn_with(claim: dict[str, Any] | None = None, **fields: Any) -> Turn:
    """A turn whose answer has what no answer has yet."""
    turn = a_turn(a_claim(cite(an_article(), 0, 4)))
    assert turn.answer is not None
    claims = [turn.answer["claims"][0] | (claim or {})]
    return replace(turn, answer={**turn.answer, "claims": claims, **fields})


def a_shown_citation(article: Article | None, citation: Citation, **known: Any) -> ShownCitation:
    given = {"turn": "t", "number": 1, "count": 2, "question": "q", "others": ((0, 1),), **known}
    return ShownCitation(citation=citation.to_dict(), article=article, **given)


def text_of(html: str) -> str:
    return ShownText(html).text


def foreign_tags(html: str) -> list[str]:
    return re.findall(r"<[^>]*>?", OWN_TAG.sub("", html))


def listed_article(text: str, number: int = 1) -> ListedArticle:
    """Return a listed article whose every field holds a text; articles with other numbers have other ids."""
    return ListedArticle(article_id=f"{number}{text}", title=text, outlet=text, author=text, published=None)

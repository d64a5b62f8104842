"""An article's text: whole, unchanged, highlighted by offsets."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.schema import Citation, Mark
from rag.web.page.html.article import MAX_SHOWN_CHARACTERS, render_article_text
from tests.page_html import TEXT, ShownText, an_article, cite, foreign_tags


def _span(citation: Citation) -> tuple[int, int]:
    return citation.sentence.start, citation.sentence.end


@st.composite
def _cited_articles(draw: st.DrawFn) -> tuple[Citation, list[Citation]]:
    text = draw(TEXT.filter(str.strip))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    roles = st.sampled_from(["story", "title", "heading", "byline", "boilerplate"])
    marks = tuple(Mark(start=a, end=b, role=draw(roles)) for a, b in pairwise(cuts))
    article = an_article(text, marks=marks)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    drawn = draw(st.lists(spans.filter(lambda span: span[0] < span[1]), min_size=1, max_size=5))
    citations = [cite(article, start, end) for start, end in drawn]
    return citations[0], citations


@given(_cited_articles())
def test_an_article_is_drawn_whole_and_highlighted_exactly_at_the_offsets(
    cited: tuple[Citation, list[Citation]],
) -> None:
    first, others = cited
    html = render_article_text(first.article, _span(first), map(_span, others))
    seen = ShownText(html)
    assert seen.text.strip() == cited[0].article.text.strip()
    assert seen.cited == cited[0].quote
    assert html.count('id="cited"') == 1
    assert foreign_tags(html) == []


def test_a_repeated_sentence_is_highlighted_where_it_is_cited() -> None:
    article = an_article("One. Two. One.")
    html = render_article_text(article, (10, 14), [(5, 9)])
    assert html.endswith(
        'One. <mark class="also">Two.</mark> <mark id="cited" tabindex="-1">One.</mark></div>'
    )


def test_a_very_long_article_is_drawn_around_its_citation_and_says_so() -> None:
    text = "Early. " * 100_000 + "Here it is. " + "Late. " * 100_000
    start = text.index("Here")
    html = render_article_text(an_article(text), (start, start + 11), ())
    seen = ShownText(html)
    assert seen.cited == "Here it is."
    assert "Only the part around the cited sentence is shown." in seen.text
    assert len(seen.text) < MAX_SHOWN_CHARACTERS + 200

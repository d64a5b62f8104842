"""The source panel: the cited version, or the quote where that is gone."""

from __future__ import annotations

from html import unescape

import pytest

from rag.web.page.html.source_panel import render_source
from tests.page_html import a_shown_citation, an_article, cite


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
    article = an_article(url=url)
    html = render_source(a_shown_citation(article, cite(article, 0, 4)))
    assert "<a " not in html
    assert url in unescape(html)


def test_a_changed_article_is_never_highlighted_and_its_quote_is_shown() -> None:
    cited = cite(an_article(), 5, 9)
    html = render_source(a_shown_citation(None, cited, problem="It has changed.", newer=an_article("New.")))
    assert "<mark" not in html
    assert "It has changed." in html
    assert ">Two.</blockquote>" in html
    assert "Read that version" in html

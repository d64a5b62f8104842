"""Web pages: the story, what the page states, and pages made to harm."""

from __future__ import annotations

import time
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.datamodel import Article
from rag.errors import ArticleReadError
from rag.parsers.html import parse
from rag.parsers.items import Item, Reading
from rag.parsers.markup import text_of_html
from tests.reading import read_article

STORY = (
    "The paper mill at Orlow will close in June because its boiler has burst, the owner said on Monday.",
    "It employs 318 people, most of them from the villages above the town, and none of them was hurt.",
    "The council wants to buy the building and to turn it into a library, said mayor Runa Beck.",
)


def page(*, head: str = "", body: str | None = None, lang: str = "en-GB") -> bytes:
    story = "".join(f"<p>{p}</p>" for p in STORY)
    inner = body if body is not None else f"<h1>Orlow mill to close</h1>{story}"
    return (
        f'<!doctype html><html lang="{lang}"><head><title>Orlow mill to close | Tamsel Post</title>{head}</head><body>'
        '<nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/jobs">Jobs</a></nav>'
        '<div class="cookie-banner">We use cookies to improve your visit. <a href="/ok">Accept</a></div>'
        f"<article>{inner}</article><aside><h3>Related</h3><ul><li><a href='/x'>Baths reopen</a></li></ul></aside>"
        "<script>document.write('evil')</script><footer>© 2024 Tamsel Post. All rights reserved.</footer></body></html>"
    ).encode()


def read(data: bytes) -> Item:
    (item,) = parse(BytesIO(data), Reading())
    return item


def test_the_story_is_kept_whole_and_what_stands_around_it_is_not() -> None:
    text = read(page()).text
    assert all(p in text for p in STORY)
    for foreign in ("Home", "cookies", "Baths reopen", "All rights", "evil"):
        assert foreign not in text


def test_paragraphs_stand_apart_so_that_no_sentence_runs_into_the_next() -> None:
    text = read(page()).text
    assert f"{STORY[0]}\n\n{STORY[1]}\n\n{STORY[2]}" in text
    assert "\r" not in text


def test_what_a_page_states_in_meta_elements_is_kept() -> None:
    head = (
        '<meta property="og:title" content="Mill to  close"><meta property="og:site_name" content="Tamsel Post">'
        '<meta name="author" content="Ida Holloway"><link rel="canonical" href="https://post.example/mill">'
        '<meta property="article:published_time" content="2024-02-03T23:30:00+02:00">'
        '<meta property="article:modified_time" content="2024-03-01T00:00:00Z">'
    )
    fields = read(page(head=head)).fields
    assert (fields.title, fields.outlet, fields.author) == ("Mill to close", "Tamsel Post", "Ida Holloway")
    assert fields.url == "https://post.example/mill"
    assert fields.language == "en"
    assert str(fields.published) == "2024-02-03"
    assert fields.published_at == "2024-02-03T23:30:00+02:00"


def test_json_ld_wins_over_meta_elements() -> None:
    head = (
        '<meta property="og:title" content="Other"><script type="application/ld+json">{"@graph": [{"@type": "WebSite"},'
        '{"@type": ["NewsArticle"], "headline": "Stated", "datePublished": "2024-02-03", "publisher": {"name": "Wire"},'
        '"author": [{"name": "A. B."}, {"name": "C. D."}], "url": "javascript:alert(1)"}]}</script>'
    )
    fields = read(page(head=head)).fields
    assert (fields.title, fields.outlet, fields.author) == ("Stated", "Wire", "A. B., C. D.")
    assert str(fields.published) == "2024-02-03"
    assert fields.published_at is None
    assert fields.url is None


def test_what_a_page_does_not_state_stays_unknown() -> None:
    fields = read(page(lang="")).fields
    assert fields.title == "Orlow mill to close"
    assert (fields.outlet, fields.author, fields.url, fields.language, fields.published) == (None,) * 5


def test_a_page_becomes_an_article_whose_headline_is_no_story() -> None:
    article = read_article("a", ".html", page())
    assert isinstance(article, Article)
    assert article.title == "Orlow mill to close"
    assert article.parser.startswith("html-")
    heads = [article.text[m.start : m.end] for m in article.marks]
    assert not any("paper mill" in head for head in heads)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1251", "utf-16"])
def test_the_declared_encoding_is_used(charset: str) -> None:
    name = "Жанна" if charset == "windows-1251" else "Élodie Grève"
    text = page(head=f'<meta charset="{charset}">').decode().replace("Runa Beck", name)
    assert name in read(text.encode(charset)).text


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"<html><body></body></html>", b"<html><script>1</script></html>"]
)
def test_a_page_without_a_story_gives_nothing(data: bytes) -> None:
    assert list(parse(BytesIO(data), Reading())) == []


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 90_000 + b"deep",
        b"<p>" + b"<a href=x>y</a>" * 200_000,
        b'<p title="' + b"x" * 3_000_000 + b'">text</p>',
        b"&a;" * 300_000,
        b"<!doctype html [<!ENTITY a 'b'>]>" + page(),
        page(body="<p>" + "word " * 300_000 + "</p>"),
        b"\x00" * 1000 + page(),
    ],
)
def test_a_page_made_to_harm_is_read_or_refused_in_time(data: bytes) -> None:
    began = time.monotonic()
    try:
        items = list(parse(BytesIO(data), Reading()))
    except ArticleReadError:
        items = []
    assert time.monotonic() - began < 60
    assert all("\x00" not in item.text for item in items)


@given(
    st.binary(max_size=400) | st.text(max_size=300).map(lambda t: f"<p>{t}</p>".encode("utf-8", "replace"))
)
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_articles_or_an_error_of_that_file(data: bytes) -> None:
    try:
        items = list(parse(BytesIO(data), Reading()))
    except ArticleReadError:
        return
    for item in items:
        item.text.encode()
        assert item.text.strip()


def test_pieces_of_html_become_paragraphs() -> None:
    text = text_of_html(
        "<p>One <b>two</b>.</p>three<br>four<script>x</script><div hidden>no</div><ul><li>a<li>b</ul>"
    )
    assert text == "One two.\n\nthree\n\nfour\n\na\n\nb"
    assert text_of_html("plain &amp; simple") == "plain & simple"
    assert text_of_html("<!-- nothing -->") == ""

"""Web pages: the story, what the page states, and pages made to harm."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from html import escape
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.finding_the_story import ALL
from benchmarks.finding_the_story.scoring import alone, ours, pages, score, summed
from rag.errors import ArticleReadError
from rag.index.passages import sentences_of
from rag.ingest.parsers.html import parse
from rag.ingest.parsers.html_fragments import story_text_of_html, text_of_html
from rag.ingest.parsers.items import Item, ParserOptions, Unread
from rag.ingest.parsers.page_story import is_sentence
from rag.schema import Article
from tests.examples import examples
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
    (item,) = parse(BytesIO(data), ParserOptions())
    assert isinstance(item, Item)
    return item


def test_the_story_is_kept_whole_and_what_stands_around_it_is_not() -> None:
    text = read(page()).text
    assert all(p in text for p in STORY)
    for foreign in ("Home", "cookies", "Baths reopen", "All rights", "evil"):
        assert foreign not in text


def test_what_stands_around_the_story_is_kept_behind_it_and_marked() -> None:
    data = page().replace(b"<aside>", b"<div>Sign the petition for the mill.</div><aside>")
    article = read_article("a", ".html", data)
    story = read(data).text
    assert isinstance(article, Article)
    assert article.text.startswith(story)
    behind = {article.text[m.start : m.end]: m.role for m in article.marks if m.start >= len(story)}
    assert behind == {
        "Home Sport Jobs\nWe use cookies to improve your visit. Accept": "frame",
        "Sign the petition for the mill.": "boilerplate",
        "Related\n- Baths reopen\n© 2024 Tamsel Post. All rights reserved.": "frame",
    }
    assert {s.end <= len(story) for s in sentences_of(article)} == {True}
    assert article.story().strip() == story.strip()


def test_a_question_asked_before_a_page_can_be_read_is_kept_and_marked() -> None:
    asked = '<div role="dialog"><p>We and our 812 partners store what you read.</p><button>Accept all</button></div>'
    body = asked + "".join(f"<p>{p}</p>" for p in STORY)
    item = read(page(body=body))
    assert "partners" not in item.text
    assert item.beside[-2:] == (
        ("We and our 812 partners store what you read.", "frame"),
        ("Accept all", "frame"),
    )


def test_a_story_that_stands_in_json_ld_alone_is_not_kept_twice() -> None:
    data = json.dumps({"@type": "NewsArticle", "articleBody": " ".join(STORY), "headline": "Mill"})
    body = (
        f'<script type="application/ld+json">{data}</script><p>{STORY[0]}</p><p>Read on with an account.</p>'
    )
    item = read(page(body=body))
    assert all(p in item.text for p in STORY)
    assert "Read on with an account." in [line.text for line in item.beside]
    assert STORY[0] not in [line.text for line in item.beside]


def test_the_frame_of_a_page_does_not_make_it_mostly_marked_and_other_sentences_do() -> None:
    links = "".join(f'<li><a href="/{n}">Baths of quarter {n} reopen after years</a></li>' for n in range(40))
    said = [f"<p>The baths of quarter {n} open again, says reader {n}.</p>" for n in range(40)]
    story = "".join(f"<p>{p}</p>" for p in STORY)
    comments = [f'{story}<div class="comments">{"".join(said[:most])}</div>' for most in (4, 40)]
    bodies = (f"{story}<ul>{links}</ul>", comments[0], story, comments[1])
    articles = [read_article("a", ".html", page(body=body)) for body in bodies]
    lines = "".join(f"<blockquote>The baths of quarter {n} reopen</blockquote>" for n in range(40))
    unnamed = read_article("a", ".html", page(body=story).replace(b"<aside>", f"{lines}<aside>".encode()))
    assert [article and article.mostly_marked for article in (*articles, unnamed)] == [False] * 3 + [True] * 2


@pytest.mark.parametrize("end", [".", ".[2]", ".¹", ".“", ".«", "։", "。」"])
def test_a_sentence_is_told_by_its_stop_whatever_closes_it(end: str) -> None:
    assert is_sentence(f"Repairs will cost 4 million crowns{end}")
    assert not is_sentence(f"Repairs will cost 4 million crowns{end[1:]}")


WORD = st.sampled_from("mill river boiler library council Orlow June villages".split())
SHOWN = st.lists(WORD, min_size=1, max_size=9).map(" ".join)
ELEMENT = st.sampled_from("p div li nav aside footer h2 figcaption button span td blockquote".split())


@given(st.lists(st.tuples(ELEMENT, SHOWN, st.booleans()), max_size=20))
@examples(60)
def test_every_word_that_a_page_shows_is_in_the_text(pieces: list[tuple[str, str, bool]]) -> None:
    story = "".join(f"<p>{p}</p>" for p in STORY)
    shown = [f'<a href="/x">{words}</a>' if linked else f"{words}." for _, words, linked in pieces]
    around = "".join(f"<{e}>{words}</{e}>" for (e, _, _), words in zip(pieces, shown, strict=True))
    article = read_article("a", ".html", page(body=story + around))
    expected = Counter(" ".join([*STORY, *(words for _, words, _ in pieces)]).replace(".", " ").split())
    assert not expected - Counter(article.text.replace(".", " ").split())


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
    assert list(parse(BytesIO(data), ParserOptions())) == []


@pytest.mark.parametrize(
    "data",
    [
        b"<div>" * 90_000 + b"deep",
        b"<p " + b" ".join(b"a%d" % n for n in range(300_000)) + b">text",
        b"<a " * 300_000,
        b"<p>x&#1;&#xd800;&#0; y.</p>" * 100,
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
        items = list(parse(BytesIO(data), ParserOptions()))
    except ArticleReadError:
        items = []
    assert time.monotonic() - began < 60
    assert all("\x00" not in item.text for item in items if isinstance(item, Item))


@given(
    st.binary(max_size=400) | st.text(max_size=300).map(lambda t: f"<p>{t}</p>".encode("utf-8", "replace"))
)
@examples(60)
def test_any_bytes_are_articles_or_an_error_of_that_file(data: bytes) -> None:
    try:
        items = list(parse(BytesIO(data), ParserOptions()))
    except ArticleReadError:
        return
    for item in items:
        if isinstance(item, Item):
            item.text.encode()
            assert item.text.strip()


def test_pieces_of_html_become_paragraphs() -> None:
    text = text_of_html(
        "<p>One <b>two</b>.</p>three<br>four<script>x</script><div hidden>no</div><ul><li>a<li>b</ul>"
    )
    assert text == "One two.\n\nthree\nfour\n\n- a\n- b"
    assert text_of_html("plain &amp; simple") == "plain & simple"
    assert text_of_html("<!-- nothing -->") == ""


NESTED = st.recursive(
    SHOWN.map(lambda words: f"<p>{words}.</p>") | SHOWN.map(lambda words: f'<p><a href="/">{words}</a></p>'),
    lambda inner: st.tuples(
        st.sampled_from(
            ['div class="share-bar"', "nav", "figcaption", 'ul class="social-links"', "div", "del", "s"]
        ),
        st.lists(inner, max_size=3),
    ).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0].split()[0]}>"),
    max_leaves=12,
)


@given(NESTED)
@examples(200)
def test_every_word_of_a_piece_is_told_once_however_boxes_stand_within_each_other(html: str) -> None:
    told = story_text_of_html(html)
    found = " ".join([told.text, *(line.text for line in told.beside)])
    shown = re.sub(r"<[^>]*>", " ", html)
    assert Counter(re.findall(r"\w+", found)) == Counter(re.findall(r"\w+", shown))


def test_a_line_break_within_a_piece_ends_a_line_and_no_sentence() -> None:
    lines = "The ferry Alma sank on Monday<br/>near the harbour of Orla<br/>but injured nobody, police said."
    entry = f"<item><title>Ferry</title><description>{escape(f'<p>{lines}</p>')}</description></item>"
    article = read_article("a", ".rss", f"<rss><channel>{entry}</channel></rss>".encode())
    assert article is not None
    assert [article.text[s.start : s.end] for s in sentences_of(article)] == [lines.replace("<br/>", "\n")]


def test_rows_and_items_of_a_piece_are_a_line_each() -> None:
    rows = "<table><tr><th>Schools</th><td>4,200,000</td></tr><tr><th>Police</th><td>3 cars</td></tr></table>"
    assert text_of_html(rows) == "Schools | 4,200,000\nPolice | 3 cars"
    assert (
        text_of_html("<p>It needs:</p><ul><li>a boiler<li>a roof</ul>") == "It needs:\n\n- a boiler\n- a roof"
    )


SHOWN_SENTENCES = (
    (
        '<p style="-webkit-backface-visibility: hidden">{}</p>',
        "The roof of the mill fell in on Sunday night.",
    ),
    ('<p hidden="until-found">{}</p>', "The roof of the mill fell in on Sunday night."),
    (
        "<div><template shadowrootmode='open'><p>{}</p></template></div>",
        "The roof of the mill fell in on Sunday night.",
    ),
    (
        "<p>The load rose to <math><mfrac><mn>9</mn><mn>10</mn></mfrac></math> of the limit, the engineers said.</p>",
        "The load rose to 9/10 of the limit, the engineers said.",
    ),
    (
        "<p>It emits <math><msup><mn>10</mn><mn>6</mn></msup></math> tons in a year, the engineers said on Monday.</p>",
        "It emits 10⁶ tons in a year, the engineers said on Monday.",
    ),
    (
        "<p>The load rose to <svg><title>Graph</title><text>92 %</text></svg> of the limit, engineers said.</p>",
        "The load rose to 92 % of the limit, engineers said.",
    ),
)


@pytest.mark.parametrize(("html", "sentence"), SHOWN_SENTENCES)
def test_what_a_reader_sees_is_in_the_story(html: str, sentence: str) -> None:
    first, *rest = (f"<p>{p}</p>" for p in STORY)
    assert sentence in read(page(body=first + html.format(sentence) + "".join(rest))).text


def test_what_is_struck_out_is_no_part_of_its_sentence_and_is_kept() -> None:
    told = "In the fire <s>seventeen</s> three people <del>died</del><ins>were hurt</ins>, police said on Tuesday."
    item = read(page(body="".join(f"<p>{p}</p>" for p in (*STORY, told))))
    assert "In the fire three people were hurt, police said on Tuesday." in item.text
    assert [line.text for line in item.beside[-2:]] == ["seventeen", "died"]
    assert text_of_html("<p><ruby>月<rp>(</rp><rt>げつ</rt><rp>)</rp></ruby>曜日</p>") == "月曜日"


@pytest.mark.parametrize(
    "box",
    ['<div class="comment-piece">{}</div>', '<div id="comments"><div class="comment__body">{}</div></div>'],
)
def test_a_story_in_what_is_named_a_comment_is_read_where_nothing_else_is(box: str) -> None:
    story = "".join(f"<p>{p}</p>" for p in (*STORY, *STORY))
    text = read(page(body=f"<h1>Orlow mill to close</h1>{box.format(story)}")).text
    assert all(p in text for p in STORY)


RAISED = (
    ("It emits 10<sup>6</sup> tons of CO<sub>2</sub> a year.", "It emits 10⁶ tons of CO2 a year."),
    ("It weighs 10<sup>−6</sup> grams, on the 5<sup>th</sup>.", "It weighs 10⁻⁶ grams, on the 5th."),
    ("It burns 3<sup>1</sup>&frasl;<sub>2</sub> tons.", "It burns 3 1⁄2 tons."),
    ("It burns <sup>1</sup>/<sub>2</sub> a ton.", "It burns 1/2 a ton."),
    ('It closes, he said.<sup><a href="#n"><b>1</b></a></sup>', "It closes, he said.¹"),
    ('It closes, he said.<sup><a href="#n"><i>[</i>1<i>]</i></a></sup>', "It closes, he said.[1]"),
)


@pytest.mark.parametrize(("html", "text"), RAISED)
def test_a_superscript_makes_no_other_number(html: str, text: str) -> None:
    assert text_of_html(f"<p>{html}</p>") == text
    story = "".join(f"<p>{p}</p>" for p in STORY)
    assert text in read(page(body=f"<h1>Mill</h1>{story}<p>{html}</p>{story}")).text.split("\n")


DEEP = """
from html import escape
from io import BytesIO
from rag.errors import ArticleReadError
from rag.ingest.parsers.html import parse
from rag.ingest.parsers.items import ParserOptions
for tag in ("div", "table><tr><td", "b", "form"):
    for depth in (300, 700, 50_000):
        data = f"<h1>T</h1><{tag}>".encode() + f"<{tag}>".encode() * depth + b"<p>The mill will close in June, he said."
        try:
            texts = [item.text for item in parse(BytesIO(data), ParserOptions())]
        except ArticleReadError:
            continue
        assert texts and "The mill will close" in texts[0], (tag, depth)
print("read or refused")
"""


def test_a_story_nested_deep_is_read_or_refused_and_never_cut_off() -> None:
    done = subprocess.run(
        [sys.executable, "-c", DEEP], capture_output=True, text=True, timeout=240, check=False
    )
    assert (done.returncode, done.stdout) == (0, "read or refused\n"), done.stderr[-2000:]


def test_what_nobody_sees_is_no_text() -> None:
    hidden = (
        "<p hidden>Unseen words stand here, he said.</p><p style='color: red; display : NONE'>More unseen words, he said.</p>"
        "<p style='visibility:hidden'>Invisible words stand here too, he said.</p>"
        "<!-- A comment with words, he said. --><style>p { color: red }</style><template><p>A template, he said.</p></template>"
        '<script type=\'application/ld+json\'>{"articleBody": "Unseen data, he said."}</script>'
    )
    text = read(page(body=f"<h1>Mill</h1><p>{STORY[0]}</p>{hidden}<p>{STORY[1]}</p><p>{STORY[2]}</p>")).text
    assert text == "Mill\n\n" + "\n\n".join(STORY) + "\n"


def test_a_body_that_waits_for_its_script_is_read() -> None:
    assert STORY[0] in read(page().replace(b"<body>", b"<body style='display:none'>")).text


def test_the_first_sentences_above_the_story_are_not_lost() -> None:
    more = [
        f"Vat number {n} was emptied on Monday, and the workers saw that it held {n * 17} litres."
        for n in range(8)
    ]
    rest = "".join(f"<p>{p}</p>" for p in [*STORY[1:], *more])
    body = f"<header><h1>Mill</h1><p class='teaser'>{STORY[0]}</p></header><div class='article-body'>{rest}</div>"
    assert read(page(body=body)).text == "\n\n".join([*STORY, *more]) + "\n"


def test_items_rows_and_broken_lines_stay_lines() -> None:
    body = (
        f"<h1>Mill</h1><p>{STORY[0]}</p><ul><li>First of all</li><li>Second of all</li></ul>"
        f"<table><tr><td>Orlow</td><td>318</td></tr><tr><td>Tamsel</td><td>12</td></tr></table><p>{STORY[1]}<br>{STORY[2]}</p>"
    )
    text = read(page(body=body)).text
    assert "\n\n- First of all\n- Second of all\n\n" in text
    assert "\n\nOrlow | 318\nTamsel | 12\n\n" in text
    assert f"{STORY[1]}\n{STORY[2]}\n" in text


def test_a_page_of_links_alone_is_empty_and_says_what_it_shows() -> None:
    links = "".join(f"<li><a href='/{n}'>Headline number {n} of today</a></li>" for n in range(40))
    data = f"<html><body><nav><a href='/'>Home</a></nav><ul>{links}</ul></body></html>".encode()
    (unread,) = parse(BytesIO(data), ParserOptions())
    assert isinstance(unread, Unread)
    assert (unread.state, unread.reason) == ("empty", "the page shows menus and notices, but no story")


def test_the_outlet_behind_the_headline_is_no_part_of_the_title() -> None:
    head = '<meta property="og:title" content="Orlow mill to close - Tamsel Post">'
    assert read(page(head=head)).fields.title == "Orlow mill to close"
    longer = '<meta property="og:title" content="Orlow mill to close, workers say">'
    assert read(page(head=longer)).fields.title == "Orlow mill to close, workers say"


@pytest.mark.parametrize(
    "linked",
    [
        '{"@type": "NewsArticle", "headline": "\\ud800", "author": 3, "publisher": [[["x"]]], "datePublished": ["2024"]}',
        '{"@type": "NewsArticle", "headline": {}, "author": [null, {"name": {"name": 1}}], "datePublished": "soon"}',
        "[" * 100_000,
        '{"@type": "NewsArticle", "datePublished": ' + "9" * 5000 + "}",
        '{"@type": "Article", "@id": [], "mainEntityOfPage": [{}], "author": {"@id": {}}, "publisher": [{"@id": 3}, []]}',
    ],
)
def test_broken_data_about_a_page_costs_no_article(linked: str) -> None:
    item = read(page(head=f'<script type="application/ld+json">{linked}</script>'))
    assert STORY[0] in item.text
    assert item.fields.title == "Orlow mill to close"
    assert (item.fields.author, item.fields.published) == (None, None)


def test_a_time_of_changing_or_the_address_is_no_publication_date() -> None:
    head = (
        '<meta property="article:modified_time" content="2024-03-01T00:00:00Z">'
        '<link rel="canonical" href="https://post.example/2023/05/06/mill">'
    )
    fields = read(page(head=head)).fields
    assert (fields.published, fields.published_at) == (None, None)


PARAGRAPHS = "".join(f"<p>{p}</p>" for p in STORY)
MAIN = f"<h1>Orlow mill to close</h1>{PARAGRAPHS}"
TIME = '<time datetime="2011-05-05T10:00:00+02:00">5 May</time>'
DATES = (
    (
        f"<article><header><h1>Orlow mill to close</h1>{TIME}</header></article><div>{PARAGRAPHS}</div>",
        "2011-05-05",
    ),
    (
        f'<article><div class="elementor-widget"><a href="/update/a">{TIME}</a></div>{MAIN}</article>',
        "2011-05-05",
    ),
    (f"<article><p>{TIME}</p>{MAIN}</article>", "2011-05-05"),
    (f'<article><p class="published updated">{TIME}</p>{MAIN}</article>', "2011-05-05"),
    (f"<article>{MAIN}<p>Posted on {TIME}</p></article>", "2011-05-05"),
    (f'<main>{MAIN}<span itemprop="datePublished" content="2011-05-05">5 May</span></main>', "2011-05-05"),
    (f'<main itemscope>{MAIN}<span itemprop="datePublished">5 May 2011</span></main>', "2011-05-05"),
    (f'<article><p class="updated">{TIME}</p>{MAIN}</article>', None),
    (f"<article><p>Last updated: {TIME}</p>{MAIN}</article>", None),
    (f"<article><p><b>Updated</b> {TIME}</p>{MAIN}</article>", None),
    (f'<article><time itemprop="dateModified" datetime="2011-05-05">5 May</time>{MAIN}</article>', None),
    (f"<nav><article><h3>Baths reopen</h3>{TIME}</article></nav><main>{MAIN}</main>", None),
    (f"<section><article><h3>Baths reopen</h3>{TIME}</article></section><main>{MAIN}</main>", None),
    (f'<article>{MAIN}<div class="comments"><article>{TIME}<p>Nice.</p></article></div></article>', None),
    (f'<article>{MAIN}<ol class="comment-list"><li>{TIME} Nice.</li></ol></article>', None),
    (f'<article>{MAIN}<div class="related"><a href="/b">Baths reopen</a> {TIME}</div></article>', None),
    (f"<article>{MAIN}<p>The mill was bought on {TIME} by the owner of the quarry.</p></article>", None),
    (f'<main>{MAIN}</main><div itemscope><meta itemprop="datePublished" content="2011-05-05"></div>', None),
)


@pytest.mark.parametrize(("body", "published"), DATES)
def test_a_time_that_an_element_states_is_the_storys_or_none(body: str, published: str | None) -> None:
    fields = read(f"<!doctype html><html><body>{body}</body></html>".encode()).fields
    assert str(fields.published) == str(published)


def test_a_teasers_time_is_none_of_a_story_that_json_ld_alone_holds() -> None:
    body = f"<h1>Orlow mill to close</h1><h1>Tamsel Post</h1><article>{TIME} <a href='/b'>Baths reopen</a></article>"
    data = json.dumps({"articleBody": " ".join(STORY)})
    item = read(
        f'<html><body>{body}<script type="application/ld+json">{data}</script></body></html>'.encode()
    )
    assert STORY[0] in item.text
    assert item.fields.published is None


def test_a_time_within_a_sentence_keeps_its_words() -> None:
    body = f"{MAIN}<p>The mill was bought on {TIME} by the owner of the quarry.</p>"
    assert "\n\nThe mill was bought on 5 May by the owner of the quarry.\n" in read(page(body=body)).text


def linked(*described: object) -> str:
    return f'<script type="application/LD+json">{json.dumps(described)}</script>'


OTHER = {
    "@type": "NewsArticle",
    "headline": "Baths reopen",
    "datePublished": "2011-05-05",
    "url": "https://p.example/b",
}
OWN = {"@type": "NewsArticle", "headline": "Orlow mill to close", "datePublished": "2024-02-03"}


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (linked(OTHER, OWN), "2024-02-03"),
        (
            linked(OTHER, OWN | {"headline": "Mill &amp; town", "url": "http://www.p.example/a/#x"}),
            "2024-02-03",
        ),
        (
            linked(OTHER, OWN | {"headline": "Mill", "mainEntityOfPage": {"@id": "https://p.example/a"}}),
            "2024-02-03",
        ),
        (
            linked({"@type": "NewsArticle", "headline": "Orlow", "datePublished": "2011-05-05"}, OWN),
            "2024-02-03",
        ),
        (linked(OWN | {"headline": "An end"}), "2024-02-03"),
        (linked(OTHER, OWN | {"headline": "An end"}), None),
    ],
)
def test_of_several_articles_in_json_ld_the_pages_own_is_taken(head: str, published: str | None) -> None:
    canonical = '<link rel="canonical" href="https://p.example/a">'
    fields = read(page(head=head + canonical)).fields
    assert str(fields.published) == str(published)
    assert fields.url == "https://p.example/a"


def test_json_ld_names_people_elsewhere_and_writes_references() -> None:
    graph = {
        "@graph": [
            OWN
            | {
                "headline": "Orlow mill &amp; town&#8217;s end",
                "author": [{"@id": "#i"}],
                "publisher": {"@id": "#o"},
            },
            {"@type": "Person", "@id": "#i", "name": "Ida &quot;Ibby&quot; Holloway"},
            {"@type": "Organization", "@id": "#o", "name": "Tamsel Post"},
        ]
    }
    fields = read(page(head=linked(graph))).fields
    assert (fields.title, fields.author, fields.outlet) == (
        "Orlow mill & town’s end",
        'Ida "Ibby" Holloway',
        "Tamsel Post",
    )


BYLINES = (
    (
        '<p>By <a rel="author" href="/i">Ida Holloway</a> and <a rel="author" href="/m">Max Poe</a></p>',
        "Ida Holloway, Max Poe",
    ),
    ('<p itemprop="author">By Ida Holloway</p>', "Ida Holloway"),
    (
        '<div itemprop="author" itemscope><a rel="author"><b itemprop="name">Ida Holloway</b></a> writes</div>',
        "Ida Holloway",
    ),
    ('<p><a rel="author" href="/i">All posts by admin</a></p>', None),
    ('<div class="related"><a rel="author" href="/i">Ida Holloway</a></div>', None),
    (
        '<p>By <a rel="author" href="/i">Ida Holloway</a></p><div><a rel="author" href="/x">Someone Else</a></div>',
        "Ida Holloway",
    ),
    ('<span class="author">Ida Holloway</span>', "Ida Holloway"),
    (
        '<div class="post-byline meta">By <b class="author-name">Ida Holloway</b> in Orlow</div>',
        "Ida Holloway",
    ),
    (
        '<div class="byline">By <a href="/i">Ida Holloway</a> and Max Poe</div>',
        "Ida Holloway and Max Poe",
    ),
    ('<p><i class="author">Ida Holloway</i>, <i class="author">Max Poe</i></p>', "Ida Holloway, Max Poe"),
    ('<p class="byline">Ida Holloway, 3 February 2024</p>', None),
    ('<p class="byline">Ida Holloway<br>Reporter</p>', None),
    ('<div class="about-author author-box"><p>Ida Holloway has written since May.</p></div>', None),
    (
        '<article class="card"><span class="author">Max Poe</span><a href="/x">Baths reopen</a></article>',
        None,
    ),
    ('<div class="comments"><span class="author">Max Poe</span></div>', None),
    ('<blockquote>It is over. <cite class="author">Max Poe</cite></blockquote>', None),
    ('<figure><img src="/m"><figcaption class="author">Max Poe</figcaption></figure>', None),
)


@pytest.mark.parametrize(("byline", "author"), BYLINES)
def test_an_author_is_read_from_the_storys_own_elements(byline: str, author: str | None) -> None:
    assert read(page(body=f"<h1>Orlow mill to close</h1>{byline}{MAIN}")).fields.author == author


def test_every_author_of_meta_elements_is_kept_and_the_language_of_xhtml() -> None:
    head = '<meta name="author" content="Ida Holloway"><meta name="author" content="Max Poe">'
    fields = read(page(head=head).replace(b'lang="en-GB"', b'xml:lang="de-AT"')).fields
    assert (fields.author, fields.language) == ("Ida Holloway, Max Poe", "de")


def test_dublin_core_names_author_and_outlet_behind_other_statements() -> None:
    core = '<meta name="DC.creator" content="Ida Holloway"><meta name="dc.publisher" content="Tamsel Post">'
    other = '<meta name="author" content="Max Poe"><meta property="og:site_name" content="Post">'
    for head, stated in ((core, ("Ida Holloway", "Tamsel Post")), (core + other, ("Max Poe", "Post"))):
        fields = read(page(head=head)).fields
        assert (fields.author, fields.outlet) == stated


@pytest.mark.parametrize(
    ("around", "language"),
    [
        ('<div lang="fr">{}</div>', "fr"),
        ('<div lang="de"><section lang="fr">{}</section></div>', "fr"),
        ('<div lang="">{}</div>', "de"),
        ('<p lang="fr">Le moulin est mort, vive le moulin, a dit la mairesse de la ville lundi.</p>{}', "de"),
    ],
)
def test_the_language_stated_nearest_to_the_story_is_the_storys(around: str, language: str) -> None:
    head = '<meta http-equiv="content-language" content="de-AT">'
    data = page(head=head, body=around.format(MAIN))
    assert read(data.replace(b' lang="en-GB"', b"")).fields.language == language


def test_reading_a_page_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    head = '<link rel="stylesheet" href="http://127.0.0.1:9/a.css"><base href="http://127.0.0.1:9/">'
    system = b'<!DOCTYPE html SYSTEM "http://127.0.0.1:9/a.dtd">' + page(head=head)
    assert STORY[0] in read(system).text


def test_a_piece_with_traps_keeps_its_text() -> None:
    began = time.monotonic()
    assert text_of_html("<div>" * 100_000 + "deep") == "deep"
    assert "last" in text_of_html("<p " + " ".join(f"a{n}" for n in range(300_000)) + ">last")
    assert text_of_html("a&#1;b") == "ab"
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "body",
    [
        "<p>One sentence more.</p>" * 100_001,
        "<div>" * 1000 + "word " * 200_000,
        ("<div>" * 400 + "</div>" * 400) * 100,
    ],
)
def test_a_page_that_would_take_too_long_is_refused_with_a_reason(body: str) -> None:
    with pytest.raises(ArticleReadError, match=r"elements, nested too deep or too many"):
        read(page(body=body))


def test_what_readers_write_below_a_story_is_no_text() -> None:
    comments = "<section id='comments'><p>A reader wrote that this is a disgrace for all of us.</p></section>"
    text = read(page(body="".join(f"<p>{p}</p>" for p in STORY) + comments)).text
    assert "disgrace" not in text


def test_the_parser_is_no_worse_than_trafilatura_alone_and_loses_no_story() -> None:
    made = [page for chosen in ALL for page in pages(chosen, 1)]
    alone_, ours_ = (summed([score(page, find(page)) for page in made]) for find in (alone, ours))
    assert len(made) >= 90
    assert ours_["f1"] >= alone_["f1"]
    assert ours_["lost"] <= 0.5
    assert ours_["joined"] <= 3.5


def test_a_dialog_that_asks_something_is_no_story() -> None:
    asked = "<div role='dialog'><p>We and our partners process what you do here, for four purposes.</p><button>Yes</button></div>"
    body = "".join(f"<p>{p}</p>" for p in STORY)
    assert "partners" not in read(page(body=f"{asked}{body}")).text
    within = f"<div role='dialog'><button>Close</button><h1>A ferry turns back</h1>{body}</div>"
    assert STORY[0] in read(page(body=within)).text


def test_a_short_sentence_between_paragraphs_is_kept() -> None:
    bare = "</article><div class='x'>{}</div><article>"  # a page that says where its story is loses none
    body = f"<p>{STORY[0]}</p><ol><li>It failed again.</li><li>{STORY[1]}</li></ol><p>{STORY[2]}</p>"
    assert "\n\n- It failed again.\n- " in read(page(body=bare.format(body))).text
    texts = (STORY[0], "Nobody disagrees.", *STORY[1:])
    body = "".join(f"<div class='c{n}'><div><span>{p}</span></div></div>" for n, p in enumerate(texts))
    assert "\n\nNobody disagrees.\n\n" in read(page(body=bare.format(body))).text


def test_paragraphs_in_elements_of_a_sites_own_stay_apart() -> None:
    body = "".join(f"<x-line>{p}</x-line>" for p in STORY)
    text = read(page(body=f"<x-by>Mette Dahl</x-by><x-body>{body}</x-body>")).text
    assert "\n\n".join(STORY) in text
    assert "Dahl" not in text.split(STORY[0])[0].split("\n\n")[-1]
    within = "".join(f"<p>{p[:9]}<x-hint>{p[9:14]}</x-hint>{p[14:]}</p>" for p in STORY)
    assert "\n\n".join(STORY) in read(page(body=within)).text

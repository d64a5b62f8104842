"""Feeds: every entry is an article, and nothing is fetched or expanded."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.ingest.parsers import xml
from rag.ingest.parsers.feed import parse
from rag.ingest.parsers.items import Item, ParserOptions, Unread
from tests.examples import examples

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Tamsel Post</title><language>en-GB</language><link>https://post.example</link>
<item><guid>g-1</guid><title>Mill &amp; baths</title><link>https://post.example/mill</link>
<dc:creator>Ida Holloway</dc:creator><pubDate>Sat, 03 Feb 2024 09:00:00 +0100</pubDate>
<description>&lt;p&gt;The mill closes.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>The mill closes in June.</p><p>It employs 318.</p><script>x()</script>]]></content:encoded></item>
<item><title>Only a title</title><link>javascript:alert(1)</link></item>
<item><guid>g-1</guid><description>Another with the same id.</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>
<entry><id>urn:1</id><title>Quarry</title><updated>2024-03-01T00:00:00Z</updated><author><name>Tom A.</name></author>
<content type="html">&lt;p&gt;Slate was sold.&lt;/p&gt;</content></entry></feed>"""


def read(data: str | bytes) -> list[Item | Unread]:
    return list(parse(BytesIO(data if isinstance(data, bytes) else data.encode()), ParserOptions()))


def test_every_entry_of_rss_is_an_article_with_what_it_states() -> None:
    first, second, third = read(RSS)
    assert isinstance(first, Item)
    assert (first.name, first.text) == ("g-1", "The mill closes in June.\n\nIt employs 318.\n")
    fields = first.fields
    assert (fields.title, fields.author, fields.outlet) == ("Mill & baths", "Ida Holloway", "Tamsel Post")
    assert (fields.url, fields.language) == ("https://post.example/mill", "en")
    assert (str(fields.published), fields.published_at) == ("2024-02-03", "2024-02-03T09:00:00+01:00")
    assert isinstance(second, Unread)
    assert (second.name, second.state) == ("javascript:alert(1)", "empty")
    assert isinstance(third, Item)
    assert third.name == "g-1~2"


def test_the_time_of_an_update_is_no_date_of_publication() -> None:
    (item,) = read(ATOM)
    assert isinstance(item, Item)
    assert (item.name, item.fields.outlet, item.fields.author) == ("urn:1", "Wire", "Tom A.")
    assert item.fields.published is None


def test_a_file_that_reads_like_an_address_or_a_path_fetches_and_opens_nothing(tmp_path: object) -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        for data in (f"http://127.0.0.1:{server.server_port}/feed", __file__, "/etc/hostname"):
            with pytest.raises(ArticleReadError):
                read(data)
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


def test_entities_are_refused_and_other_xml_is_no_feed() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + RSS.removeprefix(
        '<?xml version="1.0"?>\n'
    )
    with pytest.raises(ArticleReadError, match="entities"):
        read(bomb)
    with pytest.raises(ArticleReadError, match="no RSS or Atom feed"):
        read("<note><to>Runa</to></note>")


def test_a_feed_that_is_not_well_formed_is_read_up_to_its_fault_and_the_rest_is_named() -> None:
    entry = "<item><guid>{}</guid><description>Mill {} closed.</description></item>\n"
    begun = "<rss><channel>" + "".join(entry.format(n, n) for n in range(3))
    spoilt = {
        "not closed": begun + entry.format(3, "<b>3") + entry.format(4, 4) + "</channel></rss>",
        "cut off": begun + "<item><guid>3</guid><description>Mill",
        "in CDATA": begun + "<item><guid>3</guid><description><![CDATA[Mill </description></item>",
        "too deep": begun + "<item><description>" + "<b>" * 400,
        "more behind": begun + "</channel></rss><item/>",
    }
    for case, data in spoilt.items():
        *whole, rest = read(data)
        assert [item.name for item in whole if isinstance(item, Item)] == ["0", "1", "2"], case
        assert isinstance(rest, Unread)
        assert (rest.name, rest.state) == ("(the rest)", "failed")
        assert rest.reason.startswith("nothing after '2' in it is read: "), case
        assert "at line 4" in rest.reason, case
    with pytest.raises(ArticleReadError, match="not well-formed XML at line 1"):
        read("<rss><channel><item><description>One")


def test_what_can_be_mended_without_losing_text_is_no_fault() -> None:
    (item,) = read(
        "<rss><channel><item><link>https://post.example/?a=1&b=2</link><dc:creator>Ida</dc:creator>"
        "<description>Fish & chips &#8;cost &#163;9 &amp; more\x0b, R&D said; a &bogus; b.</description>"
        "<media:description>A long caption of a picture that nobody asked for, and that is no text.</media:description>"
        "</item></channel></rss>"
    )
    assert isinstance(item, Item)
    assert item.text == "Fish & chips cost £9 & more, R&D said; a &bogus; b.\n"
    assert (item.fields.author, item.fields.url) == ("Ida", "https://post.example/?a=1&b=2")


def test_rdf_feeds_are_read_and_name_their_items_by_their_address() -> None:
    (item,) = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Wire</title><dc:language>de-CH</dc:language>'
        '</channel><item rdf:about="urn:7"><title>Mill</title><link>https://wire.example/7</link>'
        "<dc:date>2024-02-03T09:00:00Z</dc:date><description>The mill closes.</description></item></rdf:RDF>"
    )
    assert isinstance(item, Item)
    fields = item.fields
    assert (item.name, item.text, fields.outlet, fields.language) == (
        "urn:7",
        "The mill closes.\n",
        "Wire",
        "de",
    )
    assert (fields.url, str(fields.published)) == ("https://wire.example/7", "2024-02-03")


def test_the_kinds_of_text_of_atom_are_told_apart() -> None:
    texts = {
        "<summary>If a &lt; b, stop.</summary>": "If a < b, stop.",
        '<summary type="html">If &amp;amp; a &lt;b&gt;b&lt;/b&gt;.</summary>': "If & a b.",
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A &lt; b.</p><p style="display:none">x'
        "</p><p>Two<br/>lines.</p></div></content>": "A < b.\n\nTwo\nlines.",
        '<content type="image/png">iVBORw0KGgo</content><summary>A mill.</summary>': "A mill.",
    }
    for markup, text in texts.items():
        (item,) = read(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{markup}</entry></feed>')
        assert isinstance(item, Item)
        assert item.text == f"{text}\n"


def test_what_stands_beside_the_story_of_an_entry_is_told_apart() -> None:
    xhtml = (
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>The mill closes in June, its owner said.</p><nav>Home</nav>'
        '<figure><figcaption>The mill in May.</figcaption></figure><div class="sharedaddy">Like this:</div></div>'
    )
    (item,) = read(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">{xhtml}</content></entry></feed>'
    )
    assert isinstance(item, Item)
    assert item.text == "The mill closes in June, its owner said.\n"
    assert item.beside == (
        ("Home", "frame"),
        ("Like this:", "frame"),
        ("The mill in May.", "frame"),
    )


def test_relative_links_are_resolved_where_the_feed_says_against_what() -> None:
    (item,) = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://wire.example/a/" xml:lang="fr"><title>Wire</title>'
        '<entry xml:base="2024/"><link rel="self" href="/feed"/><link href="mill.html"/><summary>Text.</summary>'
        "<source><title>Post</title><author><name>Ida</name></author></source></entry></feed>"
    )
    assert isinstance(item, Item)
    assert item.fields.url == "https://wire.example/a/2024/mill.html"
    assert (item.fields.language, item.fields.outlet, item.fields.author) == ("fr", "Post", "Ida")


HOSTILE = {
    "attributes": "<rss " + " ".join(f'a{n}=""' for n in range(20_000)) + "><channel/></rss>",
    "attributes in HTML": RSS.replace("The mill", "&lt;p " + "a b=c " * 20_000 + "&gt;x"),
    "an author": RSS.replace("<dc:creator>Ida Holloway</dc:creator>", f"<author>{'a@' * 50_000}</author>"),
    "stray ampersands": RSS.replace("Only a title", "&" * 100_000 + "&a" * 50_000),
    "a base": f'<feed xml:base="https://a.example/{"a" * 100_000}">'
    + '<entry><link href="b"/></entry>' * 500
    + "</feed>",
    "odd digits": RSS.replace("09:00:00", "09:00:\u00b2"),
    "links": RSS.replace("<item>", "<item>" + "<link/>" * 10_000),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_feeds_take_no_longer_than_others(case: str) -> None:
    begun = time.process_time()
    read(HOSTILE[case])
    assert time.process_time() - begun < 3


def test_large_feeds_without_declared_prefixes_are_read_whole_and_told_when_cut_off() -> None:
    entries = "".join(
        f"<item><guid>{n}</guid><m:x/><description>Mill {n}.</description></item>" for n in range(3000)
    )
    data = f"<rss><channel>{entries}</channel></rss>"
    assert [item.name for item in read(data)] == [str(n) for n in range(3000)]
    assert [item.name for item in read(data[:150_000])][-1] == "(the rest)"


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(RSS)),
            st.integers(0, 12),
            st.sampled_from(["", "<", "&#xD800;", ":", "²", "x"]),
        )
    )
)
@examples(100)
def test_a_spoilt_feed_of_any_root_is_read_or_refused_in_one_line(edits: list[tuple[int, int, str]]) -> None:
    data = RSS
    for place, length, put in edits:
        data = data[:place] + put + data[place + length :]
    said = ""
    try:
        items = list(xml.parse(BytesIO(data.encode()), ParserOptions()))
    except ArticleReadError as error:
        items, said = [], str(error)
    assert len({item.name for item in items}) == len(items)
    assert "\n" not in said


PIECES = st.sampled_from(
    [
        "<item>",
        "</item>",
        "<guid>g",
        "</guid>",
        "<description>",
        "</description>",
        "A mill.",
        "&",
        "&lt;p>",
        "<![CDATA[",
    ]
    + [
        "]]>",
        "<!--",
        "-->",
        "&#0;",
        "<media:text>",
        "<entry>",
        "<content type='xhtml'>",
        "</content>",
        "²",
    ]
)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.lists(PIECES, max_size=12).map("".join))
@examples(100)
def test_every_entry_is_an_article_or_accounted_for_whatever_comes_behind_it(
    ids: list[int], tail: str
) -> None:
    entries = "".join(f"<item><guid>{n}</guid><description>Mill {n}.</description></item>" for n in ids)
    items = read(f"<rss><channel>{entries}{tail}</channel></rss>")
    assert [item.text for item in items[: len(ids)] if isinstance(item, Item)] == [
        f"Mill {n}.\n" for n in ids
    ]
    assert len({item.name for item in items}) == len(items)


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda t: RSS.replace("Mill", t).encode("utf-8", "replace"))
)
@examples(60)
def test_any_bytes_are_articles_or_an_error_of_that_file(data: bytes) -> None:
    try:
        items = read(data)
    except ArticleReadError:
        return
    for item in items:
        assert "\n" not in (item.name or "")
        if isinstance(item, Item):
            assert item.text.strip()

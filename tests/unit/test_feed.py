"""Feeds: every entry is an article, and nothing is fetched or expanded."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.parsers.feed import parse
from rag.parsers.items import Item, Reading, Unread

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
    return list(parse(BytesIO(data if isinstance(data, bytes) else data.encode()), Reading()))


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


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda t: RSS.replace("Mill", t).encode("utf-8", "replace"))
)
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_articles_or_an_error_of_that_file(data: bytes) -> None:
    try:
        items = read(data)
    except ArticleReadError:
        return
    for item in items:
        assert "\n" not in (item.name or "")
        if isinstance(item, Item):
            assert item.text.strip()

"""NITF: what its elements mean, and which of its text is story."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.ingest.parsers import nitf
from rag.ingest.parsers.items import Fields, Item, ParserOptions, Unread
from tests.examples import examples

DOCTYPE = '<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/nitf-3-4.dtd">'
STORY = "The paper mill at Orlow will close in June, said its owner Runa Beck."


def document(
    content: str, *, head: str = "", body_head: str = "", end: str = "", attributes: str = ""
) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{DOCTYPE}<nitf {attributes}><head>{head}</head><body>'
        f"<body.head>{body_head}</body.head><body.content>{content}</body.content><body.end>{end}</body.end>"
        "</body></nitf>"
    ).encode()


def read(data: bytes) -> Item:
    (item,) = nitf.parse(io.BytesIO(data), ParserOptions())
    assert isinstance(item, Item)
    assert item.marks is not None
    position = 0
    for mark in item.marks:
        assert position <= mark.start < mark.end <= len(item.text)
        position = mark.end
    return item


def roles(item: Item) -> list[tuple[str, str]]:
    return [(mark.role, item.text[mark.start : mark.end]) for mark in item.marks or ()]


def test_every_field_comes_from_the_element_that_states_it() -> None:
    item = read(
        document(
            f"<p>{STORY}</p>",
            attributes='xml:lang="en-GB"',
            head="<title>Mill shuts (slug)</title><docdata><date.issue norm='20220914T010000Z'/>"
            "<date.release norm='20220914T020000Z'/></docdata>"
            '<pubdata date.publication="20220915T083000+0300" name="Tarn &amp; Orlow Gazette" '
            'ex-ref="https://gazette.example/mill"/>',
            body_head="<hedline><hl1>Mill at\n Orlow <em>to close</em></hl1></hedline>"
            "<byline>By Ida Holloway<byttl>Staff writer</byttl></byline>"
            "<distributor><org>Northern Wire</org></distributor>",
        )
    )
    assert item.fields == Fields(
        title="Mill at Orlow to close",
        outlet="Tarn & Orlow Gazette",
        author="Ida Holloway",
        url="https://gazette.example/mill",
        language="en-GB",
        published=date(2022, 9, 15),
        published_at="2022-09-15T08:30:00+03:00",
    )
    assert (item.text, item.marks, item.name) == (STORY, (), None)


def test_the_standard_s_namespace_changes_nothing() -> None:
    plain = document(f"<p>{STORY}</p>", head="<title>Mill</title>")
    spaced = plain.replace(b"<nitf ", b'<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" ')
    assert read(spaced) == read(plain)


def test_what_is_not_stated_is_not_guessed() -> None:
    item = read(document(f"<p>{STORY}</p>", head='<docdata><doc.copyright holder="Some Holder"/></docdata>'))
    assert item.fields == Fields()


@pytest.mark.parametrize(
    ("head", "day", "moment"),
    [
        ('<docdata><date.release norm="20220915T083000+0300"/></docdata>', 15, "2022-09-15T08:30:00+03:00"),
        ('<docdata><date.issue norm="20220915T083000Z"/></docdata>', 15, "2022-09-15T08:30:00+00:00"),
        ('<docdata><date.issue norm="20220916"/><date.release norm="20220915"/></docdata>', 15, None),
        ('<docdata><date.issue norm="20220915T083000"/></docdata>', 15, None),
        ('<docdata><date.issue norm="20220915T000000-0500"/></docdata>', 15, None),
        ('<docdata><date.issue norm="soon"/></docdata>', None, None),
        (
            '<pubdata date.publication="?"/><docdata><date.issue norm="20220916T235900Z"/></docdata>',
            16,
            "2022-09-16T23:59:00+00:00",
        ),
    ],
)
def test_the_publication_time_is_the_first_that_is_stated_and_midnight_is_none(
    head: str, day: int | None, moment: str | None
) -> None:
    fields = read(document("<p>x</p>", head=head)).fields
    assert fields.published == (date(2022, 9, day) if day else None)
    assert fields.published_at == moment


def test_the_date_of_the_dateline_stands_in_where_no_other_is_stated() -> None:
    item = read(
        document(
            f"<p>{STORY}</p>",
            body_head="<dateline><location>Orlow</location>"
            '<story.date norm="20150921T080200+0000"> 20150921T080200+0000 </story.date></dateline>',
        )
    )
    assert item.fields.published_at == "2015-09-21T08:02:00+00:00"
    assert item.text == f"Orlow\n\n{STORY}"


def test_bylines_name_people_and_nothing_else() -> None:
    def author(byline: str) -> str | None:
        return read(document("<p>x</p>", body_head=byline)).fields.author

    assert author("<byline>BY: Ida Holloway</byline>") == "Ida Holloway"
    assert author("<byline>Byron Ash</byline>") == "Byron Ash"
    assert author("<byline>By <person>Ida Holloway</person> and <person>Tom Ash</person></byline>") == (
        "Ida Holloway, Tom Ash"
    )
    assert author("<byline>By Ida Holloway</byline><byline>Tom Ash</byline>") == "Ida Holloway, Tom Ash"
    assert author("<byline>By </byline>") is None


def test_a_distributor_is_the_outlet_where_no_publication_is_named() -> None:
    def outlet(distributor: str) -> str | None:
        return read(document("<p>x</p>", body_head=distributor)).fields.outlet

    assert outlet("<distributor>Sent by <org>Northern Wire</org></distributor>") == "Northern Wire"
    assert outlet("<distributor>Northern Wire</distributor>") == "Northern Wire"


def test_an_address_that_is_no_web_page_is_no_url() -> None:
    for address in ("javascript:x", "file:///etc/passwd", "Page A1", "https://a b"):
        item = read(document("<p>x</p>", head=f'<pubdata ex-ref="{address}"/>'))
        assert item.fields.url is None


def test_blocks_become_paragraphs_and_only_prose_is_story() -> None:
    item = read(
        document(
            f"<p>{STORY}</p><hl2>What the\n town  says</hl2>"
            "<block><p>Some <em>hope</em>.<br/>Others do not.</p><bq><block><p>“We will fight it.”</p></block></bq></block>"
            "<ul><li>The bakery stays.</li><li><p>The smithy stays.</p></li></ul>"
            "<table><caption>Jobs</caption><thead><tr><th>Year</th><th>Jobs</th></tr></thead>"
            "<tbody><tr><td>2021</td><td><p>318</p></td></tr></tbody></table>"
            '<media media-type="image"><media-metadata name="id" value="7">7</media-metadata>'
            '<media-reference mime-type="image/jpeg" source="mill.jpg"/><media-caption><p>The mill in May.</p>'
            "</media-caption><media-producer>R. Lund</media-producer><media-object encoding='x'><x>AAAA</x></media-object></media>"
            "<p>Work ends on 30 June.</p><hr/>",
            body_head="<hedline><hl1>Mill to close</hl1><hl2>Town in fear</hl2></hedline><note><p>Eds: adds quote.</p></note>"
            "<dateline>ORLOW, Sept 15</dateline><abstract><p>The mill closes after a century.</p></abstract>",
            end="<tagline>Runa Beck is a reader.</tagline>",
        )
    )
    assert item.text == (
        "Town in fear\n\nEds: adds quote.\n\nORLOW, Sept 15\n\nThe mill closes after a century.\n\n"
        f"{STORY}\n\nWhat the town says\n\nSome hope.\nOthers do not.\n\n“We will fight it.”\n\n"
        "- The bakery stays.\n- The smithy stays.\n\nJobs\nYear | Jobs\n2021 | 318\n\n"
        "The mill in May.\n\nR. Lund\n\nWork ends on 30 June.\n\nRuna Beck is a reader."
    )
    assert [said for said in roles(item) if said[1] not in ("Jobs", "ORLOW, Sept 15")] == [
        ("heading", "Town in fear"),
        ("boilerplate", "Eds: adds quote."),
        ("heading", "What the town says"),
        ("boilerplate", "The mill in May."),
        ("boilerplate", "R. Lund"),
        ("boilerplate", "Runa Beck is a reader."),
    ]


def test_the_rules_for_lines_add_to_what_the_elements_say() -> None:
    item = read(document(f"<p>{STORY}</p><p>Advertisement</p><note>Subscribe</note><p>{STORY}</p>"))
    assert roles(item) == [("boilerplate", "Advertisement"), ("boilerplate", "Subscribe")]


def test_what_the_head_repeats_of_the_story_stands_once() -> None:
    item = read(
        document(
            f"<p>ORLOW (NW) - {STORY}</p><p>Second.</p>",
            body_head="<dateline>Orlow</dateline><abstract><p>Second.</p></abstract>",
        )
    )
    assert item.text == f"ORLOW (NW) - {STORY}\n\nSecond."


def test_numbers_keep_their_value() -> None:
    item = read(
        document(
            "<p>3<frac><numer>1</numer><frac-sep>/</frac-sep><denom>2</denom></frac> and "
            "<frac><numer>3</numer><denom>4</denom></frac> of 10<sup>6</sup> on the 1<sup>st</sup>, CO<sub>2</sub>.</p>"
        )
    )
    assert item.text == "3 1/2 and 3/4 of 10⁶ on the 1st, CO2."


def test_html_written_as_text_is_read_as_html() -> None:
    item = read(document("<![CDATA[<p>The mill closes.</p><p>Work ends <b>on 30 June</b>.</p>]]>"))
    assert item.text.split("\n\n") == ["The mill closes.", "Work ends on 30 June."]


def test_preformatted_lines_stay_lines() -> None:
    assert read(document("<pre>Orlow  2\nTarn   1</pre>")).text == "Orlow 2\nTarn 1"


@pytest.mark.parametrize("status", ["canceled", "withheld", "Killed"])
def test_an_article_that_was_taken_back_is_named_and_not_read(status: str) -> None:
    head = f'<docdata management-status="{status}"><doc-id id-string="nw-7"/></docdata>'
    (unread,) = nitf.parse(io.BytesIO(document(f"<p>{STORY}</p>", head=head)), ParserOptions())
    assert isinstance(unread, Unread)
    assert (unread.name, unread.state) == ("nw-7", "unsupported")
    assert status.lower() in unread.reason


def test_an_article_without_text_is_empty_and_no_error() -> None:
    assert read(document("")).text == ""


def test_another_root_is_refused() -> None:
    with pytest.raises(ArticleReadError, match="not NITF: its root is <html>"):
        list(nitf.parse(io.BytesIO(b"<html/>"), ParserOptions()))


PIECES = ["<p>", "</p>", "<hl2>", "</hl2>", "<ul><li>", "</li></ul>", "<table><tr><td>", "</td></tr></table>", "<br/>",
          "<pre>", "</pre>", "<media>", "</media>", "<em>", "</em>", "Mill", " \n", "7", "&nbsp;", "&#13;", "<frac/>", "By Ida Beck"]  # fmt: skip


@examples(200)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=30))
def test_any_content_gives_an_article_or_a_reason(content: str) -> None:
    said, text = "", ""
    try:
        text = read(document(content, body_head=content)).text
    except ArticleReadError as error:
        said = str(error)
    assert not any(unwanted in text for unwanted in ("\r", "\x00", "\n\n\n"))
    assert "\n" not in said

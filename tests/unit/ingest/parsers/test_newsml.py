"""NewsML-G2: items, alone or in a message, with their text and what they state."""

from __future__ import annotations

import base64
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.ingest.parsers import newsml
from rag.ingest.parsers.items import Fields, Item, ParserOptions, Unread
from tests.examples import examples

NAR = "http://iptc.org/std/nar/2006-10-01/"
STORY = "The paper mill at Orlow will close in June, said its owner Runa Beck."
NITF = (
    '<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" xml:lang="en">'
    "<body><body.head><hedline><hl1>Mill closes (NITF)</hl1></hedline></body.head><body.content>"
    f"<p>{STORY}</p><hl2>The town</hl2><p>Orlow is in fear of it.</p></body.content></body></nitf></inlineXML>"
)
XHTML = (
    '<inlineXML contenttype="application/xhtml+xml"><x:html xmlns:x="http://www.w3.org/1999/xhtml" xml:lang="en-GB">'
    f"<x:head><x:title>Mill closes (XHTML)</x:title></x:head><x:body><x:p>{STORY}</x:p><x:p/><x:p>So be it.</x:p></x:body>"
    "</x:html></inlineXML>"
)


def item(
    content: str, *, guid: str = "urn:nw:1", item_meta: str = "", content_meta: str = "", attributes: str = ""
) -> str:
    return (
        f'<newsItem xmlns="{NAR}" guid="{guid}" {attributes}><itemMeta>{item_meta}</itemMeta>'
        f"<contentMeta>{content_meta}</contentMeta><contentSet>{content}</contentSet></newsItem>"
    )


def message(*items: str) -> bytes:
    return f'<newsMessage xmlns="{NAR}"><header/><itemSet>{"".join(items)}</itemSet></newsMessage>'.encode()


def read(data: str | bytes) -> list[Item | Unread]:
    return list(newsml.parse(io.BytesIO(data.encode() if isinstance(data, str) else data), ParserOptions()))


def only(data: str | bytes) -> Item:
    (found,) = read(data)
    assert isinstance(found, Item), found
    return found


def test_every_field_comes_from_the_element_that_states_it() -> None:
    found = only(
        item(
            NITF,
            item_meta='<itemClass qcode="ninat:text"/><provider qcode="nprov:NW"><name>Northern Wire</name></provider>'
            "<versionCreated>2022-09-16T01:00:00Z</versionCreated><firstCreated>2022-09-15T08:30:00+03:00</firstCreated>"
            "<embargoed>2022-09-17T08:30:00+03:00</embargoed>"
            '<pubStatus qcode="stat:usable"/><link rel="irel:seeAlso" href="https://wire.example/other"/>'
            '<link rel="irel:canonical" href="https://wire.example/mill"/>',
            content_meta="<contentCreated>2001-01-01</contentCreated><creditline>NW/Tarn Gazette</creditline>"
            '<creator qcode="staff:9"><name>R. Lund</name></creator><by>By  Ida Holloway</by>'
            '<headline role="hld:sub">Town in fear</headline><headline>Mill at\n Orlow <em>to</em> close</headline>'
            '<language tag="en-IE"/>',
        )
    )
    assert found.fields == Fields(
        title="Mill at Orlow to close",
        outlet="NW/Tarn Gazette",
        author="Ida Holloway",
        url="https://wire.example/mill",
        language="en-IE",
        published=date(2022, 9, 15),
        published_at="2022-09-15T08:30:00+03:00",
    )
    assert found.name is None


def test_a_message_s_items_are_named_by_their_ids() -> None:
    found = read(
        message(
            item(NITF, guid="urn:nw:1"),
            item(XHTML, guid="urn:nw:2", attributes='version="1"'),
            item(XHTML, guid="urn:nw:2", attributes='version="2"'),
            item(XHTML, guid="urn:nw:2", attributes='version="2"'),
            item(XHTML, guid=""),
        )
    )
    assert [entry.name for entry in found] == [
        "urn:nw:1", "urn:nw:2", "urn:nw:2 version 2", "urn:nw:2 item 4", "item 5",
    ]  # fmt: skip
    assert all(isinstance(entry, Item) and entry.text.startswith(STORY) for entry in found)


def test_nitf_within_an_item_keeps_its_headings() -> None:
    found = only(item(NITF))
    assert found.text == f"{STORY}\n\nThe town\n\nOrlow is in fear of it."
    assert [(m.role, found.text[m.start : m.end]) for m in found.marks or ()] == [("heading", "The town")]
    assert (found.fields.title, found.fields.language) == ("Mill closes (NITF)", "en")


def test_xhtml_within_an_item_is_read_whatever_its_prefix() -> None:
    found = only(item(XHTML))
    assert found.text.split("\n\n") == [STORY, "So be it."]
    assert (found.fields.title, found.fields.language) == ("Mill closes (XHTML)", "en-GB")
    assert found.marks is None


def test_plain_text_within_an_item_is_kept_as_it_is() -> None:
    coded = base64.b64encode(STORY.encode()).decode()
    for content in (
        f'<inlineData contenttype="text/plain">\n{STORY}\n</inlineData>',
        f"<inlineData>{STORY}</inlineData>",
        f'<inlineData contenttype="text/plain" encoding="http://cv.iptc.org/newscodes/encoding/base64">{coded}</inlineData>',
        f'<inlineData contenttype="text/html; charset=utf-8">&lt;p&gt;{STORY}&lt;/p&gt;</inlineData>',
    ):
        assert only(item(content)).text.strip() == STORY


def test_of_several_renditions_one_is_read() -> None:
    found = only(
        item(f"<inlineData>{STORY}</inlineData>{XHTML}{NITF}<remoteContent href='http://127.0.0.1:9/'/>")
    )
    assert found.text.count(STORY) == 1
    assert found.fields.title == "Mill closes (NITF)"
    empty = '<inlineXML><nitf xmlns=""><body><body.content/></body></nitf></inlineXML>'
    assert only(item(f"{empty}{XHTML}")).fields.title == "Mill closes (XHTML)"


def test_the_version_dates_an_item_only_where_its_first_is_not_dated() -> None:
    def moment(item_meta: str) -> tuple[date | None, str | None]:
        fields = only(item(NITF, item_meta=item_meta)).fields
        return fields.published, fields.published_at

    version = "<versionCreated>2022-09-16T01:00:00Z</versionCreated>"
    assert moment(version) == (date(2022, 9, 16), "2022-09-16T01:00:00+00:00")
    assert moment(f"{version}<firstCreated>2022-09-15</firstCreated>") == (date(2022, 9, 15), None)
    assert moment(f"{version}<firstCreated>2022</firstCreated>") == (
        date(2022, 9, 16),
        "2022-09-16T01:00:00+00:00",
    )
    assert moment("<embargoed>2022-09-15</embargoed>") == (None, None)


def test_codes_are_no_names_and_organisations_no_authors() -> None:
    fields = only(
        item(
            NITF,
            item_meta='<provider qcode="nprov:NW"/><link href="ftp://wire.example"/>',
            content_meta='<creator qcode="staff:1"/><creator type="cpnat:organisation"><name>Desk</name></creator>',
        )
    ).fields
    assert (fields.outlet, fields.author, fields.url) == (None, None, None)
    fields = only(
        item(
            NITF,
            item_meta='<provider literal="wire.example"/><altRep contenttype="text/html">https://wire.example/1</altRep>',
            content_meta="<creator><name>Ida Holloway</name></creator><infoSource><name>Other</name></infoSource>",
        )
    ).fields
    assert (fields.outlet, fields.author, fields.url) == (
        "wire.example",
        "Ida Holloway",
        "https://wire.example/1",
    )


@pytest.mark.parametrize(
    ("found", "state", "said"),
    [
        (item(NITF, item_meta='<pubStatus qcode="stat:canceled"/>'), "unsupported", 'pubStatus "canceled"'),
        (
            item(NITF, item_meta='<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/withheld"/>'),
            "unsupported",
            'pubStatus "withheld"',
        ),
        (
            item(
                '<remoteContent href="https://wire.example/mill.jpg" contenttype="image/jpeg"/>',
                item_meta='<itemClass qcode="ninat:picture"/>',
            ),
            "unsupported",
            "picture item with its content in https://wire.example/mill.jpg, which is not fetched",
        ),
        (
            item("<inlineXML><sports-content xmlns='urn:s'>2:1</sports-content></inlineXML>"),
            "unsupported",
            "<sports-content>",
        ),
        (item('<inlineData contenttype="image/png">AAAA</inlineData>'), "empty", "no text"),
        (item("<inlineData> \n </inlineData>"), "empty", "no text"),
        (f'<packageItem xmlns="{NAR}" guid="urn:nw:1"/>', "unsupported", "<packageItem>"),
    ],
)
def test_what_gives_no_article_says_why(found: str, state: str, said: str) -> None:
    for data in (found, message(found)):
        (unread,) = read(data)
        assert isinstance(unread, Unread)
        assert (unread.name, unread.state) == ("urn:nw:1", state)
        assert said in unread.reason


def test_one_item_without_text_costs_no_other_item() -> None:
    found = read(message(item(""), item(NITF, guid="urn:nw:2"), f'<conceptItem xmlns="{NAR}" guid="c"/>'))
    assert [type(entry) for entry in found] == [Unread, Item, Unread]


def test_another_root_is_refused() -> None:
    with pytest.raises(ArticleReadError, match="not NewsML-G2: its root is <nitf>"):
        read("<nitf/>")


PIECES = [NITF, XHTML, "<inlineXML>", "</inlineXML>", "<html><p>", "</p></html>", "<inlineData>", "</inlineData>", "Mill",
          '<inlineData encoding="base64">QQ</inlineData>', "<remoteContent/>", "<nitf><body>", "</body></nitf>", "&#13;"]  # fmt: skip


@examples(150)
@given(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=30), st.text(max_size=10)
)
def test_any_content_gives_items_or_a_reason(content: str, guid: str) -> None:
    try:
        data = message(item(content, guid=guid), item(content, guid=guid))
    except UnicodeEncodeError:
        return
    found: list[Item | Unread] = []
    said = ""
    try:
        found = read(data)
    except ArticleReadError as error:
        said = str(error)
    assert bool(found) != bool(said)
    assert "\n" not in said
    assert len({entry.name for entry in found}) == len(found)
    assert not any(isinstance(entry, Item) and "\r" in entry.text for entry in found)

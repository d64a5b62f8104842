"""JSON and JSON Lines: every record is an article or an account of why it is none."""

from __future__ import annotations

import json
import re
import time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.ingest.parsers.items import Item, ParserOptions, Unread
from rag.ingest.parsers.json_records import parse, parse_lines
from tests.examples import examples

TEXT = "The mill at Orlow closes in June."
FULL = {
    "id": "m-1",
    "Headline": "Mill  closes",
    "body": TEXT,
    "authors": ["Ida Holloway", {"name": "Tom Arkwright"}],
    "source": {"name": "Tamsel Post"},
    "link": "https://post.example/mill",
    "lang": "EN-gb",
    "datePublished": "2024-02-03T09:00:00+01:00",
    "modified": "2025-01-01",
}


def read(data: object, reading: ParserOptions | None = None) -> list[Item | Unread]:
    return list(parse(BytesIO(json.dumps(data).encode()), reading or ParserOptions()))


def lines(*records: object, reading: ParserOptions | None = None) -> list[Item | Unread]:
    data = b"\n".join(r if isinstance(r, bytes) else json.dumps(r).encode() for r in records)
    return list(parse_lines(BytesIO(data), reading or ParserOptions()))


def test_the_usual_names_of_fields_are_known() -> None:
    (item,) = read([FULL])
    assert isinstance(item, Item)
    fields = item.fields
    assert (item.name, item.text) == ("m-1", f"{TEXT}\n")
    assert (fields.title, fields.author) == ("Mill closes", "Ida Holloway, Tom Arkwright")
    assert (fields.outlet, fields.url, fields.language) == (
        "Tamsel Post",
        "https://post.example/mill",
        "en",
    )
    assert (str(fields.published), fields.published_at) == ("2024-02-03", "2024-02-03T09:00:00+01:00")


def test_a_time_of_changing_is_no_date_of_publication() -> None:
    (item,) = read(
        [
            {
                "text": TEXT,
                "modified": "2025-01-01",
                "updated": "2025-01-01",
                "crawled": "2025-01-01",
                "created_at": "2025-01-01",
            }
        ]
    )
    assert isinstance(item, Item)
    assert item.fields.published is None


def test_the_settings_name_keys_before_the_usual_ones_and_within_objects() -> None:
    reading = ParserOptions(fields={"text": ("doc.full",), "title": ("kop",), "id": ("nr",)})
    (item,) = read(
        [{"doc": {"full": TEXT}, "text": "A summary.", "kop": "Mill", "title": "Other", "nr": 7}], reading
    )
    assert isinstance(item, Item)
    assert (item.text, item.fields.title, item.name) == (f"{TEXT}\n", "Mill", "7")


@pytest.mark.parametrize(
    ("written", "day", "moment"),
    [
        (1706950800, "2024-02-03", "2024-02-03T09:00:00+00:00"),
        ("1706950800000", "2024-02-03", "2024-02-03T09:00:00+00:00"),
        ("20240203T100000+0100", "2024-02-03", "2024-02-03T10:00:00+01:00"),
        ("next week", None, None),
        ("2024", None, None),
    ],
)
def test_dates_are_read_in_their_usual_forms_or_not_at_all(
    written: object, day: str | None, moment: str | None
) -> None:
    (item,) = read([{"text": TEXT, "date": written}])
    assert isinstance(item, Item)
    assert (item.fields.published and str(item.fields.published), item.fields.published_at) == (day, moment)


def test_html_in_a_field_becomes_paragraphs_and_other_angles_stay() -> None:
    found = read([{"text": "<p>One.</p><p>Two &amp; three.</p>"}, {"text": "if a < b and c > d"}])
    assert [item.text for item in found if isinstance(item, Item)] == [
        "One.\n\nTwo & three.\n",
        "if a < b and c > d\n",
    ]


BESIDE = (
    "<nav><a>Home</a></nav>{story}<figure><figcaption>The mill in May.</figcaption></figure>"
    '<p><b><a href="/b">Baths reopen in May, says the council.</a></b></p>'
    '<div class="sharedaddy sd-like"><h3>Like this:</h3></div><p style="visibility: hidden">Unseen.</p>'
)


def test_what_stands_beside_a_story_in_html_is_told_apart() -> None:
    found = read(
        [
            {
                "text": BESIDE.format(
                    story="<p>The mill closes in June, its owner Runa Beck said, see <a href='/m'>the map</a>.</p>"
                )
            },
            {"text": BESIDE.format(story="")},
        ]
    )
    assert [item.text for item in found if isinstance(item, Item)] == [
        "The mill closes in June, its owner Runa Beck said, see the map.\n",
        "The mill in May.\n\nBaths reopen in May, says the council.\n",
    ]
    menus = [("Home", "frame"), ("Like this:", "frame")]
    beside = [("The mill in May.", "frame"), ("Baths reopen in May, says the council.", "frame")]
    assert [list(item.beside) for item in found if isinstance(item, Item)] == [[*menus, *beside], menus]


@pytest.mark.parametrize("key", ["articles", "items", "data", "results", "docs"])
def test_a_list_inside_an_object_is_found(key: str) -> None:
    assert [i.name for i in read({"count": 2, key: [FULL, {"text": TEXT}]})] == ["m-1", "2"]
    assert [i.name for i in read({"response": {key: [FULL]}})] == ["m-1"]


def test_one_object_is_one_article_which_is_the_file() -> None:
    (item,) = read(FULL)
    assert item.name is None
    for record in ({"a": 1}, {"a": 1, "text": ""}):
        (empty,) = read(record)
        assert isinstance(empty, Unread)
        assert (empty.name, empty.state) == (None, "empty")
        assert re.match(r"no text under its keys \(a.*`fields`", empty.reason)


EXPORTS = {
    "WordPress": [
        {
            "id": 7,
            "date": "2024-02-03T09:00:00",
            "date_gmt": "2024-02-03T08:00:00",
            "link": "https://a.example/mill",
            "title": {"rendered": "Mill &#038; works close"},
            "content": {"rendered": f"<p>{TEXT}</p>", "protected": False},
            "excerpt": {"rendered": "<p>The mill.</p>"},
            "author": 5,
        }
    ],
    "The Guardian": {
        "response": {
            "status": "ok",
            "results": [
                {
                    "id": 7,
                    "webTitle": "Mill & works close",
                    "webUrl": "https://a.example/mill",
                    "webPublicationDate": "2024-02-03T08:00:00Z",
                    "fields": {
                        "headline": "Mill & works close",
                        "byline": "By Ida Brandt and Jo Klein",
                        "body": f"<p>{TEXT}</p>",
                        "trailText": "The mill.",
                    },
                }
            ],
        }
    },
    "Elasticsearch": {
        "took": 3,
        "hits": {
            "total": {"value": 1},
            "hits": [
                {
                    "_index": "news",
                    "_id": "7",
                    "_source": {
                        "title": "Mill & works close",
                        "body": TEXT,
                        "url": "https://a.example/mill",
                        "published": "2024-02-03",
                        "author": "Ida Brandt and Jo Klein",
                    },
                }
            ],
        },
    },
    "MongoDB": [
        {
            "_id": {"$oid": "7"},
            "title": "Mill & works close",
            "text": TEXT,
            "url": "https://a.example/mill",
            "published": {"$date": {"$numberLong": "1706947200000"}},
            "byline": "Ida Brandt and Jo Klein",
        }
    ],
    "blocks": [
        {
            "id": 7,
            "title": "Mill & works close",
            "link": "https://a.example/mill",
            "date": {"$date": "2024-02-03T08:00:00Z"},
            "content": [{"type": "paragraph", "content": TEXT}, {"type": "divider"}],
        }
    ],
}


@pytest.mark.parametrize("kind", EXPORTS)
def test_usual_exports_are_read_as_they_are(kind: str) -> None:
    (item,) = read(EXPORTS[kind])
    assert isinstance(item, Item)
    fields = item.fields
    assert (item.name, item.text, fields.title) == ("7", f"{TEXT}\n", "Mill & works close")
    assert (str(fields.published), fields.url) == ("2024-02-03", "https://a.example/mill")
    assert fields.author == (None if kind in ("WordPress", "blocks") else "Ida Brandt and Jo Klein")
    assert fields.outlet is None


@pytest.mark.parametrize(
    ("milliseconds", "moment"),
    [
        ("946684800000", "2000-01-01T00:00:00+00:00"),
        ("-86400000", "1969-12-31T00:00:00+00:00"),
        ("9" * 14, None),
    ],
)
def test_dates_of_mongodb_are_milliseconds_however_many(milliseconds: str, moment: str | None) -> None:
    (item,) = read([{"text": TEXT, "date": {"$date": {"$numberLong": milliseconds}}}])
    assert isinstance(item, Item)
    assert item.fields.published_at == moment


def test_what_a_list_of_blocks_says_of_pictures_stands_beside_the_story() -> None:
    picture = {
        "type": "image",
        "url": "https://a.example/m.jpg",
        "caption": "The mill of Orlow stood there in May.",
    }
    blocks = [{"type": "text", "content": f"<p>{TEXT}</p>"}, picture, "It made <b>paper</b> for many years."]
    (item,) = read([{"content": blocks}])
    assert isinstance(item, Item)
    assert item.text == f"{TEXT}\n\nIt made paper for many years.\n"
    assert item.beside == ((picture["caption"], "frame"),)
    (item,) = read([{"content": [picture]}])
    assert isinstance(item, Item)
    assert (item.text, item.beside) == (f"{picture['caption']}\n", ())


@pytest.mark.parametrize(
    ("record", "state"),
    [
        ({"story_of_the_day": f"{TEXT} It made paper."}, "failed"),
        ({"summary": None, "tekst": {"full": [TEXT]}}, "failed"),
        ({"content": [{"type": "paragraph", "children": [{"leaf": TEXT}]}]}, "failed"),
        ({"content": [{"type": "paragraph", "text": TEXT}, {"type": "list", "items": [TEXT]}]}, "failed"),
        ({"content": [{"type": "list", "items": [TEXT]}], "summary": "The mill."}, "failed"),
        ({"_source": {"tekst": TEXT}}, "failed"),
        ({"content": "", "tekst": TEXT}, "empty"),
        ({"content": "<img alt='x'>", "tekst": TEXT}, "empty"),
        ({"content": {"rendered": "", "protected": True}}, "empty"),
        (
            {"title": f"{TEXT}", "tags": ["mill", "Orlow"], "page": "https://a.example/a/b/c/d/e/f.html"},
            "empty",
        ),
    ],
)
def test_a_record_whose_text_no_rule_finds_has_failed_and_one_without_any_is_empty(
    record: dict[str, object], state: str
) -> None:
    (unread,) = read([record])
    assert isinstance(unread, Unread)
    assert (unread.name, unread.state) == ("1", state)
    assert "Name the key of the text under `fields`" in unread.reason


def test_a_feed_without_an_item_is_empty_and_what_states_its_text_twice_has_failed() -> None:
    (feed,) = read({"version": "https://jsonfeed.org/version/1.1", "description": "News", "items": []})
    assert feed == Unread(state="empty", reason="holds no item.")
    (twice,) = parse(BytesIO(b'{"text": "One", "text": "Two"}'), ParserOptions())
    assert isinstance(twice, Unread)
    assert (twice.name, twice.state) == (None, "failed")


@pytest.mark.parametrize("other", ["body", "content", "content_html", "Full-Text"])
def test_of_several_texts_the_longest_is_taken_and_a_key_of_the_settings_before_it(other: str) -> None:
    record = {"text": "Teaser.", other: f"<p>{TEXT}</p>" if other == "content_html" else TEXT}
    fields = {"text": (other,)} if other == "Full-Text" else {}
    (item,) = read([record], ParserOptions(fields=fields))
    assert isinstance(item, Item)
    assert item.text == f"{TEXT}\n"
    (item,) = read([record], ParserOptions(fields={"text": ("text",)}))
    assert isinstance(item, Item)
    assert item.text == "Teaser.\n"


def test_json_feed_names_its_outlet() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Post",
        "items": [{"id": "1", "content_text": TEXT}],
    }
    (item,) = read(feed)
    assert isinstance(item, Item)
    assert item.fields.outlet == "Post"


def test_ids_that_come_twice_are_told_apart() -> None:
    assert [i.name for i in read([FULL, FULL, {"id": "", "text": TEXT}])] == ["m-1", "m-1~2", "3"]


def test_a_bad_line_is_named_and_the_rest_is_read() -> None:
    found = lines(FULL, b"{broken", b"", b"\xff\xfe", [1], {"id": "none"}, {"text": TEXT})
    states = {i.name: getattr(i, "state", "read") for i in found}
    assert states == {
        "m-1": "read",
        "(line 2)": "failed",
        "(line 4)": "failed",
        "(line 5)": "failed",
        "none": "empty",
        "7": "read",
    }


def test_a_line_over_the_limit_is_passed_over_without_being_held() -> None:
    reading = ParserOptions(max_article_mb=0.001)
    found = lines({"text": TEXT}, b'{"text": "' + b"x" * 3_000_000 + b'"}', {"text": TEXT}, reading=reading)
    assert [getattr(i, "state", "read") for i in found] == ["read", "failed", "read"]
    assert "over the limit of 0.001 MB" in getattr(found[1], "reason", "")


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b'{"a": ' * 50_000, b"null", b"3", b'"text"'])
def test_what_is_no_record_is_an_error_of_that_file(data: bytes) -> None:
    with pytest.raises(ArticleReadError):
        list(parse(BytesIO(data), ParserOptions()))


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (b'{"id": 1, "text": "One", "text": "Two"}', "failed"),
        (b'{"id": 1, "text": "One", "text": "One"}', "read"),
        (b'{"id": 1, "text": "One", "tag": 1, "tag": 2}', "read"),
        (b'{"id": 1, "text": "One", "source": {"name": "A", "name": "B"}}', "failed"),
        (b'{"id": 1, "text": "One", "authors": [{"name": "A", "name": "B"}]}', "failed"),
        (b'{"id": 1, "text": "One", "extra": {"name": "A", "name": "B"}}', "read"),
    ],
)
def test_a_key_stated_twice_differently_is_no_guess(record: bytes, state: str) -> None:
    (item,) = lines(record)
    assert getattr(item, "state", "read") == state
    assert item.name == ("1" if state == "read" else "(line 1)")
    if isinstance(item, Unread):
        assert "twice, differently" in item.reason


def test_a_list_stated_twice_is_refused() -> None:
    with pytest.raises(ArticleReadError, match="'articles' twice"):
        list(parse(BytesIO(b'{"articles": [{"text": "a"}], "articles": [{"text": "b"}]}'), ParserOptions()))


def test_numbers_of_any_length_spoil_nothing() -> None:
    numbers = "9" * 200, "9" * 9000
    data = f'[{{"id": {numbers[0]}, "text": "One", "date": NaN, "title": Infinity}}, {{"id": {numbers[1]}, "text": "Two"}}]'
    first, second = parse(BytesIO(data.encode()), ParserOptions())
    assert isinstance(first, Item)
    assert (first.name, first.fields.title, first.fields.published) == ("9" * 200, None, None)
    assert second.name == "2"


def test_dotted_paths_name_every_field() -> None:
    paths = {
        "id": "meta.nr",
        "title": "meta.kop",
        "text": "doc.full",
        "url": "meta.at.web",
        "published": "meta.on",
    }
    record = {
        "meta": {"nr": 7, "kop": "Mill", "at": {"web": "https://a.example/7"}, "on": -86400_0000},
        "doc": {"full": TEXT},
    }
    (item,) = read([record], ParserOptions(fields={name: (path,) for name, path in paths.items()}))
    assert isinstance(item, Item)
    assert (item.name, item.fields.title, item.fields.url) == ("7", "Mill", "https://a.example/7")
    assert str(item.fields.published) == "1942-08-16"


def test_lone_surrogates_leave_the_rest_of_a_text() -> None:
    (item,) = lines(b'{"id": "\\ud83d", "text": "The mill \\ud83d closes."}')
    assert isinstance(item, Item)
    assert (item.name, item.text) == ("1", "The mill  closes.\n")


def test_every_list_of_an_object_is_read_and_its_own_text_is_said() -> None:
    found = read(
        {"text": "About us.", "articles": [{"text": "One"}], "data": {"items": [{"text": "Two"}, 3]}}
    )
    assert [(i.name, getattr(i, "state", "read")) for i in found] == [
        ("1", "read"),
        ("2", "read"),
        ("(record 3)", "failed"),
        ("(around the list)", "failed"),
    ]


@pytest.mark.parametrize(
    "record",
    [
        b"[" * 50_000,
        b'{"text":' * 50_000,
        b'{"text": [' + b"[]," * 30_000 + b"[]]}",
        b'{"text": "' + b"<p a=" * 20_000 + b'"}',
    ]
    + [
        b"{" + b'"text":"a",' * 10_000 + b'"text":"b"}',
        b'{"id": 1e' + b"9" * 100_000 + b"}",
        b'{"' + b"_ " * 50_000 + b'":1}',
        b'{"text": [' + b'{"type": "a", "b": ["c"]},' * 30_000 + b'"d"]}',
        b'{"title":' + b'{"name":' * 900 + b"1" + b"}" * 900 + b', "text": "One"}',
        b'{"unknown": "' + b"<p a=" * 20_000 + b'"}',
    ],
)
def test_hostile_records_take_no_longer_than_others(record: bytes) -> None:
    begun = time.process_time()
    *_, last = lines(record, {"text": TEXT})
    assert isinstance(last, Item)
    assert time.process_time() - begun < 3


@given(
    st.lists(
        st.sampled_from(
            [b'{"text":"a"}', b"{", b"[]", b"\xff", b'{"id":"2","text":"b"}', b"NaN", b'{"id":1}']
        ),
        max_size=12,
    )
)
@examples(100)
def test_every_line_is_one_article_or_one_account(data: list[bytes]) -> None:
    found = lines(*data)
    assert len(found) == len(data)
    assert len({item.name for item in found}) == len(found)
    assert [isinstance(item, Item) for item in found] == [b'"text"' in line for line in data]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["text", "title", "date", "id", "author", "articles", "url"]) | st.text(), inner
        )
    ),
    max_leaves=12,
)


@given(JSON)
@examples(150)
def test_any_json_gives_articles_of_clean_lines_or_an_error(data: object) -> None:
    for found in ((lambda: read(data)), (lambda: lines(data))):
        try:
            items = found()
        except ArticleReadError:
            continue
        for item in items:
            assert "\n" not in (item.name or "")
            if isinstance(item, Item):
                item.text.encode()
                assert item.text.strip()
                stated = (item.fields.title, item.fields.author, item.fields.outlet, item.fields.url)
                assert all(value.split() == value.split(" ") for value in stated if value)

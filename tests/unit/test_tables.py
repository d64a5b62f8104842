"""Tables: every row is an article or an account of why it is none."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.parsers.items import Item, Reading, Unread
from rag.parsers.tables import parse

TEXT = "The mill at Orlow closes in June, its owner said."


def read(data: str | bytes, reading: Reading | None = None) -> list[Item | Unread]:
    return list(parse(BytesIO(data if isinstance(data, bytes) else data.encode()), reading or Reading()))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_row_is_an_article(delimiter: str) -> None:
    rows = [
        ["id", "title", "text", "date"],
        ["m-1", "Mill", f'"{TEXT}"', "2024-02-03"],
        ["", "Two", "Text two", ""],
    ]
    first, second = read("\r\n".join(delimiter.join(row) for row in rows))
    assert isinstance(first, Item)
    assert isinstance(second, Item)
    assert (first.name, first.text, first.fields.title) == ("m-1", f"{TEXT}\n", "Mill")
    assert str(first.fields.published) == "2024-02-03"
    assert (second.name, second.fields.published) == ("3", None)


def test_lines_within_quotes_belong_to_the_row() -> None:
    (item,) = read('title,text\nMill,"One.\r\n\r\nTwo ""quoted""."\n')
    assert (
        item == Item(name="2", text='One.\n\nTwo "quoted".\n', fields=item.fields)
        if isinstance(item, Item)
        else False
    )


def test_a_header_without_a_column_for_text_says_what_to_do() -> None:
    with pytest.raises(ArticleReadError, match=r"its first line reads: nr, kop, tekst\).*`fields`.*text ="):
        read("nr,kop,tekst\n1,Mill,Text\n")
    (item,) = read(
        "nr,kop,tekst\n1,Mill,Text\n", Reading(fields={"text": ("tekst",), "title": ("kop",), "id": ("nr",)})
    )
    assert isinstance(item, Item)
    assert (item.name, item.text, item.fields.title) == ("1", "Text\n", "Mill")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_small_tables_are_read_in_any_encoding(encoding: str) -> None:
    text = (
        "Élodie Grève a fermé l’usine de Besançon après l’été, a déclaré la préfète à la presse française. "
        * 3
    )
    (item,) = read(f"text\n{text}\n".encode(encoding))
    assert isinstance(item, Item)
    assert "fermé l’usine" in item.text


def test_a_large_table_is_read_row_by_row_and_must_be_utf_8() -> None:
    reading = Reading(max_article_mb=0.001)
    rows = "".join(f"{n},Row {n} says something.\n" for n in range(200))
    assert len(read(f"id,text\n{rows}", reading)) == 200
    found = read(f"id,text\n{rows}".encode() + "900,café\n".encode("cp1252"), reading)
    assert getattr(found[-1], "state", "") == "failed"
    assert "Save the file as UTF-8" in getattr(found[-1], "reason", "")


def test_a_field_over_the_limit_is_named_and_the_rest_is_read() -> None:
    reading = Reading(max_article_mb=0.001)
    found = read("id,text\n" + "1," + "x" * 5000 + "\n2,Short.\n" + "3,Also.\n" * 300, reading)
    states = [getattr(i, "state", "read") for i in found]
    assert states[0] == "failed"
    assert states.count("read") >= 300


def test_rows_without_text_are_accounted_for_and_empty_lines_are_not() -> None:
    found = read("id,text\n1,\n\n ,\n2,Text.\n")
    assert [(i.name, getattr(i, "state", "read")) for i in found] == [("1", "empty"), ("2", "read")]


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda t: f"id,text\n{t}".encode("utf-8", "replace"))
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_articles_or_an_error_of_that_file(data: bytes) -> None:
    try:
        items = read(data)
    except ArticleReadError:
        return
    for item in items:
        assert "\n" not in (item.name or "")

"""Tables: every row is an article or an account of why it is none."""

from __future__ import annotations

import csv
import io
import re
import time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.ingest.parsers.csv_tables import parse
from rag.ingest.parsers.items import Item, ParserOptions, Unread
from tests.examples import examples

TEXT = "The mill at Orlow closes in June, its owner said."


def read(data: str | bytes, reading: ParserOptions | None = None) -> list[Item | Unread]:
    return list(
        parse(BytesIO(data if isinstance(data, bytes) else data.encode()), reading or ParserOptions())
    )


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
        "nr,kop,tekst\n1,Mill,Text\n",
        ParserOptions(fields={"text": ("tekst",), "title": ("kop",), "id": ("nr",)}),
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
    reading = ParserOptions(max_article_mb=0.001)
    rows = "".join(f"{n},Row {n} says something.\n" for n in range(200))
    assert len(read(f"id,text\n{rows}", reading)) == 200
    found = read(f"id,text\n{rows}".encode() + "900,café\n".encode("cp1252"), reading)
    assert getattr(found[-1], "state", "") == "failed"
    assert "Save the file as UTF-8" in getattr(found[-1], "reason", "")


def test_a_field_over_the_limit_is_named_and_the_rest_is_read() -> None:
    reading = ParserOptions(max_article_mb=0.001)
    found = read("id,text\n" + "1," + "x" * 5000 + "\n2,Short.\n" + "3,Also.\n" * 300, reading)
    states = [getattr(i, "state", "read") for i in found]
    assert states[0] == "failed"
    assert states.count("read") >= 300


def test_rows_without_text_are_accounted_for_and_empty_lines_are_not() -> None:
    found = read("id,text\n1,\n\n ,\n2,Text.\n")
    assert [(i.name, getattr(i, "state", "read")) for i in found] == [("1", "empty"), ("2", "read")]


def told(data: str | bytes, reading: ParserOptions | None = None) -> list[tuple[str | None, str]]:
    return [(i.name, i.text.strip() if isinstance(i, Item) else i.reason) for i in read(data, reading)]


def test_a_row_of_more_cells_than_columns_is_named_and_not_cut() -> None:
    first, second, third = told("id,text\n1,The mill, said Ida, closes\n2,Text,,\n3\n")
    assert first == ("(line 2)", "4 cells under 2 columns. Put cells that hold ',' in double quotes.")
    assert second == ("2", "Text")
    assert third[0] == "3"


def test_a_row_that_cannot_be_read_takes_no_name_from_another() -> None:
    broken, *others = read("id,text\n1,The mill, it said, closes\n2,Two\n3,Three\n")
    assert isinstance(broken, Unread)
    assert (broken.named, broken.place) == (False, None)
    assert [item.name for item in others] == ["2", "3"]


def test_of_several_columns_for_the_text_the_longest_cell_is_taken() -> None:
    assert told("id,content,body\n1,Short.,The whole story.\n2,The other story.,Short.\n") == [
        ("1", "The whole story."),
        ("2", "The other story."),
    ]


def test_a_header_of_one_column_leaves_commas_to_the_text() -> None:
    assert told("text\nThe mill, said Ida, closes\n") == [("2", "The mill, said Ida, closes")]


@pytest.mark.parametrize("spoilt", ['2,"Open', '2,"Open" and shut', '2,"Open,x', 'a","b'])
def test_a_spoilt_quote_merges_no_rows(spoilt: str) -> None:
    found = told(f'id,text\n1,One\n{spoilt}\n3,Three\n4,"Four ""4"""\n')
    assert (found[0], found[2:]) == (("1", "One"), [("3", "Three"), ("4", 'Four "4"')])
    assert found[1][0] == "(line 3)"
    assert "line 3" in found[1][1] or "lines 3" in found[1][1]


def test_what_follows_a_spoilt_row_is_not_taken_for_a_row_unless_it_is_a_whole_one() -> None:
    found = told('id,title,text\n1,A,"He said "no" today.\nMore of it.\nEnd"\n2,B,Two\n3,C\n')
    assert [name for name, _ in found] == ["(line 2)", "(line 3)", "(line 4)", "2", "3"]
    assert "behind a row that cannot be read" in found[1][1]
    assert found[3][1] == "Two"


def test_columns_of_one_name_are_no_loss_unless_they_differ() -> None:
    data = "id,text,tag,tag,text,,\n1,One,a,b,,,\n2,Two,a,b,Two,x,y\n3,Three,a,b,Other,,\n"
    assert told(data) == [
        ("1", "One"),
        ("2", "Two"),
        ("(line 4)", "its columns 'text' hold different cells. Rename one of them."),
    ]


def test_the_delimiter_is_the_one_that_gives_a_column_for_the_text() -> None:
    assert told('text;"place, date, desk, page"\nThe mill, it said;x\n') == [("2", "The mill, it said")]


def test_zero_bytes_and_rows_without_end_in_a_large_table_are_named() -> None:
    reading = ParserOptions(max_article_mb=0.001)
    rows = "".join(f"{n},Row {n}.\n" for n in range(300))
    found = told(f'id,text\na,b\x00c\n{rows}900,"open\n{rows}'.replace("\n", "\r\n"), reading)
    assert found[0] == ("(line 2)", "not text in UTF-8. Save the file as UTF-8.")
    assert sum("Row" in text for _, text in found) == 600
    (problem,) = [text for _, text in found if "longer than" in text]
    assert problem.startswith("line 303 cannot be read")


@pytest.mark.parametrize("line", ['a","b', '"x', ',"a\nb","c', 'a,"b""c', '"', '"a\n\n\n\n\n', "1,a"])
def test_hostile_tables_take_no_longer_than_others(line: str) -> None:
    begun = time.process_time()
    for reading in (ParserOptions(), ParserOptions(max_article_mb=0.01)):
        read("id,text\n" + f"{line}\n" * 10_000, reading)
    assert time.process_time() - begun < 3


CELL = st.text(st.sampled_from("ab ,;\"\n'é"), max_size=8)


@given(
    st.lists(st.tuples(CELL, CELL), max_size=8),
    st.sampled_from(",;\t|"),
    st.integers(0, 60),
    st.sampled_from('",\n'),
)
@examples(150)
def test_every_word_of_a_table_is_in_an_article_or_a_row_that_is_named(
    rows: list[tuple[str, str]], delimiter: str, at: int, slip: str
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([("title", "text"), *rows])
    written = out.getvalue()
    texts = [row[1].replace("\n", " ").split() for row in rows if row[1].strip()]
    assert [i.text.split() for i in read(written) if isinstance(i, Item)] == texts
    head = len("title,text\r\n")
    place = head + at % (len(written) - head + 1)
    found = read(written[:place] + slip + written[place:])
    if not any(isinstance(item, Unread) for item in found):
        kept = "".join(f"{i.fields.title}{i.text}" for i in found if isinstance(i, Item))
        assert sorted(re.findall("[abé]", kept)) == sorted(re.findall("[abé]", written))


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda t: f"id,text\n{t}".encode("utf-8", "replace"))
)
@examples(150)
def test_any_bytes_are_articles_or_an_error_of_that_file(data: bytes) -> None:
    try:
        items = read(data)
    except ArticleReadError:
        return
    for item in items:
        assert "\n" not in (item.name or "")

"""Word documents: what they show in its order, and packages made to harm."""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import suppress

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.ingest.parsers.docx import parse
from rag.ingest.parsers.items import Item, ParserOptions
from tests.examples import examples
from tests.hostile import make


def packed(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def sample() -> bytes:
    document = Document()
    document.core_properties.title = "Mill to  close"
    document.core_properties.author = "Ida Holloway"
    document.core_properties.language = "en-GB"
    document.add_heading("What happens next", level=1)
    paragraph = document.add_paragraph("The mill closes ")
    paragraph.add_run("in June").bold = True
    paragraph.add_run(", its owner said.")
    document.add_paragraph("First point", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ["Year", "Staff", "2023", "318"], strict=True
    ):
        cell.text = text
    document.add_paragraph("It employs 318 people.")
    return packed(document)


def edited(data: bytes, change: str, to: str) -> bytes:
    """The same package with its main part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "word/document.xml":
                text, count = re.subn(change, lambda _: to, content.decode(), count=1)
                assert count == 1
                content = text.encode()
            new.writestr(info.filename, content)
    return out.getvalue()


def read(data: bytes) -> Item:
    (item,) = parse(io.BytesIO(data), ParserOptions())
    return item


def test_paragraphs_lists_and_tables_stand_in_their_order() -> None:
    assert read(sample()).text.split("\n\n") == [
        "What happens next",
        "The mill closes in June, its owner said.",
        "First point",
        "Year | Staff\n2023 | 318",
        "It employs 318 people.",
        "",
    ]


def test_the_rows_of_one_table_are_lines_of_one_block() -> None:
    document = Document()
    for rows in (("Schools", "", "Roads"), ("Police",)):
        table = document.add_table(rows=len(rows), cols=2)
        for cells, name in zip(table.rows, rows, strict=True):
            cells.cells[0].text, cells.cells[1].text = name, name and "4,200,000"
        document.add_paragraph("")
    item = read(packed(document))
    assert item.text == "Schools | 4,200,000\nRoads | 4,200,000\n\nPolice | 4,200,000\n\n"
    assert item.marks == ()


def test_headings_are_marked_and_properties_stated() -> None:
    item = read(sample())
    headings = [item.text[m.start : m.end] for m in item.marks or () if m.role == "heading"]
    assert headings[0] == "What happens next"
    assert not any("mill" in heading.lower() for heading in headings)
    assert (item.fields.title, item.fields.author, item.fields.language) == (
        "Mill to close",
        "Ida Holloway",
        "en",
    )
    assert item.fields.published is None


def test_the_name_that_a_library_leaves_is_no_author() -> None:
    document = Document()
    document.add_paragraph("The mill closes in June.")
    assert document.core_properties.author == "python-docx"
    assert read(packed(document)).fields.author is None


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        ("<w:del w:id='1' w:author='x'><w:r><w:t>NEVER</w:t></w:r></w:del>", False),
        ("<w:ins w:id='1' w:author='x'><w:r><w:t>NEVER</w:t></w:r></w:ins>", True),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>NEVER</w:t></w:r>", False),
        ("<w:hyperlink><w:r><w:t>NEVER</w:t></w:r></w:hyperlink>", True),
    ],
)
def test_deletions_and_hidden_text_are_left_out(run: str, shown: bool) -> None:
    text = read(edited(sample(), r"(?=<w:r><w:t[^>]*>, its owner)", run)).text
    assert ("NEVER" in text) is shown


DRAWN = (
    "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    "<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
)
BOX = "<w:txbxContent><w:p><w:r><w:t>The box says 31 boats.</w:t></w:r></w:p></w:txbxContent>"


def body(*runs: str) -> bytes:
    """A document of one paragraph."""
    head, _, _ = make.WORD_PARTS["word/document.xml"].partition("<w:p>")
    return make.word(
        {"word/document.xml": f"{head}<w:p>{''.join(runs)}</w:p></w:body></w:document>".encode()}
    )


def run(text: str, align: str = "") -> str:
    properties = f'<w:rPr><w:vertAlign w:val="{align}"/></w:rPr>' if align else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def test_what_was_moved_stands_where_it_was_moved_to_alone() -> None:
    moved = run("The mill closes.")
    text = read(
        body(f"<w:moveFrom>{moved}</w:moveFrom>", run("So it is: "), f"<w:moveTo>{moved}</w:moveTo>")
    ).text
    assert text.startswith("So it is: The mill closes.\n")


def test_a_text_box_drawn_in_two_ways_is_one() -> None:
    assert read(body(DRAWN.format(box=BOX))).text.count("The box says 31 boats.") == 1


def test_sentences_on_two_lines_stay_apart() -> None:
    assert read(body("<w:r><w:t>It closes.</w:t><w:cr/><w:t>It opens.</w:t></w:r>")).text.startswith(
        "It closes. It opens."
    )


def test_notes_stand_behind_the_body() -> None:
    assert (
        read(make.word({})).text
        == "The ferry\n\nThe ferry at Orlow runs again from Monday.\n\nIt carries 31 people.\n\n"
    )


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ((run("It emits 10"), run("6", "superscript"), run(" tons.")), "It emits 10⁶ tons."),
        ((run("It emits 10"), run("6", "baseline"), run(" tons.")), "It emits 106 tons."),
        ((run("CO"), run("2", "subscript"), run(" it is.")), "CO2 it is."),
        (
            (run("It burns 3"), run("1", "superscript"), run("/"), run("2", "subscript"), run(" tons.")),
            "It burns 3 1/2 tons.",
        ),
        ((run("he said."), run("1", "superscript")), "he said.¹"),
    ],
)
def test_a_superscript_makes_no_other_number(runs: tuple[str, ...], text: str) -> None:
    assert read(body(*runs)).text.startswith(f"{text}\n")


@pytest.mark.parametrize(
    "parts",
    [
        {"word/styles.xml": make.WORD_PARTS["word/styles.xml"].replace("w:styleId", "w:other").encode()},
        {"word/styles.xml": b"<x/>"},
        {"docProps/core.xml": b"<x/>"},
        {"word/footnotes.xml": b"<x/>"},
    ],
)
def test_a_part_without_what_it_is_for_costs_no_article(parts: dict[str, bytes]) -> None:
    assert "runs again from Monday." in read(make.word(parts)).text


@pytest.mark.parametrize(
    "part", [b"<x/>", make.WORD_PARTS["word/document.xml"].replace("w:body", "w:other").encode()]
)
def test_a_document_without_a_body_is_refused(part: bytes) -> None:
    with pytest.raises(ArticleReadError, match="has no body"):
        read(make.word({"word/document.xml": part}))


def test_a_document_that_defines_entities_is_refused() -> None:
    for entity in ('SYSTEM "file:///etc/hostname"', '"aaaa"'):
        data = edited(sample(), r"<w:document ", f"<!DOCTYPE x [<!ENTITY a {entity}>]><w:document ")
        with pytest.raises(ArticleReadError, match="defines a document type"):
            read(data)


def test_a_bomb_and_other_formats_are_refused_by_name() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\x00" * 250_000_000)
    with pytest.raises(ArticleReadError, match="unpacks to over 200 MB"):
        read(out.getvalue())
    with pytest.raises(ArticleReadError, match=r"older binary format .*Save it as \.docx"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(ArticleReadError, match="is no Word document"):
        read(b"plain text")


@given(st.binary(max_size=100), st.integers(0, 30_000))
@examples(60)
def test_any_damage_gives_an_article_or_an_error_of_that_file(noise: bytes, place: int) -> None:
    data = sample()
    with suppress(ArticleReadError):
        assert read(data[:place] + noise + data[place + len(noise) :]).text


@given(
    st.sampled_from(sorted(make.WORD_PARTS)), st.binary(max_size=30), st.integers(0, 300), st.integers(0, 60)
)
@examples(200)
def test_any_damage_within_a_part_does_too(name: str, noise: bytes, place: int, lost: int) -> None:
    sound = make.WORD_PARTS[name].encode()
    with suppress(ArticleReadError):
        read(make.word({name: sound[:place] + noise + sound[place + lost :]}))

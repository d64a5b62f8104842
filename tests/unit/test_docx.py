"""Word documents: what they show in its order, and packages made to harm."""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import suppress

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.parsers.docx import parse
from rag.parsers.items import Item, Reading


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
    (item,) = parse(io.BytesIO(data), Reading())
    return item


def test_paragraphs_lists_and_tables_stand_in_their_order() -> None:
    assert read(sample()).text.split("\n\n") == [
        "What happens next",
        "The mill closes in June, its owner said.",
        "First point",
        "Year | Staff",
        "2023 | 318",
        "It employs 318 people.",
        "",
    ]


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
@settings(max_examples=60, deadline=None)
def test_any_damage_gives_an_article_or_an_error_of_that_file(noise: bytes, place: int) -> None:
    data = sample()
    with suppress(ArticleReadError):
        assert read(data[:place] + noise + data[place + len(noise) :]).text

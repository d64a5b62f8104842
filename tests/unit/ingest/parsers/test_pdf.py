"""PDF: pages, paragraphs, headers and footers, and documents made to harm."""

from __future__ import annotations

import time
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ArticleReadError
from rag.ingest.parsers.items import Item, ParserOptions
from rag.ingest.parsers.pdf import parse
from tests.examples import examples
from tests.hostile.make import endless_pdf
from tests.pdf_files import pdf
from tests.reading import read_article


def read(data: bytes) -> Item:
    (item,) = parse(BytesIO(data), ParserOptions())
    return item


FIRST = [
    "The paper mill at Orlow will close in June because",
    "its boiler has burst, the owner said on Monday.",
]
SECOND = [
    "It employs 318 people, most of them from the vil-",
    "lages above the town, and none of them was hurt.",
]


def test_lines_become_paragraphs_and_divided_words_whole() -> None:
    text = read(pdf([*FIRST, "", *SECOND])).text
    assert text == f"{' '.join(FIRST)}\n\n{' '.join(SECOND).replace('vil- lages', 'villages')}\n\n"


@pytest.mark.parametrize("last", ["the mill is his.¹", "„It is my mill.“"])
def test_a_short_line_that_ends_a_sentence_in_any_way_ends_its_paragraph(last: str) -> None:
    assert f"{last}\n\n318 people" in read(pdf([*FIRST, last, "318 people work in it, " * 3])).text


def test_names_and_numbers_keep_their_hyphens() -> None:
    lines = [
        "The treaty was signed by the Franco-",
        "German council after talks that went on for twenty-",
        "7 days in all.",
    ]
    assert "Franco- German" in read(pdf(lines)).text
    assert "twenty- 7" in read(pdf(lines)).text


def test_every_sentence_has_the_page_that_it_begins_on() -> None:
    article = read_article(
        "a", ".pdf", pdf(FIRST, ["Page two begins here and says something of its own."], SECOND)
    )
    assert article is not None
    assert len(article.pages) == 3
    assert article.page_at(article.text.index("paper mill")) == 1
    assert article.page_at(article.text.index("Page two")) == 2
    assert article.page_at(article.text.index("It employs")) == 3


def test_a_paragraph_that_goes_on_overleaf_is_one_and_its_footer_stands_behind_it() -> None:
    item = read(
        pdf(
            ["Tamsel Post, 3 February", "The paper mill at Orlow will close in June because", "- 1 -"],
            ["Tamsel Post, 3 February", "its boiler has burst, the owner said on Monday.", "- 2 -"],
        )
    )
    assert item.text.startswith(f"{' '.join(FIRST)}\n\nTamsel Post")
    marks = [item.text[m.start : m.end] for m in item.marks or () if m.role == "boilerplate"]
    assert marks.count("Tamsel Post, 3 February") == 2
    assert {"- 1 -", "- 2 -"} <= set(marks)


def pages_of(*pages: list[str]) -> list[str]:
    """What stands on each page, as `page_at` tells."""
    article = read_article("a", ".pdf", pdf(*pages))
    assert article is not None
    ends = [*article.pages[1:], len(article.text)]
    assert sorted(ends) == ends
    return [article.text[start:end] for start, end in zip(article.pages, ends, strict=True)]


def test_a_sentence_in_a_paragraph_that_goes_on_overleaf_has_the_page_that_it_begins_on() -> None:
    first, second = FIRST[0], f"{FIRST[1]} Nobody was hurt, and"
    third = "nobody will be. The town pays half of it."
    assert pages_of([first], [second], [third, "", *SECOND])[:2] == [f"{first} ", f"{second} "]
    assert pages_of([first], [second], [third])[2].startswith(third)


def test_a_page_of_a_footer_or_of_nothing_parts_no_paragraph() -> None:
    first, last = FIRST
    for between in (["- 2 -"], [""]):
        assert pages_of([first, "- 1 -"], between, [last, "- 3 -"])[:2] == [f"{first} ", ""]
    assert pages_of([first], [last], [""])[1:] == [f"{last}\n\n", ""]


def test_a_word_that_is_divided_between_two_pages_is_on_the_first() -> None:
    assert pages_of(SECOND[:1], SECOND[1:])[0].endswith("most of them from the villages ")
    assert pages_of(SECOND[:1], ["lages."], ["The end is here."])[2].startswith("The end")


def test_the_footer_of_a_page_that_goes_on_overleaf_makes_no_page_begin_later() -> None:
    header, footer = "Tamsel Post, 3 February", "- {} -"
    pages = [[header, line, footer.format(n)] for n, line in enumerate((*FIRST, "", *SECOND), 1)]
    first, second, third, *_ = pages_of(*pages)
    assert first == f"{FIRST[0]} "
    assert second.startswith(FIRST[1])
    assert "- 1 -" in second
    assert third.startswith(header)


HEADLINE = "Harbour strike ends after nine days"
DOCKERS = (
    "Dockers in Tamsel went back to work on Monday after nine days on strike,",
    "their union said. The port had lost 31 million crowns in that time, its",
    "director said in a statement that was read out to the council of the town.",
)
HEADING = "What happens next"
COUNCIL = (
    "The council will meet on Friday to look at the accounts of the port, and the",
    "union will be heard as well, its chair said on Tuesday evening in Tamsel.",
)
PARAGRAPHS = [HEADLINE, "By Jane Roe", " ".join(DOCKERS), HEADING, " ".join(COUNCIL)]


def drawn(gap: int, headline: int, heading: int) -> str:
    """A page as programs draw it: every line placed by itself, paragraphs a gap apart, letters in three sizes."""
    shown, height = "", 800
    for size, lines in (
        (headline, (HEADLINE,)),
        (11, ("By Jane Roe",)),
        (11, DOCKERS),
        (heading, (HEADING,)),
        (11, COUNCIL),
    ):
        height -= gap
        for line in lines:
            height -= 14
            shown += f"BT /F1 {size} Tf 1 0 0 1 50 {height} Tm ({line}) Tj ET\n"
    return shown


@pytest.mark.parametrize(
    "page",
    [drawn(14, 20, 11), drawn(0, 20, 14), drawn(0, 11, 11), f"q .5 0 0 -.5 0 800 cm {drawn(14, 20, 11)} Q"],
)
def test_a_headline_a_byline_and_a_heading_run_into_no_sentence(page: str) -> None:
    article = read_article("a", ".pdf", pdf(page))
    assert article is not None
    assert article.text.split("\n\n")[:-1] == PARAGRAPHS
    assert (article.title, article.author) == (HEADLINE, "Jane Roe")


def test_lines_of_a_narrow_column_stay_one_paragraph() -> None:
    wide = [f"{line} {line}" for line in DOCKERS]
    narrow = [
        "The harbour of the town of",
        "Tamsel was closed by Bo Lind",
        "Holm and others of his union",
        "Dockers, the paper says.",
    ]
    text = read(pdf([*wide, "", *narrow])).text
    assert f"\n\n{' '.join(narrow)}\n\n" in text


def test_an_initial_makes_no_paragraph() -> None:
    page = "BT /F1 40 Tf 50 780 Td (T) Tj ET BT /F1 11 Tf 80 780 Td (he mill closes in June,) Tj 0 -14 Td (its owner said.) Tj ET"
    assert (
        " ".join(read(pdf(page)).text.split()).replace("T he", "The")
        == "The mill closes in June, its owner said."
    )


def test_a_header_is_not_the_headline_and_figures_of_sentences_are_no_page_numbers() -> None:
    pages = [
        [
            f"Tamsel Post, page {n}",
            f"In 201{n} the mill at Orlow made 3{n} tons.",
            f"It was the year in which {name} came to the mill by the river.",
            f"{name} was the last to leave it, when the mill was closed in June.",
        ]
        for n, name in enumerate(("Bo", "Ida", "Max", "Runa"))
    ]
    article = read_article("a", ".pdf", pdf(*pages))
    assert article is not None
    assert article.title == "a"
    marked = {article.text[m.start : m.end] for m in article.marks}
    assert marked == {f"Tamsel Post, page {n}" for n in range(4)}


def test_properties_are_stated_and_the_time_a_file_was_made_is_not_its_publication() -> None:
    info = "/Title (Mill to close) /Author (Ida Holloway) /CreationDate (D:20240203090000Z)"
    fields = read(pdf(FIRST, info=info, catalog="/Lang (en-GB)")).fields
    assert (fields.title, fields.author, fields.language) == ("Mill to close", "Ida Holloway", "en")
    assert fields.published is None
    assert read(pdf(FIRST, info="/Title (Microsoft Word - mill.doc)")).fields.title is None


def test_a_document_without_text_says_what_to_do() -> None:
    with pytest.raises(ArticleReadError, match=r"holds no text.*OCR"):
        read(pdf([]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a pdf",
        pdf(FIRST)[:400],
        pdf(FIRST).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
        pdf(FIRST).replace(b"/Parent 2 0 R", b"/Parent 4 0 R"),
        pdf(FIRST).replace(b"/Contents 5 0 R", b"/Contents 4 0 R"),
        pdf(FIRST).replace(b"/Count 1", b"/Count 999999999"),
        pdf(FIRST).replace(b"startxref\n", b"startxref\n9"),
        pdf(FIRST, catalog="/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
    ],
)
def test_a_damaged_or_hostile_document_is_read_or_refused_in_time(data: bytes) -> None:
    began = time.monotonic()
    with suppress(ArticleReadError):
        assert "alert" not in read(data).text
    assert time.monotonic() - began < 30


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    bomb = zlib.compress(b"\x00" * 400_000_000, 9)
    data = pdf(FIRST)
    start = data.index(b"<< /Length", data.index(b"5 0 obj"))
    end = data.index(b"endstream", start)
    hostile = (
        data[:start]
        + f"<< /Length {len(bomb)} /Filter /FlateDecode >>\nstream\n".encode()
        + bomb
        + b"\n"
        + data[end:]
    )
    began = time.monotonic()
    with pytest.raises(ArticleReadError):
        read(hostile)
    assert time.monotonic() - began < 30


@given(st.binary(max_size=200), st.integers(0, 900))
@examples(60)
def test_any_damage_gives_an_article_or_an_error_of_that_file(noise: bytes, place: int) -> None:
    data = pdf(FIRST, SECOND)
    try:
        item = read(data[:place] + noise + data[place + len(noise) :])
    except ArticleReadError:
        return
    assert list(item.pages) == sorted(item.pages)


def test_a_document_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.ingest.parsers.pdf._MOST_SECONDS", 1)
    began = time.thread_time()
    with pytest.raises(ArticleReadError, match=r"took longer than 1 s\. Split it"):
        read(endless_pdf())
    assert time.thread_time() - began < 20


def test_the_clock_is_looked_at_between_pages_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.ingest.parsers.pdf._MOST_SECONDS", 0)
    with pytest.raises(ArticleReadError, match="took longer"):
        read(pdf([], []))

"""What a file states about itself between two `---` lines."""

from __future__ import annotations

import time
from datetime import date

import pytest

from rag.errors import ArticleReadError
from rag.ingest.parsers.front_matter import split_front_matter
from rag.ingest.parsers.items import Fields
from tests.reading import read_article

TEXT = "The wall fell on Monday.\n"


def fields(*lines: str) -> Fields:
    stated, text = split_front_matter("\n".join(["---", *lines, "---", TEXT]))
    assert text == TEXT
    return stated


def test_every_known_field_is_read_and_unknown_ones_are_ignored() -> None:
    stated = fields(
        '"title": "The wall: what fell"',
        "outlet: Tarn Gazette",
        "author: [Ida Holloway, Tom Arkwright]",
        "url: https://gazette.example/wall?a=1#b",
        "language: no",
        "published: 2022-09-15",
        "fictional: true",
        "tags: [a, b]",
        "nested: {a: {b: 1}}",
    )
    assert stated == Fields(
        title="The wall: what fell",
        outlet="Tarn Gazette",
        author="Ida Holloway, Tom Arkwright",
        url="https://gazette.example/wall?a=1#b",
        language="no",
        published=date(2022, 9, 15),
    )


@pytest.mark.parametrize(
    ("written", "day", "moment"),
    [
        ("2022-09-15", date(2022, 9, 15), None),
        ("'2022-09-15'", date(2022, 9, 15), None),
        ('"2022-09-15"', date(2022, 9, 15), None),
        ("15 September 2022", date(2022, 9, 15), None),
        ("Sept. 15, 2022", date(2022, 9, 15), None),
        ("Thu, 15 Sep 2022 08:30:00 GMT", date(2022, 9, 15), "2022-09-15T08:30:00+00:00"),
        ("2022-09-15T08:30:00", date(2022, 9, 15), None),
        ("2022-09-15T08:30:00Z", date(2022, 9, 15), "2022-09-15T08:30:00+00:00"),
        ("2022-09-15T23:30:00-05:00", date(2022, 9, 15), "2022-09-15T23:30:00-05:00"),
        ("2022-09-15 08:30:00 +03:00", date(2022, 9, 15), "2022-09-15T08:30:00+03:00"),
        ("'2022-09-15 08:30:00 Z'", date(2022, 9, 15), "2022-09-15T08:30:00+00:00"),
    ],
)
def test_a_date_is_read_quoted_or_not_and_its_time_only_with_a_zone(
    written: str, day: date, moment: str | None
) -> None:
    stated = fields(f"published: {written}")
    assert (stated.published, stated.published_at) == (day, moment)


@pytest.mark.parametrize(
    "written", ["Sept 15", "September 2022", "2022", "soon", "2022-02-30", "31 June 2022"]
)
def test_a_date_without_day_or_year_or_that_does_not_exist_is_an_error_and_never_guessed(
    written: str,
) -> None:
    with pytest.raises(ArticleReadError, match=r"published .* is not a date"):
        fields(f"published: {written}")


@pytest.mark.parametrize("written", ["", "null", "~", "''", "'  '"])
def test_an_empty_field_states_nothing(written: str) -> None:
    assert fields(f"title: {written}", f"published: {written}") == Fields()


def test_words_that_yaml_takes_for_other_things_stay_words() -> None:
    stated = fields("title: 1984", "author: yes", "outlet: 12:30", "language: NO")
    assert (stated.title, stated.author, stated.outlet, stated.language) == ("1984", "yes", "12:30", "NO")


def test_a_title_over_several_lines_becomes_one_line() -> None:
    assert fields("title: >", "  The wall", "  that fell").title == "The wall that fell"


@pytest.mark.parametrize(
    "text",
    [
        "The wall fell.\n",
        "---\nThe wall fell.\n---\nIt rose again.\n",
        "---\n\nThe wall fell.\n",
        "--- \ntitle: never closed\n",
        "----\ntitle: a\n----\nText",
        "\n---\ntitle: not on the first line\n---\nText",
        "---",
        "",
    ],
)
def test_text_without_front_matter_is_canonical_from_its_first_character(text: str) -> None:
    assert split_front_matter(text) == (Fields(), text)


def test_a_later_rule_belongs_to_the_text() -> None:
    stated, text = split_front_matter("---\ntitle: Wall\n---\nIt fell.\n\n---\n\nIt rose.\n")
    assert stated.title == "Wall"
    assert text == "It fell.\n\n---\n\nIt rose.\n"


def test_front_matter_alone_is_an_article_without_text() -> None:
    assert split_front_matter("---\ntitle: Wall\n---") == (Fields(title="Wall"), "")
    assert read_article("a", ".md", b"---\ntitle: Wall\n---\n \n") is None


def test_front_matter_with_windows_line_ends_is_read() -> None:
    article = read_article("a", ".md", b"---\r\ntitle: Wall\r\n---\r\nIt fell.\r\n")
    assert article is not None
    assert (article.title, article.text) == ("Wall", "It fell.\n")


def test_what_is_stated_wins_over_what_the_text_says() -> None:
    data = b"---\ntitle: Stated\noutlet: Gazette\nauthor: Ida\npublished: 2021-01-02\n---\n"
    body = b"# Other\n\nBy Jane Doe\n\nROME, May 3, 2022 (Agency) - It rained.\n"
    stated = read_article("a", ".md", data + body)
    found = read_article("a", ".md", body)
    assert stated is not None
    assert found is not None
    assert (stated.title, stated.outlet, stated.author) == ("Stated", "Gazette", "Ida")
    assert stated.published == date(2021, 1, 2)
    assert (found.title, found.outlet, found.author) == ("Other", "Agency", "Jane Doe")
    assert found.published == date(2022, 5, 3)


def test_an_article_without_any_title_takes_the_last_part_of_its_id() -> None:
    article = read_article("town/orchard", ".txt", b"It rained, and it rained.\n")
    assert article is not None
    assert article.title == "orchard"


def test_bad_yaml_names_the_line_of_the_file() -> None:
    with pytest.raises(ArticleReadError, match=r"not valid YAML at line 4: "):
        split_front_matter("---\ntitle: Wall\noutlet: A\nauthor: Ida: Tom: Jo\n---\nText")


@pytest.mark.parametrize(
    "line",
    [
        "title: !!timestamp abc",
        "title: !!bool maybe",
        'title: !!int ""',
        "title: !!python/object/apply:os.system [true]",
        "title: !own x",
        r'title: "\UFFFFFFFF"',
        r'title: "\uD800"',
        r'title: "a\0b"',
        "title: {a: b}",
        "author: [a, [b]]",
        "? [a, b]\n: c\ntitle: d",
        "title: x: y: z",
        "title: " + "[" * 5000,
        "title: \t`",
        "a: b\n- c",
    ],
)
def test_hostile_yaml_is_an_error_of_the_article_and_nothing_else(line: str) -> None:
    with pytest.raises(ArticleReadError, match="front matter"):
        fields(line)


@pytest.mark.parametrize(
    "deep", ["title: " + "[" * 19_000, "title: " + "[{a: " * 3_800, "- " * 9_000 + "\na: b"]
)
def test_deep_nesting_is_refused_before_it_takes_a_minute(deep: str) -> None:
    started = time.process_time()
    with pytest.raises(ArticleReadError, match="front matter"):
        fields(deep)
    assert time.process_time() - started < 5


def test_nested_aliases_are_refused_before_they_grow() -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    started = time.perf_counter()
    with pytest.raises(ArticleReadError, match="aliases"):
        fields("a0: &a0 [x]", *levels)
    assert time.perf_counter() - started < 2


def test_a_block_of_over_twenty_thousand_characters_is_refused() -> None:
    with pytest.raises(ArticleReadError, match="over 20,000 characters"):
        fields("title: " + "x" * 20_000)

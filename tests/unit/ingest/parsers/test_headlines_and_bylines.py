"""Headlines, headings and bylines of a text, and the fields that it states."""

from __future__ import annotations

import time
from datetime import date

import pytest

from rag.ingest.parsers.headlines_and_bylines import story_facts
from tests.web_copies import END, OPENING, PROSE, marked, roles_in_article

WEB_COPY = """\
Harbour wall of Selby Sound to be rebuilt

By Ida Holloway and Tom Arkwright

Published: March 3, 2023 10:15 GMT

  • The wall fell in February
  • The county pays half

SELBY SOUND, March 3 (Lakeside Wire) – The harbour wall will be rebuilt in granite, the council said.

Join now for FREE unlimited access to lakeside.example

It fell on Feb. 11 in the worst storm for thirty years. Read more

Read more

What it costs

The county will pay 41 million crowns, half of the cost, said its treasurer.

## The pier

The pier stays shut until the summer, the harbour master said. Nobody was hurt when the wall fell.

Reporting by Ida Holloway in Sandry and by Tom Arkwright; written by Jo Pike; edited by A. Reed

Our Standards: The Lakeside Trust Principles.

About Jonas Pike

Jonas Pike writes about harbours.

Check Also

Ferry stops for the winter

The ferry between Aldbrook and Sandry will not sail again before spring …

Correction: An earlier version of this story gave a wrong date.
"""


def test_a_whole_web_copy_is_told_apart() -> None:
    assert marked(WEB_COPY) == [
        ("title", "Harbour wall of Selby Sound to be rebuilt"),
        ("byline", "By Ida Holloway and Tom Arkwright"),
        ("byline", "Published: March 3, 2023 10:15 GMT"),
        ("boilerplate", "Join now for FREE unlimited access to lakeside.example"),
        ("boilerplate", "Read more"),
        ("boilerplate", "Read more"),
        ("heading", "What it costs"),
        ("heading", "## The pier"),
        (
            "byline",
            "Reporting by Ida Holloway in Sandry and by Tom Arkwright; written by Jo Pike; edited by A. Reed",
        ),
        ("boilerplate", "Our Standards: The Lakeside Trust Principles."),
        ("boilerplate", "About Jonas Pike"),
        ("boilerplate", "Jonas Pike writes about harbours."),
        ("boilerplate", "Check Also"),
        ("boilerplate", "Ferry stops for the winter"),
        ("boilerplate", "The ferry between Aldbrook and Sandry will not sail again before spring …"),
    ]


def test_a_whole_web_copy_states_its_title_outlet_authors_and_date() -> None:
    found = story_facts(WEB_COPY)
    assert found.title == "Harbour wall of Selby Sound to be rebuilt"
    assert found.outlet == "Lakeside Wire"
    assert found.author == "Ida Holloway, Tom Arkwright"
    assert found.published == date(2023, 3, 3)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ida Holloway", "Ida Holloway"),
        ("BY IDA HOLLOWAY AND TOM ARKWRIGHT", None),
        ("By Ida Holloway and Tom Arkwright", "Ida Holloway, Tom Arkwright"),
        ("By Ida Holloway, Tom Arkwright, and Jo Ann Reed", "Ida Holloway, Tom Arkwright, Jo Ann Reed"),
        ("By Ida Holloway & Tom Arkwright", "Ida Holloway, Tom Arkwright"),
        ("By Ida Holloway, science correspondent", "Ida Holloway"),
        ("By Ida Holloway | Lakeside Wire", "Ida Holloway"),
        ("By Ludwig van der Pike", "Ludwig van der Pike"),
        ("By J.K. O’Marsh", "J.K. O’Marsh"),
    ],
)
def test_a_byline_states_its_authors(line: str, author: str | None) -> None:
    text = f"Council to rebuild the wall\n\n{line}\n\n{PROSE}\n"
    if author is None:
        assert marked(text)[1][1] == line  # names in capitals: at least never a claim
    else:
        assert marked(text)[1] == ("byline", line)
        assert story_facts(text).author == author


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Reporting by Ida Holloway; editing by Tom Arkwright", "Ida Holloway"),
        (
            "(Reporting by Ida Holloway and Jo Reed in Aldbrook, Editing by Tom Arkwright)",
            "Ida Holloway, Jo Reed",
        ),
        ("Reporting by Suleiman al-Khalidi in Amman; Writing by Tom Perry", "Suleiman al-Khalidi"),
        ("Editing by Tom Arkwright", None),
        ("Reporting by the Aldbrook newsroom; editing by Tom Arkwright", None),
    ],
)
def test_a_line_of_credits_is_a_byline_and_editors_are_no_authors(line: str, author: str | None) -> None:
    assert roles_in_article(line) == [("byline", line)]
    assert story_facts(OPENING + line + END).author == author


@pytest.mark.parametrize(
    ("opening", "outlet", "published"),
    [
        ("ANKARA/BEIRUT, Sept 15 (Reuters) – Talks", "Reuters", None),
        ("ANKARA, Sept 15, 2022 (Reuters) - Talks", "Reuters", date(2022, 9, 15)),
        ("ANKARA, 15 September 2022 (Lakeside Wire) — Talks", "Lakeside Wire", date(2022, 9, 15)),
        ("ANKARA, Turkey (AP) -- Talks", "AP", None),
        ("ST. LOUIS (AP) — Talks", "AP", None),
        ("ANKARA, Sept 31, 2022 – Talks", None, None),
        ("ANKARA – Talks", None, None),
        ("Ankara (Reuters) said – Talks", None, None),
        ("NATO – founded April 4, 1949 (in Washington) – held talks", None, None),
        ("In Ankara, on Sept 15, 2022 (a Thursday) – talks", None, None),
    ],
)
def test_a_dateline_states_the_outlet_and_a_date_only_with_a_year(
    opening: str, outlet: str | None, published: date | None
) -> None:
    text = f"Council to rebuild the wall\n\n{opening} were held in secret.\n\n{PROSE}\n"
    found = story_facts(text)
    assert (found.outlet, found.published) == (outlet, published)
    assert [role for role, _ in marked(text)] == ["title"]


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("March 3, 2023", date(2023, 3, 3)),
        ("Friday, 3 March 2023", date(2023, 3, 3)),
        ("Published on 2023-03-03, 10:15", date(2023, 3, 3)),
        ("First published: March 3, 2023 at 10:15 GMT", date(2023, 3, 3)),
        ("Last updated: March 3, 2023", None),
        ("Updated 3 March 2023 10:15", None),
    ],
)
def test_a_date_line_is_a_byline_and_an_update_is_no_publication(line: str, published: date | None) -> None:
    text = f"Council to rebuild the wall\n\n{line}\n\n{PROSE}\n"
    assert marked(text)[1] == ("byline", line)
    assert story_facts(text).published == published


@pytest.mark.parametrize(
    "line", ["March 3", "3 March", "Friday", "March 2023", "10:15 GMT", "Published: March 3"]
)
def test_a_date_without_a_year_is_never_a_date(line: str) -> None:
    assert story_facts(f"Council to rebuild the wall\n\n{line}\n\n{PROSE}\n").published is None


def test_dates_within_the_story_are_not_its_publication_date() -> None:
    assert story_facts(f"Council to rebuild the wall\n\n{PROSE} It fell on May 3, 2021.\n").published is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Wall falls\n\nIt fell.", "Wall falls"),
        ("# Wall *falls*\n\nIt fell.", "Wall *falls"),
        ("**Wall falls**\n\nIt fell.", "Wall falls"),
        ("# Wall falls #\nIt fell.", "Wall falls"),
        ("# Wall falls.\n", "Wall falls."),
        ("Who let the wall fall?\n\nNobody.", "Who let the wall fall?"),
        ("Wall falls\n==========\n\nIt fell.", "Wall falls"),
        ("Subscribe now\n\nWall falls\n\nIt fell.", "Wall falls"),
        (
            "Wer ließ die „Mauer der Schande“ fallen?¹\n\nNiemand.",
            "Wer ließ die „Mauer der Schande“ fallen?¹",
        ),
        ("Brandt sagte: „Die Mauer fällt.“\n\nIt fell.", None),
        ("The wall fell.[1]\n\nIt rose.", None),
        ("雨が降った。\n\nIt fell.", None),
        ("Wall falls\nIt fell.", None),
        ("The wall fell.\n\nIt rose.", None),
        ("Wall falls", None),
        ("By Ida Holloway\n\nIt fell.", None),
        ("• Wall falls\n\nIt fell.", None),
        ("March 3, 2023\n\nIt fell.", None),
        ("***\n\nIt fell.", None),
        ("x" * 201 + "\n\nIt fell.", None),
        ("", None),
        (" \n\n", None),
    ],
)
def test_a_headline_is_a_short_first_line_that_stands_alone(text: str, title: str | None) -> None:
    assert story_facts(text).title == title


def test_a_stated_title_is_marked_only_where_the_first_line_repeats_it() -> None:
    assert [mark.role for mark in story_facts(f"# WALL  falls\n\n{PROSE}", title="Wall falls").marks] == [
        "title"
    ]
    assert [mark.role for mark in story_facts(f"{PROSE}\n\n{PROSE}", title="Wall falls").marks] == []
    assert story_facts(f"Rain\n\n{PROSE}", title="Wall falls").title == "Wall falls"


@pytest.mark.parametrize(
    "line",
    ["## What it costs", "What it costs", "**What it costs**", "What it costs [edit]", "* * *", "---", "___"],
)
def test_a_heading_is_no_story(line: str) -> None:
    assert roles_in_article(line) == [("heading", line)]


def test_a_heading_underlined_as_in_markdown_is_a_heading() -> None:
    assert roles_in_article("What it costs\n-------------") == [
        ("heading", "What it costs"),
        ("heading", "-------------"),
    ]


@pytest.mark.parametrize(
    "line", ["#rebuild was the word of the day.", "He asked what it costs", "It cost 41 crowns,"]
)
def test_a_line_of_prose_is_no_heading(line: str) -> None:
    text = f"{OPENING}{line}\nand it was late.\n"
    assert [role for role, _ in marked(text)] == ["title"]


def test_a_row_of_a_table_is_no_heading() -> None:
    assert roles_in_article("Schools | 4,200,000") == []


def test_the_last_line_is_no_heading_for_want_of_a_full_stop() -> None:
    assert roles_in_article("It rained.\n\nThe end came on Monday".removesuffix(END)) != []
    assert [role for role, _ in marked(f"{OPENING}The end came on Monday")] == ["title"]


def test_marks_ascend_do_not_overlap_and_have_no_white_space_at_their_ends() -> None:
    last = 0
    for mark in story_facts(WEB_COPY).marks:
        assert last <= mark.start < mark.end
        assert WEB_COPY[mark.start : mark.end].strip() == WEB_COPY[mark.start : mark.end]
        last = mark.end


@pytest.mark.parametrize(
    "line",
    [
        "a" + " " * 300_000 + "b",
        "By " + "Aa " * 100_000,
        "A" * 300_000,
        "Reporting by " * 30_000,
        "© " * 100_000,
        "AB, " * 100_000,
        "“”" * 100_000,
        "(" * 300_000,
        "more in A" + "a" * 300_000,
        ".[1]" * 100_000 + "x",
    ],
    ids=range(10),
)
def test_a_long_line_takes_time_in_proportion(line: str) -> None:
    started = time.perf_counter()
    story_facts(line)
    story_facts(OPENING + line + END)
    assert time.perf_counter() - started < 3

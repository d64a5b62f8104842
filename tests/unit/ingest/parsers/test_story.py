"""Telling story from the rest of a web copy: what must be marked and, as many, what must not."""

from __future__ import annotations

import time
from datetime import date

import pytest

from rag.ingest.parsers.story import StoryFacts, read

PROSE = "The council met on Monday and agreed to rebuild the wall that fell in the storm of last week."
OPENING = f"Council to rebuild the wall\n\n{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n"
END = "\n\nThe work begins in May.\n"


def marked(text: str) -> list[tuple[str, str]]:
    return [(mark.role, text[mark.start : mark.end]) for mark in read(text).marks]


def roles_in_article(line: str) -> list[tuple[str, str]]:
    """What is marked of a line that stands alone in an article, its headline left out."""
    return marked(OPENING + line + END)[1:]


def facts(text: str) -> StoryFacts:
    return read(text)


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
    found = facts(WEB_COPY)
    assert found.title == "Harbour wall of Selby Sound to be rebuilt"
    assert found.outlet == "Lakeside Wire"
    assert found.author == "Ida Holloway, Tom Arkwright"
    assert found.published == date(2023, 3, 3)


BOILERPLATE = [
    "Join now for FREE unlimited access to Reuters.com",
    "Register now for FREE unlimited access to lakeside.example",
    "Subscribe to our newsletter.",
    "Please subscribe to our daily e-mail alerts",
    "Sign up for our newsletter",
    "Sign up here for the Monday email.",
    "Sign up to receive alerts in your inbox",
    "Subscribe",
    "Subscribe now!",
    "Log in",
    "Sign in to your account",
    "Create a free account",
    "Create an account to go on reading",
    "Start your free trial today.",
    "Get unlimited access for 1 crown a week.",
    "Get the latest news in your inbox.",
    "Support our journalism with a subscription",
    "Already a subscriber? Log in here.",
    "Not yet a member? Join today",
    "Advertisement",
    "Story continues below advertisement",
    "Our Standards: The Thomson Reuters Trust Principles.",
    "The Thomson Reuters Trust Principles",
    "Copyright 2022 Lakeside Wire",
    "Copyright © 2022 Lakeside Wire",
    "© 2022 Lakeside Wire. Do not copy.",
    "(c) 2022 Lakeside Wire",
    "Lakeside Wire. All rights reserved.",
    "Share this article",
    "Follow us on Twitter",
    "Follow us on Facebook and Instagram",
    "This website uses cookies to make it better.",
    "Click here to see the photographs.",
    "Read more",
    "Read more »",
    "[Read more…]",
    "Continue reading →",
    "Read more: Ferry stops for the winter, captain said",
    "Also read: The wall that was never built",
    "Lesen Sie auch: Warum die Glocken schweigen",
    "By signing up you agree to our terms and our privacy notice.",
    "The post Ferry stops for the winter appeared first on Lakeside Wire.",
    "The post “Nobody was hurt” first appeared on Lakeside Wire.",
    "Related: Bus lines to open in spring, says the council of Tamsel.",
    "Share this: Twitter Facebook",
    "Share on Facebook",
    "Like this:",
    "Like Loading...",
    "If you value our journalism, please support us with a gift.",
    "Please consider supporting our work.",
]


@pytest.mark.parametrize("line", BOILERPLATE)
def test_a_line_that_is_no_story_is_marked_whole(line: str) -> None:
    assert roles_in_article(line) == [("boilerplate", line)]


STORY = [
    "Register officials said access to the roll was free.",
    "Registers of accounts were burned.",
    "Follow us on foot, the guide said.",
    "Find us on the map, they wrote, and they were gone.",
    "Like us on most days, the town was late.",
    "Related companies were fined.",
    "More on this: the mayor said so on Monday, and he will not say it again.",
    "The post office appeared first on a map of 1850.",
    "The post that he left appeared first on the market in May.",
    "Like this town, many are empty.",
    "Share this bread, he said.",
    "If you value our lives, support the bill, they wrote.",
    "If you like this kind of music, the hall is the place to be.",
    "Please support the weak, the bishop said.",
    "Please support our troops, the banner read.",
    "Please donate blood on Monday.",
    "Related: two companies were fined on Monday.",
    "About 30 people stood in the rain.",
    "About the author little is known.",
    "About Jonas Pike nobody spoke.",
    "Get out of the house, she told him, or lose access to it.",
    "Get a lawyer or lose the offer, the union said.",
    "More from the meeting is expected on Monday.",
    "More in hope than belief, they dug.",
    "More stories like his will be told.",
    "Support for free school meals has grown.",
    "Support our offer, the mayor said.",
    "Start of the trial is on Monday.",
    "Start-ups offer free rides to the harbour.",
    "Create jobs or lose access to grants, it warned.",
    "Join forces with our neighbours for free power, he urged.",
    "Join the army and get free training, the posters read.",
    "Subscribers left in thousands.",
    "Subscription prices will rise in May.",
    "Already a member of the union, Croatia adopted the euro.",
    "Not yet a member of the alliance, Sweden waits.",
    "Advertisement spending fell by half.",
    "Copyright law will change in May.",
    "Share prices fell by a tenth.",
    "Print this paper and you go to jail, the colonel told him.",
    "We use cookies as bait, the poacher said.",
    "Click here to win, said the message that emptied her account.",
    "Read more books, the minister urged.",
    "Read more about it tomorrow, she said.",
    "Continue reading was all that the teacher asked.",
    "Check also the brakes, the inspector wrote.",
    "Recommended for you by doctors, the pill is not cheap.",
    "Latest news from the front is scarce.",
    "Trending now is a hat of straw.",
    "Reporting by the broadcaster found that officials took bribes.",
    "Writing by hand helps children learn, a study found.",
    "Edited by Jane Marsh, the book sold 40,000 copies.",
    "Written by committee, the charter pleased nobody.",
    "(Edited by nobody, the paper is full of errors.)",
    "By signing up you lose your vote, the union said.",
    "By New Year, the town was empty.",
    "By Christmas Eve, all forty had left.",
    "By Labor Day the price had doubled.",
    "Updated rules take effect in May.",
    "March 3, 2023, was the day the wall fell.",
    "Correction of the map is due.",
    "•  Any talks would take years",
    "- The wall fell in February",
    "1. Close the gate.",
    "The minister said:",
    "“Nobody was hurt”",
    "it fell in the night",
    "Repairs will cost 4.2 million crowns.[2]",
    "Repairs will cost 4.2 million crowns. [a]",
    "Repairs will cost 4.2 million crowns.¹",
    "Repairs will cost 4.2 million crowns.†",
    "Repairs will cost 4.2 million crowns.*",
    "Repairs will cost 4.2 million crowns. 🎉",
    "Brandt sagte: „Die Reparatur kostet 4,2 Millionen Kronen.“",
    "Brandt sagde: »Reparationen koster 4,2 millioner kroner.«",
    "Brandt sagte: ‚Sie kostet 4,2 Millionen Kronen.‘",
    "Brandt nannte es „eine Schande“",
    "Brandt kaldte det »en skandale«",
    "NATO 警告说，桥不安全。",
    "Հայաստանը կվերանորոգի կամուրջը։",
    "BBC ने कहा कि पुल बंद है।",
    "BBC نے کہا کہ پل بند ہے۔",
]


@pytest.mark.parametrize("line", STORY)
def test_a_line_of_true_story_is_not_marked_in_an_article(line: str) -> None:
    assert roles_in_article(line) == []


@pytest.mark.parametrize("line", STORY)
def test_a_line_of_true_story_is_not_marked_at_the_top_of_an_article(line: str) -> None:
    text = f"# Council to rebuild the wall\n\n{line}\n\n{PROSE}\n"
    assert marked(text) == [("title", "# Council to rebuild the wall")]


@pytest.mark.parametrize("tail", ["Read more", "Read More", "READ MORE", "Learn more", "Read more »"])
def test_a_read_more_behind_a_sentence_is_marked_without_the_sentence(tail: str) -> None:
    assert roles_in_article(f"He could never rule out talks, he said.  {tail}") == [("boilerplate", tail)]


@pytest.mark.parametrize(
    "line",
    [
        "He told the class to read more",
        "Teachers want pupils to see more.",
        "“You must read more”",
        "They know. We learn more every day.",
    ],
)
def test_the_words_read_more_in_a_sentence_are_left_alone(line: str) -> None:
    assert not [role for role, _ in roles_in_article(line) if role == "boilerplate"]


@pytest.mark.parametrize(
    "opener",
    [
        "Check Also",
        "**Check also**",
        "## Related articles",
        "Related",
        "You may also like",
        "More from Lakeside",
        "More in World",
        "More stories",
        "Read next:",
        "Most read",
        "Don’t miss",
        "Latest news",
        "Recommended",
    ],
)
def test_teasers_of_other_stories_are_marked_to_the_end(opener: str) -> None:
    text = f"{OPENING}{opener}\n\nFerry stops for the winter\n\nIt will not sail before spring, he said.\n"
    assert marked(text)[1:] == [
        ("boilerplate", opener),
        ("boilerplate", "Ferry stops for the winter"),
        ("boilerplate", "It will not sail before spring, he said."),
    ]


@pytest.mark.parametrize(
    "amendment", ["Correction: It was May.", "Editor’s note: It was May.", "CLARIFICATION"]
)
def test_a_correction_below_teasers_is_kept(amendment: str) -> None:
    text = f"{OPENING}Check Also\n\nFerry stops\n\n{amendment}\n\nThe first version said March.\n"
    assert amendment not in [slice_ for role, slice_ in marked(text) if role == "boilerplate"]
    assert "The first version said March." not in [slice_ for _, slice_ in marked(text)]


def test_teasers_never_begin_above_most_of_the_story() -> None:
    text = f"Council to rebuild the wall\n\n{PROSE}\n\nRelated\n\n{PROSE}\n\n{PROSE}\n"
    assert [role for role, _ in marked(text)] == ["title", "heading"]


@pytest.mark.parametrize("box", ["About the author", "About the Authors:", "About Jonas van der Pike"])
def test_an_author_box_is_marked_with_its_one_paragraph(box: str) -> None:
    text = f"{OPENING}{box}\n\nJonas writes about harbours.\n\nThis sentence is story again.\n"
    assert marked(text)[1:] == [("boilerplate", box), ("boilerplate", "Jonas writes about harbours.")]


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
        assert facts(text).author == author


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
    assert facts(OPENING + line + END).author == author


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
    found = facts(text)
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
    assert facts(text).published == published


@pytest.mark.parametrize(
    "line", ["March 3", "3 March", "Friday", "March 2023", "10:15 GMT", "Published: March 3"]
)
def test_a_date_without_a_year_is_never_a_date(line: str) -> None:
    assert facts(f"Council to rebuild the wall\n\n{line}\n\n{PROSE}\n").published is None


def test_dates_within_the_story_are_not_its_publication_date() -> None:
    assert facts(f"Council to rebuild the wall\n\n{PROSE} It fell on May 3, 2021.\n").published is None


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
    assert facts(text).title == title


def test_a_stated_title_is_marked_only_where_the_first_line_repeats_it() -> None:
    assert [mark.role for mark in read(f"# WALL  falls\n\n{PROSE}", title="Wall falls").marks] == ["title"]
    assert [mark.role for mark in read(f"{PROSE}\n\n{PROSE}", title="Wall falls").marks] == []
    assert read(f"Rain\n\n{PROSE}", title="Wall falls").title == "Wall falls"


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


def test_an_indented_line_is_marked_without_its_indent() -> None:
    assert roles_in_article("\t Subscribe now \u2003") == [("boilerplate", "Subscribe now")]


def test_marks_ascend_do_not_overlap_and_have_no_white_space_at_their_ends() -> None:
    last = 0
    for mark in read(WEB_COPY).marks:
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
    read(line)
    read(OPENING + line + END)
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize("end", [".", ".“", ".«", ".[2]", ".¹", "։", "।"])
def test_a_story_that_goes_on_below_teasers_is_kept(end: str) -> None:
    paragraph = "The wall was built in three summers by men who were paid in bread and in the use of the lower fields."
    more = "Nobody has touched it since, said the warden, who keeps the only key and has never lent it to anybody"
    text = f"The wall of Orlow\n\n{paragraph} {more}.\n\nRelated stories\n\nBaths reopen\n\nThe baker who counts swallows\n\n{more}{end}\n"
    marks = read(text).marks
    assert [text[m.start : m.end] for m in marks if m.role == "boilerplate"] == [
        "Related stories", "Baths reopen", "The baker who counts swallows",
    ]  # fmt: skip


@pytest.mark.parametrize("cut_off", ["…", "...", "…”"])
def test_a_teaser_that_is_cut_off_is_no_story_however_long(cut_off: str) -> None:
    paragraph = "The wall was built in three summers by men who were paid in bread and in the use of the lower fields."
    more = "Nobody has touched it since, said the warden, who keeps the only key and has never lent it to anybody."
    teaser = f"The baths of Orlow are to reopen after four years, the council said, although the boiler is not {cut_off}"
    text = f"The wall of Orlow\n\n{paragraph} {more}\n\nRelated stories\n\nBaths reopen\n\n{teaser}\n"
    marks = read(text).marks
    assert [text[m.start : m.end] for m in marks if m.role == "boilerplate"] == [
        "Related stories", "Baths reopen", teaser,
    ]  # fmt: skip

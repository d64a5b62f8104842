"""Boilerplate among the lines of a text: what must be marked and, as many, what must not."""

from __future__ import annotations

import pytest

from rag.ingest.parsers.headlines_and_bylines import story_facts
from tests.web_copies import OPENING, PROSE, marked, roles_in_article

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


def test_an_indented_line_is_marked_without_its_indent() -> None:
    assert roles_in_article("\t Subscribe now \u2003") == [("boilerplate", "Subscribe now")]


@pytest.mark.parametrize("end", [".", ".“", ".«", ".[2]", ".¹", "։", "।"])
def test_a_story_that_goes_on_below_teasers_is_kept(end: str) -> None:
    paragraph = "The wall was built in three summers by men who were paid in bread and in the use of the lower fields."
    more = "Nobody has touched it since, said the warden, who keeps the only key and has never lent it to anybody"
    text = f"The wall of Orlow\n\n{paragraph} {more}.\n\nRelated stories\n\nBaths reopen\n\nThe baker who counts swallows\n\n{more}{end}\n"
    marks = story_facts(text).marks
    assert [text[m.start : m.end] for m in marks if m.role == "boilerplate"] == [
        "Related stories", "Baths reopen", "The baker who counts swallows",
    ]  # fmt: skip


@pytest.mark.parametrize("cut_off", ["…", "...", "…”"])
def test_a_teaser_that_is_cut_off_is_no_story_however_long(cut_off: str) -> None:
    paragraph = "The wall was built in three summers by men who were paid in bread and in the use of the lower fields."
    more = "Nobody has touched it since, said the warden, who keeps the only key and has never lent it to anybody."
    teaser = f"The baths of Orlow are to reopen after four years, the council said, although the boiler is not {cut_off}"
    text = f"The wall of Orlow\n\n{paragraph} {more}\n\nRelated stories\n\nBaths reopen\n\n{teaser}\n"
    marks = story_facts(text).marks
    assert [text[m.start : m.end] for m in marks if m.role == "boilerplate"] == [
        "Related stories", "Baths reopen", teaser,
    ]  # fmt: skip

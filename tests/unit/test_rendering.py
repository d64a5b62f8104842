"""Answers in the terminal: what they say, and that nothing in an article can steer where they are shown."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from rich.console import Console

from rag.rendering import (
    answer_as_text,
    article_as_text,
    hit_as_text,
    one_line,
    source,
    web_address,
)
from rag.schema import Answer, Article, Citation, Claim, Hit, Passage, Sentence, sha256_of_text

TEXT = "The wall fell on Monday. It rose on Friday."


def citation_of(text: str = TEXT, start: int = 0, end: int = 24, **fields: object) -> Citation:
    known = {"article_id": "town/wall", "title": "Wall falls", "published": date(2022, 9, 15)} | fields
    article = Article(text=text, text_sha256=sha256_of_text(text), **known)  # type: ignore[arg-type]
    return Citation(
        article=article,
        sentence=Sentence(start=start, end=end),
        passage=Passage(start=0, end=len(text)),
        support=1.0,
    )


def answer_of(*claims: Claim, **fields: object) -> Answer:
    known: dict[str, Any] = {"question": "What fell?", "index_id": "i", "settings_id": "s", **fields}
    return Answer(claims=claims, **known)


def claim_of(*citations: Citation, score: float = 0.9) -> Claim:
    return Claim(text=citations[0].quote, score=score, citations=citations)


def test_an_answer_in_the_terminal_lists_each_article_once_with_the_places_cited() -> None:
    first, again = citation_of(outlet="Gazette", author="Ida Holloway"), citation_of(start=25, end=43)
    copy = citation_of(article_id="copy", published=None)
    assert answer_as_text(answer_of(claim_of(first, copy), claim_of(again), claim_of(copy))).plain == (
        "1. The wall fell on Monday. [1, 2]\n"
        "2. It rose on Friday. [1]\n"
        "3. The wall fell on Monday. [2]\n"
        "\n"
        "Sources\n"
        "[1] Wall falls · Gazette · Ida Holloway · 2022-09-15\n"
        "    town/wall [0, 24), [25, 43)\n"
        "[2] Wall falls · undated\n"
        "    copy [0, 24)\n"
    )


def test_context_is_one_dim_line_and_what_the_answer_shows_already_is_not_repeated() -> None:
    rose, fell = citation_of(start=25, end=43), citation_of()
    claim = Claim(text=rose.quote, score=0.9, citations=(rose,), context=(fell,))
    assert answer_as_text(answer_of(claim)).plain.startswith(
        "1. It rose on Friday. [1]\n   What it refers to: The wall fell on Monday. [1]\n\nSources\n"
    )
    assert "town/wall [25, 43), [0, 24)" in answer_as_text(answer_of(claim)).plain
    assert "refers" not in answer_as_text(answer_of(claim, claim_of(fell))).plain
    assert "refers" not in answer_as_text(answer_of(claim_of(fell), claim)).plain


def test_the_short_answer_comes_first_and_a_place_names_its_page() -> None:
    cited = citation_of(pages=(0, 30))
    claim = Claim(text=cited.quote, score=0.9, citations=(cited,), answer_span=(4, 8))
    shown = answer_as_text(answer_of(claim)).plain
    assert shown.startswith("wall\n\n1. The wall fell on Monday. [1]\n")
    assert "town/wall [0, 24) page 1\n" in shown


@pytest.mark.parametrize(("terminal", "no_color"), [(True, False), (True, True), (False, False)])
def test_only_a_terminal_gets_styles_and_no_colours_where_none_are_wanted(
    terminal: bool, no_color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    file = io.StringIO()
    console = Console(file=file, force_terminal=terminal, width=200)
    console.print(answer_as_text(answer_of(claim_of(citation_of()))), end="")
    shown = file.getvalue()
    assert ("\x1b[2m" in shown) is terminal
    assert ("36m" in shown) is (terminal and not no_color)


def test_claims_that_are_less_sure_stand_below_a_line_of_their_own() -> None:
    likely = claim_of(citation_of(start=25, end=43), score=0.2)
    answer = answer_of(claim_of(citation_of()), likely, answer_threshold=0.4)
    assert answer_as_text(answer).plain.startswith(
        "1. The wall fell on Monday. [1]\n"
        "Also in the archive (less sure):\n"
        "2. It rose on Friday. [1]\n"
        "\n"
        "Sources\n"
    )


def test_silence_in_the_terminal_gives_the_reason_and_the_nearest_sentences() -> None:
    answer = answer_of(
        reason="No sentence answers this.", reason_code="no_evidence", near_misses=(citation_of(),)
    )
    assert answer_as_text(answer).plain == (
        "Not in the archive. No sentence answers this.\n"
        "Nearest sentences:\n"
        "   The wall fell on Monday. [1]\n"
        "\n"
        "Sources\n"
        "[1] Wall falls · 2022-09-15\n"
        "    town/wall [0, 24)\n"
    )
    assert answer_as_text(answer_of(reason="Nothing.")).plain == "Not in the archive. Nothing.\n"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 article without a publication date was left out by the date filter."),
        (2, "2 articles without a publication date were left out by the date filter."),
    ],
)
def test_the_answer_says_how_many_undated_articles_were_left_out(count: int, words: str) -> None:
    for answer in (
        answer_of(claim_of(citation_of()), undated_left_out=count),
        answer_of(undated_left_out=count),
    ):
        assert answer_as_text(answer).plain.endswith(words + "\n")
    assert "left out" not in answer_as_text(answer_of(claim_of(citation_of()))).plain


HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "a\x08\x08b\x7f",
    "\x9b31m",
    "\u202egnp.exe\u202c",
    "\u2066isolated\u2069",
    "over\rwritten",
    "one\x0btwo\x0cthree\x85four\u2028five",
    "\x00",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_could_steer_a_terminal_is_shown_as_a_sign_wherever_it_stands(hostile: str) -> None:
    text = f"The wall {hostile} fell."
    known = dict.fromkeys(("article_id", "title", "outlet", "author", "url", "language"), f"x{hostile}y")
    citation = citation_of(text, 0, len(text), **known, published_at=hostile)
    hit = Hit(article=citation.article, passage=citation.passage, score=0.5)
    shown = [
        one_line(hostile),
        source(citation.to_dict()),
        answer_as_text(answer_of(claim_of(citation))).plain,
        answer_as_text(answer_of(reason=hostile, near_misses=(citation,))).plain,
        hit_as_text(1, hit).plain,
        article_as_text(citation.article, story=False),
        article_as_text(citation.article, story=True),
    ]
    for rendered in shown:
        assert not [c for c in rendered if (ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160]
        assert not set(rendered) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://a.example/> <b>",
        "data:text/html,x",
        "https://a.example/\x1b[31m",
        "HTTPS//x",
        "https://a.example/\u202egnp",
        "https://a b",
        "",
        "file:///etc/passwd",
        "https://a.example/\\",
        "http://",
        "https://[::1/",
        "https://a.example/}",
        'https://a.example/"onclick=',
        " https://a.example/",
        None,
    ],
)
def test_only_a_plain_web_address_is_ever_a_link(url: str | None) -> None:
    assert web_address(url) is None


def test_a_plain_web_address_is_a_link_as_it_stands() -> None:
    url = "https://a.example/ä?b=c&d=%20#e"
    assert web_address(url) == url


def test_rich_markup_in_an_article_is_only_text() -> None:
    text = "[bold red]The wall[/] fell :smile:."
    assert text in answer_as_text(answer_of(claim_of(citation_of(text, 0, len(text))))).plain


def test_a_hit_is_shown_with_its_place_and_score() -> None:
    citation = citation_of()
    hit = Hit(article=citation.article, passage=citation.passage, score=0.03279)
    assert hit_as_text(2, hit).plain == f"2. Wall falls  town/wall [0, 43)  score 0.033\n   {TEXT}\n"


def test_an_article_is_shown_with_what_is_known_and_its_lines() -> None:
    citation = citation_of("The wall\n\tfell.\n", outlet="Gazette")
    assert article_as_text(citation.article, story=False) == (
        "article_id: town/wall\ntitle: Wall falls\noutlet: Gazette\npublished: 2022-09-15\n\n"
        "The wall\n\tfell.\n"
    )

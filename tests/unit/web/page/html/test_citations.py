"""Citations of an answer: each with its number, its quote where it is needed, and whether it holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from rag.verification.saved_answers import Check
from rag.web.page.html.conversation import render_conversation
from tests.page_html import a_claim, a_turn, an_article, cite


def test_one_claim_of_several_copies_is_said_once_with_every_source_numbered() -> None:
    copies = [cite(an_article(article_id=name, outlet=name), 0, 4) for name in ("Post", "Ledger")]
    html = render_conversation((a_turn(a_claim(*copies)),))
    assert html.count("<blockquote") == 1
    assert html.count('class="citation"') == 2
    assert "1 claim from 2 articles" in html


def test_a_source_in_other_words_than_its_claim_shows_its_own() -> None:
    one, other = an_article("One. Two."), an_article("Uno. Two.", article_id="b")
    html = render_conversation((a_turn(a_claim(cite(one, 0, 4), cite(other, 0, 4))),))
    assert html.count("<blockquote") == 2
    assert ">Uno.</blockquote>" in html


def test_a_kept_answer_says_what_became_of_each_citation() -> None:
    turn = a_turn(a_claim(cite(an_article(), 0, 4), cite(an_article(article_id="b"), 0, 4)))
    good = Check(where="claims[0].citations[0]", article_id="a", problem=None, fate="holds")
    for fate, words in (
        ("quote_kept", "the quoted sentence is still in it"),
        ("quote_removed", "the quoted sentence was removed"),
        ("article_gone", "not in the archive any more"),
        ("wrong", "This is not what the article says: x."),
    ):
        bad = Check(where="claims[0].citations[1]", article_id="b", problem="x", fate=cast("Any", fate))
        html = render_conversation((replace(turn, checks=(good, bad)),))
        assert "1 of 2 citations no longer holds" in html
        assert words in html
    assert "every citation holds" in render_conversation((replace(turn, checks=(good,)),))

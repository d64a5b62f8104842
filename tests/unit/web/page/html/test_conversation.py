"""Claims, refusals and every other field of an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rag.verification.saved_answers import Check
from rag.web.page.html.conversation import render_conversation
from tests.page_html import a_claim, a_turn, a_turn_with, an_article, cite, text_of


def test_exact_words_are_claimed_only_for_exact_words() -> None:
    article = an_article("One. Two.")
    exact = render_conversation((a_turn(a_claim(cite(article, 0, 4))),))
    reworded = render_conversation((a_turn(a_claim(cite(article, 0, 4, support=0.83), text="First.")),))
    assert "Exact words of the article" in exact
    assert "Exact words of the article" not in reworded
    assert "Reworded; the sources bear it (support 83%)" in reworded
    weak = render_conversation((a_turn(a_claim(cite(article, 0, 4, support=0.3), text="First.")),))
    assert "Reworded; the sources may not bear it (support 30%)" in weak
    assert "First." in reworded


def test_claims_that_are_less_sure_stand_apart_with_their_citations_under_a_heading() -> None:
    article = an_article("One. Two.")
    sure, likely = a_claim(cite(article, 0, 4)), replace(a_claim(cite(article, 5, 9)), score=0.2)
    apart = render_conversation((a_turn(sure, likely, answer_threshold=0.4),))
    above, heading, below = apart.partition("<h3>Also in the archive</h3>")
    assert heading
    assert ("1 claim from 1 article" in above, 'data-citation="1"' in above) == (True, True)
    assert ('data-citation="2"' in below, "Exact words of the article" in below) == (True, True)
    together = render_conversation((a_turn(sure, likely),))
    assert "Also in the archive" not in together
    assert "2 claims from 1 article" in together


def test_only_a_sure_claim_gives_a_short_answer() -> None:
    claim = replace(a_claim(cite(an_article("One. Two."), 0, 4)), answer_span=(0, 3))
    assert 'class="short-answer"' in render_conversation((a_turn(claim, answer_threshold=0.9),))
    assert 'class="short-answer"' not in render_conversation((a_turn(claim, answer_threshold=0.91),))


def test_a_citation_below_says_by_its_place_in_the_answer_whether_it_holds() -> None:
    article = an_article("One. Two.")
    sure, likely = a_claim(cite(article, 0, 4)), replace(a_claim(cite(article, 5, 9)), score=0.2)
    turn = a_turn(sure, likely, answer_threshold=0.4)
    wrong = Check(where="claims[1].citations[0]", article_id="a", problem="gone", fate="article_gone")
    html = render_conversation((replace(turn, checks=(wrong,)),))
    above, _, below = html.partition("Also in the archive")
    assert ("fate article_gone" in above, "fate article_gone" in below) == (False, True)


def test_an_undated_article_and_articles_left_out_are_said_in_words() -> None:
    dated = cite(an_article(published=date(2023, 3, 1), outlet="Post"), 0, 4)
    html = render_conversation(
        (a_turn(a_claim(dated), a_claim(cite(an_article("Z."), 0, 2)), undated_left_out=2),)
    )
    assert "1 March 2023" in html
    assert ">undated<" in html
    assert "2 undated articles were left out" in html


def test_what_the_contract_may_hold_is_drawn_when_it_is_there_and_leaves_no_hole_when_it_is_not() -> None:
    citation = cite(an_article(), 5, 9).to_dict()
    sides = [
        {"text": "Two.", "speaker": "the mayor", "citations": [citation]},
        {"text": "Three.", "citations": [citation]},
    ]
    full = render_conversation(
        (
            a_turn_with(
                {"speaker": "a senior official", "independent_sources": 1},
                completed_question="How many in Osk?",
                disagreements=[{"about": "how many", "sides": sides}],
            ),
        )
    )
    said = ["Said by a senior official", "1 independent source", "Understood as: How many in Osk?",
            "Sources disagree about how many", "Said by the mayor", "Three."]  # fmt: skip
    assert [words for words in said if words not in text_of(full)] == []
    assert full.count('class="side"') == 2
    bare = render_conversation((a_turn_with(),))
    assert "independent source" in text_of(render_conversation((a_turn_with({"independent_sources": 2}),)))
    for words in ("Said by", "independent source", "Understood as", "disagree", "None", "null", "Checked"):
        assert words not in bare
    assert "<p></p>" not in bare

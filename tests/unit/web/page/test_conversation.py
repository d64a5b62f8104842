"""Questions as they were typed, turns, and the numbers of citations."""

from __future__ import annotations

from rag.web.page.conversation import AskedQuestion, Conversation, numbered
from tests.page_html import a_claim, a_turn, an_article, cite


def test_what_a_browser_sends_may_be_anything() -> None:
    for sent in ({}, {"question": 5}, {"question": None, "outlets": "x"}, {"outlets": [1, None, " "]}):
        assert AskedQuestion.read(sent) == AskedQuestion(question="")
    asked = AskedQuestion.read(
        {"question": " q ", "outlets": ["A", "A", " B "], "since": "2022", "other": {}}
    )
    assert asked == AskedQuestion(question="q", outlets=("A", "B"), since="2022")
    assert asked.query() == "q=q&since=2022&outlet=A&outlet=B"
    assert len(AskedQuestion.read({"authors": [str(n) for n in range(1000)]}).authors) == 50


def test_a_turn_is_found_by_its_own_id_alone_and_one_put_in_its_place_has_another() -> None:
    first, second, again = (
        a_turn(a_claim(cite(an_article(), 0, 4)), question=q) for q in ("1?", "2?", "again?")
    )
    conversation = Conversation().with_turn(first).with_turn(second)
    assert (conversation.turn(first.id), conversation.turn(second.id)) == (first, second)
    assert conversation.with_turn(again, first).turns == (again, second)
    assert conversation.with_turn(again, first).turn(first.id) is None
    assert conversation.without(first).turns == (second,)
    assert conversation.turn(None) is conversation.turn({}) is conversation.turn(1) is None


def test_numbers_follow_reading_order_and_a_sentence_keeps_its_first_number() -> None:
    article = an_article("One. Two. Six. Ten.")
    one, two, six, ten = (cite(article, start, start + 4) for start in (0, 5, 10, 15))
    turn = a_turn(a_claim(two, one, context=(six,)), a_claim(two), near_misses=(ten,))
    assert turn.answer is not None
    assert [c["quote"] for c in numbered(turn.answer)] == ["Two.", "One.", "Six.", "Ten."]

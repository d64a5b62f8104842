"""Whatever is asked, its wording is judged without an error, and always alike."""

from __future__ import annotations

from typing import get_args

from hypothesis import example, given
from hypothesis import strategies as st

from rag.qa.answer_span import can_stand_alone
from rag.qa.contradiction import answers_for_other_year, contradicts_presupposition
from rag.question import AnswerType, Question
from rag.question.clause import closed

PIECES = st.sampled_from(
    "why Who what which how many much when where is was did does has didn't the a of in Turkey NATO leave left people "
    "countries won by to not and there ? , : 's name list - ' 3 sold time year".split()
)
QUESTION = st.one_of(st.text(max_size=2000), st.lists(PIECES, max_size=12).map(" ".join))


@given(QUESTION)
@example("how")
@example("who is")
@example("to whom")
@example("what did")
def test_no_question_is_an_error(text: str) -> None:
    question = Question(text)
    assert question.answer_type in get_args(AnswerType)
    assert isinstance(question.wants_short_answer, bool)
    assert question.is_english is Question(text).is_english
    assert all(question.names)
    assert all(question.years)


@given(QUESTION)
@example("why did not ?")
@example("how many")
@example("to how wide")
@example("who is")
@example("what sold")
@example("of which , ")
@example("how many ' did")
def test_what_is_taken_for_granted_is_one_line_that_ends_in_a_stop(text: str) -> None:
    statement = Question(text).presupposition
    assert statement == Question(text).presupposition
    if statement is not None:
        assert statement.endswith(".")
        assert "\n" not in statement
        assert statement[:1].strip(" ,;:?.!")


@given(QUESTION, st.text("?! \t…？", max_size=4))
@example("who won the Turkish election", "??")
@example("Who left the U.S.", "")
@example("Tell me who won.", " ")
def test_how_a_question_is_closed_makes_no_difference(text: str, end: str) -> None:
    assert closed(text + end) == closed(text)
    assert closed(closed(text)) == closed(text)


@given(QUESTION)
def test_closing_a_question_changes_nothing_before_its_end(text: str) -> None:
    kept = closed(text).removesuffix("?")
    assert text.startswith(kept)
    assert not text[len(kept) :].strip("?!.…？！ \t\n").strip()


def test_a_question_that_ends_with_one_question_mark_stays_as_it_is() -> None:
    assert closed("Who left the U.S.?") == "Who left the U.S.?"


@given(QUESTION, QUESTION)
@example("why did Verrick refuse to concede?", "Verrick conceded.")
@example("why did people leave people leave?", "people join people")
def test_any_sentence_can_be_held_against_any_question(question: str, sentence: str) -> None:
    asked = Question(question)
    assert contradicts_presupposition(asked, sentence) in {True, False}
    assert answers_for_other_year(asked, sentence) in {True, False}
    for end in range(1, min(len(sentence), 40) + 1):
        assert can_stand_alone(asked, sentence, (end - 1, end)) in {True, False}

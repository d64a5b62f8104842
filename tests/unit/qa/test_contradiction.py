"""Whether a sentence says the opposite of what a question takes for granted, or tells of another year."""

from __future__ import annotations

import pytest

from rag.qa.contradiction import answers_for_other_year, contradicts_presupposition
from rag.question import Question

CONCEDED = "Verrick conceded shortly before midnight and telephoned Deliz."
DENIED = "The ferry's owner, Brightline Ferries, denied that maintenance had been put off."
MINE = "The mine produced 23,000 tonnes of copper in 2022, compared with 41,000 tonnes in 2012."


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Why did Amara Deliz lose the election?", "Former judge Amara Deliz won the election on Sunday."),
        ("Why did Amara Deliz lose the election in 2019?", "Amara Deliz won the election on Sunday."),
        ("Why did Verrick refuse to concede?", CONCEDED),
        ("Why did Brightline admit that maintenance was put off?", DENIED),
        ("Why did Croatia leave the European Union?", "Croatia entered the European Union in 2013."),
    ],
)
def test_a_sentence_with_the_opposite_verb_and_the_rest_alike_says_the_opposite(
    question: str, sentence: str
) -> None:
    assert contradicts_presupposition(Question(question), sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Why did Verrick concede?", CONCEDED),
        ("Why did Brightline deny that maintenance was put off?", DENIED),
        ("Who lost the election?", "Former judge Amara Deliz won the election on Sunday."),
        ("Why did Tomas Verrick lose the election?", "Amara Deliz won the election."),
        ("When will passport checks end at airports?", "Airports follow when the summer timetable starts."),
        ("Why is the number of people rising more slowly?", "The number rises less slowly than before."),
        ("From where was Chandrayaan-3 launched?", "The attempt of Chandrayaan-2 ended in a crash."),
        (
            "When did the court rule that states could propose what it should be?",
            "In 2007 the court ruled that states could not propose what it should be.",
        ),
        ("When will the ferry sail again?", "The ferry will not sail again before March."),
        ("Population of Damascus", "Damascus has 2 million people."),
    ],
)
def test_a_sentence_about_something_else_does_not_say_the_opposite(question: str, sentence: str) -> None:
    assert not contradicts_presupposition(Question(question), sentence)


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("How much copper did the mine produce in 2015?", True),
        ("How much copper will the mine produce in 2024?", True),
        ("How much copper did the mine produce in 2012?", False),
        ("How much copper has the mine produced since 2015?", False),
        ("How much gold did the mine produce in 2015?", False),
        ("How much copper did the mine produce?", False),
    ],
)
def test_the_same_of_other_years_is_no_answer(question: str, other: bool) -> None:
    assert answers_for_other_year(Question(question), MINE) is other


def test_a_sentence_without_a_year_may_tell_of_any() -> None:
    assert not answers_for_other_year(
        Question("How much copper did it produce in 2015?"), "It produced much copper."
    )

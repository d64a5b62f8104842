"""Which figure a question asks for, and which sentences give one."""

from __future__ import annotations

import pytest

from rag.qa.figures import figure_asked

GIVEN = [
    ("How old is Ilse Hartung?", "Hartung, 58, has led the institute since spring."),
    ("How old is Ilse Hartung?", "The 58-year-old biologist leads the institute."),
    ("How old is the bridge?", "The bridge, built in 1932, carries four lanes."),
    ("At what age did she retire?", "She left the stage in her fifties."),
    ("How much did the ministry spend on the dam?", "The dam cost 4.2 billion euros."),
    ("How much did the ministry spend on the dam?", "It put ₹615 crore into the dam."),
    ("How much does NATO want members to spend?", "Each member is to spend 2% of its output."),
    ("What price did the flat fetch?", "It went for CHF 900,000."),
    ("What share of the vote did she get?", "Two in five voters chose her."),
    ("What percentage of homes lost power?", "Over half of the homes stayed dark."),
    ("What is the population of Lindow?", "Some 41,000 people live in Lindow."),
    ("What is the town's population?", "The town counts 2.3 million inhabitants."),
    ("How many astronauts were aboard?", "A crew of three was aboard."),
    ("How many astronauts were aboard?", "No astronauts were aboard."),
    ("How many guests came?", "The dinner was attended by 2000 guests."),
    ("How many days did the strike last?", "It ended after two weeks."),
    ("When did the dam break?", "The dam broke at dawn on Tuesday."),
    ("When did the dam break?", "It broke a little later."),
    ("In what decade was it built?", "It was built in the 1850s."),
]
LACKED = [
    ("How old is Ilse Hartung?", "On 12 May 2022 Hartung met the three ministers."),
    ("How much did the ministry spend on the dam?", "The ministry opened the dam on July 14 after 320 days."),
    ("What share of the vote did she get?", "She got 41,000 votes."),
    ("What is the population of Lindow?", "A 34-year-old tailor has lived in Lindow for nine years."),
    (
        "How many astronauts were aboard Orlan-3?",
        "Orlan-3, on a heavy LV7, touched down shortly after 6 p.m. local time.",
    ),
    ("How many astronauts were aboard?", "The craft is 160 metres long and cost $20."),
    ("How many days did the strike last?", "The strike cost 40 million euros."),
    ("When did the dam break?", "The dam broke because its wall was thin."),
    ("When did both sides sign?", "One side once said there would be no peace while the other ruled."),
]
NONE_ASKED = [
    "Why did the dam break?",
    "Who built the dam?",
    "How old buildings are kept dry",
    "How much success did the expedition have?",
    "What drives population growth in the region?",
    "When are two events independent?",
    "What happened at the dam?",
    "",
]


@pytest.mark.parametrize(("question", "sentence"), GIVEN)
def test_a_sentence_with_such_a_figure_gives_it(question: str, sentence: str) -> None:
    gives = figure_asked(question)
    assert gives is not None
    assert gives(sentence)


@pytest.mark.parametrize(("question", "sentence"), LACKED)
def test_a_figure_of_another_kind_is_none(question: str, sentence: str) -> None:
    gives = figure_asked(question)
    assert gives is not None
    assert not gives(sentence)


@pytest.mark.parametrize("question", NONE_ASKED)
def test_other_questions_ask_for_no_figure(question: str) -> None:
    assert figure_asked(question) is None

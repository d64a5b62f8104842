"""Which words of a sentence can stand alone as the short answer."""

from __future__ import annotations

import pytest

from rag.qa.answer_span import can_stand_alone
from rag.question import Question

TALKS = (
    "During the talks, Fidan and Mamlouk spoke to each other, a Turkish official and a Syrian source said."
)
LINE = "The line has not said when service will resume."
CAPSULE = "SAN DIEGO, Dec. 12 — The capsule came down off Baja California on Monday, as hot as the Sun."
MINE = "The mine near the town of Orrin produced 23,000 tonnes of copper in 2022, Labour Minister Oskar Brandt said."


@pytest.mark.parametrize(
    ("question", "sentence", "words", "stands"),
    [
        ("When did Erdogan meet Assad?", TALKS, "During the talks, Fidan", False),
        ("When will service resume?", LINE, "The line", False),
        ("When did the capsule land?", CAPSULE, "on Monday", True),
        ("When did the capsule land?", CAPSULE, "Dec. 12", False),
        ("When was the order given?", "It came at dawn, in the 1990s.", "at dawn", True),
        ("When was the order given?", "It came at dawn, in the 1990s.", "1990s", True),
        ("Who spoke to Mamlouk?", TALKS, "each other", False),
        ("Who spoke to Mamlouk?", TALKS, "Mamlouk", False),
        ("Who spoke to Mamlouk?", TALKS, "Fidan", True),
        ("Who spoke to Mamlouk?", TALKS, "a Turkish official", True),
        ("Who spoke of copper?", MINE, "Labour Minister", False),
        ("Who spoke of copper?", MINE, "Labour Minister Oskar Brandt", True),
        ("Who will resume it?", LINE, "The line", True),
        ("Who had been warned?", "Then they had been warned.", "Then", False),
        ("Where did they meet?", TALKS, "each other", False),
        ("Where did they meet?", TALKS, "Turkish official and a Syrian source", False),
        ("Where did the capsule land?", CAPSULE, "SAN DIEGO", False),
        ("Where did the capsule land?", CAPSULE, "Sun", False),
        ("Where did the capsule land?", CAPSULE, "Baja California", True),
        ("Where is the mine?", MINE, "near the town of Orrin", True),
        ("Where did they meet?", "They met in the Syrian capital.", "Syrian capital", True),
        ("How much copper did the mine produce?", MINE, "23,000 tonnes", True),
        ("How much copper did the mine produce?", MINE, "The mine", False),
        ("How much copper did the mine produce in 2022?", MINE, "23,000 tonnes", True),
        ("How much copper did the mine produce in 2015?", MINE, "23,000 tonnes", False),
        ("Who is Oskar Brandt?", MINE, "Labour Minister", True),
    ],
)
def test_words_of_another_kind_than_what_is_asked_for_are_no_short_answer(
    question: str, sentence: str, words: str, stands: bool
) -> None:
    start = sentence.index(words)
    assert can_stand_alone(Question(question), sentence, (start, start + len(words))) is stands

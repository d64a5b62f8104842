"""Questions made from sentences: only forms that need no turning round, and only of sentences that stand alone."""

from __future__ import annotations

import pytest

from rag.web.page.example_questions import question_from


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        (
            "About 310 people live on Osk Island all year round.",
            "How many people live on Osk Island all year round?",
        ),
        (
            "Twelve houses burned down in the old town last night.",
            "How many houses burned down in the old town last night?",
        ),
        (
            "More than 2,000 visitors came to the spring festival.",
            "How many visitors came to the spring festival?",
        ),
        (
            "Greta Falk won the Aldbrook council election on Thursday.",
            "Who won the Aldbrook council election on Thursday?",
        ),
        (
            "The old bridge was closed in spring because its arches were cracking.",
            "Why was the old bridge closed in spring?",
        ),
        ("Osk Island is cut off, because its only ferry broke down.", "Why is Osk Island cut off?"),
        (
            "The old bridge was closed to traffic on March 3, 2021.",
            "When was the old bridge closed to traffic?",
        ),
        ("Osk Island will be cut off again in November.", "When will Osk Island be cut off again?"),
    ],
)
def test_a_sentence_asks_for_its_own_subject(sentence: str, question: str) -> None:
    assert question_from(sentence) == question


@pytest.mark.parametrize(
    "sentence",
    [
        "He won the election on Thursday with 52 percent.",
        "Greta Falk promised to reopen their swimming baths in June.",
        "Twelve of the houses burned down last night, he said.",
        "Greta Falk won.",
        "Two years ago tonight the sea broke into the harbour.",
        "The bridge that was closed will be opened in March.",
        "The bridge has been closed twice in March 2021.",
        "The mayor was there because it was her bridge, he said.",
        "“About 310 people live on the island,” said the mayor.",
        "About 310 people live on the island all year round",
        "The lighthouse on Osk Island received a new lamp on Wednesday.",
        "",
    ],
)
def test_other_sentences_ask_nothing(sentence: str) -> None:
    assert question_from(sentence) is None

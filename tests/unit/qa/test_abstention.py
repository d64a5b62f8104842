"""Why nothing was claimed, in words."""

from __future__ import annotations

import pytest

from rag.qa.abstention import Remark, explain
from rag.question import Question

ARCHIVE = "damascus assad turkey nato erdogan turkish election ali mamlouk european union population syria gaziantep flood"


def mentioned(term: str) -> bool:
    return bool(term) and f" {term.lower()} " in f" {ARCHIVE} "


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("What is the capital of Australia?", "Nothing in the archive mentions “Australia”."),
        ("Why did Assad go to Paris?", "The archive mentions Assad, but not “Paris”."),
        (
            "Why did Assad go to Damascus?",
            "The archive mentions Assad and Damascus, but no sentence in it says why.",
        ),
        (
            "What is the population of Gaziantep?",
            "The archive mentions Gaziantep, but no sentence in it says what the population of Gaziantep is.",
        ),
        (
            "How old is Ali Mamlouk?",
            "The archive mentions Ali Mamlouk, but no sentence in it says how old Ali Mamlouk is.",
        ),
        ("Who won the Turkish election?", "No sentence in the archive says who won the Turkish election."),
        (
            "how many people died in the flood?",
            "No sentence in the archive says how many people died in the flood.",
        ),
        (
            "How many ships did Turkey sink?",
            "The archive mentions Turkey, but no sentence in it gives the number.",
        ),
        ("Is Assad a thief?", "The archive mentions Assad, but no sentence in it answers the question."),
        ("best laptop for gaming", "Nothing in the archive mentions “laptop” or “gaming”."),
        (
            "When did Syria join the European Union?",
            "The archive mentions Syria and the European Union, but no sentence in it says when.",
        ),
        (
            "When did Assad visit in July 2023?",
            "The archive mentions Assad, but no sentence in it says when.",
        ),
        (
            "Where does Dr. Ali Mamlouk live?",
            "The archive mentions Ali Mamlouk, but no sentence in it says where.",
        ),
        ("", "No sentence in the archive answers the question."),
        ("???", "No sentence in the archive answers the question."),
    ],
)
def test_the_reason_says_what_the_archive_mentions_and_what_it_lacks(question: str, reason: str) -> None:
    assert explain(Question(question), mentioned, ["A sentence."]) == Remark(
        reason=reason, code="no_evidence"
    )


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Why did Turkey leave NATO?", "Nothing in the archive says that Turkey left NATO."),
        ("When was the bridge closed?", "Nothing in the archive says that the bridge was closed."),
        (
            "Why did " + "Turkey " * 60 + "leave?",
            "Nothing in the archive bears out what the question takes for granted.",
        ),
    ],
)
def test_what_is_wrongly_taken_for_granted_is_named(question: str, reason: str) -> None:
    refusal = explain(Question(question), mentioned, ["A sentence."], presupposition_supported=False)
    assert refusal == Remark(reason=reason, code="false_presupposition")


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Who won the Turkish election?", "No sentence in the archive says who won the Turkish election."),
        ("WHO WON THE TURKISH ELECTION?", "No sentence in the archive says who won the turkish election."),
        (
            "Who is the captain of Gaziantep?",
            "The archive mentions Gaziantep, but no sentence in it says who the captain of Gaziantep is.",
        ),
        (
            "How many refugees are in Damascus?",
            "The archive mentions Damascus, but no sentence in it says how many refugees are in Damascus.",
        ),
        (
            "How much did Assad pay for Damascus?",
            "The archive mentions Assad and Damascus, but no sentence in it gives the figure.",
        ),
        ("Which problems stand in the way?", "No sentence in the archive answers the question."),
        (
            "What made Assad leave?",
            "The archive mentions Assad, but no sentence in it says what made Assad leave.",
        ),
    ],
)
def test_that_there_is_what_is_asked_for_is_no_false_presupposition(question: str, reason: str) -> None:
    refusal = explain(
        Question(question),
        lambda term: mentioned(term) or term == "way",
        ["A."],
        presupposition_supported=False,
    )
    assert refusal == Remark(reason=reason, code="no_evidence")


def test_what_a_near_sentence_denies_is_named_with_that() -> None:
    near = ["Assad won the election in Damascus.", "It rained."]
    assert explain(
        Question("Why did Assad lose the election?"), mentioned, near, presupposition_supported=None
    ) == Remark(
        reason="Nothing in the archive says that Assad lost the election; a sentence near this question says "
        "the opposite.",
        code="false_presupposition",
    )


def test_what_is_told_of_other_years_only_is_said_so() -> None:
    near = ["In 2022 the mine produced copper."]
    assert explain(Question("How much copper did the mine produce in 2015?"), mentioned, near) == Remark(
        reason="The archive tells this of other years only, not of the one that is asked about.",
        code="no_evidence",
    )


def test_what_is_rightly_taken_for_granted_is_repeated() -> None:
    refusal = explain(
        Question("Why did Turkey attack Syria?"), mentioned, ["A sentence."], presupposition_supported=True
    )
    assert refusal.reason.endswith("but no sentence in it says why Turkey attacked Syria.")


def test_without_a_near_sentence_the_reason_says_so() -> None:
    assert (
        explain(Question("how high was the flood?"), mentioned, []).reason
        == "No sentence in the archive comes near this question."
    )


@pytest.mark.parametrize("borne", [None, True, False])
@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script> Why did\nTurkey leave NATO?",
        "Who is “Damascus”\x00\u202e\u2028?",
        "What is " + "Damascus " * 220,
        "x" * 2000,
        "Who won " + "the very long election " * 60 + "in Damascus?",
        "[Damascus](http://example.org) `rm` **who**?",
    ],
)
def test_a_question_is_data(question: str, borne: bool | None) -> None:
    reason = explain(Question(question), mentioned, ["A sentence."], presupposition_supported=borne).reason
    assert not set(reason) & set("<>`*[]\n\x00\u202e\u2028")
    assert len(reason) < 220
    assert reason.endswith(".")

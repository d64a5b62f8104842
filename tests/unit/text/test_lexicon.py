"""English words: forms of verbs."""

from __future__ import annotations

import pytest

from rag.text.lexicon import is_verb, past_of, third_person_of


@pytest.mark.parametrize(
    ("verb", "past"),
    [
        ("leave", "left"),
        ("bid", "bid"),
        ("outbid", "outbid"),
        ("broadcast", "broadcast"),
        ("forget", "forgot"),
        ("rebuild", "rebuilt"),
        ("foresee", "foresaw"),
        ("weep", "wept"),
        ("carry", "carried"),
        ("stop", "stopped"),
        ("commit", "committed"),
        ("develop", "developed"),
        ("veto", "vetoed"),
        ("re-elect", "re-elected"),
        ("grombulate", "grombulated"),
        ('"launch"', '"launched"'),
        ("42", "42"),
        ("日本", "日本"),
        ("", ""),
    ],
)
def test_the_past_form_of_a_verb_is_the_one_that_news_writes(verb: str, past: str) -> None:
    assert past_of(verb) == past


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("win", "wins"),
        ("carry", "carries"),
        ("veto", "vetoes"),
        ("have", "has"),
        ("quiz", "quizzes"),
        ("?", "?"),
    ],
)
def test_the_third_person_of_a_verb_is_spelled_as_it_is_written(verb: str, form: str) -> None:
    assert third_person_of(verb) == form


@pytest.mark.parametrize(
    ("word", "verb"), [("comply", True), ("launch", True), ("slay", True), ("never", False), ("fully", False)]
)
def test_a_verb_is_known_by_its_base_form(word: str, verb: bool) -> None:
    assert is_verb(word) is verb

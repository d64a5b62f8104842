"""The words of a text that carry meaning."""

from __future__ import annotations

import pytest

from rag.text.lexicon import FUNCTION_WORDS
from rag.text.terms import content_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Why is Russia encouraging the thaw?", ["russia", "encouraging", "thaw"]),
        ("the wall, The Wall and THE WALL", ["wall", "wall", "wall"]),
        ("Who are you?", ["who", "are", "you"]),
        ("It’s 3.7 million", ["3", "7", "million"]),
        ("Ünal’s café", ["ünal", "café"]),
        ("the mi\u00adni\u00adster", ["minister"]),
        ("?!", []),
        ("", []),
    ],
)
def test_function_words_are_left_out_unless_there_are_no_others(text: str, terms: list[str]) -> None:
    assert content_terms(text) == terms


def test_no_function_word_could_never_match() -> None:
    assert all(word == word.lower() and word.isalnum() for word in FUNCTION_WORDS)

"""The words of what is asked, cut out of a question.

Belongs here: its end mark, leaving out what leads up to it, finding its question word. Does not belong here:
what the words mean (`answer_type`, `presupposition`).
"""

from __future__ import annotations

import re

__all__ = ["LONGEST", "TYPOGRAPHY", "after_question_word", "clause_words", "closed"]

LONGEST = 400
"""Code points of a question that are looked at; what a question asks is said in fewer."""
_LEAD = re.compile(
    r"^(?:(?:please|and|but|so|also|well|hi|hello)\b,? )*(?:(?:can|could|would) you (?:please )?"
    r"(?:tell|say to|explain to) (?:me|us),? |(?:do|does) (?:you|anyone) know,? |tell me,? |i (?:want"
    r"|need|would like) to know,? )?",
    re.IGNORECASE,
)
_WH = re.compile(r"\b(who|whom|whose|when|where|why|how|what|which)\b", re.IGNORECASE)
TYPOGRAPHY = str.maketrans("’‘“”", "''\"\"")


_END = re.compile(r"(?:(?<=\w\w)\.+|…|[\s?!？！])+$")
"""What a question may end with; a single letter's full stop ("the U.S.") is part of its word."""


def closed(question: str) -> str:
    """Return a question or keywords with one question mark at the end, however they were typed.

    The network and the encoder read an end mark like a word, so that without this the same question with and
    without one is answered otherwise.

    Args:
        question: Any text.

    Returns:
        The text, its end marks and the white space there replaced by "?".
    """
    return f"{_END.sub('', question)}?"


def clause_words(question: str) -> tuple[str, ...]:
    """Return the words of what is asked, without what leads up to it and without its end mark."""
    text = " ".join(question[:LONGEST].translate(TYPOGRAPHY).split())
    parts = [part for part in re.split(r"(?<=[?!.]) (?=[A-Z])", text) if part]
    text = next((part for part in parts if part.endswith("?")), text)
    _, _, after = text.rpartition(": ")
    text = after if _WH.search(after) else text
    text = re.split(r" and (?=(?:why|how|when|where|who|what|which)\b)", _LEAD.sub("", text))[0]
    return tuple(text.rstrip(" ?.!,;:").split())


def after_question_word(keys: list[str]) -> tuple[str, list[str]]:
    """Return the question word ("" if none) and the words after it."""
    for place, word in enumerate(keys):
        if _WH.fullmatch(word) and not {"of", "for"}.intersection(keys[1:place]):
            return word, keys[place + 1 :]
    return "", keys

"""Whether the words that were found in a sentence can stand alone as the short answer.

Belongs here: what a who, when, where or how many must be answered with, told by the words alone; English.
Does not belong here: finding the words (`rag.qa.reader`), from which score they are shown
(`rag.qa.composer`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.qa.contradiction import names_other_year
from rag.qa.features import holds_number, holds_time
from rag.question.answer_type import HEADS
from rag.text.datelines import dateline_of
from rag.text.lexicon import FUNCTION_WORDS, NATIONAL, word_set
from rag.text.terms import content_stems

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.question import AnswerType, Question

__all__ = ["can_stand_alone"]

_CAPITALISED = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w’'-]*")
_DETERMINED = re.compile(
    r"(?:the|an?|his|her|their|its|\w+['’]s|two|three|four|five|\d+) [a-z]", re.IGNORECASE
)
_NAME_GOES_ON = re.compile(r" [A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]")
_WHEN = re.compile(
    r"\d|\b(?:spring|summer|autumn|winter|dawn|morning|noon|afternoon|evening|night|midnight|weekend|now|soon"
    r"|(?:minute|hour|day|week|month|year|decade)s?|centuries)\b",
    re.IGNORECASE,
)
_LOCATIVE = word_set(
    "in at near from to off on outside inside across into toward towards along around through via between "
    "beyond under over aboard for"
)
"""What stands before a place, or opens the words that name one."""

_BEFORE_PLACE = 3
"""Most words from such a preposition to the place: "in the northern town of Orrin"."""

_PLACES = frozenset(noun for noun, kind in HEADS.items() if kind == "place")


def can_stand_alone(question: Question, sentence: str, span: tuple[int, int]) -> bool:
    """Say whether words of a sentence can be the short answer to a question.

    Args:
        question: An English question.
        sentence: The sentence that answers it.
        span: [start, end) of the words in it, in code points.

    Returns:
        False where the words are only the question's own, stand in a dateline, are of another kind than what
        is asked for, or where the sentence gives other years than the question.
    """
    dateline, fits = dateline_of(sentence), _FITS.get(question.answer_type)
    return (
        not (dateline and dateline.is_certain and span[0] < dateline.end)
        and not content_stems(sentence[slice(*span)]) <= content_stems(question.text)
        and not names_other_year(question, sentence)
        and (fits is None or fits(sentence, *span))
    )


def _is_number(sentence: str, start: int, end: int) -> bool:
    return holds_number(sentence[start:end])


def _is_time(sentence: str, start: int, end: int) -> bool:
    words = sentence[start:end]
    return holds_time(words) or bool(_WHEN.search(words))


def _is_somebody(sentence: str, start: int, end: int) -> bool:
    """Say whether words name people ("Amara Deliz", "the operator"), and to the end of the name."""
    named = _names(sentence, start, end) or _DETERMINED.match(sentence, start, end)
    return bool(named) and not _NAME_GOES_ON.match(sentence, end)


def _is_place(sentence: str, start: int, end: int) -> bool:
    """Say whether words behind, or opened by, a preposition of place name a place."""
    words = sentence[start:end].lower().split()
    placed = not _LOCATIVE.isdisjoint([*sentence[:start].lower().split()[-_BEFORE_PLACE:], *words[:1]])
    named = any(not NATIONAL.fullmatch(name) for name in _names(sentence, start, end))
    return placed and (named or not _PLACES.isdisjoint(words))


def _names(sentence: str, start: int, end: int) -> list[str]:
    """Return the capitalised words of a slice, but for a common word that opens the sentence."""
    found = _CAPITALISED.finditer(sentence, start, end)
    return [m[0] for m in found if m.start() or m[0].lower() not in FUNCTION_WORDS]


_FITS: dict[AnswerType, Callable[[str, int, int], bool]] = {
    "number": _is_number,
    "amount": _is_number,
    "time": _is_time,
    "person": _is_somebody,
    "place": _is_place,
}
"""By the kind that is asked for, what the words must be; of other kinds nothing can be told by the words."""

"""What kind of thing would answer a question.

Belongs here: judging by the question word and the noun after it. Does not belong here: whether a sentence has
such a thing (`rag.qa.features`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from rag.question.clause import after_question_word
from rag.text.lexicon import AUXILIARIES, BE, DO, PREPOSITIONS, is_plural, key_of, verb_place, word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CAUSING", "HEADS", "AnswerType", "answer_type_of", "asks_for_name"]

AnswerType = Literal[
    "person", "time", "place", "number", "amount", "reason", "list", "yes_no", "manner", "definition", "other"
]
"""``number``: a count, an age, a rate; ``amount``: measured or paid; ``definition``: what or who X is."""
HEADS: dict[str, AnswerType] = {
    **dict.fromkeys(
        word_set(
            "man woman person boy girl president minister chief leader official author founder inventor "
            "owner director manager captain mayor general king queen actor singer player winner politician "
            "scientist journalist reporter candidate artist painter writer commander spokesman spokeswoman "
            "judge lawyer chairman doctor farmer businessman actress diplomat astronaut head premier "
            "senator governor"
        ),
        "person",
    ),
    **dict.fromkeys(
        word_set("date year day month time century decade hour season week weekday deadline birthday era"),
        "time",
    ),
    **dict.fromkeys(
        word_set(
            "country city town place capital location region state province village island river continent "
            "district address birthplace street nation port harbour harbor planet county venue site area "
            "building hospital"
        ),
        "place",
    ),
    **dict.fromkeys(
        word_set(
            "population number percentage percent share proportion rate toll age count score portion tally"
        ),
        "number",
    ),
    **dict.fromkeys(
        word_set(
            "cost price sum amount height length width weight distance size speed budget salary depth fine "
            "revenue temperature duration mass value sales profit debt fee turnover income wage diameter "
            "altitude volume"
        ),
        "amount",
    ),
}


def answer_type_of(clause: Sequence[str]) -> AnswerType:
    """Say what kind of thing would answer a question.

    Args:
        clause: The words of what is asked in an English question, or keywords.

    Returns:
        The kind; ``other`` where the wording does not say.
    """
    keys = [key_of(word) for word in clause]
    if not keys:
        return "other"
    if keys[0] in AUXILIARIES or re.fullmatch(r"\w+n't", keys[0]):
        return "yes_no"
    if keys[0] in {"name", "list"} and keys[1:2] != ["of"]:
        return "list"
    word, rest = after_question_word(keys)
    simple: dict[str, AnswerType] = {"when": "time", "where": "place", "why": "reason", "whose": "person"}
    if word in simple:
        return simple[word]
    if word == "how":
        return _type_of_how(rest)
    if word in {"who", "whom"}:
        return _type_of_who(clause)
    return _type_of_what(rest) if word else _type_of_noun(keys)


def _type_of_how(rest: list[str]) -> AnswerType:
    first = rest[0] if rest else ""
    if first in {"many", "old", "often", "likely"}:
        return "number"
    if first == "come":
        return "reason"
    measured = "much long far tall high deep big large wide fast heavy hot cold strong rich expensive"
    return "amount" if first in measured.split() else "manner"


def _type_of_who(words: Sequence[str]) -> AnswerType:
    keys = [key_of(word) for word in words]
    place = next(i for i, key in enumerate(keys) if key in {"who", "whom"})
    verb, after = keys[place + 1 : place + 2], words[place + 2 :]
    if verb in (["are"], ["were"]):
        return "list"
    if verb in (["is"], ["was"]) and after and all(word[0].isupper() for word in after):
        return "definition"
    return "person"


def _type_of_what(rest: list[str]) -> AnswerType:
    if not rest:
        return "other"
    if rest[0] in CAUSING or {"reason", "reasons", "cause", "causes"} & set(rest[:4]):
        return "reason"
    if rest[0] in {"are", "were"} and rest[2:] and rest[1] in {"the", "some", "their", "its", "his", "her"}:
        return "list"
    if rest[0] in BE:
        kind = _type_of_noun(rest[1:])
        if any(word.endswith("ing") for word in rest):
            return kind
        return "definition" if kind == "other" and not rest[5:] and "of" not in rest else kind
    if rest[0] in DO and rest[-1:] in (["mean"], ["for"]):
        return "definition"
    return "list" if _plural_phrase(rest) else "other" if rest[0] in AUXILIARIES else _type_of_noun(rest)


def _type_of_noun(words: list[str]) -> AnswerType:
    """Judge by the noun of the phrase that words open with: "launch year of …"."""
    if words[:1] in (["define"], ["definition"], ["meaning"]):
        return "definition"
    for word in words[:6]:
        if word in HEADS:
            return HEADS[word]
        if word in AUXILIARIES or word in PREPOSITIONS:
            break
    return "reason" if words[:1] == ["reason"] else "other"


def _plural_phrase(words: list[str]) -> bool:
    """Say whether a question's noun phrase, right after "which", names several."""
    end = verb_place(words)
    return bool(words[:end]) and is_plural(words[:end][-1]) and words[0] not in HEADS


def asks_for_name(clause: Sequence[str]) -> bool:
    """Say whether a question asks who, or for the name of something."""
    keys = [key_of(word) for word in clause]
    return "name of" in " ".join(keys[:5]) or after_question_word(keys)[0] in {"who", "whom", "whose"}


CAUSING = word_set(
    "made makes caused causes led leads prompted prompts drove drives prevented prevents keeps kept"
)

"""What a question takes for granted, turned into a statement.

Belongs here: turning the order of a question into that of a statement. Does not belong here: whether the
statement is true (`rag.verification.verifier`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.question.answer_type import CAUSING, HEADS
from rag.text.lexicon import (
    ADJECTIVES,
    AUXILIARIES,
    BE,
    DETERMINERS,
    DO,
    HAVE,
    MODALS,
    NOUNS_TOO,
    PAST_FORMS,
    PREPOSITIONS,
    SUBORDINATORS,
    VERBS,
    base_of_third,
    is_plural,
    is_state,
    is_verb,
    key_of,
    past_of,
    third_person_of,
    verb_place,
    word_set,
)
from rag.text.number_words import cardinals

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["presupposition_of"]

_CONTRACTED = {"won't": "will", "can't": "can", "shan't": "shall", "cannot": "can"}


def presupposition_of(clause: Sequence[str]) -> str | None:
    """Return what a question takes for granted.

    Args:
        clause: The words of what is asked in an English question.

    Returns:
        A statement ("Turkey left NATO." for "Why did Turkey leave NATO?"), with "somebody", "something" or
        "some …" for what is asked; None where nothing is taken for granted or the wording is not understood.
    """
    words = list(clause)
    led = bool(words) and key_of(words[0]) in PREPOSITIONS
    word, rest = (key_of(words[led]), words[led + 1 :]) if len(words) > led + 1 else ("", [])
    said: list[str] | None = None
    if not rest[1:]:
        said = [_ONE[word], *rest] if word in _ONE and rest and _is_predicate(rest) else None
    elif word in {"why", "when", "where"}:
        said = _turned(rest, ["somewhere"] if word == "where" else [], adjunct=True)
    elif word == "how":
        said = _of_how(rest)
    elif word in {"who", "whom"}:
        said = _of_who(rest, led)
    elif word in {"what", "which"}:
        said = _of_what(rest, led)
    text = " ".join(said or []).strip(" ,;:?.!")
    return f"{text[0].upper()}{text[1:]}." if text else None


_ONE = {"who": "somebody", "what": "something"}


def _of_how(rest: list[str]) -> list[str] | None:
    first = key_of(rest[0])
    if first == "come":
        return rest[1:]
    if first in {"many", "much"}:
        return _of_how_many(rest[1:], plural=first == "many")
    if first in AUXILIARIES or first.endswith("n't"):
        return _turned(rest, [], adjunct=True)
    return _turned(rest[1:], [], adjunct=True) if key_of(rest[1]) in DO | HAVE | MODALS else None


def _of_how_many(rest: list[str], *, plural: bool) -> list[str] | None:
    end = verb_place([key_of(w) for w in rest])
    noun, after = rest[:end], rest[end:]
    if not after or (plural and not noun):
        return None
    if key_of(after[0]) in BE and key_of(" ".join(after[1:2])) == "there":
        return ["there", after[0], *([] if plural else ["some"]), *noun, *after[2:]]
    if noun and _is_predicate(after):
        return [*([] if plural else ["some"]), *noun, *after]
    if [key_of(w) for w in noun] == ["times"]:
        return _turned(after, [], adjunct=True)
    return _turned(after, ["some", *noun] if noun else ["something"], adjunct=False)


def _of_who(rest: list[str], led: bool) -> list[str] | None:
    first = key_of(rest[0])
    if first in BE and not _is_predicate(rest):
        if first in {"is", "was"} and key_of(rest[1]) in {"the", "a", "an"} | PREPOSITIONS and rest[3:]:
            return ["somebody", *rest]
        return _turned(rest, ["somebody"], adjunct=False, strict=True)
    if _is_predicate(rest):
        return ["some", "people", *rest] if first in {"are", "were", "have"} else ["somebody", *rest]
    return _turned(rest, [] if led else ["somebody"], adjunct=led)


def _of_what(rest: list[str], led: bool) -> list[str] | None:
    keys = [key_of(w) for w in rest]
    if keys[0] in AUXILIARIES:
        if _is_predicate(rest):
            return ["something", *rest]
        return _turned(rest, ["something"], adjunct=False, strict=keys[0] in BE)
    verbal = base_of_third(keys[0]) in VERBS and keys[1] in PREPOSITIONS
    end = 0 if verbal or keys[0] in CAUSING else verb_place(keys)
    noun, after = rest[:end], rest[end:]
    if not noun or not after:
        return ["something", *rest] if after and _is_predicate(rest) else None
    head = keys[keys.index("of") - 1 if "of" in keys[1:end] else end - 1]
    several = is_plural(head)
    article = [] if keys[0].isdigit() or keys[0] in _NUMBERS else ["some"] if several else [_article(keys[0])]
    if _is_predicate(after):
        return [*article, *noun, *after] if not led else None
    adjunct = led or HEADS.get(head) in {"time", "place"} or head in {"way", "reason", "purpose"}
    strict = keys[end] in BE and not adjunct
    return _turned(after, [*article, *noun], adjunct=adjunct, strict=strict)


_ADVERB = re.compile(r"\w{3,}ly|often|still|also|now|never|always|usually|most|sometimes|already")
_NUMBERS = cardinals(2, 12)


def _article(word: str) -> str:
    return "an" if word[:1] in "aeiou" and not word.startswith(("uni", "eu", "one", "use")) else "a"


def _is_predicate(words: list[str]) -> bool:
    """Say whether words open with a verb whose subject stands before: "was killed in", "won the"."""
    keys = [*(key for key in map(key_of, words[:4]) if not _ADVERB.fullmatch(key)), "", ""]
    if keys[0] in BE | HAVE:
        return is_state(keys[1]) or keys[1] == "not" or (keys[1] in PREPOSITIONS and keys[0] in BE)
    if keys[0] in MODALS:
        return keys[1] in VERBS | {"be", "not"}
    if keys[0] in DO or keys[0].endswith("n't"):
        return False
    return keys[0] in PAST_FORMS | VERBS or keys[0].endswith("ed") or base_of_third(keys[0]) in VERBS


def _turned(words: list[str], thing: list[str], *, adjunct: bool, strict: bool = False) -> list[str] | None:
    """Turn "did Turkey leave NATO" into a statement, with ``thing`` put in where an object is asked for."""
    if not words:
        return None
    auxiliary, rest = key_of(words[0]), words[1:]
    negated = auxiliary.endswith("n't") or auxiliary == "cannot"
    auxiliary = _CONTRACTED.get(auxiliary, auxiliary.removesuffix("n't"))
    if auxiliary not in AUXILIARIES:
        return None
    split = None if rest and _ADVERB.fullmatch(key_of(rest[0])) else _split(auxiliary, rest, strict=strict)
    if split is None:
        return None
    subject, predicate = rest[:split], rest[split:]
    if key_of(subject[-1]) == "not":
        negated, subject = True, subject[:-1]
    elif key_of(predicate[0]) == "not":
        negated, predicate = True, predicate[1:]
    if not subject or not predicate or (negated and thing and not adjunct):
        return None
    if auxiliary in DO and not negated:
        leading = _leading_adverbs(predicate)
        subject, predicate = [*subject, *predicate[:leading]], predicate[leading:]
    said = _conjugated(auxiliary, predicate, negated=negated)
    if adjunct:
        return [*subject, *said, *(thing if key_of(said[-1]) in _STRANDED else [])]
    return [*subject, *_with(said, thing, len(said) - len(predicate) + 1)]


def _leading_adverbs(predicate: list[str]) -> int:
    """Return how many adverbs stand before the verb of a predicate; "comply" is a verb, not an adverb."""
    keys = [key_of(word) for word in predicate]
    adverbs = [bool(_ADVERB.fullmatch(key)) and not (key.endswith("ly") and is_verb(key)) for key in keys]
    return 0 if all(adverbs) else adverbs.index(False)


_STRANDED = word_set("from to at for with about of against into")


def _conjugated(auxiliary: str, predicate: list[str], *, negated: bool) -> list[str]:
    if negated:
        return ["cannot" if auxiliary == "can" else f"{auxiliary} not", *predicate]
    verb, rest = predicate[0].rstrip(",;:"), predicate[1:]
    if auxiliary == "did":
        return [past_of(verb), *rest]
    if auxiliary == "does":
        return [third_person_of(verb), *rest]
    return predicate if auxiliary == "do" else [auxiliary, *predicate]


def _with(said: list[str], thing: list[str], place: int) -> list[str]:
    """Put the thing asked for behind the verb, or last where the verb has an object already."""
    following = [*map(key_of, said[place : place + 2]), "of", "of"]
    if following[0] == "to" and following[1] in VERBS:
        place += 2
    elif following[0] in _STRANDED and following[1] in PREPOSITIONS:
        place += 1
    follows = key_of(said[place]) if place < len(said) else "of"
    return (
        [*said[:place], *thing, *said[place:]] if follows in PREPOSITIONS | SUBORDINATORS else [*said, *thing]
    )


def _split(auxiliary: str, rest: list[str], *, strict: bool) -> int | None:
    """Return where the subject ends and the predicate begins; None where that is unclear."""
    keys = [key_of(w) for w in rest]
    if keys[:1] and keys[0] in {"he", "she", "it", "they", "we", "you", "i", "there"} and len(keys) > 1:
        return 1
    stop = next((i for i, key in enumerate(keys) if i and key in SUBORDINATORS), len(keys))
    barred = DETERMINERS | {"and", "or", "to", "most", "more"}
    free = [i for i in range(1, stop) if keys[i - 1] not in barred and rest[i][0].islower()]
    if auxiliary in DO | MODALS:
        verbs = [i for i in free if keys[i] in VERBS or (auxiliary in MODALS and keys[i] == "be")]
        clear = [i for i in verbs if keys[i] not in NOUNS_TOO]
        if clear:
            return clear[0]
        chosen = next((i for i in verbs if i + 1 not in verbs), None)
    else:
        fits = [i for i in free if is_state(keys[i]) and (auxiliary in BE or keys[i] not in ADJECTIVES)]
        if strict:
            fits = [i for i in fits if keys[i].endswith("ing")]
        ends = [
            i for i in fits if i + 1 == len(keys) or keys[i + 1] in DETERMINERS | SUBORDINATORS | {"to", "by"}
        ]
        chosen = next(iter(ends or fits), None)
    if chosen is not None or strict:
        return chosen
    named = next(
        (i for i, w in enumerate(rest) if not w[0].isupper() and keys[i] not in {"and", "of", "the"}), 0
    )
    if 0 < named < stop and rest[0][0].isupper() and not is_plural(keys[named]):
        return named
    if auxiliary in BE:
        return next((i for i in range(2, stop) if keys[i] in PREPOSITIONS - {"of"}), None)
    return None

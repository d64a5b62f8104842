"""Made examples: one thing in a question or sentence changed, so that it no longer holds.

A question with another name or number takes something for granted that its text does not say; a claim
with another name, number or an opposite is not borne by the sentence it was made from.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from examples import Asked, Claimed

from rag.text.lexicon import IRREGULAR, NOUNS_TOO, REGULAR, past_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_WORD = re.compile(r"[a-z']+")
_CLAUSE = re.compile(r", (?:and|but|which|who|while) |; ")
_OPPOSITES = (
    "increase decrease|rise fall|rose fell|win lose|won lost|accept reject|accepted rejected|before after|"
    "more fewer|join leave|joined left|support oppose|supported opposed|buy sell|bought sold|open close|"
    "opened closed|first last|north south|northern southern|east west|eastern western|ally enemy|begin end|"
    "began ended|allow ban|allowed banned|high low|higher lower|highest lowest|largest smallest|"
    "greater smaller|early late|earlier later|old new|older younger|positive negative|success failure|"
    "always never|all some|most few|include exclude|included excluded|strong weak|stronger weaker|good bad|"
    "better worse|best worst|public private|legal illegal|possible impossible|agree disagree|gain loss|"
    "husband wife|son daughter|father mother|brother sister|above below|internal external|major minor|"
    "likely unlikely|able unable|maximum minimum|inside outside|fast slow|hot cold|rich poor|many few|"
    "with without|can cannot|is isn't|was wasn't|are aren't|were weren't|did didn't|will won't"
)
OPPOSITES = {
    first: second
    for pair in _OPPOSITES.split("|")
    for first, second in (pair.split(), reversed(pair.split()))
}
_BASES = sorted(REGULAR - NOUNS_TOO)
_SURE = (REGULAR | IRREGULAR.keys()) - NOUNS_TOO - {"have", "do"}
_PASTS = {past for past, _ in IRREGULAR.values()} - IRREGULAR.keys() - {"had", "did", "left", "lay", "found"}
_REGULAR_PASTS = frozenset(map(past_of, REGULAR))
_DID = frozenset("did does do will would can could".split())
_NEAR = 7
"""Words before a verb among which its auxiliary stands."""
_SHORTEST, _LONGEST = 40, 400
_TRIES = 5


def names_in(sentences: Sequence[str]) -> list[str]:
    """Return the names in sentences, in ascending order."""
    return sorted({name for sentence in sentences for name in _NAME.findall(sentence)})


def numbers_in(sentences: Sequence[str]) -> list[str]:
    """Return the numbers in sentences, in ascending order."""
    return sorted({number for sentence in sentences for number in _NUMBER.findall(sentence)})


def spoil_question(
    one: Asked, names: Sequence[str], others: Sequence[str], numbers: Sequence[str], rng: random.Random
) -> str | None:
    """Return the question with another name, number or verb in it, or its two names in each other's role.

    Args:
        one: An answerable question.
        names: Names in the same text, taken more often.
        others: Names in other texts.
        numbers: Numbers in any text.
        rng: What chooses.

    Returns:
        The question that its text no longer answers; None where it has nothing to change.
    """
    named = list(_NAME.finditer(one.question))
    verbs = [m for m in _WORD.finditer(one.question) if _form_of(one.question, m)]
    found = [("name", m) for m in named]
    found += [("number", m) for m in _NUMBER.finditer(one.question)]
    found += [("verb", m) for m in verbs]
    if not found:
        return None
    if (
        len(named) == 2
        and any(named[0].end() < v.start() < named[1].start() for v in verbs)
        and rng.random() < 0.5
    ):
        return _roles_swapped(one.question, *named)
    kind, match = rng.choice(found)
    if kind == "verb" and (form := _form_of(one.question, match)):
        new = form(rng.choice(_BASES))
        return one.question[: match.start()] + new + one.question[match.end() :]
    answer = one.sentences[one.right.index(True)]
    for _ in range(_TRIES):
        if kind == "number":
            new = rng.choice(numbers)
        else:
            new = rng.choice(names if names and rng.random() < 0.6 else others)
        if new not in answer and match.group() not in new and new not in match.group():
            return one.question[: match.start()] + new + one.question[match.end() :]
    return None


def _form_of(question: str, match: re.Match[str]) -> Callable[[str], str] | None:
    """Return what makes the form that a verb of a question has; None where a word is no verb for sure."""
    word, before = match.group(), question[: match.start()].lower().split()
    if word in _SURE and set(before[-_NEAR:]) & _DID:
        return str
    return past_of if word in _PASTS or (word.endswith("ed") and word in _REGULAR_PASTS) else None


def _roles_swapped(question: str, first: re.Match[str], second: re.Match[str]) -> str:
    """Return a question with its two names in each other's place."""
    between = question[first.end() : second.start()]
    return question[: first.start()] + second.group() + between + first.group() + question[second.end() :]


def spoil_claim(text: str, names: Sequence[str], rng: random.Random) -> str | None:
    """Return a sentence with one name, number or word turned into another; None where there is none.

    Args:
        text: A sentence.
        names: Names to choose from.
        rng: What chooses.

    Returns:
        The sentence, no longer true to its source.
    """
    found = [("name", m) for m in _NAME.finditer(text)]
    found += [("number", m) for m in _NUMBER.finditer(text)] * 2
    found += [("word", m) for m in _WORD.finditer(text) if m.group() in OPPOSITES] * 2
    if not found:
        return None
    kind, match = rng.choice(found)
    if kind == "word":
        new = OPPOSITES[match.group()]
    elif kind == "number":
        digits = list(match.group())
        place = rng.choice([i for i, digit in enumerate(digits) if digit.isdigit()])
        digits[place] = rng.choice([d for d in "123456789" if d != digits[place]])
        new = "".join(digits)
    else:
        free = [name for name in names if name not in text and name not in match.group()]
        if not free:
            return None
        new = rng.choice(free)
    return text[: match.start()] + new + text[match.end() :]


def made_claims(asked: Sequence[Asked], rng: random.Random, *, sentences: int, answers: int) -> list[Claimed]:
    """Make claims from texts: their own sentences, whole, cut or spoilt; and questions with an answer.

    Args:
        asked: Questions over texts.
        rng: What chooses.
        sentences: How many sentences are tried.
        answers: How many questions are tried.

    Returns:
        Claims with their texts.
    """
    texts = sorted({one.sentences for one in asked if one.source != "trec"})
    everywhere = names_in([s for text in texts for s in text])
    found = [_from_sentence(rng.choice(texts), everywhere, rng) for _ in range(sentences)]
    spanned = [one for one in asked if one.span]
    found += [_from_answer(rng.choice(spanned), rng) for _ in range(answers)]
    return [one for one in found if one]


def _from_sentence(text: tuple[str, ...], everywhere: Sequence[str], rng: random.Random) -> Claimed | None:
    place = rng.randrange(len(text))
    if not _SHORTEST < len(text[place]) < _LONGEST:
        return None
    first = _CLAUSE.split(text[place])[0].rstrip(".") + "."
    claim = first if len(first) > _SHORTEST and rng.random() < 0.5 else text[place]
    chance = rng.random()
    if chance < 0.45:
        return Claimed(source="made", claim=claim, sentences=text, borne=True)
    if chance < 0.92:
        own = names_in(text)
        near = len(own) > 2 and rng.random() < 0.6
        spoilt = spoil_claim(claim, own if near else rng.sample(everywhere, 8), rng)
        return Claimed(source="made", claim=spoilt, sentences=text, borne=False) if spoilt else None
    rest = text[:place] + text[place + 1 :]
    return Claimed(source="made", claim=claim, sentences=rest, borne=False) if rest else None


def _from_answer(one: Asked, rng: random.Random) -> Claimed | None:
    """Return question and answer as a claim, the answer right or another of its kind from the same text."""
    place, start, end = one.span or (0, 0, 0)
    answer = one.sentences[place][start:end]
    around = one.sentences[max(0, place - rng.randrange(3)) : place + 1 + rng.randrange(3)]
    if rng.random() < 0.5:
        return Claimed(source="answer", claim=f"{one.question} {answer}", sentences=around, borne=True)
    like = numbers_in(around) if any(c.isdigit() for c in answer) else names_in(around)
    free = [o for o in like if o not in answer and answer not in o and o not in one.question]
    if not free:
        return None
    claim = f"{one.question} {rng.choice(free)}"
    return Claimed(source="answer", claim=claim, sentences=around, borne=False)

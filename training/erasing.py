"""Made examples about what a text leaves unsaid: answers taken out, and reasons.

An answer that stands in a phrase of its own ("in 1999", "because of the drought", ", a tailor,") can be taken
out of its sentence, and a number can become "many": what is left mentions everything the question does. So
that a missing phrase tells nothing by itself, phrases that answer other questions are taken out as well. Questions why
are made of sentences that say a reason, and read beside what these say without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.text.lexicon import IRREGULAR, VERBS, base_of_third, past_of

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

    from examples import Asked

_LED = re.compile(
    r"(?:(?<=\s)|^)(?:in|on|at|by|for|since|from|with|during|after|before|because of|due to|owing to|because|as"
    r"|about|near|around|until|between|to) (?:the |an? )?$",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?:about |around |some |over |more than |nearly |at least )?[\d.,]+(?: (?:million|billion|thousand))?"
)
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) $"
)
_FEWEST_LEFT = 25


@dataclass(frozen=True, slots=True)
class Cut:
    """What is taken out of a sentence, [start, end), what stands there instead, and the answer it held."""

    start: int
    end: int
    instead: str
    answer: tuple[int, int]


def cut_of(sentence: str, span: tuple[int, int]) -> Cut | None:
    """Return how an answer can be taken out of a sentence so that the rest is still one; None where it cannot."""
    start, end = span
    before, after = sentence[:start], sentence[end:]
    if before.endswith(("$", "£", "€")):
        return None
    counted = _COUNT.fullmatch(sentence[start:end])
    if (
        counted
        and re.match(r" [a-z]", after)
        and before
        and not _LED.search(before)
        and not _MONTH.search(before)
    ):
        return Cut(start, end, "many", span)
    led = _LED.search(before)
    if led and led.start() == 0 and after.startswith(", ") and len(after) > _FEWEST_LEFT:
        return Cut(0, end + 3, after[2:3].upper(), span)
    if led and led.start() > _FEWEST_LEFT and re.match(r"\s*(?:[,.;)]|$)", after):
        return Cut(len(before[: led.start()].rstrip(" ,")), end, "", span)
    if before.endswith(", ") and len(before) > _FEWEST_LEFT and re.match(r"[,.]", after):
        return Cut(start - 2, end + after.startswith(","), "", span)
    return None


def cuts_of(asked: Iterable[Asked]) -> dict[str, list[Cut]]:
    """Return, for each sentence, what can be taken out of it."""
    found: dict[str, set[Cut]] = {}
    for one in asked:
        if one.span:
            sentence = one.sentences[one.span[0]]
            cut = cut_of(sentence, one.span[1:])
            if cut:
                found.setdefault(sentence, set()).add(cut)
    return {s: sorted(cuts, key=lambda c: (c.start, c.end)) for s, cuts in found.items()}


def erase(one: Asked, cuts: Sequence[Cut], rng: random.Random) -> Asked | None:
    """Return a question whose sentence has lost its answer, or as often that of another question.

    Args:
        one: An answerable question with its span.
        cuts: What can be taken out of the sentence that answers.
        rng: What chooses.

    Returns:
        The question with the changed text; None where nothing fits.
    """
    place, start, end = one.span or (0, 0, 0)
    own = [c for c in cuts if c.start <= start and end <= c.end]
    other = [c for c in cuts if c.end <= start or end <= c.start]
    if sum(one.right) > 1:
        own = []
    pool = own if own and (not other or rng.random() < 0.6) else other
    if not pool:
        return None
    cut = rng.choice(pool)
    sentence = one.sentences[place]
    text = sentence[: cut.start] + cut.instead + sentence[cut.end :]
    sentences = (*one.sentences[:place], text, *one.sentences[place + 1 :])
    if pool is own:
        return replace(one, sentences=sentences, right=(False,) * len(one.right), span=None, erased=place)
    shift = len(text) - len(sentence) if cut.end <= start else 0
    return replace(one, sentences=sentences, span=(place, start + shift, end + shift))


# Why

_REASON = re.compile(
    r"^(?P<main>[^;:\"“”]{25,}?),? (?P<link>because(?: of)?|due to|owing to|in order to|so that|in an effort to"
    r"|in a bid to|to (?:avoid|prevent|ensure|protect|help|improve|reduce|increase|keep|make))"
    r" (?P<reason>[^;]{10,})\.$"
)
_AUXILIARIES = frozenset("is are was were has have had will would can could may might must should".split())
_BASES = {past_of(verb): verb for verb in VERBS} | {past: base for base, (past, _) in IRREGULAR.items()}
_LOWERED = frozenset(
    "the a an this that these those he she it they we his her its their in on at by for some many most".split()
)
_OPENS_CLAUSE = frozenset(
    "if as so when while before after although since whoever what one to by because and but".split()
)
_LONGEST_REASONED = 260
_BREAK = frozenset("in on at by for since from with during after before as about to of and".split())


@dataclass(frozen=True, slots=True)
class Why:
    """A why-question, the sentence with the reason, what it says without it, and its neighbours."""

    question: str
    sentence: str
    bare: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def whys(texts: Iterable[tuple[str, ...]]) -> list[Why]:
    """Make why-questions from sentences that say a reason."""
    found = {}
    for text in texts:
        for place, sentence in enumerate(text):
            match = _REASON.match(sentence) if len(sentence) < _LONGEST_REASONED else None
            asked = match and _why(match["main"].split())
            if asked:
                found[sentence] = Why(
                    asked,
                    sentence,
                    f"{match['main']}.",
                    text[max(0, place - 2) : place],
                    text[place + 1 : place + 3],
                )
    return [found[key] for key in sorted(found)]


def _why(words: list[str]) -> str | None:
    """Turn a statement into a why-question by its first auxiliary or known verb; None where there is none."""
    for place, word in enumerate(words[:12]):
        if place == 0:
            continue
        subject, rest = words[:place], words[place + 1 :]
        if word in _AUXILIARIES:
            return _asked(word, subject, rest)
        if word in _BASES and word not in VERBS:
            return _asked("did", subject, [_BASES[word], *rest])
        base = base_of_third(word)
        if word.endswith("s") and base in VERBS and place > 1 and word not in VERBS:
            return _asked("does", subject, [base, *rest])
    return None


def _asked(auxiliary: str, subject: list[str], rest: list[str]) -> str | None:
    if not rest or len(subject) > 7 or any("," in w for w in subject) or subject[0].lower() in _OPENS_CLAUSE:
        return None
    if subject[0].lower() in _LOWERED:
        subject = [subject[0].lower(), *subject[1:]]
    ends = [i for i, w in enumerate(rest) if i > 1 and w in _BREAK]
    kept = rest[: ends[len(ends) // 2]] if ends and len(rest) > 7 else rest
    return " ".join(["Why", auxiliary, *subject, *kept]).rstrip(" ,") + "?"

"""Find what a claim states more firmly than its sources: as a fact what they plan, expect, allege or believe.

Belongs here: the words that qualify a verb or a clause ("may", "plans to", "believes that"), and which verbs
they qualify. Does not belong here: negation (`rag.checks.polarity`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, takewhile

from rag.text.lexicon import BASE_WORDS, CLAUSE_ENDS, word_set
from rag.text.tokens import CACHED_TEXTS, Text, Token, is_content

__all__ = ["wrong_modality"]

_POSSIBLE, _PLANNED, _FACT = range(3)
"""How firmly a verb is stated, ascending."""

_QUALIFIERS = dict.fromkeys(
    word_set(
        "may might could allegedly alleged reportedly purportedly possibly perhaps potentially probably"
    ),
    _POSSIBLE,
) | dict.fromkeys(word_set("will would"), _PLANNED)
_QUALIFIERS_TO = word_set(
    "plan plans planned planning expected expects expect hope hopes hoped hoping want wants wanted intend "
    "intends intended aims aimed seeks seeking sought likely set due scheduled proposed proposes threatened "
    "threatens threatening vowed pledged promised poised urged prepared preparing considering believed "
    "thought alleged rumored rumoured"
)
_QUALIFIERS_ING = word_set("considering considered considers weighing mulling proposing threatening")
_REPORTS = word_set("said says told announced promised pledged vowed warned added predicted")
_HELD_THAT = re.compile(
    r"(?:believ|fear|claim|alleg|suspect|suppos|assum|speculat)(?:e|es|ed|s|ing)?|thinks?|thought"
)
_HELD = re.compile(r"(?:believ|alleg|suspect)(?:e|es|ed|s)?|claims")  # these need no "that"
_BEGINS_CLAUSE = word_set("the a an his her its their he she it they there")
_ACCUSES = re.compile(r"(?:accus|suspect)(?:e|es|ed|s|ing)?")
_OPEN = re.compile(
    r"\b(?:should|if|plan(?:s|ned|ning)?|propos\w*|expect\w*|possib\w*"
    r"|potential\w*|likely|alleg\w*|report\w*|accus\w*|suspect\w*|consider\w*|hop(?:e|es|ed|ing)|want\w*"
    r"|inten[dt]\w*|aim\w*|seek\w*|sought|threat\w*|vow\w*|pledg\w*|promis\w*|set to|due to|can|believ\w*"
    r"|think\w*|thought|try|tri(?:es|ed)|try\w*|apparent\w*|claim\w*|perhaps|prepar\w*|need\w*|future"
    r"|upcoming|scheduled|urg\w*|ask\w*|able|suppos\w*|fear\w*)\b",
    re.IGNORECASE,
)
_BETWEEN = word_set("to be have been has had not also still soon now once again being later")
_DONE_AFTER = word_set("was were has have had been")
_PAST = re.compile(r"ed$")
_REACH = 8


def wrong_modality(claim: Text, closest: Text, sources: Sequence[Text]) -> Iterator[str]:
    """Yield the verbs of a claim that no source states as firmly, the closest one included."""
    if 2 * len(claim.content & closest.content) < len(claim.content):
        return
    ours = _qualified_in(claim)
    vague = _OPEN.search(claim.plain) is not None
    for stem, theirs in _qualified_in(closest).items():
        said = ours.get(stem, theirs if vague else _FACT)
        if stem not in claim.stems or said <= theirs or any(_firmness(stem, s) >= said for s in sources):
            continue
        at = next(i for i, t in enumerate(claim.tokens) if t.stem == stem)
        if said < _FACT or theirs < _PLANNED or _is_done(claim.tokens, at):
            yield claim.slice(claim.tokens[at])
    if not vague:
        yield from _held_by_others(claim, closest, sources)


def _firmness(stem: str, text: Text) -> int:
    """Return how firmly a text states a stem; -1 where it does not have it."""
    return _qualified_in(text).get(stem, _FACT) if stem in text.stems else -1


def _is_done(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a verb is in the past: what has happened, not what is to happen."""
    low = tokens[at].low
    return bool(_PAST.search(low)) or low in BASE_WORDS or (at > 0 and tokens[at - 1].low in _DONE_AFTER)


def _held_by_others(claim: Text, closest: Text, sources: Sequence[Text]) -> Iterator[str]:
    """Yield the first word of a claim that states as a fact what somebody in the closest source believes."""
    shared = claim.content & closest.content
    if shared and shared <= _held_in(closest) and not any(shared <= s.content - _held_in(s) for s in sources):
        yield next(claim.slice(t) for t in claim.tokens if t.stem in shared)


@lru_cache(maxsize=CACHED_TEXTS)
def _held_in(text: Text) -> frozenset[str]:
    """Return the stems of the first clause that somebody believes, fears or claims."""
    pairs = enumerate(pairwise(text.tokens), 1)
    begin = next((at for at, (cue, after) in pairs if _holds(cue, after)), len(text.tokens))
    scope = takewhile(lambda t: t.low not in CLAUSE_ENDS, text.tokens[begin:])
    return frozenset(t.stem for t in scope if is_content(t))


def _holds(cue: Token, after: Token) -> bool:
    """Say whether two words introduce what somebody believes: "claims that", "believes the"."""
    if after.low == "that":
        return bool(_HELD_THAT.fullmatch(cue.low))
    return bool(_HELD.fullmatch(cue.low)) and (after.low in _BEGINS_CLAUSE or after.text[0].isupper())


@lru_cache(maxsize=CACHED_TEXTS)
def _qualified_in(text: Text) -> dict[str, int]:
    """Return the stem of each verb that a word qualifies, with how firmly the verb is then stated."""
    heads: dict[str, int] = {}
    for at in range(len(text.tokens)):
        firmness, begin = _leaves(text.tokens, at)
        if firmness == _FACT:
            continue
        for token in text.tokens[begin : begin + _REACH]:
            if token.low in CLAUSE_ENDS or (not is_content(token) and token.low not in _BETWEEN):
                break
            if is_content(token) and not token.low.endswith("ly"):
                heads.setdefault(token.stem, firmness)
                break
    return heads


def _leaves(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """Return how firmly the verb behind a word is stated, and the place from which to look for that verb."""
    low, lows = tokens[at].low, [t.low for t in tokens[at + 1 : at + _REACH]]
    if low in _QUALIFIERS and tokens[at].text[0].islower():
        narrated = low == "would" and _REPORTS.isdisjoint(t.low for t in tokens[:at])
        return _FACT if narrated else _QUALIFIERS[low], at + 1
    if _ACCUSES.fullmatch(low):
        of = [i for i, (one, two) in enumerate(pairwise(lows)) if one == "of" and two.endswith("ing")]
        return (_POSSIBLE, at + of[0] + 2) if of else (_FACT, at + 1)
    ing = any(word.endswith("ing") for word in lows[:2])
    if low in _QUALIFIERS_ING and ing and lows[0] not in {"the", "a", "an"}:
        return _PLANNED, at + 1
    return _PLANNED if low in _QUALIFIERS_TO and lows[:1] == ["to"] else _FACT, at + 1

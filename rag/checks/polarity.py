"""Find what a claim negates, replaces by its opposite or generalises, where its sources do not.

Belongs here: negation; opposites, by word ("rise", "fall") or by prefix ("un-"); words for all, most, only
and none. Does not belong here: numbers, dates and names; what is planned or alleged (`rag.checks.modality`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.text.lexicon import CLAUSE_ENDS, OPPOSITES, word_groups, word_set
from rag.text.tokens import CACHED_TEXTS, Text, Token, fold, is_content

__all__ = ["opposites", "wrong_polarity", "wrong_scope"]

_NOT = word_set(
    "not no never neither nor nobody none nothing nowhere cannot scarcely fail failed fails failing "
    "refuse refused refuses refusing refusal deny denied denies denying unable incapable unlikely unwilling"
)
_WEAKLY_NOT = word_set(
    "without lack lacked lacks lacking avoid avoided avoids avoiding prevent prevented impossible hardly"
)
_NOT_NEGATING = re.compile(
    r"(?:not|no) (?:only|just|least|doubt|matter|later|sooner|fewer|less|more|longer than|necessarily)"
    r"|no \d"
)
_NOT_BEFORE_TO = word_set("declined declines yet")
_HOLDING = word_set("true correct case")  # "not true that": what follows is what is negated


@lru_cache(maxsize=CACHED_TEXTS)
def _negated_in(text: Text) -> dict[str, int]:
    """Return the stem that each negation negates, with the place of the negating word in the tokens."""
    heads: dict[str, int] = {}
    for at in range(len(text.tokens)):
        if not _negates(text.tokens, at):
            continue
        for token in text.tokens[at + 1 : at + 8]:
            if token.low in CLAUSE_ENDS:
                break
            if token.low in _HOLDING:
                continue
            if is_content(token) and not token.low.endswith("ly") and token.low not in _NOT:
                heads.setdefault(token.stem, at)
                break
    return heads


def _negates(tokens: Sequence[Token], at: int) -> bool:
    low = tokens[at].low
    if low in _NOT_BEFORE_TO:
        return at + 1 < len(tokens) and tokens[at + 1].low == "to"
    if low not in _NOT and low not in _WEAKLY_NOT and not low.endswith("n't"):
        return False
    return not _NOT_NEGATING.match(" ".join(t.low for t in tokens[at : at + 4]))


def wrong_polarity(claim: Text, closest: Text, sources: Sequence[Text]) -> Iterator[str]:
    """Yield what only the claim negates, and what the closest source negates and the claim does not."""
    ours, theirs = _negated_in(claim), [_negated_in(s) for s in sources]
    for stem, cue in ours.items():
        if any(stem in negated for negated in theirs):
            continue
        weak = claim.tokens[cue].low in _WEAKLY_NOT or any(theirs)
        if weak and stem not in closest.stems:
            continue
        if any(_ANTONYMS.get(stem, frozenset()) & s.stems for s in sources):
            continue
        end = next(t.end for t in claim.tokens[cue:] if t.stem == stem)
        yield claim.text[claim.tokens[cue].start : end]
    for stem in () if ours else _negated_in(closest):
        if stem in claim.stems and not any(
            stem in s.stems and stem not in negated for s, negated in zip(sources, theirs, strict=True)
        ):
            yield claim.slice(next(t for t in claim.tokens if t.stem == stem))


def _antonyms() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for pair in OPPOSITES:
        left, right = (frozenset(fold(word)[1] for word in side) for side in pair)
        for stems, facing in ((left, right), (right, left)):
            table.update({stem: table.get(stem, frozenset()) | facing for stem in stems})
    return table


_ANTONYMS = _antonyms()
_CONVERSE = frozenset(
    fold(w)[1] for w in "buy purchase sell borrow lend import export win lose before after".split()
)
_SHORTEST_ROOT = 4  # fewest letters behind "un-" or the like
_PREFIXES = ("un", "dis", "non")
_IN_PREFIXES = ("in", "im", "il", "ir")
_ADJECTIVE = re.compile(r"(?:able|ible|ate|ive|ous|ect|ent|ant|ete|ial|al)$")


def opposites(claim: Text, closest: Text, sources: Sequence[Text]) -> Iterator[str]:
    """Yield the words of a claim for which the closest source has the opposite."""
    for token in claim.tokens:
        if any(token.stem in s.stems for s in sources):
            continue
        facing = _ANTONYMS.get(token.stem, frozenset()) & closest.stems
        if facing and token.stem in _CONVERSE and not _starts_alike(claim, token, closest, facing):
            continue
        if (facing and not _is_turned(claim, token, closest, facing)) or _is_affixed(token, closest):
            yield claim.slice(token)


def _starts_alike(claim: Text, word: Token, source: Text, facing: frozenset[str]) -> bool:
    """Say whether both have the same subject: "A sold to B" and "A bought from B", not "B bought from A"."""
    ours = {t.stem for t in claim.tokens if t.end <= word.start and is_content(t)}
    until = next(t.start for t in source.tokens if t.stem in facing)
    theirs = {t.stem for t in source.tokens if t.end <= until and is_content(t)}
    return not ours or bool(ours & theirs)


def _is_turned(claim: Text, word: Token, source: Text, facing: frozenset[str]) -> bool:
    """Say whether exactly one of two opposites is negated: "did not accept" means "rejected"."""
    return (word.stem in _negated_in(claim)) != any(stem in _negated_in(source) for stem in facing)


def _is_affixed(token: Token, source: Text) -> bool:
    """Say whether a sentence has a word with "un-" or the like added to it, or removed from it."""
    low = token.low
    if len(low) <= _SHORTEST_ROOT:
        return False
    prefixes = _PREFIXES + (_IN_PREFIXES if _ADJECTIVE.search(low) else ())
    if any(prefix + low in source.lows for prefix in prefixes):
        return True
    return any(
        low.startswith(p) and len(low) - len(p) >= _SHORTEST_ROOT and low[len(p) :] in source.lows
        for p in prefixes
    )


_SCOPES = word_groups(
    "all every each everyone everybody always entire entirely whole|only solely exclusively|most majority "
    "mostly|none"
)
_ALIKE = word_groups(
    "all every each everyone everybody always entire entirely whole any both total totally throughout"
    "|only solely exclusively just alone merely sole exclusive single except unique"
    "|most majority mostly largely mainly more over percent % largest nearly almost all"
    "|none no not nobody never neither"
)
_BEFORE_SUPERLATIVE = word_set("the its their his her s")


def wrong_scope(claim: Text, sources: Sequence[Text]) -> Iterator[str]:
    """Yield the words of a claim for all, most, only or none where no source has a word of that group."""
    for said, alike in zip(_SCOPES, _ALIKE, strict=True):
        if said.isdisjoint(claim.lows) or any(alike & s.lows for s in sources):
            continue
        for before, token in zip(("", *(t.low for t in claim.tokens)), claim.tokens, strict=False):
            superlative = token.low == "most" and before in _BEFORE_SUPERLATIVE
            if token.low in said and not superlative and before != "not":
                yield claim.slice(token)

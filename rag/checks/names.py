"""Find the names of a claim (people, places, organisations) that its sources do not have.

Belongs here: which capitalised words form one name, and when a source means the same one: another form of it,
an acronym, a part of it, a pronoun. Does not belong here: what is said about a name (`polarity`), a number or
a date in it (`quantities`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from rag.text.dates import dates_in
from rag.text.lexicon import FUNCTION_WORDS, PEOPLES, TITLES, word_set
from rag.text.number_words import CARDINALS, cardinals
from rag.text.tokens import CACHED_TEXTS, Text, Token, is_content

__all__ = ["touches_unknown_name", "wrong_names"]

_STARTERS = word_set(
    "according although among amid another around based despite during earlier following given however "
    "instead later meanwhile nearly police officials people researchers scientists experts authorities "
    "lawmakers critics residents several since there though today under unlike within"
).union(cardinals(2, 10))
_GENTILE = {word: group for group in PEOPLES for word in group}
_SPELLED_OUT = {
    **dict.fromkeys(("us", "usa", "american", "america"), ("united", "states")),
    **dict.fromkeys(("uk", "british"), ("united", "kingdom")),
}
_REFERS = word_set("he she it they his her its their him")
_AUXILIARIES = word_set("was were is are be been has have had will would ,")
_PLACED = word_set("in at from of ,")
_WITHIN_NAME = ("of", "of the", "the", "de", "du", "von", "van", "del", "and the", "to a", "for", "for the")
_PARTICLES = word_set("van von de la del der den da di du bin ibn al el los")
_WORD = re.compile(r"\w+")
_LEAD = 2  # most words before the name that a claim is about
_SHORTEST_ROOT = 4


def wrong_names(claim: Text, sources: Sequence[Text]) -> Iterator[str]:
    """Yield the names of a claim that no source has, and to which no source refers by a pronoun or a noun."""
    runs = list(_name_runs(claim, sources))
    if not runs:
        return
    lows = frozenset().union(*(s.lows for s in sources))
    predicate = _predicate_of(claim, runs[0][-1])
    subject = 0 if any(_refers_back(s, predicate) for s in sources) else -1
    for run in runs:
        missing = [t for t in run if not (_occurs(t.low, lows) or t.low in TITLES)]
        if not missing:
            subject = -1
        if not missing or _is_acronym(run, claim, sources):
            continue
        leads = subject == 0 and len(_WORD.findall(claim.text, 0, run[0].start)) <= _LEAD
        if leads or (subject > 0 and claim.text[subject : run[0].start].strip() in _WITHIN_NAME):
            subject = run[-1].end if len(missing) == len(run) else -1
            if subject > 0:
                continue
        if len(missing) < len(run) and _stands_alone([t for t in run if t not in missing], sources):
            continue
        yield claim.text[missing[0].start : missing[-1].end]


def _name_runs(claim: Text, sources: Sequence[Text]) -> Iterator[list[Token]]:
    """Yield the names of a claim, each a run of adjacent capitalised words."""
    run: list[Token] = []
    dated = {place for date in dates_in(claim) for place in range(date.start, date.end)}
    written = [t for t in claim.tokens if t.text[0].isalnum()]
    for i, token in enumerate(written):
        name = token.text[0].isupper() and token.start not in dated and token.low not in FUNCTION_WORDS
        if name and not run and i == 0:
            name = _opens_with_name(written, sources)
        gap = claim.text[run[-1].end : token.start] if run else ""
        if token.text in _PARTICLES and run:
            continue
        if run and (not name or not _PARTICLES.issuperset(gap.strip(" .-").split())):
            yield run
            run = []
        if name and (run or token.low not in TITLES) and len(token.low) > 1:
            run.append(token)
    if run:
        yield run


def _opens_with_name(written: Sequence[Token], sources: Sequence[Text]) -> bool:
    """Say whether the first word of a claim is a name, not a word that is capitalised for being first."""
    first = written[0]
    if first.low in _STARTERS or first.low in CARDINALS:
        return False
    if first.low in _GENTILE or any(first.low in _capitalised(s) for s in sources):
        return True
    if first.text[1:2].isupper() or any(t.text == first.text for t in written[1:]):
        return True
    if len(written) == 1 or first.low.endswith("ly") or written[1].start > first.end + 1:
        return False
    if written[1].text[0].isupper():
        return written[1].low not in FUNCTION_WORDS
    # "Smith resigned" where a source has "Jones resigned".
    return written[1].stem not in FUNCTION_WORDS and any(
        written[1].stem in _predicates_of_names(s) for s in sources
    )


@lru_cache(maxsize=CACHED_TEXTS)
def _capitalised(source: Text) -> frozenset[str]:
    """Return the words that a sentence capitalises and does not begin with."""
    return frozenset(t.low for t in source.tokens[1:] if t.text[0].isupper())


@lru_cache(maxsize=CACHED_TEXTS)
def _predicates_of_names(source: Text) -> frozenset[str]:
    """Return the stems of the words that follow a name in a sentence."""
    return frozenset(
        two.stem
        for one, two in pairwise(source.tokens)
        if one.text[0].isupper() and one.low not in FUNCTION_WORDS
    )


def _predicate_of(text: Text, name: Token) -> str:
    """Return the stem of the word behind a name, mostly its verb; commas and auxiliaries are passed over."""
    behind = (t for t in text.tokens if t.start >= name.end and t.low not in _AUXILIARIES)
    first = next(behind, None)
    return first.stem if first is not None and is_content(first) else ""


def _occurs(low: str, lows: frozenset[str]) -> bool:
    """Say whether a word of a name, or one derived from it or the reverse, is among words."""
    if low in lows or not lows.isdisjoint(_GENTILE.get(low, ())):
        return True
    if low.endswith("s") and low[:-1] in lows:
        return True
    if low in _SPELLED_OUT and lows.issuperset(_SPELLED_OUT[low]):
        return True
    if len(low) < _SHORTEST_ROOT:
        return False
    root = low[: max(_SHORTEST_ROOT, len(low) - 2)]
    return any(
        word.startswith(root)
        or (len(word) > _SHORTEST_ROOT and low.startswith(word[: max(5, len(word) - 2)]))
        for word in lows
    )


def _is_acronym(run: Sequence[Token], claim: Text, sources: Sequence[Text]) -> bool:
    """Say whether a name is an acronym of a name of the sources, or the reverse."""
    around = [t for t in claim.tokens if t.start >= run[0].start and t.text[0].isupper()]
    initials = {"".join(t.low[0] for t in around[:n]) for n in range(2, 7)}
    if any(
        s.text[t.start] != t.low[0] and t.low in initials
        for s in sources
        for t in s.tokens
        if t.text.isupper()
    ):
        return True
    name = run[0].text.replace(".", "").rstrip("s")
    if len(run) > 1 or not name.isupper() or not name[1:]:
        return False
    letters = ("".join(t.text[0] for t in s.tokens if t.text[0].isupper()) for s in sources)
    spelled = ("".join(t.low[0] for t in s.tokens if is_content(t)) for s in sources if name[2:])
    return any(name in line for line in letters) or any(name.lower() in line for line in spelled)


def _refers_back(source: Text, predicate: str) -> bool:
    """Say whether a sentence refers to someone or something that an earlier one has named.

    It does so by a pronoun, or where it opens with "The" and a noun and has no name of its own with the
    predicate that the claim has.
    """
    placed = True  # a name behind "in" or the like, which no pronoun refers to
    for token in source.tokens:
        if token.low in _REFERS:
            return True
        name = (
            token.start
            and token.text[0].isupper()
            and not any(d.start <= token.start < d.end for d in dates_in(source))
        )
        if name and not placed:
            break
        placed = (name and placed) or token.low in _PLACED
    the, noun, after = [*(t.text for t in source.tokens[:3]), "", "", ""][:3]
    if the != "The" or not noun.islower() or after == "of":
        return False
    return not predicate or all(
        _predicate_of(source, t) != predicate for t in source.tokens[1:] if t.text[0].isupper()
    )


def _stands_alone(present: Sequence[Token], sources: Sequence[Text]) -> bool:
    """Say whether a source has the known part of a name without another name beside it."""
    lows = {t.low for t in present}
    others = lows | TITLES | FUNCTION_WORDS
    for source in sources:
        for i, token in enumerate(source.tokens):
            if token.low in lows and token.text[0].isupper():
                beside = [*source.tokens[max(0, i - 1) : i], *source.tokens[i + 1 : i + 2]]
                if not any(t.text[0].isupper() and t.low not in others for t in beside):
                    return True
    return False


def touches_unknown_name(claim: Text, start: int, end: int, sources: Sequence[Text]) -> bool:
    """Say whether a number stands beside a name that no source has; the name is then the mismatch."""
    if not claim.text[start:end].isdecimal():
        return False
    for token in claim.tokens:
        if not token.start and (token.low in _STARTERS or token.low.endswith("ly")):
            continue
        touches = claim.text[token.end : start] in {" ", "-"} or claim.text[end : token.start] == " "
        name = token.text[0].isupper() and token.low not in FUNCTION_WORDS
        if touches and name and not any(_occurs(token.low, s.lows) for s in sources):
            return True
    return False

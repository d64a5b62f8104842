"""Which sentence before it a quote cannot be understood without.

Belongs here: telling that a sentence is about, or said by, somebody or something that neither it nor the
title of its article names, and which sentence does; English, by words alone. Does not belong here: resolving
who exactly is meant, putting a name in a pronoun's place, choosing claims.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.text.lexicon import PREPOSITIONS, SUBORDINATORS, key_of, verb_place
from rag.text.terms import content_stems, stem

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["context_of"]

_SUBJECT = r"(?:he|she|it|they)\b"
_OPENING = re.compile(
    r"\W*(?:(?:but|and|so|yet|then|later|instead|however|for that reason|since then)\b,?\s+)?"
    rf"(?:(?:in|on|at|by|from|for|during|after)\b(?: [\w.]+){{1,4}},? (?={_SUBJECT}))?",
    re.IGNORECASE,
)
"""What may stand before a subject: marks, a connective, and a short phrase if a pronoun comes next."""

_POINTER = re.compile(
    rf"{_SUBJECT}|(?:his|her|its|their)\b|(?:\w+ ){{1,2}}of (?:them|these|those|its|their|his|her)\b"
    r"|(?:this|that|these|those|such)\b(?! (?:of|who|week|month|year|summer)\b)"
    r"|both\b(?! (?:\S+ ){1,2}and\b)|neither\b(?! (?:\S+ ){1,2}nor\b)|others?\b|another\b"
    r"|the (?:rest|first|second|third|last|former|latter) (?:is|was|has|had)\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"it (?:\w+ )?(?:is|was|took|takes|seems?|emerged|remains)\b.*\b(?:to|that|who|whether|how|if)\b",
    re.IGNORECASE,
)
"""An "it" that stands for nothing: "it is clear that", "it took nine hours to"."""

_SAID = r"(?:said|says|added|told|wrote|warned)\b"
_SPEAKER = re.compile(rf"[,”\"] (?:{_SUBJECT} {_SAID}|{_SAID} {_SUBJECT}(?=[.,]|$))", re.IGNORECASE)
"""A speaker who is a pronoun: “We were never told,” she said."""

_UNATTRIBUTED = re.compile(rf"[\"“](?!.*\b{_SAID})")
"""A quotation that does not say whose it is."""


def context_of(position: int, sentences: Sequence[str], title: str) -> int | None:
    """Find the sentence that a quote cannot be understood without.

    A pronoun points to the sentence before, beyond quotations that do not say whose they are; "the school" to
    the nearest earlier sentence with that noun.

    Args:
        position: The quote's place in ``sentences``.
        sentences: Consecutive sentences of one article.
        title: The article's title, which is shown beside the quote: "the wall" that it names needs no more.

    Returns:
        A place before ``position``; None where the quote needs no context.
    """
    sentence = sentences[position].replace("’", "'")
    opening = _OPENING.match(sentence)
    clause = sentence[opening.end() :] if opening else sentence
    earlier = range(position - 1, -1, -1)
    if (_POINTER.match(clause) and not _EXPLETIVE.match(clause)) or _SPEAKER.search(sentence):
        return next((p for p in earlier if not _UNATTRIBUTED.match(sentences[p])), None)
    noun = _bare_noun(clause)
    if noun and noun not in content_stems(title):
        return next((p for p in earlier if noun in content_stems(sentences[p])), None)
    return None


def _bare_noun(clause: str) -> str:
    """Return the stem of the noun of "the …" where no name, figure or complement tells which; else ""."""
    words = clause.partition(",")[0].split()
    keys = [key_of(word) for word in words]
    nouns = keys[1 : 1 + verb_place(keys[1:])]
    if not nouns or keys[0] != "the" or any(not w[0].islower() for w in words[1 : 1 + len(nouns)]):
        return ""
    return "" if set(nouns) & (PREPOSITIONS | SUBORDINATORS) else stem(nouns[-1])

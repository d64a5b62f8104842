"""What a claim states as done that its sources only plan, allege, expect or deem possible.

Belongs here: the words that qualify a verb, and which verbs they qualify. Does not belong here: negation
(`rag.checks.polarity`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.checks.tokens import IRREGULAR, REMEMBERED, Text, Token, is_content
from rag.terms import word_set

__all__ = ["wrong_modality"]

_QUALIFIERS = word_set(
    "may might could allegedly alleged reportedly purportedly possibly perhaps potentially probably"
)
_QUALIFIERS_TO = word_set(
    "plan plans planned planning expected expects expect hope hopes hoped hoping want wants wanted intend "
    "intends intended aims aimed seeks seeking sought likely set due scheduled proposed proposes threatened "
    "threatens threatening vowed pledged promised poised urged prepared preparing considering"
)
_QUALIFIERS_ING = word_set(
    "considering considered considers weighing mulling suspected accused proposing threatening"
)
_OPEN = re.compile(
    r"\b(?:may|might|could|would|will|should|if|plan(?:s|ned|ning)?|propos\w*|expect\w*|possib\w*"
    r"|potential\w*|likely|alleg\w*|report\w*|accus\w*|suspect\w*|consider\w*|hop(?:e|es|ed|ing)|want\w*"
    r"|inten[dt]\w*|aim\w*|seek\w*|sought|threat\w*|vow\w*|pledg\w*|promis\w*|set to|due to|can|believ\w*"
    r"|think\w*|thought|try|tri(?:es|ed)|try\w*|apparent\w*|claim\w*|perhaps|prepar\w*|need\w*|future"
    r"|upcoming|scheduled|urg\w*|ask\w*|able)\b",
    re.IGNORECASE,
)
_BETWEEN = word_set("to be have been has had not also still soon now once again being later")
_PAST = re.compile(r"ed$")
_STOPS_SCOPE = frozenset(",;:.!?()") | {"but", "while", "although", "because", "which", "who"}
_REACH = 8


def wrong_modality(claim: Text, closest: Text, sources: Sequence[Text]) -> Iterator[str]:
    """Give the verbs of a claim that the closest source qualifies and no source has unqualified."""
    if _OPEN.search(claim.plain) or 2 * len(claim.content & closest.content) < len(claim.content):
        return
    for stem, cue in _qualified_in(closest).items():
        if stem not in claim.stems or any(stem in s.stems and stem not in _qualified_in(s) for s in sources):
            continue
        token = next(t for t in claim.tokens if t.stem == stem)
        done = _PAST.search(token.low) or token.low in IRREGULAR
        if closest.tokens[cue].low != "will" or done:
            yield claim.slice(token)


@lru_cache(maxsize=REMEMBERED)
def _qualified_in(text: Text) -> dict[str, int]:
    """Return the stems that come first after a qualifying word, each with that word's place."""
    heads: dict[str, int] = {}
    for at in range(len(text.tokens)):
        if not _qualifies(text.tokens, at):
            continue
        for token in text.tokens[at + 1 : at + _REACH]:
            if token.low in _STOPS_SCOPE or (not is_content(token) and token.low not in _BETWEEN):
                break
            if is_content(token) and not token.low.endswith("ly"):
                heads.setdefault(token.stem, at)
                break
    return heads


def _qualifies(tokens: Sequence[Token], at: int) -> bool:
    low, after = tokens[at].low, tokens[at + 1].low if at + 1 < len(tokens) else ""
    if low in _QUALIFIERS:
        return tokens[at].text[0].islower()
    if low == "will" and tokens[at].text[0].islower():
        return True
    if low in _QUALIFIERS_ING and after not in {"the", "a", "an"}:
        following = [t.low for t in tokens[at + 1 : at + 3]]
        return any(word.endswith("ing") for word in following)
    return low in _QUALIFIERS_TO and after == "to"

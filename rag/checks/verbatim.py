"""Find the parts of a claim that the cited sentences have word for word, and that need no check.

Belongs here: whether a sentence or clause is repeated whole, without leaving out words that take it back
("he denied that …"). Does not belong here: a paraphrase (every other check).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.sentences import split
from rag.text.terms import unbroken
from rag.text.tokens import ONE_STYLE

__all__ = ["unquoted"]

_CLAUSE_BEFORE = re.compile(r"(?:^|[,;:(\"-] ?\"?|\b(?:and|but|while) )$")
_CLAUSE_AFTER = re.compile(r"(?:$|[,;:.!?)\"-])")
_TAKES_BACK = re.compile(
    r"\b(?:not|no|never|nor|neither|if|unless|den\w+|fals\w+|alleg\w+|claim\w*|reject\w*|may|might|could"
    r"|would|report\w*|according|said|says|refus\w+|fail\w*|without|doubt\w*|rumou?r\w*|supposed\w*|only"
    r"|some|untrue|wrong\w*|myth|fake|whether|unlikely|likely|perhaps|possib\w+|plan(?:s|ned|ning)?"
    r"|expect\w*|hop\w+|until)\b|n't\b",
    re.IGNORECASE,
)


def unquoted(claim: str, sentences: Sequence[str]) -> list[str]:
    """Return the sentences of a claim that the cited sentences do not have word for word."""
    quotes = [_squeeze(s) for s in sentences]
    if _squeeze(claim) in quotes:
        return []
    parts = [claim[start:end] for start, end in split(claim)]
    return [part for part in parts if not _is_quoted(_squeeze(part), quotes)]


def _squeeze(text: str) -> str:
    """Return a text without differences of white space, case, style of quotes, soft hyphens and last stop."""
    return " ".join(unbroken(text).translate(ONE_STYLE).casefold().split()).strip(" .!?\"'")


def _is_quoted(part: str, quotes: Sequence[str]) -> bool:
    """Say whether a part of a claim is a quote, or a clause of one that no word around it takes back."""
    if not part:
        return True
    for quote in quotes:
        before, found, after = quote.partition(part)
        if not found:
            continue
        if not before and not after:
            return True
        whole = _CLAUSE_BEFORE.search(before) and _CLAUSE_AFTER.match(after)
        if whole and not _TAKES_BACK.search(before) and not _TAKES_BACK.search(after):
            return True
    return False

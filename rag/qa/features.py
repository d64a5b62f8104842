"""Signals of how a sentence meets a question, apart from the trained network.

Belongs here: closeness in meaning, shared wording, and whether a sentence has the kind of thing that is
asked for; English. Does not belong here: weighing them (`rag.qa.reader`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from rag.text.terms import content_stems, rarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rag.embedding.encoder import EncodedText, Encoder
    from rag.schema import Evidence

__all__ = ["CLOSENESS", "WORDING", "closeness_of", "holds_number", "holds_time", "wording_of"]

CLOSENESS = ("cosine", "token_matches")
"""The signals of closeness in meaning, in the order of the columns of `closeness_of`."""

WORDING = (
    "terms_in_sentence",
    "terms_around",
    "name_missing",
    "number_met",
    "time_met",
    "place_met",
    "reason_met",
)
"""The signals of wording, in the order of the columns of `wording_of`."""

_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?"
    r"|millions?|billions?|half|third|quarter|twice|none|several)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:(?:1[0-9]|20)\d\d|(?:jan|febr)uary|march|april|may|june|july|august|(?:sept|nov|dec)ember"
    r"|october|(?:jan|feb|mar|apr|aug|sept?|oct|nov|dec)\.|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|yesterday|today|tomorrow|century|decade|(?:last|next|this|past|recent) (?:week|month|year|night"
    r"|spring|summer|autumn|fall|winter)|(?:days?|weeks?|months?|years?) (?:ago|later|earlier|before"
    r"|after)|since|until|\d\d?(?::\d\d)? ?[ap]\.?m)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?“\"‘]\s)(?<!^)\b[A-ZÀ-Þ][\w’'-]+")
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|of|outside|across|into|off|along|around|on)(?: the)? (?:\w+ )?[A-ZÀ-Þ]"
    r"|\b(?:north|south|east|west|border|coast|city|town|region|country|province|port)\w*\b"
)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|so that|so as|in order|in case|thanks to|given that|as a result"
    r"|result(?:s|ed) (?:of|from|in)|caus(?:e[sd]?|ing)|reasons?|therefore|aim(?:s|ed|ing)?|goals?|purpose"
    r"|seek(?:s|ing)?|sought|want(?:s|ed)?|wish(?:es|ed)?|hop(?:e[sd]?|ing)|intend(?:s|ed)?|fear(?:s|ed|ing)?"
    r"|worr(?:y|ies|ied)|concern(?:s|ed)?|amid|led to|prompt(?:s|ed|ing)?|reflect(?:s|ed|ing)?|driven"
    r"|need(?:s|ed)?|motiv\w+|blamed? (?:on|for)|allow(?:s|ed|ing)?|to (?:accelerate|avoid|prevent|ensure"
    r"|enable|help|make|keep|protect|secure|reduce|gain|save|win|focus|free|let|stop))\b",
    re.IGNORECASE,
)
_SHORTEST_ROOT = 4


_ASKS = {
    "number": re.compile(
        r"\bhow (?:many|much|long|old|far|often|large|big|high|tall|deep|wide|fast|heavy)\b"
        r"|\bwhat (?:percent\w*|proportion|share|number|fraction|amount|population|price|cost|age|size)\b",
        re.IGNORECASE,
    ),
    "time": re.compile(
        r"\bwhen\b|\b(?:what|which|in what|in which) (?:year|date|day|month|time|century|decade)\b"
        r"|\bsince when\b|\bhow (?:long ago|recently|soon)\b",
        re.IGNORECASE,
    ),
    "place": re.compile(
        r"\bwhere\b|\b(?:what|which) (?:\w+ )?(?:place|city|country|town|region|state|location|border)\b",
        re.IGNORECASE,
    ),
    "reason": re.compile(
        r"\bwhy\b|\bhow come\b|\bwhat (?:\w+ )?(?:reasons?|causes?|caused|prompted|led|made|makes)\b"
        r"|\bwhat for\b",
        re.IGNORECASE,
    ),
}
"""What tells that a question asks for a kind of thing; it may ask for several."""


def closeness_of(question: str, evidence: Sequence[Evidence], encoder: Encoder) -> NDArray[np.float64]:
    """Return how close sentences are to the question in meaning; the encoder reads each of them.

    Args:
        question: The question.
        evidence: Sentences in context, at least one.
        encoder: Tells closeness in meaning.

    Returns:
        One row a sentence, one column a signal: shape (len(evidence), len(CLOSENESS)).
    """
    (query,) = encoder.encode_tokens([question], kind="query")
    encoded = encoder.encode_tokens([e.text for e in evidence], kind="passage")
    return np.array([_closeness(query, sentence) for sentence in encoded], dtype=np.float64)


def wording_of(question: str, evidence: Sequence[Evidence]) -> NDArray[np.float64]:
    """Return which of the question's words stand in and around sentences, and the kinds of thing they hold.

    Args:
        question: The question.
        evidence: Sentences in context, at least one.

    Returns:
        One row a sentence, one column a signal: shape (len(evidence), len(WORDING)).
    """
    terms = _Terms(question, evidence)
    asked = frozenset(kind for kind, pattern in _ASKS.items() if pattern.search(question))
    rows = [[*terms.signals(i), *_kinds(asked, e)] for i, e in enumerate(evidence)]
    return np.array(rows, dtype=np.float64)


def holds_number(text: str) -> bool:
    """Say whether a text has a number, in digits or as a word."""
    return bool(_NUMBER.search(text))


def holds_time(text: str) -> bool:
    """Say whether a text has a date or tells a time: a year, a weekday, "next month", "6 p.m."."""
    return bool(_TIME.search(text))


def _closeness(query: EncodedText, sentence: EncodedText) -> tuple[float, float]:
    """Return the cosine of both texts, and the mean over the question's tokens of their best match.

    Source of the latter: Khattab & Zaharia 2020, "ColBERT", eq. 3 (late interaction), here a mean.
    """
    matches = (query.tokens @ sentence.tokens.T).max(axis=1)
    return float(query.vector @ sentence.vector), float(matches.mean())


class _Terms:
    """The question's content words and which sentences, with and without context, hold them."""

    def __init__(self, question: str, evidence: Sequence[Evidence]) -> None:
        self.question = content_stems(question)
        self.names = frozenset(s for name in _NAME.findall(question) for s in content_stems(name))
        self._inside = [content_stems(e.text) for e in evidence]
        self._around = [
            inside | content_stems(e.before) | content_stems(e.after) | content_stems(e.title)
            for inside, e in zip(self._inside, evidence, strict=True)
        ]
        self._rarity = rarity(self.question, self._inside)
        self._whole = sum(self._rarity.values()) or 1.0

    def signals(self, i: int) -> tuple[float, float, float]:
        """Return the shares of the question's wording in and around sentence `i`, and of names missing."""
        inside, around = self._inside[i], self._around[i]
        return (
            sum(v for t, v in self._rarity.items() if t in inside) / self._whole,
            sum(v for t, v in self._rarity.items() if t in around) / self._whole,
            sum(not _named(name, around) for name in self.names) / max(1, len(self.names)),
        )


def _named(name: str, words: frozenset[str]) -> bool:
    """Say whether a name or a word made from it (Russia, Russian; Turkey, Turkish) is among words.

    Such a word begins with all but the last two letters of the name, at least four of them.
    """
    beginning = name[: max(_SHORTEST_ROOT, len(name) - 2)]
    return name in words or (
        len(name) >= _SHORTEST_ROOT and any(word.startswith(beginning) for word in words)
    )


def _kinds(asked: frozenset[str], evidence: Evidence) -> list[float]:
    """Return, for each kind of answer, whether it is asked for and the sentence has it."""
    text = evidence.text
    has = {
        "number": holds_number(text),
        "time": bool(_TIME.search(text)),
        "place": bool(_PLACE.search(text)),
        "reason": bool(_REASON.search(text)),
    }
    return [float(kind in asked and met) for kind, met in has.items()]

"""Scoring how well a sentence answers a question.

Belongs here: the Reader's signals and how they are weighed. Does not belong here: finding the sentences
(`rag.retrieval`), deciding what becomes of the scores (`rag.answering`).
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import numpy as np
import snowballstemmer

from rag.terms import content_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rag.datamodel import Evidence
    from rag.encoder import Encoder, Reading

__all__ = [
    "LEVEL_WEIGHTS",
    "ORDER_WEIGHTS",
    "SIGNALS",
    "Reader",
    "SignalReader",
    "level_signals",
]


class Reader(Protocol):
    """What judges whether sentences answer a question."""

    def score(self, question: str, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        """Return one score in [0, 1] a sentence, in order: how well it answers the question."""
        ...


ORDER_WEIGHTS = {
    "cosine": 0.273,
    "token_matches": 4.960,
    "terms_in_sentence": 0.995,
    "terms_around": 1.121,
    "name_missing": -1.217,
    "number_met": 0.692,
    "time_met": 0.557,
    "name_met": 0.444,
    "place_met": 0.343,
    "reason_met": 0.600,
    "log_length": 0.035,
}
"""What puts one sentence before another, and how much it counts. Source: `training/fit_signals.py`."""

LEVEL_WEIGHTS = {"bias": -4.519, "cosine": 4.248, "token_matches": 3.478, "name_missing": -2.464}
"""What says whether the best sentence answers at all. Source: `training/fit_signals.py`."""

SIGNALS = tuple(ORDER_WEIGHTS)
"""The signals, in the order of the columns of `SignalReader.signals`."""

_ORDER = np.array(list(ORDER_WEIGHTS.values()))
_LEVEL = np.array(list(LEVEL_WEIGHTS.values()))
_COSINE, _MATCHES, _MISSING = map(SIGNALS.index, ("cosine", "token_matches", "name_missing"))

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
    "name": re.compile(
        r"\bwho(?:se|m)?\b|\b(?:what|which) (?:\w+ )?(?:person|man|woman|company|country|countries|state|"
        r"city|cities|group|team|party|organi[sz]ation|agency|president|minister|leader|name|author)\b",
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
_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


class SignalReader:
    """The default `Reader`: two small linear models over a handful of signals; English, no language model.

    One puts the sentences in order; the other says with what probability the best of them answers, and
    the rest fall below it by as much as they fall behind in order.

    The signals are the closeness in meaning of question and sentence, as wholes and token by token, how
    much of the question's wording stands in the sentence or around it, and whether the sentence has the
    kind of thing the question asks for (a number, a time, a name, a place, a reason).
    """

    def __init__(self, encoder: Encoder) -> None:
        """Use this encoder for closeness in meaning."""
        self._encoder = encoder

    def score(self, question: str, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        """Score sentences as answers to a question.

        Rare words weigh more: a word's weight is log(1 + n / (1 + d)), where d of the n sentences at hand
        hold it. Source: the smoothed idf of Manning, Raghavan & Schütze 2008, section 6.2.1.

        Args:
            question: The question.
            evidence: Sentences in context.

        Returns:
            One probability in [0, 1] a sentence, in order: shape (len(evidence),), float32.
        """
        if not evidence:
            return np.empty(0, dtype=np.float32)
        signals = self.signals(question, evidence)
        order = signals @ _ORDER
        level = level_signals(signals, int(order.argmax())) @ _LEVEL
        scores: NDArray[np.float32] = (1 / (1 + np.exp(order.max() - order - level))).astype(np.float32)
        return scores

    def signals(self, question: str, evidence: Sequence[Evidence]) -> NDArray[np.float64]:
        """Return what the score is made of: shape (len(evidence), len(SIGNALS))."""
        (query,) = self._encoder.read([question], kind="query")
        readings = self._encoder.read([e.text for e in evidence], kind="passage")
        terms = _Terms(question, evidence)
        asked = {kind: bool(pattern.search(question)) for kind, pattern in _ASKS.items()}
        rows = [
            [*_closeness(query, reading), *terms.signals(i), *_kinds(asked, terms, e), _length(e)]
            for i, (e, reading) in enumerate(zip(evidence, readings, strict=True))
        ]
        return np.array(rows, dtype=np.float64)


def level_signals(signals: NDArray[np.float64], best: int) -> NDArray[np.float64]:
    """Return what tells whether anything answers.

    Args:
        signals: All sentences' signals, shape (n, len(SIGNALS)), n at least 1.
        best: The row of the sentence that comes first in order.

    Returns:
        One, the highest cosine, the highest token matches, and the share of the question's names that
        are missing in and around the best sentence: shape (len(LEVEL_WEIGHTS),).
    """
    highest = signals.max(axis=0)
    return np.array([1.0, highest[_COSINE], highest[_MATCHES], signals[best, _MISSING]])


def _closeness(query: Reading, reading: Reading) -> tuple[float, float]:
    """Return the cosine of both texts, and the mean over the question's tokens of their best match.

    Source of the latter: Khattab & Zaharia 2020, "ColBERT", eq. 3 (late interaction), here a mean.
    """
    matches = (query.tokens @ reading.tokens.T).max(axis=1)
    return float(query.vector @ reading.vector), float(matches.mean())


class _Terms:
    """The question's content words and which sentences, with and without context, hold them."""

    def __init__(self, question: str, evidence: Sequence[Evidence]) -> None:
        self.question = frozenset(map(_stem, content_terms(question)))
        self.names = frozenset(
            stem for name in _NAME.findall(question) for stem in map(_stem, content_terms(name))
        )
        self._inside = [_stems(e.text) for e in evidence]
        self._around = [
            inside | _stems(e.before) | _stems(e.after) | _stems(e.title)
            for inside, e in zip(self._inside, evidence, strict=True)
        ]
        self._idf = {
            term: math.log(1 + len(evidence) / (1 + sum(term in s for s in self._inside)))
            for term in sorted(self.question)
        }
        self._whole = sum(self._idf.values()) or 1.0

    def signals(self, i: int) -> tuple[float, float, float]:
        """Return the shares of the question's wording in and around sentence `i`, and of names missing."""
        inside, around = self._inside[i], self._around[i]
        return (
            sum(v for t, v in self._idf.items() if t in inside) / self._whole,
            sum(v for t, v in self._idf.items() if t in around) / self._whole,
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


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(_stem, content_terms(text))) if text else frozenset()


def _kinds(asked: dict[str, bool], terms: _Terms, evidence: Evidence) -> list[float]:
    """Return, for each kind of answer, whether it is asked for and the sentence has it."""
    text = evidence.text
    has = {
        "number": bool(_NUMBER.search(text)),
        "time": bool(_TIME.search(text)),
        "name": any(_stem(n.lower()) not in terms.question for n in _NAME.findall(text)),
        "place": bool(_PLACE.search(text)),
        "reason": bool(_REASON.search(text)),
    }
    return [float(asked[kind] and has[kind]) for kind in has]


def _length(evidence: Evidence) -> float:
    """Return the log of the sentence's length in words."""
    return math.log1p(len(evidence.text.split()))

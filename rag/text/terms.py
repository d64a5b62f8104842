"""The words of a text that carry meaning, for matching a question with sentences.

Belongs here: tokenising, the list of function words, stems and how rare each is. Does not belong here:
judging or ranking with them.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import snowballstemmer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "FUNCTION_WORDS",
    "NATIONAL",
    "content_stems",
    "content_terms",
    "rarity",
    "stem",
    "unbroken",
    "word_set",
]

_WORD = re.compile(r"[^\W_]+")

FUNCTION_WORDS = frozenset(
    "a about after again against all also am an and any are as at be because been before being between "
    "both but by can could did do does doing down during each either else ever few for from further get "
    "got had has have having he her here hers him his how i if in into is it its itself just let like "
    "many may me might more most much must my no nor not now of off on once one only or other our out "
    "over own please same say says shall she should so some such tell than that the their them then "
    "there these they this those through to too under until up upon us very was we were what when where "
    "whether which while who whom whose why will with would yes you your s t d ll re ve m".split()
)
"""English function words and question words: they say how something is asked, not what about."""


NATIONAL = re.compile(
    r"(?:\w+(?:ish|ian|ese|ean|ican)|German|French|Dutch|Greek|Swiss|Czech|Thai|Turk|Iraqi|Israeli|Saudi"
    r"|Pakistani)s?"
)
"""A word for a people or of one: "Syrian", "Turks"."""


def word_set(listed: str) -> frozenset[str]:
    """Read "two three" as a set."""
    return frozenset(listed.split())


def unbroken(text: str) -> str:
    """Return a text without soft hyphens (U+00AD), which say where a word may be broken."""
    return text.replace("\u00ad", "")


def content_terms(text: str) -> list[str]:
    """Return the content words of a text, lower-cased, in order, repeats kept.

    Args:
        text: Any text.

    Returns:
        Its words but for the function words; all of its words when it has no others.
    """
    words = [word.lower() for word in _WORD.findall(unbroken(text))]
    return [word for word in words if word not in FUNCTION_WORDS] or words


_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of a lower-case word. Source: Porter 2001, "Snowball", English."""
    return str(_STEMMER.stemWord(word))


def content_stems(text: str) -> frozenset[str]:
    """Return the stems of a text's content words."""
    return frozenset(map(stem, content_terms(text)))


def rarity(stems: Iterable[str], texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return how much each stem weighs: rare ones more.

    A weight is log(1 + n / (1 + d)), where d of the n texts hold the stem. Source: the smoothed idf of
    Manning, Raghavan & Schütze 2008, section 6.2.1.

    Args:
        stems: The stems.
        texts: The stems of each text at hand.

    Returns:
        Stem → weight, in ascending order of stems.
    """
    return {s: math.log(1 + len(texts) / (1 + sum(s in text for text in texts))) for s in sorted(stems)}

"""The words of a text that carry meaning, for matching a question with sentences.

Belongs here: content words, their stems and how rare each is. Does not belong here: lists of words
(`rag.text.lexicon`), judging or ranking sentences.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import snowballstemmer

from rag.text.lexicon import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "content_stems",
    "content_terms",
    "rarity",
    "stem",
    "unbroken",
]

_WORD = re.compile(r"[^\W_]+")


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
    """Return the weight of each stem: a rare one weighs more.

    A weight is log(1 + n / (1 + d)), where d of the n texts hold the stem. Source: the smoothed idf of
    Manning, Raghavan & Schütze 2008, section 6.2.1.

    Args:
        stems: The stems.
        texts: The stems of each text at hand.

    Returns:
        Stem → weight, in ascending order of stems.
    """
    return {s: math.log(1 + len(texts) / (1 + sum(s in text for text in texts))) for s in sorted(stems)}

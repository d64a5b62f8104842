"""Cut a text into tokens: words, numbers and marks, each in the one form in which checks compare it.

Belongs here: cutting, folding (case, diacritics) and stemming. Does not belong here: what several tokens mean
together (`dates`, `numbers`), any comparison of a claim with its sources.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rag.text.lexicon import BASE_WORDS, FUNCTION_WORDS
from rag.text.terms import stem

__all__ = [
    "CACHED_TEXTS",
    "ONE_STYLE",
    "Text",
    "Token",
    "fold",
    "is_content",
    "tokenize",
]

CACHED_TEXTS = 2048
"""Most texts whose tokens are cached: a sentence is needed again for every claim that cites it."""

# One character becomes one other, so that an offset into a text stays valid.
ONE_STYLE = str.maketrans("‘’ʼ`´“”„«»–−‐‑\u00a0\u2009\u202f—", "'" * 5 + '"' * 5 + "-" * 4 + " " * 3 + ";")
_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}(?:[A-Z]\b)?|\d+(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]"
)


class Token(NamedTuple):
    """A word, a number or a mark, and its place, [start, end).

    ``low`` is the token without case and diacritics, ``stem`` the stem of its base form ("fell": "fall").
    """

    text: str
    low: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """The tokens of a sentence, of a claim or a source.

    ``plain`` is ``text`` with one style of quotation marks, dashes and spaces, and the same offsets. ``lows``
    and ``stems`` are those of all tokens, ``content`` are the stems of the words that carry meaning.
    """

    text: str
    plain: str
    tokens: tuple[Token, ...]
    lows: frozenset[str]
    stems: frozenset[str]
    content: frozenset[str]

    def slice(self, token: Token) -> str:
        """Return a token as it is written."""
        return self.text[token.start : token.end]


@lru_cache(maxsize=65536)
def fold(text: str) -> tuple[str, str]:
    """Return a token folded (case, diacritics, possessive, dots of an acronym) and its stem."""
    low = text.casefold()
    if not low.isascii():
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    if low[:1].isalpha():
        low = low.removesuffix("'s").replace(".", "")
    base = BASE_WORDS.get(low, low)
    return low, stem(base) if base.isalpha() else base


@lru_cache(maxsize=CACHED_TEXTS)
def tokenize(text: str) -> Text:
    """Cut a text into tokens; the same text gives the same object while it is cached."""
    plain = text.translate(ONE_STYLE)
    tokens = tuple(Token(m.group(), *fold(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(plain))
    return Text(
        text=text,
        plain=plain,
        tokens=tokens,
        lows=frozenset(t.low for t in tokens),
        stems=frozenset(t.stem for t in tokens),
        content=frozenset(t.stem for t in tokens if is_content(t)),
    )


def is_content(token: Token) -> bool:
    """Say whether a token is a word that carries meaning by itself."""
    return token.low[:1].isalpha() and len(token.low) > 1 and token.low not in FUNCTION_WORDS

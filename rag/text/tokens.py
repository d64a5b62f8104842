"""The words of one text, cut and folded the one way that every check reads them.

Belongs here: cutting a text into words, numbers and marks, folding and stemming each, and reading the lists
of words that the checks are written with. Does not belong here: what words mean together (`dates`,
`numbers`), any comparison of a claim with its sources.
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
    "REMEMBERED",
    "SAME",
    "Text",
    "Token",
    "forms",
    "is_content",
    "read",
]

REMEMBERED = 2048
"""Texts whose reading is kept: sentences are read again for every claim that cites them."""

# Each character becomes one other, so that places in a text stay places in the text.
SAME = str.maketrans("‘’ʼ`´“”„«»–−‐‑\u00a0\u2009\u202f—", "'" * 5 + '"' * 5 + "-" * 4 + " " * 3 + ";")
_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}(?:[A-Z]\b)?|\d+(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]"
)


class Token(NamedTuple):
    """A word, a number or a mark; `low` is folded, `stem` is of the base form."""

    text: str
    low: str
    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """One sentence, of a claim or a source. `plain` is `text` with one style of quotes, dashes and spaces."""

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
def forms(text: str) -> tuple[str, str]:
    """Return a token folded (case, diacritics, possessive, dots of an acronym) and its stem."""
    low = text.casefold()
    if not low.isascii():
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    if low[:1].isalpha():
        low = low.removesuffix("'s").replace(".", "")
    base = BASE_WORDS.get(low, low)
    return low, stem(base) if base.isalpha() else base


@lru_cache(maxsize=REMEMBERED)
def read(text: str) -> Text:
    """Read a text; the same text gives the same object while it is remembered."""
    plain = text.translate(SAME)
    tokens = tuple(Token(m.group(), *forms(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(plain))
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

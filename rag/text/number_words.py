"""Words for numbers: one, first, dozen, million, both, half, XI.

Belongs here: which word stands for which number. Does not belong here: reading the number that several words
and digits make (`rag.text.numbers`).
"""

from __future__ import annotations

__all__ = ["CARDINALS", "COUNTS", "FRACTIONS", "ORDINALS", "ROMAN", "SCALES", "cardinals"]


def _table(listed: str) -> dict[str, int]:
    """Read "two 2 three 3" as a table; "1e6" is a million."""
    pairs = listed.split()
    return {word: int(float(value)) for word, value in zip(pairs[::2], pairs[1::2], strict=True)}


CARDINALS = _table(
    "zero 0 one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 "
    "thirteen 13 fourteen 14 fifteen 15 sixteen 16 seventeen 17 eighteen 18 nineteen 19 twenty 20 thirty 30 "
    "forty 40 fifty 50 sixty 60 seventy 70 eighty 80 ninety 90"
)
ORDINALS = _table(
    "first 1 second 2 third 3 fourth 4 fifth 5 sixth 6 seventh 7 eighth 8 ninth 9 tenth 10 eleventh 11 "
    "twelfth 12 thirteenth 13 fourteenth 14 fifteenth 15 sixteenth 16 seventeenth 17 eighteenth 18 "
    "nineteenth 19 twentieth 20"
)
SCALES = _table(
    "dozen 12 hundred 100 thousand 1e3 k 1e3 million 1e6 m 1e6 mn 1e6 mln 1e6 billion 1e9 bn 1e9 b 1e9 "
    "trillion 1e12 tn 1e12"
)
COUNTS = _table(
    "both 2 pair 2 couple 2 duo 2 twin 2 twins 2 double 2 twice 2 trio 3 triple 3 single 1 sole 1 once 1"
)
"""Words that say how many there are without being numbers."""
ROMAN = _table("II 2 III 3 IV 4 VI 6 VII 7 VIII 8 IX 9 XI 11 XII 12")
FRACTIONS = _table("half 2 quarter 4 quarters 4 third 3 thirds 3")
"""Word → the number of parts that the whole is divided into."""


def cardinals(least: int, most: int) -> tuple[str, ...]:
    """Return the words for the numbers from one value to another, both included: "two", "three"."""
    return tuple(word for word, value in CARDINALS.items() if least <= value <= most)

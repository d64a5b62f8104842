"""Find the numbers of a text, in digits or words, each with its scale, unit and exactness.

Belongs here: where in a text a number stands, and its value. Does not belong here: numbers that are parts of
a date (`dates`), whether two numbers agree (`rag.checks.quantities`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from rag.text.dates import dates_in
from rag.text.lexicon import word_set
from rag.text.number_words import CARDINALS, COUNTS, FRACTIONS, ORDINALS, ROMAN, SCALES
from rag.text.tokens import CACHED_TEXTS, Text, Token
from rag.text.units import CURRENCIES, UNITS

__all__ = ["HUNDRED", "Number", "numbers_in"]


class Number(NamedTuple):
    """A number of a text and its place, [start, end).

    ``unit`` is "" for none and "th" for an ordinal. ``bound`` is "more", "less" or "about", "" where the text
    gives the number as it is. ``exact`` says whether it is written with digits.
    """

    value: Decimal
    unit: str
    bound: str
    exact: bool
    start: int
    end: int


_ATTACHED = word_set("k m b")  # a scale only where it touches the digits
_TENS, _DIGITS, HUNDRED = range(20, 100, 10), range(1, 10), 100
_HALF_NAMED = word_set("last latter").union(ORDINALS)  # "the second half of": no share
_BEFORE_HALF = word_set("by nearly almost than about")
_PARTS = word_set("thirds quarters")
_BEGINS = frozenset({"a", "an"}).union(FRACTIONS, CARDINALS, ORDINALS, COUNTS)
_LONGEST = 16  # most digits of a number that are read; longer ones would only slow exact arithmetic down
_MOST = 10**_LONGEST
_BOUNDS = {
    "more": re.compile(
        r"(?:more than|over|at least|exceed\w*|above|upwards? of|in excess of|(?:no|not) (?:fewer|less) than"
        r"|greater than|(?:top|surpass)\w*|past) $"
    ),
    "less": re.compile(
        r"(?:less than|fewer than|under|below|at most|(?:no|not) more than|maximum of|within|lower than"
        r"|(?<!it )up to|as (?:many|much) as) $"
    ),
    "about": re.compile(
        r"(?:\b(?:about|around|roughly|some|approximately|circa|close to|estimated|nearly|almost)\b ?"
        r"|~)$"
    ),
}


@lru_cache(maxsize=CACHED_TEXTS)
def numbers_in(text: Text) -> tuple[Number, ...]:
    """Find the numbers of a text that are no part of a date, in the order of the text."""
    dated = {place for date in dates_in(text) for place in range(date.start, date.end)}
    found: list[Number] = []
    at = 0
    while at < len(text.tokens):
        number, width = None, 1
        if _may_begin(text.tokens[at]) and text.tokens[at].start not in dated:
            number, width = _number(text.plain, text.tokens, at)
        if number is not None:
            found.append(number)
        at += width
    return tuple(found)


def _may_begin(token: Token) -> bool:
    return token.low in _BEGINS or token.text[0].isdecimal() or token.text in ROMAN


def _number(plain: str, tokens: Sequence[Token], at: int) -> tuple[Number | None, int]:
    """Read the number that begins at a token; return it and how many tokens it takes."""
    value, end, fraction = _value(tokens, at)
    if value is None:
        return None, 1
    start = tokens[at - (at > 0 and tokens[at - 1].low in CURRENCIES)].start
    unit, end = ("%", end) if fraction else _unit(tokens, at, end)
    head = plain[max(0, start - 24) : start]
    bound = next((name for name, pattern in _BOUNDS.items() if pattern.search(head.lower())), "")
    if plain.startswith(("+", " or more"), tokens[end - 1].end):
        bound = "more"
    digits = tokens[at].text[0].isdecimal()
    return Number(value, unit, bound, digits, start, tokens[end - 1].end), end - at


def _value(tokens: Sequence[Token], at: int) -> tuple[Decimal | None, int, bool]:
    """Return the value that begins at a token, the place of the token behind it, whether it is a share."""
    low = tokens[at].low
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    if low in {"a", "an"} and following in SCALES and following not in _ATTACHED:
        return Decimal(SCALES[following]), at + 2, False
    if low in FRACTIONS and _is_share(tokens, at):
        return Decimal(100) / FRACTIONS[low], at + 1, True
    part = at + 1 + (following == "-")
    if low in CARDINALS and part < len(tokens) and tokens[part].low in _PARTS:
        return Decimal(100) * CARDINALS[low] / FRACTIONS[tokens[part].low], part + 1, True
    if low in ORDINALS:
        return Decimal(ORDINALS[low]), at + 1, False
    if low in COUNTS or tokens[at].text in ROMAN:
        return Decimal(COUNTS.get(low) or ROMAN[tokens[at].text]), at + 1, False
    if not (tokens[at].text[0].isdecimal() or low in CARDINALS):
        return None, at + 1, False
    return _compound(tokens, at)


def _is_share(tokens: Sequence[Token], at: int) -> bool:
    before = tokens[at - 1].low if at else ""
    after = tokens[at + 1].low if at + 1 < len(tokens) else ""
    if tokens[at].low == "half":
        return (after == "of" and before not in _HALF_NAMED) or before in _BEFORE_HALF
    return after == "of" and before in {"a", "one", "-"}


def _compound(tokens: Sequence[Token], at: int) -> tuple[Decimal | None, int, bool]:
    """Add up "two hundred and twenty-five thousand", "3.5 billion"."""
    text = tokens[at].text
    total, current = Decimal(0), Decimal(CARDINALS.get(tokens[at].low, 0))
    if text[0].isdecimal():
        current = Decimal(text.replace(",", "")[:_LONGEST])
    end = at + 1
    while end < len(tokens) and current < _MOST:
        step = end
        if tokens[step].low in {"-", "and"} and step + 1 < len(tokens):
            step += 1
        low, touching = tokens[step].low, tokens[step].start == tokens[step - 1].end
        if low in ORDINALS and current in _TENS and ORDINALS[low] in _DIGITS:
            return total + current + ORDINALS[low], step + 1, False
        if low in SCALES and tokens[end].low != "and" and (touching or low not in _ATTACHED):
            scale = SCALES[low]
            total, current = (
                (total, current * scale) if scale <= HUNDRED else (total + current * scale, Decimal(0))
            )
        elif _adds_up(tokens[end].low, low, current, total):
            current += CARDINALS[low]
        else:
            break
        end = step + 1
    return total + current, end, False


def _adds_up(joint: str, low: str, current: Decimal, total: Decimal) -> bool:
    """Say whether a number word continues the number before it: "twenty" + "five", "hundred and" + "ten"."""
    if low not in CARDINALS:
        return False
    if current in _TENS:
        return joint != "and" and CARDINALS[low] in _DIGITS
    return (current >= HUNDRED and current % HUNDRED == 0) or (not current and total > 0)


def _unit(tokens: Sequence[Token], at: int, end: int) -> tuple[str, int]:
    """Return the unit of a number, and the place of the token behind number and unit."""
    before = tokens[at - 1].low if at else ""
    if before in CURRENCIES:
        return before, end
    if tokens[end - 1].low in ORDINALS or before == "q":
        return "th", end
    after = [t.low for t in tokens[end : end + 3]] + [""] * 3
    if after[0] in {"st", "nd", "rd", "th"} and tokens[end].start == tokens[end - 1].end:
        return "th", end + 1
    if after[0] == "s" and tokens[end].start == tokens[end - 1].end:
        return "s", end + 1
    if after[:2] == ["'", "s"]:
        return "s", end + 2
    skip = 1 if after[0] == "-" or (after[0] in {"us", "american"}) else 0
    if after[:2] == ["per", "cent"]:
        return "%", end + 2
    if after[0] == "percentage" and after[1].startswith("point"):
        return "point", end + 2
    unit = UNITS.get(after[skip], "")
    return (unit, end + skip + 1) if unit else ("", end)

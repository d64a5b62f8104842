"""Find the numbers and dates of a claim that do not agree with those of its sources.

Belongs here: when two numbers or dates are equal, near enough, or one within the other; which numbers hardly
count anything ("the two"); which belong to something else in the sources. Does not belong here: finding them
in a text (`rag.text.numbers`, `rag.text.dates`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.checks.names import touches_unknown_name
from rag.text.dates import Date, dates_in
from rag.text.lexicon import word_set
from rag.text.number_words import COUNTS, ROMAN
from rag.text.numbers import HUNDRED, Number, numbers_in
from rag.text.tokens import CACHED_TEXTS, is_content

if TYPE_CHECKING:
    from rag.text.tokens import Text

__all__ = ["count_different_things", "wrong_dates", "wrong_numbers"]

_FEW = 4  # "the two", "his three": a claim is hardly about how many there are
_DETERMINERS = word_set("the these those his her their its all other")
_FREE_UNITS = word_set("year month week day hour minute") | {""}
_NO_UNIT = word_set("- ° degree degrees")  # stand between a number and the word for what it counts
_JOINED = re.compile(r"\W*(?:to|and|or|from|versus|vs|through)?\W*", re.IGNORECASE)
_ENDS = word_set("from to")
_HEDGES = word_set(
    "about some around roughly nearly almost more less fewer than by at least most over only just a an"
)
_AT_ODDS = (
    {"more", "less"},
    {"more", "about"},
    {"less", "about"},
)  # pairs of bounds that make one value two statements
_SLACK = Decimal("0.1")  # how far off "about" may be, as a share


def wrong_numbers(claim: Text, sources: Sequence[Text]) -> Iterator[str]:
    """Yield the numbers of a claim that no source has, in whatever form."""
    if not numbers_in(claim):
        return
    pool = [n for source in sources for n in _with_neighbours(source)]
    years = {Decimal(d.year) for source in sources for d in dates_in(source) if d.year}
    days = {d.day for source in sources for d in dates_in(source)}
    for number in numbers_in(claim):
        facing = _other_end(claim, number)
        if facing and any(_is_within(number, facing, other) for other in pool):
            continue
        if _is_loose(claim, number):
            continue
        if any(_supports_number(number, other) for other in pool) and not _is_moved(claim, number, sources):
            continue
        if number.unit in {"", "s"} and number.value in years:
            continue
        if number.unit == "s" and _is_decade(number, years):
            continue
        if number.unit == "th" and (_is_century(claim, number, years) or number.value in days):
            continue
        if touches_unknown_name(claim, number.start, number.end, sources):
            continue
        yield claim.text[number.start : number.end]


def _with_neighbours(source: Text) -> Iterator[Number]:
    """Yield the numbers; the two of "from 3 to 5 percent" or "$3 to 5 billion" with each other's unit too."""
    yield from numbers_in(source)
    for one, two in pairwise(numbers_in(source)):
        if _JOINED.fullmatch(source.text, one.end, two.start):
            yield from (one._replace(unit=two.unit), two._replace(unit=one.unit))
            for scale in (10**3, 10**6, 10**9, 10**12):
                if two.value >= scale > one.value:
                    yield one._replace(value=one.value * scale, unit=two.unit or one.unit)


def _is_moved(claim: Text, number: Number, sources: Sequence[Text]) -> bool:
    """Say whether a number of the claim counts something that the sources count with another number.

    Compared are the word before it, the word after it and the nearest year: "two passengers", where eleven
    passengers and two sailors were hurt.
    """
    placed = [(n, beside) for s in sources for n, beside in _places(s) if n.unit == number.unit]
    for at, its in enumerate(dict(_places(claim))[number]):
        own = {beside[at] for n, beside in placed if n.value == number.value}
        others = {beside[at] for n, beside in placed if n.value != number.value}
        if own and its in others - {""} and own.isdisjoint({"", its} | claim.stems - _ENDS):
            return True
    return False


@lru_cache(maxsize=CACHED_TEXTS)
def _places(text: Text) -> tuple[tuple[Number, tuple[str, str, str]], ...]:
    """Return the numbers of a text, each with the words before and after it and the year nearest to it."""
    return tuple((n, (_before(text, n), _after(text, n), _nearest_year(text, n))) for n in numbers_in(text))


def _before(text: Text, number: Number) -> str:
    """Return the stem of the word before a number and its hedges ("about"); "" for most function words."""
    ahead = (t for t in reversed(text.tokens) if t.end <= number.start and t.low not in _HEDGES)
    word = next(ahead, None)
    return word.stem if word is not None and (is_content(word) or word.low in _ENDS) else ""


def _after(text: Text, number: Number) -> str:
    """Return the stem of the word behind a number without a unit; "" for function words."""
    word = next((t for t in text.tokens if t.start >= number.end), None)
    return word.stem if word is not None and not number.unit and is_content(word) else ""


def _nearest_year(text: Text, number: Number) -> str:
    years = [d for d in dates_in(text) if d.year]
    nearest = min(years, key=lambda d: max(d.start - number.end, number.start - d.end), default=None)
    return "" if nearest is None else str(nearest.year)


def _is_loose(claim: Text, number: Number) -> bool:
    """Say whether a number word of the claim is hardly a count: "one", "the two", "once", "both"."""
    before = claim.text[: number.start].lower().split()[-1:]
    word = claim.text[number.start : number.end].split()[0].lower()
    small = number.value <= _FEW and before and before[0] in _DETERMINERS
    return not number.exact and bool(
        number.value <= 1 or word.upper() in ROMAN or small or word in COUNTS or number.unit == "th"
    )


def _other_end(claim: Text, number: Number) -> Number | None:
    """Return the other end of "between 3 and 5" where a number is one."""
    for one, two in pairwise(numbers_in(claim)):
        between = claim.text[: one.start].lower().rstrip(" $€£¥").endswith("between")
        if number in {one, two} and between and _JOINED.fullmatch(claim.text, one.end, two.start):
            return two if number == one else one
    return None


def _is_within(one: Number, two: Number, other: Number) -> bool:
    low, high = sorted((one.value, two.value))
    return low <= other.value <= high and other.unit in {one.unit, two.unit}


def _is_decade(number: Number, years: set[Decimal]) -> bool:
    """Say whether one of the years lies in a claim's "1980s", or in its "1900s", the century."""
    length = HUNDRED if number.value % HUNDRED == 0 else 10
    return any(0 <= year - number.value < length for year in years)


def _is_century(claim: Text, number: Number, years: set[Decimal]) -> bool:
    after = claim.text[number.end : number.end + 9].lower().lstrip(" -")
    return after.startswith("centur") and any((y - 1) // 100 + 1 == number.value for y in years)


def _supports_number(claim: Number, source: Number) -> bool:
    units = {claim.unit, source.unit}
    if len(units) > 1 and not ("" in units and units <= _FREE_UNITS):
        return False
    if claim.value == source.value:
        return {claim.bound, source.bound} not in _AT_ODDS
    if claim.bound == "more":
        return source.value > claim.value and source.bound != "less"
    if claim.bound == "less" and source.value < claim.value and source.bound != "more":
        return True
    share = claim.unit == "%" and not claim.exact and not source.value % 1
    slack = _SLACK if claim.bound in {"about", "less"} else Decimal("0.02") if share else Decimal(0)
    return abs(claim.value - source.value) <= slack * source.value


def count_different_things(one: Text, other: Text) -> bool:
    """Say whether two wordings of a sentence share a number, but count different things with it.

    So do "5 crowns" and "5 roubles"; not "5 litres" and "5 liters", two spellings of one word. A word that
    both sentences have does not count as a difference: it may only have moved.
    """
    for number in numbers_in(one):
        things = [(_counted(one, number), _counted(other, n)) for n in numbers_in(other) if _same(number, n)]
        if things and all(
            _differ(mine, its) and not mine & other.lows and not its & one.lows for mine, its in things
        ):
            return True
    return False


def _same(one: Number, other: Number) -> bool:
    return one.value == other.value and not one.unit and not other.unit and (one.exact or one.value > 1)


def _counted(text: Text, number: Number) -> frozenset[str]:
    """Return the word behind a number, as a set of one; empty where there is none."""
    following = (
        token.low for token in text.tokens if token.start >= number.end and token.low not in _NO_UNIT
    )
    word = next(following, "")
    return frozenset({word} if word.isalpha() else ())


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether both words are given and differ, by more than spelling or abbreviation."""
    return any(a[:2] != b[:2] and not a.startswith(b) and not b.startswith(a) for a in one for b in other)


def wrong_dates(claim: Text, sources: Sequence[Text]) -> Iterator[str]:
    """Yield the dates of a claim of which the sources do not have every part."""
    if not dates_in(claim):
        return
    pool = [date for source in sources for date in dates_in(source)]
    for date in dates_in(claim):
        if _supports_date(date, pool) or _is_number(date, sources):
            continue
        if not _is_open_year(claim, date, pool) and not touches_unknown_name(
            claim, date.start, date.end, sources
        ):
            yield claim.text[date.start : date.end]


def _is_number(date: Date, sources: Sequence[Text]) -> bool:
    """Say whether a source has a year of the claim as a plain number."""
    if not date.year or date.month:
        return False
    return any(n.value == date.year and n.unit in {"", "s"} for s in sources for n in numbers_in(s))


def _is_open_year(claim: Text, date: Date, pool: Sequence[Date]) -> bool:
    """Say whether a claim's "before 2010" or "after 2000" holds of a year of the sources."""
    head = claim.text[: date.start].lower().split()[-1:]
    if date.month or date.weekday or not head:
        return False
    if head[0] in {"before", "by"}:
        return any(0 < d.year < date.year for d in pool)
    return head[0] == "after" and any(d.year > date.year for d in pool)


def _supports_date(date: Date, pool: Sequence[Date]) -> bool:
    if date.weekday:
        return any(other.weekday == date.weekday for other in pool)
    year_known = not date.year or any(other.year == date.year for other in pool)
    if not date.month:
        return year_known
    days = [d for d in pool if d.month == date.month and date.day in {0, d.day}]
    return year_known and any(not date.year or d.year in {0, date.year} for d in days)

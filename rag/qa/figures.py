"""Which figure a question asks for, and whether a text gives one: an age, a sum, a share, a count, a time.

Belongs here: telling a figure that can be an answer from one of another kind; English. Does not belong here:
what a text without it is worth (`rag.qa.reader`), reading numbers and dates (`rag.checks`).

The rules err towards giving: "several" is a count, "a few years later" a time. A text that gives nothing of
the kind cannot be the answer; one that does need not be.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING

from rag.text.dates import dates_in
from rag.text.numbers import numbers_in
from rag.text.tokens import tokenize
from rag.text.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.text.numbers import Number

__all__ = ["figure_asked"]

_DO = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|may|must|should)"
_ASKS_AGE = re.compile(
    rf"\bhow old {_DO}\b|\b(?:what|which) age\b|\bwhat (?:is|was) (?:the age of|[\w’' .-]+['’]s age)\b",
    re.IGNORECASE,
)
_ASKS_MONEY = re.compile(
    rf"\bhow much (?:money|cash|{_DO})\b.*\b(?:costs?|spend|spent|pay|paid|earn(?:ed)?|worth|owed?|invest"
    r"|invested|donated?|fined)\b|\bwhat (?:sum|price|budget|salary)\b"
    r"|\bwhat (?:is|was|were) (?:the|its|their) (?:sum|price|cost|budget|salary)\b",
    re.IGNORECASE,
)
_ASKS_SHARE = re.compile(r"\b(?:what|which) (?:percent\w*|per cent|share|proportion)\b", re.IGNORECASE)
_ASKS_POPULATION = re.compile(
    r"\b(?:what(?:['’]s| is| was)|how (?:large|big|high) (?:is|was)) (?:the |its |their |[\w’' .-]+['’]s? )?"
    r"(?:\w+ )?population\b(?! (?:growth|density|increase|decline|trend))",
    re.IGNORECASE,
)
_ASKS_COUNT = re.compile(r"\bhow many (\w+)", re.IGNORECASE)
_ASKS_TIME = re.compile(
    r"\bwhen (?:was|were|did|had|has|have|will|would)\b"
    r"|\b(?:what|which) (?:year|date|day|month|century|decade)\b",
    re.IGNORECASE,
)

_AGE = re.compile(
    r"\b(?:born|aged?|years?|months?|centur(?:y|ies)|teenage\w*|in (?:his|her|their) \w+(?:ies|teens))\b"
    r"|, \d{1,3}(?=[,.;])|\b\d0s\b|\b\w+[- ]old\b"
    r"|\b(?:built|founded|established|opened|created|dat(?:es?|ing)|since)\b.{0,60}\d{3}",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:dollars?|euros?|pounds?|cents?|pence|yen|yuan|renminbi|won|rupees?|rs|crores?|lakhs?|rou?bles?|lir[ae]s?"
    r"|francs?|kunas?|pesos?|crowns?|kron[aeo]r?|riyals?|dinars?|dirhams?|shekels?|rand|reais|real|hryvnias?"
    r"|zlotys?|forints?|free|nothing|per ?cent)\b|%",
    re.IGNORECASE,
)
_CURRENCY_CODE = re.compile(r"\b[A-Z]{3} \d|\d [A-Z]{3}\b")
_SHARE = re.compile(
    r"%|\bper ?cent|\bin (?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b|\b(?:half|quarters?|thirds?"
    r"|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|majority|minority|most|all|none|out of)\b",
    re.IGNORECASE,
)
_POPULATION = re.compile(r"%|\b(?:hundreds?|thousands?|millions?|billions?|[km])\b|\d[km]\b", re.IGNORECASE)
_COUNT = re.compile(
    r"\b(?:dozens|scores|hundreds|thousands|millions|billions|several|none|no|nobody|both|half|twice|most|all"
    r"|few|fewer|many|various|number of|pair|couple|trio|(?:1\d|20)\d\d (?:[a-z]+ )?[a-z]+s)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\d|\b(?:centur(?:y|ies)|decades?|years?|months?|weeks?|days?|nights?|mornings?|evenings?|noon|midnight|hours?"
    r"|spring|summer|autumn|winter|\w+day|after\w*|before|during|when|until|till|since|ago|later|earl(?:y|ier)"
    r"|recently|now|tomorrow|following|prior|upon|time|eras?|periods?|ages?|wars?|as soon as|next)\b",
    re.IGNORECASE,
)
_LEAST_POPULATION = 100
_TIMES = frozenset({"year", "month", "week", "day", "hour", "minute"})
_COUNTING = frozenset({"", "s", "%", *_TIMES})
"""Units of numbers that can be counts: "the 1,300s" and "12 days" may well be, "160 metres" are none."""

_MASK = "<num>"
"""What stands for any number in some collections of newswire text."""

_IN_NAME = re.compile(r"[^\W\d_]-?$")
_CLOCK = re.compile(r"(?::\d\d)? ?(?:[ap]\.?m\b|o['’]clock)", re.IGNORECASE)


def figure_asked(question: str) -> Callable[[str], bool] | None:
    """Return what tells whether a text gives the kind of figure that a question asks for.

    Args:
        question: An English question.

    Returns:
        A function of one sentence; None where the question asks for no such figure, or its wording does not
        tell.
    """
    gives = next((gives for asks, gives in _FIGURES if asks.search(question)), None)
    counted = _ASKS_COUNT.search(question)
    if gives is None and counted:
        gives = partial(_gives_count, unit=UNITS.get(counted[1].lower(), ""))
    return gives and (lambda text: _MASK in text or gives(text))


def _gives_age(text: str) -> bool:
    return bool(_AGE.search(text))


def _gives_money(text: str) -> bool:
    signs = any(unicodedata.category(character) == "Sc" for character in text)
    return signs or bool(_MONEY.search(text) or _CURRENCY_CODE.search(text))


def _gives_share(text: str) -> bool:
    return bool(_SHARE.search(text)) or any(number.unit == "%" for number in numbers_in(tokenize(text)))


def _gives_population(text: str) -> bool:
    return bool(_POPULATION.search(text)) or any(
        number.unit == "" and number.value >= _LEAST_POPULATION for number in numbers_in(tokenize(text))
    )


def _gives_count(text: str, *, unit: str) -> bool:
    """Say whether a text has a number of things, or of a unit where the question names one."""
    counting = _COUNTING if not unit else {"", unit} | (_TIMES if unit in _TIMES else set())
    return bool(_COUNT.search(text)) or any(
        number.unit in counting and _is_count(text, number) for number in numbers_in(tokenize(text))
    )


def _is_count(text: str, number: Number) -> bool:
    """Say whether a number is part of no name ("Apollo-11", "A320") and no time of day ("6 p.m.")."""
    return not _IN_NAME.search(text, 0, number.start) and not _CLOCK.match(text, number.end)


def _gives_time(text: str) -> bool:
    return bool(_TIME.search(text)) or bool(dates_in(tokenize(text)))


_FIGURES = (
    (_ASKS_AGE, _gives_age),
    (_ASKS_MONEY, _gives_money),
    (_ASKS_SHARE, _gives_share),
    (_ASKS_POPULATION, _gives_population),
    (_ASKS_TIME, _gives_time),
)
"""What asks for a figure, and what tells that a text gives it; the first that asks counts, then counts."""

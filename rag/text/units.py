"""Words and signs for units: percent, currencies, lengths, weights, times.

Belongs here: which of them name the same unit. Does not belong here: finding the unit of a number
(`rag.text.numbers`), converting one unit into another, which nothing does.
"""

from __future__ import annotations

from rag.text.lexicon import word_set

__all__ = ["CURRENCIES", "UNITS"]

CURRENCIES = word_set("$ € £ ¥")
"""Signs that stand before a number."""

UNITS = {
    word: names[0]
    for names in (
        group.split()
        for group in (
            "% percent pct percentage|$ dollar dollars usd bucks|€ euro euros eur|£ pound pounds sterling "
            "gbp quid|¥ yen yuan renminbi|km kilometer kilometers kilometre kilometres|mile miles mi|kg "
            "kilogram kilograms kilo kilos|m meter meters metre metres|ft foot feet|ton tons tonne "
            "tonnes|year years yr yrs|month months|week weeks|day days|hour hours hrs|minute minutes min mins"
        ).split("|")
    )
    for word in names
}
"""Word → the unit that it names, as `Number` has it."""

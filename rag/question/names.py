"""The names in a question, found by their capitals.

Belongs here: finding runs of capitalised words. Does not belong here: whether the archive mentions a name
(`rag.qa.abstention`).
"""

from __future__ import annotations

import re

from rag.text.lexicon import FUNCTION_WORDS

__all__ = ["CAPITALISED_WORD", "OPENERS", "names_in"]

CAPITALISED_WORD = r"[A-ZÀ-ÖØ-Þ][^\W_]*(?:['’.&-][^\W_]+)*"
_RUN = re.compile(rf"{CAPITALISED_WORD}(?: (?:of the |of |al-|de |bin |von |van )?{CAPITALISED_WORD})*")
OPENERS = FUNCTION_WORDS | {
    "name",
    "list",
    "tell",
    "please",
    "number",
    "date",
    "find",
    "give",
    "latest",
    "best",
}
"""Words that open a question and are no names, though they stand there with a capital."""
_POSSESSIVE = re.compile(r"['’]s?$")
_TITLE = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof)\.? ")


def names_in(text: str) -> tuple[str, ...]:
    """Return the runs of capitalised words in a question, in order, repeats among them.

    Args:
        text: A question.

    Returns:
        The runs, without an opening question word, a title ("Dr") and a possessive ending; none is empty.
    """
    found = []
    for match in _RUN.finditer(text):
        name = match[0]
        first, _, rest = name.partition(" ")
        if _POSSESSIVE.sub("", first).lower() in OPENERS or first.endswith(("n't", "n’t")):
            name = rest
        found.append(_TITLE.sub("", _POSSESSIVE.sub("", name)))
    return tuple(name for name in found if name)

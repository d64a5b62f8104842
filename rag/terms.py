"""The words of a text that carry meaning, for matching a question with sentences.

Belongs here: tokenising and the list of function words. Does not belong here: weighting or ranking.
"""

from __future__ import annotations

import re

__all__ = ["FUNCTION_WORDS", "content_terms"]

_WORD = re.compile(r"\w+")

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


def content_terms(text: str) -> list[str]:
    """Return the content words of a text, lower-cased, in order, repeats kept.

    Args:
        text: Any text.

    Returns:
        Its words but for the function words; all of its words when it has no others.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    return [word for word in words if word not in FUNCTION_WORDS] or words

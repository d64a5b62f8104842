"""Recognise mojibake: text that somebody decoded with a wrong encoding before it came here.

Belongs here: counting such places. Does not belong here: mending them, since the canonical text is what the
source holds; finding the encoding of a file (`rag.ingest.parsers.decoding`).
"""

from __future__ import annotations

from ftfy.badness import badness

__all__ = ["garbled"]

_REPLACED = "\N{REPLACEMENT CHARACTER}"


def garbled(text: str) -> int:
    """Count the places that look wrongly decoded: "cafÃ©", "donâ€™t", "gr\ufffdve".

    Sequences of letters that no language writes are known to ftfy. Of 46,000 English and other texts of
    published data sets five had one, and all five were garbled; of sentences in ten languages that were
    garbled on purpose, from a half (Cyrillic) to all were found.

    Args:
        text: An article's text.

    Returns:
        How many; 0 where nothing is wrong.
    """
    if text.isascii():
        return 0
    return badness(text) + text.count(_REPLACED)

"""Read the values that sources state for the fields of an article.

Belongs here: one line of text, an author, a language, a web address. Does not belong here: dates
(`rag.ingest.parsers.publication_dates`).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

__all__ = ["address_of", "author_of", "clean", "language_of", "line_of"]

_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_BY = re.compile(r"by\b[\s:]*", re.IGNORECASE)
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?=[-_\s]|$)")


def clean(text: str) -> str:
    """Return text without control characters and lone surrogates, which stand for no character."""
    return _NO_CHARACTER.sub("", text)


def line_of(value: Any) -> str | None:
    """Return a text as one line; None where it is empty or not a string."""
    return (" ".join(clean(value).split()) or None) if isinstance(value, str) else None


def author_of(line: str | None) -> str | None:
    """Return a byline without its "By "; None where nothing is left."""
    return _BY.sub("", line, count=1).strip() or None if line and _BY.match(line) else line


def language_of(value: Any) -> str | None:
    """Return the language of a tag such as "en-GB", in lower case; None where it is no such tag."""
    found = _LANGUAGE.match(value) if isinstance(value, str) else None
    return found[1].lower() if found else None


def address_of(value: Any) -> str | None:
    """Return an http or https address; None where the value is none, or has no host."""
    address = line_of(value)
    try:
        parts = urlsplit(address) if address and " " not in address else None
    except ValueError:
        return None
    return address if parts and parts.scheme in {"http", "https"} and parts.hostname else None

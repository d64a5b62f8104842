"""Text in an encoding that its container declares: mail parts, XML declarations.

Belongs here: when a declared encoding is believed. Does not belong here: finding one that is not declared
(`rag.ingest.parsers.decoding`).
"""

from __future__ import annotations

import codecs
import re

from rag.ingest.parsers.decoding import decode, guess_of

__all__ = ["decode_as", "guess_as"]

_NOT_CHARSETS = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "ascii"})
"""Python's codecs that no file is written in; ASCII is left to detection, which begins with UTF-8."""

_SINGLE_BYTE = re.compile(r"iso8859|cp125|koi8|mac-|latin")


def decode_as(data: bytes, charset: str | None) -> str:
    """Decode text in the encoding declared for it, or else as any text file.

    A declaration is not believed where the encoding is unknown, where the bytes are not in it, or where a
    single-byte one is declared for bytes that are UTF-8, which such text practically never is by chance.

    Args:
        data: The bytes.
        charset: The name declared; None where there is none.

    Returns:
        The text, line ends made one kind.

    Raises:
        ArticleReadError: The bytes are not text in any known encoding, or hold control characters as binary
            files do.
    """
    plain = _as_declared(data, charset)
    return decode(data if plain is None else plain)


def guess_as(data: bytes, charset: str | None) -> str | None:
    """Say which encoding `decode_as` guesses; None where it believes the one declared or guesses none.

    Args:
        data: The bytes.
        charset: The name declared; None where there is none.

    Returns:
        The name of the encoding.
    """
    return guess_of(data) if _as_declared(data, charset) is None else None


def _as_declared(data: bytes, charset: str | None) -> bytes | None:
    """Return text in the encoding declared for it as UTF-8; None where the declaration is not believed."""
    codec = _codec(charset)
    if codec is None or (_SINGLE_BYTE.match(codec) and _is_utf8(data)):
        return None
    try:
        return data.decode(codec).encode("utf-8")  # a lone surrogate cannot be encoded
    except UnicodeError:
        return None


def _codec(charset: str | None) -> str | None:
    try:
        name = codecs.lookup(charset.strip()).name if charset else ""
        "".encode(name or "ascii")
    except (LookupError, ValueError):  # unknown, or no encoding of text but a compression
        return None
    # What is labelled ISO 8859-1 is Windows-1252 in practice, as browsers read it.
    name = {"iso8859-1": "cp1252"}.get(name, name)
    return None if not name or name.replace("_", "-") in _NOT_CHARSETS else name


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

"""Decode text whose encoding is declared: parts of mail, XML, pages.

Belongs here: when a declared encoding is trusted. Does not belong here: finding one that is not declared
(`rag.ingest.parsers.decoding`).
"""

from __future__ import annotations

import codecs
import re

from rag.ingest.parsers.decoding import decode, guess_of

__all__ = ["decode_as", "guess_as"]

_NOT_CHARSETS = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "ascii"})
"""Python codecs that no file uses, and ASCII: such text is decoded as UTF-8 or by detection."""

_SINGLE_BYTE = re.compile(r"iso8859|cp125|koi8|mac-|latin")


def decode_as(data: bytes, charset: str | None) -> str:
    """Decode text in its declared encoding; without a trusted one, as `decode` does.

    A declaration is not trusted where the encoding is unknown, where the bytes are not valid in it, or where
    it is a single-byte encoding and the bytes are valid UTF-8, which they practically never are by chance.

    Args:
        data: The bytes.
        charset: The declared name; None where none is declared.

    Returns:
        The text, with line feeds as the only line ends.

    Raises:
        ArticleReadError: The bytes are not text in any known encoding, or hold control characters as binary
            files do.
    """
    plain = _as_declared(data, charset)
    return decode(data if plain is None else plain)


def guess_as(data: bytes, charset: str | None) -> str | None:
    """Return the encoding that `decode_as` guesses; None where it trusts the declared one or guesses none.

    Args:
        data: The bytes.
        charset: The declared name; None where none is declared.

    Returns:
        The name of the encoding.
    """
    return guess_of(data) if _as_declared(data, charset) is None else None


def _as_declared(data: bytes, charset: str | None) -> bytes | None:
    """Return text of a declared encoding as UTF-8; None where the declaration is not trusted."""
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
    # Text declared as ISO 8859-1 is Windows-1252 in practice; browsers decode it so too.
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

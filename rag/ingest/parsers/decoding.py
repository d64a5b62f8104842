"""Decode the bytes of a file into one canonical string.

Belongs here: byte order marks, encodings, line ends. Does not belong here: the meaning of the text.
"""

from __future__ import annotations

import codecs
import re

import chardet

from rag.errors import ArticleReadError

__all__ = ["REVISION", "decode", "guess_of"]

REVISION = f"decoding-3+chardet-{chardet.__version__}"
"""Names the rules by which bytes without a declared encoding are decoded."""

_NO_MATCH = 0.1
"""The confidence that chardet reports where no encoding fits."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile("\r\n|\r")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z]")
_OTHER = re.compile("[\u0370-\u06ff]")
"""Greek, Cyrillic, Armenian, Hebrew, Arabic: alphabets whose old encodings hold Latin letters too."""
_NOT_WESTERN = re.compile("[\u00c0-\u00ff]{3}|[A-Za-z][\u00a1-\u00ac\u00ae-\u00b6\u00b8-\u00bf][A-Za-z]")
"""Three accented letters in a row, or a sign between letters: signs of another encoding."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.001
"""Text copied from terminals or word processors may hold a stray control character; binaries hold many."""


def decode(data: bytes) -> str:
    """Decode a text file: without its byte order mark, with line feeds as the only line ends.

    UTF-8 is tried first; other encodings are guessed (`guess_of`). Nothing else is changed.

    Args:
        data: The bytes of a file.

    Returns:
        The text.

    Raises:
        ArticleReadError: The bytes are not text in any known encoding.
    """
    text = _decode(data)
    if "\x00" in text or len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        raise ArticleReadError(
            "not a text file: it holds control characters as binary files do. "
            "Remove it, or give it the suffix of its real format."
        )
    return _LINE_END.sub("\n", text)


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        raise ArticleReadError("not a text file: it holds zero bytes. Remove it, or save it as UTF-8 text.")
    likeliest = _likeliest(data)
    if likeliest is None:
        raise ArticleReadError("not text in any known encoding. Save the file as UTF-8.")
    return _strictly(data, likeliest)


def guess_of(data: bytes) -> str | None:
    """Return the encoding that `decode` guesses for a text without a byte order mark that is not UTF-8.

    A guess can be wrong, and put wrong letters into a quote, so that readers must learn of it.

    Args:
        data: The bytes of a file.

    Returns:
        The name of the guessed encoding; None where nothing is guessed.
    """
    if any(data.startswith(mark) for mark, _ in _MARKS):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None if b"\x00" in data else _likeliest(data)
    return None


def _likeliest(data: bytes) -> str | None:
    """Return chardet's best guess that does not mix alphabets within words, else Windows-1252 where it fits.

    chardet finds no encoding for a short text in which only quotation marks or a "£" are not ASCII.
    """
    found = chardet.detect_all(data, prefer_superset=True, compat_names=False)
    known = [guess["encoding"] for guess in found if guess["encoding"] and guess["confidence"] > _NO_MATCH]
    western = ["cp1252"] if _is_western(data) else []
    return next(
        (encoding for encoding in known if not _mixes(data, encoding)), next(iter(known + western), None)
    )


def _is_western(data: bytes) -> bool:
    """Say whether bytes can be Windows-1252: all are valid, and no word looks like another encoding."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return not (_CONTROL.search(text) or _NOT_WESTERN.search(text))


def _mixes(data: bytes, encoding: str) -> bool:
    """Say whether most words that are not ASCII mix Latin letters with another alphabet.

    chardet takes short French and Spanish texts for Hebrew, an accented letter for a Hebrew one.
    """
    words = [word for word in _WORD.findall(data.decode(encoding, "replace")) if not word.isascii()]
    mixed = sum(bool(_LATIN.search(word) and _OTHER.search(word)) for word in words)
    return 2 * mixed > len(words)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ArticleReadError(
            f"not valid {encoding.upper()} text: byte {error.start} ({error.reason}). Save the file as UTF-8."
        ) from None

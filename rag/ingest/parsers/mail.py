"""Read mail: one message a file; messages within it are articles of their own.

Belongs here: headers, MIME parts, quoted history and signatures. Does not belong here: reading HTML
(`rag.ingest.parsers.markup`). Attachments are not read, but reported.

Parts are split here, not by the parser of the standard library: a crafted message can make that take any time
and depth. It does read the headers, but their encoded words are decoded here, so that no byte becomes a
replacement character.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field, replace
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value, getaddresses
from typing import TYPE_CHECKING

from rag.errors import ArticleReadError
from rag.ingest.parsers.charsets import decode_as, guess_as
from rag.ingest.parsers.html_fragments import text_of_html
from rag.ingest.parsers.items import Fields, Item, Unread, read_whole
from rag.ingest.parsers.merged_marks import with_line_rules
from rag.ingest.parsers.publication_dates import read_moment
from rag.schema import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from rag.ingest.parsers.items import ParserOptions

__all__ = ["VERSION", "parse"]

VERSION = "mail-3"

_MAX_HEADERS = 1_000_000
_MAX_HEADER = 10_000
_MAX_DEPTH = 20
_MAX_PARTS = 1_000
_MAX_NAME = 200
_MAX_SIGNATURE = 20
_STUB = 5
"""Plain text shorter than the HTML by this factor is a stub ("This mail is in HTML")."""

_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")
_ENVELOPE = re.compile(rb"From [^\n]*\n")
"""The line before a message in mailbox files (mbox)."""
_HEADERS_END = re.compile(rb"^\r?\n|\Z", re.MULTILINE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_OF_MAIL = ("From", "To", "Date", "Subject", "Message-ID", "Received", "MIME-Version", "Return-Path")
_SIGNATURES = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})

_ENCODED_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_UNPRINTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_LIST_NAME = re.compile(r'"?([^"<]*?)"?\s*<')
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

_QUOTED = re.compile(r"[ \t]*>")
_MAILBOX_ESCAPE = ">From "
_ATTRIBUTION = re.compile(r"On\b.{4,300}\bwrote:", re.DOTALL)
_HISTORY = re.compile(r"-{2,} ?(?:original|forwarded) message ?-{2,}", re.IGNORECASE)
_SIGNATURE = "-- "


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A message or a part of one: its headers and its body as transferred."""

    headers: Message
    body: bytes


@dataclass(slots=True)
class _Found:
    """The texts, attachments and inner messages found in the parts of a message."""

    texts: list[tuple[str, list[Mark]]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    messages: list[tuple[str, _Part]] = field(default_factory=list)
    guessed: str | None = None

    def words(self) -> int:
        return sum(len(text.split()) for text, _ in self.texts)

    def add(self, other: _Found, *, texts: bool = True) -> None:
        self.texts += other.texts if texts else []
        self.guessed = self.guessed or (other.guessed if texts else None)
        self.unread += other.unread
        self.messages += other.messages


class _Names:
    """Hands out names that are unique within a file, and counts its parts."""

    def __init__(self) -> None:
        self.parts = 0
        self._used: set[str] = set()

    def unique(self, name: str) -> str:
        number, chosen = 1, name
        while chosen in self._used:
            number += 1
            chosen = f"{name} ({number})"
        self._used.add(chosen)
        return chosen


def parse(stream: BinaryIO, options: ParserOptions) -> Iterator[Item | Unread]:
    """Read a message, and those it holds.

    Args:
        stream: The file.
        options: The largest size of an article.

    Yields:
        The message; each message within it, named; each attachment, unread.

    Raises:
        ArticleReadError: The file is too large or is no mail.
    """
    data = read_whole(stream, options).removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    message = _divided(data)
    if not any(message.headers.get(name) for name in _OF_MAIL):
        raise ArticleReadError(
            "not mail: it does not begin with a message's headers. Give it the suffix of its real format."
        )
    names = _Names()
    waiting: list[tuple[str | None, _Part, int]] = [(None, message, 0)]
    while waiting:
        name, message, depth = waiting.pop(0)
        found = _walked(message, names, depth, f"{name}/" if name else "")
        if found.texts or not (found.unread or found.messages):
            yield _item(message.headers, found, name)
        yield from found.unread
        waiting += [(inner_name, inner, depth + 1) for inner_name, inner in found.messages]


def _divided(data: bytes) -> _Part:
    """Divide a message, or a part of one, into headers and body."""
    data = _ENVELOPE.sub(b"", data, count=1) if data.startswith(b"From ") else data
    end = _HEADERS_END.search(data)
    head = data[: end.start()] if end else b""
    if len(head) > _MAX_HEADERS:
        raise ArticleReadError(f"its headers are over {_MAX_HEADERS:,} bytes long.")
    if head and not _HEADER.match(head):
        return _Part(headers=Message(), body=data)
    # Bytes in headers that are not ASCII are most likely in the encoding of the text.
    declared = _CHARSET.search(head)
    text = decode_as(head, declared[1].decode("ascii") if declared else "windows-1252")
    headers = HeaderParser(policy=compat32).parsestr(text, headersonly=True)
    for name in {name for name, value in headers.items() if len(value) > _MAX_HEADER}:
        del headers[name]
    return _Part(headers=headers, body=data[end.end() :] if end else b"")


def _walked(part: _Part, names: _Names, depth: int, prefix: str) -> _Found:
    """Return what a part holds; a fault in it is reported and does not stop the message."""
    found = _Found()
    names.parts += 1
    if names.parts > _MAX_PARTS:
        if names.parts == _MAX_PARTS + 1:
            _not_read(found, names, "parts", f"more than {_MAX_PARTS:,} parts; the rest is not read")
        return found
    kind = part.headers.get_content_type()
    try:
        if kind in _ENCRYPTED:
            _not_read(
                found, names, f"{prefix}{_filename(part) or kind}", "encrypted; save its text beside it"
            )
        elif part.headers.get_content_maintype() == "multipart":
            _walk_parts(found, part, names, depth, prefix)
        else:
            _walk_leaf(found, part, names, depth, prefix)
    except ArticleReadError as error:
        found.unread.append(Unread(name=names.unique(f"{prefix}{kind}"), state="failed", reason=str(error)))
    return found


def _walk_parts(found: _Found, part: _Part, names: _Names, depth: int, prefix: str) -> None:
    kind = part.headers.get_content_subtype()
    if depth >= _MAX_DEPTH:
        _not_read(
            found, names, f"{prefix}parts", f"parts within each other over {_MAX_DEPTH} deep are not read"
        )
        return
    inner = []
    for data in _split(part):
        child = _divided(data)
        inner.append((child.headers.get_content_type(), _walked(child, names, depth + 1, prefix)))
        if names.parts > _MAX_PARTS:
            break
    chosen = _alternative(inner) if kind == "alternative" else None
    for _, child_found in inner:
        found.add(child_found, texts=chosen is None or child_found is chosen)


def _alternative(inner: list[tuple[str, _Found]]) -> _Found | None:
    """Return the alternative that is read: plain text, unless it is empty or a stub."""
    readable = [(kind, found) for kind, found in inner if found.texts]
    if not readable:
        return None
    plain = next((found for kind, found in readable if kind == "text/plain"), None)
    richest = max((found for _, found in readable), key=_Found.words)
    return richest if plain is None or plain.words() * _STUB < richest.words() else plain


def _walk_leaf(found: _Found, part: _Part, names: _Names, depth: int, prefix: str) -> None:
    kind = part.headers.get_content_type()
    if kind in ("message/rfc822", "message/global"):
        if depth >= _MAX_DEPTH:
            _not_read(found, names, f"{prefix}message", f"messages over {_MAX_DEPTH} deep are not read")
        else:
            name = names.unique(f"{prefix}{_filename(part) or 'message'}")
            found.messages.append((name, _divided(_payload(part).lstrip(b"\r\n"))))
    elif kind in ("text/plain", "text/html") and part.headers.get_content_disposition() != "attachment":
        text = _text(part, kind)
        if text:
            found.texts.append((text, _history(text)))
            found.guessed = guess_as(_payload(part), part.headers.get_content_charset())
    elif kind not in _SIGNATURES:
        reason = f"attachments are not read ({kind[:100]}); save it beside the mail to have it read"
        _not_read(found, names, f"{prefix}{_filename(part) or kind}", reason)


def _not_read(found: _Found, names: _Names, name: str, reason: str) -> None:
    found.unread.append(Unread(name=names.unique(name), state="unsupported", reason=reason))


def _split(part: _Part) -> Iterator[bytes]:
    """Yield the parts between boundary lines; without a closing one, the rest is a part."""
    boundary = part.headers.get_boundary()
    if not boundary:
        raise ArticleReadError("a part of several names no boundary between them.")
    line = re.compile(rb"^--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
    start = None
    for found in line.finditer(part.body):
        if start is not None:
            yield part.body[start : found.start()].removesuffix(b"\n").removesuffix(b"\r")
        start = found.end()
        if found[1]:
            return
    if start is None:
        raise ArticleReadError("a part of several has no line of its boundary.")
    yield part.body[start:]


def _payload(part: _Part) -> bytes:
    encoding = str(part.headers.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "base64":
        try:
            return binascii.a2b_base64(part.body + b"==")  # the end may be missing
        except binascii.Error:
            raise ArticleReadError("its base64 cannot be decoded.") from None
    return binascii.a2b_qp(part.body) if encoding == "quoted-printable" else part.body


def _text(part: _Part, kind: str) -> str:
    text = decode_as(_payload(part), part.headers.get_content_charset())
    if kind == "text/html":
        return text_of_html(text).strip()
    if _parameter(part, "format") == "flowed":
        text = _unflowed(text, delete_space=_parameter(part, "delsp") == "yes")
    return re.sub(r"\A(?:[ \t]*\n)+", "", text).rstrip()


def _parameter(part: _Part, name: str) -> str:
    value: str = collapse_rfc2231_value(part.headers.get_param(name, ""))
    return value.strip().lower()


def _filename(part: _Part) -> str | None:
    name = part.headers.get_filename()
    return (_one_line(name) or "")[:_MAX_NAME].strip() or None if name else None


def _unflowed(text: str, *, delete_space: bool) -> str:
    """Join the lines of paragraphs that were wrapped for transfer (RFC 3676)."""
    lines: list[str] = []
    pieces: list[str] = []
    quoted = 0
    for line in text.split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        if pieces and (depth != quoted or words == _SIGNATURE):
            lines.append(_quoted(pieces, quoted))
            pieces = []
        quoted = depth
        goes_on = words.endswith(" ") and words != _SIGNATURE
        pieces.append(words[:-1] if goes_on and delete_space else words)
        if not goes_on:
            lines.append(_quoted(pieces, quoted))
            pieces = []
    return "\n".join([*lines, _quoted(pieces, quoted)] if pieces else lines)


def _quoted(pieces: list[str], depth: int) -> str:
    return ">" * depth + (" " if depth else "") + "".join(pieces)


def _history(text: str) -> list[Mark]:
    """Mark quotations of earlier mail, each with its line "… wrote:", and the signature."""
    lines = text.split("\n")
    quoted = [bool(_QUOTED.match(line)) for line in lines]
    end = next((n for n, line in enumerate(lines) if _HISTORY.fullmatch(line.strip())), len(lines))
    aside = [*quoted[:end], *(True for _ in lines[end:])]
    for number, line in enumerate(lines[:end]):
        if quoted[number] and not (number and aside[number - 1]):
            if line.startswith(_MAILBOX_ESCAPE):
                aside[number] = False
            for above in _attribution(lines, number):
                aside[above] = True
    signature = _signature(lines)
    aside[signature:] = [True] * len(aside[signature:])
    return list(_marks(lines, aside))


def _attribution(lines: list[str], number: int) -> range:
    """Return the one or two lines above a quotation that say who wrote it and when."""
    last = number - 1
    if last >= 0 and not lines[last].strip():
        last -= 1
    for first in (last, last - 1):
        if first >= 0 and _ATTRIBUTION.fullmatch("\n".join(lines[first : last + 1]).strip()):
            return range(first, last + 1)
    return range(0)


def _signature(lines: list[str]) -> int:
    """Return the line at which a signature begins; past the end where none is short enough."""
    begin = next((n for n in range(len(lines) - 1, -1, -1) if lines[n] == _SIGNATURE), len(lines))
    long = sum(bool(line.strip()) for line in lines[begin + 1 :]) > _MAX_SIGNATURE
    return len(lines) if long else begin


def _marks(lines: list[str], aside: list[bool]) -> Iterator[Mark]:
    """Yield a mark for each run of lines that are not story."""
    position, begin, end = 0, None, 0
    for line, is_aside in zip([*lines, ""], [*aside, False], strict=True):
        if is_aside and line.strip():
            begin, end = position if begin is None else begin, position + len(line)
        elif not is_aside and begin is not None:
            yield Mark(start=begin, end=end, role="boilerplate")
            begin = None
        position += len(line) + 1


def _item(headers: Message, found: _Found, name: str | None) -> Item:
    fields = _fields(headers)
    pieces, marks, position = [], [], 0
    for text, stated in found.texts:
        marks += [replace(m, start=m.start + position, end=m.end + position) for m in stated]
        pieces.append(text)
        position += len(text) + 2
    whole = "\n\n".join(pieces)
    marks = list(with_line_rules(whole, marks, title=fields.title))
    return Item(text=whole, fields=fields, name=name, marks=tuple(marks), guessed=found.guessed)


def _fields(headers: Message) -> Fields:
    moment = read_moment(_header(headers, "Date") or "")
    language = _header(headers, "Content-Language")
    return Fields(
        title=_header(headers, "Subject"),
        outlet=_outlet(headers),
        author=_authors(str(headers.get("From", ""))),
        language=language if language and _LANGUAGE.fullmatch(language) else None,
        published=moment[0] if moment else None,
        published_at=moment[1] if moment else None,
    )


def _header(headers: Message, name: str) -> str | None:
    value = headers.get(name)
    return None if value is None else _one_line(str(value))


def _outlet(headers: Message) -> str | None:
    stated = _header(headers, "Organization") or _header(headers, "Organisation")
    listed = _LIST_NAME.match(_header(headers, "List-Id") or "")
    return stated or (listed[1].strip() or None if listed else None)


def _authors(value: str) -> str | None:
    """Return the senders' names, or their addresses where they have none."""
    try:
        pairs = getaddresses([value]) if "@" in value else []
    except (RecursionError, ValueError, IndexError):  # comments within comments
        pairs = []
    names = [_one_line(name) or _one_line(address) for name, address in pairs]
    return ", ".join(filter(None, names)) or _one_line(value)


def _one_line(value: str) -> str | None:
    """Return a header's text with encoded words decoded."""
    pieces: list[str] = []
    data, charset, written, position = b"", "", "", 0
    for word in _ENCODED_WORD.finditer(value):
        between = value[position : word.start()]
        follows = bool(charset) and not between.strip()
        if follows and word[1].lower() == charset:  # a character may be split between two words
            data, written = data + _word(word), f"{written} {word[0]}"
        else:
            pieces += [_decoded(data, charset, written), "" if follows else between]
            data, charset, written = _word(word), word[1].lower(), word[0]
        position = word.end()
    pieces += [_decoded(data, charset, written), value[position:]]
    return " ".join(_UNPRINTED.sub(" ", "".join(pieces)).split()) or None


def _word(word: re.Match[str]) -> bytes:
    """Return the bytes of an encoded word; as it is written, where they cannot be had."""
    content = word[3].encode("utf-8")
    try:
        return (
            binascii.a2b_qp(content, header=True) if word[2] in "qQ" else binascii.a2b_base64(content + b"==")
        )
    except binascii.Error:
        return word[0].encode("utf-8")


def _decoded(data: bytes, charset: str, written: str) -> str:
    try:
        return decode_as(data, charset) if data else ""
    except ArticleReadError:
        return written

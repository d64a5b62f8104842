"""Parse XML safely: no access to files or the network, no entity expansion, limited depth.

Belongs here: opening XML for every parser, entities, encodings, and the text of an element as one line.
Does not belong here: any format.

Bytes are decoded here, and references to entities are replaced before lxml sees them: HTML's names
(``&eacute;``), which news formats define in a DTD that is not read, by their characters, other ones by the
reference as plain text. So nothing can expand and nothing is lost. A file that defines entities is refused.
"""

from __future__ import annotations

import html.entities
import re
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.ingest.parsers.charsets import decode_as
from rag.ingest.parsers.decoding import decode
from rag.ingest.parsers.field_values import clean

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["VERSION", "element_line", "local_name", "read_xml", "read_xml_to_fault", "root_name"]

VERSION = f"xml-1+lxml-{version('lxml')}"

_HEAD = 1_000_000
_MAX_PROBLEM = 160
_STEP = 1 << 16
_TOO_MUCH = 114
"""Error code of libxml2: a limit was exceeded."""
_NAMESPACE_FAULTS = range(200, 206)
"""Error codes of libxml2: a prefix without a namespace, and a namespace that is no URI."""

_LOOKAHEAD = " " * 64
"""Padding: lxml reports an element only after it has read so many bytes behind it."""

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_WIDE = re.compile(rb"utf-?(?:16|32)|ucs|iso-10646", re.IGNORECASE)
_REFERENCE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&([A-Za-z_:][\w.:-]*);", re.DOTALL)
_LOOSE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?:[A-Za-z_:][\w.:-]*+;|#(\d{1,7});|#x([\da-fA-F]{1,6});)?",
    re.DOTALL | re.ASCII,
)
"""The same, also a "&" that begins no reference, and references by number."""
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})

_OPTIONS: dict[str, Any] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def read_xml(data: bytes) -> Any:
    """Parse a document.

    Comments and processing instructions are left out. The encoding is the declared one; where the bytes are
    not valid in it, it is found as for plain text.

    Args:
        data: The document.

    Returns:
        Its root, an ``lxml.etree._Element``.

    Raises:
        ArticleReadError: It is not well-formed, defines entities, or is nested too deeply; the message states
            the line.
    """
    from lxml import etree  # noqa: PLC0415 - costs 20 ms

    text = _decoded(data)
    body = text.lstrip()
    try:
        root = etree.fromstring(_spelled_out(body), etree.XMLParser(**_OPTIONS))
    except etree.XMLSyntaxError as error:
        above = text.count("\n", 0, len(text) - len(body))
        raise _refusal(error.code, str(error.msg), above + (error.lineno or 1)) from None
    _refuse_entities(root)
    return root


def read_xml_to_fault(data: bytes) -> tuple[Any, list[Any], ArticleReadError | None]:
    """Parse a document up to its first fault.

    Some errors are repaired, since no character of text is lost or changed: a "&" that begins no reference,
    invalid control characters, prefixes without a namespace.

    Args:
        data: The document.

    Returns:
        Its root; the elements around the fault, outermost first; the fault. Without a fault: the root, an
        empty list and None.

    Raises:
        ArticleReadError: There is no root, or it defines entities.
    """
    from lxml import etree  # noqa: PLC0415 - costs 20 ms

    text = _decoded(data)
    body = text.lstrip()
    source = _spelled_out(_LOOSE.sub(_mended, clean(body.replace("\f", " "))))
    parser = etree.XMLPullParser(events=("start", "end"), **_OPTIONS)
    root, within, error = _followed(parser, source)
    fault = next(iter(parser.feed_error_log.filter_from_fatals()), None)
    above = text.count("\n", 0, len(text) - len(body))
    problem = None
    if fault is not None:
        problem = _refusal(fault.type, fault.message, above + fault.line)
    elif error is not None and error.code not in _NAMESPACE_FAULTS:
        problem = _refusal(error.code, str(error.msg), above + (error.lineno or 1))
    if root is None:
        raise problem or ArticleReadError("not XML: it holds no element.")
    _refuse_entities(root)
    return root, within, problem


def _followed(parser: Any, source: bytes) -> tuple[Any, list[Any], Any]:
    """Feed a parser; return the root, the elements that are open at the end, and the error that ends it."""
    from lxml import etree  # noqa: PLC0415 - costs 20 ms

    root, error = None, None
    within: list[Any] = []
    # A chunk larger than the parser's buffer would be an error, and events keep every element in memory.
    for start in range(0, len(source) + _STEP, _STEP):
        try:
            if start < len(source):
                parser.feed(source[start : start + _STEP])
            else:
                parser.close()
        except etree.XMLSyntaxError as found:
            error = found
        for event, element in parser.read_events():
            root = element if root is None else root
            within = [*within, element] if event == "start" else within[:-1]
        if error is not None:
            break
    return root, within, error


def root_name(stream: BinaryIO) -> tuple[str, str]:
    """Return the name of a document's root, even of a damaged document; the stream is set back.

    Args:
        stream: The document, seekable.

    Returns:
        Its namespace ("" without one) and its local name.

    Raises:
        ArticleReadError: There is no element near the beginning.
    """
    from lxml import etree  # noqa: PLC0415 - costs 20 ms

    head = stream.read(_HEAD)
    stream.seek(0)
    if len(head) == _HEAD and not head.startswith(_BYTE_ORDER_MARKS[1:]):
        head = head[: head.rfind(b">") + 1]  # its end may be in the middle of a character
    text = _decoded(head)
    parser = etree.XMLPullParser(events=("start",), recover=True, **_OPTIONS)
    for part in (*text.lstrip().split(">"), _LOOKAHEAD):
        parser.feed(_spelled_out(f"{part}>"))
        for _, element in parser.read_events():
            # Not by QName, which refuses a prefix without a namespace.
            return str(element.tag).rpartition("}")[0].removeprefix("{"), local_name(element)
    raise ArticleReadError("not XML: no element near its beginning. Give it the suffix of its real format.")


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def element_line(element: Any) -> str | None:
    """Return all text within an element as one line; None where there is none or no element."""
    return None if element is None else " ".join("".join(element.itertext()).split()) or None


def _decoded(data: bytes) -> str:
    if data.startswith((b"<\x00", b"\x00<")):  # UTF-16 without a byte order mark
        data = (b"\xff\xfe" if data[1:2] == b"\x00" else b"\xfe\xff") + data
    if data.startswith(_BYTE_ORDER_MARKS):
        return decode(data)
    found = _DECLARED.match(data.lstrip())
    # ASCII text is not UTF-16, whatever it declares.
    return decode_as(data, found[1].decode("ascii") if found and not _WIDE.match(found[1]) else None)


def _spelled_out(text: str) -> bytes:
    """Replace named references, except in CDATA sections and comments, where they are text."""
    return _REFERENCE.sub(_characters, text).encode("utf-8")


def _characters(found: re.Match[str]) -> str:
    name = found[1]
    if name is None or name in _XML_NAMES:
        return found[0]
    characters = html.entities.html5.get(f"{name};")
    if characters is None:
        return f"&amp;{name};"
    return "".join(f"&#{ord(character)};" for character in characters)


def _mended(found: re.Match[str]) -> str:
    """Escape a stray "&", and remove references to invalid characters."""
    if found[0] == "&":
        return "&amp;"
    number = int(found[1]) if found[1] else int(found[2], 16) if found[2] else None
    if number is None or (number <= sys.maxunicode and clean(chr(number))):
        return found[0]
    return ""


def _refuse_entities(root: Any) -> None:
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise _defines_entities()


def _defines_entities() -> ArticleReadError:
    return ArticleReadError(
        "its DOCTYPE defines entities, which are not read because they can grow without bound or name other "
        "files. Save it again with the entities replaced by their text."
    )


def _refusal(code: int, message: str, line: int) -> ArticleReadError:
    if code == _TOO_MUCH and "depth" in message:
        return ArticleReadError(
            f"more than 256 elements within each other at line {line}. No article needs that."
        )
    if code == _TOO_MUCH and "amplification" in message:
        return _defines_entities()
    problem = re.sub(r"(?:,| )\s*line \d+.*|\s+", " ", message).strip()[:_MAX_PROBLEM]
    return ArticleReadError(
        f"not well-formed XML at line {line}: {problem}. Correct it there or save it again."
    )

"""Word documents (.docx): paragraphs, headings, lists and tables in their order.

Belongs here: the text of the document's body and what its properties state. Does not belong here: headers,
footers and comments, which are no story.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rag.datamodel import Mark
from rag.errors import ArticleReadError
from rag.parsers.items import BYTES_PER_MB, Fields, Item, read_whole
from rag.parsers.marking import with_line_rules
from rag.parsers.stated import clean, language_of, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from rag.parsers.items import Reading

__all__ = ["VERSION", "parse"]

VERSION = f"docx-1+python-docx-{version('python-docx')}"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_UNPACKED_MB = 200
_MAX_PARAGRAPHS = 200_000
_HEAD = 65_536
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of the older binary format begin."""
_HEADING = re.compile(r"heading|title|subtitle", re.IGNORECASE)


def parse(stream: BinaryIO, reading: Reading) -> Iterator[Item]:
    """Read one document.

    Args:
        stream: The file.
        reading: Limits.

    Yields:
        The article; tracked deletions and hidden text are left out, insertions kept.

    Raises:
        ArticleReadError: It is too large or no Word document.
    """
    data = read_whole(stream, reading)
    document = _opened(data)
    text, marks = _laid_out(document)
    stated = document.core_properties
    fields = Fields(
        title=line_of(stated.title),
        author=line_of(stated.author),
        language=language_of(stated.language),
    )
    yield Item(text=text, fields=fields, marks=with_line_rules(text, marks, title=fields.title))


def _opened(data: bytes) -> Any:
    from docx import Document  # noqa: PLC0415 - costs 100 ms
    from docx.opc.exceptions import OpcError  # noqa: PLC0415
    from lxml.etree import LxmlError  # noqa: PLC0415

    if data.startswith(_OLD):
        raise ArticleReadError("is in Word's older binary format (.doc) or encrypted. Save it as .docx.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            size = sum(info.file_size for info in package.infolist())
            if size > _MOST_UNPACKED_MB * BYTES_PER_MB:
                raise ArticleReadError(f"unpacks to over {_MOST_UNPACKED_MB} MB. Take its pictures out.")
            if any(_defines(package, info) for info in package.infolist()):
                raise ArticleReadError("defines a document type, as Word never does. Save it in Word.")
        return Document(io.BytesIO(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise ArticleReadError(f"is no Word document: {error}. Save it again as .docx.") from None
    except (
        OpcError,
        LxmlError,
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
        NotImplementedError,
    ) as error:
        said = " ".join(str(error).split())[:120]
        raise ArticleReadError(f"cannot be read as a Word document: {said}. Save it again.") from None


def _defines(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Say whether a part has a DOCTYPE, with which entities come."""
    if not info.filename.endswith((".xml", ".rels")):
        return False
    with package.open(info) as part:
        return b"<!DOCTYPE" in part.read(_HEAD).replace(b"\x00", b"")


def _laid_out(document: Any) -> tuple[str, list[Mark]]:
    parts: list[str] = []
    marks: list[Mark] = []
    position = 0
    for text, heading in _paragraphs(document):
        if heading:
            marks.append(Mark(start=position, end=position + len(text), role="heading"))
        parts.append(f"{text}\n\n")
        position += len(parts[-1])
    return "".join(parts), marks


def _paragraphs(document: Any) -> Iterator[tuple[str, bool]]:
    """Yield (text, whether it is a heading) of paragraphs and rows of tables, in their order."""
    names = {style.style_id: style.name or "" for style in document.styles}
    count = 0
    in_row = None
    cells: list[str] = []
    for element in document.element.body.iter(f"{_W}p", f"{_W}tr"):
        if element.tag == f"{_W}tr":
            if cells:
                yield " | ".join(cells), False
            cells, in_row = [], element
            continue
        count += 1
        if count > _MAX_PARAGRAPHS:
            raise ArticleReadError(f"over {_MAX_PARAGRAPHS:,} paragraphs. Split it.")
        text = " ".join(clean(_text(element)).split())
        if not text:
            continue
        if in_row is not None and in_row in element.iterancestors():
            cells.append(text)
            continue
        if cells:
            yield " | ".join(cells), False
        cells, in_row = [], None
        style = element.find(f"{_W}pPr/{_W}pStyle")
        named = names.get(style.get(f"{_W}val"), "") if style is not None else ""
        yield text, bool(_HEADING.match(named))
    if cells:
        yield " | ".join(cells), False


def _text(paragraph: Any) -> str:
    """Return what a paragraph shows: not what is deleted or hidden, nor a text box, which has its own."""
    shown = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen"):
        holders = list(node.iterancestors())
        inner = next((h for h in holders if h.tag == f"{_W}p"), None)
        if inner is not paragraph or any(h.tag == f"{_W}del" for h in holders):
            continue
        run = next((h for h in holders if h.tag == f"{_W}r"), None)
        if run is not None and run.find(f"{_W}rPr/{_W}vanish") is not None:
            continue
        shown.append({f"{_W}t": node.text or "", f"{_W}noBreakHyphen": "-"}.get(node.tag, " "))
    return "".join(shown)

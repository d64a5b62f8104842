"""Read Word documents (.docx): paragraphs, headings, lists and tables in their order.

Belongs here: the text of the body and the notes of a document, and the fields that its properties state. Not
read: headers, footers and comments.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from importlib.metadata import version
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.ingest.parsers.field_values import clean, language_of, line_of
from rag.ingest.parsers.items import BYTES_PER_MB, Fields, Item, read_whole
from rag.ingest.parsers.merged_marks import with_line_rules
from rag.ingest.parsers.superscript import superscript
from rag.schema import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from rag.ingest.parsers.items import ParserOptions

__all__ = ["VERSION", "parse"]

VERSION = f"docx-3+python-docx-{version('python-docx')}"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MOST_UNPACKED_MB = 200
_MAX_PARAGRAPHS = 200_000
_HEAD = 65_536
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of files in the older binary format."""
_HEADING = re.compile(r"heading|title|subtitle", re.IGNORECASE)
_SHOWN = tuple(f"{_W}{name}" for name in ("t", "tab", "br", "cr", "noBreakHyphen"))
_UNSHOWN = frozenset(
    {
        f"{_W}del",
        f"{_W}moveFrom",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
"""Elements of tracked deletions, of the old place of moved text, and of fallbacks for older programs."""
_NO_AUTHORS = frozenset(("python-docx", "Apache POI", "Un-named"))
"""Placeholders that python-docx, Apache POI and docx.js write where no author is named."""
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def parse(stream: BinaryIO, options: ParserOptions) -> Iterator[Item]:
    """Read one document.

    Args:
        stream: The file.
        options: The largest size of an article.

    Yields:
        The article; tracked deletions and hidden text are left out, insertions kept.

    Raises:
        ArticleReadError: It is too large or no Word document.
    """
    yield _read(read_whole(stream, options))


def _read(data: bytes) -> Item:
    from docx import Document  # noqa: PLC0415 - costs 100 ms
    from docx.opc.exceptions import OpcError  # noqa: PLC0415
    from lxml.etree import LxmlError  # noqa: PLC0415

    if data.startswith(_OLD):
        raise ArticleReadError("is in Word's older binary format (.doc) or encrypted. Save it as .docx.")
    try:
        _refuse_harmful(data)
        return _item(Document(io.BytesIO(data)).part)
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


def _refuse_harmful(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        size = sum(info.file_size for info in package.infolist())
        if size > _MOST_UNPACKED_MB * BYTES_PER_MB:
            raise ArticleReadError(f"unpacks to over {_MOST_UNPACKED_MB} MB. Take its pictures out.")
        if any(_defines(package, info) for info in package.infolist()):
            raise ArticleReadError("defines a document type, as Word never does. Save it in Word.")


def _defines(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Say whether a part has a DOCTYPE, which could define entities."""
    if not info.filename.endswith((".xml", ".rels")):
        return False
    with package.open(info) as part:
        return b"<!DOCTYPE" in part.read(_HEAD).replace(b"\x00", b"")


def _item(document: Any) -> Item:
    """Return the article of a document's main part."""
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND  # noqa: PLC0415

    body = document.element.find(f"{_W}body")
    if body is None:
        raise ArticleReadError("has no body. Save it again in Word.")
    notes = [_related(document, kind) for kind in (KIND.FOOTNOTES, KIND.ENDNOTES)]
    text, marks = _laid_out([body, *notes], _headings(_related(document, KIND.STYLES)))
    stated = _related(document.package, KIND.CORE_PROPERTIES)
    title, author, language = (
        stated.findtext(f"{_DUBLIN_CORE}{name}") for name in ("title", "creator", "language")
    )
    author = None if author in _NO_AUTHORS else line_of(author)
    fields = Fields(title=line_of(title), author=author, language=language_of(language))
    return Item(text=text, fields=fields, marks=with_line_rules(text, marks, title=fields.title))


def _related(part: Any, kind: str) -> Any:
    """Return the root of the related part of a kind; an empty element where there is none."""
    from docx.oxml.parser import parse_xml  # noqa: PLC0415 - costs 100 ms
    from lxml.etree import Element  # noqa: PLC0415

    related = (rel for rel in part.rels.values() if rel.reltype == kind and not rel.is_external)
    return next((parse_xml(rel.target_part.blob) for rel in related), Element("none"))


def _headings(styles: Any) -> frozenset[str]:
    """Return the ids of the styles whose names are those of headings."""
    return frozenset(
        name.getparent().get(f"{_W}styleId", "")
        for name in styles.iterfind(f"{_W}style/{_W}name")
        if _HEADING.match(name.get(f"{_W}val", ""))
    )


def _laid_out(roots: Iterable[Any], headings: frozenset[str]) -> tuple[str, list[Mark]]:
    parts: list[str] = []
    marks: list[Mark] = []
    position = 0
    for text, heading in _paragraphs(roots, headings):
        if heading:
            marks.append(Mark(start=position, end=position + len(text), role="heading"))
        parts.append(f"{text}\n\n")
        position += len(parts[-1])
    return "".join(parts), marks


def _paragraphs(roots: Iterable[Any], headings: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Yield (text, whether it is a heading) of paragraphs and tables, in their order."""
    count = 0
    table = row = None
    rows: list[list[str]] = []
    for element in chain.from_iterable(root.iter(f"{_W}p", f"{_W}tr") for root in roots):
        if element.tag == f"{_W}tr":
            holder = next(element.iterancestors(f"{_W}tbl"), None)
            if holder is not table:
                yield from _written(rows)
            table, row = holder, element
            rows.append([])
            continue
        count += 1
        if count > _MAX_PARAGRAPHS:
            raise ArticleReadError(f"over {_MAX_PARAGRAPHS:,} paragraphs. Split it.")
        text = " ".join(clean(_text(element)).split())
        if not text:
            continue
        if row is not None and row in element.iterancestors():
            rows[-1].append(text)
            continue
        yield from _written(rows)
        table = row = None
        style = element.find(f"{_W}pPr/{_W}pStyle")
        yield text, style is not None and style.get(f"{_W}val") in headings
    yield from _written(rows)


def _written(rows: list[list[str]]) -> Iterator[tuple[str, bool]]:
    """Yield the rows of a table as lines, if they hold any text, and empty them."""
    lines = [" | ".join(cells) for cells in rows if cells]
    rows.clear()
    if lines:
        yield "\n".join(lines), False


def _text(paragraph: Any) -> str:
    """Return the visible text of a paragraph."""
    shown = [""]
    for (text, high), (behind, _) in pairwise([*_pieces(paragraph), ("", False)]):
        shown.append(superscript(text, before=shown[-1], behind=behind) if high else text)
    return "".join(shown)


def _pieces(paragraph: Any) -> Iterator[tuple[str, bool]]:
    """Yield (text, whether it is superscript) of what is not deleted, hidden or in an inner paragraph."""
    for node in paragraph.iter(*_SHOWN):
        holders = list(node.iterancestors())
        inner = next((h for h in holders if h.tag == f"{_W}p"), None)
        if inner is not paragraph or any(h.tag in _UNSHOWN for h in holders):
            continue
        run = next((h for h in holders if h.tag == f"{_W}r"), None)
        if run is not None and run.find(f"{_W}rPr/{_W}vanish") is not None:
            continue
        align = None if run is None else run.find(f"{_W}rPr/{_W}vertAlign")
        text = {f"{_W}t": node.text or "", f"{_W}noBreakHyphen": "-"}.get(node.tag, " ")
        yield text, align is not None and align.get(f"{_W}val") == "superscript"

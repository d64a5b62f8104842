"""PDF: the text page by page, lines joined into paragraphs, repeated headers and footers marked.

Belongs here: making one text of a document's pages, and what its properties state. Does not belong here:
recognising text in images.
"""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median
from typing import TYPE_CHECKING, Any

from rag.datamodel import Mark
from rag.errors import ArticleReadError
from rag.parsers.dates import read_moment
from rag.parsers.items import Fields, Item, read_whole
from rag.parsers.marking import with_line_rules
from rag.parsers.stated import clean, language_of, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from typing import BinaryIO

    from rag.parsers.items import Reading

__all__ = ["VERSION", "parse"]

VERSION = f"pdf-1+pypdf-{version('pypdf')}"

_MAX_PAGES = 5000
_MAX_CHARACTERS = 20_000_000
_MOST_SECONDS = 120
"""Processor time that one document may take. What runs between two looks at the clock, the reading of one
stream, is bounded by the library."""
_EDGE_LINES = 2
"""Headers and footers are looked for among so many lines at the top and the bottom of a page."""
_REPEATED = 3
"""A line on so many pages, or on half of them, is a header or footer."""
_SHORT = 0.75
"""A line of less than this share of the usual length that ends a sentence ends its paragraph."""
_HYPHEN = re.compile(r"[^\W\d_]{2,}[-\u00ad\u2010]$")
_PAGE_NUMBER = re.compile(r"(?:page |p\. ?|[-–] ?)?\d{1,4}(?: ?[-–]| ?(?:/|of) ?\d{1,4})?", re.IGNORECASE)
_ENDED = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_NO_TITLE = re.compile(
    r"(?:microsoft word - .*|untitled.*|.*\.(?:docx?|pdf|indd|qxd|tex|rtf))$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, or a header or footer: its text, and the page it begins on."""

    text: str
    page: int
    furniture: bool = False


def parse(stream: BinaryIO, reading: Reading) -> Iterator[Item]:
    """Read one document.

    Args:
        stream: The file.
        reading: Limits.

    Yields:
        The article, with the code points at which its pages begin.

    Raises:
        ArticleReadError: It is too large, damaged, protected by a password, or holds no text.
    """
    data = read_whole(stream, reading)
    pages, fields = _read(data)
    if not any(line for page in pages for line in page):
        raise ArticleReadError("holds no text, only images perhaps: run text recognition (OCR) on it first.")
    blocks = _blocks(pages)
    text, marks, starts = _laid_out(blocks, len(pages))
    yield Item(
        text=text, fields=fields, marks=with_line_rules(text, marks, title=fields.title), pages=tuple(starts)
    )


def _read(data: bytes) -> tuple[list[list[str]], Fields]:
    """Return the lines of every page, and what the document states."""
    from pypdf import PdfReader  # noqa: PLC0415 - costs 200 ms
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it finds wrong is no line of ours
    try:
        document = PdfReader(io.BytesIO(data), strict=False)
        if document.is_encrypted and not document.decrypt(""):
            raise ArticleReadError("is protected by a password. Save it without one.")
        if len(document.pages) > _MAX_PAGES:
            raise ArticleReadError(f"over {_MAX_PAGES:,} pages. Split it.")
        pages, size = [], 0
        in_time = _deadline()
        for page in document.pages:
            in_time()
            found = page.extract_text(visitor_operand_before=in_time)
            lines = [" ".join(clean(line).split()) for line in found.splitlines()]
            size += sum(map(len, lines))
            if size > _MAX_CHARACTERS:
                raise ArticleReadError(f"over {_MAX_CHARACTERS:,} characters of text. Split it.")
            pages.append(lines)
        return pages, _fields(document)
    except ArticleReadError:
        raise
    except (PyPdfError, ValueError, TypeError, LookupError, AttributeError, RecursionError, OSError) as error:
        said = " ".join(str(error).split())[:120] or type(error).__name__
        raise ArticleReadError(
            f"cannot be read as PDF: {said}. Save it again or print it to a new PDF."
        ) from None
    except (ArithmeticError, AssertionError, NotImplementedError, MemoryError, UnicodeError) as error:
        raise ArticleReadError(f"cannot be read as PDF ({type(error).__name__}). Save it again.") from None


def _deadline() -> Callable[..., None]:
    """Return what refuses the document once its time is over; called at every step of a page as well."""
    ends = time.thread_time() + _MOST_SECONDS

    def in_time(*_: object) -> None:
        if time.thread_time() > ends:
            raise ArticleReadError(f"took longer than {_MOST_SECONDS} s. Split it, or save its text.")

    return in_time


def _fields(document: Any) -> Fields:
    """Return what the properties state; the time a file was made is not when its text was published."""
    info = document.metadata or {}
    title = line_of(info.get("/Title"))
    root = document.root_object
    published, published_at = _published(document)
    return Fields(
        title=None if title is None or _NO_TITLE.match(title) else title,
        author=line_of(info.get("/Author")),
        language=language_of(root.get("/Lang")) if root else None,
        published=published,
        published_at=published_at,
    )


def _published(document: Any) -> tuple[date | None, str | None]:
    """Return the date of publication that XMP states (PRISM); no other date is one."""
    try:
        stream = document.root_object.get("/Metadata")
        xmp = stream.get_object().get_data().decode("utf-8", "ignore") if stream is not None else ""
    except (ValueError, TypeError, AttributeError, LookupError):
        return None, None
    found = re.search(r"prism:publicationDate(?:>|=[\"'])([^<\"']{8,40})", xmp)
    return (read_moment(found[1]) if found else None) or (None, None)


def _blocks(pages: Sequence[Sequence[str]]) -> list[_Block]:
    """Return headers, footers and paragraphs in order; a paragraph that goes on overleaf is one."""
    repeated = _repeated(pages)
    usual = median([len(line) for page in pages for line in page if line] or [0])
    blocks: list[_Block] = []
    open_lines: list[str] = []
    began = 0
    for number, lines in enumerate(pages):
        body = list(lines)
        edges = _edges(body)
        furniture = [i for i in edges if _is_furniture(body[i], repeated)]
        blocks += [_Block(body[i], number, furniture=True) for i in furniture]
        for i, line in enumerate(body):
            if i in furniture:
                continue
            if not line:
                goes_on = open_lines and not _ENDED.search(open_lines[-1]) and not any(body[i:])
                if not goes_on:
                    _close(open_lines, began, blocks)
                continue
            began = began if open_lines else number
            open_lines.append(line)
            if _ENDED.search(line) and len(line) < _SHORT * usual:
                _close(open_lines, began, blocks)
        if open_lines and _ENDED.search(open_lines[-1]):
            _close(open_lines, began, blocks)
    _close(open_lines, began, blocks)
    return sorted(blocks, key=lambda block: (block.page, not block.furniture))


def _edges(lines: Sequence[str]) -> list[int]:
    """Return the places of the first and the last lines of a page."""
    written = [i for i, line in enumerate(lines) if line]
    return sorted({*written[:_EDGE_LINES], *written[-_EDGE_LINES:]})


def _pattern(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _repeated(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the lines, numbers aside, that stand at the edge of several pages."""
    counts = Counter(pattern for page in pages for pattern in {_pattern(page[i]) for i in _edges(page)})
    fewest = min(_REPEATED, max(2, len(pages) // 2 + 1))
    return frozenset(pattern for pattern, count in counts.items() if count >= fewest)


def _is_furniture(line: str, repeated: frozenset[str]) -> bool:
    return _pattern(line) in repeated or bool(_PAGE_NUMBER.fullmatch(line))


def _close(lines: list[str], page: int, blocks: list[_Block]) -> None:
    """Put the lines of a paragraph together as one, words divided at their ends made whole."""
    if not lines:
        return
    text = lines[0]
    for line in lines[1:]:
        divided = _HYPHEN.search(text) and line[:1].islower()
        text = f"{text[:-1]}{line}" if divided else f"{text} {line}"
    blocks.append(_Block(text, page))
    lines.clear()


def _laid_out(blocks: Sequence[_Block], count: int) -> tuple[str, list[Mark], list[int]]:
    """Return the text, the marks of headers and footers, and where each page begins."""
    parts: list[str] = []
    marks: list[Mark] = []
    starts: list[int] = []
    position = 0
    for block in blocks:
        starts += [position] * (block.page + 1 - len(starts))
        if block.furniture:
            marks.append(Mark(start=position, end=position + len(block.text), role="boilerplate"))
        parts.append(f"{block.text}\n\n")
        position += len(parts[-1])
    starts += [position] * (count - len(starts))
    return "".join(parts), marks, starts

"""Read PDF files: lines joined into paragraphs, repeated headers and footers marked, pages noted.

Belongs here: making one text of the pages of a document, and the fields that its properties state. Does not
belong here: recognising text in images.
"""

from __future__ import annotations

import io
import logging
import math
import re
import time
from collections import Counter
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import accumulate, pairwise
from statistics import median, median_low
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.ingest.parsers.field_values import clean, language_of, line_of
from rag.ingest.parsers.items import Fields, Item, read_whole
from rag.ingest.parsers.merged_marks import with_line_rules
from rag.ingest.parsers.publication_dates import read_moment
from rag.schema import Mark
from rag.text.typography import BEHIND_STOP, STOPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from typing import BinaryIO

    from rag.ingest.parsers.items import ParserOptions

__all__ = ["VERSION", "parse"]

VERSION = f"pdf-3+pypdf-{version('pypdf')}"

_MAX_PAGES = 5000
_MAX_CHARACTERS = 20_000_000
_MOST_SECONDS = 120
"""Processor time for one document, in seconds. It is checked between operations; the library limits each."""
_EDGE_LINES = 2
"""Headers and footers are sought among so many lines at the top and the bottom of a page."""
_REPEATED = 3
"""A line on so many pages, or on half of them, is a header or footer."""
_SHORT = 0.75
"""A line of less than this share of the usual length that ends a sentence ends its paragraph."""
_AROUND = 3
_WELL_UNDER = 0.6
"""A line of less than this share of the longest of so many around it that ends no sentence is a heading."""
_OTHER_SIZE = 0.05
"""Letters whose sizes differ by more than this share are of two sizes."""
_APART = 1.3
"""Lines further apart than so many usual distances are two paragraphs."""
_INITIAL = 2
"""Most letters of a large initial."""
_HYPHEN = re.compile(r"[^\W\d_]{2,}[-\u00ad\u2010]$")
_PAGE_NUMBER = re.compile(r"(?:page |p\. ?|[-–] ?)?\d{1,4}(?: ?[-–]| ?(?:/|of) ?\d{1,4})?", re.IGNORECASE)
_ENDED = re.compile(rf"[{STOPS}:]{BEHIND_STOP}")
_NO_TITLE = re.compile(
    r"(?:microsoft word - .*|untitled.*|.*\.(?:docx?|pdf|indd|qxd|tex|rtf))$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: its text and page, the size of its letters and its height, 0 where they are not known."""

    text: str
    page: int
    size: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class _Usual:
    """The usual line of a document; ``apart`` is the usual distance of two lines, in sizes of letters."""

    length: float
    size: float
    apart: float


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, or a header or footer: its text, and where in it its pages begin, the first at 0."""

    text: str
    begins: dict[int, int]
    furniture: bool = False


def parse(stream: BinaryIO, options: ParserOptions) -> Iterator[Item]:
    """Read one document.

    Args:
        stream: The file.
        options: The largest size of an article.

    Yields:
        The article, with the code points at which its pages begin.

    Raises:
        ArticleReadError: It is too large, damaged, protected by a password, or holds no text.
    """
    data = read_whole(stream, options)
    pages, fields = _read(data)
    if not any(line.text for page in pages for line in page):
        raise ArticleReadError("holds no text, only images perhaps: run text recognition (OCR) on it first.")
    blocks = _blocks(pages)
    text, marks, starts = _laid_out(blocks, len(pages))
    yield Item(
        text=text, fields=fields, marks=with_line_rules(text, marks, title=fields.title), pages=tuple(starts)
    )


def _read(data: bytes) -> tuple[list[list[_Line]], Fields]:
    """Return the lines of every page, and the metadata fields of the document."""
    from pypdf import PdfReader  # noqa: PLC0415 - costs 200 ms
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings are not for our users
    try:
        document = PdfReader(io.BytesIO(data), strict=False)
        if document.is_encrypted and not document.decrypt(""):
            raise ArticleReadError("is protected by a password. Save it without one.")
        if len(document.pages) > _MAX_PAGES:
            raise ArticleReadError(f"over {_MAX_PAGES:,} pages. Split it.")
        pages, size = [], 0
        in_time = _deadline()
        for number, page in enumerate(document.pages):
            in_time()
            lines = _lines(page, number, in_time)
            size += sum(len(line.text) for line in lines)
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


def _lines(page: Any, number: int, in_time: Callable[..., None]) -> list[_Line]:
    """Return the lines of a page, which is numbered from 0."""
    pieces: list[_Line] = []

    def put(text: str, cm: Sequence[float], tm: Sequence[float], _: object, size: float) -> None:
        scale = math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
        pieces.append(_Line(text, number, size * scale, tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))

    found = page.extract_text(visitor_operand_before=in_time, visitor_text=put)
    if "".join(piece.text for piece in pieces) != found:
        pieces = [_Line(found, number)]
    lines: list[_Line] = []
    within: list[_Line] = []
    for piece in pieces:
        for part in piece.text.splitlines(keepends=True):
            within.append(replace(piece, text=part))
            if part.splitlines() != [part]:
                lines.append(_line(within))
                within.clear()
    return [*lines, _line(within)] if within else lines


def _line(pieces: Sequence[_Line]) -> _Line:
    """Join pieces to a line, with the size and height that most of its letters have."""
    text = "".join(piece.text for piece in pieces)
    return replace(max(pieces, key=lambda piece: len(piece.text.strip())), text=" ".join(clean(text).split()))


def _deadline() -> Callable[..., None]:
    """Return a function that refuses the document once its time is up; every step of a page calls it."""
    ends = time.thread_time() + _MOST_SECONDS

    def in_time(*_: object) -> None:
        if time.thread_time() > ends:
            raise ArticleReadError(f"took longer than {_MOST_SECONDS} s. Split it, or save its text.")

    return in_time


def _fields(document: Any) -> Fields:
    """Return the fields that the properties state; the file's date of creation is not that of publication."""
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
    """Return the date of publication in XMP (PRISM); no other date of a PDF is one of publication."""
    try:
        stream = document.root_object.get("/Metadata")
        xmp = stream.get_object().get_data().decode("utf-8", "ignore") if stream is not None else ""
    except (ValueError, TypeError, AttributeError, LookupError):
        return None, None
    found = re.search(r"prism:publicationDate(?:>|=[\"'])([^<\"']{8,40})", xmp)
    return (read_moment(found[1]) if found else None) or (None, None)


def _blocks(pages: Sequence[Sequence[_Line]]) -> list[_Block]:
    """Return paragraphs in order, joined across pages; headers and footers come behind their page."""
    repeated, usual = _repeated(pages), _usual(pages)
    blocks: list[_Block] = []
    open_lines: list[_Line] = []
    for number, lines in enumerate(pages):
        furniture = [i for i in _edges(lines) if _is_furniture(lines[i].text, repeated)]
        blocks += [_Block(lines[i].text, {number: 0}, furniture=True) for i in furniture]
        body = [line for i, line in enumerate(lines) if i not in furniture]
        last = max((i for i, line in enumerate(body) if line.text), default=-1)
        for i, line in enumerate(body):
            if not line.text:
                if i < last:
                    _close(open_lines, blocks)
                continue
            near = (*open_lines[-_AROUND:], *body[i : i + _AROUND])
            if open_lines and _are_apart(open_lines[-1], line, usual, max(len(n.text) for n in near)):
                _close(open_lines, blocks)
            open_lines.append(line)
            if _ENDED.search(line.text) and len(line.text) < _SHORT * usual.length:
                _close(open_lines, blocks)
        if open_lines and _ENDED.search(open_lines[-1].text):
            _close(open_lines, blocks)
    _close(open_lines, blocks)
    return sorted(blocks, key=lambda block: (min(block.begins), block.furniture))


def _usual(pages: Sequence[Sequence[_Line]]) -> _Usual:
    written = [[line for line in page if line.text] for page in pages]
    every = [line for page in written for line in page]
    apart = [
        (above.height - below.height) / below.size
        for page in written
        for above, below in pairwise(page)
        if below.size and above.height > below.height and not _differ(above, below.size)
    ]
    return _Usual(
        length=median([len(line.text) for line in every] or [0]),
        size=median([line.size for line in every] or [0]),
        apart=median_low(apart or [0]),
    )


def _differ(line: _Line, size: float) -> bool:
    """Say whether a line has letters of another size; a large initial does not count."""
    return len(line.text) > _INITIAL and abs(line.size - size) > _OTHER_SIZE * max(line.size, size)


def _are_apart(above: _Line, below: _Line, usual: _Usual, width: int) -> bool:
    """Say whether a paragraph ends between two lines, by their sizes or distance, or behind a heading."""
    if _differ(above, below.size):
        return True
    ended = bool(_ENDED.search(above.text))
    far = usual.apart and above.height - below.height > _APART * usual.apart * below.size
    if far and (ended or not below.text[0].islower()):
        return True
    heading = below if ended else above
    return (
        below.text[0].isupper()
        and len(heading.text) < _WELL_UNDER * width
        and not heading.text.endswith((",", "-"))
        and not _ENDED.search(heading.text)
        and not _differ(heading, usual.size)
    )


def _edges(lines: Sequence[_Line]) -> list[int]:
    """Return the places of the first and the last lines of a page."""
    written = [i for i, line in enumerate(lines) if line.text]
    return sorted({*written[:_EDGE_LINES], *written[-_EDGE_LINES:]})


def _pattern(line: str) -> str:
    """Return a line without the numbers that change from header to header; a sentence keeps its numbers."""
    return line if _ENDED.search(line) else re.sub(r"\d+", "#", line)


def _repeated(pages: Sequence[Sequence[_Line]]) -> frozenset[str]:
    """Return the lines, without their numbers, that are at the top or bottom of several pages."""
    counts = Counter(pattern for page in pages for pattern in {_pattern(page[i].text) for i in _edges(page)})
    fewest = min(_REPEATED, max(2, len(pages) // 2 + 1))
    return frozenset(pattern for pattern, count in counts.items() if count >= fewest)


def _is_furniture(line: str, repeated: frozenset[str]) -> bool:
    return _pattern(line) in repeated or bool(_PAGE_NUMBER.fullmatch(line))


def _close(lines: list[_Line], blocks: list[_Block]) -> None:
    """Join the lines of a paragraph, and the halves of words divided at line ends.

    A word that is divided between two pages belongs to the first of them.
    """
    if not lines:
        return
    pieces, begins, position = [], {lines[0].page: 0}, 0
    for above, line in pairwise(lines):
        divided = _HYPHEN.search(above.text) and line.text[:1].islower()
        pieces.append(above.text[:-1] if divided else f"{above.text} ")
        position += len(pieces[-1])
        rest_of_word = len(line.text.split(" ", 1)[0]) + 1 if divided else 0
        begins.setdefault(line.page, position + rest_of_word)
    blocks.append(_Block("".join([*pieces, lines[-1].text]), begins))
    lines.clear()


def _laid_out(blocks: Sequence[_Block], count: int) -> tuple[str, list[Mark], list[int]]:
    """Return the text, the marks of headers and footers, and where each page begins.

    A page without text begins where the next one does. Headers and footers of a page whose last paragraph
    continues on the next page come after that paragraph, and so after the beginning of the next page.
    """
    parts: list[str] = []
    marks: list[Mark] = []
    starts: dict[int, int] = {}
    position = 0
    for block in blocks:
        for page, begin in block.begins.items():
            starts.setdefault(page, position + begin)
        if block.furniture:
            marks.append(Mark(start=position, end=position + len(block.text), role="boilerplate"))
        parts.append(f"{block.text}\n\n")
        position += len(parts[-1])
    pages = [starts.get(page, position) for page in range(count)]
    return "".join(parts), marks, list(accumulate(reversed(pages), min))[::-1]

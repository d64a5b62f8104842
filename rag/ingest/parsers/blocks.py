"""Cut an HTML tree into blocks (paragraphs, headings, list items, rows), and write blocks as text.

Belongs here: which text of a tree a reader sees, and where a block begins and ends. Does not belong here:
parsing HTML (`rag.ingest.parsers.markup`), which blocks of a page (`rag.ingest.parsers.page_story`) or of a
fragment (`rag.ingest.parsers.html_fragments`) are story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.ingest.parsers.field_values import clean
from rag.ingest.parsers.linked_data import is_linked_data
from rag.ingest.parsers.markup import BLOCKS, is_shown, raise_figures, write_formulas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Block", "blocks_of", "free_layout", "is_struck", "letters_of", "prepare", "take", "written"]

_MOST_ELEMENTS = 100_000
_MOST_DEPTH = 1_500_000
_MOST_NESTED_TEXT = 100_000_000
"""Limits of a tree: number of elements, sum of their depths, characters times depth. Time grows with each."""

_CELL = 200
"""A table with a longer cell, in characters, is there for layout only."""
_LINE_BREAKS = 2

_SPACE = re.compile(r"\s+")
_NOT_LETTER = re.compile(r"[\W_]+")
_STRUCK = frozenset("del s strike rt".split())
"""Elements of struck-out text, and of the pronunciation above a word (ruby)."""


@dataclass(slots=True)
class Block:
    """A paragraph, heading, item or row; only a line end separates one that is ``joined`` from the last."""

    element: Any
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    before: str = ""
    joined: bool = False
    text: str = ""
    letters: str = ""


def prepare(root: Any) -> None:
    """Remove what no reader sees, and write raised figures and formulas as text.

    Args:
        root: The root of a tree from `rag.ingest.parsers.markup.tree_of`; it is changed.

    Raises:
        ArticleReadError: It has far more elements than an article needs.
    """
    _drop_unseen(root)
    _refuse_endless(root)
    raise_figures(root)
    write_formulas(root)


def take(elements: Iterable[Any]) -> list[Block]:
    """Remove elements from their tree, and return their blocks.

    Args:
        elements: Elements of a tree after `prepare`, none within another.

    Returns:
        Their blocks, in order.
    """
    taken: list[Block] = []
    for element in elements:
        taken += blocks_of(element)
        element.drop_tree()  # keeps the text behind it
    return taken


def is_struck(element: Any) -> bool:
    """Say whether an element is no part of the sentence around it: struck-out text, or a pronunciation."""
    return element.tag in _STRUCK


def free_layout(root: Any) -> None:
    """Turn custom elements, forms and layout tables into blocks.

    Args:
        root: The root of a tree after `prepare`; it is changed.
    """
    _name_own_elements(root)
    _free_tables_and_forms(root)


def blocks_of(whole: Any) -> Iterator[Block]:
    """Yield the blocks of an element that have letters, in order."""
    from lxml import etree  # noqa: PLC0415 - costs 50 ms

    blocks = [Block(whole)]
    for event, element in etree.iterwalk(whole, events=("start", "end")):
        if event == "start":
            _open(element, blocks)
            _put(element, None if element.tag == "script" else element.text, blocks)
        elif element is not whole:
            _close(element, blocks)
            _put(element.getparent(), element.tail, blocks)
    for block in blocks:
        block.text = _SPACE.sub(" ", clean("".join(block.pieces))).strip().strip("|").strip()
        block.letters = letters_of(block.text)
        if block.letters:
            yield block


def written(blocks: Sequence[Block]) -> str:
    """Return the text of blocks: a blank line between them, a line for each item or row, a final line end."""
    pieces: list[str] = []
    previous: Block | None = None
    for block in blocks:
        if previous is not None:
            items = bool(block.before and previous.before)
            rows = block.element.tag == previous.element.tag == "tr"
            pieces.append("\n" if items or rows or block.joined else "\n\n")
        pieces.append(block.before + block.text)
        previous = block
    return "".join([*pieces, "\n"])


def letters_of(text: str) -> str:
    """Return only the letters and digits of a text, for comparison."""
    return _NOT_LETTER.sub("", text)


def _drop_unseen(root: Any) -> None:
    """Remove what no reader sees, but not JSON-LD in scripts: some pages have their story there."""
    for element in list(root.iter()):
        parent = element.getparent()
        if (
            parent is not None
            and not is_shown(element)
            and element.tag != "head"
            and (element.tag, parent.tag) != ("title", "head")
            and not is_linked_data(element)
        ):
            element.drop_tree()  # keeps the text behind it


def _refuse_endless(root: Any) -> None:
    depths: dict[Any, int] = {root: 0}
    nested = 0
    for element in root.iterdescendants():
        depth = depths[element] = depths[element.getparent()] + 1
        nested += depth * (len(element.text or "") + len(element.tail or ""))
    if len(depths) > _MOST_ELEMENTS or sum(depths.values()) > _MOST_DEPTH or nested > _MOST_NESTED_TEXT:
        raise ArticleReadError(
            f"{len(depths):,} elements, nested too deep or too many to read in time. "
            "No article needs that: save its text."
        )


def _name_own_elements(root: Any) -> None:
    """Turn custom elements ("news-paragraph") into blocks, those within running text excepted."""
    for outer in root.iter():
        own = [child for child in outer if "-" in child.tag]
        if own and not _has_text(outer):
            for element in own:
                element.set("class", f"{element.get('class') or ''} {element.tag}")
                element.tag = "div"


def _has_text(element: Any) -> bool:
    return any(text and not text.isspace() for text in (element.text, *(child.tail for child in element)))


def _free_tables_and_forms(root: Any) -> None:
    """Turn forms and the cells of layout tables into blocks; a table of data stays a table."""
    every = len(root.text_content())
    for form in root.iter("form"):
        if next(form.iter("h1"), None) is not None or 2 * len(form.text_content()) > every:
            form.tag = "div"
    for table in list(root.iter("table"))[::-1]:  # inner tables first
        own = [e for e in table.iter("td", "th") if next(e.iterancestors("table")) is table]
        if any(map(_is_layout, own)):
            for element in (
                table,
                *table.iter("tr", "td", "th", "tbody", "thead", "tfoot", "caption", "center"),
            ):
                if element is table or next(element.iterancestors("table"), table) is table:
                    element.tag = "div"


def _is_layout(cell: Any) -> bool:
    return (
        next(cell.iter("p", "div", "table", "h1", "h2", "article"), None) is not None
        or sum(1 for _ in cell.iter("br")) >= _LINE_BREAKS
        or len(cell.text_content()) > _CELL
    )


def _open(element: Any, blocks: list[Block]) -> None:
    tag = element.tag
    if tag in ("td", "th"):
        blocks[-1].pieces.append(" | ")
    elif tag == "br":
        parent = element.getparent()
        blocks.append(Block(parent, joined=bool("".join(blocks[-1].pieces).strip())))
    elif tag in BLOCKS:
        blocks.append(Block(element))
        if tag in ("li", "dd", "dt"):
            blocks[-1].before = "- "


def _close(element: Any, blocks: list[Block]) -> None:
    if element.tag in BLOCKS and element.tag not in ("br", "td", "th"):
        blocks.append(Block(element.getparent()))


def _put(element: Any, text: str | None, blocks: list[Block]) -> None:
    """Add text that is directly within an element to its block; lines of `pre` stay lines."""
    if not text:
        return
    lines = text.split("\n") if element.tag == "pre" else [text]
    for number, line in enumerate(lines):
        if number:
            blocks.append(Block(element, joined=bool("".join(blocks[-1].pieces).strip())))
        blocks[-1].pieces.append(line)
        if _is_link(element):
            blocks[-1].linked += len(letters_of(line))


def _is_link(element: Any) -> bool:
    """Say whether an element is within a link; an anchor without an address is no link."""
    return (element.tag == "a" and element.get("href") is not None) or any(
        outer.get("href") is not None for outer in element.iterancestors("a")
    )

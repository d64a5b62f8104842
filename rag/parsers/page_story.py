"""Which blocks of a web page are its story: trafilatura's choice, with what it leaves out between them.

Belongs here: blocks of a page, choosing among them, writing them down, and what stands beside them. Does
not belong here: parsing HTML (`rag.parsers.markup`), what a page states about itself (`rag.parsers.html`),
subscription lines and other marks (`rag.parsers.story`).

trafilatura judges, this package writes: the text is taken from the page's own blocks, so that paragraphs,
items and rows stay apart as the page has them.
"""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.parsers.items import Beside
from rag.parsers.linked_data import is_linked_data
from rag.parsers.markup import BLOCKS, is_shown, raise_figures
from rag.parsers.stated import clean
from rag.typography import BEHIND_STOP, STOPS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Story", "is_sentence", "story_of"]

_MOST_ELEMENTS = 100_000
_MOST_DEPTH = 1_500_000
_MOST_NESTED_TEXT = 100_000_000
"""Elements, the sum of their depths, and characters times depth: trafilatura's time grows with each."""

_LONG = 30
"""So many letters do not stand in two places by chance."""
_CELL = 200
"""A table with a cell of more characters lays out a page."""
_LINE_BREAKS = 2
_LEAST_WORDS = 6
_LEAST_LETTERS = 30
_MOST_LINKED = 0.4
_ENOUGH_LETTERS = 200
"""So many letters outside links are a story even where no line of them is a sentence."""

_WAY_BACK = " ↩↑^\ufe0e"
"""What leads from a note back into the text."""

_SPACE = re.compile(r"\s+")
_NOT_LETTER = re.compile(r"[\W_]+")
_ENDS_SENTENCE = re.compile(rf"[{STOPS}]{BEHIND_STOP}")
_HEADING = re.compile(r"h[1-6]$")
_NOISE_ELEMENTS = frozenset("aside button dialog figcaption figure footer form input label nav".split())
_NOISE_ROLES = frozenset("alert banner complementary contentinfo dialog form navigation search".split())
_NOISE_NAME = re.compile(
    r"newsletter|subscri|sign-?up|log-?in|promo|share|sharing|social|related|recommend|comment(?!ary)|cookie|consent"
    r"|caption|credit|author|byline|copyright|legal|disclaimer|advert|sponsor|paywall|modal|popup|breadcrumb"
    r"|footer|pull-?quote|(?:^|[\s_-])(?:ad|ads|bio|nav|menu|tags?)(?:$|[\s_-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Story:
    """The story of a page, and the elements of its blocks in their order; none where no block holds it.

    ``beside`` is what else a reader sees on the page, in its order, dialogs last.
    """

    text: str = ""
    elements: tuple[Any, ...] = ()
    beside: tuple[Beside, ...] = ()


@dataclass(slots=True)
class _Block:
    """A paragraph, heading, item or row as the page has it; ``joined`` to the one before by a line end."""

    element: Any
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    before: str = ""
    joined: bool = False
    text: str = ""
    letters: str = ""


def story_of(root: Any) -> Story:
    """Return the story of a page, one paragraph a block, items and rows a line each.

    Args:
        root: The page's `html` element; it is changed: what no reader sees is no longer in it.

    Returns:
        The story; one of "" where there is none.

    Raises:
        ArticleReadError: The page has far more elements than an article needs.
    """
    _drop_unseen(root)
    _refuse_endless(root)
    raise_figures(root)
    dialogs = _taken_dialogs(root)
    _name_own_elements(root)
    _free_layout(root)
    blocks = list(_blocks(root.find("body")))
    found = _judged(root)
    chosen = _aligned(blocks, found)
    if chosen is None:
        if not _is_story([(line, 0) for line in found]):
            return Story()
        others = _without(found, blocks)
        return Story(_written_lines(found), beside=tuple(map(_beside, [*others, *dialogs])))
    chosen |= _left_out(root, blocks, chosen) | _told_in_captions(blocks, chosen)
    chosen |= _between(blocks, chosen)
    story = [block for position, block in enumerate(blocks) if position in chosen]
    if not _is_story([(block.text, block.linked) for block in story]):
        return Story()
    others = [block for position, block in enumerate(blocks) if position not in chosen]
    return Story(
        _written(story),
        tuple(block.element for block in story),
        tuple(map(_beside, [*others, *dialogs])),
    )


def is_sentence(text: str) -> bool:
    """Say whether a block's text ends as sentences do and is long enough for one."""
    return bool(_ENDS_SENTENCE.search(text)) and (
        len(text.split()) >= _LEAST_WORDS or len(_letters(text)) >= _LEAST_LETTERS
    )


def _drop_unseen(root: Any) -> None:
    """Remove what no reader sees; the data of scripts stays, which is where some pages have their story."""
    for element in list(root.iter()):
        parent = element.getparent()
        if (
            parent is not None
            and not is_shown(element)
            and element.tag not in ("head", "title")
            and not is_linked_data(element)
        ):
            element.drop_tree()  # the text behind it stays


def _taken_dialogs(root: Any) -> list[_Block]:
    """Take out what asks something before a page can be read, unless the story itself stands in it."""
    taken: list[_Block] = []
    for element in list(root.iter()):
        role = (element.get("role") or "").lower()
        if (
            (element.tag == "dialog" or role in ("dialog", "alertdialog"))
            and element.getparent() is not None
            and next(element.iter("button", "input"), None) is not None
            and next(element.iter("h1", "article", "main", "body"), None) is None
        ):
            taken += _blocks(element)
            element.drop_tree()
    return taken


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
    """Make blocks of a site's own elements ("news-paragraph") that stand among elements, not within text."""
    for outer in root.iter():
        own = [child for child in outer if "-" in child.tag]
        if own and not _has_text(outer):
            for element in own:
                element.set("class", f"{element.get('class') or ''} {element.tag}")
                element.tag = "div"


def _has_text(element: Any) -> bool:
    return any(text and not text.isspace() for text in (element.text, *(child.tail for child in element)))


def _free_layout(root: Any) -> None:
    """Make blocks of forms and of the cells of tables that lay out a page; a table of figures stays one."""
    every = len(root.text_content())
    for form in root.iter("form"):
        if next(form.iter("h1"), None) is not None or 2 * len(form.text_content()) > every:
            form.tag = "div"
    for table in list(root.iter("table"))[::-1]:  # inner ones first
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


def _blocks(whole: Any) -> Iterator[_Block]:
    """Yield the blocks within an element that hold letters."""
    from lxml import etree  # noqa: PLC0415 - costs 50 ms

    blocks = [_Block(whole)]
    for event, element in etree.iterwalk(whole, events=("start", "end")):
        if event == "start":
            _open(element, blocks)
            _put(element, None if element.tag == "script" else element.text, blocks)
        elif element is not whole:
            _close(element, blocks)
            _put(element.getparent(), element.tail, blocks)
    for block in blocks:
        block.text = _SPACE.sub(" ", clean("".join(block.pieces))).strip().strip("|").strip()
        block.letters = _letters(block.text)
        if block.letters:
            yield block


def _open(element: Any, blocks: list[_Block]) -> None:
    tag = element.tag
    if tag in ("td", "th"):
        blocks[-1].pieces.append(" | ")
    elif tag == "br":
        parent = element.getparent()
        blocks.append(_Block(parent, joined=bool("".join(blocks[-1].pieces).strip())))
    elif tag in BLOCKS:
        blocks.append(_Block(element))
        if tag in ("li", "dd", "dt"):
            blocks[-1].before = "- "


def _close(element: Any, blocks: list[_Block]) -> None:
    if element.tag in BLOCKS and element.tag not in ("br", "td", "th"):
        blocks.append(_Block(element.getparent()))


def _put(element: Any, text: str | None, blocks: list[_Block]) -> None:
    """Add text that stands directly within an element; lines of `pre` stay lines."""
    if not text:
        return
    lines = text.split("\n") if element.tag == "pre" else [text]
    for number, line in enumerate(lines):
        if number:
            blocks.append(_Block(element, joined=bool("".join(blocks[-1].pieces).strip())))
        blocks[-1].pieces.append(line)
        if _is_link(element):
            blocks[-1].linked += len(_letters(line))


def _is_link(element: Any) -> bool:
    """Say whether an element stands in a link; an anchor without an address is none."""
    return (element.tag == "a" and element.get("href") is not None) or any(
        outer.get("href") is not None for outer in element.iterancestors("a")
    )


def _letters(text: str) -> str:
    return _NOT_LETTER.sub("", text)


def _judged(root: Any) -> list[str]:
    """Return the lines that trafilatura takes for the story."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - costs half a second

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds wrong is no line of ours
    page = deepcopy(root)
    _keep_times(page)
    found: Any = bare_extraction(page, include_comments=False, with_metadata=False)
    lines = (found.text or "").splitlines() if found is not None else []
    return [clean(_SPACE.sub(" ", line).strip()) for line in lines if _letters(line)]


def _keep_times(page: Any) -> None:
    """Make words of the times within sentences: trafilatura leaves out a time and all that it says."""
    within: dict[Any, list[Any]] = {}
    for element in page.iter("time"):
        block = next(outer for outer in element.iterancestors() if outer.tag in BLOCKS)
        within.setdefault(block, []).append(element)
    for block, times in within.items():
        if next(block.iterdescendants(*BLOCKS), None) is None and is_sentence(block.text_content().strip()):
            for element in times:
                element.tag = "span"


def _aligned(blocks: list[_Block], found: list[str]) -> set[int] | None:
    """Return which blocks hold the lines found; None where a part of them stands in no block.

    A line that stands twice on the page, as a pull quote does, is taken from where it is not said to be
    something else.
    """
    keys = list(map(_letters, found))
    whole, exact = "".join(keys), set(keys)
    covered = bytearray(len(whole))
    chosen: set[int] = set()
    noise = [_is_noise(block.element, None) for block in blocks]
    for among in (False, True):
        cursor = 0
        for position, block in enumerate(blocks):
            size = len(block.letters)
            if noise[position] is not among:
                continue
            at = cursor if whole.startswith(block.letters, cursor) else -1
            if at < 0 and (size >= _LONG or (block.letters in exact and not among)):
                at = whole.find(block.letters, 0 if size >= _LONG else cursor)
            if at >= 0 and not all(covered[at : at + size]):
                covered[at : at + size] = b"\1" * size
                chosen.add(position)
                cursor = at + size if size >= _LONG or at == cursor else cursor
    missed = max(map(len, bytes(covered).split(b"\1")))
    return None if missed >= _LONG else chosen


def _left_out(root: Any, blocks: list[_Block], chosen: set[int]) -> set[int]:
    """Return the sentences that stand between the headline and the end of the story and were not chosen.

    Without any chosen block, the whole page is looked at.
    """
    first, last = (min(chosen), max(chosen)) if chosen else (0, len(blocks) - 1)
    headlines = [n for n in range(first) if _is_headline(blocks[n].element)]
    holders = {root}
    for position in chosen:
        element = blocks[position].element
        while element not in holders:
            holders.add(element)
            element = element.getparent()
    # The links of a box are weighed together: a teaser's words are not linked, its headline is.
    linked: dict[Any, list[int]] = {}
    boxes: dict[int, Any] = {}
    for position in range(headlines[-1] + 1 if headlines else first, last + 1):
        if position not in chosen:
            box = boxes[position] = _box(blocks[position].element, holders)
            sums = linked.setdefault(box, [0, 0])
            sums[0] += blocks[position].linked
            sums[1] += len(blocks[position].letters)
    return {
        position
        for position, box in boxes.items()
        if is_sentence(blocks[position].text)
        and blocks[position].linked <= _MOST_LINKED * len(blocks[position].letters)
        and linked[box][0] <= _MOST_LINKED * linked[box][1]
        and not _is_noise(blocks[position].element, box)
        and next(box.iter("form", "input", "button"), None) is None
    }


def _between(blocks: list[_Block], chosen: set[int]) -> set[int]:
    """Return the short sentences that stand between two chosen blocks, one at least of the same kind."""
    return {
        position
        for position in range(1, len(blocks) - 1)
        if position not in chosen
        and {position - 1, position + 1} <= chosen
        and _ENDS_SENTENCE.search(blocks[position].text.rstrip(_WAY_BACK))
        and not _is_noise(blocks[position].element, None)
        and 2 * blocks[position].linked <= len(blocks[position].letters)
        and _kind(blocks[position].element)
        in (_kind(blocks[position - 1].element), _kind(blocks[position + 1].element))
    }


def _kind(element: Any) -> tuple[Any, ...]:
    """Return the tags of an element and of all around it."""
    return tuple(e.tag for e in (element, *element.iterancestors()))


def _told_in_captions(blocks: list[_Block], chosen: set[int]) -> set[int]:
    """Return the captions of a page that say more than its paragraphs do, as in a story told in pictures."""
    captions = {
        position
        for position, block in enumerate(blocks)
        if position not in chosen
        and is_sentence(block.text)
        and (
            block.element.tag == "figcaption"
            or next(block.element.iterancestors("figcaption"), None) is not None
        )
    }
    told = sum(len(blocks[position].letters) for position in chosen)
    return captions if sum(len(blocks[position].letters) for position in captions) > told else set()


def _is_headline(element: Any) -> bool:
    return element.tag == "h1" or next(element.iterancestors("h1"), None) is not None


def _box(element: Any, holders: set[Any]) -> Any:
    """Return the outermost element around one that holds no chosen block; itself where it holds one."""
    for outer in element.iterancestors():
        if outer in holders or element in holders:
            break
        element = outer
    return element


def _is_noise(element: Any, box: Any) -> bool:
    """Say whether an element, or one around it up to the box, is said not to be story."""
    while element is not None:
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if (
            element.tag in _NOISE_ELEMENTS
            or (element.get("role") or "").lower() in _NOISE_ROLES
            or (element.tag not in ("body", "html") and _NOISE_NAME.search(names))
        ):
            return True
        if element is box:
            break
        element = element.getparent()
    return False


def _is_story(lines: list[tuple[str, int]]) -> bool:
    """Say whether (line, letters of it in links) hold a sentence or much text: a menu has neither."""
    free = [(text, len(_letters(text)) - linked) for text, linked in lines]
    return sum(n for _, n in free) >= _ENOUGH_LETTERS or any(
        _ENDS_SENTENCE.search(text) and 2 * n > len(_letters(text)) for text, n in free
    )


def _without(found: list[str], blocks: list[_Block]) -> list[_Block]:
    """Return the blocks that the lines found do not hold."""
    lines = set(map(_letters, found))
    whole = "".join(map(_letters, found))
    return [b for b in blocks if b.letters not in (whole if len(b.letters) >= _LONG else lines)]


def _beside(block: _Block) -> Beside:
    is_frame = block.linked > _MOST_LINKED * len(block.letters) or _is_noise(block.element, None)
    return Beside(block.before + block.text, "frame" if is_frame else "boilerplate")


def _written(story: list[_Block]) -> str:
    pieces: list[str] = []
    previous: _Block | None = None
    for block in story:
        if previous is not None:
            items = bool(block.before and previous.before)
            rows = block.element.tag == previous.element.tag == "tr"
            pieces.append("\n" if items or rows or block.joined else "\n\n")
        pieces.append(block.before + block.text)
        previous = block
    return "".join([*pieces, "\n"])


def _written_lines(found: list[str]) -> str:
    return "\n\n".join(found) + "\n"

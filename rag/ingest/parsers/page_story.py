"""Find the blocks of a web page that are its story.

Belongs here: choosing among the blocks of a page; the lines that are not story. Does not belong here: parsing
HTML (`rag.ingest.parsers.markup`), the fields of a page (`rag.ingest.parsers.page_fields`), subscription
lines and other marks (`rag.ingest.parsers.boilerplate`).

trafilatura chooses the lines; blocks between them that it leaves out are added. The text is taken from the
page's own blocks, so that paragraphs, list items and rows stay separate as on the page.
"""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.ingest.parsers.blocks import blocks_of, free_layout, is_struck, letters_of, prepare, take, written
from rag.ingest.parsers.field_values import clean
from rag.ingest.parsers.items import Beside
from rag.ingest.parsers.markup import BLOCKS, outermost
from rag.text.typography import BEHIND_STOP, STOPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.ingest.parsers.blocks import Block

__all__ = ["PageStory", "is_sentence", "story_of"]

_LONG = 30
"""Two places of a page with so many equal letters hold the same text, not by chance."""
_LEAST_WORDS = 6
_LEAST_LETTERS = 30
_MOST_LINKED = 0.4
_ENOUGH_LETTERS = 200
"""A text with so many letters outside links is a story even where no line of it is a sentence."""

_WAY_BACK = " ↩↑^\ufe0e"
"""The sign of a link from a note back into the text."""

_SPACE = re.compile(r"\s+")
_ENDS_SENTENCE = re.compile(rf"[{STOPS}]{BEHIND_STOP}")
_HEADING = re.compile(r"h[1-6]$")
_COMMENT = re.compile("comment", re.IGNORECASE)
_WITHIN_SENTENCES = ("time", "math", "svg", "output")
_NOISE_ELEMENTS = frozenset(
    "aside button del dialog figcaption figure footer form input label nav rt s strike".split()
)
_NOISE_ROLES = frozenset("alert banner complementary contentinfo dialog form navigation search".split())
_NOISE_NAME = re.compile(
    r"newsletter|subscri|sign-?up|log-?in|promo|share|sharing|social|related|recommend|comment(?!ary)|cookie|consent"
    r"|caption|credit|author|byline|copyright|legal|disclaimer|advert|sponsor|paywall|modal|popup|breadcrumb"
    r"|footer|pull-?quote|(?:^|[\s_-])(?:ad|ads|bio|nav|menu|tags?)(?:$|[\s_-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PageStory:
    """The story of a page, and the elements of its blocks in order; none where no block of the page holds it.

    ``beside`` has all other visible lines of the page, in order, those of dialogs last.
    """

    text: str = ""
    elements: tuple[Any, ...] = ()
    beside: tuple[Beside, ...] = ()


def story_of(root: Any) -> PageStory:
    """Return the story of a page: a paragraph for each block, a line for each list item or row.

    Args:
        root: The page's `html` element; what no reader sees is removed from it.

    Returns:
        The story; with empty text where there is none.

    Raises:
        ArticleReadError: The page has far more elements than an article needs.
    """
    prepare(root)
    aside = [*take(outermost(root, is_struck)), *take(outermost(root, _is_dialog))]
    free_layout(root)
    blocks = list(blocks_of(root.find("body")))
    found = _text_and_blocks(root, blocks, _judged(deepcopy(root)))
    if found is None and (page := _without_opinion(root)) is not None:
        found = _text_and_blocks(root, blocks, _judged(page))
    if found is None:
        return PageStory(beside=_beside([*blocks, *aside], letters=0))
    text, story = found
    held = set(map(id, story)) if story else _repeated(text, blocks)
    others = [block for block in blocks if id(block) not in held]
    beside = _beside([*others, *aside], letters=len(letters_of(text)))
    return PageStory(text, tuple(block.element for block in story), beside)


def _text_and_blocks(root: Any, blocks: list[Block], found: list[str]) -> tuple[str, list[Block]] | None:
    """Return the text of a story and its blocks (none where no block holds it); None where it is no story."""
    chosen = _aligned(blocks, found)
    if chosen is None:
        return (_written_lines(found), []) if _is_story([(line, 0) for line in found]) else None
    chosen |= _left_out(root, blocks, chosen) | _captions_as_story(blocks, chosen)
    chosen |= _between(blocks, chosen)
    story = [block for position, block in enumerate(blocks) if position in chosen]
    return (written(story), story) if _is_story([(b.text, b.linked) for b in story]) else None


def is_sentence(text: str) -> bool:
    """Say whether the text of a block is a sentence: long enough, and with the end of one."""
    return bool(_ENDS_SENTENCE.search(text)) and (
        len(text.split()) >= _LEAST_WORDS or len(letters_of(text)) >= _LEAST_LETTERS
    )


def _is_dialog(element: Any) -> bool:
    """Say whether an element is a dialog over the page, such as one about cookies, without the story."""
    role = (element.get("role") or "").lower()
    return (
        (element.tag == "dialog" or role in ("dialog", "alertdialog"))
        and next(element.iter("button", "input"), None) is not None
        and next(element.iter("h1", "article", "main", "body"), None) is None
    )


def _judged(page: Any) -> list[str]:
    """Return the lines that trafilatura chooses as the story; the page is changed."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - costs half a second

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings are not for our users
    _keep_words(page)
    found: Any = bare_extraction(page, include_comments=False, with_metadata=False)
    lines = (found.text or "").splitlines() if found is not None else []
    return [clean(_SPACE.sub(" ", line).strip()) for line in lines if letters_of(line)]


def _without_opinion(root: Any) -> Any:
    """Return a page without "comment" in names, as opinion pieces have it too; None where it has none."""
    page = deepcopy(root)
    named = [(e, key) for e in page.iter() for key in ("class", "id") if _COMMENT.search(e.get(key) or "")]
    for element, key in named:
        del element.attrib[key]
    return page if named else None


def _keep_words(page: Any) -> None:
    """Replace times and formulas within sentences by their text, since trafilatura leaves them out."""
    within: dict[Any, list[Any]] = {}
    for element in page.iter(*_WITHIN_SENTENCES):
        block = next(outer for outer in element.iterancestors() if outer.tag in BLOCKS)
        within.setdefault(block, []).append(element)
    for block, elements in within.items():
        if next(block.iterdescendants(*BLOCKS), None) is None and is_sentence(block.text_content().strip()):
            for element in elements:
                element.text, element.tag = element.text_content(), "span"
                del element[:]


def _aligned(blocks: list[Block], found: list[str]) -> set[int] | None:
    """Return the places of the blocks that hold the lines; None where a part of them is in no block.

    A line that is twice on the page, as a pull quote is, is taken from the block that is not named as
    something else than story.
    """
    keys = list(map(letters_of, found))
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


def _left_out(root: Any, blocks: list[Block], chosen: set[int]) -> set[int]:
    """Return the blocks of sentences between the headline and the end of the story that were not chosen.

    Where no block is chosen, those of the whole page are returned.
    """
    first, last = (min(chosen), max(chosen)) if chosen else (0, len(blocks) - 1)
    headlines = [n for n in range(first) if _is_headline(blocks[n].element)]
    holders = {root}
    for position in chosen:
        element = blocks[position].element
        while element not in holders:
            holders.add(element)
            element = element.getparent()
    # The links of a box count together: of a teaser the headline is linked, the other words are not.
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
        and not _is_linked(blocks[position])
        and linked[box][0] <= _MOST_LINKED * linked[box][1]
        and not _is_noise(blocks[position].element, box)
        and next(box.iter("form", "input", "button"), None) is None
    }


def _between(blocks: list[Block], chosen: set[int]) -> set[int]:
    """Return blocks of short sentences between two chosen blocks, one of which at least has the same tags."""
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


def _captions_as_story(blocks: list[Block], chosen: set[int]) -> set[int]:
    """Return the captions of a page where they have more text than its paragraphs, as in a photo story."""
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
    letters = sum(len(blocks[position].letters) for position in chosen)
    return captions if sum(len(blocks[position].letters) for position in captions) > letters else set()


def _is_headline(element: Any) -> bool:
    return element.tag == "h1" or next(element.iterancestors("h1"), None) is not None


def _box(element: Any, holders: set[Any]) -> Any:
    """Return the outermost element around this one without a chosen block; this one where it holds one."""
    for outer in element.iterancestors():
        if outer in holders or element in holders:
            break
        element = outer
    return element


def _is_noise(element: Any, box: Any) -> bool:
    """Say whether an element, or one around it up to the box, is named as something else than story."""
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
    """Say whether lines, each with its number of letters in links, are a story: a menu has no sentence."""
    free = [(text, len(letters_of(text)) - linked) for text, linked in lines]
    return sum(n for _, n in free) >= _ENOUGH_LETTERS or any(
        _ENDS_SENTENCE.search(text) and 2 * n > len(letters_of(text)) for text, n in free
    )


def _repeated(text: str, blocks: list[Block]) -> set[int]:
    """Return the ids of the blocks that are lines of a text."""
    lines = set(map(letters_of, text.splitlines()))
    whole = letters_of(text)
    return {id(b) for b in blocks if b.letters in (whole if len(b.letters) >= _LONG else lines)}


def _beside(blocks: Sequence[Block], *, letters: int) -> tuple[Beside, ...]:
    """Return the lines of the blocks that are not story, each with its role.

    Args:
        blocks: All blocks that were not chosen.
        letters: Number of letters of the story. A page may name elements as something else than its story
            (menu, related). If their sentences have more letters than the story, they may be the story after
            all and are not marked as frame.

    Returns:
        The lines, in order.
    """
    noise = [block for block in blocks if _is_noise(block.element, None) and not _is_linked(block)]
    said = sum(len(block.letters) for block in noise if is_sentence(block.text))
    frame = {id(b) for b in noise if said <= letters or not is_sentence(b.text)}
    frame |= {id(b) for b in blocks if _is_linked(b)}
    return tuple(Beside(b.before + b.text, "frame" if id(b) in frame else "boilerplate") for b in blocks)


def _is_linked(block: Block) -> bool:
    return block.linked > _MOST_LINKED * len(block.letters)


def _written_lines(found: list[str]) -> str:
    return "\n\n".join(found) + "\n"

"""HTML as a tree, and the plain text of a piece of it, as feeds, mail and databases hold it.

Belongs here: parsing within bounds, what nobody sees, blocks to paragraphs. Does not belong here: telling the
story of a whole page from what stands around it (`rag.parsers.page_story`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.parsers.items import Beside, Told
from rag.parsers.stated import clean
from rag.parsers.superscript import superscript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["BLOCKS", "REVISION", "is_shown", "raise_figures", "text_of_html", "told_of_html", "tree_of"]

REVISION = "markup-3"
"""Names what text is read from a piece of HTML, by whatever parser holds one."""

BLOCKS = frozenset(
    "address article aside blockquote body br center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section summary "
    "table tbody td th tfoot thead tr ul".split()
)
"""Elements whose text stands apart from what is before and behind them."""

_UNSHOWN = frozenset(
    "script style template head title noscript iframe object svg math select textarea".split()
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_SHARE = re.compile(
    r"\b(?:sharedaddy|jp-relatedposts|addtoany|shar(?:e|ing)-?(?:bar|box|buttons?|links?|this)|social-?(?:share|links|icons))\b",
    re.IGNORECASE,
)
"""Classes of what publishing systems put below a text."""
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)
_SPACE = re.compile(r"\s+")

_MOST_ATTRIBUTES = 500
_LEAST_SUSPECT = 1_000
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?+"""
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
_START_TAG = re.compile(
    rf"""<!--.*?(?:--!?>|\Z)
    |<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>])(?P<first>(?:{_ATTRIBUTE})*+)
        .*?(?=</(?P=raw)|\Z)
    |<[a-z][^\s/>]*+(?P<second>(?:{_ATTRIBUTE})*+)""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
"""Consumes what it matches whatever follows, so that a search over a page takes linear time."""


def tree_of(source: str) -> Any:
    """Parse HTML, however broken.

    Args:
        source: A page or a piece of one, without control characters.

    Returns:
        The `html` element, without comments; None where there is no element and no text.

    Raises:
        ArticleReadError: Elements are nested so deep, or one has so many attributes, that the parser would
            stop or never come to an end.
    """
    from lxml import etree  # noqa: PLC0415 - costs 50 ms
    from lxml import html as lxml_html  # noqa: PLC0415

    _refuse_attributes(source)
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = lxml_html.document_fromstring(source.encode("utf-8"), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    # Where the parser meets its limit it stops without an error, and what follows would be lost.
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ArticleReadError(
            "elements nested too deep: the rest of the page could not be read. Save it as text."
        )
    return root


def _refuse_attributes(source: str) -> None:
    """Refuse elements of very many attributes: the parser's time grows with the square of their number."""
    for found in _START_TAG.finditer(source):
        attributes = found["first"] or found["second"] or ""
        if len(attributes) > _LEAST_SUSPECT and len(_ONE_ATTRIBUTE.findall(attributes)) > _MOST_ATTRIBUTES:
            raise ArticleReadError(
                f"an element has over {_MOST_ATTRIBUTES} attributes. No article needs that: save its text."
            )


def is_shown(element: Any) -> bool:
    """Say whether a reader sees what is in an element, as far as the element itself tells.

    Args:
        element: Of a tree that `tree_of` gave.

    Returns:
        False for scripts, styles and the like, and for hidden elements; a hidden body waits for its script.
    """
    if element.tag in ("html", "body"):
        return True
    return (
        isinstance(element.tag, str)
        and element.tag not in _UNSHOWN
        and element.get("hidden") is None
        and not _HIDDEN_STYLE.search(element.get("style") or "")
    )


def raise_figures(root: Any) -> None:
    """Write superscripts as plain text: `10<sup>6</sup>` as "10⁶", `3<sup>1</sup>/<sub>2</sub>` as "3 1/2".

    Args:
        root: Of a tree that `tree_of` gave; its elements `sup` are changed.
    """
    for element in _outermost(root, "sup"):
        if all(map(is_shown, element.iter())):
            text = "".join(element.itertext())
            above, following = element.getprevious(), element.getnext()
            before = element.getparent().text if above is None else above.tail
            is_over = following is not None and following.tag == "sub"
            written = superscript(text, before=before or "", behind=(element.tail or "") if is_over else "")
            if written != text:
                del element[:]
                element.text = written


def _outermost(root: Any, tag: str) -> list[Any]:
    """Return the elements of a name that stand in no other of it: what is nested deep is looked at once."""
    from lxml import etree  # noqa: PLC0415 - costs 50 ms

    found = []
    walker = etree.iterwalk(root, events=("start",), tag=tag)
    for _, element in walker:
        found.append(element)
        walker.skip_subtree()
    return found


def _taken_from_beside(root: Any) -> tuple[Beside, ...]:
    """Take out navigation, boxes for sharing; captions and lone links unless they say more than the rest."""
    menus = [e for e in root.iter() if e.tag == "nav" or _SHARE.search(e.get("class") or "")]
    lines = [line for menu in menus if menu.tag not in ("html", "body") for line in _taken(menu)]
    beside = [*_outermost(root, "figcaption"), *filter(_is_one_link, _outermost(root, "p"))]
    if 2 * sum(len(element.text_content()) for element in beside) <= len(root.text_content()):
        lines += [line for element in beside for line in _taken(element)]
    return tuple(Beside(line, "frame") for line in lines)


def _taken(element: Any) -> list[str]:
    """Take an element out and return its lines; none where what is around it was taken before."""
    within: list[list[str]] = [[]]
    element.drop_tree()
    element.tail = None
    _gather(element, within)
    for part in list(element):
        element.remove(part)
    element.text = None
    return list(_lines(clean("".join(block)) for block in within))


def _is_one_link(paragraph: Any) -> bool:
    links = [link.text_content() for link in _outermost(paragraph, "a")]
    return len(links) == 1 and links[0].strip() == paragraph.text_content().strip()


def text_of_html(html: str) -> str:
    """Return the text of a piece of HTML, one paragraph a block, a blank line between them.

    Args:
        html: Any markup, however broken.

    Returns:
        The text, without scripts, styles, comments and hidden elements; "" where there is none.
    """
    return _read(html, lambda _root: ()).text


def told_of_html(html: str) -> Told:
    """Return the text of a piece of HTML, apart from what stands beside a story.

    Args:
        html: Any markup, however broken.

    Returns:
        The text as `text_of_html`; beside it navigation, boxes for sharing, captions, and paragraphs that are
        a link.
    """
    return _read(html, _taken_from_beside)


def _read(html: str, take: Callable[[Any], tuple[Beside, ...]]) -> Told:
    source = clean(html)
    if not source.strip():
        return Told("")
    try:
        root = tree_of(source)
    except ArticleReadError:
        return Told(_joined(_TAG.sub("\n", _SCRIPT.sub("<", source)).split("\n")))
    if root is None:
        return Told("")
    blocks: list[list[str]] = [[]]
    raise_figures(root)
    beside = take(root)
    _gather(root, blocks)
    # A reference such as "&#1;" makes a control character that the source did not hold.
    return Told(_joined(clean("".join(block)) for block in blocks), beside)


def _gather(root: Any, blocks: list[list[str]]) -> None:
    """Put the text within an element into blocks; without recursion, since nesting may be deep."""
    waiting: list[tuple[Any, bool]] = [(root, False)]
    while waiting:
        element, closing = waiting.pop()
        block = element.tag in BLOCKS
        if closing:
            if block:
                blocks.append([])
            blocks[-1].append(element.tail or "")
            continue
        if block:
            blocks.append([])
        waiting.append((element, True))
        if is_shown(element):
            blocks[-1].append(element.text or "")
            waiting += [(child, False) for child in reversed(element)]


def _joined(blocks: Iterable[str]) -> str:
    return "\n\n".join(_lines(blocks))


def _lines(blocks: Iterable[str]) -> Iterator[str]:
    return filter(None, (_SPACE.sub(" ", block).strip() for block in blocks))

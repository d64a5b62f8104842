"""Parse HTML into a tree.

Belongs here: parsing within limits, which elements are visible and which are blocks, writing raised figures
and formulas as text. Does not belong here: the text of a tree (`rag.ingest.parsers.blocks`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rag.errors import ArticleReadError
from rag.ingest.parsers.formulas import formula
from rag.ingest.parsers.superscript import superscript

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BLOCKS", "is_shown", "outermost", "raise_figures", "tree_of", "write_formulas"]

BLOCKS = frozenset(
    "address article aside blockquote body br center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section summary "
    "table tbody td th tfoot thead tr ul".split()
)
"""Block elements: their text is separate from the text before and behind them."""

_UNSHOWN = frozenset(
    "script style template head title noscript iframe object select textarea rp desc metadata".split()
)
_HIDDEN_STYLE = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE
)

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
"""Its quantifiers are possessive and always match, so that a search over a page takes linear time."""


def tree_of(source: str) -> Any:
    """Parse HTML, however broken.

    Args:
        source: A page or a fragment, without control characters.

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
    # At its limit the parser stops without an error, and the rest of the page would be lost.
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
    """Say whether a reader sees the content of an element, judging by the element alone.

    Args:
        element: An element of a tree from `tree_of`.

    Returns:
        False for scripts, styles and the like, and for hidden elements, but not for a hidden body, which a
        script shows later.
    """
    if element.tag in ("html", "body"):
        return True
    return (
        isinstance(element.tag, str)
        and (element.tag not in _UNSHOWN or element.get("shadowrootmode") is not None)
        and element.get("hidden", "until-found") == "until-found"
        and not _HIDDEN_STYLE.search(element.get("style") or "")
    )


def raise_figures(root: Any) -> None:
    """Write superscripts as plain text: `10<sup>6</sup>` as "10⁶", `3<sup>1</sup>/<sub>2</sub>` as "3 1/2".

    Args:
        root: The root of a tree from `tree_of`; its elements `sup` are changed.
    """
    for element in outermost(root, lambda e: e.tag == "sup"):
        if all(map(is_shown, element.iter())):
            text = "".join(element.itertext())
            above, following = element.getprevious(), element.getnext()
            before = element.getparent().text if above is None else above.tail
            is_over = following is not None and following.tag == "sub"
            written = superscript(text, before=before or "", behind=(element.tail or "") if is_over else "")
            if written != text:
                del element[:]
                element.text = written


def write_formulas(root: Any) -> None:
    """Write formulas in MathML as text.

    Args:
        root: The root of a tree from `tree_of`; its elements `math` are changed.
    """
    for element in outermost(root, lambda e: e.tag == "math"):
        text = formula(element)
        del element[:]
        element.text = text


def outermost(root: Any, matches: Callable[[Any], bool]) -> list[Any]:
    """Return the elements that match and are not within another that matches.

    Args:
        root: The root of a tree from `tree_of`.
        matches: Says whether an element matches.

    Returns:
        The elements, in order.
    """
    from lxml import etree  # noqa: PLC0415 - costs 50 ms

    found = []
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        if matches(element):
            found.append(element)
            walker.skip_subtree()
    return found

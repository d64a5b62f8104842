"""Read XML files of any news format, by their root element.

Belongs here: which parser reads which root element. Does not belong here: any format.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from rag.ingest.parsers import newsml, safe_xml
from rag.ingest.parsers.items import Unread
from rag.ingest.parsers.safe_xml import root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from rag.ingest.parsers.items import Item, Parse, ParserOptions

__all__ = ["VERSION", "parse"]

VERSION = f"by-root-2+{safe_xml.VERSION}"

_ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_FORMATS: dict[str, tuple[str, tuple[str, ...]]] = {
    "nitf": ("nitf", ()),
    **dict.fromkeys(newsml.ROOTS, ("newsml", ())),
    "rss": ("feed", ()),
    "feed": ("feed", _ATOM),
    "RDF": ("feed", ("http://www.w3.org/1999/02/22-rdf-syntax-ns#",)),
    "html": ("html", ("", "http://www.w3.org/1999/xhtml")),
    "HTML": ("html", ("",)),
}
"""Root element → (parser, namespaces in which it counts; none listed: any)."""


def parse(stream: BinaryIO, options: ParserOptions) -> Iterator[Item | Unread]:
    """Read a file as the format that its root element names.

    Args:
        stream: The file.
        options: The limits, and the keys of fields.

    Yields:
        The items of that format's parser; an `Unread` for another format.

    Raises:
        ArticleReadError: It is not XML, or the format's parser refuses it.
    """
    namespace, name = root_name(stream)
    module, namespaces = _FORMATS.get(name, ("", ()))
    if not module or (namespaces and namespace not in namespaces):
        said = f"<{name}> in {namespace}" if namespace else f"<{name}>"
        reason = (
            f"its root is {said[:200]}; of XML, NITF, NewsML-G2, RSS, Atom and XHTML are read. "
            "Convert it to one of these or to JSON."
        )
        yield Unread(state="unsupported", reason=reason)
        return
    read = cast("Parse", import_module(f"rag.ingest.parsers.{module}").parse)
    yield from read(stream, options)

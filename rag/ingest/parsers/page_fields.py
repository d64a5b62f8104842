"""Find the fields of a web page: title, outlet, author, date of publication, address, language.

Belongs here: which of several statements is taken, and which ones are about something else on the page. Does
not belong here: JSON-LD itself (`rag.ingest.parsers.linked_data`), the story
(`rag.ingest.parsers.page_story`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from rag.ingest.parsers.field_values import address_of, author_of, language_of, line_of
from rag.ingest.parsers.items import Fields
from rag.ingest.parsers.linked_data import linked_article, names_of, text_of
from rag.ingest.parsers.page_story import is_sentence
from rag.ingest.parsers.publication_dates import read_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from rag.ingest.parsers.page_story import PageStory

__all__ = ["fields_of"]

_OUTLET_BEHIND = re.compile(r"\s+[|–—·»:-]\s+\S")
_PUBLISHED = (
    "article:published_time og:published_time datepublished date pubdate publishdate publish-date dc.date "
    "dc.date.issued dcterms.date dcterms.issued parsely-pub-date sailthru.date"
).split()
"""Names of the meta elements with the time of publication, likeliest first."""
_LONGEST = 100
"""Most characters of a time or a name that is visible on the page."""
_OTHER = re.compile(
    r"comment(?!ary)|teaser|related|recommend|promo|popular|trending|sidebar|(?:^|\s)widget|read-?next",
    re.IGNORECASE,
)
"""Names and classes of elements that are not part of a story."""
_CHANGED = re.compile(
    r"updat|modif|revis|edited|aktualisiert|geändert|mise? à jour|actualiz|aggiornat|bijgewerkt|обновл",
    re.IGNORECASE,
)
_PUBLICATION = re.compile(r"publish|posted", re.IGNORECASE)
_BYLINE = re.compile(r"(?:^|[\s_-])(?:author|byline)(?:[_-]+names?)?(?=\s|$)", re.IGNORECASE)
"""Classes of elements with the authors' names, those of boxes about an author excepted."""
_QUOTED = frozenset("blockquote q figure figcaption".split())
"""Elements that name somebody other than the story's author."""
_INLINE = frozenset("a abbr b em i span strong".split())
_NO_NAME = re.compile(r"\b(?:all|more|posts?|articles?|stories|profile|website)\b|//|@", re.IGNORECASE)


def fields_of(root: Any, story: PageStory) -> Fields:
    """Return the fields of a page: from JSON-LD first, then meta elements, then visible elements.

    Args:
        root: The page's `html` element, as `rag.ingest.parsers.page_story.story_of` left it.
        story: The page's story.

    Returns:
        The fields; None for one that no statement about the story gives.
    """
    stated = _stated(root)
    headings = [line_of(heading.text_content()) for heading in root.iter("h1")]
    shown = [title for title in (*headings, line_of(root.findtext(".//title"))) if title]
    addresses = [*root.xpath("//link[@rel='canonical']/@href"), *stated["og:url"]]
    linked = linked_article(root, [*stated["og:title"], *shown], addresses)
    own = _own(root, story)
    times = [linked.get("datePublished"), *(time for name in _PUBLISHED for time in stated[name])]
    published, published_at = _first_moment(*times, *_times(root, story, own))
    return Fields(
        title=_title(_first(text_of, linked.get("headline"), *stated["og:title"]), headings)
        or next(iter(shown), None),
        outlet=_joined(names_of(linked.get("publisher")))
        or _first(line_of, *stated["og:site_name"], *stated["dc.publisher"], *stated["dcterms.publisher"]),
        author=_first(
            _joined,
            names_of(linked.get("author")),
            names_of(stated["author"]),
            names_of(stated["article:author"]),
            names_of(stated["dc.creator"]),
            names_of(stated["dcterms.creator"]),
            _authors(root, own),
        ),
        url=_first(address_of, *addresses, linked.get("url")),
        language=_first(
            language_of,
            _language_around(story),
            root.get("lang"),
            root.get("xml:lang"),
            *stated["content-language"],
            linked.get("inLanguage"),
        ),
        published=published,
        published_at=published_at,
    )


def _language_around(story: PageStory) -> str | None:
    """Return the language that most blocks of the story have by their nearest `lang`; None where none has."""
    stated = (element.xpath("ancestor-or-self::*[@lang][1]/@lang") for element in story.elements)
    spoken = Counter(_first(language_of, *found) for found in stated)
    return max(spoken, key=spoken.__getitem__, default=None)


def _title(stated: str | None, headings: list[str | None]) -> str | None:
    """Return the stated title, without the outlet's name behind the visible headline."""
    for heading in headings:
        if stated and heading and _OUTLET_BEHIND.match(stated.removeprefix(heading)):
            return heading
    return stated


def _stated(root: Any) -> defaultdict[str, list[str]]:
    """Return the values of the page's meta elements by their names in lower case."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for element in root.iter("meta"):
        content = line_of(element.get("content"))
        for name in ("property", "name", "http-equiv"):
            if content and element.get(name):
                found[element.get(name).strip().lower()].append(content)
    return found


def _own(root: Any, story: PageStory) -> Callable[[Any], bool | None]:
    """Return a function that says whether an element is about the story; None for one within no `article`.

    An `article` element is that of the story where it holds at least half of it, or the page's only headline;
    teasers and comments are `article` elements too.
    """
    headlines = list(root.iter("h1"))
    headed = set(headlines[0].iterancestors()) if len(headlines) == 1 else set()
    held = Counter(outer for inner in story.elements for outer in (inner, *inner.iterancestors()))

    @cache
    def is_beside(element: Any) -> bool:
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        return element.tag in ("aside", "nav") or bool(_OTHER.search(names))

    def is_own(element: Any) -> bool | None:
        for outer in (element, *element.iterancestors()):
            if outer is not element and (outer.tag == "article" or outer.get("itemscope") is not None):
                return outer in headed or 0 < len(story.elements) <= 2 * held[outer]
            if is_beside(outer):
                return False
        return None

    return is_own


def _times(root: Any, story: PageStory, own: Callable[[Any], bool | None]) -> Iterator[str]:
    """Yield times that elements name as publication, then other times within the story's `article`.

    A time within a sentence does not count: the story is about it.
    """
    named = [e for e in root.iter() if _has(e, "itemprop", "datePublished") or e.get("pubdate") is not None]
    sentences = {element for element in set(story.elements) if is_sentence(element.text_content().strip())}
    plain = [
        e
        for e in root.iter("time")
        if own(e) and sentences.isdisjoint(e.iterancestors()) and not _is_of_change(e)
    ]
    for element in (*(e for e in named if own(e) is not False), *plain):
        stated = element.get("content") or element.get("datetime") or element.text_content()
        yield (line_of(stated) or "")[:_LONGEST]


def _is_of_change(element: Any) -> bool:
    """Say whether a time is that of a change, by its names, those of elements around, or the words before."""
    parent, previous = element.getparent(), element.getprevious()
    before = (parent.text if previous is None else previous.tail) or ""
    if previous is not None and not before.strip():
        before = previous.text_content()
    named = (" ".join(e.get(key) or "" for key in ("class", "id", "itemprop")) for e in (element, parent))
    return bool(_CHANGED.search(before[-_LONGEST:])) or any(
        _CHANGED.search(names) and not _PUBLICATION.search(names) for names in named
    )


def _authors(root: Any, own: Callable[[Any], bool | None]) -> list[str]:
    """Return the names that elements state as authors, else those of a byline with author links or class."""
    named = [e for e in root.iter() if _has(e, "itemprop", "author") and own(e) is not False]
    links = [e for e in root.iter("a") if _has(e, "rel", "author") and own(e)]
    shown = links or [e for e in _innermost(_BYLINE, root) if own(e) and _is_byline(e)]
    byline = [e for e in shown if e.getparent() is shown[0].getparent()]
    lines = (author_of(_name(element)) for element in named or byline)
    return [line for line in lines if line and len(line) <= _LONGEST and not _NO_NAME.search(line)]


def _innermost(classes: re.Pattern[str], root: Any) -> list[Any]:
    """Return the elements with a class that hold no other such element."""
    found = [e for e in root.iter() if classes.search(e.get("class") or "")]
    outer = {outer for inner in found for outer in inner.iterancestors()}
    return [e for e in found if e not in outer]


def _is_byline(element: Any) -> bool:
    """Say whether an element can be a byline: one line without digits, in no quotation or picture."""
    return (
        all(inner.tag in _INLINE for inner in element.iterdescendants())
        and not any(outer.tag in _QUOTED for outer in element.iterancestors())
        and not any(map(str.isdigit, element.text_content()))
    )


def _name(element: Any) -> str | None:
    inner = next((e for e in element.iter() if _has(e, "itemprop", "name")), element)
    return line_of(inner.get("content") or inner.text_content())


def _has(element: Any, attribute: str, word: str) -> bool:
    return word in (element.get(attribute) or "").split()


def _joined(names: Iterable[str]) -> str | None:
    return ", ".join(dict.fromkeys(names)) or None


def _first_moment(*values: Any) -> tuple[date | None, str | None]:
    """Return the first publication date that can be read."""
    moments = (read_moment(value) for value in values if isinstance(value, str))
    return next((moment for moment in moments if moment), (None, None))


def _first(read: Callable[[Any], str | None], *values: Any) -> str | None:
    return next((found for value in values if (found := read(value))), None)

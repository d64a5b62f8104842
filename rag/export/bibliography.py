"""The articles that answers cite, as BibTeX and as CSL-JSON.

Belongs here: keys, names of authors, dates, and both formats. Does not belong here: which articles are cited
(`cited`).
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import date
from typing import Any

from rag.rendering import one_line, web_address

__all__ = ["sources_as_bibtex", "sources_as_csl"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Names of the months that every BibTeX style defines."""

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)
"""Character → LaTeX. Braces are written as commands, because BibTeX counts a brace even after a backslash."""

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_APART = re.compile(r"\s*(?:;|,|&|\band\b)\s*")
_PERSON = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}")
_NO_PERSON = frozenset(
    "agency agencies bureau correspondents desk editorial editors news newsroom office press reporters "
    "service staff team the wire writers".split()
)
_PARTICLES = frozenset("al bin da de del della den der di dos du el la le ten ter van von zu".split())


def sources_as_bibtex(sources: list[dict[str, Any]]) -> str:
    """Return articles as BibTeX in UTF-8, for BibTeX and biblatex alike.

    Args:
        sources: Metadata of the articles, from `cited.sources_of`.

    Returns:
        One entry for each article, in the same order; unknown fields are left out.
    """
    keys = _keys(sources)
    return "\n".join(_entry(key, source) for key, source in zip(keys, sources, strict=True))


def sources_as_csl(sources: list[dict[str, Any]]) -> str:
    """Return articles as CSL-JSON, schema 1.0.

    Args:
        sources: Metadata of the articles, from `cited.sources_of`.

    Returns:
        One JSON array in ASCII, which ends in a line end; unknown fields are left out.
    """
    items = [_item(key, source) for key, source in zip(_keys(sources), sources, strict=True)]
    return json.dumps(items, indent=2) + "\n"


def _keys(sources: list[dict[str, Any]]) -> list[str]:
    """Return a key for each article: name of author or outlet, year, eight digits of a hash.

    A key depends on nothing but the metadata. The hash is over all of it, since an article that is cited with
    two versions of its metadata is two sources.
    """
    keys = []
    for source in sources:
        authors, published = _names(source.get("author")), _published(source)
        name = authors[0].get("family") or authors[0].get("literal", "") if authors else source.get("outlet")
        digest = hashlib.sha256(json.dumps(source, sort_keys=True).encode()).hexdigest()[:8]
        keys.append(f"{_slug(name or '') or 'article'}{published.year if published else ''}-{digest}")
    return keys


def _slug(text: str) -> str:
    """Return the ASCII letters and digits of a name in lower case, at most 24."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", errors="ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain)[:24]


def _entry(key: str, source: dict[str, Any]) -> str:
    published, language = _published(source), source.get("language")
    outlet = one_line(source.get("outlet") or "")
    fields = {
        "author": " and ".join(map(_bibtex_name, _names(source.get("author")))),
        "title": f"{{{_latex(source['title'])}}}",
        "journal": _latex(outlet),
        "year": f"{published.year:04}" if published else "",
        "month": _MONTHS[published.month - 1] if published else "",
        "day": str(published.day) if published else "",
        "url": web_address(source.get("url")) or "",
        "language": language if language and _LANGUAGE_TAG.fullmatch(language) else "",
    }
    lines = [
        f"  {name} = {value}," if name == "month" else f"  {name} = {{{value}}},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@{'article' if outlet else 'misc'}{{{key},", *lines, "}", ""])


def _latex(text: str) -> str:
    return one_line(text).translate(_LATEX)


def _bibtex_name(name: dict[str, str]) -> str:
    if "literal" in name:
        return f"{{{_latex(name['literal'])}}}"
    return f"{_latex(name['family'])}, {_latex(name['given'])}"


def _item(key: str, source: dict[str, Any]) -> dict[str, Any]:
    published, language = _published(source), source.get("language")
    fields = {
        "id": key,
        "type": "article-newspaper" if source.get("outlet") else "article",
        "title": one_line(source["title"]),
        "container-title": one_line(source.get("outlet") or ""),
        "author": _names(source.get("author")),
        "issued": {"date-parts": [[published.year, published.month, published.day]]} if published else None,
        "URL": web_address(source.get("url")),
        "language": language if language and _LANGUAGE_TAG.fullmatch(language) else None,
    }
    return {name: value for name, value in fields.items() if value}


def _published(source: dict[str, Any]) -> date | None:
    try:
        return date.fromisoformat(source.get("published") or "")
    except ValueError:
        return None


def _names(author: str | None) -> list[dict[str, str]]:
    """Return the authors of a byline: family and given name where it looks like a person's, else as it is.

    "Roe, Jane" is one person; "Jane Roe, John Doe" and "Jane Roe and John Doe" are two.
    """
    byline = one_line(author or "")
    turned = re.fullmatch(r"([^\s,]+), ([^,;&]+)", byline)
    if turned and " and " not in byline and _PERSON.fullmatch(f"{turned[2]} {turned[1]}"):
        return [{"family": turned[1], "given": turned[2]}]
    return [_name(part) for part in _APART.split(byline) if part]


def _name(name: str) -> dict[str, str]:
    words = name.split(" ")
    if not _PERSON.fullmatch(name) or _NO_PERSON & {word.lower() for word in words}:
        return {"literal": name}
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES and words[first - 1].islower():
        first -= 1
    return {"family": " ".join(words[first:]), "given": " ".join(words[:first])}

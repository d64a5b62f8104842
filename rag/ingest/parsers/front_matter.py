"""Read optional YAML front matter: the fields of an article between two `---` lines.

Belongs here: splitting it off and reading its fields. Does not belong here: fields that the article's text
states (`rag.ingest.parsers.headlines_and_bylines`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from rag.errors import ArticleReadError
from rag.ingest.parsers.items import Fields
from rag.ingest.parsers.publication_dates import read_moment

if TYPE_CHECKING:
    from datetime import date

__all__ = ["REVISION", "split_front_matter"]

REVISION = "front-matter-2"
"""Raised whenever these rules read a file differently."""

_BLOCK = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LOOKS_LIKE_KEYS = re.compile(r"^[A-Za-z_][\w-]*[ \t]*:", re.MULTILINE)
_NO_CHARACTER = re.compile("[\x00\ud800-\udfff]")
_MAX_BLOCK = 20_000
_MAX_DEPTH = 20


class _Loader(yaml.SafeLoader):
    """The safe loader, with every scalar read as a string; tags are refused."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012
    yaml_constructors = {  # noqa: RUF012
        tag: yaml.SafeLoader.yaml_constructors[tag]
        for tag in (None, *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")))
    }


def split_front_matter(text: str) -> tuple[Fields, str]:
    """Split the text of a file into the fields of its front matter and the canonical text.

    A first line `---` begins front matter only where a closing `---` follows and the lines between them are
    `key:` lines; otherwise it is a rule of the text, all of which is canonical. Unknown keys are ignored.

    Args:
        text: The whole decoded file.

    Returns:
        The fields (all None without front matter) and the canonical text.

    Raises:
        ArticleReadError: The block is not valid YAML, or a known field has a value of a wrong type.
    """
    found = _BLOCK.match(text)
    if not found or not _LOOKS_LIKE_KEYS.search(found[1]):
        return Fields(), text
    if len(found[1]) > _MAX_BLOCK:
        raise ArticleReadError(f"front matter is over {_MAX_BLOCK:,} characters long.")
    return _fields(_load(found[1])), text[found.end() :]


def _load(block: str) -> dict[str, Any]:
    try:
        _refuse_harmful(block)
        data = yaml.load(block, Loader=_Loader)  # noqa: S506 - a SafeLoader with fewer resolvers
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" at line {where.line + 2}" if where else ""
        problem = getattr(error, "problem", None) or str(error)
        raise ArticleReadError(f"front matter is not valid YAML{line}: {problem}.") from None
    if not isinstance(data, dict):
        raise ArticleReadError("front matter is not a list of `key: value` lines.")
    return {str(key).strip().lower(): value for key, value in data.items()}


def _refuse_harmful(block: str) -> None:
    """Refuse aliases, which can expand without limit, and nesting so deep that it takes a minute to read."""
    depth = 0
    for event in yaml.parse(block):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise ArticleReadError("front matter uses YAML aliases, which are not read.")
        if depth > _MAX_DEPTH:
            raise ArticleReadError(f"front matter is nested more than {_MAX_DEPTH} deep.")


def _fields(data: dict[str, Any]) -> Fields:
    published, published_at = _moment(_string(data, "published"))
    return Fields(
        title=_string(data, "title"),
        outlet=_string(data, "outlet"),
        author=_string(data, "author"),
        url=_string(data, "url"),
        language=_string(data, "language"),
        published=published,
        published_at=published_at,
    )


def _string(data: dict[str, Any], key: str) -> str | None:
    """Return a field as one line of text; a list of names is joined by commas."""
    value = data.get(key)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = ", ".join(value)
    if value is None or (isinstance(value, str) and value.strip().lower() in ("", "null", "~")):
        return None
    if not isinstance(value, str):
        raise ArticleReadError(f"front matter: {key!r} is not text but {type(value).__name__}.")
    if _NO_CHARACTER.search(value):
        raise ArticleReadError(f"front matter: {key!r} holds an escape that stands for no character.")
    return " ".join(value.split())


def _moment(value: str | None) -> tuple[date | None, str | None]:
    if value is None:
        return None, None
    stated = read_moment(value)
    if stated is None:
        raise ArticleReadError(
            f"front matter: published {value!r} is not a date. "
            "Give YYYY-MM-DD or an RFC 3339 time such as 2022-09-15T08:30:00+03:00."
        )
    return stated

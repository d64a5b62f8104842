"""Read the articles of an open file; each format has a parser, and a line in a table.

Belongs here: the tables of formats and containers, and the step from an item to an
:class:`~rag.schema.Article`. Does not belong here: walking folders (`rag.ingest.corpus`), splitting sentences
(`rag.text.sentences`), any format.
"""

from __future__ import annotations

import traceback
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from rag.errors import ArticleReadError
from rag.ingest.parsers import (
    containers,
    csv_tables,
    decoding,
    docx,
    feed,
    headlines_and_bylines,
    html,
    html_fragments,
    json_records,
    mail,
    newsml,
    nitf,
    pdf,
    plain,
    warc,
    xml,
)
from rag.ingest.parsers.containers import Budget
from rag.ingest.parsers.items import Item, Unread
from rag.ingest.parsers.merged_marks import with_beside
from rag.schema import Article, sha256_of_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.ingest.parsers.containers import Members
    from rag.ingest.parsers.items import Fields, Parse, ParserOptions

__all__ = ["PARSER_REVISION", "SUFFIXES", "is_read", "read_articles"]

T = TypeVar("T")

_PARSERS: dict[str, tuple[str, Parse]] = {
    suffix: (version, parse)
    for suffixes, version, parse in (
        (".txt .text .md .markdown", plain.VERSION, plain.parse),
        (".html .htm .xhtml", html.VERSION, html.parse),
        (".pdf", pdf.VERSION, pdf.parse),
        (".docx", docx.VERSION, docx.parse),
        (".json", json_records.VERSION, json_records.parse),
        (".jsonl .ndjson", json_records.VERSION, json_records.parse_lines),
        (".csv .tsv", csv_tables.VERSION, csv_tables.parse),
        (".rss .atom", feed.VERSION, feed.parse),
        (".xml", xml.VERSION, xml.parse),
        (".nitf", nitf.VERSION, nitf.parse),
        (".newsml", newsml.VERSION, newsml.parse),
        (".eml", mail.VERSION, mail.parse),
    )
    for suffix in suffixes.split()
}
"""File suffix, lower case → (name and version of the parser, as citations state it; the parser)."""

_CONTAINERS: dict[str, Members] = {
    ".zip": containers.zip_members,
    **dict.fromkeys((".tar", ".tar.gz", ".tar.bz2", ".tar.xz"), containers.tar_members),
    **dict.fromkeys((".warc", ".warc.gz"), warc.warc_members),
}
"""File suffix, lower case → the function that yields the files within a container."""

_PACKED = ".gz"

SUFFIXES = tuple(sorted({*_PARSERS, *_CONTAINERS, _PACKED}))
"""Every suffix that is read; before ``.gz`` any of the others may stand."""

PARSER_REVISION = "+".join(
    dict.fromkeys(
        [
            decoding.REVISION,
            headlines_and_bylines.REVISION,
            html_fragments.REVISION,
            containers.VERSION,
            warc.VERSION,
            *(v for v, _ in _PARSERS.values()),
        ]
    )
)
"""Names the rules and libraries of all parsers; an index built with others is built anew from the files."""


def is_read(suffix: str) -> bool:
    """Say whether files of a suffix are read.

    Args:
        suffix: As `rag.ingest.parsers.containers.suffix_of` gives it.

    Returns:
        Whether a parser or a container knows it.
    """
    return suffix in _PARSERS or suffix in _CONTAINERS or _unpacked(suffix) is not None


def _unpacked(suffix: str) -> str | None:
    """Return the suffix within a compressed file's: ".csv" for ".csv.gz"; None where that is not read."""
    inner = suffix.removesuffix(_PACKED)
    return inner if inner != suffix and inner in _PARSERS else None


def read_articles(
    file_id: str, suffix: str, stream: BinaryIO, options: ParserOptions, file_sha256: str
) -> Iterator[Article | Unread]:
    """Read every article of a file.

    A field that the file states is taken; else the one that the text states. An article without any title
    takes the last part of its id.

    Args:
        file_id: The article id of the file; the id of an item within it adds `#` and its name.
        suffix: The file's suffix, one of those for which `is_read` is true.
        stream: The file, seekable, at its beginning.
        options: The limits, and the keys of fields.
        file_sha256: SHA-256 of the file's bytes, as every article states it.

    Yields:
        Articles in the order of the file, and the parts of it that gave none.

    Raises:
        ArticleReadError: Nothing of the file can be read.
    """
    for parser, item in _items(suffix, stream, options, Budget(options)):
        if isinstance(item, Unread):
            yield item
        elif item.text.strip():
            yield _article_or_why(file_id, item, parser, file_sha256)
        elif item.name is not None:
            yield Unread(name=item.name, state="empty", reason="no text in it")


def _items(
    suffix: str, stream: BinaryIO, options: ParserOptions, budget: Budget
) -> Iterator[tuple[str, Item | Unread]]:
    """Yield (parser and version, item) of a file; items of containers have the member's name in front."""
    if suffix in _PARSERS:
        version, parse = _PARSERS[suffix]
        yield from ((version, item) for item in _guarded(parse(stream, options)))
    elif suffix in _CONTAINERS:
        inside = budget.deeper()
        for member in _guarded(_CONTAINERS[suffix](stream, options, inside)):
            yield from [("", member)] if isinstance(member, Unread) else _member(member, options, inside)
    else:
        for member in containers.gzip_members(stream, options, budget.deeper()):
            if isinstance(member, Unread):
                raise ArticleReadError(member.reason)
            yield from _items(_unpacked(suffix) or "", member.stream, options, budget)


def _guarded(found: Iterator[T]) -> Iterator[T]:
    """Yield what a parser yields; a bug in the parser fails the one file, not the rebuild."""
    try:
        yield from found
    except (ArticleReadError, OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - any fault of any parser, so that no file stops a rebuild
        raise ArticleReadError(_fault(error)) from None


def _fault(error: Exception) -> str:
    """Return the reason for an error that no parser should raise."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{PurePath(place.filename).name}:{place.lineno}"
    return f"is read wrongly by rag itself ({type(error).__name__} in {where}). Please report it."


def _member(
    member: containers.Member, options: ParserOptions, budget: Budget
) -> Iterator[tuple[str, Item | Unread]]:
    """Yield the items of one member of a container; a fault in it does not affect the others."""
    if not is_read(member.suffix):
        reason = f"{member.suffix or 'such'} files are not read"
        yield "", Unread(name=member.name, state="unsupported", reason=reason)
        return
    count = 0
    try:
        for version, item in _items(member.suffix, member.stream, options, budget):
            count += 1
            name = member.name if item.name is None else f"{member.name}#{item.name}"
            if isinstance(item, Item):
                item = replace(item, fields=_with(item, member.fields.url))  # noqa: PLW2901
            yield version, replace(item, name=name)
    except ArticleReadError as error:
        yield "", Unread(name=member.name, state="failed", reason=str(error))
    else:
        if not count:
            yield "", Unread(name=member.name, state="empty", reason="no text in it")


def _with(item: Item, url: str | None) -> Fields:
    """Return an item's fields, with the container's address where the item states none."""
    return item.fields if item.fields.url or url is None else replace(item.fields, url=url)


def _article_or_why(file_id: str, item: Item, parser: str, file_sha256: str) -> Article | Unread:
    """Return the article of an item, or an `Unread` with the reason where the rules for its text fail."""
    try:
        return _article(file_id, item, parser, file_sha256)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - as in `_guarded`
        return Unread(name=item.name, state="failed", reason=_fault(error))


def _article(file_id: str, item: Item, parser: str, file_sha256: str) -> Article:
    fields = item.fields
    found = headlines_and_bylines.story_facts(item.text, title=fields.title)
    text, beside = with_beside(item.text, item.beside)
    article_id = file_id if item.name is None else f"{file_id}#{item.name}"
    return Article(
        article_id=article_id,
        title=fields.title or found.title or (item.name or file_id).rstrip("/").rsplit("/", 1)[-1],
        text=text,
        text_sha256=sha256_of_text(text),
        outlet=fields.outlet or found.outlet,
        author=fields.author or found.author,
        url=fields.url,
        language=fields.language,
        published=fields.published or found.published,
        published_at=fields.published_at,
        marks=(*(found.marks if item.marks is None else item.marks), *beside),
        pages=item.pages,
        parser=parser,
        file_sha256=file_sha256,
        guessed=item.guessed,
    )

"""Browsing the articles of one generation: lists by page, coverage over time, outlets.

Belongs here: the SQL that lists and counts articles. Does not belong here: filters and near duplicates, which
questions need too (`rag.index.catalogue`), rendering (`rag.web.page`).

SQL selects the articles of one page, so that memory does not grow with the archive. Lists have a database
connection of their own, so that no question waits for a slow search through the titles.
"""

# ruff: noqa: S608 - the parts of all statements are constants; what a user types is bound as a parameter

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

from rag.errors import IndexDamaged, QuestionError
from rag.filters import Filters
from rag.index.catalogue import read_only_uri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.index.catalogue import Catalogue

__all__ = [
    "ArticlePage",
    "Coverage",
    "CoverageCount",
    "ListedArticle",
    "Listing",
    "Order",
    "OutletCount",
    "Selection",
]

MAX_SOUGHT_CHARACTERS = 500
"""Longest text to search for, in code points; a headline is rarely over 200."""

Order = Literal["newest", "oldest", "title", "outlet"]
"""How a list is ordered; undated articles come last by date, articles without an outlet last by outlet."""

_ORDERS: dict[Order, str] = {
    "newest": "published DESC, id DESC",
    "oldest": "published ASC NULLS LAST, id",
    "title": "fold(title), id",
    "outlet": "fold(outlet) NULLS LAST, published DESC, id DESC",
}
_LISTED = "id, article_id, title, outlet, author, published"
_PIECE = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles a list shows, and in which order; an empty field allows all articles.

    Title or story must hold each of the phrases in ``words``, inflected or not. ``title`` and ``author`` are
    parts of these fields, case-folded.
    """

    words: tuple[str, ...] = ()
    title: str = ""
    author: str = ""
    filters: Filters = field(default_factory=Filters)
    order: Order = "newest"

    @classmethod
    def parse(
        cls,
        *,
        words: str = "",
        title: str = "",
        author: str = "",
        outlets: Iterable[str] = (),
        since: str | None = None,
        until: str | None = None,
        order: str = "newest",
    ) -> Selection:
        """Read a selection as typed.

        Args:
            words: Words, and phrases between double quotes; an article must hold all of them.
            title: A part of the title.
            author: A part of the author's name.
            outlets: Names of outlets; an article must be of one of them.
            since: Earliest publication date, YYYY[-MM[-DD]], inclusive.
            until: Latest publication date, inclusive.
            order: One of `Order`.

        Returns:
            The selection.

        Raises:
            QuestionError: A date or the order cannot be used, a text is over 500 characters long or not
                Unicode text.
        """
        for text in (words, title, author):
            _check(text)
        if order not in get_args(Order):
            raise QuestionError(f"there is no order {order!r}; there are {', '.join(get_args(Order))}.")
        pieces = (" ".join(_WORD.findall(quoted or bare)) for quoted, bare in _PIECE.findall(words))
        return cls(
            words=tuple(dict.fromkeys(filter(None, pieces))),
            title=title.strip().casefold(),
            author=author.strip().casefold(),
            filters=Filters.parse(since, until, outlets),
            order=order,  # type: ignore[arg-type]  # checked above
        )

    def text_condition(self) -> tuple[str, list[str]]:
        """Return words, title and author as an SQL condition on ``articles``, and its parameters."""
        conditions, values = ["TRUE"], []
        for phrase in self.words:
            conditions.append(
                "id IN (SELECT article FROM passages WHERE id IN "
                "(SELECT rowid FROM passage_words WHERE passage_words MATCH ?))"
            )
            values.append(f'"{phrase}"')
        for column, part in (("title", self.title), ("author", self.author)):
            if part:
                conditions.append(f"instr(fold({column}), ?) > 0")
                values.append(part)
        return " AND ".join(conditions), values


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedArticle:
    """An article as a list shows it."""

    article_id: str
    title: str
    outlet: str | None
    author: str | None
    published: date | None

    def metadata(self) -> dict[str, str | None]:
        """Return its fields as JSON-ready data under the keys of the JSON contract, the date YYYY-MM-DD."""
        return {**asdict(self), "published": self.published.isoformat() if self.published else None}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """One page of a list.

    ``number`` counts from 1 to ``pages``, which is at least 1. ``total`` is how many articles the list has.
    ``undated_left_out`` is how many articles only the date filter excludes, because they have no date.
    """

    articles: tuple[ListedArticle, ...]
    number: int
    pages: int
    total: int
    undated_left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageCount:
    """How many articles of an outlet (None: without an outlet) were published in a month, ``YYYY-MM``."""

    month: str
    outlet: str | None
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Counts by month, ascending, then by outlet; and how many articles have no date."""

    counts: tuple[CoverageCount, ...]
    undated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletCount:
    """An outlet (None: articles without one), its number of articles, and its first and last date."""

    outlet: str | None
    articles: int
    first: date | None
    last: date | None


class Listing:
    """Lists and counts the articles of one catalogue; safe to use from several threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Open a second connection to the file of a catalogue.

        Args:
            catalogue: The catalogue.

        Raises:
            IndexDamaged: The file cannot be opened.
        """
        self._catalogue = catalogue
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect(read_only_uri(catalogue.path), uri=True, check_same_thread=False)
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"{catalogue.path}: {error}. Run `rag rebuild --full`.") from None
        self._db.create_function("fold", 1, _fold, deterministic=True)

    def page(self, selection: Selection, number: int, size: int) -> ArticlePage:
        """Return one page of the articles of a selection.

        Args:
            selection: Which articles, and their order; ties by row, so that no article is on two pages.
            number: The page, from 1; beyond the last one, the last one.
            size: Articles on a page, at least 1.

        Returns:
            The page.

        Raises:
            IndexDamaged: The catalogue cannot be read.
        """
        where, values = self._condition(selection)
        ((total,),) = self._all(f"SELECT count(*) FROM articles WHERE {where}", values)
        pages = max(1, -(-total // size))
        number = min(max(1, number), pages)
        order = _ORDERS[selection.order]
        sql = f"SELECT id FROM articles WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"
        rows = [row for (row,) in self._all(sql, [*values, size, (number - 1) * size])]
        return ArticlePage(
            articles=self._listed(rows),
            number=number,
            pages=pages,
            total=total,
            undated_left_out=self._undated_left_out(selection),
        )

    def coverage(self, selection: Selection) -> Coverage:
        """Count the articles of a selection by month and outlet.

        Args:
            selection: Which articles.

        Returns:
            The counts; months without an article are left out.

        Raises:
            IndexDamaged: The catalogue cannot be read.
        """
        where, values = self._condition(selection)
        # Grouped by day, since an index of the database has this order: faster than if SQL sorted months.
        sql = (
            f"SELECT published, outlet, count(*) FROM articles WHERE {where} "
            "GROUP BY published, outlet ORDER BY published, outlet"
        )
        undated, months = 0, Counter[tuple[str, str | None]]()
        for published, outlet, count in self._all(sql, values):
            if published:
                months[published[:7], outlet] += count
            else:
                undated += count
        ordered = sorted(months.items(), key=lambda item: (item[0][0], item[0][1] or ""))
        counts = (CoverageCount(month=m, outlet=outlet, articles=n) for (m, outlet), n in ordered)
        return Coverage(counts=tuple(counts), undated=undated)

    def outlets(self) -> tuple[OutletCount, ...]:
        """Return all outlets with their counts and dates, most articles first, ties by name."""
        sql = (
            "SELECT outlet, count(*) AS articles, min(published), max(published) FROM articles "
            "GROUP BY outlet ORDER BY articles DESC, outlet"
        )
        return tuple(
            OutletCount(outlet=outlet, articles=count, first=_day(first), last=_day(last))
            for outlet, count, first, last in self._all(sql, [])
        )

    def near_duplicates(self, article_id: str) -> tuple[ListedArticle, ...]:
        """Return all near duplicates of an article, itself included.

        Args:
            article_id: The article's id.

        Returns:
            The original, then its copies in ascending order of publication, undated ones last.

        Raises:
            ArticleMissing: There is none with this id.
            IndexDamaged: The catalogue cannot be read.
        """
        return self._listed(self._catalogue.story_rows(self._catalogue.row(article_id)))

    def _condition(self, selection: Selection, *, undated: bool = False) -> tuple[str, list[str]]:
        """Return a selection as an SQL condition, and its parameters; see `Catalogue.condition`."""
        filters, values = self._catalogue.condition(selection.filters, undated=undated)
        texts, more = selection.text_condition()
        return f"{filters} AND {texts}", values + more

    def _undated_left_out(self, selection: Selection) -> int:
        if not selection.filters.dated:
            return 0
        where, values = self._condition(selection, undated=True)
        return int(self._all(f"SELECT count(*) FROM articles WHERE {where}", values)[0][0])

    def _listed(self, rows: list[int]) -> tuple[ListedArticle, ...]:
        """Return the articles in these rows, in their order."""
        sql = f"SELECT {_LISTED} FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        by_row = {
            row: ListedArticle(
                article_id=article_id, title=title, outlet=outlet, author=author, published=_day(published)
            )
            for row, article_id, title, outlet, author, published in self._all(sql, [json.dumps(rows)])
        }
        return tuple(by_row[row] for row in rows)

    def _all(self, sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"the catalogue cannot be read ({error}). Run `rag rebuild --full`.") from None


def _check(text: str) -> None:
    if len(text) > MAX_SOUGHT_CHARACTERS:
        raise QuestionError(
            f"what is looked for has {len(text):,} characters, over the limit of {MAX_SOUGHT_CHARACTERS}. "
            "Shorten it."
        )
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise QuestionError(f"{text[:40]!r} is not Unicode text. Type it in UTF-8.")


def _fold(text: str | None) -> str | None:
    return None if text is None else text.casefold()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""Looking through the articles of one generation: lists by page, coverage over time, outlets.

Belongs here: the SQL that reads a catalogue for people who browse it. Does not belong here: anything that
answers a question (`rag.index.catalogue`), drawing (`rag.web.page`).

A list is cut by SQL, so that an archive of any size is never loaded. It has a connection of its own: a slow
search through the titles keeps no question waiting.
"""

# ruff: noqa: S608 - statements are put together of parts that stand here; whatever is typed is bound

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args

from rag.errors import ArticleMissing, IndexDamaged, QuestionError
from rag.filters import Filters
from rag.index.catalogue import read_only_uri

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "PAGE_SIZE",
    "ArticlePage",
    "Coverage",
    "CoverageCount",
    "ListedArticle",
    "Listing",
    "Order",
    "OutletCount",
    "Selection",
]

PAGE_SIZE = 25
"""Articles on one page of a list."""

MAX_SOUGHT_CHARACTERS = 500
"""Longest text that is looked for, in code points; a headline is rarely over 200."""

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
    """Which articles are looked for, and their order; whatever is empty allows all.

    ``words`` are phrases of which every one stands in the title or the story, inflected or not. ``title``
    and ``author`` are parts of those fields, without case.
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
            words: Words, and phrases between double quotes; all of them are looked for.
            title: A part of the title.
            author: A part of the author's name.
            outlets: Names of outlets, any of them.
            since: Earliest publication date, YYYY[-MM[-DD]], inclusive.
            until: Latest publication date, inclusive.
            order: How the list is ordered.

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

    def condition(self) -> tuple[str, list[Any]]:
        """Return the selection as an SQL condition on `articles`, and its values."""
        dated, values = self._dates()
        rest, more = self._but_dates()
        return f"{dated} AND {rest}", values + more

    def left_out(self) -> tuple[str, list[Any]]:
        """Return, likewise, which undated articles the dates alone leave out."""
        rest, values = self._but_dates()
        return f"published IS NULL AND {rest}", values

    def _dates(self) -> tuple[str, list[Any]]:
        parts, values = ["TRUE"], []
        for sign, day in ((">=", self.filters.since), ("<=", self.filters.until)):
            if day:
                parts.append(f"published {sign} ?")
                values.append(day.isoformat())
        return " AND ".join(parts), values

    def _but_dates(self) -> tuple[str, list[Any]]:
        parts, values = ["TRUE"], []
        for phrase in self.words:
            parts.append(
                "id IN (SELECT article FROM passages WHERE id IN "
                "(SELECT rowid FROM passage_words WHERE passage_words MATCH ?))"
            )
            values.append(f'"{phrase}"')
        for column, sought in (("title", self.title), ("author", self.author)):
            if sought:
                parts.append(f"instr(fold({column}), ?) > 0")
                values.append(sought)
        if self.filters.outlets:
            parts.append("fold(outlet) IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(self.filters.outlets))
        return " AND ".join(parts), values


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedArticle:
    """An article as a list shows it."""

    article_id: str
    title: str
    outlet: str | None
    author: str | None
    published: date | None

    def metadata(self) -> dict[str, str | None]:
        """Return what is known of it, under the names of the JSON contract, the date YYYY-MM-DD."""
        return {**asdict(self), "published": self.published.isoformat() if self.published else None}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """One page of a list.

    ``number`` counts from 1 to ``pages``, which is at least 1; ``total`` is how many articles the list has,
    ``undated_left_out`` how many more it would have without its date filter because they have no date.
    """

    articles: tuple[ListedArticle, ...]
    number: int
    pages: int
    total: int
    undated_left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageCount:
    """How many articles an outlet (None: those that name none) published in a month, ``YYYY-MM``."""

    month: str
    outlet: str | None
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Articles over time: months in ascending order, then outlets; and how many articles have no date."""

    counts: tuple[CoverageCount, ...]
    undated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletCount:
    """An outlet (None: articles that name none), its articles, and when the first and last were published."""

    outlet: str | None
    articles: int
    first: date | None
    last: date | None


class Listing:
    """Reads one finished catalogue; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Args:
            path: A catalogue that has been checked.

        Raises:
            IndexDamaged: It cannot be opened.
        """
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect(read_only_uri(path), uri=True, check_same_thread=False)
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"{path}: {error}. Run `rag rebuild --full`.") from None
        self._db.create_function("fold", 1, _fold, deterministic=True)

    def page(self, selection: Selection, number: int, size: int = PAGE_SIZE) -> ArticlePage:
        """Return one page of the articles that are looked for.

        Args:
            selection: Which articles, and their order; ties by row, so that every article is on one page.
            number: The page, from 1; beyond the last one, the last one.
            size: Articles on a page, at least 1.

        Returns:
            The page.

        Raises:
            IndexDamaged: The catalogue cannot be read.
        """
        where, values = selection.condition()
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
            undated_left_out=self._left_out(selection),
        )

    def coverage(self, selection: Selection) -> Coverage:
        """Return when the articles that are looked for were published, and by whom.

        Args:
            selection: Which articles.

        Returns:
            Months without an article are left out.

        Raises:
            IndexDamaged: The catalogue cannot be read.
        """
        where, values = selection.condition()
        # By day, as an index has them in order; adding days up here is cheaper than sorting months there.
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
        """Return every outlet with its articles, most articles first, ties by name."""
        sql = (
            "SELECT outlet, count(*) AS articles, min(published), max(published) FROM articles "
            "GROUP BY outlet ORDER BY articles DESC, outlet"
        )
        return tuple(
            OutletCount(outlet=outlet, articles=count, first=_day(first), last=_day(last))
            for outlet, count, first, last in self._all(sql, [])
        )

    def tellers(self, article_id: str) -> tuple[ListedArticle, ...]:
        """Return all articles that tell the story of one, itself among them.

        Args:
            article_id: The article's id.

        Returns:
            The original first, then its copies in ascending order of publication, undated ones last.

        Raises:
            ArticleMissing: There is none with this id.
            IndexDamaged: The catalogue cannot be read.
        """
        row = self._row(article_id)
        original = "coalesce((SELECT original FROM copies WHERE article = ?), ?)"
        sql = (
            f"SELECT id FROM articles WHERE id = {original} "
            f"OR id IN (SELECT article FROM copies WHERE original = {original}) "
            f"ORDER BY id <> {original}, published IS NULL, coalesce(published_at, published), id"
        )
        return self._listed([found for (found,) in self._all(sql, [row] * 6)])

    def mostly_marked(self, article_id: str) -> bool:
        """Say whether over a third of an article is boilerplate or headings, which are never cited.

        Args:
            article_id: The article's id.

        Returns:
            Whether it is.

        Raises:
            ArticleMissing: There is none with this id.
            IndexDamaged: The catalogue cannot be read.
        """
        sql = "SELECT mostly_marked FROM articles WHERE id = ?"
        return bool(self._all(sql, [self._row(article_id)])[0][0])

    def _left_out(self, selection: Selection) -> int:
        if not selection.filters.dated:
            return 0
        where, values = selection.left_out()
        return int(self._all(f"SELECT count(*) FROM articles WHERE {where}", values)[0][0])

    def _row(self, article_id: str) -> int:
        name = article_id.encode("utf-8", errors="backslashreplace").decode()
        found = self._all("SELECT id FROM articles WHERE article_id = ?", [name])
        if not found:
            raise ArticleMissing(f"no article has the id {article_id!r}. `rag status --json` lists the ids.")
        return int(found[0][0])

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

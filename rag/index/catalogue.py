"""The catalogue of one generation: articles, sentences and passages in one SQLite file with full-text search.

Belongs here: every SQL statement that reads a catalogue for rebuilding and answering. Does not belong here:
writing one (`rag.index.catalogue_writer`), lists of articles (`rag.index.browse`), vectors.

Ids are row numbers from 0, in ascending order of file and of place in the file. So the id of a passage is
also the row of its vector, and ties between scores are broken by id, whatever the order in which files were
read.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from rag.errors import ArticleMissing, IndexDamaged, ProvenanceError
from rag.filters import format_of
from rag.schema import Article, Mark, Passage, Sentence, sha256_of_text
from rag.text.terms import content_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rag.filters import Facet, Filters

__all__ = ["Catalogue", "CatalogueSize", "HeldArticle", "HeldFile", "read_only_uri"]

_WORD = re.compile(r"[^\W_]+")

_MAX_TERMS = 64
"""Most distinct words of a query that are searched for."""

_COLUMNS: dict[Facet, str] = {
    "outlet": "outlet", "author": "author", "language": "language", "format": "parser",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A file whose articles the catalogue holds.

    ``sha256`` is that of its bytes when it was last read; empty where only some of its articles could be read
    then. ``articles`` are in the order of the file.
    """

    sha256: str
    parser: str
    articles: tuple[HeldArticle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldArticle:
    """An article of a file that the catalogue holds.

    ``item`` is the article's name within the file; None if the file holds this one article. ``current`` says
    whether it is part of the version of the file that was read last; otherwise it was kept from an earlier
    version.
    """

    row: int
    article_id: str
    item: str | None
    current: bool


class CatalogueSize(NamedTuple):
    """How many articles, sentences and passages a catalogue holds."""

    articles: int
    sentences: int
    passages: int


class Catalogue:
    """Reads one finished catalogue; safe to use from several threads and from a read-only folder."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Args:
            path: A file written by `CatalogueWriter`, whose hash has been checked.

        Raises:
            IndexDamaged: It is not such a file.
        """
        self.path = path
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect(read_only_uri(path), uri=True, check_same_thread=False)
            self._db.execute("PRAGMA trusted_schema=OFF")
            self._originals = dict(self._db.execute("SELECT article, original FROM copies ORDER BY article"))
            self._copied = frozenset(self._originals.values())
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"{path}: {error}. Run `rag rebuild --full`.") from None
        self.article_row = lru_cache(maxsize=512)(self._article_row)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"the catalogue cannot be read ({error}). Run `rag rebuild --full`.") from None

    def _each(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield rows one by one; for a catalogue that only one thread uses."""
        try:
            yield from self._db.execute(sql)
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"the catalogue cannot be read ({error}). Run `rag rebuild --full`.") from None

    def size(self) -> CatalogueSize:
        """Return how many articles, sentences and passages have ids that count up from 0."""
        sql = "SELECT count(*) FROM {0} WHERE id BETWEEN 0 AND (SELECT count(*) FROM {0}) - 1"
        return CatalogueSize(*(self._all(sql.format(table))[0][0] for table in CatalogueSize._fields))

    # Articles

    def article(self, article_id: str) -> Article:
        """Return the article with this id.

        Args:
            article_id: The id.

        Returns:
            The article.

        Raises:
            ArticleMissing: There is none.
        """
        return self.article_row(self.row(article_id))

    def row(self, article_id: str) -> int:
        """Return the row of the article with this id; raises ArticleMissing where there is none."""
        name = article_id.encode("utf-8", errors="backslashreplace").decode()  # typed bytes are any
        found = self._all("SELECT id FROM articles WHERE article_id = ?", name)
        if not found:
            raise ArticleMissing(f"no article has the id {article_id!r}. `rag status --json` lists the ids.")
        return int(found[0][0])

    def _article_row(self, row: int) -> Article:
        (values,) = self._all(
            "SELECT article_id, title, outlet, author, url, language, published, published_at, text, "
            "text_sha256, marks, pages, parser, file_sha256, guessed FROM articles WHERE id = ?",
            row,
        )
        article = Article(
            article_id=values[0],
            title=values[1],
            outlet=values[2],
            author=values[3],
            url=values[4],
            language=values[5],
            published=date.fromisoformat(values[6]) if values[6] else None,
            published_at=values[7],
            text=values[8],
            text_sha256=values[9],
            marks=tuple(Mark(start=a, end=b, role=r) for a, b, r in json.loads(values[10])),
            pages=tuple(json.loads(values[11])),
            parser=values[12],
            file_sha256=values[13],
            guessed=values[14],
        )
        if sha256_of_text(article.text) != article.text_sha256:
            raise ProvenanceError(
                f"article {article.article_id!r}: its text is not the one that was indexed. "
                "Run `rag rebuild --full`."
            )
        return article

    def article_ids(self) -> list[str]:
        """Return every article id, in ascending order of file and place."""
        return [row[0] for row in self._all("SELECT article_id FROM articles ORDER BY id")]

    def files(self) -> dict[str, HeldFile]:
        """Return relative path → file, of every file that has articles here, in ascending order of file."""
        sql = (
            "SELECT path, seen_sha256, parser, id, article_id, item, file_sha256 = seen_sha256 FROM articles "
            "ORDER BY id"
        )
        found = {}
        for path, group in groupby(self._all(sql), key=itemgetter(0)):
            rows = list(group)
            held = tuple(
                HeldArticle(row=row, article_id=i, item=item, current=bool(current))
                for *_, row, i, item, current in rows
            )
            seen = {row[1] for row in rows}
            sha256 = seen.pop() if len(seen) == 1 else ""
            found[path] = HeldFile(sha256=sha256, parser=rows[0][2], articles=held)
        return found

    def known_by(self) -> Iterator[tuple[str, str, str | None, str]]:
        """Yield (id, path of its file, name in the file, SHA-256 of its text) of every article, in order."""
        yield from self._each("SELECT article_id, path, item, text_sha256 FROM articles ORDER BY id")

    def text_hashes(self, path: str) -> dict[str | None, str]:
        """Return name → SHA-256 of the text of every article of a file."""
        return dict(self._all("SELECT item, text_sha256 FROM articles WHERE path = ?", path))

    def index_contents(self) -> Iterator[str]:
        """Yield the SHA-256 of metadata, text and marks of each article, in order, for the index id."""
        yield from (row[0] for row in self._each("SELECT content_sha256 FROM articles ORDER BY id"))

    def mostly_marked(self) -> list[str]:
        """Return the ids of the articles of which over a third is boilerplate or headings, in order."""
        sql = "SELECT article_id FROM articles WHERE mostly_marked ORDER BY id"
        return [row[0] for row in self._all(sql)]

    def garbled(self) -> list[str]:
        """Return the ids of the articles with letters of a wrong encoding (`rag.text.mojibake`), in order."""
        return [i for (i,) in self._all("SELECT article_id FROM articles WHERE garbled > 0 ORDER BY id")]

    def guessed(self) -> list[tuple[str, str]]:
        """Return (article id, encoding) of the articles whose encoding was guessed, in order."""
        return self._all("SELECT article_id, guessed FROM articles WHERE guessed IS NOT NULL ORDER BY id")

    # Copies

    def copies(self) -> dict[str, str]:
        """Return id of a copy → id of its original, in ascending order of file and place."""
        sql = (
            "SELECT c.article_id, o.article_id FROM copies JOIN articles c ON c.id = copies.article "
            "JOIN articles o ON o.id = copies.original ORDER BY copies.article"
        )
        return dict(self._all(sql))

    def story_rows(self, row: int) -> list[int]:
        """Return the rows of an original and all its copies, given the row of any of them.

        Copies are in ascending order of publication in UTC, undated ones last, ties by row.
        """
        original = self._originals.get(row, row)
        if original not in self._copied:
            return [row]
        sql = (
            "SELECT article FROM copies JOIN articles ON articles.id = article WHERE original = ? "
            "ORDER BY published IS NULL, julianday(coalesce(published_at, published)), article"
        )
        return [original, *(found for (found,) in self._all(sql, original))]

    # Filters

    def allowed_articles(self, filters: Filters) -> list[int]:
        """Return the rows of the articles that pass the filters, in ascending order."""
        where, values = self.condition(filters)
        return [row[0] for row in self._all(f"SELECT id FROM articles WHERE {where} ORDER BY id", *values)]  # noqa: S608

    def undated_left_out(self, filters: Filters) -> int:
        """Return how many articles pass all filters but those by date, and have no date."""
        if not filters.dated:
            return 0
        where, values = self.condition(filters, undated=True)
        return int(self._all(f"SELECT count(*) FROM articles WHERE {where}", *values)[0][0])  # noqa: S608

    def undated(self) -> int:
        """Return how many articles have no publication date."""
        return int(self._all("SELECT count(*) FROM articles WHERE published IS NULL")[0][0])

    def stated(self, facet: Facet) -> list[str]:
        """Return what the articles state of one kind: what a filter may name.

        Args:
            facet: Outlet, author, language or format.

        Returns:
            Names as the articles state them, formats as `rag.filters.FORMATS` names them, in ascending order.
        """
        found = self._values(facet)
        return sorted({known for p in found if (known := format_of(p))}) if facet == "format" else found

    def _values(self, facet: Facet) -> list[str]:
        """Return the distinct values of the column of a facet, in ascending order; for formats, parsers."""
        column = _COLUMNS[facet]
        sql = f"SELECT DISTINCT {column} FROM articles WHERE {column} IS NOT NULL ORDER BY {column}"  # noqa: S608
        return [row[0] for row in self._all(sql)]

    def condition(self, filters: Filters, *, undated: bool = False) -> tuple[str, list[str]]:
        """Return filters as an SQL condition on ``articles``, and the values of its parameters.

        Names are compared in Python, which folds the case of every script, and only the distinct ones.

        Args:
            filters: The filters.
            undated: Whether to select the articles without a date that pass all filters but those by date.

        Returns:
            The condition and its values.
        """
        conditions, values = ["published IS NULL" if undated else "TRUE"], []
        for sign, day in ((">=", filters.since), ("<=", filters.until)):
            if day and not undated:
                conditions.append(f"published {sign} ?")
                values.append(day.isoformat())
        for facet in filters.facets:
            conditions.append(f"{_COLUMNS[facet]} IN (SELECT value FROM json_each(?))")  # noqa: S608
            values.append(json.dumps([name for name in self._values(facet) if filters.allow(facet, name)]))
        return " AND ".join(conditions), values

    # Sentences and passages

    def sentences(self, row: int) -> list[tuple[int, Sentence]]:
        """Return (id, sentence) pairs of one article in order."""
        rows = self._all("SELECT id, start, end, role FROM sentences WHERE article = ? ORDER BY id", row)
        return [(i, Sentence(start=start, end=end, role=role)) for i, start, end, role in rows]

    def passages_of(self, row: int) -> list[tuple[int, Passage]]:
        """Return (id, passage) pairs of one article in order."""
        rows = self._all("SELECT id, start, end FROM passages WHERE article = ? ORDER BY id", row)
        return [(i, Passage(start=start, end=end)) for i, start, end in rows]

    def passage(self, passage_id: int) -> tuple[int, Passage]:
        """Return the row of a passage's article, and the passage."""
        ((row, start, end),) = self._all("SELECT article, start, end FROM passages WHERE id = ?", passage_id)
        return row, Passage(start=start, end=end)

    def passage_ids(self, articles: Sequence[int]) -> list[int]:
        """Return the ids of all passages of these articles in ascending order."""
        sql = "SELECT id FROM passages WHERE article IN (SELECT value FROM json_each(?)) ORDER BY id"
        return [row[0] for row in self._all(sql, json.dumps(list(articles)))]

    def vector_keys(self) -> Iterator[tuple[int, str]]:
        """Yield (passage id, key of its vector in the cache) in ascending order."""
        yield from self._each("SELECT id, vector_key FROM passages ORDER BY id")

    # Words

    def rank_passages(self, query: str, k: int, articles: Sequence[int] | None) -> list[tuple[int, float]]:
        """Rank passages by BM25 over title and text.

        FTS5's own BM25, k1 = 1.2 and b = 0.75, words stemmed by Porter's rules.
        Source: Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework", eq. 3.15.

        Args:
            query: Free text; its content words are looked for, any of them.
            k: Most results.
            articles: Rows of the only articles to look in; None for all.

        Returns:
            (passage id, score above 0) pairs, best first, ties by id.
        """
        return self._rank("passage_words", "passages", query, k, articles)

    def rank_sentences(self, query: str, k: int, articles: Sequence[int] | None) -> list[tuple[int, int]]:
        """Rank story sentences by BM25, as `rank_passages` does passages.

        Args:
            query: Free text.
            k: Most results.
            articles: Rows of the only articles to look in; None for all.

        Returns:
            (sentence id, row of its article) pairs, best first, ties by id.
        """
        ranked = self._rank("sentence_words", "sentences", query, k, articles)
        ids = json.dumps([i for i, _ in ranked])
        sql = "SELECT id, article FROM sentences WHERE id IN (SELECT value FROM json_each(?))"
        rows = dict(self._all(sql, ids))
        return [(i, rows[i]) for i, _ in ranked]

    def mentions(self, phrase: str) -> bool:
        """Say whether a story sentence holds the words of a phrase in a row, inflected or not.

        Args:
            phrase: A word or name.

        Returns:
            Whether one does; False where the phrase has no letter and no digit.
        """
        words = _WORD.findall(phrase)
        if not words:
            return False
        sql = "SELECT 1 FROM sentence_words WHERE sentence_words MATCH ? LIMIT 1"
        return bool(self._all(sql, f'"{" ".join(words)}"'))

    def _rank(
        self, words: str, rows: str, query: str, k: int, articles: Sequence[int] | None
    ) -> list[tuple[int, float]]:
        terms = list(dict.fromkeys(content_terms(query)))[:_MAX_TERMS]
        if not terms:
            return []
        match = " OR ".join(f'"{term}"' for term in terms)
        where = ""
        values: list[Any] = [match]
        if articles is not None:
            allowed = "SELECT value FROM json_each(?)"
            where = f" AND rowid IN (SELECT id FROM {rows} WHERE article IN ({allowed}))"  # noqa: S608
            values.append(json.dumps(list(articles)))
        found = f"SELECT rowid, -bm25({words}) FROM {words} WHERE {words} MATCH ?{where}"  # noqa: S608
        sql = f"{found} ORDER BY bm25({words}), rowid LIMIT ?"
        return [(i, score) for i, score in self._all(sql, *values, k)]


def read_only_uri(path: Path) -> str:
    """Return the URI that opens a finished catalogue for reading, so that SQLite writes no file beside it."""
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"

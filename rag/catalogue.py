"""Articles, sentences and passages of one generation, in one SQLite file with full-text search.

Belongs here: every SQL statement of rebuilding and answering. Does not belong here: vectors, ranking,
browsing (`rag.browsing`), anything that changes a catalogue once written.

Ids are row numbers counted from 0 in ascending order of file and place, so a passage's id is also the row of
its vector, and equal scores are settled by id whatever order the files were read in.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import threading
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from rag.copies import Fingerprint, Story, credits_outlet, find_copies, story_alone
from rag.datamodel import Article, Mark, Passage, Sentence, sha256_of_text
from rag.errors import ArticleMissing, IndexDamaged, ProvenanceError
from rag.garbled import garbled
from rag.terms import content_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rag.filters import Facet, Filters

__all__ = ["ArticleRecord", "Catalogue", "CatalogueSize", "CatalogueWriter", "HeldArticle", "HeldFile"]

_WORD = re.compile(r"[^\W_]+")

_MAX_TERMS = 64
"""Most distinct words of a question that are looked up."""

_SCHEMA = """
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, article_id TEXT NOT NULL UNIQUE, path TEXT NOT NULL,
    file_sha256 TEXT NOT NULL, title TEXT NOT NULL, outlet TEXT, author TEXT, url TEXT, language TEXT,
    published TEXT, published_at TEXT, text TEXT NOT NULL, text_sha256 TEXT NOT NULL, marks TEXT NOT NULL,
    pages TEXT NOT NULL, parser TEXT NOT NULL, item TEXT, seen_sha256 TEXT NOT NULL,
    content_sha256 TEXT NOT NULL, marked INTEGER NOT NULL, words_sha256 TEXT NOT NULL,
    signature BLOB NOT NULL, guessed TEXT, garbled INTEGER NOT NULL
) STRICT;
CREATE TABLE copies (
    article INTEGER PRIMARY KEY REFERENCES articles(id), original INTEGER NOT NULL REFERENCES articles(id)
) STRICT;
CREATE TABLE compared (
    article INTEGER NOT NULL, other INTEGER NOT NULL, copy INTEGER NOT NULL, PRIMARY KEY (article, other)
) STRICT, WITHOUT ROWID;
CREATE TABLE sentences (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles(id),
    start INTEGER NOT NULL, end INTEGER NOT NULL, role TEXT NOT NULL
) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES articles(id),
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector_key TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE passage_words USING fts5(
    title, text, content='', tokenize='porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE sentence_words USING fts5(
    text, content='', tokenize='porter unicode61 remove_diacritics 2');
"""
_INDICES = """
CREATE INDEX articles_by_path ON articles(path);
CREATE INDEX articles_by_facts ON articles(published, outlet, author, language, parser);
CREATE INDEX articles_by_outlet ON articles(outlet, published);
CREATE INDEX sentences_by_article ON sentences(article);
CREATE INDEX passages_by_article ON passages(article);
"""
_COLUMNS: dict[Facet, str] = {
    "outlet": "outlet", "author": "author", "language": "language", "format": "parser",
}  # fmt: skip
_KEPT_ARTICLES = """
SELECT id + :shift, article_id, path, file_sha256, title, outlet, author, url, language, published,
    published_at, text, text_sha256, marks, pages, parser, item, seen_sha256, content_sha256, marked,
    words_sha256, signature, guessed, garbled
FROM old.articles WHERE id BETWEEN :first AND :last ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """An article as the catalogue holds it: with its file, sentences and passages.

    ``path`` is that of its file, ``item`` its name within the file, None where it is the file.
    ``seen_sha256`` is that of the file's bytes when it was last read: another one than the article's where
    the file has changed, and this article of it could not be read again. ``vector_keys`` holds, passage by
    passage, what its vector is kept under (`rag.vector_cache`); ``fingerprint`` is what copies are found by.
    """

    article: Article
    path: str
    item: str | None
    seen_sha256: str
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    vector_keys: tuple[str, ...]
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A file that gave articles, in its order, and the SHA-256 of its bytes when it was last read.

    The hash is empty where only some of its articles could be read last.
    """

    sha256: str
    parser: str
    articles: tuple[HeldArticle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldArticle:
    """An article's row and id, and its name within its file; None where it is the file."""

    row: int
    article_id: str
    item: str | None


class CatalogueSize(NamedTuple):
    """How many articles, sentences and passages a catalogue holds."""

    articles: int
    sentences: int
    passages: int


class CatalogueWriter:
    """Writes a new catalogue, article by article, those of one file together and files in ascending order.

    Articles of an older catalogue are taken over row by row; neighbouring ones are copied at once.
    """

    def __init__(self, path: Path, old: Path | None = None) -> None:
        """Create the file.

        Args:
            path: The new file, which must not exist yet.
            old: A finished catalogue that articles are taken over from.
        """
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rwc", uri=True, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        if old:
            self._db.execute("ATTACH ? AS old", (_read_only(old),))
        self._db.execute("BEGIN")
        self._kept = range(0)
        self._moved: dict[int, int] = {}
        self._articles = self._sentences = self._passages = 0

    def add(self, record: ArticleRecord) -> None:
        """Write one article after all those before it."""
        self._flush_kept()
        article, row = record.article, self._articles
        self._db.execute(
            "INSERT INTO articles VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                row, article.article_id, record.path, article.file_sha256, article.title,
                article.outlet, article.author, article.url, article.language,
                article.published.isoformat() if article.published else None,
                article.published_at, article.text, article.text_sha256,
                json.dumps([[m.start, m.end, m.role] for m in article.marks]),
                json.dumps(article.pages), article.parser, record.item, record.seen_sha256,
                _content_sha256(article),
                sum(m.end - m.start for m in article.marks if m.role == "boilerplate"),
                record.fingerprint.words_sha256, record.fingerprint.signature,
                article.guessed, garbled(article.text),
            ),
        )  # fmt: skip
        story, passages = self._add_sentences(row, record), self._add_passages(row, record)
        self._add_words(article.title, article.text, story, passages)
        self._articles += 1

    def keep(self, row: int) -> None:
        """Take over one article of the old catalogue as it is, after all those before it."""
        if row != self._kept.stop:
            self._flush_kept()
            self._kept = range(row, row)
        self._kept = range(self._kept.start, row + 1)

    def _flush_kept(self) -> None:
        """Copy the run of articles that were to be kept, their rows counted on."""
        if not self._kept:
            return
        run = {
            "first": self._kept.start,
            "last": self._kept.stop - 1,
            "shift": self._articles - self._kept.start,
        }
        self._db.execute(f"INSERT INTO articles {_KEPT_ARTICLES}", run)
        by_sentence, by_passage = (
            self._copy("sentences", "role", run),
            self._copy("passages", "vector_key", run),
        )
        for row in self._kept:
            self._copy_words(row, by_sentence, by_passage)
            self._moved[row] = row + run["shift"]
        self._articles += len(self._kept)
        self._kept = range(0)

    def _copy(self, table: Literal["sentences", "passages"], rest: str, run: dict[str, int]) -> int:
        """Copy the sentences or passages of a run of articles; return by how much their ids are greater."""
        begin = self._sentences if table == "sentences" else self._passages
        span = f"FROM old.{table} WHERE article BETWEEN :first AND :last"
        ((first, count),) = self._db.execute(f"SELECT min(id), count(*) {span}", run)
        by = begin - (first or 0)
        values = f"id + :by, article + :shift, start, end, {rest}"
        self._db.execute(f"INSERT INTO {table} SELECT {values} {span} ORDER BY id", {**run, "by": by})
        if table == "sentences":
            self._sentences += count
        else:
            self._passages += count
        return by

    def _copy_words(self, row: int, by_sentence: int, by_passage: int) -> None:
        """Index the words of an article of the old catalogue, ids greater by so much."""
        ((title, text),) = self._db.execute("SELECT title, text FROM old.articles WHERE id = ?", (row,))
        spans = "SELECT id + ?, start, end FROM old.{} WHERE article = ?{}"
        story = spans.format("sentences", " AND role = 'story'")
        self._add_words(
            title,
            text,
            self._db.execute(story, (by_sentence, row)).fetchall(),
            self._db.execute(spans.format("passages", ""), (by_passage, row)).fetchall(),
        )

    def _add_sentences(self, row: int, record: ArticleRecord) -> list[tuple[int, int, int]]:
        """Write an article's sentences; return (id, start, end) of those of the story."""
        numbered = list(enumerate(record.sentences, self._sentences))
        self._db.executemany(
            "INSERT INTO sentences VALUES (?,?,?,?,?)",
            ((i, row, s.start, s.end, s.role) for i, s in numbered),
        )
        self._sentences += len(numbered)
        return [(i, s.start, s.end) for i, s in numbered if s.role == "story"]

    def _add_passages(self, row: int, record: ArticleRecord) -> list[tuple[int, int, int]]:
        """Write an article's passages; return (id, start, end) of each."""
        numbered = list(enumerate(zip(record.passages, record.vector_keys, strict=True), self._passages))
        self._db.executemany(
            "INSERT INTO passages VALUES (?,?,?,?,?)",
            ((i, row, p.start, p.end, key) for i, (p, key) in numbered),
        )
        self._passages += len(numbered)
        return [(i, p.start, p.end) for i, (p, _) in numbered]

    def _add_words(
        self, title: str, text: str, story: list[tuple[int, int, int]], passages: list[tuple[int, int, int]]
    ) -> None:
        self._db.executemany(
            "INSERT INTO sentence_words(rowid, text) VALUES (?,?)",
            ((i, text[start:end]) for i, start, end in story),
        )
        self._db.executemany(
            "INSERT INTO passage_words(rowid, title, text) VALUES (?,?,?)",
            ((i, title, text[start:end]) for i, start, end in passages),
        )

    def finish(self) -> CatalogueSize:
        """Build the indices, compact the word tables, close the file and return how much it holds."""
        self._flush_kept()
        self._db.execute("INSERT INTO passage_words(passage_words) VALUES ('optimize')")
        self._db.execute("INSERT INTO sentence_words(sentence_words) VALUES ('optimize')")
        self._db.executemany("INSERT INTO copies VALUES (?,?)", sorted(self._copies().items()))
        self._db.execute("COMMIT")
        self._db.executescript(_INDICES + "ANALYZE main;")
        self._db.close()
        return CatalogueSize(articles=self._articles, sentences=self._sentences, passages=self._passages)

    def _copies(self) -> dict[int, int]:
        """Find which of the articles written are copies: row → row of the original."""
        columns = (
            "id, article_id, coalesce(published_at, published, ''), outlet, text, words_sha256, signature"
        )
        stories = [
            Story(
                row=row,
                article_id=article_id,
                published=published,
                agency=credits_outlet(text, outlet),
                fingerprint=Fingerprint(words_sha256=words, signature=signature),
            )
            for row, article_id, published, outlet, text, words, signature in self._db.execute(
                f"SELECT {columns} FROM articles ORDER BY id"  # noqa: S608
            )
        ]
        compared = self._compared_before()
        copies = find_copies(stories, self._story, compared)
        pairs = ((*pair, int(copy)) for pair, copy in sorted(compared.items()))
        self._db.executemany("INSERT INTO compared VALUES (?,?,?)", pairs)
        return copies

    def _compared_before(self) -> dict[tuple[int, int], bool]:
        """Return which articles taken over the old catalogue has compared, by their rows now."""
        if not self._moved:
            return {}
        pairs = self._db.execute("SELECT article, other, copy FROM old.compared")
        moved = self._moved
        return {(moved[a], moved[b]): bool(copy) for a, b, copy in pairs if a in moved and b in moved}

    def _story(self, row: int) -> str:
        ((text, marks),) = self._db.execute("SELECT text, marks FROM articles WHERE id = ?", (row,))
        return story_alone(text, [Mark(start=a, end=b, role=r) for a, b, r in json.loads(marks)])

    def abandon(self) -> None:
        """Close the file unfinished."""
        self._db.close()


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
            self._db = sqlite3.connect(_read_only(path), uri=True, check_same_thread=False)
            self._db.execute("PRAGMA trusted_schema=OFF")
            self._originals = dict(self._db.execute("SELECT article, original FROM copies ORDER BY article"))
            self._told_often = frozenset(self._originals.values())
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
        """Yield rows without holding them all; for a catalogue that one thread alone uses."""
        try:
            yield from self._db.execute(sql)
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"the catalogue cannot be read ({error}). Run `rag rebuild --full`.") from None

    def size(self) -> CatalogueSize:
        """Return how many articles, sentences and passages there are whose ids count up from 0."""
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
        return self.article_row(self._row(article_id))

    def _row(self, article_id: str) -> int:
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
        """Return relative path → file, for every file that gave an article, in ascending order of file."""
        sql = "SELECT path, seen_sha256, parser, id, article_id, item FROM articles ORDER BY id"
        found = {}
        for path, group in groupby(self._all(sql), key=itemgetter(0)):
            rows = list(group)
            held = tuple(HeldArticle(row=row, article_id=i, item=item) for *_, row, i, item in rows)
            seen = {row[1] for row in rows}
            sha256 = seen.pop() if len(seen) == 1 else ""
            found[path] = HeldFile(sha256=sha256, parser=rows[0][2], articles=held)
        return found

    def index_contents(self) -> Iterator[str]:
        """Yield the SHA-256 of what each article states and says, in order."""
        yield from (row[0] for row in self._each("SELECT content_sha256 FROM articles ORDER BY id"))

    def mostly_marked(self) -> list[str]:
        """Return the ids of the articles of which over a third is boilerplate, in order."""
        sql = "SELECT article_id FROM articles WHERE 3 * marked > length(text) ORDER BY id"
        return [row[0] for row in self._all(sql)]

    def garbled(self) -> list[str]:
        """Return the ids of the articles with letters of a wrong encoding (`rag.garbled`), in order."""
        return [i for (i,) in self._all("SELECT article_id FROM articles WHERE garbled > 0 ORDER BY id")]

    def guessed(self) -> list[tuple[str, str]]:
        """Return (article id, encoding) of the articles whose encoding was guessed, in order."""
        return self._all("SELECT article_id, guessed FROM articles WHERE guessed IS NOT NULL ORDER BY id")

    def record(self, article_id: str) -> ArticleRecord:
        """Return all the catalogue holds of one article."""
        return self.record_at(self._row(article_id))

    def record_at(self, row: int) -> ArticleRecord:
        """Return all the catalogue holds of the article in a row."""
        sql = "SELECT path, item, seen_sha256, words_sha256, signature FROM articles WHERE id = ?"
        ((path, item, seen, words, signature),) = self._all(sql, row)
        passages = self._all("SELECT start, end, vector_key FROM passages WHERE article = ? ORDER BY id", row)
        return ArticleRecord(
            article=self.article_row(row),
            path=path,
            item=item,
            seen_sha256=seen,
            sentences=tuple(sentence for _, sentence in self.sentences(row)),
            passages=tuple(Passage(start=start, end=end) for start, end, _ in passages),
            vector_keys=tuple(row[2] for row in passages),
            fingerprint=Fingerprint(words_sha256=words, signature=signature),
        )

    # Copies

    def copies(self) -> dict[str, str]:
        """Return id of a copy → id of its original, in ascending order of file and place."""
        sql = (
            "SELECT c.article_id, o.article_id FROM copies JOIN articles c ON c.id = copies.article "
            "JOIN articles o ON o.id = copies.original ORDER BY copies.article"
        )
        return dict(self._all(sql))

    def story_rows(self, row: int) -> list[int]:
        """Return the rows of all articles that tell the story of one: the original first, then its copies.

        Copies are in ascending order of publication, undated ones last, ties by row.
        """
        original = self._originals.get(row, row)
        if original not in self._told_often:
            return [row]
        sql = (
            "SELECT article FROM copies JOIN articles ON articles.id = article WHERE original = ? "
            "ORDER BY published IS NULL, coalesce(published_at, published), article"
        )
        return [original, *(found for (found,) in self._all(sql, original))]

    # Filters

    def allowed_articles(self, filters: Filters) -> list[int]:
        """Return the rows of the articles that pass the filters, in ascending order."""
        where, values = self._passing(filters)
        if filters.since:
            where, values = f"{where} AND published >= ?", [*values, filters.since.isoformat()]
        if filters.until:
            where, values = f"{where} AND published <= ?", [*values, filters.until.isoformat()]
        return [row[0] for row in self._all(f"SELECT id FROM articles WHERE {where} ORDER BY id", *values)]  # noqa: S608

    def undated_left_out(self, filters: Filters) -> int:
        """Return how many articles a date filter alone leaves out because they have no date."""
        if not filters.dated:
            return 0
        where, values = self._passing(filters)
        sql = f"SELECT count(*) FROM articles WHERE published IS NULL AND {where}"  # noqa: S608
        return int(self._all(sql, *values)[0][0])

    def undated(self) -> int:
        """Return how many articles have no publication date."""
        return int(self._all("SELECT count(*) FROM articles WHERE published IS NULL")[0][0])

    def stated(self, facet: Facet) -> list[str]:
        """Return what articles state of one kind, as they state it, ascending; parsers for formats."""
        column = _COLUMNS[facet]
        sql = f"SELECT DISTINCT {column} FROM articles WHERE {column} IS NOT NULL ORDER BY {column}"  # noqa: S608
        return [row[0] for row in self._all(sql)]

    def _passing(self, filters: Filters) -> tuple[str, list[str]]:
        """Return the SQL condition, and its values, of all filters but those by date.

        Names are compared by Python, which folds every script, and only among the distinct ones.
        """
        conditions, values = ["1"], []
        for facet in filters.facets:
            conditions.append(f"{_COLUMNS[facet]} IN (SELECT value FROM json_each(?))")  # noqa: S608
            values.append(json.dumps([name for name in self.stated(facet) if filters.allow(facet, name)]))
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
        """Yield (passage id, what its vector is kept under) in ascending order."""
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
        """Say whether a story sentence holds these words in one run, inflected or not.

        Args:
            phrase: A word or name; without any letter or digit it is not mentioned.

        Returns:
            Whether one does.
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


def _read_only(path: Path) -> str:
    """Return the URI of a finished catalogue: nothing is ever written beside it."""
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def _content_sha256(article: Article) -> str:
    """Return the SHA-256 of all that an index's id depends on in an article."""
    data = [article.metadata(), article.text_sha256, [[m.start, m.end, m.role] for m in article.marks]]
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()

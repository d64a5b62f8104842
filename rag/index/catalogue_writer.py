"""Writing a catalogue: new articles, articles copied from an older catalogue, and which are copies of which.

Belongs here: the tables of a catalogue and every SQL statement that writes them. Does not belong here:
reading a finished one (`rag.index.catalogue`), which articles there are (`rag.index.file_changes`).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Literal

from rag.index.catalogue import CatalogueSize, read_only_uri
from rag.index.near_duplicates import Fingerprint, Story, credits_outlet, find_copies, story_alone
from rag.schema import Article, Mark
from rag.text.mojibake import garbled
from rag.text.terms import unbroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rag.index.passages import CutArticle

__all__ = ["CatalogueWriter"]

_SCHEMA = """
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, article_id TEXT NOT NULL UNIQUE, path TEXT NOT NULL,
    file_sha256 TEXT NOT NULL, title TEXT NOT NULL, outlet TEXT, author TEXT, url TEXT, language TEXT,
    published TEXT, published_at TEXT, text TEXT NOT NULL, text_sha256 TEXT NOT NULL, marks TEXT NOT NULL,
    pages TEXT NOT NULL, parser TEXT NOT NULL, item TEXT, seen_sha256 TEXT NOT NULL,
    content_sha256 TEXT NOT NULL, mostly_marked INTEGER NOT NULL, words_sha256 TEXT NOT NULL,
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
_KEPT_ARTICLES = """
SELECT id + :shift, article_id, path, file_sha256, title, outlet, author, url, language, published,
    published_at, text, text_sha256, marks, pages, parser, item, seen_sha256, content_sha256, mostly_marked,
    words_sha256, signature, guessed, garbled
FROM old.articles WHERE id BETWEEN :first AND :last ORDER BY id
"""


class CatalogueWriter:
    """Writes a catalogue, article by article, in ascending order of file and of place in the file.

    Articles of an older catalogue that follow each other are copied in one statement.
    """

    def __init__(self, path: Path, old: Path | None = None) -> None:
        """Create the file.

        Args:
            path: The new file, which must not exist yet.
            old: A finished catalogue that `keep` copies articles from.
        """
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rwc", uri=True, isolation_level=None)
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        if old:
            self._db.execute("ATTACH ? AS old", (read_only_uri(old),))
        self._db.execute("BEGIN")
        self._kept = range(0)
        self._moved: dict[int, int] = {}
        self._articles = self._sentences = self._passages = 0

    def add(self, cut: CutArticle) -> None:
        """Write a new article."""
        self._flush_kept()
        parsed, row = cut.parsed, self._articles
        article = parsed.article
        self._db.execute(
            "INSERT INTO articles VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                row, article.article_id, parsed.path, article.file_sha256, article.title,
                article.outlet, article.author, article.url, article.language,
                article.published.isoformat() if article.published else None,
                article.published_at, article.text, article.text_sha256,
                json.dumps([[m.start, m.end, m.role] for m in article.marks]),
                json.dumps(article.pages), article.parser, parsed.item, parsed.seen_sha256,
                _content_sha256(article),
                article.mostly_marked,
                cut.fingerprint.words_sha256, cut.fingerprint.signature,
                article.guessed, garbled(article.text),
            ),
        )  # fmt: skip
        self._add_sentences(row, cut)
        self._add_passages(row, cut)
        self._articles += 1

    def keep(self, row: int) -> None:
        """Copy the article in this row of the old catalogue, unchanged."""
        if row != self._kept.stop:
            self._flush_kept()
            self._kept = range(row, row)
        self._kept = range(self._kept.start, row + 1)

    def _flush_kept(self) -> None:
        """Copy the run of consecutive articles that `keep` has collected, under new rows."""
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
        self._index_sentences(self._texts("sentences", {**run, "by": by_sentence}, "role = 'story'"))
        self._index_passages(self._texts("passages", {**run, "by": by_passage}))
        self._moved |= {row: row + run["shift"] for row in self._kept}
        self._articles += len(self._kept)
        self._kept = range(0)

    def _copy(self, table: Literal["sentences", "passages"], rest: str, run: dict[str, int]) -> int:
        """Copy the sentences or passages of a run of articles; return how much greater the new ids are."""
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

    def _texts(
        self, table: Literal["sentences", "passages"], run: dict[str, int], where: str = "true"
    ) -> Iterator[tuple[int, str, str]]:
        """Yield (new id, title, text) of the sentences or passages of a run of copied articles."""
        spans = self._db.execute(
            f"SELECT article, id + :by, start, end FROM old.{table} "  # noqa: S608
            f"WHERE article BETWEEN :first AND :last AND {where} ORDER BY article, id",
            run,
        )
        for article, group in groupby(spans, key=itemgetter(0)):
            ((title, text),) = self._db.execute(
                "SELECT title, text FROM old.articles WHERE id = ?", (article,)
            )
            yield from ((new, title, text[start:end]) for _, new, start, end in group)

    def _add_sentences(self, row: int, cut: CutArticle) -> None:
        """Write the sentences of an article, and index the words of its story sentences."""
        article = cut.parsed.article
        numbered = list(enumerate(cut.sentences, self._sentences))
        self._db.executemany(
            "INSERT INTO sentences VALUES (?,?,?,?,?)",
            ((i, row, s.start, s.end, s.role) for i, s in numbered),
        )
        self._sentences += len(numbered)
        self._index_sentences(
            (i, article.title, article.text[s.start : s.end]) for i, s in numbered if s.role == "story"
        )

    def _add_passages(self, row: int, cut: CutArticle) -> None:
        """Write the passages of an article, and index their words."""
        article = cut.parsed.article
        numbered = list(enumerate(zip(cut.passages, cut.vector_keys, strict=True), self._passages))
        self._db.executemany(
            "INSERT INTO passages VALUES (?,?,?,?,?)",
            ((i, row, p.start, p.end, key) for i, (p, key) in numbered),
        )
        self._passages += len(numbered)
        self._index_passages((i, article.title, article.text[p.start : p.end]) for i, (p, _) in numbered)

    def _index_sentences(self, texts: Iterable[tuple[int, str, str]]) -> None:
        """Index the words of sentences, given as (id, title of the article, text)."""
        self._db.executemany(
            "INSERT INTO sentence_words(rowid, text) VALUES (?,?)",
            ((i, unbroken(text)) for i, _, text in texts),
        )

    def _index_passages(self, texts: Iterable[tuple[int, str, str]]) -> None:
        """Index the words of passages, given as (id, title of the article, text)."""
        whole = ((i, unbroken(title), unbroken(text)) for i, title, text in texts)
        self._db.executemany("INSERT INTO passage_words(rowid, title, text) VALUES (?,?,?)", whole)

    def finish(self) -> CatalogueSize:
        """Find the copies, build the indices, close the file, and return how much it holds."""
        self._flush_kept()
        self._db.execute("INSERT INTO passage_words(passage_words) VALUES ('optimize')")
        self._db.execute("INSERT INTO sentence_words(sentence_words) VALUES ('optimize')")
        self._db.executemany("INSERT INTO copies VALUES (?,?)", sorted(self._copies().items()))
        self._db.execute("COMMIT")
        self._db.executescript(_INDICES + "ANALYZE main;")
        self._db.close()
        return CatalogueSize(articles=self._articles, sentences=self._sentences, passages=self._passages)

    def _copies(self) -> dict[int, int]:
        """Return row of a copy → row of its original, and write which articles were compared."""
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
        """Return the comparisons of the old catalogue between copied articles, by their new rows."""
        if not self._moved:
            return {}
        pairs = self._db.execute("SELECT article, other, copy FROM old.compared")
        moved = self._moved
        return {(moved[a], moved[b]): bool(copy) for a, b, copy in pairs if a in moved and b in moved}

    def _story(self, row: int) -> str:
        ((text, marks),) = self._db.execute("SELECT text, marks FROM articles WHERE id = ?", (row,))
        return story_alone(text, [Mark(start=a, end=b, role=r) for a, b, r in json.loads(marks)])

    def abandon(self) -> None:
        """Close the file without finishing it."""
        self._db.close()


def _content_sha256(article: Article) -> str:
    """Return the SHA-256 of everything in an article that the index id depends on."""
    data = [article.metadata(), article.text_sha256, [[m.start, m.end, m.role] for m in article.marks]]
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()

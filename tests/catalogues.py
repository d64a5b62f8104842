"""Catalogues for tests, written as a rebuild writes them, without an encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.index.catalogue_writer import CatalogueWriter
from rag.index.near_duplicates import fingerprint, story_alone
from rag.index.passages import CutArticle, ParsedArticle
from rag.schema import Article, Passage, Sentence, sha256_of_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def an_article(article_id, text="Nothing much happened.", **stated):
    """Return an article; a title, where none is given, is its id."""
    fields = {"title": article_id, **stated}
    return Article(
        article_id=article_id, text=text, text_sha256=sha256_of_text(text), file_sha256="0" * 64, **fields
    )


def write_catalogue(path: Path, articles: Iterable[Article]) -> Path:
    """Write articles, each one sentence and one passage, in the order given."""
    writer = CatalogueWriter(path)
    for article in articles:
        length = len(article.text)
        writer.add(
            CutArticle(
                parsed=ParsedArticle(
                    article=article, path=f"{article.article_id}.txt", item=None, seen_sha256="0" * 64
                ),
                sentences=(Sentence(start=0, end=length),),
                passages=(Passage(start=0, end=length),),
                vector_keys=("key",),
                fingerprint=fingerprint(story_alone(article.text, article.marks)),
            )
        )
    writer.finish()
    return path

"""ParserOptions one file's bytes as a test needs it."""

from __future__ import annotations

import hashlib
from io import BytesIO

from rag.ingest.parsers import read_articles
from rag.ingest.parsers.items import ParserOptions
from rag.schema import Article


def read_article(article_id: str, suffix: str, data: bytes) -> Article | None:
    """Return the one article of a file; None when there is no text in it."""
    items = list(
        read_articles(article_id, suffix, BytesIO(data), ParserOptions(), hashlib.sha256(data).hexdigest())
    )
    assert len(items) <= 1
    assert all(isinstance(item, Article) for item in items)
    return items[0] if items and isinstance(items[0], Article) else None

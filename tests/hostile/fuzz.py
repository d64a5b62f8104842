"""Fuzz every parser with atheris: `make fuzz`, or `python -m tests.hostile.fuzz -max_total_time=600`.

The first byte chooses the format, the rest is the file. Anything but articles and `ArticleReadError` is a
finding, and so is an article that is not as promised: one line for a title, marks in order within the text.
"""

from __future__ import annotations

import hashlib
import io
import sys

import atheris

with atheris.instrument_imports(include=["rag"]):
    from rag.datamodel import Article
    from rag.errors import ArticleReadError
    from rag.parsers import SUFFIXES, read_articles
    from rag.parsers.items import Reading

READING = Reading(max_article_mb=1.0, max_container_mb=20.0)


def check(article: Article) -> None:
    """Raise where an article is not as promised."""
    article.text.encode("utf-8")
    assert article.title, "no title"
    assert "\n" not in article.title, "a title of several lines"
    end = 0
    for mark in article.marks:
        assert end <= mark.start < mark.end <= len(article.text), mark
        end = mark.end
    assert list(article.pages) == sorted(article.pages)


def read(data: bytes) -> None:
    """Read one made file."""
    if not data:
        return
    suffix, body = SUFFIXES[data[0] % len(SUFFIXES)], data[1:]
    try:
        for item in read_articles("x", suffix, io.BytesIO(body), READING, hashlib.sha256(body).hexdigest()):
            if isinstance(item, Article):
                check(item)
    except ArticleReadError:
        pass


if __name__ == "__main__":
    atheris.Setup(sys.argv, read)
    atheris.Fuzz()

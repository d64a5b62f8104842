"""Fuzz every parser with atheris: `make fuzz`, or `python -m tests.hostile.fuzz -max_total_time=600 -timeout=180`.

The first byte chooses the format, the rest is the file, or a part of a Word document (within a packed file no mutation
would reach it); it begins with the smaller files of the hostile corpus, a web page of every layout and the parts of a
sound Word document. Anything but articles and `ArticleReadError` is a finding, and so is an article that
is not as promised: one line for a title, marks in order within the text.
"""

from __future__ import annotations

import hashlib
import io
import sys
import tempfile
from pathlib import Path

import atheris

from tests.hostile import corpus, make

with atheris.instrument_imports(include=["rag"]):
    from benchmarks.finding_the_story import ALL
    from benchmarks.finding_the_story.scoring import pages
    from rag.errors import ArticleReadError
    from rag.ingest.parsers import SUFFIXES, read_articles
    from rag.ingest.parsers.items import ParserOptions
    from rag.schema import Article

MOST = 20_000
"""Bytes of the largest file to begin with: mutations of large ones are slow."""
FORMATS = (*SUFFIXES, *make.WORD_PARTS)
READING = ParserOptions(max_article_mb=1.0, max_container_mb=20.0)


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
    suffix, body = FORMATS[data[0] % len(FORMATS)], data[1:]
    if suffix in make.WORD_PARTS:
        suffix, body = ".docx", make.word({suffix: body})
    try:
        for item in read_articles("x", suffix, io.BytesIO(body), READING, hashlib.sha256(body).hexdigest()):
            if isinstance(item, Article):
                check(item)
    except ArticleReadError:
        pass


def write_seeds(folder: Path) -> None:
    """Write the files that mutation begins with."""
    named = corpus.files() | {name: text.encode(errors="replace") for name, text in corpus.texts().items()}
    named |= {f"{page.name}.html": page.html.encode() for chosen in ALL for page in pages(chosen, 1)}
    named |= {name: part.encode() for name, part in make.WORD_PARTS.items()}
    for name, data in named.items():
        suffix = max((s for s in FORMATS if name.endswith(s)), key=len, default=None)
        if suffix is not None and len(data) <= MOST:
            path = folder / hashlib.sha256(name.encode()).hexdigest()
            path.write_bytes(bytes([FORMATS.index(suffix)]) + data)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        write_seeds(Path(made))
        atheris.Setup([*sys.argv, made], read)
        atheris.Fuzz()

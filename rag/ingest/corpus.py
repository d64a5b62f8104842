"""The corpus folder: which files it holds and which articles each of them gives.

Belongs here: walking the folder, naming articles, opening files. Does not belong here: reading a file's
contents (`rag.ingest.parsers`).
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from rag.errors import ArticleReadError, CorpusMissing
from rag.ingest.parsers import is_read, read_articles
from rag.ingest.parsers.containers import suffix_of
from rag.ingest.parsers.items import ParserOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.ingest.parsers.items import Unread
    from rag.schema import Article
    from rag.settings import Settings

__all__ = [
    "CorpusFile",
    "CorpusListing",
    "OpenFile",
    "list_corpus",
    "name_of",
    "opened",
    "parser_options",
    "read_corpus_file",
]

_HELD = 16_000_000
"""Bytes up to which a file is held in memory while it is read."""

_STRAY_BYTE = re.compile("[\udc80-\udcff]")
"""How Python holds a byte of a file name that is not UTF-8 (PEP 383)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusFile:
    """One file below the corpus.

    ``article_id`` is that of its article, or what the ids of its articles begin with before ``#``; None
    when no parser knows its suffix. ``path`` is where it lies; making a `Path` of it takes as long as
    reading a small file.
    """

    path: str
    relative: str
    suffix: str
    article_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """A file open for reading, and the SHA-256 of its bytes."""

    stream: BinaryIO
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusListing:
    """Every file of a corpus, by relative path; dotfiles and links are counted, not listed."""

    files: tuple[CorpusFile, ...]
    ignored: int

    def files_of(self, article_id: str) -> list[CorpusFile]:
        """Return the file that an article is in, by its id; none where there is none.

        Whether an id keeps the suffix depends on which other files there are. An id from before one of them
        came or went is known too: the file is returned under that id, and several where it can mean several.
        """
        readable = [file for file in self.files if file.article_id is not None]
        now: dict[str | None, list[CorpusFile]] = {file.article_id: [file] for file in readable}
        before = defaultdict(list)
        for file in readable:
            for other in {file.relative, _stem(file.relative, file.suffix)} - now.keys():
                before[other].append(replace(file, article_id=other))
        known = now | before
        while article_id and article_id not in known:
            article_id = article_id.rpartition("#")[0]
        return known.get(article_id, [])


def list_corpus(corpus: Path) -> CorpusListing:
    """List every file below a corpus folder.

    Links are not followed and dotfiles not read. An article's id is its path below the corpus without
    the suffix, joined by ``/``; where two files clash both keep the suffix. Bytes of a name that are not
    UTF-8 are percent-encoded.

    Args:
        corpus: The folder of articles.

    Returns:
        The files in ascending order of their relative path.

    Raises:
        CorpusMissing: There is no such folder, or it cannot be listed.
    """
    if not corpus.is_dir():
        raise CorpusMissing(
            f"there is no corpus folder {str(corpus)!r}. Make it and put articles in it, "
            "or name another one with `--corpus`."
        )
    paths, ignored = _walk(corpus)
    relatives = _relatives(paths, corpus)
    suffixes = {relative: suffix_of(relative) for relative in relatives}
    ids = _article_ids({r: suffix for r, suffix in suffixes.items() if is_read(suffix)})
    files = (
        CorpusFile(
            path=path,
            relative=relative,
            suffix=suffixes[relative],
            article_id=ids.get(relative),
        )
        for relative, path in sorted(relatives.items())
    )
    return CorpusListing(files=tuple(files), ignored=ignored)


def parser_options(settings: Settings) -> ParserOptions:
    """Return how files are read under these settings."""
    return ParserOptions(
        max_article_mb=settings.max_article_mb,
        max_container_mb=settings.max_container_mb,
        fields={str(name): keys for name, keys in settings.fields.items()},
    )


@contextmanager
def opened(file: CorpusFile) -> Iterator[OpenFile]:
    """Open a file for reading and hash it, and see to it that both are of the same bytes.

    Args:
        file: The file.

    Yields:
        The open file and its hash. A small file is read at once; a larger one is read from the disk.

    Raises:
        ArticleReadError: The file cannot be read, or changed while it was read.
    """
    try:
        with open(file.path, "rb") as stream:  # noqa: PTH123 - of thousands, faster than by a Path's own
            before = os.fstat(stream.fileno())
            if before.st_size <= _HELD:
                data = stream.read()
                yield OpenFile(stream=BytesIO(data), sha256=hashlib.sha256(data).hexdigest())
                return
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            stream.seek(0)
            yield OpenFile(stream=stream, sha256=sha256)
            after = os.fstat(stream.fileno())
    except OSError as error:
        raise ArticleReadError(f"cannot be read: {error.strerror or error}.") from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ArticleReadError("changed while it was read. Rebuild again.")


def read_corpus_file(file: CorpusFile, options: ParserOptions) -> Iterator[Article | Unread]:
    """Read the articles of a file as a rebuild would.

    Args:
        file: A file that has an article id.
        options: The limits, and the keys of fields.

    Yields:
        Its articles, and what of it gave none.

    Raises:
        ArticleReadError: Nothing of the file can be read.
    """
    with opened(file) as open_file:
        yield from read_articles(
            file.article_id or file.relative, file.suffix, open_file.stream, options, open_file.sha256
        )


def name_of(file: CorpusFile, article: Article) -> str | None:
    """Return the name of an article within its file; None where it is the file."""
    return article.article_id.removeprefix(f"{file.article_id}").removeprefix("#") or None


def _walk(corpus: Path) -> tuple[list[str], int]:
    """Return the plain files below `corpus` and how many dotfiles, links and others were passed over."""
    paths, ignored = [], 0

    def refuse(error: OSError) -> None:
        raise CorpusMissing(f"{error.filename}: cannot be listed: {error.strerror}.")

    for folder, folders, names in os.walk(corpus, onerror=refuse):
        hidden = [n for n in folders if n.startswith(".") or os.path.islink(os.path.join(folder, n))]
        ignored += len(hidden)
        folders[:] = [n for n in folders if n not in hidden]
        for name in names:
            path = os.path.join(folder, name)
            if name.startswith(".") or not _is_plain(path):
                ignored += 1
            else:
                paths.append(path)
    return paths, ignored


def _is_plain(path: str) -> bool:
    """Say whether a path is a plain file; one that may not be looked at is listed, and fails when read."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except FileNotFoundError:  # gone meanwhile
        return False
    except OSError:
        return True


def _relatives(paths: list[str], corpus: Path) -> dict[str, str]:
    """Return path below the corpus → path: parts joined by ``/``, bytes that are not UTF-8 percent-encoded.

    A name so encoded into the name of another file is encoded once more.
    """
    begin = len(os.path.join(corpus, ""))
    relatives: dict[str, str] = {}
    strays = []
    for path in paths:
        name = path[begin:].replace(os.sep, "/")
        if _STRAY_BYTE.search(name):
            strays.append((_STRAY_BYTE.sub(lambda found: f"%{ord(found[0]) - 0xDC00:02X}", name), path))
        else:
            relatives[name] = path
    for encoded, path in sorted(strays):
        name = encoded
        while name in relatives:
            name = name.replace("%", "%25")
        relatives[name] = path
    return relatives


def _article_ids(suffixes: dict[str, str]) -> dict[str, str]:
    """Return relative path → article id: without its suffix unless two would then be the same."""
    ids = {relative: _stem(relative, suffix) for relative, suffix in suffixes.items()}
    while True:
        holders = defaultdict(list)
        for relative, article_id in ids.items():
            holders[article_id].append(relative)
        clashing = [r for group in holders.values() if len(group) > 1 for r in group if ids[r] != r]
        if not clashing:
            return ids
        ids |= {relative: relative for relative in clashing}


def _stem(relative: str, suffix: str) -> str:
    """Return a path without its suffix, also where that stands for another: ".tgz" for ".tar.gz"."""
    as_written = suffix if relative.lower().endswith(suffix) else PurePosixPath(relative).suffix
    return relative[: len(relative) - len(as_written)]

"""List the files of the corpus folder, name their articles, and open them.

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
"""A file of at most so many bytes is read into memory; a larger one is read from the disk."""

_STRAY_BYTE = re.compile("[\udc80-\udcff]")
"""The form in which Python gives a byte of a file name that is not UTF-8 (PEP 383)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusFile:
    """One file below the corpus.

    ``relative`` is its path below the corpus, joined by ``/``. ``article_id`` is the id of its article; where
    it holds several, each id is this one, ``#`` and the name of the item. It is None where no parser reads
    the suffix. ``path`` is a string, since making a `Path` takes as long as reading a small file.
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
    """The files of a corpus in the order of their relative paths; ``ignored`` counts dotfiles and links."""

    files: tuple[CorpusFile, ...]
    ignored: int

    def files_of(self, article_id: str) -> list[CorpusFile]:
        """Return the files that can hold an article, given its id; mostly one, none where the id is unknown.

        An id has the suffix of its file only where two files would else share one id, so that it can change
        when a file is added or removed. The id from before such a change is found too; the files returned
        then have that id.
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
    """Return the options for parsers that these settings state."""
    return ParserOptions(
        max_article_mb=settings.max_article_mb,
        max_container_mb=settings.max_container_mb,
        fields={str(name): keys for name, keys in settings.fields.items()},
    )


@contextmanager
def opened(file: CorpusFile) -> Iterator[OpenFile]:
    """Open a file for reading and hash it; the bytes read are the bytes hashed.

    Args:
        file: The file.

    Yields:
        The open file and its hash.

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
        Its articles, and the parts of it that gave none.

    Raises:
        ArticleReadError: Nothing of the file can be read.
    """
    with opened(file) as open_file:
        yield from read_articles(
            file.article_id or file.relative, file.suffix, open_file.stream, options, open_file.sha256
        )


def name_of(file: CorpusFile, article: Article) -> str | None:
    """Return the name of an article within its file; None where the whole file is the article."""
    return article.article_id.removeprefix(f"{file.article_id}").removeprefix("#") or None


def _walk(corpus: Path) -> tuple[list[str], int]:
    """Return the plain files below `corpus`, and the number of dotfiles, links and others left out."""
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
    """Say whether a path is a plain file; one without permission counts as one, and fails when it is read."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except FileNotFoundError:  # gone meanwhile
        return False
    except OSError:
        return True


def _relatives(paths: list[str], corpus: Path) -> dict[str, str]:
    """Return path below the corpus → path: parts joined by ``/``, bytes that are not UTF-8 percent-encoded.

    Where the encoded name is that of another file, its percent signs are encoded as well.
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
    """Return a path without its suffix; ".tgz" counts as one though `suffix_of` gives ".tar.gz"."""
    as_written = suffix if relative.lower().endswith(suffix) else PurePosixPath(relative).suffix
    return relative[: len(relative) - len(as_written)]

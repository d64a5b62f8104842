"""The corpus folder: which files it holds and what article each of them is.

Belongs here: walking the folder and naming articles. Does not belong here: reading a file's contents
(`rag.parsers`).
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from rag.errors import ArticleReadError, CorpusMissing
from rag.parsers import PARSERS, read_article

if TYPE_CHECKING:
    from rag.datamodel import Article

__all__ = ["CorpusFile", "CorpusListing", "list_corpus", "read_corpus_article", "read_file"]

_BYTES_PER_MB = 1_000_000
_STRAY_BYTE = re.compile("[\udc80-\udcff]")
"""How Python holds a byte of a file name that is not UTF-8 (PEP 383)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusFile:
    """One file below the corpus. ``article_id`` is None when no parser knows its suffix."""

    path: Path
    relative: str
    suffix: str
    article_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusListing:
    """Every file of a corpus, by relative path; dotfiles and links are counted, not listed."""

    files: tuple[CorpusFile, ...]
    ignored: int


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
    ids = _article_ids([r for r in relatives if PurePosixPath(r).suffix.lower() in PARSERS])
    files = (
        CorpusFile(
            path=path,
            relative=relative,
            suffix=PurePosixPath(relative).suffix.lower(),
            article_id=ids.get(relative),
        )
        for relative, path in sorted(relatives.items())
    )
    return CorpusListing(files=tuple(files), ignored=ignored)


def read_file(file: CorpusFile, max_mb: float) -> bytes:
    """Return a file's bytes.

    Args:
        file: The file.
        max_mb: Largest accepted size in megabytes of 1,000,000 bytes.

    Returns:
        The bytes.

    Raises:
        ArticleReadError: The file is too large or cannot be read.
    """
    limit = int(max_mb * _BYTES_PER_MB)
    try:
        with file.path.open("rb") as stream:
            data = stream.read(limit + 1)
            size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise ArticleReadError(f"cannot be read: {error.strerror or error}.") from None
    if len(data) > limit:
        raise ArticleReadError(
            f"{size / _BYTES_PER_MB:.1f} MB is over the limit of {max_mb:g} MB for one article. "
            "Split it into articles, or raise `max_article_mb` in rag.toml."
        )
    return data


def read_corpus_article(file: CorpusFile, max_mb: float) -> Article:
    """Read one article of a corpus as a rebuild would.

    Args:
        file: A file that has an article id.
        max_mb: Largest accepted size in megabytes of 1,000,000 bytes.

    Returns:
        The article.

    Raises:
        ArticleReadError: The file cannot be read as an article, or holds no text.
    """
    article = read_article(file.article_id or file.relative, file.suffix, read_file(file, max_mb))
    if article is None:
        raise ArticleReadError("holds no text.")
    return article


def _walk(corpus: Path) -> tuple[list[Path], int]:
    """Return the plain files below `corpus` and how many dotfiles, links and others were passed over."""
    paths, ignored = [], 0

    def refuse(error: OSError) -> None:
        raise CorpusMissing(f"{error.filename}: cannot be listed: {error.strerror}.")

    for folder, folders, names in os.walk(corpus, onerror=refuse):
        hidden = [n for n in folders if n.startswith(".") or os.path.islink(os.path.join(folder, n))]
        ignored += len(hidden)
        folders[:] = [n for n in folders if n not in hidden]
        for name in names:
            path = Path(folder, name)
            if name.startswith(".") or path.is_symlink() or not path.is_file():
                ignored += 1
            else:
                paths.append(path)
    return paths, ignored


def _relative(path: Path, corpus: Path) -> str:
    """Return the path below the corpus joined by ``/``, bytes that are not UTF-8 percent-encoded."""
    name = path.relative_to(corpus).as_posix()
    return _STRAY_BYTE.sub(lambda found: f"%{ord(found[0]) - 0xDC00:02X}", name)


def _relatives(paths: list[Path], corpus: Path) -> dict[str, Path]:
    """Return relative path → path; a name encoded into the name of another file is encoded once more."""
    relatives: dict[str, Path] = {}
    for stray, relative, path in sorted(
        (bool(_STRAY_BYTE.search(str(path))), _relative(path, corpus), path) for path in paths
    ):
        name = relative
        while stray and name in relatives:
            name = name.replace("%", "%25")
        relatives[name] = path
    return relatives


def _article_ids(relatives: list[str]) -> dict[str, str]:
    """Return relative path → article id: without its suffix unless two would then be the same."""
    ids = {relative: relative[: -len(PurePosixPath(relative).suffix)] for relative in relatives}
    while True:
        holders = defaultdict(list)
        for relative, article_id in ids.items():
            holders[article_id].append(relative)
        clashing = [r for group in holders.values() if len(group) > 1 for r in group if ids[r] != r]
        if not clashing:
            return ids
        ids |= {relative: relative for relative in clashing}

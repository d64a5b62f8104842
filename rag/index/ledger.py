"""The ledger, and the list of forgotten articles: two files beside the generations.

The ledger says what became of every file of the corpus at the last rebuild. Belongs here: reading, writing
and amending both. Does not belong here: what became of a file (`rag.index.file_changes`), forgetting an
article (`rag.index.removal`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag.atomic_files import replace_file
from rag.errors import IndexDamaged, IndexError_
from rag.schema import LedgerEntry, sha256_of_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

__all__ = [
    "FORGOTTEN",
    "LEDGER_FILE",
    "LET_IN_AGAIN",
    "ForgottenArticles",
    "Ledger",
    "UnreadItems",
    "mark_copies",
    "read_forgotten",
    "read_ledger",
    "read_unread_items",
    "write_forgotten",
    "write_ledger",
]

LEDGER_FILE = "ledger.json"
_FORGOTTEN_FILE = "forgotten.json"

FORGOTTEN = "was forgotten with `rag forget`; it is still in the corpus"
"""Reason of the line of an article that stays out of the index."""

LET_IN_AGAIN = "was forgotten; the next rebuild looks at it again"
"""Reason of the line of an article that was forgotten and need no longer stay out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What a rebuild did with each file, in ascending order of path, and how many files it ignored.

    ``generation`` is the one that was current after that rebuild. Another one is current after a rollback, or
    after a rebuild that was killed between the switch and the writing of its ledger.
    """

    generation: str
    entries: tuple[LedgerEntry, ...]
    ignored: int


class ForgottenArticles:
    """The articles that stay out of the index, as hashes, which disclose nothing about them.

    An article is recognised by its id, by its place in the corpus (file and name in it), or by its text in
    that file. One of them alone is not enough: an id changes when another file of the same name is added or
    removed, and a place by line number changes when a line before it does.
    """

    def __init__(self, marks: Mapping[str, Sequence[str]] | None = None, *, is_finished: bool = True) -> None:
        """Make the list.

        Args:
            marks: SHA-256 of an article's id → SHA-256s of its place and of its text.
            is_finished: Whether all of these articles have been removed from the whole index.
        """
        self.is_finished = is_finished
        self.marks = {mark: tuple(others) for mark, others in (marks or {}).items()}
        self._known = {known for mark, others in self.marks.items() for known in (mark, *others)}

    def has(self, article_id: str, path: str, item: str | None, text_sha256: str = "") -> bool:
        """Say whether an article stays out of the index.

        Args:
            article_id: Its id.
            path: That of its file.
            item: Its name within the file; None where it is the file.
            text_sha256: SHA-256 of its text; empty where that is not known.

        Returns:
            Whether it does.
        """
        return bool(self._known) and not self._known.isdisjoint(
            (_mark(article_id), *_other_marks(path, item, text_sha256))
        )

    def has_id(self, article_id: str) -> bool:
        """Say whether an article was forgotten under this id."""
        return _mark(article_id) in self.marks

    def with_article(
        self, article_id: str, path: str, item: str | None, text_sha256: str
    ) -> ForgottenArticles:
        """Return these articles and one more, which has not been removed from the index yet."""
        marks = self.marks | {_mark(article_id): _other_marks(path, item, text_sha256)}
        return ForgottenArticles(marks, is_finished=False)

    def finished(self) -> ForgottenArticles:
        """Return these articles, marked as removed from the whole index."""
        return ForgottenArticles(self.marks)

    def without(self, article_id: str, places: Iterable[tuple[str, str | None]]) -> ForgottenArticles:
        """Return these articles without those that have an id or one of some places (path, item)."""
        gone = {_mark(article_id), *(_other_marks(path, item, "")[0] for path, item in places)}
        kept = {m: others for m, others in self.marks.items() if gone.isdisjoint((m, *others))}
        return ForgottenArticles(kept, is_finished=self.is_finished)


def _mark(text: str) -> str:
    return sha256_of_text(text)


def _other_marks(path: str, item: str | None, text_sha256: str) -> tuple[str, str]:
    """Return the hashes of place and text; the line ends in what is hashed cannot occur in an id."""
    return _mark(f"{path}\n{item or ''}"), _mark(f"{path}\n\n{text_sha256}")


def read_forgotten(index: Path) -> ForgottenArticles:
    """Return the articles that stay out of the index.

    Args:
        index: The index folder.

    Returns:
        The articles; none where no article was ever forgotten.

    Raises:
        IndexDamaged: The list cannot be read. Without it, forgotten articles would be indexed again.
    """
    path = index / _FORGOTTEN_FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        others = dict(data.get("others_sha256", {}))
        marks = {str(mark): others.get(mark, ()) for mark in data["article_ids_sha256"]}
        return ForgottenArticles(marks, is_finished=bool(data.get("is_finished", True)))
    except FileNotFoundError:
        return ForgottenArticles()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexDamaged(
            f"{path}, the list of forgotten articles, cannot be read ({error}). Restore it from a copy; "
            "without it they would be indexed again. To begin without one, delete it."
        ) from None


def write_forgotten(index: Path, forgotten: ForgottenArticles) -> None:
    """Write the list of the articles that stay out of the index."""
    others = {mark: others for mark, others in forgotten.marks.items() if others}
    data = {
        "schema": 1,
        "article_ids_sha256": sorted(forgotten.marks),
        "others_sha256": others,
        "is_finished": forgotten.is_finished,
    }
    replace_file(index / _FORGOTTEN_FILE, json.dumps(data, indent=1).encode() + b"\n")


def write_ledger(index: Path, ledger: Ledger) -> None:
    """Write what the last rebuild did with each file."""
    lines = ",\n".join(json.dumps(entry.to_dict(), ensure_ascii=False) for entry in ledger.entries)
    head = f'{{"schema": 1, "generation": "{ledger.generation}", "ignored": {ledger.ignored}, "files": ['
    replace_file(index / LEDGER_FILE, f"{head}\n{lines}\n]}}\n".encode())


def read_ledger(index: Path) -> Ledger:
    """Return the ledger of the last rebuild.

    Args:
        index: The index folder.

    Returns:
        The ledger.

    Raises:
        IndexDamaged: The ledger is missing or cannot be read.
    """
    path = index / LEDGER_FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        entries = tuple(LedgerEntry(**entry) for entry in data["files"])
        return Ledger(generation=data["generation"], entries=entries, ignored=int(data["ignored"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexDamaged(
            f"{path} cannot be read ({error}). Run `rag rebuild --index {index} --full`."
        ) from None


def mark_copies(entries: Iterable[LedgerEntry], copies: Mapping[str, str]) -> tuple[LedgerEntry, ...]:
    """Mark the files whose one article is a copy of another article.

    Args:
        entries: The lines of a ledger.
        copies: Id of a copy → id of its original.

    Returns:
        The lines, with ``copy_of`` set; a file that is new or changed has the state ``copy of``.
    """
    marked = []
    for entry in entries:
        original = copies.get(entry.article_id or "") if entry.articles == 1 else None
        if original:
            is_new = entry.state in ("indexed", "new version")
            entry = replace(entry, copy_of=original, state="copy of" if is_new else entry.state)  # noqa: PLW2901
        marked.append(entry)
    return tuple(marked)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadItems:
    """What the last rebuild could not read of files that have articles in the index.

    ``lines`` holds relative path → the ledger lines of the file's items that gave no article. ``retried``
    holds the paths of files that are read again although they have not changed: of which a named item failed,
    since that may have been by chance, or of which an article need no longer stay out. A row that cannot be
    read is not retried.
    """

    lines: dict[str, list[LedgerEntry]] = field(default_factory=dict)
    retried: set[str] = field(default_factory=set)


def read_unread_items(index: Path) -> UnreadItems:
    """Return what the last rebuild could not read; nothing where its ledger is missing or damaged."""
    found = UnreadItems()
    try:
        entries = read_ledger(index).entries
    except IndexError_:
        return found
    files = {entry.path for entry in entries if entry.articles}
    for entry in entries:
        path = entry.path
        while path and path not in files:
            path = path.rpartition("#")[0]
        if entry.reason == LET_IN_AGAIN or (entry.state == "failed" and entry.article_id):
            found.retried.add(path)
        if path != entry.path and (entry.state != "removed" or entry.reason):
            found.lines.setdefault(path, []).append(entry)
    return found

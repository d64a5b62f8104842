"""Answers and conversations kept on disk, where only their owner can read them.

Belongs here: writing, listing, reading and deleting the files that hold answers. Does not belong here:
whether their citations still hold (`rag.verification.saved_answers.check_answer`), documents (`rag.export`).

The first line of a file describes it, and every further line is one answer. A file is written whole or not at
all. Deleting removes the file and what an interrupted write left of it; it does not overwrite the disk.
Nothing is logged, and no error message repeats a question or an answer.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field

from rag.atomic_files import TEMPORARY_SUFFIX, flush_folder, replace_file
from rag.errors import AnswerFileError, HistoryError, SavedChanged, SavedMissing
from rag.export.answer_file import check_form, parse_json
from rag.question import MAX_QUESTION_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["MAX_BYTES", "MAX_KEPT", "History", "SavedAnswers", "SavedConversation", "Summary"]

MAX_KEPT = 10_000
"""Most answers, and most conversations, that one folder keeps. No more are saved until some are deleted."""

MAX_BYTES = 16_000_000
"""Size of the largest file: some hundred answers, more than a person asks for in one conversation."""

_MAX_DESCRIPTION = 100_000
"""Bytes of a file that are read to describe it; a question has at most 2,000 characters."""

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_SUFFIX = ".jsonl"
_PATIENCE = 10
"""Seconds to wait while another process writes to the same folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a list shows of one file: read from its first line alone.

    ``title`` is its first question; None where the file is damaged, and then only ``id`` is known, so that
    the file can be deleted. ``started`` and ``changed`` are times in RFC 3339, UTC; ``answers`` is a count.
    """

    id: str
    title: str | None
    started: str = ""
    changed: str = ""
    answers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedConversation:
    """A conversation: its summary, and its answers in the order they were given."""

    summary: Summary
    answers: tuple[dict[str, Any], ...]


class SavedAnswers:
    """Answers kept for permanent links.

    An id is 128 bits of BLAKE2b over the answer, keyed with a secret of the folder. So the same answer keeps
    its link however often it is saved, and nobody can compute the id of an answer to find out whether it is
    kept.
    """

    def __init__(self, folder: Path) -> None:
        """Keep answers in a folder, which is made when the first one is saved."""
        self._files = _Files(folder)

    def save(self, answer: dict[str, Any]) -> str:
        """Keep an answer.

        Args:
            answer: The answer as data.

        Returns:
            Its id, 32 hexadecimal digits.

        Raises:
            AnswerFileError: It is not in the contract's form.
            HistoryError: The folder is full or cannot be written, or the answer is too large.
        """
        check_form(answer)
        with self._files.writing():
            name = _name(answer, self._files.key() or self._files.make_key())
            if not self._files.has(name):
                self._files.write(name, [answer], started=_now())
        return name

    def find(self, answer: dict[str, Any]) -> str | None:
        """Return the id under which an answer is kept; None where it is not."""
        key = self._files.key()
        name = _name(answer, key) if key else ""
        return name if name and self._files.has(name) else None

    def load(self, answer_id: str) -> dict[str, Any]:
        """Return an answer that was saved.

        Args:
            answer_id: What `save` returned.

        Returns:
            The answer as data.

        Raises:
            SavedMissing: There is none with this id.
            HistoryError: Its file is damaged or cannot be read.
        """
        return self._files.read(answer_id).answers[0]

    def summaries(self) -> list[Summary]:
        """Return the summaries of all answers, the one changed last first."""
        return self._files.summaries()

    def delete(self, answer_id: str) -> None:
        """Delete an answer; raises SavedMissing where there is none with this id."""
        self._files.delete(answer_id)


class History:
    """Conversations as they were held."""

    def __init__(self, folder: Path) -> None:
        """Keep conversations in a folder, which is made when the first one is saved."""
        self._files = _Files(folder)

    def save(self, answers: Sequence[dict[str, Any]], before: Summary | None = None) -> Summary:
        """Keep a conversation as it stands now.

        Args:
            answers: All of its answers so far, at least one.
            before: Summary of the conversation that this replaces, from the last `save` or `load`; None
                begins a new one.

        Returns:
            Its summary now; its id is 32 random hexadecimal digits.

        Raises:
            AnswerFileError: There is no answer, or one is not in the contract's form.
            SavedMissing: The conversation has been deleted meanwhile; it is not brought back.
            SavedChanged: It has been changed meanwhile; it stays as it is.
            HistoryError: The folder is full or cannot be written, or the conversation is too large.
        """
        if not answers:
            raise AnswerFileError("a conversation without an answer is not kept.")
        for answer in answers:
            check_form(answer)
        with self._files.writing():
            if before is None:
                return self._files.write(secrets.token_hex(16), answers, started=_now())
            self.expect(before)
            return self._files.write(before.id, answers, started=before.started)

    def expect(self, before: Summary) -> None:
        """Raise SavedMissing where a conversation was deleted, SavedChanged where it was changed since."""
        if self._files.describe(before.id).changed != before.changed:
            raise SavedChanged("the conversation has been changed meanwhile.")

    def load(self, conversation_id: str) -> SavedConversation:
        """Return a conversation.

        Args:
            conversation_id: Its id.

        Returns:
            The conversation.

        Raises:
            SavedMissing: There is none with this id.
            HistoryError: Its file is damaged or cannot be read.
        """
        return self._files.read(conversation_id)

    def summaries(self) -> list[Summary]:
        """Return the summaries of all conversations, the one changed last first."""
        return self._files.summaries()

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation; raises SavedMissing where there is none with this id."""
        self._files.delete(conversation_id)


class _Files:
    """A folder of files of answers, named by ids."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock of the folder; first make the folder, and remove what interrupted writes left."""
        try:
            for path in (self._folder.parent, self._folder):
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.chmod(0o700)
            with FileLock(self._folder / "lock", timeout=_PATIENCE, mode=0o600):
                for left in self._folder.glob(f"*{TEMPORARY_SUFFIX}"):
                    left.unlink()
                yield
        except Timeout:
            raise HistoryError(f"{self._folder} is being written by another process. Try again.") from None
        except OSError as error:
            raise HistoryError(f"{self._folder} cannot be written: {error.strerror or error}.") from None

    def key(self) -> bytes | None:
        """Return the secret that ids are keyed with; None where none has been made yet."""
        path = self._folder / "key"
        return path.read_bytes()[:64] if path.exists() else None

    def make_key(self) -> bytes:
        """Make the secret that ids are keyed with; call it inside `writing`."""
        key = secrets.token_bytes(32)
        replace_file(self._folder / "key", key, private=True)
        return key

    def has(self, name: str) -> bool:
        """Say whether the file with this id exists."""
        return self._path(name).exists()

    def write(self, name: str, answers: Sequence[dict[str, Any]], *, started: str) -> Summary:
        """Write a file of answers, whole or not at all, and return its summary; call it inside `writing`."""
        title = answers[0]["question"][:MAX_QUESTION_CHARACTERS]
        about = {"schema": 1, "title": title, "started": started, "changed": _now(), "answers": len(answers)}
        content = "".join(json.dumps(line) + "\n" for line in (about, *answers)).encode()
        if len(content) > MAX_BYTES:
            raise HistoryError(
                f"this takes {len(content):,} bytes, over the limit of {MAX_BYTES:,}. "
                "Begin a new conversation."
            )
        if not self.has(name) and sum(1 for _ in self._names()) >= MAX_KEPT:
            raise HistoryError(f"{self._folder} holds {MAX_KEPT:,} already, the limit. Delete some of them.")
        replace_file(self._path(name), content, private=True)
        return _summary(name, about)

    def read(self, name: str) -> SavedConversation:
        """Read a file of answers whole."""
        content = self._content(name, MAX_BYTES)
        try:
            about, *answers = [parse_json(line) for line in content.decode("ascii").splitlines()]
            for answer in answers:
                check_form(answer)
            summary = _summary(name, about)
            if not answers or summary.answers != len(answers):
                raise ValueError("some of it is missing")
        except (ValueError, AnswerFileError):
            raise HistoryError(f"{self._path(name)} is damaged. Delete it.") from None
        return SavedConversation(summary=summary, answers=tuple(answers))

    def describe(self, name: str) -> Summary:
        """Return the summary of a file; raises SavedMissing where there is none."""
        line, _, _ = self._content(name, _MAX_DESCRIPTION).partition(b"\n")
        try:
            return _summary(name, parse_json(line.decode("ascii")))
        except ValueError:
            return Summary(id=name, title=None)

    def summaries(self) -> list[Summary]:
        """Return the summaries of all files, the one changed last first, ties by id."""
        found = []
        for name in sorted(self._names()):
            try:
                found.append(self.describe(name))
            except SavedMissing:
                continue  # deleted meanwhile
        return sorted(found, key=lambda summary: summary.changed, reverse=True)

    def delete(self, name: str) -> None:
        """Delete a file."""
        path = self._path(name)
        if not path.exists():
            raise _missing()
        with self.writing():
            path.unlink(missing_ok=True)
            flush_folder(self._folder)

    def _names(self) -> Iterator[str]:
        for path in self._folder.glob(f"*{_SUFFIX}"):
            if _ID.fullmatch(path.stem):
                yield path.stem

    def _path(self, name: str) -> Path:
        """Return the path of the file with this id; raises SavedMissing where it is no id."""
        if not _ID.fullmatch(name):
            raise _missing()
        return self._folder / f"{name}{_SUFFIX}"

    def _content(self, name: str, most: int) -> bytes:
        """Return at most so many bytes from the beginning of a file."""
        try:
            with self._path(name).open("rb") as stream:
                return stream.read(most)
        except FileNotFoundError:
            raise _missing() from None
        except OSError as error:
            raise HistoryError(f"{self._path(name)} cannot be read: {error.strerror or error}.") from None


def _name(answer: dict[str, Any], key: bytes) -> str:
    content = json.dumps(answer, sort_keys=True, allow_nan=False).encode()
    return hashlib.blake2b(content, digest_size=16, key=key).hexdigest()


def _missing() -> SavedMissing:
    return SavedMissing("nothing is kept under this id; it may have been deleted.")


class _Description(BaseModel):
    """The first line of a file: what is known of its answers without reading them."""

    model_config = ConfigDict(strict=True)

    schema_: Literal[1] = Field(alias="schema")
    title: str
    started: str
    changed: str
    answers: int


def _summary(name: str, first_line: Any) -> Summary:
    """Return the summary of a file from the data of its first line; raises ValueError where it is none."""
    about = _Description.model_validate(first_line)
    return Summary(
        id=name, title=about.title, started=about.started, changed=about.changed, answers=about.answers
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")

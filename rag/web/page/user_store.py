"""What the page keeps on disk for one user: conversations, and answers with permanent links.

Belongs here: whose folder is whose, and keeping a conversation as it grows. Does not belong here: the files
themselves (`rag.history`).
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rag import messages
from rag.errors import HistoryError, SavedChanged, SavedMissing
from rag.history import History, SavedAnswers

if TYPE_CHECKING:
    from pathlib import Path

    from rag.settings import Settings
    from rag.web.page.conversation import Talk

__all__ = ["Shelf", "shelf_of"]


def shelf_of(settings: Settings, user: str | None) -> Shelf:
    """Return what is kept for a user, whose name becomes no part of a path.

    Args:
        settings: The settings.
        user: The user's name; None where there are no users.

    Returns:
        The user's own shelf.
    """
    own = () if user is None else (hashlib.sha256(user.encode()).hexdigest()[:32],)
    conversations, answers = (
        settings.history_dir.joinpath(name, *own) for name in ("conversations", "answers")
    )
    return Shelf(
        conversations_folder=conversations,
        answers_folder=answers,
        history=History(conversations) if settings.history else None,
        answers=SavedAnswers(answers),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One user's conversations, None where the settings keep none, and answers with permanent links."""

    conversations_folder: Path
    answers_folder: Path
    history: History | None
    answers: SavedAnswers

    def keep(self, talk: Talk) -> tuple[Talk, str]:
        """Keep a conversation as it stands now; one without an answer is deleted.

        One that went on elsewhere meanwhile stays as it is, and this one is kept beside it.

        Args:
            talk: The conversation.

        Returns:
            The conversation with what the history holds of it, and in words why it could not be kept as it
            was meant; "" if it was.
        """
        records = talk.records()
        if self.history is None or not talk.keeps:
            return talk, ""
        try:
            if records:
                return replace(talk, kept=self.history.save(records, talk.kept)), ""
            if talk.kept:
                self.history.expect(talk.kept)
                self.history.delete(talk.kept.id)
        except SavedChanged:
            kept, problem = self.keep(replace(talk, kept=None))
            return kept, problem or messages.ask.CHANGED_MEANWHILE
        except SavedMissing:
            return replace(talk, kept=None, keeps=False), messages.ask.DELETED_MEANWHILE
        except HistoryError as error:
            return talk, str(error)
        return replace(talk, kept=None), ""

    def forget(self, conversation_id: str) -> None:
        """Delete a conversation and the permanent links to its answers; raises SavedMissing without one."""
        if self.history is None:
            raise SavedMissing(messages.ask.KEEPS_NONE)
        with suppress(HistoryError):  # one that is damaged can be deleted
            for answer in self.history.load(conversation_id).answers:
                self.unlink(answer)
        self.history.delete(conversation_id)

    def clear(self) -> None:
        """Delete every conversation and every permanent link."""
        if self.history is not None:
            _empty(self.history)
        _empty(self.answers)

    def unlink(self, answer: dict[str, Any]) -> None:
        """Delete the permanent link to an answer, where there is one."""
        link = self.answers.find(answer)
        if link:
            self.answers.delete(link)

    def answer(self, answer_id: Any) -> dict[str, Any]:
        """Return the answer of a permanent link; raises SavedMissing or HistoryError where it cannot."""
        try:
            return self.answers.load(answer_id if isinstance(answer_id, str) else "")
        except SavedMissing:
            raise SavedMissing(messages.ask.LINK_MISSING) from None


def _empty(store: History | SavedAnswers) -> None:
    for summary in store.summaries():
        with suppress(SavedMissing):  # deleted meanwhile
            store.delete(summary.id)

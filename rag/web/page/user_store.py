"""What the page saves on disk for one user: conversations, and answers with permanent links.

Belongs here: which folders are a user's, and saving a conversation whenever it changes. Does not belong here:
the files themselves (`rag.history`).
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
    from rag.web.page.conversation import Conversation

__all__ = ["UserStore", "open_user_store"]


def open_user_store(settings: Settings, user: str | None) -> UserStore:
    """Return the store of a user.

    Args:
        settings: The settings, which name the folders.
        user: The user's name; None where no passwords are set. A folder is named by the hash of the name, so
            that no name can lead out of the folders.

    Returns:
        The store; its folders are created when something is saved.
    """
    own = () if user is None else (hashlib.sha256(user.encode()).hexdigest()[:32],)
    conversations, answers = (
        settings.history_dir.joinpath(name, *own) for name in ("conversations", "answers")
    )
    return UserStore(
        conversations_folder=conversations,
        answers_folder=answers,
        history=History(conversations) if settings.history else None,
        answers=SavedAnswers(answers),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class UserStore:
    """One user's saved conversations (None where the settings save none) and answers with permanent links."""

    conversations_folder: Path
    answers_folder: Path
    history: History | None
    answers: SavedAnswers

    def save(self, conversation: Conversation) -> tuple[Conversation, str]:
        """Save a conversation as it is now; one without an answer is deleted from the history.

        Where another window has changed the file meanwhile, the file stays and the conversation is saved as a
        new one.

        Args:
            conversation: The conversation.

        Returns:
            The conversation, which knows its file; and why it was not saved as expected, "" where it was.
        """
        records = conversation.records()
        if self.history is None or not conversation.may_save:
            return conversation, ""
        try:
            if records:
                return replace(conversation, saved=self.history.save(records, conversation.saved)), ""
            if conversation.saved:
                self.history.expect(conversation.saved)
                self.history.delete(conversation.saved.id)
        except SavedChanged:
            saved, problem = self.save(replace(conversation, saved=None))
            return saved, problem or messages.ask_tab.CHANGED_MEANWHILE
        except SavedMissing:
            return replace(conversation, saved=None, may_save=False), messages.ask_tab.DELETED_MEANWHILE
        except HistoryError as error:
            return conversation, str(error)
        return replace(conversation, saved=None), ""

    def delete_conversation(self, conversation_id: str) -> None:
        """Delete a conversation and the permanent links to its answers; raises SavedMissing without one."""
        if self.history is None:
            raise SavedMissing(messages.ask_tab.KEEPS_NONE)
        with suppress(HistoryError):  # a damaged file has no answers to read, but it can be deleted
            for answer in self.history.load(conversation_id).answers:
                self.delete_link(answer)
        self.history.delete(conversation_id)

    def delete_all(self) -> None:
        """Delete every conversation and every permanent link."""
        if self.history is not None:
            _delete_all(self.history)
        _delete_all(self.answers)

    def delete_link(self, answer: dict[str, Any]) -> None:
        """Delete the permanent link to an answer, where there is one."""
        link = self.answers.find(answer)
        if link:
            self.answers.delete(link)

    def load_answer(self, answer_id: Any) -> dict[str, Any]:
        """Return the answer of a permanent link.

        Args:
            answer_id: The id, which may be untrusted data.

        Returns:
            The answer as data.

        Raises:
            SavedMissing: There is none with this id.
            HistoryError: Its file cannot be read.
        """
        try:
            return self.answers.load(answer_id if isinstance(answer_id, str) else "")
        except SavedMissing:
            raise SavedMissing(messages.ask_tab.LINK_MISSING) from None


def _delete_all(store: History | SavedAnswers) -> None:
    for summary in store.summaries():
        with suppress(SavedMissing):  # another window has deleted it meanwhile
            store.delete(summary.id)

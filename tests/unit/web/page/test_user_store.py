"""Whose conversations are saved where, and how one is saved as it grows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import rag.history
from rag.errors import SavedMissing
from rag.settings import Settings
from rag.web.page.conversation import AskedQuestion, Conversation, Turn
from rag.web.page.user_store import open_user_store

if TYPE_CHECKING:
    from pathlib import Path


def turn(number: int = 1, **fields: Any) -> Turn:
    answer = {"schema": 1, "question": f"question {number}?", "status": "abstained", "claims": [], **fields}
    return Turn(asked=AskedQuestion(question=answer["question"], since="2022"), answer=answer)


def test_a_conversation_is_saved_as_it_grows_and_removed_with_its_last_answer(tmp_path: Path) -> None:
    store = open_user_store(Settings(history_dir=tmp_path), None)
    assert store.history is not None
    first, problem = store.save(Conversation().with_turn(turn()))
    assert (first.saved is not None, problem) == (True, "")
    second, _ = store.save(first.with_turn(turn(2)))
    assert second.saved is not None
    assert first.saved is not None
    assert second.saved.id == first.saved.id
    (summary,) = store.history.summaries()
    assert summary.answers == 2
    kept = store.history.load(summary.id).answers[0]
    assert kept["filters"]["since"] == "2022"
    last, _ = store.save(replace(second, turns=()))
    assert last.saved is None
    assert store.history.summaries() == []


def test_a_conversation_deleted_elsewhere_is_not_brought_back_and_that_is_said(tmp_path: Path) -> None:
    store = open_user_store(Settings(history_dir=tmp_path), None)
    conversation, _ = store.save(Conversation().with_turn(turn()))
    assert store.history is not None
    assert conversation.saved is not None
    store.history.delete(conversation.saved.id)
    conversation, problem = store.save(conversation.with_turn(turn(2)))
    assert "deleted elsewhere" in problem
    assert store.save(conversation.with_turn(turn(3)))[1] == ""
    assert store.history.summaries() == []


@pytest.mark.parametrize("left", [0, 2])
def test_a_conversation_that_went_on_elsewhere_stays_and_this_one_is_saved_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    times = iter(f"2024-01-01T00:00:{n:02}.000+00:00" for n in range(60))
    monkeypatch.setattr(rag.history, "_now", lambda: next(times))
    store = open_user_store(Settings(history_dir=tmp_path), None)
    before, _ = store.save(Conversation().with_turn(turn()))
    store.save(before.with_turn(turn(2)))
    here = before.with_turn(turn(3))
    conversation, said = store.save(replace(here, turns=here.turns[:left]))
    assert "went on in another window" in said
    assert store.history is not None
    kept = [[a["question"] for a in store.history.load(s.id).answers] for s in store.history.summaries()]
    there = ["question 1?", "question 2?"]
    assert kept == ([["question 1?", "question 3?"], there] if left else [there])
    assert store.save(conversation)[1] == ""


def test_with_a_conversation_go_the_links_to_its_answers_and_no_other(tmp_path: Path) -> None:
    store = open_user_store(Settings(history_dir=tmp_path), None)
    conversation, _ = store.save(Conversation().with_turn(turn()).with_turn(turn(2)))
    for one in (*conversation.turns, turn(3)):
        store.answers.save(one.record())
    assert conversation.saved is not None
    store.delete_conversation(conversation.saved.id)
    assert [summary.title for summary in store.answers.summaries()] == ["question 3?"]
    with pytest.raises(SavedMissing):
        store.delete_conversation(conversation.saved.id)


def test_a_setting_saves_no_conversation(tmp_path: Path) -> None:
    store = open_user_store(Settings(history_dir=tmp_path / "h", history=False), None)
    conversation = Conversation().with_turn(turn())
    assert store.save(conversation) == (conversation, "")
    assert not (tmp_path / "h").exists()


def test_users_have_folders_of_their_own_whatever_they_are_called(tmp_path: Path) -> None:
    users = [None, "eva", "../eva", "", "x" * 5000, "/etc", "Eva"]
    folders = [open_user_store(Settings(history_dir=tmp_path), user).conversations_folder for user in users]
    assert len(set(folders)) == len(users)
    assert all(folder.is_relative_to(tmp_path / "conversations") for folder in folders)
    assert all(".." not in folder.parts for folder in folders)
    open_user_store(Settings(history_dir=tmp_path), "eva").save(Conversation().with_turn(turn()))
    mine = open_user_store(Settings(history_dir=tmp_path), None).history
    assert mine is not None
    assert mine.summaries() == []

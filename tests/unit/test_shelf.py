"""Whose conversations are kept where, and how one is kept as it grows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rag.chat.shelf import shelf_of
from rag.chat.talk import Asked, Talk, Turn
from rag.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def turn(number: int = 1, **fields: Any) -> Turn:
    answer = {"schema": 1, "question": f"question {number}?", "status": "abstained", "claims": [], **fields}
    return Turn(asked=Asked(question=answer["question"], since="2022"), answer=answer)


def test_a_conversation_is_kept_as_it_grows_and_removed_with_its_last_answer(tmp_path: Path) -> None:
    shelf = shelf_of(Settings(history_dir=tmp_path), None)
    assert shelf.history is not None
    first, problem = shelf.keep(Talk().put(turn()))
    assert (first.kept is not None, problem) == (True, "")
    second, _ = shelf.keep(first.put(turn(2)))
    assert second.kept == first.kept
    (summary,) = shelf.history.summaries()
    assert summary.answers == 2
    kept = shelf.history.load(summary.id).answers[0]
    assert kept["filters"]["since"] == "2022"
    last, _ = shelf.keep(replace(second, turns=()))
    assert last.kept is None
    assert shelf.history.summaries() == []


def test_a_conversation_deleted_elsewhere_is_not_brought_back_and_that_is_said(tmp_path: Path) -> None:
    shelf = shelf_of(Settings(history_dir=tmp_path), None)
    talk, _ = shelf.keep(Talk().put(turn()))
    assert shelf.history is not None
    shelf.history.delete(str(talk.kept))
    talk, problem = shelf.keep(talk.put(turn(2)))
    assert "deleted elsewhere" in problem
    assert shelf.keep(talk.put(turn(3)))[1] == ""
    assert shelf.history.summaries() == []


def test_a_setting_keeps_no_conversation(tmp_path: Path) -> None:
    shelf = shelf_of(Settings(history_dir=tmp_path / "h", history=False), None)
    talk = Talk().put(turn())
    assert shelf.keep(talk) == (talk, "")
    assert not (tmp_path / "h").exists()


def test_users_have_folders_of_their_own_whatever_they_are_called(tmp_path: Path) -> None:
    users = [None, "eva", "../eva", "", "x" * 5000, "/etc", "Eva"]
    folders = [shelf_of(Settings(history_dir=tmp_path), user).folder for user in users]
    assert len(set(folders)) == len(users)
    assert all(folder.is_relative_to(tmp_path / "conversations") for folder in folders)
    assert all(".." not in folder.parts for folder in folders)
    shelf_of(Settings(history_dir=tmp_path), "eva").keep(Talk().put(turn()))
    mine = shelf_of(Settings(history_dir=tmp_path), None).history
    assert mine is not None
    assert mine.summaries() == []

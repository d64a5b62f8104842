"""Whose conversations are kept where, and how one is kept as it grows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import rag.history
from rag.errors import SavedMissing
from rag.settings import Settings
from rag.web.page.conversation import Asked, Talk, Turn
from rag.web.page.user_store import shelf_of

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
    assert second.kept is not None
    assert first.kept is not None
    assert second.kept.id == first.kept.id
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
    assert talk.kept is not None
    shelf.history.delete(talk.kept.id)
    talk, problem = shelf.keep(talk.put(turn(2)))
    assert "deleted elsewhere" in problem
    assert shelf.keep(talk.put(turn(3)))[1] == ""
    assert shelf.history.summaries() == []


@pytest.mark.parametrize("left", [0, 2])
def test_a_conversation_that_went_on_elsewhere_stays_and_this_one_is_kept_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    times = iter(f"2024-01-01T00:00:{n:02}.000+00:00" for n in range(60))
    monkeypatch.setattr(rag.history, "_now", lambda: next(times))
    shelf = shelf_of(Settings(history_dir=tmp_path), None)
    before, _ = shelf.keep(Talk().put(turn()))
    shelf.keep(before.put(turn(2)))
    here = before.put(turn(3))
    talk, said = shelf.keep(replace(here, turns=here.turns[:left]))
    assert "went on in another window" in said
    assert shelf.history is not None
    kept = [[a["question"] for a in shelf.history.load(s.id).answers] for s in shelf.history.summaries()]
    there = ["question 1?", "question 2?"]
    assert kept == ([["question 1?", "question 3?"], there] if left else [there])
    assert shelf.keep(talk)[1] == ""


def test_with_a_conversation_go_the_links_to_its_answers_and_no_other(tmp_path: Path) -> None:
    shelf = shelf_of(Settings(history_dir=tmp_path), None)
    talk, _ = shelf.keep(Talk().put(turn()).put(turn(2)))
    for one in (*talk.turns, turn(3)):
        shelf.answers.save(one.record())
    assert talk.kept is not None
    shelf.forget(talk.kept.id)
    assert [summary.title for summary in shelf.answers.summaries()] == ["question 3?"]
    with pytest.raises(SavedMissing):
        shelf.forget(talk.kept.id)


def test_a_setting_keeps_no_conversation(tmp_path: Path) -> None:
    shelf = shelf_of(Settings(history_dir=tmp_path / "h", history=False), None)
    talk = Talk().put(turn())
    assert shelf.keep(talk) == (talk, "")
    assert not (tmp_path / "h").exists()


def test_users_have_folders_of_their_own_whatever_they_are_called(tmp_path: Path) -> None:
    users = [None, "eva", "../eva", "", "x" * 5000, "/etc", "Eva"]
    folders = [shelf_of(Settings(history_dir=tmp_path), user).conversations_folder for user in users]
    assert len(set(folders)) == len(users)
    assert all(folder.is_relative_to(tmp_path / "conversations") for folder in folders)
    assert all(".." not in folder.parts for folder in folders)
    shelf_of(Settings(history_dir=tmp_path), "eva").keep(Talk().put(turn()))
    mine = shelf_of(Settings(history_dir=tmp_path), None).history
    assert mine is not None
    assert mine.summaries() == []

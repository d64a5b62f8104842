"""Answers and conversations kept on disk: they come back after a crash, only their owner reads them, and deleted is gone."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

import rag.history
from rag.errors import AnswerFileError, HistoryError, SavedChanged, SavedMissing
from rag.history import History, SavedAnswers, Summary
from rag.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "who warned the ferry captain?"


def answer(question: str = SECRET, **fields: Any) -> dict[str, Any]:
    return {"schema": 1, "question": question, "status": "abstained", "claims": [], "elapsed_ms": 3, **fields}


def texts(folder: Path) -> str:
    """Everything that stands in any file below a folder."""
    return "".join(path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file())


# Permanent links


def test_a_saved_answer_opens_again_elsewhere(tmp_path: Path) -> None:
    odd = answer("wer?\u2028\u202e\ud800\n", x={"unknown": [1.5, None]})
    name = SavedAnswers(tmp_path / "a").save(odd)
    assert SavedAnswers(tmp_path / "a").load(name) == odd
    (summary,) = SavedAnswers(tmp_path / "a").summaries()
    assert (summary.id, summary.title, summary.answers) == (name, odd["question"], 1)
    assert summary.started == summary.changed != ""


def test_the_same_answer_keeps_its_link_and_another_gets_another(tmp_path: Path) -> None:
    store = SavedAnswers(tmp_path / "a")
    first = store.save(answer())
    assert store.save(dict(reversed(answer().items()))) == first
    assert store.save(answer(elapsed_ms=4)) != first
    assert len(store.summaries()) == 2


def test_the_link_of_an_answer_is_found_as_long_as_it_is_kept(tmp_path: Path) -> None:
    store = SavedAnswers(tmp_path / "a")
    assert store.find(answer()) is None
    assert not (tmp_path / "a").exists()
    name = store.save(answer())
    assert (store.find(answer()), store.find(answer("another?"))) == (name, None)
    store.delete(name)
    assert store.find(answer()) is None


def test_nobody_can_work_out_a_link_from_an_answer(tmp_path: Path) -> None:
    assert SavedAnswers(tmp_path / "a").save(answer()) != SavedAnswers(tmp_path / "b").save(answer())


HOSTILE = [
    "", ".", "..", "../key", "key", "a" * 31, "a" * 33, "A" * 32, "g" * 32, "a" * 32 + "\n", "/etc/passwd", "%2e%2e",
    "a" * 31 + "\x00", "..\\" * 8, "ａ" * 32, "../" * 10 + "aa", "a" * 4000, "\ud800" * 32,
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_id_opens_and_deletes_nothing(tmp_path: Path, name: str) -> None:
    kept, history = SavedAnswers(tmp_path / "a"), History(tmp_path / "a")
    (tmp_path / "aa.jsonl").write_text("mine")
    kept.save(answer())
    before = texts(tmp_path)
    for call in (
        kept.load,
        kept.delete,
        history.load,
        history.delete,
        lambda name: history.save([answer()], Summary(id=name, title=None)),
    ):
        with pytest.raises(SavedMissing, match="nothing is kept under this id"):
            call(name)
    assert texts(tmp_path) == before


# Conversations


def test_a_conversation_grows_and_keeps_its_beginning(tmp_path: Path) -> None:
    kept = History(tmp_path / "c").save([answer()])
    name = kept.id
    began = History(tmp_path / "c").load(name).summary.started
    again = History(tmp_path / "c").save([answer(), answer("and why?")], kept)
    assert again.id == name
    conversation = History(tmp_path / "c").load(name)
    assert [a["question"] for a in conversation.answers] == [SECRET, "and why?"]
    summary = conversation.summary
    assert (summary.title, summary.started, summary.answers) == (SECRET, began, 2)
    assert summary.changed >= began
    assert History(tmp_path / "c").summaries() == [summary] == [again]


def test_conversations_are_listed_with_the_last_changed_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter(f"2024-01-01T00:00:{n:02}.000+00:00" for n in range(60))
    monkeypatch.setattr(rag.history, "_now", lambda: next(times))
    history = History(tmp_path / "c")
    first, second = history.save([answer("first?")]), history.save([answer("second?")])
    assert history.summaries() == [second, first]
    first = history.save([answer("first?"), answer("more?")], first)
    assert history.summaries() == [first, second]


def test_a_conversation_deleted_meanwhile_is_not_brought_back(tmp_path: Path) -> None:
    history = History(tmp_path / "c")
    kept = history.save([answer()])
    history.delete(kept.id)
    with pytest.raises(SavedMissing):
        history.save([answer(), answer()], kept)
    assert history.summaries() == []


def test_a_conversation_changed_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter(f"2024-01-01T00:00:{n:02}.000+00:00" for n in range(60))
    monkeypatch.setattr(rag.history, "_now", lambda: next(times))
    history = History(tmp_path / "c")
    before = history.save([answer()])
    other = history.save([answer(), answer("and here?")], before)
    with pytest.raises(SavedChanged):
        history.save([answer(), answer("and there?")], before)
    assert history.summaries() == [other]
    assert [a["question"] for a in history.load(other.id).answers] == [SECRET, "and here?"]


def test_deleting_leaves_no_trace_in_any_file_even_after_an_interrupted_write(tmp_path: Path) -> None:
    for store, name in (
        (History(tmp_path / "c"), History(tmp_path / "c").save([answer()]).id),
        (SavedAnswers(tmp_path / "a"), SavedAnswers(tmp_path / "a").save(answer())),
    ):
        half = next(tmp_path.rglob(f"{name}.jsonl")).with_suffix(".half")
        half.write_text(SECRET)
        assert SECRET in texts(tmp_path)
        store.delete(name)
        with pytest.raises(SavedMissing):
            store.load(name)
        with pytest.raises(SavedMissing):
            store.delete(name)
    assert SECRET not in texts(tmp_path)


def test_history_stands_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert Settings().history_dir == tmp_path / "rag-archive"


# Files


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has these permissions")
def test_only_the_owner_can_read_what_is_kept_whatever_the_umask(tmp_path: Path) -> None:
    (tmp_path / "open" / "a").mkdir(mode=0o777, parents=True)
    before = os.umask(0)
    try:
        for folder in (tmp_path / "new" / "a", tmp_path / "open" / "a"):
            SavedAnswers(folder).save(answer())
            assert folder.stat().st_mode & 0o777 == 0o700
            assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
                path.name: 0o600 for path in folder.iterdir()
            }
        assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)


KILLED = """
import os, sys
from pathlib import Path
from rag.history import History
history, (name, folder) = History(Path(sys.argv[2])), sys.argv[1:]
Path.replace = lambda *_: os.kill(os.getpid(), 9)
before = history.load(name).summary
history.save([{"schema": 1, "question": "half written?", "status": "abstained"}] * 2, before)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_a_write_that_is_killed_leaves_what_was_there(tmp_path: Path) -> None:
    history = History(tmp_path / "c")
    kept = history.save([answer()])
    name = kept.id
    done = subprocess.run([sys.executable, "-c", KILLED, name, str(tmp_path / "c")], check=False, timeout=60)
    assert done.returncode == -9
    assert "half written?" in texts(tmp_path)
    assert list(history.load(name).answers) == [answer()]
    history.save([answer(), answer()], kept)
    assert len(history.load(name).answers) == 2
    assert "half written?" not in texts(tmp_path)


def test_many_threads_lose_nothing(tmp_path: Path) -> None:
    def one(number: int) -> str:
        return SavedAnswers(tmp_path / "a").save(answer(f"question {number}?"))

    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(one, range(24)))
    store = SavedAnswers(tmp_path / "a")
    assert {store.load(name)["question"] for name in names} == {f"question {n}?" for n in range(24)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"{}\n{}\n",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"schema": 1, "title": 5}\n',
        b"x" * 200_000,
        b"null\n",
    ],
)
def test_a_damaged_file_is_told_and_can_be_deleted(tmp_path: Path, content: bytes) -> None:
    history = History(tmp_path / "c")
    name = history.save([answer()]).id
    (tmp_path / "c" / f"{name}.jsonl").write_bytes(content)
    with pytest.raises(HistoryError, match=r"is damaged\. Delete it"):
        history.load(name)
    (summary,) = history.summaries()
    assert (summary.id, summary.title) == (name, None)
    history.delete(name)
    assert history.summaries() == []


def test_a_file_cut_short_is_damaged(tmp_path: Path) -> None:
    history = History(tmp_path / "c")
    name = history.save([answer(), answer("and why?")]).id
    path = tmp_path / "c" / f"{name}.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:2]))
    with pytest.raises(HistoryError, match="damaged"):
        history.load(name)


def test_there_is_a_limit_to_how_many_and_how_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rag.history, "MAX_KEPT", 2)
    history = History(tmp_path / "c")
    first = history.save([answer("1?")])
    history.save([answer("2?")])
    with pytest.raises(HistoryError, match="holds 2 already"):
        history.save([answer("3?")])
    history.save([answer("1?"), answer("still?")], first)
    history.delete(first.id)
    third = history.save([answer("3?")])
    monkeypatch.setattr(rag.history, "MAX_BYTES", 2000)
    with pytest.raises(HistoryError, match="over the limit of 2,000"):
        history.save([answer("3?"), answer(reason="x" * 2000)], third)
    assert len(history.load(third.id).answers) == 1


def test_what_is_no_answer_is_not_kept(tmp_path: Path) -> None:
    for wrong in ([], [{"schema": 2}], [answer(), answer(claims=5)]):
        with pytest.raises(AnswerFileError):
            History(tmp_path / "c").save(wrong)
    with pytest.raises(AnswerFileError):
        SavedAnswers(tmp_path / "c").save({})
    assert not (tmp_path / "c").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError, match="cannot be written"):
        History(tmp_path / "file" / "c").save([answer()])
    assert History(tmp_path / "nowhere").summaries() == []


def test_no_log_and_no_message_repeats_a_question(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    history = History(tmp_path / "c")
    name = history.save([answer()]).id
    history.load(name)
    path = tmp_path / "c" / f"{name}.jsonl"
    path.write_text(path.read_text() + json.dumps(answer(claims=[SECRET])))
    with pytest.raises(HistoryError) as damaged:
        history.load(name)
    history.delete(name)
    assert SECRET not in caplog.text + str(damaged.value)

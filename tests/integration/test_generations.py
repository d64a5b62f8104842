"""Going back to an older generation, taking an article out for good, and keeping up with changes."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

import rag
from rag.errors import IndexMissing
from rag.index.generations import current_generation, open_generation
from rag.index.ledger import read_forgotten, read_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., Any]

HEED = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
"""Run in a child before it begins: a shell's background jobs start with interrupts ignored."""

NEWS = "The swimming baths of Aldbrook open their doors again on Sunday morning."


def ids(place: Any) -> list[str]:
    """Ids of all indexed articles."""
    return open_generation(place.index).catalogue.article_ids()


def is_accounted_for(place: Any) -> bool:
    """Whether the ledger is that of the generation that answers: a rebuild has nothing to do any more."""
    return read_ledger(place.index).generation == current_generation(place.index)


def names(place: Any) -> list[str]:
    """Names of the generations kept."""
    return sorted(path.name for path in (place.index / "generations").iterdir())


def traces(place: Any, text: str) -> list[str]:
    """Files of the index in whose bytes a text stands."""
    paths = (path for path in place.index.rglob("*") if path.is_file())
    return [str(path.relative_to(place.index)) for path in paths if text.encode() in path.read_bytes()]


# Rolling back


def test_rolling_back_answers_from_the_generation_before(place: Any, rag_command: Run) -> None:
    before = ids(place)
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    place.rebuild()
    assert "new" in ids(place)
    outcome = rag_command("rollback", "--index", str(place.index))
    assert (outcome.code, ids(place)) == (0, before)
    assert "000003" in outcome.out
    assert names(place) == ["000002", "000003"]


def test_a_rollback_can_be_taken_back_by_another(place: Any, rag_command: Run) -> None:
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    place.rebuild()
    rag_command("rollback", "--index", str(place.index))
    rag_command("rollback", "--index", str(place.index))
    assert "new" in ids(place)


def test_after_a_rollback_a_rebuild_follows_the_corpus_again(place: Any, rag_command: Run) -> None:
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    place.rebuild()
    rag_command("rollback", "--index", str(place.index))
    status = rag_command("status", *place.options, "--json").json()
    assert status["changes"]["new"] == ["new.txt"]
    report = place.rebuild()
    assert "new" in ids(place)
    assert report.passages_encoded == 0


def test_an_open_archive_follows_a_rollback(place: Any, rag_command: Run) -> None:
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    place.rebuild()
    archive = rag.open_archive(index=place.index)
    after = archive.index_id
    rag_command("rollback", "--index", str(place.index))
    assert archive.index_id != after


def test_there_must_be_a_generation_to_go_back_to(place: Any, rag_command: Run) -> None:
    rag_command("rollback", "--index", str(place.index)).refused("no generation before", "000001")
    rag_command("rollback", "000007", "--index", str(place.index)).refused("'000007'", "none")
    rag_command("rollback", "../../etc", "--index", str(place.index)).refused("no generation")


def test_a_damaged_generation_is_not_gone_back_to(place: Any, rag_command: Run) -> None:
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    place.rebuild()
    path = place.index / "generations" / "000001" / "catalogue.sqlite"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    rag_command("rollback", "--index", str(place.index)).refused("not the file that was written")
    assert "new" in ids(place)


def test_as_many_generations_are_kept_as_the_settings_say(place: Any, rag_command: Run) -> None:
    for number in range(4):
        (place.corpus / "new.txt").write_text(f"{NEWS} It was {number}.", encoding="utf-8")
        rag.rebuild(settings=place.settings(keep_generations=3))
    assert names(place) == ["000003", "000004", "000005"]
    status = rag_command("status", *place.options, "--json").json()
    assert [(g["generation"], g["current"], g["articles"]) for g in status["generations"]] == [
        ("000003", False, 7), ("000004", False, 7), ("000005", True, 7),
    ]  # fmt: skip
    shown = rag_command("status", *place.options).out
    assert "generation 000004: built" in shown
    assert "generation 000005: built" in shown


# Forgetting


def test_a_forgotten_article_leaves_no_trace_in_the_index(place: Any, rag_command: Run) -> None:
    (place.corpus / "secret-affair.txt").write_text(f"Secret affair\n\n{NEWS}\n", encoding="utf-8")
    place.rebuild()
    (place.corpus / "ferry.txt").unlink()
    place.rebuild()
    assert traces(place, "open their doors again")
    (place.corpus / "secret-affair.txt").unlink()
    outcome = rag_command("forget", "secret-affair", *place.options)
    assert outcome.code == 0
    assert "secret-affair" not in ids(place)
    assert traces(place, "open their doors again") == []
    assert traces(place, "secret-affair") == []
    assert "still in the corpus" not in outcome.out


def test_a_forgotten_original_is_named_by_none_of_its_copies(place: Any, rag_command: Run) -> None:
    text = (place.corpus / "ferry.txt").read_text(encoding="utf-8")
    (place.corpus / "zz.txt").write_text(text, encoding="utf-8")
    assert {e.copy_of for e in place.rebuild().ledger} == {None, "ferry"}
    assert rag_command("forget", "ferry", *place.options).code == 0
    assert not any(entry.copy_of for entry in read_ledger(place.index).entries)


def test_its_vectors_leave_the_cache_at_once(place: Any, rag_command: Run) -> None:
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    place.rebuild()
    generation = open_generation(place.index)
    row = generation.catalogue.passage_ids([generation.catalogue.article_ids().index("new")])[0]
    vector = generation.vectors[row].astype("<f4").tobytes()
    assert vector in (place.index / "vector-cache.sqlite").read_bytes()
    rag_command("forget", "new", *place.options)
    assert not [p for p in place.index.rglob("*") if p.is_file() and vector in p.read_bytes()]


def test_no_rebuild_indexes_a_forgotten_article_again_until_it_is_undone(
    place: Any, rag_command: Run
) -> None:
    outcome = rag_command("forget", "ferry", *place.options)
    assert "still in the corpus: ferry.txt" in outcome.out
    expected = {"ferry.txt": ("removed", "was forgotten with `rag forget`; it is still in the corpus")}
    for full in (False, False, True):
        report = place.rebuild(full=full)
        assert {e.path: (e.state, e.reason) for e in report.ledger if e.reason} == expected
        assert "ferry" not in ids(place)
    status = rag_command("status", *place.options, "--json").json()
    assert status["changes"] == {"new": [], "changed": [], "removed": []}
    assert rag_command("forget", "ferry", "--undo", *place.options).code == 0
    place.rebuild()
    assert "ferry" in ids(place)


def test_a_changed_forgotten_article_stays_out(place: Any, rag_command: Run) -> None:
    rag_command("forget", "ferry", *place.options)
    (place.corpus / "ferry.txt").write_text(f"Ferry\n\n{NEWS}\n", encoding="utf-8")
    place.rebuild()
    assert "ferry" not in ids(place)
    assert traces(place, "open their doors again") == []


def test_one_item_of_a_file_can_be_forgotten(place: Any, rag_command: Run) -> None:
    records = [{"id": name, "title": name, "text": f"{NEWS} This is {name}."} for name in ("one", "two")]
    (place.corpus / "feed.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    place.rebuild()
    rag_command("forget", "feed#one", *place.options)
    assert [name for name in ids(place) if name.startswith("feed")] == ["feed#two"]
    report = place.rebuild()
    lines = {e.path: (e.state, e.articles) for e in report.ledger if e.path.startswith("feed")}
    assert lines == {"feed.jsonl": ("unchanged", 1), "feed.jsonl#one": ("removed", 0)}
    assert [name for name in ids(place) if name.startswith("feed")] == ["feed#two"]


def test_undoing_lets_one_item_of_a_file_in_again(place: Any, rag_command: Run) -> None:
    records = [{"id": name, "title": name, "text": f"{NEWS} This is {name}."} for name in ("one", "two")]
    (place.corpus / "feed.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    place.rebuild()
    for name in ("feed#one", "feed#two"):
        rag_command("forget", name, *place.options)
    place.rebuild()
    rag_command("forget", "--undo", "feed#one", *place.options)
    report = place.rebuild()
    assert [name for name in ids(place) if name.startswith("feed")] == ["feed#one"]
    assert [e.path for e in report.ledger if e.reason] == ["feed.jsonl#two"]
    assert place.rebuild().generation == report.generation


def test_a_forgotten_article_stays_out_under_another_id(place: Any, rag_command: Run) -> None:
    lines = place.corpus / "lines.jsonl"
    first, second, third = (json.dumps({"title": n, "text": f"{NEWS} This is {n}."}) for n in "xyz")
    lines.write_text(f"{first}\n{second}\n", encoding="utf-8")
    place.rebuild()
    rag_command("forget", "ferry", *place.options)
    rag_command("forget", "lines#2", *place.options)
    (place.corpus / "ferry.md").write_text(f"Baths open\n\n{NEWS}\n", encoding="utf-8")
    lines.write_text(f"{third}\n{first}\n{second}\n", encoding="utf-8")
    report = place.rebuild()
    assert {e.path for e in report.ledger if e.state == "removed"} == {
        "ferry.txt",
        "lines.jsonl#2",
        "lines.jsonl#3",
    }
    assert {"ferry.txt", "lines#2", "lines#3"}.isdisjoint(ids(place))
    assert {"ferry.md", "lines#1"} <= set(ids(place))
    assert rag_command("forget", "ferry.txt", "--undo", *place.options).code == 0
    place.rebuild()
    assert "ferry.txt" in ids(place)


def test_an_article_of_an_older_generation_alone_is_forgotten_too(place: Any, rag_command: Run) -> None:
    (place.corpus / "ferry.txt").unlink()
    place.rebuild()
    assert traces(place, "Ferry to Sandry stops for the winter")
    rag_command("forget", "ferry", *place.options)
    assert traces(place, "Ferry to Sandry stops for the winter") == []
    assert names(place) == ["000002"]


def test_the_last_article_can_be_forgotten(tmp_path: Path, rag_command: Run) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "only.txt").write_text(NEWS, encoding="utf-8")
    options = ["--corpus", str(corpus), "--index", str(tmp_path / "index")]
    rag_command("rebuild", *options)
    assert "the index is removed" in rag_command("forget", "only", *options).out
    with pytest.raises(IndexMissing):
        open_generation(tmp_path / "index")


MOMENTS = (
    "rag.index.generations.seal",
    "rag.index.generations.replace_file",
    "rag.index.removal._remove_from_ledger",
    "rag.index.removal.finish_forgetting",
    "rag.index.removal.remove_generation",
    "rag.index.removal._prune_cache",
    "rag.index.ledger.replace_file",
)
"""Functions before which forgetting is killed; the last one for the second time."""

KILLER = """
import importlib, os, signal, sys
import rag
from rag.index import removal
moment, corpus, index = sys.argv[1:]
module, _, name = moment.rpartition(".")
true, calls = getattr(importlib.import_module(module), name), []
def die(*values, **options):
    calls.append(values)
    if len(calls) == (3 if moment == "rag.index.ledger.replace_file" else 1):
        os.kill(os.getpid(), signal.SIGKILL)
    return true(*values, **options)
for place in (importlib.import_module(module), removal):
    if hasattr(place, name):
        setattr(place, name, die)
removal.forget_article(rag.Settings(corpus=corpus, index=index), "ferry")
"""


@pytest.mark.parametrize("mending", ["forget", "rebuild"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_forgetting_that_is_killed_is_finished_by_the_next_or_by_a_rebuild(
    place: Any, rag_command: Run, moment: str, mending: str
) -> None:
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    place.rebuild()
    generation = open_generation(place.index)
    row = generation.catalogue.passage_ids([generation.catalogue.article_ids().index("ferry")])[0]
    vector = generation.vectors[row].astype("<f4").tobytes()
    command = [sys.executable, "-c", KILLER, moment, str(place.corpus), str(place.index)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL

    assert rag_command("rollback", "--index", str(place.index)).code == 2
    assert rag_command(mending, *(["ferry"] * (mending == "forget")), *place.options).code == 0
    assert "ferry" not in ids(place)
    assert traces(place, "Ferry to Sandry stops for the winter") == []
    assert not [path for path in place.index.rglob("*") if path.is_file() and vector in path.read_bytes()]
    assert read_forgotten(place.index).is_finished
    report = place.rebuild()
    lines = {e.path: (e.state, e.reason) for e in report.ledger if e.state != "unchanged"}
    assert lines == {"ferry.txt": ("removed", "was forgotten with `rag forget`; it is still in the corpus")}
    assert (report.articles, report.passages_encoded) == (6, 0)


def test_forgetting_another_article_finishes_what_was_killed(place: Any, rag_command: Run) -> None:
    command = [
        sys.executable,
        "-c",
        KILLER,
        "rag.index.generations.seal",
        str(place.corpus),
        str(place.index),
    ]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert "ferry" in ids(place)
    assert rag_command("forget", "bridge", *place.options).code == 0
    assert {"ferry", "bridge"}.isdisjoint(ids(place))
    assert traces(place, "Ferry to Sandry stops for the winter") == []
    assert {e.path for e in place.rebuild().ledger if e.state == "removed"} == {"ferry.txt", "bridge.md"}


def test_forgetting_the_last_article_is_finished_though_it_was_killed(
    tmp_path: Path, rag_command: Run
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "ferry.txt").write_text(NEWS, encoding="utf-8")
    options = ["--corpus", str(corpus), "--index", str(index)]
    rag_command("rebuild", *options)
    moment = "rag.index.generations.remove_generation"
    command = [sys.executable, "-c", KILLER, moment, str(corpus), str(index)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert [path for path in index.rglob("*") if path.is_file() and NEWS.encode() in path.read_bytes()]
    assert "the index is removed" in rag_command("forget", "ferry", *options).out
    assert not [path for path in index.rglob("*") if path.is_file() and NEWS.encode() in path.read_bytes()]


def test_no_generation_that_holds_a_forgotten_article_is_gone_back_to(place: Any, rag_command: Run) -> None:
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    place.rebuild()
    shutil.copytree(place.index / "generations" / "000001", place.index.parent / "000001")
    rag_command("forget", "ferry", *place.options)
    shutil.move(place.index.parent / "000001", place.index / "generations" / "000001")
    rag_command("rollback", "000001", "--index", str(place.index)).refused("was forgotten", "--undo")
    assert "ferry" not in ids(place)
    rag_command("forget", "ferry", "--undo", *place.options)
    assert rag_command("rollback", "000001", "--index", str(place.index)).code == 0


def test_forgetting_after_a_rollback_leaves_the_ledger_to_the_next_rebuild(
    place: Any, rag_command: Run
) -> None:
    (place.corpus / "bridge.md").write_bytes(b"\x00\x01")
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    place.rebuild()
    rag_command("rollback", "--index", str(place.index))
    rag_command("forget", "ferry", *place.options)
    report = place.rebuild()
    assert {e.path: e.state for e in report.ledger if e.state != "unchanged"} == {
        "bridge.md": "failed", "ferry.txt": "removed", "new.txt": "indexed",
    }  # fmt: skip


def test_what_is_not_there_cannot_be_forgotten(place: Any, rag_command: Run) -> None:
    rag_command("forget", "no-such", *place.options).refused("'no-such'", "rag status --json")
    assert names(place) == ["000001"]


def test_a_list_of_forgotten_articles_that_cannot_be_read_stops_a_rebuild(
    place: Any, rag_command: Run
) -> None:
    rag_command("forget", "ferry", *place.options)
    (place.index / "forgotten.json").write_text("{", encoding="utf-8")
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    rag_command("rebuild", *place.options).refused("forgotten.json", "would be indexed again")
    assert "ferry" not in ids(place)


# The cache


def test_an_article_that_returns_is_not_encoded_again(place: Any) -> None:
    path = place.corpus / "ferry.txt"
    data = path.read_bytes()
    path.unlink()
    place.rebuild()
    path.write_bytes(data)
    assert place.rebuild().passages_encoded == 0


def test_without_its_cache_an_index_is_rebuilt_all_the_same(place: Any) -> None:
    (place.index / "vector-cache.sqlite").unlink()
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    report = place.rebuild()
    assert report.passages_encoded == report.passages


def test_a_rebuild_that_is_killed_keeps_what_it_has_encoded(built: Any, tmp_path: Path) -> None:
    shutil.copytree(built.corpus, tmp_path / "corpus")
    script = (
        "import os, signal, sys; from rag.index import rebuild; import rag\n"
        "rebuild.save_vectors = lambda path, parts, **_: (list(parts), os.kill(os.getpid(), signal.SIGKILL))\n"
        "rag.rebuild(corpus=sys.argv[1], index=sys.argv[2])"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "corpus"), str(tmp_path / "index")]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    report = rag.rebuild(corpus=tmp_path / "corpus", index=tmp_path / "index")
    assert (report.articles, report.passages_encoded) == (6, 0)


def test_what_failed_in_a_file_is_told_again_after_a_kill_before_the_ledger_is_written(place: Any) -> None:
    lines = [json.dumps({"id": "a", "text": NEWS}), "{broken"]
    (place.corpus / "export.jsonl").write_text("\n".join(lines), encoding="utf-8")
    before = place.rebuild()
    ledger = place.index / "ledger.json"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace("000002", "000001"), encoding="utf-8")
    after = place.rebuild()
    assert before.counts()["failed"] == after.counts()["failed"] == 1
    assert (after.index_id, after.passages_encoded) == (before.index_id, 0)
    assert read_ledger(place.index).generation == after.generation


def test_letters_that_may_be_wrong_are_told(place: Any, rag_command: Run) -> None:
    guessed = "La grève des cheminots a été prolongée jusqu'à lundi, a déclaré le maire de la ville."
    (place.corpus / "old.txt").write_bytes(guessed.encode("cp1252"))
    (place.corpus / "bad.txt").write_text(f"{guessed} Où ?".encode().decode("latin-1"), encoding="utf-8")
    out = rag_command("rebuild", *place.options).out
    assert "1 articles hold garbled ones, of 1 the encoding was guessed" in out
    status = rag_command("status", *place.options, "--json").json()
    assert status["garbled"] == ["bad"]
    assert status["guessed"] == [{"article_id": "old", "encoding": "cp1252"}]
    shown = rag_command("status", *place.options).out
    assert "garbled letters (mojibake) in its text: bad" in shown
    assert "encoding guessed as cp1252, letters may be wrong: old" in shown
    assert guessed in open_generation(place.index).catalogue.article("old").text


# Watching


@contextmanager
def watched(place: Any) -> Iterator[subprocess.Popen[str]]:
    """Watch a corpus in a process of its own, once it says so."""
    with subprocess.Popen(
        [sys.executable, "-m", "rag", "rebuild", "--watch", *place.options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=HEED,  # noqa: PLW1509 - it does nothing else
    ) as watching:
        assert watching.stderr is not None
        assert watching.stderr.readline().startswith("Watching")
        yield watching


def test_watching_rebuilds_when_files_change_and_ends_when_interrupted(place: Any) -> None:
    with watched(place) as watching:
        assert watching.stdout is not None
        assert watching.stderr is not None
        time.sleep(0.5)
        (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
        wait_for(lambda: "new" in ids(place))
        (place.corpus / "new.txt").unlink()
        wait_for(lambda: "new" not in ids(place) and is_accounted_for(place))
        assert any("removed: new.txt" in line for line in watching.stdout)
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=30) == 0
        assert "Traceback" not in watching.stderr.read()


def test_watching_goes_on_after_a_rebuild_that_could_not_be_done(place: Any, tmp_path: Path) -> None:
    with watched(place) as watching:
        assert watching.stderr is not None
        time.sleep(0.5)
        names = [path.name for path in place.corpus.iterdir()]
        for name in names:
            shutil.move(place.corpus / name, tmp_path / name)
        assert "indexed files are gone" in watching.stderr.readline()
        for name in names:
            shutil.move(tmp_path / name, place.corpus / name)
        (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
        wait_for(lambda: "new" in ids(place))
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=30) == 0


def test_watching_follows_a_folder_that_takes_the_place_of_the_corpus(place: Any, tmp_path: Path) -> None:
    with watched(place) as watching:
        assert watching.stderr is not None
        (place.corpus / "first.txt").write_text(NEWS, encoding="utf-8")
        wait_for(lambda: "first" in ids(place))
        shutil.copytree(place.corpus, tmp_path / "other")
        (tmp_path / "other" / "second.txt").write_text(NEWS.replace("Sunday", "Monday"), encoding="utf-8")
        place.corpus.rename(tmp_path / "away")
        assert "corpus" in watching.stderr.readline()
        (tmp_path / "other").rename(place.corpus)
        wait_for(lambda: "second" in ids(place))
        (place.corpus / "third.txt").write_text(NEWS.replace("Sunday", "Friday"), encoding="utf-8")
        wait_for(lambda: "third" in ids(place))
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=30) == 0


def wait_for(seen: Callable[[], bool]) -> None:
    """Wait until something is seen, three minutes at most."""
    until = time.monotonic() + 180
    while not seen():
        assert time.monotonic() < until, "not seen within three minutes"
        time.sleep(0.2)

"""Rebuilds that are killed, that find the disk full, that are asked meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import rag
from rag.index.generations import open_generation

from .conftest import can_unshare

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]

QUESTION = "how many people did the mill employ?"
NEWS = "The swimming baths of Aldbrook open their doors again on Sunday morning."


@pytest.mark.skipif(not hasattr(os, "fork"), reason="killing at an exact line wants os.fork")
def test_killed_inside_every_step_the_index_answers_and_the_next_rebuild_is_as_if_undisturbed() -> None:
    """Twelve kills, two a step; `make faults` makes a hundred and two."""
    command = [sys.executable, "-m", "tests.faults.kill", "--kills", "12"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    result = json.loads(done.stdout)
    assert (result["broken"], result["missed"]) == ([], [])
    assert done.returncode == 0
    assert len(result["kills"]) == 6


@pytest.mark.parametrize("kilobytes", [150, 900, 20_000])
def test_on_a_full_disk_the_old_index_answers_and_with_room_again_the_rebuild_completes(
    place: Any, rag_process: Run, tmp_path: Path, kilobytes: int
) -> None:
    if not can_unshare("--mount"):
        pytest.skip("this user may not mount a small disk")
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    small, saved = tmp_path / "small", tmp_path / "saved"
    small.mkdir()
    held = sum(path.stat().st_size for path in place.index.rglob("*") if path.is_file()) // 1024
    script = (
        'mount -t tmpfs -o "size=$0k" tmpfs "$1" && cp -r "$2/." "$1" && shift 3 && '
        '{ "$@" rebuild --corpus "$TEST_CORPUS" --index "$TEST_SMALL"; echo "code $?"; '
        '"$@" ask "$TEST_QUESTION" --json --index "$TEST_SMALL"; echo "code $?"; '
        'cp -r "$TEST_SMALL" "$TEST_SAVED"; }'
    )
    size = str(held + 64 + kilobytes)
    done = subprocess.run(
        [
            "unshare",
            "--mount",
            "sh",
            "-c",
            script,
            size,
            str(small),
            str(place.index),
            "-",
            sys.executable,
            "-m",
            "rag",
        ],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "TEST_CORPUS": str(place.corpus),
            "TEST_SMALL": str(small),
            "TEST_SAVED": str(saved),
            "TEST_QUESTION": QUESTION,
        },
    )
    assert "Traceback" not in done.stderr, done.stderr
    codes = [line for line in done.stdout.splitlines() if line.startswith("code ")]
    assert codes[1] == "code 0", done.stdout
    assert codes[0] in ({"code 0"} if kilobytes == 20_000 else {"code 0", "code 2"}), done.stderr
    if codes[0] == "code 2":
        assert "unchanged" in done.stderr
        assert len(open_generation(saved).catalogue.article_ids()) == 6
    report = rag.rebuild(corpus=place.corpus, index=saved)
    assert report.articles == 7
    assert report.index_id == place.rebuild().index_id


def test_questions_during_switches_are_answered_from_one_generation_each(place: Any) -> None:
    archive = rag.open_archive(settings=place.settings(answer_threshold=0.05))
    texts: dict[str, str] = {archive.index_id: (place.corpus / "new.txt").name}
    seen: list[tuple[str, str]] = []
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            answer = archive.ask("how many boats does Norwick have?")
            seen.append((answer.index_id, " ".join(claim.text for claim in answer.claims)))

    askers = [threading.Thread(target=ask) for _ in range(2)]
    for asker in askers:
        asker.start()
    for boats in (31, 47, 63):
        text = f"Harbour of Norwick\n\nNorwick has {boats} boats in its harbour.\n"
        (place.corpus / "new.txt").write_text(text, encoding="utf-8")
        texts[place.rebuild().index_id] = f"{boats} boats"
    wanted = place.rebuild().index_id
    while not seen or seen[-1][0] != wanted:
        time.sleep(0.01)
    over.set()
    for asker in askers:
        asker.join()
    assert len({index_id for index_id, _ in seen}) >= 2
    for index_id, said in seen:
        counts = [count for count in ("31 boats", "47 boats", "63 boats") if count in said]
        assert counts in ([], [texts[index_id]]), (index_id, said)


def test_names_of_255_bytes_and_times_far_away_are_indexed(place: Any) -> None:
    path = place.corpus / f"{'é' * 125}a.txt"
    assert len(os.fsencode(path.name)) == 255
    path.write_text(NEWS, encoding="utf-8")
    os.utime(path, (2**33, 2**33))
    os.utime(place.corpus / "ferry.txt", (0, 0))
    assert {e.state for e in place.rebuild().ledger} == {"unchanged", "indexed"}
    assert {e.state for e in place.rebuild().ledger} == {"unchanged"}


def test_a_generation_from_the_future_is_followed_by_the_next(place: Any) -> None:
    path = place.index / "generations" / "000001" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"built_at": "2099-01-01T00:00:00+00:00"}), encoding="utf-8")
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    assert place.rebuild().generation == "000002"
    assert "new" in open_generation(place.index).catalogue.article_ids()


def test_the_index_folder_may_be_swapped_for_another_while_it_is_open(place: Any, tmp_path: Path) -> None:
    archive = rag.open_archive(settings=place.settings(answer_threshold=0.05))
    (place.corpus / "new.txt").write_text(NEWS, encoding="utf-8")
    report = rag.rebuild(corpus=place.corpus, index=tmp_path / "other")
    shutil.rmtree(place.index)
    shutil.move(tmp_path / "other", place.index)
    answer = archive.ask(QUESTION)
    assert answer.claims
    assert report.articles == 7

"""A rebuild over a folder of files that nobody should have made."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rag.ingest.corpus import list_corpus
from tests.hostile.corpus import SENTENCE, SOUND, write_corpus

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]

MOST_SECONDS = 240
MOST_MEGABYTES = 2_500

REBUILD = """
import json, re, sys
import rag

report = rag.rebuild(corpus=sys.argv[1], index=sys.argv[2])
with open("/proc/self/status") as status:
    peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1]) // 1000
print(json.dumps({"peak_mb": peak, **report.to_dict()}))
"""
"""The peak that `resource` tells begins with that of the process that started this one."""


@pytest.fixture(scope="module")
def ruins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], set[str]]:
    """The folder above corpus and index, the report of the rebuild, and what stood in the folder before."""
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of memory is read from /proc")
    folder = tmp_path_factory.mktemp("ruins") / "in" / "here"
    write_corpus(folder / "corpus")
    around = {str(path) for path in folder.parents[1].rglob("*")}
    command = [sys.executable, "-c", REBUILD, str(folder / "corpus"), str(folder / "index")]
    began = time.monotonic()
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    return folder, {**report, "seconds": time.monotonic() - began}, around


def test_every_file_is_in_the_ledger(ruins: tuple[Path, dict[str, Any], set[str]]) -> None:
    folder, report, _ = ruins
    files = {entry["path"] for entry in report["ledger"] if "#" not in entry["path"]}
    assert files >= {file.relative for file in list_corpus(folder / "corpus").files}
    assert all(entry["reason"] for entry in report["ledger"] if entry["state"] in ("failed", "unsupported"))
    assert report["ignored"] == 3, "two links and a pipe"


def test_sound_articles_come_out_whole(
    ruins: tuple[Path, dict[str, Any], set[str]], rag_command: Run
) -> None:
    folder, report, _ = ruins
    states = {entry["path"]: entry["state"] for entry in report["ledger"]}
    assert {states[name] for name in SOUND} == {"indexed"}
    shown = rag_command("show", "zz/last", "--json", "--index", str(folder / "index")).json()
    assert SENTENCE in shown["text"]


def test_nothing_is_written_but_the_index(ruins: tuple[Path, dict[str, Any], set[str]]) -> None:
    folder, _, before = ruins
    index = str(folder / "index")
    after = {str(path) for path in folder.parents[1].rglob("*") if not str(path).startswith(index)}
    assert after == before


def test_memory_is_bounded(ruins: tuple[Path, dict[str, Any], set[str]]) -> None:
    assert ruins[1]["peak_mb"] < MOST_MEGABYTES


def test_no_file_outside_the_corpus_is_read_into_it(ruins: tuple[Path, dict[str, Any], set[str]]) -> None:
    folder, _, _ = ruins
    for path in (folder / "index").rglob("*"):
        assert not path.is_file() or b"root:x:0:0" not in path.read_bytes(), path


def test_the_ledger_is_printed_one_harmless_line_a_file(
    ruins: tuple[Path, dict[str, Any], set[str]], rag_command: Run
) -> None:
    folder, report, _ = ruins
    out = rag_command("status", "--corpus", str(folder / "corpus"), "--index", str(folder / "index")).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    lines = set(out.split("\n"))
    for entry in report["ledger"]:
        if entry["reason"] and f"{entry['path']}{entry['reason']}".isprintable():
            assert f"{entry['state']}: {entry['path']}: {' '.join(entry['reason'].split())}" in lines


def test_what_is_asked_is_answered_from_it(
    ruins: tuple[Path, dict[str, Any], set[str]], rag_command: Run, tmp_path: Path
) -> None:
    folder, _, _ = ruins
    asked = rag_command(
        "ask", "how many cars does the ferry at Orlow carry?", "--json", "--index", str(folder / "index")
    )
    assert asked.json()["status"] == "answered"
    (tmp_path / "answer.json").write_text(asked.out, encoding="utf-8")
    assert rag_command("verify", str(tmp_path / "answer.json"), "--corpus", str(folder / "corpus")).code == 0

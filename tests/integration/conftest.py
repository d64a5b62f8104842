"""A small archive of our own writing, and the command line as a function.

Belongs here: the articles, the index over them, and what runs `rag` in this process or another one.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

import rag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ARTICLES = {
    "fires/mill-burns.md": """\
---
title: Corran mill burns in the night
outlet: Tarn Gazette
author: Ida Holloway
published: 2023-02-03
url: https://gazette.example/corran-mill
language: en
---
# Corran mill burns in the night

ALDBROOK – The Corran wool mill burned to the ground on Thursday night after a boiler exploded, the fire
brigade said.

The mill employed 214 people, most of them from Aldbrook and the villages above it. Nobody was in the
building when the boiler exploded, because the evening shift had gone home an hour before.

“We will build it again, and we will build it in stone,” said Petra Lund, whose family has owned the mill
since 1888.

## What happens to the workers

The county will pay the wages of the workers until May, said its treasurer. A decision on rebuilding is
expected in the summer.
""",
    "fires/mill-burns-courier.txt": """\
---
title: Wool mill lost to fire
outlet: Vale Courier
published: "2023-02-04"
---
The Corran wool mill burned to the ground on Thursday night after a boiler exploded, the brigade said.

The mill employed 214 people, most of them from Aldbrook and the villages above. The smoke was seen as far
away as Sandry.

An inspector will look at the ruins of the boiler house on Monday.
""",
    "bridge.md": """\
---
title: Bridge over the Sell opens to traffic
outlet: Vale Courier
author: Tom Arkwright
published: 2021-06-18
---
The new bridge over the river Sell opened to traffic on Friday, two years later than planned.

The bridge was designed by the engineer Maud Ellery and cost 41 million crowns. The old bridge had been closed
since the flood of 2014, because its middle pillar had sunk by half a metre.

Lorries over 30 tonnes must still go by way of Sandry. “I have waited seven years for this morning,” said
Owen Birch, who drives the milk van.
""",
    "town/council-election.md": """\
---
title: Greta Falk wins the Aldbrook council election
outlet: Tarn Gazette
published: 2022-05-06T09:30:00+02:00
---
Greta Falk won the Aldbrook council election on Thursday with 52 percent of the votes.

She has promised to reopen the swimming baths and to lower the fares of the ferry. Her rival, the butcher
Simon Oake, conceded defeat shortly before midnight.

Turnout fell to 47 percent, the lowest in thirty years. Dr. Falk takes office on June 1.
""",
    "town/orchard.txt": """\
The orchard that feeds a school

Every autumn the pupils of the Lower Tarn school pick the apples of an orchard that nobody planted.

Botanists of the county museum say that the oldest of the trees grew from cores thrown out of a train. The
pupils press 900 litres of juice and sell it on the platform.

The headmaster said the orchard pays for every school trip.
""",
    "ferry.txt": """\
Ferry to Sandry stops for the winter

SANDRY, Nov 9 (Lakeside Wire) – The ferry between Aldbrook and Sandry will not sail again before March, its
captain said.

Join now for FREE unlimited access to lakeside.example

The ferry carried 61,000 passengers this year, a tenth more than last year. The captain, Ruth Calder, blamed
the low water of the lake for the early end of the season. Read more

The hull will be scraped and painted in the dry dock of Sandry.

Our standards: The Lakeside Trust Principles.

About Jonas Pike

Jonas Pike has written about the ferry between Aldbrook and Sandry for forty years.

Check Also

Captain of the ferry awarded a medal after rescue of 12 swimmers | News from the lake
""",
}
"""Relative path → text of the articles; nobody and nothing in them is real."""

BOILERPLATE = (
    "Join now",
    "Read more",
    "Trust Principles",
    "About Jonas",
    "forty years",
    "Check Also",
    "awarded a medal",
)
"""Words of the articles that stand in boilerplate alone."""

QUESTIONS = (
    "how many people did the mill employ?",
    "who designed the bridge over the Sell?",
    "why was the old bridge closed?",
    "who won the council election?",
    "when will the ferry sail again?",
    "what do the pupils sell on the platform?",
)
"""Each has its answer in one of the articles."""

UNANSWERABLE = "what is the boiling point of tungsten?"

LOW_THRESHOLD = {"RAG_ANSWER_THRESHOLD": "0.05"}
"""For tests of everything but the Reader's judgement: almost every question then has claims."""


def write_corpus(folder: Path, articles: dict[str, str]) -> Path:
    """Write articles below a folder and return it."""
    for relative, text in articles.items():
        path = folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


@dataclass(frozen=True, slots=True)
class Place:
    """A corpus with an index beside it."""

    corpus: Path
    index: Path

    @property
    def options(self) -> list[str]:
        return ["--corpus", str(self.corpus), "--index", str(self.index)]

    def settings(self, **changes: Any) -> rag.Settings:
        return rag.Settings(corpus=self.corpus, index=self.index, **changes)

    def rebuild(self, **options: Any) -> rag.RebuildReport:
        return rag.rebuild(settings=self.settings(), **options)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of the command line came to."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """The one JSON document of stdout."""
        assert self.out.endswith("\n")
        assert self.out.count("\n") == 1, "stdout holds more than one line"
        return json.loads(self.out)

    def refused(self, *said: str) -> Outcome:
        """Check that nothing could be done and that stderr tells a person so."""
        assert self.code == 2, (self.code, self.out, self.err)
        assert self.out == ""
        assert "Traceback" not in self.err
        told = " ".join(self.err.replace("│", " ").split())
        for words in said:
            assert words in told, f"{words!r} is not in {told!r}"
        return self


def run_rag(*args: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> Outcome:
    """Run the command line in this process."""
    from rag.cli import main

    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAG_")}
    with (
        patch.object(sys, "argv", ["rag", *args]),
        patch.dict(os.environ, {**kept, "COLUMNS": "200", **(env or {})}, clear=True),
        chdir(cwd or Path.cwd()),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = _exit_code(main)
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]
    return Outcome(code, *texts)


def _exit_code(main: Callable[[], None]) -> int:
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def run_process(
    *args: str | bytes,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    before: tuple[str, ...] = (),
) -> Outcome:
    """Run `python -m rag` as a process of its own, with `before` in front of the command."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAG_")}
    done = subprocess.run(
        [*before, sys.executable, "-m", "rag", *args],
        cwd=cwd,
        env={**kept, **(env or {})},
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def can_unshare(*options: str) -> bool:
    """Say whether this system lets us run a command in namespaces of its own."""
    tool = shutil.which("unshare")
    return (
        bool(tool)
        and not subprocess.run([tool, *options, "true"], capture_output=True, check=False).returncode
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The articles with an index over them; never changed by a test."""
    folder = tmp_path_factory.mktemp("built")
    place = Place(write_corpus(folder / "corpus", ARTICLES), folder / "index")
    report = place.rebuild()
    assert report.counts()["indexed"] == len(ARTICLES)
    return place


@pytest.fixture
def place(built: Place, tmp_path: Path) -> Place:
    """A copy of the articles and their index, for a test to change."""
    shutil.copytree(built.corpus, tmp_path / "corpus")
    shutil.copytree(built.index, tmp_path / "index")
    return Place(tmp_path / "corpus", tmp_path / "index")


@pytest.fixture(scope="session")
def archive(built: Place) -> rag.Archive:
    """The archive over the articles, answering almost every question."""
    return rag.open_archive(settings=built.settings(answer_threshold=0.05))


@pytest.fixture
def rag_command() -> Callable[..., Outcome]:
    """The command line in this process."""
    return run_rag


@pytest.fixture
def rag_process() -> Callable[..., Outcome]:
    """The command line as a process of its own."""
    return run_process


@pytest.fixture
def read_only() -> Iterator[Callable[[Path], tuple[str, ...]]]:
    """Makes a folder read-only; returns what to put before a command that is to see it so.

    A read-only mount binds root as well; without the right to mount, write permission is taken away.
    """
    closed: list[Path] = []

    def close(folder: Path) -> tuple[str, ...]:
        mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
        command = ("unshare", "--mount", "sh", "-c", mount, str(folder))
        if can_unshare("--mount") and not subprocess.run([*command, "true"], check=False).returncode:
            return command
        if os.name != "posix" or os.geteuid() == 0:
            pytest.skip("neither a read-only mount nor a folder's permissions bind this user")
        closed.extend(path for path in (folder, *folder.rglob("*")) if path.is_dir())
        for path in closed:
            path.chmod(0o555)
        return ()

    yield close
    for path in closed:
        path.chmod(0o755)


@pytest.fixture
def without_network() -> tuple[str, ...]:
    """What to put before a command that is to see no network but the loopback."""
    if not can_unshare("--net"):
        pytest.skip("this system does not let us take the network away from a command")
    up = 'if command -v ip >/dev/null; then ip link set lo up; fi; exec "$0" "$@"'
    return ("unshare", "--net", "sh", "-c", up)

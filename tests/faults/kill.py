"""Kill rebuilds with SIGKILL at random moments inside each of their steps: `python -m tests.faults.kill`.

A rebuild is run once to its end and the lines of this package that it executes are counted, step by step. Then,
for each kill, a fresh copy of the archive is rebuilt in a process of its own, forked from this one, which has
the models loaded; at a line chosen at random within the step whose turn it is, that process kills itself.
After each kill the index must answer, the answer's citations must hold against the articles, and the next
rebuild must give the very index that an undisturbed one gives.

Prints one JSON document; exits 1 when anything did not hold or a step got too few kills.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import traceback
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

os.environ["OMP_NUM_THREADS"] = "1"  # a process whose threads have run cannot be forked

import rag
import rag.archive
from rag.embedding.encoder import load_encoder
from rag.index import rebuild
from rag.index.generations import current_generation, open_generation
from rag.settings import Settings
from rag.verification.saved_answers import verify_answers

if TYPE_CHECKING:
    from types import FrameType

PACKAGE = str(Path(rag.__file__).parent)
STEPS = {
    "parse": {"_parse_file", "list_corpus", "compare"},
    "embed": {"encode_passages", "encode"},
    "write": {"write_catalogue", "save_vectors", "seal", "store"},
    "check": {"_open"},
    "switch": {"switch", "replace_file"},
    "clean up": {"remove_generation", "keep_only", "write_ledger"},
}
"""Step → the functions in whose extent it lies; the innermost one counts."""
OF_FUNCTION = {name: step for step, names in STEPS.items() for name in names}
QUESTION = "How many boats are there in the harbour of Norwick?"


def write_articles(corpus: Path, *, changed: bool) -> None:
    """Write the articles before the change or after it."""
    corpus.mkdir(exist_ok=True)
    towns = ("Norwick", "Sandry", "Aldbrook", "Hale", "Tarn", "Lune", "Birch", "Osmer", "Wick", "Fell")
    for number, town in enumerate(towns):
        boats = 20 + number + (7 if changed and number % 3 == 1 else 0)
        text = f"News from {town}\n\nThe harbour of {town} has {boats} boats. They sail at dawn, says the pilot.\n"
        (corpus / f"{town}.txt").write_text(text, encoding="utf-8")
    if changed:
        (corpus / "Fell.txt").unlink()
        (corpus / "Mere.txt").write_text(
            "News from Mere\n\nThe harbour of Mere has frozen.\n", encoding="utf-8"
        )


def step_of(frame: FrameType | None) -> str | None:
    """Return the step that a line belongs to, by the innermost function that names one."""
    while frame:
        if frame.f_code.co_filename.startswith(PACKAGE) and frame.f_code.co_name in OF_FUNCTION:
            return OF_FUNCTION[frame.f_code.co_name]
        frame = frame.f_back
    return None


def rebuild_traced(settings: Settings, step: str | None = None, at: int = 0) -> Counter[str]:
    """Rebuild and count the lines of each step; at a step's line of that number, die."""
    lines: Counter[str] = Counter()

    def local(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line" and (found := step_of(frame)):
            lines[found] += 1
            if found == step and lines[found] == at:
                os.kill(os.getpid(), signal.SIGKILL)
        return local

    def begin(frame: FrameType, _: str, __: Any) -> Any:
        return local if frame.f_code.co_filename.startswith(PACKAGE) else None

    sys.settrace(begin)
    try:
        rag.archive.rebuild(settings=settings)
    finally:
        sys.settrace(None)
    return lines


class Trial:
    """The archive before the change, what becomes of it undisturbed, and the models, loaded once."""

    def __init__(self, folder: Path) -> None:
        """Build the archive, change it, and rebuild it undisturbed."""
        self.folder = folder
        settings = self.settings(folder / "before")
        encoder = load_encoder(settings)
        reader, verifier = (
            rag.archive.build_reader(settings, encoder),
            rag.archive.build_verifier(settings, encoder),
        )
        rebuild.SentenceTransformerEncoder = lambda *_: encoder
        rag.archive.load_encoder = lambda *_: encoder
        rag.archive.build_reader = lambda *_: reader
        rag.archive.build_verifier = lambda *_: verifier
        write_articles(settings.corpus, changed=False)
        self.before = rag.archive.rebuild(settings=settings).index_id
        write_articles(settings.corpus, changed=True)
        self.lines = rebuild_traced(self.copy("undisturbed"))
        self.after = open_generation(folder / "undisturbed" / "index").manifest.index_id

    def settings(self, place: Path) -> Settings:
        """Return the settings of a copy."""
        place.mkdir(exist_ok=True)
        return Settings(corpus=place / "corpus", index=place / "index", answer_threshold=0.05)

    def copy(self, name: str) -> Settings:
        """Copy the archive, its articles changed and its index not yet."""
        shutil.copytree(self.folder / "before", self.folder / name)
        return self.settings(self.folder / name)

    def kill(self, step: str, at: int) -> list[str]:
        """Kill a rebuild there; return what did not hold afterwards."""
        settings = self.copy("killed")
        try:
            child = os.fork()
            if not child:
                rebuild_traced(settings, step, at)
                os._exit(0)
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            if status != -signal.SIGKILL:
                return [f"the rebuild ended by itself with {status}"]
            return _in_child(lambda: self.problems(settings))
        finally:
            shutil.rmtree(settings.corpus.parent)

    def problems(self, settings: Settings) -> list[str]:
        """Ask, verify and rebuild; return what does not hold."""
        found = []
        archive = rag.archive.open_archive(settings=settings)
        if archive.index_id not in (self.before, self.after):
            found.append(f"the index is {archive.index_id}, neither the old nor the new one")
        found += self._answer(archive, settings, old=archive.index_id == self.before)
        report = rag.archive.rebuild(settings=settings)
        if report.index_id != self.after or archive.index_id != self.after:
            found.append(f"the next rebuild gave {report.index_id}, not {self.after}")
        found += self._answer(archive, settings, old=False)
        names = sorted(path.name for path in (settings.index / "generations").iterdir())
        if len(names) > 2 or any(not name.isdecimal() for name in names):
            found.append(f"left over: {names}")
        if current_generation(settings.index) != names[-1]:
            found.append(f"the current generation is not the newest of {names}")
        return found

    def _answer(self, archive: rag.Archive, settings: Settings, *, old: bool) -> list[str]:
        """Ask; the citations must hold, but that the old index cites articles that have changed."""
        answer = archive.ask(QUESTION)
        path = settings.corpus.parent / "answer.json"
        path.write_text(json.dumps(answer.to_dict()), encoding="utf-8")
        broken = [c.problem for c in verify_answers(path, settings) if c.problem]
        changed = [p for p in broken if "has changed since" in p or "no such article" in p]
        found = [] if answer.claims else ["no answer"]
        return found + (broken if not old else [p for p in broken if p not in changed])


def _in_child(work: Any) -> list[str]:
    """Do something in a forked process, so that no thread ever runs in this one."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            result = work()
        except BaseException:  # noqa: BLE001 - whatever it is, it is reported
            result = [traceback.format_exc()]
        os.write(writing, json.dumps(result).encode()[:60_000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        told = stream.read()
    os.waitpid(child, 0)
    return json.loads(told) if told else ["the check died"]


def main() -> None:
    """Kill, check, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chooser, fell, broken = random.Random(options.seed), Counter(), []
    with TemporaryDirectory(prefix="rag-kill-") as name:
        trial = Trial(Path(name))
        for number in range(options.kills):
            step = list(STEPS)[number % len(STEPS)]
            at = chooser.randint(1, trial.lines[step])
            problems = trial.kill(step, at)
            fell[step] += 1
            broken += [f"{step}, line {at} of {trial.lines[step]}: {problem}" for problem in problems]
    missed = [
        step for step in STEPS if not trial.lines[step] or fell[step] < min(5, options.kills // len(STEPS))
    ]
    result = {"kills": dict(fell), "lines": dict(trial.lines), "broken": broken, "missed": missed}
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    sys.exit(1 if broken or missed else 0)


if __name__ == "__main__":
    main()

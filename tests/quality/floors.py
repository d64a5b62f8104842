"""Floors under the figures of `rag eval`: measured now, beside what was last accepted.

    python -m tests.quality.floors [SET …]             measure and compare; exits 1 when a figure has fallen
    python -m tests.quality.floors [SET …] --update    accept what is measured; refuses to lower any figure
    … --update --allow-lower                           accept lower figures as well

Belongs here: which sets there are, measuring and comparing them, writing the baseline. Does not belong here:
any measure of its own; all are `rag.evaluation`'s, with the default settings.

The sets are the two halves of our own questions and those of `lines.toml`. Where the evaluation data is (the
environment variable EVALUATION_DATA, else `../shared/data` beside the project) is not part of the
project; a set whose file is absent, or is not the one its lines were chosen from, is reported as not run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from rag.evaluation import (
    evaluate_abstention,
    evaluate_answers,
    evaluate_boundaries,
    evaluate_selection,
    evaluate_support,
    evaluate_tracing,
    read_lines,
)
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rag.evaluation import Figures, Progress

    Floors = dict[str, dict[str, float]]
    """Set → figure → the least that is accepted."""

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BASELINE = HERE / "baseline.json"
SHIPPED = ROOT / "rag" / "web" / "page" / "quality_results.json"
"""The same figures once more, for the page of an installed package."""
HALVES = ("tune", "report")
DATA_VARIABLE = "EVALUATION_DATA"

FIGURES = {
    "answers": (
        "recall_at_1", "recall_at_5", "recall_at_10", "first_citation_in_gold", "any_citation_in_gold",
        "claims_in_gold", "sure_claims_in_gold", "refusal_precision", "refusal_recall",
    ),
    "selection": ("map", "mrr", "p_at_1"),
    "tracing": ("recall_at_1", "recall_at_3", "recall_at_5", "recall_at_10", "hit_at_1"),
    "support": ("balanced_accuracy", "auroc"),
    "abstention": (
        "balanced_accuracy", "refusal_precision", "refusal_recall", "answer_sentence_accuracy", "auroc",
    ),
    "boundaries": ("precision", "recall", "f1"),
}  # fmt: skip
"""The figures of each task that are better the higher they are; `answered`, counts and seconds are not."""

TOLERANCES = {"answers": 0.03}
OTHERWISE = 0.02
"""How far a figure may fall: about one of the questions without an answer of a half, since another processor can
settle a near tie the other way; about as much of the larger sets."""

DIGITS = 10_000
"""Figures are accepted to four digits, cut off, so that measuring the same again never falls below."""


class NotRun(Exception):
    """Why a set cannot be measured here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """Labelled lines with figures of their own; a half of our own questions has no file."""

    name: str
    task: str
    file: str = ""
    sha256: str = ""
    numbers: tuple[int, ...] = ()

    @property
    def tolerance(self) -> float:
        """How far a figure of this set may fall."""
        return TOLERANCES.get(self.task, OTHERWISE)

    def records(self, data: Path) -> list[dict[str, Any]]:
        """Return the set's lines, or raise `NotRun`."""
        path = data / self.file
        try:
            content = path.read_bytes()
        except OSError:
            raise NotRun(f"there is no {path}; {DATA_VARIABLE} names the folder") from None
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise NotRun(f"{path} is not the file that the line numbers were taken from")
        lines = read_lines([path])
        return [lines[number - 1] for number in self.numbers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure now and the accepted one; either is None where there is none."""

    set: str
    figure: str
    now: float | None
    accepted: float | None
    tolerance: float

    @property
    def fallen(self) -> bool:
        """Whether the figure is below what is accepted by more than the tolerance."""
        if self.accepted is None:
            return False
        return self.now is None or self.now < self.accepted - self.tolerance

    def __str__(self) -> str:
        state = "fallen" if self.fallen else "no floor yet" if self.accepted is None else "holds"
        return f"{self.set:18} {self.figure:26} {_shown(self.now):>7} {_shown(self.accepted):>9}  {state}"


def data_folder() -> Path:
    """Return where the evaluation data is, present or not."""
    return Path(os.environ.get(DATA_VARIABLE) or ROOT.parent / "shared" / "data")


def all_sets() -> dict[str, Set]:
    """Return every set by name, our own halves first."""
    sets = {half: Set(name=half, task="answers") for half in HALVES}
    listed = tomllib.loads((HERE / "lines.toml").read_text(encoding="utf-8"))
    for name, entry in listed.items():
        runs = [range(first, last + 1, step) for first, last, step in entry.get("runs", ())]
        numbers = tuple(sorted({*entry.get("lines", ()), *(n for run in runs for n in run)}))
        sets[name] = Set(
            name=name, task=entry["task"], file=entry["file"], sha256=entry["sha256"], numbers=numbers
        )
    return sets


def load_baseline() -> Floors:
    """Return the figures that were last accepted."""
    floors: Floors = json.loads(BASELINE.read_text(encoding="utf-8"))
    return floors


def measure(chosen: Set, index: Path, on_progress: Progress = lambda *_: None) -> Figures:
    """Return a set's figures.

    Args:
        chosen: The set.
        index: Where the sample corpus is indexed; kept between the halves.
        on_progress: Called now and then.

    Returns:
        The figures that must not fall, by name.

    Raises:
        NotRun: The set's file is absent or another one.
    """
    settings = Settings()
    if chosen.task == "answers":
        figures = evaluate_answers(
            HERE / chosen.name, settings, on_progress, corpus=ROOT / "corpus", index=index
        )
    elif chosen.task == "boundaries":
        figures = evaluate_boundaries(chosen.records(data_folder()))
    else:
        figures = _JUDGED[chosen.task](chosen.records(data_folder()), settings, on_progress)
    return {name: figures[name] for name in FIGURES[chosen.task]}


_JUDGED: dict[str, Callable[[Sequence[dict[str, Any]], Settings, Progress], Figures]] = {
    "selection": evaluate_selection,
    "tracing": evaluate_tracing,
    "support": evaluate_support,
    "abstention": evaluate_abstention,
}


def compare(chosen: Set, figures: Figures, baseline: Floors) -> list[Row]:
    """Return a set's figures beside the accepted ones."""
    accepted = baseline.get(chosen.name, {})
    return [
        Row(
            set=chosen.name, figure=name, now=now, accepted=accepted.get(name), tolerance=chosen.tolerance
        )
        for name, now in figures.items()
    ]  # fmt: skip


def fallen_figures(chosen: Set, index: Path) -> list[str]:
    """Measure a set and return a line for each figure that is below the accepted one.

    Args:
        chosen: The set.
        index: Where the sample corpus is indexed.

    Returns:
        The lines, none where every figure holds.

    Raises:
        NotRun: The set's file is absent or another one.
    """
    rows = compare(chosen, measure(chosen, index), load_baseline())
    return [str(row) for row in rows if row.fallen]


def updated(baseline: Floors, measured: dict[str, Figures]) -> tuple[Floors, list[str]]:
    """Take measured figures into the baseline.

    Args:
        baseline: The accepted figures; those of sets that were not measured are kept.
        measured: Set → its figures now; what cannot be computed has no floor.

    Returns:
        The new baseline, and in words each figure that it lowers.
    """
    floors = {name: dict(figures) for name, figures in baseline.items()}
    lowered = []
    for name, figures in measured.items():
        now = {figure: math.floor(v * DIGITS) / DIGITS for figure, v in figures.items() if v is not None}
        for figure in figures:
            old, new = floors.get(name, {}).get(figure), now.get(figure)
            if old is not None and (new is None or new < old):
                lowered.append(f"{name} {figure}: {_shown(old)} → {_shown(new)}")
        floors[name] = now
    return floors, lowered


def _shown(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.4f}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _measure_all(sets: Iterable[Set], baseline: Floors) -> tuple[dict[str, Figures], bool]:
    """Measure and print; return the figures of what could be run and whether any has fallen."""
    measured: dict[str, Figures] = {}
    fallen = False
    _say(f"{'set':18} {'figure':26} {'now':>7} {'accepted':>9}")
    with TemporaryDirectory(prefix="rag-floors-") as folder:
        for chosen in sets:
            began = time.monotonic()
            try:
                figures = measure(chosen, Path(folder, "index"))
            except NotRun as reason:
                _say(f"{chosen.name:18} not run: {reason}")
                continue
            measured[chosen.name] = figures
            rows = compare(chosen, figures, baseline)
            fallen = fallen or any(row.fallen for row in rows)
            _say("\n".join(map(str, rows)) + f"  ({time.monotonic() - began:.0f} s)")
    return measured, fallen


def _update(baseline: Floors, measured: dict[str, Figures], *, allow_lower: bool) -> int:
    floors, lowered = updated(baseline, measured)
    if lowered and not allow_lower:
        _say("Nothing is written, for these figures would be lowered; --allow-lower accepts them:")
        _say("\n".join(lowered))
        return 1
    for path in (BASELINE, SHIPPED):
        path.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
        _say(f"Written: {path}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the script.

    Args:
        arguments: Its words; None takes those it was started with.

    Returns:
        The exit code: 1 when a figure has fallen or would be lowered.
    """
    sets = all_sets()
    parser = argparse.ArgumentParser(
        prog="python -m tests.quality.floors", description=__doc__.split("\n")[0]
    )
    parser.add_argument("sets", metavar="SET", nargs="*", help=f"all, or some of: {', '.join(sets)}")
    parser.add_argument("--update", action="store_true", help="accept what is measured")
    parser.add_argument("--allow-lower", action="store_true", help="with --update: accept lower figures too")
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.sets if name not in sets]
    if unknown:
        parser.error(f"there is no set {unknown[0]!r}; there are {', '.join(sets)}")
    baseline = load_baseline()
    measured, fallen = _measure_all([sets[name] for name in chosen.sets or sets], baseline)
    if chosen.update:
        return _update(baseline, measured, allow_lower=chosen.allow_lower)
    return int(fallen)


if __name__ == "__main__":
    sys.exit(main())

"""How often a quote is given context where it needs some, and the right one.

    python -m tests.quality.context.measure

Belongs here: the labels beside this file, other ways to compare the rules with. Does not belong here: floors
(`tests.quality.floors`).
"""

from __future__ import annotations

import json
import sys
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.index.passages import sentences_of
from rag.ingest.corpus import list_corpus, read_corpus_file
from rag.ingest.parsers.items import ParserOptions
from rag.qa.context import context_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Label = dict[str, Any]

HERE = Path(__file__).parent


def rules(line: Label) -> set[int]:
    """Return what asking shows with a quote."""
    place = context_of(line["sentence"], line["sentences"], line["title"])
    return set() if place is None else {place}


WAYS: dict[str, Callable[[Label], set[int]]] = {
    "rules": rules,
    "earlier rules": lambda line: set(line["earlier_rules"]),
    "the sentence before, always": lambda line: {line["sentence"] - 1} - {-1},
    "never": lambda _line: set(),
}


def labels() -> list[Label]:
    """Return the labels, each with the ``title`` and the story ``sentences`` of its article."""
    files = list_corpus(HERE.parents[2] / "corpus").files
    articles = {a.article_id: a for file in files for a in read_corpus_file(file, ParserOptions())}
    stories = {
        name: [a.text[s.start : s.end] for s in sentences_of(a) if s.role == "story"]
        for name, a in articles.items()
    }
    lines = [json.loads(line) for line in (HERE / "labels.jsonl").read_text("utf-8").splitlines()]
    return [
        {**line, "sentences": stories[line["article_id"]], "title": articles[line["article_id"]].title}
        for line in lines
    ]


def figures(lines: list[Label], way: Callable[[Label], set[int]]) -> tuple[dict[str, float], list[bool]]:
    """Return a way's figures, fractions in [0, 1], and for each label whether it is served rightly.

    Served rightly is a quote that needs no context and gets none, or one that gets a sentence its label names.
    """
    given = [way(line) for line in lines]
    holds = [bool(places & set(line["context"])) for line, places in zip(lines, given, strict=True)]
    needs = [line["needs"] for line in lines]
    both = sum(need and bool(places) for need, places in zip(needs, given, strict=True))
    some = sum(map(bool, given))
    rightly = [h if n else not g for h, n, g in zip(holds, needs, given, strict=True)]
    return {
        "given": some / len(lines),
        "precision": both / some if some else 0.0,
        "recall": both / sum(needs),
        "named": sum(holds) / sum(needs),
        "sentences": sum(map(len, given)) / some if some else 0.0,
        "right": sum(rightly) / len(lines),
    }, rightly


def chance(first: list[bool], second: list[bool]) -> float:
    """Return how likely a difference this large is by chance: McNemar's exact test, two-sided, in [0, 1]."""
    apart = [a for a, b in zip(first, second, strict=True) if a != b]
    fewer = min(sum(apart), len(apart) - sum(apart))
    return min(1.0, 2 * sum(comb(len(apart), k) for k in range(fewer + 1)) / 2 ** len(apart))


def main() -> None:
    """Print every way's figures on each part, and the chance that it differs from the rules by luck alone."""
    for half in ("tune", "report", "fresh"):
        lines = [line for line in labels() if line["half"] == half]
        _, ours = figures(lines, rules)
        for name, way in WAYS.items():
            measured, rightly = figures(lines, way)
            row = "  ".join(f"{key} {value:.2f}" for key, value in measured.items())
            sys.stdout.write(f"{half:6}  {name:27}  {row}  chance {chance(ours, rightly):.3f}\n")


if __name__ == "__main__":
    main()

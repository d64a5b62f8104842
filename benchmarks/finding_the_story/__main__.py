"""Compare the HTML parser with trafilatura alone: `python -m benchmarks.finding_the_story`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from benchmarks.finding_the_story import ALL
from benchmarks.finding_the_story.maker import Layouts, Page
from benchmarks.finding_the_story.scoring import Score, alone, marked, ours, pages, pasted, score, summed

PAGES_A_LAYOUT = 4
Find = Callable[[Page], str]


def table(chosen: Layouts, count: int, theirs: Find, ours: Find) -> None:
    """Print the figures of every layout and of all pages, found in two ways."""
    both: dict[str, list[tuple[Score, Score]]] = {}
    spent = [0.0, 0.0]
    for page in pages(chosen, count):
        began = time.process_time()
        other = theirs(page)
        between = time.process_time()
        found = ours(page)
        spent = [spent[0] + between - began, spent[1] + time.process_time() - between]
        both.setdefault(page.name.rpartition("-")[0], []).append((score(page, other), score(page, found)))
    every = [pair for pairs in both.values() for pair in pairs]
    print(f"Layouts {chosen.title}\n")
    print("| layout | theirs: P | R | F1 | lost | joined | ours: P | R | F1 | lost | joined |")
    print("|---" * 11 + "|")
    for name, pairs in (*both.items(), (f"all {len(every)} pages", every)):
        figures = [f"{v:.1f}" for side in zip(*pairs, strict=True) for v in summed(list(side)).values()]
        print(f"| {name} | {' | '.join(figures)} |")
    theirs_ms, ours_ms = (1000 * seconds / len(every) for seconds in spent)
    print(f"\nprocessor time a page: theirs {theirs_ms:.1f} ms, ours {ours_ms:.1f} ms\n")


def main() -> None:
    """Print the tables of all sets of layouts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES_A_LAYOUT, help="pages of every layout")
    parser.add_argument(
        "--pasted", action="store_true", help="all text of the pages, before and after marking"
    )
    options = parser.parse_args()
    alone(next(pages(ALL[0], 1)))  # loads the library
    for chosen in ALL:
        table(chosen, options.pages, *((pasted, marked) if options.pasted else (alone, ours)))


if __name__ == "__main__":
    main()

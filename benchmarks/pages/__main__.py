"""Compare the HTML parser with trafilatura alone (`docs/formats/html.md`): `python -m benchmarks.pages`."""

from __future__ import annotations

import argparse
import time

from benchmarks.pages import ALL
from benchmarks.pages.maker import Layouts  # noqa: TC001
from benchmarks.pages.scoring import Score, alone, ours, pages, score, summed

PAGES_A_LAYOUT = 4


def table(chosen: Layouts, count: int) -> None:
    """Print the figures of every layout and of all pages."""
    both: dict[str, list[tuple[Score, Score]]] = {}
    spent = [0.0, 0.0]
    for page in pages(chosen, count):
        began = time.process_time()
        theirs = alone(page)
        between = time.process_time()
        found = ours(page)
        spent = [spent[0] + between - began, spent[1] + time.process_time() - between]
        both.setdefault(page.name.rpartition("-")[0], []).append((score(page, theirs), score(page, found)))
    every = [pair for pairs in both.values() for pair in pairs]
    print(f"Layouts {chosen.title}\n")
    print("| layout | alone: P | R | F1 | lost | joined | ours: P | R | F1 | lost | joined |")
    print("|---" * 11 + "|")
    for name, pairs in (*both.items(), (f"all {len(every)} pages", every)):
        figures = [f"{v:.1f}" for side in zip(*pairs, strict=True) for v in summed(list(side)).values()]
        print(f"| {name} | {' | '.join(figures)} |")
    theirs_ms, ours_ms = (1000 * seconds / len(every) for seconds in spent)
    print(f"\nprocessor time a page: alone {theirs_ms:.1f} ms, ours {ours_ms:.1f} ms\n")


def main() -> None:
    """Print the tables of all sets of layouts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES_A_LAYOUT, help="pages of every layout")
    options = parser.parse_args()
    alone(next(pages(ALL[0], 1)))  # loads the library
    for chosen in ALL:
        table(chosen, options.pages)


if __name__ == "__main__":
    main()

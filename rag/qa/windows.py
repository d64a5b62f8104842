"""Which sentences are read together: evidence cut into windows of consecutive sentences.

Belongs here: grouping and cutting. Does not belong here: the network that reads (`rag.qa.network`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rag.schema import Context, Evidence

__all__ = ["Cut", "Window", "cut_windows"]

WINDOW_TOKENS = 160
"""Tokens of scored sentences in one window, as in training; a longer sentence fills one alone."""

_GAP = 1
"""So many sentences that nobody asked about are read along rather than begin a new window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What the network reads at once: a question or claim beside consecutive sentences of one text."""

    head: str
    sentences: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A window, and which of its sentences stand for which item of the evidence.

    ``scored`` holds (position in the window, number of the item) pairs.
    """

    window: Window
    scored: tuple[tuple[int, int], ...]


def cut_windows(
    head: str, evidence: Sequence[Evidence], count_tokens: Callable[[Sequence[str]], list[int]]
) -> list[Cut]:
    """Cut evidence into windows, so that every item is read once, with its neighbours.

    Args:
        head: The question or claim.
        evidence: Sentences in context.
        count_tokens: Counts the tokens of texts.

    Returns:
        Windows of consecutive sentences: those asked about, what stands between near ones, and one
        sentence before and after. Windows do not depend on the order of the evidence.
    """
    items: dict[Context, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, e in enumerate(evidence):
        items[e.context][e.position].append(number)
    cuts = []
    for context, numbers in items.items():
        for first, last in _runs(sorted(numbers), context, count_tokens):
            low, high = max(0, first - 1), min(len(context.sentences), last + 2)
            window = Window(head=head, sentences=context.sentences[low:high], title=context.title)
            scored = tuple((p - low, n) for p in range(first, last + 1) for n in numbers.get(p, ()))
            cuts.append(Cut(window=window, scored=scored))
    return cuts


def _runs(
    positions: Sequence[int], context: Context, count_tokens: Callable[[Sequence[str]], list[int]]
) -> Iterator[tuple[int, int]]:
    """Yield [first, last] of runs of near positions that fit into a window."""
    read = sorted({p for position in positions for p in range(position - _GAP, position + 1) if p >= 0})
    tokens = dict(zip(read, count_tokens([context.sentences[p] for p in read]), strict=True))
    first = last = positions[0]
    filled = tokens[first]
    for position in positions[1:]:
        near = position - last <= _GAP + 1
        added = sum(tokens[p] for p in range(last + 1, position + 1)) if near else 0
        if near and filled + added <= WINDOW_TOKENS:
            filled += added
        else:
            yield first, last
            first, filled = position, tokens[position]
        last = position
    yield first, last

"""How often somebody may do something.

Belongs here: counting. Does not belong here: what is counted and for whom (`guard`).
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict

__all__ = ["Allowance"]

_MAX_KEPT = 10_000
"""Most names that are remembered; the one that asked longest ago is forgotten first."""


class Allowance:
    """So many times a minute for each name, all at once or spread: a bucket that refills evenly."""

    def __init__(self, per_minute: int) -> None:
        """Allow this many times a minute."""
        self._most = float(per_minute)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> int:
        """Use one of a name's times.

        Args:
            name: Who.

        Returns:
            0 where it was allowed, otherwise the whole seconds until it is again.
        """
        left, now = self._left(name)
        if left < 1:
            return math.ceil((1 - left) * 60 / self._most)
        self._buckets[name] = (left - 1, now)
        self._buckets.move_to_end(name)
        if len(self._buckets) > _MAX_KEPT:
            self._buckets.popitem(last=False)
        return 0

    def give_back(self, name: str) -> None:
        """Let one of a name's times be as if it had not been used."""
        left, now = self._left(name)
        self._buckets[name] = (min(self._most, left + 1), now)

    def _left(self, name: str) -> tuple[float, float]:
        now = time.monotonic()
        left, then = self._buckets.get(name, (self._most, now))
        return min(self._most, left + (now - then) * self._most / 60), now

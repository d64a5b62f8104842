"""What an import did with each thing.

Belongs here: the records. Does not belong here: doing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["ImportEntry", "ImportReport", "ImportState"]

ImportState = Literal["imported", "unchanged", "skipped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportEntry:
    """What became of one file or page.

    ``path`` is where it is, relative to the corpus and joined by ``/``; None where it is not there.
    ``reason`` is set where it was not imported, or not as it was asked for.
    """

    source: str
    state: ImportState
    path: str | None = None
    reason: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the entry as JSON-ready data."""
        return {"source": self.source, "state": self.state, "path": self.path, "reason": self.reason}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What one import did; ``ignored`` counts dotfiles and links in folders, which are passed over."""

    entries: tuple[ImportEntry, ...]
    ignored: int

    def counts(self) -> dict[str, int]:
        """Return how many things ended in each state; states without any are 0."""
        counts = dict.fromkeys(("imported", "unchanged", "skipped", "failed"), 0)
        for entry in self.entries:
            counts[entry.state] += 1
        return counts

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready data."""
        return {
            "schema": 1,
            "counts": self.counts(),
            "ignored": self.ignored,
            "entries": [entry.to_dict() for entry in self.entries],
        }

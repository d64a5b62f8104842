"""Records of what an import did with each file and page.

Belongs here: the records. Does not belong here: importing (`rag.ingest.importing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["ImportEntry", "ImportReport", "ImportState"]

ImportState = Literal["imported", "unchanged", "skipped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportEntry:
    """The outcome for one file or page.

    ``path`` is its place relative to the corpus, joined by ``/``; None where it is not in the corpus.
    ``reason`` says why it was not imported, or what was imported instead; None where it was.
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
    """The outcome of one import; ``ignored`` counts dotfiles and links in folders, which are not imported."""

    entries: tuple[ImportEntry, ...]
    ignored: int

    def counts(self) -> dict[str, int]:
        """Return the number of entries in each state, 0 where there are none."""
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

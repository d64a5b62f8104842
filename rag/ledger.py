"""What became of every file, and which articles are to stay out: the two records beside the generations.

Belongs here: reading and writing them. Does not belong here: what they say (`rag.rebuilding`), the
generations themselves (`rag.generations`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.datamodel import LedgerEntry
from rag.durable import replace_file
from rag.errors import IndexDamaged

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["LEDGER_FILE", "Ledger", "read_forgotten", "read_ledger", "write_forgotten", "write_ledger"]

LEDGER_FILE = "ledger.json"
_FORGOTTEN_FILE = "forgotten.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What a rebuild did with each file, in ascending order of path, and how many it passed over.

    ``generation`` is the one that it is of: another one answers after a rollback, or after a rebuild that was
    killed between switching and writing its ledger.
    """

    generation: str
    entries: tuple[LedgerEntry, ...]
    ignored: int


def read_forgotten(index: Path) -> frozenset[str]:
    """Return the SHA-256 of the ids of articles that are to stay out of the index.

    Args:
        index: The index folder.

    Returns:
        The hashes; none where nothing was ever forgotten.

    Raises:
        IndexDamaged: The list cannot be read: it is not passed over, since articles would come back.
    """
    path = index / _FORGOTTEN_FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return frozenset(map(str, data["article_ids_sha256"]))
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexDamaged(
            f"{path}, the list of forgotten articles, cannot be read ({error}). Restore it from a copy; "
            "without it they would be indexed again. To begin without one, delete it."
        ) from None


def write_forgotten(index: Path, hashes: Iterable[str]) -> None:
    """Write the SHA-256 of the ids of articles that are to stay out of the index."""
    data = {"schema": 1, "article_ids_sha256": sorted(hashes)}
    replace_file(index / _FORGOTTEN_FILE, json.dumps(data, indent=1).encode() + b"\n")


def write_ledger(index: Path, ledger: Ledger) -> None:
    """Write what the last rebuild did with each file."""
    lines = ",\n".join(json.dumps(entry.to_dict(), ensure_ascii=False) for entry in ledger.entries)
    head = f'{{"schema": 1, "generation": "{ledger.generation}", "ignored": {ledger.ignored}, "files": ['
    replace_file(index / LEDGER_FILE, f"{head}\n{lines}\n]}}\n".encode())


def read_ledger(index: Path) -> Ledger:
    """Return the ledger of the last rebuild.

    Args:
        index: The index folder.

    Returns:
        The ledger.

    Raises:
        IndexDamaged: The ledger is missing or cannot be read.
    """
    path = index / LEDGER_FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        entries = tuple(LedgerEntry(**entry) for entry in data["files"])
        return Ledger(generation=data["generation"], entries=entries, ignored=int(data["ignored"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexDamaged(
            f"{path} cannot be read ({error}). Run `rag rebuild --index {index} --full`."
        ) from None

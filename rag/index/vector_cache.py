"""The cache of vectors: key of the encoded text and the encoder → vector.

Belongs here: storing vectors across rebuilds and generations. Does not belong here: encoding what is missing
(`rag.index.generation_writer`), searching vectors (`rag.index.vector_index`).

A killed rebuild loses only the part that it was encoding, since every finished part is stored here. The cache
is never required: where it is missing or damaged a new one is begun, and the passages are encoded again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

T = TypeVar("T")

__all__ = ["VectorCache", "vector_key"]

_FLOAT = np.dtype("<f4")
_SCHEMA = "CREATE TABLE vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL, check_sum BLOB NOT NULL) STRICT"
_SLACK = 1.25
"""The cache is pruned when it holds more than so many times the number of vectors that are in use."""


def vector_key(weights_sha256: str, prompt: str | None, text: str) -> str:
    """Return the key of a passage's vector: a hash of all that the vector depends on.

    Args:
        weights_sha256: SHA-256 of the encoder's weights.
        prompt: The passage prompt of the settings; None for the model's own.
        text: The text that is embedded.

    Returns:
        A SHA-256, 64 hexadecimal digits.
    """
    data = json.dumps([weights_sha256, prompt, text])
    return hashlib.sha256(data.encode()).hexdigest()


class VectorCache:
    """Key → vector, in one SQLite file; used by one rebuild at a time.

    ``stored`` counts the vectors that were stored since it was opened.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        """Open the cache, or begin a new one where it is missing or damaged.

        Args:
            path: The file.
            dimension: Length of the vectors.

        Raises:
            OSError: The file cannot be replaced.
            sqlite3.OperationalError: The file cannot be written.
        """
        self.stored = 0
        self._path = path
        self._dimension = dimension
        self._db = self._opened()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def get(self, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors of some keys, as far as they are stored and not damaged.

        Args:
            keys: The keys, a few thousand at most.

        Returns:
            Key → vector of shape (dimension,), float32.
        """
        size = self._dimension * _FLOAT.itemsize
        return {
            key: np.frombuffer(vector, dtype=_FLOAT).astype(np.float32, copy=False)
            for key, vector, check_sum in self._rows("key, vector, check_sum", keys)
            if len(vector) == size and check_sum == _check_sum(key, vector)
        }

    def store(self, keys: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Store vectors; they are on the disk when this returns.

        Args:
            keys: Their keys.
            vectors: One row for each key, shape (len(keys), dimension), float32.
        """
        rows = [
            (key, data, _check_sum(key, data))
            for key, data in zip(keys, (row.astype(_FLOAT).tobytes() for row in vectors), strict=True)
        ]
        self.stored += len(rows)
        self._do(lambda db: db.executemany("INSERT OR REPLACE INTO vectors VALUES (?,?,?)", rows))

    def keep_only(self, wanted: Iterable[str], *, at_once: bool = False) -> None:
        """Remove the vectors that are not in use, where there are many of them.

        Args:
            wanted: The keys in use.
            at_once: Whether to remove them even where there are few.
        """
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (key TEXT PRIMARY KEY) WITHOUT ROWID")
        self._db.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((key,) for key in wanted))
        self._do(lambda db: _remove_others(db, slack=1.0 if at_once else _SLACK))

    def _rows(self, columns: str, keys: Sequence[str]) -> list[tuple[Any, ...]]:
        sql = f"SELECT {columns} FROM vectors WHERE key IN (SELECT value FROM json_each(?))"  # noqa: S608
        return self._do(lambda db: db.execute(sql, (json.dumps(list(keys)),)).fetchall())

    def _do(self, action: Callable[[sqlite3.Connection], T]) -> T:
        """Run an action in one transaction; where the file turns out to be damaged, in a new cache."""
        try:
            with self._db:
                return action(self._db)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self._db.close()
            self._db = self._replaced()
            with self._db:
                return action(self._db)

    def _opened(self) -> sqlite3.Connection:
        """Open the file, or begin a new one where it is not such a cache."""
        db = sqlite3.connect(self._path)
        try:
            db.execute("PRAGMA trusted_schema=OFF")
            db.execute("PRAGMA secure_delete=ON")
            held = [sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
            if not held:
                db.execute(_SCHEMA)
            if held in ([], [_SCHEMA]):
                return db
        except sqlite3.OperationalError:
            db.close()
            raise
        except sqlite3.DatabaseError:
            pass
        db.close()
        return self._replaced()

    def _replaced(self) -> sqlite3.Connection:
        for path in (self._path, self._path.with_name(f"{self._path.name}-journal")):
            path.unlink(missing_ok=True)
        return self._opened()


def _check_sum(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + data).digest()


def _remove_others(db: sqlite3.Connection, *, slack: float) -> None:
    """Remove the vectors that are not in use, where all are more than ``slack`` times those in use."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (key TEXT PRIMARY KEY) WITHOUT ROWID")
    ((wanted, held),) = db.execute("SELECT (SELECT count(*) FROM wanted), (SELECT count(*) FROM vectors)")
    if slack == 1.0 or held > slack * wanted:
        db.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM wanted)")
    db.execute("DELETE FROM wanted")

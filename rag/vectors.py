"""Nearest vectors, exactly, with FAISS.

Belongs here: searching and storing vectors. Does not belong here: what a vector stands for.

Vectors lie on disk as one plain array (`.npy`, read with pickles refused) and FAISS is built from it in
memory: FAISS never parses a file, so a crafted file cannot reach its readers (faiss#5400, PR 5485).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Protocol

import faiss
import numpy as np

from rag.errors import IndexDamaged

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["FlatIndex", "VectorIndex", "load_vectors", "save_vectors"]


class VectorIndex(Protocol):
    """What finds the nearest of the stored vectors."""

    def search(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `k` (row, inner product) pairs, best first, ties by row."""
        ...


class FlatIndex:
    """A `VectorIndex` that compares the query with every vector: exact and deterministic."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        """Build the index.

        Args:
            vectors: L2-normalised rows, shape (n, dimension), float32.
        """
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors))

    def search(
        self, query: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Find the nearest vectors.

        Args:
            query: One L2-normalised vector, shape (dimension,), float32.
            k: Most results.
            allowed: Rows that may be found; None allows all.

        Returns:
            (row, inner product in [-1, 1]) pairs, best first, ties by row.
        """
        k = min(k, self._index.ntotal if allowed is None else len(allowed))
        if k == 0:
            return []
        parameters = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(allowed)
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        scores, rows = self._index.search(query[np.newaxis, :], k, params=parameters)
        found = zip(rows[0].tolist(), scores[0].tolist(), strict=True)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def save_vectors(path: Path, vectors: NDArray[np.float32]) -> None:
    """Write vectors to `path` as a plain array file."""
    with path.open("wb") as stream:
        np.save(stream, np.ascontiguousarray(vectors, dtype=np.float32), allow_pickle=False)


def load_vectors(data: bytes, *, count: int, dimension: int) -> NDArray[np.float32]:
    """Read vectors and check their shape.

    Args:
        data: The bytes of a file written by `save_vectors`.
        count: How many there must be.
        dimension: How long each must be.

    Returns:
        The vectors, shape (count, dimension), float32.

    Raises:
        IndexDamaged: The file is not such an array.
    """
    try:
        vectors: NDArray[np.float32] = np.load(io.BytesIO(data), allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise IndexDamaged(f"the vectors cannot be read ({error}). Run `rag rebuild --full`.") from None
    if vectors.shape != (count, dimension) or vectors.dtype != np.float32:
        raise IndexDamaged(
            f"the vectors have shape {vectors.shape} and type {vectors.dtype}, not "
            f"({count}, {dimension}) and float32. Run `rag rebuild --full`."
        )
    return vectors

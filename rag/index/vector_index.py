"""Exact nearest-neighbour search among vectors, with FAISS.

Belongs here: searching vectors, writing and reading their file. Does not belong here: what a vector stands
for.

The file is one plain array (`.npy`), from which the FAISS index is built in memory. Neither FAISS nor numpy
parses the file, so that a crafted one cannot exploit their parsers (faiss#5400, PR 5485).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Protocol

import faiss
import numpy as np

from rag.errors import IndexDamaged

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

_FLOAT = np.dtype("<f4")

__all__ = ["FlatIndex", "VectorIndex", "load_vectors", "save_vectors"]


class VectorIndex(Protocol):
    """Finds the nearest of the stored vectors."""

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
            allowed: Rows to search; None searches all.

        Returns:
            (row, inner product in [-1, 1]) pairs, best first, ties by row.
        """
        parameters = None
        if allowed is not None:
            allowed = np.unique(allowed)
            selector = faiss.IDSelectorBatch(allowed)
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        k = min(k, self._index.ntotal if allowed is None else len(allowed))
        if k <= 0:
            return []
        queries = query[np.newaxis, :]
        # Where scores are equal at the cut, FAISS returns any of them; then all of that score are fetched.
        scores, rows = (found[0] for found in self._index.search(queries, k + 1, params=parameters))
        if scores[k] == scores[k - 1]:
            below = float(np.nextafter(scores[k], np.float32(-np.inf)))
            _, scores, rows = self._index.range_search(queries, below, params=parameters)
        pairs = zip(rows.tolist(), scores.tolist(), strict=True)
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:k]


def save_vectors(path: Path, parts: Iterable[NDArray[np.float32]], *, count: int, dimension: int) -> None:
    """Write vectors to `path` as one plain array file, part by part.

    Args:
        path: The file.
        parts: The vectors in order, each part of shape (n, dimension).
        count: Number of vectors in all.
        dimension: Length of each.
    """
    with path.open("wb") as stream:
        stream.write(_header(count, dimension))
        for part in parts:
            stream.write(np.ascontiguousarray(part, dtype=_FLOAT).tobytes())


def load_vectors(data: bytes, *, count: int, dimension: int) -> NDArray[np.float32]:
    """Read vectors and check their shape.

    Args:
        data: The bytes of a file written by `save_vectors`.
        count: Number of vectors that must be there.
        dimension: Length that each must have.

    Returns:
        The vectors, shape (count, dimension), float32.

    Raises:
        IndexDamaged: The file is not such an array.
    """
    header = _header(count, dimension)
    size = len(header) + count * dimension * _FLOAT.itemsize
    if not data.startswith(header) or len(data) != size:
        raise IndexDamaged(
            f"the vectors are not an array of {count} × {dimension} float32 in {size:,} bytes "
            f"({len(data):,} found). Run `rag rebuild --full`."
        )
    vectors = np.frombuffer(data, dtype=_FLOAT, offset=len(header)).reshape(count, dimension)
    if not np.isfinite(vectors).all():
        raise IndexDamaged("the vectors hold what is not a number. Run `rag rebuild --full`.")
    return vectors.astype(np.float32, copy=False)


def _header(count: int, dimension: int) -> bytes:
    """Return the header of an array file of this shape; headers are compared, never parsed."""
    stream = io.BytesIO()
    described = {"descr": _FLOAT.str, "fortran_order": False, "shape": (count, dimension)}
    np.lib.format.write_array_header_1_0(stream, described)
    return stream.getvalue()

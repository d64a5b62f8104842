"""What every `VectorIndex` does: it finds what comparing with every vector finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.index.vector_index import FlatIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.index.vector_index import VectorIndex

IMPLEMENTATIONS = [FlatIndex]


def unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def brute_force(
    vectors: NDArray[np.float32], query: NDArray[np.float32], k: int, allowed: list[int] | None
) -> list[int]:
    scores = (vectors.astype(np.float64) @ query.astype(np.float64)).round(6)
    rows = range(len(vectors)) if allowed is None else sorted(set(allowed))
    return sorted(rows, key=lambda row: (-scores[row], row))[:k]


@pytest.mark.parametrize("build", IMPLEMENTATIONS)
class TestVectorIndex:
    @pytest.mark.parametrize("k", [1, 2, 7, 99, 100, 101, 150, 499, 500, 900])
    @pytest.mark.parametrize("only_some", [False, True])
    def test_search_finds_what_comparing_with_every_vector_finds_ties_by_row(
        self, build: type[VectorIndex], k: int, only_some: bool
    ) -> None:
        rng = np.random.default_rng(k)
        kinds = unit(rng.standard_normal((6, 32)))  # six kinds in 500 rows: ties everywhere
        vectors = kinds[rng.integers(0, 6, 500)]
        index = build(vectors)
        allowed = rng.permutation(500)[:300].tolist() if only_some else None
        for query in kinds:
            found = index.search(query, k, None if allowed is None else np.array(allowed, dtype=np.int64))
            assert [row for row, _ in found] == brute_force(vectors, query, k, allowed)
            assert [score for _, score in found] == pytest.approx(
                [vectors[row] @ query for row, _ in found], abs=1e-5
            )

    @given(
        seed=st.integers(0, 2**32 - 1),
        count=st.integers(1, 60),
        k=st.integers(0, 70),
        only_some=st.booleans(),
    )
    def test_search_equals_brute_force_over_any_vectors(
        self, build: type[VectorIndex], seed: int, count: int, k: int, only_some: bool
    ) -> None:
        rng = np.random.default_rng(seed)
        kinds = np.vstack([np.eye(4), -np.eye(4), rng.choice([-0.5, 0.5], (8, 4))]).astype(
            np.float32
        )  # exact
        vectors, query = kinds[rng.integers(0, 16, count)], kinds[rng.integers(0, 16)]
        allowed = rng.integers(0, count, k + 1).tolist() if only_some else None
        rows = None if allowed is None else np.array(allowed, dtype=np.int64)
        found = build(vectors).search(query, k, rows)
        assert [row for row, _ in found] == brute_force(vectors, query, k, allowed)

    def test_no_row_allowed_or_none_wanted_finds_nothing(self, build: type[VectorIndex]) -> None:
        vectors = np.eye(3, dtype=np.float32)
        index = build(vectors)
        assert index.search(vectors[0], 5, np.array([], dtype=np.int64)) == []
        assert index.search(vectors[0], 0) == []
        assert build(np.empty((0, 3), dtype=np.float32)).search(vectors[0], 5) == []

    def test_a_row_allowed_twice_is_found_once(self, build: type[VectorIndex]) -> None:
        vectors = np.eye(3, dtype=np.float32)
        found = build(vectors).search(vectors[0], 5, np.array([2, 0, 2, 0], dtype=np.int64))
        assert found == [(0, 1.0), (2, 0.0)]

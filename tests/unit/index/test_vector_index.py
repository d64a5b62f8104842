"""Exact search, and vectors that come back from a file as they were or not at all."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import IndexDamaged
from rag.index.vector_index import FlatIndex, load_vectors, save_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray


def unit(rows: NDArray[np.float64]) -> NDArray[np.float32]:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def brute_force(
    vectors: NDArray[np.float32], query: NDArray[np.float32], k: int, allowed: list[int] | None
) -> list[int]:
    scores = (vectors.astype(np.float64) @ query.astype(np.float64)).round(6)
    rows = range(len(vectors)) if allowed is None else sorted(set(allowed))
    return sorted(rows, key=lambda row: (-scores[row], row))[:k]


@pytest.mark.parametrize("k", [1, 2, 7, 99, 100, 101, 150, 499, 500, 900])
@pytest.mark.parametrize("only_some", [False, True])
def test_search_finds_what_comparing_with_every_vector_finds_ties_by_row(k: int, only_some: bool) -> None:
    rng = np.random.default_rng(k)
    kinds = unit(rng.standard_normal((6, 32)))  # six kinds in 500 rows: ties everywhere
    vectors = kinds[rng.integers(0, 6, 500)]
    index = FlatIndex(vectors)
    allowed = rng.permutation(500)[:300].tolist() if only_some else None
    for query in kinds:
        found = index.search(query, k, None if allowed is None else np.array(allowed, dtype=np.int64))
        assert [row for row, _ in found] == brute_force(vectors, query, k, allowed)
        assert [score for _, score in found] == pytest.approx(
            [vectors[row] @ query for row, _ in found], abs=1e-5
        )


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(0, 70), st.booleans())
def test_search_equals_brute_force_over_any_vectors(seed: int, count: int, k: int, only_some: bool) -> None:
    rng = np.random.default_rng(seed)
    kinds = np.vstack([np.eye(4), -np.eye(4), rng.choice([-0.5, 0.5], (8, 4))]).astype(np.float32)  # exact
    vectors, query = kinds[rng.integers(0, 16, count)], kinds[rng.integers(0, 16)]
    allowed = rng.integers(0, count, k + 1).tolist() if only_some else None
    rows = None if allowed is None else np.array(allowed, dtype=np.int64)
    assert [row for row, _ in FlatIndex(vectors).search(query, k, rows)] == brute_force(
        vectors, query, k, allowed
    )


def test_no_row_allowed_or_none_wanted_finds_nothing() -> None:
    vectors = np.eye(3, dtype=np.float32)
    index = FlatIndex(vectors)
    assert index.search(vectors[0], 5, np.array([], dtype=np.int64)) == []
    assert index.search(vectors[0], 0) == []
    assert FlatIndex(np.empty((0, 3), dtype=np.float32)).search(vectors[0], 5) == []


def test_a_row_allowed_twice_is_found_once() -> None:
    vectors = np.eye(3, dtype=np.float32)
    found = FlatIndex(vectors).search(vectors[0], 5, np.array([2, 0, 2, 0], dtype=np.int64))
    assert found == [(0, 1.0), (2, 0.0)]


@pytest.mark.parametrize("shape", [(0, 8), (1, 1), (7, 384)])
def test_vectors_come_back_as_they_were(tmp_path: Path, shape: tuple[int, int]) -> None:
    vectors = np.random.default_rng(1).standard_normal(shape).astype(np.float32)
    parts = [vectors[::-1][start : start + 3] for start in range(0, shape[0], 3)]
    save_vectors(tmp_path / "v.npy", parts, count=shape[0], dimension=shape[1])
    data = (tmp_path / "v.npy").read_bytes()
    loaded = load_vectors(data, count=shape[0], dimension=shape[1])
    assert loaded.dtype == np.float32
    assert np.array_equal(loaded, vectors[::-1])
    assert np.array_equal(np.load(io.BytesIO(data), allow_pickle=False), loaded)
    FlatIndex(loaded).search(np.zeros(shape[1], dtype=np.float32), 3)


def as_file(array: NDArray[np.generic], *, pickled: bool = False) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=pickled)
    return stream.getvalue()


def as_archive() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, vectors=np.eye(3, dtype=np.float32))
    return stream.getvalue()


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (Path("exploded"),)


GOOD = as_file(np.eye(3, dtype=np.float32))
DAMAGED = {
    "pickled": as_file(np.array([Bomb()], dtype=object), pickled=True),
    "archive": as_archive(),
    "torn archive": b"PK\x03\x04 torn",
    "empty": b"",
    "cut": GOOD[:-1],
    "longer": GOOD + b"\0",
    "header alone": GOOD[:128],
    "other rows": as_file(np.eye(4, 3, dtype=np.float32)),
    "other dimension": as_file(np.eye(3, 4, dtype=np.float32)),
    "flat": as_file(np.ones(9, dtype=np.float32)),
    "double": as_file(np.eye(3)),
    "big-endian": as_file(np.eye(3).astype(">f4")),
    "columns first": as_file(np.asfortranarray(np.ones((3, 3), dtype=np.float32))),
    "not a number": as_file(np.full((3, 3), np.nan, dtype=np.float32)),
    "infinite": as_file(np.full((3, 3), np.inf, dtype=np.float32)),
    "claims petabytes": GOOD.replace(b"(3, 3), }            ", b"(3000000000000, 3), }"),
    "evil header": GOOD.replace(b"'<f4'", b"open("),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_file_that_is_not_those_vectors_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert DAMAGED[name] != GOOD
    with pytest.raises(IndexDamaged, match="rag rebuild --full"):
        load_vectors(DAMAGED[name], count=3, dimension=3)
    assert list(tmp_path.iterdir()) == []


def test_the_file_the_damaged_ones_were_made_from_is_good() -> None:
    assert np.array_equal(load_vectors(GOOD, count=3, dimension=3), np.eye(3))

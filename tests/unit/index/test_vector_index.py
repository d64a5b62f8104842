"""Vectors that come back from a file as they were or not at all; searching: `tests/contract`."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rag.errors import IndexDamaged
from rag.index.vector_index import FlatIndex, load_vectors, save_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray


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

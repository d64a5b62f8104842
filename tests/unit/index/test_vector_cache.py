"""Vectors kept by what was encoded, and what becomes of a cache that is damaged."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from rag.index.vector_cache import VectorCache, vector_key

KEYS = ("a" * 64, "b" * 64, "c" * 64)
VECTORS = np.random.default_rng(3).standard_normal((3, 8)).astype(np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A cache of three vectors."""
    place = tmp_path / "cache.sqlite"
    cache = VectorCache(place, 8)
    cache.store(KEYS, VECTORS)
    cache.close()
    return place


def held(path: Path, dimension: int = 8) -> dict[str, list[float]]:
    """Key → vector, of all three keys."""
    cache = VectorCache(path, dimension)
    found = {key: vector.tolist() for key, vector in cache.get([*KEYS, "d" * 64]).items()}
    cache.close()
    return found


def test_vectors_come_back_to_the_last_bit(path: Path) -> None:
    assert held(path) == dict(zip(KEYS, VECTORS.tolist(), strict=True))


def test_encoder_prompt_and_text_each_make_another_key() -> None:
    keys = {
        vector_key(*parts)
        for parts in [("e", None, "t"), ("f", None, "t"), ("e", "p", "t"), ("e", None, "u")]
    }
    assert len(keys) == 4
    assert vector_key("e", None, "t") == vector_key("e", None, "t")


def test_what_is_not_wanted_any_more_is_removed(path: Path) -> None:
    cache = VectorCache(path, 8)
    cache.keep_only(iter([KEYS[1], KEYS[1], "d" * 64]))
    cache.close()
    assert list(held(path)) == [KEYS[1]]


def test_a_little_more_than_wanted_stays_until_it_must_go(path: Path) -> None:
    more = [f"{number:064x}" for number in range(30)]
    cache = VectorCache(path, 8)
    cache.store(more, np.ones((30, 8), dtype=np.float32))
    cache.keep_only(more)
    assert len(cache.get(KEYS)) == 3
    cache.keep_only(more, at_once=True)
    assert len(cache.get(KEYS)) == 0
    cache.close()


def test_what_is_removed_is_overwritten_in_the_file(path: Path) -> None:
    data = VECTORS[0].tobytes()
    assert data in path.read_bytes()
    cache = VectorCache(path, 8)
    cache.keep_only(KEYS[1:], at_once=True)
    cache.close()
    assert data not in path.read_bytes()


def test_vectors_of_another_length_are_not_found(path: Path) -> None:
    assert held(path, dimension=4) == {}


def test_a_vector_that_was_altered_is_not_found(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("UPDATE vectors SET vector = ? WHERE key = ?", (VECTORS[1].tobytes(), KEYS[0]))
    db.commit()
    db.close()
    assert list(held(path)) == list(KEYS[1:])


@pytest.mark.parametrize(
    "data", [b"no database at all" * 100, b"", b"SQLite format 3\x00" + random.Random(1).randbytes(5000)]
)
def test_a_file_that_is_no_cache_is_begun_anew(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert held(path) == {}
    cache = VectorCache(path, 8)
    cache.store(KEYS, VECTORS)
    assert len(cache.get(KEYS)) == 3
    cache.close()


def test_a_database_of_another_shape_is_begun_anew(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TRIGGER t AFTER INSERT ON vectors BEGIN DELETE FROM vectors; END")
    db.commit()
    db.close()
    assert held(path) == {}


def test_damage_in_the_middle_never_gives_a_wrong_vector(tmp_path: Path) -> None:
    place = tmp_path / "cache.sqlite"
    keys = [f"{number:064x}" for number in range(300)]
    vectors = np.random.default_rng(5).standard_normal((300, 8)).astype(np.float32)
    cache = VectorCache(place, 8)
    cache.store(keys, vectors)
    cache.close()
    good, rng = place.read_bytes(), np.random.default_rng(6)
    for _ in range(60):
        data = bytearray(good)
        start = int(rng.integers(100, len(data)))
        data[start : start + 200] = rng.bytes(len(data[start : start + 200]))
        place.write_bytes(data)
        cache = VectorCache(place, 8)
        for key, vector in cache.get(keys).items():
            assert vector.tolist() == vectors[keys.index(key)].tolist()
        cache.store(keys[:5], vectors[:5])
        cache.keep_only(keys[:5], at_once=True)
        assert cache.get(keys).keys() <= set(keys[:5])
        cache.close()

"""Generation folders below the index: written aside, checked, switched by one pointer, hashed at loading.

Belongs here: the layout of the index folder, its manifest, its lock and its ledger. Does not belong
here: what goes into a generation (`rag.rebuilding`), searching one (`rag.retrieval`).

    index/
      current.json            {"generation": "000002"}: the pointer, replaced atomically
      ledger.json             what the last rebuild did with each file
      generations/000002/     manifest.json, catalogue.sqlite, vectors.npy: never changed once current
      rebuild.lock            held by the one rebuild that runs
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from rag.catalogue import Catalogue
from rag.datamodel import LedgerEntry
from rag.errors import IndexDamaged, IndexIncompatible, IndexMissing, IndexNotWritable
from rag.vectors import load_vectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "CATALOGUE_FILE",
    "INDEX_SCHEMA",
    "VECTORS_FILE",
    "Generation",
    "Manifest",
    "current_generation",
    "hash_file",
    "open_generation",
    "read_ledger",
    "seal",
    "staging",
    "switch",
    "write_ledger",
    "writing",
]

INDEX_SCHEMA = 2
"""Raised whenever an index of this layout can no longer be read by older code, or the reverse."""

CATALOGUE_FILE = "catalogue.sqlite"
VECTORS_FILE = "vectors.npy"
_MANIFEST_FILE = "manifest.json"
_POINTER_FILE = "current.json"
_LEDGER_FILE = "ledger.json"
_LOCK_FILE = "rebuild.lock"
_GENERATIONS = "generations"
_STAGING_PREFIX = "staging-"
_KEPT = 2
"""Generations kept: the current one, and the one before for processes that still read it."""


class Manifest(BaseModel):
    """What one generation is and holds; refuses to be read with unknown or missing keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int
    index_id: str
    index_settings_id: str
    encoder: str
    weights_sha256: str
    query_prompt: str | None
    passage_prompt: str | None
    dimension: int
    articles: int
    sentences: int
    passages: int
    built_at: str
    files: dict[str, str]


class Generation:
    """One opened generation, checked against its manifest."""

    def __init__(
        self,
        name: str,
        manifest: Manifest,
        catalogue: Catalogue,
        vectors: NDArray[np.float32],
    ) -> None:
        """Hold the parts; use `open_generation`."""
        self.name = name
        self.manifest = manifest
        self.catalogue = catalogue
        self.vectors = vectors


def current_generation(index: Path) -> str:
    """Return the name of the generation that answers now.

    Args:
        index: The index folder.

    Returns:
        The name of a folder below ``generations/``.

    Raises:
        IndexMissing: Nothing has been built there.
        IndexDamaged: The pointer cannot be read.
    """
    pointer = index / _POINTER_FILE
    try:
        name = json.loads(pointer.read_text(encoding="utf-8"))["generation"]
    except FileNotFoundError:
        raise IndexMissing(
            f"there is no index in {str(index)!r}. Build one with "
            f"`rag rebuild --corpus FOLDER --index {index}`."
        ) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexDamaged(f"{pointer} cannot be read ({error}). {_mend(index)}") from None
    if not isinstance(name, str) or not name.isdecimal():
        raise IndexDamaged(f"{pointer} names no generation: {name!r}. {_mend(index)}")
    return name


def open_generation(index: Path) -> Generation:
    """Open the current generation after checking every one of its files.

    Args:
        index: The index folder; it may be read-only.

    Returns:
        The generation.

    Raises:
        IndexMissing: Nothing has been built there.
        IndexDamaged: A file is missing, altered, or not of the shape the manifest states.
        IndexIncompatible: It was written by another schema.
    """
    name = current_generation(index)
    return _open(index, name, index / _GENERATIONS / name)


def _open(index: Path, name: str, folder: Path) -> Generation:
    """Open the generation in `folder` after checking every one of its files."""
    manifest = _read_manifest(folder, index)
    data = {}
    for file in (CATALOGUE_FILE, VECTORS_FILE):
        path = folder / file
        try:
            if file == VECTORS_FILE:
                data[file] = path.read_bytes()
                digest = hashlib.sha256(data[file]).hexdigest()
            else:
                digest = hash_file(path)
        except OSError as error:
            raise IndexDamaged(f"{path}: {error.strerror or error}. {_mend(index)}") from None
        if digest != manifest.files.get(file):
            raise IndexDamaged(
                f"{path} is not the file that was written: its SHA-256 is {digest}, the manifest "
                f"states {manifest.files.get(file)}. {_mend(index)}"
            )
    vectors = load_vectors(data[VECTORS_FILE], count=manifest.passages, dimension=manifest.dimension)
    catalogue = Catalogue(folder / CATALOGUE_FILE)
    if catalogue.counts() != (manifest.articles, manifest.sentences, manifest.passages):
        raise IndexDamaged(
            f"{folder / CATALOGUE_FILE} holds {catalogue.counts()} articles, sentences and passages, "
            f"not what the manifest states. {_mend(index)}"
        )
    return Generation(name, manifest, catalogue, vectors)


def _read_manifest(folder: Path, index: Path) -> Manifest:
    path = folder / _MANIFEST_FILE
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise IndexDamaged(f"{path} cannot be read ({error}). {_mend(index)}") from None
    version = data.get("schema_version") if isinstance(data, dict) else None
    if version != INDEX_SCHEMA:
        raise IndexIncompatible(
            f"{path} states index schema {version!r}, this version reads {INDEX_SCHEMA}. "
            f"Run `rag rebuild --index {index}` to build a fresh one."
        )
    try:
        return Manifest.model_validate(data)
    except ValidationError as error:
        problem = error.errors()[0]
        raise IndexDamaged(
            f"{path}: {'.'.join(map(str, problem['loc']))}: {problem['msg']}. {_mend(index)}"
        ) from None


def _mend(index: Path) -> str:
    return f"Run `rag rebuild --index {index} --full`."


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Hold the index's one lock; a crash releases it.

    Args:
        index: The index folder; made where it does not exist.

    Yields:
        Nothing, while the lock is held.

    Raises:
        IndexNotWritable: The folder cannot be written, or another rebuild runs.
    """
    try:
        (index / _GENERATIONS).mkdir(parents=True, exist_ok=True)
        lock = FileLock(index / _LOCK_FILE)
        lock.acquire(timeout=0)
    except Timeout:
        raise IndexNotWritable(
            f"another rebuild is writing {index}. Wait until it has finished, then try again."
        ) from None
    except OSError as error:
        raise IndexNotWritable(
            f"the index folder {index} cannot be written: {error.strerror or error}. "
            "Make it writable, or name another one with `--index`."
        ) from None
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise IndexNotWritable(
            f"writing the index in {index} failed: {getattr(error, 'strerror', None) or error}. "
            "The index that was there is unchanged."
        ) from None
    finally:
        lock.release()


@contextmanager
def staging(index: Path) -> Iterator[Path]:
    """Make an empty folder to write a new generation in, while `writing`.

    What a dead rebuild left is removed first; the folder itself is removed when writing it fails.

    Args:
        index: The index folder.

    Yields:
        The folder.
    """
    folder = index / _GENERATIONS
    for left in folder.glob(f"{_STAGING_PREFIX}*"):
        shutil.rmtree(left)
    numbers = [int(path.name) for path in folder.iterdir() if path.name.isdecimal()]
    staged = folder / f"{_STAGING_PREFIX}{max(numbers, default=0) + 1:06d}"
    staged.mkdir()
    try:
        yield staged
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def seal(staged: Path, manifest: Manifest) -> None:
    """Write the manifest of a staged generation and flush all its files to the disk."""
    text = manifest.model_dump_json(indent=2) + "\n"
    (staged / _MANIFEST_FILE).write_text(text, encoding="utf-8")
    for path in staged.iterdir():
        _flush(path)


def switch(index: Path, staged: Path) -> str:
    """Check a sealed generation, make it the current one in one atomic step, remove the oldest ones.

    Args:
        index: The index folder.
        staged: A folder from `staging`, sealed.

    Returns:
        The new generation's name.

    Raises:
        IndexDamaged: The disk does not hold what was written; the old generation stays current.
    """
    _open(index, staged.name, staged).catalogue.close()
    name = staged.name.removeprefix(_STAGING_PREFIX)
    staged.replace(staged.with_name(name))
    _replace(index / _POINTER_FILE, json.dumps({"generation": name}) + "\n")
    done = sorted(path for path in staged.parent.iterdir() if path.name.isdecimal())
    for old in done[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)  # a reader on Windows may hold it; next time then
    return name


def write_ledger(index: Path, ledger: Iterable[LedgerEntry], ignored: int) -> None:
    """Write what the last rebuild did with each file."""
    data = {"schema": 1, "ignored": ignored, "files": [entry.to_dict() for entry in ledger]}
    _replace(index / _LEDGER_FILE, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def read_ledger(index: Path) -> tuple[tuple[LedgerEntry, ...], int]:
    """Return the ledger of the last rebuild and how many files it passed over.

    Args:
        index: The index folder.

    Returns:
        The entries, and how many files were ignored.

    Raises:
        IndexDamaged: The ledger is missing or cannot be read.
    """
    path = index / _LEDGER_FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return tuple(LedgerEntry(**entry) for entry in data["files"]), int(data["ignored"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexDamaged(f"{path} cannot be read ({error}). {_mend(index)}") from None


def _replace(path: Path, text: str) -> None:
    """Replace a small file so that a reader sees the old or the new one, never a part."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    _flush(new)
    new.replace(path)


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())

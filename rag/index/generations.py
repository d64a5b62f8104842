"""The index folder: generations, the pointer to the current one, and the lock.

Belongs here: the layout of the folder, opening and checking a generation, switching to another. Does not
belong here: what a generation is made of (`rag.index.rebuild`), searching one (`rag.qa.retriever`), the
ledger (`rag.index.ledger`).

    index/
      current.json            {"generation": "000002"}: the pointer, replaced atomically
      ledger.json             what the last rebuild did with each file
      forgotten.json          hashes of ids, places and texts of the articles that stay out of the index
      generations/000002/     manifest.json, catalogue.sqlite, vectors.npy: never changed once current
      vector-cache.sqlite     vectors by the text that was encoded (`rag.index.vector_cache`)
      rebuild.lock            held while something writes to the folder

A generation is written in a folder of its own, checked, and made the current one by replacing the pointer.
Generation numbers only grow. Going back links the files of an older generation into a new one, so that one
can also go back from that.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from rag.atomic_files import flush_file, flush_folder, replace_file
from rag.errors import (
    GenerationMissing,
    IndexDamaged,
    IndexError_,
    IndexIncompatible,
    IndexMissing,
    IndexNotWritable,
)
from rag.index.catalogue import Catalogue
from rag.index.ledger import LEDGER_FILE, read_forgotten
from rag.index.vector_index import load_vectors

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from rag.index.ledger import ForgottenArticles

__all__ = [
    "CATALOGUE_FILE",
    "INDEX_SCHEMA",
    "VECTORS_FILE",
    "Generation",
    "GenerationSummary",
    "Manifest",
    "cache_file",
    "catalogue_of",
    "current_generation",
    "generation_names",
    "hash_file",
    "holds_forgotten",
    "kept_catalogues",
    "kept_vector_keys",
    "list_generations",
    "open_generation",
    "open_newest",
    "remove_generation",
    "remove_index",
    "roll_back",
    "seal",
    "serving_generation",
    "staging",
    "switch",
    "writing",
]

INDEX_SCHEMA = 5
"""Version of the layout: raise it when older code cannot read an index of it, or it cannot read older
ones."""

CATALOGUE_FILE = "catalogue.sqlite"
VECTORS_FILE = "vectors.npy"
_MANIFEST_FILE = "manifest.json"
_POINTER_FILE = "current.json"
_CACHE_FILE = "vector-cache.sqlite"
_LOCK_FILE = "rebuild.lock"
_GENERATIONS = "generations"
_STAGING_PREFIX = "staging-"


class Manifest(BaseModel):
    """What a generation was made with and how much it holds; unknown and missing keys are refused."""

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
    """An open generation whose files have been checked against its manifest."""

    def __init__(
        self,
        name: str,
        manifest: Manifest,
        catalogue: Catalogue,
        vectors: NDArray[np.float32],
    ) -> None:
        """Hold the parts; callers use `open_generation`."""
        self.name = name
        self.manifest = manifest
        self.catalogue = catalogue
        self.vectors = vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationSummary:
    """A generation of the index: its name, whether it is the current one, and its manifest.

    ``problem`` says why one cannot go back to it; ``manifest`` is None then.
    """

    name: str
    current: bool
    manifest: Manifest | None
    problem: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as JSON-ready data."""
        manifest = self.manifest
        return {
            "generation": self.name,
            "current": self.current,
            "index_id": manifest and manifest.index_id,
            "built_at": manifest and manifest.built_at,
            "articles": manifest and manifest.articles,
            "passages": manifest and manifest.passages,
            "problem": self.problem,
        }


def current_generation(index: Path) -> str:
    """Return the name of the current generation.

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


def open_newest(index: Path) -> Generation | None:
    """Open the current generation, or the newest undamaged one where the current one is damaged.

    Args:
        index: The index folder.

    Returns:
        The generation; None where there is none that is undamaged.
    """
    current = serving_generation(index)
    others = [name for name in reversed(generation_names(index)) if name != current]
    for name in [current, *others] if current else others:
        try:
            return _open(index, name, index / _GENERATIONS / name)
        except IndexError_:
            continue
    return None


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
    if catalogue.size() != (manifest.articles, manifest.sentences, manifest.passages):
        raise IndexDamaged(
            f"{folder / CATALOGUE_FILE} holds {tuple(catalogue.size())} articles, sentences and passages, "
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
    """Hold the lock of the index folder, and first remove what a killed rebuild left.

    The system releases the lock when the process dies.

    Args:
        index: The index folder; made where it does not exist.

    Yields:
        Nothing, while the lock is held.

    Raises:
        IndexNotWritable: The folder cannot be written, or another rebuild runs.
    """
    before = serving_generation(index)
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
        for left in (index / _GENERATIONS).glob(f"{_STAGING_PREFIX}*"):
            shutil.rmtree(left)
        yield
    except (OSError, sqlite3.OperationalError) as error:
        now = serving_generation(index)
        said = "The index that was there is unchanged."
        if now != before:
            said = f"{f'Generation {now}' if now else 'No generation'} answers now. Give the command again."
        raise IndexNotWritable(
            f"writing the index in {index} failed: {getattr(error, 'strerror', None) or error}. {said}"
        ) from None
    finally:
        lock.release()


def serving_generation(index: Path) -> str | None:
    """Return the name of the current generation; None where there is none or the pointer is damaged."""
    try:
        return current_generation(index)
    except IndexError_:
        return None


@contextmanager
def staging(index: Path) -> Iterator[Path]:
    """Make an empty folder for a new generation; to be used inside `writing`.

    The folder is removed where an error is raised inside.

    Args:
        index: The index folder.

    Yields:
        The folder.
    """
    folder = index / _GENERATIONS
    numbers = [int(path.name) for path in folder.iterdir() if path.name.isdecimal()]
    staged = folder / f"{_STAGING_PREFIX}{max(numbers, default=0) + 1:06d}"
    staged.mkdir()
    try:
        yield staged
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def seal(staged: Path, manifest: Manifest) -> None:
    """Write the manifest of a staged generation, and flush all its files to the disk."""
    text = manifest.model_dump_json(indent=2) + "\n"
    (staged / _MANIFEST_FILE).write_text(text, encoding="utf-8")
    for path in staged.iterdir():
        flush_file(path)
    flush_folder(staged)


def switch(index: Path, staged: Path, *, keep: int) -> str:
    """Check a sealed generation, make it the current one in one atomic step, and remove the oldest ones.

    Args:
        index: The index folder.
        staged: A folder from `staging`, sealed.
        keep: How many generations stay, this one included.

    Returns:
        The new generation's name.

    Raises:
        IndexDamaged: The disk does not hold what was written. The old generation stays the current one.
    """
    _open(index, staged.name, staged).catalogue.close()
    name = staged.name.removeprefix(_STAGING_PREFIX)
    staged.replace(staged.with_name(name))
    flush_folder(staged.parent)
    replace_file(index / _POINTER_FILE, json.dumps({"generation": name}).encode() + b"\n")
    for old in generation_names(index)[:-keep]:
        remove_generation(index, old)
    return name


def roll_back(index: Path, name: str | None, *, keep: int) -> str:
    """Go back to an older generation: link its files into a new one and switch to that, inside `writing`.

    Args:
        index: The index folder.
        name: The generation to go back to; None takes the one before the current one.
        keep: How many generations stay, the new one included.

    Returns:
        The new generation's name.

    Raises:
        GenerationMissing: There is no such generation, there is none before the current one, or it holds an
            article that was forgotten.
        IndexDamaged: A file of it is missing or altered.
        IndexIncompatible: It was written by another schema.
        IndexMissing: Nothing has been built there.
    """
    current = current_generation(index)
    before = [other for other in generation_names(index) if int(other) < int(current)]
    chosen = name or (before[-1] if before else None)
    if chosen is None or chosen == current or chosen not in generation_names(index):
        kept = ", ".join(n for n in generation_names(index) if n != current) or "none"
        wanted = f"no generation {name!r} to go back to" if name else "no generation before the current one"
        raise GenerationMissing(
            f"there is {wanted} in {index}; kept beside the current one ({current}): {kept}."
        )
    source = index / _GENERATIONS / chosen
    catalogue = _open(index, chosen, source).catalogue
    holds = holds_forgotten(catalogue, read_forgotten(index))
    catalogue.close()
    if holds:
        raise GenerationMissing(
            f"generation {chosen} holds an article that was forgotten, and so is not gone back to. Let the "
            "article in again with `rag forget --undo ARTICLE_ID`, or name another generation."
        )
    with staging(index) as staged:
        for path in sorted(source.iterdir()):
            _link(path, staged / path.name)
        return switch(index, staged, keep=keep)


def _link(path: Path, new: Path) -> None:
    """Link a file, which never changes, under a second path; copy it where the file system has no links."""
    try:
        new.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, new)


def list_generations(index: Path) -> list[GenerationSummary]:
    """Return the summaries of all generations, oldest first.

    Args:
        index: The index folder.

    Returns:
        Their summaries. Only their manifests are read, their other files are not checked.

    Raises:
        IndexMissing: Nothing has been built there.
        IndexDamaged: The pointer cannot be read.
    """
    current = current_generation(index)
    found = []
    for name in generation_names(index):
        manifest, problem = None, None
        try:
            manifest = _read_manifest(index / _GENERATIONS / name, index)
        except IndexError_ as error:
            problem = str(error)
        summary = GenerationSummary(name=name, current=name == current, manifest=manifest, problem=problem)
        found.append(summary)
    return found


def catalogue_of(index: Path, name: str) -> Catalogue:
    """Open the catalogue of a generation whose files have just been checked or written.

    Args:
        index: The index folder.
        name: The generation.

    Returns:
        Its catalogue.

    Raises:
        IndexDamaged: It cannot be opened.
    """
    return Catalogue(index / _GENERATIONS / name / CATALOGUE_FILE)


def kept_catalogues(index: Path) -> Iterator[Catalogue]:
    """Yield the catalogue of every generation that can be read, and close it afterwards."""
    for name in generation_names(index):
        folder = index / _GENERATIONS / name
        try:
            _read_manifest(folder, index)
            catalogue = catalogue_of(index, name)
        except IndexError_:
            continue
        yield catalogue
        catalogue.close()


def holds_forgotten(catalogue: Catalogue, forgotten: ForgottenArticles) -> bool:
    """Say whether a generation holds an article that was forgotten.

    Args:
        catalogue: Its catalogue, used by this thread alone.
        forgotten: The articles that stay out of the index.

    Returns:
        Whether it does.
    """
    return any(forgotten.has(*known_by) for known_by in catalogue.known_by())


def kept_vector_keys(index: Path) -> Iterator[str]:
    """Yield the keys of the vectors of all generations in the cache."""
    for catalogue in kept_catalogues(index):
        yield from (key for _, key in catalogue.vector_keys())


def remove_index(index: Path) -> None:
    """Remove all generations, the pointer, the ledger and the cache; to be called inside `writing`."""
    for name in (_POINTER_FILE, LEDGER_FILE, _CACHE_FILE):
        (index / name).unlink(missing_ok=True)
    for name in generation_names(index):
        remove_generation(index, name, surely=True)


def remove_generation(index: Path, name: str, *, surely: bool = False) -> None:
    """Remove a generation that is not current.

    Args:
        index: The index folder.
        name: The generation.
        surely: Whether to raise an error where a file cannot be removed, such as one that is open on Windows;
            otherwise it is removed next time.

    Raises:
        OSError: A file cannot be removed.
    """
    shutil.rmtree(index / _GENERATIONS / name, ignore_errors=not surely)


def generation_names(index: Path) -> list[str]:
    """Return the names of all generations, oldest first."""
    folder = index / _GENERATIONS
    return sorted((path.name for path in folder.iterdir() if path.name.isdecimal()), key=int)


def cache_file(index: Path) -> Path:
    """Return the path of the cache of vectors that were encoded before."""
    return index / _CACHE_FILE

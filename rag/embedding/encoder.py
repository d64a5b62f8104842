"""Turn texts into vectors with a sentence-transformers model, from local files only.

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
    "EncodedText",
    "Encoder",
    "SentenceTransformerEncoder",
    "cosines",
    "load_encoder",
]

_CHUNK = 1024
"""Texts handed to the model in one call. The model sorts them by length, so that batches waste little
padding."""

Kind = Literal["query", "passage"]


class Encoder(Protocol):
    """Turns texts into vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """Most tokens of a passage that the encoder reads, besides special tokens and the prompt."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens the encoder makes of each text, special tokens and prompt not counted."""
        ...

    def encode(
        self,
        texts: Sequence[str],
        *,
        kind: Kind,
        on_progress: Callable[[int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Return one L2-normalised vector for each text, in order: shape (len(texts), dimension), float32."""
        ...

    def encode_tokens(self, texts: Sequence[str], *, kind: Kind) -> list[EncodedText]:
        """Return the vectors of each text and of its tokens, in order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedText:
    """The vector of a text, and the vectors of its tokens.

    ``vector`` has shape (dimension,). ``tokens`` has shape (number of tokens, dimension); special tokens and
    those of a prompt are left out. All vectors are L2-normalised float32.
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
        One cosine in [-1, 1] for each text, in order: shape (len(texts),), float32.
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

    def __init__(self, model_files: ModelFiles, settings: Settings) -> None:
        """Load a model's weights.

        Args:
            model_files: The model's folder.
            settings: Prompts and batch size.

        Raises:
            EncoderError: The folder is not a sentence-transformers model that can be loaded safely.
        """
        self.files = model_files
        self._batch_size = settings.batch_size
        self._lock = threading.Lock()  # fast tokenizers fail when two threads use one at a time
        self.model = load_model(model_files, role="encoder")
        if len(self.model.tokenizer) <= len(self.model.tokenizer.all_special_ids):
            raise EncoderError(
                f"encoder {model_files.name!r}: its tokenizer knows no word; is a file missing?"
            )
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
            raise EncoderError(f"encoder {model_files.name!r}: its passage prompt fills all it can read.")

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    @property
    def max_tokens(self) -> int:
        """Most tokens of a passage that the encoder reads, besides special tokens and the prompt."""
        return self._max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens the encoder makes of each text, special tokens and prompt not counted."""
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
        """Encode texts, chunk by chunk, so that memory stays bounded.

        Args:
            texts: The texts; the model cuts off what exceeds `max_tokens`.
            kind: Which of the model's prompts precedes each text.
            on_progress: Called in this thread with the number of texts encoded so far.

        Returns:
            One L2-normalised vector for each text, in the order given: shape (len(texts), dimension),
            float32.
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

    def encode_tokens(self, texts: Sequence[str], *, kind: Kind) -> list[EncodedText]:
        """Encode texts and each of their tokens in one pass.

        Args:
            texts: The texts; the model cuts off what exceeds its limit.
            kind: Which of the model's prompts precedes each text.

        Returns:
            The vectors of each text and of its tokens, in the order given.
        """
        prompt = self._prompts[kind]
        prompt_tokens = self.count_tokens([prompt])[0]
        with self._lock:
            outputs = self.model.encode(
                list(texts),
                prompt=prompt or None,
                output_value=None,
                batch_size=self._batch_size,
                show_progress_bar=False,
            )
        return [_encoded(output, prompt_tokens) for output in outputs]


def _encoded(output: dict[str, Any], prompt_tokens: int) -> EncodedText:
    """Return the vectors of one text; the first and last special token and the prompt are left out."""
    length = int(output["attention_mask"].sum())
    tokens = output["token_embeddings"][1 + prompt_tokens : max(2 + prompt_tokens, length - 1)]
    return EncodedText(
        vector=_normalised(output["sentence_embedding"].numpy()),
        tokens=_normalised(tokens.numpy()),
    )


def _normalised(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    normalised: NDArray[np.float32] = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
    return normalised


def _first(*prompts: str | None) -> str:
    return next((prompt for prompt in prompts if prompt is not None), "")

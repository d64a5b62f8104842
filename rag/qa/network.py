"""The trained network of Reader and Verifier: which sentences answer, where, and which bear a claim.

Belongs here: the layers, their weights, and turning texts into their input. Does not belong here: what is
read together (`rag.qa.windows`), what the figures are used for (`rag.qa.reader`,
`rag.verification.verifier`), training (`training/`).

Six BERT layers of width 384 begin as those of all-MiniLM-L6-v2 (Reimers & Gurevych 2019; Wang et al. 2020)
and were trained on; the table of word embeddings is that model's own, taken from its package and not
repeated in our weights.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from rag.embedding.model_files import find_model, quiet_libraries
from rag.errors import ReaderError
from rag.qa.windows import Window, cut_windows
from rag.settings import PACKAGED_ENCODER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from rag.schema import Evidence

__all__ = ["WEIGHTS", "Batch", "Layers", "Network", "Tokens", "collate", "load_network", "load_trunk"]

WEIGHTS = Path(__file__).parents[1] / "weights" / "reading.safetensors"
"""The trained weights, in half precision."""

WEIGHTS_SHA256 = "322d1596cd4df288f10ec6991f8bce387adede65ff0b58ab5240628e1e75e7fa"
"""SHA-256 of `WEIGHTS`; recorded by `training/train.py`."""

HEAD_TOKENS = 128
"""Most tokens read of a question or claim."""

TITLE_TOKENS = 16
"""Most tokens read of a title."""

SENTENCE_TOKENS = 120
"""Most tokens read of one sentence."""

_MOST_TOKENS = 500
"""Most tokens of one window; the model's positions end at 512."""

_WIDTH = 384
_NOWHERE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A window as token ids.

    ``ids`` and ``sentence_of`` have shape (n,): the sentence each token belongs to, or -1. ``head`` is the
    number of tokens that belong to the question or claim, special ones included. ``sentences`` is how many
    sentences the window has, ``offsets`` each token's [start, end) in its sentence, shape (n, 2).
    """

    ids: NDArray[np.int64]
    sentence_of: NDArray[np.int64]
    offsets: NDArray[np.int64]
    head: int
    sentences: int

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Windows side by side: shape (windows, longest) each; ``sentences`` counts those of all windows.

    ``sentence_of`` numbers the sentences of the whole batch, in order.
    """

    ids: Tensor
    kinds: Tensor
    mask: Tensor
    sentence_of: Tensor
    sentences: int


def collate(windows: Sequence[Tokens], padding: int, *, longest: int = 0) -> Batch:
    """Put windows side by side.

    Args:
        windows: At least one window.
        padding: Id of the padding token.
        longest: Fewest tokens a row is padded to.

    Returns:
        The batch.
    """
    shape = (len(windows), max(longest, *map(len, windows)))
    ids = np.full(shape, padding, dtype=np.int64)
    kinds, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    sentence_of = np.full(shape, _NOWHERE, dtype=np.int64)
    seen = 0
    for row, window in enumerate(windows):
        n = len(window)
        ids[row, :n] = window.ids
        kinds[row, window.head : n] = 1
        mask[row, :n] = 1
        sentence_of[row, :n] = np.where(window.sentence_of >= 0, window.sentence_of + seen, _NOWHERE)
        seen += window.sentences
    return Batch(
        ids=torch.from_numpy(ids),
        kinds=torch.from_numpy(kinds),
        mask=torch.from_numpy(mask),
        sentence_of=torch.from_numpy(sentence_of),
        sentences=seen,
    )


def _head() -> nn.Sequential:
    return nn.Sequential(nn.Linear(_WIDTH, _WIDTH), nn.GELU(), nn.Linear(_WIDTH, 1))


class Layers(nn.Module):
    """The trained layers: a trunk and three heads."""

    def __init__(self, trunk: nn.Module) -> None:
        """Put fresh heads on a trunk.

        Args:
            trunk: A BERT of width 384.
        """
        super().__init__()
        self.trunk = trunk
        self.answers = _head()
        self.span = nn.Linear(_WIDTH, 2)
        self.supports = _head()

    def states(self, batch: Batch) -> Tensor:
        """Return the trunk's last states: shape (windows, longest, 384)."""
        output = self.trunk(input_ids=batch.ids, token_type_ids=batch.kinds, attention_mask=batch.mask)
        states: Tensor = output.last_hidden_state
        return states

    def answer_logits(self, states: Tensor, batch: Batch) -> Tensor:
        """Return one logit a sentence of the batch, from the mean of its tokens: shape (sentences,)."""
        flat, of = states.reshape(-1, _WIDTH).float(), batch.sentence_of.reshape(-1)
        inside = of >= 0
        sums = torch.zeros(batch.sentences, _WIDTH).index_add(0, of[inside], flat[inside])
        counts = torch.bincount(of[inside], minlength=batch.sentences).clamp(min=1)
        logits: Tensor = self.answers(sums / counts[:, None]).squeeze(-1)
        return logits

    def span_logits(self, states: Tensor) -> Tensor:
        """Return each token's logits of beginning and of ending the answer: shape (…, longest, 2)."""
        logits: Tensor = self.span(states.float())
        return logits

    def support_logits(self, states: Tensor, batch: Batch) -> Tensor:
        """Return one logit a window, from the mean of all its tokens: shape (windows,)."""
        weights = batch.mask.unsqueeze(-1).float()
        pooled = (states.float() * weights).sum(1) / weights.sum(1)
        logits: Tensor = self.supports(pooled).squeeze(-1)
        return logits


class Network:
    """The layers with their tokenizer; safe to use from several threads."""

    def __init__(self, layers: Layers, tokenizer: Any) -> None:
        """Use these layers with this tokenizer."""
        self.layers = layers
        self.tokenizer = tokenizer
        self._lock = threading.Lock()  # fast tokenizers fail when two threads use one at a time

    def read(self, head: str, evidence: Sequence[Evidence]) -> NDArray[np.float64]:
        """Read every item of evidence once, in its context.

        Args:
            head: The question or claim.
            evidence: Sentences in context.

        Returns:
            The logit of each item as an answer or bearer, in order: shape (len(evidence),).
        """
        cuts = cut_windows(head, evidence, self.count_tokens)
        found = np.empty(len(evidence))
        for cut, logits in zip(cuts, self.answer_logits([cut.window for cut in cuts]), strict=True):
            for position, number in cut.scored:
                found[number] = logits[position]
        return found

    @torch.inference_mode()
    def answer_logits(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        """Say how well sentences answer.

        Args:
            windows: Questions beside sentences.

        Returns:
            For each window one logit a sentence, in order: shape (sentences of the window,), float32.
        """
        return [self.layers.answer_logits(states, batch).numpy() for _, batch, states in self._run(windows)]

    @torch.inference_mode()
    def spans(self, windows: Sequence[Window], positions: Sequence[int], most: int) -> list[tuple[int, int]]:
        """Find the words that answer, in one sentence of each window.

        Args:
            windows: Questions beside sentences.
            positions: For each window, the sentence to look in.
            most: Most tokens of a span.

        Returns:
            For each window [start, end) within that sentence, in code points; (0, 0) where it has no token.
        """
        return [
            _best_span(tokens, position, self.layers.span_logits(states).numpy()[0], most)
            for position, (tokens, _, states) in zip(positions, self._run(windows), strict=True)
        ]

    @torch.inference_mode()
    def support_logits(self, windows: Sequence[Window]) -> NDArray[np.float32]:
        """Say how well sentences bear a claim.

        Args:
            windows: Claims beside sentences.

        Returns:
            One logit a window, in order: shape (len(windows),), float32.
        """
        logits = [
            self.layers.support_logits(states, batch).numpy() for _, batch, states in self._run(windows)
        ]
        return np.concatenate(logits) if logits else np.empty(0, dtype=np.float32)

    def tokenise(self, windows: Sequence[Window]) -> list[Tokens]:
        """Turn windows into token ids: `[CLS] head [SEP] title [SEP] sentences [SEP]`.

        Args:
            windows: The windows; what goes beyond a limit is cut.

        Returns:
            One `Tokens` a window, in order.
        """
        texts = list(dict.fromkeys(t for w in windows for t in (w.head, w.title, *w.sentences)))
        if not texts:
            return []
        with self._lock:
            encoded = self.tokenizer(
                texts,
                add_special_tokens=False,
                return_offsets_mapping=True,
                truncation=True,
                max_length=max(HEAD_TOKENS, SENTENCE_TOKENS),
                verbose=False,
            )
        pairs = zip(encoded["input_ids"], encoded["offset_mapping"], strict=True)
        known = dict(zip(texts, pairs, strict=True))
        return [self._tokens(window, known) for window in windows]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens the network reads of each text as a sentence."""
        if not texts:
            return []
        with self._lock:
            encoded = self.tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [min(len(ids), SENTENCE_TOKENS) for ids in encoded["input_ids"]]

    def _tokens(self, window: Window, known: dict[str, tuple[list[int], list[tuple[int, int]]]]) -> Tokens:
        cls, sep = self.tokenizer.cls_token_id, self.tokenizer.sep_token_id
        head = [cls, *known[window.head][0][:HEAD_TOKENS], sep]
        title = known[window.title][0][:TITLE_TOKENS]
        ids = [*head, *title, *([sep] if title else [])]
        of = [_NOWHERE] * len(ids)
        offsets = [(0, 0)] * len(ids)
        for number, sentence in enumerate(window.sentences):
            sentence_ids, places = known[sentence]
            read = sentence_ids[:SENTENCE_TOKENS]
            ids += read
            of += [number] * len(read)
            offsets += places[:SENTENCE_TOKENS]
        del ids[_MOST_TOKENS:], of[_MOST_TOKENS:], offsets[_MOST_TOKENS:]
        return Tokens(
            ids=np.array([*ids, sep], dtype=np.int64),
            sentence_of=np.array([*of, _NOWHERE], dtype=np.int64),
            offsets=np.array([*offsets, (0, 0)], dtype=np.int64),
            head=len(head),
            sentences=len(window.sentences),
        )

    def _run(self, windows: Sequence[Window]) -> Iterator[tuple[Tokens, Batch, Tensor]]:
        """Yield (tokens, batch, states) of each window by itself, so that company changes no figure.

        Windows side by side, padded to one length, were not faster on two cores.
        """
        for tokens in self.tokenise(windows):
            batch = collate([tokens], self.tokenizer.pad_token_id)
            yield tokens, batch, self._states(batch)

    def _states(self, batch: Batch) -> Tensor:
        """Return the trunk's states, its products taken in bfloat16 where that is quicker (decision 0005)."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=_knows_bfloat16()):
            return self.layers.states(batch)


@lru_cache
def _knows_bfloat16() -> bool:
    """Say whether the processor multiplies in bfloat16; others imitate it slowly."""
    knows = torch.cpu.get_capabilities()
    return any(knows.get(name) for name in ("avx512_bf16", "amx_bf16"))


def _best_span(tokens: Tokens, position: int, logits: NDArray[np.float32], most: int) -> tuple[int, int]:
    """Return the likeliest [start, end) of at most `most` tokens in one sentence, in its code points."""
    places = np.flatnonzero(tokens.sentence_of == position)
    best, span = -np.inf, (0, 0)
    for i, first in enumerate(places):
        last = places[i : i + most][np.argmax(logits[places[i : i + most], 1])]
        score = logits[first, 0] + logits[last, 1]
        if score > best:
            best = score
            span = (int(tokens.offsets[first, 0]), int(tokens.offsets[last, 1]))
    return span


def load_trunk(folder: Path, *, attention: str = "sdpa") -> nn.Module:
    """Return the layers of all-MiniLM-L6-v2 as published, without its pooler.

    Args:
        folder: The model's folder.
        attention: The implementation: "sdpa" reads faster, "eager" trains faster on a CPU.

    Returns:
        The trunk.
    """
    from transformers import AutoModel  # noqa: PLC0415 - takes seconds

    trunk: nn.Module = AutoModel.from_pretrained(
        folder, add_pooling_layer=False, attn_implementation=attention, use_safetensors=True
    )
    return trunk


def _check_weights() -> None:
    try:
        digest = hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()
    except OSError as error:
        raise ReaderError(f"{WEIGHTS} cannot be read: {error}. Reinstall rag-archive.") from None
    if digest != WEIGHTS_SHA256:
        raise ReaderError(
            f"{WEIGHTS} has SHA-256 {digest}, not {WEIGHTS_SHA256}: it is not the file of this version. "
            "Reinstall rag-archive."
        )


@lru_cache(maxsize=1)
def load_network() -> Network:
    """Load the trained network; takes a second.

    Returns:
        The network, the same at every call.

    Raises:
        EncoderError: The package with the word embeddings is absent or not as published.
        ReaderError: The weights are absent or not those of this version.
    """
    quiet_libraries()
    from safetensors.torch import load_file  # noqa: PLC0415 - with the others takes seconds
    from transformers import AutoTokenizer  # noqa: PLC0415

    _check_weights()
    folder = find_model(PACKAGED_ENCODER).folder
    layers = Layers(load_trunk(folder))
    trained = {name: tensor.float() for name, tensor in load_file(WEIGHTS).items()}
    missing, unknown = layers.load_state_dict(trained, strict=False)
    if unknown or [name for name in missing if "word_embeddings" not in name]:
        raise ReaderError(f"{WEIGHTS} does not fit this version. Reinstall rag-archive.")
    return Network(layers.eval(), AutoTokenizer.from_pretrained(folder))

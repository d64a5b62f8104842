"""The larger network: which sentences answer, whether anything does, where, and which support a claim.

Belongs here: the heads, and turning texts into what the network reads. Does not belong here: the layers below the
heads (`transformer`), what is read together (`rag.qa.windows`), learning (`train`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from transformer import PADDING, WIDTH, Trunk

from rag.qa.windows import Window, cut_windows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from rag.schema import Evidence

HEAD_TOKENS = 128
"""Most tokens read of a question or claim."""

TITLE_TOKENS = 16
"""Most tokens read of a title."""

SENTENCE_TOKENS = 120
"""Most tokens read of one sentence."""

_MOST_TOKENS = 500
"""Most tokens of one window; the model's positions end at 512."""

_NOWHERE = -1
_BEGIN, _END = 0, 2
"""Ids of the tokens that begin a window and end a part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What reading for one question gives.

    ``logits`` has shape (items,): each item's logit as an answer or bearer, in order. ``answerable`` is the
    logit that anything among them answers.
    """

    logits: NDArray[np.float64]
    answerable: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """A window as token ids.

    ``ids`` and ``sentence_of`` have shape (n,): the sentence each token belongs to, or -1. ``sentences`` is
    how many sentences the window has, ``offsets`` each token's [start, end) in its sentence, shape (n, 2).
    """

    ids: NDArray[np.int64]
    sentence_of: NDArray[np.int64]
    offsets: NDArray[np.int64]
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
    mask: Tensor
    sentence_of: Tensor
    sentences: int

    def to(self, device: torch.device) -> Batch:
        """Return the batch on another device."""
        return Batch(
            ids=self.ids.to(device),
            mask=self.mask.to(device),
            sentence_of=self.sentence_of.to(device),
            sentences=self.sentences,
        )


def collate(windows: Sequence[Tokens], *, longest: int = 0) -> Batch:
    """Put windows side by side.

    Args:
        windows: At least one window.
        longest: Fewest tokens a row is padded to.

    Returns:
        The batch.
    """
    shape = (len(windows), max(longest, *map(len, windows)))
    ids = np.full(shape, PADDING, dtype=np.int64)
    mask = np.zeros(shape, dtype=np.bool_)
    sentence_of = np.full(shape, _NOWHERE, dtype=np.int64)
    seen = 0
    for row, window in enumerate(windows):
        n = len(window)
        ids[row, :n] = window.ids
        mask[row, :n] = True
        sentence_of[row, :n] = np.where(window.sentence_of >= 0, window.sentence_of + seen, _NOWHERE)
        seen += window.sentences
    return Batch(
        ids=torch.from_numpy(ids),
        mask=torch.from_numpy(mask),
        sentence_of=torch.from_numpy(sentence_of),
        sentences=seen,
    )


def _head(width: int = WIDTH) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, WIDTH), nn.GELU(), nn.Linear(WIDTH, 1))


class Layers(nn.Module):
    """The trained layers: a trunk and four heads."""

    def __init__(self, trunk: Trunk) -> None:
        """Put fresh heads on a trunk."""
        super().__init__()
        self.trunk = trunk
        self.answers = _head()
        self.span = nn.Linear(WIDTH, 2)
        self.supports = _head()
        self.answerable = _head(WIDTH + 1)

    def states(self, batch: Batch) -> Tensor:
        """Return the trunk's last states: shape (windows, longest, `WIDTH`)."""
        states: Tensor = self.trunk(batch.ids, batch.mask)
        return states

    def answer_logits(self, states: Tensor, batch: Batch) -> Tensor:
        """Return one logit a sentence of the batch, from the mean of its tokens: shape (sentences,)."""
        flat, of = states.reshape(-1, WIDTH).float(), batch.sentence_of.reshape(-1)
        inside = of >= 0
        sums = flat.new_zeros(batch.sentences, WIDTH).index_add(0, of[inside], flat[inside])
        counts = torch.bincount(of[inside], minlength=batch.sentences).clamp(min=1)
        logits: Tensor = self.answers(sums / counts[:, None]).squeeze(-1)
        return logits

    def answerable_logit(self, firsts: Tensor, logits: Sequence[Tensor]) -> Tensor:
        """Return one logit that anything in windows read for one question answers it.

        Args:
            firsts: The state of each window's first token: shape (windows, `WIDTH`).
            logits: The answer logits of each window's sentences.

        Returns:
            A scalar. Windows count by the softmax of their best sentence; beside their mean the head sees
            how much all sentences together speak for an answer (log of the sum of exponentials).
        """
        best = torch.stack([own.max() if len(own) else firsts.new_tensor(-10.0) for own in logits])
        pooled = torch.softmax(best, 0) @ firsts.float()
        together = torch.logsumexp(torch.cat(list(logits)), 0).reshape(1)
        logit: Tensor = self.answerable(torch.cat([pooled, together])).squeeze(-1)
        return logit

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

    def __init__(self, layers: Layers, tokenizer: Tokenizer) -> None:
        """Use these layers with this tokenizer."""
        self.layers = layers
        self.tokenizer = tokenizer

    @torch.inference_mode()
    def read(self, head: str, evidence: Sequence[Evidence]) -> Read:
        """Read every item of evidence once, in its context.

        Args:
            head: The question or claim.
            evidence: Sentences in context, at least one.

        Returns:
            What was read.
        """
        cuts = cut_windows(head, evidence, self.count_tokens)
        found = np.empty(len(evidence))
        firsts, scored = [], []
        for cut, (_, batch, states) in zip(cuts, self._run([cut.window for cut in cuts]), strict=True):
            logits = self.layers.answer_logits(states, batch)
            positions = [position for position, _ in cut.scored]
            for position, number in cut.scored:
                found[number] = logits[position]
            firsts.append(states[0, 0].float())
            scored.append(logits[sorted(set(positions))])
        answerable = self.layers.answerable_logit(torch.stack(firsts), scored)
        return Read(logits=found, answerable=float(answerable))

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
        """Turn windows into token ids: `<s> head </s></s> title </s> sentences </s>`.

        Args:
            windows: The windows; what goes beyond a limit is cut.

        Returns:
            One `Tokens` a window, in order.
        """
        texts = list(dict.fromkeys(t for w in windows for t in (w.head, w.title, *w.sentences)))
        if not texts:
            return []
        encoded = self.tokenizer.encode_batch(texts, add_special_tokens=False)
        known = {text: (one.ids, one.offsets) for text, one in zip(texts, encoded, strict=True)}
        return [self._tokens(window, known) for window in windows]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens the network reads of each text as a sentence."""
        if not texts:
            return []
        encoded = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [min(len(one.ids), SENTENCE_TOKENS) for one in encoded]

    def _tokens(self, window: Window, known: dict[str, tuple[list[int], list[tuple[int, int]]]]) -> Tokens:
        head = [_BEGIN, *known[window.head][0][:HEAD_TOKENS], _END, _END]
        title = known[window.title][0][:TITLE_TOKENS]
        ids = [*head, *title, *([_END] if title else [])]
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
            ids=np.array([*ids, _END], dtype=np.int64),
            sentence_of=np.array([*of, _NOWHERE], dtype=np.int64),
            offsets=np.array([*offsets, (0, 0)], dtype=np.int64),
            sentences=len(window.sentences),
        )

    def _run(self, windows: Sequence[Window]) -> Iterator[tuple[Tokens, Batch, Tensor]]:
        """Yield (tokens, batch, states) of each window by itself, so that company changes no figure.

        Windows side by side, padded to one length, were not faster on two cores.
        """
        for tokens in self.tokenise(windows):
            batch = collate([tokens])
            yield tokens, batch, self.layers.states(batch)


def load_tokenizer(file: Path) -> Tokenizer:
    """Return the tokenizer of all-mpnet-base-v2 without the padding that its file asks for."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - takes a while

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer

"""Judge whether sentences support a claim.

Belongs here: the Verifier: the trained network, the model-free checks and the weights that join them. Does
not belong here: the checks themselves (`rag.checks`), comparing a saved answer with the articles
(`rag.verification.saved_answers`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rag.checks import mismatches
from rag.embedding.encoder import cosines
from rag.qa.windows import Window
from rag.text.terms import content_stems, rarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from rag.embedding.encoder import Encoder
    from rag.qa.network import Network
    from rag.schema import Evidence

__all__ = [
    "READ_TOKENS",
    "SUPPORTED_FROM",
    "SUPPORT_WEIGHTS",
    "TRACE_WEIGHTS",
    "TrainedVerifier",
    "Verifier",
    "choose_sentences",
]

SUPPORTED_FROM = 0.5
"""Support from which a claim counts as supported."""

SUPPORT_WEIGHTS: dict[str, float] = {
    "bias": 1.025,
    "network": 0.367,
    "missing_words": -1.126,
    "number": -0.658,
    "date": -0.784,
    "name": -0.473,
    "negation": -0.549,
    "antonym": -2.551,
    "modality": 0.0,
    "quantity": -0.615,
}
"""Weights of a linear model: of the network's logit, of the share of the claim's words that the sentences
lack, and of the number of mismatches of each kind. Source: `training/fit.py`; "modality" is 0 because too few
claims of the training data have such a mismatch."""

TRACE_WEIGHTS: dict[str, float] = {"network": 0.519, "words": 11.295, "cosine": 8.185}
"""Weights that rank single sentences by how well they support a claim. Source: `training/fit.py`."""

READ_TOKENS = 300
"""Most tokens of sentences that the network reads beside a claim, as in training."""

_QUOTES = str.maketrans("‘’“”„«»", '\'\'"""""')
_SPACE = re.compile(r"\s+")


class Verifier(Protocol):
    """Judges whether sentences support a claim."""

    def verify(self, claim: str, sentences: Sequence[str]) -> float:
        """Return how well these sentences together support the claim, in [0, 1]."""
        ...

    def rank(self, claim: str, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        """Return for each sentence how well it supports a part of the claim: higher is better."""
        ...


class TrainedVerifier:
    """The default `Verifier`: the trained network and model-free checks; English.

    A claim that is one of the sentences word for word has support 1. For any other a linear model combines
    the network's logit with missing words and mismatches. Any mismatch halves the support, so that it stays
    below `SUPPORTED_FROM`: a claim that is supported in part is not supported.
    """

    def __init__(self, network: Network, encoder: Encoder) -> None:
        """Use this network, and this encoder for closeness in meaning."""
        self._network = network
        self._encoder = encoder

    def verify(self, claim: str, sentences: Sequence[str]) -> float:
        """Judge whether sentences support a claim.

        Args:
            claim: One assertion.
            sentences: The sentences cited for it, or a whole text; may be empty.

        Returns:
            Support in [0, 1]; from `SUPPORTED_FROM` on the claim is supported. It is 0 for an empty claim,
            and without sentences.
        """
        if not claim.strip() or not any(s.strip() for s in sentences):
            return 0.0
        if is_verbatim(claim, sentences):
            return 1.0
        columns = self.columns(claim, sentences)
        support = 1 / (1 + math.exp(-float(np.clip(columns @ _SUPPORT, -60, 60))))
        return support / 2 if columns[_FIRST_KIND:].any() else support

    def columns(self, claim: str, sentences: Sequence[str]) -> NDArray[np.float64]:
        """Return the inputs of the linear model of support: shape (len(SUPPORT_WEIGHTS),)."""
        tokens = self._network.count_tokens(sentences)
        read = [sentences[i] for i in choose_sentences(claim, sentences, tokens, READ_TOKENS)]
        window = Window(head=claim, sentences=tuple(read))
        found: Counter[str] = Counter(m.kind for m in mismatches(claim, read))
        said = content_stems(claim)
        missing = said - frozenset().union(*map(content_stems, read))
        kinds = [float(min(found[kind], _MOST_COUNTED)) for kind in _KINDS]
        share = len(missing) / max(1, len(said))
        return np.array([1.0, float(self._network.support_logits([window])[0]), share, *kinds])

    def rank(self, claim: str, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        """Rank sentences by how well each supports a part of a claim.

        Args:
            claim: One assertion.
            evidence: Sentences in context.

        Returns:
            One figure a sentence, in order, higher is better: shape (len(evidence),), float32.
        """
        if not evidence:
            return np.empty(0, dtype=np.float32)
        ranked: NDArray[np.float32] = (self.trace_columns(claim, evidence) @ _TRACE).astype(np.float32)
        return ranked

    def trace_columns(self, claim: str, evidence: Sequence[Evidence]) -> NDArray[np.float64]:
        """Return the inputs of the linear model that ranks: shape (len(evidence), len(TRACE_WEIGHTS))."""
        texts = [e.text for e in evidence]
        near = cosines(self._encoder, claim, texts)
        return np.column_stack([self._network.read(claim, evidence), shared_words(claim, texts), near])


_SUPPORT = np.array(list(SUPPORT_WEIGHTS.values()))
_TRACE = np.array(list(TRACE_WEIGHTS.values()))
_FIRST_KIND = 3
_KINDS = list(SUPPORT_WEIGHTS)[_FIRST_KIND:]
_MOST_COUNTED = 2
_LONG = 50


def choose_sentences(claim: str, sentences: Sequence[str], tokens: Sequence[int], budget: int) -> list[int]:
    """Choose the sentences that the network reads beside a claim.

    Args:
        claim: One assertion.
        sentences: The sentences of one text.
        tokens: How many tokens each has.
        budget: Most tokens.

    Returns:
        Places of the chosen sentences, ascending: all where they fit, else as many as fit of those that share
        most words with the claim, long ones counting less.
    """
    if sum(tokens) <= budget:
        return list(range(len(sentences)))
    shared = shared_words(claim, sentences) / (1 + np.array(tokens) / _LONG)
    chosen, filled = [], 0
    for i in np.argsort(-shared, kind="stable").tolist():
        if filled + tokens[i] <= budget:
            chosen.append(i)
            filled += tokens[i]
    return sorted(chosen) or [int(shared.argmax())]


def shared_words(claim: str, sentences: Sequence[str]) -> NDArray[np.float64]:
    """Return the share of the claim's words that each sentence has, in [0, 1]; rare words weigh more."""
    stems = list(map(content_stems, sentences))
    weights = rarity(content_stems(claim), stems)
    whole = sum(weights.values()) or 1.0
    return np.array([sum(w for s, w in weights.items() if s in own) / whole for own in stems])


def is_verbatim(claim: str, sentences: Sequence[str]) -> bool:
    """Say whether a claim is one of the sentences, white space and the form of quotation marks aside."""
    wanted = _plain(claim)
    return any(_plain(sentence) == wanted for sentence in sentences)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_QUOTES)).strip()

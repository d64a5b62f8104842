"""Scoring how well a sentence answers a question.

Belongs here: the Readers and how what they see becomes one score. Does not belong here: finding the
sentences (`rag.qa.retriever`), deciding what becomes of the scores (`rag.qa.composer`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from rag.embedding.encoder import cosines
from rag.embedding.model_files import load_model
from rag.errors import ReaderError
from rag.qa.features import CLOSENESS, WORDING, closeness_of, wording_of
from rag.qa.figures import figure_asked
from rag.qa.windows import cut_windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sentence_transformers import CrossEncoder

    from rag.embedding.encoder import Encoder
    from rag.embedding.model_files import ModelFiles
    from rag.qa.network import Network
    from rag.question import Question
    from rag.schema import Evidence

__all__ = [
    "FIRST_WEIGHTS",
    "LEVEL_WEIGHTS",
    "ORDER_WEIGHTS",
    "READ_MOST",
    "CrossEncoderReader",
    "Reader",
    "SpanFinder",
    "TrainedReader",
    "level_columns",
    "worth_reading",
]

_SPAN_TOKENS = 12
"""A short answer is no longer than so many tokens."""


class Reader(Protocol):
    """What judges whether sentences answer a question."""

    def reads(self, question: Question) -> bool:
        """Say whether the Reader was made for the question's language."""
        ...

    def score(self, question: Question, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        """Return one score in [0, 1] a sentence, in order: how well it answers the question."""
        ...


class SpanFinder(Protocol):
    """What finds the very words that answer, inside a sentence."""

    def find(self, question: Question, evidence: Sequence[Evidence]) -> list[tuple[int, int] | None]:
        """Return for each sentence [start, end) of the answering words in it, in code points."""
        ...


ORDER_WEIGHTS: dict[str, float] = {
    "network": 0.437,
    "cosine": 1.716,
    "token_matches": 1.929,
    "terms_in_sentence": -0.856,
    "terms_around": 4.171,
    "name_missing": -1.154,
    "number_met": 1.606,
    "time_met": 0.544,
    "place_met": 1.134,
    "reason_met": 4.0,
}
"""What puts one sentence before another, and how much it counts. Source: `training/fit.py`, but for
``reason_met``: `training/README.md` says why."""

FIRST_WEIGHTS: dict[str, float] = {
    "terms_in_sentence": 4.705,
    "terms_around": 5.774,
    "name_missing": -2.226,
    "number_met": 2.445,
    "time_met": 1.730,
    "place_met": 1.359,
    "reason_met": 1.355,
}
"""What chooses the sentences that encoder and network read. Source: `training/fit.py`."""

READ_MOST = 20
"""Most sentences that encoder and network read for a question: of 755 held-aside questions with more
sentences than that, none loses its answer by this (`docs/measurements/ranking.md`)."""

LEVEL_WEIGHTS: dict[str, float] = {"bias": -4.321, "order": 0.310, "cosine": 5.090, "name_missing": -1.852}
"""What says whether the best sentence answers at all. Source: `training/fit.py`; ``name_missing`` is kept
from a fit on questions as their files had them: `docs/measurements/refusing.md` says why."""

_LACKING = 3.0
"""How much a sentence loses that lacks the kind of figure asked for: in its order and, if it is the best, in
the level. Of 542 answerable questions for a figure in the training data two have only answers without one; of
the sentences beside these 46 in a hundred have none: a ratio of e^4.8, of which ``number_met`` and
``time_met`` tell part."""

CLOSENESS_WEIGHTS = (-6.0, 10.0)
"""Bias and weight of the cosine where the Reader cannot read the language."""


class TrainedReader:
    """The default `Reader`: the trained network together with a handful of signals; English.

    The wording chooses which sentences are read. One linear model puts these in order, those unread behind
    them; another says with what probability the best of them answers, and the rest fall below it by
    as much as they fall behind in order. Questions in another language are ranked by the encoder alone.
    """

    def __init__(self, network: Network, encoder: Encoder) -> None:
        """Use this network, and this encoder for closeness in meaning."""
        self._network = network
        self._encoder = encoder

    def reads(self, question: Question) -> bool:
        """Say whether the question is English."""
        return question.is_english

    def score(self, question: Question, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        """Score sentences as answers to a question.

        Args:
            question: The question.
            evidence: Sentences in context.

        Returns:
            One probability in [0, 1] a sentence, in order: shape (len(evidence),), float32.
        """
        if not evidence:
            return np.empty(0, dtype=np.float32)
        if not self.reads(question):
            return self._by_closeness(question, evidence)
        wording = wording_of(question.text, evidence)
        first = wording @ _FIRST
        read = _foremost(first, evidence)
        columns = self.columns(question.text, [evidence[i] for i in read], wording[read])
        lacking = _lacking(question.text, [evidence[i] for i in read])
        order = np.empty(len(evidence))
        order[read] = columns @ _ORDER - _LACKING * lacking
        unread = np.setdiff1d(np.arange(len(evidence)), read)
        order[unread] = order[read].min() - 1 + first[unread] - first[read].max()
        level = level_columns(columns, order[read]) @ _LEVEL - _LACKING * lacking[order[read].argmax()]
        return _probability(order - order.max() + level)

    def columns(
        self, question: str, evidence: Sequence[Evidence], wording: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Return what the score is made of.

        Args:
            question: The question.
            evidence: Sentences in context, at least one.
            wording: Their `wording_of` where it is known.

        Returns:
            The network's logit and the signals: shape (len(evidence), len(ORDER_WEIGHTS)).
        """
        known = wording_of(question, evidence) if wording is None else wording
        closeness = closeness_of(question, evidence, self._encoder)
        return np.column_stack([self._network.read(question, evidence), closeness, known])

    def find(self, question: Question, evidence: Sequence[Evidence]) -> list[tuple[int, int] | None]:
        """Find the words that answer, in each sentence.

        Args:
            question: The question.
            evidence: Sentences in context.

        Returns:
            [start, end) within each sentence, in code points; None where no words of it were found.
        """
        cuts = [cut for e in evidence for cut in cut_windows(question.text, [e], self._network.count_tokens)]
        positions = [position for cut in cuts for position, _ in cut.scored]
        found = self._network.spans([cut.window for cut in cuts], positions, _SPAN_TOKENS)
        return [(start, end) if start < end else None for start, end in found]

    def _by_closeness(self, question: Question, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        bias, weight = CLOSENESS_WEIGHTS
        return _probability(bias + weight * cosines(self._encoder, question.text, [e.text for e in evidence]))


_FIRST = np.array(list(FIRST_WEIGHTS.values()))
_ORDER = np.array(list(ORDER_WEIGHTS.values()))
_LEVEL = np.array(list(LEVEL_WEIGHTS.values()))
_COLUMNS = ("network", *CLOSENESS, *WORDING)
_COSINE, _MISSING = _COLUMNS.index("cosine"), _COLUMNS.index("name_missing")


def worth_reading(question: str, evidence: Sequence[Evidence]) -> NDArray[np.intp]:
    """Return which sentences encoder and network read for a question.

    Args:
        question: The question.
        evidence: Sentences in context, at least one.

    Returns:
        Ascending places of at most `READ_MOST` sentences.
    """
    return _foremost(wording_of(question, evidence) @ _FIRST, evidence)


def _foremost(first: NDArray[np.float64], evidence: Sequence[Evidence]) -> NDArray[np.intp]:
    """Return where the best sentences stand; what is told again waits until everything has been told once."""
    ranked = np.argsort(-first, kind="stable")
    _, foremost = np.unique([evidence[i].text for i in ranked], return_index=True)
    repeats = np.ones(len(ranked))
    repeats[foremost] = 0
    return np.sort(ranked[np.argsort(repeats, kind="stable")][:READ_MOST])


def _lacking(question: str, evidence: Sequence[Evidence]) -> NDArray[np.float64]:
    """Return 1 for each sentence that lacks the kind of figure that is asked for, 0 for others."""
    gives = figure_asked(question)
    return np.array([float(gives is not None and not gives(e.text)) for e in evidence])


def level_columns(columns: NDArray[np.float64], order: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what tells whether anything answers.

    Args:
        columns: All sentences' columns, shape (n, len(ORDER_WEIGHTS)), n at least 1.
        order: What puts them in order, shape (n,).

    Returns:
        One, the best order, the highest cosine, and the share of the question's names missing in and around
        the best sentence: shape (len(LEVEL_WEIGHTS),).
    """
    best = int(order.argmax())
    return np.array([1.0, order[best], columns[:, _COSINE].max(), columns[best, _MISSING]])


def _probability(logits: NDArray[np.floating]) -> NDArray[np.float32]:
    chances: NDArray[np.float32] = (1 / (1 + np.exp(-np.clip(logits, -60, 60)))).astype(np.float32)
    return chances


class CrossEncoderReader:
    """Any sentence-transformers `CrossEncoder` with one output, as a Reader of single sentences."""

    def __init__(self, files_: ModelFiles) -> None:
        """Load a model's weights.

        Args:
            files_: The model's folder.

        Raises:
            ReaderError: The folder is no CrossEncoder of one output that can be loaded safely.
        """
        self._model: CrossEncoder = load_model(files_, role="reader")
        if self._model.num_labels != 1:
            raise ReaderError(
                f"reader {files_.name!r}: it gives {self._model.num_labels} figures a sentence, not one. "
                "Name a CrossEncoder that ranks passages."
            )

    def reads(self, question: Question) -> bool:  # noqa: ARG002 - whoever names a model knows its languages
        """Say that any language is read."""
        return True

    def score(self, question: Question, evidence: Sequence[Evidence]) -> NDArray[np.float32]:
        """Score sentences as answers to a question.

        Args:
            question: The question.
            evidence: Sentences in context.

        Returns:
            One score in [0, 1] a sentence, in order: shape (len(evidence),), float32.
        """
        if not evidence:
            return np.empty(0, dtype=np.float32)
        from torch.nn import Sigmoid  # noqa: PLC0415 - takes seconds

        pairs = [(question.text, e.text) for e in evidence]
        scores = self._model.predict(pairs, activation_fn=Sigmoid(), show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32)

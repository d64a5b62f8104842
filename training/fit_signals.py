"""Fit the weights of the default Reader (`rag.reader.SignalReader`) on labelled questions.

    python training/fit_signals.py DATA_FOLDER

Prints the weights to put into `rag/reader.py`, and for each data set the figures of a Reader that was
fitted without the lines it is measured on. Data, licences and time: `training/README.md`.
"""

from __future__ import annotations

import sys
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag.encoder import SentenceTransformerEncoder, load_encoder
from rag.evaluation import evidence_from, read_lines
from rag.reader import SIGNALS, SignalReader
from rag.settings import Settings

SEED = 7
FOLDS = 5
FILES = (
    "squad2.jsonl",
    "xquad.jsonl",
    "qed.jsonl",
    "clapnq_answerable.jsonl",
    "trecqa_train.jsonl",
)
EVERY = {"squad2.jsonl": 4, "xquad.jsonl": 2}
"""Only every so many lines of the largest sets are taken, so that none drowns the others."""
ELSEWHERE_FROM = ("squad2.jsonl", "qed.jsonl", "clapnq_answerable.jsonl")
ELSEWHERE_QUESTIONS = 150
ELSEWHERE_SENTENCES = 6
L2 = 1e-3
REASON_MET = 0.6
"""Too few of the questions ask why (29) to fit this weight: it is the middle of the best values (0.3 to
0.7) on the eleven such questions of tests/quality/tune."""
OF_THE_QUESTION = (
    "bias",
    "expects_number",
    "expects_time",
    "expects_name",
    "expects_place",
    "expects_reason",
    "name_missing",
    "token_matches",
)
"""The signals that the second step weighs anew."""


@dataclass(slots=True)
class Group:
    """One question's sentences: their signals, which are right, and where they come from."""

    name: str
    fold: int
    signals: np.ndarray
    right: np.ndarray


def groups_of(
    folder: Path, name: str, reader: SignalReader, encoder: SentenceTransformerEncoder
) -> list[Group]:
    """Return the groups of one file, and for some files such as have the sentences of other articles.

    The latter teach what a question looks like whose answer stands nowhere: the nearest sentences
    by cosine from the other titles of the file, all of them wrong.
    """
    groups, pool, owners, questions = [], [], [], []
    for record in read_lines([folder / name])[:: EVERY.get(name, 1)]:
        title = record.get("title") or record["question"]
        fold = zlib.crc32(title.encode()) % FOLDS
        evidence, right = evidence_from(record)
        signals = reader.signals(record["question"], evidence)
        groups.append(Group(name, fold, signals, np.array(right)))
        questions.append((record["question"], title, fold))
        known = {e.text for e in pool[-200:]}
        fresh = [e for e in evidence if e.text not in known]
        pool += fresh
        owners += [title] * len(fresh)
    if name in ELSEWHERE_FROM:
        vectors = encoder.encode([e.text for e in pool], kind="passage")
        chosen = np.random.default_rng(SEED).permutation(len(questions))[:ELSEWHERE_QUESTIONS]
        for question, title, fold in (questions[i] for i in chosen):
            (query,) = encoder.encode([question], kind="query")
            nearest = [i for i in np.argsort(-(vectors @ query)) if owners[i] != title]
            evidence = [pool[i] for i in nearest[:ELSEWHERE_SENTENCES]]
            signals = reader.signals(question, evidence)
            wrong = np.zeros(len(evidence), dtype=bool)
            groups.append(Group(f"{name}, elsewhere", fold, signals, wrong))
    return groups


def fit(groups: list[Group]) -> np.ndarray:
    """Fit the weights in two steps, each question counting the same.

    First the order of a question's sentences (softmax over them, likelihood of the right ones); then,
    with that order's score as one signal, the probability that a sentence answers, over what differs
    between questions and the two signals that tell most about silence.
    """
    ranking = _fit_order(groups)
    x = np.concatenate([g.signals for g in groups])
    y = np.concatenate([g.right for g in groups])
    counts = np.concatenate([np.full(len(g.right), 1 / len(g.right)) for g in groups])
    own = [SIGNALS.index(name) for name in OF_THE_QUESTION]
    model = LogisticRegression(C=1.0, max_iter=2000, fit_intercept=False)
    fitted = model.fit(np.column_stack([x @ ranking, x[:, own]]), y, sample_weight=counts).coef_[0]
    weights = fitted[0] * ranking
    weights[own] += fitted[1:]
    weights[SIGNALS.index("expects_reason_met")] = REASON_MET
    return weights


def _fit_order(groups: list[Group]) -> np.ndarray:
    """Return the weights that best put right sentences before wrong ones."""
    mixed = [(g.signals, g.right) for g in groups if g.right.any() and not g.right.all()]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, gradient = 0.0, np.zeros_like(w)
        for x, right in mixed:
            p = softmax(x @ w)
            chance = p[right].sum()
            total -= np.log(chance)
            gradient -= x.T @ (np.where(right, p / chance, 0.0) - p)
        return total / len(mixed) + L2 * (w @ w) / 2, gradient / len(mixed) + L2 * w

    return minimize(loss, np.zeros(len(SIGNALS)), jac=True, method="L-BFGS-B").x


def report(groups: list[Group]) -> None:
    """Print MAP, P@1 and refusal AUROC of each data set, each fold measured by a fit on the others."""
    weights = {k: fit([g for g in groups if g.fold != k]) for k in range(FOLDS)}
    rankings, bests = defaultdict(list), []
    for group in groups:
        scores = group.signals @ weights[group.fold]
        ranked = group.right[np.argsort(-scores, kind="stable")]
        if ranked.any() and not ranked.all():
            found = np.flatnonzero(ranked)
            precision = float(np.mean((np.arange(len(found)) + 1) / (found + 1)))
            rankings[group.name].append((precision, float(ranked[0])))
        bests.append((group.name.split(",")[0], bool(ranked.any()), float(scores.max())))
    for name, values in rankings.items():
        mean = np.mean(values, axis=0)
        print(f"{name}: MAP {mean[0]:.3f}, P@1 {mean[1]:.3f}, {len(values)} questions")
    for name in dict.fromkeys(name for name, _, _ in bests):
        answerable = [b[1] for b in bests if b[0] == name]
        if 0 < sum(answerable) < len(answerable):
            area = roc_auc_score(answerable, [b[2] for b in bests if b[0] == name])
            print(f"{name}: AUROC of answerable against not {area:.3f}")


def main(folder: Path) -> None:
    """Report cross-validated figures, then print the weights fitted on everything."""
    encoder = load_encoder(Settings())
    reader = SignalReader(encoder)
    groups = [group for name in FILES for group in groups_of(folder, name, reader, encoder)]
    report(groups)
    for signal, weight in zip(SIGNALS, fit(groups), strict=True):
        print(f'    "{signal}": {weight:.3f},')


if __name__ == "__main__":
    main(Path(sys.argv[1]))

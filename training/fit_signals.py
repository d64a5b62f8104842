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
from rag.reader import LEVEL_WEIGHTS, ORDER_WEIGHTS, SIGNALS, SignalReader, level_signals
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
WEIGHED_ANEW = [SIGNALS.index("token_matches"), SIGNALS.index("name_missing")]
FEWEST_FOR_LEVEL = 3
"""Sets of fewer sentences say nothing about an archive's best one."""


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


def fit(groups: list[Group]) -> tuple[np.ndarray, np.ndarray]:
    """Fit the weights of the order and of the level, each question counting the same.

    The order first by a softmax over each question's sentences (likelihood of the right ones); then its
    score, token matches and missing names are weighed against each other by a logistic regression over
    single sentences, for those two tell a near miss in one archive from an answer in another. The level
    is a logistic regression over whole questions: does any sentence answer?
    """
    ranking = _fit_order(groups)
    x = np.concatenate([g.signals for g in groups])
    y = np.concatenate([g.right for g in groups])
    counts = np.concatenate([np.full(len(g.right), 1 / len(g.right)) for g in groups])
    model = LogisticRegression(C=1.0, max_iter=2000)
    fitted = model.fit(np.column_stack([x @ ranking, x[:, WEIGHED_ANEW]]), y, sample_weight=counts).coef_[0]
    order = fitted[0] * ranking
    order[WEIGHED_ANEW] += fitted[1:]
    order[SIGNALS.index("reason_met")] = REASON_MET
    return order, _fit_level(groups, order)


def _fit_level(groups: list[Group], order: np.ndarray) -> np.ndarray:
    """Return the weights that best tell questions with an answer from those without."""
    large = [g for g in groups if len(g.right) >= FEWEST_FOR_LEVEL]
    x = np.array([_level(g, order) for g in large])
    y = np.array([g.right.any() for g in large])
    model = LogisticRegression(C=10.0, class_weight="balanced", fit_intercept=False)
    return model.fit(x, y).coef_[0]


def _level(group: Group, order: np.ndarray) -> np.ndarray:
    return level_signals(group.signals, int(np.argmax(group.signals @ order)))


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
    fits = {k: fit([g for g in groups if g.fold != k]) for k in range(FOLDS)}
    rankings, levels = defaultdict(list), []
    for group in groups:
        order, level = fits[group.fold]
        ranked = group.right[np.argsort(-(group.signals @ order), kind="stable")]
        if ranked.any() and not ranked.all():
            found = np.flatnonzero(ranked)
            precision = float(np.mean((np.arange(len(found)) + 1) / (found + 1)))
            rankings[group.name].append((precision, float(ranked[0])))
        levels.append((group.name.split(",")[0], bool(ranked.any()), float(_level(group, order) @ level)))
    for name, values in rankings.items():
        mean = np.mean(values, axis=0)
        print(f"{name}: MAP {mean[0]:.3f}, P@1 {mean[1]:.3f}, {len(values)} questions")
    for name in dict.fromkeys(name for name, _, _ in levels):
        answerable = [b[1] for b in levels if b[0] == name]
        if 0 < sum(answerable) < len(answerable):
            area = roc_auc_score(answerable, [b[2] for b in levels if b[0] == name])
            print(f"{name}: AUROC of answerable against not {area:.3f}")


def main(folder: Path) -> None:
    """Report cross-validated figures, then print the weights fitted on everything."""
    encoder = load_encoder(Settings())
    reader = SignalReader(encoder)
    groups = [group for name in FILES for group in groups_of(folder, name, reader, encoder)]
    report(groups)
    order, level = fit(groups)
    for name, weight in [*zip(ORDER_WEIGHTS, order, strict=True), *zip(LEVEL_WEIGHTS, level, strict=True)]:
        print(f'    "{name}": {weight:.3f},')


if __name__ == "__main__":
    main(Path(sys.argv[1]))

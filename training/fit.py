"""Fit the few weights that join the network with signals and checks, on what is held aside.

    python training/fit.py DATA_FOLDER

Prints the weights for `rag/qa/reader.py` and `rag/verification/verifier.py`; for each data set the figures of fits that did
not see the texts they are measured on (five folds by text); and the same with each part left out.
"""

from __future__ import annotations

import argparse
import zlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from examples import WICE_EVERY, Asked, add_data, asked, claimed, evidence_of, lines
from retrieved import OTHER_PARAGRAPHS, SOURCES
from scipy.optimize import minimize
from scipy.special import expit, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from rag.embedding.encoder import EncodedText, SentenceTransformerEncoder
from rag.embedding.model_files import find_model
from rag.qa.network import load_network
from rag.qa.reader import FIRST_WEIGHTS, LEVEL_WEIGHTS, ORDER_WEIGHTS, TrainedReader, level_columns
from rag.schema import Context, Evidence
from rag.settings import Settings
from rag.verification.verifier import SUPPORT_WEIGHTS, TRACE_WEIGHTS, TrainedVerifier

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FOLDS = 5
COUNTS = {"squad2": 1.0, "xquad": 1.0, "qed": 3.0, "clapnq": 4.0, "trec": 2.0}
"""How much a question of each set counts in the order, so that the largest does not decide alone."""
CROWD = 20
"""Near sentences of other texts that are put beside a question's own, as an archive does."""
LEVEL_COUNTS = {"squad2": 0.25, "clapnq": 3.0}
"""The same in the level: the silence of an archive is less like the questions of SQuAD, written to look answerable."""
KEPT = {"name_missing": -1.852}
"""What the level keeps from a fit on questions as their files have them: `docs/measurements/refusing.md` says why."""
L2, LEVEL_L2 = 1e-3, 0.1
CLAIMS = ("fever_pairs", "summedits", "wice")
"""The sets of claims that the shipped network was trained on."""
FEWEST = 3
"""Sets of fewer sentences say nothing about the best of many."""


@dataclass(slots=True)
class Group:
    """One question's sentences: their columns, which are right, and where they come from."""

    name: str
    fold: int
    columns: np.ndarray
    right: np.ndarray


class RememberingEncoder(SentenceTransformerEncoder):
    """An encoder that reads no text twice: every sentence is met in several questions."""

    def encode_tokens(self, texts: Sequence[str], *, kind: str) -> list[EncodedText]:
        """Return the vectors of each text and of its tokens, in order."""
        known = self.__dict__.setdefault("_known", {})
        new = [t for t in dict.fromkeys(texts) if (kind, t) not in known]
        if new:
            known.update(zip([(kind, t) for t in new], super().encode_tokens(new, kind=kind), strict=True))
        return [known[kind, t] for t in texts]


def fold_of(key: str) -> int:
    """Return which fold a text is in."""
    return zlib.crc32(key.encode()) % FOLDS


def question_groups(
    aside: list[Asked], reader: TrainedReader, encoder: SentenceTransformerEncoder
) -> list[Group]:
    """Return each question with its own sentences, and again among near sentences of other texts."""
    groups = []
    pool = [(one.key, e) for one in {o.sentences: o for o in aside if o.source != "trec"}.values()
            for e in evidence_of(one)]  # fmt: skip
    vectors = encoder.encode([e.text for _, e in pool], kind="passage")
    keys = np.array([hash(key) for key, _ in pool])
    texts = np.array([hash(e.context) for _, e in pool])
    for one in aside:
        own = evidence_of(one)
        right = np.array(one.right)
        name = one.source.split("_")[0]
        groups.append(Group(name, fold_of(one.key), reader.columns(one.question, own), right))
        if one.source == "trec":
            continue
        (query,) = encoder.encode([one.question], kind="query")
        apart = one.source in OTHER_PARAGRAPHS
        same = texts == hash(own[0].context) if apart else keys == hash(one.key)
        closeness = np.where(same, -1.0, vectors @ query)
        crowd = [pool[i][1] for i in np.argsort(-closeness)[:CROWD]]
        columns = reader.columns(one.question, [*own, *crowd])
        among = np.concatenate([right, np.zeros(len(crowd), dtype=bool)])
        groups.append(Group(f"{name}, crowded", fold_of(one.key), columns, among))
    return groups


def fit_order(groups: list[Group], used: list[int]) -> np.ndarray:
    """Return the weights under which the right sentences are likeliest by a softmax over each question's."""
    mixed = [
        (g.columns[:, used], g.right, COUNTS.get(g.name.split(",")[0], 1.0))
        for g in groups
        if g.right.any() and not g.right.all()
    ]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, gradient = 0.0, np.zeros_like(w)
        for x, right, count in mixed:
            p = softmax(x @ w)
            chance = max(p[right].sum(), 1e-12)
            total -= count * np.log(chance)
            gradient -= count * (x.T @ (np.where(right, p / chance, 0.0) - p))
        return total / len(mixed) + L2 * (w @ w) / 2, gradient / len(mixed) + L2 * w

    return minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B").x


def level_of(group: Group, order: np.ndarray) -> np.ndarray:
    """Return what tells whether a question's best sentence answers."""
    return level_columns(group.columns, group.columns @ order)


def fit_level(groups: list[Group], order: np.ndarray, used: list[int]) -> np.ndarray:
    """Return the weights that tell questions with an answer from those without; what is `KEPT` is not fitted."""
    known = [(g, LEVEL_COUNTS.get(g.name.split(",")[0], 0.0)) for g in groups if len(g.right) >= FEWEST]
    large = [(g, count) for g, count in known if count]
    x = np.array([level_of(g, order)[used] for g, _ in large])
    y = np.array([g.right.any() for g, _ in large])
    counts = np.array([count for _, count in large]) * np.where(y, 1 / y.mean(), 1 / (1 - y.mean())) / 2
    kept = np.array([KEPT.get(name, 0.0) for name in LEVEL_WEIGHTS])[used]
    free = kept == 0
    signs = np.where(y, 1.0, -1.0)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        logits = signs * (x[:, free] @ w + x @ kept)
        gradient = -(counts * signs * expit(-logits)) @ x[:, free]
        return counts @ np.logaddexp(0, -logits) + LEVEL_L2 * (w @ w) / 2, gradient + LEVEL_L2 * w

    weights = kept.copy()
    weights[free] = minimize(loss, np.zeros(free.sum()), jac=True, method="L-BFGS-B").x
    return weights


def wide(weights: np.ndarray, used: list[int], count: int) -> np.ndarray:
    """Return weights of some columns as weights of all, the others 0."""
    found = np.zeros(count)
    found[used] = weights
    return found


def report_order(groups: list[Group], used: list[int], label: str) -> None:
    """Print MAP and P@1 of every set, each fold measured by a fit on the others."""
    count = len(ORDER_WEIGHTS)
    fits = [wide(fit_order([g for g in groups if g.fold != k], used), used, count) for k in range(FOLDS)]
    found = defaultdict(list)
    for g in groups:
        if g.right.any() and not g.right.all():
            ranked = g.right[np.argsort(-(g.columns @ fits[g.fold]), kind="stable")]
            places = np.flatnonzero(ranked)
            precision = float(np.mean((np.arange(len(places)) + 1) / (places + 1)))
            found[g.name].append((precision, float(ranked[0])))
    shown = [f"{n} {np.mean(v, 0)[0]:.3f}/{np.mean(v, 0)[1]:.3f}" for n, v in sorted(found.items())]
    print(f"order, {label}:", "; ".join(shown))


def report_first(groups: list[Group], weights: np.ndarray) -> None:
    """Print how many questions keep a right sentence among those that the network reads."""
    for most in (8, 12, 16, 20, 24):
        kept = [
            g.right[np.argsort(-(g.columns[:, -len(weights) :] @ weights), kind="stable")[:most]].any()
            for g in groups
            if g.right.any() and len(g.right) > most
        ]
        print(f"first, {most} read: {sum(kept)} of {len(kept)} keep a right sentence")


def report_level(groups: list[Group], used: list[int], label: str) -> None:
    """Print how well questions with an answer are told from those without, by held-aside fits."""
    everything = list(range(len(ORDER_WEIGHTS)))
    chances = defaultdict(list)
    for k in range(FOLDS):
        rest = [g for g in groups if g.fold != k]
        order = fit_order(rest, everything)
        level = fit_level(rest, order, used)
        for g in groups:
            if g.fold == k:
                chances[g.name].append((bool(g.right.any()), float(level_of(g, order)[used] @ level)))
    shown = []
    for name, values in sorted(chances.items()):
        right, scores = map(np.array, zip(*values, strict=True))
        if 0 < right.sum() < len(right):
            balanced = balanced_accuracy_score(right, scores >= 0)
            shown.append(f"{name} AUROC {roc_auc_score(right, scores):.3f}, balanced {balanced:.3f}")
    print(f"level, {label}:", "; ".join(shown))


def fit_support(folder: Path, verifier: TrainedVerifier) -> np.ndarray:
    """Return the weights of the support, printing figures of fits on other texts."""
    aside = [one for one in claimed(folder)[1] if one.source in CLAIMS]
    x = np.array([verifier.columns(one.claim, one.sentences) for one in aside])
    y = np.array([one.borne for one in aside])
    source = np.array([one.source for one in aside])
    folds = np.array([fold_of(one.sentences[0]) for one in aside])
    counts = np.array([1 / (source == name).sum() for name in source])

    def fit(rows: np.ndarray, used: list[int]) -> np.ndarray:
        model = LogisticRegression(C=1.0, class_weight="balanced", fit_intercept=False, max_iter=5000)
        weight = counts[rows] * len(rows)
        return wide(model.fit(x[rows][:, used], y[rows], sample_weight=weight).coef_[0], used, x.shape[1])

    def show(used: list[int], label: str) -> None:
        scores = np.empty(len(y))
        for k in range(FOLDS):
            scores[folds == k] = x[folds == k] @ fit(np.flatnonzero(folds != k), used)
        shown = [
            f"{n} AUROC {roc_auc_score(y[source == n], scores[source == n]):.3f}, balanced "
            f"{balanced_accuracy_score(y[source == n], scores[source == n] >= 0):.3f}"
            for n in CLAIMS
        ]
        print(f"support, {label}:", "; ".join(shown))

    everything = list(range(x.shape[1]))
    show(everything, "all")
    for i, name in enumerate(SUPPORT_WEIGHTS):
        if i:
            show([j for j in everything if j != i], f"without {name}")
    show([0, 1], "network alone")
    show([i for i in everything if i != 1], "without network")
    return fit(np.arange(len(y)), everything)


def fit_trace(folder: Path, verifier: TrainedVerifier) -> np.ndarray:
    """Return the weights that rank bearers of a claim, on the lines of WiCE that are held aside."""
    groups, sets = [], []
    for number, record in enumerate(lines(folder, "wice_dev"), 1):
        own = [s for s in record["supporting_sets"] if s]
        if number % WICE_EVERY or not own:
            continue
        right = np.zeros(len(record["sentences"]), dtype=bool)
        right[sorted({i for s in own for i in s})] = True
        evidence = [Evidence(context=Context(sentences=(s,)), position=0) for s in record["sentences"]]
        columns = verifier.trace_columns(record["claim"], evidence)
        groups.append(Group("wice", fold_of(record["claim"]), columns, right))
        sets.append(own)

    def show(used: list[int], label: str) -> None:
        fits = [fit_order([g for g in groups if g.fold != k], used) for k in range(FOLDS)]
        recalls: dict[int, list[float]] = defaultdict(list)
        for g, own in zip(groups, sets, strict=True):
            order = np.argsort(-(g.columns[:, used] @ fits[g.fold]), kind="stable").tolist()
            for k in (1, 5):
                recalls[k].append(max(len({*order[:k]} & {*s}) / len(s) for s in own))
        print(f"trace, {label}:", *(f"recall@{k} {np.mean(v):.3f}" for k, v in recalls.items()))

    everything = list(range(len(TRACE_WEIGHTS)))
    show(everything, "all")
    for i, name in enumerate(TRACE_WEIGHTS):
        show([i], f"{name} alone")
        show([j for j in everything if j != i], f"without {name}")
    return fit_order(groups, everything)


def shown(names: dict[str, float], weights: np.ndarray) -> str:
    """Return weights as lines of Python."""
    return "\n".join(f'    "{name}": {weight:.3f},' for name, weight in zip(names, weights, strict=True))


def main() -> None:
    """Report, then print the weights fitted on everything that is held aside."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add_data(parser)
    folder = parser.parse_args().data
    settings = Settings(batch_size=32)
    encoder = RememberingEncoder(find_model(settings.encoder), settings)
    reader = TrainedReader(load_network(), encoder)
    verifier = TrainedVerifier(load_network(), encoder)
    _, aside = asked(folder)
    groups = question_groups([one for one in aside if one.source in {*SOURCES, "trec"}], reader, encoder)
    everything = list(range(len(ORDER_WEIGHTS)))
    report_order(groups, everything, "all")
    report_order(groups, [0], "network alone")
    for i, name in enumerate(ORDER_WEIGHTS):
        report_order(groups, [j for j in everything if j != i], f"without {name}")
    columns = list(range(len(LEVEL_WEIGHTS)))
    report_level(groups, columns, "all")
    for i, name in enumerate(LEVEL_WEIGHTS):
        if i:
            report_level(groups, [j for j in columns if j != i], f"without {name}")
    first = fit_order(groups, everything[-len(FIRST_WEIGHTS) :])
    report_first(groups, first)
    print("FIRST_WEIGHTS", shown(FIRST_WEIGHTS, first), sep="\n")
    order = fit_order(groups, everything)
    print("ORDER_WEIGHTS", shown(ORDER_WEIGHTS, order), sep="\n")
    print("LEVEL_WEIGHTS", shown(LEVEL_WEIGHTS, fit_level(groups, order, columns)), sep="\n")
    print("SUPPORT_WEIGHTS", shown(SUPPORT_WEIGHTS, fit_support(folder, verifier)), sep="\n")
    print("TRACE_WEIGHTS", shown(TRACE_WEIGHTS, fit_trace(folder, verifier)), sep="\n")


if __name__ == "__main__":
    main()

"""Measure a trained larger network on what is held aside from training.

    python training/measure.py DATA_FOLDER TRAINED.safetensors

Prints, for the weights as they would be shipped (int8): how each set held aside is ranked and refused; which of the
sentences that an archive offers are worth reading; how far a score made of the network's two logits can be relied on;
how often an archive that does not say is told from one that does; and how claims are judged.
"""

from __future__ import annotations

import argparse
import zlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from examples import Asked, Claimed, add_data, asked, claimed, evidence_of
from int8 import dequantise, quantise
from network import Layers, Network, load_tokenizer
from retrieved import SOURCES, answers, archive_of, without
from safetensors.torch import load_file
from scipy.optimize import minimize
from scipy.special import expit, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from transformer import Shape, Trunk

from rag.embedding.encoder import cosines, load_encoder
from rag.qa.windows import Window
from rag.settings import Settings
from rag.text.terms import content_stems, rarity
from rag.verification.verifier import choose_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rag.embedding.encoder import Encoder
    from rag.schema import Evidence

FIRST = np.array([7.428, 9.309])
"""What chooses the sentences that are read: the weights of `first_columns`, fitted by `first_choice`."""
READ_TOKENS = 700
"""Most tokens of sentences that are read for a question, their neighbours not counted."""
CLAIM_TOKENS = 280
FOLDS = 5
L2 = 1e-3
MOST = 250
"""Most questions of one set that are measured, so that the largest does not take all the time."""
FEWEST = 3
"""Lists of fewer sentences say nothing about whether anything answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One question asked of an archive: in which form, what was offered and what was read of it."""

    source: str
    form: str
    fold: int
    first: np.ndarray
    right: np.ndarray
    read: np.ndarray
    logits: np.ndarray
    answerable: float

    @property
    def best(self) -> int:
        """Which of the sentences read is the best."""
        return int(self.logits.argmax())


def fold_of(key: str) -> int:
    """Return which fold a text is in."""
    return zlib.crc32(key.encode()) % FOLDS


def some(questions: Iterable[Asked]) -> list[Asked]:
    """Return at most `MOST` questions of each set, spread evenly."""
    by_source = defaultdict(list)
    for one in questions:
        by_source[one.source].append(one)
    return [one for own in by_source.values() for one in own[:: -(-len(own) // MOST)]]


# The network by itself


def ranking(network: Network, questions: Sequence[Asked]) -> Iterator[str]:
    """Yield MAP, P@1 and how well questions with an answer are told from those without, by set."""
    ranked, best = defaultdict(list), defaultdict(list)
    for one in questions:
        found = network.read(one.question, evidence_of(one))
        source = set_of(one)
        if len(one.right) >= FEWEST or one.source == "qnli":
            best[source].append((any(one.right), found.answerable, found.logits.max()))
        if any(one.right) and not all(one.right):
            ranked[source].append(precision_of(np.array(one.right)[np.argsort(-found.logits, kind="stable")]))
    for source, values in ranked.items():
        average, first = np.mean(values, axis=0)
        yield f"{source}: MAP {average:.3f}, P@1 {first:.3f} ({len(values)})"
    for source, values in best.items():
        right, answerable, logits = map(np.array, zip(*values, strict=True))
        if 0 < right.sum() < len(right):
            yield (
                f"{source}: answerable AUROC {roc_auc_score(right, answerable):.3f}, by the best sentence "
                f"{roc_auc_score(right, logits):.3f} ({len(right)})"
            )


def precision_of(right: np.ndarray) -> tuple[float, float]:
    """Return average precision and whether the first is right, of labels in order."""
    places = np.flatnonzero(right)
    return float(np.mean((np.arange(len(places)) + 1) / (places + 1))), float(right[0])


# What an archive offers


def forms(one: Asked, evidence: list[Evidence]) -> Iterator[tuple[str, list[Evidence]]]:
    """Yield what is asked of, with what it offers."""
    if not any(one.right):
        yield "never said", evidence
        return
    yield "said", evidence
    yield "sentence gone", without(evidence, answers(one))
    own = frozenset(one.sentences)
    yield "text gone", [e for e in evidence if own.isdisjoint(e.context.sentences)]


def first_columns(question: str, evidence: Sequence[Evidence], encoder: Encoder) -> np.ndarray:
    """Return what tells which sentences are worth reading: shape (len(evidence), 2).

    The share of the question's wording, rare words weighing more, in each sentence with its neighbours and title, and
    the cosine.
    """
    inside = [content_stems(e.text) for e in evidence]
    around = [
        own | content_stems(e.before) | content_stems(e.after) | content_stems(e.title)
        for own, e in zip(inside, evidence, strict=True)
    ]
    weights = rarity(content_stems(question), inside)
    whole = sum(weights.values()) or 1.0
    shares = [sum(w for s, w in weights.items() if s in own) / whole for own in around]
    return np.column_stack([shares, cosines(encoder, question, [e.text for e in evidence])])


def worth_reading(network: Network, evidence: Sequence[Evidence], first: np.ndarray) -> np.ndarray:
    """Return ascending places of the foremost distinct sentences that fit into `READ_TOKENS`, at least one."""
    tokens = network.count_tokens([e.text for e in evidence])
    chosen: dict[str, int] = {}
    filled = 0
    for i in np.argsort(-first, kind="stable").tolist():
        if evidence[i].text in chosen:
            continue
        filled += tokens[i]
        if chosen and filled > READ_TOKENS:
            break
        chosen[evidence[i].text] = i
    return np.sort(np.array(list(chosen.values())))


def askings(
    network: Network, encoder: Encoder, every: Sequence[Asked], questions: Sequence[Asked]
) -> list[Asking]:
    """Ask an archive of all texts, in every form."""
    found = []
    with archive_of([one for one in every if one.source in SOURCES]) as texts:
        for one in questions:
            right = answers(one)
            for form, evidence in forms(one, texts.evidence(one)):
                if not evidence:
                    continue
                first = first_columns(one.question, evidence, encoder)
                chosen = worth_reading(network, evidence, first @ FIRST)
                read = network.read(one.question, [evidence[i] for i in chosen])
                found.append(
                    Asking(
                        source=set_of(one),
                        form=form,
                        fold=fold_of(one.key),
                        first=first,
                        right=np.array([e.text in right for e in evidence]),
                        read=chosen,
                        logits=read.logits,
                        answerable=read.answerable,
                    )
                )
    return found


def set_of(one: Asked) -> str:
    """Return the set of a question; both parts of ClapNQ are one."""
    return one.source.removesuffix("_unanswerable").removesuffix("_answerable")


def fit_order(groups: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Return the weights of columns under which right sentences are likeliest by a softmax over each list's."""
    mixed = [(x, right) for x, right in groups if right.any() and not right.all()]

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, gradient = 0.0, np.zeros_like(w)
        for x, right in mixed:
            p = softmax(x @ w)
            chance = max(p[right].sum(), 1e-12)
            total -= np.log(chance)
            gradient -= x.T @ (np.where(right, p / chance, 0.0) - p)
        return total / len(mixed) + L2 * (w @ w) / 2, gradient / len(mixed) + L2 * w

    return minimize(loss, np.zeros(mixed[0][0].shape[1]), jac=True, method="L-BFGS-B").x


def first_choice(found: Sequence[Asking]) -> np.ndarray:
    """Return the weights that choose what is read, printing how many questions keep a right sentence."""
    said = [a for a in found if a.form == "said" and a.right.any()]
    offered = [a for a in found if a.form == "said"]
    print(f"offered: {len(said)} of {len(offered)} questions have a right sentence in their evidence")
    weights = fit_order([(a.first, a.right) for a in said])
    for most in (8, 12, 16, 20, 24, 32):
        kept = sum(a.right[np.argsort(-(a.first @ weights), kind="stable")[:most]].any() for a in said)
        print(f"  the first {most} keep it for {kept} of {len(said)}")
    kept = sum(a.right[a.read].any() for a in said)
    print(
        f"  what was read has it for {kept}, {np.mean([len(a.read) for a in said]):.1f} sentences on average"
    )
    return weights


def fit_score(found: Sequence[Asking]) -> np.ndarray:
    """Return the weights of the score: of each best sentence, the probability that it answers."""
    x, y, fold, counts = _best(found)
    print("score, held out by folds:")
    logits = np.empty(len(y))
    for k in range(FOLDS):
        logits[fold == k] = x[fold == k] @ _logistic(x[fold != k], y[fold != k], counts[fold != k])
    for label, own in (("with both", logits), ("sentence alone", x[:, 1]), ("answerable alone", x[:, 2])):
        print(f"  {label}: AUROC {roc_auc_score(y, own):.3f}")
    chance = expit(logits)
    for low in np.arange(0.0, 1.0, 0.1):
        own = (chance >= low) & (chance < low + 0.1)
        if own.any():
            print(f"  score {low:.1f} to {low + 0.1:.1f}: right {y[own].mean():.2f} of {own.sum()}")
    return _logistic(x, y, counts)


def _best(found: Sequence[Asking]) -> tuple[np.ndarray, ...]:
    """Return one row for the best sentence of every question: columns, whether it is right, fold, count."""
    x = np.array([[1.0, a.logits.max(), a.answerable] for a in found])
    y = np.array([a.right[a.read][a.best] for a in found])
    fold = np.array([a.fold for a in found])
    forms_ = np.array([f"{a.source} {a.form}" for a in found])
    counts = np.array([1 / (forms_ == f).sum() for f in forms_])
    return x, y, fold, counts * len(found)


def _logistic(x: np.ndarray, y: np.ndarray, counts: np.ndarray) -> np.ndarray:
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=5000)
    return model.fit(x, y, sample_weight=counts).coef_[0]


def silence(found: Sequence[Asking], weights: np.ndarray) -> Iterator[str]:
    """Yield how often a question's best score reaches thresholds, by set and form."""
    thresholds = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    yield f"{'reaching the threshold of':28}" + "".join(f"{t:6.2f}" for t in thresholds)
    best = defaultdict(list)
    for a in found:
        logit = weights @ [1.0, a.logits.max(), a.answerable]
        best[f"{a.source}, {a.form}"].append(expit(logit))
    for name, scores in sorted(best.items()):
        shares = [np.mean(np.array(scores) >= t) for t in thresholds]
        yield f"{name:28}" + "".join(f"{share:6.2f}" for share in shares) + f"{len(scores):6}"


# Claims


def claims(network: Network, aside: Sequence[Claimed]) -> Iterator[str]:
    """Yield how well claims that are supported are told from others, by set."""
    by_source = defaultdict(list)
    for one in aside:
        by_source[one.source].append(one)
    for source, own in by_source.items():
        drawn = own[:: -(-len(own) // MOST)]
        logits = network.support_logits([_window(network, one) for one in drawn])
        supported = np.array([one.borne for one in drawn])
        yield (
            f"{source}: AUROC {roc_auc_score(supported, logits):.3f}, balanced accuracy "
            f"{balanced_accuracy_score(supported, logits >= 0):.3f} ({len(drawn)})"
        )


def _window(network: Network, one: Claimed) -> Window:
    tokens = network.count_tokens(one.sentences)
    chosen = choose_sentences(one.claim, one.sentences, tokens, CLAIM_TOKENS)
    return Window(head=one.claim, sentences=tuple(one.sentences[i] for i in chosen))


def load_trained(file: Path) -> Network:
    """Return a trained network, its weights rounded as they would be shipped."""
    layers = Layers(Trunk(Shape()))
    layers.load_state_dict(dequantise(quantise(load_file(file))))
    return Network(layers.eval(), load_tokenizer(file.parent / "tokenizer.json"))


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add_data(parser)
    parser.add_argument("trained", metavar="TRAINED", type=Path, help="weights of training/train.py")
    chosen = parser.parse_args()
    if not chosen.trained.is_file():
        parser.error(f"there is no file {chosen.trained}")
    network, encoder = load_trained(chosen.trained), load_encoder(Settings(batch_size=32))
    train, aside = asked(chosen.data)
    print(*ranking(network, some(aside)), sep="\n", flush=True)
    asked_of = [one for one in some(aside) if one.source in SOURCES]
    found = askings(network, encoder, [*train, *aside], asked_of)
    print("FIRST", first_choice(found), flush=True)
    weights = fit_score(found)
    print("bias, sentence, answerable:", weights, *silence(found, weights), sep="\n", flush=True)
    print(*claims(network, claimed(chosen.data)[1]), sep="\n")


if __name__ == "__main__":
    main()

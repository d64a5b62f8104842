"""Train the network of Reader and Verifier (`rag.qa.network`) on labelled questions and claims.

    python training/train.py DATA_FOLDER OUT.safetensors [--epochs 2] [--seed 1] [--rate 1.5e-4] [--start WEIGHTS]

Prints figures on what is held aside after every epoch and writes the trained layers in half precision,
without the word embeddings, which stay as published. Data, licences, hardware, time and figures:
`training/README.md`. On Linux set MALLOC_MMAP_THRESHOLD_=4000000000 and MALLOC_TRIM_THRESHOLD_=16000000000:
handing large blocks back to the system after every step takes as long as the step.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from erasing import Why, cuts_of, erase, whys
from examples import Asked, Bearing, Claimed, add_data, asked, bearings, claimed
from retrieved import OTHER_PARAGRAPHS, SOURCES, Beside, archive_of, beside, choose, without_right
from safetensors.torch import load_file, save_file
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from spoiling import made_claims, names_in, numbers_in, spoil_question
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from transformers import AutoTokenizer

from rag.embedding.encoder import load_encoder
from rag.embedding.model_files import find_model
from rag.qa.network import Batch, Layers, Network, Tokens, collate, load_trunk
from rag.qa.windows import Window
from rag.schema import Context, Evidence
from rag.settings import PACKAGED_ENCODER, Settings
from rag.verification.verifier import choose_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEARNING_RATE, HEADS_FASTER, WARM_UP = 1.5e-4, 3.0, 0.06
DROPOUT = 0.1
BATCH_TOKENS = 5000
QAMR_AN_EPOCH, FEVER_AN_EPOCH, MADE_SENTENCES, MADE_ANSWERS = 3500, 2000, 1200, 1000
RETRIEVED_TOKENS, GONE = 400, 0.3
"""Tokens of what an archive offers that are read in one group, and how often the sentences that answer are gone."""
SPOILT, ERASED, TITLED = 0.15, 0.18, 0.6
"""Shares of questions that are spoilt, whose sentence has something taken out, and that are given their title."""
ELSEWHERE = {"qamr": (0.15,)}
ELSEWHERE_ELSE = (0.8, 0.4)
"""Chances of being read also beside near sentences of another text, and of a second one. Questions of QAMR
are about one sentence and too general to be wrong elsewhere."""
NEAREST = 12
LONGEST_WINDOW, LONGEST_ELSEWHERE = 260, 200
MASKS = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One question or claim: its windows, which of their sentences are right, and the answering words."""

    windows: tuple[Window, ...]
    right: tuple[tuple[bool, ...], ...]
    spans: tuple[tuple[int, int, int] | None, ...]


class StoredDropout(nn.Module):
    """Dropout whose masks are pieces of one long random row: drawing bits anew takes a third of a step."""

    row: Tensor | None = None

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, states: Tensor) -> Tensor:
        if not self.training:
            return states
        if StoredDropout.row is None:
            kept = (torch.rand(MASKS) >= self.share).to(torch.bfloat16)
            StoredDropout.row = kept / (1 - self.share)
        start = int(torch.randint(0, MASKS - states.numel(), (1,)))
        mask = StoredDropout.row[start : start + states.numel()].view(states.shape)
        return states * mask.to(states.dtype)


def fresh_network() -> Network:
    """Return the network before training: the encoder's layers, new heads, frozen word embeddings."""
    folder = find_model(PACKAGED_ENCODER).folder
    trunk = load_trunk(folder, attention="eager")
    trunk.embeddings.word_embeddings.weight.requires_grad_(False)
    for module in trunk.modules():
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Dropout):
                inside_attention = "SelfAttention" in type(module).__name__
                setattr(module, name, nn.Dropout(0.0) if inside_attention else StoredDropout(DROPOUT))
    return Network(Layers(trunk), AutoTokenizer.from_pretrained(folder))


class Material:
    """Everything that examples are drawn from."""

    def __init__(self, folder: Path, network: Network) -> None:
        self.network = network
        self.asked, self.aside = asked(folder)
        self.claimed, self.claims_aside = claimed(folder)
        self.bearings = bearings(folder)
        self.names: dict[str, list[str]] = defaultdict(list)
        for one in self.asked:
            self.names[one.key] += names_in(one.sentences)
        self.names = {key: sorted(set(names)) for key, names in self.names.items()}
        self.all_names = sorted({name for names in self.names.values() for name in names})
        self.all_numbers = numbers_in([s for one in self.asked for s in one.sentences])
        self.near = _nearest(self.asked)
        with archive_of(self.asked) as archive:
            self.retrieved = {
                number: beside(one, archive.evidence(one), network.count_tokens)
                for number, one in enumerate(self.asked)
                if one.source in SOURCES
            }
        self.cuts = cuts_of(self.asked)
        texts = {one.sentences for one in self.asked if one.source != "trec"}
        texts |= {one.sentences for one in self.claimed if one.source in {"fever", "wice"}}
        self.whys = whys(sorted(texts))

    def tokens(self, sentences: Sequence[str]) -> int:
        """Return how many tokens sentences have together."""
        return sum(self.network.count_tokens(list(sentences)))

    def questions(self, rng: random.Random) -> list[Group]:
        """Return an epoch's questions, each in a window drawn anew."""
        by_source: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self.asked):
            by_source[one.source].append(number)
        drawn = rng.sample(by_source["qamr"], QAMR_AN_EPOCH)
        for source in ("squad", "xquad", "qed", "qed", "trec", "trec"):
            drawn += by_source[source]
        drawn += 2 * by_source["clapnq_answerable"] + 2 * by_source["clapnq_unanswerable"]
        again = [n for n in self.retrieved if self.asked[n].source not in {"squad", "xquad"}]
        groups = [self._question(number, rng) for number in drawn]
        groups += [g for w in self.whys for g in self._why(w, rng)]
        groups += [self._retrieved(number, rng) for number in (*self.retrieved, *again)]
        return [g for g in groups if g.windows]

    def _retrieved(self, number: int, rng: random.Random) -> Group:
        """Return a question beside what an archive offers, or beside that without the sentences that answer."""
        one, found = self.asked[number], self.retrieved[number]
        question = one.question
        if any(one.right) and rng.random() < GONE:
            found = without_right(found)
        elif any(any(b.right) for b in found) and rng.random() < SPOILT:
            spoilt = spoil_question(one, self.names[one.key], self.all_names, self.all_numbers, rng)
            if spoilt:
                question = spoilt
                found = [Beside(b.window, (False,) * len(b.right)) for b in found]
        chosen = choose(found, lambda w: self.tokens(w.sentences), RETRIEVED_TOKENS, rng)
        titled = rng.random() < TITLED
        windows = [replace(b.window, head=question, title=b.window.title if titled else "") for b in chosen]
        spans = [_span_in(one, b) for b in chosen]
        return Group(windows=tuple(windows), right=tuple(b.right for b in chosen), spans=tuple(spans))

    def _why(self, one: Why, rng: random.Random) -> list[Group]:
        """Return a made why-question beside its reason, and beside a text that says the rest without it."""
        before, after = one.before[rng.randrange(3) :], one.after[: rng.randrange(3)]
        said, bare = (*before, one.sentence, *after), (*before, one.bare, *after)
        right = tuple(i == len(before) for i in range(len(said)))
        none = (False,) * len(said)
        groups = [Group(windows=(Window(head=one.question, sentences=said),), right=(right,), spans=(None,))]
        groups += [Group(windows=(Window(head=one.question, sentences=bare),), right=(none,), spans=(None,))]
        both = (
            Window(head=one.question, sentences=(one.bare, *after)),
            Window(head=one.question, sentences=said),
        )
        groups += [Group(windows=both, right=((False,) * (1 + len(after)), right), spans=(None, None))]
        return [groups[rng.randrange(2)], groups[2]]

    def _question(self, number: int, rng: random.Random) -> Group:
        one = self.asked[number]
        if one.source == "trec":
            return _separate(one, rng)
        if one.span and rng.random() < ERASED and (cuts := self.cuts.get(one.sentences[one.span[0]])):
            one = erase(one, cuts, rng) or one
        question, right, span = one.question, one.right, one.span
        if any(right) and rng.random() < SPOILT:
            spoilt = spoil_question(one, self.names[one.key], self.all_names, self.all_numbers, rng)
            if spoilt:
                question, right, span = spoilt, (False,) * len(right), None
        low, high = self._crop(one, rng)
        title = one.title if rng.random() < TITLED else ""
        windows = [Window(head=question, sentences=one.sentences[low:high], title=title)]
        rights = [right[low:high]]
        kept = span if span and low <= span[0] < high else None
        spans = [kept and (kept[0] - low, kept[1], kept[2])]
        for chance in ELSEWHERE.get(one.source, ELSEWHERE_ELSE):
            if rng.random() > chance:
                continue
            elsewhere = self._elsewhere(number, rng)
            windows.append(Window(head=question, sentences=elsewhere))
            rights.append((False,) * len(elsewhere))
            spans.append(None)
        return Group(windows=tuple(windows), right=tuple(rights), spans=tuple(spans))

    def _crop(self, one: Asked, rng: random.Random) -> tuple[int, int]:
        """Draw which sentences are read: all of a short text, or some around one that is right."""
        count = len(one.sentences)
        if count == 1 or (rng.random() > 0.45 and self.tokens(one.sentences) <= LONGEST_WINDOW):
            return 0, count
        right = [i for i, value in enumerate(one.right) if value]
        right = right or [i for i in [one.erased] if i is not None]
        middle = rng.choice(right) if right and rng.random() < 0.9 else rng.randrange(count)
        width = rng.choice([1, 2, 3, 3, 4, 5, 6])
        low = max(0, middle - rng.randrange(width))
        high = min(count, low + width)
        while high - low > 1 and self.tokens(one.sentences[low:high]) > LONGEST_WINDOW:
            low, high = (low + 1, high) if middle - low > high - 1 - middle else (low, high - 1)
        return low, high

    def _elsewhere(self, number: int, rng: random.Random) -> tuple[str, ...]:
        """Draw sentences of another text, one of them near to the question."""
        text, place = rng.choice(self.near[number])
        width = rng.choice([1, 1, 3, 4])
        low = max(0, place - rng.randrange(width))
        chosen = text[low : low + width]
        while len(chosen) > 1 and self.tokens(chosen) > LONGEST_ELSEWHERE:
            chosen = chosen[:-1]
        return chosen

    def bearing(self, rng: random.Random) -> list[Group]:
        """Return the claims whose sentences are to be found, in windows drawn anew."""
        return [group for one in self.bearings if (group := self._bearing(one, rng))]

    def _bearing(self, one: Bearing, rng: random.Random) -> Group | None:
        count, starts = len(one.sentences), set()
        for place in rng.sample(sorted(one.bearing), min(2, len(one.bearing))):
            width = rng.choice([1, 3, 4, 6])
            starts.add((max(0, place - rng.randrange(width)), width))
        near = choose_sentences(one.claim, one.sentences, self.network.count_tokens(one.sentences), 60)
        wrong = [*near, rng.randrange(count), rng.randrange(count)]
        for place in rng.sample(wrong, min(3, len(wrong))):
            width = rng.choice([1, 3, 5])
            starts.add((max(0, place - rng.randrange(width)), width))
        windows, rights = [], []
        for low, width in sorted(starts):
            sentences = one.sentences[low : low + width]
            windows.append(Window(head=one.claim, sentences=sentences))
            rights.append(tuple(low + i in one.bearing for i in range(len(sentences))))
        if not any(map(any, rights)):
            return None
        return Group(windows=tuple(windows), right=tuple(rights), spans=(None,) * len(windows))

    def claims(self, rng: random.Random) -> list[tuple[Window, bool]]:
        """Return an epoch's claims beside the sentences read with them."""
        fever = [one for one in self.claimed if one.source == "fever"]
        others = [one for one in self.claimed if one.source != "fever"]
        drawn = rng.sample(fever, FEVER_AN_EPOCH) + others
        drawn += made_claims(self.asked, rng, sentences=MADE_SENTENCES, answers=MADE_ANSWERS)
        return [(self.claim_window(one, rng.choice([200, 260, 300])), one.borne) for one in drawn]

    def claim_window(self, one: Claimed, budget: int) -> Window:
        """Return a claim beside the sentences that share most words with it."""
        tokens = self.network.count_tokens(one.sentences)
        chosen = choose_sentences(one.claim, one.sentences, tokens, budget)
        return Window(head=one.claim, sentences=tuple(one.sentences[i] for i in chosen))


def _span_in(one: Asked, found: Beside) -> tuple[int, int, int] | None:
    """Return where a window has the answering words, None where it has no sentence that answers."""
    answer = one.sentences[one.span[0]] if one.span else ""
    if not one.span or not any(found.right) or answer not in found.window.sentences:
        return None
    return found.window.sentences.index(answer), *one.span[1:]


def _separate(one: Asked, rng: random.Random) -> Group:
    """Return a question whose sentences come from different texts: up to two right ones and six wrong."""
    right = [i for i, value in enumerate(one.right) if value]
    wrong = [i for i, value in enumerate(one.right) if not value]
    chosen = rng.sample(right, min(2, len(right))) + rng.sample(wrong, min(6, len(wrong)))
    return Group(
        windows=tuple(Window(head=one.question, sentences=(one.sentences[i],)) for i in chosen),
        right=tuple((one.right[i],) for i in chosen),
        spans=(None,) * len(chosen),
    )


def _nearest(questions: Sequence[Asked]) -> list[list[tuple[tuple[str, ...], int]]]:
    """Return for each question the sentences of other texts nearest to it by cosine: (text, place)."""
    encoder = load_encoder(Settings(batch_size=64))
    places: dict[str, tuple[tuple[str, ...], int, str]] = {}
    for one in questions:
        if one.source != "trec":
            for place, sentence in enumerate(one.sentences):
                places.setdefault(sentence, (one.sentences, place, one.key))
    with torch.autocast("cpu", torch.bfloat16):
        vectors = encoder.encode(list(places), kind="passage")
        queries = encoder.encode([one.question for one in questions], kind="query")
    found, kept = list(places.values()), []
    keys = np.array([hash(key) for _, _, key in found])
    texts = np.array([hash(text) for text, _, _ in found])
    for one, query in zip(questions, queries, strict=True):
        apart = one.source in OTHER_PARAGRAPHS
        own = texts == hash(one.sentences) if apart else keys == hash(one.key)
        closeness = np.where(own, -1, vectors @ query)
        nearest = np.argpartition(-closeness, NEAREST)[:NEAREST]
        kept.append([found[i][:2] for i in sorted(nearest)])
    return kept


# Batches


def batches(items: list, lengths: Sequence[int], sizes: Sequence[int]) -> list[list]:
    """Put items of like length together, so that few tokens are padding.

    Args:
        items: Groups or claims.
        lengths: Tokens of each one's longest window.
        sizes: Windows of each.

    Returns:
        Batches of at most `BATCH_TOKENS` tokens, padding included.
    """
    found: list[list] = []
    for begin in range(0, len(items), 1024):
        order = sorted(range(begin, min(begin + 1024, len(items))), key=lambda i: lengths[i])
        batch: list = []
        windows = 0
        for i in order:
            if batch and lengths[i] * (windows + sizes[i]) > BATCH_TOKENS:
                found.append(batch)
                batch, windows = [], 0
            batch.append(items[i])
            windows += sizes[i]
        found.append(batch)
    return found


def side_by_side(network: Network, windows: Sequence[Window]) -> tuple[list[Tokens], Batch]:
    """Return windows as one batch of a round shape, since every new shape costs time."""
    tokens = network.tokenise(windows)
    longest = -(-max(map(len, tokens)) // 32) * 32
    return tokens, collate(tokens, network.tokenizer.pad_token_id, longest=longest)


def epoch(material: Material, seed: int) -> list[tuple[str, list]]:
    """Return an epoch's batches in random order: ("questions", groups) and ("claims", windows)."""
    rng = random.Random(seed)
    groups = material.questions(rng) + material.bearing(rng)
    rng.shuffle(groups)
    claims = material.claims(rng)
    rng.shuffle(claims)
    found = []
    tokens = iter(material.network.tokenise([w for g in groups for w in g.windows]))
    lengths = [max(len(next(tokens)) for _ in g.windows) for g in groups]
    found += [("questions", b) for b in batches(groups, lengths, [len(g.windows) for g in groups])]
    lengths = list(map(len, material.network.tokenise([w for w, _ in claims])))
    found += [("claims", b) for b in batches(claims, lengths, [1] * len(claims))]
    rng.shuffle(found)
    return found


# Losses


def question_loss(network: Network, groups: Sequence[Group]) -> Tensor:
    """Return how badly groups are judged: order and refusal together, each sentence, and the words.

    The first is a softmax over all sentences of a question and over "none answers", whose logit is 0; the
    second each sentence's own cross-entropy (half weight); the third the cross-entropy of the first and the
    last token of the answer (half weight).
    """
    windows = [w for g in groups for w in g.windows]
    tokens, batch = side_by_side(network, windows)
    with torch.autocast("cpu", torch.bfloat16):
        states = network.layers.states(batch)
    logits = network.layers.answer_logits(states, batch)
    right = torch.tensor([value for g in groups for own in g.right for value in own])
    sizes = [sum(map(len, g.right)) for g in groups]
    order = torch.stack(
        [
            _refusal_or_right(own, value)
            for own, value in zip(logits.split(sizes), right.split(sizes), strict=True)
        ]
    ).mean()
    loss = order + 0.5 * binary_cross_entropy_with_logits(logits, right.float())
    spans = [s for g in groups for s in g.spans]
    rows, ends = [], []
    for row, (own, span) in enumerate(zip(tokens, spans, strict=True)):
        if span and (found := _token_span(own, span)):
            rows.append(row)
            ends.append(found)
    if rows:
        outside = batch.sentence_of[rows].unsqueeze(-1) < 0
        places = network.layers.span_logits(states[rows]).masked_fill(outside, -1e4)
        gold = torch.tensor(ends)
        loss = loss + 0.25 * (
            cross_entropy(places[..., 0], gold[:, 0]) + cross_entropy(places[..., 1], gold[:, 1])
        )
    return loss


def _refusal_or_right(logits: Tensor, right: Tensor) -> Tensor:
    everything = torch.logsumexp(torch.cat([logits, logits.new_zeros(1)]), 0)
    return everything - torch.logsumexp(logits[right], 0) if right.any() else everything


def _token_span(tokens: Tokens, span: tuple[int, int, int]) -> tuple[int, int] | None:
    """Return the first and the last token of [start, end) in one sentence."""
    sentence, start, end = span
    inside = (tokens.sentence_of == sentence) & (tokens.offsets[:, 0] < end) & (tokens.offsets[:, 1] > start)
    found = np.flatnonzero(inside)
    return (int(found[0]), int(found[-1])) if len(found) else None


def claim_loss(network: Network, claims: Sequence[tuple[Window, bool]]) -> Tensor:
    """Return the cross-entropy of whether claims are borne."""
    _, batch = side_by_side(network, [window for window, _ in claims])
    with torch.autocast("cpu", torch.bfloat16):
        states = network.layers.states(batch)
    logits = network.layers.support_logits(states, batch)
    return binary_cross_entropy_with_logits(logits, torch.tensor([float(borne) for _, borne in claims]))


# Measuring


@torch.no_grad()
def report(material: Material) -> Iterator[str]:
    """Yield figures on what is held aside, by data set."""
    network = material.network
    network.layers.eval()
    ranked, best = defaultdict(list), defaultdict(list)
    for one in (o for o in material.aside if o.source != "qamr"):
        scores = network.read(one.question, evidence_of(one))
        best[one.source.split("_")[0]].append((any(one.right), scores.max()))
        if any(one.right) and not all(one.right):
            order = np.argsort(-scores, kind="stable")
            places = np.flatnonzero(np.array(one.right)[order])
            precision = np.mean((np.arange(len(places)) + 1) / (places + 1))
            ranked[one.source].append((precision, float(places[0] == 0)))
    for source, values in ranked.items():
        average, first = np.mean(values, axis=0)
        yield f"{source}: MAP {average:.3f}, P@1 {first:.3f} ({len(values)})"
    for source in ("squad", "clapnq"):
        yield f"{source}: refusal AUROC {roc_auc_score(*zip(*best[source], strict=True)):.3f}"
    borne = defaultdict(list)
    for one in material.claims_aside:
        logit = network.support_logits([material.claim_window(one, 300)])[0]
        borne[one.source].append((one.borne, logit))
    for source, values in borne.items():
        labels, logits = map(np.array, zip(*values, strict=True))
        accuracy = balanced_accuracy_score(labels, logits >= 0)
        yield f"{source}: AUROC {roc_auc_score(labels, logits):.3f}, balanced accuracy {accuracy:.3f}"
    network.layers.train()


def evidence_of(one: Asked) -> list[Evidence]:
    """Return a question's sentences as evidence."""
    if one.source == "trec":
        return [Evidence(context=Context(sentences=(s,)), position=0) for s in one.sentences]
    context = Context(sentences=one.sentences, title=one.title)
    return [Evidence(context=context, position=i) for i in range(len(one.sentences))]


# The run


def save(network: Network, path: Path) -> None:
    """Write the trained layers in half precision."""
    state = network.layers.state_dict()
    trained = {k: v.half().contiguous() for k, v in state.items() if "word_embeddings" not in k}
    save_file(trained, path)
    print(f"{path}: SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


def main() -> None:
    """Train, and print what becomes of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add_data(parser)
    parser.add_argument("out", metavar="OUT", type=Path, help="the file of weights that is written")
    parser.add_argument("--epochs", type=int, default=2, help="rounds over the examples (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn (%(default)s)")
    parser.add_argument("--rate", type=float, default=LEARNING_RATE, help="of learning (%(default)s)")
    parser.add_argument("--start", metavar="WEIGHTS", type=Path, help="go on from these weights")
    chosen = parser.parse_args()
    if not chosen.out.parent.is_dir():
        parser.error(f"there is no folder {chosen.out.parent} to write {chosen.out.name} to")
    if chosen.start and not chosen.start.is_file():
        parser.error(f"--start: there is no file {chosen.start}")
    random.seed(chosen.seed)
    torch.manual_seed(chosen.seed)
    network = fresh_network()
    if chosen.start:
        network.layers.load_state_dict(
            {k: v.float() for k, v in load_file(chosen.start).items()}, strict=False
        )
    material = Material(chosen.data, network)
    trained = [(n, p) for n, p in network.layers.named_parameters() if p.requires_grad]
    trunk = [p for n, p in trained if n.startswith("trunk.")]
    heads = [p for n, p in trained if not n.startswith("trunk.")]
    groups = [{"params": trunk, "lr": chosen.rate}, {"params": heads, "lr": HEADS_FASTER * chosen.rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    epochs = [epoch(material, 1000 * chosen.seed + number) for number in range(chosen.epochs)]
    steps = sum(map(len, epochs))

    def pace(step: int) -> float:
        return min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.02, 1 - step / steps)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, pace)
    losses: dict[str, list[float]] = defaultdict(list)
    network.layers.train()
    began, done = time.monotonic(), 0
    for number, found in enumerate(epochs, 1):
        for kind, batch in found:
            loss = question_loss(network, batch) if kind == "questions" else claim_loss(network, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(trunk + heads, 1.0)
            optimiser.step()
            schedule.step()
            losses[kind].append(loss.item())
            done += 1
            if done % 100 == 0:
                shown = ", ".join(f"{k} {np.mean(v[-50:]):.3f}" for k, v in losses.items())
                print(f"{done}/{steps}: {shown}, {time.monotonic() - began:.0f} s", flush=True)
        save(network, chosen.out)
        print(f"epoch {number}:", *report(material), sep="\n  ", flush=True)


if __name__ == "__main__":
    main()

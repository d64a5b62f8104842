"""Train the larger network (`network`) on labelled questions and claims.

    python training/train.py DATA_FOLDER MPNET_FOLDER OUT_FOLDER [--minutes 100] [--seed 1] [--rate 6e-5]

Runs for so many minutes of its own, on a GPU where there is one. Every ten minutes it writes a checkpoint into
OUT_FOLDER; the same command goes on from there after a kill. In the end OUT_FOLDER has `trained.safetensors`,
in half precision, with its tokenizer. Data, licences, hardware and figures:
`training/README.md`.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from base import base_folder, load_base
from examples import add_data
from material import Group, Material
from network import Batch, Network, Tokens, collate
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.qa.windows import Window

LEARNING_RATE, HEADS_FASTER, WARM_UP, LAST = 6e-5, 5.0, 0.06, 0.02
"""The rate of the layers, how much faster the heads learn, the share of the run in which the rate rises, and
the share of the rate that is left in the end."""
BATCH_TOKENS = 4000
FEW = 6
"""Windows that are read in one batch whatever their lengths."""
FROZEN = 4
"""Lowest layers that stay as they are, with the embeddings."""
CHECKPOINT_SECONDS = 600
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


# Batches


def batches(items: list, lengths: Sequence[int]) -> list[list]:
    """Put items of like length together, so that few tokens are padding.

    Args:
        items: Groups or claims.
        lengths: Tokens of each.

    Returns:
        Batches of about `BATCH_TOKENS` tokens.
    """
    found: list[list] = []
    for begin in range(0, len(items), 768):
        order = sorted(range(begin, min(begin + 768, len(items))), key=lambda i: lengths[i])
        batch: list = []
        filled = 0
        for i in order:
            if batch and filled + lengths[i] > BATCH_TOKENS:
                found.append(batch)
                batch, filled = [], 0
            batch.append(items[i])
            filled += lengths[i]
        found.append(batch)
    return found


def chunks(network: Network, windows: Sequence[Window]) -> list[tuple[list[int], list[Tokens], Batch]]:
    """Return windows in up to three batches of like length, of round shapes, since every new shape costs time.

    Returns:
        For each batch the places of its windows, their tokens, and the batch.
    """
    tokens = network.tokenise(windows)
    order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]))
    found = []
    for rows in filter(len, np.array_split(np.array(order), 3 if len(order) > FEW else 1)):
        own = [tokens[i] for i in rows]
        batch = collate(own, longest=-(-max(map(len, own)) // 16) * 16)
        found.append((rows.tolist(), own, batch.to(DEVICE)))
    return found


def epoch(material: Material, seed: int) -> list[tuple[str, list]]:
    """Return a round's batches in random order: ("questions", groups) and ("claims", windows)."""
    rng = random.Random(seed)
    groups = material.questions(rng) + material.bearing(rng)
    rng.shuffle(groups)
    claims = material.claims(rng)
    rng.shuffle(claims)
    found = []
    tokens = iter(material.network.tokenise([w for g in groups for w in g.windows]))
    lengths = [sum(len(next(tokens)) for _ in g.windows) for g in groups]
    found += [("questions", b) for b in batches(groups, lengths)]
    lengths = list(map(len, material.network.tokenise([w for w, _ in claims])))
    found += [("claims", b) for b in batches(claims, lengths)]
    rng.shuffle(found)
    return found


# Losses


def autocast() -> torch.autocast:
    """Return the precision of training: bfloat16 for products."""
    return torch.autocast(DEVICE.type, torch.bfloat16)


def question_loss(network: Network, groups: Sequence[Group]) -> Tensor:
    """Return how badly groups are judged: order, each sentence, whether anything answers, and the words.

    The first is a softmax over all sentences of a question and over "none answers", whose logit is 0; the
    second each sentence's own cross-entropy (half weight); the third that of the question as a whole (half
    weight); the last the cross-entropy of the first and the last token of the answer (half weight).
    """
    layers, windows = network.layers, [w for g in groups for w in g.windows]
    spans = [s for g in groups for s in g.spans]
    logits: list[Tensor] = [torch.empty(0)] * len(windows)
    firsts: list[Tensor] = [torch.empty(0)] * len(windows)
    words: list[Tensor] = []
    for rows, tokens, batch in chunks(network, windows):
        states = layers.states(batch)
        own = layers.answer_logits(states, batch).split([len(windows[i].sentences) for i in rows])
        for place, row in enumerate(rows):
            logits[row], firsts[row] = own[place], states[place, 0].float()
        words += _span_losses(network, states, batch, tokens, [spans[i] for i in rows])
    order, answerable, any_right = [], [], []
    row = 0
    for group in groups:
        mine = slice(row, row + len(group.windows))
        right = torch.tensor([value for own in group.right for value in own], device=DEVICE)
        order.append(_none_or_right(torch.cat(logits[mine]), right))
        answerable.append(layers.answerable_logit(torch.stack(firsts[mine]), logits[mine]))
        any_right.append(float(right.any()))
        row = mine.stop
    every = torch.tensor([float(v) for g in groups for own in g.right for v in own], device=DEVICE)
    loss = torch.stack(order).mean() + 0.5 * binary_cross_entropy_with_logits(torch.cat(logits), every)
    any_target = torch.tensor(any_right, device=DEVICE)
    loss = loss + 0.5 * binary_cross_entropy_with_logits(torch.stack(answerable), any_target)
    return loss + 0.25 * torch.stack(words).mean() if words else loss


def _span_losses(
    network: Network,
    states: Tensor,
    batch: Batch,
    tokens: Sequence[Tokens],
    spans: Sequence[tuple[int, int, int] | None],
) -> Iterator[Tensor]:
    """Yield the cross-entropies of first and last token together, of each window that has an answer."""
    for row, (own, span) in enumerate(zip(tokens, spans, strict=True)):
        if span and (gold := _token_span(own, span)):
            outside = batch.sentence_of[row].unsqueeze(-1) < 0
            places = network.layers.span_logits(states[row]).masked_fill(outside, -1e4)
            yield cross_entropy(places.T, torch.tensor(gold, device=DEVICE), reduction="sum")


def _none_or_right(logits: Tensor, right: Tensor) -> Tensor:
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
    logits, borne = [], []
    for rows, _, batch in chunks(network, [window for window, _ in claims]):
        states = network.layers.states(batch)
        logits.append(network.layers.support_logits(states, batch))
        borne += [float(claims[i][1]) for i in rows]
    return binary_cross_entropy_with_logits(torch.cat(logits), torch.tensor(borne, device=DEVICE))


# The run


class Run:
    """A network that learns, and where it stands: everything that a checkpoint keeps."""

    def __init__(self, network: Network, folder: Path, rate: float, minutes: float) -> None:
        self.network, self.folder, self.minutes = network, folder, minutes
        named = [(n, p) for n, p in network.layers.named_parameters() if p.requires_grad]
        self.rates = (rate, HEADS_FASTER * rate)
        self.parameters = [
            [p for n, p in named if n.startswith("trunk.")],
            [p for n, p in named if not n.startswith("trunk.")],
        ]
        groups = [{"params": p, "lr": r} for p, r in zip(self.parameters, self.rates, strict=True)]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self.number, self.place, self.spent = 0, 0, 0.0
        self.file = folder / "checkpoint.pt"
        if self.file.is_file():
            self._resume()

    def _resume(self) -> None:
        kept = torch.load(self.file, map_location=DEVICE, weights_only=True)
        self.network.layers.load_state_dict(kept["layers"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.number, self.place, self.spent = kept["number"], kept["place"], kept["spent"]
        print(f"goes on at batch {self.place} of round {self.number}, after {self.spent / 60:.0f} minutes")

    def checkpoint(self) -> None:
        """Write everything, so that a kill at any moment leaves the last or this checkpoint."""
        kept = {"layers": self.network.layers.state_dict(), "optimiser": self.optimiser.state_dict()}
        kept |= {"number": self.number, "place": self.place, "spent": self.spent}
        new = self.file.with_suffix(".new")
        torch.save(kept, new)
        new.replace(self.file)

    def pace(self) -> float:
        """Return the share of the rate at this moment: it rises for a while, then falls to the end."""
        done = self.spent / 60 / self.minutes
        return min(1.0, 0.02 + done / WARM_UP) * max(LAST, 1 - done)

    def step(self, loss: Tensor) -> None:
        """Learn from one batch."""
        for group, rate in zip(self.optimiser.param_groups, self.rates, strict=True):
            group["lr"] = rate * self.pace()
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([p for own in self.parameters for p in own], 1.0)
        self.optimiser.step()

    def learn(self, rounds: Iterator[tuple[int, list[tuple[str, list]]]]) -> None:
        """Learn until the minutes are over."""
        losses: dict[str, list[float]] = defaultdict(list)
        written = self.spent
        for number, found in rounds:
            self.number = number
            while self.place < len(found):
                began = time.monotonic()
                kind, batch = found[self.place]
                with autocast():  # one for all chunks: each casts the weights once
                    loss = (question_loss if kind == "questions" else claim_loss)(self.network, batch)
                self.step(loss)
                losses[kind].append(loss.item())
                self.place += 1
                self.spent += time.monotonic() - began
                if self.place % 50 == 0:
                    shown = ", ".join(f"{k} {np.mean(v[-100:]):.3f}" for k, v in losses.items())
                    print(
                        f"{number}: {self.place}/{len(found)}: {shown}, {self.spent / 60:.1f} min", flush=True
                    )
                if self.spent - written > CHECKPOINT_SECONDS:
                    self.checkpoint()
                    written = self.spent
                if self.spent > 60 * self.minutes:
                    return
            self.place = 0


def main() -> None:
    """Train, and write what becomes of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add_data(parser)
    parser.add_argument(
        "base", metavar="MPNET_FOLDER", type=base_folder, help="all-mpnet-base-v2, as published"
    )
    parser.add_argument("out", metavar="OUT_FOLDER", type=Path, help="folder of checkpoint and weights")
    parser.add_argument("--minutes", type=float, default=100, help="how long it runs (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of all that is drawn (%(default)s)")
    parser.add_argument("--rate", type=float, default=LEARNING_RATE, help="of learning (%(default)s)")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    random.seed(chosen.seed)
    torch.manual_seed(chosen.seed)
    network = load_base(chosen.base, frozen=FROZEN)
    network.layers.to(DEVICE).train()
    material = Material(chosen.data, network)
    run = Run(network, chosen.out, chosen.rate, chosen.minutes)
    first = run.number
    rounds = ((n, epoch(material, 1000 * chosen.seed + n)) for n in range(first, first + 100))
    run.learn(rounds)
    run.checkpoint()
    network.tokenizer.save(str(chosen.out / "tokenizer.json"))
    trained = {k: v.half().contiguous().cpu() for k, v in network.layers.state_dict().items()}
    save_file(trained, chosen.out / "trained.safetensors")


if __name__ == "__main__":
    main()

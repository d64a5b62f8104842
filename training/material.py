"""What is learnt from: questions and claims in windows, drawn anew in every round.

Belongs here: which windows a question or claim is read beside, and which of their sentences are right. Does
not belong here: reading the data sets (`examples`), made examples (`spoiling`), learning (`train`).
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from examples import Asked, Bearing, Claimed, asked, bearings, claimed
from near import answer_of, nearest
from spoiling import made_claims, names_in, numbers_in, spoil_question

from rag.qa.windows import Window
from rag.verification.verifier import choose_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from network import Network

DRAWN = {
    "squad2": 2600, "xquad": 500, "squadshifts_wiki": 1100, "squadshifts_reviews": 100, "squadshifts_reddit": 100,
    "qadiscourse": 600, "torque": 250, "timeqa": 250, "fairytaleqa": 250, "covidqa": 150, "quotesum": 100,
    "rgb": 453, "qed": 700, "clapnq_answerable": 303, "clapnq_unanswerable": 170, "wikiqa": 1400, "selqa": 700,
    "qnli": 800, "trec": 190, "qamr": 1000,
}  # fmt: skip
"""How many questions of each set a round has; small sets come several times, in other windows."""
CLAIMS = {"fever_pairs": 1000, "summedits": 500, "fm2": 900, "rte": 800, "wice": 300, "averitec": 200}
MADE_SENTENCES, MADE_ANSWERS = 500, 400

LEANING = {"qamr", "qadiscourse", "torque", "squadshifts_reviews", "squadshifts_reddit", "fairytaleqa", "rgb"}
"""Sets whose questions lean on their text ("the reviewer"): too general to be wrong beside another text."""
PARTICULAR = {"squad2", "xquad", "squadshifts_wiki", "timeqa", "covidqa", "qamr", "qadiscourse", "selqa"}
"""Sets whose articles have several texts, of which those without the answering words do not answer."""
OWN_ALONE, GONE, ELSEWHERE_TOO = 0.35, 0.28, 0.37
"""How often a question is read beside its own text alone, beside its own text without the sentences that
answer and near ones of other texts, and beside both. One that leans on its text has no other texts."""
SPOILT, TITLED = 0.12, 0.6
"""Shares of answerable questions that are spoilt, and of all that are given their title."""
LONGEST_WINDOW, SHORTEST_TILE, LONGEST_NEAR = 230, 110, 110
GROUP_TOKENS = 420
"""Tokens of sentences that are read for one question; with a longer text, some of its windows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One question or claim: its windows, which of their sentences are right, and the answering words."""

    windows: tuple[Window, ...]
    right: tuple[tuple[bool, ...], ...]
    spans: tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive sentences, which of them are right, and where the answer stands in them."""

    sentences: tuple[str, ...]
    right: tuple[bool, ...]
    span: tuple[int, int, int] | None = None
    title: str = ""


class Material:
    """Everything that examples are drawn from."""

    def __init__(self, folder: Path, network: Network) -> None:
        self.network = network
        self.asked, self.aside = asked(folder)
        self.claimed, self.claims_aside = claimed(folder)
        self.bearings = bearings(folder)
        self.names: dict[str, list[str]] = defaultdict(list)
        for one in self.asked:
            if one.source in PARTICULAR or one.source in {"qed", "clapnq_answerable"}:
                self.names[one.key] += names_in(one.sentences)
        self.names = {key: sorted(set(names)) for key, names in self.names.items()}
        self.all_names = sorted({name for names in self.names.values() for name in names})
        self.all_numbers = numbers_in(
            [s for one in self.asked if one.source == "squad2" for s in one.sentences]
        )
        self.by_source: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self.asked):
            self.by_source[one.source].append(number)
        self.near: dict[int, list[tuple[int, int]]] = {}

    def tokens(self, sentences: Sequence[str]) -> int:
        """Return how many tokens sentences have together."""
        return sum(self.network.count_tokens(list(sentences)))

    # Questions

    def questions(self, rng: random.Random) -> list[Group]:
        """Return a round's questions, each in windows drawn anew."""
        drawn = []
        for source, count in DRAWN.items():
            own = self.by_source[source]
            drawn += own * (count // len(own)) + rng.sample(own, count % len(own))
        wanted = [n for n in dict.fromkeys(drawn) if n not in self.near and self.asked[n].source != "trec"]
        self.near |= nearest(self.asked, wanted)
        groups = [self._question(number, rng) for number in drawn]
        return [g for g in groups if g.windows]

    def _question(self, number: int, rng: random.Random) -> Group:
        one = self.asked[number]
        if one.source == "trec":
            return _separate(one, rng)
        question, own = one.question, Part(one.sentences, one.right, one.span, one.title)
        if any(one.right) and rng.random() < SPOILT and one.source not in LEANING:
            spoilt = spoil_question(one, self.names.get(one.key, []), self.all_names, self.all_numbers, rng)
            if spoilt:
                question, own = spoilt, Part(one.sentences, (False,) * len(one.right), None, one.title)
        near = self._near(number, rng)
        chance = rng.random()
        if chance < OWN_ALONE:
            parts = self._tiles(own, rng, GROUP_TOKENS)
        elif chance < OWN_ALONE + GONE and any(own.right):
            rest = _without_right(own, answer_of(one))
            parts = self._tiles(rest, rng, GROUP_TOKENS // 2) if rest.sentences else []
            parts += near[: rng.choice([1, 2, 3])] or self._tiles(own, rng, GROUP_TOKENS)
        else:
            parts = self._tiles(own, rng, GROUP_TOKENS // 2) + near[: rng.choice([1, 1, 2, 3])]
        rng.shuffle(parts)
        titled = rng.random() < TITLED
        windows = [
            Window(head=question, sentences=p.sentences, title=p.title if titled else "") for p in parts
        ]
        return Group(
            windows=tuple(windows), right=tuple(p.right for p in parts), spans=tuple(p.span for p in parts)
        )

    def _near(self, number: int, rng: random.Random) -> list[Part]:
        """Draw windows of other texts, the nearest more often, that do not answer."""
        one, found = self.asked[number], []
        for other, place in self.near[number]:
            text = self.asked[other]
            same_article = text.key == one.key
            if same_article and one.source not in PARTICULAR:
                continue
            if not same_article and one.source in LEANING:
                continue
            if rng.random() < 0.6:
                found.append(self._around(text, place, rng, answer_of(one)))
        return [p for p in found if p.sentences][:3]

    def _around(self, text: Asked, place: int, rng: random.Random, answer: str) -> Part:
        """Return a sentence with some of its neighbours, those left out that hold the answering words."""
        width = rng.choice([1, 2, 3, 4, 6])
        low = max(0, place - rng.randrange(width))
        chosen = [s for s in text.sentences[low : low + width] if not (answer and answer in s.lower())]
        while len(chosen) > 1 and self.tokens(chosen) > LONGEST_NEAR:
            chosen = chosen[:-1]
        return Part(tuple(chosen), (False,) * len(chosen), None, text.title)

    def _tiles(self, part: Part, rng: random.Random, most: int) -> list[Part]:
        """Cut a text into windows; of a long one draw some, one with a right sentence among them."""
        tokens = self.network.count_tokens(part.sentences)
        if rng.random() < 0.2:
            return [_slice(part, *self._crop(part, tokens, rng))]
        limit = rng.randint(SHORTEST_TILE, LONGEST_WINDOW)
        tiles, low, filled = [], 0, 0
        for i, n in enumerate(tokens):
            if filled and filled + n > limit:
                tiles.append((low, i))
                low, filled = i, 0
            filled += n
        tiles.append((low, len(tokens)))
        order = sorted(tiles, key=lambda t: (not any(part.right[t[0] : t[1]]), rng.random()))
        chosen, read = [], 0
        for tile in order:
            size = sum(tokens[slice(*tile)])
            if not chosen or read + size <= most:
                chosen.append(tile)
                read += size
        return [_slice(part, *tile) for tile in sorted(chosen)]

    def _crop(self, part: Part, tokens: Sequence[int], rng: random.Random) -> tuple[int, int]:
        """Draw a few consecutive sentences, mostly around one that is right."""
        count = len(tokens)
        right = [i for i, value in enumerate(part.right) if value]
        middle = rng.choice(right) if right and rng.random() < 0.9 else rng.randrange(count)
        width = rng.choice([1, 2, 3, 3, 4, 5])
        low = max(0, middle - rng.randrange(width))
        high = min(count, low + width)
        while high - low > 1 and sum(tokens[low:high]) > LONGEST_WINDOW:
            low, high = (low + 1, high) if middle - low > high - 1 - middle else (low, high - 1)
        return low, high

    # Claims

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
        """Return a round's claims beside the sentences read with them."""
        drawn: list[Claimed] = []
        for source, count in CLAIMS.items():
            own = [one for one in self.claimed if one.source == source]
            drawn += rng.sample(own, min(count, len(own)))
        spanned = [one for one in self.asked if one.source in {"squad2", "xquad", "squadshifts_wiki"}]
        drawn += made_claims(spanned, rng, sentences=MADE_SENTENCES, answers=MADE_ANSWERS)
        return [(self.claim_window(one, rng.choice([160, 220, 280])), one.borne) for one in drawn]

    def claim_window(self, one: Claimed, budget: int) -> Window:
        """Return a claim beside the sentences that share most words with it."""
        tokens = self.network.count_tokens(one.sentences)
        chosen = choose_sentences(one.claim, one.sentences, tokens, budget)
        return Window(head=one.claim, sentences=tuple(one.sentences[i] for i in chosen))


def _slice(part: Part, low: int, high: int) -> Part:
    span = part.span
    kept = (span[0] - low, span[1], span[2]) if span and low <= span[0] < high else None
    return replace(part, sentences=part.sentences[low:high], right=part.right[low:high], span=kept)


def _without_right(part: Part, answer: str) -> Part:
    """Return a text without the sentences that answer, and without those that hold the answering words."""
    rest = [
        s
        for s, right in zip(part.sentences, part.right, strict=True)
        if not right and not (answer and answer in s.lower())
    ]
    return Part(tuple(rest), (False,) * len(rest), None, part.title)


def _separate(one: Asked, rng: random.Random) -> Group:
    """Return a question whose sentences come from different texts: up to two right ones and six wrong."""
    right = [i for i, value in enumerate(one.right) if value]
    wrong = [i for i, value in enumerate(one.right) if not value]
    kept = [] if rng.random() < GONE else rng.sample(right, min(2, len(right)))
    chosen = kept + rng.sample(wrong, min(6, len(wrong)))
    return Group(
        windows=tuple(Window(head=one.question, sentences=(one.sentences[i],)) for i in chosen),
        right=tuple((one.right[i],) for i in chosen),
        spans=(None,) * len(chosen),
    )

"""Compare a claim with the sentences cited for it, word by word and without a model; English.

Belongs here: the kinds of mismatch and the function that finds them; each kind has its module (`names`,
`quantities`, `modality`, `polarity`; `verbatim` finds what needs no check). Does not belong here: reading
numbers, dates and tokens (`rag.text`), entailment by a network, what becomes of a claim that fails.

A mismatch is a reason to distrust a claim. No mismatch is no proof: a paraphrase, and right words in a wrong
relation, pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from rag.checks.modality import wrong_modality
from rag.checks.names import wrong_names
from rag.checks.polarity import opposites, wrong_polarity, wrong_scope
from rag.checks.quantities import count_different_things, wrong_dates, wrong_numbers
from rag.checks.verbatim import unquoted
from rag.text.tokens import Text, tokenize

__all__ = ["Mismatch", "MismatchKind", "counts_otherwise", "mismatches"]

MismatchKind = Literal["number", "date", "name", "negation", "antonym", "modality", "quantity"]

_ORDER = get_args(MismatchKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A piece of a claim that the sentences cited for it do not support: a slice of the claim."""

    kind: MismatchKind
    text: str


def mismatches(claim: str, sentences: Sequence[str]) -> list[Mismatch]:
    """Find what in a claim the sentences cited for it do not support.

    A part of the claim that a cited sentence has word for word, with nothing around it that takes it back,
    has no mismatch.

    Args:
        claim: The claim, any text.
        sentences: The sentences cited for it, each with as much context as the reader will see.

    Returns:
        The mismatches, by kind in the order of `MismatchKind`, then by place in the claim; empty where there
        are none, and where no sentence has words to compare with.
    """
    parts = unquoted(claim, sentences)
    if not parts:
        return []
    sources = [tokenize(s) for s in sentences]
    if not any(source.tokens for source in sources):
        return []
    found = [m for part in parts for m in _check(tokenize(part), sources)]
    return sorted(dict.fromkeys(found), key=lambda m: _ORDER.index(m.kind))


def _check(claim: Text, sources: Sequence[Text]) -> Iterator[Mismatch]:
    closest = max(sources, key=lambda s: len(s.content & claim.content))
    pieces: dict[MismatchKind, Iterator[str]] = {
        "number": wrong_numbers(claim, sources),
        "date": wrong_dates(claim, sources),
        "name": wrong_names(claim, sources),
        "negation": wrong_polarity(claim, closest, sources),
        "antonym": opposites(claim, closest, sources),
        "modality": wrong_modality(claim, closest, sources),
        "quantity": wrong_scope(claim, sources),
    }
    for kind, texts in pieces.items():
        for text in texts:
            yield Mismatch(kind=kind, text=text)


def counts_otherwise(one: str, other: str) -> bool:
    """Say whether two wordings of a sentence share a number, but count different things with it.

    Args:
        one: A sentence.
        other: A sentence of much the same words.

    Returns:
        True for "5 litres" and "5 gallons".
    """
    return count_different_things(tokenize(one), tokenize(other))

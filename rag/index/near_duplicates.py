"""Finding near duplicates: one story in several outlets, shortened or with another headline or byline.

Belongs here: finding copies and choosing the original. Does not belong here: what an answer does with copies
(`rag.qa.retriever`), naming them in the ledger (`rag.index.ledger`).

Pairs of similar stories are found by MinHash over shingles, that is runs of words (Broder 1997, "On the
resemblance and containment of documents"; the library is datasketch), with banding (Leskovec, Rajaraman &
Ullman 2014, "Mining of Massive Datasets", 3.4). Each pair is then compared sentence by sentence. Where a
sentence of one differs from its counterpart in a number, a date, a name or a negation, the later story is an
update and no copy.
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
    "contradict",
    "credits_outlet",
    "find_copies",
    "fingerprint",
    "story_alone",
    "words_of",
]

COPY_REVISION = "copies-5"
"""Version of these rules: an index built by other rules is built anew."""

_BANDS, _ROWS = 42, 3
"""Bands of a signature, and rows of a band. Two texts that share the fraction s of their shingles are found
with probability 1 - (1 - s^3)^42: 99.6 % for a half, 80 % for a third."""

_MULTIPLIERS = np.array(
    [pow(0x9E3779B97F4A7C15, power, 1 << 64) for power in range(1, _ROWS + 1)], dtype=np.uint64
)
"""Hashes the rows of a band to one number: powers of 2^64 divided by the golden ratio (Knuth, The Art of
Computer Programming 3, 6.4). Numbers sort faster than rows, and a collision costs only one comparison."""

_SHINGLE = 4
"""Words in a shingle."""

_SHORTEST = 25
"""Fewest words of a text that is compared with others; a shorter one is a copy only of the very same
words."""

_COVERED = 0.8
"""Smallest fraction of the shorter text's words that are in sentences which the longer text has too."""

_ALIGNED = 0.5
"""Smallest Jaccard similarity of two sentences that count as the same sentence, worded differently."""

_HEAD = 1_000
"""Characters at the beginning of a text that may hold its dateline."""

_BUCKET = 24
"""Most originals stored for one band; a band that more texts share comes from boilerplate."""

_COMPARED = 6
"""Most originals that one text is compared with, the most similar first."""

_DECISIVE = {"number", "date", "name", "negation", "antonym"}
"""Kinds of difference that make a story an update of another and no copy."""

_CURRENCIES = r"$\u00a2-\u00a5\u20a0-\u20cf"
"""Currency signs, to be put into a character class of a regular expression."""

_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+"
    rf"|[{_CURRENCIES}%\u2030]"
)
"""A word, or a sign that is read as a word, such as that of a currency. In scripts without spaces between
words, every character is a word."""

_DIGITS = re.compile(r"\d+")
_THOUSANDS = re.compile(r"(?<=\d)[, .\u00a0\u202f](?=\d{3}\b)")
_CURRENCY = re.compile(rf"[{_CURRENCIES}]")
_NEGATION = re.compile(r"\b(?:not|no|never|nor|neither|none|without|cannot)\b|n[’']t\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,;:] )(?:[^\W\d_]\.){2,}|(?<=[\w,;:] )[^\W\d_][\w’'-]*")
"""A word that does not begin a sentence, or an acronym."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What copies of a story are found by: the SHA-256 of its words, and its MinHash signature.

    Without words both are empty; with fewer than 25 words the signature is.
    """

    words_sha256: str
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What is needed of an article to find its copies.

    ``row`` is its row in the catalogue. ``published`` is a date or time in ISO form, "" for none. ``agency``
    says whether the dateline credits the article's own outlet.
    """

    row: int
    article_id: str
    published: str
    agency: bool
    fingerprint: Fingerprint


def story_alone(text: str, marks: Iterable[Mark]) -> str:
    """Return a text without its headlines, bylines and boilerplate, which differ between copies.

    Args:
        text: The article's text.
        marks: Its marks, ascending.

    Returns:
        The story: the parts that no mark covers, each on a line of its own.
    """
    parts, position = [], 0
    for mark in marks:
        parts.append(text[position : mark.start])
        position = mark.end
    return "\n".join([*parts, text[position:]])


def fingerprint(story: str) -> Fingerprint:
    """Return the fingerprint of a story; it depends on the words alone, not on the machine.

    Args:
        story: The story, without headline, byline and boilerplate.

    Returns:
        The fingerprint.
    """
    words = words_of(without_dateline(story))
    digest = hashlib.sha256(" ".join(words).encode()).hexdigest() if words else ""
    if len(words) < _SHORTEST:
        return Fingerprint(words_sha256=digest, signature=b"")
    shingles = {" ".join(words[i : i + _SHINGLE]).encode() for i in range(len(words) - _SHINGLE + 1)}
    hashed = _empty().copy()
    hashed.update_batch(sorted(shingles))
    return Fingerprint(words_sha256=digest, signature=hashed.hashvalues.astype("<u4").tobytes())


@cache
def _empty() -> MinHash:
    """Return an empty MinHash, to be copied: making one generates random numbers, which takes time."""
    return MinHash(num_perm=_BANDS * _ROWS, seed=1)


def credits_outlet(text: str, outlet: str | None) -> bool:
    """Say whether a dateline credits the article's own outlet, which makes it the agency's own copy.

    Args:
        text: The article's text.
        outlet: The outlet that the article states.

    Returns:
        Whether the dateline holds the outlet in brackets: "ORLOW, Nov 3 (Lakeside Wire) –".
    """
    if not outlet:
        return False
    return f"({outlet.casefold()})" in text[:_HEAD].casefold()


def _order(story: Story) -> tuple[str, bool, str, str]:
    """Return the sort key that puts the original first: day, agency's own copy, time, id; undated ones last.

    Times are compared in UTC. A date without a time comes before all times of that day.
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
    """Find which stories are copies of which.

    The original of a group is the earliest story; on the same day, the agency's own copy; then the first by
    time and by article id. Undated stories come last. Every copy is similar to its original, not merely to
    another copy of it.

    Args:
        stories: All stories, in any order.
        text_of: Returns the text of a story, given its row; called only for stories that may be copies.
        compared: Results of earlier comparisons: (row, other row) → whether the first is a copy of the
            second. Such pairs are not compared again. Afterwards it holds the results that were used this
            time.

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
    comparison.keep_used()
    copies |= near
    return {row: near.get(original, original) for row, original in copies.items()}


class _Comparison:
    """Compares stories by their rows; reuses the results of earlier comparisons."""

    def __init__(self, text_of: Callable[[int], str], compared: dict[tuple[int, int], bool]) -> None:
        self._read = lru_cache(maxsize=512)(lambda row: _Sentences(text_of(row)))
        self._compared = compared
        self._used: dict[tuple[int, int], bool] = {}

    def is_copy(self, row: int, other: int) -> bool:
        """Say whether the story in one row is a copy of that in another."""
        known = self._compared.get((row, other))
        result = _is_copy(self._read(row), self._read(other)) if known is None else known
        self._used[row, other] = result
        return result

    def keep_used(self) -> None:
        """Replace the earlier results by those that were used."""
        self._compared.clear()
        self._compared.update(self._used)


def _near_copies(stories: Sequence[Story], is_copy: Callable[[int, int], bool]) -> dict[int, int]:
    """Find copies among stories that are sorted so that an original precedes its copies."""
    if not stories:
        return {}
    table = np.stack([np.frombuffer(s.fingerprint.signature, dtype="<u4") for s in stories])
    shared = _shared_bands(table)
    originals: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    copies: dict[int, int] = {}
    for place, story in enumerate(stories):
        keys = shared.get(place, ())
        found = sorted({at for key in keys for at in originals[key]}, key=lambda at: stories[at].row)
        similar = (stories[at].row for at in _most_similar(table, place, found))
        original = next((row for row in similar if is_copy(story.row, row)), None)
        if original is not None:
            copies[story.row] = original
            continue
        for key in keys:
            if len(originals[key]) < _BUCKET:
                originals[key].append(place)
    return copies


def _most_similar(table: NDArray[np.uint32], place: int, others: list[int]) -> list[int]:
    """Return the few rows of a table of signatures that are most similar to one, ties in the order given."""
    if len(others) <= 1:
        return others
    equal = (table[others] == table[place]).sum(axis=1)
    return [others[i] for i in np.argsort(-equal, kind="stable")[:_COMPARED]]


def _shared_bands(table: NDArray[np.uint32]) -> dict[int, list[tuple[int, int]]]:
    """Return row of a table of signatures → (band, number of the group of rows that share the band)."""
    shared: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    bands = table.reshape(len(table), _BANDS, _ROWS)
    for band in range(_BANDS):
        keys = bands[:, band].astype(np.uint64) @ _MULTIPLIERS
        _, group, size = np.unique(keys, return_inverse=True, return_counts=True)
        for place in np.flatnonzero(size[group] > 1).tolist():
            shared[place].append((band, int(group[place])))
    return shared


class _Sentences:
    """The sentences of a story, each with its words."""

    def __init__(self, story: str) -> None:
        body = without_dateline(unbroken(story))
        texts = [body[start:end] for start, end in split(body)]
        pairs = [(text, tuple(words_of(text))) for text in texts]
        self.sentences = [(text, words, frozenset(words)) for text, words in pairs if words]
        self.length = sum(len(words) for _, words, _ in self.sentences)
        self.whole = {words for _, words, _ in self.sentences}


def _is_copy(one: _Sentences, other: _Sentences) -> bool:
    """Say whether the longer of two stories has most of the shorter, and contradicts none of it."""
    shorter, longer = sorted((one, other), key=lambda s: s.length)
    covered = 0
    for text, words, own in shorter.sentences:
        if words in longer.whole:
            covered += len(words)
            continue
        nearest = max(longer.sentences, key=lambda s: _jaccard(own, s[2]))
        if _jaccard(own, nearest[2]) < _ALIGNED:
            continue
        if contradict(text, nearest[0]) or _mismatch(text, nearest[0]):
            return False
        covered += len(words)
    return covered >= _COVERED * shorter.length


def contradict(one: str, other: str) -> bool:
    """Say whether two wordings of a sentence differ in a number, unit, date, name or negation.

    Args:
        one: A sentence.
        other: A sentence of nearly the same words.

    Returns:
        Whether they differ so.
    """
    one, other = unbroken(one), unbroken(other)
    if len(_NEGATION.findall(one)) != len(_NEGATION.findall(other)):
        return True
    if any(read(one) - read(other) and read(other) - read(one) for read in (_numbers, _names, _currencies)):
        return True
    return counts_otherwise(one, other)


def _mismatch(one: str, other: str) -> bool:
    """Say whether one of two wordings has a decisive part that the other does not support (`rag.checks`)."""
    both = (*mismatches(one, [other]), *mismatches(other, [one]))
    return any(mismatch.kind in _DECISIVE for mismatch in both)


def _numbers(text: str) -> set[str]:
    return set(_DIGITS.findall(_THOUSANDS.sub("", text)))


def _currencies(text: str) -> set[str]:
    return set(_CURRENCY.findall(text))


def _names(text: str) -> set[str]:
    """Return the capitalised words of a sentence except the first, acronyms without their dots."""
    return {word.replace(".", "") for word in _NAME.findall(text) if word[0].isupper()}


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


def words_of(text: str) -> list[str]:
    """Return the words of a text, normalised: without case, width, accents, soft hyphens and marks.

    Currency and percent signs are words.

    Args:
        text: Any text.

    Returns:
        Its words in order; in scripts without spaces between words, every character is a word.
    """
    plain = unicodedata.normalize("NFKD", unbroken(text)).casefold()
    bare = "".join(c for c in plain if not unicodedata.combining(c)) if not plain.isascii() else plain
    return _WORD.findall(bare)

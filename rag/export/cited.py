"""The citations of answers in reading order: their numbers, and the cited articles.

Belongs here: what all forms of export need of citations. Does not belong here: writing a document (`html`,
`markdown`, `bibliography`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "METADATA",
    "Numbers",
    "cited_by",
    "is_sure",
    "listed",
    "only_sure",
    "short_answer",
    "sources_of",
    "verbatim",
]

METADATA = ("article_id", "title", "outlet", "author", "url", "language", "published", "published_at")
"""Keys of a citation that hold metadata of its article."""


def listed(record: dict[str, Any], key: str) -> list[Any]:
    """Return the list under a key of a record; empty where it is absent or null."""
    return record.get(key) or []


def cited_by(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the citations of an answer except near misses, in reading order: claims, then disagreements."""
    for claim in listed(answer, "claims"):
        yield from listed(claim, "citations")
        yield from listed(claim, "context")
    for disagreement in listed(answer, "disagreements"):
        for side in listed(disagreement, "sides"):
            yield from listed(side, "citations")


class Numbers:
    """Numbers cited sentences from 1 in reading order; one that is cited again keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Any, ...], int] = {}
        self.citations: list[dict[str, Any]] = []

    def of(self, citation: dict[str, Any]) -> int:
        """Return the number of a cited sentence; it gets the next number where it has none."""
        key = tuple(
            citation.get(k)
            for k in (*METADATA, "page", "start", "end", "quote", "text_sha256", "file_sha256")
        )
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self.citations.append(citation)
        return self._numbers[key]


def sources_of(answers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the metadata of each article that answers cite, in the order of the first citation."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for answer in answers:
        for citation in cited_by(answer):
            known = {key: citation.get(key) for key in METADATA}
            found.setdefault(tuple(known.values()), known)
    return list(found.values())


def is_sure(claim: dict[str, Any], answer: dict[str, Any]) -> bool:
    """Say whether a claim's score reaches the answer's threshold; where one is not known, it is sure."""
    score, threshold = claim.get("score"), answer.get("answer_threshold")
    return score is None or threshold is None or score >= threshold


def only_sure(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer without its less sure claims; one that has no other claim abstains."""
    claims = listed(answer, "claims")
    sure = [claim for claim in claims if is_sure(claim, answer)]
    if len(sure) == len(claims):
        return answer
    return {**answer, "claims": sure, "status": "answered" if sure else "abstained"}


def short_answer(answer: dict[str, Any]) -> str | None:
    """Return the short answer: the answer span of the first claim, where it is sure and in its quote."""
    claims = listed(answer, "claims")
    citations = listed(claims[0], "citations") if claims and is_sure(claims[0], answer) else []
    span = claims[0].get("answer_span") if citations else None
    if not span:
        return None
    first = citations[0]
    start, end = span["start"] - first["start"], span["end"] - first["start"]
    return first["quote"][start:end] if 0 <= start < end <= len(first["quote"]) else None


def verbatim(claim: dict[str, Any]) -> bool:
    """Say whether a claim is one of the sentences it cites, white space aside."""
    words = claim["text"].split()
    return any(words == citation["quote"].split() for citation in listed(claim, "citations"))

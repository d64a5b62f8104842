"""The citations of answers in reading order: their numbers, and the articles they stand in.

Belongs here: what every form of export needs to know about citations. Does not belong here: how any of them
is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["METADATA", "Numbers", "cited_by", "listed", "short_answer", "sources_of", "verbatim"]

METADATA = ("article_id", "title", "outlet", "author", "url", "language", "published", "published_at")
"""What a citation repeats of its article."""


def listed(record: dict[str, Any], key: str) -> list[Any]:
    """Return a list of a record; one that is absent or null is empty."""
    return record.get(key) or []


def cited_by(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the citations behind what an answer says, in reading order: claims, then disagreements."""
    for claim in listed(answer, "claims"):
        yield from listed(claim, "citations")
        yield from listed(claim, "context")
    for disagreement in listed(answer, "disagreements"):
        for side in listed(disagreement, "sides"):
            yield from listed(side, "citations")


class Numbers:
    """Numbers for the sentences of answers, from 1 in reading order; one cited twice keeps its first."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Any, ...], int] = {}
        self.citations: list[dict[str, Any]] = []

    def of(self, citation: dict[str, Any]) -> int:
        """Return the number of a citation's sentence, a new one where it has none."""
        key = tuple(
            citation.get(k)
            for k in (*METADATA, "page", "start", "end", "quote", "text_sha256", "file_sha256")
        )
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self.citations.append(citation)
        return self._numbers[key]


def sources_of(answers: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what is known of each article that answers cite, in the order they are first cited."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for answer in answers:
        for citation in cited_by(answer):
            known = {key: citation.get(key) for key in METADATA}
            found.setdefault(tuple(known.values()), known)
    return list(found.values())


def short_answer(answer: dict[str, Any]) -> str | None:
    """Return the words of the first citation that answer; None where there are none, or not in its quote."""
    claims = listed(answer, "claims")
    citations = listed(claims[0], "citations") if claims else []
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

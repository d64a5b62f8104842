"""Questions taken from the archive itself, and only such as it answers.

Belongs here: turning a sentence into a question that it answers, and trying the question. Does not belong
here: how an answer is found, or drawn.

Only sentences whose subject can be asked for without turning the sentence round are used, since that needs no
grammar beyond its beginning: "About 310 people live on the island." asks "How many people live on the
island?".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.datamodel import Article
    from rag.pipeline import Archive

__all__ = ["example_questions", "question_from"]

_READ = 60
"""Articles that are looked into, spread evenly over the archive."""

_TRIED = 8
"""Questions that are tried; each costs what asking it costs."""

_WORDS = range(6, 18)
"""Words of a sentence that makes a question people like to read."""

_COUNTED = re.compile(
    r"(?:About|Around|Some|Nearly|Almost|Over|More than|At least|Fewer than)?\s*"
    r"(?:\d[\d,]*|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|Twenty|Thirty|Forty|Fifty)"
    r"(?: hundred| thousand| million)? (?P<rest>[a-z]+s\b.*|people\b.*|children\b.*|women\b.*|men\b.*)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:[A-Z][\w’'-]+ ){1,2}[A-Z][\w’'-]+ "
    r"(?P<rest>(?:[a-z]+ed|won|led|wrote|told|made|built|found|became|began) .*)"
)
_NO_SUBJECT = re.compile(r"\b(?:he|she|they|it|his|her|their|its|this|these|those|there)\b", re.IGNORECASE)
"""Words that lean on another sentence; a question made of them would be nobody's."""


def question_from(sentence: str) -> str | None:
    """Return a question that a sentence answers.

    Args:
        sentence: An English sentence.

    Returns:
        The question; None where the sentence is of no form that is known.
    """
    plain = " ".join(sentence.split()).rstrip()
    if not plain.endswith(".") or len(plain.split()) not in _WORDS or re.search(r'["“”:;()]', plain):
        return None
    for form, asks in ((_COUNTED, "How many"), (_NAMED, "Who")):
        found = form.fullmatch(plain[:-1])
        if found and not _NO_SUBJECT.search(found["rest"]):
            return f"{asks} {found['rest'].strip()}?"
    return None


def example_questions(archive: Archive, most: int = 4) -> tuple[str, ...]:
    """Return questions that the archive answers with the sentence that they were made from.

    Args:
        archive: The archive.
        most: Most questions.

    Returns:
        The same questions for the same archive, from different articles; none where none was found.

    Raises:
        IndexError_: The index has been damaged or replaced by one that does not fit.
    """
    kept: list[str] = []
    for tried, (question, article, sentence) in enumerate(_candidates(archive)):
        if len(kept) == most or tried == _TRIED:
            break
        claims = archive.ask(question, claims=1).claims
        cited = {(c.article.article_id, c.quote) for claim in claims for c in claim.citations}
        if (article.article_id, sentence) in cited:
            kept.append(question)
    return tuple(kept)


def _candidates(archive: Archive) -> Iterator[tuple[str, Article, str]]:
    """Yield at most one (question, article, sentence) of each article looked into."""
    for article, sentences in archive.sample(_READ):
        if (article.language or "en").split("-")[0].casefold() != "en":
            continue
        for sentence in sentences:
            if question := question_from(sentence):
                yield question, article, sentence
                break

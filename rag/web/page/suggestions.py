"""Questions taken from the archive itself, and only such as it answers.

Belongs here: turning a sentence into a question that it answers, and trying the question. Does not belong
here: how an answer is found, or drawn.

Only two kinds of sentence are used, since they need hardly any grammar: those whose subject can be asked for
without turning the sentence round ("About 310 people live on the island." asks "How many people live on the
island?"), and those with an auxiliary verb, which changes places with the subject ("The bridge was closed
because its arches were cracking." asks "Why was the bridge closed?").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.archive import Archive
    from rag.schema import Article

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
    r"(?: hundred| thousand| million)? "
    r"(?P<rest>(?!\w+ (?:ago|later|earlier|after|before|since)\b)(?:[a-z]+s|people|children|women|men)\b.*)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?:[A-Z][\w’'-]+ ){1,2}[A-Z][\w’'-]+ "
    r"(?P<rest>(?:[a-z]+ed|won|led|wrote|told|made|built|found|became|began) .*)"
)
_SUBJECT = r"(?P<subject>The (?:[\w’'-]+ ){1,4}|(?:[A-Z][\w’'-]+ ){1,3})"
_REST = r"(?P<rest>[a-z][^,]*?)"
_REASONED = re.compile(rf"{_SUBJECT}(?P<verb>was|were|is|are|will|has|have) {_REST},? because .+")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)\w*\.?"
_DATED = re.compile(
    rf"{_SUBJECT}(?P<verb>was|were|is|are|will) {_REST} (?:on|in) "
    rf"(?:(?:\w+day,? )?{_MONTH}(?: \d{{1,2}})?(?:,? \d{{4}})?|\w+day|\d{{4}})"
)
_CLAUSES = re.compile(r"\b(?:that|who|which|when|while|whose|not|said|says)\b")
"""Words that make a sentence more than one clause, or its turning round another question."""

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
    for form, asks in ((_REASONED, "Why"), (_DATED, "When")):
        found = form.fullmatch(plain[:-1])
        if found and not any(bad.search(found["subject"] + found["rest"]) for bad in (_NO_SUBJECT, _CLAUSES)):
            subject = re.sub("^The ", "the ", found["subject"])
            return f"{asks} {found['verb']} {subject}{found['rest'].strip()}?"
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

"""Example questions: made from sentences of the archive, and only those that it answers.

Belongs here: turning a sentence into a question, and asking it. Does not belong here: how an answer is found,
HTML (`html.controls`).

Two kinds of sentence are used, because they need little grammar. In the first the question word replaces the
subject ("About 310 people live on the island." gives "How many people live on the island?"). In the second an
auxiliary verb changes places with the subject ("The bridge was closed because its arches were cracking."
gives "Why was the bridge closed?").
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.archive import Archive
    from rag.index.catalogue import Catalogue
    from rag.schema import Article

__all__ = ["example_questions", "question_from"]

_MAX_ARTICLES = 60
"""Most articles that are read, spread evenly over the archive."""

_MAX_ASKED = 8
"""Most questions that are asked; each takes as long as any question."""

_MAX_EXAMPLES = 4
"""Most questions that the page shows."""

_WORDS = range(6, 18)
"""Lengths, in words, of the sentences that are used."""

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
"""Words of a sentence with several clauses, or whose meaning changes when its verb is moved."""

_REFERRING = re.compile(r"\b(?:he|she|they|it|his|her|their|its|this|these|those|there)\b", re.IGNORECASE)
"""Words that refer to another sentence; a question with one of them cannot be understood alone."""


def question_from(sentence: str) -> str | None:
    """Return a question that a sentence answers.

    Args:
        sentence: An English sentence.

    Returns:
        The question; None where the sentence has none of the known forms.
    """
    plain = " ".join(sentence.split()).rstrip()
    if not plain.endswith(".") or len(plain.split()) not in _WORDS or re.search(r'["“”:;()]', plain):
        return None
    for form, question_word in ((_COUNTED, "How many"), (_NAMED, "Who")):
        found = form.fullmatch(plain[:-1])
        if found and not _REFERRING.search(found["rest"]):
            return f"{question_word} {found['rest'].strip()}?"
    for form, question_word in ((_REASONED, "Why"), (_DATED, "When")):
        found = form.fullmatch(plain[:-1])
        if found and not any(bad.search(found["subject"] + found["rest"]) for bad in (_REFERRING, _CLAUSES)):
            subject = re.sub("^The ", "the ", found["subject"])
            return f"{question_word} {found['verb']} {subject}{found['rest'].strip()}?"
    return None


def example_questions(archive: Archive) -> tuple[str, ...]:
    """Return questions that the archive answers with the sentence that each was made from.

    Args:
        archive: The archive.

    Returns:
        Up to four questions from different articles, the same ones for the same archive.

    Raises:
        IndexError_: The index has been damaged or replaced by one that does not fit.
    """
    examples: list[str] = []
    for asked, (question, article, sentence) in enumerate(_candidates(archive.catalogue)):
        if len(examples) == _MAX_EXAMPLES or asked == _MAX_ASKED:
            break
        claims = archive.ask(question, claims=1).claims
        cited = {(c.article.article_id, c.quote) for claim in claims for c in claim.citations}
        if (article.article_id, sentence) in cited:
            examples.append(question)
    return tuple(examples)


def _candidates(catalogue: Catalogue) -> Iterator[tuple[str, Article, str]]:
    """Yield at most one (question, article, sentence) of each article that is read."""
    for article, sentences in _sample(catalogue):
        if (article.language or "en").split("-")[0].casefold() != "en":
            continue
        for sentence in sentences:
            if question := question_from(sentence):
                yield question, article, sentence
                break


def _sample(catalogue: Catalogue) -> Iterator[tuple[Article, list[str]]]:
    """Yield articles spread evenly over the archive, each with the sentences of its story in their order."""
    count = catalogue.size().articles
    for row in range(0, count, max(1, -(-count // _MAX_ARTICLES))):
        article = catalogue.article_row(row)
        places = (sentence for _, sentence in catalogue.sentences(row) if sentence.role == "story")
        yield article, [article.text[place.start : place.end] for place in places]

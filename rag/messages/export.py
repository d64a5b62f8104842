"""Texts of exported documents.

Belongs here: their labels and sentences, as plain text. Whoever changes one raises `rag.export.FORM`, because
`rag verify` compares documents word by word. Does not belong here: what the page says of an answer as well
(`answer`).
"""

from __future__ import annotations

from rag.messages import answer

NOT_IN_ARCHIVE = f"{answer.NOT_IN_ARCHIVE}."
NEAREST = "Nearest sentences, which do not answer the question:"
HOW_TO_CHECK = (
    "This file carries its answers as data: rag verify FILE checks every citation against the articles, and "
    "that the text shown is what the answers say."
)

QUESTIONS = "Questions"
SOURCES = "Sources"
PASSAGES_FOUND = "Passages found"
HOW_MADE = "How it was made"
OUTLET, AUTHOR, PUBLISHED, LINK, LANGUAGE = "Outlet", "Author", "Published", "Link", "Language"
ARTICLE, SENTENCES, TEXT, FILE, READ_BY = "Article", "Sentences", "Text", "File", "Read by"
INDEX, SETTINGS, TOOK = "Index", "Settings", "Took"


def questions(number: int) -> str:
    """Return the title of a document with several questions."""
    return f"{number} questions to the archive"


def support(score: float, *, reworded: bool) -> str:
    """Return how well the sources support a claim; ``score``: in [0, 1]."""
    return f"{answer.REWORDED}; support {score:.0%}" if reworded else f"Support {score:.0%}"


def answering(score: float) -> str:
    """Return how well a claim answers the question; ``score``: in [0, 1]."""
    return f"Answers the question: {score:.0%}"


def closeness(score: float) -> str:
    """Return how well a near miss answers the question; ``score``: in [0, 1]."""
    return f"answers the question: {score:.0%}"


def disagree_about(about: str) -> str:
    """Return the heading of a disagreement."""
    return f"{answer.disagree_about(about)}:"


def of_passage(start: int, end: int) -> str:
    """Return the passage, `[start, end)`, that a sentence belongs to."""
    return f"of the passage [{start}, {end})"


def on_page(number: int) -> str:
    """Return the page of its article that a sentence is on."""
    return f"on {answer.on_page(number)}"

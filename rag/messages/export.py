"""What exported documents say.

Belongs here: their words, as plain text made of plain values. A change of them changes the form of the
documents (`rag.export.FORM`). Does not belong here: what the page says of an answer as well (`answers`).
"""

from __future__ import annotations

from rag.messages import answers

NOT_IN_ARCHIVE = f"{answers.NOT_IN_ARCHIVE}."
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


def support(borne: float, *, reworded: bool) -> str:
    """Say how well its sources bear a claim, as a share."""
    return f"{answers.REWORDED}; support {borne:.0%}" if reworded else f"Support {borne:.0%}"


def answering(score: float) -> str:
    """Say how well a claim answers the question, as a share."""
    return f"Answers the question: {score:.0%}"


def closeness(score: float) -> str:
    """Say how well a sentence that is merely near answers the question, as a share."""
    return f"answers the question: {score:.0%}"


def disagree_about(about: str) -> str:
    """Introduce the sides of a disagreement."""
    return f"{answers.disagree_about(about)}:"


def of_passage(start: int, end: int) -> str:
    """Say in which passage a sentence stands."""
    return f"of the passage [{start}, {end})"


def on_page(number: int) -> str:
    """Say on which page a sentence stands."""
    return f"on {answers.on_page(number)}"

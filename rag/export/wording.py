"""What exported documents say by themselves, as plain text.

Belongs here: words of ours that more than one form of export says. Does not belong here: escaping, layout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.export.cited import listed, verbatim
from rag.rendering import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "HOW_TO_CHECK",
    "NEAREST",
    "NOT_IN_ARCHIVE",
    "disagree_about",
    "heading",
    "refusal",
    "remarks",
    "scope",
    "spoken_by",
    "understood_as",
]

NOT_IN_ARCHIVE = "Not in the archive."
NEAREST = "Nearest sentences, which do not answer the question:"
HOW_TO_CHECK = (
    "This file carries its answers as data: rag verify FILE checks every citation against the articles, and "
    "that the text shown is what the answers say."
)
_REASONS = {
    "no_evidence": "No sentence in the archive answers this question.",
    "partial": "The archive answers only a part of this question.",
    "false_presupposition": "The question assumes something that the archive does not bear out.",
    "filtered_out": "No article passes the filters.",
    "language": "The question is in a language that the archive cannot be searched in.",
}


def heading(answers: Sequence[dict[str, Any]]) -> str:
    """Return the title of a document: its question, or how many there are."""
    return (
        one_line(answers[0]["question"]) if len(answers) == 1 else f"{len(answers)} questions to the archive"
    )


def understood_as(answer: dict[str, Any]) -> str | None:
    """Say how a follow-up question was completed; None where it was not."""
    completed = answer.get("completed_question")
    return f"Understood as: {one_line(completed)}" if completed else None


def scope(filters: Mapping[str, Any]) -> str:
    """Say which filters a question was asked with; "" for none."""
    begun = [("since", "published from"), ("until", "published to")]
    named = [("outlets", "in"), ("authors", "by"), ("languages", "in the language"), ("formats", "as")]
    parts = [f"{words} {filters[name]}" for name, words in begun if filters.get(name)]
    parts += [f"{words} {' or '.join(filters[name])}" for name, words in named if filters.get(name)]
    return one_line(f"Only articles {', '.join(parts)}") if parts else ""


def refusal(answer: dict[str, Any]) -> str:
    """Say why there is no claim."""
    reason = answer.get("reason") or _REASONS.get(answer.get("reason_code") or "no_evidence") or ""
    return one_line(reason)


def remarks(claim: dict[str, Any]) -> list[str]:
    """Say what is known about a claim: who says it, how many sources, whether its words are the article's."""
    sources, support = claim.get("independent_sources"), claim.get("support")
    said = [*spoken_by(claim)]
    if sources is not None:
        said.append(f"{sources} independent {'source' if sources == 1 else 'sources'}")
    if not listed(claim, "citations"):
        said.append("No source is cited")
    elif not verbatim(claim):
        said.append("Reworded" if support is None else f"Reworded; support {support:.0%}")
    elif support is not None and support < 1:
        said.append(f"Support {support:.0%}")
    return said


def spoken_by(claim: dict[str, Any]) -> list[str]:
    """Say who says something, where that is known."""
    return [f"Said by {one_line(claim['speaker'])}"] if claim.get("speaker") else []


def disagree_about(disagreement: dict[str, Any]) -> str:
    """Introduce the sides of a disagreement."""
    about = one_line(disagreement.get("about") or "")
    return f"Sources disagree about {about}:" if about else "Sources disagree:"

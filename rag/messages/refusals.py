"""Why a question is not answered, or not as asked: the sentences of every refusal.

Belongs here: their words. Does not belong here: which of them fits a question, and the names and clauses that
are filled in (`rag.qa.abstention`); what else is said of an answer (`answer`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EMPTY_ARCHIVE = "The archive holds no article."
NOTHING_PASSES = "No article in the archive passes the filters."
OTHERS_ANSWER = "The articles that pass the filters do not answer this; others in the archive do."
OTHER_LANGUAGE = (
    "The question is not in English, which is all that the Reader reads: sentences were ranked by closeness "
    "in meaning alone."
)
OTHER_LANGUAGE_UNANSWERED = f"No sentence in the archive comes near enough. {OTHER_LANGUAGE}"
OTHER_YEARS = "The archive tells this of other years only, not of the one that is asked about."
NOTHING_NEAR = "No sentence in the archive comes near this question."

_FOR_CODES = {
    "no_evidence": "No sentence in the archive answers this question.",
    "partial": "The archive answers only a part of this question.",
    "false_presupposition": "The question assumes something that the archive does not bear out.",
    "filtered_out": "No article passes the filters.",
    "language": "The question is in a language that the archive cannot be searched in.",
}
"""Reason code → what is said where an answer states the code alone."""

_LACKING = {
    "person": "says who",
    "time": "says when",
    "place": "says where",
    "reason": "says why",
    "manner": "says how",
    "number": "gives the number",
    "amount": "gives the figure",
}
"""Answer type → what no sentence does."""


def reason_of(answer: Mapping[str, Any]) -> str:
    """Return why an answer has no claim: its own reason, or else the text for its reason code."""
    return str(answer.get("reason") or _FOR_CODES.get(answer.get("reason_code") or "no_evidence", ""))


def unsupported(statement: str | None) -> str:
    """Return that nothing supports a statement, which ends with a full stop; None: it is not repeated."""
    if statement is None:
        return "Nothing in the archive bears out what the question takes for granted."
    return f"Nothing in the archive says that {statement}"


def contradicted(statement: str | None) -> str:
    """Return that a sentence says the opposite of a statement; None: it is not repeated."""
    return f"{unsupported(statement).rstrip('.')}; a sentence near this question says the opposite."


def not_mentioned(unknown: Sequence[str], known: Sequence[str] = ()) -> str:
    """Return that nothing mentions some names or words of a question, and that others are mentioned."""
    missing = " or ".join(f"“{name}”" for name in unknown)
    if known:
        return f"The archive mentions {' and '.join(known)}, but not {missing}."
    return f"Nothing in the archive mentions {missing}."


def unanswered(lacks: str, known: Sequence[str] = ()) -> str:
    """Return that no sentence does something, as `says` or `lacking` words it; which names are mentioned."""
    if known:
        return f"The archive mentions {' and '.join(known)}, but no sentence in it {lacks}."
    return f"No sentence in the archive {lacks}."


def says(clause: str) -> str:
    """Return what no sentence does, in the words of the question: "says who won the election"."""
    return f"says {clause}"


def lacking(answer_type: str) -> str:
    """Return what no sentence does, by the kind of thing that a question asks for: "says when"."""
    return _LACKING.get(answer_type, "answers the question")

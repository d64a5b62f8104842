"""What is known about a claim, in the words of exported documents.

Belongs here: choosing what more than one form of export says. Does not belong here: the words
(`rag.messages.export`), escaping, layout.
"""

from __future__ import annotations

from typing import Any

from rag import messages
from rag.export.cited import listed, verbatim
from rag.rendering import one_line

__all__ = ["disagree_about", "remarks", "said_by"]


def remarks(claim: dict[str, Any]) -> list[str]:
    """Say who says a claim, how many sources it has, and whether its words are the article's."""
    independent, borne = messages.answer.sources(claim.get("independent_sources")), claim.get("support")
    said = [*said_by(claim), *([independent] if independent else [])]
    reworded = not verbatim(claim)
    if not listed(claim, "citations"):
        said.append(messages.answer.NOTHING_CITED)
    elif borne is None:
        said += [messages.answer.REWORDED] if reworded else []
    elif reworded or borne < 1:
        said.append(messages.export.support(borne, reworded=reworded))
    return said


def said_by(claim: dict[str, Any]) -> list[str]:
    """Say who says something, where that is known."""
    speaker = messages.answer.spoken_by(claim.get("speaker"))
    return [speaker] if speaker else []


def disagree_about(disagreement: dict[str, Any]) -> str:
    """Introduce the sides of a disagreement."""
    return messages.export.disagree_about(one_line(disagreement.get("about") or ""))

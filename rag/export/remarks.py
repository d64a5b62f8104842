"""Remarks about a claim in exported documents: speaker, number of sources, support.

Belongs here: which remarks a claim has, in every form of export. Does not belong here: their words
(`rag.messages.export`), escaping, layout.
"""

from __future__ import annotations

from typing import Any

from rag import messages
from rag.export.cited import listed, verbatim
from rag.rendering import one_line

__all__ = ["disagree_about", "remarks", "said_by"]


def remarks(claim: dict[str, Any]) -> list[str]:
    """Return the remarks: speaker, number of independent sources, whether the claim is reworded, support."""
    independent, support = messages.answer.sources(claim.get("independent_sources")), claim.get("support")
    said = [*said_by(claim), *([independent] if independent else [])]
    reworded = not verbatim(claim)
    if not listed(claim, "citations"):
        said.append(messages.answer.NOTHING_CITED)
    elif support is None:
        said += [messages.answer.REWORDED] if reworded else []
    elif reworded or support < 1:
        said.append(messages.export.support(support, reworded=reworded))
    return said


def said_by(claim: dict[str, Any]) -> list[str]:
    """Return the speaker of a claim or side as a list of one remark; empty where none is known."""
    speaker = messages.answer.spoken_by(claim.get("speaker"))
    return [speaker] if speaker else []


def disagree_about(disagreement: dict[str, Any]) -> str:
    """Return the sentence that introduces the sides of a disagreement."""
    return messages.export.disagree_about(one_line(disagreement.get("about") or ""))

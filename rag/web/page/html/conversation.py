"""A conversation as HTML: questions, claims, refusals, disagreements, and the buttons below each answer.

Belongs here: every field of an answer; one that is null renders nothing. Does not belong here: citations
(`citations`), articles (`source_panel`), what surrounds the conversation (`controls`, `question_form`).
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from rag import messages
from rag.export import EXPORT_FORMATS
from rag.export.cited import is_sure, listed, short_answer, verbatim
from rag.rendering import one_line
from rag.verification.verifier import SUPPORTED_FROM
from rag.web.page.html.citations import CitationRenderer
from rag.web.page.html.elements import button, lang, paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.web.page.conversation import Turn

__all__ = ["render_conversation"]


def render_conversation(turns: Sequence[Turn], saved_id: str | None = None) -> str:
    """Render a whole conversation, oldest question first.

    Args:
        turns: The turns; none renders a welcome.
        saved_id: The conversation's id in the history, by which a reloaded page opens it again; None where it
            is not saved.

    Returns:
        HTML in which every foreign string is escaped.
    """
    inner = "".join(_TurnRenderer(turn).render() for turn in turns) if turns else _render_welcome()
    label, known = escape(messages.ask_tab.CONVERSATION), f' data-kept="{saved_id}"' if saved_id else ""
    return (
        f'<div class="conversation" role="log" aria-live="polite" aria-label="{label}"{known}>{inner}</div>'
    )


def _render_welcome() -> str:
    said = f"<h2>{escape(messages.ask_tab.WELCOME)}</h2><p>{escape(messages.ask_tab.WELCOME_DETAIL)}</p>"
    return f'<div class="welcome">{said}</div>'


def _support(claim: dict[str, Any]) -> tuple[str, str]:
    """Return how well its sources support a claim: a class of the style sheet, and a text."""
    support, exact = claim.get("support"), verbatim(claim)
    if not listed(claim, "citations"):
        return "weak", messages.answer.NOTHING_CITED
    if exact and support in (None, 1):
        return "exact", messages.answer.EXACT_WORDS
    enough = support is not None and support >= SUPPORTED_FROM
    return "borne" if enough else "weak", messages.ask_tab.support(support, enough=enough, reworded=not exact)


class _TurnRenderer:
    """Renders one turn: its question, and its answer or a sign that it is being answered."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._citations = CitationRenderer(turn)

    def render(self) -> str:
        turn = self._turn
        heading = f"question-{turn.id}"
        below = (
            f"{self._answer(turn.answer)}{self._actions()}" if turn.answer is not None else self._searching()
        )
        return (
            f'<section class="turn" aria-labelledby="{heading}" data-turn="{turn.id}"'
            f' data-asked="{escape(json.dumps({"question": turn.asked.question, **turn.asked.filters()}))}">'
            f'<h2 class="question" id="{heading}" dir="auto" tabindex="-1">{escape(turn.asked.question)}</h2>'
            f"{paragraph('scope', one_line(messages.answer.scope(turn.asked.filters())))}{below}</section>"
        )

    def _searching(self) -> str:
        return (
            f'<div class="searching"><span class="pulse"></span>'
            f'<p role="status">{escape(messages.ask_tab.SEARCHING)}</p>'
            f"{button(messages.ask_tab.STOP, 'stop')}</div>"
        )

    def _answer(self, answer: dict[str, Any]) -> str:
        completed, left_out = answer.get("completed_question"), answer.get("undated_left_out")
        claims = listed(answer, "claims")
        result = self._claims(answer, claims) if claims else self._refusal(answer)
        disagreements = "".join(
            self._disagreement(i, one) for i, one in enumerate(listed(answer, "disagreements"))
        )
        return (
            paragraph("completed", messages.answer.understood_as(completed))
            + self._check_result()
            + result
            + disagreements
            + paragraph("left-out", messages.page.left_out(left_out) if left_out else None)
        )

    def _check_result(self) -> str:
        """Render how many citations of a saved answer still hold; "" for an answer that was given now."""
        checks = self._turn.checks
        if checks is None:
            return ""
        kind = "holds" if all(check.holds for check in checks) else "fails"
        return paragraph(
            f"checked {kind}", messages.ask_tab.checked(len(checks), sum(not check.holds for check in checks))
        )

    def _claims(self, answer: dict[str, Any], claims: Sequence[dict[str, Any]]) -> str:
        short = short_answer(answer)
        tag = lang(claims[0]["citations"][0]) if listed(claims[0], "citations") else ""
        placed = list(enumerate(claims))
        sure = [(i, claim) for i, claim in placed if is_sure(claim, answer)]
        likely = [(i, claim) for i, claim in placed if not is_sure(claim, answer)]
        articles = {c["article_id"] for _, claim in sure for c in listed(claim, "citations")}
        return (
            paragraph("caution", answer.get("reason"))
            + (f'<p class="short-answer" dir="auto"{tag}>{escape(short)}</p>' if short else "")
            + paragraph("found", messages.ask_tab.found(len(sure), len(articles)))
            + self._list(sure)
            + (self._likely(likely) if likely else "")
        )

    def _list(self, placed: Sequence[tuple[int, dict[str, Any]]]) -> str:
        """Render claims, each with its place in the answer, as a list."""
        return f'<ol class="claims">{"".join(self._claim(i, claim) for i, claim in placed)}</ol>'

    def _likely(self, placed: Sequence[tuple[int, dict[str, Any]]]) -> str:
        return (
            f'<div class="also"><h3>{escape(messages.answer.ALSO_IN_ARCHIVE)}</h3>'
            f"{paragraph('also-detail', messages.ask_tab.LESS_SURE)}{self._list(placed)}</div>"
        )

    def _claim(self, index: int, claim: dict[str, Any]) -> str:
        where, citations = f"claims[{index}]", listed(claim, "citations")
        words = f'dir="auto"{lang(citations[0]) if citations else ""}>{escape(claim["text"])}'
        text = f"<blockquote {words}</blockquote>" if verbatim(claim) else f'<p class="wording" {words}</p>'
        kind, meaning = _support(claim)
        independent = messages.answer.sources(claim.get("independent_sources"))
        facts = f'<span class="support {kind}">{escape(meaning)}</span>' + (
            f"<span>{escape(independent)}</span>" if independent else ""
        )
        speaker = paragraph("speaker", messages.answer.spoken_by(claim.get("speaker")))
        return (
            f'<li class="claim">{speaker}{text}<p class="facts-of-claim">{facts}</p>'
            f"{self._citations.render_list(citations, f'{where}.citations', claim['text'])}"
            f"{self._context(claim, where)}</li>"
        )

    def _context(self, claim: dict[str, Any], where: str) -> str:
        context = listed(claim, "context")
        if not context:
            return ""
        citations = self._citations.render_list(context, f"{where}.context", None)
        return f'<div class="context"><p>{escape(messages.ask_tab.CONTEXT)}</p>{citations}</div>'

    def _refusal(self, answer: dict[str, Any]) -> str:
        near = listed(answer, "near_misses")
        nearest = (
            f"<h4>{escape(messages.ask_tab.NEAREST)}</h4>"
            f"{paragraph('near-detail', messages.ask_tab.NEAREST_DETAIL)}"
            f"{self._citations.render_list(near, 'near_misses', None)}"
            if near
            else ""
        )
        return (
            f'<div class="refusal"><h3>{escape(messages.answer.NOT_IN_ARCHIVE)}</h3>'
            f'<p dir="auto">{escape(messages.refusals.reason_of(answer))}</p>{nearest}</div>'
        )

    def _disagreement(self, index: int, disagreement: dict[str, Any]) -> str:
        place = f"disagreements[{index}].sides"
        sides = "".join(
            self._side(side, f"{place}[{j}].citations")
            for j, side in enumerate(listed(disagreement, "sides"))
        )
        heading = escape(messages.answer.disagree_about(disagreement.get("about")))
        return f'<div class="disagreement"><h3 dir="auto">{heading}</h3><ul class="sides">{sides}</ul></div>'

    def _side(self, side: dict[str, Any], where: str) -> str:
        citations = self._citations.render_list(listed(side, "citations"), where, side["text"])
        return (
            f'<li class="side">{paragraph("speaker", messages.answer.spoken_by(side.get("speaker")))}'
            f'<blockquote dir="auto">{escape(side["text"])}</blockquote>'
            f"{citations}</li>"
        )

    def _actions(self) -> str:
        turn, link = self._turn.id, escape(f"/?{self._turn.asked.query()}")
        copied = {"done": messages.ask_tab.COPIED, "failed": messages.ask_tab.NOT_COPIED}
        copy_link = button(messages.ask_tab.COPY_LINK, "copy-link", **copied)
        permanent = (
            f'<p class="permalink"><a href="/?answer={self._turn.link}">'
            f"{escape(messages.ask_tab.PERMANENT)}</a>{copy_link}"
            f"{button(messages.ask_tab.UNLINK, 'unlink', turn=turn, sure=messages.ask_tab.DELETE_SURE)}</p>"
            if self._turn.link
            else ""
        )
        sure = messages.ask_tab.DELETE_LINKED_SURE if permanent else messages.ask_tab.DELETE_SURE
        link_it = "" if permanent else button(messages.ask_tab.MAKE_PERMANENT, "link", turn=turn)
        label = escape(messages.ask_tab.EXPORT_ANSWER)
        exports = "".join(
            button(messages.ask_tab.EXPORT_NAMES[to], "export", to=to, turn=turn) for to in EXPORT_FORMATS
        )
        return (
            f'<div class="actions">{button(messages.ask_tab.COPY, "copy", **copied)}'
            f"{button(messages.ask_tab.RETRY, 'retry')}{button(messages.ask_tab.EDIT, 'edit')}"
            f"{button(messages.ask_tab.DELETE_TURN, 'delete', turn=turn, sure=sure)}"
            f'<details class="menu"><summary>{escape(messages.ask_tab.SHARE)}</summary>'
            f'<div class="menu-body">{link_it}<p class="permalink"><a href="{link}">'
            f"{escape(messages.ask_tab.QUESTION_LINK)}</a>{copy_link}</p>"
            f'<div class="exports" role="group" aria-label="{label}">'
            f"{exports}</div></div></details>{permanent}</div>"
        )

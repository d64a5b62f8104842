"""A conversation as HTML: questions, claims with their sources, refusals, and what can be done with them.

Belongs here: everything the contract of an answer can hold; what is null leaves no trace. Does not belong
here: articles (`sources`), what stands around the conversation (`controls`).
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from rag import messages
from rag.export import EXPORT_FORMATS
from rag.export.cited import Numbers, listed, short_answer, verbatim
from rag.rendering import one_line
from rag.verification.verifier import SUPPORTED_FROM
from rag.web.page.conversation import numbered
from rag.web.page.html.parts import button, draw_origin, lang, paragraph, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.verification.saved_answers import Check
    from rag.web.page.conversation import Turn

__all__ = ["draw_conversation"]

_PREVIEWED = 240
"""Most characters shown before and after a sentence when the pointer rests on its citation."""


def draw_conversation(turns: Sequence[Turn], kept: str | None = None) -> str:
    """Draw a whole conversation, oldest question first.

    Args:
        turns: The questions so far; none draws a welcome.
        kept: Its id in the history, by which it is opened again where the page is loaded again.

    Returns:
        HTML in which every foreign string is escaped.
    """
    inner = "".join(_Drawn(turn).whole() for turn in turns) if turns else _draw_welcome()
    label, known = escape(messages.ask.CONVERSATION), f' data-kept="{kept}"' if kept else ""
    return (
        f'<div class="conversation" role="log" aria-live="polite" aria-label="{label}"{known}>{inner}</div>'
    )


def _draw_welcome() -> str:
    said = f"<h2>{escape(messages.ask.WELCOME)}</h2><p>{escape(messages.ask.WELCOME_DETAIL)}</p>"
    return f'<div class="welcome">{said}</div>'


def _support(claim: dict[str, Any]) -> tuple[str, str]:
    """Return how well its sources bear a claim, as one word for the mark and in words for people."""
    borne, exact = claim.get("support"), verbatim(claim)
    if not listed(claim, "citations"):
        return "weak", messages.answers.NOTHING_CITED
    if exact and borne in (None, 1):
        return "exact", messages.answers.EXACT_WORDS
    enough = borne is not None and borne >= SUPPORTED_FROM
    return "borne" if enough else "weak", messages.ask.support(borne, enough=enough, reworded=not exact)


class _Drawn:
    """One turn while it is drawn: its numbers, and what became of its citations."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._numbers = Numbers()
        self._checks: dict[str, Check] = {check.where: check for check in turn.checks or ()}
        for citation in numbered(turn.answer or {}):
            self._numbers.of(citation)

    def whole(self) -> str:
        turn = self._turn
        heading = f"question-{turn.id}"
        said = (
            f"{self._answer(turn.answer)}{self._actions()}" if turn.answer is not None else self._searching()
        )
        return (
            f'<section class="turn" aria-labelledby="{heading}" data-turn="{turn.id}"'
            f' data-asked="{escape(json.dumps({"question": turn.asked.question, **turn.asked.filters()}))}">'
            f'<h2 class="question" id="{heading}" dir="auto" tabindex="-1">{escape(turn.asked.question)}</h2>'
            f"{paragraph('scope', one_line(messages.answers.scope(turn.asked.filters())))}{said}</section>"
        )

    def _searching(self) -> str:
        return (
            f'<div class="searching"><span class="pulse"></span>'
            f'<p role="status">{escape(messages.ask.SEARCHING)}</p>'
            f"{button(messages.ask.STOP, 'stop')}</div>"
        )

    def _answer(self, answer: dict[str, Any]) -> str:
        completed, left_out = answer.get("completed_question"), answer.get("undated_left_out")
        claims = listed(answer, "claims")
        said = self._claims(answer, claims) if claims else self._refusal(answer)
        apart = "".join(self._disagreement(i, one) for i, one in enumerate(listed(answer, "disagreements")))
        return (
            paragraph("completed", messages.answers.understood_as(completed))
            + self._state()
            + said
            + apart
            + paragraph("left-out", messages.page.left_out(left_out) if left_out else None)
        )

    def _state(self) -> str:
        """Say of a kept answer whether its citations still hold."""
        checks = self._turn.checks
        if checks is None:
            return ""
        kind = "holds" if all(check.holds for check in checks) else "fails"
        return paragraph(
            f"checked {kind}", messages.ask.checked(len(checks), sum(not check.holds for check in checks))
        )

    def _claims(self, answer: dict[str, Any], claims: Sequence[dict[str, Any]]) -> str:
        short = short_answer(answer)
        articles = {c["article_id"] for claim in claims for c in listed(claim, "citations")}
        tag = lang(claims[0]["citations"][0]) if listed(claims[0], "citations") else ""
        drawn = "".join(self._claim(i, claim) for i, claim in enumerate(claims))
        return (
            paragraph("caution", answer.get("reason"))
            + (f'<p class="short-answer" dir="auto"{tag}>{escape(short)}</p>' if short else "")
            + paragraph("found", messages.ask.found(len(claims), len(articles)))
            + f'<ol class="claims">{drawn}</ol>'
        )

    def _claim(self, index: int, claim: dict[str, Any]) -> str:
        where, citations = f"claims[{index}]", listed(claim, "citations")
        words = f'dir="auto"{lang(citations[0]) if citations else ""}>{escape(claim["text"])}'
        said = f"<blockquote {words}</blockquote>" if verbatim(claim) else f'<p class="wording" {words}</p>'
        kind, meaning = _support(claim)
        independent = messages.answers.sources(claim.get("independent_sources"))
        facts = f'<span class="support {kind}">{escape(meaning)}</span>' + (
            f"<span>{escape(independent)}</span>" if independent else ""
        )
        speaker = paragraph("speaker", messages.answers.spoken_by(claim.get("speaker")))
        return (
            f'<li class="claim">{speaker}{said}<p class="facts-of-claim">{facts}</p>'
            f"{self._sources(citations, f'{where}.citations', claim['text'])}"
            f"{self._context(claim, where)}</li>"
        )

    def _context(self, claim: dict[str, Any], where: str) -> str:
        context = listed(claim, "context")
        if not context:
            return ""
        drawn = self._sources(context, f"{where}.context", None)
        return f'<div class="context"><p>{escape(messages.ask.CONTEXT)}</p>{drawn}</div>'

    def _sources(self, citations: Iterable[dict[str, Any]], where: str, said: str | None) -> str:
        """Draw the sources of what is said, each with its own words where they are other ones."""
        drawn = [self._source(c, f"{where}[{i}]", said) for i, c in enumerate(citations)]
        return f'<ul class="sources">{"".join(drawn)}</ul>' if drawn else ""

    def _source(self, citation: dict[str, Any], where: str, said: str | None) -> str:
        number, turn = self._numbers.of(citation), self._turn.id
        name = escape(messages.ask.citation_name(number, citation.get("outlet"), citation.get("published")))
        repeated = said is not None and said.split() == citation["quote"].split()
        quote = (
            ""
            if repeated
            else f'<blockquote dir="auto"{lang(citation)}>{escape(citation["quote"])}</blockquote>'
        )
        check = self._checks.get(where)
        fate = (
            paragraph(f"fate {check.fate}", messages.ask.fate(check.fate, check.problem))
            if check and not check.holds
            else ""
        )
        return (
            f'<li class="quoted"><button type="button" class="citation" data-turn="{turn}"'
            f' data-citation="{number}" aria-label="{name}" aria-controls="source"'
            f' aria-describedby="preview-{turn}-{number}">[{number}]</button>'
            f'<div>{quote}<p class="origin">{draw_origin(citation, citation.get("page"))}</p>{fate}</div>'
            f"{self._preview(citation, number)}</li>"
        )

    def _preview(self, citation: dict[str, Any], number: int) -> str:
        """Draw what is shown while the pointer rests on a citation: the sentence where it stands."""
        before, after = "", ""
        article = self._turn.articles.get((citation["article_id"], citation["text_sha256"]))
        if article is not None:
            start, end = citation["start"], citation["end"]
            before = article.text[max(0, start - _PREVIEWED) : start]
            after = article.text[end : end + _PREVIEWED]
        author = citation.get("author")
        return (
            f'<div class="preview" role="tooltip" id="preview-{self._turn.id}-{number}">'
            f'<p class="preview-title" dir="auto">{escape(title_of(citation))}</p>'
            f'<p class="origin">{draw_origin(citation, citation.get("page"))}'
            f"{f'<bdi>{escape(author)}</bdi>' if author else ''}</p>"
            f'<p class="preview-text" dir="auto"{lang(citation)}>{escape(before)}'
            f"<strong>{escape(citation['quote'])}</strong>{escape(after)}</p></div>"
        )

    def _refusal(self, answer: dict[str, Any]) -> str:
        near = listed(answer, "near_misses")
        nearest = (
            f"<h4>{escape(messages.ask.NEAREST)}</h4>{paragraph('near-detail', messages.ask.NEAREST_DETAIL)}"
            f"{self._sources(near, 'near_misses', None)}"
            if near
            else ""
        )
        return (
            f'<div class="refusal"><h3>{escape(messages.answers.NOT_IN_ARCHIVE)}</h3>'
            f'<p dir="auto">{escape(messages.answers.refusal(answer))}</p>{nearest}</div>'
        )

    def _disagreement(self, index: int, disagreement: dict[str, Any]) -> str:
        place = f"disagreements[{index}].sides"
        sides = "".join(
            self._side(side, f"{place}[{j}].citations")
            for j, side in enumerate(listed(disagreement, "sides"))
        )
        heading = escape(messages.answers.disagree_about(disagreement.get("about")))
        return f'<div class="disagreement"><h3 dir="auto">{heading}</h3><ul class="sides">{sides}</ul></div>'

    def _side(self, side: dict[str, Any], where: str) -> str:
        return (
            f'<li class="side">{paragraph("speaker", messages.answers.spoken_by(side.get("speaker")))}'
            f'<blockquote dir="auto">{escape(side["text"])}</blockquote>'
            f"{self._sources(listed(side, 'citations'), where, side['text'])}</li>"
        )

    def _actions(self) -> str:
        turn, link = self._turn.id, escape(f"/?{self._turn.asked.query()}")
        copied = {"done": messages.ask.COPIED, "failed": messages.ask.NOT_COPIED}
        copy_link = button(messages.ask.COPY_LINK, "copy-link", **copied)
        permanent = (
            f'<p class="permalink"><a href="/?answer={self._turn.link}">{escape(messages.ask.PERMANENT)}</a>'
            f"{copy_link}"
            f"{button(messages.ask.UNLINK, 'unlink', turn=turn, sure=messages.ask.DELETE_SURE)}</p>"
            if self._turn.link
            else ""
        )
        sure = messages.ask.DELETE_LINKED_SURE if permanent else messages.ask.DELETE_SURE
        link_it = "" if permanent else button(messages.ask.MAKE_PERMANENT, "link", turn=turn)
        label = escape(messages.ask.EXPORT_ANSWER)
        exports = "".join(
            button(messages.ask.EXPORT_NAMES[to], "export", to=to, turn=turn) for to in EXPORT_FORMATS
        )
        return (
            f'<div class="actions">{button(messages.ask.COPY, "copy", **copied)}'
            f"{button(messages.ask.RETRY, 'retry')}{button(messages.ask.EDIT, 'edit')}"
            f"{button(messages.ask.DELETE_TURN, 'delete', turn=turn, sure=sure)}"
            f'<details class="menu"><summary>{escape(messages.ask.SHARE)}</summary><div class="menu-body">'
            f'{link_it}<p class="permalink"><a href="{link}">{escape(messages.ask.QUESTION_LINK)}</a>'
            f'{copy_link}</p><div class="exports" role="group" aria-label="{label}">'
            f"{exports}</div></div></details>{permanent}</div>"
        )

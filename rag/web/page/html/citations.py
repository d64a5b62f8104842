"""The citations of an answer: numbered buttons with quote, outlet and date, and a preview.

Belongs here: how one citation, and a list of them, looks within an answer. Does not belong here: the claims
around them (`conversation`), the article behind a citation (`source_panel`).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from rag import messages
from rag.export.cited import Numbers
from rag.web.page.conversation import numbered
from rag.web.page.html.elements import lang, paragraph, render_origin, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.verification.saved_answers import Check
    from rag.web.page.conversation import Turn

__all__ = ["CitationRenderer"]

_PREVIEW_MARGIN = 240
"""Most code points that a preview shows before and after the cited sentence."""


class CitationRenderer:
    """Renders the citations of one turn, each under its number."""

    def __init__(self, turn: Turn) -> None:
        """Number the citations of a turn's answer.

        Args:
            turn: The turn. Where its answer was saved, `Turn.checks` says which citations still hold.
        """
        self._turn = turn
        self._checks: dict[str, Check] = {check.where: check for check in turn.checks or ()}
        self._numbers = Numbers()
        for citation in numbered(turn.answer or {}):
            self._numbers.of(citation)

    def render_list(self, citations: Iterable[dict[str, Any]], where: str, claim_text: str | None) -> str:
        """Render citations as a list.

        Args:
            citations: The citations as data.
            where: Their place in the answer, such as ``claims[0].citations``.
            claim_text: The text above the list, which no citation repeats; None where there is none.

        Returns:
            HTML in which every foreign string is escaped; "" for no citation.
        """
        items = [self._render(c, f"{where}[{i}]", claim_text) for i, c in enumerate(citations)]
        return f'<ul class="sources">{"".join(items)}</ul>' if items else ""

    def _render(self, citation: dict[str, Any], where: str, claim_text: str | None) -> str:
        number, turn = self._numbers.of(citation), self._turn.id
        name = escape(
            messages.ask_tab.citation_name(number, citation.get("outlet"), citation.get("published"))
        )
        is_repeated = claim_text is not None and claim_text.split() == citation["quote"].split()
        quote = (
            ""
            if is_repeated
            else f'<blockquote dir="auto"{lang(citation)}>{escape(citation["quote"])}</blockquote>'
        )
        origin = render_origin(citation, citation.get("page"))
        return (
            f'<li class="quoted"><button type="button" class="citation" data-turn="{turn}"'
            f' data-citation="{number}" aria-label="{name}" aria-controls="source"'
            f' aria-describedby="preview-{turn}-{number}">[{number}]</button>'
            f'<div>{quote}<p class="origin">{origin}</p>{self._render_problem(where)}</div>'
            f"{self._render_preview(citation, number)}</li>"
        )

    def _render_problem(self, where: str) -> str:
        """Render why the citation at a place no longer holds; "" where it holds or was not checked."""
        check = self._checks.get(where)
        if check is None or check.holds:
            return ""
        return paragraph(f"fate {check.fate}", messages.ask_tab.fate(check.fate, check.problem))

    def _render_preview(self, citation: dict[str, Any], number: int) -> str:
        """Render what appears while the pointer rests on a citation: the sentence and the text around it."""
        before, after = "", ""
        article = self._turn.articles.get((citation["article_id"], citation["text_sha256"]))
        if article is not None:
            start, end = citation["start"], citation["end"]
            before = article.text[max(0, start - _PREVIEW_MARGIN) : start]
            after = article.text[end : end + _PREVIEW_MARGIN]
        author = citation.get("author")
        return (
            f'<div class="preview" role="tooltip" id="preview-{self._turn.id}-{number}">'
            f'<p class="preview-title" dir="auto">{escape(title_of(citation))}</p>'
            f'<p class="origin">{render_origin(citation, citation.get("page"))}'
            f"{f'<bdi>{escape(author)}</bdi>' if author else ''}</p>"
            f'<p class="preview-text" dir="auto"{lang(citation)}>{escape(before)}'
            f"<strong>{escape(citation['quote'])}</strong>{escape(after)}</p></div>"
        )

"""The source panel of the Ask tab: an article with the cited sentence highlighted.

Belongs here: the panel and its buttons. Does not belong here: finding the article
(`rag.web.page.ask_events`), rendering its text (`article`).
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from rag import messages
from rag.web.page.html.article import render_article_text, render_metadata
from rag.web.page.html.elements import button, lang, render_origin, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.index.browse import ListedArticle
    from rag.schema import Article
    from rag.web.page.html.article import Span

__all__ = ["ShownCitation", "render_other_article", "render_source", "render_source_message"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCitation:
    """A citation that the panel shows.

    Attributes:
        turn: The id of the turn whose answer cites.
        number: The number of the citation within the answer, from 1 to ``count``.
        count: How many citations the answer has.
        question: The question of the turn.
        citation: The citation as data.
        article: The very version of the article that was cited; None where it is not available.
        others: Further sentences of this article that the answer cites.
        copies: Near duplicates of the article.
        newer: The version in the archive, where it is another one than the cited one.
        problem: Why ``article`` is None; "" where it is not.
    """

    turn: str
    number: int
    count: int
    question: str
    citation: dict[str, Any]
    article: Article | None
    others: tuple[Span, ...] = ()
    copies: tuple[ListedArticle, ...] = ()
    newer: Article | None = None
    problem: str = ""


def render_source_message(message: str) -> str:
    """Render a panel that holds a message and no article."""
    name = escape(messages.ask_tab.SOURCE)
    return (
        f'<section class="source" tabindex="0" aria-label="{name}"><div class="source-empty">'
        f"<h2>{name}</h2><p>{escape(message)}</p></div></section>"
    )


def render_source(shown: ShownCitation) -> str:
    """Render the article of a citation, the cited sentence highlighted.

    Args:
        shown: The citation and its article. Where the cited version is not available, the quote is rendered
            instead, and nothing is highlighted.

    Returns:
        HTML in which every foreign string is escaped.
    """
    article, citation = shown.article, shown.citation
    metadata = article.metadata() if article else citation
    if article:
        body = render_article_text(article, (citation["start"], citation["end"]), shown.others)
    else:
        body = (
            f'<p class="fate" id="cited" tabindex="-1">{escape(shown.problem)}</p>'
            f'<blockquote class="article-text" dir="auto"{lang(citation)}>'
            f"{escape(citation['quote'])}</blockquote>"
        )
    heading = escape(messages.ask_tab.citation_heading(shown.number, shown.count, shown.question))
    return (
        f'<section class="source" tabindex="0" aria-label="{escape(messages.ask_tab.SOURCE)}"'
        f' data-turn="{shown.turn}" data-number="{shown.number}" data-count="{shown.count}">'
        f'<div class="source-bar"><p>{heading}</p>'
        f"{_render_steps(shown)}{button(messages.ask_tab.BACK, 'back')}</div>"
        f'<div class="sheet"><h2 dir="auto"{lang(metadata)}>{escape(title_of(metadata))}</h2>'
        f"{render_metadata(metadata, citation.get('page'))}{_render_newer(shown)}"
        f"{_render_copies(shown.copies)}{body}</div></section>"
    )


def render_other_article(article: Article, turn: str, number: str) -> str:
    """Render an article that no citation leads to: a near duplicate, or a newer version of a cited one.

    Args:
        article: The article.
        turn: The id of the turn that the back button leads to.
        number: The number of the citation that the back button leads to.

    Returns:
        HTML in which every foreign string is escaped.
    """
    metadata = article.metadata()
    name = escape(messages.ask_tab.SOURCE)
    return (
        f'<section class="source" tabindex="0" aria-label="{name}" data-turn="{escape(turn)}"'
        f' data-back="{escape(number)}"><div class="source-bar">'
        f"<p>{escape(messages.ask_tab.IN_THE_ARCHIVE_NOW)}</p>"
        f"{button(messages.ask_tab.BACK, 'back')}</div>"
        f'<div class="sheet"><h2 id="cited" tabindex="-1" dir="auto"{lang(metadata)}>'
        f"{escape(title_of(metadata))}</h2>"
        f"{render_metadata(metadata, None)}{render_article_text(article, None, ())}</div></section>"
    )


def _render_steps(shown: ShownCitation) -> str:
    """Render the buttons to the previous and the next citation."""
    if shown.count == 1:
        return ""
    steps = ((messages.ask_tab.PREVIOUS, "←", -1), (messages.ask_tab.NEXT, "→", 1))
    buttons = "".join(
        button(sign, "step", kind="plain step", label=label, by=by)
        for label, sign, by in steps
        if 1 <= shown.number + by <= shown.count
    )
    return f'<span class="steps" role="group" aria-label="{escape(messages.ask_tab.STEPS)}">{buttons}</span>'


def _render_newer(shown: ShownCitation) -> str:
    if shown.newer is None:
        return ""
    read = button(messages.ask_tab.READ_NEWER, "read", article=shown.newer.article_id)
    return f'<div class="newer"><p>{escape(messages.ask_tab.NEWER)}</p>{read}</div>'


def _render_copies(copies: Sequence[ListedArticle]) -> str:
    if not copies:
        return ""
    items = "".join(
        f"<li>{button(title_of(copy.metadata()), 'read', kind='copy-title', article=copy.article_id)}"
        f' <span class="origin">{render_origin(copy.metadata())}</span></li>'
        for copy in copies
    )
    return f'<div class="copies"><h3>{escape(messages.ask_tab.COPIES)}</h3><ul>{items}</ul></div>'

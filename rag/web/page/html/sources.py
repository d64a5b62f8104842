"""An article as HTML: what is known of it, its text, and the cited sentence highlighted in it.

Belongs here: the source panel. Does not belong here: finding the article (`rag.web.page.ask_tab`).
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from rag import messages
from rag.web.page.html.parts import button, draw_link, draw_origin, lang, paragraph, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.index.browse import ListedArticle
    from rag.schema import Article

__all__ = [
    "MAX_SHOWN_CHARACTERS",
    "Cited",
    "draw_article",
    "draw_article_text",
    "draw_source",
    "draw_source_message",
    "draw_whole",
]

MAX_SHOWN_CHARACTERS = 200_000
"""Most code points of one article that are drawn; a longer one is clipped around its citation."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A citation that is to be shown, with all that is known of its article.

    ``number`` counts to ``count`` within the answer of ``turn``, a turn's id. ``article`` is the very version
    that was cited, None where it cannot be had; then ``problem`` says why. ``newer`` is what the archive has
    instead.
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


def draw_source_message(message: str) -> str:
    """Draw a source panel that holds only a message."""
    name = escape(messages.ask.SOURCE)
    return (
        f'<section class="source" tabindex="0" aria-label="{name}"><div class="source-empty">'
        f"<h2>{name}</h2><p>{escape(message)}</p></div></section>"
    )


def draw_source(cited: Cited) -> str:
    """Draw the article behind one citation, its sentence highlighted.

    Args:
        cited: The citation and its article. Where the cited version cannot be had, the quote is shown
            instead, and nothing is highlighted.

    Returns:
        HTML in which every foreign string is escaped.
    """
    article, citation = cited.article, cited.citation
    about = article.metadata() if article else citation
    if article:
        body = draw_article_text(article, (citation["start"], citation["end"]), cited.others)
    else:
        body = (
            f'<p class="fate" id="cited" tabindex="-1">{escape(cited.problem)}</p>'
            f'<blockquote class="article-text" dir="auto"{lang(citation)}>'
            f"{escape(citation['quote'])}</blockquote>"
        )
    heading = escape(messages.ask.citation_heading(cited.number, cited.count, cited.question))
    return (
        f'<section class="source" tabindex="0" aria-label="{escape(messages.ask.SOURCE)}"'
        f' data-turn="{cited.turn}" data-number="{cited.number}" data-count="{cited.count}">'
        f'<div class="source-bar"><p>{heading}</p>'
        f"{_draw_steps(cited)}{button(messages.ask.BACK, 'back')}</div>"
        f'<div class="sheet"><h2 dir="auto"{lang(about)}>{escape(title_of(about))}</h2>'
        f"{_draw_details(about, citation.get('page'))}{_draw_newer(cited)}{_draw_copies(cited.copies)}"
        f"{body}</div></section>"
    )


def draw_article(article: Article, turn: str, number: str) -> str:
    """Draw an article that no citation led to: a copy of the story, or a newer version.

    Args:
        article: The article.
        turn: The id of the turn to go back to.
        number: The citation to go back to.

    Returns:
        HTML in which every foreign string is escaped.
    """
    about = article.metadata()
    name = escape(messages.ask.SOURCE)
    return (
        f'<section class="source" tabindex="0" aria-label="{name}" data-turn="{escape(turn)}"'
        f' data-back="{escape(number)}"><div class="source-bar">'
        f"<p>{escape(messages.ask.IN_THE_ARCHIVE_NOW)}</p>"
        f"{button(messages.ask.BACK, 'back')}</div>"
        f'<div class="sheet"><h2 id="cited" tabindex="-1" dir="auto"{lang(about)}>'
        f"{escape(title_of(about))}</h2>"
        f"{_draw_details(about, None)}{draw_article_text(article, None, ())}</div></section>"
    )


def draw_article_text(article: Article, cited: Span | None, others: Iterable[Span]) -> str:
    """Draw an article's text as it is, the cited sentence highlighted by its offsets.

    Args:
        article: The article.
        cited: `[start, end)` of the sentence to highlight; None highlights nothing.
        others: Further cited sentences of the same text, lightly marked.

    Returns:
        HTML whose text is the article's own, without outer white space; of an article longer than
        `MAX_SHOWN_CHARACTERS` only the part around the cited sentence, and a line that says so.
    """
    start, end = _window(article.text, cited)
    parts, position = [], start
    for place in sorted({*others, *([cited] if cited else [])}):
        overlaps = cited and place != cited and place[0] < cited[1] and cited[0] < place[1]
        if overlaps or place[0] < position or place[1] > end:
            continue
        parts.append(_draw_roles(article, position, place[0]))
        opening = '<mark id="cited" tabindex="-1">' if place == cited else '<mark class="also">'
        parts.append(f"{opening}{_draw_roles(article, *place)}</mark>")
        position = place[1]
    parts.append(_draw_roles(article, position, end))
    note = paragraph("clipped", messages.ask.CLIPPED if len(article.text.strip()) > end - start else None)
    tag = lang({"language": article.language})
    return f'{note}<div class="article-text" dir="auto"{tag}>{"".join(parts)}</div>'


def draw_whole(article: Article, clipped: str) -> str:
    """Draw an article with what is known about it and its text as it is, each page named where it begins.

    Args:
        article: The article.
        clipped: What is said of one longer than `MAX_SHOWN_CHARACTERS`, of which the beginning is drawn.

    Returns:
        HTML in which every foreign string is escaped.
    """
    about = article.metadata()
    start = len(article.text) - len(article.text.lstrip())
    end = min(len(article.text.rstrip()), start + MAX_SHOWN_CHARACTERS)
    parts, position = [], start
    for number, begin in enumerate(article.pages, start=1):
        if position <= begin < end:
            parts.append(_draw_roles(article, position, begin))
            parts.append(f'<span class="page-start">{escape(messages.answers.on_page(number))}</span>')
            position = begin
    parts.append(_draw_roles(article, position, max(position, end)))
    note = paragraph("clipped", clipped if len(article.text.rstrip()) > end else None)
    heading = f'<h2 dir="auto"{lang(about)} tabindex="-1">{escape(title_of(about))}</h2>'
    body = f'<div class="article-text" dir="auto"{lang(about)}>{"".join(parts)}</div>'
    return f"{heading}{_draw_details(about, None)}{note}{body}"


def _draw_steps(cited: Cited) -> str:
    """Draw the buttons to the citations before and after."""
    if cited.count == 1:
        return ""
    steps = ((messages.ask.PREVIOUS, "←", -1), (messages.ask.NEXT, "→", 1))
    drawn = (
        button(sign, "step", kind="plain step", label=label, by=by)
        for label, sign, by in steps
        if 1 <= cited.number + by <= cited.count
    )
    return (
        f'<span class="steps" role="group" aria-label="{escape(messages.ask.STEPS)}">{"".join(drawn)}</span>'
    )


def _draw_details(about: dict[str, Any], page: int | None) -> str:
    author = about.get("author")
    named = f'<span class="author"><bdi>{escape(author)}</bdi></span>' if author else ""
    return (
        f'<p class="details">{draw_origin(about, page)}{named}</p>'
        f'<dl class="facts">{draw_link(about.get("url"))}'
        f"<div><dt>{escape(messages.ask.ARTICLE_ID)}</dt><dd>{escape(about['article_id'])}</dd></div></dl>"
    )


def _draw_newer(cited: Cited) -> str:
    if cited.newer is None:
        return ""
    read = button(messages.ask.READ_NEWER, "read", article=cited.newer.article_id)
    return f'<div class="newer"><p>{escape(messages.ask.NEWER)}</p>{read}</div>'


def _draw_copies(copies: Sequence[ListedArticle]) -> str:
    if not copies:
        return ""
    listed = "".join(
        f"<li>{button(title_of(copy.metadata()), 'read', kind='copy-title', article=copy.article_id)}"
        f' <span class="origin">{draw_origin(copy.metadata())}</span></li>'
        for copy in copies
    )
    return f'<div class="copies"><h3>{escape(messages.ask.COPIES)}</h3><ul>{listed}</ul></div>'


def _draw_roles(article: Article, start: int, end: int) -> str:
    """Draw `[start, end)` of the article, its title, headings and boilerplate marked as such."""
    parts, position = [], start
    for mark in article.marks:
        low, high = max(mark.start, position), min(mark.end, end)
        if mark.role == "story" or low >= high:
            continue
        parts.append(escape(article.text[position:low]))
        parts.append(f'<span class="{mark.role}">{escape(article.text[low:high])}</span>')
        position = high
    parts.append(escape(article.text[position:end]))
    return "".join(parts)


def _window(text: str, cited: Span | None) -> Span:
    """Return the part of a text to draw: all but outer white space, or around the cited sentence."""
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    begin, end = cited or (first, first)
    first, last = min(first, begin), max(last, end)
    if last - first <= MAX_SHOWN_CHARACTERS:
        return first, last
    spare = max(0, MAX_SHOWN_CHARACTERS - (end - begin)) // 2
    return max(first, begin - spare), min(last, end + spare)

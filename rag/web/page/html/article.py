"""An article as HTML: its metadata and its text with headings, boilerplate and cited sentences marked.

Belongs here: what the source panel and the Archive tab share. Does not belong here: the panels around it
(`source_panel`, `archive_tab`).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from rag import messages
from rag.web.page.html.elements import lang, paragraph, render_link, render_origin, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.schema import Article

__all__ = [
    "MAX_SHOWN_CHARACTERS",
    "Span",
    "render_article_text",
    "render_metadata",
    "render_whole_article",
]

MAX_SHOWN_CHARACTERS = 200_000
"""Most code points of one article that are rendered; a longer one is cut to the part around its citation."""

Span = tuple[int, int]
"""``[start, end)`` in code points of an article's canonical text."""


def render_article_text(article: Article, cited: Span | None, others: Iterable[Span]) -> str:
    """Render an article's text unchanged, the cited sentence highlighted by its offsets.

    Args:
        article: The article.
        cited: The sentence to highlight; None highlights nothing.
        others: Further cited sentences of the same text, marked more lightly.

    Returns:
        HTML whose text is the article's own, without outer white space; of an article longer than
        `MAX_SHOWN_CHARACTERS` only the part around the cited sentence, and a line that says so.
    """
    start, end = _shown_part(article.text, cited)
    parts, position = [], start
    for span in sorted({*others, *([cited] if cited else [])}):
        overlaps = cited and span != cited and span[0] < cited[1] and cited[0] < span[1]
        if overlaps or span[0] < position or span[1] > end:
            continue
        parts.append(_render_marked(article, position, span[0]))
        opening = '<mark id="cited" tabindex="-1">' if span == cited else '<mark class="also">'
        parts.append(f"{opening}{_render_marked(article, *span)}</mark>")
        position = span[1]
    parts.append(_render_marked(article, position, end))
    is_cut = len(article.text.strip()) > end - start
    note = paragraph("clipped", messages.ask_tab.CLIPPED if is_cut else None)
    tag = lang({"language": article.language})
    return f'{note}<div class="article-text" dir="auto"{tag}>{"".join(parts)}</div>'


def render_whole_article(article: Article) -> str:
    """Render an article with its metadata and its whole text, the number of each page where it begins.

    Args:
        article: The article; of one longer than `MAX_SHOWN_CHARACTERS` only the beginning is rendered, and a
            line says so.

    Returns:
        HTML in which every foreign string is escaped.
    """
    metadata = article.metadata()
    start = len(article.text) - len(article.text.lstrip())
    end = min(len(article.text.rstrip()), start + MAX_SHOWN_CHARACTERS)
    parts, position = [], start
    for number, begin in enumerate(article.pages, start=1):
        if position <= begin < end:
            parts.append(_render_marked(article, position, begin))
            parts.append(f'<span class="page-start">{escape(messages.answer.on_page(number))}</span>')
            position = begin
    parts.append(_render_marked(article, position, max(position, end)))
    is_cut = len(article.text.rstrip()) > end
    note = paragraph("clipped", messages.archive_tab.CLIPPED if is_cut else None)
    heading = f'<h2 dir="auto"{lang(metadata)} tabindex="-1">{escape(title_of(metadata))}</h2>'
    body = f'<div class="article-text" dir="auto"{lang(metadata)}>{"".join(parts)}</div>'
    return f"{heading}{render_metadata(metadata, None)}{note}{body}"


def render_metadata(metadata: dict[str, Any], page: int | None) -> str:
    """Render an article's outlet, date, author, web address and id.

    Args:
        metadata: The metadata under the names of the JSON contract.
        page: The page of the cited sentence; None shows no page.

    Returns:
        HTML in which every foreign string is escaped.
    """
    author = metadata.get("author")
    named = f'<span class="author"><bdi>{escape(author)}</bdi></span>' if author else ""
    label, article_id = escape(messages.ask_tab.ARTICLE_ID), escape(metadata["article_id"])
    return (
        f'<p class="details">{render_origin(metadata, page)}{named}</p>'
        f'<dl class="facts">{render_link(metadata.get("url"))}'
        f"<div><dt>{label}</dt><dd>{article_id}</dd></div></dl>"
    )


def _render_marked(article: Article, start: int, end: int) -> str:
    """Render `[start, end)` of the text, with a class for what is no story: title, heading, boilerplate."""
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


def _shown_part(text: str, cited: Span | None) -> Span:
    """Return the part of a text that is rendered: all but outer white space, or around the cited sentence."""
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    start, end = cited or (first, first)
    first, last = min(first, start), max(last, end)
    if last - first <= MAX_SHOWN_CHARACTERS:
        return first, last
    margin = max(0, MAX_SHOWN_CHARACTERS - (end - start)) // 2
    return max(first, start - margin), min(last, end + margin)

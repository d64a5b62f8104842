"""An answer and an article as HTML.

Belongs here: pure functions from records to escaped HTML. Does not belong here: Gradio, the server, state.

Every string that comes from an article, a question or an error passes :func:`html.escape`; none is ever
read as Markdown or HTML. The cited sentence is found by its offsets, never by searching for its words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.chat import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.datamodel import Answer, Article, Citation, Claim

__all__ = [
    "MAX_SHOWN_CHARACTERS",
    "Turn",
    "draw_article_text",
    "draw_conversation",
    "draw_header",
    "draw_notice",
    "draw_source",
    "draw_source_message",
    "draw_whole",
    "numbered",
]

MAX_SHOWN_CHARACTERS = 200_000
"""Most code points of one article that are drawn; a longer one is clipped around its citation."""

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_UNSAFE_IN_URL = re.compile(r"[\s\x00-\x1f\x7f<>\"\\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question of a conversation and its answer; None while it is being answered.

    ``number`` counts from 1 within the conversation; ``scope`` says the filters in words.
    """

    number: int
    question: str
    scope: str = ""
    answer: Answer | None = None


def numbered(answer: Answer) -> tuple[Citation, ...]:
    """Return the answer's citations in the order of their numbers.

    Numbers count from 1 in reading order: each claim's citations, then its context, then the near misses.
    A sentence cited twice keeps its first number.

    Args:
        answer: The answer.

    Returns:
        One citation per distinct sentence; number n is at position n - 1.
    """
    everything = [c for claim in answer.claims for c in (*claim.citations, *claim.context)]
    unique = {_place(citation): citation for citation in reversed([*everything, *answer.near_misses])}
    order = dict.fromkeys(_place(citation) for citation in [*everything, *answer.near_misses])
    return tuple(unique[place] for place in order)


def draw_header() -> str:
    """Draw the name of the page."""
    return f'<header class="masthead"><h1>{escape(texts.TITLE)}</h1><p>{escape(texts.SUBTITLE)}</p></header>'


def draw_notice(message: str) -> str:
    """Draw what went wrong, in words; "" draws nothing but keeps the live region in place."""
    return f'<div class="notice" role="alert">{escape(message)}</div>'


def draw_conversation(turns: Sequence[Turn]) -> str:
    """Draw a whole conversation, oldest question first.

    Args:
        turns: The questions so far; none draws a welcome.

    Returns:
        HTML in which every foreign string is escaped.
    """
    inner = "".join(map(_draw_turn, turns)) if turns else _draw_welcome()
    label = escape(texts.CONVERSATION)
    return f'<div class="conversation" role="log" aria-live="polite" aria-label="{label}">{inner}</div>'


def draw_source_message(message: str) -> str:
    """Draw a source panel that holds only a message."""
    return (
        f'<section class="source" aria-label="{escape(texts.SOURCE)}"><div class="source-empty">'
        f"<h2>{escape(texts.SOURCE)}</h2><p>{escape(message)}</p></div></section>"
    )


def draw_source(turn: Turn, number: int) -> str:
    """Draw the article behind one citation, its sentence highlighted.

    Args:
        turn: The question the citation belongs to.
        number: The citation's number in that answer, from 1.

    Returns:
        HTML in which every foreign string is escaped, or a message when there is no such citation.
    """
    citations = numbered(turn.answer) if turn.answer else ()
    if not 1 <= number <= len(citations):
        return draw_source_message(texts.SOURCE_GONE)
    cited = citations[number - 1]
    article = cited.article
    others = [c for c in citations if c.article.text_sha256 == article.text_sha256]
    return (
        f'<section class="source" aria-label="{escape(texts.SOURCE)}"'
        f' data-turn="{turn.number}" data-number="{number}">'
        f'<div class="source-bar"><p>{escape(texts.citation_heading(number, turn.question))}</p>'
        f'<button type="button" class="back" data-back>{escape(texts.BACK)}</button></div>'
        f'<div class="sheet"><h2 dir="auto"{_lang(article)}>{escape(_title(article))}</h2>'
        f"{_draw_details(article)}{draw_article_text(cited, others)}</div></section>"
    )


def draw_article_text(cited: Citation, others: Iterable[Citation]) -> str:
    """Draw an article's text as it is, the cited sentence highlighted by its offsets.

    Args:
        cited: The citation to highlight.
        others: Further citations of the same text, lightly marked.

    Returns:
        HTML whose text is the article's own, without outer white space; of an article longer than
        `MAX_SHOWN_CHARACTERS` only the part around the cited sentence, and a line that says so.
    """
    article = cited.article
    start, end = _window(cited)
    parts, position = [], start
    places = {(c.sentence.start, c.sentence.end) for c in others}
    main = (cited.sentence.start, cited.sentence.end)
    for place in sorted(places | {main}):
        overlaps = place != main and place[0] < main[1] and main[0] < place[1]
        if overlaps or place[0] < position or place[1] > end:
            continue
        parts.append(_draw_roles(article, position, place[0]))
        opening = '<mark id="cited" tabindex="-1">' if place == main else '<mark class="also">'
        parts.append(f"{opening}{_draw_roles(article, *place)}</mark>")
        position = place[1]
    parts.append(_draw_roles(article, position, end))
    clipped = len(article.text.strip()) > end - start
    note = f'<p class="clipped">{escape(texts.CLIPPED)}</p>' if clipped else ""
    return f'{note}<div class="article-text" dir="auto"{_lang(article)}>{"".join(parts)}</div>'


def _draw_welcome() -> str:
    return f'<div class="welcome"><h2>{escape(texts.WELCOME)}</h2><p>{escape(texts.WELCOME_DETAIL)}</p></div>'


def _draw_turn(turn: Turn) -> str:
    heading = f"question-{turn.number}"
    scope = f'<p class="scope" dir="auto">{escape(turn.scope)}</p>' if turn.scope else ""
    return (
        f'<section class="turn" aria-labelledby="{heading}">'
        f'<h2 class="question" id="{heading}" dir="auto">{escape(turn.question)}</h2>{scope}'
        f"{_draw_answer(turn.number, turn.answer) if turn.answer else _draw_searching()}</section>"
    )


def _draw_searching() -> str:
    return f'<p class="searching"><span class="pulse"></span>{escape(texts.SEARCHING)}</p>'


def _draw_answer(turn: int, answer: Answer) -> str:
    numbers = {_place(c): n for n, c in enumerate(numbered(answer), start=1)}
    undated = (
        f'<p class="left-out">{escape(texts.left_out(answer.undated_left_out))}</p>'
        if answer.undated_left_out
        else ""
    )
    if not answer.claims:
        return _draw_refusal(turn, answer, numbers) + undated
    claims = "".join(_draw_claim(turn, claim, numbers) for claim in answer.claims)
    short = answer.claims[0].short_answer
    lang = _lang(answer.claims[0].citations[0].article)
    return (
        (f'<p class="caution">{escape(answer.reason)}</p>' if answer.reason else "")
        + (f'<p class="short-answer" dir="auto"{lang}>{escape(short)}</p>' if short else "")
        + f'<p class="found">{escape(texts.found(answer))}</p><ol class="claims">{claims}</ol>{undated}'
    )


def _draw_refusal(turn: int, answer: Answer, numbers: dict[tuple[str, int, int], int]) -> str:
    near = "".join(
        f'<li class="claim near">{_draw_quote(turn, c, numbers[_place(c)])}</li>' for c in answer.near_misses
    )
    nearest = (
        f'<h4>{escape(texts.NEAREST)}</h4><p class="near-detail">{escape(texts.NEAREST_DETAIL)}</p>'
        f'<ol class="claims">{near}</ol>'
        if near
        else ""
    )
    return (
        f'<div class="refusal"><h3>{escape(texts.NOT_IN_ARCHIVE)}</h3>'
        f'<p dir="auto">{escape(texts.reason(answer))}</p>{nearest}</div>'
    )


def _draw_claim(turn: int, claim: Claim, numbers: dict[tuple[str, int, int], int]) -> str:
    exact = claim.support == 1 and claim.text.split() == claim.citations[0].quote.split()
    support = texts.EXACT_WORDS if exact else texts.supported(claim.support)
    mark = f'<span class="support">{escape(support)}</span>'
    quotes = [_draw_quote(turn, c, numbers[_place(c)], mark) for c in claim.citations]
    worded = "" if exact else f'<p class="wording" dir="auto">{escape(claim.text)}</p>'
    context = ""
    if claim.context:
        around = "".join(_draw_quote(turn, c, numbers[_place(c)]) for c in claim.context)
        context = f'<div class="context"><p>{escape(texts.CONTEXT)}</p>{around}</div>'
    return f'<li class="claim">{worded}{"".join(quotes)}{context}</li>'


def _draw_quote(turn: int, citation: Citation, number: int, mark: str = "") -> str:
    article = citation.article
    name = escape(texts.citation_name(number, article.outlet, article.published))
    return (
        f'<div class="quoted"><blockquote dir="auto"{_lang(article)}>{escape(citation.quote)}</blockquote>'
        f'<p class="origin"><span>{_draw_outlet(article)}{_draw_day(article)}'
        f"{_draw_page(citation)}</span>{mark}</p>"
        f'<button type="button" class="citation" data-turn="{turn}" data-citation="{number}"'
        f' aria-label="{name}" aria-controls="source">[{number}]</button></div>'
    )


def _draw_outlet(article: Article) -> str:
    return f'<bdi class="outlet">{escape(article.outlet)}</bdi>, ' if article.outlet else ""


def _draw_day(article: Article) -> str:
    said = escape(texts.day(article.published))
    if article.published is None:
        return f'<span class="undated">{said}</span>'
    return f'<time datetime="{article.published.isoformat()}">{said}</time>'


def _draw_page(citation: Citation) -> str:
    page = citation.article.page_at(citation.sentence.start)
    return f", {escape(texts.page(page))}" if page else ""


def _draw_details(article: Article) -> str:
    author = f'<span class="author"><bdi>{escape(article.author)}</bdi></span>' if article.author else ""
    return (
        f'<p class="details"><span>{_draw_outlet(article)}{_draw_day(article)}</span>{author}</p>'
        f'<dl class="facts">{_draw_link(article.url)}'
        f"<div><dt>{escape(texts.ARTICLE_ID)}</dt><dd>{escape(article.article_id)}</dd></div></dl>"
    )


def _draw_link(url: str | None) -> str:
    if not url:
        return ""
    shown = escape(url)
    if _is_web_address(url):
        shown = f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'
    return f"<div><dt>{escape(texts.LINK)}</dt><dd>{shown}</dd></div>"


def _is_web_address(url: str) -> bool:
    """Say whether a URL is plain http or https with a host, so that following it can run nothing."""
    if _UNSAFE_IN_URL.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


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


def _window(cited: Citation) -> tuple[int, int]:
    """Return the part of the article to draw: all but outer white space, or around the cited sentence."""
    text, sentence = cited.article.text, cited.sentence
    first = min(len(text) - len(text.lstrip()), sentence.start)
    last = max(len(text.rstrip()), sentence.end)
    if last - first <= MAX_SHOWN_CHARACTERS:
        return first, last
    spare = max(0, MAX_SHOWN_CHARACTERS - (sentence.end - sentence.start)) // 2
    return max(first, sentence.start - spare), min(last, sentence.end + spare)


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.article.article_id, citation.sentence.start, citation.sentence.end


def _title(article: Article) -> str:
    return article.title.strip() or article.article_id


def _lang(article: Article) -> str:
    language = article.language or ""
    return f' lang="{language}"' if _LANGUAGE_TAG.fullmatch(language) else ""


def draw_whole(article: Article, clipped: str) -> str:
    """Draw an article with what is known about it and its text as it is, each page named where it begins.

    Args:
        article: The article.
        clipped: What is said of one longer than `MAX_SHOWN_CHARACTERS`, of which the beginning is drawn.

    Returns:
        HTML in which every foreign string is escaped.
    """
    start = len(article.text) - len(article.text.lstrip())
    end = min(len(article.text.rstrip()), start + MAX_SHOWN_CHARACTERS)
    parts, position = [], start
    for number, begin in enumerate(article.pages, start=1):
        if position <= begin < end:
            parts.append(_draw_roles(article, position, begin))
            parts.append(f'<span class="page-start">{escape(texts.page(number))}</span>')
            position = begin
    parts.append(_draw_roles(article, position, max(position, end)))
    note = f'<p class="clipped">{escape(clipped)}</p>' if len(article.text.rstrip()) > end else ""
    return (
        f'<h2 dir="auto"{_lang(article)} tabindex="-1">{escape(_title(article))}</h2>{_draw_details(article)}'
        f'{note}<div class="article-text" dir="auto"{_lang(article)}>{"".join(parts)}</div>'
    )

"""Answers as text for the terminal, and strings from articles made harmless wherever they are shown.

Belongs here: the form of words. Does not belong here: documents of answers (`rag.export`), the page
(`rag.web.page`), the JSON contract (`rag.schema`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rich.text import Text

from rag import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.schema import Answer, Article, Citation, Hit

__all__ = [
    "answer_as_text",
    "article_as_text",
    "harmless",
    "hit_as_text",
    "one_line",
    "source",
    "web_address",
]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, those that change the direction of what follows, and halves of a character."""
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\\`\"{}|^]+")


def one_line(text: str) -> str:
    """Return text on one line, with what could steer a terminal or a page shown as "�"."""
    return harmless(" ".join(text.split()))


def harmless(text: str) -> str:
    """Return text with its lines, and with what could steer a terminal or a page shown as "�"."""
    return _CONTROL.sub("�", text)


def source(citation: dict[str, Any]) -> str:
    """Return where a quote comes from: title, outlet, author, date and place, on one line.

    Args:
        citation: A citation in the contract's form.

    Returns:
        Plain text.
    """
    page = citation.get("page")
    date = citation.get("published") or messages.dates_and_numbers.UNDATED
    known = [
        citation["title"],
        citation.get("outlet"),
        citation.get("author"),
        date,
        page and messages.answer.on_page(page),
    ]
    place = f"{citation['article_id']} [{citation['start']}, {citation['end']})"
    return one_line(" · ".join([*(part for part in known if part), place]))


def web_address(url: str | None) -> str | None:
    """Return a URL when it is plain http or https with a host, so that following it can run nothing."""
    if not url or url != one_line(url) or not _WEB_ADDRESS.fullmatch(url):
        return None
    try:
        return url if urlsplit(url).hostname else None
    except ValueError:
        return None


def answer_as_text(answer: Answer) -> Text:
    """Return an answer for the terminal: numbered sentences, sure ones first, then their articles.

    Args:
        answer: The answer.

    Returns:
        Styled text; its plain form says the same. Each sentence is followed by the numbers of its articles;
        each article is listed once, with the places that are cited. A context sentence that the answer shows
        already is not repeated.
    """
    text, sources = Text(), _Sources()
    if answer.claims:
        _add_claims(text, answer, sources)
    else:
        text.append(f"{messages.answer.NOT_IN_ARCHIVE}. ", style="bold yellow")
        text.append(one_line(answer.reason or "") + "\n")
        if answer.near_misses:
            text.append("Nearest sentences:\n")
        for citation in answer.near_misses:
            text.append(f"   {one_line(citation.quote)} {sources.number([citation])}\n")
    text.append_text(sources.as_text())
    if answer.undated_left_out:
        text.append(messages.answer.left_out(answer.undated_left_out) + "\n", style="dim")
    return text


def _add_claims(text: Text, answer: Answer, sources: _Sources) -> None:
    if answer.reason:
        text.append(one_line(answer.reason) + "\n", style="yellow")
    sure, likely = answer.sure_claims, answer.likely_claims
    if sure and sure[0].short_answer:
        text.append(one_line(sure[0].short_answer) + "\n\n", style="bold")
    shown = {(c.article.article_id, c.sentence) for claim in answer.claims for c in claim.citations}
    for number, claim in enumerate((*sure, *likely), 1):
        if number == len(sure) + 1:
            text.append(f"{messages.answer.LESS_SURE}\n", style="bold")
        text.append(f"{number}. ", style="bold cyan")
        text.append(f"{one_line(claim.text)} {sources.number(claim.citations)}\n")
        new = [c for c in claim.context if (c.article.article_id, c.sentence) not in shown]
        shown.update((c.article.article_id, c.sentence) for c in new)
        if new:
            quotes = " ".join(one_line(citation.quote) for citation in new)
            said = f"   {messages.answer.REFERS_TO} {quotes} {sources.number(new)}\n"
            text.append(said, style="dim")


class _Sources:
    """The articles that an answer cites, numbered in the order of their first citation."""

    def __init__(self) -> None:
        self._cited: dict[str, list[Citation]] = {}

    def number(self, citations: Sequence[Citation]) -> str:
        """Take up citations and return the numbers of their articles: "[1, 3]"."""
        for citation in citations:
            self._cited.setdefault(citation.article.article_id, []).append(citation)
        numbers = {article_id: number for number, article_id in enumerate(self._cited, 1)}
        return str(sorted({numbers[citation.article.article_id] for citation in citations}))

    def as_text(self) -> Text:
        """Return the list of articles, each with the places that are cited."""
        text = Text("\nSources\n" if self._cited else "", style="bold", end="")
        for number, citations in enumerate(self._cited.values(), 1):
            places = dict.fromkeys(map(_place, citations))
            text.append(f"[{number}] {_article_line(citations[0].article)}\n", style="not bold")
            said = one_line(f"{citations[0].article.article_id} {', '.join(places)}")
            text.append(f"    {said}\n", style="not bold dim")
        return text


def _article_line(article: Article) -> str:
    """Return title, outlet, author and date of an article on one line."""
    date = article.published.isoformat() if article.published else messages.dates_and_numbers.UNDATED
    return one_line(" · ".join(filter(None, [article.title, article.outlet, article.author, date])))


def _place(citation: Citation) -> str:
    """Return where a sentence stands in its article: code points, and the page where there are pages."""
    start, end = citation.sentence.start, citation.sentence.end
    page = citation.article.page_at(start)
    return f"[{start}, {end})" + (f" {messages.answer.on_page(page)}" if page else "")


def hit_as_text(number: int, hit: Hit) -> Text:
    """Return a hit for the terminal: its place and score, then its text."""
    place = f"{hit.article.article_id} [{hit.passage.start}, {hit.passage.end})"
    text = Text(f"{number}. ", style="bold cyan").append(one_line(hit.article.title), style="bold")
    text.append(f"  {one_line(place)}  score {hit.score:.3f}\n", style="dim")
    return text.append(f"   {one_line(hit.text)}\n", style="not bold")


def article_as_text(article: Article, *, story: bool) -> str:
    """Return an article for the terminal: what is known about it, then its text.

    Args:
        article: The article.
        story: Leave out what is marked as boilerplate.

    Returns:
        Text in which line ends and tabs are kept and what could steer a terminal is shown as "�".
    """
    known = [f"{key}: {one_line(str(value))}" for key, value in article.metadata().items() if value]
    body = article.story() if story else article.text
    return "\n".join([*known, "", harmless(body)])

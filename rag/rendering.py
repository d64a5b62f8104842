"""Answers as text: for the terminal and as Markdown with footnotes.

Belongs here: the form of words, and making strings from articles harmless where they are shown. Does not
belong here: the page (`rag.chat`), the JSON contract (`rag.datamodel`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from rag.datamodel import Answer, Article, Citation, Hit

__all__ = ["answer_as_markdown", "answer_as_text", "article_as_text", "hit_as_text", "one_line", "source"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MARKDOWN = re.compile(
    r"([\\`*_{}\[\]()<>#+!|~$&@-]|:(?=//)|(?<=www)\.|(?<=^\d)\.|(?<=^\d\d)\.)", re.IGNORECASE
)
"""What Markdown gives a meaning to anywhere, the marks of a bare address, and of a numbered list."""


_BEFORE = "What it refers to:"


def one_line(text: str) -> str:
    """Return text on one line, with what could steer a terminal shown as "�"."""
    return _harmless(" ".join(text.split()))


def _harmless(text: str) -> str:
    return _CONTROL.sub("�", text)


def source(citation: Citation) -> str:
    """Return where a quote comes from: title, outlet, date and place, on one line."""
    article = citation.article
    date = article.published.isoformat() if article.published else "undated"
    page = article.page_at(citation.sentence.start)
    known = [article.title, article.outlet, article.author, date, page and f"page {page}"]
    place = f"{article.article_id} [{citation.sentence.start}, {citation.sentence.end})"
    return one_line(" · ".join([*(part for part in known if part), place]))


def answer_as_text(answer: Answer) -> Text:
    """Return an answer for the terminal: each claim with its citation below it.

    Args:
        answer: The answer.

    Returns:
        Styled text; its plain form says the same.
    """
    text = Text()
    if answer.claims and answer.reason:
        text.append(one_line(answer.reason) + "\n", style="yellow")
    if answer.claims and answer.claims[0].short_answer:
        text.append(one_line(answer.claims[0].short_answer) + "\n\n", style="bold")
    for number, claim in enumerate(answer.claims, 1):
        text.append(f"{number}. ", style="bold cyan").append(one_line(claim.text) + "\n")
        for citation in claim.citations:
            text.append(f"   — {source(citation)}\n", style="dim")
        for citation in claim.context:
            text.append(f"   {_BEFORE} {one_line(citation.quote)}\n")
            text.append(f"   — {source(citation)}\n", style="dim")
    if not answer.claims:
        text.append("Not in the archive. ", style="bold yellow").append(one_line(answer.reason or "") + "\n")
        if answer.near_misses:
            text.append("Nearest sentences:\n")
        for citation in answer.near_misses:
            text.append(f"   {one_line(citation.quote)}\n")
            text.append(f"   — {source(citation)}\n", style="dim")
    if answer.undated_left_out:
        text.append(_left_out(answer.undated_left_out) + "\n", style="dim")
    return text


def _left_out(count: int) -> str:
    articles = "article without a publication date was" if count == 1 else (
        "articles without a publication date were"
    )  # fmt: skip
    return f"{count} {articles} left out by the date filter."


def answer_as_markdown(answer: Answer) -> str:
    """Return an answer as Markdown with a footnote for every citation.

    Args:
        answer: The answer.

    Returns:
        Markdown that draws strings from articles as plain text, ending in a line end.
    """
    lines = [f"**{_escape(answer.question)}**", ""]
    notes: list[str] = []
    if answer.claims and answer.reason:
        lines += [_escape(answer.reason), ""]
    if answer.claims and answer.claims[0].short_answer:
        lines += [f"**{_escape(answer.claims[0].short_answer)}**", ""]
    for claim in answer.claims:
        marks = ""
        for citation in claim.citations:
            notes.append(_footnote(citation))
            marks += f"[^{len(notes)}]"
        lines.append(f"- {_escape(claim.text)}{marks}")
        for citation in claim.context:
            notes.append(_footnote(citation))
            lines.append(f"  - {_BEFORE} {_escape(citation.quote)}[^{len(notes)}]")
    if not answer.claims:
        lines.append(f"Not in the archive. {_escape(answer.reason or '')}")
        for citation in answer.near_misses:
            notes.append(_footnote(citation))
            lines.append(f"- Nearest: {_escape(citation.quote)}[^{len(notes)}]")
    if answer.undated_left_out:
        lines += ["", _left_out(answer.undated_left_out)]
    lines += ["", *(f"[^{number}]: {note}" for number, note in enumerate(notes, 1))]
    return "\n".join(lines).rstrip() + "\n"


def _footnote(citation: Citation) -> str:
    link = f" · <{citation.article.url}>" if _is_web(citation.article.url) else ""
    return f"“{_escape(citation.quote)}” — {_escape(source(citation))}{link}"


def _is_web(url: str | None) -> bool:
    return bool(url and url == one_line(url) and re.fullmatch(r"https?://[^\s<>\\`]+", url))


def _escape(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", one_line(text))


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
    return "\n".join([*known, "", _harmless(body)])

"""Answers as one self-contained HTML file, which runs no script and loads nothing.

Belongs here: the elements of the document, and escaping. Does not belong here: its words
(`rag.messages.export`), how it looks (`dossier.css`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag import messages
from rag.export.cited import METADATA, Numbers, is_sure, listed, short_answer, verbatim
from rag.export.inline_json import inline_json
from rag.export.remarks import disagree_about, remarks, said_by
from rag.rendering import harmless, one_line, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["answers_as_html"]

_STYLE = (Path(__file__).parent / "dossier.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)


def answers_as_html(answers: Sequence[dict[str, Any]], form: int) -> str:
    """Return answers as a self-contained HTML document.

    Args:
        answers: At least one answer, in the form that `answer_file` checks.
        form: Version of the document's form, which is written into it.

    Returns:
        HTML that ends in a line end. Every string of an answer is escaped, and there is no active content.
        The answers are in it as data, in an element that no browser runs.
    """
    several = len(answers) > 1
    title = messages.export.questions(len(answers)) if several else _text(answers[0]["question"])
    rendered = "\n".join(_answer(answer, place, several) for place, answer in enumerate(answers, 1))
    contents = "".join(
        f'<li><a href="#answer-{place}">{_text(answer["question"])}</a></li>'
        for place, answer in enumerate(answers, 1)
    )
    top = (
        f'<h1>{title}</h1>\n<nav aria-label="{escape(messages.export.QUESTIONS)}"><ol>{contents}</ol></nav>\n'
        if several
        else ""
    )
    data = ",\n".join(inline_json(answer) for answer in answers)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta http-equiv="x-dns-prefetch-control" content="off">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="rag-archive, form {form}">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{top}{rendered}\n</main>\n"
        f"<footer><p>{escape(messages.export.HOW_TO_CHECK)}</p></footer>\n"
        f'<script type="application/json" id="answers">[\n{data}\n]</script>\n</body>\n</html>\n'
    )


class _Renderer:
    """Renders the citations of one answer, each with a number that links to the list of sources."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.numbers = Numbers()

    def quoted(self, citation: dict[str, Any], remark: str = "") -> str:
        """Render a quote with its number, outlet, author, date and page."""
        number = self.numbers.of(citation)
        published = citation.get("published") or messages.dates_and_numbers.UNDATED
        page = citation.get("page")
        known = [citation.get("outlet"), citation.get("author"), published]
        origin = [f"<bdi>{_text(part)}</bdi>" for part in known if part]
        origin += [escape(messages.answer.on_page(page))] if page else []
        origin += [escape(remark)] if remark else []
        quote = escape(harmless(citation["quote"]))
        return (
            f'<div class="quoted"><blockquote dir="auto"{_lang(citation)}>{quote}</blockquote>'
            f'<p class="origin"><a class="number" href="#source-{self.place}-{number}">[{number}]</a> '
            f"{' · '.join(origin)}</p></div>"
        )

    def quotes(self, citations: Iterable[dict[str, Any]]) -> str:
        """Render several quotes."""
        return "".join(map(self.quoted, citations))


def _answer(answer: dict[str, Any], place: int, several: bool) -> str:
    renderer = _Renderer(place)
    level = "h2" if several else "h1"
    claims, short = listed(answer, "claims"), short_answer(answer)
    understood = messages.answer.understood_as(answer.get("completed_question"))
    parts = [
        f'<{level} dir="auto">{_text(answer["question"])}</{level}>',
        _paragraph("understood", understood),
        _paragraph("scope", messages.answer.scope(answer.get("filters") or {})),
        _paragraph("caution", answer.get("reason") if claims else None),
        _paragraph("short", short, _lang(claims[0]["citations"][0]) if short else ""),
        _ordered_list("claims", (_claim(claim, renderer) for claim in claims if is_sure(claim, answer))),
        _likely([claim for claim in claims if not is_sure(claim, answer)], renderer),
        "" if claims else _refusal(answer),
        *(_disagreement(disagreement, renderer) for disagreement in listed(answer, "disagreements")),
        _near_misses(answer, renderer),
        _paragraph(
            "left-out",
            messages.answer.left_out(answer["undated_left_out"]) if answer.get("undated_left_out") else None,
        ),
        _sources(renderer),
        _hits(answer),
        _record(answer),
    ]
    return f'<article id="answer-{place}">\n' + "\n".join(part for part in parts if part) + "\n</article>"


def _claim(claim: dict[str, Any], renderer: _Renderer) -> str:
    exact, quotes = verbatim(claim), renderer.quotes(listed(claim, "citations"))
    context = renderer.quotes(listed(claim, "context"))
    known = [*remarks(claim), *([messages.answer.EXACT_WORDS] if exact else [])]
    if claim.get("score") is not None:
        known.append(messages.export.answering(claim["score"]))
    refers_to = escape(messages.answer.REFERS_TO)
    around = f'<div class="context"><h3>{refers_to}</h3>{context}</div>' if context else ""
    worded = "" if exact else _paragraph("wording", claim["text"])
    return f"{worded}{quotes}{_ordered_list('remarks', map(_text, known))}{around}"


def _likely(claims: Sequence[dict[str, Any]], renderer: _Renderer) -> str:
    if not claims:
        return ""
    items = _ordered_list("likely", (_claim(claim, renderer) for claim in claims))
    return f"<section><h3>{escape(messages.answer.LESS_SURE)}</h3>{items}</section>"


def _refusal(answer: dict[str, Any]) -> str:
    return (
        f'<p class="refusal" dir="auto"><strong>{escape(messages.export.NOT_IN_ARCHIVE)}</strong> '
        f"{_text(messages.refusals.reason_of(answer))}</p>"
    )


def _disagreement(disagreement: dict[str, Any], renderer: _Renderer) -> str:
    sides = listed(disagreement, "sides")
    rendered = _ordered_list("sides", (_side(side, renderer) for side in sides))
    return f"<section><h3>{_text(disagree_about(disagreement))}</h3>{rendered}</section>"


def _side(side: dict[str, Any], renderer: _Renderer) -> str:
    worded = "" if verbatim(side) else _paragraph("wording", side["text"])
    known = _ordered_list("remarks", map(_text, said_by(side)))
    return f"{worded}{renderer.quotes(listed(side, 'citations'))}{known}"


def _near_misses(answer: dict[str, Any], renderer: _Renderer) -> str:
    near = listed(answer, "near_misses")
    if not near:
        return ""
    rendered = _ordered_list("near", (renderer.quoted(citation, _closeness(citation)) for citation in near))
    return f"<section><h3>{escape(messages.export.NEAREST)}</h3>{rendered}</section>"


def _closeness(citation: dict[str, Any]) -> str:
    score = citation.get("score")
    return "" if score is None else messages.export.closeness(score)


def _sources(renderer: _Renderer) -> str:
    """Render every cited article with its metadata and the places of the cited sentences."""
    articles: dict[tuple[Any, ...], list[tuple[int, dict[str, Any]]]] = {}
    for number, citation in enumerate(renderer.numbers.citations, 1):
        key = tuple(citation.get(k) for k in (*METADATA, "text_sha256", "file_sha256", "parser"))
        articles.setdefault(key, []).append((number, citation))
    items = _ordered_list("sources", (_source(cited, renderer.place) for cited in articles.values()))
    return f"<section><h3>{escape(messages.export.SOURCES)}</h3>{items}</section>" if items else ""


def _source(cited: Sequence[tuple[int, dict[str, Any]]], place: int) -> str:
    _, article = cited[0]
    published = _known(article, "published_at") or _known(article, "published")
    places = (_place(number, citation, place) for number, citation in cited)
    facts = {
        messages.export.OUTLET: _known(article, "outlet"),
        messages.export.AUTHOR: _known(article, "author"),
        messages.export.PUBLISHED: published or escape(messages.dates_and_numbers.UNDATED),
        messages.export.LINK: _link(article.get("url")),
        messages.export.LANGUAGE: _known(article, "language"),
        messages.export.ARTICLE: _known(article, "article_id"),
        messages.export.SENTENCES: _ordered_list("places", places),
        messages.export.TEXT: _hash(article.get("text_sha256")),
        messages.export.FILE: _hash(article.get("file_sha256")),
        messages.export.READ_BY: _known(article, "parser"),
    }
    return f'<p class="title" dir="auto"{_lang(article)}>{_text(article["title"])}</p>{_table(facts)}'


def _place(number: int, citation: dict[str, Any], place: int) -> str:
    passage, page = citation.get("passage"), citation.get("page")
    said = [f"[{citation['start']}, {citation['end']})"]
    said += [escape(messages.export.of_passage(passage["start"], passage["end"]))] if passage else []
    said += [escape(messages.export.on_page(page))] if page else []
    return f'<span class="number" id="source-{place}-{number}">[{number}]</span> {" ".join(said)}'


def _hash(sha256: str | None) -> str:
    return f"<code>SHA-256 {_text(sha256)}</code>" if sha256 else ""


def _table(facts: dict[str, str]) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in facts.items() if value)
    return f'<dl class="detail">{rows}</dl>' if rows else ""


def _hits(answer: dict[str, Any]) -> str:
    hits = listed(answer, "hits")
    if not hits:
        return ""
    items = "".join(
        f"<li>{_text(hit['article_id'])} [{hit['start']}, {hit['end']}){_score(hit.get('score'))}</li>"
        for hit in hits
    )
    return (
        f'<section><h3>{escape(messages.export.PASSAGES_FOUND)}</h3><ol class="hits">{items}</ol></section>'
    )


def _score(score: float | None) -> str:
    return "" if score is None else f" · {score:.3f}"


def _record(answer: dict[str, Any]) -> str:
    """Render index id, settings id and the time taken."""
    elapsed = answer.get("elapsed_ms")
    facts = {
        messages.export.INDEX: _known(answer, "index_id"),
        messages.export.SETTINGS: _known(answer, "settings_id"),
        messages.export.TOOK: "" if elapsed is None else f"{elapsed} ms",
    }
    table = _table(facts)
    return f"<section><h3>{escape(messages.export.HOW_MADE)}</h3>{table}</section>" if table else ""


def _ordered_list(name: str, items: Iterable[str]) -> str:
    rendered = "".join(f"<li>{item}</li>" for item in items)
    return f'<ol class="{name}">{rendered}</ol>' if rendered else ""


def _paragraph(name: str, text: str | None, attributes: str = "") -> str:
    return f'<p class="{name}" dir="auto"{attributes}>{_text(text)}</p>' if text else ""


def _known(record: dict[str, Any], key: str) -> str:
    return _text(record.get(key) or "")


def _link(url: str | None) -> str:
    address = web_address(url)
    shown = _text(url or "")
    return f'<a href="{escape(address)}" rel="noopener noreferrer nofollow">{shown}</a>' if address else shown


def _lang(citation: dict[str, Any]) -> str:
    language = citation.get("language") or ""
    return f' lang="{language}"' if _LANGUAGE_TAG.fullmatch(language) else ""


def _text(text: str) -> str:
    return escape(one_line(text))

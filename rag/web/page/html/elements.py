"""Small HTML elements that several parts of the page share: buttons, outlet and date, language, links.

Belongs here: elements that know nothing of a conversation or a panel. Does not belong here: anything larger.
"""

from __future__ import annotations

import re
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag import messages

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "button",
    "lang",
    "outlet_and_date",
    "paragraph",
    "render_link",
    "render_origin",
    "title_of",
]

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_UNSAFE_IN_URL = re.compile(r"[\s\x00-\x1f\x7f<>\"\\]")


def paragraph(kind: str, text: str | None) -> str:
    """Render a paragraph with a class; "" for no text."""
    return f'<p class="{kind}" dir="auto">{escape(text)}</p>' if text else ""


def button(words: str, do: str, *, kind: str = "plain", label: str = "", **data: object) -> str:
    """Render a button that triggers an action of the Ask tab.

    Args:
        words: The text of the button.
        do: The name of the action, which `scripts/buttons.js` sends to `rag.web.page.ask_events`.
        kind: The button's class.
        label: Its name for screen readers; "" where the text is enough.
        **data: The arguments of the action, as ``data-`` attributes.

    Returns:
        HTML in which everything given is escaped.
    """
    given = "".join(f' data-{name}="{escape(str(value))}"' for name, value in data.items())
    named = f' aria-label="{escape(label)}"' if label else ""
    return f'<button type="button" class="{kind}" data-do="{do}"{given}{named}>{escape(words)}</button>'


def lang(metadata: Mapping[str, Any]) -> str:
    """Return the ``lang`` attribute for an article's language; "" where it states none or no valid tag."""
    language = metadata.get("language") or ""
    return f' lang="{language}"' if _LANGUAGE_TAG.fullmatch(language) else ""


def title_of(metadata: Mapping[str, Any]) -> str:
    """Return an article's title, or its id where it has none."""
    return str(metadata["title"]).strip() or str(metadata["article_id"])


def render_origin(metadata: Mapping[str, Any], page: int | None = None) -> str:
    """Render an article's outlet and publication date, and the page of a sentence.

    Args:
        metadata: The article's metadata under the names of the JSON contract, or one of its citations.
        page: The page of the sentence; None shows no page.

    Returns:
        HTML of one line.
    """
    on_page = f", {escape(messages.answer.on_page(page))}" if page else ""
    return f"<span>{outlet_and_date(metadata)}{on_page}</span>"


def outlet_and_date(metadata: Mapping[str, Any]) -> str:
    """Render an article's outlet, where it states one, and its publication date."""
    outlet = f'<bdi class="outlet">{escape(metadata["outlet"])}</bdi>, ' if metadata.get("outlet") else ""
    return outlet + _render_date(metadata.get("published"))


def _render_date(published: str | None) -> str:
    """Render a publication date, YYYY-MM-DD, in words; "undated" for None and for anything else."""
    words = escape(messages.dates_and_numbers.day(published))
    try:
        day = date.fromisoformat(published or "")
    except ValueError:
        return f'<span class="undated">{words}</span>'
    return f'<time datetime="{day.isoformat()}">{words}</time>'


def render_link(url: str | None) -> str:
    """Render an article's web address: a link where it is plain http or https, else text."""
    if not url:
        return ""
    shown = escape(url)
    if _is_web_address(url):
        shown = f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'
    return f"<div><dt>{escape(messages.ask_tab.LINK)}</dt><dd>{shown}</dd></div>"


def _is_web_address(url: str) -> bool:
    """Say whether a URL is plain http or https with a host, so that following it cannot run a script."""
    if _UNSAFE_IN_URL.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)

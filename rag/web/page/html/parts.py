"""What answers and articles share on the page: outlet, day, language, addresses.

Belongs here: small pieces of escaped HTML. Does not belong here: anything that knows a turn or a panel.
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
    "draw_link",
    "draw_origin",
    "lang",
    "outlet_and_day",
    "paragraph",
    "title_of",
]

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_UNSAFE_IN_URL = re.compile(r"[\s\x00-\x1f\x7f<>\"\\]")


def paragraph(kind: str, text: str | None) -> str:
    """Draw a paragraph of one class; "" for no text."""
    return f'<p class="{kind}" dir="auto">{escape(text)}</p>' if text else ""


def button(words: str, do: str, *, kind: str = "plain", label: str = "", **data: object) -> str:
    """Draw a button that asks the page to do something.

    Args:
        words: What stands on it.
        do: What is to be done.
        kind: Its class.
        label: Its name for people who hear the page; "" where the words are enough.
        **data: What it is to be done with.

    Returns:
        HTML in which everything given is escaped.
    """
    given = "".join(f' data-{name}="{escape(str(value))}"' for name, value in data.items())
    named = f' aria-label="{escape(label)}"' if label else ""
    return f'<button type="button" class="{kind}" data-do="{do}"{given}{named}>{escape(words)}</button>'


def lang(about: Mapping[str, Any]) -> str:
    """Return the attribute that states the language of an article's words; "" for none or no tag."""
    language = about.get("language") or ""
    return f' lang="{language}"' if _LANGUAGE_TAG.fullmatch(language) else ""


def title_of(about: Mapping[str, Any]) -> str:
    """Return an article's title, or its id where it has none."""
    return str(about["title"]).strip() or str(about["article_id"])


def draw_origin(about: Mapping[str, Any], page: int | None = None) -> str:
    """Draw an article's outlet and day, and the page of a sentence.

    Args:
        about: What is known of the article, as citations repeat it.
        page: The page; None without pages.

    Returns:
        HTML of one line.
    """
    return (
        f"<span>{outlet_and_day(about)}{', ' + escape(messages.answers.on_page(page)) if page else ''}</span>"
    )


def outlet_and_day(about: Mapping[str, Any]) -> str:
    """Return the HTML of an article's outlet, where it states one, and its day."""
    outlet = f'<bdi class="outlet">{escape(about["outlet"])}</bdi>, ' if about.get("outlet") else ""
    return outlet + _draw_day(about.get("published"))


def _draw_day(published: str | None) -> str:
    """Draw a publication date, YYYY-MM-DD, in words; whatever is none says so."""
    said = escape(messages.amounts.day(published))
    try:
        day = date.fromisoformat(published or "")
    except ValueError:
        return f'<span class="undated">{said}</span>'
    return f'<time datetime="{day.isoformat()}">{said}</time>'


def draw_link(url: str | None) -> str:
    """Draw where an article can be found on the web: a link where that can run nothing, else the words."""
    if not url:
        return ""
    shown = escape(url)
    if _is_web_address(url):
        shown = f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'
    return f"<div><dt>{escape(messages.ask.LINK)}</dt><dd>{shown}</dd></div>"


def _is_web_address(url: str) -> bool:
    """Say whether a URL is plain http or https with a host, so that following it can run nothing."""
    if _UNSAFE_IN_URL.search(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)

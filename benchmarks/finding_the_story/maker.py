"""What every layout is made of: invented sentences, names, and the parts that stand around a story."""

# ruff: noqa: E501 - markup and sentences read best unbroken

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.finding_the_story.texts import (
    DAYS,
    HEADLINES,
    MONTHS,
    PEOPLE,
    PLACES,
    ROLES,
    SUBHEADS,
    TEASERS,
    THINGS,
)

__all__ = [
    "COOKIES",
    "FOOTER",
    "LEGAL",
    "NAV",
    "READ_MORE",
    "SHARE",
    "SUBSCRIBE",
    "SUBSCRIBE_LINE",
    "Layout",
    "Layouts",
    "Maker",
    "Page",
    "author_box",
    "document",
    "related",
]


@dataclass(slots=True)
class Page:
    """A page and its truth: ``story`` is what a reader came for; ``either`` (headline, headings) counts neither way."""

    name: str
    html: str
    title: str
    story: list[str]
    either: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layouts:
    """Layouts that were written at one time, and the sentences that fill them."""

    title: str
    layouts: tuple[Layout, ...]
    sentences: list[str]


class Maker:
    """Makes the parts of one page and remembers which of them are story."""

    def __init__(self, name: str, sentences: list[str]) -> None:
        self.random = random.Random(name)
        self.story: list[str] = []
        self.either: list[str] = []
        self.unused = self.random.sample(sentences, len(sentences))
        self.place = self._pick(PLACES)
        self.thing = self._pick(THINGS)
        self.title = self.filled(self._pick(HEADLINES))
        self.either.append(self.title)

    def _pick(self, values: list[str]) -> str:
        return self.random.choice(values)

    def filled(self, pattern: str) -> str:
        """Fill a pattern's slots, each on its own."""
        kinds = {"person": PEOPLE, "role": ROLES, "day": DAYS, "month": MONTHS}
        known = {"place": self.place, "thing": self.thing}

        def one(found: re.Match[str]) -> str:
            slot = found[1]
            if slot == "n":
                return str(self.random.randrange(11, 990))
            return known[slot] if slot in known else self._pick(kinds[slot])

        return re.sub(r"\{(\w+)\}", one, pattern)

    def sentence(self) -> str:
        """Return a sentence that the page has not had."""
        return self.filled(self.unused.pop())

    def paragraph(self, sentences: int = 2) -> str:
        """Return a paragraph of the story, escaped for HTML."""
        text = " ".join(self.sentence() for _ in range(sentences))
        self.story.append(text)
        return html.escape(text, quote=False)

    def paragraphs(self, count: int, wrap: str = "<p>{}</p>") -> list[str]:
        """Return paragraphs of one to three sentences."""
        return [wrap.format(self.paragraph(self.random.choice((1, 2, 2)))) for _ in range(count)]

    def keep(self, text: str) -> str:
        """Take a text as story."""
        self.story.append(text)
        return html.escape(text, quote=False)

    def heading(self, tag: str = "h2") -> str:
        """Return a heading, which counts neither way."""
        text = self._pick(SUBHEADS)
        self.either.append(text)
        return f"<{tag}>{text}</{tag}>"

    def links(self, count: int = 4) -> list[str]:
        """Return links to other stories."""
        return [f'<a href="/s/{n}">{t}</a>' for n, t in enumerate(self.random.sample(TEASERS, count))]

    def listed(self, count: int = 4) -> str:
        """Return links to other stories as items."""
        return "".join(f"<li>{link}</li>" for link in self.links(count))

    def person(self) -> str:
        """Return somebody's name."""
        return self._pick(PEOPLE)


Layout = Callable[["Maker"], str]
NAV = (
    '<nav class="main-nav"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li>'
    '<li><a href="/sport">Sport</a></li><li><a href="/opinion">Opinion</a></li><li><a href="/jobs">Jobs</a></li></ul></nav>'
)
COOKIES = (
    '<div class="cookie-consent" role="dialog"><p>We use cookies and similar means to improve your visit, to measure how our '
    "pages are read and to show advertising that suits you. You can change your choice at any time.</p>"
    "<button>Accept all</button><button>Settings</button></div>"
)
FOOTER = (
    '<footer><p>© 2024 Tamsel Post Media Ltd. All rights reserved.</p><ul><li><a href="/terms">Terms</a></li>'
    '<li><a href="/privacy">Privacy policy</a></li><li><a href="/contact">Contact us</a></li></ul></footer>'
)
SHARE = '<div class="share-bar"><span>Share this article</span><a href="#f">Facebook</a><a href="#x">X</a><a href="#m">Email</a></div>'
SUBSCRIBE = (
    '<div class="newsletter-signup"><h3>Sign up for our morning newsletter</h3><p>Get the best of the Tamsel Post in your '
    "inbox every day before breakfast.</p><form><input type=email><button>Sign up</button></form></div>"
)
SUBSCRIBE_LINE = "<p>Subscribe now for unlimited access to all our articles.</p>"
READ_MORE = '<p><a href="/more">Read more</a></p>'
LEGAL = "<p>Our Standards: The Tamsel Post code of conduct.</p>"


def document(maker: Maker, body: str, *, head: str = "", lang: str = "en") -> str:
    """Return a whole page around a body."""
    title = html.escape(maker.title)
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | Tamsel Post</title>'
        f'<meta property="og:title" content="{title}">{head}<style>.a {{ color: red }}</style></head>'
        f"<body>{body}<script>window.dataLayer = ['page', 'view'];</script></body></html>"
    )


def author_box(maker: Maker) -> str:
    """Return what stands about an author below a story."""
    name = maker.person()
    return (
        f'<div class="author-box"><h4>About {name}</h4><p>{name} has written about harbours and rivers for the Tamsel Post '
        "since 2011 and lives with two dogs.</p></div>"
    )


def related(maker: Maker, css: str = "related-stories") -> str:
    """Return teasers of other stories."""
    return f'<div class="{css}"><h3>Related stories</h3><ul>{maker.listed()}</ul></div>'

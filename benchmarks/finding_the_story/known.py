"""The layouts that the rules were made with."""

# ruff: noqa: E501 - markup and sentences read best unbroken

from __future__ import annotations

import html
import json

from benchmarks.finding_the_story.maker import (
    COOKIES,
    FOOTER,
    LEGAL,
    NAV,
    READ_MORE,
    SHARE,
    SUBSCRIBE,
    SUBSCRIBE_LINE,
    Layouts,
    Maker,
    author_box,
    document,
    related,
)
from benchmarks.finding_the_story.texts import FOREIGN, PEOPLE, PLACES, SENTENCES, TEASERS

__all__ = ["KNOWN"]


def semantic(maker: Maker) -> str:
    """Elements that say what they are."""
    body = "".join(maker.paragraphs(6))
    return document(
        maker,
        f"{COOKIES}<header>{NAV}</header><main><article><header><h1>{maker.title}</h1><p class=byline>By {maker.person()}</p>"
        f"<time datetime='2024-02-03'>3 February 2024</time></header>{body}{SHARE}</article>"
        f"<aside><h2>Most read</h2><ol>{maker.listed()}</ol></aside></main>{FOOTER}",
    )


def wordpress(maker: Maker) -> str:
    """A blog system with sharing, related posts, an author box and comments."""
    comments = "".join(
        f'<li class="comment"><cite>{maker.person()}</cite><p>This is a disgrace and everybody in town knows who is to blame for it.</p></li>'
        for _ in range(3)
    )
    return document(
        maker,
        f'<div id="page" class="site">{NAV}<div id="primary"><article class="post hentry"><h1 class="entry-title">{maker.title}</h1>'
        f'<div class="entry-meta">Posted on February 3, 2024 by {maker.person()}</div><div class="entry-content">'
        f'{"".join(maker.paragraphs(7))}<div class="sharedaddy"><h3>Share this:</h3><ul><li>Facebook</li><li>Tumblr</li></ul></div>'
        f'<div id="jp-relatedposts">{related(maker)}</div></div>{author_box(maker)}</article>'
        f'<div id="comments" class="comments-area"><h2>Comments</h2><ol class="comment-list">{comments}</ol></div></div>'
        f'<div id="secondary" class="sidebar">{SUBSCRIBE}</div></div>{FOOTER}',
    )


def div_soup(maker: Maker) -> str:
    """Only divs, with class names that mean nothing; paragraphs are divs too."""
    body = "".join(maker.paragraphs(7, '<div class="css-1qx8">{}</div>'))
    return document(
        maker,
        f'<div class="css-9a"><div class="css-2">{"".join(maker.links(5))}</div><div class="css-77"><h1>{maker.title}</h1>'
        f'<div class="css-31">{body}</div></div><div class="css-80"><div>{"</div><div>".join(maker.links(5))}</div></div></div>{FOOTER}',
    )


def spans(maker: Maker) -> str:
    """Each paragraph a div with a span in it."""
    body = "".join(
        maker.paragraphs(7, '<div data-block="true"><div><span data-text="true">{}</span></div></div>')
    )
    return document(maker, f"{NAV}<div><h1>{maker.title}</h1><div>{body}</div></div>{related(maker)}{FOOTER}")


def line_breaks(maker: Maker) -> str:
    """A page of tables from the nineties, its paragraphs parted by line breaks."""
    body = "<br><br>".join(maker.paragraphs(6, "{}"))
    return document(
        maker,
        f'<table width="100%"><tr><td width=150><a href=/>Home</a><br><a href=/n>News</a><br><a href=/w>Weather</a></td>'
        f"<td><font size=5><b>{maker.title}</b></font><br><br>{body}</td></tr><tr><td colspan=2>© 1999 Tamsel Post</td></tr></table>",
    )


def live_blog(maker: Maker) -> str:
    """Short entries with a time each."""
    entries = [
        f'<section class="entry" id="e{number}"><time datetime="2024-02-03T{20 - number}:15">{20 - number}:15</time>'
        f"{''.join(maker.paragraphs(1))}<a href=#s{number}>Share</a></section>"
        for number in range(9)
    ]
    return document(
        maker, f"{NAV}<main><h1>{maker.title}</h1>{''.join(entries)}</main>{related(maker)}{FOOTER}"
    )


def short(maker: Maker) -> str:
    """A few sentences among much else."""
    body = f"<p>{maker.paragraph(maker.random.choice((1, 2)))}</p>"
    return document(
        maker,
        f"{COOKIES}{NAV}<article><h1>{maker.title}</h1>{body}</article>{SHARE}{related(maker)}{SUBSCRIBE}{FOOTER}",
    )


def short_bare(maker: Maker) -> str:
    """A few sentences in a page of divs, much else around them."""
    body = f"<p>{maker.paragraph(2)}</p>"
    return document(
        maker,
        f'{NAV}<div id="wrap"><h1>{maker.title}</h1><div class="txt">{body}</div></div>'
        f'<div class="box"><h3>More from Tamsel</h3><ul>{maker.listed(6)}</ul></div>{FOOTER}',
    )


def lists(maker: Maker) -> str:
    """A story told in lists."""
    first = "".join(f"<li>{maker.paragraph(1)}</li>" for _ in range(4))
    second = "".join(f"<li>{maker.paragraph(1)}</li>" for _ in range(3))
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(2))}<ul>{first}</ul>{maker.heading()}"
        f"{''.join(maker.paragraphs(2))}<ol>{second}</ol>{''.join(maker.paragraphs(1))}</article>{related(maker)}{FOOTER}",
    )


def tables(maker: Maker) -> str:
    """A story with a table of figures."""
    rows = ""
    for place in maker.random.sample(PLACES, 5):
        cells = (place, str(maker.random.randrange(100, 9000)), "open")
        maker.keep(" ".join(cells))
        rows += f"<tr><td>{'</td><td>'.join(cells)}</td></tr>"
    before, after = "".join(maker.paragraphs(3)), "".join(maker.paragraphs(2))
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{before}<table><tbody>{rows}</tbody></table>{after}</article>{SHARE}{FOOTER}",
    )


def quotations(maker: Maker) -> str:
    """Block quotes that are story, and pull quotes that repeat it."""
    first = maker.paragraphs(2)
    pulled = html.escape(maker.story[-1].split(". ")[0], quote=False)
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(first)}<aside class=pullquote>{pulled}</aside>{''.join(maker.paragraphs(2))}"
        f"<blockquote><p>{maker.paragraph(2)}</p></blockquote>{''.join(maker.paragraphs(1))}"
        f"<blockquote>{maker.paragraph(1)}</blockquote>{''.join(maker.paragraphs(1))}</article>{FOOTER}",
    )


def interrupted(maker: Maker) -> str:
    """Teasers, subscription lines and advertisements between the paragraphs."""
    parts = maker.paragraphs(8)
    parts.insert(2, f"<p>Read more: {maker.links(1)[0]}</p>")
    parts.insert(4, "<p>Advertisement</p>")
    parts.insert(6, SUBSCRIBE_LINE)
    parts.insert(8, f'<div class="inline-related">{related(maker)}</div>')
    return document(
        maker,
        f'{COOKIES}{NAV}<div class="article-body"><h1>{maker.title}</h1>{"".join(parts)}{READ_MORE}{LEGAL}</div>{FOOTER}',
    )


def pictures(maker: Maker) -> str:
    """Pictures with captions and credits."""
    figures = [
        f'<figure><img src="/{n}.jpg" alt="A picture of the town"><figcaption>The old {maker.thing} before the storm. Photo: '
        f"{maker.person()} / Tamsel Post</figcaption></figure>"
        for n in range(2)
    ]
    div = '<div class="image"><img src="/3.jpg"><span class="caption">Another view from the river. Photo: archive</span></div>'
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{figures[0]}{''.join(maker.paragraphs(3))}{figures[1]}{''.join(maker.paragraphs(3))}"
        f"{div}{''.join(maker.paragraphs(1))}</article>{FOOTER}",
    )


def sections(maker: Maker) -> str:
    """A long story under headings, in sections with advertisements between them."""
    parts = [
        f"<section>{maker.heading()}{''.join(maker.paragraphs(3))}</section><div class='ad-slot'>Advertisement</div>"
        for _ in range(4)
    ]
    return document(
        maker,
        f"{NAV}<main><h1>{maker.title}</h1>{''.join(parts)}{author_box(maker)}</main>{related(maker)}{FOOTER}",
    )


def wire(maker: Maker) -> str:
    """An agency's story with date line, credits and legal lines."""
    first = f"{maker.place.upper()}, Feb 3 (Tamsel Wire) – {maker.sentence()}"
    maker.keep(first)
    maker.either.append(f"Reporting by {PEOPLE[0]}; editing by {PEOPLE[1]}")
    return document(
        maker,
        f'{NAV}<div class="story-body"><h1>{maker.title}</h1><p>{first}</p>'
        f"{''.join(maker.paragraphs(6))}<p>Reporting by {PEOPLE[0]}; editing by {PEOPLE[1]}</p>{LEGAL}</div>{related(maker)}{FOOTER}",
    )


def foreign(maker: Maker) -> str:
    """A story in another language than English."""
    lang = list(FOREIGN)[sum(map(ord, maker.title)) % len(FOREIGN)]
    sentences = [maker.filled(line) for line in FOREIGN[lang].splitlines()]
    maker.random.shuffle(sentences)
    body = "".join(f"<p>{maker.keep(sentence)}</p>" for sentence in sentences)
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{body}</article>{SHARE}{related(maker)}{FOOTER}",
        lang=lang,
    )


def interview(maker: Maker) -> str:
    """Questions in bold and answers."""
    asked = [
        "Did you expect the vote to go this way?",
        "What will you do when the doors close?",
        "Who should have acted, and when?",
        "Would you do it again?",
    ]
    parts = [
        f"<p><strong>{maker.keep(question)}</strong></p>{''.join(maker.paragraphs(1))}" for question in asked
    ]
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(1))}{''.join(parts)}</article>{FOOTER}",
    )


def linked(maker: Maker) -> str:
    """Paragraphs full of links."""

    def with_links(text: str) -> str:
        words = text.split(" ")
        half = len(words) // 2
        return f'<a href="/a">{" ".join(words[:half])}</a> {words[half]} <a href="/b">{" ".join(words[half + 1 :])}</a>'

    body = "".join(f"<p>{with_links(maker.paragraph(2))}</p>" for _ in range(3))
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(3))}{body}</article>{related(maker)}{FOOTER}",
    )


def scripted(maker: Maker) -> str:
    """A page that a script fills, the story in its data alone."""
    body = " ".join(maker.paragraphs(6, "{}"))
    data = {"@type": "NewsArticle", "headline": maker.title, "articleBody": html.unescape(body)}
    return document(
        maker,
        f'<div id="root"></div><noscript>You need to enable JavaScript to run this page.</noscript>'
        f'<script type="application/ld+json">{json.dumps(data)}</script>',
    )


def hidden(maker: Maker) -> str:
    """Text that nobody sees, and a barrier over the story."""
    return document(
        maker,
        f'{NAV}<div style="display:none"><p>Please switch off your blocker to read on. We live from advertising.</p></div>'
        f'<div class="post-content"><h1>{maker.title}</h1>{"".join(maker.paragraphs(4))}<p hidden>Hidden words that nobody should '
        f'read.</p>{"".join(maker.paragraphs(2))}</div><div class="modal-content"><p>Log in to continue reading this story.</p></div>'
        f"{FOOTER}",
    )


def definitions(maker: Maker) -> str:
    """Questions and answers as a list of definitions, and folded ones."""
    folded = "".join(
        f"<details><summary>{maker.keep(question)}</summary><p>{maker.paragraph(2)}</p></details>"
        for question in ("Who pays for the repair?", "When does the next boat leave?")
    )
    terms = "".join(
        f"<dt>{maker.keep(question)}</dt><dd>{maker.paragraph(2)}</dd>"
        for question in ("Why did the roof fail?", "What did the council know?")
    )
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(2))}<dl>{terms}</dl>{folded}</article>{FOOTER}",
    )


def form_wrapped(maker: Maker) -> str:
    """A page whose whole body is one form, as some servers write it."""
    return document(
        maker,
        f'<form method="post" action="/p"><input type="hidden" name="state"><div id="header">{NAV}</div><div id="content">'
        f"<h1>{maker.title}</h1>{''.join(maker.paragraphs(6))}</div><div id=footer>© 2024 Tamsel Post</div></form>",
    )


def commented(maker: Maker) -> str:
    """A short story under which readers write more than it is long."""
    comments = "".join(
        f'<div class="comment"><b>{maker.person()}</b><p>{maker.filled(line)}</p></div>'
        for line in maker.unused[:8]
    )
    del maker.unused[:8]
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(3))}</article>"
        f'<section id="comments"><h2>8 comments</h2>{comments}</section>{FOOTER}',
    )


def standfirst(maker: Maker) -> str:
    """The first sentences of the story stand in the header of the page."""
    first = maker.paragraph(2)
    return document(
        maker,
        f'{NAV}<article><header class="article-header"><h1>{maker.title}</h1><p class="article-teaser">{first}</p></header>'
        f'<div class="article-content">{"".join(maker.paragraphs(6))}</div></article>{related(maker)}{FOOTER}',
    )


def intro_block(maker: Maker) -> str:
    """The first sentences stand in a block of their own, before the one that holds the story."""
    first = maker.paragraph(2)
    return document(
        maker,
        f'{NAV}<main><h1>{maker.title}</h1><div class="intro"><p>{first}</p></div>'
        f'<div class="article-body">{"".join(maker.paragraphs(6))}</div></main>{related(maker)}{FOOTER}',
    )


def fact_box(maker: Maker) -> str:
    """A box of facts within the story."""
    before = "".join(maker.paragraphs(3))
    box = f'<div class="infobox"><h3>In brief</h3><ul><li>{maker.paragraph(1)}</li><li>{maker.paragraph(1)}</li></ul></div>'
    maker.either.append("In brief")
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{before}{box}{''.join(maker.paragraphs(3))}</article>{FOOTER}",
    )


def parted(maker: Maker) -> str:
    """The story in several blocks of the same kind, something else between them."""
    parts = [f'<div class="article-body">{"".join(maker.paragraphs(3))}</div>' for _ in range(3)]
    return document(
        maker,
        f"{NAV}<div class=story-page><h1>{maker.title}</h1>{SUBSCRIBE.join(parts)}</div>{related(maker)}{FOOTER}",
    )


def preformatted(maker: Maker) -> str:
    """Lines that the page keeps as they are: a poem within a story."""
    lines = [maker.keep(maker.sentence()) for _ in range(4)]
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(2))}<pre>{chr(10).join(lines)}</pre>"
        f"{''.join(maker.paragraphs(2))}</article>{FOOTER}",
    )


def inline(maker: Maker) -> str:
    """Words cut by inline elements: a large first letter, emphasis, notes, soft breaks."""

    def cut(text: str) -> str:
        first, rest = text[0], text[1:]
        words_ = rest.split(" ")
        words_[2] = f"<em>{words_[2]}</em>"
        words_[4] = f'<a href="/x"><b>{words_[4]}</b></a>'
        words_[5] = words_[5][:2] + "<wbr>" + words_[5][2:]
        return f'<span class="dropcap">{first}</span>{" ".join(words_)}'

    body = "".join(f"<p>{cut(maker.paragraph(2))}</p>" for _ in range(6))
    return document(maker, f"{NAV}<article><h1>{maker.title}</h1>{body}</article>{related(maker)}{FOOTER}")


def unclosed(maker: Maker) -> str:
    """Old capital tags that are never closed."""
    body = "".join(maker.paragraphs(6, "<P ALIGN=left>{}"))
    return (
        f"<HTML><HEAD><TITLE>{maker.title}</TITLE></HEAD><BODY BGCOLOR=white><CENTER><A HREF=/>Home</A> | <A HREF=/n>News</A>"
        f"</CENTER><HR><H1>{maker.title}</H1>{body}<HR><FONT SIZE=1>© 1998 Tamsel Post</FONT>"
    )


def nested_lists(maker: Maker) -> str:
    """Lists within lists, paragraphs within items."""
    inner = f"<ul><li>{maker.paragraph(1)}</li><li>{maker.paragraph(1)}</li></ul>"
    outer = f"<li><p>{maker.paragraph(1)}</p>{inner}</li><li><p>{maker.paragraph(1)}</p><p>{maker.paragraph(1)}</p></li>"
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(2))}<ul>{outer}</ul>{''.join(maker.paragraphs(2))}"
        f"</article>{related(maker)}{FOOTER}",
    )


def layout_table(maker: Maker) -> str:
    """A page laid out with tables within tables, with paragraphs."""
    return document(
        maker,
        f"<table><tr><td>{''.join(maker.links(3))}</td><td><table><tr><td><h1>{maker.title}</h1></td></tr><tr><td>"
        f"{''.join(maker.paragraphs(6))}</td></tr></table></td></tr></table><p>© 2001 Tamsel Post</p>",
    )


def unlucky(maker: Maker) -> str:
    """A story in containers whose names sound like something else."""
    names = [
        "sidebar-right-layout",
        "premium-article",
        "embed-text",
        "content-bar",
        "has-share-buttons",
        "slide-up",
    ]
    name = maker.random.choice(names)
    return document(
        maker,
        f'{NAV}<div class="{name}"><h1>{maker.title}</h1>{"".join(maker.paragraphs(6))}</div>{related(maker)}{FOOTER}',
    )


def unlucky_part(maker: Maker) -> str:
    """One paragraph in the middle stands in a container whose name sounds like something else."""
    name = maker.random.choice(
        ["text-embedded", "paragraph--slide", "has-banner", "story-options", "premium"]
    )
    middle = f'<div class="{name}">{"".join(maker.paragraphs(1))}</div>'
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(3))}{middle}{''.join(maker.paragraphs(3))}</article>{FOOTER}",
    )


def appended(maker: Maker) -> str:
    """Another whole story follows, as on pages without end."""
    story = f"<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(6))}</article>"
    other = "".join(f"<p>{maker.sentence()} {maker.sentence()}</p>" for _ in range(4))
    return document(
        maker, f"{NAV}{story}<article><h2>{maker.random.choice(TEASERS)}</h2>{other}</article>{FOOTER}"
    )


def corrected(maker: Maker) -> str:
    """A correction at the end, set apart from the story."""
    note = maker.keep("Correction: An earlier version of this story gave the wrong year for the flood.")
    return document(
        maker,
        f'{NAV}<article><h1>{maker.title}</h1>{"".join(maker.paragraphs(5))}<hr><p class="correction"><i>{note}</i></p></article>'
        f"{SHARE}{related(maker)}{FOOTER}",
    )


def bare_text(maker: Maker) -> str:
    """The first paragraph is text directly within the article, the others are paragraphs."""
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{maker.paragraph(2)}{''.join(maker.paragraphs(5))}</article>{related(maker)}{FOOTER}",
    )


KNOWN = Layouts(title="made with the rules in view", sentences=SENTENCES, layouts=(
    semantic, wordpress, div_soup, spans, line_breaks, live_blog, short, short_bare, lists, tables, quotations, interrupted,
    pictures, sections, wire, foreign, interview, linked, scripted, hidden, definitions, form_wrapped, commented,
    standfirst, intro_block, fact_box, parted, preformatted, inline, unclosed, nested_lists, layout_table, unlucky,
    unlucky_part, appended, corrected, bare_text,
))  # fmt: skip

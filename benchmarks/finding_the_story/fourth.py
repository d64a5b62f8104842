"""Fourteen further sites, written after the rules were mended for the third set and measured once."""

# ruff: noqa: E501 - markup and sentences read best unbroken

from __future__ import annotations

import html

from benchmarks.finding_the_story.maker import Layouts, Maker
from benchmarks.finding_the_story.texts import FOREIGN, VARIED
from benchmarks.finding_the_story.third import single, site, some, translated

__all__ = ["FOURTH"]


def fields(maker: Maker) -> str:
    """A content system that puts every field into elements of its own."""
    body = "".join(maker.paragraphs(some(maker, 4, 8)))
    return site(
        maker,
        f'<div class="dialog-off-canvas-main-canvas"><header role="banner"><div class="region region-header"><a href="/">County News</a></div></header><main role="main"><div class="region region-content"><div class="block block-page-title-block"><h1 class="page-title"><span class="field field--name-title">{maker.title}</span></h1></div>'
        f'<article class="node node--type-news"><div class="node__meta">Submitted by <span>editor</span> on Mon, 03/04/2024 - 17:12</div><div class="node__content"><div class="field field--name-field-lead field--label-hidden field__item"><p>{maker.paragraph(1)}</p></div><div class="clearfix text-formatted field field--name-body field__item">{body}</div>'
        '<div class="field field--name-field-tags field--label-above"><div class="field__label">Tags</div><div class="field__items"><div class="field__item"><a href="/t">harbour</a></div></div></div></div></article></div></main>'
        '<aside class="layout-sidebar"><div class="block"><h2>Upcoming</h2><p>The council meets again on Thursday in the old hall.</p></div></aside></div>',
        name="County News",
    )


def letter_platform(maker: Maker) -> str:
    """A writer's letters: subtitle, buttons and boxes for addresses between paragraphs, likes."""
    parts = maker.paragraphs(some(maker, 6, 12))
    parts.insert(
        3,
        '<div class="subscription-widget-wrap"><div class="subscription-widget"><div class="preamble"><p>Tide Tables is a letter that its readers pay for. To receive new posts and support my work, become a free or paid subscriber.</p></div><form><input type="email"><input type="submit" value="Subscribe"></form></div></div>',
    )
    parts.insert(
        5,
        '<p class="button-wrapper"><a class="button primary" href="/s"><span>Share Tide Tables</span></a></p>',
    )
    return site(
        maker,
        f'<div class="topbar"><a href="/">Tide Tables</a><button>Sign in</button></div><article class="newsletter-post post"><div class="post-header"><h1 class="post-title published">{maker.title}</h1><h3 class="subtitle">{maker.heading("i")[3:-4]}</h3><div class="post-meta">Mar 04, 2024 <a href="#c">12</a> Share</div></div>'
        f'<div class="available-content"><div dir="auto" class="body markup">{"".join(parts)}</div></div></article><div class="post-footer"><button>Like (41)</button></div><div id="discussion"><h4>Discussion about this post</h4><div class="comment-body"><p>I was on that ferry and can confirm every word of this.</p></div></div>',
        name="Tide Tables",
    )


def own_elements(maker: Maker) -> str:
    """Elements of the site's own making, paragraphs too."""
    body = "".join(
        f"<hc-paragraph>{maker.paragraph(some(maker, 1, 2))}</hc-paragraph>" for _ in range(some(maker, 4, 8))
    )
    return site(
        maker,
        f'<hc-app><hc-header><a href="/">Courier</a></hc-header><hc-article><hc-headline><h1>{maker.title}</h1></hc-headline><hc-byline>{maker.person()}</hc-byline><hc-body>{body}</hc-body></hc-article><hc-teaser-list><hc-teaser>{"</hc-teaser><hc-teaser>".join(maker.links(4))}</hc-teaser></hc-teaser-list></hc-app>',
    )


def wiki_news(maker: Maker) -> str:
    """A wiki: marks to edit, an info table, sources as a list, categories."""
    sections = "".join(
        f'<div class="mw-heading">{maker.heading()}<span class="mw-editsection">[<a href="/e">edit</a>]</span></div>{"".join(maker.paragraphs(some(maker, 1, 3)))}'
        for _ in range(2)
    )
    box = '<table class="infobox" align="right"><tbody><tr><th colspan="2">Ferries</th></tr><tr><td><a href="/f">Night ferry</a></td></tr><tr><td><a href="/g">Bridges</a></td></tr></tbody></table>'
    sources = "".join(
        f'<li><span class="sourceTemplate"><a href="http://x.example/{n}">"{t}"</a> — Courier, March {n}, 2024</span></li>'
        for n, t in ((3, "Old pumps fail"), (4, "The town waits"))
    )
    return site(
        maker,
        f'<div id="mw-page-base"></div><div id="content" class="mw-body"><h1 id="firstHeading">{maker.title}</h1><div id="siteSub">From the free news source you can write</div><div id="mw-content-text"><div class="mw-parser-output">{box}<p><strong class="published">Monday, March 4, 2024</strong></p>{"".join(maker.paragraphs(2))}{sections}<h2>Sources</h2><ul>{sources}</ul></div></div><div id="catlinks">Categories: <a href="/c">Ferries</a></div></div><div id="mw-panel"><ul><li><a href="/m">Main page</a></li></ul></div>',
        name="Free News",
    )


def debate(maker: Maker) -> str:
    """A parliament's record: members in bold, calls, numbers of columns."""
    turns = []
    for number in range(some(maker, 4, 8)):
        text = maker.paragraph(some(maker, 1, 2))
        name = maker.person()
        maker.story[-1] = f"{name}: {maker.story[-1]}"
        turns.append(
            f'<div class="contribution"><p><b class="member"><a href="/m/{number}">{name}</a></b>: {text}</p></div>'
        )
    turns.insert(2, f'<p class="call"><i>{maker.keep("(Laughter and calls from the left.)")}</i></p>')
    turns.insert(3, '<span class="column-number">Column 412</span>')
    return site(
        maker,
        f'<div class="crumbs"><a href="/">Record</a> › <a href="/2024">2024</a></div><div class="debate"><h1>{maker.title}</h1>{"".join(turns)}</div><div class="tools"><a href="/pdf">Download text</a></div>',
        name="The Record",
    )


def judgment(maker: Maker) -> str:
    """A court's decision: each paragraph a row of a table, its number in a cell of its own."""
    rows = ""
    for number in range(1, some(maker, 6, 11)):
        text = maker.paragraph(some(maker, 1, 2))
        maker.either.append(str(number))
        rows += f'<tr><td valign="top">{number}.</td><td><p>{text}</p></td></tr>'
    return site(
        maker,
        f'<div id="nav"><a href="/">Decisions</a></div><div class="judgment"><h1>{maker.title}</h1><table class="paras">{rows}</table></div><div class="cite"><a href="/cite">Cite this decision</a></div>',
        name="County Court",
    )


def parted_in_pages(maker: Maker) -> str:
    """The first of several pages, with numbers of pages below, and a box to go on."""
    return site(
        maker,
        f'<div class="top"><a href="/">Echo</a></div><div class="entry"><h1>{maker.title}</h1><p class="kurz"><b>{maker.paragraph(1)}</b></p>{"".join(maker.paragraphs(some(maker, 3, 6)))}<div class="paging"><span>Page 1 of 3</span> <a href="?p=2">2</a> <a href="?p=3">3</a> <a href="?p=2">Next page ›</a></div></div><div class="under"><h3>From the magazine</h3>{"".join(maker.links(3))}</div>',
        name="Port Adel Echo",
    )


def readers_letters(maker: Maker) -> str:
    """Letters to the editor, each signed with a name and a place; here they are the story."""
    letters = ""
    for _ in range(some(maker, 2, 4)):
        body = "".join(maker.paragraphs(some(maker, 1, 2)))
        signed = maker.keep(f"{maker.person()}, {maker.place}")
        letters += f'<div class="letter">{body}<p class="signed">{signed}</p></div>'
    return site(
        maker,
        f'<nav><a href="/">Courier</a></nav><section class="letters"><h1>{maker.title}</h1>{letters}</section><p class="howto">Letters may be cut. We print names and places only.</p>',
    )


def advice(maker: Maker) -> str:
    """A letter and its answer, with salutations and signatures."""
    first = [
        maker.keep("Dear Ida,"),
        *(maker.paragraph(1) for _ in range(some(maker, 2, 3))),
        maker.keep("Sleepless in Tamsel"),
    ]
    second = [
        maker.keep("Dear Sleepless,"),
        *(maker.paragraph(some(maker, 1, 2)) for _ in range(some(maker, 3, 5))),
    ]
    return site(
        maker,
        f'<header><a href="/">Courier</a></header><div class="advice-column"><h1>{maker.title}</h1><div class="question"><p>{"</p><p>".join(first)}</p></div><div class="answer"><p>{"</p><p>".join(second)}</p></div></div><div class="ask-box"><h3>Ask Ida</h3><textarea></textarea><button>Send</button></div>',
    )


def polish_daily(maker: Maker) -> str:
    """A Polish paper: lead in bold, a link to another story, a survey, rights."""
    translated(maker, "Basen zamknięty do wiosny", FOREIGN["pl"].splitlines())
    body = single(maker, 4, "<p>{}</p>")
    body.insert(2, '<p><strong>Czytaj też: <a href="/1">Dlaczego milczą dzwony</a></strong></p>')
    return site(
        maker,
        f'<div class="gora"><a href="/">Kurier</a></div><div class="artykul"><h1>{maker.title}</h1><div class="lead"><strong>{maker.paragraph(1)}</strong></div><div class="tresc">{"".join(body)}</div><div class="sonda"><h4>Czy basen trzeba ratować?</h4><label>Tak</label><label>Nie</label><button>Głosuj</button></div></div><div class="stopka">Wszelkie prawa zastrzeżone.</div>',
        lang="pl",
        name="Kurier",
    )


def mailing(maker: Maker) -> str:
    """A letter sent by mail, as its web copy: tables in tables, a hidden first line, ways to leave the list."""
    cells = "".join(
        f'<tr><td style="padding:12px;font-family:Georgia">{text}</td></tr>'
        for text in maker.paragraphs(some(maker, 4, 7), '<p style="margin:0">{}</p>')
    )
    return (
        f'<html><head><title>{maker.title}</title></head><body style="margin:0"><div style="display:none;max-height:0">What we saw on the quay this week</div><table width="100%" role="presentation"><tr><td align="center"><table width="600" role="presentation"><tr><td><a href="/w">View in browser</a></td></tr><tr><td><h1 style="font-size:24px">{maker.title}</h1></td></tr>{cells}'
        '<tr><td style="font-size:11px">You receive this letter because you asked for it. <a href="/u">Unsubscribe</a> | <a href="/p">Preferences</a></td></tr></table></td></tr></table></body></html>'
    )


def chronicle(maker: Maker) -> str:
    """What happened when: dates and events as a list of definitions, between paragraphs."""
    events = "".join(
        f"<dt>{maker.keep(f'{day} March 2024')}</dt><dd>{maker.paragraph(1)}</dd>" for day in (1, 4, 9, 17)
    )
    return site(
        maker,
        f'<header><a href="/">Courier</a></header><main><div class="chronicle"><h1>{maker.title}</h1>{"".join(maker.paragraphs(2))}<dl class="dates">{events}</dl>{"".join(maker.paragraphs(some(maker, 1, 3)))}</div></main><section class="see"><h2>See also</h2>{"".join(maker.links(3))}</section>',
    )


def slides(maker: Maker) -> str:
    """A series of slides, each a picture, a heading and a text; the story is in the slides."""
    made = "".join(
        f'<li class="slide"><img src="/{n}.jpg" alt=""><div class="slide-text">{maker.heading("h3")}<p>{maker.paragraph(2)}</p></div><span class="slide-credit">Photo: {maker.person()}</span></li>'
        for n in range(some(maker, 4, 7))
    )
    return site(
        maker,
        f'<div class="masthead"><a href="/">Courier</a></div><div class="slideshow"><h1>{maker.title}</h1><p>{maker.paragraph(1)}</p><ol class="slides">{made}</ol></div><div class="end-card"><h2>More to see</h2>{"".join(maker.links(3))}</div>',
    )


def statement(maker: Maker) -> str:
    """A short statement of an embassy: a quotation whole, signature, place and day."""
    quoted = html.escape(maker.sentence(), quote=False)
    maker.story.append(html.unescape(quoted))
    signed = maker.keep(f"{maker.place}, 4 March 2024")
    return site(
        maker,
        f'<div class="gov-top"><a href="/">Embassy</a><a href="/visa">Visas</a></div><div class="statement"><h1>{maker.title}</h1><p>{maker.paragraph(some(maker, 1, 2))}</p><blockquote class="official"><p>{quoted}</p></blockquote><p align="right">{signed}</p></div><div class="side-links"><ul>{maker.listed(4)}</ul></div><div class="gov-foot">This is the only official page of the embassy.</div>',
        name="Embassy",
    )


FOURTH = Layouts(
    title="written fourth",
    sentences=VARIED,
    layouts=(
        fields, letter_platform, own_elements, wiki_news, debate, judgment, parted_in_pages, readers_letters, advice,
        polish_daily, mailing, chronicle, slides, statement,
    ),
)  # fmt: skip

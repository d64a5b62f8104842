"""Thirty sites of different build, written without a look at the rules."""

# ruff: noqa: E501 - markup and sentences read best unbroken

from __future__ import annotations

import html
import textwrap

from benchmarks.finding_the_story.maker import Layouts, Maker
from benchmarks.finding_the_story.texts import FRENCH, GERMAN, PEOPLE, PLACES, RUSSIAN, VARIED

__all__ = ["THIRD"]


def site(
    maker: Maker, body: str, *, head: str = "", lang: str = "en", name: str = "The Hestvik Courier"
) -> str:
    """Return a page with what most sites have in their heads."""
    title = html.escape(maker.title)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{title} – {name}</title><meta property="og:title" content="{title}"><meta property="og:site_name" content="{name}">'
        f'<meta property="og:type" content="article">{head}<link rel="stylesheet" href="/main.css"></head>\n<body class="page">{body}\n'
        "<script async src='/app.js'></script></body></html>"
    )


def translated(maker: Maker, title: str, lines: list[str]) -> None:
    """Let the page be in another language."""
    maker.title = title
    maker.either = [title]
    maker.unused = maker.random.sample(lines, len(lines))


def single(maker: Maker, count: int, wrap: str) -> list[str]:
    """Return paragraphs of one sentence."""
    return [wrap.format(maker.paragraph(1)) for _ in range(count)]


def some(maker: Maker, *counts: int) -> int:
    """Return one of the counts."""
    return maker.random.choice(counts)


def portal_2003(maker: Maker) -> str:
    """Nested tables, fonts and spacer pictures; the picture with its caption in a table within the text."""
    first = "".join(maker.paragraphs(2, '<p><font face="Verdana" size="2">{}</font></p>\n'))
    rest = "".join(maker.paragraphs(some(maker, 2, 5, 9), '<p><font face="Verdana" size="2">{}</font></p>\n'))
    picture = (
        '<table align="right" width="210" cellpadding="4"><tr><td><img src="/i/1.gif" width="200"><br>'
        '<font size="1" color="#666666">The quay last summer (file picture)</font></td></tr></table>'
    )
    return (
        f"<html><head><title>Hestvik Online: {maker.title}</title></head><body bgcolor=#ffffff topmargin=0>"
        '<table width="760" border="0" cellspacing="0"><tr><td colspan="3" bgcolor="#003366"><a href="/"><img src="/logo.gif" alt="Hestvik Online"></a></td></tr>'
        f'<tr><td width="130" valign="top" bgcolor="#eeeeee"><font size="1"><b>SECTIONS</b><br>{"<br>".join(maker.links(5))}</font></td>'
        f'<td width="460" valign="top"><table width="100%"><tr><td><font face="Arial" size="4"><b>{maker.title}</b></font><br>'
        f'<font size="1">Tuesday, 4 March 2003, 17:12</font></td></tr><tr><td>{first}{picture}{rest}</td></tr><tr><td><font size="1">'
        '<a href="/print">Printer-friendly version</a> | <a href="/mail">E-mail this to a friend</a></font></td></tr></table></td>'
        f'<td width="170" valign="top"><font size="1"><b>TOP STORIES NOW</b><br>{"<br>".join(maker.links(6))}</font></td></tr>'
        '<tr><td colspan="3" align="center"><font size="1">Copyright 2003 Hestvik Online | <a href="/help">Help</a> | <a href="/feedback">Feedback</a></font></td></tr>'
        "</table></body></html>"
    )


def block_theme(maker: Maker) -> str:
    """A blog of blocks: quote, pull quote, buttons, subscription block, post navigation, a comment form."""
    quote = f'<blockquote class="wp-block-quote is-layout-flow"><p>{maker.paragraph(1)}</p></blockquote>'
    start = "".join(maker.paragraphs(some(maker, 2, 4)))
    pulled = html.escape(maker.story[-1].split(". ")[0], quote=False)
    listed = f'<ul class="wp-block-list">{"".join(f"<li>{maker.paragraph(1)}</li>" for _ in range(3))}</ul>'
    return site(
        maker,
        '<div class="wp-site-blocks"><header class="wp-block-template-part"><div class="wp-block-group"><p class="wp-block-site-title"><a href="/">River Notes</a></p>'
        '<nav class="wp-block-navigation"><ul><li><a href="/about">About</a></li><li><a href="/archive">Archive</a></li></ul></nav></div></header>'
        f'<main class="wp-block-group"><h1 class="wp-block-post-title">{maker.title}</h1><div class="wp-block-template-part"><div class="wp-block-post-date"><time datetime="2024-03-04">March 4, 2024</time></div>'
        f'<p class="wp-block-post-author-name">{maker.person()}</p></div><div class="entry-content wp-block-post-content">{start}{quote}'
        f'<figure class="wp-block-pullquote"><blockquote><p>{pulled}</p></blockquote></figure>{maker.heading()}{"".join(maker.paragraphs(3))}{listed}'
        '<div class="wp-block-jetpack-subscriptions"><form><p id="subscribe-email"><input type="email" placeholder="Type your email…"></p><p><button>Subscribe</button></p></form></div>'
        f'{"".join(maker.paragraphs(2))}<div class="wp-block-buttons"><div class="wp-block-button"><a class="wp-block-button__link">Support River Notes</a></div></div></div>'
        '<nav class="post-navigation"><div class="wp-block-post-navigation-link">← <a href="/p">Older: The eels of Cray Bay</a></div></nav>'
        '<div class="wp-block-comments"><h2>Leave a Reply</h2><form><p class="comment-notes">Your email address will not be published. Required fields are marked *</p><textarea></textarea></form></div></main>'
        '<footer class="wp-block-template-part"><p>Designed with care. Proudly powered by a small server in Tamsel.</p></footer></div>',
        name="River Notes",
    )


def amp_accordion(maker: Maker) -> str:
    """An accelerated page with accordions, a consent element and a block of other stories."""
    parts = "".join(
        f'<section expanded><h4 class="q">{maker.keep(q)}</h4><div class="a">{"".join(maker.paragraphs(some(maker, 1, 2)))}</div></section>'
        for q in ("Why was the lift stopped?", "What did the repair cost?", "Who decides now?")
    )
    return (
        f'<!doctype html><html amp lang="en"><head><meta charset="utf-8"><title>{maker.title}</title><style amp-custom>p{{margin:0}}</style></head><body>'
        '<amp-consent id="consent" layout="nodisplay"><div id="ui"><p>We and our 214 partners store and read information on your device. You can object at any time under Settings.</p><button on="tap:consent.accept">Agree</button></div></amp-consent>'
        f'<header class="amp-header"><a href="/">Courier</a></header><article class="amp-article"><h1>{maker.title}</h1><div class="meta"><span>{maker.person()}</span> <span>4 Mar 2024</span></div>'
        f'<amp-img src="/a.jpg" width="600" height="400"></amp-img><p class="amp-caption">The lift in its last year of service. Courier/archive</p>{"".join(maker.paragraphs(2))}<amp-accordion>{parts}</amp-accordion>{"".join(maker.paragraphs(some(maker, 1, 4)))}'
        f'<amp-social-share type="email"></amp-social-share></article><amp-embed type="more"></amp-embed><section class="recs"><h3>You may also like</h3>{"".join(maker.links(4))}</section></body></html>'
    )


def live_updates(maker: Maker) -> str:
    """A live page: key points, then updates with author, time, heading and several paragraphs."""
    points = "".join(f"<li>{maker.paragraph(1)}</li>" for _ in range(3))
    updates = "".join(
        f'<div class="lb-post" id="u{n}"><div class="lb-post__meta"><time>{18 - n}.{42 - n} CET</time> <span class="lb-author">{maker.person()}</span></div>{maker.heading("h2")}'
        f'<div class="lb-post__body">{"".join(maker.paragraphs(some(maker, 1, 2, 3)))}</div><div class="lb-post__tools"><a href="#u{n}">Share</a> <button>Copy link</button></div></div>'
        for n in range(some(maker, 4, 9))
    )
    return site(
        maker,
        f'<div id="hdr"><a href="/">Courier</a></div><main><span class="live-badge">Live</span><h1>{maker.title}</h1><p class="lb-updated">Last updated 2 minutes ago</p><div class="lb-key"><h2>Key points</h2><ul>{points}</ul></div>'
        f'<div class="lb-controls"><button>Newest first</button><label>Auto refresh</label></div><div class="lb-feed">{updates}</div><button>Load more updates</button></main>'
        f'<div class="most-viewed"><h2>Most viewed</h2><ol>{maker.listed(5)}</ol></div>',
    )


def long_read(maker: Maker) -> str:
    """A long story in chapters with drop caps, pull quotes, side notes and full pictures."""
    chapters = []
    for number in range(some(maker, 3, 5)):
        body = maker.paragraphs(4)
        pulled = html.escape(maker.story[-1].split(". ")[0], quote=False)
        body.insert(2, f'<aside class="lr-pull"><q>{pulled}</q></aside>')
        body.insert(
            4,
            f'<figure class="lr-full"><picture><img src="/{number}.jpg"></picture><figcaption>Evening light over the yard. <small>{maker.person()} for the Courier</small></figcaption></figure>',
        )
        chapters.append(
            f'<section class="lr-chapter"><h2><span>{number + 1}</span></h2>{"".join(body)}</section>'
        )
    return site(
        maker,
        f'<div class="lr-cover"><h1>{maker.title}</h1><p class="lr-stand">{maker.paragraph(1)}</p><p class="lr-by">Words by {maker.person()}, pictures by {maker.person()}</p><p class="lr-time">21 min read</p></div>'
        f'<div class="lr-audio"><p>Listen to this story</p><audio src="/a.mp3"></audio></div><article class="lr">{"".join(chapters)}</article>'
        f'<div class="lr-credits"><p>Editing: {maker.person()}</p><p>Design: {maker.person()}</p></div><section class="lr-more"><h2>More long reads</h2>{maker.listed()}</section>',
    )


def agency_pre(maker: Maker) -> str:
    """Wire copy as it comes over the line: wrapped lines in one preformatted block."""
    first = maker.keep(f"{maker.place.upper()}, March 4 (TW) - {maker.sentence()}")
    blocks = [first, *(maker.paragraph(some(maker, 1, 2)) for _ in range(some(maker, 4, 9)))]
    text = "\n\n".join(textwrap.fill("  " + block, 69) for block in blocks)
    return site(
        maker,
        f'<div class="wrap"><div class="hd"><a href="/">Tamsel Wire</a> <a href="/desk">Desk</a></div><h1>{maker.title}</h1><pre class="copy">{text}</pre>'
        '<div class="ft">(c) Tamsel Wire 2024. Republication by subscribers only.</div></div>',
        name="Tamsel Wire",
    )


def agency_lists(maker: Maker) -> str:
    """Wire copy with a dateline and points after stars, then a desk's telephone line."""
    first = f"<p>{maker.keep(f'{maker.place.upper()} (Tamsel Wire) — {maker.sentence()}')}</p>"
    points = "".join(f"<p>* {maker.paragraph(1)}</p>" for _ in range(some(maker, 3, 6)))
    return site(
        maker,
        f'<nav><a href="/">Wire</a></nav><div id="story" class="wire-story"><h1>{maker.title}</h1><div class="ts">14:02 GMT</div>{first}{"".join(maker.paragraphs(2))}{points}'
        f"{''.join(maker.paragraphs(some(maker, 1, 3)))}<p>(Reporting by {PEOPLE[2]}; Editing by {PEOPLE[4]})</p><p>((desk@wire.example; +99 555 0101))</p></div>"
        f'<div class="rel"><h4>From this desk</h4>{"".join(maker.links(4))}</div>',
    )


def data_story(maker: Maker) -> str:
    """Figures in two tables with captions and heads, between paragraphs."""

    def made(caption: str) -> str:
        rows = ""
        for place in maker.random.sample(PLACES, 4):
            cells = (
                place,
                str(maker.random.randrange(10, 99)),
                f"{maker.random.randrange(1, 9)}.{maker.random.randrange(9)}%",
            )
            maker.keep(" ".join(cells))
            rows += f"<tr><th scope=row>{cells[0]}</th><td>{cells[1]}</td><td>{cells[2]}</td></tr>"
        maker.either += [caption, "Town Cases Change", "Source: county office"]
        return f'<div class="tbl-wrap"><table class="data"><caption>{caption}</caption><thead><tr><th>Town</th><th>Cases</th><th>Change</th></tr></thead><tbody>{rows}</tbody><tfoot><tr><td colspan=3>Source: county office</td></tr></tfoot></table></div>'

    body = [
        *maker.paragraphs(2),
        made("Cases by town"),
        *maker.paragraphs(some(maker, 1, 3)),
        made("Cases by month"),
        *maker.paragraphs(2),
    ]
    return site(
        maker,
        f'<div class="top"><a href="/">Courier data</a></div><section class="data-story"><h1>{maker.title}</h1><div class="by">{maker.person()}</div>{"".join(body)}</section><section class="next"><h2>Next</h2>{maker.listed(3)}</section>',
    )


def asked_in_bold(maker: Maker) -> str:
    """An interview whose questions stand in bold in the paragraph of their answer, speakers in capitals."""
    asked = [
        "Why did you stay?",
        "Was there no other way?",
        "Who told you?",
        "And if the water comes again?",
        "What do you miss?",
    ]
    parts = []
    for question in asked[: some(maker, 3, 5)]:
        sentence = maker.sentence()
        maker.story.append(f"COURIER: {question}")
        maker.story.append(f"{sentence}")
        parts.append(f"<p><b>COURIER: {question}</b><br>\n{html.escape(sentence, quote=False)}</p>")
    intro = "".join(maker.paragraphs(1, '<p class="intro"><em>{}</em></p>'))
    note = maker.keep(f"The interview was conducted by {maker.person()} and shortened for length.")
    return site(
        maker,
        f'<header><a href="/">Courier</a></header><div class="interview"><h1>{maker.title}</h1>{intro}{"".join(parts)}<p><i>{note}</i></p></div><footer>Imprint · Data protection · Contact</footer>',
    )


def deep_divs(maker: Maker) -> str:
    """Many nested blocks with hashed names and no paragraph element at all."""
    body = "".join(
        f'<div class="sc-{n}x"><div class="sc-b"><span><span>{maker.paragraph(some(maker, 1, 2))}</span></span></div></div>'
        for n in range(some(maker, 3, 8, 14))
    )
    return site(
        maker,
        f'<div id="__next"><div class="sc-a"><div class="sc-q"><div class="sc-r">{"".join(f"<div><a href=/x><span>{t}</span></a></div>" for t in ("Home", "World", "Money"))}</div></div><div class="sc-1"><div class="sc-2"><div class="sc-3">'
        f'<div class="sc-h"><div role="heading" aria-level="1">{maker.title}</div></div><div class="sc-m"><span>{maker.person()}</span><span> · </span><span>5h ago</span></div><div class="sc-4"><div class="sc-5">{body}</div></div></div></div></div>'
        f'<div class="sc-z">{"".join(f"<div class=sc-card><div>{link}</div><div>2h ago</div></div>" for link in maker.links(6))}</div></div></div>',
    )


def itemprop_breaks(maker: Maker) -> str:
    """Paragraphs parted by line breaks in one block, with a picture and an advertisement among them."""
    parts = maker.paragraphs(some(maker, 4, 7, 12), "{}")
    parts.insert(2, '<div class="adv"><span>Advertising</span><ins data-ad="1"></ins></div>')
    parts.insert(4, '<img src="/p.jpg" align="left">')
    body = "<br />\n<br />\n".join(parts)
    return site(
        maker,
        f'<div class="logo"><a href="/">Port Adel Echo</a></div><div itemscope itemtype="http://schema.org/NewsArticle"><h2 itemprop="headline">{maker.title}</h2><small itemprop="datePublished">04.03.2012</small><div itemprop="articleBody">{body}</div></div><div class="tags">Tags: <a href=/t/1>port</a>, <a href=/t/2>council</a></div>',
    )


def paywall(maker: Maker) -> str:
    """Free paragraphs, the last fading out, then an offer with prices and reasons."""
    free = "".join(maker.paragraphs(some(maker, 2, 3)))
    fading = f'<div class="fade-out"><p>{maker.paragraph(1)}</p></div>'
    return site(
        maker,
        f'<header class="site"><a href="/">Courier</a><a href="/login">Log in</a></header><article class="is-locked"><h1>{maker.title}</h1><p class="author">By {maker.person()}</p>{free}{fading}</article>'
        '<div class="offer-wall"><h2>This article is for subscribers</h2><p>Choose the plan that fits you and read every story without limits.</p><div class="plan"><h3>Monthly</h3><p>1 crown for the first month, then 12 crowns. Cancel whenever you like.</p><button>Choose</button></div>'
        '<div class="plan"><h3>Yearly</h3><p>99 crowns a year, with the weekend paper delivered to your door.</p><button>Choose</button></div><ul><li>All articles on every device</li><li>The evening letter of our editors</li><li>Puzzles and the archive since 1901</li></ul><p>Already a subscriber? <a href="/login">Sign in</a></p></div>',
    )


def letter_box(maker: Maker) -> str:
    """A newsletter box with sentences and a note on privacy in the middle of the story, twice."""
    box = (
        '<div class="c-nl-inline"><div class="c-nl-inline__title">The Morning Tide</div><p class="c-nl-inline__text">Everything you need to know before breakfast, from our newsroom on the harbour.</p>'
        '<label>Email <input type="email"></label><button>Get it</button><p class="c-nl-inline__legal">By signing up you agree to our terms and confirm that you have read our privacy notice.</p></div>'
    )
    parts = maker.paragraphs(some(maker, 6, 11))
    parts.insert(3, box)
    parts.insert(
        6,
        '<p class="c-promo"><em>Sign up for The Morning Tide, our letter on the sea and those who live from it.</em></p>',
    )
    return site(
        maker,
        f'<div class="c-head"><a href="/">Courier</a></div><div class="c-article"><h1 class="c-article__h">{maker.title}</h1><div class="c-article__b">{"".join(parts)}</div></div><div class="c-foot">© Courier</div>',
    )


def consent_in_body(maker: Maker) -> str:
    """A consent dialog with many purposes, longer than the story, between headline and text."""
    purposes = "".join(
        f"<li><b>{name}</b><p>{text}</p></li>"
        for name, text in (
            (
                "Store information",
                "Identifiers and settings can be kept on your device so that it is recognised when you come back.",
            ),
            ("Measure", "How often pages are opened can be counted, and which parts of them are seen."),
            (
                "Select advertising",
                "Advertising can be chosen by what you are reading and by the device you use.",
            ),
            ("Develop services", "What you do here can help us to build and improve what we offer."),
        )
    )
    dialog = f'<div id="cmp-root" class="cmp"><div class="cmp-box" role="dialog" aria-modal="true"><h2>Your choice matters to us</h2><p>We and our partners process personal data such as your address on the net. With your consent we may do so for these purposes:</p><ul>{purposes}</ul><button>Accept</button><button>Reject all</button><a href="/vendors">List of partners (vendors)</a></div></div>'
    return site(
        maker,
        f'<div class="bar"><a href="/">Echo</a></div><div class="main"><h1>{maker.title}</h1>{dialog}<div class="txt">{"".join(maker.paragraphs(some(maker, 2, 4)))}</div></div><div class="end">Port Adel Echo, Quay 3</div>',
        name="Port Adel Echo",
    )


def regional(maker: Maker) -> str:
    """A regional paper: place before the text, a picture series, a box of facts, sports teasers with sentences."""
    first = maker.paragraph(2)
    where = maker.place
    maker.story[-1] = f"{where}. {maker.story[-1]}"
    box = f'<div class="element-factbox"><h4>The {maker.thing}</h4><p>{maker.paragraph(2)}</p></div>'
    maker.either.append(f"The {maker.thing}")
    teasers = "".join(
        f'<div class="teaser"><a href="/t"><h3>{t}</h3></a><p>The whole district was on its feet, and the beer ran out at nine.</p></div>'
        for t in ("Tamsel wins the derby", "Cray Bay sacks its coach")
    )
    return site(
        maker,
        f'<div class="head"><ul class="places">{maker.listed(4)}</ul></div><div class="article-detail"><span class="kicker">County</span><h1>{maker.title}</h1><div class="gallery-hint">4 pictures</div><p class="text first"><span class="ort">{where}.</span> {first}</p>'
        f'{"".join(maker.paragraphs(3, chr(60) + "p class=text>{}</p>"))}<h3 class="zwischen">{maker.random.choice(("The money", "Old pumps"))}</h3>{"".join(maker.paragraphs(some(maker, 2, 5), chr(60) + "p class=text>{}</p>"))}{box}</div><div class="region-sport"><h2>Sport in the district</h2>{teasers}</div>',
    )


def press_release(maker: Maker) -> str:
    """A ministry's announcement: facts about the page as a list, points, notes for editors, a contact."""
    points = "".join(
        f"<li>{maker.keep(t)}</li>"
        for t in (
            "a new inspection of every dam before October;",
            "pay for those who had to leave their houses;",
            "a telephone line that is staffed day and night.",
        )
    )
    notes = "".join(f"<li>{maker.paragraph(1)}</li>" for _ in range(3))
    maker.either += ["Notes to editors", "Press release"]
    return site(
        maker,
        '<a class="skip" href="#content">Skip to main content</a><header role="banner"><a href="/">Ministry of Waters</a></header><div class="banner-alpha"><p>This is a new service. Your feedback will help us to improve it.</p></div>'
        f'<main id="content"><span class="context">Press release</span><h1>{maker.title}</h1><dl class="metadata"><dt>From:</dt><dd><a href="/o">Ministry of Waters</a></dd><dt>Published</dt><dd>4 March 2024</dd></dl><div class="gov-prose">{"".join(maker.paragraphs(some(maker, 2, 4)))}<p>{maker.keep("The measures are:")}</p><ul>{points}</ul>'
        f'{"".join(maker.paragraphs(2))}<h2>Notes to editors</h2><ol>{notes}</ol></div><div class="press-contact"><h2>Press office</h2><p>Telephone 0555 0100 (out of hours 0555 0109)</p></div></main><div class="feedback"><h2>Is this page useful?</h2><button>Yes</button><button>No</button></div>'
        "<footer><p>All content is available under the open licence, except where otherwise stated.</p></footer>",
        name="Ministry of Waters",
    )


def transcript(maker: Maker) -> str:
    """A radio programme written down: speakers in capitals, sounds in brackets, a legal paragraph."""
    turns = []
    for number in range(some(maker, 6, 14)):
        speaker = ("HOST", "BECK", "MORROW")[number % 3]
        turns.append(f"<p>{maker.keep(f'{speaker}: {maker.sentence()}')}</p>")
    turns.insert(2, f"<p>{maker.keep('(SOUNDBITE OF BELLS)')}</p>")
    return site(
        maker,
        f'<div class="player"><button>Play</button><span>4-Minute Listen</span></div><div id="storytitle"><h1>{maker.title}</h1><div class="programme"><a href="/p">Morning on the Coast</a></div></div><div class="transcript storytext">{"".join(turns)}'
        '<p class="disclaimer">Copyright © 2024 Coast Radio. All rights reserved. Visit our website terms of use and permissions pages for further information.</p><p class="disclaimer">Transcripts are made in haste by a contractor. This text may not be in its final form and may be revised in the future.</p></div>',
        name="Coast Radio",
    )


def obituary(maker: Maker) -> str:
    """A notice of death: dates, the story of a life, survivors, the service, then candles and flowers."""
    parts = maker.paragraphs(some(maker, 3, 6))
    last = [
        maker.keep(t)
        for t in (
            f"She is survived by two sons, {maker.person()} and {maker.person()}, and five grandchildren.",
            "The service will be held at St. Olaf's on Friday at 11 a.m. In lieu of flowers, donations may be made to the lifeboat.",
        )
    ]
    return site(
        maker,
        f'<div class="nav"><a href="/obits">Obituaries</a></div><div class="obit"><h1>{maker.title}</h1><div class="dates">1931 – 2024</div><div class="obit-text"><p>{"</p><p>".join([*(p[3:-4] for p in parts), *last])}</p></div><div class="published-in">Published in the Courier from Mar. 4 to Mar. 6, 2024.</div>'
        '<div class="actions"><a href="/c">Light a candle</a><a href="/f">Send flowers</a></div><div class="guestbook"><h3>Guest book</h3><div class="entry"><p>She taught me to swim and to keep quiet about it. Rest well.</p><span>A neighbour</span></div><div class="entry"><p>My thoughts are with all of you at this hard time.</p><span>Mette</span></div></div></div>',
    )


def match_report(maker: Maker) -> str:
    """A sports report: score box, minutes, teams, results as a list."""
    minutes = "".join(
        f'<div class="tick"><span class="min">{m}\'</span> <span class="what">{maker.paragraph(1)}</span></div>'
        for m in (12, 44, 67, 89)
    )
    teams = maker.keep(
        f"Orlow: {', '.join(name.split()[-1] for name in PEOPLE[:5])}. Substitutes not used: {PEOPLE[6].split()[-1]}."
    )
    results = "".join(
        f"<li>{maker.keep(f'{a} {maker.random.randrange(5)}, {b} {maker.random.randrange(5)}')}</li>"
        for a, b in (PLACES[:2], PLACES[2:4], PLACES[5:7])
    )
    return site(
        maker,
        f'<div class="sub"><a href="/sport">Sport</a></div><article class="report"><div class="scorebox"><span>Orlow</span><b>2 : 1</b><span>Tamsel</span></div><h1>{maker.title}</h1>{"".join(maker.paragraphs(some(maker, 2, 4)))}<div class="ticker">{minutes}</div>{"".join(maker.paragraphs(2))}'
        f'<p><strong>{teams}</strong></p><h3>{maker.random.choice(("What happens next", "The money"))}</h3><ul class="results">{results}</ul></article><div class="tbl-link"><a href="/table">Full table</a></div><div class="bet">18+ Play with care. Odds are subject to change.</div>',
    )


def recipe(maker: Maker) -> str:
    """A cook's column: story, then ingredients and steps."""
    things = [
        f"{maker.random.randrange(2, 9) * 50} g rye flour",
        "2 eggs",
        "1 pinch of salt",
        "half a litre of sour milk",
    ]
    ingredients = "".join(f"<li>{maker.keep(t)}</li>" for t in things)
    steps = "".join(
        f"<li>{maker.keep(t)}</li>"
        for t in (
            "Stir flour and milk and let them rest overnight.",
            "Beat the eggs with the salt and fold them in.",
            "Bake for 40 minutes and let it cool on the sill.",
        )
    )
    maker.either += ["Ingredients", "Method"]
    return site(
        maker,
        f'<header><a href="/">Courier Food</a></header><main class="recipe-page"><h1>{maker.title}</h1><div class="jump"><a href="#r">Jump to recipe</a> <button>Print</button></div>{"".join(maker.paragraphs(some(maker, 2, 5)))}<div class="recipe" id="r"><div class="stars">Rate this: ★★★★☆ (41)</div><h3>Ingredients</h3><ul>{ingredients}</ul><h3>Method</h3><ol>{steps}</ol></div></main><div class="pin"><a href="#p">Pin it</a></div>',
    )


def footnoted(maker: Maker) -> str:
    """An essay with numbers that lead to notes, each with a way back."""
    parts, notes = [], []
    for number in range(1, some(maker, 4, 7)):
        text = maker.paragraph(2)
        maker.story[-1] += f" {number}"
        parts.append(f'<p>{text} <sup id="r{number}"><a href="#n{number}">{number}</a></sup></p>')
    for number in range(1, len(parts) + 1):
        back = f'<a href="#r{number}" class="back">↩</a>'
        notes += [f'<li id="n{number}"><p>{maker.paragraph(1)} {back}</p></li>']
    return site(
        maker,
        f'<nav><a href="/">The Slow Review</a></nav><article class="essay"><h1>{maker.title}</h1>{"".join(parts)}<section class="footnotes" role="doc-endnotes"><hr><ol>{"".join(notes)}</ol></section></article>',
        name="The Slow Review",
    )


def old_blog(maker: Maker) -> str:
    """A hosted blog: text in blocks without paragraphs, post footer, comments by readers, an archive beside it."""
    body = "".join(
        f'<div style="text-align: justify;">{maker.paragraph(some(maker, 1, 2))}</div><div><br /></div>'
        for _ in range(some(maker, 3, 7))
    )
    comments = "".join(
        f'<li class="comment"><div class="comment-header"><cite class="user">{maker.person()}</cite> said...</div><p class="comment-content">{t}</p></li>'
        for t in (
            "I remember that winter well, we had to burn the chairs.",
            "Thank you for writing this down before it is forgotten.",
            "You have the year wrong, it was the year after.",
        )
    )
    return site(
        maker,
        f'<div class="content-outer"><div class="header-inner"><h1 class="title"><a href="/">Letters from the quay</a></h1><p class="description">What I see from my window</p></div><div class="main-outer"><div class="date-header">Monday, March 4, 2013</div><div class="post hentry"><h3 class="post-title entry-title">{maker.title}</h3><div class="post-body entry-content">{body}<div style="clear: both;"></div></div>'
        f'<div class="post-footer"><span class="post-author">Posted by Runa</span> <span>at 10:12 PM</span> <a href="#">Email This</a> <a href="#">BlogThis!</a> <span class="post-labels">Labels: <a href="/l">harbour</a></span></div></div><div class="comments" id="comments"><h4>3 comments:</h4><ol>{comments}</ol></div></div>'
        '<div class="sidebar"><h2>About Me</h2><p>I have lived on the quay since 1979 and write when it rains.</p><h2>Blog Archive</h2><ul><li><a href="/2013">2013 (14)</a></li><li><a href="/2012">2012 (31)</a></li></ul></div></div>',
        name="Letters from the quay",
    )


def german_portal(maker: Maker) -> str:
    """A German portal with teasers, a newsletter, an agency's signature."""
    translated(maker, "Fähre kehrt nach einer Stunde um", GERMAN)
    parts = single(maker, some(maker, 7, 12), "<p>{}</p>")
    maker.either.append("Kritik am Plan")
    parts.insert(
        2,
        '<p class="beitrag-teaser"><strong>Lesen Sie auch:</strong> <a href="/a">Warum die Glocken schweigen</a></p>',
    )
    parts.insert(
        4,
        '<div class="nl-box"><p class="nl-h">Der Tag in Kürze</p><p>Jeden Abend das Wichtigste aus der Region. Kostenlos und jederzeit kündbar.</p><a href="/nl">Jetzt anmelden</a></div>',
    )
    parts.insert(6, "<h2>Kritik am Plan</h2>")
    return site(
        maker,
        f'<div class="kopf"><a href="/">Startseite</a><a href="/abo">Abo</a></div><div class="hinweis" id="zustimmung"><p>Mit Ihrer Zustimmung verwenden wir und unsere Partner Cookies, um Inhalte zu messen und Werbung auszuspielen.</p><button>Zustimmen</button></div><article><h1>{maker.title}</h1><p class="autor">Von {maker.person()}</p><p class="stand">Stand: 04.03.2024, 17:12 Uhr</p>'
        f'{"".join(parts)}<p class="quelle">© dta-infobild, dta:240304-99-1234/3</p></article><div class="mehr"><h3>Mehr zum Thema</h3><ul><li><a href="/1">Der Fluss und die Stadt</a></li><li><a href="/2">Neue Züge ab Mai</a></li></ul></div><div class="fuss">Impressum · Datenschutz · AGB</div>',
        lang="de",
        name="Kurier am Fluss",
    )


def russian_blocks(maker: Maker) -> str:
    """A Russian agency: a block for every paragraph, teasers and a channel to follow between them."""
    translated(maker, "Паром вернулся в порт через час после выхода", RUSSIAN)
    first = maker.keep(f"ТАМЗЕЛЬ, 4 мар — Волна Новости. {maker.sentence()}")
    blocks = [
        f'<div class="article__block" data-type="text"><div class="article__text">{t}</div></div>'
        for t in (first, *(maker.paragraph(1) for _ in range(some(maker, 4, 10))))
    ]
    blocks.insert(
        2,
        '<div class="article__block" data-type="article"><div class="article__article"><a href="/1"><span>Читайте также</span><span>Почему молчат колокола</span></a></div></div>',
    )
    blocks.insert(
        4,
        '<div class="article__block" data-type="banner"><div>Подписывайтесь на наш канал, чтобы ничего не пропустить</div></div>',
    )
    return site(
        maker,
        f'<div class="header"><a href="/">Волна Новости</a></div><div class="layout-article"><div class="article__header"><div class="article__info-date">17:12 04.03.2024</div><h1 class="article__title">{maker.title}</h1></div><div class="photoview__desc-text">© Волна / И. Петров. Паром в порту</div><div class="article__body">{"".join(blocks)}</div></div><div class="list-tag"><a href="/t">порт</a><a href="/u">паром</a></div>',
        lang="ru",
        name="Волна Новости",
    )


def french_daily(maker: Maker) -> str:
    """A French daily: standfirst, subheads, reserved for readers, a paragraph of who wrote it."""
    translated(maker, "Le bac de nuit fait demi-tour au bout d'une heure", FRENCH)
    return site(
        maker,
        f'<header><a href="/">Le Courrier du quai</a></header><main><section class="article__wrapper"><header><h1>{maker.title}</h1><p class="article__desc">{maker.paragraph(1)}</p><p class="meta">Par {maker.person()}</p><p class="meta__date">Publié le 04 mars 2024 à 17h12, modifié le 05 mars 2024 à 09h30</p><p class="meta__reading">Temps de lecture : 3 min</p></header>'
        f'<article class="article__content">{"".join(single(maker, 3, "<p class=article__paragraph>{}</p>"))}<section class="inread"><p>Lire aussi <a href="/1">Pourquoi les cloches se taisent</a></p></section>{"".join(single(maker, some(maker, 2, 5), "<p class=article__paragraph>{}</p>"))}</article></section></main><footer>Mentions légales - Charte du groupe - Politique de confidentialité</footer>',
        lang="fr",
        name="Le Courrier du quai",
    )


def print_version(maker: Maker) -> str:
    """What comes from a printing button: address, text, links written out at the end."""
    return (
        f'<html><head><title>{maker.title} - print version</title><meta name="robots" content="noindex"></head><body onload="window.print()"><p class="noprint"><a href="javascript:window.close()">Close window</a></p><p><b>The Hestvik Courier</b></p><h2>{maker.title}</h2>'
        f"{''.join(maker.paragraphs(some(maker, 3, 7)))}<hr><p><small>This article was printed from http://courier.example/2009/03/04/ferry.html</small></p><p><small>© The Hestvik Courier 2009</small></p></body></html>"
    )


def mobile(maker: Maker) -> str:
    """A page for telephones: a bar, lazy parts, an application to open, endless cards."""
    first = "".join(maker.paragraphs(2))
    more = "".join(maker.paragraphs(some(maker, 2, 6)))
    cards = "".join(
        f'<li class="m-card">{link}<p class="m-card__sum">It took a night and half a day before anybody thought of the key.</p></li>'
        for link in maker.links(5)
    )
    return site(
        maker,
        f'<div class="m-app"><p>It is better in the app</p><a href="app://x">Open</a></div><div data-role="page"><div data-role="header"><a href="/">‹ Back</a></div><div data-role="content"><h1>{maker.title}</h1><div class="m-time">1 hr</div>{first}<div class="m-more" data-expanded="false">{more}</div><a class="m-btn">Show full story</a></div></div><ul class="m-feed">{cards}</ul>',
    )


def column(maker: Maker) -> str:
    """An opinion with a portrait and life of its writer above the text, letters invited below."""
    about = f"<p>{maker.person()} teaches history in Tamsel and has a column here every second week.</p>"
    return site(
        maker,
        f'<div class="o-top"><a href="/opinion">Opinion</a></div><div class="o-writer"><img src="/w.jpg"><div class="o-writer__bio">{about}</div></div><div class="o-body"><h1>{maker.title}</h1>{"".join(maker.paragraphs(some(maker, 4, 8)))}</div>'
        "<p class=o-invite>Do you have an opinion on what is said here? Write to letters@courier.example, at most 300 words.</p>",
    )


def explainer(maker: Maker) -> str:
    """Points first, a list of contents, questions as headings, another story named in capitals between them."""
    points = "".join(f"<li>{maker.paragraph(1)}</li>" for _ in range(3))
    parts = []
    for number, question in enumerate(("What has happened?", "Why now?", "What comes next?")):
        maker.either.append(question)
        parts.append(
            f'<h2 id="s{number}">{question}</h2>{"".join(maker.paragraphs(some(maker, 1, 3)))}<p><strong>READ MORE: <a href="/r{number}">{maker.links(1)[0][17:-4]}</a></strong></p>'
        )
    return site(
        maker,
        f'<header><a href="/">Courier</a></header><div class="explain"><h1>{maker.title}</h1><div class="takeaways"><h3>In short</h3><ul>{points}</ul></div><div class="toc"><ol><li><a href="#s0">What has happened?</a></li><li><a href="#s1">Why now?</a></li><li><a href="#s2">What comes next?</a></li></ol></div>{"".join(parts)}</div><div class="trust"><h3>How we work</h3><p>We check every figure with two people and correct our mistakes in the open.</p></div>',
    )


def brief_in_cards(maker: Maker) -> str:
    """A brief of one paragraph among cards of other stories that have sentences too."""
    cards = "".join(
        f'<div class="card"><h3>{link}</h3><p class="summary">{text}</p></div>'
        for link, text in zip(
            maker.links(4),
            (
                "The oldest of them is ninety and still climbs the stairs.",
                "A month later the letter came back, unopened.",
                "There was no wind, and that was the trouble.",
                "Of all the doors, it was the one that nobody had locked.",
            ),
            strict=True,
        )
    )
    return site(
        maker,
        f'<div class="menu"><a href="/">Courier</a></div><div class="brief"><h1>{maker.title}</h1><time>4 March</time><p>{maker.paragraph(some(maker, 1, 3))}</p></div><div class="cards">{cards}</div>',
    )


def embeds(maker: Maker) -> str:
    """Posts of others shown in the story, with a video's caption and a poll."""
    parts = maker.paragraphs(some(maker, 5, 9))
    parts.insert(
        2,
        '<blockquote class="twitter-tweet" data-lang="en"><p lang="en" dir="ltr">The ferry is back. Nobody is hurt, everybody is cold.</p>— Harbour Office (@harbour) <a href="https://t.example/1">March 4, 2024</a></blockquote>',
    )
    maker.either.append(
        "The ferry is back. Nobody is hurt, everybody is cold. Harbour Office @harbour March 4, 2024"
    )
    parts.insert(
        4,
        '<div class="video-embed"><iframe src="/v"></iframe><div class="video-embed__caption">Video: the moment the ferry turns</div></div>',
    )
    parts.insert(
        6,
        '<div class="poll"><h4>What do you think?</h4><label>The ferry should be replaced</label><label>It should be repaired</label><button>Vote</button></div>',
    )
    return site(
        maker,
        f'<header><a href="/">Echo</a></header><div class="story"><h1>{maker.title}</h1>{"".join(parts)}</div>',
        name="Port Adel Echo",
    )


def journal(maker: Maker) -> str:
    """A research institute's news: subtitle, table of facts about the paper, contact, funding as story."""
    facts = '<table class="pub"><tr><td>JOURNAL</td><td>Rivers and Dams</td></tr><tr><td>DOI</td><td>10.9999/rd.2024.17</td></tr></table>'
    return site(
        maker,
        f'<header><a href="/">Institute of Waters</a></header><div class="release"><h1>{maker.title}</h1><p class="subtitle"><em>{maker.paragraph(1)}</em></p><div class="release-meta">News release 4-Mar-2024</div><div class="entry">{"".join(maker.paragraphs(some(maker, 4, 8)))}<p>{maker.keep("The work was paid for by the county and two foundations, which had no say in it.")}</p><p>###</p></div>{facts}<div class="disclaimer"><p>Disclaimer: The portal is not responsible for the accuracy of news releases posted by contributing institutions.</p></div></div>',
        name="Institute of Waters",
    )


THIRD = Layouts(
    title="written third",
    sentences=VARIED,
    layouts=(
        portal_2003, block_theme, amp_accordion, live_updates, long_read, agency_pre, agency_lists, data_story,
        asked_in_bold, deep_divs, itemprop_breaks, paywall, letter_box, consent_in_body, regional, press_release,
        transcript, obituary, match_report, recipe, footnoted, old_blog, german_portal, russian_blocks, french_daily,
        print_version, mobile, column, explainer, brief_in_cards, embeds, journal,
    ),
)  # fmt: skip

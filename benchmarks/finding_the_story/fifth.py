"""Twelve further sites, written after the rules were mended for the fourth set and measured once."""

# ruff: noqa: E501 - markup and sentences read best unbroken

from __future__ import annotations

from benchmarks.finding_the_story.maker import Layouts, Maker
from benchmarks.finding_the_story.texts import FOREIGN, VARIED
from benchmarks.finding_the_story.third import single, site, some, translated

__all__ = ["FIFTH"]


def office_export(maker: Maker) -> str:
    """A word processor's page: a class for every paragraph, elements of another name space, empty paragraphs."""
    body = "".join(
        maker.paragraphs(
            some(maker, 4, 9),
            '<p class=MsoNormal style="margin-bottom:6pt"><span lang=EN-GB style="font-size:11.0pt">{}<o:p></o:p></span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>',
        )
    )
    return f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=utf-8><title>{maker.title}</title><!--[if gte mso 9]><xml><o:p/></xml><![endif]--></head><body lang=EN-GB><div class=WordSection1><p class=MsoTitle>{maker.title}</p>{body}</div></body></html>'


def shared_document(maker: Maker) -> str:
    """A published document: spans with short class names in paragraphs, a bar of the service above."""
    body = "".join(maker.paragraphs(some(maker, 4, 9), '<p class="c1"><span class="c0">{}</span></p>'))
    return site(
        maker,
        f'<div id="banners"><div id="publish-banner"><span>Published by the service</span> – <a href="/abuse">Report abuse</a> – <span>Updated every 5 minutes</span></div></div><div id="contents"><div class="c3 doc-content"><p class="c2 title"><span>{maker.title}</span></p>{body}</div></div>',
        name="Documents",
    )


def channel_post(maker: Maker) -> str:
    """One post of a channel: text with line breaks, counters, a button to open the application."""
    body = "<br/><br/>".join(maker.paragraphs(some(maker, 2, 4), "{}"))
    return site(
        maker,
        f'<div class="widget_frame"><div class="message" data-post="echo/41"><div class="message_author"><a href="/echo"><span>Port Adel Echo</span></a></div><div class="message_text"><b>{maker.title}</b><br/><br/>{body}</div><div class="message_footer"><span class="views">4.1K</span> views <a href="/41"><time>17:12</time></a></div></div></div><a class="open">View in channel</a>',
        name="Port Adel Echo",
    )


def mailing_list(maker: Maker) -> str:
    """A list's archive: header lines, the letter preformatted, links to the letters beside it."""
    body = "\n\n".join(maker.paragraph(some(maker, 1, 2)) for _ in range(some(maker, 3, 6)))
    return site(
        maker,
        f'<h1>{maker.title}</h1><b>{maker.person()}</b> <a href="/m">m at example.org</a><br><i>Mon Mar 4 17:12:00 CET 2024</i><ul><li>Previous message: <a href="/1">The old pumps</a></li><li>Next message: <a href="/2">The money</a></li></ul><hr><!--beginarticle--><pre>{body}\n</pre><!--endarticle--><hr><a href="/l">More information about the list</a>',
        name="Quay list",
    )


def forum_notice(maker: Maker) -> str:
    """A notice in a forum: the first post is the story, replies follow."""
    body = "<br>\n<br>\n".join(maker.paragraphs(some(maker, 3, 6), "{}"))
    replies = "".join(
        f'<div class="post reply"><div class="postprofile">{maker.person()}<br>Posts: 214</div><div class="postbody"><div class="content">{t}</div></div></div>'
        for t in ("Thanks for telling us.", "When was this decided, and by whom?")
    )
    return site(
        maker,
        f'<div id="nav-breadcrumbs"><a href="/">Board index</a> <a href="/n">Notices</a></div><h2 class="topic-title">{maker.title}</h2><div class="post first"><div class="postprofile">harbour office<br>Posts: 17</div><div class="postbody"><h3>{maker.title}</h3><p class="author">by harbour office » Mon Mar 04, 2024</p><div class="content">{body}</div></div></div>{replies}<div class="action-bar">3 posts • Page 1 of 1</div>',
        name="Quay board",
    )


def tabs_of_faculty(maker: Maker) -> str:
    """A university's news: columns of a grid, an address block, tabs."""
    return site(
        maker,
        f'<div class="container-fluid"><div class="row"><div class="col-3"><ul class="nav-side">{maker.listed(4)}</ul></div><div class="col-9"><div class="row"><div class="col-12"><h1>{maker.title}</h1></div></div><div class="row"><div class="col-8"><div class="rte"><p><strong>{maker.paragraph(1)}</strong></p>{"".join(maker.paragraphs(some(maker, 3, 7)))}</div></div>'
        f'<div class="col-4"><div class="contact-card"><h4>Contact</h4><p>{maker.person()}<br>Room 4.12<br>Tel. 0555 0199</p></div></div></div></div></div></div>',
        name="University of Tamsel",
    )


def spanish_region(maker: Maker) -> str:
    """A Spanish paper: place and agency before the text, topics, a barrier of the reader's club."""
    translated(maker, "La piscina seguirá cerrada hasta la primavera", FOREIGN["es"].splitlines())
    first, *rest = single(maker, 6, "<p>{}</p>")
    return site(
        maker,
        f'<header><a href="/">El Muelle</a></header><div class="noticia"><h1>{maker.title}</h1><div class="firma"><span>{maker.person()}</span><span>Tamsel</span><time>04/03/2024 17:12h</time></div><div class="cuerpo">{first}{rest[0]}<div class="club"><a href="/club">Hazte socio</a></div>{"".join(rest[1:])}</div><ul class="temas"><li><a href="/t">Piscinas</a></li></ul></div><div class="pie">Todos los derechos reservados</div>',
        lang="es",
        name="El Muelle",
    )


def finnish_brief(maker: Maker) -> str:
    """A short Finnish story in sections of a component library."""
    translated(maker, "Uimahalli pysyy kiinni kevääseen asti", FOREIGN["fi"].splitlines())
    body = "".join(
        single(maker, some(maker, 4, 6), '<section class="text"><p class="yt-core-p">{}</p></section>')
    )
    return site(
        maker,
        f'<div class="yt-h"><a href="/">Satama</a></div><main><article class="yt-article"><header class="yt-article__header"><h1 class="yt-heading">{maker.title}</h1></header><section class="yt-article__content">{body}</section></article></main><div class="yt-feed"><h2>Lisää aiheesta</h2><a href="/1">Laiva kääntyi takaisin</a></div>',
        lang="fi",
        name="Satama",
    )


def legal_notice(maker: Maker) -> str:
    """An official gazette: numbered paragraphs with letters below them, signature, number of the file."""
    parts = ""
    for number in range(1, some(maker, 3, 5)):
        head, one, two = (maker.paragraph(1) for _ in range(3))
        maker.story[-3] = f"({number}) {maker.story[-3]}"
        parts += f'<p class="abs">({number}) {head}</p><ol type="a"><li>{one}</li><li>{two}</li></ol>'
    return site(
        maker,
        f'<div class="gz-top"><a href="/">Gazette</a></div><div class="notice"><div class="no">No. 412/2024</div><h1>{maker.title}</h1>{parts}</div><div class="gz-tools"><a href="/pdf">PDF</a></div>',
        name="Gazette",
    )


def podcast_notes(maker: Maker) -> str:
    """Notes of a programme: a player, text, marks of time with sentences, where to hear it."""
    marks = "".join(f"<p><b>{m:02d}:15</b> {maker.paragraph(1)}</p>" for m in (2, 9, 17))
    maker.story[-3:] = [f"{m:02d}:15 {text}" for m, text in zip((2, 9, 17), maker.story[-3:], strict=True)]
    return site(
        maker,
        f'<div class="pl"><audio src="/a.mp3"></audio><button>Play episode</button></div><div class="episode"><h1>{maker.title}</h1><div class="dur">31 min</div><div class="notes">{"".join(maker.paragraphs(some(maker, 2, 4)))}{marks}</div></div><div class="where"><a href="/r">Radio app</a><a href="/f">Feed</a></div>',
        name="Coast Radio",
    )


def split_columns(maker: Maker) -> str:
    """A digital copy of a printed page: columns of absolutely placed blocks, the headline among them."""
    left = "".join(
        maker.paragraphs(some(maker, 3, 5), '<div style="position:absolute" class="t m0">{}</div>')
    )
    right = "".join(maker.paragraphs(3, '<div style="position:absolute" class="t m1">{}</div>'))
    return site(
        maker,
        f'<div class="epaper"><div class="pf"><div class="t hd">{maker.title}</div>{left}{right}<div class="t pg">Page 7</div></div></div><div class="ep-bar"><a href="/p/6">‹</a><a href="/p/8">›</a></div>',
        name="Port Adel Echo",
    )


def bilingual_header(maker: Maker) -> str:
    """A site with a long menu of sentences-like items, and a notice above every page."""
    menu = "".join(
        f"<li><a href=/{n}>{t}</a></li>"
        for n, t in enumerate(
            (
                "Report a broken street lamp",
                "Pay for parking",
                "Find your polling station",
                "Book a room in the hall",
                "Apply for a place in a nursery",
            )
        )
    )
    return site(
        maker,
        f'<div class="notice-bar" role="status"><p>The town hall is closed on Friday.</p></div><div class="lang"><a href="/de">Deutsch</a><a href="/pl">Polski</a></div><ul class="quick">{menu}</ul><div id="main"><div class="news-item"><h1>{maker.title}</h1><p class="date">04.03.2024</p>{"".join(maker.paragraphs(some(maker, 2, 5)))}<p>{maker.keep("Questions are answered at the counter on the ground floor.")}</p></div></div><div class="foot"><p>Town of Tamsel, Market 1</p></div>',
        name="Town of Tamsel",
    )


FIFTH = Layouts(
    title="written fifth",
    sentences=VARIED,
    layouts=(
        office_export, shared_document, channel_post, mailing_list, forum_notice, tabs_of_faculty, spanish_region,
        finnish_brief, legal_notice, podcast_notes, split_columns, bilingual_header,
    ),
)  # fmt: skip

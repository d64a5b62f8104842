"""Compare the HTML parser with trafilatura alone, as `docs/formats/html.md` states.

Makes web pages in many layouts around invented articles, with the story known by construction, and counts
words: `python benchmarks/pages.py`. Every page follows from its layout's name and number alone.

Belongs here: the pages and the counting. Does not belong here: pages of real outlets.
"""

# ruff: noqa: E501 - markup and sentences read best unbroken

from __future__ import annotations

import argparse
import html
import io
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import mean

from rag.datamodel import Article
from rag.parsers import read_articles
from rag.parsers.items import Reading

__all__ = ["HELD_OUT", "LAYOUTS", "Page", "Score", "alone", "make", "ours", "pages", "score"]

PAGES_A_LAYOUT = 4

_PLACES = (
    "Orlow,Tamsel,Brankow,Hestvik,Lower Pelling,Sankt Wendel,Cray Bay,Mirnoje,Port Adel,Kesselried".split(",")
)
_PEOPLE = (
    "Runa Beck,Ida Holloway,Tomas Wirth,Leonie Adebayo,Jan Morrow,Pilar Quint,Owen Sarkar,Mette Dahl".split(
        ","
    )
)
_ROLES = "mayor,harbour master,head teacher,union leader,engineer,farmer,nurse,ferry captain".split(",")
_THINGS = (
    "paper mill,swimming bath,tram line,fish market,town library,water tower,night school,grain store".split(
        ","
    )
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_SENTENCES = """\
The {thing} at {place} will close in {month} because its roof has failed the last inspection, the council said on {day}.
It employs {n} people, most of them from the villages above the town, and none of them was told before {day}.
"We have asked for money four times and we have been sent away four times," said {person}, the {role} of {place}.
The repair would cost {n} thousand crowns, according to a report that the council commissioned two years ago.
{person} said that nobody on the board had read the report before the vote.
A second opinion, written by {person}, puts the price at less than half of that.
Work on the foundations was stopped in {month} after {n} bags of wet cement were found beneath the stairs.
The vote ended with nine councillors in favour, seven against and two who left the room.
Residents of {place} have collected {n} signatures against the plan since {day}.
"My father built that wall, and his father carried the stones," {person} told a meeting in the {thing}.
Traffic will be led through {place} until the end of {month}, which adds eleven minutes to the way to the hospital.
The owner, a cooperative from {place}, did not answer letters.
Engineers lowered a camera into the shaft on {day} and saw water at a depth of {n} metres.
In a statement the ministry called the delay regrettable and announced an inquiry under {person}.
The inquiry is to report by {month}, {person} said, but its members have not been named.
For the first time in {n} years the bells did not ring in {place} on a {day}.
Insurers have refused to pay, because the alarm had been switched off in {month}.
Three of the five pumps were replaced; the other two date from the year the line was opened.
The {role} said she had warned the board in writing and kept a copy of the letter.
Fares rise by {n} per cent from {month}, the third increase within two winters.
Nobody was hurt when the gate fell into the canal shortly before noon on {day}.
The town wants to buy the {thing} and to turn it into flats for teachers and nurses.
Its history goes back to a flood that took {n} houses and the only bridge.
Scientists measured the salt in the wells of {place} and found twice as much as is allowed.
They advise boiling the water, although {person} thinks that this makes matters worse.
Schools will stay closed on {day}, and parents were asked to fetch their children by two o'clock.
The {thing} drew {n} visitors last year, fewer than the year before but more than anybody had hoped.
A court in {place} will hear the case in {month}; until then the fence stays where it is.
{person} and {person} founded the company in a shed behind the {thing}.
What remains is a heap of bricks, a sign and {n} unpaid bills.
""".splitlines()
_FOREIGN = {
    "de": """\
Das Schwimmbad in {place} bleibt bis {n} Uhr geschlossen, weil das Dach undicht ist, teilte der Rat am Montag mit.
„Wir haben viermal um Geld gebeten und wurden viermal weggeschickt“, sagte {person}, die seit Jahren im Rat sitzt.
Die Reparatur kostet {n} Tausend Kronen, wie aus einem Bericht hervorgeht, den niemand gelesen hat.
Für die Schüler fährt ein Bus, der jedoch erst nach dem Unterricht am Bahnhof hält.
Im Frühjahr soll über den Verkauf entschieden werden, und die Bürger dürfen dabei mitreden.
Nach Angaben von {person} war die Pumpe älter als das Gebäude, in dem sie stand.""",
    "fr": """\
La piscine de {place} restera fermée jusqu'au printemps, parce que le toit fuit, a annoncé le conseil lundi.
« Nous avons demandé de l'argent quatre fois et nous avons été renvoyés quatre fois », a déclaré {person}.
La réparation coûterait {n} mille couronnes, selon un rapport que personne n'a lu avant le vote.
Les élèves prendront un car qui ne s'arrête à la gare qu'après les cours.
Les habitants ont réuni {n} signatures contre le projet en moins d'une semaine.
Selon {person}, la pompe était plus vieille que le bâtiment dans lequel elle se trouvait.""",
    "es": """\
La piscina de {place} seguirá cerrada hasta la primavera porque el techo tiene goteras, informó el concejo el lunes.
«Hemos pedido dinero cuatro veces y cuatro veces nos han echado», dijo {person} ante los vecinos.
La reparación costaría {n} mil coronas, según un informe que nadie leyó antes de la votación.
Los alumnos irán en un autobús que solo para en la estación después de las clases.
Los vecinos han reunido {n} firmas contra el plan en menos de una semana.
Según {person}, la bomba era más vieja que el edificio en el que estaba.""",
    "pl": """\
Basen w {place} pozostanie zamknięty do wiosny, ponieważ dach przecieka, poinformowała rada w poniedziałek.
„Prosiliśmy o pieniądze cztery razy i cztery razy nas odesłano”, powiedziała {person} na zebraniu.
Naprawa kosztowałaby {n} tysięcy koron, jak wynika z raportu, którego nikt nie przeczytał.
Uczniowie pojadą autobusem, który zatrzymuje się na dworcu dopiero po lekcjach.
Mieszkańcy zebrali {n} podpisów przeciwko planowi w niecały tydzień.
Według {person} pompa była starsza niż budynek, w którym stała.""",
    "ru": """\
Бассейн в городе останется закрытым до весны, потому что крыша протекает, сообщил совет в понедельник.
«Мы просили денег четыре раза, и четыре раза нас отсылали», сказала мэр на встрече с жителями.
Ремонт обойдётся в {n} тысяч крон, говорится в отчёте, который никто не прочитал перед голосованием.
Школьники поедут на автобусе, который останавливается у вокзала только после уроков.
Жители собрали {n} подписей против плана меньше чем за неделю.
Насос был старше здания, в котором он стоял, рассказал инженер.""",
    "fi": """\
Uimahalli {place} pysyy suljettuna kevääseen asti, koska katto vuotaa, valtuusto kertoi maanantaina.
”Pyysimme rahaa neljä kertaa, ja neljä kertaa meidät lähetettiin pois”, sanoi {person} kokouksessa.
Korjaus maksaisi {n} tuhatta kruunua, selviää raportista, jota kukaan ei lukenut.
Oppilaat kulkevat bussilla, joka pysähtyy asemalla vasta koulun jälkeen.
Asukkaat keräsivät {n} allekirjoitusta suunnitelmaa vastaan alle viikossa.
Pumppu oli vanhempi kuin rakennus, jossa se seisoi, kertoo {person}.""",
}
_MONTHS = "January March April June August October November".split()
_HEADLINES = """\
{place} loses its {thing}
Council of {place} votes to close the {thing}
How the {thing} of {place} was forgotten
{n} signatures for the {thing}
{person} leaves {place} after row over {thing}""".splitlines()
_SUBHEADS = ["What the report says", "A long history", "The money", "What happens next", "Old pumps"]
_TEASERS = [
    "Baths reopen after a winter of repairs",
    "Why the ferry no longer runs at night",
    "Five walks along the old canal",
    "Grain prices fall for the third week",
    "Storm takes the roof off the station",
    "Teachers in the north call off their strike",
    "The baker who counts swallows",
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
class Score:
    """Word counts of one page: found and wanted, found and not wanted, wanted, and wanted in lost sentences.

    ``joined``: paragraphs that do not stand in lines of their own; ``paragraphs``: all.
    """

    right: int
    wrong: int
    wanted: int
    lost: int
    joined: int
    paragraphs: int

    @property
    def precision(self) -> float:
        """The share of what was found that is story."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """The share of the story that was found."""
        return self.right / max(1, self.wanted)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / max(1, self.right + self.wrong + self.wanted)


class Maker:
    """Makes the parts of one page and remembers which of them are story."""

    def __init__(self, name: str) -> None:
        self.random = random.Random(name)
        self.story: list[str] = []
        self.either: list[str] = []
        self.unused = self.random.sample(_SENTENCES, len(_SENTENCES))
        self.place = self._pick(_PLACES)
        self.thing = self._pick(_THINGS)
        self.title = self.filled(self._pick(_HEADLINES))
        self.either.append(self.title)

    def _pick(self, values: list[str]) -> str:
        return self.random.choice(values)

    def filled(self, pattern: str) -> str:
        """Fill a pattern's slots, each on its own."""
        kinds = {"person": _PEOPLE, "role": _ROLES, "day": _DAYS, "month": _MONTHS}
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
        text = self._pick(_SUBHEADS)
        self.either.append(text)
        return f"<{tag}>{text}</{tag}>"

    def links(self, count: int = 4) -> list[str]:
        """Return links to other stories."""
        return [f'<a href="/s/{n}">{t}</a>' for n, t in enumerate(self.random.sample(_TEASERS, count))]

    def listed(self, count: int = 4) -> str:
        """Return links to other stories as items."""
        return "".join(f"<li>{link}</li>" for link in self.links(count))

    def person(self) -> str:
        """Return somebody's name."""
        return self._pick(_PEOPLE)


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
    for place in maker.random.sample(_PLACES, 5):
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
    maker.either.append(f"Reporting by {_PEOPLE[0]}; editing by {_PEOPLE[1]}")
    return document(
        maker,
        f'{NAV}<div class="story-body"><h1>{maker.title}</h1><p>{first}</p>'
        f"{''.join(maker.paragraphs(6))}<p>Reporting by {_PEOPLE[0]}; editing by {_PEOPLE[1]}</p>{LEGAL}</div>{related(maker)}{FOOTER}",
    )


def foreign(maker: Maker) -> str:
    """A story in another language than English."""
    lang = list(_FOREIGN)[sum(map(ord, maker.title)) % len(_FOREIGN)]
    sentences = [maker.filled(line) for line in _FOREIGN[lang].splitlines()]
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
        maker, f"{NAV}{story}<article><h2>{maker.random.choice(_TEASERS)}</h2>{other}</article>{FOOTER}"
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


def amp(maker: Maker) -> str:
    """Elements that only some browsers know."""
    return document(
        maker,
        f"<amp-sidebar><ul>{maker.listed()}</ul></amp-sidebar><main role=main><h1>{maker.title}</h1><amp-img src=/1.jpg></amp-img>"
        f"{''.join(maker.paragraphs(3))}<amp-ad>Advertisement</amp-ad>{''.join(maker.paragraphs(3))}</main>{FOOTER}",
    )


def magazine(maker: Maker) -> str:
    """Two columns, the first words as a heading, a pull quote as a block quote."""
    lead = maker.keep(maker.sentence())
    left = "".join(maker.paragraphs(4))
    pulled = html.escape(maker.story[-1].split(". ")[0], quote=False)
    return document(
        maker,
        f'{NAV}<div class="feature"><h1>{maker.title}</h1><h2 class="deck">{lead}</h2><div class="column">{left}</div>'
        f'<blockquote class="pullquote">{pulled}</blockquote><div class="column">{"".join(maker.paragraphs(4))}</div></div>{FOOTER}',
    )


def plain_teaser(maker: Maker) -> str:
    """A teaser with a sentence of its own within the story, in containers without a name."""
    teaser = f'<div><a href="/t"><b>{maker.random.choice(_TEASERS)}</b></a><p>It took longer than anybody had planned for.</p></div>'
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(3))}{teaser}{''.join(maker.paragraphs(3))}</article>{FOOTER}",
    )


def plain_pitch(maker: Maker) -> str:
    """A pitch for a newsletter within the story, without a form and with a name that says nothing."""
    pitch = '<div class="box-3"><p>Every morning we send you what matters. <a href="/l">It costs you nothing.</a></p></div>'
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(3))}{pitch}{''.join(maker.paragraphs(3))}</article>{FOOTER}",
    )


def barrier(maker: Maker) -> str:
    """The free part of a story, then a barrier."""
    gate = '<div class="gate"><h3>Read on</h3><p>To read on, take a subscription. It costs less than a coffee.</p><a href=/b>Buy</a></div>'
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(3))}</article>{gate}{related(maker)}{FOOTER}",
    )


def photo_story(maker: Maker) -> str:
    """A story told beneath its pictures."""
    shots = "".join(
        f'<figure><img src="/{n}.jpg"><figcaption>{maker.paragraph(2)}</figcaption></figure>'
        for n in range(5)
    )
    return document(
        maker, f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(2))}{shots}</article>{FOOTER}"
    )


def paragraph_captions(maker: Maker) -> str:
    """Captions that are paragraphs."""
    shot = '<div class="wp-caption"><img src="/1.jpg"><p class="wp-caption-text">The old square on a quiet morning in June.</p></div>'
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(3))}{shot}{''.join(maker.paragraphs(3))}</article>{FOOTER}",
    )


def unnamed_biography(maker: Maker) -> str:
    """Who wrote the story, in a last paragraph like any other."""
    about = f"<p><em>{maker.person()} writes about rivers. Her last book is about bridges.</em></p>"
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{''.join(maker.paragraphs(6))}{about}</article>{related(maker)}{FOOTER}",
    )


def broken_lines(maker: Maker) -> str:
    """Text directly in one block, its paragraphs parted by line breaks, in the middle of a page of blocks."""
    body = "<br/><br/>".join(maker.paragraphs(7, "{}"))
    return document(
        maker,
        f'<div id="top">{NAV}</div><div class="c2"><h1>{maker.title}</h1><div class="t">{body}</div></div>{FOOTER}',
    )


def one_word_answers(maker: Maker) -> str:
    """Very short paragraphs between long ones."""
    parts = []
    for answer in ("No.", "Perhaps.", "Never again."):
        parts += [*maker.paragraphs(1), f"<p>{maker.keep(answer)}</p>"]
    return document(
        maker, f"{NAV}<article><h1>{maker.title}</h1>{''.join(parts)}</article>{related(maker)}{FOOTER}"
    )


def following(maker: Maker) -> str:
    """Another story follows in a container of the same kind."""
    other = "".join(f"<p>{maker.sentence()} {maker.sentence()}</p>" for _ in range(3))
    return document(
        maker,
        f'{NAV}<div class="post"><h1>{maker.title}</h1>{"".join(maker.paragraphs(5))}</div>'
        f'<div class="post"><h1>{maker.random.choice(_TEASERS)}</h1>{other}</div>{FOOTER}',
    )


def notes(maker: Maker) -> str:
    """A story with notes and a map of what it holds."""
    notes_ = "".join(f'<li id="n{n}">{maker.paragraph(1)}</li>' for n in range(3))
    toc = "<ul class=toc><li><a href=#a>The money</a></li><li><a href=#b>Old pumps</a></li></ul>"
    return document(
        maker,
        f"{NAV}<article><h1>{maker.title}</h1>{toc}{''.join(maker.paragraphs(2))}{maker.heading('h3')}{''.join(maker.paragraphs(3))}"
        f"<section><h3>Notes</h3><ol>{notes_}</ol></section></article>{FOOTER}",
    )


HELD_OUT: tuple[Callable[[Maker], str], ...] = (
    amp, magazine, plain_teaser, plain_pitch, barrier, photo_story, paragraph_captions, unnamed_biography, broken_lines,
    one_word_answers, following, notes,
)  # fmt: skip
"""Layouts written after the rules, to see whether they hold for what they were not made for."""

LAYOUTS: tuple[Callable[[Maker], str], ...] = (
    semantic, wordpress, div_soup, spans, line_breaks, live_blog, short, short_bare, lists, tables, quotations, interrupted,
    pictures, sections, wire, foreign, interview, linked, scripted, hidden, definitions, form_wrapped, commented,
    standfirst, intro_block, fact_box, parted, preformatted, inline, unclosed, nested_lists, layout_table, unlucky,
    unlucky_part, appended, corrected, bare_text,
)  # fmt: skip


def make(layout: Callable[[Maker], str], number: int) -> Page:
    """Make one page.

    Args:
        layout: One of `LAYOUTS`.
        number: Which page of it.

    Returns:
        The page and its truth.
    """
    name = f"{layout.__name__}-{number}"
    maker = Maker(name)
    made = layout(maker)
    return Page(name=name, html=made, title=maker.title, story=maker.story, either=maker.either)


def pages(
    count: int = PAGES_A_LAYOUT, layouts: tuple[Callable[[Maker], str], ...] = LAYOUTS
) -> Iterator[Page]:
    """Yield `count` pages of every layout."""
    for layout in layouts:
        yield from (make(layout, number) for number in range(count))


def alone(page: Page) -> str:
    """Return what trafilatura takes for the story, with its own settings."""
    from trafilatura import extract  # noqa: PLC0415 - costs half a second

    return extract(page.html) or ""


def ours(page: Page) -> str:
    """Return what the parser and the rules for lines leave as story."""
    data = page.html.encode("utf-8")
    text = ""
    for article in read_articles(page.name, ".html", io.BytesIO(data), Reading(), ""):
        assert isinstance(article, Article)
        position = 0
        for mark in article.marks:
            text += article.text[position : mark.start] + "\n"
            position = mark.end
        text += article.text[position:]
    return text


def words(text: str) -> list[str]:
    """Return a text's words without case and punctuation."""
    return re.findall(r"\w+", text.casefold())


def score(page: Page, found: str) -> Score:
    """Count words.

    Args:
        page: With its truth.
        found: The story as something found it.

    Returns:
        The counts. A sentence is lost where its words do not stand in `found` one behind the other.
    """
    wanted = Counter(word for text in page.story for word in words(text))
    have = Counter(words(found))
    right = wanted & have
    wrong = have - wanted - Counter(word for text in page.either for word in words(text))
    run = f" {' '.join(words(found))} "
    sentences = [s for text in page.story for s in re.split(r"(?<=[.!?”»\"]) +", text)]
    lost = sum(len(words(s)) for s in sentences if f" {' '.join(words(s))} " not in run)
    lines = {" ".join(words(line)) for line in found.split("\n")}
    return Score(
        right=right.total(),
        wrong=wrong.total(),
        wanted=wanted.total(),
        lost=lost,
        joined=sum(" ".join(words(text)) not in lines for text in page.story),
        paragraphs=len(page.story),
    )


def summed(scores: list[Score]) -> dict[str, float]:
    """Return the figures of many pages: means of precision, recall and F1, and the share of words lost, in per cent."""
    return {
        "precision": 100 * mean(s.precision for s in scores),
        "recall": 100 * mean(s.recall for s in scores),
        "f1": 100 * mean(s.f1 for s in scores),
        "lost": 100 * sum(s.lost for s in scores) / sum(s.wanted for s in scores),
        "joined": 100 * sum(s.joined for s in scores) / sum(s.paragraphs for s in scores),
    }


def table(count: int, layouts: tuple[Callable[[Maker], str], ...]) -> None:
    """Print the figures of every layout and of all pages."""
    both: dict[str, list[tuple[Score, Score]]] = {}
    spent = [0.0, 0.0]
    for page in pages(count, layouts):
        began = time.process_time()
        theirs = alone(page)
        between = time.process_time()
        found = ours(page)
        spent = [spent[0] + between - began, spent[1] + time.process_time() - between]
        both.setdefault(page.name.rpartition("-")[0], []).append((score(page, theirs), score(page, found)))
    every = [pair for pairs in both.values() for pair in pairs]
    print("| layout | alone: P | R | F1 | lost | joined | ours: P | R | F1 | lost | joined |")
    print("|---" * 11 + "|")
    for name, pairs in (*both.items(), (f"all {len(every)} pages", every)):
        figures = [f"{v:.1f}" for side in zip(*pairs, strict=True) for v in summed(list(side)).values()]
        print(f"| {name} | {' | '.join(figures)} |")
    theirs_ms, ours_ms = (1000 * seconds / len(every) for seconds in spent)
    print(f"\nprocessor time a page: alone {theirs_ms:.1f} ms, ours {ours_ms:.1f} ms\n")


def main() -> None:
    """Print the tables of the layouts the rules were made with and of those written afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES_A_LAYOUT, help="pages of every layout")
    options = parser.parse_args()
    alone(make(LAYOUTS[0], 0))  # loads the library
    table(options.pages, LAYOUTS)
    table(options.pages, HELD_OUT)


if __name__ == "__main__":
    main()

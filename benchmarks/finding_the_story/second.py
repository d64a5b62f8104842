"""Layouts written after the rules."""

# ruff: noqa: E501 - markup and sentences read best unbroken

from __future__ import annotations

import html

from benchmarks.finding_the_story.maker import FOOTER, NAV, Layouts, Maker, document, related
from benchmarks.finding_the_story.texts import SENTENCES, TEASERS

__all__ = ["SECOND"]


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
    teaser = f'<div><a href="/t"><b>{maker.random.choice(TEASERS)}</b></a><p>It took longer than anybody had planned for.</p></div>'
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
        f'<div class="post"><h1>{maker.random.choice(TEASERS)}</h1>{other}</div>{FOOTER}',
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


SECOND = Layouts(title="written afterwards", sentences=SENTENCES, layouts=(
    amp, magazine, plain_teaser, plain_pitch, barrier, photo_story, paragraph_captions, unnamed_biography, broken_lines,
    one_word_answers, following, notes,
))  # fmt: skip

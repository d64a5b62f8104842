"""The project's own figures as HTML.

Belongs here: pure functions from figures to escaped HTML. Does not belong here: the figures (`measures`).
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from rag import messages
from rag.web.page.measures import SHIPPED_THRESHOLD
from rag.web.page.plots import draw_bar, draw_curves, draw_legend, draw_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rag.web.page.measures import CurvePoint, Measure

__all__ = ["draw_curve", "draw_quality"]


def draw_quality(measures: Sequence[Measure], curves: Mapping[str, Sequence[CurvePoint]]) -> str:
    """Draw all figures.

    Args:
        measures: The figures, those of one set together.
        curves: Set → what refusing costs and gains.

    Returns:
        HTML.
    """
    aims = [measure for measure in measures if measure.aim is not None]
    missed = messages.quality.missed(sum(measure.short for measure in aims), len(aims))
    sets = "".join(_draw_set(name, list(group)) for name, group in groupby(measures, key=lambda m: m.set))
    return (
        f'<section class="tab-drawn quality"><h2>{escape(messages.quality.QUALITY)}</h2>'
        f"<p>{escape(messages.quality.QUALITY_DETAIL)}</p><p><strong>{escape(missed)}</strong> "
        f"{escape(messages.quality.REMARK)}</p>{_draw_key()}{sets}{_draw_curves(curves)}</section>"
    )


def _draw_key() -> str:
    items = "".join(
        f'<li><span class="swatch {kind}"></span>{escape(name)}</li>'
        for kind, name in (
            ("part", messages.quality.OURS),
            ("aim", messages.quality.AIM),
            ("simple", messages.quality.SIMPLE_WAY),
        )
    )
    return f'<ul class="legend">{items}</ul>'


def _draw_set(name: str, measures: Iterable[Measure]) -> str:
    title, about, simple_way = messages.quality.SETS[name]
    items = "".join(_draw_measure(measure, simple_way) for measure in measures)
    return (
        f'<section class="set"><h3>{escape(title)}</h3><p>{escape(about)} '
        f"{escape(messages.quality.SIMPLE_WAY)}: {escape(simple_way)}.</p><ul>{items}</ul></section>"
    )


def _draw_measure(measure: Measure, simple_way: str) -> str:
    title, meaning = messages.quality.MEANINGS[measure.figure]
    marks = [
        (kind, place)
        for kind, place in (("simple", measure.simple), ("aim", measure.aim))
        if place is not None
    ]
    said = messages.quality.beside(measure.value, measure.aim, measure.simple, simple_way)
    short = ' class="short"' if measure.short else ""
    return (
        f'<li class="measure"><p><strong>{escape(title)}</strong> <span{short}>{escape(said)}</span></p>'
        f"{draw_bar(measure.value, marks=marks, said=f'{title}: {said}')}"
        f'<p class="meaning">{escape(meaning)}</p></li>'
    )


def _draw_curves(curves: Mapping[str, Sequence[CurvePoint]]) -> str:
    drawn = "".join(draw_curve(name, curves[name]) for name in messages.quality.CURVE_SETS)
    return (
        f"<h2>{escape(messages.quality.CURVE)}</h2><p>{escape(messages.quality.CURVE_DETAIL)}</p>"
        f"{draw_legend([messages.quality.ANSWERED, messages.quality.REFUSED])}"
        f'<div class="curves">{drawn}</div>'
    )


def draw_curve(name: str, points: Sequence[CurvePoint]) -> str:
    """Draw what refusing costs and gains on one set.

    Args:
        name: The set, one of `messages.quality.CURVE_SETS`.
        points: In ascending order of threshold.

    Returns:
        A plot and its figures as a table; HTML.
    """
    title = messages.quality.CURVE_SETS[name]
    rows = [(f"{p.threshold:.2f}", f"{p.answered:.2f}", f"{p.refused:.2f}") for p in points]
    plot = draw_curves(
        [p.threshold for p in points],
        [[p.answered for p in points], [p.refused for p in points]],
        marked=SHIPPED_THRESHOLD,
        said=f"{title}: {messages.quality.CURVE}",
    )
    table = draw_table(
        title, (messages.quality.THRESHOLD, messages.quality.ANSWERED, messages.quality.REFUSED), rows
    )
    return (
        f'<section class="curve"><h3>{escape(title)}</h3>{plot}'
        f"<details><summary>{escape(messages.page.FIGURES)}</summary>{table}</details></section>"
    )

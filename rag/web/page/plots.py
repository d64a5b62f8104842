"""Plots as HTML and SVG, and the tables and pages that say the same.

Belongs here: pure functions from numbers and text to escaped HTML. Does not belong here: what is plotted
(`html.archive`, `html.quality`).

Shapes are SVG that stretches with the page; all lettering is HTML beside it, which keeps its size at any
width. Colours come from the style sheet by class, so that both themes work.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from rag import messages

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "SERIES",
    "Column",
    "draw_bar",
    "draw_columns",
    "draw_curves",
    "draw_legend",
    "draw_pager",
    "draw_table",
]

SERIES = 8
"""Colours that the style sheet has for series, ``series-0`` to ``series-7``."""

_LABELS = 6
"""Most labels below a plot; more would touch each other at phone width."""

_LATE = 0.85
"""From this share of the width on a label ends at its column, so that it is not cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a plot: its name, and (series, height, what it is in words) for each of its pieces."""

    name: str
    pieces: tuple[tuple[int, int, str], ...]

    @property
    def height(self) -> int:
        """All pieces together."""
        return sum(height for _, height, _ in self.pieces)


def draw_columns(columns: Sequence[Column], *, said: str, unit: str) -> str:
    """Draw stacked columns.

    Args:
        columns: From left to right, at least one.
        said: What the plot shows, in words, for those who hear it.
        unit: What the height means.

    Returns:
        HTML in which every string is escaped.
    """
    most = max((column.height for column in columns), default=0) or 1
    rects = "".join(_draw_column(number, column, most) for number, column in enumerate(columns))
    return (
        f'<div class="plot"><p class="plot-top">{most:,} <span>{escape(unit)}</span></p>'
        f'<svg role="img" aria-label="{escape(said)}" viewBox="0 0 {len(columns)} 100" '
        f'preserveAspectRatio="none">{rects}</svg>{_draw_labels(columns)}</div>'
    )


def _draw_column(number: int, column: Column, most: int) -> str:
    """Draw one column from its foot upwards."""
    rects, foot = [], 100.0
    for series, height, said in column.pieces:
        tall = 100 * height / most
        foot -= tall
        rects.append(
            f'<rect class="series-{series}" x="{number + 0.08:.2f}" y="{foot:.3f}" width="0.84" '
            f'height="{tall:.3f}"><title>{escape(said)}</title></rect>'
        )
    return "".join(rects)


def _draw_labels(columns: Sequence[Column]) -> str:
    """Draw the names of some columns below them; those of all are in the table."""
    step = -(-len(columns) // _LABELS)
    shown = range(0, len(columns), step)
    labels = ""
    for number in shown:
        is_late = number > _LATE * len(columns)
        late = ' class="late"' if is_late else ""
        place = f"left:{100 * (number + is_late) / len(columns):.2f}%"
        labels += f'<span style="{place}"{late}>{escape(columns[number].name)}</span>'
    return f'<div class="plot-labels" aria-hidden="true">{labels}</div>'


def draw_legend(names: Sequence[str]) -> str:
    """Draw which colour stands for what.

    Args:
        names: Of the series, in their order; no more than `SERIES`.

    Returns:
        HTML in which every string is escaped.
    """
    items = "".join(
        f'<li><span class="swatch series-{number}"></span><bdi>{escape(name)}</bdi></li>'
        for number, name in enumerate(names)
    )
    return f'<ul class="legend">{items}</ul>'


def draw_table(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Draw a table whose first column names its rows.

    Args:
        name: What the table is called.
        heads: Names of the columns.
        rows: Cells as text.

    Returns:
        HTML in which every string is escaped; wide tables scroll by themselves, by keyboard too.
    """
    head = "".join(f'<th scope="col"><bdi>{escape(text)}</bdi></th>' for text in heads)
    body = "".join(
        f'<tr><th scope="row"><bdi>{escape(row[0])}</bdi></th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="table" role="region" aria-label="{escape(name)}" tabindex="0">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def draw_pager(number: int, pages: int) -> str:
    """Draw buttons that turn the pages of a list; nothing where it has one.

    Args:
        number: The page that is shown, from 1.
        pages: How many there are.

    Returns:
        HTML.
    """
    if pages == 1:
        return ""
    buttons = ""
    for name, to in (
        (messages.page.FIRST, 1),
        (messages.page.PREVIOUS, number - 1),
        (messages.page.NEXT, number + 1),
        (messages.page.LAST, pages),
    ):
        idle = "" if 1 <= to <= pages and to != number else " disabled"
        buttons += f'<button type="button" class="step" data-page="{to}"{idle}>{escape(name)}</button>'
    return f'<nav class="pager" aria-label="{escape(messages.page.PAGES)}">{buttons}</nav>'


def draw_bar(value: float, *, marks: Sequence[tuple[str, float]], said: str) -> str:
    """Draw a share as a bar from 0 to 1, with marks of other shares on it.

    Args:
        value: The share.
        marks: (class in the style sheet, share) of each mark.
        said: The same in words.

    Returns:
        HTML in which every string is escaped.
    """
    lines = "".join(
        f'<rect class="{kind}" x="{100 * place - 0.3:.2f}" y="0" width="0.6" height="10"></rect>'
        for kind, place in marks
    )
    return (
        f'<svg class="share" role="img" aria-label="{escape(said)}" viewBox="0 0 100 10" '
        f'preserveAspectRatio="none"><rect class="whole" x="0" y="2" width="100" height="6"></rect>'
        f'<rect class="part" x="0" y="2" width="{100 * value:.2f}" height="6"></rect>{lines}</svg>'
    )


def draw_curves(at: Sequence[float], curves: Sequence[Sequence[float]], *, marked: float, said: str) -> str:
    """Draw shares that depend on a setting as lines over it.

    Args:
        at: Values of the setting, ascending, at least two.
        curves: For each series, a share for each of them.
        marked: The value that is marked.
        said: The same in words.

    Returns:
        HTML in which every string is escaped.
    """
    low, high = at[0], at[-1]

    def across(value: float) -> float:
        return 100 * (value - low) / (high - low)

    lines = ""
    for series, shares in enumerate(curves):
        points = " ".join(f"{across(x):.2f},{100 - 100 * y:.2f}" for x, y in zip(at, shares, strict=True))
        lines += f'<polyline class="line-{series}" points="{points}" vector-effect="non-scaling-stroke"/>'
    place = f"{across(marked):.2f}"
    labels = ""
    for value in (low, marked, high):
        late = ' class="late"' if value == high else ""
        labels += f'<span style="left:{across(value):.2f}%"{late}>{value:.2f}</span>'
    return (
        f'<div class="plot"><p class="plot-top">1</p>'
        f'<svg role="img" aria-label="{escape(said)}" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f'<line class="marked" x1="{place}" x2="{place}" y1="0" y2="100" vector-effect="non-scaling-stroke"/>'
        f'{lines}</svg><div class="plot-labels" aria-hidden="true">{labels}</div></div>'
    )

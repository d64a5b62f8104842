"""Charts as SVG with HTML labels: stacked columns, lines, a bar for one share.

Belongs here: pure functions from numbers and text to escaped HTML. Does not belong here: which numbers are
shown (`archive_tab`, `quality_tab`), colours (`styles/charts.css`).

The shapes are an SVG that stretches with the page. All text is HTML beside it, so that it keeps its size at
any width. A class stands for each colour, so that the light and the dark theme both work.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "MAX_SERIES",
    "Column",
    "Segment",
    "render_column_chart",
    "render_legend",
    "render_line_chart",
    "render_share_bar",
]

MAX_SERIES = 8
"""Number of colours that the style sheet has for series, ``series-0`` to ``series-7``."""

_MAX_LABELS = 6
"""Most labels below a chart; more would touch each other at phone width."""

_RIGHT_ALIGNED_FROM = 0.85
"""Share of the width from which a label ends at its column, so that it is not cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One coloured part of a column: the number of its series, its height, its text for screen readers."""

    series: int
    height: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a chart: its label and its segments from the foot upwards."""

    name: str
    segments: tuple[Segment, ...]

    @property
    def height(self) -> int:
        """The sum of its segments."""
        return sum(segment.height for segment in self.segments)

    def height_of(self, series: int) -> int:
        """Return the height of one series; 0 where the column has no segment of it."""
        return sum(segment.height for segment in self.segments if segment.series == series)


def render_column_chart(columns: Sequence[Column], *, description: str, unit: str) -> str:
    """Render stacked columns.

    Args:
        columns: From left to right, at least one.
        description: What the chart shows, for screen readers.
        unit: The unit of the heights.

    Returns:
        HTML in which every string is escaped.
    """
    highest = max((column.height for column in columns), default=0) or 1
    rects = "".join(_render_column(number, column, highest) for number, column in enumerate(columns))
    return (
        f'<div class="plot"><p class="plot-top">{highest:,} <span>{escape(unit)}</span></p>'
        f'<svg role="img" aria-label="{escape(description)}" viewBox="0 0 {len(columns)} 100" '
        f'preserveAspectRatio="none">{rects}</svg>{_render_labels(columns)}</div>'
    )


def _render_column(number: int, column: Column, highest: int) -> str:
    """Render one column from its foot upwards; ``highest`` is the height that fills the chart."""
    rects, top = [], 100.0
    for segment in column.segments:
        height = 100 * segment.height / highest
        top -= height
        rects.append(
            f'<rect class="series-{segment.series}" x="{number + 0.08:.2f}" y="{top:.3f}" width="0.84" '
            f'height="{height:.3f}"><title>{escape(segment.text)}</title></rect>'
        )
    return "".join(rects)


def _render_labels(columns: Sequence[Column]) -> str:
    """Render the names of at most `_MAX_LABELS` columns, evenly spaced, below the chart."""
    step = -(-len(columns) // _MAX_LABELS)
    labels = ""
    for number in range(0, len(columns), step):
        right_aligned = number > _RIGHT_ALIGNED_FROM * len(columns)
        kind = ' class="late"' if right_aligned else ""
        left = 100 * (number + right_aligned) / len(columns)
        labels += f'<span style="left:{left:.2f}%"{kind}>{escape(columns[number].name)}</span>'
    return f'<div class="plot-labels" aria-hidden="true">{labels}</div>'


def render_legend(names: Sequence[str]) -> str:
    """Render the legend of a chart.

    Args:
        names: The names of the series in their order, at most `MAX_SERIES`.

    Returns:
        HTML in which every string is escaped.
    """
    items = "".join(
        f'<li><span class="swatch series-{number}"></span><bdi>{escape(name)}</bdi></li>'
        for number, name in enumerate(names)
    )
    return f'<ul class="legend">{items}</ul>'


def render_share_bar(value: float, *, marks: Sequence[tuple[str, float]], description: str) -> str:
    """Render a share as a bar from 0 to 1, with marks at other shares.

    Args:
        value: The share, in [0, 1].
        marks: (class in the style sheet, share) of each mark.
        description: The same in words, for screen readers.

    Returns:
        HTML in which every string is escaped.
    """
    lines = "".join(
        f'<rect class="{kind}" x="{100 * share - 0.3:.2f}" y="0" width="0.6" height="10"></rect>'
        for kind, share in marks
    )
    return (
        f'<svg class="share" role="img" aria-label="{escape(description)}" viewBox="0 0 100 10" '
        f'preserveAspectRatio="none"><rect class="whole" x="0" y="2" width="100" height="6"></rect>'
        f'<rect class="part" x="0" y="2" width="{100 * value:.2f}" height="6"></rect>{lines}</svg>'
    )


def render_line_chart(
    xs: Sequence[float], series: Sequence[Sequence[float]], *, marked: float, description: str
) -> str:
    """Render shares that depend on one setting, a line for each series.

    Args:
        xs: Values of the setting, ascending, at least two.
        series: For each line, a share in [0, 1] for each of the values.
        marked: The value of the setting at which a vertical line is drawn.
        description: What the chart shows, for screen readers.

    Returns:
        HTML in which every string is escaped.
    """
    low, high = xs[0], xs[-1]

    def percent(x: float) -> str:
        return f"{100 * (x - low) / (high - low):.2f}"

    lines = ""
    for number, shares in enumerate(series):
        points = " ".join(f"{percent(x)},{100 - 100 * y:.2f}" for x, y in zip(xs, shares, strict=True))
        lines += f'<polyline class="line-{number}" points="{points}" vector-effect="non-scaling-stroke"/>'
    labels = ""
    for value in (low, marked, high):
        kind = ' class="late"' if value == high else ""
        labels += f'<span style="left:{percent(value)}%"{kind}>{value:.2f}</span>'
    x = percent(marked)
    return (
        f'<div class="plot"><p class="plot-top">1</p>'
        f'<svg role="img" aria-label="{escape(description)}" viewBox="0 0 100 100" '
        f'preserveAspectRatio="none"><line class="marked" x1="{x}" x2="{x}" y1="0" y2="100" '
        f'vector-effect="non-scaling-stroke"/>'
        f'{lines}</svg><div class="plot-labels" aria-hidden="true">{labels}</div></div>'
    )

"""The HTML of the Quality tab: measured values by data set, and the curves over the answer threshold.

Belongs here: pure functions from records to escaped HTML. Does not belong here: the measured values
(`rag.web.page.quality_results`), colours (`styles/charts.css`).
"""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from rag import messages
from rag.web.page.html.charts import render_legend, render_line_chart, render_share_bar
from rag.web.page.html.tables import render_table
from rag.web.page.quality_results import SHIPPED_THRESHOLD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rag.web.page.quality_results import CurvePoint, QualityResult

__all__ = ["render_quality"]


def render_quality(results: Sequence[QualityResult], curves: Mapping[str, Sequence[CurvePoint]]) -> str:
    """Render everything that was measured.

    Args:
        results: The results, those of one data set together.
        curves: Data set → its threshold curve.

    Returns:
        HTML.
    """
    targeted = [result for result in results if result.target is not None]
    missed = messages.quality_tab.missed(sum(result.misses_target for result in targeted), len(targeted))
    datasets = "".join(
        _render_dataset(name, list(group)) for name, group in groupby(results, key=lambda r: r.dataset)
    )
    return (
        f'<section class="tab-drawn quality"><h2>{escape(messages.quality_tab.QUALITY)}</h2>'
        f"<p>{escape(messages.quality_tab.QUALITY_DETAIL)}</p><p><strong>{escape(missed)}</strong> "
        f"{escape(messages.quality_tab.REMARK)}</p>{_render_key()}{datasets}"
        f"{_render_threshold_curves(curves)}</section>"
    )


def _render_key() -> str:
    """Render what the colours of the bars mean."""
    items = "".join(
        f'<li><span class="swatch {kind}"></span>{escape(name)}</li>'
        for kind, name in (
            ("part", messages.quality_tab.OURS),
            ("aim", messages.quality_tab.TARGET),
            ("simple", messages.quality_tab.BASELINE),
        )
    )
    return f'<ul class="legend">{items}</ul>'


def _render_dataset(name: str, results: Iterable[QualityResult]) -> str:
    title, description, baseline_name = messages.quality_tab.DATASETS[name]
    items = "".join(_render_result(result, baseline_name) for result in results)
    return (
        f'<section class="set"><h3>{escape(title)}</h3><p>{escape(description)} '
        f"{escape(messages.quality_tab.BASELINE)}: {escape(baseline_name)}.</p><ul>{items}</ul></section>"
    )


def _render_result(result: QualityResult, baseline_name: str) -> str:
    title, meaning = messages.quality_tab.METRICS[result.metric]
    marks = [
        (kind, value)
        for kind, value in (("simple", result.baseline), ("aim", result.target))
        if value is not None
    ]
    text = messages.quality_tab.compared(result.value, result.target, result.baseline, baseline_name)
    kind = ' class="short"' if result.misses_target else ""
    return (
        f'<li class="measure"><p><strong>{escape(title)}</strong> <span{kind}>{escape(text)}</span></p>'
        f"{render_share_bar(result.value, marks=marks, description=f'{title}: {text}')}"
        f'<p class="meaning">{escape(meaning)}</p></li>'
    )


def _render_threshold_curves(curves: Mapping[str, Sequence[CurvePoint]]) -> str:
    rendered = "".join(
        _render_threshold_curve(title, curves[name])
        for name, title in messages.quality_tab.CURVE_DATASETS.items()
    )
    return (
        f"<h2>{escape(messages.quality_tab.CURVE)}</h2><p>{escape(messages.quality_tab.CURVE_DETAIL)}</p>"
        f"{render_legend([messages.quality_tab.ANSWERED, messages.quality_tab.REFUSED])}"
        f'<div class="curves">{rendered}</div>'
    )


def _render_threshold_curve(title: str, points: Sequence[CurvePoint]) -> str:
    """Render the curve of one data set as a chart, and its numbers as a table."""
    rows = [(f"{p.threshold:.2f}", f"{p.answered:.2f}", f"{p.refused:.2f}") for p in points]
    chart = render_line_chart(
        [p.threshold for p in points],
        [[p.answered for p in points], [p.refused for p in points]],
        marked=SHIPPED_THRESHOLD,
        description=f"{title}: {messages.quality_tab.CURVE}",
    )
    heads = (messages.quality_tab.THRESHOLD, messages.quality_tab.ANSWERED, messages.quality_tab.REFUSED)
    table = render_table(title, heads, rows)
    return (
        f'<section class="curve"><h3>{escape(title)}</h3>{chart}'
        f"<details><summary>{escape(messages.page.FIGURES)}</summary>{table}</details></section>"
    )

"""The Quality tab shows every result, the bad ones too."""

from __future__ import annotations

from rag.web.page.html.quality_tab import render_quality
from rag.web.page.quality_results import THRESHOLD_CURVES, read_quality_results
from tests.page_html import text_of


def test_what_is_missed_is_said_and_the_bad_results_are_shown():
    results = read_quality_results()
    text = text_of(render_quality(results, THRESHOLD_CURVES))
    targeted = [result for result in results if result.target is not None]
    assert f"Of {len(targeted)} aims {sum(r.misses_target for r in targeted)} are missed." in text
    for result in results:
        assert f"{result.value:.3f}" in text

"""What people see on the Quality tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.web.page.quality_results import THRESHOLD_CURVES

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Visitor


def test_figures_stand_beside_aim_and_simple_way_the_bad_ones_too(visit: Callable[..., Visitor]) -> None:
    visitor = visit(width=390)
    visitor.page.get_by_role("tab", name="Quality").click()
    quality = visitor.page.locator("#quality")
    quality.locator(".measure").first.wait_for()
    assert quality.locator(".measure .short").count() >= 1
    bar = quality.get_by_role("img", name="First citation right").first
    assert "aim 0.85, short; without the trained network 0.578" in bar.get_attribute("aria-label")
    assert quality.locator(".curve").count() == 3
    assert visitor.overflow() <= 0
    quality.locator(".curve").first.get_by_text("The figures").click()
    row = quality.locator(".curve").first.get_by_role("row").nth(5)
    assert row.inner_text().split() == [f"{figure:.2f}" for figure in THRESHOLD_CURVES["tune"][4]]

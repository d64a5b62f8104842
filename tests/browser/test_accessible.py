"""An audit by axe of the page as people meet it, in both themes and on a phone; and zoom and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Visitor

STRIKE = "why do the ferry crews of Norrvik strike?"
EXCLUDED: dict[str, str] = {}
"""Elements of Gradio itself that are left out: selector → rule and reason, as docs/page.md lists them."""


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False)])
def test_axe_finds_nothing_serious(visit: Callable[..., Visitor], width: int, dark: bool) -> None:
    visitor = visit("strict", width=width, dark=dark)
    turn = visitor.ask(STRIKE)
    visitor.cite(turn, 1)
    turn.get_by_text("Share and export").click()
    visitor.page.get_by_role("button", name="Earlier conversations").click()
    visitor.page.locator(".history").wait_for()
    visitor.page.get_by_text("Narrow by date").click()
    visitor.page.get_by_label("Published from").fill("2022")
    found = Axe().run(visitor.page, context={"exclude": [[name] for name in EXCLUDED]}).response["violations"]
    serious = [
        (rule["id"], node["target"], node["failureSummary"])
        for rule in found
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]
    assert serious == []


def test_twice_as_large_nothing_is_cut_off(visit: Callable[..., Visitor]) -> None:
    visitor = visit(width=640)
    visitor.cite(visitor.ask(STRIKE), 1)
    assert visitor.overflow() <= 0
    assert visitor.page.get_by_role("button", name="Ask", exact=True).is_visible()

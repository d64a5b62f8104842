"""An audit by axe of the page as people meet it, in both themes and on a phone; and zoom and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

import rag
from rag.history import SavedAnswers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Visitor
    from playwright.sync_api import Page

STRIKE = "why do the ferry crews of Norrvik strike?"
EXCLUDED: dict[str, str] = {}
"""Elements of Gradio itself that are left out: selector → rule and reason, as docs/page.md lists them."""


WINDOWS = pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False), (390, True)])

STICK_OUT = """() => [...document.querySelectorAll("button, input, label, summary, h2, h3, p")]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth)
    .map((element) => element.textContent)"""
"""What reaches over the right edge of the window; tables scroll by themselves and are left out."""


def serious(page: Page) -> list[tuple[str, str, str]]:
    """Return what axe finds serious or critical on the page as it stands."""
    found = Axe().run(page, context={"exclude": [[name] for name in EXCLUDED]}).response["violations"]
    return [
        (rule["id"], node["target"], node["failureSummary"])
        for rule in found
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


@WINDOWS
def test_axe_finds_nothing_serious(visit: Callable[..., Visitor], width: int, dark: bool) -> None:
    visitor = visit("strict", width=width, dark=dark)
    turn = visitor.ask(STRIKE)
    visitor.cite(turn, 1)
    turn.get_by_text("Share and export").click()
    visitor.page.get_by_role("button", name="Earlier conversations").click()
    visitor.page.locator(".history").wait_for()
    visitor.page.get_by_text("Narrow down").click()
    visitor.page.get_by_label("Published from").fill("2022")
    assert serious(visitor.page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_what_is_less_sure_stands_apart_quieter_and_axe_finds_nothing_serious(
    visit: Callable[..., Visitor], index: Path, dark: bool
) -> None:
    answer = rag.ask(STRIKE, settings=rag.Settings(index=index, answer_threshold=0.0)).to_dict()
    answer["answer_threshold"] = answer["claims"][0]["score"]
    link = SavedAnswers(index.parent / "history" / "answers").save(answer)
    visitor = visit(dark=dark)
    visitor.page.goto(f"{visitor.origin}?answer={link}")
    turn = visitor.page.locator(".turn")
    also = turn.locator(".also")
    also.wait_for()
    assert also.get_by_role("heading", level=3).inner_text() == "Also in the archive"
    assert also.locator(".claim").count() == turn.locator(".claim").count() - 1 == len(answer["claims"]) - 1
    also.locator("button.citation").first.click()
    cited = visitor.page.locator("#cited")
    cited.wait_for()
    assert cited.inner_text() == also.locator("blockquote").first.inner_text()
    assert serious(visitor.page) == []


@WINDOWS
def test_axe_finds_nothing_serious_on_the_other_tabs(
    visit: Callable[..., Visitor], width: int, dark: bool
) -> None:
    page = visit("strict", width=width, dark=dark).page
    for fill in (fill_archive, fill_index, fill_quality):
        fill(page)
        assert serious(page) == []
        assert page.evaluate(STICK_OUT) == []


def fill_archive(page: Page) -> None:
    page.get_by_role("tab", name="Archive").click()
    page.get_by_role("button", name="The ferry to Osk Island stays in port").click()
    page.locator("#archive-article [data-shown]").wait_for()
    page.locator("#archive-coverage").get_by_text("The figures").click()
    page.get_by_role("button", name="Narrow by title").click()
    page.locator("#archive-outlet input").click()
    page.get_by_role("option", name="Coastal Post").click()
    page.locator("#archive-list .found").get_by_text("1 article", exact=True).wait_for()


def fill_index(page: Page) -> None:
    page.get_by_role("tab", name="Index").click()
    page.get_by_role("button", name="Compare with the corpus folder").click()
    page.locator("#index-changes .names").first.wait_for()
    page.get_by_role("button", name="Forget", exact=True).click()
    page.get_by_role("alert").get_by_text("Type the id of an article").wait_for()
    page.get_by_label("Id of the article").fill("harbour-strike")
    page.get_by_role("button", name="Forget", exact=True).click()
    page.get_by_role("alertdialog").wait_for()


def fill_quality(page: Page) -> None:
    page.get_by_role("tab", name="Quality").click()
    page.locator("#quality .curve").first.get_by_text("The figures").click()


def test_twice_as_large_nothing_is_cut_off(visit: Callable[..., Visitor]) -> None:
    visitor = visit(width=640)
    visitor.cite(visitor.ask(STRIKE), 1)
    assert visitor.overflow() <= 0
    assert visitor.page.get_by_role("button", name="Ask", exact=True).is_visible()

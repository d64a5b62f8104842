"""What people see and do while their question is answered: waiting, stopping, a server that is gone."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Visitor
    from playwright.sync_api import Locator

STRIKE = "why do the ferry crews of Norrvik strike?"
LAMP = "what did the new lamp of the lighthouse cost?"


@pytest.fixture(scope="module")
def restart(
    index: Path, tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., Callable[[], None]]
) -> Callable[..., None]:
    """Serve the archive under the name "held"; return what ends that server and starts it where it was."""
    folder = tmp_path_factory.mktemp("held")
    settings = {"RAG_INDEX": str(index), "RAG_ANSWER_THRESHOLD": "0"}
    end = serve("held", folder, held=index.parent / "hold", **settings)

    def again(port: int, down: Callable[[], None]) -> None:
        ending = Thread(target=end)
        ending.start()
        down()
        ending.join()
        serve("held", folder, port, held=index.parent / "hold", **settings)

    return again


@pytest.fixture
def hold(index: Path, restart: Callable[..., None]) -> Iterator[Path]:
    """The file that holds all questions while it is there."""
    assert restart
    file = index.parent / "hold"
    yield file
    file.unlink(missing_ok=True)


def ask(visitor: Visitor, question: str) -> None:
    """Type a question and press Enter; wait for nothing."""
    visitor.page.get_by_label("Your question").fill(question)
    visitor.page.get_by_label("Your question").press("Enter")


def waiting(visit: Callable[..., Visitor], hold: Path) -> tuple[Visitor, Locator]:
    """Return a visitor whose second question waits, and the turn of the first one, which is answered."""
    visitor = visit("held")
    first = visitor.ask(STRIKE)
    hold.touch()
    ask(visitor, LAMP)
    visitor.page.locator(".searching").wait_for()
    return visitor, first


def test_every_question_that_waits_is_drawn_at_once_and_a_second_one_stays_in_the_box(
    visit: Callable[..., Visitor], hold: Path
) -> None:
    hold.touch()
    visitors = [visit("held") for _ in range(6)]
    for visitor in visitors:
        ask(visitor, LAMP)
    for visitor in visitors:
        visitor.page.locator(".searching").wait_for()
    last = visitors[-1]
    ask(last, STRIKE)
    last.page.get_by_role("alert").get_by_text("A question is being answered").wait_for()
    hold.unlink()
    for visitor in visitors:
        visitor.page.locator(".found").wait_for()
    assert last.page.get_by_label("Your question").input_value() == STRIKE


def test_meanwhile_the_history_opens_and_what_would_change_the_conversation_says_to_wait(
    visit: Callable[..., Visitor], hold: Path
) -> None:
    visitor, first = waiting(visit, hold)
    page = visitor.page
    page.get_by_role("button", name="New conversation").click()
    page.get_by_role("alert").get_by_text("A question is being answered").wait_for()
    page.get_by_role("button", name="Earlier conversations").click()
    page.locator(".history").wait_for()
    with page.expect_download():
        visitor.act(first, "Markdown")
    hold.unlink()
    page.locator(".turn").nth(1).locator(".found").wait_for()
    assert page.locator(".turn h2").all_inner_texts() == [STRIKE, LAMP]


@pytest.mark.parametrize("end", ["answered", "stopped"])
def test_meanwhile_a_permanent_link_is_made_and_shown_when_the_question_has_ended(
    visit: Callable[..., Visitor], hold: Path, end: str
) -> None:
    visitor, first = waiting(visit, hold)
    page = visitor.page
    visitor.act(first, "Make a permanent link")
    page.get_by_role("status").get_by_text("kept under its permanent link").wait_for()
    assert page.locator(".searching").is_visible()
    if end == "stopped":
        page.get_by_role("button", name="Stop", exact=True).click()
        page.get_by_role("alert").get_by_text("Stopped").wait_for()
    hold.unlink()
    link = first.get_by_role("link", name="Permanent link to this answer")
    link.wait_for()
    assert page.locator(".turn").count() == (2 if end == "answered" else 1)
    page.goto(f"{visitor.origin}{str(link.get_attribute('href')).removeprefix('/')}")
    page.get_by_text("every citation holds").wait_for()
    assert page.locator(".turn h2").all_inner_texts() == [STRIKE]


def test_a_question_can_be_stopped_and_stays_in_the_box(visit: Callable[..., Visitor], hold: Path) -> None:
    visitor = visit("held")
    page, box = visitor.page, visitor.page.get_by_label("Your question")
    hold.touch()
    box.fill(STRIKE)
    box.press("Enter")
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("alert").get_by_text("Stopped").wait_for()
    assert page.locator(".turn").count() == 0
    assert box.input_value() == STRIKE
    hold.unlink()
    assert visitor.ask(LAMP).locator(".claim").count() >= 1


def test_a_stopped_question_comes_back_into_the_box_and_a_stopped_retry_leaves_the_box_alone(
    visit: Callable[..., Visitor], hold: Path
) -> None:
    visitor = visit("held")
    page, box = visitor.page, visitor.page.get_by_label("Your question")
    example = page.locator(".example").first
    question = example.inner_text()
    hold.touch()
    example.click()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("alert").get_by_text("Stopped").wait_for()
    assert box.input_value() == question
    hold.unlink()
    turn = visitor.ask(STRIKE)
    hold.touch()
    turn.get_by_role("button", name="Ask again").click()
    page.locator(".searching").wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("alert").get_by_text("Stopped").wait_for()
    assert turn.locator(".found").is_visible()
    assert box.input_value() == ""


def test_a_question_that_was_lost_with_its_server_is_in_the_box_again(
    visit: Callable[..., Visitor], hold: Path, restart: Callable[..., None]
) -> None:
    visitor = visit("held")
    hold.touch()
    ask(visitor, LAMP)
    visitor.page.locator(".searching").wait_for()

    def down() -> None:
        visitor.page.get_by_text("Connection to the server was lost").wait_for()
        hold.unlink()

    restart(urlsplit(visitor.origin).port, down)
    box = visitor.page.get_by_label("Your question")
    visitor.page.wait_for_function(f"document.querySelector('#ask-question')?.value === {LAMP!r}")
    visitor.problems.clear()  # the browser reports what it could not load meanwhile
    assert visitor.ask(LAMP).locator(".claim").count() >= 1
    visitor.page.reload()
    box.wait_for()
    assert box.input_value() == ""


def test_a_page_that_is_loaded_again_while_it_waits_stops_its_question_and_has_it_in_the_box(
    visit: Callable[..., Visitor], hold: Path
) -> None:
    visitor, _ = waiting(visit, hold)
    page = visitor.page
    with page.expect_response(lambda reply: '"do":"stop"' in (reply.request.post_data or "")):
        page.reload()
    page.get_by_text("every citation holds").wait_for()
    hold.unlink()
    assert page.get_by_label("Your question").input_value() == LAMP
    visitor.ask(LAMP)
    assert page.locator(".turn h2").all_inner_texts() == [STRIKE, LAMP]
    assert page.locator("#notice").inner_text() == ""
    visitor.problems.clear()  # Gradio's client reports that its stream ended

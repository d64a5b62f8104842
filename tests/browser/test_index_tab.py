"""What the administrator sees and does on the Index tab, over an index of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import rag
from rag.index.generations import writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Visitor
    from playwright.sync_api import Page

HOSTILE_NAME = "<img src=x onerror=alert(1)>.txt"
BOATS = 30
UPLOADING = "Method not implemented."
"""A warning of Gradio's own client about the stream by which it follows an upload."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus of boats, one hostile name and two files that give nothing, and its index."""
    folder = tmp_path_factory.mktemp("kept")
    corpus = folder / "corpus"
    corpus.mkdir()
    for n in range(1, BOATS + 1):
        text = (
            f"---\ntitle: Boat {n}\npublished: 2021-01-{n:02d}\n---\nBoat {n} left the harbour of Norrvik.\n"
        )
        (corpus / f"boat-{n}.md").write_text(text, encoding="utf-8")
    (corpus / HOSTILE_NAME).write_text("A raft left the harbour.", encoding="utf-8")
    (corpus / "broken.pdf").write_bytes(b"MZ this is no PDF")
    (corpus / "empty.txt").write_bytes(b"\n")
    rag.rebuild(corpus=corpus, index=folder / "index")
    return folder


@pytest.fixture(scope="module")
def kept(place: Path, serve: Callable[..., Callable[[], None]]) -> str:
    """Serve it, and return its name among the servers."""
    serve("kept", place)
    return "kept"


def opened(visitor: Visitor) -> Page:
    """Choose the tab and return the page once the status is there."""
    visitor.page.get_by_role("tab", name="Index").click()
    visitor.page.locator("#index-status dl").wait_for()
    visitor.page.get_by_role("button", name="Rebuild", exact=True).wait_for()
    return visitor.page


def rebuilt(page: Page) -> str:
    """Rebuild and return what is said when it is done."""
    before = page.locator("#index-run").inner_text()
    page.get_by_role("button", name="Rebuild", exact=True).click()
    page.get_by_text("A rebuild runs").wait_for()
    page.locator("#index-run").get_by_text("The rebuild").wait_for(timeout=120_000)
    said = page.locator("#index-run").inner_text()
    assert said != before or "done" in said
    return said


def test_the_status_and_the_ledger_with_its_reasons_are_shown(
    visit: Callable[..., Visitor], kept: str
) -> None:
    visitor = visit(kept, width=390)
    page = opened(visitor)
    status = page.locator("#index-status").inner_text()
    assert f"{BOATS + 1} articles (1 undated)" in status
    assert "1 empty, 1 failed, 31 indexed" in status
    ledger = page.locator("#index-ledger")
    assert HOSTILE_NAME in ledger.inner_text()
    assert page.locator("#index-tab img").count() == 0
    page.locator("#index-state input").click()
    page.get_by_role("option", name="failed").click()
    ledger.get_by_text("1 line", exact=True).wait_for()
    assert (
        ledger.get_by_role("row").nth(1).inner_text().startswith("broken.pdf\tfailed\tcannot be read as PDF")
    )
    page.locator("#index-path input, #index-path textarea").fill("raft")
    page.keyboard.press("Enter")
    ledger.get_by_text("No file is like that.").wait_for()
    assert visitor.overflow() <= 0


def test_pages_of_the_archive_show_every_article_once(visit: Callable[..., Visitor], kept: str) -> None:
    page = visit(kept).page
    page.get_by_role("tab", name="Archive").click()
    page.locator("#archive-list .found").get_by_text("page 1 of 2").wait_for()
    seen = page.locator("#archive-list button[data-article]").all_inner_texts()
    page.get_by_role("button", name="Next").click()
    page.locator("#archive-list .found").get_by_text("page 2 of 2").wait_for()
    seen += page.locator("#archive-list button[data-article]").all_inner_texts()
    assert len(seen) == len(set(seen)) == BOATS + 1
    assert page.get_by_role("button", name="Next").is_disabled()


def test_files_are_dropped_checked_rebuilt_and_then_answer_on_both_of_two_pages(
    visit: Callable[..., Visitor], kept: str, tmp_path: Path, place: Path
) -> None:
    first, second = visit(kept), visit(kept)
    page, other = opened(first), opened(second)
    story, fake, script = tmp_path / "lamp <b>.txt", tmp_path / "fake.pdf", tmp_path / "run.exe"
    story.write_text("The lighthouse of Osk burned 41 lamps in one night.", encoding="utf-8")
    fake.write_bytes(b"MZ")
    script.write_bytes(b"MZ")
    files = page.locator("#index-files input[type=file]")
    files.set_input_files([str(story), str(fake), str(script)])
    told = page.locator("#index-imported li")
    told.first.wait_for()
    assert [line.partition(":")[2].split(".")[0].strip() for line in told.all_inner_texts()] == [
        "imported",
        "failed",
        "skipped",
    ]
    names = {path.name for path in (place / "corpus").iterdir()}
    assert len(names) == BOATS + 4
    assert not {name for name in names if "fake" in name or "run" in name}
    page.get_by_role("button", name="Compare with the corpus folder").click()
    page.locator("#index-changes").get_by_text("The corpus has changed").wait_for()
    assert "New: 1" in page.locator("#index-changes").inner_text()

    assert "32 articles, 1 passage encoded" in rebuilt(page)
    other.locator("#index-run").get_by_text("The rebuild is done").wait_for()
    other.get_by_text("Generation 000002").first.wait_for()
    other.get_by_role("tab", name="Ask").click()
    assert "41 lamps" in second.ask("how many lamps burned in the lighthouse of Osk?").inner_text()
    assert set(first.problems) <= {UPLOADING}
    first.problems.clear()


def test_a_rebuild_that_cannot_run_says_why_and_the_archive_answers(
    visit: Callable[..., Visitor], kept: str, place: Path
) -> None:
    page = opened(visit(kept))
    with writing(place / "index"):
        page.get_by_role("button", name="Rebuild", exact=True).click()
        page.locator("#index-run").get_by_text("another rebuild is writing").wait_for()
    page.get_by_role("tab", name="Archive").click()
    page.locator("#archive-list button[data-article]").first.wait_for()


def test_going_back_and_forgetting_ask_first(visit: Callable[..., Visitor], kept: str, place: Path) -> None:
    page = opened(visit(kept))
    (place / "corpus" / "kite.txt").write_text("A kite flew over Norrvik.", encoding="utf-8")
    rebuilt(page)
    page.get_by_role("button", name="Go back to it").last.click()
    box = page.get_by_role("alertdialog")
    box.wait_for()
    page.keyboard.press("Escape")
    box.wait_for(state="detached")
    page.get_by_role("button", name="Go back to it").last.click()
    page.get_by_role("button", name="Yes, go back").click()
    page.locator("#index-question").get_by_text("answers now").wait_for()

    page.get_by_label("Id of the article").fill("boat-7")
    page.get_by_role("button", name="Forget", exact=True).click()
    box.get_by_text("Forget “Boat 7” (boat-7)?").wait_for()
    page.get_by_role("button", name="Cancel").click()
    box.wait_for(state="detached")
    assert (place / "corpus" / "boat-7.md").exists()
    page.get_by_role("button", name="Forget", exact=True).click()
    page.get_by_role("button", name="Yes, forget it").click()
    page.get_by_text("boat-7 is removed from every generation.").wait_for()
    page.get_by_role("tab", name="Archive").click()
    page.get_by_label("Words in title or text").fill("boat 7")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_text("No article is like that").wait_for()

    page.get_by_role("tab", name="Index").click()
    page.get_by_label("Id of the article").fill("<b>nothing</b>")
    page.get_by_role("button", name="Forget", exact=True).click()
    page.get_by_role("button", name="Yes, forget it").click()
    page.get_by_role("alert").get_by_text("no generation of the index").wait_for()

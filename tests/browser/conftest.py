"""The page in a real browser: Debian's Chromium, driven by Playwright, against real servers.

Belongs here: the articles, the servers and the visitors of the browser tests. After every test the
visitors' records are checked: nothing was requested from anywhere but the server itself, no script of
ours failed, and no script of an article ran.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import rag

try:
    from playwright.sync_api import sync_playwright
except ImportError:
    sync_playwright = None

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page

CHROMIUM_OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ARTICLES = Path(__file__).parent / "articles"
TITLE = "Ask the archive"


@dataclass
class Visitor:
    """One person at the page, with a browser profile of their own, and what their browser did."""

    page: Page
    origin: str
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def ask(self, question: str) -> Locator:
        """Ask a question and return the drawn turn once it is answered."""
        turns = self.page.locator(".turn")
        count = turns.count()
        box = self.page.get_by_label("Your question")
        box.fill(question)
        box.press("Enter")
        turn = turns.nth(count)
        turn.locator(".found, .refusal").wait_for()
        return turn

    def cite(self, turn: Locator, number: int) -> Locator:
        """Click a citation and return the highlighted sentence once it is shown."""
        turn.get_by_role("button", name=f"Citation {number}:").first.click()
        place = f'[data-turn="{turn.get_attribute("data-turn")}"][data-number="{number}"]'
        cited = self.page.locator(f"#source {place} #cited")
        cited.wait_for()
        return cited

    def act(self, turn: Locator, name: str) -> None:
        """Press a button of a turn, opening the menu that holds it."""
        button = turn.get_by_role("button", name=name, exact=True)
        if not button.is_visible():
            turn.get_by_text("Share and export").click()
        button.click()

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chat") / "index"
    report = rag.rebuild(corpus=ARTICLES, index=folder)
    assert report.counts()["failed"] == 0
    return folder


@pytest.fixture(scope="session")
def servers(index: Path) -> Iterator[dict[str, str]]:
    """Two real servers over one index: one that answers whatever is near, one that always refuses.

    Both keep conversations in one folder, so that one finds after its start what the other has kept.
    """
    history = str(index.parent / "history")
    with ExitStack() as stack:
        running = {}
        for name, threshold in (("willing", "0"), ("strict", "1")):
            log = index.parent / f"{name}.log"
            settings = {
                "RAG_ANSWER_THRESHOLD": threshold,
                "RAG_HISTORY_DIR": history,
                "RAG_INDEX": str(index),
            }
            running[name] = stack.enter_context(serving(log, **settings)), log
        yield {name: address_of(*server) for name, server in running.items()}


@pytest.fixture(scope="module")
def serve(servers: dict[str, str]) -> Iterator[Callable[..., Callable[[], None]]]:
    """Return a function that starts a further server, writes down where it is, and returns what ends it.

    The server answers from the folders `corpus` and `index` of a folder, and keeps things in `history`. Its
    questions wait as long as the file `held` is there.
    """
    with ExitStack() as stack:

        def start(
            name: str, folder: Path, port: int = 0, *, held: Path | None = None, **settings: str
        ) -> Callable[[], None]:
            places = {f"RAG_{what}": str(folder / what.lower()) for what in ("CORPUS", "INDEX")}
            places["RAG_HISTORY_DIR"] = str(folder / "history")
            log = folder / f"{name}.log"
            one = stack.enter_context(ExitStack())
            process = one.enter_context(serving(log, port=port, held=held, **{**places, **settings}))
            servers[name] = address_of(process, log)
            return one.close

        yield start


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    missing = "Playwright is not installed" if sync_playwright is None else ""
    missing = missing or ("" if program else "no program named chromium is on the PATH")
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"the browser tests must run here, but {missing}")
    if missing:
        pytest.skip(f"{missing} (see the README)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, servers: dict[str, str]) -> Iterator[Callable[..., Visitor]]:
    """Return a function that opens the page for a new visitor; all are checked when the test ends."""
    visitors: list[Visitor] = []

    def arrive(
        server: str = "willing", *, width: int = 1280, dark: bool = False, user: tuple[str, str] | None = None
    ) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            http_credentials={"username": user[0], "password": user[1]} if user else None,
        )
        visitor = Visitor(context.new_page(), servers[server])
        context.on("request", lambda request: visitor.requests.append(request.url))
        visitor.page.on("pageerror", lambda error: visitor.problems.append(str(error)))
        visitor.page.on("dialog", lambda dialog: visitor.problems.append(dialog.message))
        visitor.page.on("console", lambda said: _note(visitor, said.type, said.text))
        visitor.page.goto(visitor.origin)
        visitor.page.get_by_label("Your question").wait_for()
        visitors.append(visitor)
        return visitor

    yield arrive
    for visitor in visitors:
        assert visitor.page.title() == TITLE
        assert visitor.problems == []
        assert [url for url in visitor.requests if not url.startswith((visitor.origin, "data:"))] == []
        visitor.page.context.close()


def _note(visitor: Visitor, kind: str, text: str) -> None:
    if kind in {"error", "warning"}:
        visitor.problems.append(text)


@contextmanager
def serving(
    log: Path, *, port: int = 0, held: Path | None = None, **settings: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server, which says nothing but where it is."""
    program = [str(Path(__file__).with_name("held.py")), str(held)] if held else ["-m", "rag"]
    command = [sys.executable, *program, "serve", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **settings})
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)
    assert len(log.read_text().splitlines()) == 2, f"the server said:\n{log.read_text()}"


def address_of(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < deadline:
        if found := re.search(r"http://\S+/", log.read_text()):
            return found[0]
        time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log.read_text()}")

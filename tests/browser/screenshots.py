"""The pictures under `docs/images`: the page over the sample corpus, at three widths, light and dark.

    python tests/browser/screenshots.py

Belongs here: what is shown in them. Does not belong here: any check; what a visitor sees and does is checked
by the tests beside this file. Look at the pictures before they are committed.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from conftest import CHROMIUM_OPTIONS, Visitor, address_of, serving
from PIL import Image
from playwright.sync_api import sync_playwright

import rag

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
WIDTHS = {"desktop": 1280, "tablet": 820, "phone": 390}
COLOURS = 64
QUESTION = "why is Russia encouraging the thaw?"
SHORT = "How many minutes did NASA knock off the orbit of Dimorphos?"
ARTICLE = "Short of rain, the Panama Canal cuts traffic again"


def main() -> None:
    """Serve the sample corpus and photograph it."""
    with TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        rag.rebuild(corpus=ROOT / "corpus", index=index)
        settings = {"RAG_CORPUS": str(ROOT / "corpus"), "RAG_INDEX": str(index), "RAG_HISTORY": "false"}
        log = Path(folder) / "server.log"
        with serving(log, **settings) as process, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=CHROMIUM_OPTIONS
            )
            address = address_of(process, log)
            for theme in ("light", "dark"):
                for name, width in WIDTHS.items():
                    chat(arrive(chromium, address, width, theme), QUESTION, f"chat-{name}-{theme}.png")
            chat(arrive(chromium, address, WIDTHS["desktop"], "light"), SHORT, "short-answer.png")
            archive(arrive(chromium, address, WIDTHS["desktop"], "light"), IMAGES / "archive-tab.png")


def arrive(chromium: Browser, address: str, width: int, theme: str) -> Visitor:
    """Open the page."""
    dark = theme == "dark"
    page = chromium.new_page(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
    )
    page.goto(address)
    page.get_by_label("Your question").wait_for()
    return Visitor(page, address)


def chat(visitor: Visitor, question: str, name: str) -> None:
    """Take an answer, beside the article that it cites where both have room."""
    turn = visitor.ask(question)
    if visitor.page.viewport_size["width"] == WIDTHS["desktop"]:
        visitor.cite(turn, 1)
    save(visitor, IMAGES / name)


def archive(visitor: Visitor, path: Path) -> None:
    """Take the list of articles, with one of them open."""
    visitor.page.get_by_role("tab", name="Archive").click()
    visitor.page.get_by_role("button", name=ARTICLE).click()
    visitor.page.locator("#archive-article").get_by_role("heading", name=ARTICLE).first.wait_for()
    save(visitor, path)


def save(visitor: Visitor, path: Path) -> None:
    """Write what stands in the window, once all movement has come to rest; few colours keep the file small."""
    visitor.page.wait_for_timeout(1500)
    visitor.page.screenshot(path=path)
    visitor.page.close()
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()

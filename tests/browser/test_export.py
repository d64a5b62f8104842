"""An exported dossier in a real browser: it asks for nothing, runs nothing, and fits every width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rag.export import export_answers

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

HOSTILE = (
    '</script><script>document.title="run"</script><img src="https://evil.example/x.png" onerror="alert(1)">'
    f"'\"><svg onload=alert(2)></style><link rel=stylesheet href=//evil.example/x.css> \u202egnp {'w' * 300}"
)


def hostile_answer() -> dict[str, Any]:
    words = (
        "article_id",
        "title",
        "outlet",
        "author",
        "language",
        "published",
        "quote",
        "text_sha256",
        "parser",
    )
    citation = {**dict.fromkeys(words, HOSTILE), "url": "https://evil.example/landing", "start": 0, "end": 2}
    claim = {"text": "In other words.", "speaker": HOSTILE, "citations": [citation], "context": [citation]}
    side = {"text": HOSTILE, "citations": [citation]}
    return {
        "schema": 1, "question": HOSTILE, "completed_question": HOSTILE, "status": "answered", "reason": HOSTILE,
        "claims": [claim], "disagreements": [{"about": HOSTILE, "sides": [side, side]}], "near_misses": [citation],
        "hits": [{"article_id": HOSTILE, "start": 0, "end": 2, "score": 0.5}],
    }  # fmt: skip


@pytest.mark.parametrize("width", [400, 1100])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_dossier_asks_for_nothing_and_runs_nothing(
    chromium: Browser, tmp_path: Path, theme: Any, width: int
) -> None:
    file = tmp_path / "dossier.html"
    file.write_text(export_answers([hostile_answer(), hostile_answer()], "html"), encoding="utf-8")
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    page, requests, said = context.new_page(), [], []
    context.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(file.as_uri())
    page.wait_for_load_state("networkidle")
    assert (requests, said) == ([file.as_uri()], [])
    assert page.title() == "2 questions to the archive"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    dark, light = "rgb(23, 22, 20)", "rgb(251, 250, 247)"
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert paper == (dark if theme == "dark" else light)
    page.get_by_role("link", name="[1]").first.click()
    assert page.evaluate("document.querySelector(':target').id") == "source-1-1"
    context.close()

"""Sources that people meet in a living archive: other scripts, copies, changes, hostile names, a restart."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

import rag
from tests.pdf_files import pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Visitor
    from playwright.sync_api import Locator

ARTICLES = Path(__file__).parent / "articles"
LAMP = "what did the new lamp of the lighthouse cost?"
HERRING = "how much herring did the fish market of Norrvik sell?"
QUAY = "who repairs the quay of Tessel?"
MILL = "how many people does the paper mill of Orlow employ?"
WELL = "how deep is the well of Ambry?"
HOSTILE = (
    "</p></section><script>document.title='owned'</script><img src=http://127.0.0.2:9/x "
    "onerror=\"document.title='owned'\"> ![m](http://127.0.0.2:9/m.png) [c](javascript:document.title='owned') "
    f"{{{{value}}}} {'w' * 300}"
)
HOSTILE_NAME = "<img src=x onerror=document.title='owned'> ![f](f.png) &lt;b&gt;"
HARBOUR = """---
title: الميناء القديم يفتح أبوابه من جديد
outlet: صحيفة الساحل
published: 2023-06-01
language: ar
fictional: true
---

أعلنت بلدية صافا أمس أن الميناء القديم سيفتح أبوابه يوم الخميس. يبلغ طول الرصيف الجديد 240 مترا.

قال رئيس الصيادين إن القوارب الصغيرة ستعود أولا. لم يعرف بعد موعد عودة العبارات.
"""
STORY = (
    "Masons from the hill villages repair the quay of Tessel this summer. The harbour council pays them with "
    "the fees of three years. The old stones are numbered, lifted by crane and laid again on oak piles. "
    "Fishing boats moor at the eastern wall until the work is done in September."
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("living")
    corpus = folder / "corpus"
    shutil.copytree(ARTICLES, corpus)
    (corpus / "harbour-ar.md").write_text(HARBOUR, encoding="utf-8")
    for name, outlet, day in (("quay-wire", "Tessel Wire", 1), ("quay-post", "Hill Post", 2)):
        about = (
            f"---\ntitle: The quay of Tessel, by {outlet}\noutlet: {outlet}\npublished: 2023-07-0{day}\n---\n"
        )
        (corpus / f"{name}.md").write_text(f"{about}\n{STORY}\n", encoding="utf-8")
    (corpus / f"{HOSTILE_NAME}.txt").write_text("The herring of Norrvik is sold by weight.", encoding="utf-8")
    (corpus / "mill.pdf").write_bytes(
        pdf(
            ["The paper mill of Orlow will close in June because its boiler has burst."],
            ["The paper mill of Orlow employs 318 people.", "Most of them live in the valley."],
        )
    )
    dig(folder, "41")
    return folder


def dig(folder: Path, metres: str) -> None:
    """Write how deep the well is into its article, and rebuild."""
    text = f"The well of Ambry is {metres} metres deep. It was dug by four brothers in one winter.\n"
    (folder / "corpus" / "well.md").write_text(
        f"---\ntitle: The well of Ambry\n---\n\n{text}", encoding="utf-8"
    )
    assert rag.rebuild(corpus=folder / "corpus", index=folder / "index").counts()["failed"] == 0


@pytest.fixture(scope="module")
def living(place: Path, serve: Callable[..., Callable[[], None]]) -> Callable[[int], None]:
    """Serve it under the name "living", and return what ends the server and starts it again where it was."""
    end = serve("living", place, RAG_ANSWER_THRESHOLD="0")

    def restart(port: int) -> None:
        end()
        serve("living", place, port, RAG_ANSWER_THRESHOLD="0")

    return restart


def link_to(visitor: Visitor, turn: Locator) -> str:
    """Make a permanent link and return its query."""
    visitor.act(turn, "Make a permanent link")
    link = turn.get_by_role("link", name="Permanent link to this answer")
    link.wait_for()
    return str(link.get_attribute("href")).removeprefix("/")


@pytest.mark.usefixtures("living")
def test_an_article_written_from_right_to_left_is_read_so_and_cited_at_its_sentence(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit("living", width=390)
    turn = visitor.ask("كم يبلغ طول الرصيف الجديد؟")
    quotes = turn.locator("blockquote")
    number = next(n for n, quote in enumerate(quotes.all_inner_texts(), start=1) if "240" in quote)
    cited = visitor.cite(turn, number)
    assert cited.inner_text() == "يبلغ طول الرصيف الجديد 240 مترا."
    direction = "element => getComputedStyle(element).direction"
    for element in (quotes.nth(number - 1), cited, visitor.page.locator("#source h2")):
        assert element.evaluate(direction) == "rtl"
    text = visitor.page.locator("#source .article-text")
    assert text.get_attribute("lang") == "ar"
    assert text.evaluate(
        "text => { const own = text.getBoundingClientRect(), range = document.createRange();"
        "range.selectNodeContents(text.querySelector('#cited'));"
        "return own.right - range.getClientRects()[0].right >= 0 && text.querySelectorAll('#cited').length; }"
    )
    assert visitor.page.locator("html").evaluate(direction) == "ltr"
    assert visitor.overflow() <= 0


@pytest.mark.usefixtures("living")
def test_copies_of_a_story_are_cited_beside_each_other_listed_and_opened(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit("living")
    turn = visitor.ask(QUAY)
    assert turn.locator("blockquote").all_inner_texts().count(STORY.partition(". ")[0] + ".") == 1
    visitor.cite(turn, 1)
    source = visitor.page.locator("#source")
    assert "The quay of Tessel, by Tessel Wire" in source.get_by_role("heading", level=2).inner_text()
    copies = source.locator(".copies")
    assert copies.get_by_role("heading", name="The same story in").is_visible()
    assert "Hill Post" in copies.inner_text()
    copies.get_by_role("button", name="The quay of Tessel, by Hill Post").click()
    source.get_by_role("heading", name="The quay of Tessel, by Hill Post").wait_for()
    assert source.get_by_text("As the archive has it now").is_visible()
    assert STORY in source.inner_text()
    source.get_by_role("button", name="Back to the answer").click()
    assert visitor.page.evaluate("document.activeElement.dataset.citation") == "1"


@pytest.mark.usefixtures("living")
def test_an_article_that_changes_while_the_page_is_open_is_cited_as_it_was_and_asked_as_it_is(
    visit: Callable[..., Visitor], place: Path
) -> None:
    visitor = visit("living")
    before = visitor.ask(WELL)
    source = visitor.page.locator("#source")
    assert "41 metres" in visitor.cite(before, 1).inner_text()
    assert source.locator(".newer").count() == 0
    query = link_to(visitor, before)
    dig(place, "55")
    after = visitor.ask(WELL)
    assert "55 metres" in visitor.cite(after, 1).inner_text()
    assert source.locator(".newer").count() == 0
    assert "41 metres" in visitor.cite(before, 1).inner_text()
    source.get_by_text("The archive holds another version of this article now.").wait_for()
    source.get_by_role("button", name="Read that version").click()
    source.get_by_text("As the archive has it now").wait_for()
    assert "55 metres" in source.inner_text()

    later = visit("living")
    later.page.goto(f"{later.origin}{query}")
    kept = later.page.locator(".turn")
    kept.get_by_text("no longer hold").wait_for()
    kept.get_by_role("button", name="Citation 1:").first.click()
    later.page.locator("#source").get_by_text("the version that was cited is not in the archive").wait_for()
    assert later.page.locator("#source mark").count() == 0


@pytest.mark.usefixtures("living")
def test_a_hostile_file_name_is_text_wherever_it_is_shown(visit: Callable[..., Visitor]) -> None:
    visitor = visit("living", width=390)
    page, turn = visitor.page, visitor.ask("how is the herring of Norrvik sold?")
    quotes = turn.locator("blockquote").all_inner_texts()
    visitor.cite(turn, quotes.index("The herring of Norrvik is sold by weight.") + 1)
    assert HOSTILE_NAME in page.locator("#source .facts").inner_text()
    assert visitor.overflow() <= 0
    page.get_by_role("tab", name="Archive").click()
    page.locator("#archive-list button").filter(has_text="![f](f.png)").click()
    page.locator("#archive-article [data-shown]").get_by_role("heading", name=HOSTILE_NAME).wait_for()
    assert visitor.overflow() <= 0
    page.get_by_role("tab", name="Index").click()
    page.locator("#index-ledger").get_by_text(f"{HOSTILE_NAME}.txt").wait_for()
    assert page.locator("#tabs img, #tabs script").count() == 0
    assert visitor.overflow() <= 0


@pytest.mark.usefixtures("living")
def test_hostile_words_in_a_kept_answer_never_run_never_load_and_keep_the_layout(
    visit: Callable[..., Visitor], place: Path
) -> None:
    visitor = visit("living")
    query = link_to(visitor, visitor.ask(f"how much herring? {HOSTILE}"))
    (file,) = (f for f in (place / "history" / "answers").glob("*.jsonl") if f.stem in query)
    about, answer = map(json.loads, file.read_text().splitlines())
    assert answer["question"].endswith("w" * 300)
    claim = answer["claims"][0]
    poison(claim["citations"][0])
    claim |= {"text": HOSTILE, "speaker": HOSTILE, "independent_sources": 2}
    side = {"text": HOSTILE, "speaker": HOSTILE, "citations": claim["citations"]}
    answer |= {"completed_question": HOSTILE, "disagreements": [{"about": HOSTILE, "sides": [side, side]}]}
    file.write_text("".join(f"{json.dumps(line)}\n" for line in (about, answer)))
    later = visit("living", width=390)
    later.page.goto(f"{later.origin}{query}")
    turn = later.page.locator(".turn")
    turn.get_by_role("button", name="Citation 1:").first.click()
    later.page.locator("#source .fate").wait_for()
    assert "<script>" in later.page.locator("#source").inner_text()
    assert turn.inner_text().count("<script>document.title='owned'</script>") >= 5
    later.page.get_by_role("button", name="Earlier conversations").click()
    later.page.locator(".history").get_by_text("<script>").first.wait_for()
    assert later.page.locator("#tabs img, #tabs script").count() == 0
    assert later.page.locator("[href^='javascript:' i]").count() == 0
    assert later.overflow() <= 0


def poison(citation: dict[str, Any]) -> None:
    words = ("article_id", "title", "outlet", "author", "language", "quote")
    citation |= {**dict.fromkeys(words, HOSTILE), "url": "javascript:document.title='owned'"}


def test_a_restart_in_mid_conversation_loses_nothing_that_was_kept(
    visit: Callable[..., Visitor], living: Callable[[int], None]
) -> None:
    visitor = visit("living")
    turn = visitor.ask(LAMP)
    quotes, query = turn.locator("blockquote").all_inner_texts(), link_to(visitor, turn)
    living(int(urlsplit(visitor.origin).port or 0))
    turn.get_by_role("button", name="Citation 1:").click()
    source = visitor.page.locator("#source")
    source.get_by_text("Open it from the earlier conversations").wait_for()
    visitor.act(turn, "Markdown")
    visitor.page.get_by_role("alert").get_by_text("The server no longer holds this conversation").wait_for()
    box = visitor.page.get_by_label("Your question")
    box.fill(HERRING)
    box.press("Enter")
    asked = visitor.page.get_by_role("heading", name=HERRING, exact=True)
    visitor.page.locator(".turn").filter(has=asked).locator(".found").wait_for()
    visitor.page.get_by_role("button", name="Earlier conversations").click()
    kept = visitor.page.locator(".history")
    kept.get_by_role("button", name=HERRING, exact=True).wait_for()
    kept.get_by_role("button", name=LAMP, exact=True).first.click()
    visitor.page.locator(".turn").get_by_text("every citation holds").wait_for()
    assert visitor.page.locator(".turn blockquote").all_inner_texts() == quotes
    assert visitor.cite(visitor.page.locator(".turn"), 1).inner_text() == quotes[0]
    later = visit("living")
    later.page.goto(f"{later.origin}{query}")
    later.page.locator(".turn").get_by_text("every citation holds").wait_for()
    assert later.page.locator(".turn blockquote").all_inner_texts() == quotes


def test_a_sentence_of_a_pdf_is_cited_with_its_page(
    living: Callable[[int], None], visit: Callable[..., Visitor]
) -> None:
    visitor = visit("living")
    turn = visitor.ask(MILL)
    turn.locator(".claim").first.get_by_text("page 2").first.wait_for()
    visitor.cite(turn, 1)
    source = visitor.page.locator("#source")
    assert "318 people" in source.locator("#cited").inner_text()
    source.locator(".details").get_by_text("page 2").wait_for()

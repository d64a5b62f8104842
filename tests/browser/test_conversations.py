"""What people do with a conversation: change it, keep it, find it again, link to it, export it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rag.settings import Settings
from rag.verification.saved_answers import verify_answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Visitor
    from playwright.sync_api import Locator

STRIKE = "why do the ferry crews of Norrvik strike?"
LAMP = "what did the new lamp of the lighthouse cost?"
HERRING = "how much herring did the fish market of Norrvik sell?"
ARTICLES = Path(__file__).parent / "articles"


@pytest.fixture
def history(index: Path) -> Path:
    """The folder that both servers keep things in, empty when the test begins."""
    folder = index.parent / "history"
    for file in folder.rglob("*.jsonl"):
        file.unlink()
    return folder


def kept(history: Path) -> list[Path]:
    return sorted((history / "conversations").glob("*.jsonl"))


def delete(visitor: Visitor, turn: Locator, sure: str = "Really delete?") -> None:
    """Press Delete, and once more where it asks."""
    visitor.act(turn, "Delete")
    turn.get_by_role("button", name=sure, exact=True).click()


def link(visitor: Visitor, turn: Locator) -> str:
    """Make a permanent link and return it."""
    visitor.act(turn, "Make a permanent link")
    made = turn.get_by_role("link", name="Permanent link to this answer")
    made.wait_for()
    return str(made.get_attribute("href"))


def linked(visitor: Visitor, query: str) -> None:
    visitor.page.goto(f"{visitor.origin}{query}")
    visitor.page.get_by_label("Your question").wait_for()


def test_a_turn_can_be_changed_asked_again_and_deleted(visit: Callable[..., Visitor], history: Path) -> None:
    visitor = visit()
    first, second = visitor.ask(STRIKE), visitor.ask(HERRING)
    visitor.act(first, "Edit")
    box = visitor.page.get_by_label("Your question")
    assert box.input_value() == STRIKE
    assert visitor.page.get_by_text("You are changing an earlier question").is_visible()
    box.fill(LAMP)
    box.press("Enter")
    visitor.page.locator(".turn").first.get_by_role("heading", name=LAMP).wait_for()
    visitor.page.locator(".searching").wait_for(state="hidden")
    assert visitor.page.locator(".turn h2").all_inner_texts() == [LAMP, HERRING]
    visitor.act(second, "Ask again")
    visitor.page.wait_for_timeout(1000)  # an answer may be quicker than a look for what shows the search
    visitor.page.locator(".searching").wait_for(state="hidden")
    assert visitor.page.locator(".turn h2").all_inner_texts() == [LAMP, HERRING]
    (file,) = kept(history)
    delete(visitor, visitor.page.locator(".turn").first)
    visitor.page.get_by_role("heading", name=LAMP).wait_for(state="hidden")
    assert [json.loads(line)["question"] for line in file.read_text().splitlines()[1:]] == [HERRING]
    link(visitor, visitor.page.locator(".turn"))
    delete(visitor, visitor.page.locator(".turn"), "Really delete, with its link?")
    visitor.page.get_by_text("What does the archive say?").wait_for()
    visitor.page.get_by_role("status").get_by_text("Nothing of it is kept").wait_for()
    assert list(history.rglob("*.jsonl")) == []


@pytest.mark.parametrize("way", ["a new conversation", "an earlier conversation", "a changed question"])
def test_a_citation_opens_the_sentence_of_its_own_answer_whatever_stood_in_the_panel_before(
    visit: Callable[..., Visitor], history: Path, way: str
) -> None:
    visitor = visit()
    page = visitor.page
    if way == "an earlier conversation":
        visitor.ask(LAMP)
        page.get_by_role("button", name="New conversation").click()
        page.get_by_text("What does the archive say?").wait_for()
    turn = visitor.ask(STRIKE)
    visitor.cite(turn, 1)
    if way == "an earlier conversation":
        page.get_by_role("button", name="Earlier conversations").click()
        page.locator(".history").get_by_role("button", name=LAMP, exact=True).click()
    elif way == "a changed question":
        visitor.act(turn, "Edit")
        page.get_by_label("Your question").fill(LAMP)
        page.get_by_label("Your question").press("Enter")
    else:
        page.get_by_role("button", name="New conversation").click()
        page.get_by_text("What does the archive say?").wait_for()
        visitor.ask(LAMP)
    turn = page.locator(".turn").filter(has=page.get_by_role("heading", name=LAMP, exact=True))
    turn.locator(".claim").first.wait_for()
    page.locator("#source").get_by_text("Choose a numbered citation").wait_for()
    assert turn.locator("[aria-current]").count() == 0
    assert visitor.cite(turn, 1).inner_text() == turn.locator("blockquote").first.inner_text()
    assert len(kept(history)) == (1 if way == "a changed question" else 2)


def test_an_edit_begun_in_one_conversation_changes_no_other(
    visit: Callable[..., Visitor], history: Path
) -> None:
    visitor = visit()
    visitor.ask(STRIKE)
    visitor.page.get_by_role("button", name="New conversation").click()
    visitor.page.get_by_text("What does the archive say?").wait_for()
    visitor.act(visitor.ask(LAMP), "Edit")
    editing = visitor.page.get_by_text("You are changing an earlier question")
    editing.wait_for()
    visitor.page.get_by_role("button", name="Earlier conversations").click()
    visitor.page.locator(".history").get_by_role("button", name=STRIKE, exact=True).click()
    editing.wait_for(state="hidden")
    visitor.page.get_by_label("Your question").press("Enter")
    visitor.page.locator(".turn").nth(1).locator(".found").wait_for()
    assert visitor.page.locator(".turn h2").all_inner_texts() == [STRIKE, LAMP]
    assert sorted(file.read_text().count(STRIKE) > 0 for file in kept(history)) == [False, True]


def test_a_conversation_is_found_again_by_another_server_with_working_citations_and_deleted_for_good(
    visit: Callable[..., Visitor], history: Path
) -> None:
    visitor = visit()
    turn = visitor.ask(STRIKE)
    quotes = turn.locator("blockquote").all_inner_texts()
    link(visitor, turn)
    visitor.page.get_by_role("button", name="New conversation").click()
    visitor.page.get_by_text("What does the archive say?").wait_for()
    (file,) = kept(history)

    later = visit("strict")
    later.page.get_by_role("button", name="Earlier conversations").click()
    panel = later.page.get_by_role("region", name="Earlier conversations")
    panel.get_by_text(str(history / "conversations")).wait_for()
    panel.get_by_role("button", name=STRIKE, exact=True).first.click()
    turn = later.page.locator(".turn")
    turn.get_by_text("every citation holds").wait_for()
    assert turn.locator("blockquote").all_inner_texts() == quotes
    assert later.cite(turn, 1).inner_text() == quotes[0]

    later.page.get_by_role("button", name="Earlier conversations").click()
    panel.get_by_role("button", name=f"Delete “{STRIKE}”", exact=True).first.click()
    assert file.exists()
    sure = panel.get_by_role("button", name=f"Really delete, with its links? Delete “{STRIKE}”", exact=True)
    assert sure.inner_text() == "Really delete, with its links?"
    sure.click()
    later.page.get_by_text("Nothing of it is kept").wait_for()
    assert list(history.rglob("*.jsonl")) == []
    assert later.page.locator(".turn").count() == 0
    assert STRIKE not in later.page.locator("#source").inner_text()


def test_a_kept_citation_that_no_longer_holds_is_said_and_never_highlighted(
    visit: Callable[..., Visitor], history: Path
) -> None:
    visit().ask(STRIKE)
    (file,) = kept(history)
    about, *answers = map(json.loads, file.read_text().splitlines())
    first, *others = [c for claim in answers[0]["claims"] for c in (*claim["citations"], *claim["context"])]
    first["text_sha256"] = "0" * 64
    assert others
    for citation in others:
        citation.update(article_id="gone", title="<b>Gone</b>")
    file.write_text("".join(json.dumps(line) + "\n" for line in (about, *answers)))
    visitor = visit("strict")
    visitor.page.get_by_role("button", name="Earlier conversations").click()
    visitor.page.get_by_role("button", name=STRIKE, exact=True).click()
    turn = visitor.page.locator(".turn")
    turn.get_by_text("no longer hold").wait_for()
    assert turn.get_by_text("the quoted sentence is still in it").count() == 1
    assert turn.get_by_text("not in the archive any more").count() == len(others)
    turn.get_by_role("button", name="Citation 1:").click()
    source = visitor.page.locator("#source")
    source.get_by_text("the version that was cited is not in the archive").wait_for()
    assert source.locator("mark").count() == 0
    assert first["quote"] in source.inner_text()
    source.get_by_role("button", name="Read that version").click()
    source.get_by_text("As the archive has it now").wait_for()
    assert source.locator("mark").count() == 0


def test_a_permanent_link_opens_the_answer_again_until_it_is_deleted(
    visit: Callable[..., Visitor], history: Path
) -> None:
    visitor = visit()
    turn = visitor.ask(STRIKE)
    quote = turn.locator("blockquote").first.inner_text()
    query = link(visitor, turn)
    later = visit("strict")
    linked(later, query.removeprefix("/"))
    again = later.page.locator(".turn")
    again.get_by_text("every citation holds").wait_for()
    assert later.cite(again, 1).inner_text() == quote
    later.act(again, "Delete the link")
    again.get_by_role("button", name="Really delete?").click()
    later.page.get_by_text("The permanent link is deleted").wait_for()
    assert list((history / "answers").glob("*.jsonl")) == []
    linked(later, query.removeprefix("/"))
    later.page.get_by_role("alert").get_by_text("nothing is kept under this id").wait_for()


def test_a_link_fills_in_question_and_filters_and_asks_nothing(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    linked(
        visitor, "?q=what%20happened%3F&since=2021&outlet=Coastal+Post&outlet=%3Cimg%20src%3Dx%3E&language=en"
    )
    assert visitor.page.get_by_label("Your question").input_value() == "what happened?"
    chips = visitor.page.get_by_role("list", name="Filters that are set").get_by_role("button")
    assert chips.all_inner_texts() == [
        "From 2021",
        "Outlet: Coastal Post",
        "Outlet: <img src=x>",
        "Language: en",
    ]
    visitor.page.get_by_role("button", name="Remove the filter “Outlet: <img src=x>”").click()
    visitor.page.get_by_role("button", name="Remove the filter “From 2021”").click()
    assert visitor.page.locator(".turn").count() == 0
    turn = visitor.ask("what happened on Osk Island?")
    assert "Only articles in Coastal Post, in the language en" in turn.inner_text()
    href = turn.get_by_role("link", name="Link to the question", include_hidden=True).get_attribute("href")
    assert href == "/?q=what+happened+on+Osk+Island%3F&outlet=Coastal+Post&language=en"


@pytest.mark.parametrize(
    ("name", "suffix"), [("Markdown", "md"), ("HTML dossier", "html"), ("JSON", "jsonl")]
)
def test_an_export_is_downloaded_and_verifies(
    visit: Callable[..., Visitor], tmp_path: Path, name: str, suffix: str
) -> None:
    visitor = visit()
    turn = visitor.ask(STRIKE)
    with visitor.page.expect_download() as started:
        visitor.act(turn, name)
    file = tmp_path / started.value.suggested_filename
    assert file.suffix == f".{suffix}"
    started.value.save_as(file)
    checks = verify_answers(file, Settings(corpus=ARTICLES))
    assert checks
    assert [check.problem for check in checks if not check.holds] == []


def test_a_whole_conversation_and_its_sources_are_exported(
    visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = visit()
    visitor.ask(STRIKE)
    visitor.ask(HERRING)
    for name, expected in (("JSON", 2), ("BibTeX", 0), ("CSL-JSON", 0)):
        visitor.page.locator("#bar").get_by_text("Export the conversation").click()
        with visitor.page.expect_download() as started:
            visitor.page.locator("#bar").get_by_role("button", name=name, exact=True).click()
        started.value.save_as(tmp_path / name)
        text = (tmp_path / name).read_text()
        assert text.count('"schema": 1') == expected
        assert "Lindqvist" in text
        visitor.page.locator("#bar").get_by_text("Export the conversation").click()


def test_citations_are_stepped_through_by_button_and_by_key_and_previewed_by_the_pointer(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit("strict")
    turn = visitor.ask(STRIKE)
    quotes = turn.locator("blockquote").all_inner_texts()
    visitor.cite(turn, 1)
    source = visitor.page.locator("#source")
    source.get_by_role("button", name="Next citation").click()
    source.locator("[data-number='2'] #cited").wait_for()
    visitor.page.keyboard.press("ArrowRight")
    source.locator("[data-number='3'] #cited").wait_for()
    assert source.locator("#cited").inner_text() == quotes[2]
    visitor.page.keyboard.press("ArrowLeft")
    source.locator("[data-number='2'] #cited").wait_for()
    visitor.page.keyboard.press("Escape")
    button = turn.get_by_role("button", name="Citation 2:")
    assert button.evaluate("button => document.activeElement === button")
    preview = turn.locator(".preview").first
    assert not preview.is_visible()
    turn.get_by_role("button", name="Citation 1:").hover()
    preview.wait_for()
    assert quotes[0] in preview.inner_text()
    assert "Mara Lindqvist" in preview.inner_text()


def test_examples_are_questions_that_the_archive_answers(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    example = visitor.page.locator(".example").first
    example.wait_for()
    question = example.inner_text()
    example.click()
    turn = visitor.page.locator(".turn")
    turn.locator(".found").wait_for()
    assert turn.get_by_role("heading", level=2).inner_text() == question
    assert not example.is_visible()
    assert visit("strict").page.locator(".example").count() == 0


def test_the_answer_is_copied_with_its_sources(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = visitor.ask(STRIKE)
    visitor.act(turn, "Copy")
    turn.get_by_role("button", name="Copied.").wait_for()
    copied: Any = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(STRIKE)
    assert turn.locator("blockquote").first.inner_text() in copied
    assert "— The Norrvik Ledger, 14 March 2023" in copied


def test_two_windows_on_one_conversation_lose_no_answer(visit: Callable[..., Visitor], history: Path) -> None:
    here, there = visit(), visit()
    here.ask(STRIKE)
    there.page.get_by_role("button", name="Earlier conversations").click()
    there.page.locator(".history").get_by_role("button", name=STRIKE, exact=True).click()
    there.page.locator(".turn").get_by_text("every citation holds").wait_for()
    here.ask(LAMP)
    there.ask(HERRING)
    there.page.get_by_role("alert").get_by_text("went on in another window").wait_for()
    asked = [[json.loads(line)["question"] for line in f.read_text().splitlines()[1:]] for f in kept(history)]
    assert sorted(asked) == sorted([[STRIKE, LAMP], [STRIKE, HERRING]])


def test_the_keyboard_goes_on_where_it_acted(visit: Callable[..., Visitor], history: Path) -> None:
    visitor = visit()
    page, first, second = visitor.page, visitor.ask(STRIKE), visitor.ask(LAMP)
    press(visitor, second.get_by_text("Share and export"))
    press(visitor, second.get_by_role("button", name="Make a permanent link"))
    focused(visitor, "a", "Permanent link to this answer")
    press(visitor, first.get_by_role("button", name="Ask again"))
    first.locator(".searching").wait_for(state="hidden")
    focused(visitor, "h2", STRIKE)
    press(visitor, first.get_by_role("button", name="Delete", exact=True))
    page.keyboard.press("Enter")
    focused(visitor, "h2", LAMP)
    assert page.locator(".turn").count() == 1
    earlier = page.get_by_role("button", name="Earlier conversations")
    for key in ("Escape", "Tab Enter"):
        press(visitor, earlier)
        focused(visitor, "h2", "Earlier conversations")
        for one in key.split():
            page.keyboard.press(one)
        page.locator(".history").wait_for(state="hidden")
        focused(visitor, "button", "Earlier conversations")
    press(visitor, earlier)
    press(visitor, page.get_by_role("button", name=f"Delete “{LAMP}”").first)
    page.keyboard.press("Enter")
    focused(visitor, "h2", "Earlier conversations")
    page.get_by_text("What does the archive say?").wait_for()
    assert list(history.rglob("*.jsonl")) == []


def press(visitor: Visitor, control: Locator) -> None:
    """Press Enter on a control."""
    control.focus()
    visitor.page.keyboard.press("Enter")


def focused(visitor: Visitor, element: str, words: str) -> None:
    """Wait until an element of these words has the focus."""
    has = "([name, words]) => document.activeElement.matches(name) && document.activeElement.innerText === words"
    visitor.page.wait_for_function(has, arg=[element, words])


def test_an_example_is_asked_within_the_filters_that_are_set(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    linked(visitor, "?until=2022")
    visitor.page.locator(".example").first.click()
    assert "Only articles published to 2022" in visitor.page.locator(".turn .scope").inner_text()


def test_who_cancels_an_edit_finds_the_draft_and_its_filters_again(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    linked(visitor, "?since=2021")
    turn, box = visitor.ask(STRIKE), visitor.page.get_by_label("Your question")
    visitor.page.get_by_role("button", name="Remove the filter").click()
    box.fill("a long draft")
    visitor.act(turn, "Edit")
    assert box.input_value() == STRIKE
    visitor.page.get_by_role("button", name="Remove the filter “From 2021”").wait_for()
    visitor.page.get_by_role("button", name="Cancel").click()
    assert box.input_value() == "a long draft"
    assert visitor.page.locator(".chips button").count() == 0


@pytest.mark.parametrize(("works", "said"), [(True, "Copied."), (False, "Could not copy")])
def test_without_the_clipboard_of_a_safe_page_an_answer_is_copied_the_old_way_or_that_is_said(
    visit: Callable[..., Visitor], works: bool, said: str
) -> None:
    visitor = visit()
    visitor.page.evaluate(
        """works => {
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        document.execCommand = () => { window.copied = String(getSelection()); return works; };
    }""",
        works,
    )
    turn = visitor.ask(STRIKE)
    visitor.act(turn, "Copy")
    turn.get_by_role("button", name=said).wait_for()
    assert turn.locator("textarea").count() == 0
    assert visitor.page.evaluate("copied").startswith(STRIKE)


def test_a_preview_that_would_reach_under_the_composer_stands_above_its_citation(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit("strict")
    visitor.page.set_viewport_size({"width": 1280, "height": 620})
    turn = visitor.ask(STRIKE)
    composer, last = visitor.page.locator("#composer-column"), turn.locator("button.citation").last
    last.evaluate("""last => scrollBy(0, last.getBoundingClientRect().bottom + 8
        - document.querySelector("#composer-column").getBoundingClientRect().top)""")
    last.hover()
    preview = turn.locator(".preview:visible")
    preview.wait_for()
    shown, foot, citation = preview.bounding_box(), composer.bounding_box(), last.bounding_box()
    assert shown is not None
    assert foot is not None
    assert citation is not None
    assert shown["y"] >= 0
    assert shown["y"] + shown["height"] <= min(foot["y"], citation["y"])


def test_a_page_that_is_loaded_again_goes_on_with_its_conversation(
    visit: Callable[..., Visitor], history: Path
) -> None:
    visitor = visit()
    quotes = visitor.ask(STRIKE).locator("blockquote").all_inner_texts()
    visitor.page.reload()
    turn = visitor.page.locator(".turn")
    turn.get_by_text("every citation holds").wait_for()
    assert visitor.cite(turn, 1).inner_text() == quotes[0]
    visitor.ask(LAMP)
    assert len(kept(history)) == 1
    visitor.page.get_by_role("button", name="New conversation").click()
    visitor.page.get_by_text("What does the archive say?").wait_for()
    visitor.page.reload()
    visitor.page.locator(".example").first.wait_for()
    assert visitor.page.locator(".turn").count() == 0


def test_all_that_is_kept_can_be_deleted_at_once(visit: Callable[..., Visitor], history: Path) -> None:
    visitor = visit()
    link(visitor, visitor.ask(STRIKE))
    visitor.page.get_by_role("button", name="New conversation").click()
    visitor.page.get_by_text("What does the archive say?").wait_for()
    visitor.ask(LAMP)
    visitor.page.get_by_role("button", name="Earlier conversations").click()
    visitor.page.get_by_role("button", name="Delete all", exact=True).click()
    assert len(kept(history)) == 2
    visitor.page.get_by_role("button", name="Really delete all conversations and links?").click()
    visitor.page.get_by_role("status").get_by_text("All deleted").wait_for()
    assert list(history.rglob("*.jsonl")) == []
    visitor.page.get_by_text("Nothing is kept yet").wait_for()
    visitor.page.get_by_text("What does the archive say?").wait_for()

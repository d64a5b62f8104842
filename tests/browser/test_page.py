"""What people see and do on the chat page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Visitor

STRIKE = "why do the ferry crews of Norrvik strike?"
LAMP = "what did the new lamp of the lighthouse cost?"
HERRING = "how much herring did the fish market of Norrvik sell?"
PLACE_OF_HIGHLIGHT = """cited => {
    const before = document.createRange();
    before.selectNodeContents(cited.closest(".article-text"));
    before.setEndBefore(cited);
    return [...before.toString()].length;
}"""
SCROLLED_INTO_VIEW = """cited => {
    const { top, bottom } = cited.getBoundingClientRect();
    const panel = cited.closest(".source").getBoundingClientRect();
    return top >= Math.max(0, panel.top) && bottom <= Math.min(innerHeight, panel.bottom);
}"""


def test_an_answer_is_a_list_of_quotes_with_outlet_date_and_numbered_citations(
    visit: Callable[..., Visitor],
) -> None:
    turn = visit().ask(STRIKE)
    assert turn.get_by_role("heading", level=2).inner_text() == STRIKE
    claims = turn.locator(".claim")
    assert claims.count() >= 1
    for number in range(1, claims.count() + 1):
        claim = claims.nth(number - 1)
        assert claim.get_by_role("button").first.inner_text() == f"[{number}]"
        assert claim.locator("> blockquote").inner_text()
        assert "Exact words of the article" in claim.inner_text()
    assert "The Norrvik Ledger, 14 March 2023" in turn.inner_text()


def test_a_click_on_a_citation_shows_its_sentence_highlighted_and_in_view(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit("strict")
    turn = visitor.ask(STRIKE)
    assert turn.locator("button.citation").count() == 3
    for number in (1, 2, 3, 1):
        cited = visitor.cite(turn, number)
        assert cited.inner_text() == turn.locator("blockquote").nth(number - 1).inner_text()
        assert cited.evaluate(SCROLLED_INTO_VIEW)
        assert visitor.page.locator("#cited").count() == 1
        assert turn.locator("[aria-current]").inner_text() == f"[{number}]"


def test_the_source_names_title_outlet_author_date_and_link(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    turn = visitor.ask("how many people live on Osk Island all year round?")
    visitor.cite(turn, 1)
    source = visitor.page.locator("#source")
    assert source.get_by_role("heading", level=2).inner_text() == "The ferry to Osk Island stays in port"
    for detail in ("The Norrvik Ledger", "14 March 2023", "Mara Lindqvist", "harbour-strike"):
        assert detail in source.inner_text()
    link = source.get_by_role("link")
    assert link.get_attribute("href") == "https://ledger.example/2023/ferry?from=front&to=port"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert source.locator(".boilerplate").inner_text().startswith("Subscribe")


def test_the_highlight_lies_at_the_offsets_of_the_citation_even_where_words_repeat(
    visit: Callable[..., Visitor], index: Path
) -> None:
    question = "does the ferry to Osk Island stay in port?"
    visitor = visit()
    turn = visitor.ask(question)
    repeated = "The ferry to Osk Island stays in port."
    quotes = turn.locator("blockquote").all_inner_texts()
    assert repeated in quotes
    cited = visitor.cite(turn, quotes.index(repeated) + 1)
    citation = _citation(index, question, repeated)
    text = _text(index, citation["article_id"])
    assert text.count(repeated) == 2
    assert citation["start"] == text.rindex(repeated)
    leading = len(text) - len(text.lstrip())
    assert cited.evaluate(PLACE_OF_HIGHLIGHT) == citation["start"] - leading


def test_other_cited_sentences_of_the_answer_are_lightly_marked(visit: Callable[..., Visitor]) -> None:
    visitor = visit("strict")
    turn = visitor.ask(STRIKE)
    cited = visitor.cite(turn, 1)
    others = visitor.page.locator("#source mark.also")
    assert others.count() >= 1
    background = "element => getComputedStyle(element).backgroundColor"
    assert others.first.evaluate(background) != cited.evaluate(background)


def test_a_citation_of_an_earlier_answer_keeps_working(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    first = visitor.ask(STRIKE)
    second = visitor.ask(LAMP)
    visitor.cite(second, 1)
    cited = visitor.cite(first, 1)
    assert cited.inner_text() == first.locator("blockquote").first.inner_text()
    assert first.locator("[aria-current]").count() == 1
    assert second.locator("[aria-current]").count() == 0


def test_clicking_the_open_citation_again_brings_its_sentence_back_into_view(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit("strict", width=390)
    turn = visitor.ask(STRIKE)
    cited = visitor.cite(turn, 2)
    visitor.page.evaluate("scrollTo(0, 0)")
    assert not cited.evaluate(SCROLLED_INTO_VIEW)
    assert visitor.cite(turn, 2).evaluate(SCROLLED_INTO_VIEW)


def test_a_refusal_says_so_and_its_nearest_sentences_can_be_opened(visit: Callable[..., Visitor]) -> None:
    visitor = visit("strict")
    turn = visitor.ask("what is the capital of Australia?")
    refusal = turn.locator(".refusal")
    assert refusal.get_by_role("heading", name="Not in the archive").is_visible()
    assert "Nothing in the archive mentions “Australia”." in refusal.inner_text()
    assert refusal.get_by_role("heading", name="Nearest sentences").is_visible()
    cited = visitor.cite(turn, 1)
    assert cited.inner_text() == refusal.locator("blockquote").first.inner_text()


def test_an_empty_question_is_refused_in_words(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.page.get_by_role("button", name="Ask", exact=True).click()
    visitor.page.get_by_text("the question is empty").wait_for()
    assert visitor.page.locator(".turn").count() == 0


def test_an_overlong_question_is_refused_in_words_and_stays_in_the_box(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    box = visitor.page.get_by_label("Your question")
    box.fill("why " * 501)
    box.press("Enter")
    visitor.page.get_by_role("alert").get_by_text("2,000").wait_for()
    assert visitor.page.locator(".turn").count() == 0
    assert len(box.input_value()) == 2004
    assert visitor.ask(LAMP).locator(".claim").count() >= 1
    assert visitor.page.get_by_role("alert").all_inner_texts() == [""]


def test_filters_narrow_the_answer_and_are_said_beside_the_question(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.page.get_by_text("Narrow down").click()
    visitor.page.get_by_label("Published to").fill("2022")
    turn = visitor.ask("what happened on Osk Island?")
    assert "Only articles published to 2022" in turn.inner_text()
    assert set(turn.locator(".outlet").all_inner_texts()) == {"Coastal Post"}
    assert "1 undated article was left out" in turn.inner_text()
    visitor.page.get_by_label("Published to").fill("")
    visitor.page.get_by_label("Outlet", exact=True).fill("The Norrvik Ledger")
    turn = visitor.ask("what happened on Osk Island?")
    assert "Only articles in The Norrvik Ledger" in turn.inner_text()
    assert set(turn.locator(".outlet").all_inner_texts()) == {"The Norrvik Ledger"}


def test_a_filter_that_is_no_date_is_refused_in_words(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.page.get_by_text("Narrow down").click()
    visitor.page.get_by_label("Published from").fill("soon <b>")
    box = visitor.page.get_by_label("Your question")
    box.fill(LAMP)
    box.press("Enter")
    visitor.page.get_by_role("alert").get_by_text("'soon <b>' is not a date").wait_for()
    assert box.input_value() == LAMP


def test_two_visitors_do_not_see_each_others_conversations(visit: Callable[..., Visitor]) -> None:
    first, second = visit(), visit()
    first.ask(STRIKE)
    assert second.page.locator(".turn").count() == 0
    second.ask(LAMP)
    assert STRIKE not in second.page.content()
    assert LAMP not in first.page.content()


def test_a_hostile_article_never_runs_never_loads_and_keeps_the_layout(
    visit: Callable[..., Visitor],
) -> None:
    for width in (1280, 390):
        visitor = visit("strict", width=width)
        turn = visitor.ask(HERRING)
        assert "<script>document.title='owned'</script>" in turn.inner_text()
        quotes = turn.locator("blockquote").all_inner_texts()
        number = next(n for n, quote in enumerate(quotes, start=1) if "<script>" in quote)
        cited = visitor.cite(turn, number)
        assert cited.inner_text() == quotes[number - 1]
        assert cited.evaluate("cited => Boolean(cited.closest('#source .article-text'))")
        assert visitor.page.locator("#page img, #page script, #source a").count() == 0
        assert "javascript:document.title='owned'" in visitor.page.locator("#source").inner_text()
        assert visitor.overflow() <= 0


def test_a_hostile_question_is_shown_as_typed(visit: Callable[..., Visitor]) -> None:
    question = "<img src=http://127.0.0.2:9/q onerror=\"document.title='owned'\"> ![q](http://127.0.0.2:9/q)?"
    visitor = visit()
    turn = visitor.ask(question)
    assert turn.get_by_role("heading", level=2).inner_text() == question
    visitor.cite(turn, 1)
    assert visitor.page.locator("#page img").count() == 0


def test_a_hostile_outlet_in_the_filter_is_text(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    outlet = '"><img src=http://127.0.0.2:9/outlet onerror="document.title=\'owned\'">'
    choices = visitor.page.locator("#choices-outlets option")
    choices.first.wait_for(state="attached")
    assert choices.evaluate_all("all => all.map(o => o.value)").count(outlet)
    visitor.page.get_by_text("Narrow down").click()
    visitor.page.get_by_label("Outlet", exact=True).fill(outlet)
    visitor.page.get_by_label("Outlet", exact=True).press("Enter")
    assert visitor.page.locator(".chips button").inner_text() == f"Outlet: {outlet}"
    turn = visitor.ask(HERRING)
    assert 'Only articles in "><img src=' in turn.inner_text()


def test_the_page_fits_a_phone(visit: Callable[..., Visitor]) -> None:
    visitor = visit(width=390)
    assert visitor.overflow() <= 0
    turn = visitor.ask(STRIKE)
    cited = visitor.cite(turn, 1)
    assert cited.evaluate(SCROLLED_INTO_VIEW)
    assert visitor.overflow() <= 0
    visitor.page.get_by_role("button", name="Back to the answer").click()
    assert turn.get_by_role("button", name="Citation 1:").evaluate(
        "button => document.activeElement === button && button.getBoundingClientRect().top >= 0"
    )


def test_everything_can_be_done_with_the_keyboard(visit: Callable[..., Visitor]) -> None:
    visitor = visit("strict")
    turn = visitor.ask(STRIKE)
    citation = turn.get_by_role("button", name="Citation 2:")
    visitor.page.get_by_label("Your question").press("Shift+Tab")
    while not citation.evaluate("button => document.activeElement === button"):
        visitor.page.keyboard.press("Shift+Tab")
    assert citation.evaluate("button => getComputedStyle(button).outlineStyle") == "solid"
    visitor.page.keyboard.press("Enter")
    cited = visitor.page.locator("#source [data-number='2'] #cited")
    cited.wait_for()
    assert cited.evaluate("cited => document.activeElement === cited")
    visitor.page.keyboard.press("Shift+Tab")
    while not visitor.page.evaluate("document.activeElement.matches('[data-do=back]')"):
        visitor.page.keyboard.press("Shift+Tab")
    visitor.page.keyboard.press("Enter")
    assert citation.evaluate("button => document.activeElement === button")


def test_people_who_hear_the_page_are_told_of_new_answers_and_messages(
    visit: Callable[..., Visitor],
) -> None:
    visitor = visit()
    assert visitor.page.get_by_role("log").get_attribute("aria-live") == "polite"
    assert visitor.page.get_by_role("heading", level=1).inner_text() == "Ask the archive"
    assert visitor.page.get_by_role("alert").count() == 1
    visitor.ask(STRIKE)
    assert visitor.page.get_by_role("log").locator(".claim").count() >= 1


def test_the_page_is_dark_where_the_reader_prefers_it(visit: Callable[..., Visitor]) -> None:
    background = "getComputedStyle(document.querySelector('gradio-app')).backgroundColor"
    assert visit().page.evaluate(background) == "rgb(251, 250, 247)"
    assert visit(dark=True).page.evaluate(background) == "rgb(23, 22, 20)"


def test_the_first_paint_takes_less_than_two_seconds(visit: Callable[..., Visitor]) -> None:
    """Of three new visitors the one in the middle: the tests beside this one may want the processor as well."""
    paint = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    assert sorted(visit().page.evaluate(paint) for _ in range(3))[1] < 2000


def _citation(index: Path, question: str, quote: str) -> dict[str, Any]:
    answer = _rag(index, "ask", question)
    found = [c for claim in answer["claims"] for c in claim["citations"] if c["quote"] == quote]
    citation: dict[str, Any] = found[0]
    return citation


def _text(index: Path, article_id: str) -> str:
    return str(_rag(index, "show", article_id)["text"])


def _rag(index: Path, command: str, argument: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "rag", command, "--json", "--index", str(index), argument],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "RAG_ANSWER_THRESHOLD": "0"},
    )
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed

"""What people see and do on the Archive tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Visitor
    from playwright.sync_api import Page

FERRY = "The ferry to Osk Island stays in port"
LAMP = "Osk lighthouse gets a new lamp"


def opened(visitor: Visitor) -> Page:
    """Choose the tab and return the page once its list is there."""
    visitor.page.get_by_role("tab", name="Archive").click()
    visitor.page.locator("#archive-list .found").wait_for()
    return visitor.page


def titles(page: Page) -> list[str]:
    return page.locator("#archive-list button[data-article]").all_inner_texts()


def narrow(page: Page) -> None:
    """Open the fields that narrow the list; what is typed at once is not lost."""
    page.get_by_role("button", name="Narrow by title").click()


def found(page: Page, said: str) -> None:
    page.locator("#archive-list .found").get_by_text(said, exact=True).wait_for()


def test_nothing_is_loaded_before_the_tab_is_chosen(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    assert visitor.page.locator("#archive-list .found").count() == 0
    assert titles(opened(visitor))[1:3] == [FERRY, LAMP]


def test_an_article_is_opened_whole_with_what_is_known_about_it(visit: Callable[..., Visitor]) -> None:
    page = opened(visit())
    page.get_by_role("button", name=FERRY).click()
    article = page.locator("#archive-article")
    article.get_by_role("heading", name=FERRY).first.wait_for()
    for detail in ("The Norrvik Ledger", "14 March 2023", "Mara Lindqvist", "harbour-strike", "shown pale"):
        assert detail in article.inner_text()
    assert article.get_by_role("link").get_attribute("href").startswith("https://ledger.example/2023/ferry")
    assert article.locator(".boilerplate").inner_text().startswith("Subscribe")
    assert page.locator("#archive-list [aria-current]").inner_text() == FERRY


def test_the_keyboard_opens_an_article_and_leads_back_to_the_list(visit: Callable[..., Visitor]) -> None:
    page = opened(visit(width=390))
    page.get_by_role("button", name=LAMP).focus()
    page.keyboard.press("Enter")
    page.locator("#archive-article h2:focus").wait_for()
    assert page.evaluate("document.activeElement.textContent") == LAMP
    page.get_by_role("button", name="Back to the list").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == LAMP


def test_words_narrow_the_list_and_its_coverage(visit: Callable[..., Visitor]) -> None:
    page = opened(visit())
    page.get_by_label("Words in title or text").fill("helicopter lamp")
    page.get_by_role("button", name="Find", exact=True).click()
    found(page, "1 article")
    assert titles(page) == [LAMP]
    plot = page.locator("#archive-coverage").get_by_role("img")
    assert plot.get_attribute("aria-label") == "Articles a month, Nov 2022: at most 1, in Nov 2022."
    page.get_by_label("Words in title or text").fill("zeppelin")
    page.keyboard.press("Enter")
    page.get_by_text("No article is like that").wait_for()


def test_coverage_is_a_plot_with_its_figures_and_says_what_is_undated(visit: Callable[..., Visitor]) -> None:
    coverage = opened(visit()).locator("#archive-coverage")
    assert "Nov 2022 to May 2023" in coverage.get_by_role("img").get_attribute("aria-label")
    assert "1 undated article cannot be shown here." in coverage.inner_text()
    coverage.get_by_text("The figures").click()
    rows = coverage.get_by_role("row").all_inner_texts()
    assert [row.split("\t")[:2] for row in rows[1:]] == [
        ["Nov 2022", "1"],
        ["Mar 2023", "1"],
        ["May 2023", "1"],
    ]


def test_dates_and_author_narrow_the_list_and_the_undated_are_counted(visit: Callable[..., Visitor]) -> None:
    page = opened(visit())
    narrow(page)
    page.locator("#archive-until input, #archive-until textarea").fill("2022")
    page.get_by_role("button", name="Find", exact=True).click()
    found(page, "1 article")
    assert "1 undated article was left out" in page.locator("#archive-list").inner_text()
    page.locator("#archive-until input, #archive-until textarea").fill("soon")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_text("'soon' is not a date").wait_for()
    assert titles(page) == [LAMP]
    page.locator("#archive-until input, #archive-until textarea").fill("")
    page.locator("#archive-author input, #archive-author textarea").fill("lindqvist")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=FERRY).wait_for()
    found(page, "1 article")


def test_an_outlet_lists_its_articles_and_the_form_says_so(visit: Callable[..., Visitor]) -> None:
    page = opened(visit())
    page.locator("#archive-outlets").get_by_role("button", name="Coastal Post").click()
    found(page, "1 article")
    assert titles(page) == [LAMP]
    narrow(page)
    page.locator("#archive-outlet").get_by_text("Coastal Post").wait_for()


def test_a_hostile_article_is_only_text_in_list_plot_table_and_panel(visit: Callable[..., Visitor]) -> None:
    for width, dark in ((1280, False), (390, True)):
        visitor = visit(width=width, dark=dark)
        page = opened(visitor)
        page.locator('#archive-list button[data-article="hostile"]').click()
        page.locator('#archive-article [data-shown="hostile"]').wait_for()
        assert page.locator("#archive-article h2").inner_text().startswith("<script>document.title='owned'")
        assert page.locator("#archive-article a").count() == 0
        page.locator("#archive-coverage").get_by_text("The figures").click()
        page.locator("#archive-outlets button").first.click()
        assert page.locator("#archive-tab img, #archive-tab script").count() == 0
        assert visitor.overflow() <= 0

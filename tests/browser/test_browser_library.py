"""The library tab, articles that mean harm, and what happens when the folder changes."""

from pathlib import Path

from pages import OpenPage, ask
from playwright.sync_api import expect
from webserver import WebServer


def test_the_library_lists_the_seeds(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    page.get_by_role("tab", name="Library").click()
    rows = page.locator(".qa-table tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.nth(2)).to_contain_text("US-led coalition vows to avoid incidents with Russian military in Syria")
    expect(rows.nth(2)).to_contain_text("21 Sep 2017")
    expect(rows.nth(2)).to_contain_text("002_1704bdc840fb9300.txt")


def test_an_article_of_the_library_opens_in_the_sources(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    page.get_by_role("tab", name="Library").click()
    page.get_by_role("button", name="US-led coalition vows to avoid incidents").click()
    expect(page.locator("#qa-article-title")).to_be_visible()
    expect(page.locator(".qa-sources")).to_contain_text("several de-confliction telephone lines")
    expect(page.locator(".qa-sources mark")).to_have_count(0)


def test_clutter_is_left_out_until_it_is_asked_for(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    page.get_by_role("tab", name="Library").click()
    page.get_by_role("button", name="US-led coalition vows to avoid incidents").click()
    icons = page.locator(".qa-sources").get_by_text("icon bookmark")
    toggle = page.get_by_role("button", name="Show clutter")
    expect(toggle).to_be_visible()
    expect(icons).to_be_hidden()
    toggle.click()
    expect(icons).to_be_visible()
    expect(toggle).to_have_attribute("aria-pressed", "true")


def test_a_skipped_file_is_listed_with_its_reason(hostile: WebServer, open_page: OpenPage) -> None:
    page = open_page(hostile)
    page.get_by_role("tab", name="Library").click()
    expect(page.locator(".qa-library")).to_contain_text("1 file could not be used")
    expect(page.locator(".qa-skipped")).to_contain_text("broken.txt")


def test_a_new_file_is_found_by_sync_and_can_be_asked_about(
    hostile: WebServer, open_page: OpenPage, articles_folder: Path
) -> None:
    page = open_page(hostile)
    page.get_by_role("tab", name="Library").click()
    (articles_folder / "museum.txt").write_text(
        "Museum reopens\n\nThe museum in Lund reopens on Friday, the curator Eva Holm said.\n", encoding="utf-8"
    )
    page.get_by_role("button", name="Sync now").click()
    expect(page.locator("#qa-status")).to_have_text("1 added, 2 unchanged, 1 skipped")
    expect(page.locator(".qa-table")).to_contain_text("museum.txt")
    page.get_by_role("tab", name="Chat").click()
    ask(page, "When does the museum in Lund reopen?")
    expect(page.locator(".qa-exchange")).to_contain_text("The museum in Lund reopens on Friday")


def test_markup_in_an_article_stays_text_in_answer_and_source(hostile: WebServer, open_page: OpenPage) -> None:
    page = open_page(hostile)
    ask(page, "How many ships entered the harbour on Monday?")
    exchange = page.locator(".qa-exchange")
    expect(exchange).to_contain_text("<script>window.harmed = 1</script>")
    exchange.locator(".qa-chip, .qa-open").first.click()
    sources = page.locator(".qa-sources")
    expect(sources.locator("mark").first).to_contain_text("<script>window.harmed = 1</script>")
    expect(sources).to_contain_text('<img src=x onerror="window.harmed = 2">')
    expect(sources).to_contain_text("[red](javascript:window.harmed=3)")
    expect(sources).to_contain_text("![pixel](https://example.com/pixel.png)")
    assert page.locator(".qa-exchange :is(a, img, script, b), .qa-article :is(a, img, script, b)").count() == 0
    assert page.evaluate("window.harmed") is None


def test_examples_follow_the_articles(hostile: WebServer, open_page: OpenPage) -> None:
    page = open_page(hostile)
    examples = page.locator(".qa-example")
    expect(examples).to_have_text(["How many telephone lines does the coalition have with the Russian forces?"])

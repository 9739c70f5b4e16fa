"""The library tab, articles that mean harm, and what happens when the folder changes."""

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from pages import OpenPage, ask
from playwright.sync_api import Page, expect
from test_browser_access import overflow
from webserver import WebServer, started


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, as rule and element."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


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
    page.locator(".qa-link", has_text="US-led coalition vows to avoid incidents").click()
    expect(page.locator("#qa-article-title")).to_be_visible()
    expect(page.locator(".qa-sources")).to_contain_text("several de-confliction telephone lines")
    expect(page.locator(".qa-sources mark")).to_have_count(0)


def test_clutter_is_left_out_until_it_is_asked_for(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    page.get_by_role("tab", name="Library").click()
    page.locator(".qa-link", has_text="US-led coalition vows to avoid incidents").click()
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
    # The page follows its folder: it may have been quicker than the button.
    expect(page.locator("#qa-status")).to_have_text(re.compile(r"(1 added, 2|3) unchanged, 1 skipped"))
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


def test_articles_are_added_found_corrected_removed_and_brought_back(
    hostile: WebServer, open_page: OpenPage, articles_folder: Path, tmp_path: Path
) -> None:
    pool, empty = tmp_path / "pool.txt", tmp_path / "empty.txt"
    pool.write_text(
        "Pool opens\n\nThe pool in Osby opens on Sunday, the warden Siv Lind said.\n\nShare this article\n", "utf-8"
    )
    empty.write_text("")
    page = open_page(hostile)
    head = page.locator(".qa-masthead")
    width = head.evaluate("each => each.clientWidth")
    page.get_by_role("tab", name="Library").click()
    shelf = page.locator(".qa-library")
    assert head.evaluate("each => each.clientWidth") == width  # whatever a tab holds, the page stays as wide
    rows = shelf.locator(".qa-table tbody tr")
    expect(rows.first).to_be_visible()
    shelf.locator(".qa-files").set_input_files([pool, empty])
    expect(shelf.locator(".qa-uploads li").first).to_contain_text("pool.txt added as pool.txt")
    expect(shelf.locator(".qa-uploads .qa-failed")).to_have_text("empty.txt empty")
    expect(shelf.locator(".qa-told")).to_have_text("1 of 2 files added.")
    expect(shelf.locator(".qa-table")).to_contain_text("pool.txt")
    page.locator("#qa-library").get_by_label("Search").fill("pool")
    expect(rows).to_have_count(1)
    assert (articles_folder / "pool.txt").read_bytes() == pool.read_bytes()

    shelf.get_by_role("button", name="Correct “Pool opens”").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Outlet").fill("The Osby Echo")
    dialog.get_by_label("Day").fill("2024-05-04")
    assert violations(page) == []
    dialog.get_by_role("button", name="Save").click()
    expect(rows.first).to_contain_text("4 May 2024")
    expect(rows.first).to_contain_text("ready, set by hand")
    page.locator("#qa-library").get_by_label("Outlet").select_option("The Osby Echo")
    expect(rows).to_have_count(1)

    shelf.get_by_role("button", name="Remove “Pool opens”").click()
    expect(shelf.locator(".qa-told")).to_contain_text("Removed pool.txt.")
    expect(shelf.locator(".qa-note", has_text="No article is like that.")).to_be_visible()
    assert not (articles_folder / "pool.txt").exists()
    shelf.get_by_role("button", name="Undo").click()
    expect(shelf.locator(".qa-told")).to_have_text("pool.txt is back.")
    expect(rows.first).to_contain_text("The Osby Echo")

    page.locator("#qa-library").get_by_label("Search").fill("")
    page.locator("#qa-library").get_by_label("Outlet").select_option("")
    shelf.get_by_text("Paste a text").click()
    page.locator(".qa-paste").get_by_label("Title").fill("Tug raised")
    page.locator(".qa-paste").get_by_label("Text").fill(
        "The tug Odin was raised off Osby in May, the pilot Ulf Ek said."
    )
    shelf.get_by_role("button", name="Add the text").click()
    expect(shelf.locator(".qa-told")).to_have_text("Added as Tug raised.txt.")
    expect(shelf.locator(".qa-table")).to_contain_text("Tug raised.txt")
    shelf.get_by_role("button", name="Words").click()
    expect(shelf.locator("th[aria-sort=ascending]")).to_have_text("Words")
    expect(shelf.get_by_role("button", name="Tug raised", exact=True)).to_be_visible()
    assert violations(page) == []

    shelf.get_by_role("button", name="Pool opens", exact=True).click()
    sources = page.locator(".qa-sources")
    sources.get_by_role("button", name="Show clutter").click()
    line = sources.locator("p", has_text="Share this article")
    line.get_by_role("button", name="Keep").click()
    expect(line).to_contain_text("kept by hand")
    line.get_by_role("button", name="Leave out again").click()
    expect(line.get_by_role("button", name="Keep", exact=True)).to_be_visible()


def test_an_article_is_added_by_its_address_where_that_is_allowed(
    hostile: WebServer, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(hostile)
    page.get_by_role("tab", name="Library").click()
    expect(page.get_by_text("Paste a text")).to_be_visible()
    expect(page.get_by_label("Address")).to_be_hidden()
    articles = tmp_path / "articles"
    articles.mkdir()
    pages: list[Page] = []
    with started(articles, tmp_path / "index", settings={"QA_FETCH": "true"}) as server:
        for width, height, scheme in ((1400, 900, "light"), (375, 812, "dark")):
            page = open_page(server, width=width, height=height, color_scheme=scheme, reduced_motion="reduce")
            page.get_by_role("tab", name="Library").click()
            pages.append(page)
            field = page.get_by_label("Address")
            told = page.locator(".qa-told")
            # The server itself is no address of the public web, and a name that there is not has none.
            field.fill(f"{server.address}/healthz")
            field.press("Enter")
            expect(told).to_have_text("127.0.0.1 is no address of the public web; only such are fetched.")
            field.fill("http://no..where/")
            field.press("Enter")
            expect(told).to_have_text("no..where can't be found; is the name right, and is there a network?")
            assert violations(page) == []
            assert overflow(page) <= 0
        # What the public web would give is put in its place here; that it is fetched is tested without a browser.
        put = {"file": "Pool opens.txt", "articles": ["Pool opens.txt"], "is_new": True}
        (articles / "Pool opens.txt").write_text("Pool opens\n\nThe pool in Osby opens on Sunday, Siv Lind said.\n")
        page.route("**/articles/fetch", lambda route: route.fulfill(status=201, json=put))
        field.fill("https://news.example/pool")
        page.get_by_role("button", name="Add from the address").click()
        expect(told).to_have_text("Added as Pool opens.txt.")
        expect(field).to_have_value("")
        expect(page.locator(".qa-table tbody tr")).to_have_count(1)
        for each in pages:  # before their server
            each.close()

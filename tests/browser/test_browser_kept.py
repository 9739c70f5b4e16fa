"""Conversations are kept: over a reload and a restart, in a list that can be searched, renamed and deleted from, and as files."""

import json
import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from pages import DISPUTED, LINES, UNANSWERABLE, WHY, OpenPage, ask, marked
from playwright.sync_api import Browser, Page, expect
from webserver import ROOT, WebServer, started


def titles(page: Page) -> list[str]:
    return page.locator("#qa-kept .qa-kept-open").all_inner_texts()


def questions(page: Page) -> list[str]:
    return [each.split("\n")[-1] for each in page.locator(".qa-question").all_inner_texts()]


def test_a_reload_loses_nothing_and_the_conversation_goes_on(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, "What did Lavrov say about evidence of collusion with ISIS?")
    expect(page.locator("#qa-kept .qa-kept-open")).to_have_count(1)
    page.reload()
    expect(page.locator(".qa-exchange")).to_have_count(1)
    expect(page.locator(".qa-exchange .qa-answer")).to_contain_text("Lavrov")
    ask(page, "What else did he say?")
    expect(page.locator(".qa-exchange").nth(1).locator("q")).to_contain_text("Lavrov")
    assert len(titles(page)) == 1
    page.locator("#qa-conversation .qa-chip").first.click()
    expect(page.locator(".qa-sources mark").first).to_be_in_viewport()


def test_a_restart_loses_nothing_under_an_open_page(tmp_path: Path, chrome: Browser) -> None:
    articles = tmp_path / "articles"
    shutil.copytree(ROOT / "seeds", articles)
    with started(articles, tmp_path / "index") as server:
        port = int(server.address.rsplit(":", 1)[1])
        page = chrome.new_page()
        page.goto(server.address)
        page.locator(".qa-invitation").wait_for()
        ask(page, LINES)
        expect(page.locator("#qa-kept .qa-kept-open")).to_have_count(1)
        server.process.kill()
        server.process.wait()
    with started(articles, tmp_path / "index", port=port):
        page.reload()
        expect(page.locator(".qa-exchange .qa-answer")).to_contain_text("in the air")
        assert titles(page) == [LINES]
        ask(page, WHY)
        assert questions(page) == [LINES, WHY]
    page.close()


def test_the_list_is_searched_renamed_and_deleted_from_with_undo(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, LINES)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".qa-exchange")).to_have_count(0)
    ask(page, UNANSWERABLE)
    expect(page.locator("#qa-kept .qa-kept-open")).to_have_count(2)
    assert titles(page) == [UNANSWERABLE, LINES]
    search = page.get_by_label("Search the conversations")
    search.fill("telephone")
    expect(page.locator("#qa-kept .qa-kept-open")).to_have_count(1)
    assert titles(page) == [LINES]
    search.fill("")
    expect(page.locator("#qa-kept .qa-kept-open")).to_have_count(2)
    page.locator("#qa-kept").get_by_text(LINES).click()
    expect(page.locator(".qa-exchange .qa-answer")).to_contain_text("in the air")
    # The list is drawn anew with an answer; what is being typed stays.
    field = page.get_by_label("Your question")
    field.fill(WHY)
    field.press("Enter")
    expect(page.locator(".qa-exchange")).to_have_count(2)
    page.get_by_role("button", name=f"Rename “{LINES}”").click()
    page.get_by_label("Title").fill("The lines")
    expect(page.locator(".qa-running")).to_have_count(0)
    expect(page.get_by_label("Title")).to_have_value("The lines")
    page.keyboard.press("Enter")
    expect(page.locator("#qa-kept").get_by_text("The lines")).to_be_visible()
    page.get_by_role("button", name="Delete “The lines”").click()
    expect(page.locator("#qa-kept .qa-kept-open")).to_have_count(1)
    expect(page.locator(".qa-exchange")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#qa-kept .qa-kept-open")).to_have_count(2)


def test_another_browser_sees_none_of_it_but_what_a_link_names(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, LINES)
    ask(page, WHY)
    expect(page).to_have_url(re.compile(r"[?&]c="))
    other = open_page(seeds)
    expect(other.locator("#qa-kept .qa-note")).to_have_text("None yet.")
    other.goto(page.url + "#answer-2")
    expect(other.locator(".qa-exchange")).to_have_count(2)
    expect(other.locator("#answer-2 .qa-question")).to_be_in_viewport()
    ask(other, DISPUTED)
    page.reload()
    expect(page.locator(".qa-exchange")).to_have_count(2)


def test_a_link_to_a_span_opens_its_article_with_the_span_marked(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds, permissions=["clipboard-read", "clipboard-write"])
    ask(page, LINES)
    page.locator(".qa-sources").get_by_role("button", name="Copy link").click()
    expect(page.locator(".qa-sources").get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    words = marked(page)
    other = open_page(seeds)
    other.goto(link)
    expect(other.locator(".qa-sources mark").first).to_be_visible()
    assert marked(other) == words


def test_a_conversation_is_saved_as_markdown_html_and_json(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, LINES)
    saved = {}
    for name in ("Markdown", "HTML", "JSON"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        saved[name] = download.value.path().read_text(encoding="utf-8")
    assert saved["Markdown"].startswith(f"# {LINES}\n")
    assert "[^1-1]: “" in saved["Markdown"]
    assert "de-confliction" in saved["HTML"]
    cited = json.loads(saved["JSON"])["exchanges"][0]["answer"]["citations"][0]
    raw = (ROOT / "seeds" / cited["article_id"]).read_text(encoding="utf-8")
    assert raw[cited["start"] : cited["end"]] == cited["quote"]
    assert page.request.get(f"{seeds.address}/conversations/none.md").status == 404


def test_an_answer_is_copied_with_its_citations(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds, permissions=["clipboard-read", "clipboard-write"])
    ask(page, LINES)
    page.locator(".qa-exchange").get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator(".qa-exchange").get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[1] “" in copied
    assert "002_1704bdc840fb9300.txt)" in copied


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_a_bar_switches_between_the_panes(seeds: WebServer, open_page: OpenPage, scheme: str) -> None:
    page = open_page(seeds, width=375, height=812, color_scheme=scheme, reduced_motion="reduce")
    ask(page, WHY)
    panes = page.get_by_role("navigation", name="Panes")
    shown = {"Conversations": ".qa-history", "Answer": ".qa-main", "Source": ".qa-sources"}
    for name, own in shown.items():
        panes.get_by_role("button", name=name).click()
        for each in shown.values():
            expect(page.locator(each)).to_be_visible(visible=each == own)
        assert [each["id"] for each in Axe().run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") == 375
    panes.get_by_role("button", name="Conversations").click()
    page.locator("#qa-kept .qa-kept-open").first.click()
    expect(page.locator(".qa-main")).to_be_visible()

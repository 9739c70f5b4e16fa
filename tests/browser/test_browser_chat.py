"""A person asks, reads the answer and opens its sources. Real browser, real server, real weights."""

import json

from pages import DISPUTED, FAR_OFF, LINES, UNANSWERABLE, WHY, OpenPage, ask, marked
from playwright.sync_api import expect
from webserver import ROOT, WebServer


def test_an_example_is_asked_with_a_click_and_answered_with_citations(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    page.get_by_role("button", name=LINES).click()
    answer = page.locator(".qa-exchange .qa-answer")
    expect(answer).to_contain_text("in the air")
    expect(answer).to_contain_text("ground operations")
    expect(answer).to_contain_text("CJTF-OIR commander")
    expect(answer.locator(".qa-chip").first).to_have_text("[1]")
    expect(page.locator(".qa-note").last).to_contain_text("Quoted from the articles")


def test_a_citation_opens_its_article_at_the_marked_sentence(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, LINES)
    page.locator("#qa-conversation .qa-chip").first.click()
    sources = page.locator(".qa-sources")
    expect(sources).to_contain_text("002_1704bdc840fb9300.txt")
    expect(sources.get_by_role("heading", level=3)).to_have_text(
        "US-led coalition vows to avoid incidents with Russian military in Syria"
    )
    expect(sources.locator("time")).to_have_text("21 Sep 2017")
    expect(sources.locator("mark").first).to_be_in_viewport(ratio=0.9)
    assert "several de-confliction telephone lines" in marked(page)


def test_what_is_marked_is_in_the_file_word_for_word(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, WHY)
    page.locator("#qa-conversation .qa-chip").first.click()
    expect(page.locator(".qa-sources mark").first).to_be_in_viewport()
    name = page.locator(".qa-sources .qa-source code").inner_text()
    raw = (ROOT / "seeds" / name).read_text(encoding="utf-8")
    assert len(marked(page)) > 20
    assert marked(page) in " ".join(raw.split())


def test_the_first_source_is_open_as_soon_as_the_answer_is_there(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, WHY)
    expect(page.locator(".qa-sources mark").first).to_be_in_viewport()
    assert page.evaluate("document.activeElement.closest('.qa-sources')") is None


def test_an_abstention_does_not_leave_an_earlier_source_open(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, WHY)
    expect(page.locator(".qa-sources mark").first).to_be_in_viewport()
    ask(page, FAR_OFF)
    expect(page.locator(".qa-sources mark")).to_have_count(0)
    expect(page.locator(".qa-sources .qa-empty")).to_be_visible()


def test_every_citation_of_an_answer_opens_another_place(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, DISPUTED)
    numbers = page.locator(".qa-numbers .qa-chip")
    expect(numbers.nth(1)).to_be_visible()
    count = numbers.count()
    seen = set()
    for place in range(count):
        numbers.nth(place).click()
        expect(numbers.nth(place)).to_have_attribute("aria-current", "true")
        expect(page.locator(".qa-sources mark").first).to_be_in_viewport()
        seen.add(marked(page))
    assert len(seen) == count


def test_a_dispute_is_shown_with_both_sides_and_their_citations(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, DISPUTED)
    conflict = page.locator(".qa-conflict").first
    expect(conflict.get_by_role("heading")).to_contain_text("Sources disagree")
    expect(conflict.locator(".qa-asserts .qa-chip").first).to_be_visible()
    expect(conflict.locator(".qa-denies .qa-chip").first).to_be_visible()
    conflict.locator(".qa-denies .qa-chip").first.click()
    expect(page.locator(".qa-sources mark").first).to_be_in_viewport()


def test_a_question_that_the_articles_do_not_answer_is_declined(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, UNANSWERABLE)
    declined = page.locator(".qa-abstention")
    expect(declined).to_contain_text("No answer in these articles")
    expect(declined).to_contain_text("What comes nearest")
    expect(declined.locator(".qa-chip")).to_have_count(1)
    nearest = declined.locator(".qa-open").first
    nearest.click()
    expect(page.locator(".qa-sources mark").first).to_be_in_viewport()


def test_a_follow_up_shows_how_it_was_read(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, "What did Lavrov say about evidence of collusion with ISIS?")
    ask(page, "What else did he say?")
    follow_up = page.locator(".qa-exchange").nth(1)
    expect(follow_up.locator("q")).to_contain_text("Lavrov")


def test_an_empty_question_asks_nothing(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    field = page.get_by_label("Your question")
    field.fill("   ")
    field.press("Enter")
    expect(page.locator(".qa-invitation")).to_be_visible()
    expect(page.locator(".qa-sources h2")).to_have_text("Sources")
    ask(page, WHY)
    expect(page.locator(".qa-exchange")).to_have_count(1)
    expect(page.locator(".qa-invitation")).to_be_hidden()


def test_enter_pressed_twice_asks_once(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    field = page.get_by_label("Your question")
    field.fill(UNANSWERABLE)
    field.press("Enter")
    field.press("Enter")
    expect(page.locator(".qa-abstention")).to_be_visible()
    ask(page, WHY)
    expect(page.locator(".qa-exchange")).to_have_count(2)


def test_a_question_of_ten_thousand_characters_gets_one_clear_line(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds, width=390, height=844)
    ask(page, "word " * 2000)
    expect(page.get_by_role("alert").last).to_have_text(
        "The question has 9,999 characters; please keep it below 4,000."
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_long_word_does_not_widen_a_phone(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds, width=390, height=844)
    ask(page, "x" * 900)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_html_in_a_question_is_shown_as_typed(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    typed = '<img src=x onerror="window.harmed = 1"> <b>lines</b> [a](javascript:1) ${1+1} {{value}}?'
    ask(page, typed)
    expect(page.locator(".qa-question")).to_contain_text(typed)
    assert page.locator(".qa-exchange img, .qa-exchange b, .qa-exchange a").count() == 0
    assert page.evaluate("window.harmed") is None


def test_two_tabs_keep_their_conversations_apart(seeds: WebServer, open_page: OpenPage) -> None:
    one, other = open_page(seeds), open_page(seeds)
    ask(one, LINES)
    ask(other, UNANSWERABLE)
    ask(one, DISPUTED)
    assert [text.split("\n")[-1] for text in one.locator(".qa-question").all_inner_texts()] == [LINES, DISPUTED]
    assert [text.split("\n")[-1] for text in other.locator(".qa-question").all_inner_texts()] == [UNANSWERABLE]


def test_a_new_conversation_starts_empty(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    ask(page, LINES)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".qa-exchange")).to_have_count(0)
    expect(page.locator(".qa-invitation")).to_be_visible()
    expect(page.locator(".qa-sources mark")).to_have_count(0)


def test_sources_can_be_limited_and_freed_again(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    page.get_by_role("button", name="Limit the sources").click()
    page.get_by_label("Outlets and articles").click()
    page.get_by_role("option", name="Russian Federation Denies US Claim").click()
    page.keyboard.press("Escape")
    ask(page, WHY)
    limited = page.locator(".qa-exchange").first
    expect(limited).to_contain_text("Limited to 004_ebe3ddc0ea8b3ae0.txt")
    expect(limited).not_to_contain_text("001_522cef186d245491")
    page.get_by_role("button", name="Use all sources").click()
    # Until then the limits hold, and are shown.
    expect(page.get_by_role("button", name="Use all sources")).to_have_count(0)
    ask(page, WHY)
    second = page.locator(".qa-exchange").nth(1)
    expect(second).not_to_contain_text("Limited to")
    expect(second).to_contain_text("as long as Moscow continues to give support")


def test_dates_limit_the_sources(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    page.get_by_role("button", name="Limit the sources").click()
    dates = page.locator("#qa-limit-dates")
    dates.get_by_label("from").fill("2017-01-01")
    dates.get_by_label("until").fill("2016-01-01")
    expect(page.locator(".qa-limited-note")).to_have_text("The first day of publication is after the last one.")
    ask(page, WHY)
    expect(page.get_by_role("alert").last).to_have_text("The first day of publication is after the last one.")
    dates.get_by_label("until").fill("2017-12-31")
    ask(page, WHY)
    second = page.locator(".qa-exchange").nth(1)
    expect(second).to_contain_text("Limited to from 1 Jan 2017; until 31 Dec 2017")
    # The one article with a date in that year is the only one that is left to look into.
    expect(second).not_to_contain_text("as long as Moscow continues to give support")
    page.get_by_role("button", name="Use all sources").click()
    expect(dates.get_by_label("from")).to_have_value("")
    expect(dates.get_by_label("until")).to_have_value("")
    ask(page, WHY)
    expect(page.locator(".qa-exchange").nth(2)).not_to_contain_text("Limited to")


def test_the_quote_is_copied_with_its_origin(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds, permissions=["clipboard-read", "clipboard-write"])
    ask(page, WHY)
    page.get_by_role("button", name="Copy quote").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = " ".join(page.evaluate("navigator.clipboard.readText()").split())
    assert marked(page) in copied
    assert "Sputnik, 001_522cef186d245491.txt)" in copied


def test_the_page_forbids_the_browser_to_fetch_from_elsewhere(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    response = page.request.get(seeds.address)
    policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "https:" not in policy
    assert json.dumps(response.headers["referrer-policy"]) == '"no-referrer"'

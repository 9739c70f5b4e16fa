"""What stands beside and below an answer: cards, keys, asking again, thumbs, questions that go on."""

import pytest
from pages import DISPUTED, LINES, WHY, OpenPage, ask, marked
from playwright.sync_api import expect
from test_browser_access import overflow, violations
from webserver import WebServer

SIZES = [(1400, 900, "light"), (375, 812, "dark")]


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES, ids=["desk", "phone"])
def test_an_answer_is_read_out_once_rated_and_gone_on_from(
    seeds: WebServer, open_page: OpenPage, width: int, height: int, scheme: str
) -> None:
    page = open_page(seeds, width=width, height=height, color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(
        "window.told = []; new MutationObserver(() => told.push(document.querySelector('#qa-said').textContent))"
        ".observe(document.querySelector('#qa-said'), { childList: true, characterData: true, subtree: true })"
    )
    ask(page, WHY)
    follow_up = page.locator(".qa-follow-up")
    expect(follow_up.first).to_be_visible()
    offered = follow_up.first.inner_text()
    assert 1 <= follow_up.count() <= 3
    told = page.evaluate("told")
    assert told[0] == "Reading the articles …"
    assert len(told) == 2
    assert "as long as Moscow continues to give support" in told[1]
    # The card of a citation, by keyboard; Escape closes it, and goes nowhere else.
    chip = page.locator("#qa-conversation .qa-chip").first
    chip.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    card = page.locator("#qa-card")
    expect(card).to_contain_text("Moscow continues to give support")
    expect(card).to_contain_text("Sputnik")
    assert chip.get_attribute("aria-describedby") == "qa-card"
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(chip).to_be_focused()
    # Why it is so: a drawer in the source's place, from which Escape leads back.
    why = page.get_by_role("button", name="Why this answer")
    why.click()
    drawer = page.locator(".qa-why")
    expect(drawer.get_by_text("What was looked up")).to_be_in_viewport()
    if why.is_visible():  # beside the drawer, where there is room for both: it opens at its beginning again
        page.locator("#qa-sources").evaluate("each => { each.scrollTop = each.scrollHeight; }")
        expect(drawer.get_by_text("What was looked up")).not_to_be_in_viewport()
        why.click()
        expect(drawer.get_by_text("What was looked up")).to_be_in_viewport()
    expect(drawer).to_contain_text("that is asked for")
    expect(drawer.locator("tbody tr").first).to_contain_text("Sputnik")
    expect(drawer).to_contain_text("Reading: ")
    assert violations(page) == []
    assert overflow(page) <= 0
    expect(drawer.locator("h3")).to_be_focused()
    page.keyboard.press("Escape")
    expect(why).to_be_focused()
    # A thumb with its reason is kept over a reload.
    page.get_by_role("button", name="Bad answer").click()
    page.get_by_label("What is wrong").select_option("Something is missing")
    page.get_by_label("In your words").fill("The year is missing")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".qa-reason")).to_contain_text("Thank you")
    assert violations(page) == []
    assert overflow(page) <= 0
    page.reload()
    expect(page.get_by_label("In your words")).to_have_value("The year is missing")
    expect(page.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Bad answer").click()
    expect(page.locator(".qa-reason")).to_have_count(0)
    # A question that goes on is asked with a click, and answered.
    expect(follow_up.first).to_have_text(offered)
    follow_up.first.click()
    expect(page.locator(".qa-exchange")).to_have_count(2)
    expect(page.locator(".qa-running")).to_have_count(0)
    expect(page.locator(".qa-exchange").nth(1).locator(".qa-answer")).to_be_visible()


def test_the_pointer_brings_the_card_and_keys_do_the_rest(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds, width=1400, reduced_motion="reduce")
    ask(page, DISPUTED)
    chips = page.locator("#qa-conversation .qa-chip")
    chips.first.hover()
    card = page.locator("#qa-card")
    expect(card).to_be_visible()
    card.hover()  # it can be pointed at itself
    expect(card).to_be_visible()
    page.mouse.move(5, 5)
    expect(card).to_be_hidden()
    open_number = page.locator(".qa-numbers [aria-current]")
    first, words = open_number.inner_text(), marked(page)
    # Escape leaves the field, in which the keys are letters.
    page.get_by_label("Your question").press("Escape")
    page.keyboard.press("j")
    expect(open_number).not_to_have_text(first)
    assert marked(page) != words
    page.keyboard.press("k")
    expect(open_number).to_have_text(first)
    expect(page.locator(".qa-sources mark").first).to_be_in_viewport()
    # The list of keys, in which they can be turned off: then a letter does nothing.
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    assert violations(page) == []
    keys.get_by_label("Single keys work outside of the fields").uncheck()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("j")
    page.get_by_role("button", name="List of keys").click()
    keys.get_by_label("Single keys work outside of the fields").check()
    keys.get_by_role("button", name="Close").click()
    expect(open_number).to_have_text(first)
    # Editing puts the question into the field; what is sent is an exchange of its own, and nothing is lost.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("e")
    field = page.get_by_label("Your question")
    expect(field).to_have_value(DISPUTED)
    expect(field).to_be_focused()
    field.fill(LINES)
    field.press("Enter")
    expect(page.locator(".qa-exchange")).to_have_count(2)
    expect(page.locator(".qa-running")).to_have_count(0)
    page.locator(".qa-exchange").first.get_by_role("button", name="Ask again").click()
    expect(page.locator(".qa-exchange")).to_have_count(3)
    expect(page.locator(".qa-running")).to_have_count(0)
    assert page.locator(".qa-question").nth(2).inner_text().endswith(DISPUTED)


def test_light_and_dark_are_chosen_by_hand_and_kept(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds, color_scheme="light")
    page.locator(".qa-example").first.wait_for()
    is_dark = "document.body.classList.contains('dark')"
    page.get_by_label("Theme").select_option("Dark")
    assert page.evaluate(is_dark)
    page.reload()
    page.locator(".qa-example").first.wait_for()
    page.wait_for_function(is_dark)
    assert violations(page) == []
    page.get_by_label("Theme").select_option("System")
    page.wait_for_function(f"!{is_dark}")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(is_dark)

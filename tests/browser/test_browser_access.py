"""Everyone can use it: by keyboard, on a phone, in the dark, without motion, and by the rules of axe-core."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from pages import DISPUTED, LINES, UNANSWERABLE, WHY, OpenPage, ask
from playwright.sync_api import Page, expect
from webserver import WebServer

DESK, PHONE = (1280, 900), (390, 844)


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, as rule and element."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def overflow(page: Page) -> int:
    """Pixels that the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_state_of_the_page_breaks_a_rule_or_scrolls_sideways(
    seeds: WebServer, open_page: OpenPage, size: tuple[int, int], scheme: str
) -> None:
    page = open_page(seeds, width=size[0], height=size[1], color_scheme=scheme, reduced_motion="reduce")
    page.locator(".qa-example").first.wait_for()
    found = {"empty": violations(page)}
    widths = {"empty": overflow(page)}
    for state, question in {"answered": LINES, "disputed": DISPUTED, "declined": UNANSWERABLE}.items():
        ask(page, question)
        found[state], widths[state] = violations(page), overflow(page)
    page.get_by_role("button", name="Limit the sources").click()
    expect(page.get_by_label("until")).to_be_visible()
    found["limits"], widths["limits"] = violations(page), overflow(page)
    page.get_by_role("tab", name="Library").click()
    expect(page.get_by_role("button", name="Sync now")).to_be_visible()
    found["library"], widths["library"] = violations(page), overflow(page)
    assert {state: each for state, each in found.items() if each} == {}
    assert {state: each for state, each in widths.items() if each > 0} == {}


def test_the_whole_way_can_be_gone_by_keyboard(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    page.get_by_label("Your question").focus()
    page.keyboard.type(WHY)
    page.keyboard.press("Enter")
    chip = page.locator("#qa-conversation .qa-chip").first
    chip.wait_for()
    expect(page.locator(".qa-running")).to_have_count(0)
    page.evaluate("document.body.focus()")
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#qa-conversation .qa-chip')"):
            break
    expect(page.locator("#qa-conversation .qa-chip").last).to_be_focused()
    page.keyboard.press("Enter")
    title = page.locator("#qa-article-title")
    expect(title).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#qa-conversation .qa-chip").last).to_be_focused()


def test_focus_can_be_seen(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    page.locator(".qa-example").first.wait_for()
    page.get_by_label("Your question").focus()
    page.keyboard.press("Shift+Tab")
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert page.evaluate("document.activeElement.className") == "qa-example"
    assert width == "3px"


def test_on_a_phone_a_tap_leads_to_the_sentence_and_back(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds, width=390, height=844, has_touch=True, is_mobile=True, reduced_motion="reduce")
    ask(page, WHY)
    chip = page.locator("#qa-conversation .qa-chip").first
    chip.tap()
    expect(page.locator(".qa-sources mark").first).to_be_in_viewport()
    page.get_by_role("button", name="Back to answer").tap()
    expect(chip).to_be_in_viewport()
    expect(chip).to_be_focused()


def test_targets_on_a_phone_are_large_enough_for_a_finger(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds, width=390, height=844)
    ask(page, DISPUTED)
    sizes = page.locator(".qa-chip, .qa-tool, #qa-ask-button, #qa-clear").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect())"
        ".filter(box => box.width > 1).map(box => Math.min(box.width, box.height))"
    )
    assert min(sizes) >= 24  # WCAG 2.2, success criterion 2.5.8


@pytest.mark.parametrize(("motion", "animation"), [("reduce", "none"), ("no-preference", "qa-pulse")])
def test_motion_is_left_out_for_those_who_ask(
    seeds: WebServer, open_page: OpenPage, motion: str, animation: str
) -> None:
    page = open_page(seeds, reduced_motion=motion)
    shown = page.evaluate(
        "() => { const dot = document.createElement('i'); dot.className = 'qa-pulse';"
        " document.querySelector('.qa-invitation').append(dot); return getComputedStyle(dot).animationName; }"
    )
    assert shown == animation

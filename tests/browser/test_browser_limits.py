"""What questions are limited to: chips beside the field, removed one by one, and a link that brings them back."""

import pytest
from pages import WHY, OpenPage, ask
from playwright.sync_api import expect
from test_browser_access import overflow, violations
from webserver import WebServer

SIZES = [(1400, 900, "light"), (375, 812, "dark")]
HIMARS = "Russia: American HIMARS rocket systems are a threat to the Syrian army"
NONSENSE = (
    "?source=nowhere&source=004_ebe3ddc0ea8b3ae0.txt&from=soon&until=2018-01-01&section=%3Cb%3Enope%3C%2Fb%3E&c=none"
)


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES, ids=["desk", "phone"])
def test_limits_are_chosen_seen_linked_and_removed_one_by_one(
    seeds: WebServer, open_page: OpenPage, width: int, height: int, scheme: str
) -> None:
    page = open_page(seeds, width=width, height=height, color_scheme=scheme, reduced_motion="reduce")
    chips = page.locator("#qa-limited .qa-limit")
    page.get_by_role("button", name="Limit the sources").click()
    sections = page.get_by_label("Sections")
    sections.fill("HIMARS")
    page.locator("[role=listbox] [role=option]", has_text=HIMARS).click()
    expect(chips).to_have_count(1)
    expect(chips).to_contain_text("Section: Russia: American HIMARS rocket")
    sections.fill("no such section")
    sections.press("Enter")
    note = page.locator(".qa-limited-note")
    expect(note).to_have_text("Not known here, and left out: section “no such section”.")
    sections.press("Escape")
    page.locator("#qa-limit-dates").get_by_label("from").fill("2016-01-01")
    expect(chips).to_have_count(2)
    expect(note).to_have_text("")
    assert violations(page) == []
    assert overflow(page) <= 0
    page.get_by_role("button", name="Limit the sources").click()
    assert "from=2016-01-01" in page.url
    # A reload keeps the limits, and so does a link to a conversation; an answer says under which it was given.
    page.reload()
    expect(chips).to_have_count(2)
    ask(page, WHY)
    expect(page.locator(".qa-exchange .qa-note").first).to_have_text(f"Limited to from 1 Jan 2016; sections “{HIMARS}”")
    both = page.url
    assert "c=" in both
    other = open_page(seeds, width=width, height=height, color_scheme=scheme)
    other.locator(".qa-example").first.wait_for()  # it is left in peace, not while it is being filled
    other.goto(both)
    expect(other.locator(".qa-exchange")).to_have_count(1)
    expect(other.locator("#qa-limited .qa-limit")).to_have_count(2)
    other.get_by_role("button", name="Use all sources").click()
    expect(other.locator("#qa-limited .qa-limit")).to_have_count(0)
    assert "from=" not in other.url
    assert "c=" in other.url
    # The keyboard removes one, and is led on to the next, and then to the question.
    page.get_by_role("button", name="from 1 Jan 2016: remove this limit").press("Enter")
    expect(chips).to_have_count(1)
    expect(chips).to_be_focused()
    page.keyboard.press("Enter")
    expect(chips).to_have_count(0)
    expect(page.get_by_label("Your question")).to_be_focused()
    assert "from=" not in page.url
    assert "section=" not in page.url
    ask(page, WHY)
    expect(page.locator(".qa-exchange").nth(1)).not_to_contain_text("Limited to")


def test_a_link_with_nonsense_opens_the_page_with_what_is_known(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds)
    page.locator(".qa-example").first.wait_for()
    page.goto(seeds.address + NONSENSE)
    expect(page.locator(".qa-limited-note")).to_have_text(
        "Not known here, and left out: source “nowhere”, day “soon”, section “<b>nope</b>”."
    )
    expect(page.locator("#qa-limited .qa-limit")).to_have_count(2)
    assert "nowhere" not in page.url
    assert violations(page) == []
    page.get_by_role("button", name="Limit the sources").click()
    expect(page.locator("#qa-limit-dates").get_by_label("until")).to_have_value("2018-01-01")
    ask(page, WHY)
    expect(page.locator(".qa-exchange .qa-note").first).to_have_text(
        "Limited to 004_ebe3ddc0ea8b3ae0.txt; until 1 Jan 2018"
    )

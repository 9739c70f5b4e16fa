"""The overview tab: the timeline, who says what, and the map; by mouse and by keyboard, wide and narrow, light and dark."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pages import DISPUTED, OpenPage, ask, marked
from playwright.sync_api import Page, expect
from webserver import WebServer

SIZES = [pytest.param(1400, "light", id="wide, light"), pytest.param(375, "dark", id="narrow, dark")]
# The first mark that lies in the chart, below the line; where it is, for the pointer.
EVENT = """() => {
  const area = document.querySelector('#qa-timeline-chart .nsewdrag').getBoundingClientRect();
  const marks = [...document.querySelectorAll('#qa-timeline-chart .point')].map((each) => each.getBoundingClientRect());
  const mark = marks.find((each) => each.x > area.x && each.right < area.right && each.y > area.y + area.height / 2);
  return mark ? { x: mark.x + mark.width / 2, y: mark.y + mark.height / 2 } : null;
}"""


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def has_no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def chart(page: Page, name: str) -> Any:
    """The chart of a view, drawn."""
    drawn = page.locator(f"#qa-{name}-chart .js-plotly-plot[role=img]")
    expect(drawn).to_be_visible()
    return drawn


def open_view(page: Page, name: str) -> None:
    page.get_by_role("tab", name="Overview").click()
    page.get_by_role("tab", name=name).click()


def to_answer(page: Page, width: int) -> None:
    if width < 821:
        page.get_by_role("navigation", name="Panes").get_by_role("button", name="Answer").click()


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_timeline_shows_opens_and_limits(seeds: WebServer, open_page: OpenPage, width: int, scheme: str) -> None:
    page = open_page(seeds, width=width, color_scheme=scheme)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    assert not any("Plotly" in url for url in fetched)  # the page is there before any chart
    page.get_by_role("tab", name="Overview").click()
    chart(page, "timeline")
    view = page.locator("#qa-timeline")
    expect(view.locator("caption")).to_have_text("1 article and 2 dated events")
    expect(view.locator("tbody tr").first).to_contain_text("20 Sep 2017")
    expect(view).to_contain_text("4 articles without a day of publication: not on the line.")
    assert violations(page) == []
    assert has_no_sideways_scroll(page)

    view.get_by_label("Days from").fill("2017-09-21")
    view.get_by_label("until").fill("2017-09-21")
    expect(view.locator("caption")).to_have_text("1 article and 1 dated event, 21 Sep 2017 – 21 Sep 2017")
    page.wait_for_function(
        "document.querySelector('#qa-timeline-chart .js-plotly-plot').layout.xaxis.range[0].startsWith('2017-09-20')"
    )
    view.get_by_role("button", name="Limit the chat to these days").click()
    expect(view.get_by_role("status")).to_have_text("The chat is limited to articles of these days.")
    view.get_by_role("button", name="All days").click()
    expect(view.locator("caption")).to_have_text("1 article and 2 dated events")

    place = page.wait_for_function(EVENT).json_value()
    page.mouse.move(place["x"], place["y"])
    expect(page.locator("#qa-timeline-chart .hovertext")).to_contain_text("outlet not given · 20 Sep 2017")
    page.mouse.click(place["x"], place["y"])
    expect(page.locator("#qa-article-title")).to_be_visible()
    assert marked(page).startswith("On Wednesday, several extremist groups")
    to_answer(page, width)
    expect(page.locator(".qa-limit")).to_have_count(2)
    ask(page, DISPUTED)
    expect(page.locator(".qa-exchange")).to_contain_text("from 21 Sep 2017")


def test_a_stretch_that_is_drawn_in_the_chart_is_the_one_in_the_fields(seeds: WebServer, open_page: OpenPage) -> None:
    page = open_page(seeds, width=1400)
    page.get_by_role("tab", name="Overview").click()
    chart(page, "timeline")
    view = page.locator("#qa-timeline")
    expect(view.locator("caption")).to_be_visible()
    area = page.locator("#qa-timeline-chart .nsewdrag").bounding_box()
    assert area is not None
    middle = area["y"] + area["height"] / 2
    page.mouse.move(area["x"] + area["width"] * 0.5, middle)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] * 0.95, middle, steps=4)
    page.mouse.up()
    expect(view.locator("caption")).to_have_text("1 article and 1 dated event, 21 Sep 2017 – 23 Sep 2017")
    expect(view.get_by_label("Days from")).to_have_value("2017-09-21")


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_who_says_what_is_found_opened_and_asked_about(
    seeds: WebServer, open_page: OpenPage, width: int, scheme: str
) -> None:
    page = open_page(seeds, width=width, color_scheme=scheme)
    open_view(page, "Who says what")
    view = page.locator("#qa-speakers")
    expect(view).not_to_contain_text("Reading:")
    expect(view.locator(".qa-voice").first).to_contain_text("Colonel Ryan Dillon")
    assert violations(page) == []
    assert has_no_sideways_scroll(page)

    view.get_by_label("disputed only").check()
    view.get_by_role("searchbox", name="Speaker").fill("dorrian")
    voice = view.locator(".qa-voice")
    expect(voice).to_have_count(1)
    expect(voice.get_by_role("listitem")).to_contain_text(
        "denies Russia: Russia said that its air force had administered"
    )
    assert violations(page) == []
    voice.locator("li > p > .qa-chip").first.click()
    expect(page.locator("#qa-article-title")).to_be_visible()
    assert marked(page) == "He refuted the the reports about the joint airstrikes conducted."

    page.get_by_role("tab", name="Overview").click()
    voice.locator("li .qa-link").first.click()
    exchange = page.locator(".qa-exchange")
    expect(exchange).to_have_count(1)
    expect(exchange.locator(".qa-question")).to_contain_text("What did Colonel John Dorrian say about")
    expect(page.locator(".qa-running")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_map_lights_up_what_was_found_for_the_question(
    seeds: WebServer, open_page: OpenPage, width: int, scheme: str
) -> None:
    page = open_page(seeds, width=width, color_scheme=scheme)
    open_view(page, "Map")
    drawn = chart(page, "map")
    view = page.locator("#qa-map")
    expect(view).to_contain_text("principal components (PCA)")
    assert drawn.evaluate("(each) => each.data.map((trace) => trace.name)") == ["Sputnik", "outlet not given"]
    page.get_by_role("tab", name="Chat").click()
    ask(page, DISPUTED)
    page.get_by_role("tab", name="Overview").click()  # which shows the map again
    expect(view).to_contain_text(f"Lit up: the passages of “{DISPUTED}”")
    page.wait_for_function(
        "document.querySelector('#qa-map-chart .js-plotly-plot').data.at(-1).name === 'the question'"
    )
    assert violations(page) == []
    assert has_no_sideways_scroll(page)
    first = view.locator("ol button").first
    words = first.inner_text().removesuffix(" …")
    first.click()
    expect(page.locator("#qa-article-title")).to_be_visible()
    assert marked(page).startswith(words)


def test_markup_in_an_article_stays_text_in_the_views(hostile: WebServer, open_page: OpenPage) -> None:
    page = open_page(hostile, width=1400)
    page.get_by_role("tab", name="Overview").click()
    chart(page, "timeline")
    expect(page.locator("#qa-timeline")).to_contain_text("<script>window.harmed = 1</script>")
    place = page.wait_for_function(EVENT).json_value()
    page.mouse.move(place["x"], place["y"])
    expect(page.locator("#qa-timeline-chart .hovertext")).to_be_visible()
    open_view(page, "Who says what")
    expect(page.locator("#qa-speakers")).to_contain_text("<script>window.harmed = 1</script>")
    open_view(page, "Map")
    chart(page, "map")
    expect(page.locator("#qa-map")).to_contain_text("Harbour <b>opens</b> to trade")
    assert page.locator(".qa-overview :is(img, script, b)").count() == 0
    assert page.evaluate("window.harmed") is None

"""The evaluation's page in a real browser: it filters, opens cases, loads nothing, and can be used by everyone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from scripted_runs import cats_run

from qa.evaluation.comparison import compare
from qa.evaluation.page import history_page, run_page


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    """An empty page."""
    context = chrome.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def run_address(tmp_path: Path) -> str:
    """The page of a spoilt run, compared with a good one, as a file."""
    run = cats_run(tmp_path / "new", spoilt=True)
    comparison = compare(cats_run(tmp_path / "old").report, run.report, gated=["correctness"])
    path = tmp_path / "run.html"
    path.write_text(run_page(run.report, run.timings, comparison, ["correctness: low"]), encoding="utf-8")
    return path.as_uri()


def test_the_cases_are_filtered_by_kind_verdict_and_words(page: Page, run_address: str) -> None:
    page.goto(run_address)
    rows = page.locator("#cases tr.case:visible")
    expect(page.get_by_role("status")).to_have_text("60 of 60 cases")
    page.get_by_role("combobox", name="Kind").select_option("near_miss")
    expect(page.get_by_role("status")).to_have_text("20 of 60 cases")
    assert rows.count() == 20
    page.get_by_role("combobox", name="Kind").select_option("")
    page.get_by_role("combobox", name="Verdict").select_option("wrong")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("c02")
    page.get_by_role("combobox", name="Verdict").select_option("")
    page.get_by_role("searchbox", name="Words").fill("q47")
    expect(rows).to_have_count(1)


def test_a_case_opens_its_answer_citations_and_ranking(page: Page, run_address: str) -> None:
    page.goto(run_address)
    opener = page.get_by_role("button", name="q2", exact=True)
    expect(page.locator("#detail-2")).to_be_hidden()
    opener.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    detail = page.locator("#detail-2")
    expect(detail).to_contain_text("<b>Dogs | bark</b> [1]")
    expect(detail.locator("mark").first).to_have_text("Dogs bark at night.")
    expect(detail.locator(".gold").last).to_have_text("Cats sleep for 16 hours.")
    opener.press("Enter")
    expect(detail).to_be_hidden()


def test_all_plots_are_drawn(page: Page, run_address: str) -> None:
    page.goto(run_address)
    titles = page.locator("figcaption").all_text_contents()
    assert titles == [
        "Correctness per kind",
        "Recall@5 per kind",
        "Coverage and risk",
        "Reliability",
        "First rank that holds a gold group",
        "Time per stage (median and 95th percentile)",
    ]
    for drawing in page.locator("figure svg").all():
        box = drawing.bounding_box()
        assert box is not None
        assert box["width"] > 200
        assert box["height"] > 20


def test_the_page_asks_the_network_for_nothing_and_reports_no_error(page: Page, run_address: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(run_address)
    page.get_by_role("button", name="q2", exact=True).click()
    assert asked == [run_address]
    assert said == []


def test_axe_finds_nothing_with_cases_open_or_folded(page: Page, run_address: str) -> None:
    page.goto(run_address)
    assert Axe().run(page).response["violations"] == []
    for name in ("q1", "q2", "q4"):
        page.get_by_role("button", name=name, exact=True).click()
    assert Axe().run(page).response["violations"] == []


def test_the_history_page_is_drawn_and_clean(page: Page, tmp_path: Path) -> None:
    runs = [("monday", cats_run(tmp_path / "1").report), ("tuesday", cats_run(tmp_path / "2", spoilt=True).report)]
    path = tmp_path / "history.html"
    path.write_text(history_page(runs), encoding="utf-8")
    page.goto(path.as_uri())
    expect(page.get_by_role("row", name="tuesday")).to_contain_text("0.950")
    assert page.locator("figure svg").count() > 10
    assert Axe().run(page).response["violations"] == []

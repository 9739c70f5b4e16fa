"""With a chat model: what the page shows while it writes, when it is stopped, and when it refuses. Its server is scripted."""

from collections.abc import Iterator

import pytest
from model_servers import ModelServer, model_server, refuses, says
from pages import WHY, OpenPage, ask
from playwright.sync_api import expect
from webserver import ROOT, WebServer, started

KEY = "sk-secret-value"
BORNE_OUT = (
    "Pentagon spokeswoman Michelle Baldanza said that the United States will not coordinate operations with Russia as long as "
    "Moscow continues to give support to the Assad regime [1]."
)
LIVE = '<img src=x onerror="window.harmed=1"> [more](https://evil.example) ![pixel](https://evil.example/p.png) [99]'


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture(scope="module")
def worded(model: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    settings = {"QA_CHAT_MODEL": "openai:scripted", "QA_CHAT_BASE_URL": model.address, "QA_CHAT_API_KEY": KEY}
    with started(ROOT / "seeds", tmp_path_factory.mktemp("worded") / "index", settings=settings) as server:
        yield server
        model.release.set()


def test_the_page_and_the_start_say_which_model_answers_and_where(
    worded: WebServer, model: ModelServer, open_page: OpenPage
) -> None:
    said = f"nswers are worded by openai:scripted on this machine (127.0.0.1:{model.port}); nothing leaves it"
    page = open_page(worded)
    expect(page.locator(".qa-masthead")).to_contain_text(f"a{said}")
    assert worded.lines[0] == f"A{said}."


def test_words_are_shown_as_they_come_and_marked_until_they_are_checked(
    worded: WebServer, model: ModelServer, open_page: OpenPage
) -> None:
    model.script(model.waits(BORNE_OUT, " They are also"))
    page = open_page(worded)
    page.get_by_label("Your question").fill(WHY)
    page.get_by_role("button", name="Ask", exact=True).click()
    draft = page.locator(".qa-draft")
    expect(draft).to_contain_text("They are")
    expect(draft.locator(".qa-verdict")).to_have_text("not checked yet")
    checked = page.locator(".qa-answer .qa-sentence")
    expect(checked).to_have_count(1)
    expect(checked).to_contain_text("Moscow continues to give support")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".qa-exchange")).to_contain_text("Stopped before the answer was complete.")
    assert model.left.wait(timeout=30)


def test_what_is_not_borne_out_is_marked_and_nothing_of_it_is_live(
    worded: WebServer, model: ModelServer, open_page: OpenPage
) -> None:
    model.script(says(f"{BORNE_OUT} It cost 5 million {LIVE} [1]."), says("No."))
    page = open_page(worded)
    ask(page, WHY)
    expect(page.locator(".qa-answer .qa-sentence")).to_have_count(1)
    left_out = page.locator(".qa-left-out")
    expect(left_out).to_contain_text('<img src=x onerror="window.harmed=1">')
    expect(left_out).to_contain_text("[more](https://evil.example)")
    expect(page.locator(".qa-note").last).to_contain_text("Worded by openai:scripted, each sentence checked")
    assert page.locator(".qa-exchange img, .qa-exchange a, .qa-exchange script").count() == 0
    assert page.evaluate("window.harmed") is None
    assert page.locator(".qa-chip", has_text="99").count() == 0


def test_a_refusal_is_one_clear_line_without_the_key_above_the_quoted_answer(
    worded: WebServer, model: ModelServer, open_page: OpenPage
) -> None:
    model.script(refuses(401, f"Incorrect API key: <b>{KEY}</b>"))
    page = open_page(worded)
    ask(page, WHY)
    line = page.locator(".qa-exchange .qa-notice")
    expect(line).to_contain_text("openai:scripted")
    expect(line).to_contain_text("The answer is quoted from the articles instead.")
    assert "\n" not in line.inner_text()
    assert KEY not in page.content()
    expect(page.locator(".qa-answer")).to_contain_text("Moscow")
    expect(page.locator(".qa-note").last).to_contain_text("Quoted from the articles")


def test_stop_ends_the_wait_and_the_next_question_can_be_asked(
    worded: WebServer, model: ModelServer, open_page: OpenPage
) -> None:
    model.script(model.waits(), refuses(401))
    page = open_page(worded)
    field = page.get_by_label("Your question")
    field.fill(WHY)
    field.press("Enter")
    stop = page.get_by_role("button", name="Stop")
    expect(page.locator(".qa-running")).to_be_visible()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_hidden()
    assert model.begun.wait(timeout=60)
    stop.click()
    expect(page.locator(".qa-exchange")).to_contain_text("Stopped before the answer was complete.")
    expect(stop).to_be_hidden()
    expect(page.locator(".qa-running")).to_have_count(0)
    assert model.left.wait(timeout=30)
    field.fill(WHY)
    field.press("Enter")
    expect(page.locator(".qa-exchange").nth(1).locator(".qa-notice")).to_be_visible()

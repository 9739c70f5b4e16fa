"""With a chat model: what the page shows while it writes, when it is stopped, and when it refuses. Its server is scripted."""

from collections.abc import Iterator

import pytest
from model_servers import ModelServer, model_server, refuses, says
from pages import LINES, WHY, OpenPage, ask, marked
from playwright.sync_api import expect
from test_browser_access import overflow, violations
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
    expect(page.locator(".qa-note").last).to_contain_text(
        f"Worded by openai:scripted on this machine (127.0.0.1:{model.port}), each sentence checked"
    )
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


@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1400, 900, "light"), (375, 812, "dark")], ids=["desk", "phone"]
)
def test_a_question_is_answered_quoted_worded_or_both_side_by_side(
    worded: WebServer, model: ModelServer, open_page: OpenPage, width: int, height: int, scheme: str
) -> None:
    # From the second question on the model is first asked what it means.
    model.script(says(WHY), model.waits(BORNE_OUT, " They are also"))
    page = open_page(worded, width=width, height=height, color_scheme=scheme, reduced_motion="reduce")
    place = f"openai:scripted on this machine (127.0.0.1:{model.port})"
    switch = page.get_by_role("group", name="Answer")
    expect(switch).to_contain_text(f"Chat model: {place}")
    expect(switch.get_by_label("worded")).to_be_checked()
    # Quoted: the model is asked nothing.
    switch.get_by_label("quoted").check()
    ask(page, LINES)
    expect(page.locator("#answer-1 .qa-note").last).to_contain_text("Quoted from the articles")
    assert model.asked == []
    # Both: the quoted one is whole while the other is being worded.
    page.keyboard.press("Escape")
    switch.get_by_label("quoted").focus()
    page.keyboard.press("ArrowLeft")
    expect(switch.get_by_label("both, side by side")).to_be_checked()
    field = page.get_by_label("Your question")
    field.fill(WHY)
    field.press("Enter")
    expect(page.locator("#answer-3 .qa-draft")).to_contain_text("They are also")
    expect(page.locator("#answer-2 .qa-tools")).to_be_visible()
    field.fill("kept while it grows")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#answer-3")).to_contain_text("Stopped before the answer was complete.")
    expect(field).to_have_value("kept while it grows")
    assert model.left.wait(timeout=30)  # or what is asked of it next would come out of turn
    expect(page.locator(".qa-running")).to_have_count(0)
    model.script(says(WHY), says(BORNE_OUT))
    field.fill(WHY)
    field.press("Enter")
    expect(page.locator("#answer-5 .qa-answer .qa-chip").first).to_be_visible()
    expect(page.locator(".qa-running")).to_have_count(0)
    pair = page.locator(".qa-pair").last
    expect(pair.locator(".qa-question")).to_have_count(1)
    expect(pair.get_by_role("heading", level=3)).to_have_text(["Quoted from the articles", f"Worded by {place}"])
    assert violations(page) == []
    assert overflow(page) <= 0
    left, right = (page.locator(name).bounding_box() for name in ("#answer-4", "#answer-5"))
    assert left is not None
    assert right is not None
    is_beside = right["x"] >= left["x"] + left["width"] and right["y"] == left["y"]
    assert is_beside == (width > 1200)
    assert right["y"] >= left["y"]
    # Each has citations of its own, which open in the source pane, also after a reload.
    expect(page.locator(".qa-follow-up").last).to_be_visible()  # nothing is on its way any more
    page.reload()
    for answer in ("#answer-4", "#answer-5"):
        page.locator(f"{answer} .qa-answer .qa-chip").first.click()
        expect(page.locator(".qa-sources mark").first).to_be_in_viewport()
        assert "Moscow" in marked(page)
        if width < 821:
            page.get_by_role("button", name="Back to answer").click()
    saved = page.request.get(f"{worded.address}/conversations/{page.url.split('c=')[1].split('&')[0]}.md").text()
    assert saved.count("## Why will the United States") == 2
    assert "### Worded by openai:scripted on this machine" in saved
    assert "[^5-1]: “" in saved

"""With a chat model: what the page shows when it is slow, stopped, or refuses. The model's server is scripted."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pages import WHY, OpenPage
from playwright.sync_api import expect
from webserver import ROOT, WebServer, started


class ScriptedModel:
    """An OpenAI-compatible server on loopback that refuses every request, or keeps it waiting until it is released."""

    def __init__(self) -> None:
        self.refuses = True
        self.released = threading.Event()
        self.asked: list[str] = []
        model = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                model.asked.append(self.rfile.read(int(self.headers["content-length"])).decode())
                if not model.refuses:
                    model.released.wait(timeout=60)
                body = json.dumps({"error": {"message": "Incorrect API key: <b>sk-1</b>", "code": "invalid_api_key"}})
                self.send_response(401)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
                """Says nothing: a test does not print."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def close(self) -> None:
        self.released.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def model() -> Iterator[ScriptedModel]:
    scripted = ScriptedModel()
    yield scripted
    scripted.close()


@pytest.fixture(scope="module")
def worded(model: ScriptedModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    settings = {
        "QA_CHAT_MODEL": "openai:scripted",
        "QA_CHAT_BASE_URL": model.address,
        "QA_CHAT_API_KEY": "sk-secret-value",
    }
    with started(ROOT / "seeds", tmp_path_factory.mktemp("worded") / "index", settings=settings) as server:
        yield server
        model.released.set()


def test_the_page_says_which_model_answers_and_where(
    worded: WebServer, model: ScriptedModel, open_page: OpenPage
) -> None:
    page = open_page(worded)
    expect(page.locator(".qa-masthead")).to_contain_text(f"answers worded by openai:scripted at {model.address}")


def test_a_refusal_is_one_clear_line_without_the_key(
    worded: WebServer, model: ScriptedModel, open_page: OpenPage
) -> None:
    model.refuses = True
    page = open_page(worded)
    page.get_by_label("Your question").fill(WHY)
    page.get_by_role("button", name="Ask", exact=True).click()
    line = page.locator(".qa-exchange .qa-trouble")
    expect(line).to_contain_text("openai:scripted")
    said = line.inner_text()
    assert "\n" not in said
    assert "Traceback" not in said
    assert "sk-secret-value" not in page.content()
    assert page.locator(".qa-trouble b").count() == 0
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_stop_ends_the_wait_and_the_next_question_can_be_asked(
    worded: WebServer, model: ScriptedModel, open_page: OpenPage
) -> None:
    model.refuses = False
    model.released.clear()
    page = open_page(worded)
    field = page.get_by_label("Your question")
    field.fill(WHY)
    field.press("Enter")
    stop = page.get_by_role("button", name="Stop")
    expect(page.locator(".qa-running")).to_be_visible()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_hidden()
    stop.click()
    expect(page.locator(".qa-exchange")).to_contain_text("Stopped before the answer was complete.")
    expect(stop).to_be_hidden()
    expect(page.locator(".qa-running")).to_have_count(0)
    model.refuses = True
    model.released.set()
    field.fill(WHY)
    field.press("Enter")
    expect(page.locator(".qa-exchange").nth(1).locator(".qa-trouble")).to_be_visible()

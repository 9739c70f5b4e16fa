"""Chromium, and web chats to look at: one over the seeds, one over a folder with articles that mean harm."""

import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pages import OpenPage
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from webserver import ROOT, WebServer, chromium, started

expect.set_options(timeout=30_000)  # as for everything else: a page on busy cores is slow, not wrong

HOSTILE = """Harbour <b>opens</b> to trade

21 Sep, 2017 15:21

The harbour master Anna Berg said <script>window.harmed = 1</script> that twelve ships entered the harbour on Monday.

She added that <img src=x onerror="window.harmed = 2"> the lighthouse was painted [red](javascript:window.harmed=3).

The mayor said that ![pixel](https://example.com/pixel.png) the bridge will stay closed until December.
"""


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """The web chat over the seeds."""
    folder = tmp_path_factory.mktemp("seeds")
    with started(ROOT / "seeds", folder / "index") as server:
        yield server


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """The web chat over a small folder of its own that tests may add to; its first port was taken."""
    folder = tmp_path_factory.mktemp("hostile")
    articles = folder / "articles"
    articles.mkdir()
    (articles / "harbour.txt").write_text(HOSTILE, encoding="utf-8")
    (articles / "broken.txt").write_bytes(b"\x00\x01\x02" * 400)
    shutil.copy(ROOT / "seeds" / "002_1704bdc840fb9300.txt", articles)
    with socket.socket() as occupant:
        occupant.bind(("127.0.0.1", 0))
        occupant.listen()
        with started(articles, folder / "index", port=occupant.getsockname()[1]) as server:
            yield server


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        # The sandbox needs rights that a container does not give; the pages are all our own.
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chrome: Browser) -> Iterator[OpenPage]:
    """Opens pages of their own; fails the test if one asked another host for anything, or an error came up."""
    contexts = []
    strangers: list[str] = []
    errors: list[str] = []

    def note_request(url: str) -> None:
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and urlsplit(url).hostname != "127.0.0.1":
            strangers.append(url)

    def open_one(server: WebServer, *, width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = chrome.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.on("request", lambda request: note_request(request.url))
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if _is_error(message) else None)
        page.goto(server.address)
        page.locator(".qa-invitation").wait_for()
        return page

    yield open_one
    for context in contexts:
        # What goes wrong inside an event is told in a note at the edge of the page.
        errors += [note for page in context.pages for note in page.locator(".toast-body").all_inner_texts()]
        context.close()
    assert strangers == []
    assert errors == []


# A file or address that can't be read is refused by a status, which the browser tells; the page says why.
_REFUSED = re.compile(r"the server responded with a status of (?:422|502)")
# Gradio ends its stream when a page is left, and tells that as an error where an event was still running. In a page that
# stays it is told in a note as well, which counts.
_LEFT = ("AbortError: signal is aborted without reason", "Unexpected error Connection errored out.")


def _is_error(message: ConsoleMessage) -> bool:
    return message.type == "error" and not _REFUSED.search(message.text) and not message.text.startswith(_LEFT)


@pytest.fixture
def articles_folder(hostile: WebServer) -> Path:
    """The folder that the hostile web chat reads."""
    return hostile.articles

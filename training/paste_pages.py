"""Saved pages as a person pastes them: opened in Chromium, everything selected, the selection's text taken.

    python -m training.paste_pages BENCH/pages FOLDER

Writes ``FOLDER/pasted/NAME.txt`` and, of pages with a main or article element of some length, ``FOLDER/pasted_main/NAME.txt``
for every page of ``gold.jsonl`` that has no paste yet. Scripts, frames and whatever lies outside the file are off, so menus that a style sheet
hides show: the hardest case. Needs Chromium and the development dependencies.
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.pages import read_content, read_gold

_SELECT = """(chosen) => {
    let element = document.body;
    if (chosen) {
        const all = [...document.querySelectorAll("main, [role=main], article")];
        element = all.sort((a, b) => b.innerText.length - a.innerText.length)[0];
    }
    if (!element) return "";
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.selectAllChildren(element);
    return selection.toString();
}"""
_FEWEST_CHARS = 200
_TIMEOUT_MS = 120_000


def paste(page: Page, content: bytes, *, main: bool) -> str:
    """The text of a saved page's selection: of its body, or of its longest main or article element; empty where none."""
    page.route("**/*", lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8") if route.request.url == "http://page.invalid/" else route.abort())  # fmt: skip
    page.goto("http://page.invalid/", wait_until="domcontentloaded", timeout=_TIMEOUT_MS)
    return str(page.evaluate(_SELECT, main))


def main() -> None:
    """Writes the pastes that are not there yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, help="folder with gold.jsonl and html")
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for each in read_gold(options.pages):
            content = read_content(options.pages, "html", each.name)
            if content is None or any(
                (folder / "pasted" / f"{each.name}.txt").exists() for folder in (options.pages, options.folder)
            ):
                continue
            page = browser.new_page(java_script_enabled=False)
            for kind, whole in (("pasted_main", True), ("pasted", False)):
                text = paste(page, content, main=whole)
                path = options.folder / kind / f"{each.name}.txt"
                path.parent.mkdir(parents=True, exist_ok=True)
                if len(text) >= _FEWEST_CHARS:
                    path.write_text(text, encoding="utf-8")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()

"""Takes the README's picture anew: ``python tests/browser/screenshot.py`` asks the disputed question over the seeds."""

import io
import tempfile
from pathlib import Path

from pages import DISPUTED, ask
from PIL import Image
from playwright.sync_api import expect, sync_playwright
from webserver import ROOT, chromium, started

PICTURE = ROOT / "docs" / "screenshot.png"
MOST_BYTES = 300_000


def main() -> None:
    """Writes ``docs/screenshot.png``. Raises RuntimeError where it comes out larger than 300 kB."""
    with (
        tempfile.TemporaryDirectory() as folder,
        started(ROOT / "seeds", Path(folder) / "index") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        page.goto(server.address)
        page.locator(".qa-invitation").wait_for()
        ask(page, DISPUTED)
        expect(page.locator(".qa-conflict").first).to_be_visible()
        page.locator(".qa-conflict .qa-denies .qa-chip").first.click()
        expect(page.locator(".qa-sources mark").first).to_be_in_viewport()
        page.evaluate("window.scrollTo(0, 0)")
        picture = Image.open(io.BytesIO(page.screenshot()))
        browser.close()
    # The page has few colours: a palette of them is a third of the size and looks the same.
    picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    if PICTURE.stat().st_size > MOST_BYTES:
        raise RuntimeError(f"{PICTURE} has {PICTURE.stat().st_size} bytes; at most {MOST_BYTES} are wanted")


if __name__ == "__main__":
    main()

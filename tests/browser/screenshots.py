"""Takes the pictures of the docs anew: ``python tests/browser/screenshots.py`` asks over the seeds and looks at what comes."""

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from pages import DISPUTED, LINES, UNANSWERABLE, ask
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from webserver import ROOT, chromium, started

PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 300_000
_DESK = (1280, 900)
_PHONE = (375, 812)
_FRAME = (900, 840)
_MILLISECONDS = {"short": 120, "long": 1800}


def dispute(page: Page) -> None:
    """Both sides of a dispute, and the denial marked in its article."""
    ask(page, DISPUTED)
    expect(page.locator(".qa-conflict").first).to_be_visible()
    page.locator(".qa-conflict .qa-denies .qa-chip").first.click()
    expect(page.locator(".qa-sources mark").first).to_be_in_viewport()


def why(page: Page) -> None:
    """A question that the articles do not answer, with what comes nearest, and why it is so."""
    ask(page, UNANSWERABLE)
    page.get_by_role("button", name="Why this answer").last.click()
    expect(page.locator(".qa-why")).to_be_visible()


def library(page: Page) -> None:
    """The list of the articles."""
    page.get_by_role("tab", name="Library").click()
    expect(page.locator(".qa-table tbody tr").first).to_be_visible()


def plane(page: Page) -> None:
    """The chunks as dots on a plane, a question and its passages lit up."""
    ask(page, LINES)
    page.get_by_role("tab", name="Overview").click()
    page.get_by_role("tab", name="Map").click()
    expect(page.locator("#qa-map-chart .js-plotly-plot[role=img]")).to_be_visible()


def speakers(page: Page) -> None:
    """Who says what, with what is denied."""
    page.get_by_role("tab", name="Overview").click()
    page.get_by_role("tab", name="Who says what").click()
    expect(page.locator(".qa-voice").first).to_be_visible()
    expect(page.locator("#qa-speakers")).not_to_contain_text("Reading:")


def answer(page: Page) -> None:
    """An answer with its short answer in bold."""
    ask(page, LINES)
    expect(page.locator("#qa-conversation .qa-chip").first).to_be_visible()


# File, window, light or dark, what is done before the picture is taken.
TAKEN: tuple[tuple[str, tuple[int, int], str, Callable[[Page], None]], ...] = (
    ("dispute.png", _DESK, "light", dispute),
    ("why.png", _DESK, "light", why),
    ("library.png", _DESK, "light", library),
    ("map.png", _DESK, "light", plane),
    ("speakers.png", _DESK, "dark", speakers),
    ("phone.png", _PHONE, "dark", answer),
)


def opened(browser: Browser, address: str, size: tuple[int, int], scheme: str) -> Page:
    """A new page of a window's size, ready to be asked."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page.goto(address)
    page.locator(".qa-invitation").wait_for()
    return page


def seen(page: Page, *, colours: int = 128) -> Image.Image:
    """The page as it is seen, in a palette: it has few colours, and is a third of the size so."""
    page.evaluate("window.scrollTo(0, 0)")
    picture = Image.open(io.BytesIO(page.screenshot()))
    return picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE)


def proof(page: Page) -> list[tuple[Image.Image, str]]:
    """From a question to its proof, picture by picture, each with how long it stands."""
    frames = [(seen(page, colours=16), "long")]
    field = page.get_by_label("Your question")
    for end in range(4, len(LINES) + 12, 12):
        field.fill(LINES[:end])
        frames.append((seen(page, colours=16), "short"))
    ask(page, LINES)
    expect(page.locator(".qa-follow-up").first).to_be_visible()  # what comes in later would take the card away
    frames.append((seen(page, colours=16), "long"))
    chip = page.locator("#qa-conversation .qa-chip").first
    chip.scroll_into_view_if_needed()
    page.mouse.move(1, 1)
    chip.hover()
    expect(page.locator("#qa-card")).to_be_visible()
    frames.append((seen(page, colours=16), "long"))
    chip.click()
    expect(page.locator(".qa-sources mark").first).to_be_in_viewport()
    frames.append((seen(page, colours=16), "long"))
    return frames


def main() -> None:
    """Writes the pictures into ``docs/pictures``. Raises RuntimeError where one comes out larger than 300 kB."""
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        started(Path("seeds"), Path(folder) / "index") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, size, scheme, act in TAKEN:
            page = opened(browser, server.address, size, scheme)
            act(page)
            seen(page).save(PICTURES / name, optimize=True)
            page.close()
        frames = proof(opened(browser, server.address, _FRAME, "light"))
        browser.close()
    first, *others = (picture for picture, _ in frames)
    lasting = [_MILLISECONDS[how] for _, how in frames]
    first.save(PICTURES / "proof.gif", save_all=True, append_images=others, duration=lasting, loop=0, optimize=True)
    for path in PICTURES.iterdir():
        if path.stat().st_size > MOST_BYTES:
            raise RuntimeError(f"{path} has {path.stat().st_size} bytes; at most {MOST_BYTES} are wanted")


if __name__ == "__main__":
    main()

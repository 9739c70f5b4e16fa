"""What the browser tests do with a page, and the questions that they ask over the seeds."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

# Opens the page of a web chat; takes a window size and what else a browser context can be given.
OpenPage = Callable[..., Page]

LINES = "How many telephone lines does the coalition have with the Russian forces?"
WHY = "Why will the United States not coordinate its operations with Russia?"
DISPUTED = "Did the coalition give Russia target coordinates?"
UNANSWERABLE = "What does a HIMARS rocket cost?"  # a sentence comes near
FAR_OFF = "Who won the 2018 World Cup?"  # nothing comes near


def ask(page: Page, question: str) -> None:
    """Types the question, sends it with Enter, and returns when its exchange is complete."""
    before = page.locator(".qa-exchange").count()
    field = page.get_by_label("Your question")
    field.fill(question)
    field.press("Enter")
    expect(page.locator(".qa-exchange")).to_have_count(before + 1)
    expect(page.locator(".qa-running")).to_have_count(0)


def marked(page: Page) -> str:
    """The marked words of the open source, white space folded."""
    return " ".join(" ".join(page.locator(".qa-sources mark").all_inner_texts()).split())

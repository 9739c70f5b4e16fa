"""Many people in the web chat at once: how long an answer takes them, and whether anything is mixed up.

    python -m benchmarks.sessions [--sessions 20] [--questions 10] [--pause SECONDS ...]

Starts the web chat over the seeds, opens that many browser sessions, each of its own, and has every one ask so many
questions of the cases over the seeds, with a pause for reading between them. An answer's time is what its reader waits:
from Enter until the answer stands whole on the page, the browsers' own work on the same cores included. A session is
mixed up where its page does not hold just the questions that it asked, in order, or where two sessions got different
answers to one question.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from playwright.async_api import Browser, Page, async_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests" / "browser"), str(ROOT / "tests")]

from webserver import chromium, started  # noqa: E402

WAIT_MILLISECONDS = 60_000


@dataclass(slots=True)
class Sitting:
    """What one session asked, what it got, how long each answer took, and what went wrong."""

    asked: list[str]
    answers: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


async def sit(browser: Browser, address: str, sitting: Sitting, *, pause: float) -> None:
    """Asks the questions of a session, one after the other."""
    context = await browser.new_context()
    page = await context.new_page()
    page.set_default_timeout(WAIT_MILLISECONDS)
    page.on("pageerror", lambda error: sitting.errors.append(str(error)))
    await page.goto(address)
    await page.locator(".qa-invitation").wait_for()
    draw = random.Random(sitting.asked[0])
    for question in sitting.asked:
        await asyncio.sleep(draw.uniform(0, 2 * pause))
        started_at = time.perf_counter()
        await ask(page, question, len(sitting.answers))
        sitting.seconds.append(time.perf_counter() - started_at)
        sentences = (
            await page.locator(".qa-exchange").last.locator(".qa-notice, .qa-answer, .qa-conflict").all_inner_texts()
        )
        sitting.answers.append("\n".join(sentences))
    shown = [text.split("\n")[-1].strip() for text in await page.locator(".qa-question").all_inner_texts()]
    if shown != sitting.asked:
        sitting.errors.append(f"the page holds {shown}")
    sitting.errors += await page.locator(".toast-body").all_inner_texts()
    await context.close()


async def ask(page: Page, question: str, before: int) -> None:
    """Types a question and waits until its answer stands there whole."""
    await page.get_by_label("Your question").fill(question)
    await page.get_by_label("Your question").press("Enter")
    await page.wait_for_function(
        "before => document.querySelectorAll('.qa-exchange').length > before && !document.querySelector('.qa-running')",
        arg=before,
    )


async def run(address: str, sittings: Sequence[Sitting], *, pause: float) -> None:
    """Has all sessions ask at once."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        await asyncio.gather(*(sit(browser, address, sitting, pause=pause) for sitting in sittings))
        await browser.close()


def mixed_up(sittings: Sequence[Sitting]) -> int:
    """How many questions got different answers in different sessions."""
    got: dict[str, set[str]] = {}
    for sitting in sittings:
        for question, answer in zip(sitting.asked, sitting.answers, strict=False):
            got.setdefault(question, set()).add(answer)
    return sum(len(answers) > 1 for answers in got.values())


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one line a pause. Returns 1 where anything went wrong, else 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sessions", description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--questions", type=int, default=10)
    parser.add_argument("--pause", type=float, nargs="+", default=[0.0, 10.0], help="seconds for reading, on average")
    given = parser.parse_args(arguments)
    lines = (ROOT / "tests" / "cases" / "seeds.jsonl").read_text("utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    alone = [str(case["question"]) for case in cases if not case.get("history")]
    failed = False
    for pause in given.pause:
        draw = random.Random(0)
        sittings = [Sitting(draw.sample(alone, given.questions)) for _ in range(given.sessions)]
        with tempfile.TemporaryDirectory() as folder, started(ROOT / "seeds", Path(folder) / "index") as server:
            asyncio.run(run(server.address, sittings, pause=pause))
        seconds = [each for sitting in sittings for each in sitting.seconds]
        errors = [error for sitting in sittings for error in sitting.errors]
        middle, high = np.percentile(seconds, [50, 95])
        sys.stdout.write(
            f"{given.sessions} sessions, {len(seconds)} answers, {pause:g} s for reading: median {middle:.2f} s, 95th percentile "
            f"{high:.2f} s; {len(errors)} errors, {mixed_up(sittings)} questions answered differently\n"
        )
        sys.stdout.writelines(f"  {error}\n" for error in errors[:10])
        failed = failed or bool(errors) or mixed_up(sittings) > 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

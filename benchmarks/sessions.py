"""Many people in the web chat at once: how long an answer takes them, and whether anything is mixed up.

    python -m benchmarks.sessions [--sessions 20] [--questions 10] [--pause SECONDS ...] [--apart] [--distinct] [--set NAME=VALUE ...]

Starts the web chat over the seeds, opens that many browser sessions, each of its own, and has all of them ask so many
questions of the cases over the seeds, with a pause for reading between them. An answer's time is what its reader waits:
from Enter until the answer stands whole on the page, the browsers' own work on the same cores included; with ``--apart`` what the
server takes, asked over REST. A session is
mixed up where its page does not hold just the questions that it asked, in order, or where two sessions got different
answers to one question.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np
from playwright.async_api import Browser, Error, Page, async_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests" / "browser"), str(ROOT / "tests")]

from webserver import WebServer, chromium, started  # noqa: E402

WAIT_MILLISECONDS = 60_000
FROM_ONE_PLACE = {"QA_QUESTIONS_OF_ONE": "100"}  # all come from this machine, and would be turned away as one visitor


@dataclass(slots=True)
class Sitting:
    """What one session asked, what it got, how long each answer took, and what went wrong."""

    asked: list[str]
    answers: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


async def opened(browser: Browser, address: str, sitting: Sitting) -> Page:
    """The page of a session of its own, ready to be asked."""
    # Small and still: what twenty people's own machines draw would be drawn by these cores.
    context = await browser.new_context(viewport={"width": 800, "height": 600}, reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(WAIT_MILLISECONDS)
    page.on("pageerror", lambda error: sitting.errors.append(str(error)))
    await page.goto(address)
    await page.locator(".qa-example").first.wait_for()
    return page


async def sit(page: Page, sitting: Sitting, *, pause: float) -> None:
    """Asks the questions of a session, one after the other."""
    draw = random.Random(sitting.asked[0])
    for question in sitting.asked:
        await asyncio.sleep(draw.uniform(0, 2 * pause))
        started_at = time.perf_counter()
        try:
            await ask(page, question, len(sitting.answers))
        except Error as error:
            left = await page.get_by_label("Your question").input_value()
            sitting.errors.append(f"{question}: {error}".splitlines()[0] + f"; the field holds {left!r}")
            return
        sitting.seconds.append(time.perf_counter() - started_at)
        parts = page.locator(".qa-exchange").last.locator(".qa-notice, .qa-answer, .qa-conflict")
        sitting.answers.append("\n".join(await parts.all_inner_texts()))
    shown = [text.split("\n")[-1].strip() for text in await page.locator(".qa-question").all_inner_texts()]
    if shown != sitting.asked:
        sitting.errors.append(f"the page holds {shown}")
    sitting.errors += await page.locator(".toast-body").all_inner_texts()


async def sit_apart(client: httpx.AsyncClient, address: str, sitting: Sitting, *, pause: float) -> None:
    """Asks the questions of a session as a program does, whose browser works on a machine of its own."""
    draw = random.Random(sitting.asked[0])
    for question in sitting.asked:
        await asyncio.sleep(draw.uniform(0, 2 * pause))
        started_at = time.perf_counter()
        given = await client.post(f"{address.rstrip('/')}/api/v1/ask", json={"question": question})
        sitting.seconds.append(time.perf_counter() - started_at)
        if given.is_error:
            sitting.errors.append(f"{question}: {given.status_code} {given.text}")
        sitting.answers.append(given.json().get("text", ""))


async def ask(page: Page, question: str, before: int) -> None:
    """Types a question and waits until its answer stands there whole."""
    await page.get_by_label("Your question").fill(question)
    await page.get_by_label("Your question").press("Enter")
    await page.wait_for_function(
        "before => document.querySelectorAll('.qa-exchange').length > before && !document.querySelector('.qa-running')",
        arg=before,
    )


async def run_apart(address: str, sittings: Sequence[Sitting], *, pause: float) -> None:
    """Has all sessions ask at once, without browsers."""
    async with httpx.AsyncClient(timeout=10 * WAIT_MILLISECONDS / 1000) as client:
        await asyncio.gather(*(sit_apart(client, address, sitting, pause=pause) for sitting in sittings))


async def run(address: str, sittings: Sequence[Sitting], *, pause: float) -> None:
    """Has all sessions ask at once, each in its browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        # One after the other: what is measured are answers, not twenty browsers that start.
        pages = [await opened(browser, address, sitting) for sitting in sittings]
        await asyncio.gather(*(sit(page, sitting, pause=pause) for page, sitting in zip(pages, sittings, strict=True)))
        await browser.close()


def drawn(questions: Sequence[str], sessions: int, each: int, *, distinct: bool) -> list[list[str]]:
    """What each session asks: drawn anew for each, or, where no question is to be asked twice, dealt out."""
    draw = random.Random(0)
    if not distinct:
        return [draw.sample(questions, each) for _ in range(sessions)]
    dealt = draw.sample(questions, len(questions))
    return [[dealt[(session * each + place) % len(dealt)] for place in range(each)] for session in range(sessions)]


def processor_seconds(server: WebServer) -> float:
    """Processor time of a server since its start and of the processes that it started."""
    total = 0
    for place in server_processes(server):
        fields = (place / "stat").read_text("ascii").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def server_processes(server: WebServer) -> list[Path]:
    """Where the system tells of a server and of the processes that it started."""
    places, left = [], [server.process.pid]
    while left:
        places.append(Path("/proc") / str(left.pop()))
        left += [
            int(child) for task in (places[-1] / "task").iterdir() for child in (task / "children").read_text().split()
        ]
    return places


def seeds_questions() -> list[str]:
    """The questions of the cases over the seeds that stand alone."""
    lines = (ROOT / "tests" / "cases" / "seeds.jsonl").read_text("utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    return [str(case["question"]) for case in cases if not case.get("history")]


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
    parser.add_argument(
        "--distinct", action="store_true", help="no question is asked twice, as long as there are enough"
    )
    parser.add_argument("--set", nargs="+", default=[], metavar="NAME=VALUE", help="settings of the server")
    parser.add_argument("--apart", action="store_true", help="over REST, as if the browsers worked on other machines")
    given = parser.parse_args(arguments)
    alone = seeds_questions()
    settings = {**FROM_ONE_PLACE, **dict(each.split("=", 1) for each in given.set)}
    failed = False
    for pause in given.pause:
        sittings = [Sitting(asked) for asked in drawn(alone, given.sessions, given.questions, distinct=given.distinct)]
        with (
            tempfile.TemporaryDirectory() as folder,
            started(ROOT / "seeds", Path(folder) / "index", settings=settings) as server,
        ):
            began = time.perf_counter()
            asyncio.run((run_apart if given.apart else run)(server.address, sittings, pause=pause))
            took = time.perf_counter() - began
            spent = processor_seconds(server)
        seconds = [each for sitting in sittings for each in sitting.seconds]
        errors = [error for sitting in sittings for error in sitting.errors]
        middle, high = np.percentile(seconds, [50, 95])
        sys.stdout.write(
            f"{given.sessions} sessions, {len(seconds)} answers, {pause:g} s for reading: median {middle:.2f} s, 95th percentile "
            f"{high:.2f} s; {len(seconds) / took:.1f} answers/s, {spent / len(seconds):.2f} s of processor time each; "
            f"{len(errors)} errors, {mixed_up(sittings)} questions answered differently\n"
        )
        sys.stdout.writelines(f"  {error}\n" for error in errors[:10])
        failed = failed or bool(errors) or mixed_up(sittings) > 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

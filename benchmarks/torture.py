"""What the program bears: syncs killed at any moment, files in disorder, a flood of questions, many questions one after the other.

    python -m benchmarks.torture [--kills 200] [--fuzz-seconds 600] [--flood 200] [--soak 10000] [--only PART ...]

Writes a section of ``benchmarks/RESULTS.md``; exits with 1 where anything did not hold. The short form of each part is in the tests.

- kills: a sync is ended by SIGKILL at a moment drawn by chance; the next sync has to end where an undisturbed one does.
- fuzz: for so many seconds for each reader of foreign bytes, files of its format with pieces flipped, cut, doubled and mixed.
- flood: so many questions at once, more than are taken; then one more, from somebody who waits for it.
- soak: so many questions, one after the other; the memory of all processes of the server on the way.
"""

import argparse
import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import httpx
from hypothesis import HealthCheck, Phase, given, seed, settings

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests" / name) for name in ("browser", "integration", "")]

import test_index_killed as killed  # noqa: E402
from foreign_bytes import EDITS, READERS, SAMPLES, Edit, edited, read_as_anything  # noqa: E402
from webserver import WebServer, started  # noqa: E402

from benchmarks.sessions import seeds_questions, server_processes  # noqa: E402
from qa.encoding import Encoder, load_encoder  # noqa: E402
from qa.evaluation.sections import with_section  # noqa: E402

RESULTS = ROOT / "benchmarks" / "RESULTS.md"
EXAMPLES = 50  # of a fuzzer between two looks at the clock
SOAK_ROWS = 10
LONGEST_SYNC_SECONDS = 4.0
OF_ONE = {"QA_QUESTIONS_OF_ONE": "1000"}  # all come from this machine


class Broken(Exception):
    """Something did not hold; says what."""


def models(work: Path) -> Path:
    """Where converted models are kept: as it is set, else in the folder of the part."""
    return Path(os.environ.get("QA_MODELS") or work)


def kills(options: argparse.Namespace, work: Path) -> Iterator[str]:
    """Kills syncs."""
    encoder = load_encoder("all-MiniLM-L6-v2", cache=models(work))
    _make_editions(work, encoder)
    with killed.open_again(work / "after", encoder) as undisturbed:
        expected = killed.contents(undisturbed, encoder)
    draw, ended = random.Random(0), Counter[str]()
    for _ in range(options.kills):
        index = work / "index"
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(work / "before", index)
        process = killed.start(index, work / "articles", models(work), 0)
        try:
            process.wait(timeout=draw.uniform(0.0, LONGEST_SYNC_SECONDS))
        except subprocess.TimeoutExpired:
            process.kill()
        ended["killed" if process.wait() else "done before"] += 1
        with killed.open_again(index, encoder) as opened:
            opened.sync(work / "articles")
            if killed.contents(opened, encoder) != expected:
                raise Broken("a sync that was killed was not made good by the next")
    yield f"{options.kills} syncs: {ended['killed']} killed, {ended['done before']} done before; all equal to an undisturbed one"


def _make_editions(work: Path, encoder: Encoder) -> None:
    for edition, place in enumerate(("before", "after")):
        killed.write_articles(work / "articles", edition)
        if edition:
            shutil.copytree(work / "before", work / place)
        with killed.open_again(work / place, encoder) as index:
            index.sync(work / "articles")


def fuzz(options: argparse.Namespace, _: Path) -> Iterator[str]:
    """Reads files in disorder."""
    yield "| reader | files | of them with articles | slowest |"
    yield "|---|---|---|---|"
    for suffix, name in sorted(READERS.items()):
        count, read, slowest = _fuzz_one(name, options.fuzz_seconds)
        yield f"| {suffix} | {count:,} | {read:,} | {slowest:.2f} s |"


def _fuzz_one(name: str, seconds: float) -> tuple[int, int, float]:
    ends, rounds, count, read, slowest = time.monotonic() + seconds, 0, 0, 0, 0.0
    while time.monotonic() < ends:
        rounds += 1

        @seed(rounds)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(edits=EDITS)
        def run(edits: list[Edit]) -> None:
            nonlocal count, read, slowest
            began = time.thread_time()
            read += read_as_anything(name, edited(SAMPLES[name], edits)) > 0
            count, slowest = count + 1, max(slowest, time.thread_time() - began)

        run()
    return count, read, slowest


def flood(options: argparse.Namespace, work: Path) -> Iterator[str]:
    """Asks far more at once than is taken."""
    with started(
        ROOT / "seeds", work / "index", settings={"QA_QUESTIONS_OF_ONE": "8", "QA_MODELS": str(models(work))}
    ) as server:
        codes, slowest = asyncio.run(_pour(server.address, options.flood))
        began = time.perf_counter()
        last = httpx.post(f"{server.address}/api/v1/ask", json={"question": seeds_questions()[0]}, timeout=600)
    if last.status_code != 200 or set(codes) - {200, 429} or not codes[429]:
        raise Broken(f"the flood was answered with {dict(codes)}, the next question with {last.status_code}")
    yield f"{options.flood} questions of one visitor at once: {codes[200]} answered, {codes[429]} turned away with 429"
    yield f"meanwhile `/healthz` answered within {slowest:.2f} s; the next question took {time.perf_counter() - began:.1f} s"


async def _pour(address: str, count: int) -> tuple[Counter[int], float]:
    async with httpx.AsyncClient(base_url=address, timeout=600, limits=httpx.Limits(max_connections=None)) as client:
        questions = [{"question": f"{seeds_questions()[place % 50]} ({place})"} for place in range(count)]
        poured = [asyncio.ensure_future(client.post("/api/v1/ask", json=each)) for each in questions]
        slowest = 0.0
        while not all(each.done() for each in poured):
            began = time.perf_counter()
            (await client.get("/healthz")).raise_for_status()
            slowest = max(slowest, time.perf_counter() - began)
            await asyncio.sleep(0.2)
    return Counter(each.result().status_code for each in poured), slowest


def soak(options: argparse.Namespace, work: Path) -> Iterator[str]:
    """Asks one question after the other."""
    # Few are remembered, so that most are answered, and what is remembered comes to its bound.
    wanted = {**OF_ONE, "QA_ANSWERS_REMEMBERED": "20", "QA_WORKERS": "2", "QA_MODELS": str(models(work))}
    questions = seeds_questions()
    yield "| questions | memory of all processes | answers/s |"
    yield "|---|---|---|"
    with (
        started(ROOT / "seeds", work / "index", settings=wanted) as server,
        httpx.Client(base_url=server.address, timeout=600) as client,
    ):
        began = time.perf_counter()
        for number in range(1, options.soak + 1):
            asked = client.post("/api/v1/ask", json={"question": questions[number % len(questions)]})
            if asked.status_code != 200:
                raise Broken(f"question {number} was answered with {asked.status_code}: {asked.text[:200]}")
            if number % max(1, options.soak // SOAK_ROWS) == 0:
                rate = number / (time.perf_counter() - began)
                yield f"| {number:,} | {memory_mb(server):,.0f} MB | {rate:.1f} |"


def memory_mb(server: WebServer) -> float:
    """Resident memory of a server and its workers; what they share is counted for each."""
    pages = [int((place / "statm").read_text().split()[1]) for place in server_processes(server)]
    return sum(pages) * 4096 / 1_000_000


PARTS: dict[str, Callable[[argparse.Namespace, Path], Iterator[str]]] = {
    "kills": kills,
    "fuzz": fuzz,
    "flood": flood,
    "soak": soak,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the parts, and writes what came of them. Returns 1 where anything did not hold, else 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.torture", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--fuzz-seconds", type=float, default=600, help="for each reader")
    parser.add_argument("--flood", type=int, default=200)
    parser.add_argument("--soak", type=int, default=10_000)
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    options = parser.parse_args(arguments)
    size = (
        f"--kills {options.kills} --fuzz-seconds {options.fuzz_seconds:g} --flood {options.flood} --soak {options.soak}"
    )
    lines = ["# Torture", "", f"`python -m benchmarks.torture {size}`, {date.today()}.", ""]
    holds = True
    for name in options.only:
        began = time.perf_counter()
        lines += [f"## {name.capitalize()}", ""]
        with tempfile.TemporaryDirectory(prefix="qa-torture-") as folder:
            try:
                for line in PARTS[name](options, Path(folder)):
                    lines.append(line if line.startswith("|") else f"- {line}")
                    sys.stdout.write(f"{line}\n")
                    sys.stdout.flush()
            except Exception as error:  # noqa: BLE001 - whatever it is, the page says so
                holds = False
                lines.append(f"- BROKEN: {type(error).__name__}: {error}")
                sys.stdout.write(f"{lines[-1]}\n")
        lines += ["", f"{time.perf_counter() - began:,.0f} s.", ""]
        kept = RESULTS.read_text("utf-8") if RESULTS.exists() else ""
        RESULTS.write_text(with_section(kept, "torture", "\n".join(lines)), "utf-8")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())

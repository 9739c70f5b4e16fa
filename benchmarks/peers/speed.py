"""Speed beside the peers, each with its own way to run the same weights: indexing, sync, questions, start, memory, disk.

Rounds are taken in turn, ours first, then each peer, so that what else the machine does falls on all. Every figure is the
median of its rounds with the least and the largest.
"""

import shutil
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.samples import Sample
from benchmarks.peers.systems import OURS, Failure, Process, System

PASSAGES = 6
CLIENTS = 8
WARM = 5
"""Questions that are asked first and not counted."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of one system in each round; none where it has no such thing.

    Attributes:
        what: is measured.
        unit: s, ms or MB.
        label: of the system.
        values: in the order of the rounds.
    """

    what: str
    unit: str
    label: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """Of the rounds."""
        return statistics.median(self.values)


def ratios(ours: Figure, theirs: Figure) -> tuple[float, float, float]:
    """Theirs over ours: of the medians, and the least and largest over the rounds, each with its own neighbour in time."""
    pairs = [their / our for our, their in zip(ours.values, theirs.values, strict=True)]
    return theirs.median / ours.median, min(pairs), max(pairs)


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures of the rounds so far, and what a system could not do, in words."""

    figures: tuple[Figure, ...]
    failed: tuple[str, ...]


def measure_all(sample: Sample, work: Path, peers: Sequence[System], *, rounds: int) -> Iterator[Measured]:
    """Every figure of every system, after each round those of all rounds so far."""
    values: dict[tuple[str, str, str], list[float]] = {}
    failed: dict[str, None] = {}
    for number in range(rounds):
        for system in (OURS, *peers):
            place = work / "speed" / f"{system.name}-{number}"
            try:
                figures = _round(system, sample, work, place, failed)
            except Failure as failure:
                failed[str(failure)] = None
                continue
            for (what, unit), value in figures.items():
                values.setdefault((what, unit, system.label), []).append(value)
        yield Measured(tuple(Figure(*key, tuple(each)) for key, each in values.items()), tuple(failed))


def _round(
    system: System, sample: Sample, work: Path, place: Path, failed: dict[str, None]
) -> Mapping[tuple[str, str], float]:
    """The figures of one round; a copy of the articles is changed on the way. What can't be done goes to ``failed``."""
    shutil.rmtree(place, ignore_errors=True)
    articles, store = place / "articles", place / "index"
    shutil.copytree(sample.articles, articles)
    store.mkdir()
    figures: dict[tuple[str, str], float] = {}
    with Process(system, work) as process:
        process.ask("prepare", articles=str(articles), store=str(store))
        indexed = process.ask("index")
        figures["indexing", "s"] = indexed["seconds"]
        figures["indexing, processor time", "s"] = indexed["processor"]
        figures["memory, indexing", "MB"] = process.ask("memory")["peak_mb"]
        figures["disk", "MB"] = sum(path.stat().st_size for path in store.rglob("*") if path.is_file()) / 1e6
        figures |= _syncs(process, articles)
    started = time.perf_counter()
    with ExitStack() as stack:
        process = stack.enter_context(Process(system, work))
        process.ask("open", store=str(store))
        questions = [question.question for question in sample.questions]
        process.ask("search", questions=questions[:1], k=PASSAGES)
        figures["start to first passages", "s"] = time.perf_counter() - started
        process.ask("search", questions=questions[:WARM], k=PASSAGES)
        asked = process.ask("search", questions=questions[WARM:], k=PASSAGES)
        figures["a question", "ms"] = 1000 * statistics.median(asked["seconds"])
        figures["a question, processor time", "ms"] = 1000 * statistics.median(asked["processor"])
        try:
            many = process.ask("clients", questions=questions[WARM:], clients=CLIENTS, k=PASSAGES)
            figures[f"{CLIENTS} clients at once, a question", "ms"] = 1000 * statistics.median(many["waits"])
        except Failure as failure:
            failed[f"asked by {CLIENTS} threads at once, {failure}"] = None
        figures["memory, asking", "MB"] = process.ask("memory")["peak_mb"]
        if system is OURS:
            figures |= _answers(process, sample)
    shutil.rmtree(place)
    return figures


def _syncs(process: Process, articles: Path) -> dict[tuple[str, str], float]:
    """Sync with nothing changed, then with one file changed; nothing where a system can't tell what changed."""
    process.ask("sync")  # what a first one loads is not what it costs
    nothing = process.ask("sync")
    if nothing["changed"] is None:
        return {}
    first = min(articles.iterdir())
    first.write_text(first.read_text("utf-8") + "\n\nOne more sentence stands here.\n", "utf-8")
    one = process.ask("sync")
    assert (nothing["changed"], one["changed"]) == (0, 1), (nothing, one)
    return {
        ("sync, nothing changed", "ms"): 1000 * nothing["seconds"],
        ("sync, one changed", "ms"): 1000 * one["seconds"],
    }


def _answers(process: Process, sample: Sample) -> dict[tuple[str, str], float]:
    """How long our answers take: until the first words stand there, and the whole."""
    replies = [process.ask("ask", question=question.question, day=question.day) for question in sample.questions]
    return {
        ("first words of an answer", "ms"): 1000 * statistics.median(reply["first"] for reply in replies[WARM:]),
        ("a whole answer", "ms"): 1000 * statistics.median(reply["seconds"] for reply in replies[WARM:]),
    }

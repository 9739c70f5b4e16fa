"""The talk between the command that measures and one system under measurement: JSON lines over standard input and output.

Only the standard library: this runs in every environment. What a library prints on standard output goes to standard error.
"""

import base64
import json
import os
import sys
import threading
import time
from array import array
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """A passage as a system gives it: the file that it comes from, and its text."""

    article: str
    text: str


Lend = Callable[[Sequence[str]], list[list[float]]]
"""Vectors of texts from the command that measures, a row a text: the same ones for every system."""


class System(Protocol):
    """What is measured."""

    def prepare(self, articles: Path, store: Path) -> None:
        """Gets ready for another folder of articles and an empty folder to keep the index in; not timed."""

    def index(self) -> int:
        """Indexes all articles; gives how many chunks there are. Questions can be asked then."""

    def fill(self) -> int:
        """Indexes all articles so that ``sync`` can go on from there in another process; gives how many chunks there are."""

    def open(self, store: Path) -> None:
        """Opens what an earlier process indexed into the folder."""

    def search(self, question: str, k: int, day: str | None) -> list[Found]:
        """The nearest passages, best first; ``day`` is that of the question (YYYY-MM-DD), which not all systems take."""

    def sync(self) -> int | None:
        """Takes over what has changed in the folder; gives how many files had, or 1 for any where it can't count files.

        None: it has no way to go on from what was indexed.
        """


def spent(call: Callable[[], Any]) -> tuple[Any, float, float]:
    """What a call gives, its seconds by the clock, and its seconds of processor time over all threads."""
    clock, processor = time.perf_counter(), time.process_time()
    result = call()
    return result, time.perf_counter() - clock, time.process_time() - processor


def peak_mb() -> float:
    """Most memory that this process has had, in MB; 0 where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM")), 0.0)


def article_texts(folder: Path) -> list[tuple[str, str]]:
    """The files of a folder by name, with their text."""
    return [(path.name, path.read_text("utf-8")) for path in sorted(folder.glob("*.txt"))]


def answer_request(system: System, request: Mapping[str, Any]) -> dict[str, Any]:
    """The reply to one line."""
    do = request["do"]
    if do == "prepare":
        system.prepare(Path(request["articles"]), Path(request["store"]))
        return {}
    if do in ("index", "fill"):
        chunks, clock, processor = spent(system.index if do == "index" else system.fill)
        return {"chunks": chunks, "seconds": clock, "processor": processor}
    if do == "open":
        _, clock, processor = spent(lambda: system.open(Path(request["store"])))
        return {"seconds": clock, "processor": processor}
    if do == "sync":
        changed, clock, processor = spent(system.sync)
        return {"changed": changed, "seconds": clock, "processor": processor}
    if do == "search":
        return _search(system, request)
    if do == "clients":
        return _clients(system, request)
    if do == "memory":
        return {"peak_mb": peak_mb()}
    if do == "chat":  # only a system that can be asked as well
        system.chat(request["address"], request["model"], request["tokens"])  # type: ignore[attr-defined]
        return {}
    if do == "ask":  # without a chat model ours alone answers; a peer's first passage is what it has to say
        return system.ask(request)  # type: ignore[attr-defined,no-any-return]
    raise ValueError(f"no such request: {do}")


def _search(system: System, request: Mapping[str, Any]) -> dict[str, Any]:
    days = request.get("days") or [None] * len(request["questions"])
    found, clocks, processors = [], [], []
    for question, day in zip(request["questions"], days, strict=True):
        passages, clock, processor = spent(partial(system.search, question, request["k"], day))
        found.append([[passage.article, passage.text] for passage in passages])
        clocks.append(clock)
        processors.append(processor)
    return {"found": found, "seconds": clocks, "processor": processors}


def _clients(system: System, request: Mapping[str, Any]) -> dict[str, Any]:
    """The questions, asked by so many threads at once: what each of them waited, and the whole."""

    def wait_for(question: str) -> float:
        return spent(lambda: system.search(question, request["k"], None))[1]

    started = time.perf_counter()
    with ThreadPoolExecutor(request["clients"]) as threads:
        waits = list(threads.map(wait_for, request["questions"]))
    return {"waits": waits, "seconds": time.perf_counter() - started}


def serve(make: Callable[[Path, Lend | None], System]) -> None:
    """Answers requests until standard input ends. ``argv``: the folder of the weights, and ``lent`` for lent vectors."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    lock = threading.Lock()

    def send(reply: Mapping[str, Any]) -> None:
        channel.write(json.dumps(reply) + "\n")
        channel.flush()

    def lend(texts: Sequence[str]) -> list[list[float]]:
        with lock:
            send({"encode": list(texts)})
            reply = json.loads(sys.stdin.readline())
        numbers = array("f", base64.b64decode(reply["vectors"]))
        width = len(numbers) // max(1, len(texts))
        return [list(numbers[row * width : (row + 1) * width]) for row in range(len(texts))]

    system = make(Path(sys.argv[1]), lend if "lent" in sys.argv[2:] else None)
    send({"ready": True})
    while line := sys.stdin.readline():
        try:
            send(answer_request(system, json.loads(line)))
        except Exception as error:  # noqa: BLE001 - whatever a system fails with is told, not lost with the process
            send({"error": f"{type(error).__name__}: {error}"})

"""A large folder: what a sync costs that finds nothing, and one that finds one file changed, ours and each peer in turn.

Articles are made of sentences of the public sets, as ``benchmarks.scale`` makes them, and every system is filled with random
vectors, lent to it, since encoding so many would take hours. The syncs that are measured come after that, in processes of their
own, each system with its own way to run the weights. All look at one folder: the same file has changed for each.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.peers.speed import Figure, Measured
from benchmarks.peers.systems import OURS, Encode, Failure, Process, System
from benchmarks.scale import RandomVectors, made_articles
from benchmarks.term_indexes import Sentences
from qa.encoding import Encoder

Start = Callable[[System, Encode | None], Process]


def write_folder(make: Callable[[], Sentences], folder: Path, count: int) -> None:
    """So many files in the folder, unless they are there; ``make`` reads the sentences, which takes a while."""
    if folder.is_dir() and len(list(folder.iterdir())) == count:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, (title, day, paragraphs) in enumerate(made_articles(make(), count)):
        text = f"{title}\n\n{day:%d %B %Y}\n\n{paragraphs}\n"
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")


def change_one(folder: Path, number: int) -> None:
    """Adds a sentence to a file, another one each time."""
    files = sorted(folder.iterdir())
    path = files[number % len(files)]
    text = path.read_text("utf-8")
    path.write_text(f"{text}\nSentence {len(text)} stands here as well.\n", "utf-8")


def measure_all(
    folder: Path, peers: Sequence[System], *, work: Path, encoder: Encoder, rounds: int, start: Start | None = None
) -> Iterator[Measured]:
    """The figures, after each round those of all rounds so far; what a system can't do is told.

    Args:
        folder: of the articles; indexes are kept beside it between runs.
        peers: those that can go on from what they have indexed.
        work: as ``Process`` takes it.
        encoder: whose vectors' size the lent ones have.
        rounds: each of a sync with nothing new, then one with one file changed.
        start: starts a system's process; None: as ``Process`` does.
    """
    start = start or (lambda system, encode: Process(system, work, encode=encode))
    failed: dict[str, None] = {}
    values: dict[tuple[str, str, str], list[float]] = {}
    with ExitStack() as stack:
        processes = []
        for system in (OURS, *peers):
            try:
                _fill(system, folder, RandomVectors(encoder).encode_documents, start)
                processes.append(stack.enter_context(_opened(system, folder, start)))
            except Failure as failure:
                failed[str(failure)] = None
        _round(processes, folder, 0, {}, failed)  # what the first of each loads is not what it costs
        for number in range(1, rounds + 1):
            _round(processes, folder, number, values, failed)
            yield Measured(tuple(Figure(*key, tuple(each)) for key, each in values.items()), tuple(failed))


def _fill(system: System, folder: Path, encode: Encode, start: Start) -> None:
    """Has the system index the folder, unless an earlier run did."""
    store = _store(system, folder)
    done = store.with_suffix(".filled")
    if done.exists():
        return
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir()
    with start(system, encode) as process:
        process.ask("prepare", articles=str(folder), store=str(store))
        filled = process.ask("fill")
    done.touch()
    print(f"{system.label}: {filled['chunks']:,} chunks in {filled['seconds']:.0f} s, not counted", flush=True)


def _opened(system: System, folder: Path, start: Start) -> Process:
    """A process that has opened what the system indexed, and has taken over what changed since; that is not counted."""
    process = start(system, None)
    try:
        process.ask("prepare", articles=str(folder), store=str(_store(system, folder)))
        process.ask("open", store=str(_store(system, folder)))
        process.ask("sync")
    except Failure:
        process.close()
        raise
    return process


def _store(system: System, folder: Path) -> Path:
    return folder.parent / f"{system.name}-index"


def _round(
    processes: list[Process],
    folder: Path,
    number: int,
    values: dict[tuple[str, str, str], list[float]],
    failed: dict[str, None],
) -> None:
    """One sync of each with nothing new, then one of each with one file changed. One that fails takes no further part."""
    for what, prepare in (("nothing changed", None), ("one changed", partial(change_one, folder, number))):
        if prepare:
            prepare()
        for process in tuple(processes):
            try:
                synced = process.ask("sync")
            except Failure as failure:
                failed[f"sync, {what}, {failure}"] = None
                processes.remove(process)
                continue
            expected = int(prepare is not None)
            assert synced["changed"] == expected, (
                f"{process.system.label} saw {synced['changed']} of {expected} changed"
            )
            for kind, key in (("", "seconds"), (", processor time", "processor")):
                values.setdefault((f"sync, {what}{kind}", "ms", process.system.label), []).append(1000 * synced[key])

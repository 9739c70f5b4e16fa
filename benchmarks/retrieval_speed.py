"""Indexing and retrieval side by side with the usual tutorial chain, in one process, taking turns.

    python -m benchmarks.retrieval_speed BENCH/realtimeqa_2023

The tutorial chain: RecursiveCharacterTextSplitter (1000, 200), HuggingFaceEmbeddings with the same weights, langchain-chroma,
top 4. Ours: all of a sync (reading, cleaning, chunks, vectors, Chroma, words). Both start from an empty folder each round;
loading the models is timed apart. Needs the extra ``bench`` in an environment of its own.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.question_sets import read_set
from qa.encoding import load_encoder
from qa.encoding.weights import find_model
from qa.index import open_index
from qa.retrieval import HybridRetriever

START = """
import sys, time
started = time.perf_counter()
from pathlib import Path
from qa.encoding import load_encoder
from qa.index import open_index
from qa.retrieval import HybridRetriever
index = Path(sys.argv[1])
encoder = load_encoder("all-MiniLM-L6-v2", cache=Path(sys.argv[2]))
with open_index(index, encoder=encoder, chunk_tokens=256, overlap_sentences=1) as opened:
    assert HybridRetriever(opened, encoder, candidates=50).retrieve("Who won the election?", k=6)
    print(time.perf_counter() - started)
"""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock, and of all processors together, which other programs on the machine lengthen far less."""

    clock: float
    processor: float


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the rounds of one thing took, ours and theirs."""

    label: str
    ours: tuple[Spent, ...]
    theirs: tuple[Spent, ...]

    def rows(self, unit: float, name: str) -> list[str]:
        """Two rows of the table, by the clock and in processor time; times in ``unit`` seconds, called ``name``."""
        rows = []
        for kind, read in (("", attrgetter("clock")), (", processor time", attrgetter("processor"))):
            ours, theirs = (statistics.median(map(read, times)) for times in (self.ours, self.theirs))
            cells = f"{ours / unit:.1f} {name} | {theirs / unit:.1f} {name} | {theirs / ours:.1f}"
            rows.append(f"| {self.label}{kind} | {cells} |")
        return rows


def spent(run: Callable[[], T]) -> tuple[T, Spent]:
    """What a call gives, and how long it takes."""
    clock, processor = time.perf_counter(), time.process_time()
    result = run()
    return result, Spent(time.perf_counter() - clock, time.process_time() - processor)


def tutorial_index(articles: Path, folder: Path, embeddings: Any) -> Any:
    """The chain's store over all articles, persisted in ``folder``."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    documents = [
        Document(path.read_text("utf-8"), metadata={"source": path.name}) for path in sorted(articles.glob("*.txt"))
    ]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    return Chroma.from_documents(splitter.split_documents(documents), embeddings, persist_directory=str(folder))


def compare(bench: Path, *, articles: int, rounds: int) -> list[str]:
    """The rows of the table: indexing, a question, the start of a process."""
    from langchain_huggingface import HuggingFaceEmbeddings

    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        queries = read_set(bench, place / "articles", most=60)
        for path in sorted((place / "articles").glob("*.txt"))[articles:]:
            path.unlink()
        embeddings = HuggingFaceEmbeddings(model_name=str(find_model("all-MiniLM-L6-v2").path))
        encoder = load_encoder("all-MiniLM-L6-v2", cache=place / "encoder")
        embeddings.embed_documents(["warm"] * 8)
        encoder.encode_documents(["warm"] * 8)
        indexing: list[tuple[Spent, Spent]] = []
        asking: list[tuple[Spent, Spent]] = []
        for number in range(rounds):
            store, theirs = spent(partial(tutorial_index, place / "articles", place / f"theirs-{number}", embeddings))
            path = place / f"ours-{number}"
            with open_index(path, encoder=encoder, chunk_tokens=256, overlap_sentences=1) as index:
                _, ours = spent(partial(index.sync, place / "articles"))
                indexing.append((ours, theirs))
                print(f"round {number + 1}: ours {ours}, tutorial chain {theirs}", flush=True)
                asking += ask_in_turns(
                    [query.question for query in queries],
                    HybridRetriever(index, encoder, candidates=50),
                    store.as_retriever(search_kwargs={"k": 4}),
                )
        starts = [start_of_a_process(place / f"ours-{rounds - 1}", place / "encoder") for _ in range(rounds)]
    rows = [
        *Timing(f"indexing {articles} articles", *zip(*indexing, strict=True)).rows(1, "s"),
        *Timing("a question, median", *zip(*asking, strict=True)).rows(0.001, "ms"),
    ]
    return [*rows, f"| start of a process to first passages | {statistics.median(starts):.2f} s | | |"]


def ask_in_turns(questions: Sequence[str], ours: HybridRetriever, theirs: Any) -> list[tuple[Spent, Spent]]:
    """Times for each question, ours and theirs, asked in turns; the first few warm both up and do not count."""
    for question in questions[:5]:
        ours.retrieve(question, k=4)
        theirs.invoke(question)
    return [
        (spent(partial(ours.retrieve, question, k=4))[1], spent(partial(theirs.invoke, question))[1])
        for question in questions
    ]


def start_of_a_process(index: Path, cache: Path) -> float:
    """Seconds from the first line of a new process to its first passages, over an index that is there."""
    run = subprocess.run(
        [sys.executable, "-c", START, str(index), str(cache)], capture_output=True, text=True, check=True
    )
    return float(run.stdout)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, help="a set, see benchmarks/question_sets.py")
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rows = compare(options.bench, articles=options.articles, rounds=options.rounds)
    names = ("openvino", "torch", "sentence-transformers", "chromadb", "langchain-chroma")
    print(f"\n{platform.machine()}, {os.cpu_count()} cores, " + ", ".join(f"{name} {version(name)}" for name in names))
    print("\n| | ours | tutorial chain | times faster |\n|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()

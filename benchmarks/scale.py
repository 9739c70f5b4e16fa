"""A large folder: how long a sync that finds nothing takes, one that finds one file changed, and a question; and the memory.

    python -m benchmarks.scale BENCH [--articles 10000]

Articles are made of sentences of the public sets, about eleven chunks each. To fill the index faster, vectors of documents
are random (seeded by the text); questions are encoded by the real encoder, and every search does all that it does over real
vectors. With QA_DATABASE_URL the index is in that PostgreSQL database. Each figure is taken in a fresh process. Seconds and milliseconds are by the clock; the second figure of a question
is processor time, which other programs on the machine do not lengthen.
"""

import argparse
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.term_indexes import Sentences
from qa.encoding import Encoder, load_encoder
from qa.index import Index, open_index, read_address
from qa.retrieval import HybridRetriever

WORDS = 1400  # of an article


class RandomVectors:
    """An ``Encoder`` whose documents get random vectors; everything else is the real one's."""

    def __init__(self, real: Encoder) -> None:
        self._real = real
        self.name, self.fingerprint = real.name, real.fingerprint
        self.dimensions, self.max_tokens = real.dimensions, real.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """About three tokens to two words, which is quick to count."""
        return [1 + text.count(" ") * 3 // 2 for text in texts]

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Random rows of unit length; equal texts get equal rows."""
        rows = np.empty((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
            row[:] = np.random.default_rng(seed).standard_normal(self.dimensions, np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The real vector of a question."""
        return self._real.encode_query(text)


def made_articles(sentences: Sentences, count: int) -> Iterator[tuple[str, date, str]]:
    """So many articles: a title, a day and ``WORDS`` words in paragraphs."""
    drawn = random.Random(20)
    for number in range(count):
        body, words = [], 0
        while words < WORDS:
            body.append(sentences.draw())
            words += body[-1].count(" ") + 1
        paragraphs = "\n\n".join(" ".join(body[first : first + 4]) for first in range(0, len(body), 4))
        yield f"Report {number}", date(2017, drawn.randint(1, 12), drawn.randint(1, 28)), paragraphs


def write_articles(sentences: Sentences, folder: Path, count: int) -> None:
    """So many files, an article each."""
    for number, (title, day, paragraphs) in enumerate(made_articles(sentences, count)):
        text = f"---\ntitle: {title}\ndate: {day}\n---\n\n{paragraphs}\n"
        (folder / f"{number:05}.md").write_text(text, encoding="utf-8")


def opened(work: Path) -> tuple[Index, Encoder]:
    """The index in the work folder, and its encoder."""
    encoder = RandomVectors(load_encoder("all-MiniLM-L6-v2", cache=work))
    url = os.environ.get("QA_DATABASE_URL")
    database = read_address(url) if url else None
    return open_index(
        work / "index", encoder=encoder, chunk_tokens=256, overlap_sentences=1, database=database
    ), encoder


def sync(work: Path) -> dict[str, float]:
    """Seconds and chunks of a sync."""
    index, _ = opened(work)
    with index:
        report = index.sync(work / "articles")
    return {"seconds": report.seconds, "chunks": report.chunks, "changed": len(report.changed)}


def ask(work: Path, questions: Sequence[str]) -> dict[str, float]:
    """Milliseconds of the questions after the first five, and the peak memory of the process."""
    index, encoder = opened(work)
    clock, processor = [], []
    with index:
        retriever = HybridRetriever(index, encoder, candidates=50)
        for question in questions:
            started = time.perf_counter(), time.process_time()
            retriever.retrieve(question, k=6)
            clock.append(1000 * (time.perf_counter() - started[0]))
            processor.append(1000 * (time.process_time() - started[1]))
        megabytes = index.size().bytes / 1e6
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    names = ("p50", "p95", "processor p50", "processor p95")
    values = [float(np.percentile(series[5:], rank)) for series in (clock, processor) for rank in (50, 95)]
    return {**dict(zip(names, values, strict=True)), "peak_mb": peak_mb, "megabytes": megabytes}


def in_a_process(bench: Path, work: Path, step: str) -> dict[str, float]:
    """What a step prints that is run by itself."""
    command = [sys.executable, "-m", "benchmarks.scale", str(bench), "--work", str(work), "--step", step]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, help="folder of the sets")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--work", type=Path, help="where an earlier run left its index, or is to leave it")
    parser.add_argument("--step", choices=("sync", "ask"), help="only this, its figures as JSON")
    options = parser.parse_args()
    if options.step == "sync":
        print(json.dumps(sync(options.work)))
        return
    if options.step == "ask":
        print(json.dumps(ask(options.work, Sentences(options.bench).questions(205))))
        return
    with tempfile.TemporaryDirectory(prefix="qa-scale-") as temporary:
        work = options.work or Path(temporary)
        if not (work / "articles").is_dir():
            (work / "articles").mkdir(parents=True)
            write_articles(Sentences(options.bench), work / "articles", options.articles)
        filled = in_a_process(options.bench, work, "sync")
        print(f"| | {options.articles:,} articles, {filled['chunks']:,.0f} chunks |\n|---|---|")
        print(f"| first sync, without encoding | {filled['seconds']:.0f} s |", flush=True)
        print(f"| sync, nothing changed | {in_a_process(options.bench, work, 'sync')['seconds']:.2f} s |", flush=True)
        one = next(iter(sorted((work / "articles").iterdir())))
        one.write_text(one.read_text("utf-8") + "\nOne more sentence stands here.\n", "utf-8")
        changed = in_a_process(options.bench, work, "sync")
        print(f"| sync, {changed['changed']} changed | {changed['seconds']:.2f} s |", flush=True)
        asked = in_a_process(options.bench, work, "ask")
        print(f"| a question of eight words, p50 / p95 | {asked['p50']:.0f} / {asked['p95']:.0f} ms |")
        print(f"| the same in processor time | {asked['processor p50']:.0f} / {asked['processor p95']:.0f} ms |")
        print(f"| the database on disk | {asked['megabytes']:,.0f} MB |")
        print(f"| peak memory of the process that asks | {asked['peak_mb']:,.0f} MB |")


if __name__ == "__main__":
    main()

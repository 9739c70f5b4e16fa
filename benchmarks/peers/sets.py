"""Every set in turn: its sample is indexed and asked by every system, with the same vectors, and what comes back is judged."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers import answers, ranking
from benchmarks.peers.samples import SETS, Sample, draw
from benchmarks.peers.systems import OURS, Failure, Process, System
from qa.encoding import Encoder
from qa.evaluation.scoring import CaseScore
from qa.types import Answer

DEPTH = 50
WITH_DAY = "ours, told the day"
Replies = Sequence[Sequence[tuple[str, str]]]
"""For each question passages, best first: a file and a text each."""


class KnownVectors:
    """Vectors of texts by our encoder, kept between runs: what several systems cut alike is encoded once."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._file = folder / f"vectors-{encoder.fingerprint[:16]}.npz"
        self._known: dict[str, NDArray[np.float32]] = {}
        if self._file.exists():
            with np.load(self._file) as stored:
                self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row a text."""
        keys = [hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32] for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            self._known |= zip(new, self._encoder.encode_documents(list(new.values())), strict=True)
        return np.stack([self._known[key] for key in keys])

    def keep(self) -> None:
        """Writes what is known for the next run."""
        if self._known:
            np.savez(self._file, keys=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))


@dataclass(frozen=True, slots=True)
class SetResult:
    """What came of one set.

    Attributes:
        ranking: of every system.
        answers: of every system, on the sets where answers are judged.
        failed: why a system is not among them, by its label.
    """

    ranking: ranking.Ranking
    answers: answers.Answers | None
    failed: Mapping[str, str]


@dataclass(slots=True)
class _Gathered:
    """What the systems gave so far, by label."""

    found: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    chunks: dict[str, int] = field(default_factory=dict)
    judged: dict[str, list[CaseScore]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def run_sets(
    bench: Path, work: Path, encoder: Encoder, peers: Sequence[System], *, most: int, corpus: int | None
) -> Iterator[SetResult]:
    """Every set that is there, asked by every system. One that fails on a set is left out of it, and the result says why."""
    vectors = KnownVectors(encoder, work)
    with ExitStack() as stack:
        processes = [
            stack.enter_context(Process(system, work, encode=None if system is OURS else vectors.encode))
            for system in (OURS, *peers)
        ]
        for name in SETS:
            if (bench / name).is_dir():
                folder = work / "sets" / name / "articles"
                judged = name in answers.SETS
                sample = draw(bench / name, folder, most=most, corpus=corpus, for_answers=judged)
                yield _run(sample, processes, with_answers=judged)
                vectors.keep()


def _run(sample: Sample, processes: Sequence[Process], *, with_answers: bool) -> SetResult:
    gathered = _Gathered()
    texts = answers.texts_of(sample) if with_answers else {}
    for process in processes:
        try:
            _gather(process, sample, gathered, texts)
        except Failure as failure:
            gathered.failed[process.system.label] = str(failure)
    asked = sum(bool(question.relevant) for question in sample.questions)
    ranked = ranking.Ranking(sample.name, asked, sample.size, ranking.compare(gathered.found, gathered.chunks))
    said = answers.compare(sample, gathered.judged) if gathered.judged else None
    return SetResult(ranked, said, gathered.failed)


def _gather(process: Process, sample: Sample, into: _Gathered, texts: Mapping[str, str]) -> None:
    label, is_ours = process.system.label, process.system is OURS
    chunks = _index(process, sample.articles, sample.articles.parent / f"{process.system.name}-index")
    replies = _search(process, sample, None)
    into.found[label], into.chunks[label] = _measure(sample, replies), chunks
    days = [question.day for question in sample.questions]
    if is_ours and any(days):
        into.found[WITH_DAY], into.chunks[WITH_DAY] = _measure(sample, _search(process, sample, days)), chunks
    if texts:
        given = _ask(process, sample) if is_ours else _first_passages(sample, replies, texts)
        into.judged[label] = answers.judge(sample, given, texts)


def _index(process: Process, articles: Path, store: Path) -> int:
    """Indexes the articles into an empty folder; gives how many chunks there are. Of ours what an earlier run left is synced."""
    if process.system is not OURS:
        shutil.rmtree(store, ignore_errors=True)
    store.mkdir(parents=True, exist_ok=True)
    process.ask("prepare", articles=str(articles), store=str(store))
    return int(process.ask("index")["chunks"])


def _search(process: Process, sample: Sample, days: Sequence[str | None] | None) -> Replies:
    questions = [question.question for question in sample.questions]
    found: Replies = process.ask("search", questions=questions, days=days, k=DEPTH)["found"]
    return found


def _measure(sample: Sample, replies: Replies) -> NDArray[np.float64]:
    """The measures of the questions that have an answer, a row each."""
    pairs = zip(replies, sample.questions, strict=True)
    rows = [
        ranking.measures_of([file for file, _ in reply], question.relevant)
        for reply, question in pairs
        if question.relevant
    ]
    return np.array(rows)


def _ask(process: Process, sample: Sample) -> list[Answer]:
    questions = sample.questions
    replies = [process.ask("ask", question=question.question, day=question.day) for question in questions]
    return [Answer.from_json(reply["answer"]) for reply in replies]


def _first_passages(sample: Sample, replies: Replies, texts: Mapping[str, str]) -> list[Answer]:
    said = []
    for question, reply in zip(sample.questions, replies, strict=True):
        file, passage = reply[0] if reply else (next(iter(texts)), "")
        said.append(answers.passage_as_answer(question.question, file, passage, texts[file]))
    return said

"""Cases through a pipeline: what it answered and retrieved for each, kept on disk so that a stopped run goes on."""

import hashlib
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from qa.evaluation.cases import EvalCase, case_to_json
from qa.types import Answer, Passage, Turn

# Deep enough for every ranking measure.
DEPTH = 10


class AnsweringPipeline(Protocol):
    """What the evaluation needs of a pipeline: its two public methods."""

    def retrieve(
        self, question: str, *, k: int = ..., sources: tuple[str, ...] = ..., today: date | None = ...
    ) -> list[Passage]:
        """Passages, best first."""

    def ask(
        self,
        question: str,
        *,
        history: tuple[Turn, ...] = ...,
        sources: tuple[str, ...] = ...,
        today: date | None = ...,
    ) -> Answer:
        """The answer, or why there is none."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case.

    Attributes:
        case_id: of the case.
        answer: None when asking or retrieving failed.
        passages: the ranking for the standalone question, best first; empty when retrieving failed.
        error: why asking or retrieving failed, or None.
        seconds: per stage, with ``ask`` and ``retrieve`` as a whole; kept apart from all that is compared.
    """

    case_id: str
    answer: Answer | None
    passages: tuple[Passage, ...]
    error: str | None
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the store: an outcome, and the digest of the case that it belongs to."""

    digest: str
    outcome: Outcome


_LINE = TypeAdapter(_Line)


def run_cases(
    cases: Sequence[EvalCase],
    pipeline: AnsweringPipeline,
    *,
    store: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Outcome, ...]:
    """The outcome of each case, in their order. A question that fails is an outcome, not an error.

    Args:
        cases: what to ask.
        pipeline: who is asked.
        store: a file of JSON lines for the outcomes; those that it already has for the same case are not asked again.
            Its name has to tell corpus, settings and code, which it can't check.
        progress: called after each case with how many are done.
    """
    known = _read_store(store) if store else {}
    outcomes = []
    for done, case in enumerate(cases, start=1):
        digest = hashlib.sha256(case_to_json(case).encode()).hexdigest()
        outcome = known.get(digest)
        if outcome is None:
            outcome = _run_case(case, pipeline)
            if store:
                _append(store, _Line(digest, outcome))
        outcomes.append(outcome)
        if progress:
            progress(done)
    return tuple(outcomes)


def _run_case(case: EvalCase, pipeline: AnsweringPipeline) -> Outcome:
    answer: Answer | None = None
    passages: tuple[Passage, ...] = ()
    error: str | None = None
    seconds: dict[str, float] = {}
    started = time.perf_counter()
    try:
        answer = pipeline.ask(case.question, history=case.history, sources=case.sources, today=case.today)
        seconds = {**answer.seconds, "ask (whole)": time.perf_counter() - started}
    except Exception as fault:  # noqa: BLE001 - any failure of the system under test is a result, and is counted as one
        error = f"{type(fault).__name__}: {fault}"
    # The ranking is judged even where no answer came of it.
    question = answer.standalone_question if answer is not None else case.question
    started = time.perf_counter()
    try:
        passages = tuple(pipeline.retrieve(question, k=DEPTH, sources=case.sources, today=case.today))
        seconds["retrieve (whole)"] = time.perf_counter() - started
    except Exception as fault:  # noqa: BLE001 - as above
        answer, error = None, error or f"{type(fault).__name__}: {fault}"
    return Outcome(case.case_id, answer, passages, error, seconds)


def _read_store(store: Path) -> dict[str, Outcome]:
    if not store.exists():
        return {}
    known = {}
    for text in store.read_text(encoding="utf-8").splitlines():
        try:
            line = _LINE.validate_json(text)
        except ValidationError:
            continue  # a run that was killed while writing leaves half a line; the case is asked again
        if line.outcome.error is None:  # a failure may have been the moment's
            known[line.digest] = line.outcome
    return known


def _append(store: Path, line: _Line) -> None:
    store.parent.mkdir(parents=True, exist_ok=True)
    with store.open("a+b") as file:
        if file.tell():  # half a line that a killed run left must not swallow this one
            file.seek(-1, os.SEEK_END)
            starts_line = file.read(1) == b"\n"
        else:
            starts_line = True
        file.write((b"" if starts_line else b"\n") + _LINE.dump_json(line) + b"\n")

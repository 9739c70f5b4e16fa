"""One set of cases under one choice of settings: its own index, its kept outcomes, its fingerprint, its report."""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from qa.errors import EvaluationError
from qa.evaluation.cases import case_faults, case_to_json
from qa.evaluation.importers import CaseSet
from qa.evaluation.report import EvalReport, Timings
from qa.evaluation.runner import AnsweringPipeline, run_cases
from qa.evaluation.scoring import CaseScore, score_case
from qa.evaluation.summary import make_report, make_timings


class SyncingPipeline(AnsweringPipeline, Protocol):
    """A pipeline that can bring its index in step with its articles."""

    def sync(self) -> object:
        """Reads what is new or changed."""


@dataclass(frozen=True, slots=True)
class System:
    """What is under test.

    Attributes:
        open_pipeline: opens it over an articles folder and an index folder.
        settings: the values that can change an answer, by name.
        index_settings: those among them that change the index.
        code: hash of the code and prompts that answers come from.
        index_code: hash of the code that makes the index.
        version: of the package.
    """

    open_pipeline: Callable[[Path, Path], AbstractContextManager[SyncingPipeline]]
    settings: Mapping[str, str]
    index_settings: tuple[str, ...]
    code: str
    index_code: str
    version: str


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its report, and its timings apart."""

    report: EvalReport
    timings: Timings


def run_experiment(
    case_set: CaseSet,
    system: System,
    texts: Mapping[str, str],
    *,
    folder: Path,
    fresh: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Asks all cases and judges what came back.

    Args:
        case_set: the cases and their articles.
        system: what is under test.
        texts: the raw text of every article by its id.
        folder: keeps the index and the outcomes, so that a run that was stopped goes on and nothing is done twice.
        fresh: asks again even where an outcome is kept.
        progress: called with how many cases are done.

    Raises:
        EvaluationError: a case does not fit the articles.
    """
    faults = [f"{case.case_id}: {fault}" for case in case_set.cases for fault in case_faults(case, texts)]
    if faults:
        raise EvaluationError("\n".join(faults))
    fingerprint = _fingerprint(case_set, system, texts)
    identity = {key: value for key, value in fingerprint.items() if key != "cases"}
    store = folder / "outcomes" / f"{_digest(json.dumps(identity, sort_keys=True))}.jsonl"
    if fresh:
        store.unlink(missing_ok=True)
    with system.open_pipeline(case_set.articles, _index_folder(folder, system)) as pipeline:
        pipeline.sync()
        outcomes = run_cases(case_set.cases, pipeline, store=store, progress=progress)
    scores: list[CaseScore] = [
        score_case(case, outcome, texts) for case, outcome in zip(case_set.cases, outcomes, strict=True)
    ]
    return Run(make_report(case_set.name, scores, fingerprint), make_timings(scores))


def _fingerprint(case_set: CaseSet, system: System, texts: Mapping[str, str]) -> dict[str, str]:
    return {
        "cases": _digest("\n".join(case_to_json(case) for case in case_set.cases)),
        "code": system.code,
        "corpus": _digest("\n".join(f"{name} {_digest(texts[name])}" for name in sorted(texts))),
        "version": system.version,
        **{f"settings.{name}": value for name, value in system.settings.items()},
    }


def _index_folder(folder: Path, system: System) -> Path:
    """An index of its own for what it is made of; those of other code are removed, since sync would trust them."""
    kept = folder / f"index-{system.index_code}"
    for other in folder.glob("index-*"):
        if other != kept:
            shutil.rmtree(other)
    return kept / _digest(json.dumps({name: system.settings[name] for name in system.index_settings}, sort_keys=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""From scored cases to a report: means with intervals over all cases and per kind, and the curves."""

import resource
import sys
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from qa.errors import EvaluationError
from qa.evaluation.measures.confidence import auroc, calibration_error, coverage_risk, reliability
from qa.evaluation.measures.intervals import Estimate, estimate, estimate_statistic
from qa.evaluation.report import MEASURES, SCHEMA_VERSION, CaseRow, CitationRow, EvalReport, PassageRow, Timings
from qa.evaluation.scoring import CaseScore, Verdict
from qa.types import Answer

_SEED = 20


# getrusage counts in bytes on macOS and in KiB elsewhere.
_MEMORY_UNITS_PER_MB = 1024**2 if sys.platform == "darwin" else 1024


def make_report(name: str, scores: Sequence[CaseScore], fingerprint: Mapping[str, str]) -> EvalReport:
    """The report over scored cases.

    Raises:
        EvaluationError: there are no cases.
    """
    if not scores:
        raise EvaluationError(f"{name}: no cases to report on")
    answered = [s for s in scores if s.outcome.answer is not None]
    given = [(s, s.outcome.answer) for s in scores if s.outcome.answer and s.outcome.answer.abstention is None]
    bins = reliability([_confidence(s.outcome.answer) for s in answered], [s.case.answerable for s in answered])
    return EvalReport(
        schema_version=SCHEMA_VERSION,
        name=name,
        fingerprint=dict(sorted(fingerprint.items())),
        counts={str(verdict): sum(s.verdict is verdict for s in scores) for verdict in Verdict},
        measures=_estimates(scores),
        kinds={
            kind: _estimates([s for s in scores if s.case.kind == kind])
            for kind in sorted({s.case.kind for s in scores})
        },
        risk=coverage_risk(
            [answer.confidence for _, answer in given],
            [s.verdict is Verdict.RIGHT for s, _ in given],
            questions=len(scores),
        ),
        reliability=bins,
        calibration_error=calibration_error(bins) if bins else None,
        first_ranks=_first_ranks(scores),
        cases=tuple(_case_row(score) for score in scores),
    )


def make_timings(scores: Sequence[CaseScore]) -> Timings:
    """The timings of a run, and this process's peak memory."""
    stages: dict[str, list[float]] = {}
    for score in scores:
        for stage, seconds in score.outcome.seconds.items():
            stages.setdefault(stage, []).append(seconds)
    return Timings(
        seconds_p50={stage: float(np.quantile(values, 0.5)) for stage, values in stages.items()},
        seconds_p95={stage: float(np.quantile(values, 0.95)) for stage, values in stages.items()},
        peak_memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEMORY_UNITS_PER_MB,
    )


def _estimates(scores: Sequence[CaseScore]) -> dict[str, Estimate]:
    estimates: dict[str, Estimate] = {}
    for name in MEASURES:
        if name == "abstention_auroc":
            judged = [s for s in scores if s.outcome.answer is not None]
            found = estimate_statistic(_auroc_of(judged), len(judged), seed=_SEED) if judged else None
            if found is not None:
                estimates[name] = found
            continue
        values = [score.measures[name] for score in scores if name in score.measures]
        if values:
            estimates[name] = estimate(values, seed=_SEED)
    return estimates


def _auroc_of(scores: Sequence[CaseScore]) -> Callable[[NDArray[np.intp]], float | None]:
    confidences = np.array([_confidence(score.outcome.answer) for score in scores])
    answerable = np.array([score.case.answerable for score in scores])
    return lambda positions: auroc(confidences[positions].tolist(), answerable[positions].tolist())


def _confidence(answer: Answer | None) -> float:
    return answer.confidence if answer is not None else 0.0


def _first_ranks(scores: Sequence[CaseScore]) -> dict[str, int]:
    counts = {**{str(rank): 0 for rank in range(1, 11)}, "none": 0}
    for score in scores:
        for rank in score.ranks:
            counts[str(rank) if rank is not None else "none"] += 1
    return counts


def _case_row(score: CaseScore) -> CaseRow:
    case, answer = score.case, score.outcome.answer
    return CaseRow(
        case_id=case.case_id,
        kind=case.kind,
        question=case.question,
        history=tuple(text for turn in case.history for text in (turn.question, turn.answer)),
        standalone_question=answer.standalone_question if answer else case.question,
        answerable=case.answerable,
        verdict=score.verdict,
        abstention=str(answer.abstention) if answer and answer.abstention else None,
        confidence=answer.confidence if answer else None,
        error=score.outcome.error,
        answer=answer.text if answer else "",
        gold=tuple(tuple(member.quote or member.article for member in group) for group in case.gold),
        short_answers=case.answers,
        citations=tuple(CitationRow(c.article_id, c.start, c.end, c.quote) for c in answer.citations) if answer else (),
        passages=tuple(
            PassageRow(
                article=passage.chunk.article_id,
                start=passage.chunk.start,
                end=passage.chunk.end,
                similarity=passage.similarity,
                term_score=passage.term_score,
                dense_rank=passage.trace.dense_rank,
                term_rank=passage.trace.term_rank,
                holds=tuple(group for group, rank in enumerate(score.ranks) if rank == place),
                text=passage.chunk.text,
            )
            for place, passage in enumerate(score.outcome.passages, start=1)
        ),
        measures=dict(score.measures),
    )

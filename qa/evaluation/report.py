"""What a run found: measures with intervals over all cases and per kind, curves, and each case; written as JSON.

The JSON has the same bytes for the same inputs: numbers are rounded, keys are in a fixed order, and times are in a
``Timings`` of their own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from qa.errors import EvaluationError
from qa.evaluation.measures.confidence import ReliabilityBin, RiskPoint
from qa.evaluation.measures.intervals import Estimate
from qa.evaluation.scoring import Verdict

SCHEMA_VERSION = 1
_DECIMALS = 6
_CONTROL_CHARACTERS = {code: None for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)}

# Every measure by name, in the order in which it is shown, with what it says. A name that scoring gives and that is not
# here would be lost, so a test compares the two.
MEASURES: Mapping[str, str] = {
    "recall@1": "gold groups found by the first passage",
    "recall@5": "gold groups found by the first five passages",
    "recall@10": "gold groups found by the first ten passages",
    "mrr@10": "one over the rank of the first passage that finds something",
    "ndcg@10": "discounted gain of the ranking over the best possible",
    "char_recall@5": "gold characters in the first five passages",
    "char_precision@5": "retrieved characters that are gold",
    "char_iou@5": "gold and retrieved characters: shared over all",
    "correctness": "cases answered rightly or declined rightly",
    "answered_rightly": "answerable cases answered rightly",
    "followup_correctness": "the same over questions that follow earlier ones",
    "exact": "answer text equals a short answer (SQuAD)",
    "f1": "shared tokens of answer and reference (SQuAD)",
    "contains": "short answers that stand in the answer",
    "rouge_l": "longest common subsequence with the reference",
    "answer_words": "length of the answer in words (neither high nor low is better)",
    "citation_precision": "citations that touch a gold quote or a quote that is also fine",
    "citation_recall": "gold groups that are cited",
    "citation_overlap": "cited and gold characters: shared over all",
    "citation_exact": "citations that are the file's characters at their place",
    "support_rate": "sentences that the check calls supported",
    "unsupported_drafted": "sentences of a chat model's draft that nothing cited bears out, before any is reworded",
    "unsupported_reworded": "the same once each was reworded; strict answers leave them out",
    "unsupported_shown": "sentences of a chat model's answer that nothing cited bears out",
    "chat_failed": "questions whose answer was quoted because the chat model failed",
    "abstention_precision": "declined questions that have no answer",
    "abstention_recall": "questions without an answer that were declined",
    "abstention_auroc": "an answerable question has more confidence than one that is not",
    "conflict_found": "disputes shown as such",
    "both_sides_cited": "disputes with a citation for each side",
    "speaker_right": "positions whose speaker and stance are right",
    "conflict_precision": "shown disputes that are disputes",
}


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A citation as a report shows it."""

    article: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage of the ranking as a report shows it; ``holds`` names the gold groups that it is the first to find."""

    article: str
    start: int
    end: int
    similarity: float
    term_score: float
    dense_rank: int | None
    term_rank: int | None
    holds: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a report shows it."""

    case_id: str
    kind: str
    question: str
    history: tuple[str, ...]
    standalone_question: str
    answerable: bool
    verdict: Verdict
    abstention: str | None
    confidence: float | None
    error: str | None
    answer: str
    gold: tuple[tuple[str, ...], ...]
    short_answers: tuple[tuple[str, ...], ...]
    citations: tuple[CitationRow, ...]
    passages: tuple[PassageRow, ...]
    measures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class EvalReport:
    """A run, judged.

    Attributes:
        schema_version: of this record in JSON.
        name: of the case set.
        fingerprint: what the run was made of: hashes and values of corpus, cases, code, settings, models, prompts.
        counts: cases per verdict.
        measures: over all cases to which each applies.
        kinds: the same per kind of case.
        risk: coverage-risk curve of the answers given.
        reliability: confidence against answerability.
        calibration_error: mean distance of the two; None without answers.
        first_ranks: how often each rank was the first to find a gold group; ``none`` for never.
        cases: one row each, in the order of the case file.
    """

    schema_version: int
    name: str
    fingerprint: Mapping[str, str]
    counts: Mapping[str, int]
    measures: Mapping[str, Estimate]
    kinds: Mapping[str, Mapping[str, Estimate]]
    risk: tuple[RiskPoint, ...]
    reliability: tuple[ReliabilityBin, ...]
    calibration_error: float | None
    first_ranks: Mapping[str, int]
    cases: tuple[CaseRow, ...]

    def to_json(self) -> str:
        """The report as JSON, with the same bytes for the same inputs."""
        plain = _rounded(_REPORT.dump_python(self, mode="json"))
        return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "EvalReport":
        """The report that ``to_json`` wrote.

        Raises:
            EvaluationError: it is no report, or one of another schema version.
        """
        try:
            version = json.loads(text).get("schema_version")
            if version != SCHEMA_VERSION:
                raise EvaluationError(f"a run of schema version {version}; this program reads {SCHEMA_VERSION}")
            return _REPORT.validate_json(text)
        except (ValueError, AttributeError) as error:
            raise EvaluationError(f"not a run that qa eval --json wrote: {error}") from error


_REPORT = TypeAdapter(EvalReport)


@dataclass(frozen=True, slots=True)
class Timings:
    """How long a run took; kept apart from the report because it is never the same twice.

    Attributes:
        seconds_p50, seconds_p95: per stage, over the cases that had it.
        peak_memory_mb: the most that this process has held, in MB.
    """

    seconds_p50: Mapping[str, float]
    seconds_p95: Mapping[str, float]
    peak_memory_mb: float

    def to_json(self) -> str:
        """The timings as JSON."""
        return TypeAdapter(Timings).dump_json(self, indent=1).decode() + "\n"


def without_control_characters(text: str) -> str:
    """The text without the characters that neither XML 1.0 nor HTML can hold."""
    return text.translate(_CONTROL_CHARACTERS)


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value

"""Two runs of the same cases side by side, and the gate that says whether a change may go in."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import EvaluationError
from qa.evaluation.measures.intervals import Difference, holm, paired_difference
from qa.evaluation.report import MEASURES, EvalReport
from qa.evaluation.scoring import Verdict

SIGNIFICANCE = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """How a measure changed; ``adjusted_p`` allows for the number of gated measures, and is None for the others."""

    measure: str
    difference: Difference
    adjusted_p: float | None

    @property
    def is_significant_loss(self) -> bool:
        """Whether a gated measure fell by more than chance explains."""
        return self.adjusted_p is not None and self.adjusted_p < SIGNIFICANCE and self.difference.mean < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run against an older one, over the cases that both have.

    Attributes:
        changes: per measure.
        wins: ids of cases that were not right and now are.
        losses: ids of cases that were right and no longer are.
        cases: how many cases were compared.
        differing: keys of the fingerprint that differ, so that a reader sees what was changed.
    """

    changes: tuple[Change, ...]
    wins: tuple[str, ...]
    losses: tuple[str, ...]
    cases: int
    differing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """What has to hold for a set of cases: floors by measure, and the measures that may not fall significantly."""

    floors: Mapping[str, float]
    gated: tuple[str, ...]


def compare(old: EvalReport, new: EvalReport, *, gated: Collection[str], seed: int = 20) -> Comparison:
    """The new run against the old one, case by case.

    Args:
        old, new: runs of the same set; cases that only one of them has, or whose question was changed, are left out.
        gated: measures whose p-values are adjusted together and that can fail the gate.
        seed: of the resampling.

    Raises:
        EvaluationError: the runs share no case.
    """
    before = {row.case_id: row for row in old.cases}
    pairs = [
        (before[row.case_id], row)
        for row in new.cases
        if row.case_id in before and before[row.case_id].question == row.question
    ]
    if not pairs:
        raise EvaluationError(f"{old.name} and {new.name}: the two runs share no case")
    differences: dict[str, Difference] = {}
    for name in MEASURES:
        both = [(a.measures[name], b.measures[name]) for a, b in pairs if name in a.measures and name in b.measures]
        if both:
            differences[name] = paired_difference([a for a, _ in both], [b for _, b in both], seed=seed)
    tested = [name for name in differences if name in gated]
    adjusted = dict(zip(tested, holm([differences[name].p_value for name in tested]), strict=True))
    return Comparison(
        changes=tuple(Change(name, found, adjusted.get(name)) for name, found in differences.items()),
        wins=tuple(b.case_id for a, b in pairs if a.verdict is not Verdict.RIGHT and b.verdict is Verdict.RIGHT),
        losses=tuple(b.case_id for a, b in pairs if a.verdict is Verdict.RIGHT and b.verdict is not Verdict.RIGHT),
        cases=len(pairs),
        differing=tuple(
            key
            for key in sorted({*old.fingerprint, *new.fingerprint})
            if old.fingerprint.get(key) != new.fingerprint.get(key)
        ),
    )


def read_gate(pyproject: Path | None, name: str) -> Gate:
    """The gate of a case set, from ``[tool.qa.eval]``: ``gated`` for all sets, and ``floors.NAME`` for this one.

    Raises:
        EvaluationError: the file is no TOML, or the section names an unknown measure.
    """
    if pyproject is None:
        return Gate({}, ())
    try:
        section = tomllib.loads(pyproject.read_text(encoding="utf-8")).get("tool", {}).get("qa", {}).get("eval", {})
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise EvaluationError(f"{pyproject}: {error}") from error
    floors = {str(key): float(value) for key, value in section.get("floors", {}).get(name, {}).items()}
    gated = tuple(section.get("gated", ()))
    unknown = sorted({*floors, *gated} - set(MEASURES))
    if unknown:
        raise EvaluationError(f"{pyproject}: [tool.qa.eval] names {', '.join(unknown)}, which is no measure")
    return Gate(floors, gated)


def gate_faults(gate: Gate, report: EvalReport, comparison: Comparison | None) -> Sequence[str]:
    """One line for each measure below its floor or significantly worse than before; empty when the gate is open."""
    faults = []
    for name, floor in gate.floors.items():
        found = report.measures.get(name)
        if found is None:
            faults.append(f"{name}: no case gives it, and its floor is {floor:.3f}")
        elif found.mean < floor:
            faults.append(f"{name}: {found.mean:.3f} is below its floor of {floor:.3f} (n={found.n})")
    losses = [change for change in comparison.changes if change.is_significant_loss] if comparison else []
    faults += [
        f"{loss.measure}: fell by {-loss.difference.mean:.3f} (adjusted p={loss.adjusted_p:.4f})" for loss in losses
    ]
    return faults

"""Scores whether questions that take something false for granted are declined, and sound ones answered.

    python -m training.score_premises BENCH/realtimeqa_2023 [--work FOLDER] [--half dev] [--show]

The questions, in ``tests/cases/premises.jsonl``, are asked over all articles of the set. Of the "denied" ones an article
says the opposite of what they suppose, the "unfounded" ones suppose what no article says, and the "sound" ones, in the same
forms, have an answer. The rules were written looking at the half "dev".
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa import Settings, open_pipeline
from qa.evaluation.importers import write_corpus
from qa.types import Abstention, Answer
from training.scores import interval

CASES = Path(__file__).parent.parent / "tests" / "cases" / "premises.jsonl"
HALVES = ("dev", "aside")
KINDS = ("denied", "unfounded", "sound")


@dataclass(frozen=True, slots=True)
class PremiseCase:
    """A question, the half that it belongs to, and its kind (one of ``KINDS``)."""

    id: str
    question: str
    half: str
    kind: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints, for each half and kind, the shares declined and told to suppose something false. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m training.score_premises", description=__doc__)
    parser.add_argument("bench", type=Path, help="folder of realtimeqa_2023")
    parser.add_argument("--work", type=Path, help="folder for the index; a temporary one where it is left out")
    parser.add_argument("--half", choices=HALVES, help="only this half")
    parser.add_argument("--show", action="store_true", help="print each answer of the half dev")
    given = parser.parse_args(arguments)
    cases = [case for case in read_cases(CASES) if given.half in (None, case.half)]
    with tempfile.TemporaryDirectory() as folder:
        answers = ask(cases, given.bench, given.work or Path(folder))
    for half in [given.half] if given.half else HALVES:
        for kind in KINDS:
            report(half, kind, [a for case, a in zip(cases, answers, strict=True) if (case.half, case.kind) == (half, kind)])  # fmt: skip
    for case, answer in zip(cases, answers, strict=True) if given.show else ():
        if case.half == "dev":
            sys.stdout.write(f"{case.id} {case.question}\n    {answer.abstention or 'answered'}: {answer.text}\n")
    return 0


def read_cases(path: Path) -> list[PremiseCase]:
    """The cases of a file of JSON lines."""
    return [PremiseCase(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def ask(cases: Sequence[PremiseCase], bench: Path, work: Path) -> list[Answer]:
    """The pipeline's answers over all articles of the set, in the order of the cases."""
    rows = (bench / "corpus.jsonl").read_text(encoding="utf-8").split("\n")
    write_corpus([json.loads(line) for line in rows if line.strip()], work / "articles")
    with open_pipeline(Settings(articles=work / "articles", index=work / "index")) as pipeline:
        pipeline.sync()
        return [pipeline.ask(case.question) for case in cases]


def report(half: str, kind: str, answers: Sequence[Answer]) -> None:
    """Prints the two shares over some answers."""
    declined = [float(answer.abstention is not None) for answer in answers]
    told = [float(answer.abstention is Abstention.FALSE_PREMISE) for answer in answers]
    for name, values in (("declined", declined), ("false premise", told)):
        mean, low, high, n = interval(values)
        sys.stdout.write(f"{half:6} {kind:10} {name:14} {mean:.3f} [{low:.3f}, {high:.3f}] n={n}\n")


if __name__ == "__main__":
    sys.exit(main())

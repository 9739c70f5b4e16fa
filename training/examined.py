"""What the reader saw of a question, with what is right, as ``training.examine_sets`` keeps it to fit decisions on."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.reading.evidence.candidates import Candidate
from qa.reading.evidence.judging import CloseReading, Judgement
from qa.reading.evidence.network import Verdict
from qa.types import Passage
from training.question_sets import Document

EXAMPLES = "examples.pickle"


@dataclass(frozen=True, slots=True)
class Example:
    """One question as the reader meets it, with what is right.

    Attributes:
        row: the question as its set has it.
        answerable: whether the articles that it was asked over answer it.
        today: the day on which it is asked, where its set says.
        passages, candidates: what was found, and the sentences looked at.
        rows, judgements: of the candidates, in their order.
        lowered: by how much the log odds of each are lowered for what it is about, and for its age.
        answers: which of the candidates answer.
        closely: what the network makes of the best sentences by themselves, best first.
        premise: how far they bear out what the question takes for granted.
    """

    row: Document
    answerable: bool
    today: date | None
    passages: tuple[Passage, ...]
    candidates: tuple[Candidate, ...]
    rows: NDArray[np.float64]
    lowered: NDArray[np.float64]
    judgements: tuple[Judgement, ...]
    answers: NDArray[np.bool_]
    closely: CloseReading
    premise: Verdict

    def logits(self, relevance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log odds, up to a summand, that each candidate answers, its features weighing as given."""
        return self.rows @ relevance - self.lowered


def write_examples(examples: Sequence[Example], work: Path, name: str) -> None:
    """Keeps the examples of a set; what was kept before is replaced at one go."""
    target = work / name / EXAMPLES
    new = target.with_suffix(".new")
    with new.open("wb") as file:
        pickle.dump(list(examples), file)
    new.replace(target)


def load_examples(work: Path, name: str) -> list[Example]:
    """The examples of a set that this command wrote. Raises OSError where it has not run for the set."""
    with (work / name / EXAMPLES).open("rb") as file:
        found: list[Example] = pickle.load(file)  # noqa: S301 - written by this command
    return found

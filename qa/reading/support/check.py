"""Whether the text that a sentence cites bears it out: a trained network's judgement and what words alone show."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qa.encoding.pairs import PairScorer
from qa.reading.support.agreement import Agreement, compare
from qa.reading.support.other_names import closest_sentences, exchanged
from qa.types import Support

_SCALE = 10.0  # the network's logits run from about -10 to 10; the other features from 0 to about 1
_MOST_MISSING = 2  # more names that the source lacks speak no louder
SUPPORTED_FROM = 0.35  # probability; docs/reader.md says what other bounds would let through and lose
PARTLY_FROM = 0.2
BETTER_OF_ANOTHER = 1.0  # logits; docs/reader.md has what it notices and loses
_READ_SENTENCES = 2  # short premises are what the network has learnt to tell apart
FEATURES = (
    "entailment",
    "contradiction",
    "names_missing",
    "swapped",
    "negation_differs",
    "speaker_differs",
    "unmatched",
)


class SupportCheck(Protocol):
    """Anything that says whether sources bear a sentence out."""

    def verdict(self, sentence: str, sources: Sequence[str]) -> Support:
        """The verdict on one sentence against all of its sources together; unsupported where there are none."""
        ...


@dataclass(frozen=True, slots=True)
class SupportWeights:
    """A logistic regression over ``FEATURES``."""

    weights: tuple[float, ...]
    bias: float


@cache
def fitted_support() -> SupportWeights:
    """The weights that ``training/fit_support.py`` wrote, checked against the features of this version."""
    stored = json.loads(files("qa.reading.support").joinpath("weights.json").read_text(encoding="utf-8"))
    if tuple(stored["features"]) != FEATURES:
        raise ValueError("support/weights.json was fitted for other features; run training/fit_support.py")
    return SupportWeights(tuple(stored["weights"]), stored["bias"])


class TrainedSupportCheck:
    """A ``SupportCheck`` by the trained network and by exact agreement of numbers, dates, names, negation and speakers.

    The network notices what no word shows, the comparison what a small network overlooks: a number among many. A wrong
    name is noticed by asking the network for the same claim about the others whom the source names.
    """

    def __init__(self, scorer: PairScorer) -> None:
        self._scorer = scorer

    def verdict(self, sentence: str, sources: Sequence[str]) -> Support:
        """See ``SupportCheck.verdict``."""
        if not sources or not sentence.strip():
            return Support.UNSUPPORTED
        probability = self.probability(sentence, " ".join(sources))
        if probability >= PARTLY_FROM and bears_out_of_another(sentence, " ".join(sources), self._scorer):
            return Support.UNSUPPORTED
        if probability >= SUPPORTED_FROM:
            return Support.SUPPORTED
        return Support.PARTLY if probability >= PARTLY_FROM else Support.UNSUPPORTED

    def probability(self, sentence: str, source: str) -> float:
        """The probability, 0 to 1, that the source bears the sentence out; 0 where it lacks a number or a date of it."""
        agreement = compare(sentence, source)
        if lacks_a_figure(agreement):
            return 0.0
        fitted = fitted_support()
        row = feature_row(self._scorer.score(sentence, [source])[0].verdicts, agreement)
        return _sigmoid(float(row @ np.asarray(fitted.weights)) + fitted.bias)


def lacks_a_figure(agreement: Agreement) -> bool:
    """Whether the source does not hold a number or a date of the sentence: no wording of the source can make up for it."""
    return agreement.numbers_missing > 0 or agreement.dates_missing > 0


def bears_out_of_another(claim: str, source: str, scorer: PairScorer) -> bool:
    """Whether the source clearly bears the claim out better once it is about somebody or something else that it names."""
    premise = closest_sentences(claim, source, count=_READ_SENTENCES)
    others = exchanged(claim, premise)
    if not others:
        return False
    least = _entailment(scorer.score(claim, [premise])[0].verdicts) + BETTER_OF_ANOTHER
    return any(_entailment(scorer.score(other, [premise])[0].verdicts) > least for other in others)


def _entailment(verdicts: tuple[float, float, float]) -> float:
    supported, not_supported, contradicted = verdicts
    return supported - max(not_supported, contradicted)


def feature_row(verdicts: tuple[float, float, float], agreement: Agreement) -> NDArray[np.float64]:
    """One number per name in ``FEATURES`` for the network's logits and what the words show."""
    supported, not_supported, contradicted = verdicts
    return np.asarray(
        [
            _entailment(verdicts) / _SCALE,
            (contradicted - max(supported, not_supported)) / _SCALE,
            min(_MOST_MISSING, agreement.names_missing),
            min(_MOST_MISSING, agreement.swapped),
            float(agreement.negation_differs),
            float(agreement.speaker_differs),
            agreement.unmatched,
        ]
    )


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, x))))

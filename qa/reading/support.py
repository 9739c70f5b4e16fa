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
from qa.reading.agreement import Agreement, compare
from qa.types import Support

_SCALE = 10.0  # the network's logits run from about -10 to 10; the other features from 0 to about 1
_MOST_MISSING = 2  # more numbers or names that the source lacks speak no louder
FEATURES = (
    "entailment",
    "contradiction",
    "numbers_missing",
    "dates_missing",
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
    """A logistic regression over ``FEATURES``, and the probabilities that tell the verdicts apart."""

    weights: tuple[float, ...]
    bias: float
    supported: float
    partly: float


@cache
def fitted_support() -> SupportWeights:
    """The weights that ``training/fit_support.py`` wrote, checked against the features of this version."""
    stored = json.loads(files("qa.reading").joinpath("support_weights.json").read_text(encoding="utf-8"))
    if tuple(stored["features"]) != FEATURES:
        raise ValueError("support_weights.json was fitted for other features; run training/fit_support.py")
    return SupportWeights(tuple(stored["weights"]), stored["bias"], stored["supported"], stored["partly"])


class TrainedSupportCheck:
    """A ``SupportCheck`` by the trained network and by exact agreement of numbers, dates, names, negation and speakers.

    The network notices what no word shows, the comparison what a small network overlooks: a number among many.
    """

    def __init__(self, scorer: PairScorer) -> None:
        self._scorer = scorer

    def verdict(self, sentence: str, sources: Sequence[str]) -> Support:
        """See ``SupportCheck.verdict``."""
        if not sources or not sentence.strip():
            return Support.UNSUPPORTED
        probability = self.probability(sentence, " ".join(sources))
        fitted = fitted_support()
        if probability >= fitted.supported:
            return Support.SUPPORTED
        return Support.PARTLY if probability >= fitted.partly else Support.UNSUPPORTED

    def probability(self, sentence: str, source: str) -> float:
        """The calibrated probability, 0 to 1, that the source bears the sentence out."""
        fitted = fitted_support()
        row = self.features(sentence, source)
        return _sigmoid(float(row @ np.asarray(fitted.weights)) + fitted.bias)

    def features(self, sentence: str, source: str) -> NDArray[np.float64]:
        """One number per name in ``FEATURES``."""
        verdicts = self._scorer.score(sentence, [source])[0].verdicts
        return feature_row(verdicts, compare(sentence, source))


def feature_row(verdicts: tuple[float, float, float], agreement: Agreement) -> NDArray[np.float64]:
    """One number per name in ``FEATURES`` for the network's logits and what the words show."""
    supported, not_supported, contradicted = verdicts
    return np.asarray(
        [
            (supported - max(not_supported, contradicted)) / _SCALE,
            (contradicted - max(supported, not_supported)) / _SCALE,
            min(_MOST_MISSING, agreement.numbers_missing),
            min(_MOST_MISSING, agreement.dates_missing),
            min(_MOST_MISSING, agreement.names_missing),
            min(_MOST_MISSING, agreement.swapped),
            float(agreement.negation_differs),
            float(agreement.speaker_differs),
            agreement.unmatched,
        ]
    )


def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, x))))

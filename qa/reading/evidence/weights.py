"""How the features of sentences count: two fitted regressions, for which sentence answers and for whether any does."""

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from qa.reading.evidence.features import AGAINST, FEATURES
from qa.reading.evidence.judging import CloseReading
from qa.reading.evidence.network import Verdict


@dataclass(frozen=True, slots=True)
class FittedWeights:
    """Two logistic regressions: sentence relevance from ``FEATURES``, and answerability from ``ANSWERABILITY``."""

    relevance: tuple[float, ...]
    answerability: tuple[float, ...]
    answerability_bias: float


# What answerability is judged by: features of the best sentence, and the highest value of some over all sentences.
_OF_THE_BEST = (
    "sentence_cosine",
    "window_coverage",
    "passage_coverage",
    "bigram_overlap",
    "heaviest_missing",
    "names_missing_near",
    "names_missing_in_passage",
    "person_missing",
    "place_missing",
    "time_missing",
    "quantity_missing",
    "quantity_far_from_head",
    "reason_missing",
    "mention_near_head",
    "cut_off",
    "network_sentence",
    "network_span",
    "network_passage",
)
_HIGHEST = ("sentence_cosine", "passage_cosine", "window_coverage", "network_span", "network_passage")
ANSWERABILITY = (
    *(f"best_{name}" for name in _OF_THE_BEST),
    *(f"highest_{name}" for name in _HIGHEST),
    "closely_best",
    "closely_highest",
    "premise_support",
    "premise_contradiction",
    "retrieved",
    "outdated",
)
_SURELY_NOT, _SURELY = 0.02, 0.99
# Those that can only speak against an answer.
ANSWERABILITY_AGAINST = frozenset(
    {name for name in ANSWERABILITY if name.partition("_")[2] in AGAINST} | {"premise_contradiction", "outdated"}
)


class Readers(StrEnum):
    """Which networks have read the passages."""

    ONE = "weights.json"
    BOTH = "weights_both.json"


@cache
def fitted_weights(readers: Readers = Readers.ONE) -> FittedWeights:
    """The weights that ``training/fit_features.py`` wrote for these networks, checked against this version's features."""
    stored = json.loads(files("qa.reading.evidence").joinpath(readers).read_text(encoding="utf-8"))
    if tuple(stored["features"]) != FEATURES or tuple(stored["answerability_features"]) != ANSWERABILITY:
        raise ValueError("weights.json was fitted for other features; run training/fit_features.py")
    return FittedWeights(tuple(stored["relevance"]), tuple(stored["answerability"]), stored["answerability_bias"])


def summarise(
    rows: NDArray[np.float64],
    logits: NDArray[np.float64],
    closely: CloseReading,
    premise: Verdict,
    *,
    retrieved: float,
    outdated: float,
) -> NDArray[np.float64]:
    """The row of numbers that answerability is judged by; one column per name in ``ANSWERABILITY``.

    Args:
        rows, logits: the features of the sentences, and the log odds that each answers.
        closely, premise: what the network makes of the best ones by themselves, and of what the question takes for granted.
        retrieved: the fused score of the best passage.
        outdated: see ``outdated_share``.
    """
    best = rows[int(np.argmax(logits))]
    highest = rows.max(axis=0)
    return np.asarray(
        [
            *(best[FEATURES.index(name)] for name in _OF_THE_BEST),
            *(highest[FEATURES.index(name)] for name in _HIGHEST),
            closely.best,
            closely.highest,
            premise.support,
            premise.contradiction,
            retrieved,
            outdated,
        ]
    )


def is_left_open(answerable: float) -> bool:
    """Whether a probability that passages answer leaves it open enough for a larger network to be asked."""
    return _SURELY_NOT < answerable < _SURELY


def sigmoid(x: float) -> float:
    """The probability, 0 to 1, that has these log odds."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, x))))

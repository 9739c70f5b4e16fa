"""Measures of how well confidence tells questions apart: those that the articles answer, and answers that are right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """Of the most confident answers, ``coverage`` of all questions, the share ``risk`` is wrong."""

    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Questions whose confidence lies in one band: their mean confidence, and the share that is answerable indeed."""

    low: float
    high: float
    confidence: float
    share: float
    n: int


def auroc(confidences: Sequence[float], positives: Sequence[bool]) -> float | None:
    """Probability that a positive has more confidence than a negative, ties counting half; None without both kinds."""
    values = np.asarray(confidences, dtype=np.float64)
    labels = np.asarray(positives, dtype=bool)
    count = int(labels.sum())
    if count in (0, len(labels)):
        return None
    ranks = _mean_ranks(values)
    # Mann-Whitney: the rank sum of the positives, less the least that it can be, over the number of pairs.
    wins = ranks[labels].sum() - count * (count + 1) / 2
    return float(wins / (count * (len(labels) - count)))


def coverage_risk(confidences: Sequence[float], rights: Sequence[bool], *, questions: int) -> tuple[RiskPoint, ...]:
    """The coverage-risk curve of the answers that were given, from the most confident on.

    Args:
        confidences: of each answer given.
        rights: whether that answer is right.
        questions: all questions asked, those declined among them; coverage is a share of it.

    Answers of equal confidence enter together, since no threshold parts them.
    """
    order = np.argsort(-np.asarray(confidences, dtype=np.float64), kind="stable")
    points = []
    wrong = 0
    for taken, position in enumerate(order, start=1):
        wrong += not rights[position]
        is_last_of_equals = taken == len(order) or confidences[order[taken]] != confidences[position]
        if is_last_of_equals:
            points.append(RiskPoint(coverage=taken / questions, risk=wrong / taken))
    return tuple(points)


def reliability(
    confidences: Sequence[float], positives: Sequence[bool], *, bins: int = 10
) -> tuple[ReliabilityBin, ...]:
    """Confidence against what came true in bands of equal width; bands without a question are left out."""
    found = []
    values = np.asarray(confidences, dtype=np.float64)
    labels = np.asarray(positives, dtype=np.float64)
    bands = np.minimum((values * bins).astype(int), bins - 1)
    for band in range(bins):
        inside = bands == band
        if inside.any():
            found.append(
                ReliabilityBin(
                    low=band / bins,
                    high=(band + 1) / bins,
                    confidence=float(values[inside].mean()),
                    share=float(labels[inside].mean()),
                    n=int(inside.sum()),
                )
            )
    return tuple(found)


def calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """Expected calibration error: the mean distance of confidence and share, weighted by n. Lower is better."""
    total = sum(band.n for band in bins)
    return sum(band.n * abs(band.confidence - band.share) for band in bins) / total if total else 0.0


def _mean_ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1, equal values sharing their mean rank."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[places], dtype=np.float64)

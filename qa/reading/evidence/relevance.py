"""How likely each sentence answers: by its features, by what it is about, and by how old its article is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from qa.reading.evidence.candidates import Candidate
from qa.reading.evidence.fitting import Fit, fit_all, misfit
from qa.reading.evidence.timeliness import log_age

_OLDER = 2.0  # log odds for a unit of ``log_age``; docs/reader.md has what it brings and costs


@dataclass(frozen=True, slots=True)
class Relevance:
    """What speaks for each sentence, in the order given; log odds that it answers, up to a summand.

    Attributes:
        logits: by all of it.
        by_features: by its features alone.
        fits: how it stands to the question's names and time.
    """

    logits: NDArray[np.float64]
    by_features: NDArray[np.float64]
    fits: tuple[Fit, ...]

    def with_rows(self, rows: NDArray[np.float64], weights: Sequence[float]) -> "Relevance":
        """The same of sentences whose features have changed."""
        by_features = rows @ np.asarray(weights)
        return Relevance(self.logits - self.by_features + by_features, by_features, self.fits)

    def best_first(self, candidates: Sequence[Candidate]) -> list[int]:
        """The indices of the sentences, the likeliest first; those that are as likely by their place."""
        return sorted(
            range(len(candidates)), key=lambda i: (-self.logits[i], candidates[i].article_id, candidates[i].start)
        )


def relevance_of(
    question: str,
    candidates: Sequence[Candidate],
    rows: NDArray[np.float64],
    weights: Sequence[float],
    *,
    today: date | None,
) -> Relevance:
    """How likely each sentence answers.

    Args:
        question: that stands alone.
        candidates: at least one.
        rows: their features, from ``feature_rows``.
        weights: one for each feature.
        today: the day that "last week" in the question counts from, or None.
    """
    by_features = rows @ np.asarray(weights)
    fits = tuple(fit_all(question, candidates, today=today))
    unfit = np.asarray([misfit(fit) for fit in fits])
    return Relevance(by_features - unfit - _OLDER * log_age(question, candidates, today=today), by_features, fits)

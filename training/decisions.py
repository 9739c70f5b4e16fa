"""Fits the two regressions of the reader, and says how well their probabilities hold on sets that they never saw; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from qa.reading.evidence.features import AGAINST, FEATURES
from qa.reading.evidence.timeliness import outdated_share, these_days
from qa.reading.evidence.weights import ANSWERABILITY, ANSWERABILITY_AGAINST, summarise
from training.examined import Example

RIDGE_RELEVANCE = 1e-3
RIDGE_ANSWERABILITY = 0.1
FALSE_DECLINES = 0.05  # share of the answerable questions that may be declined
BINS = 10
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of both regressions; those of answerability give log odds of a probability that is calibrated."""

    relevance: Floats
    answerability: Floats
    bias: float

    def log_odds(self, examples: Sequence[Example]) -> Floats:
        """That each question is answered by its passages."""
        return np.asarray(summaries(examples, self.relevance) @ self.answerability + self.bias)


@dataclass(frozen=True, slots=True)
class Scored:
    """A set under weights that were fitted without it.

    Attributes:
        probabilities: that each question is answered.
        gold: whether it is.
        threshold: below which a question would be declined, chosen on the other sets.
    """

    probabilities: Floats
    gold: NDArray[np.bool_]
    threshold: float

    @property
    def auroc(self) -> float:
        """Of answerable against other questions."""
        return float(roc_auc_score(self.gold, self.probabilities))

    @property
    def declined(self) -> float:
        """Share of the questions without an answer that are declined."""
        return float((self.probabilities[~self.gold] < self.threshold).mean())

    @property
    def falsely_declined(self) -> float:
        """Share of the questions with an answer that are declined."""
        return float((self.probabilities[self.gold] < self.threshold).mean())

    @property
    def calibration_error(self) -> float:
        """See ``expected_calibration_error``."""
        return expected_calibration_error(self.probabilities, self.gold)


def expected_calibration_error(probabilities: Floats, gold: NDArray[np.bool_]) -> float:
    """Mean distance of probability and share over ten bins of equal width, by their size (Guo et al. 2017)."""
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    return float(
        sum(
            (bins == one).mean() * abs(probabilities[bins == one].mean() - gold[bins == one].mean())
            for one in np.unique(bins)
        )
    )


def fit_relevance(examples: Sequence[Example], *, ridge: float = RIDGE_RELEVANCE) -> Floats:
    """Weights that minimise the mean negative log of the softmax mass on answering sentences, plus a ridge term."""
    lists = [example for example in examples if example.answers.any()]
    rows, answers, lowered = (
        np.concatenate([getattr(example, name) for example in lists]) for name in ("rows", "answers", "lowered")
    )
    lengths = np.asarray([len(example.answers) for example in lists])
    starts = np.cumsum(lengths) - lengths

    def loss(weights: Floats) -> tuple[float, Floats]:
        logits = rows @ weights - lowered
        raised = np.exp(logits - np.repeat(np.maximum.reduceat(logits, starts), lengths))
        total, right = np.add.reduceat(raised, starts), np.add.reduceat(raised * answers, starts)
        mass, right_mass = raised / np.repeat(total, lengths), raised * answers / np.repeat(right + 1e-12, lengths)
        gradient = (mass - right_mass) @ rows / len(lists) + 2 * ridge * weights
        return float(-np.log(right / total + 1e-12).mean()) + ridge * float(weights @ weights), gradient

    bounds = [(None, 0.0) if name in AGAINST else (0.0, None) for name in FEATURES]
    return np.asarray(minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", bounds=bounds).x)


def fit_answerability(
    rows: Floats, answered: NDArray[np.bool_], weight: Floats, *, ridge: float = RIDGE_ANSWERABILITY
) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression whose weights keep the signs of their features."""
    centre, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = np.c_[(rows - centre) / spread, np.ones(len(rows))]
    share = weight / weight.sum()

    def loss(weights: Floats) -> tuple[float, Floats]:
        logits = scaled @ weights
        gradient = scaled.T @ (share * (1.0 / (1.0 + np.exp(-logits)) - answered))
        gradient[:-1] += 2 * ridge * weights[:-1]
        signed = np.where(answered, logits, -logits)
        return ridge * float(weights[:-1] @ weights[:-1]) + float(share @ np.logaddexp(0.0, -signed)), gradient

    bounds = [(None, 0.0) if name in ANSWERABILITY_AGAINST else (0.0, None) for name in ANSWERABILITY]
    start = np.zeros(scaled.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ centre)


def summaries(examples: Sequence[Example], relevance: Floats) -> Floats:
    """One row of ``ANSWERABILITY`` an example."""
    return np.stack([_summary(example, relevance) for example in examples])


def _summary(example: Example, relevance: Floats) -> Floats:
    return summarise(
        example.rows,
        example.logits(relevance),
        example.closely,
        example.premise,
        retrieved=max(passage.trace.fused_score for passage in example.passages),
        outdated=outdated_share(
            example.candidates, example.rows @ relevance, since=these_days(example.row["question"], today=example.today)
        ),
    )


def fit_scaling(logits: Floats, gold: NDArray[np.bool_], weight: Floats) -> tuple[float, float]:
    """The factor, at least 0, and the summand that make logits fit best."""
    share = weight / weight.sum()

    def loss(both: Floats) -> float:
        scaled = both[0] * logits + both[1]
        return float(share @ np.logaddexp(0.0, np.where(gold, -scaled, scaled)))

    scale, shift = minimize(loss, np.asarray([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.0, None), (None, None)]).x
    return float(scale), float(shift)


class Fits:
    """What is fitted on any of some sets, each set weighing the same; nothing is fitted twice.

    Args:
        sets: by name.
        news: the names of those that are years of news.
        relevance: weights that are to stay as they are; None: they are fitted, too.
    """

    def __init__(
        self, sets: Mapping[str, Sequence[Example]], news: Sequence[str], *, relevance: Floats | None = None
    ) -> None:
        self._sets = sets
        self._relevance = relevance
        self._news = frozenset(news)
        self._gold = {name: np.asarray([example.answerable for example in one]) for name, one in sets.items()}
        self._plain: dict[frozenset[str], Fitted] = {}
        self._calibrated: dict[frozenset[str], Fitted] = {}

    def plain(self, names: frozenset[str]) -> Fitted:
        """Both regressions on the sets named; the probability is not calibrated yet."""
        if names not in self._plain:
            examples = [example for name in sorted(names) for example in self._sets[name]]
            relevance = fit_relevance(examples) if self._relevance is None else self._relevance
            rows, gold, weight = summaries(examples, relevance), *self._joined(names)
            self._plain[names] = Fitted(relevance, *fit_answerability(rows, gold, weight))
        return self._plain[names]

    def calibrated(self, names: frozenset[str]) -> Fitted:
        """The same, its log odds scaled and shifted as fits each year of news under the weights of all other sets.

        Platt's scaling (1999). Of all sets together it would fit none: of questions that look equally well answered fewer
        are so where they were written to mislead, as in squad2_half.
        """
        if names not in self._calibrated:
            years = names & self._news
            odds = [self.plain(names - {name}).log_odds(self._sets[name]) for name in sorted(years)]
            scale, shift = fit_scaling(np.concatenate(odds), *self._joined(years))
            whole = self.plain(names)
            self._calibrated[names] = Fitted(whole.relevance, scale * whole.answerability, scale * whole.bias + shift)
        return self._calibrated[names]

    def unseen(self, name: str, names: frozenset[str]) -> Floats:
        """The probabilities of a set's questions under what was fitted on the sets named but that one."""
        return 1.0 / (1.0 + np.exp(-self.calibrated(names - {name}).log_odds(self._sets[name])))

    def threshold(self, names: frozenset[str]) -> float:
        """The probability below which ``FALSE_DECLINES`` of the answerable questions of news lie.

        Only sets named are looked at, each year under what was fitted on the others of them.
        """
        found = [self.unseen(name, names)[self._gold[name]] for name in sorted(names & self._news)]
        return float(np.quantile(np.concatenate(found), FALSE_DECLINES))

    def score(self, name: str) -> Scored:
        """A set with weights, calibration and threshold of all others."""
        others = frozenset(self._sets) - {name}
        return Scored(self.unseen(name, others), self._gold[name], self.threshold(others))

    def _joined(self, names: frozenset[str]) -> tuple[NDArray[np.bool_], Floats]:
        gold = np.concatenate([self._gold[name] for name in sorted(names)])
        return gold, np.concatenate(
            [np.full(len(self._sets[name]), 1 / len(self._sets[name])) for name in sorted(names)]
        )

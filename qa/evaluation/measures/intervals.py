"""How sure a mean or a difference is: bootstrap intervals and a paired permutation test, seeded so that they repeat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROUNDS = 2000
PERMUTATIONS = 10_000
_LEVEL = 0.95
# As many values as a block of resamples may hold, so that large sets do not fill the memory.
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure over ``n`` cases with its 95 % bootstrap interval."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Paired differences (new minus old): mean with its interval, two-sided p-value, and who won how often."""

    mean: float
    low: float
    high: float
    p_value: float
    n: int
    wins: int
    losses: int


def estimate(values: Sequence[float], *, seed: int) -> Estimate:
    """The mean with a percentile bootstrap interval (Efron 1979), resampling cases.

    Raises:
        ValueError: there are no values.
    """
    array = _array(values)
    low, high = _interval(_resampled_means(array, np.random.default_rng(seed)))
    return Estimate(float(array.mean()), low, high, len(array))


def estimate_statistic(
    statistic: Callable[[NDArray[np.intp]], float | None], n: int, *, seed: int, rounds: int = 500
) -> Estimate | None:
    """The same for a statistic that is no mean: it is handed the positions of the cases to compute it over.

    None when the statistic of all cases is None; resamples without a value are passed over.
    """
    whole = statistic(np.arange(n))
    if whole is None:
        return None
    rng = np.random.default_rng(seed)
    drawn = [value for value in (statistic(rng.integers(0, n, n)) for _ in range(rounds)) if value is not None]
    low, high = _interval(np.asarray(drawn or [whole]))
    return Estimate(whole, low, high, n)


def paired_difference(old: Sequence[float], new: Sequence[float], *, seed: int) -> Difference:
    """Two systems on the same cases: the mean difference with a bootstrap interval, and a sign-flip permutation test.

    Under the null hypothesis each case's difference could as well have the other sign (Fisher 1935), so the p-value is
    the share of sign assignments whose mean is at least as far from 0: of all of them when there are few, else of a
    sample in which the observed one is counted, so that p is never 0.

    Raises:
        ValueError: the sequences are empty or differ in length.
    """
    if len(old) != len(new):
        raise ValueError(f"paired comparison of {len(old)} with {len(new)} values")
    differences = _array(new) - _array(old)
    rng = np.random.default_rng(seed)
    low, high = _interval(_resampled_means(differences, rng))
    return Difference(
        mean=float(differences.mean()),
        low=low,
        high=high,
        p_value=_sign_flip_p(differences[differences != 0], rng),
        n=len(differences),
        wins=int((differences > 0).sum()),
        losses=int((differences < 0).sum()),
    )


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """p-values adjusted for testing several measures at once (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=lambda position: p_values[position])
    adjusted = [0.0] * len(p_values)
    running = 0.0
    for place, position in enumerate(order):
        running = max(running, min(1.0, (len(p_values) - place) * p_values[position]))
        adjusted[position] = running
    return tuple(adjusted)


def _sign_flip_p(changed: NDArray[np.float64], rng: np.random.Generator) -> float:
    if not len(changed):
        return 1.0
    observed = abs(changed.sum()) - 1e-9  # rounding must not make equal sums unequal
    if len(changed) <= 12:
        patterns = (np.arange(2 ** len(changed))[:, None] >> np.arange(len(changed))) & 1
        sums = np.abs(((patterns * 2 - 1) * changed).sum(axis=1))
        return float((sums >= observed).mean())
    extreme = 0
    block = max(1, _BLOCK // len(changed))
    for start in range(0, PERMUTATIONS, block):
        rows = min(block, PERMUTATIONS - start)
        signs = rng.integers(0, 2, (rows, len(changed)), dtype=np.int8) * 2 - 1
        extreme += int((np.abs(signs @ changed) >= observed).sum())
    return (extreme + 1) / (PERMUTATIONS + 1)


def _resampled_means(values: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    block = max(1, _BLOCK // len(values))
    means = []
    for start in range(0, ROUNDS, block):
        rows = min(block, ROUNDS - start)
        means.append(values[rng.integers(0, len(values), (rows, len(values)))].mean(axis=1))
    return np.concatenate(means)


def _interval(drawn: NDArray[np.float64]) -> tuple[float, float]:
    tail = (1 - _LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return float(low), float(high)


def _array(values: Sequence[float]) -> NDArray[np.float64]:
    if not len(values):
        raise ValueError("no values to compute an interval of")
    return np.asarray(values, dtype=np.float64)

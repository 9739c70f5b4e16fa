"""Fitting a linear-chain conditional random field: likelihood and gradient over many chains at once, by L-BFGS."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

from qa.articles.body import ENDS, SCORED, STARTS, STATES, STEPS

Numbers = NDArray[np.float64]

_PLACES = [STATES.index(name) for name in SCORED]
_FROM, _TO = ([STATES.index(step[i]) for step in STEPS] for i in (0, 1))
_START, _END = (np.array([name in allowed for name in STATES], dtype=float) for allowed in (STARTS, ENDS))
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Chains:
    """Chains laid out beside each other, longest first, so that those still running are always the first ones.

    Attributes:
        features: a row for each line of each chain, one chain after the other.
        states: each line's state, as an index of ``STATES``.
        weights: of each chain.
        lengths: of each chain, in the order of ``features``.
    """

    features: csr_matrix
    states: NDArray[np.intp]
    weights: Numbers
    lengths: NDArray[np.intp]


def lay_out(features: Sequence[csr_matrix], states: Sequence[Sequence[int]], weights: Sequence[float]) -> Chains:
    """Chains from the lines of each, longest first."""
    order = sorted(range(len(features)), key=lambda i: -features[i].shape[0])
    return Chains(
        vstack([features[i] for i in order]).tocsr(),
        np.concatenate([np.asarray(states[i], dtype=np.intp) for i in order]),
        np.array([weights[i] for i in order]),
        np.array([features[i].shape[0] for i in order], dtype=np.intp),
    )


def fit(chains: Chains, *, penalty: float, rounds: int) -> tuple[Numbers, Numbers]:
    """Weights of features for ``SCORED``, and of ``STEPS``, that make the states likeliest, with an L2 penalty."""
    width, scored = chains.features.shape[1], len(SCORED)
    turned = chains.features.T.tocsr()
    of_line = np.repeat(chains.weights, chains.lengths)
    told = np.zeros((len(chains.states), len(STATES)))
    told[np.arange(len(told)), chains.states] = of_line
    observed = np.asarray(turned @ told[:, _PLACES])
    steps_observed = _count_steps(chains)
    total = chains.weights.sum()

    def objective(values: Numbers) -> tuple[float, Numbers]:
        weights, steps = values[: width * scored].reshape(width, scored), values[width * scored :]
        scores = np.asarray(chains.features @ weights)
        partition, chances, pairs = forward_backward(chains, scores, steps)
        reached = float((told[:, _PLACES] * scores).sum() + (steps_observed * steps).sum())
        loss = (float((partition * chains.weights).sum()) - reached + penalty / 2 * float(values @ values)) / total
        slope = np.asarray(turned @ (chances[:, _PLACES] * of_line[:, None])) - observed
        gradient = np.concatenate([slope.ravel(), pairs - steps_observed]) + penalty * values
        return loss, gradient / total

    start = np.zeros(width * scored + len(STEPS))
    found = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x
    return found[: width * scored].reshape(width, scored), found[width * scored :]


def forward_backward(chains: Chains, scores: Numbers, steps: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Log partition of each chain, each line's chances of the states, and the weighted number of each step expected."""
    count, longest = len(chains.lengths), int(chains.lengths.max())
    row = np.concatenate([np.arange(length) for length in chains.lengths])
    column = np.repeat(np.arange(count), chains.lengths)
    full = np.zeros((len(scores), len(STATES)))
    full[:, _PLACES] = scores
    highest = full.max(axis=1)
    emitted = np.ones((longest, count, len(STATES)))
    emitted[row, column] = np.exp(full - highest[:, None])
    moves = np.zeros((len(STATES), len(STATES)))
    moves[_FROM, _TO] = np.exp(steps)
    running = [int((chains.lengths > i).sum()) for i in range(longest)]
    forward, scale = np.zeros_like(emitted), np.ones((longest, count))
    for i in range(longest):
        k = running[i]
        state = (forward[i - 1, :k] @ moves if i else _START) * emitted[i, :k]
        scale[i, :k] = np.maximum(state.sum(axis=1), _TINY)
        forward[i, :k] = state / scale[i, :k, None]
    ends = (chains.lengths - 1, np.arange(count))
    closing = np.maximum((forward[ends] * _END).sum(axis=1), _TINY)
    partition = np.log(scale).sum(axis=0) + np.bincount(column, highest, count) + np.log(closing)
    backward = np.zeros_like(emitted)
    backward[ends] = _END
    pairs = np.zeros_like(moves)
    of_chain = (chains.weights / closing)[:, None]
    for i in range(longest - 1, 0, -1):
        k = running[i]
        behind = emitted[i, :k] * backward[i, :k] / scale[i, :k, None]
        backward[i - 1, :k] = behind @ moves.T
        pairs += (forward[i - 1, :k] * of_chain[:k]).T @ behind
    chances = (forward * backward / closing[None, :, None])[row, column]
    return partition, chances, (pairs * moves)[_FROM, _TO]


def _count_steps(chains: Chains) -> Numbers:
    counts, at = np.zeros((len(STATES), len(STATES))), 0
    for length, weight in zip(chains.lengths, chains.weights, strict=True):
        states = chains.states[at : at + length]
        np.add.at(counts, (states[:-1], states[1:]), weight)
        at += length
    return np.asarray(counts[_FROM, _TO])

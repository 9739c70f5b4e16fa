"""Fits the check of support and scores it, its mutants too; writes ``qa/reading/support_weights.json``.

    python -m training.fit_support BENCH_FOLDER --model FOLDER --work FOLDER [--report-only]

All claims are ones that the trained network never learnt from (``training.claims.scored_claims``), and supported ones of
them with one thing changed. They are parted in two halves by hash of the source: fitted on one, scored on the other, and
the other way round; what ships is fitted on both. The bounds of the verdicts are set so that one in twenty of the claims
that words and network agree on at all is lost at most.
"""

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa.encoding.pairs import load_pairs
from qa.evaluation.mutations import Mutation, mutate
from qa.reading.support import FEATURES, TrainedSupportCheck
from training.claims import SUPPORTED, UNSUPPORTED, Claim, scored_claims
from training.rows import is_taken
from training.scores import auroc, interval

TARGET = Path(__file__).parent.parent / "qa" / "reading" / "support_weights.json"
Floats = NDArray[np.float64]
_LOST = 0.04  # share of supported claims that may fall below the bound


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim, what is seen of it, and the half that it belongs to."""

    claim: Claim
    row: Floats
    first_half: bool

    @property
    def is_supported(self) -> bool:
        return self.claim.verdicts == (SUPPORTED,)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the measures and writes the weights. Returns 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="folder of the trained network")
    parser.add_argument("--work", type=Path, required=True, help="where the converted network is kept")
    parser.add_argument("--report-only", action="store_true", help="do not write the weights")
    options = parser.parse_args(arguments)
    check = TrainedSupportCheck(load_pairs(options.model, cache=options.work))
    judged = [
        Judged(claim, check.features(claim.text, claim.source), is_taken(claim.source, "", 0.5))
        for claim in _all_claims(options.bench)
    ]
    halves = [[one for one in judged if one.first_half is first] for first in (True, False)]
    scores = {id(one): score for fitted, scored in (halves, halves[::-1]) for one, score in _scored(fitted, scored)}
    sys.stdout.write("\n".join(report(judged, scores)) + "\n")
    if not options.report_only:
        write(judged)
    return 0


def _all_claims(bench: Path) -> list[Claim]:
    claims = scored_claims(bench)
    chance = random.Random(0)
    names = tuple(dict.fromkeys(word for claim in claims for word in claim.text.split()[1:] if word[:1].isupper()))
    made = []
    for claim in claims:
        if claim.verdicts == (SUPPORTED,):
            for kind in Mutation:
                text = mutate(claim.text, claim.source, kind, chance, names)
                if text is not None:
                    made.append(Claim(claim.source, text, UNSUPPORTED, f"mutant:{kind.value}"))
    return claims + made


def fit(judged: Sequence[Judged], *, ridge: float = 0.002) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression, both labels counting alike; only entailment may speak for a claim."""
    rows = np.stack([one.row for one in judged])
    labels = np.asarray([float(one.is_supported) for one in judged])
    weight = np.where(labels > 0, 0.5 / labels.sum(), 0.5 / (1 - labels).sum())
    table = np.c_[rows, np.ones(len(rows))]

    def loss(weights: Floats) -> tuple[float, Floats]:
        probability = 1.0 / (1.0 + np.exp(-table @ weights))
        right = np.where(labels > 0, probability, 1.0 - probability)
        gradient = table.T @ (weight * (probability - labels))
        gradient[:-1] += 2 * ridge * weights[:-1]
        return ridge * float(weights[:-1] @ weights[:-1]) - float((weight * np.log(right + 1e-9)).sum()), gradient

    bounds = [(0.0, None) if name == "entailment" else (None, 0.0) for name in FEATURES]
    start = np.zeros(table.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]).x
    return found[:-1], float(found[-1])


def _scored(fitted: Sequence[Judged], scored: Sequence[Judged]) -> list[tuple[Judged, float]]:
    """Each claim of one half with its probability over the bound that the other half sets."""
    weights, bias = fit(fitted)
    bound = supported_bound(probabilities(fitted, weights, bias), fitted)
    return list(zip(scored, (probabilities(scored, weights, bias) - bound).tolist(), strict=True))


def probabilities(judged: Sequence[Judged], weights: Floats, bias: float) -> Floats:
    """Of each claim, that it is borne out."""
    rows = np.stack([one.row for one in judged])
    return np.asarray(1.0 / (1.0 + np.exp(-(rows @ weights + bias))))


def supported_bound(found: Floats, judged: Sequence[Judged]) -> float:
    """The probability above which a claim is supported: half, or less where too many supported ones would be lost."""
    supported = found[[one.is_supported for one in judged]]
    return float(min(0.5, np.quantile(supported, _LOST)))


def report(judged: Sequence[Judged], scores: dict[int, float]) -> list[str]:
    """A line a set: accuracy of "supported" with its interval and AUROC; for mutants the share that is noticed."""
    by_origin: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_origin[one.claim.origin].append(one)
    originals = [one for one in judged if one.is_supported]
    lines = []
    for origin, group in by_origin.items():
        right = [float((scores[id(one)] >= 0) is one.is_supported) for one in group]
        mean, low, high, count = interval(right)
        rank = auroc([scores[id(one)] for one in group], [one.is_supported for one in group])
        lines.append(f"{origin}: right {mean:.3f} ({low:.3f} to {high:.3f}, n={count}), AUROC {rank:.3f}")
    lost = interval([float(scores[id(one)] < 0) for one in originals])
    return [*lines, f"supported claims lost: {lost[0]:.3f} ({lost[1]:.3f} to {lost[2]:.3f}, n={lost[3]})"]


def write(judged: Sequence[Judged]) -> None:
    """Writes the weights fitted on all, rounded so that the file is the same everywhere."""
    weights, bias = fit(judged)
    bound = supported_bound(probabilities(judged, weights, bias), judged)
    stored = {
        "features": FEATURES,
        "weights": [round(x, 4) for x in weights.tolist()],
        "bias": round(bias, 4),
        "supported": round(bound, 4),
        "partly": round(bound / 2, 4),
    }
    TARGET.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

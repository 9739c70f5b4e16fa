"""Fits the check of support and scores it, its mutants too; writes ``qa/reading/support/weights.json``.

    python -m training.fit_support BENCH_FOLDER --model FOLDER --work FOLDER [--report-only]

All claims are ones that the trained network never learnt from (``training.claims.scored_claims``), and supported ones of
them with one thing changed. They are parted in two halves by hash of the source: fitted on one, scored on the other, and
the other way round; what ships is fitted on both. Each set, and each kind of change, counts alike. Claims with a number or
a date that their source lacks are decided by that alone, and so are those that it bears out better of somebody else. The pairs of ``tests/cases/support.jsonl`` are never fitted on.
"""

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa.encoding.pairs import PairScorer, load_pairs
from qa.evaluation.mutations import Mutation, mutate
from qa.reading.support.agreement import compare
from qa.reading.support.check import FEATURES, SUPPORTED_FROM, bears_out_of_another, feature_row, lacks_a_figure
from training.claims import SUPPORTED, UNSUPPORTED, Claim, scored_claims
from training.rows import is_taken, read_lines
from training.scores import auroc, interval

TARGET = Path(__file__).parent.parent / "qa" / "reading" / "support" / "weights.json"
Floats = NDArray[np.float64]
PAIRS = Path(__file__).parent.parent / "tests" / "cases" / "support.jsonl"
BOUNDS = (0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim, what is seen of it (None where it lacks a figure, which decides), and the half that it belongs to.

    ``is_of_another`` says whether the source bears it out better of somebody else; slow, so asked for only where it counts.
    """

    claim: Claim
    row: Floats | None
    first_half: bool
    is_of_another: Callable[[], bool]

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
    scorer = load_pairs(options.model, cache=options.work)
    judged = list(judge(with_mutants(scored_claims(options.bench)), scorer))
    own = list(judge(with_mutants(list(own_claims())), scorer))
    halves = [[one for one in judged if one.first_half is first] for first in (True, False)]
    sys.stdout.write("Own pairs, never fitted on\n" + report(_scored(judged, own)))
    sys.stdout.flush()
    scores = [*_scored(*halves), *_scored(*halves[::-1])]
    sys.stdout.write("Public sets, each half under the weights fitted on the other\n" + report(scores))
    if not options.report_only:
        write(judged)
    return 0


def judge(claims: Sequence[Claim], scorer: PairScorer) -> Iterator[Judged]:
    """What is seen of each claim, in their order."""
    for claim in claims:
        agreement = compare(claim.text, claim.source)
        row = None
        if not lacks_a_figure(agreement):
            row = feature_row(scorer.score(claim.text, [claim.source])[0].verdicts, agreement)
        of_another = cache(partial(bears_out_of_another, claim.text, claim.source, scorer))
        yield Judged(claim, row, is_taken(claim.source, "", 0.5), of_another)


def own_claims() -> Iterator[Claim]:
    """The pairs of the mutation suite."""
    for record in read_lines(PAIRS):
        yield Claim(record["source"], record["claim"], (SUPPORTED,), "own")


def with_mutants(claims: Sequence[Claim]) -> list[Claim]:
    """The claims, and every supported one of them with each kind of thing changed that it holds."""
    chance = random.Random(0)
    names = tuple(dict.fromkeys(word for claim in claims for word in claim.text.split()[1:] if word[:1].isupper()))
    made = []
    for claim in claims:
        if claim.verdicts == (SUPPORTED,):
            for kind in Mutation:
                text = mutate(claim.text, claim.source, kind, chance, names)
                if text is not None:
                    made.append(Claim(claim.source, text, UNSUPPORTED, f"mutant:{kind.value}"))
    return [*claims, *made]


def fit(judged: Sequence[Judged], *, ridge: float = 1e-4) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression, both labels and within them all sets alike; only entailment speaks for."""
    seen = [one for one in judged if one.row is not None]
    table = np.c_[np.stack([one.row for one in seen if one.row is not None]), np.ones(len(seen))]
    labels = np.asarray([float(one.is_supported) for one in seen])
    groups = [(one.is_supported, one.claim.origin) for one in seen]
    sets = Counter(supported for supported, _ in set(groups))
    sizes = Counter(groups)
    weight = np.asarray([0.5 / sets[supported] / sizes[supported, origin] for supported, origin in groups])

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
    """Each claim of the second with its probability under the weights fitted on the first."""
    weights, bias = fit(fitted)
    found = []
    for one in scored:
        score = 0.0 if one.row is None else float(1.0 / (1.0 + np.exp(-(one.row @ weights + bias))))
        found.append((one, 0.0 if score >= BOUNDS[0] and one.is_of_another() else score))
    return found


def report(scores: Sequence[tuple[Judged, float]]) -> str:
    """A line a set: accuracy of "supported" with its interval and AUROC; then what other bounds would notice and lose."""
    by_origin: dict[str, list[tuple[Judged, float]]] = defaultdict(list)
    for one, score in scores:
        by_origin[one.claim.origin].append((one, score))
    lines = []
    for origin, group in by_origin.items():
        right = [float((score >= SUPPORTED_FROM) is one.is_supported) for one, score in group]
        mean, low, high, count = interval(right)
        rank = auroc([score for _, score in group], [one.is_supported for one, _ in group])
        lines.append(f"  {origin}: right {mean:.3f} ({low:.3f} to {high:.3f}, n={count}), AUROC {rank:.3f}")
    originals = [score for one, score in scores if one.is_supported]
    mutants = [score for one, score in scores if one.claim.origin.startswith("mutant")]
    for bound in BOUNDS:
        lost, noticed = (interval([float(score < bound) for score in group]) for group in (originals, mutants))
        lines.append(
            f"  at {bound}: mutants noticed {noticed[0]:.3f} ({noticed[1]:.3f} to {noticed[2]:.3f}, n={noticed[3]}), "
            f"supported claims lost {lost[0]:.3f} ({lost[1]:.3f} to {lost[2]:.3f}, n={lost[3]})"
        )
    return "\n".join(lines) + "\n"


def write(judged: Sequence[Judged]) -> None:
    """Writes the weights fitted on all, rounded so that the file is the same everywhere."""
    weights, bias = fit(judged)
    stored = {"features": FEATURES, "weights": [round(x, 4) for x in weights.tolist()], "bias": round(bias, 4)}
    TARGET.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())

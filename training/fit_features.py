"""Fits the two regressions that choose evidence and decide whether to answer; writes ``qa/reading/evidence/weights.json``.

    python -m training.examine_sets BENCH_FOLDER --model FOLDER --work FOLDER
    python -m training.fit_features --work FOLDER [--keep-relevance] [--report-only]

The first command reads the passages of every set with the network, which takes an hour; the second one takes seconds.

Sentence relevance is fitted list by list: for each question the sentences that hold the answer should get the probability
mass of a softmax over all candidate sentences. Answerability is a logistic regression over the best sentence's features,
fitted on questions with and without an answer in the passages found, and calibrated on sets that it did not see. Each set
counts the same, however many questions it has; only questions that the trained network never learnt from are used.

First each set is scored with all that is fitted or chosen on the others: weights, calibration, and the threshold below
which a question is declined. Then the weights that ship are fitted on all sets.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from qa.reading.evidence.features import FEATURES
from qa.reading.evidence.weights import ANSWERABILITY, Readers, fitted_weights
from training.decisions import BINS, FALSE_DECLINES, Fits, Fitted, Scored
from training.examined import Example, load_examples
from training.question_sets import DRAWN, NEWS

FOLDER = Path(__file__).parent.parent / "qa" / "reading" / "evidence"


def report(name: str, examples: Sequence[Example], fitted: Fitted, scored: Scored) -> str:
    """One line: how often an answering sentence is first or among three, and how well answers are told from none."""
    asked = [example for example in examples if example.answerable]
    places = [np.argsort(-example.logits(fitted.relevance), kind="stable") for example in asked]
    shares = [
        np.mean([example.answers[order[:depth]].any() for example, order in zip(asked, places, strict=True)])
        for depth in (1, 3)
    ]
    return (
        f"{name:17} n={len(examples):3} ({len(asked)} answerable)  first {shares[0]:.3f}  three {shares[1]:.3f}  "
        f"AUROC {scored.auroc:.3f}  declined below {scored.threshold:.2f}: {scored.declined:.3f} "
        f"(falsely {scored.falsely_declined:.3f})  calibration error {scored.calibration_error:.3f}"
    )


def reliability(scored: Sequence[Scored]) -> str:
    """Bin by bin how probable an answer was and how often there was one."""
    probabilities = np.concatenate([one.probabilities for one in scored])
    gold = np.concatenate([one.gold for one in scored])
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    return "  ".join(
        f"{probabilities[bins == one].mean():.2f}→{gold[bins == one].mean():.2f} ({int((bins == one).sum())})"
        for one in np.unique(bins)
    )


def write(fitted: Fitted, readers: Readers) -> None:
    """Writes the weights with the names of their features, rounded so that the file is the same everywhere."""
    stored = {
        "features": FEATURES,
        "relevance": [round(x, 5) for x in fitted.relevance.tolist()],
        "answerability_features": ANSWERABILITY,
        "answerability": [round(x, 5) for x in fitted.answerability.tolist()],
        "answerability_bias": round(fitted.bias, 5),
    }
    (FOLDER / readers).write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def print_report(sets: Mapping[str, Sequence[Example]], fits: Fits) -> None:
    """Prints each set under what was fitted on the others, and the years of news together."""
    found = {name: fits.score(name) for name in sets}
    for name, scored in found.items():
        fitted = fits.calibrated(frozenset(sets) - {name})
        sys.stdout.write(report(name, sets[name], fitted, scored) + "\n")
        sys.stdout.write(f"    probability → share answered: {reliability([scored])}\n")
    years = [found[name] for name in NEWS if name in found]
    declined = [scored.declined for scored in years]
    pooled = Scored(
        np.concatenate([scored.probabilities for scored in years]),
        np.concatenate([scored.gold for scored in years]),
        fits.threshold(frozenset(sets)),
    )
    sys.stdout.write(
        f"years of news, each left out: declined {np.mean(declined):.3f} ({min(declined):.3f} to {max(declined):.3f}), "
        f"falsely {np.mean([scored.falsely_declined for scored in years]):.3f}; pooled AUROC {pooled.auroc:.3f}, "
        f"calibration error {pooled.calibration_error:.3f}; below {pooled.threshold:.2f} lie {FALSE_DECLINES} of the "
        f"answerable and {pooled.declined:.3f} of the others\n    {reliability(years)}\n"
    )


def main() -> None:
    """Reads the examples, prints the figures of each set left out, and writes the weights fitted on all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder that training.examine_sets wrote")
    parser.add_argument("--report-only", action="store_true", help="do not write the weights")
    parser.add_argument(
        "--keep-relevance", action="store_true", help="fit the decision alone, on the relevance that ships"
    )
    parser.add_argument(
        "--sharper",
        type=float,
        default=1.0,
        help="factor on the relevance that is kept, where a network is less outspoken",
    )
    parser.add_argument("--sets", nargs="*", choices=list(DRAWN), default=list(DRAWN), help="fit on these alone")
    parser.add_argument(
        "--both", action="store_true", help="the weights for two networks: the examples are of examine_sets --second"
    )
    options = parser.parse_args()
    sets = {name: load_examples(options.work, name) for name in options.sets}
    kept = options.sharper * np.asarray(fitted_weights().relevance) if options.keep_relevance else None
    fits = Fits(sets, NEWS, relevance=kept)
    if not options.report_only:
        write(fits.calibrated(frozenset(sets)), Readers.BOTH if options.both else Readers.ONE)
    print_report(sets, fits)


if __name__ == "__main__":
    main()

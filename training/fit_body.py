"""Fits what tells a pasted page's article from the page around it.

    python -m training.fit_body BENCH/pages [FOLDER] [--check sites|sets|none] [--without NAME ...]

FOLDER holds more pastes of the same pages (``python -m training.paste_pages``). First says how pages are read whose sites,
or whose whole set, were not fitted on: precision, recall and F1 of runs of four words, with intervals, and how many lines
of articles without a page around them are lost. Then writes ``qa/articles/body_weights.json``, fitted on all. With
``--without`` numbers of those names, or ``words``, are left out and nothing is written.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

import qa.articles
from benchmarks.pages import Reading, Score, judge_title, score
from qa.articles.body import SCORED, STATES, STEPS, BodyModel, inside_chances, is_short
from qa.articles.headline import HEADLINE_NAMES, headline_candidates, headline_numbers, text_lines
from qa.articles.lines import NAMES
from qa.evaluation.measures.intervals import estimate
from training.body_pages import ABOVE, BELOW, GAP, INSIDE, LabelledPage, read_pages
from training.chain import fit, lay_out

SEED = 7
FOLDS = 4
PENALTY = 3.0
ROUNDS = 60
HEADLINE_PENALTY = 1.0
CLEAN_PAGES = 60
LEAST = 0.2  # losing a sentence costs more than keeping a menu line
_FEWEST_SITES_SHORT = 8
_FEWEST_SITES_LONG = 12
_TELLING_ODDS = 3.0
_PER_PAGE = 10.0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that get weights, each with its column; ``numbers``: the indices of ``NAMES`` that count."""

    numbers: tuple[int, ...]
    short: dict[str, int]
    long: dict[str, int]


def choose_words(pages: Sequence[LabelledPage], without: Sequence[str]) -> Vocabulary:
    """Words of short lines that many sites use; of long lines only those that mark lines of the body, or others."""
    numbers = tuple(i for i, name in enumerate(NAMES) if name not in without)
    if "words" in without:
        return Vocabulary(numbers, {}, {})
    short: dict[str, set[str]] = defaultdict(set)
    long: dict[str, set[str]] = defaultdict(set)
    inside: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for page in pages:
        for words, label in zip(page.lines.words, page.labels, strict=True):
            for word in set(words):
                (short if is_short(words) else long)[word].add(page.site)
                if not is_short(words):
                    (inside if label == INSIDE else outside)[word] += 1
    share = inside.total() / max(outside.total(), 1)
    odds = {word: (inside[word] / share + 2) / (outside[word] + 2) for word in long}
    chosen = sorted(word for word, sites in short.items() if len(sites) >= _FEWEST_SITES_SHORT)
    telling = sorted(
        word
        for word, sites in long.items()
        if len(sites) >= _FEWEST_SITES_LONG and not 1 / _TELLING_ODDS < odds[word] < _TELLING_ODDS
    )
    first = len(numbers)
    return Vocabulary(
        numbers,
        {word: first + i for i, word in enumerate(chosen)},
        {word: first + len(chosen) + i for i, word in enumerate(telling)},
    )


def features(page: LabelledPage, vocabulary: Vocabulary) -> csr_matrix:
    """The numbers and the words of a page's lines."""
    rows, columns = [], []
    for i, words in enumerate(page.lines.words):
        known = vocabulary.short if is_short(words) else vocabulary.long
        for word in known.keys() & words:
            rows.append(i)
            columns.append(known[word] - len(vocabulary.numbers))
    width = len(vocabulary.short) + len(vocabulary.long)
    held = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(page.labels), width))
    return csr_matrix(hstack([csr_matrix(page.lines.numbers[:, vocabulary.numbers]), held]))


def states_of(labels: Sequence[str]) -> list[int]:
    """Each line's state: the first line of the body and the first below it have states of their own."""
    names: list[str] = []
    for label in labels:
        if label == INSIDE:
            names.append("inside" if "first" in names else "first")
        elif label == BELOW:
            names.append("below" if "behind" in names else "behind")
        else:
            names.append({ABOVE: "above", GAP: "gap"}[label])
    return [STATES.index(name) for name in names]


def fit_model(pages: Sequence[LabelledPage], without: Sequence[str] = ()) -> BodyModel:
    """The model of these pages; long pages count for more than short ones, by the root of their length."""
    pages = [page for page in pages if INSIDE in page.labels]
    vocabulary = choose_words(pages, without)
    chains = lay_out(
        [features(page, vocabulary) for page in pages],
        [states_of(page.labels) for page in pages],
        [_PER_PAGE / len(page.labels) ** 0.5 for page in pages],
    )
    weights, steps = fit(chains, penalty=PENALTY, rounds=ROUNDS)
    numbers = np.zeros((len(NAMES), len(SCORED)))
    numbers[list(vocabulary.numbers)] = weights[: len(vocabulary.numbers)]
    short, long = (
        {word: weights[column] for word, column in known.items()} for known in (vocabulary.short, vocabulary.long)
    )
    model = BodyModel(numbers, short, long, steps, LEAST, np.zeros(len(HEADLINE_NAMES)))
    return replace(model, headline=fit_headline(pages, model))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Lines that may be a page's headline, and None for none of them: indices, numbers, which of them is right."""

    lines: tuple[int | None, ...]
    numbers: NDArray[np.float64]
    right: NDArray[np.bool_]


def candidates_of(page: LabelledPage, model: BodyModel) -> Candidates | None:
    """The candidates of a page, or None where there is none or its title is not known."""
    chances = inside_chances(page.lines, model)
    kept = np.flatnonzero(chances >= model.least).tolist()
    if not page.page.title or not kept:
        return None
    lines = headline_candidates(page.paragraphs, text_lines(page.lines, kept)[0])
    if not lines:
        return None
    verdicts = [judge_title(page.page.title, page.paragraphs[i].name) for i in lines]
    right = [verdict == ("exact" if "exact" in verdicts else "close") for verdict in verdicts]
    numbers = headline_numbers(page.lines, chances, lines, kept)
    return Candidates((*lines, None), numbers, np.array([*right, not any(right)]))


def fit_headline(pages: Sequence[LabelledPage], model: BodyModel) -> NDArray[np.float64]:
    """Weights that choose the title among the lines above the text: a conditional logit (McFadden 1974)."""
    told = [each for page in pages if (each := candidates_of(page, model))]

    def objective(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        loss, slope = HEADLINE_PENALTY / 2 * float(weights @ weights), HEADLINE_PENALTY * weights
        for each in told:
            scores = each.numbers @ weights
            chances = np.exp(scores - scores.max())
            right = chances * each.right
            loss -= float(np.log(right.sum() / chances.sum()))
            slope = slope - each.numbers.T @ (right / right.sum() - chances / chances.sum())
        return loss, slope

    start = np.zeros(len(HEADLINE_NAMES))
    return np.asarray(minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x)


def title_by(page: LabelledPage, model: BodyModel) -> str | None:
    """The line that a model takes for the title."""
    found = candidates_of(page, model)
    index = found.lines[int((found.numbers @ model.headline).argmax())] if found else None
    return None if index is None else page.paragraphs[index].name


def read_by(page: LabelledPage, model: BodyModel) -> tuple[Score, float]:
    """How a page is read by a model alone, and the share of the body's lines that it loses."""
    kept = inside_chances(page.lines, model) >= model.least
    text = "\n".join(each.text for each, keep in zip(page.paragraphs, kept, strict=True) if keep)
    body = [bool(keep) for keep, label in zip(kept, page.labels, strict=True) if label == INSIDE]
    return score(page.page, Reading(text, title_by(page, model)), days_in=None), 1 - sum(body) / max(len(body), 1)


def check(pages: Sequence[LabelledPage], how: str, without: Sequence[str]) -> None:
    """Prints how pages are read that were not fitted on."""
    sites = {site: i % FOLDS for i, site in enumerate(sorted({page.site for page in pages}, key=hash_of))}
    parts = [str(sites[page.site]) if how == "sites" else page.page.name.split("-")[0] for page in pages]
    read: dict[str, list[tuple[Score, float]]] = defaultdict(list)
    for part in sorted(set(parts)):
        model = fit_model([page for page, own in zip(pages, parts, strict=True) if own != part], without)
        for page, own in zip(pages, parts, strict=True):
            if own == part:
                name = page.kind if how == "sites" or page.kind == "clean" else f"{page.kind}, {part} by the other set"
                read[name].append(read_by(page, model))
    for name, found in sorted(read.items()):
        lost = estimate([share for _, share in found], seed=SEED)
        measures = [estimate([getattr(each, part) for each, _ in found], seed=SEED) for part in ("precision", "recall", "f1")]  # fmt: skip
        cells = " | ".join(f"{each.mean:.3f} ({each.low:.3f} to {each.high:.3f})" for each in measures)
        titles = [float(each.title == "exact") for each, _ in found if each.title]
        cells += f" | {lost.mean:.4f} | "
        if titles:
            title = estimate(titles, seed=SEED)
            cells += f"{title.mean:.3f} ({title.low:.3f} to {title.high:.3f}), n = {title.n}"
        sys.stdout.write(f"| {name} | {len(found)} | {cells} |\n")
        sys.stdout.flush()


def hash_of(site: str) -> str:
    """A name's order that has nothing to do with its letters' order, and is the same in every run."""
    return f"{sum(ord(letter) * 31**i for i, letter in enumerate(site)) % 9973:04d}{site}"


def write(model: BodyModel, path: Path) -> None:
    """Writes weights that matter, three decimals each."""

    def rounded(weights: NDArray[np.float64]) -> list[float]:
        return [round(float(weight), 3) for weight in weights]

    found = {
        "least": model.least,
        "headline": {
            name: round(float(weight), 3) for name, weight in zip(HEADLINE_NAMES, model.headline, strict=True)
        },
        "steps": {"-".join(step): round(float(weight), 3) for step, weight in zip(STEPS, model.steps, strict=True)},
        "numbers": {name: rounded(weights) for name, weights in zip(NAMES, model.numbers, strict=True)},
        "short": {word: rounded(weights) for word, weights in model.short.items() if abs(weights).max() >= 0.05},
        "long": {word: rounded(weights) for word, weights in model.long.items() if abs(weights).max() >= 0.05},
    }
    parts = []
    for name, value in found.items():
        if isinstance(value, dict):
            rows = ",\n".join(f"  {json.dumps(key)}: {json.dumps(each)}" for key, each in value.items())
            parts.append(f' "{name}": {{\n{rows}\n }}')
        else:
            parts.append(f' "{name}": {json.dumps(value)}')
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def main() -> None:
    """Checks, then fits on all and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", help="folder with gold.jsonl and pastes; more pastes")
    parser.add_argument("--check", choices=("sites", "sets", "none"), default="sites")
    parser.add_argument("--without", nargs="+", default=[], help="leave out numbers of these names, or words")
    options = parser.parse_args()
    pages = read_pages(options.folders, clean=CLEAN_PAGES, seed=SEED)
    sys.stdout.write(
        "| kind | n | precision | recall | F1 | lines of the body lost | title exact |\n" + "|---" * 7 + "|\n"
    )
    if options.check != "none":
        check(pages, options.check, options.without)
    if not options.without:
        write(fit_model(pages), Path(qa.articles.__file__).parent / "body_weights.json")


if __name__ == "__main__":
    main()

"""Ranking on public question sets: ways to fuse side by side, and the fit of the weights.

    python -m benchmarks.ranking BENCH

Weights are fitted with each set left out. BENCH is the folder of the sets. Measures are by article: an article stands where its best chunk stands.
"""

import argparse
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.question_sets import NAMES, Query, read_set
from qa.encoding import Encoder, load_encoder
from qa.index import open_index
from qa.retrieval import HybridRetriever
from qa.retrieval.dates import BONUS
from qa.retrieval.fusion import FITTED
from qa.retrieval.hybrid import Candidate

DEPTH = 50
PARTS = ("cosine", "coverage", "proximity", "phrases", "date")
Weights = NDArray[np.float64]
Ranker = Callable[[Sequence[Candidate]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its candidates, with what is to be found."""

    query: Query
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over the questions of a set."""

    hit_at_1: float
    hit_at_5: float
    mrr_at_10: float
    ndcg_at_10: float

    def __str__(self) -> str:
        return f"{self.hit_at_1:.3f} / {self.hit_at_5:.3f} / {self.mrr_at_10:.3f} / {self.ndcg_at_10:.3f}"


def ask_all(
    folder: Path, work: Path, encoder: Encoder, *, chunk_tokens: int, overlap: int, most: int, dated: bool
) -> list[Asked]:
    """Indexes a set below ``work`` (kept for the next run) and asks all its questions."""
    articles = work / "articles" / folder.name
    queries = read_set(folder, articles, most=most)
    path = work / f"index-{folder.name}-{chunk_tokens}-{overlap}"
    with open_index(path, encoder=encoder, chunk_tokens=chunk_tokens, overlap_sentences=overlap) as index:
        index.sync(articles)
        retriever = HybridRetriever(index, encoder, candidates=DEPTH)
        return [
            Asked(q, tuple(retriever.candidates(q.question, depth=DEPTH, today=q.asked if dated else None)))
            for q in queries
        ]


def measure(asked: Sequence[Asked], ranker: Ranker) -> Measures:
    """The measures of a way to rank candidates; a question that finds nothing counts as 0."""
    totals = np.zeros(4)
    for one in asked:
        best: dict[str, float] = {}
        for candidate, score in zip(one.candidates, ranker(one.candidates), strict=True):
            article = candidate.article.article_id
            best[article] = max(score, best.get(article, -math.inf))
        ranked = sorted((article for article in best if best[article] > -math.inf), key=lambda a: (-best[a], a))
        found = [article in one.query.relevant for article in ranked[:10]]
        first = found.index(True) + 1 if any(found) else math.inf
        gain = sum(1 / math.log2(rank + 1) for rank, hit in enumerate(found, start=1) if hit)
        most = sum(1 / math.log2(rank + 1) for rank in range(1, min(10, len(one.query.relevant)) + 1))
        totals += (first == 1, first <= 5, 1 / first, gain / most)
    return Measures(*(totals / len(asked)))


def parts_of(candidate: Candidate) -> list[float]:
    """The figures that are weighted, in the order of ``PARTS``."""
    match = candidate.match
    return [candidate.cosine, match.coverage, match.proximity, match.phrases, candidate.date_bonus / BONUS]


def weighted(weights: Weights) -> Ranker:
    """Ranks by the weighted sum of the parts."""
    return lambda candidates: (np.array([parts_of(candidate) for candidate in candidates]) @ weights).tolist()


def fit(sets: Sequence[Sequence[Asked]]) -> Weights:
    """Weights that make the chunks of right articles most probable under a softmax over the candidates; sets count alike."""
    prepared = []
    for asked in sets:
        questions = []
        for one in asked:
            right = np.array([c.article.article_id in one.query.relevant for c in one.candidates], bool)
            if right.any() and not right.all():
                questions.append((np.array([parts_of(candidate) for candidate in one.candidates]), right))
        prepared.append(questions)

    def loss(weights: Weights) -> tuple[float, Weights]:
        total, slope = 0.0, np.zeros_like(weights)
        for questions in prepared:
            for parts, right in questions:
                scores = parts @ weights
                powers = np.exp(scores - scores.max())
                total -= math.log(powers[right].sum() / powers.sum()) / len(questions)
                slope += (powers / powers.sum()) @ parts / len(questions)
                slope -= (powers[right] / powers[right].sum()) @ parts[right] / len(questions)
        return total / len(sets) + 1e-4 * float(weights @ weights), slope / len(sets) + 2e-4 * weights

    fitted: Weights = minimize(loss, np.full(len(PARTS), 3.0), jac=True, method="L-BFGS-B").x
    relative: Weights = fitted / fitted[0]
    return relative


def reciprocal_ranks(candidates: Sequence[Candidate]) -> list[float]:
    """Reciprocal rank fusion with equal weights (Cormack, Clarke, Büttcher, SIGIR 2009)."""
    ranks = [(candidate.dense_rank, candidate.term_rank) for candidate in candidates]
    return [sum(1 / (60 + rank) for rank in pair if rank is not None) for pair in ranks]


def normalised_sum(candidates: Sequence[Candidate]) -> list[float]:
    """Half the cosine and half the BM25 over the highest BM25 of the question."""
    most = max((candidate.term_score for candidate in candidates), default=0.0) or 1.0
    return [0.5 * candidate.cosine + 0.5 * candidate.term_score / most for candidate in candidates]


def compare_fusions(sets: Mapping[str, Sequence[Asked]], undated: Mapping[str, Sequence[Asked]]) -> str:
    """A Markdown table of ways to fuse, and the fitted weights below it."""
    ours = np.array([1.0, FITTED.coverage, FITTED.proximity, FITTED.phrases, BONUS])
    rankers: dict[str, Callable[[str], Ranker]] = {
        "vectors alone": lambda _: lambda cs: [c.cosine if c.dense_rank else -math.inf for c in cs],
        "BM25 alone": lambda _: lambda cs: [c.term_score if c.term_rank else -math.inf for c in cs],
        "reciprocal ranks, equal": lambda _: reciprocal_ranks,
        "sum of normalised scores": lambda _: normalised_sum,
        "ours, fitted without this set": lambda name: weighted(fit([s for n, s in sets.items() if n != name])),
        "ours, as shipped": lambda _: weighted(ours),
    }
    lines = [
        f"| hit@1 / hit@5 / MRR@10 / nDCG@10 | {' | '.join(sets)} | mean nDCG@10 |",
        "|---" * (len(sets) + 2) + "|",
    ]
    for label, make in rankers.items():
        found = {name: measure(undated[name], make(name)) for name in sets}
        mean = sum(measures.ndcg_at_10 for measures in found.values()) / len(found)
        lines.append(f"| {label} | {' | '.join(str(measures) for measures in found.values())} | {mean:.4f} |")
    with_dates = {name: measure(asked, weighted(ours)) for name, asked in sets.items()}
    mean = sum(measures.ndcg_at_10 for measures in with_dates.values()) / len(with_dates)
    lines.append(
        f"| ours, told the day of the question | {' | '.join(str(each) for each in with_dates.values())} | {mean:.4f} |"
    )
    fitted = fit(list(sets.values()))
    lines.append("\nWeights fitted on all: " + ", ".join(f"{n} {w:.2f}" for n, w in zip(PARTS, fitted, strict=True)))
    return "\n".join(lines)


def main() -> None:
    """Prints the table that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path, help="folder of the sets")
    parser.add_argument("--sets", nargs="+", default=NAMES)
    parser.add_argument("--most", type=int, default=1000, help="questions of a set")
    parser.add_argument(
        "--work", type=Path, default=Path(tempfile.gettempdir()) / "qa-ranking", help="kept between runs"
    )
    parser.add_argument("--chunk-tokens", type=int, default=256)
    parser.add_argument("--overlap", type=int, default=1, help="sentences")
    options = parser.parse_args()
    encoder = load_encoder("all-MiniLM-L6-v2", cache=options.work)
    settings = {"chunk_tokens": options.chunk_tokens, "overlap": options.overlap, "most": options.most}
    dated = {n: ask_all(options.bench / n, options.work, encoder, **settings, dated=True) for n in options.sets}
    undated = {n: ask_all(options.bench / n, options.work, encoder, **settings, dated=False) for n in options.sets}
    print(compare_fusions(dated, undated))


if __name__ == "__main__":
    main()

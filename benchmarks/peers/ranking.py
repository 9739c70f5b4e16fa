"""Measures of retrieval, by file: a file stands where its best passage stands. Differences are ours minus theirs, paired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.evaluation.measures.intervals import Difference, paired_difference
from qa.evaluation.measures.ranking import ndcg_at, recall_at, reciprocal_rank_at

MEASURES = ("recall@1", "recall@5", "MRR@10", "nDCG@10")


@dataclass(frozen=True, slots=True)
class Row:
    """One system on one set.

    Attributes:
        label: of the system.
        means: in the order of ``MEASURES``.
        chunks: how many it made of the articles.
        ahead: ours minus it, in the order of ``MEASURES``; None: it is ours.
    """

    label: str
    means: tuple[float, ...]
    chunks: int
    ahead: tuple[Difference, ...] | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """All systems on one set."""

    name: str
    questions: int
    articles: int
    rows: tuple[Row, ...]


def measures_of(ranked: Sequence[str], relevant: frozenset[str]) -> tuple[float, ...]:
    """The measures of one question, in the order of ``MEASURES``; ``ranked`` may name a file with each of its passages."""
    files = list(dict.fromkeys(ranked))
    grades = dict.fromkeys(relevant, 1)
    shares = recall_at(files, grades, 1), recall_at(files, grades, 5)
    return *shares, reciprocal_rank_at(files, grades, 10), ndcg_at(files, grades, 10)


def compare(found: Mapping[str, NDArray[np.float64]], chunks: Mapping[str, int]) -> tuple[Row, ...]:
    """The rows of a set from the measures of each question (a row a question); the first system is ours."""
    ours = next(iter(found.values()))
    rows = []
    for label, values in found.items():
        means = tuple(float(mean) for mean in values.mean(axis=0))
        ahead = None
        if not label.startswith("ours"):
            pairs = zip(values.T, ours.T, strict=True)
            ahead = tuple(paired_difference(theirs.tolist(), our.tolist(), seed=20) for theirs, our in pairs)
        rows.append(Row(label, means, chunks[label], ahead))
    return tuple(rows)

"""Measures of a ranking against graded relevance, as trec_eval defines them.

``ranked`` holds document ids, best first, without repetition; ``grades`` gives each judged document its grade. A grade
above 0 is relevant, a document that was not judged is not. All results lie in 0..1.
"""

import math
from collections.abc import Mapping, Sequence


def recall_at(ranked: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Share of the relevant documents that stand among the first ``k``.

    Raises:
        ValueError: nothing is relevant.
    """
    relevant = _relevant(grades)
    return sum(name in relevant for name in ranked[:k]) / len(relevant)


def reciprocal_rank_at(ranked: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """One over the rank of the first relevant document; 0 when none is among the first ``k``.

    Raises:
        ValueError: nothing is relevant.
    """
    relevant = _relevant(grades)
    return next((1 / rank for rank, name in enumerate(ranked[:k], start=1) if name in relevant), 0.0)


def ndcg_at(ranked: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """Discounted gain of the first ``k`` over that of the best order; the gain is the grade.

    Source: Järvelin and Kekäläinen 2002.

    Raises:
        ValueError: nothing is relevant.
    """
    _relevant(grades)
    gained = _discounted([max(grades.get(name, 0), 0) for name in ranked[:k]])
    best = _discounted(sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:k])
    return gained / best


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _relevant(grades: Mapping[str, int]) -> frozenset[str]:
    relevant = frozenset(name for name, grade in grades.items() if grade > 0)
    if not relevant:
        raise ValueError("no document is relevant, so the ranking can't be judged")
    return relevant

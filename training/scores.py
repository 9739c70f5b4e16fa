"""Measures of short answers and of telling questions apart; pure."""

import re
import string
from collections import Counter
from collections.abc import Sequence

import numpy as np

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_RESAMPLES = 1000


def normalised(text: str) -> list[str]:
    """The tokens that SQuAD compares: lower case, no punctuation, no English articles (Rajpurkar et al. 2016)."""
    bare = "".join(character for character in text.lower() if character not in string.punctuation)
    return _ARTICLES.sub(" ", bare).split()


def exact_match(text: str, answers: Sequence[str]) -> float:
    """1 where the text is one of the answers after normalisation, else 0."""
    return float(any(normalised(text) == normalised(answer) for answer in answers))


def best_token_f1(text: str, answers: Sequence[str]) -> float:
    """The highest token F1 against one of the answers, 0 to 1."""
    return max(_token_f1(normalised(text), normalised(answer)) for answer in answers)


def _token_f1(found: Sequence[str], expected: Sequence[str]) -> float:
    shared = sum((Counter(found) & Counter(expected)).values())
    if not shared:
        return float(not found and not expected)
    return 2 * shared / (len(found) + len(expected))


def auroc(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """The chance that a true case scores above a false one, ties counting half; NaN where there is one kind only."""
    values, truth = np.asarray(scores), np.asarray(labels, bool)
    true, false = values[truth], values[~truth]
    if not len(true) or not len(false):
        return float("nan")
    above = np.searchsorted(np.sort(false), true, side="left") + np.searchsorted(np.sort(false), true, side="right")
    return round(float(above.mean() / (2 * len(false))), 4)


def interval(values: Sequence[float]) -> tuple[float, float, float, int]:
    """Mean, low and high end of its 95 % bootstrap interval (seeded), and the number of values."""
    sample = np.asarray(values, float)
    drawn = np.random.default_rng(0).integers(0, len(sample), (_RESAMPLES, len(sample)))
    low, high = np.percentile(sample[drawn].mean(axis=1), [2.5, 97.5])
    return round(float(sample.mean()), 4), round(float(low), 4), round(float(high), 4), len(sample)

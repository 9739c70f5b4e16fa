"""Measures of an answer's wording against reference answers. All but ``word_count`` lie in 0..1."""

import re
import string
from collections import Counter
from collections.abc import Sequence

from qa.words import words

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_ROUGE_TOKEN = re.compile(r"[a-z0-9]+")
_MARKER = re.compile(r"\s*\[\d+\]")


def without_markers(text: str) -> str:
    """The answer's text without its citation markers."""
    return _MARKER.sub("", text).strip()


def normalised(text: str) -> str:
    """The text as SQuAD's evaluation compares it: lower case, no ASCII punctuation, no a/an/the, single spaces."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact(answer: str, references: Sequence[str]) -> float:
    """1 when the normalised answer equals a normalised reference, else 0 (SQuAD's exact match)."""
    return float(any(normalised(answer) == normalised(reference) for reference in references))


def token_f1(answer: str, references: Sequence[str]) -> float:
    """The best harmonic mean of token precision and recall over the references (SQuAD's F1).

    As in SQuAD 2.0, where either side is empty after normalisation the result is 1 if both are and 0 otherwise.
    """
    return max(
        (_token_f1(normalised(answer).split(), normalised(reference).split()) for reference in references), default=0.0
    )


def contains(answer: str, references: Sequence[str]) -> float:
    """1 when a reference's words stand in the answer as whole words in a row, else 0.

    Case, accents, punctuation of any script, a possessive's ending and a/an/the are ignored: "Brazil" stands in "Brazil’s".
    """
    padded = f" {_plain_words(answer)} "
    plain = (_plain_words(reference) for reference in references)
    return float(any(f" {reference} " in padded for reference in plain if reference))


def _plain_words(text: str) -> str:
    return " ".join(word for word in words(text) if word not in {"a", "an", "the"})


def rouge_l(answer: str, references: Sequence[str]) -> float:
    """The best ROUGE-L F1 over the references: longest common subsequence of lower-case words (Lin 2004)."""
    given = _ROUGE_TOKEN.findall(answer.lower())
    return max((_rouge_l(given, _ROUGE_TOKEN.findall(reference.lower())) for reference in references), default=0.0)


def word_count(text: str) -> int:
    """Words of the text, split at white space."""
    return len(text.split())


def _token_f1(answer: Sequence[str], reference: Sequence[str]) -> float:
    if not answer or not reference:
        return float(answer == reference)
    shared = (Counter(answer) & Counter(reference)).total()
    return _f_measure(shared, len(answer), len(reference))


def _rouge_l(answer: Sequence[str], reference: Sequence[str]) -> float:
    # Longest common subsequence, one row at a time: lengths[j] is the best for reference[:j].
    lengths = [0] * (len(reference) + 1)
    for word in answer:
        diagonal = 0
        for position, other in enumerate(reference, start=1):
            above = lengths[position]
            lengths[position] = diagonal + 1 if word == other else max(above, lengths[position - 1])
            diagonal = above
    return _f_measure(lengths[-1], len(answer), len(reference))


def _f_measure(shared: int, given: int, wanted: int) -> float:
    return 2 * shared / (given + wanted) if shared else 0.0

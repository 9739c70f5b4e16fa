"""What speaks for declining, as far as the evidence shows: what is asked for is cut off, no number, nothing near."""

import itertools
from collections.abc import Sequence

from qa.reading.answers.asked_otherwise import counts_alone
from qa.reading.evidence.features import KIND_MENTIONED, KIND_MISSING
from qa.reading.evidence.judging import is_headline
from qa.reading.evidence.reader import Evidence, Reading
from qa.types import Passage
from qa.words import stems

LEAST_TO_SHOW = 0.03  # probability that the articles answer, for the nearest sentence to be shown with an abstention
_LEAST_COVERED = 0.5  # of the question's words, for a sentence without the kind of thing asked for to be about it
_LEAST_OF_A_RIVAL = 0.1  # of the best sentence's relevance
_NEAR_COSINE = 0.25  # of the best passage: below this nothing in the articles is about the question
_TAIL_WORDS = 4
# Caution, least probability that the articles answer. Where a question asks about these days the probability was found to
# mean what it says; where it asks what people said, or whether something is so, the articles answer more often than it says.
# docs/reader.md has what either bound declines of questions with and without an answer.
_THRESHOLDS = ((0.0, 0.03), (0.5, 0.17), (1.0, 0.5))
_THRESHOLDS_OF_THESE_DAYS = ((0.0, 0.03), (0.5, 0.5), (1.0, 0.8))


def least_probability(caution: float, *, of_these_days: bool = False) -> float:
    """The probability that the articles answer below which an answer is declined, for a caution of 0 to 1.

    It is higher where a question asks about days that count from the one on which it is asked.
    """
    thresholds = _THRESHOLDS_OF_THESE_DAYS if of_these_days else _THRESHOLDS
    for (low, at_low), (high, at_high) in itertools.pairwise(thresholds):
        if caution <= high:
            return at_low + (at_high - at_low) * (caution - low) / (high - low)
    return thresholds[-1][1]


def is_far_from_all(reading: Reading, passages: Sequence[Passage]) -> bool:
    """Whether no passage is about what is asked, by its cosine and by the network."""
    return max(passage.similarity for passage in passages) < _NEAR_COSINE and reading.answerable < LEAST_TO_SHOW


def _rivals(reading: Reading) -> list[Evidence]:
    """The best sentence and those that may well be the one that answers instead."""
    return [item for item in reading.evidence if item.relevance >= _LEAST_OF_A_RIVAL]


def lacks_the_quantity(reading: Reading) -> bool:
    """Whether a question for a number, sum or measure meets sentences without one, or without one for what is counted.

    Such a question has no other answer. What the rule brings and costs on the public sets is in docs/reader.md.
    """
    return all(
        item.features["quantity_missing"]
        or (item.features["quantity_far_from_head"] and not _counts_what_was_named(item, reading))
        for item in _rivals(reading)
    )


def _counts_what_was_named(item: Evidence, reading: Reading) -> bool:
    """Whether what is counted is named elsewhere: over a table's row, or in the sentence before ("Bicycles can be lent. 2,050 were.")."""
    if item.candidate.cells:
        return True
    if set(reading.question.head).isdisjoint(stems(item.candidate.previous)):
        return False
    return counts_alone(item.candidate.text)


def asks_for_what_is_cut_off(reading: Reading) -> bool:
    """Whether the best sentence breaks off just where the thing asked for would stand ("left the city of …").

    What a question asks for stands next to the words that it shares with the sentence; where the last of them is one of
    these, and nothing of the kind asked for stands before, the answer is what the source left out.
    """
    best = reading.evidence[0]
    if is_headline(best.candidate):
        return False  # sites cut headlines anywhere, and the article tells the rest
    if best.candidate.complete or any(
        item.candidate.complete and item.features["network_span"] > 0 for item in _rivals(reading)
    ):
        return False
    tail = stems(" ".join(best.candidate.text.rstrip(" ….").split()[-_TAIL_WORDS:]))[-2:]
    if set(tail) & set(reading.question.head):
        return True
    if any(best.features[name] for name in KIND_MISSING) and best.features["window_coverage"] >= _LEAST_COVERED:
        return True
    found = any(best.features[name] for name in KIND_MENTIONED)
    return bool(set(tail) & set(reading.question.stems)) and not found and not _answers_before(best, reading, tail)


def _answers_before(best: Evidence, reading: Reading, tail: Sequence[str]) -> bool:
    """Whether the network found a short answer that says something new and ends before the cut."""
    if best.answer is None or best.features["network_span"] <= 0:
        return False
    start, end = (offset - best.candidate.start for offset in best.answer)
    said = set(stems(best.candidate.text[start:end]))
    return bool(said - set(reading.question.stems)) and not said & set(tail)

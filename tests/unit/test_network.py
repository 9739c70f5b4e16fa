"""From the network's logits to spans and sentences, and the measures that a reader is judged by."""

import math

import numpy as np
import pytest

from qa.encoding.pairs import PairLogits
from qa.reading.evidence.network import LONGEST_ANSWER_TOKENS, PassageReader, best_span, interpret
from training.scores import auroc, best_token_f1, exact_match, interval

PASSAGE = "It rained. The mayor left on Monday."
OFFSETS = [(0, 2), (3, 9), (9, 10), (11, 14), (15, 20), (21, 25), (26, 28), (29, 35), (35, 36)]


def logits(start: dict[int, float], end: dict[int, float], *, tokens: int = len(OFFSETS)) -> PairLogits:
    def row(high: dict[int, float]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        return np.asarray([high.get(index, -5.0) for index in range(tokens)], np.float32)

    sentence = np.asarray([-2.0, -4.0, -3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0], np.float32)[:tokens]
    offsets = np.asarray(OFFSETS[:tokens], np.int64).reshape(tokens, 2)
    return PairLogits(offsets, row(start), row(end), sentence, absent=2.5, answerable=1.25)


def test_the_best_span_is_given_in_characters_with_its_lead_over_no_answer() -> None:
    read = interpret(PASSAGE, logits({7: 4.0, 3: 1.0}, {7: 3.0, 4: 2.0}))
    assert PASSAGE[read.start : read.end] == "Monday"
    assert (read.span_logit, read.span_margin, read.answerable) == (7.0, 4.5, 1.25)


def test_a_sentence_is_as_relevant_as_its_tokens_are_on_average() -> None:
    read = interpret(PASSAGE, logits({7: 4.0}, {7: 3.0}))
    assert [PASSAGE[one.start : one.end] for one in read.sentences] == ["It rained.", "The mayor left on Monday."]
    assert [one.relevance for one in read.sentences] == [-3.0, 2.0]


def test_a_sentence_past_the_last_token_read_is_not_relevant() -> None:
    read = interpret(PASSAGE, logits({1: 4.0}, {1: 3.0}, tokens=3))
    assert [one.relevance for one in read.sentences] == [-3.0, -30.0]


def test_a_passage_without_words_gives_an_empty_span() -> None:
    read = interpret("", logits({}, {}, tokens=0))
    assert (read.start, read.end, read.sentences) == (0, 0, ())


def test_a_span_does_not_end_before_it_starts_and_is_not_too_long() -> None:
    start = np.zeros(60, np.float32)
    end = np.zeros(60, np.float32)
    start[50], end[10] = 9.0, 9.0
    first, last = best_span(start, end)
    assert first <= last
    start[:], end[:] = 0.0, 0.0
    start[0], end[59], end[20] = 9.0, 9.0, 1.0
    assert best_span(start, end) == (0, 20)
    start[:], end[:] = 0.0, 0.0
    start[0], end[LONGEST_ANSWER_TOKENS - 1] = 9.0, 9.0
    assert best_span(start, end) == (0, LONGEST_ANSWER_TOKENS - 1)


def test_passages_are_read_in_the_order_given() -> None:
    class Scripted:
        def score(self, question: str, passages: list[str] | tuple[str, ...] | object) -> list[PairLogits]:
            assert (question, passages) == ("When?", [PASSAGE, ""])
            return [logits({7: 4.0}, {7: 3.0}), logits({}, {}, tokens=0)]

    read = PassageReader(Scripted()).read("When?", [PASSAGE, ""])
    assert [(one.start, one.end) for one in read] == [(29, 35), (0, 0)]


def test_f1_counts_shared_tokens_without_articles_and_punctuation() -> None:
    assert best_token_f1("the Eiffel Tower.", ["Eiffel Tower"]) == 1.0
    assert best_token_f1("Eiffel Tower in Paris", ["Eiffel Tower", "Paris, France"]) == pytest.approx(2 / 3)
    assert best_token_f1("Rome", ["Paris"]) == 0.0
    assert (exact_match("a tower", ["Tower!"]), exact_match("towers", ["Tower"])) == (1.0, 0.0)


def test_auroc_is_the_chance_of_the_right_order_with_ties_half() -> None:
    assert auroc([3.0, 2.0, 1.0], [True, True, False]) == 1.0
    assert auroc([1.0, 1.0], [True, False]) == 0.5
    assert auroc([1.0, 3.0, 2.0, 4.0], [True, True, False, False]) == 0.25
    assert math.isnan(auroc([1.0], [True]))


def test_an_interval_holds_the_mean_and_says_how_many() -> None:
    mean, low, high, count = interval([1.0, 0.0, 1.0, 1.0] * 25)
    assert (mean, count) == (0.75, 100)
    assert 0.6 < low < 0.75 < high < 0.9

"""Two networks on the same pairs: the larger one is asked about few, and both count."""

from collections.abc import Sequence

import numpy as np

from qa.encoding.pairs import PairLogits
from qa.encoding.second_opinion import RecentPairs, SecondOpinion, mean_of


class Scripted:
    """Says of a passage what stands for it in a table; remembers what it was asked."""

    def __init__(self, answerable: dict[str, float], tokens: int = 2) -> None:
        self.answerable = answerable
        self.tokens = tokens
        self.asked: list[str] = []

    def score(self, question: str, passages: Sequence[str]) -> list[PairLogits]:
        self.asked.extend(passages)
        return [logits(self.answerable[passage], self.tokens) for passage in passages]


def logits(value: float, tokens: int = 2) -> PairLogits:
    row = np.full(tokens, value, np.float32)
    offsets = np.asarray([(token, token + 1) for token in range(tokens)], np.int64)
    return PairLogits(offsets, row, row + 1, row + 2, value + 3, value, (1.0, 2.0, value))


def test_the_second_reads_only_the_likeliest_and_the_rest_stays() -> None:
    first = Scripted({"a": 1.0, "b": -4.0, "c": 3.0})
    second = Scripted({"a": -3.0, "c": 5.0})
    found = SecondOpinion(first, second, most_read=2).score("Who?", ["a", "b", "c"])
    assert sorted(second.asked) == ["a", "c"]
    assert [one.answerable for one in found] == [-1.0, -4.0, 4.0]


def test_all_that_is_said_of_a_passage_is_the_mean_but_verdicts_on_claims() -> None:
    both = mean_of(logits(2.0), logits(6.0))
    assert both.start.tolist() == [4.0, 4.0]
    assert both.end.tolist() == [5.0, 5.0]
    assert both.sentence.tolist() == [6.0, 6.0]
    assert (both.absent, both.answerable, both.verdicts) == (7.0, 4.0, (1.0, 2.0, 2.0))


def test_where_they_cut_a_text_differently_the_first_holds() -> None:
    assert mean_of(logits(2.0), logits(6.0, tokens=3)).answerable == 2.0


def test_nothing_is_asked_of_no_passages() -> None:
    second = Scripted({})
    assert SecondOpinion(Scripted({}), second, most_read=3).score("Who?", []) == []
    assert second.asked == []


def test_what_was_read_just_now_is_not_read_again() -> None:
    scorer = Scripted({"a": 1.0, "b": 2.0, "c": 3.0})
    recent = RecentPairs(scorer)
    first = recent.score("Who?", ["a", "b"])
    again = recent.score("Who?", ["b", "c", "a"])
    assert scorer.asked == ["a", "b", "c"]
    assert [one.answerable for one in again] == [2.0, 3.0, 1.0]
    assert again[2] is first[0]
    recent.score("When?", ["a"])
    assert scorer.asked[-1] == "a"

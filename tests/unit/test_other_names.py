"""The same claim about somebody else, and whether a source bears that out better."""

from collections.abc import Sequence

import numpy as np
import pytest

from qa.encoding.pairs import PairLogits
from qa.reading.support.check import bears_out_of_another
from qa.reading.support.other_names import closest_sentences, exchanged

SOURCE = "Ana Brandt praised the fleet. It rained on Monday. Paul Okafor opposed it, and so did Rita Moss."


class Scripted:
    """Bears out what names the right person by the given logit, all else by 0."""

    def __init__(self, right: str, logit: float) -> None:
        self.right, self.logit = right, logit

    def score(self, question: str, passages: Sequence[str]) -> list[PairLogits]:
        none = np.zeros(0, np.float32)
        verdicts = (self.logit if self.right in question else 0.0, 0.0, 0.0)
        return [PairLogits(np.zeros((0, 2), np.int64), none, none, none, 0.0, 0.0, verdicts) for _ in passages]


def test_a_name_gives_way_to_each_that_only_the_source_holds() -> None:
    assert exchanged("Last week Ana Brandt opposed it.", SOURCE) == [
        "Last week Paul Okafor opposed it.",
        "Last week Rita Moss opposed it.",
    ]


@pytest.mark.parametrize("claim", ["It rained on Monday.", "They opposed it.", ""])
def test_what_names_nobody_is_exchanged_for_nothing(claim: str) -> None:
    assert exchanged(claim, SOURCE) == []


def test_the_closest_sentences_keep_their_order() -> None:
    claim = "Paul Okafor opposed the fleet that Ana Brandt praised."
    assert closest_sentences(claim, SOURCE, count=2) == SOURCE.replace("It rained on Monday. ", "")
    assert closest_sentences(claim, "", count=2) == ""


@pytest.mark.parametrize(
    ("right", "logit", "expected"), [("Okafor", 1.5, True), ("Okafor", 0.5, False), ("Brandt", 9, False)]
)
def test_only_a_clearly_better_exchange_counts(right: str, logit: float, expected: bool) -> None:
    assert bears_out_of_another("Last week Ana Brandt opposed it.", SOURCE, Scripted(right, logit)) is expected

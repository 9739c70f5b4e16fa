"""Two trained networks that read the same pairs: a small one all of them, a larger one those that the small one finds likeliest."""

from collections.abc import Sequence

import numpy as np

from qa.encoding.pairs import PairLogits, PairScorer

SECOND_READS = 3  # passages
_SHARE = 0.5  # of the larger network in the mean of both


class SecondOpinion:
    """A ``PairScorer`` whose logits are the mean of two networks' on the few passages that both read.

    Args:
        first: reads every passage.
        second: reads at most ``most_read`` of them, those that ``first`` finds likeliest to answer.
    """

    def __init__(self, first: PairScorer, second: PairScorer, *, most_read: int) -> None:
        self._first = first
        self._second = second
        self._most_read = most_read

    def score(self, question: str, passages: Sequence[str]) -> list[PairLogits]:
        """See ``PairScorer.score``; here a passage's logits depend on whether the others are likelier."""
        found = self._first.score(question, passages)
        likeliest = sorted(range(len(found)), key=lambda row: -found[row].answerable)[: self._most_read]
        again = self._second.score(question, [passages[row] for row in likeliest])
        for row, other in zip(likeliest, again, strict=True):
            found[row] = mean_of(found[row], other)
        return found


def mean_of(one: PairLogits, other: PairLogits) -> PairLogits:
    """The mean of what two networks make of a passage; verdicts on claims stay those of the first.

    Both cut text into the same words and word pieces; where they do not, the first one's word holds.
    """
    if not np.array_equal(one.offsets, other.offsets):
        return one

    def between(a: float, b: float) -> float:
        return (1.0 - _SHARE) * a + _SHARE * b

    return PairLogits(
        offsets=one.offsets,
        start=((1.0 - _SHARE) * one.start + _SHARE * other.start).astype(np.float32),
        end=((1.0 - _SHARE) * one.end + _SHARE * other.end).astype(np.float32),
        sentence=((1.0 - _SHARE) * one.sentence + _SHARE * other.sentence).astype(np.float32),
        absent=between(one.absent, other.absent),
        answerable=between(one.answerable, other.answerable),
        verdicts=one.verdicts,
    )

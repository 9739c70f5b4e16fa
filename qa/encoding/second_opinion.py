"""Two trained networks that read the same pairs: a small one all of them, a larger one those that the small one finds likeliest."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from qa.encoding.pairs import PairLogits, PairScorer

SECOND_READS = 3  # passages
_SHARE = 0.5  # of the larger network in the mean of both


_REMEMBERED = 256  # pairs: those of a few questions that are read at the same time


class RecentPairs:
    """A ``PairScorer`` that asks another one and remembers the last pairs, which the second opinion asks for once more."""

    def __init__(self, scorer: PairScorer) -> None:
        self._scorer = scorer
        self._known: OrderedDict[tuple[str, str], PairLogits] = OrderedDict()
        self._lock = threading.Lock()

    def score(self, question: str, passages: Sequence[str]) -> list[PairLogits]:
        """See ``PairScorer.score``."""
        with self._lock:
            found = {text: self._known.get((question, text)) for text in passages}
        missing = [text for text, known in found.items() if known is None]
        read = dict(zip(missing, self._scorer.score(question, missing), strict=True)) if missing else {}
        with self._lock:
            self._known.update({(question, text): logits for text, logits in read.items()})
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return [found[text] or read[text] for text in passages]


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

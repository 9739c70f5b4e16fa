"""What a trained network makes of the rows that another one learns from: the soft labels of a teacher (Hinton et al. 2015).

What it read is kept in a file, pair by pair: started again, it goes on with what is missing.
"""

import logging
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.encoding.pairs import PairLogits, load_pairs
from qa.encoding.weights import ModelFolder, fingerprint_of
from training.remembering import Memory
from training.rows import Row

logger = logging.getLogger("training.teaching")

LABELS = "taught.sqlite"
_BLOCK = 256  # rows between two writes


@dataclass(frozen=True, slots=True)
class Taught:
    """A teacher's logits for one passage, token by token of it.

    Attributes:
        start, end, sentence: as in ``PairLogits``.
        absent: half of the logit that the answer is nowhere, to stand at the first token beside ``start`` and ``end`` alike.
        answerable: the logit that the passage answers.
    """

    start: NDArray[np.float32]
    end: NDArray[np.float32]
    sentence: NDArray[np.float32]
    absent: float
    answerable: float

    def window(self, low: int, high: int) -> "Taught":
        """The same of the tokens from ``low`` to before ``high``."""
        start, end, sentence = (logits[low:high] for logits in (self.start, self.end, self.sentence))
        return Taught(start, end, sentence, self.absent, self.answerable)


@dataclass(frozen=True, slots=True)
class Teaching:
    """Which trained network teaches, where what it said is kept, and for how many minutes it reads before the training."""

    model: Path
    work: Path
    minutes: float

    @property
    def fingerprint(self) -> str:
        """Of the network's files."""
        return fingerprint_of(ModelFolder(self.model.name, self.model, None), cache=self.work)

    @property
    def memory(self) -> Memory:
        """What it has said so far."""
        return Memory(self.work / LABELS)


class Teacher:
    """Looks up what ``teach`` had a network say."""

    def __init__(self, teaching: Teaching) -> None:
        self._fingerprint, self._memory = teaching.fingerprint, teaching.memory

    def __call__(self, row: Row) -> Taught | None:
        """What it said to a row's question and passage, or None where it was not asked."""
        (found,) = self._memory.known([_key(self._fingerprint, row)])
        return labels_of(found) if found is not None else None


def labels_of(logits: PairLogits) -> Taught:
    """The logits of a pair as labels."""
    return Taught(logits.start, logits.end, logits.sentence, logits.absent / 2, logits.answerable)


def teach(rows: Sequence[Row], teaching: Teaching, *, threads: int) -> int:
    """Has the teacher read the rows, in the order given, until its time is up. Returns how many are known then."""
    fingerprint, memory = teaching.fingerprint, teaching.memory
    scorer = load_pairs(teaching.model, cache=teaching.work)
    started, known = time.monotonic(), 0
    with ThreadPoolExecutor(threads) as pool:
        for first in range(0, len(rows), _BLOCK):
            block = rows[first : first + _BLOCK]
            if time.monotonic() - started > 60 * teaching.minutes:
                break

            def read(missing: list[int], block: Sequence[Row] = block) -> list[PairLogits]:
                return list(pool.map(lambda i: scorer.score(block[i].question, [block[i].passage])[0], missing))

            memory.get([_key(fingerprint, row) for row in block], read)
            known += len(block)
            logger.info("%d of %d rows, %.0f minutes", known, len(rows), (time.monotonic() - started) / 60)
    return known


def _key(fingerprint: str, row: Row) -> str:
    return f"{fingerprint}\0{row.question}\0{row.passage}"

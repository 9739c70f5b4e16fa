"""Passages that look as if they answered a question and do not: found by the encoder among all passages of the sets.

python -m training.negatives --bench FOLDER --out FILE --seed 0
"""

import argparse
import json
import logging
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.encoding import Encoder, load_encoder
from qa.encoding.weights import SHIPPED_NAME
from qa.words import stems, words
from training.rows import Row, training_rows

logger = logging.getLogger("training.negatives")

ORIGINS = ("squad11_dev_rest", "squad11_train_sample", "squad2_half", "squadshifts_wiki", "qed_nq", "qamr")
DEPTH = 12  # nearest passages looked at
BLOCK = 512
WEIGHT = 0.7  # the label is a guess


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the negatives as JSON lines. Returns 0."""
    parser = argparse.ArgumentParser(prog="python -m training.negatives", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    parser.add_argument("--cache", type=Path, required=True, help="folder for the converted encoder")
    parser.add_argument("--questions", type=int, default=12_000, help="how many questions get negatives")
    parser.add_argument("--each", type=int, default=2, help="negatives of a question")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S", stream=sys.stdout)
    rows = [row for row in training_rows(given.bench) if row.origin in ORIGINS]
    chance = random.Random(given.seed)
    asking = sorted({row.question: row for row in rows if row.answers}.values(), key=lambda row: row.question)
    asking = chance.sample(asking, min(given.questions, len(asking)))
    encoder = load_encoder(SHIPPED_NAME, cache=given.cache)
    found = mine(asking, sorted({row.passage for row in rows}), encoder, each=given.each)
    with given.out.open("w", encoding="utf-8") as file:
        for row in found:
            record = {"question": row.question, "passage": row.passage, "origin": row.origin, "labelled": row.labelled}
            file.write(json.dumps(record) + "\n")
    return 0


def read_negatives(path: Path) -> Iterator[Row]:
    """The rows that this module wrote. Raises OSError where the file is missing."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            labelled = record.get("labelled", True)
            yield Row(record["question"], record["passage"], (), record["origin"], weight=WEIGHT, labelled=labelled)


def mine(asking: Sequence[Row], passages: Sequence[str], encoder: Encoder, *, each: int) -> Iterator[Row]:
    """For each question the nearest passages, at most ``each``, that hold none of the words of its answers.

    As many that hold one follow without a label: they may answer.
    """
    known = [frozenset(words(passage)) for passage in passages]
    logger.info("encoding %d passages", len(passages))
    blocks = (passages[start : start + BLOCK] for start in range(0, len(passages), BLOCK))
    vectors = np.concatenate([encoder.encode_documents(block) for block in blocks])
    logger.info("encoding %d questions", len(asking))
    questions = encoder.encode_documents([row.question for row in asking])
    for start in range(0, len(asking), BLOCK):
        nearest = _nearest(questions[start : start + BLOCK], vectors)
        for row, order in zip(asking[start : start + BLOCK], nearest, strict=True):
            told = telling_words(row.answers)
            others = [int(i) for i in order if passages[i] != row.passage]
            for index in [i for i in others if not told & known[i]][:each]:
                yield Row(row.question, passages[index], (), f"{row.origin}:nearest", weight=WEIGHT)
            for index in [i for i in others if told & known[i]][:each]:
                yield Row(row.question, passages[index], (), f"{row.origin}:unsure", weight=WEIGHT, labelled=False)


def _nearest(questions: NDArray[np.float32], passages: NDArray[np.float32]) -> NDArray[np.int64]:
    cosines = questions @ passages.T
    best = np.argpartition(-cosines, DEPTH, axis=1)[:, :DEPTH]
    order = np.argsort(-np.take_along_axis(cosines, best, axis=1), axis=1, kind="stable")
    return np.take_along_axis(best, order, axis=1)


def telling_words(answers: Iterable[str]) -> frozenset[str]:
    """The words of the answers, without those that only hold a sentence together; all words where no other is left."""
    content = frozenset(word for answer in answers for word in words(answer) if stems(word))
    return content or frozenset(word for answer in answers for word in words(answer))


if __name__ == "__main__":
    sys.exit(main())

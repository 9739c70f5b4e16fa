"""Examples of like length together, so that little is padded; pairs of one question together where they compete."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from training.examples import Example

POOL_EXAMPLES = 3072  # sorted by length among themselves; more pads less, fewer mixes better
BUCKET_TOKENS = 8


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs as the network takes them.

    Attributes:
        groups: index of the question within the batch, a pair; pairs of one question compete where there are several.
    """

    examples: tuple[Example, ...]
    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor
    groups: tuple[int, ...]


def competing(examples: Sequence[Example], chance: random.Random, *, most: int) -> list[tuple[Example, ...]]:
    """Examples by question: an answerable one with up to ``most`` others that do not answer; the rest alone."""
    by_question: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_question[example.question].append(example)
    units: list[tuple[Example, ...]] = []
    for same in by_question.values():
        golden = [example for example in same if example.answerable]
        others = [example for example in same if example.labelled and not example.answerable]
        if golden and others:
            taken = chance.sample(others, min(most, len(others)))
            units.append((golden[0], *taken))
            units.extend((example,) for example in [*golden[1:], *(other for other in same if not other.labelled)])
        else:
            units.extend((example,) for example in same)
    return units


def batches(units: Sequence[tuple[Example, ...]], chance: random.Random, *, tokens: int) -> Iterator[Batch]:
    """One pass over the units in random order, in batches of at most ``tokens`` padded tokens; no unit is split."""
    shuffled = chance.sample(units, len(units))
    for start in range(0, len(shuffled), POOL_EXAMPLES):
        pool = sorted(shuffled[start : start + POOL_EXAMPLES], key=_width)
        cut = list(_cut(pool, tokens))
        chance.shuffle(cut)
        yield from (assemble(batch) for batch in cut)


def _cut(pool: Sequence[tuple[Example, ...]], tokens: int) -> Iterator[list[tuple[Example, ...]]]:
    batch: list[tuple[Example, ...]] = []
    for unit in pool:
        pairs = sum(len(other) for other in batch) + len(unit)
        if batch and pairs * _width(unit) > tokens:
            yield batch
            batch = []
        batch.append(unit)
    if batch:
        yield batch


def _width(unit: tuple[Example, ...]) -> int:
    longest = max(len(example.ids) for example in unit)
    return -(-longest // BUCKET_TOKENS) * BUCKET_TOKENS


def assemble(units: Sequence[tuple[Example, ...]]) -> Batch:
    """The units as one batch, padded to the longest pair."""
    examples = tuple(example for unit in units for example in unit)
    shape = len(examples), max(_width(unit) for unit in units)
    input_ids = torch.zeros(shape, dtype=torch.long)
    mask = torch.zeros(shape, dtype=torch.long)
    kinds = torch.zeros(shape, dtype=torch.long)
    for row, example in enumerate(examples):
        length = len(example.ids)
        input_ids[row, :length] = torch.tensor(example.ids)
        mask[row, :length] = 1
        kinds[row, example.passage_first : length] = 1
    groups = tuple(index for index, unit in enumerate(units) for _ in unit)
    return Batch(examples, input_ids, mask, kinds, groups)

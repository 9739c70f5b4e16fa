"""Passages found for several questions, in one ranking."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from qa.types import Passage


def interleave(rankings: Sequence[Sequence[Passage]], *, most: int) -> list[Passage]:
    """The first of each ranking, then the second of each, and so on: at most ``most`` passages, none twice, ranked anew.

    A passage keeps the scores of the ranking that brings it up first.
    """
    found: dict[str, Passage] = {}
    for row in zip_longest(*rankings):
        for passage in row:
            if passage is not None and len(found) < most:
                found.setdefault(passage.chunk.chunk_id, passage)
    return [replace(passage, rank=rank) for rank, passage in enumerate(found.values(), 1)]


def within(ranking: Sequence[Passage], passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Those of a ranking that are among some passages, with the ranks and scores that they have in it."""
    kept = {passage.chunk.chunk_id for passage in passages}
    return tuple(passage for passage in ranking if passage.chunk.chunk_id in kept)

"""How well the words of a chunk match those of a question: which occur, how near to each other, in what order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.index import ChunkWords

_NEAR_WORDS = 10  # words farther apart than this are taken to have nothing to do with each other
_PHRASE_WORDS = 2  # neighbours in a question may have one word between them: "cost of the bridge", "bridge cost"


@dataclass(frozen=True, slots=True)
class WordMatch:
    """Each from 0, nothing, to about 1, all of the question.

    Attributes:
        coverage: share of the question's words that occur in chunk, heading or title, weighted by their rarity.
        proximity: how near to each other they stand, weighted by rarity.
        phrases: share of neighbouring words of the question that are neighbours in the chunk.
    """

    coverage: float
    proximity: float
    phrases: float


def match_words(wanted: Sequence[str], weights: Mapping[str, float], chunk: ChunkWords) -> WordMatch:
    """The match of a question's words, given their weights by rarity, with those of a chunk."""
    total = sum(weights[word] for word in wanted)
    if not wanted or total <= 0:
        return WordMatch(0.0, 0.0, 0.0)
    present = {*chunk.title, *chunk.heading, *chunk.text}
    covered = sum(weights[word] for word in wanted if word in present)
    pairs = set(pairwise(wanted))
    nearest: dict[tuple[str, str], float] = {}
    phrases: set[tuple[str, str]] = set()
    last: dict[str, int] = {}
    for place, word in [(place, word) for place, word in enumerate(chunk.text) if word in weights]:
        for other, before in last.items():
            distance = place - before
            if other == word or distance > _NEAR_WORDS:
                continue
            pair = (other, word) if other < word else (word, other)
            closeness = min(weights[other], weights[word]) / distance
            if closeness > nearest.get(pair, 0.0):
                nearest[pair] = closeness
            if distance <= _PHRASE_WORDS and (other, word) in pairs:
                phrases.add((other, word))
        last[word] = place
    return WordMatch(covered / total, sum(nearest.values()) / total, len(phrases) / max(1, len(pairs)))

"""Passages that several articles print: one of them is kept, the others are named with it."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from qa.index import ChunkWords
from qa.types import ArticleFacts

_SHINGLE_WORDS = 4
_LEAST_SHARED = 0.8  # of the shorter one's shingles; an agency's text that two outlets cut differently shares more
_FEWEST_SHINGLES = 12  # below, a quotation or a formula would pass for a repeated story
_TURNING = frozenset({"no", "not", "deni", "never", "without", "refut", "reject"})


class Worded(Protocol):
    """What repeats are told by."""

    @property
    def article(self) -> ArticleFacts: ...

    @property
    def words(self) -> ChunkWords: ...


SomeWorded = TypeVar("SomeWorded", bound=Worded)


def group_repeats(ranked: Sequence[SomeWorded], *, most: int) -> list[list[SomeWorded]]:
    """The first ``most`` that do not repeat one before them, each followed by those that repeat it.

    Only another article repeats; what differs in a number or a denial is no repetition but news.
    """
    groups: list[list[SomeWorded]] = []
    shingles: list[frozenset[tuple[str, ...]]] = []
    for candidate in ranked:
        own = _shingles(candidate.words.text)
        for group, others in zip(groups, shingles, strict=True):
            if _repeats(candidate, own, group, others):
                group.append(candidate)
                break
        else:
            if len(groups) == most:
                break
            groups.append([candidate])
            shingles.append(own)
    return groups


def _shingles(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(zip(*(words[start:] for start in range(_SHINGLE_WORDS)), strict=False))


def _repeats(
    candidate: Worded,
    own: frozenset[tuple[str, ...]],
    group: Sequence[Worded],
    others: frozenset[tuple[str, ...]],
) -> bool:
    fewer = min(len(own), len(others))
    if fewer < _FEWEST_SHINGLES or len(own & others) < _LEAST_SHARED * fewer:
        return False
    if any(candidate.article.article_id == other.article.article_id for other in group):
        return False
    return _telling(candidate.words.text) <= _telling(group[0].words.text)


def _telling(words: Sequence[str]) -> set[str]:
    """Words that turn a statement into another one: numbers and denials."""
    return {word for word in words if word in _TURNING or any(character.isdigit() for character in word)}

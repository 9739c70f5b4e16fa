"""The speakers of a library, each with what he says wherever he says it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.survey.statements import Statement
from qa.words import FUNCTION_WORDS, fold_name, words

_ARTICLES = ("the", "a", "an")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody with his statements in the order in which they were given; ``name`` is the fullest that is used of him."""

    name: str
    statements: tuple[Statement, ...]


def speakers_of(statements: Iterable[Statement]) -> tuple[Speaker, ...]:
    """The speakers, those with most statements first, then by name.

    A shorter name ("Dillon") is taken for the longer one that ends like it ("Colonel Ryan Dillon") where only one does; a
    spokesman "for the ministry" is not the ministry.
    """
    named: defaultdict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for each in statements:
        named[_key(each.speaker)].append(each)
    endings: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key in named:
        endings[key[-1]].append(key)
    gathered: defaultdict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for key, held in named.items():
        gathered[_whole(key, endings[key[-1]])] += held
    speakers = [Speaker(_name(held), tuple(held)) for held in gathered.values()]
    return tuple(sorted(speakers, key=lambda each: (-len(each.statements), fold_name(each.name))))


def _key(name: str) -> tuple[str, ...]:
    parts = tuple(words(name))
    without = parts[1:] if parts and parts[0] in _ARTICLES else parts
    return without or parts or (name,)


def _whole(key: tuple[str, ...], rivals: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The longest name that holds all words of this one; the name itself where two that differ do."""
    longer = [other for other in rivals if set(key) < set(other) and not FUNCTION_WORDS & (set(other) - set(key))]
    longer.sort(key=len)
    if not longer or any(not set(one) <= set(longer[-1]) for one in longer):
        return key
    return longer[-1]


def _name(statements: Sequence[Statement]) -> str:
    names = sorted(each.speaker.removeprefix("The ").removeprefix("the ").rstrip(".,") for each in statements)
    return max(names, key=len)

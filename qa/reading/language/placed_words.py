"""The words of a text with their places, folded and as they compare as names."""

import re
from dataclasses import dataclass
from functools import lru_cache

from qa.days import MONTHS
from qa.words import fold, fold_name

CALENDAR = frozenset(MONTHS) | {f"{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")}

_TOKEN = re.compile(r"[^\W_][\w’'&\-]*(?:\.(?=[A-Za-z0-9]))?[\w’'&\-]*")
_LONGEST_REMEMBERED = 40  # letters of a word
# "13th", "1990s", "30-day", the end of "5,000-mile-long"
_COUNTED = re.compile(r"\d+(?:st|nd|rd|th|s|(?:-[a-z]{2,})+)")
_LINKED = re.compile(r"(?:-[a-z]{2,})+$")


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word of a text, ``text[start:end]``.

    Attributes:
        folded: in lower case, without accents.
        key: by which it compares with the same name in another spelling.
    """

    text: str
    folded: str
    key: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[:1].isupper()

    @property
    def only_counts(self) -> bool:
        """Whether it tells a day, a place in an order or a measure, which is a name only together with another word."""
        return self.folded in CALENDAR or _COUNTED.fullmatch(self.text) is not None

    @property
    def named(self) -> str:
        """The key of what it names: of "Trump-backed" that of "Trump", of "Al-Qaeda-linked" that of "Al-Qaeda"."""
        linked = _LINKED.search(self.text) if self.is_capital else None
        return self.key if linked is None else _compared(self.text[: linked.start()])[1]


def words_with_places(text: str) -> list[PlacedWord]:
    """The words in reading order; "Smith's" is one, a hyphenated word is one."""
    found = []
    for match in _TOKEN.finditer(text):
        word, start = match.group().rstrip("'’-&."), match.start()
        compared = _remembered(word) if len(word) <= _LONGEST_REMEMBERED else _compared(word)
        found.append(PlacedWord(word, *compared, start, start + len(word)))
    return found


def _compared(word: str) -> tuple[str, str]:
    """A word folded, and so that it compares as a name."""
    return fold(word).removesuffix("'s"), fold_name(word).removesuffix("'s")


_remembered = lru_cache(maxsize=32_768)(_compared)  # a question looks through some thousand words, most of them again

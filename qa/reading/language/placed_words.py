"""The words of a text with their places, folded and as they compare as names."""

import re
from dataclasses import dataclass
from functools import lru_cache

from qa.words import fold, fold_name

_TOKEN = re.compile(r"[^\W_][\w’'&\-]*(?:\.(?=[A-Za-z0-9]))?[\w’'&\-]*")
_LONGEST_REMEMBERED = 40  # letters of a word


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

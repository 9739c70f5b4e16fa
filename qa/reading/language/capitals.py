"""Questions typed without capitals, with those that the articles write."""

import re
from collections import Counter
from collections.abc import Iterable

from qa.words import FUNCTION_WORDS

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n“”\"]\s*|[•*–-]\s+)$")
_CAPITAL_NEXT = re.compile(r"\s+[A-ZÀ-Þ]")
_LOOKED_BACK = 4  # characters before a word that tell whether it starts a sentence


def with_capitals(question: str, texts: Iterable[str]) -> str:
    """The question with its words written as ``texts`` write them, where it has no capital but its first letter's.

    A word that they write small anywhere, or large at the start of sentences only, stays small.

    Args:
        question: as typed.
        texts: of the passages that were found for it.
    """
    if any(letter.isupper() for word in _WORD.findall(question)[1:] for letter in word if word != "I"):
        return question
    wanted = {word.lower() for word in _WORD.findall(question)} - FUNCTION_WORDS
    written: dict[str, Counter[str]] = {word: Counter() for word in wanted}
    for text in texts:
        for found in _WORD.finditer(text):
            forms = written.get(found.group().lower())
            if forms is not None and (_is_a_name(text, found.end()) or not _starts_sentence(text, found.start())):
                forms[found.group()] += 1

    def as_written(match: re.Match[str]) -> str:
        forms = written.get(match.group().lower())
        if not forms or match.group().lower() in forms:
            return match.group()
        return forms.most_common(1)[0][0]

    return _WORD.sub(as_written, question)


def _starts_sentence(text: str, start: int) -> bool:
    return _SENTENCE_START.search(text, max(0, start - _LOOKED_BACK), start) is not None


def _is_a_name(text: str, end: int) -> bool:
    """Whether another capital follows: what starts a sentence may be a name all the same."""
    return _CAPITAL_NEXT.match(text, end) is not None

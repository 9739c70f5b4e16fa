"""Misspelt words of a question put right, by the words of the articles and of English at large."""

import re
import string
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from importlib.resources import files
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from qa.index import MOST_LETTERS, Spelling
from qa.limits import checkpoint
from qa.reading.language.rarity import background_frequencies
from qa.words import FUNCTION_WORDS, stem

_WORD = re.compile(r"[^\W_]+(?:[-‐‑'’.,&@/_][^\W_]+)*")
_PLAIN = re.compile(r"([A-Za-z]{4,})(?:['’]s)?")  # no digit, hyphen or accent: what holds one was typed with care
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")
_CAPITAL_NEXT = re.compile(r"(?:['’]s)?\s+[A-Z]")
_SENTENCE_ENDS = frozenset(".!?:;…")
_OPENING = string.whitespace + "“\"'‘("
_LEAST_LETTERS = 3  # of the word that a misspelt one becomes
# Letters from which an unknown word is more often a misspelt one than one of its own; see docs/retrieval.md.
_WITH_OTHER_SLIP = 6
_WITH_TWO_SLIPS = 9
_OF_A_NAME = 7
_MOST_SLIPS = 2
_MOST_LOOKED_UP = 50  # unknown words of a question; each is compared with all that it may have been meant to be
_SURE_LETTERS = 2  # that a word with two slips begins with: comparing it with all words of an index would take long
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWELS = frozenset("aeiouy")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")  # each row half a key to the right of the one above
# As people type them: "dont", "whos".
_WITHOUT_APOSTROPHE = frozenset(word.replace("'", "") for word in FUNCTION_WORDS)


class Lexicon(Protocol):
    """What has to be known of the articles' words; an ``Index`` is one."""

    def holds(self, stem: str) -> bool:
        """Whether a chunk, a heading or a title has a word of this stem."""

    def spellings(self, words: Collection[str]) -> list[Spelling]:
        """Those of the folded words that the articles' text holds."""

    def spellings_like(self, beginning: str, shortest: int, longest: int) -> list[Spelling]:
        """The words of the articles' text that begin like this and have so many letters."""


class Slip(Enum):
    """How a word came to be misspelt: two letters swapped, one left out or typed twice, or the key next to the right one
    (usual); one vowel for another; or anything else, two slips included."""

    USUAL = auto()
    VOWEL = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class _Guess:
    """A word that a misspelt one may have been meant to be, the slip that this takes, and how often English at large has it."""

    word: Spelling
    slip: Slip
    english: int

    def rank(self, typed: str) -> tuple[object, ...]:
        """Sorts the likeliest guess first."""
        word = self.word
        other_first = word.folded[0] != typed[0]
        return (self.slip is Slip.OTHER, other_first, -word.articles, -self.english, word.folded)

    def is_meant_by(self, typed: str) -> bool:
        """Whether the typed word is more likely this one misspelt than another that nobody here knows."""
        if self.word.is_name:  # names that are one vowel apart are often two names
            return self.slip is Slip.USUAL and len(typed) >= _OF_A_NAME
        return self.slip is not Slip.OTHER or len(typed) >= _WITH_OTHER_SLIP


class Proofreader:
    """Puts misspelt words of questions right.

    A word is misspelt where neither the articles nor English at large know it, in any form. It becomes the nearest known
    word: one slip away (a letter too many, missing or wrong, or two swapped), or two after the first letters of a long word. Where the nearest
    is in no article it stays as it is, since the right word would find no more. A name is harder to tell from one that the
    articles do not have: only a longer word with a usual slip becomes a name, and what is typed as a name becomes nothing
    but a name.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def read(self, question: str) -> str:
        """The question with its misspelt words put right; unchanged where there are none.

        Left alone are words of fewer than four letters, words with digits, hyphens, accents or inner capitals, what stands
        in quotation marks, and a question with more words in small letters that are not known and can't be put right than
        such that can: it is in another language. So is one with more than fifty words that are not known.
        """
        unquoted = _QUOTED.sub(lambda match: " " * len(match.group()), question)
        parts: list[str] = []
        end = strange = looked_up = 0
        for match in _WORD.finditer(unquoted):
            checkpoint()
            plain = _PLAIN.fullmatch(match.group())
            if plain is None:
                continue
            word = plain[1]
            if not word[1:].islower() or self._is_known(word.lower()):
                continue
            looked_up += 1
            if looked_up > _MOST_LOOKED_UP:
                return question
            is_capital = word[0].isupper()
            meant = self._meant(word.lower(), as_name=is_capital and _is_written_as_name(question, match))
            if meant is None:
                strange += not is_capital
            else:
                parts += [question[end : match.start()], meant[0].upper() + meant[1:] if is_capital else meant]
                end = match.start() + len(word)
        return "".join([*parts, question[end:]]) if 2 * strange <= len(parts) else question

    def _is_known(self, word: str) -> bool:
        stemmed = stem(word)
        return (
            word in FUNCTION_WORDS
            or word in _WITHOUT_APOSTROPHE
            or stemmed in background_frequencies()[0]
            or self._lexicon.holds(stemmed)
            or word in english_words()
        )

    def _meant(self, word: str, *, as_name: bool) -> str | None:
        if len(word) > MOST_LETTERS + _MOST_SLIPS:  # longer than any word that is known
            return None
        guesses = [guess for guess in self._guesses(word) if guess.word.is_name or not as_name]
        if not guesses:
            return None
        likeliest = min(guesses, key=lambda guess: guess.rank(word))
        best = likeliest.word
        is_held = best.articles > 0 or self._lexicon.holds(stem(best.folded))
        return best.written if is_held and likeliest.is_meant_by(word) else None

    def _guesses(self, word: str) -> list[_Guess]:
        english = english_words()
        near = slips(word)
        found = {spelling.folded: spelling for spelling in self._lexicon.spellings(near)}
        found |= {other: _of_english(other) for other in near if other in english and other not in found}
        if found or len(word) < _WITH_TWO_SLIPS:
            return [_Guess(found[other], near[other], english.get(other, 0)) for other in found]
        beginning = word[:_SURE_LETTERS]
        like = {
            each.folded: each
            for each in self._lexicon.spellings_like(beginning, len(word) - _MOST_SLIPS, len(word) + _MOST_SLIPS)
        }
        candidates = [*like, *(other for other in _english_beginnings().get(beginning, ()) if other not in like)]
        nearest = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=_MOST_SLIPS, limit=None)
        return [
            _Guess(like.get(other) or _of_english(other), Slip.OTHER, english.get(other, 0)) for other, *_ in nearest
        ]


def _is_written_as_name(text: str, word: re.Match[str]) -> bool:
    """Whether a capitalised word has its capital for another reason than that a sentence begins with it."""
    before = text[: word.start()].rstrip(_OPENING)
    begins = not before or before[-1] in _SENTENCE_ENDS
    return not begins or _CAPITAL_NEXT.match(text, word.end()) is not None


def _of_english(word: str) -> Spelling:
    return Spelling(word, word, 0, is_name=False)


def slips(word: str) -> Mapping[str, Slip]:
    """All words of three letters and more that are one slip away from a word in small letters, with the likeliest slip."""
    found: dict[str, Slip] = {}
    for other, slip in _slips(word):
        if other != word and len(other) >= _LEAST_LETTERS and found.get(other, Slip.OTHER) is Slip.OTHER:
            found[other] = slip
    return found


def _slips(word: str) -> Iterator[tuple[str, Slip]]:
    for place, letter in enumerate(word):
        before, after = word[:place], word[place + 1 :]
        yield before + after, Slip.USUAL if before.endswith(letter) else Slip.OTHER
        if after:
            yield before + after[0] + letter + after[1:], Slip.USUAL
        for other in _LETTERS:
            yield before + other + after, _confused(letter, other)
    for place in range(len(word) + 1):
        for other in _LETTERS:
            yield word[:place] + other + word[place:], Slip.USUAL


def _confused(typed: str, meant: str) -> Slip:
    if {typed, meant} <= _VOWELS:
        return Slip.VOWEL
    return Slip.USUAL if meant in neighbouring_keys(typed) else Slip.OTHER


@cache
def neighbouring_keys(letter: str) -> frozenset[str]:
    """The letters on the keys around that of a small letter, on an English keyboard."""
    row = next(number for number, keys in enumerate(_KEYBOARD) if letter in keys)
    place = _KEYBOARD[row].index(letter)
    near = [
        (row, place - 1),
        (row, place + 1),
        (row - 1, place),
        (row - 1, place + 1),
        (row + 1, place - 1),
        (row + 1, place),
    ]
    return frozenset(_KEYBOARD[r][p] for r, p in near if 0 <= r < len(_KEYBOARD) and 0 <= p < len(_KEYBOARD[r]))


@cache
def english_words() -> Mapping[str, int]:
    """How often each word occurs in English books, for 82,000 words that dictionaries have.

    The list comes with symspellpy: the words of SCOWL with their counts in Google Books Ngrams.
    """
    text = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    return {word: int(count) for word, count in (line.split() for line in text.splitlines())}


@cache
def _english_beginnings() -> Mapping[str, Sequence[str]]:
    """The English words by the letters that they begin with."""
    found: dict[str, list[str]] = {}
    for word in english_words():
        found.setdefault(word[:_SURE_LETTERS], []).append(word)
    return found

"""Words of a text, folded so that the same word in another form matches: what the lexical index and the reader compare."""

import itertools
import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import Stemmer

# A word is a run of letters and digits that may hold inner hyphens, apostrophes, dots or commas between digits:
# "Al-Tanf", "Su-30", "U.S", "1,500", "don't".
_WORD = re.compile(r"[^\W_]+(?:[-‐‑'’.,&][^\W_]+)*")
_JOINERS = re.compile(r"[-‐‑'’.,&]")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLURAL_DESIGNATION = re.compile(r"-\d+s$")
# Letters that Unicode does not take apart, as English writes them; ß is "ss" by Python's own folding.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "’": "'"}
    | dict.fromkeys("‐‑", "-")
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ø": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ø": "Oe", "Ü": "Ue"})
_WRITTEN_OUT = re.compile(r"([aou])e")  # as German and the Nordic languages write ä, ö, ø and ü without their marks
_POSSESSIVE = re.compile(r"['’]s$")
# Unicode's format characters that leave no mark of their own, variation selectors, blank letters, and controls other than
# white space.
_HIDDEN = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f"
    "\\u202a-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb\\U0001d173-\\U0001d17a"
    "\\U000e0000-\\U000e0fff]"
)
_LONGEST_REMEMBERED = 1000  # characters of a text whose stems are remembered: a sentence, not an article
_LONGEST_STEMMED = (
    100  # letters; a file's longer runs are no words, and remembering what comes of them would fill the memory
)
_threads = threading.local()  # a Snowball stemmer is not safe to share between threads

# Words that say how a sentence is built, not what it is about (closed classes of English: articles, pronouns,
# prepositions, conjunctions, auxiliaries, question words).
FUNCTION_WORDS = frozenset(
    """a about above after again against all also am among an and any anyone anything are aren't as at be because been before being below
    between both but by can can't could couldn't did didn't do does doesn't doing don't down during each either else ever every for from
    further had hadn't has hasn't have haven't having he her here hers herself him himself his how i if in into is isn't it its itself
    just let's many me more most much my myself neither no nor not now of off on once one only onto or other our ours ourselves out over own
    per please rather s same shall she should shouldn't so some somebody someone something such t than that the their theirs them
    themselves then there these they this those though through to too toward towards under until up upon us very via was wasn't we were
    weren't what whatever when where whether which while who whoever whom whose why will with within without won't would wouldn't yet you
    your yours yourself tell know exactly actually really give according article articles say says said""".split()  # noqa: SIM905 - a list of one word a line would fill three screens
)


class _Plain(dict[int, int | str | None]):
    """For ``str.translate``: letters as they are written without accents or strokes, found out when they are first met."""

    def __missing__(self, codepoint: int) -> int | None:
        self[codepoint] = plain = None if unicodedata.combining(chr(codepoint)) else codepoint
        return plain


_PLAIN = _Plain(_PLAIN_LETTERS)


def fold(text: str) -> str:
    """The text in lower case, in letters without accents or strokes, with plain hyphens and apostrophes."""
    if text.isascii():  # most texts by far, and nothing more is to be done for them
        return text.casefold()
    return unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)


def fold_name(name: str) -> str:
    """A name so that it compares with the same name in another spelling: "Müller", "Mueller" and "Muller" are one."""
    return _remembered_name(name) if len(name) <= _LONGEST_STEMMED else _fold_name(name)


def _fold_name(name: str) -> str:
    return _WRITTEN_OUT.sub(r"\1", fold(name))


_remembered_name = lru_cache(maxsize=32_768)(_fold_name)


def stem(word: str) -> str:
    """The Snowball (English) stem of a folded word; the word itself where it holds a digit or is longer than any word.

    The plural of a designation is the exception: "su-30s" gives "su-30" (but "1990s" is another thing than 1990). "4,500" is 4500.
    """
    return word if len(word) > _LONGEST_STEMMED else _stem(word)


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    if _GROUPED.fullmatch(word):
        return word.replace(",", "")
    if any(c.isdigit() for c in word):
        return word[:-1] if _PLURAL_DESIGNATION.search(word) else word
    stemmer = getattr(_threads, "stemmer", None)
    if stemmer is None:
        stemmer = _threads.stemmer = Stemmer.Stemmer("english")
    stemmed: str = stemmer.stemWord(word)
    return stemmed


def words(text: str) -> list[str]:
    """The folded words in reading order, hyphenated ones whole: "The Su-30s" gives ["the", "su-30s"]."""
    return [_POSSESSIVE.sub("", word) for word in _WORD.findall(fold(text))]


def stems(text: str, *, keep_function_words: bool = False) -> list[str]:
    """Stems in reading order; a hyphenated word gives its whole and then its parts ("al-tanf", "al", "tanf").

    A word with an umlaut or a struck o gives both of the ways in which it is written without ("muller", "mueller").
    """
    few = _remembered_stems if len(text) <= _LONGEST_REMEMBERED else _stems
    return list(few(text, keep_function_words))


def _stems(text: str, keep_function_words: bool) -> tuple[str, ...]:
    found: list[str] = []
    plain = words(text)
    for word, written_out in zip(plain, _written_out(text) or plain, strict=True):
        if not keep_function_words and word in FUNCTION_WORDS:
            continue
        found += _stems_of(word)
        if written_out != word:
            found += _stems_of(written_out)
    return tuple(found)


# One question compares the same few dozen sentences with each other, and the next question often the same ones.
_remembered_stems = lru_cache(maxsize=4096)(_stems)


def _stems_of(word: str) -> list[str]:
    whole = stem(word.replace(".", "") if "." in word and not any(c.isdigit() for c in word) else word)
    return [whole, *(stem(part) for part in _JOINERS.split(word) if part)] if "-" in word else [whole]


def _written_out(text: str) -> list[str]:
    """The words with ä, ö, ø and ü as "ae", "oe", "oe" and "ue"; empty where no word has such a letter."""
    if text.isascii():
        return []
    composed = unicodedata.normalize("NFC", text)
    written = composed.translate(_UMLAUTS)
    return words(written) if written != composed else []


def bigrams(items: Sequence[str]) -> set[tuple[str, str]]:
    """Neighbouring pairs of a sequence."""
    return set(itertools.pairwise(items))


def without_hidden(text: str) -> str:
    """The text without characters that a reader can't see: zero-width, direction and tag characters, fillers, controls.

    Such characters can carry words to a machine that no person sees, or turn round what a person reads. White space stays.
    What comes back may be shorter than the text, so offsets are not to be counted in it.
    """
    return _HIDDEN.sub("", text)


def without_hidden_but_joiners(text: str) -> str:
    """As ``without_hidden``, but for a person: what joins two signs into one that is seen stays, as in the emoji of a family,
    a heart in colour, and in Persian and Hindi words."""

    def kept(match: re.Match[str]) -> str:
        mark, before, after = (
            match.group(),
            text[max(0, match.start() - 1) : match.start()],
            text[match.end() : match.end() + 1],
        )
        if mark == "\ufe0f":
            return mark if _is_joined(before) else ""
        is_between = (_is_joined(before) or before == "\ufe0f") and _is_joined(after)
        return mark if mark in "\u200c\u200d" and is_between else ""

    return _HIDDEN.sub(kept, text)


def _is_joined(sign: str) -> bool:
    """Whether a character is one that joiners have a meaning beside: a symbol, or of a script from Arabic to Sinhala."""
    if not sign or _HIDDEN.match(sign):
        return False
    return "\u0600" <= sign <= "\u0dff" or unicodedata.category(sign) in {"So", "Sk"}

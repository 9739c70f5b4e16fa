"""What a question names, and whether a text speaks of it: in full, by its own short form, or of a neighbour instead."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa.reading.language.people import is_short_form
from qa.reading.language.placed_words import CALENDAR, PlacedWord, words_with_places
from qa.reading.language.rarity import rarity
from qa.words import FUNCTION_WORDS, fold_name, stem, words

_CODE = re.compile(r"^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9\-]+$|^\d+[A-Za-z]?$")
_INSIDE = frozenset({"of", "the", "for", "and", "de", "la", "du", "von", "van", "der", "al", "bin", "da", "el", "&"})
_LINKS = frozenset({"in", "of", "at", "on", "near", "for", "from", "off", "to"})
_ASKING = frozenset({"which", "what", "many"})
_SHORTEST_NOUN = 3
_SHORTEST_ACRONYM = 3  # that words in a row spell out, as for two they would by chance
_TITLES = frozenset(
    """mr mrs ms miss sir dr prof president vice prime deputy minister mayor captain coach king queen prince princess pope senator governor judge general colonel
    chief director chairman chairwoman professor doctor lady lord saint""".split()  # noqa: SIM905 - a list of one word a line would fill a screen
)
_LEAST_RARITY = 0.45  # of a word that stands for a longer name by itself: "Veltrane" for "Veltrane Motors"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a question.

    Attributes:
        text: as written.
        parts: its folded words, without small words and titles.
        kinds: stems of the nouns that say what it is: "ferry" of "the ferry Rona", "museum" of "the museum in Tolm".
        link: the word between kind and name ("in"), or an empty string where they touch.
    """

    text: str
    parts: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    link: str = ""


def names_of(question: str, *, nouns: Collection[int] | None = None) -> tuple[Name, ...]:
    """The names in a question, in order; none in one that is typed without capitals.

    Days, months, years, measures ("30-day") and places in an order ("the 13th") are no names; a word that only opens the question is
    none, nor is one that the question asks a kind of ("which NATO member").

    Args:
        question: any.
        nouns: where its nouns start, as a parser tells; None: any word that is no function word may be one.
    """
    tokens = words_with_places(question)
    found: list[Name] = []
    index = 0
    while index < len(tokens):
        end = _run_end(question, tokens, index)
        if end == index:
            index += 1
            continue
        run = tokens[index:end]
        telling = [word for word in run if word.folded not in _INSIDE and word.folded not in _TITLES]
        of_a_kind = index > 0 and tokens[index - 1].folded in _ASKING
        if telling and not of_a_kind and not all(word.only_counts for word in telling):
            kinds, link = _kinds(tokens, index, end, question, nouns)
            found.append(Name(_written(question, run), tuple(word.named for word in telling), kinds, link))
        index = end
    return tuple(found)


def _written(question: str, run: Sequence[PlacedWord]) -> str:
    """A name as it stands, with the last full stop of "U.S." and without "'s"."""
    end = run[-1].end
    if run[-1].text[-2:-1] == question[end : end + 1] == ".":
        end += 1
    return re.sub("['’]s$", "", question[run[0].start : end])


def _run_end(text: str, tokens: Sequence[PlacedWord], start: int) -> int:
    """Where the run of capitalised words that starts here ends; ``start`` itself where none does."""
    if not _opens(text, tokens, start):
        return start
    end = start + 1
    while end < len(tokens) and _touches(text, tokens[end - 1], tokens[end]):
        if _is_name_word(tokens[end]):
            end += 1
        elif (
            tokens[end].folded in _INSIDE
            and end + 1 < len(tokens)
            and _touches(text, tokens[end], tokens[end + 1])
            and tokens[end + 1].is_capital
            and _is_name_word(tokens[end + 1])
            and tokens[end].folded != "the"
            # "Bank of England" is one name, "Jane Roe of Halden Rail" are two.
            and (tokens[end].folded != "of" or end == start + 1)
            and (tokens[end].folded != "and" or any(word.folded == "of" for word in tokens[start:end]))
        ):
            end += 2
        elif tokens[end].text.isdigit() and len(tokens[end].text) < 4:
            end += 1  # "Line 3", but no year
        else:
            break
        if tokens[end - 1].text.endswith(("’s", "'s")):
            break
    return end


def _opens(text: str, tokens: Sequence[PlacedWord], index: int) -> bool:
    word = tokens[index]
    if not _is_name_word(word):
        return False
    starts_sentence = index == 0 or text[tokens[index - 1].end : word.start].strip()[:1] in {".", "?", "!"}
    if not starts_sentence or any(c.isdigit() for c in word.text):
        return True
    # The first word has a capital whatever it is: a name where another follows, or where it is no English word.
    follows = index + 1 < len(tokens) and tokens[index + 1].is_capital and _touches(text, word, tokens[index + 1])
    return follows or rarity(stem(word.folded)) >= _LEAST_RARITY * 2


def _is_name_word(word: PlacedWord) -> bool:
    if word.folded in FUNCTION_WORDS or not word.folded:
        return False
    if _CODE.match(word.text):
        return any(c.isalpha() for c in word.text)
    return word.is_capital


def _touches(text: str, one: PlacedWord, other: PlacedWord) -> bool:
    between = text[one.end : other.start]
    return between in {"’s ", "'s "} or between.isspace() or (between == ". " and len(one.text) == 1)


def _kinds(
    tokens: Sequence[PlacedWord], start: int, end: int, text: str, nouns: Collection[int] | None
) -> tuple[tuple[str, ...], str]:
    """The nouns beside a name, and the word between: "ferry Rona", "Northgate school", "the museum in Tolm"."""
    kinds: list[str] = []
    before = start - 1
    if before >= 0 and tokens[before].folded == "the":
        before -= 1
    link = tokens[before].folded if before >= 0 and tokens[before].folded in _LINKS else ""
    touching = before == start - 1
    before -= bool(link)
    if before >= 0 and (link or touching) and _is_noun(tokens[before], nouns):
        kinds.append(stem(tokens[before].folded))
    else:
        link = ""
    if not link and end < len(tokens) and _is_noun(tokens[end], nouns) and _touches(text, tokens[end - 1], tokens[end]):
        kinds.append(stem(tokens[end].folded))
    return tuple(kinds), link


def _is_noun(word: PlacedWord, nouns: Collection[int] | None) -> bool:
    if not word.text.islower() or word.folded in FUNCTION_WORDS or len(word.folded) < _SHORTEST_NOUN:
        return False
    return nouns is None or word.start in nouns


class Form(StrEnum):
    """How a text names something."""

    FULL = "full"
    SHORT = "short"  # by a word of it
    ANOTHER = "another"  # that word is a word of another name
    NONE = "none"


class Mentions:
    """The names in a text, so that the names of a question can be looked for in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = words_with_places(text)
        self._keys = [word.key for word in self._tokens]
        pieces = (piece for key in self._keys for piece in key.split("-"))  # "non-NATO" names NATO
        self._held = frozenset((*self._keys, *map(fold_name, words(text)), *pieces))

    def name(self, name: Name) -> bool:
        """Whether the text names it: in full, by its initials, or by a part of it that no other name takes up."""
        return self.form_of(name) in {Form.FULL, Form.SHORT}

    def form_of(self, name: Name) -> "Form":
        """In which form the text names it, or whether only another of the same surname is named."""
        if len(parts := name.parts) == 1:
            return Form.FULL if self._holds_last(parts) or self._is_abbreviated(name) else Form.NONE
        if any(part.isdigit() for part in parts):  # "Line 4 at 3" is not "Line 3"
            starts = range(len(self._keys) - len(parts) + 1)
            found = any(tuple(self._keys[start : start + len(parts)]) == parts for start in starts)
            return Form.FULL if found else Form.NONE
        if (all(part in self._held for part in parts[:-1]) and self._holds_last(parts)) or self._is_abbreviated(name):
            return Form.FULL
        held = [part for part in _telling(parts) if part in self._held]
        if not held:
            return Form.NONE
        return Form.ANOTHER if any(self._is_taken_up(part, parts) for part in held) else Form.SHORT

    def _holds_last(self, parts: Sequence[str]) -> bool:
        """Whether the text holds the last word of a name, in either number unless it is the only one: "Adams" is not "Adam"."""
        last = parts[-1]
        if last in self._held:
            return True
        has_number = len(parts) > 1 or any(character.isdigit() for character in last)
        return has_number and not self._held.isdisjoint((f"{last}s", re.sub("s$", "", last)))

    def _is_taken_up(self, part: str, parts: Sequence[str]) -> bool:
        """Whether a word of a name occurs as a word of another name: "Patel" in "Priti Patel"."""
        for index, word in enumerate(self._tokens):
            if word.key != part:
                continue
            beside = [self._tokens[i] for i in (index - 1, index + 1) if 0 <= i < len(self._tokens)]
            if any(self._is_another_name(near, word, parts) for near in beside):
                return True
        return False

    def _is_another_name(self, near: PlacedWord, word: PlacedWord, parts: Sequence[str]) -> bool:
        """Whether a word beside one of a name makes it another name."""
        same = any(is_short_form(near.key, part) for part in parts)
        known = same or near.folded in FUNCTION_WORDS | _TITLES | CALENDAR
        first, second = sorted((near, word), key=lambda each: each.start)
        if not near.is_capital or known or not _touches(self._text, first, second) or first.text.endswith(("’s", "'s")):
            return False
        return len(near.text) == 1 or not (self._opens_sentence(near) and rarity(stem(near.folded)) < _LEAST_RARITY)

    def _opens_sentence(self, word: PlacedWord) -> bool:
        return self._text[: word.start].rstrip()[-1:] in {"", *'.!?:“"—'}

    def _is_abbreviated(self, name: Name) -> bool:
        """Whether the text holds a name's initials, or spells out what the name is the initials of."""
        if len(name.parts) >= 2:
            initials = "".join(part[0] for part in name.parts)
            return len(initials) >= 2 and initials in self._held and initials.upper() in self._text.replace(".", "")
        letters = name.parts[0].replace(".", "")
        if not (2 <= len(letters) <= 6 and name.text.replace(".", "").isupper()):
            return False
        return spells_out(self._text, letters)

    def rivals(self, name: Name) -> tuple[str, ...]:
        """Names that stand here where the question has this one: "ferry Birk" for "ferry Rona"; as they are written."""
        places = [
            (start, index)
            for index, word in enumerate(self._tokens)
            if stem(word.folded) in name.kinds
            for start in (*((index - 1,) if not name.link else ()), *self._after(index, name.link))
            if 0 <= start < len(self._tokens)
        ]
        found = filter(None, (self._run_around(*place) for place in places))
        own = set(name.parts)
        return tuple(dict.fromkeys(run for run in found if not own & set(map(fold_name, words(run)))))

    def _after(self, index: int, link: str) -> tuple[int, ...]:
        if not link:
            return (index + 1,)
        follows = index + 1 < len(self._tokens) and self._tokens[index + 1].folded in _LINKS
        return (index + 2,) if follows else ()

    def _run_around(self, start: int, kind: int) -> str:
        """The name that holds the word at ``start``, which touches the noun at ``kind``; empty where none does."""
        word = self._tokens[start]
        if not _is_name_word(word) or word.folded in CALENDAR | _TITLES:
            return ""
        if start < kind:
            if not _touches(self._text, word, self._tokens[kind]):
                return ""
            first = start
            while (
                first > 0
                and _is_name_word(self._tokens[first - 1])
                and _touches(self._text, self._tokens[first - 1], self._tokens[first])
            ):
                first -= 1
            if first == start and self._opens_sentence(word) and rarity(stem(word.folded)) < _LEAST_RARITY:
                return ""  # "Most schools": a capital because it comes first
            return self._text[self._tokens[first].start : word.end]
        if not _touches(self._text, self._tokens[start - 1], word):
            return ""
        end = _run_end(self._text, self._tokens, start)
        return self._text[word.start : self._tokens[end - 1].end] if end > start else ""


def spells_out(text: str, letters: str) -> bool:
    """Whether words in a row have these initials, small words left out: "Union of Dock and Harbour Workers" for "UDHW"."""
    wanted = letters.casefold()
    initials = [
        part[0]
        for word in words_with_places(text)
        if word.folded not in _INSIDE
        for part in word.folded.split("-")
        if part
    ]
    return len(wanted) >= _SHORTEST_ACRONYM and wanted in "".join(initials)


def _telling(parts: Sequence[str]) -> list[str]:
    """The words of a name by which alone it may be called: its last one, and the rare ones."""
    return [part for place, part in enumerate(parts) if place == len(parts) - 1 or rarity(stem(part)) >= _LEAST_RARITY]

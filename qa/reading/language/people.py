"""The people and bodies that a stretch of text has named so far, and which of them a short mention means."""

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.reading.language.parser import parse
from qa.reading.language.rarity import rarity
from qa.words import FUNCTION_WORDS, stem

_CAPITAL = r"(?:[A-ZÀ-Þ][\w’'\-]*\.?)"
_INNER = r"(?:of|for|the|and|al|bin|de|van|von|da|el|in)"
_NAME = re.compile(rf"{_CAPITAL}(?:\s+(?:{_INNER}\s+){{0,2}}{_CAPITAL})*")
# Words for what a person is: the general vocabulary of ranks, offices and jobs that news puts before a name.
_ROLE_WORDS = (
    "president|minister|secretary|spokesman|spokeswoman|spokesperson|colonel|col|lt|general|gen|captain|capt|major|maj|admiral|commander|"
    "lieutenant|sergeant|sgt|senator|sen|rep|congressman|congresswoman|governor|gov|mayor|chief|director|chairman|chairwoman|chair|ceo|"
    "judge|justice|prosecutor|attorney|lawyer|officer|official|detective|sheriff|professor|prof|doctor|dr|king|queen|prince|princess|pope|"
    "bishop|ambassador|envoy|chancellor|premier|leader|coach|actor|actress|singer|author|analyst|economist|manager|founder|mr|mrs|ms|miss|sir|"
    "capitan|representative|deputy|aide|adviser|advisor|expert|researcher|scientist|reporter|pilot"
)
ROLE = re.compile(rf"\b(?:{_ROLE_WORDS})\b\.?", re.IGNORECASE)
_TITLED = re.compile(rf"(?:(?:{_CAPITAL}|(?:{_ROLE_WORDS}|of|for|the|and)\b)\s+)*(?:{_CAPITAL})")
# "It" is left out: at the start of a sentence it mostly stands for nothing ("It was reported that").
_PRONOUN_START = re.compile(r"^[“\"]?(?P<pronoun>He|She|They)\b")
_DEFINITE_START = re.compile(r"^[“\"]?(?P<phrase>[Tt]he\s+[a-z]+)\b")
_DEFINITE = re.compile(r"^(?:the|this|that)\s+(?:[a-z]+\s+){0,2}(?P<noun>[a-z]+)$", re.IGNORECASE)
# Capital letters at the start of a sentence make names of words that are none.
_NOT_IN_NAMES = FUNCTION_WORDS | {"although", "amid", "amidst", "earlier", "later", "just", "despite", "however", "last", "meanwhile", "since", "still", "yet"}  # fmt: skip
_ABBREVIATED = {"colonel": "col", "general": "gen", "captain": "capt", "lieutenant": "lt", "senator": "sen", "governor": "gov", "major": "maj", "sergeant": "sgt"}  # fmt: skip
_NOT_A_PERSON = re.compile(
    r"\b(?:Ministry|Department|Army|Force|Forces|Council|State|States|Union|Coalition|Observatory|Agency|House|Court|Party|Committee|"
    r"University|Company|Group|Bank|News|Times|Post|Republic|Federation|Province|City|River|Islamic|United|Ocean|Sea|Lake|Mountains?|Valley|"
    r"Street|Avenue|Island|Islands|Airport|Stadium|Center|Centre|Theat(?:er|re)|School|Hospital|College|Institute|Foundation|Association|Society|"
    r"League|Cup|Bowl|Awards?|Festival|Museum|Park|Church|Corp|Inc|Ltd|Office|Bureau|Administration|Commission|Authority|Academy|Board|Fund|"
    r"Service|Services|Journal|Magazine|Tribune|Herald|County|Parliament|Congress|Senate|Organi[sz]ation|Network|Workers|January|February|March|April|"
    r"May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)

# A capitalised word that no other one touches, nor a possessive ending: in "Patel said", not in "Priti Patel" or "Patel's".
_ALONE = re.compile(
    r"(?<![\w’'.-])(?<![A-ZÀ-Þ] )(?<!\w[A-ZÀ-Þ]\. )(?P<surname>[A-ZÀ-Þ][a-zß-ÿ][\w-]+)(?![\w’'-])(?! [A-ZÀ-Þ])"
)
_LONGEST_CUT_SHORT = 4  # letters with the stop that belongs to it: "Jr.", "Sgt."
_SHORTEST_FIRST_NAME = 3  # letters, for it to stand for a longer one: "Ash", but "Al" may be anybody
_LEAST_RARITY = 0.45  # of a surname, which else may be a word with a capital for another reason


class Cast:
    """The names in some sentences, in order of appearance."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self._named: list[tuple[int, str]] = []
        for index, sentence in enumerate(sentences):
            self._named.extend((index, name) for name in _names_in(sentence))

    def subject_of(self, sentence: str) -> str | None:
        """The pronoun or lower-case "the …" that a sentence starts with, or None."""
        match = _PRONOUN_START.match(sentence)
        if match is not None:
            return match["pronoun"]
        match = _DEFINITE_START.match(sentence)
        return match["phrase"] if match is not None else None

    def leading_name(self, sentence: str) -> str | None:
        """The name that a sentence starts with, or None."""
        match = _NAME.match(sentence)
        name = _trim(match.group()) if match is not None else ""
        return name or None

    def last_person(self, *, before: int) -> str | None:
        """The person named last in the sentences before number ``before``; titles included; None where nobody was."""
        for index, name in reversed(self._named):
            if index < before and is_person(name):
                return self.full_name(name)
        return None

    def people(self) -> list[str]:
        """The persons named, in order, as they are written."""
        return [part for _, name in self._named for part in name.split(" and ") if is_person(part)]

    def by_role(self, mention: str, *, before: int) -> str | None:
        """Who "the colonel" or "the ministry" is: the last name before that holds the noun; None where none does."""
        match = _DEFINITE.match(mention)
        if match is None:
            return None
        if match["noun"][0].isupper():
            return None  # a name ("the Vatican"), not a word for what somebody is
        noun = match["noun"].casefold()
        forms = {noun, _ABBREVIATED.get(noun, noun)}
        for index, name in reversed(self._named):
            held = {part.strip(".").casefold() for part in name.split()}
            if index <= before and len(name.split()) > 1 and forms & held:
                return name
        return None

    def full_name(self, mention: str) -> str:
        """The fullest form in which the mention was named before; the mention itself where there is none."""
        last = mention.split()[-1] if mention.split() else mention
        if len(mention.split()) > 2 or not last[:1].isupper() or _NOT_A_PERSON.search(mention):
            return mention
        own = set(mention.split())
        forms = [
            name for _, name in self._named if name.split()[-1] == last and own <= set(name.split()) and is_person(name)
        ]
        return max([mention, *forms], key=len)


@lru_cache(maxsize=4096)
def _names_in(sentence: str) -> tuple[str, ...]:
    """The names in a sentence, in order, titles included."""
    found = []
    for match in _TITLED.finditer(sentence):
        name = _trim(match.group())
        # "Colonel Jane Roe of the Air Force" names her as well as her service.
        before_of = name.split(" of ")[0]
        found.append(before_of if before_of != name and is_person(before_of) else name)
    return tuple(name for name in found if len(name) > 1)


def _trim(name: str) -> str:
    """Without the small words that a name does not start with."""
    parts = name.split()
    while parts and (parts[0].casefold() in _NOT_IN_NAMES or parts[0].endswith("ly")):
        parts.pop(0)
    if parts and len(parts[-1]) > _LONGEST_CUT_SHORT:
        parts[-1] = parts[-1].removesuffix(".")  # of the sentence
    return " ".join(parts)


def is_body(name: str) -> bool:
    """Whether a name holds a word for a body, a place or a day, so that it is no person's."""
    return _NOT_A_PERSON.search(name) is not None


def is_person(name: str) -> bool:
    """Whether a name looks like a person's: a rank or office before it, or two or three capitalised words."""
    parts = name.split()
    if (
        len(parts) < 2
        or not all(part[:1].isalpha() for part in parts)
        or {"and", "the"} & {part.casefold() for part in parts}
    ):
        return False
    last = parts[-1]
    if last.isupper() or not last[:1].isupper() or ROLE.fullmatch(last) or _NOT_A_PERSON.search(last):
        return False
    if ROLE.search(" ".join(parts[:-1])):
        return True
    return len(parts) in (2, 3) and not _NOT_A_PERSON.search(name) and all(part[:1].isupper() for part in parts)


def with_full_name(text: str, before: Sequence[str]) -> str:
    """The text with its first surname that stands alone completed: "Patel [Kash Patel] said so".

    A name that the text itself gives in full is left as it is.

    Args:
        text: a sentence.
        before: the sentences before it, in which the name was given in full.
    """
    cast = Cast(before)
    for match in _ALONE.finditer(text):
        surname = match["surname"]
        full = cast.full_name(surname)
        if full != surname and full not in text and _is_a_surname(match, text):
            return f"{text[: match.end()]} [{full}]{text[match.end() :]}"
    return text


def _is_a_surname(match: "re.Match[str]", text: str) -> bool:
    """Whether a capitalised word is somebody's name: a rare word, or one that the parser takes for a person's."""
    if rarity(stem(match["surname"].casefold())) >= _LEAST_RARITY:
        return True
    parsed = parse(text)
    index = parsed.token_at(match.start())
    entity = None if index is None else parsed.entity_at(index)
    return entity is not None and entity.kind == "PERSON"


def is_short_form(one: str, other: str) -> bool:
    """Whether two first names may be one, in full and cut short or as an initial: "Ash" and "Ashton", "J" and "John"."""
    short, long = sorted((one, other), key=len)
    return one == other or (long.startswith(short) and (len(short) == 1 or len(short) >= _SHORTEST_FIRST_NAME))

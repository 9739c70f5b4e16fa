"""Where a claim and its source part ways in what can be compared word by word: numbers, dates, names, negation, speaker."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass
from difflib import SequenceMatcher

from qa.reading.speakers.attribution import attribute
from qa.sentences import split_sentences
from qa.words import FUNCTION_WORDS, fold, stem, stems, words

_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+(?:[-’'.][^\W_]+)*")
NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)  # noqa: SIM905 - one line
} | {"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "dozen": "12"}
_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905 - one line
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()  # noqa: SIM905 - one line
CALENDAR_NAMES = frozenset((*_MONTHS, *_DAYS))
_CALENDAR = {name[:3]: name for name in _MONTHS} | {"sept": "september"} | {name: name for name in (*_MONTHS, *_DAYS)}
_YEAR = re.compile(r"(?:1[0-9]|20)\d\d")
_NEGATIONS = frozenset({"not", "never", "no", "nor", "neither", "none", "nobody", "without", "cannot", "can't"})
_DENIALS = frozenset({"deni", "refus", "declin", "fail", "reject"})  # stems
_NEGATED_WORDS = 4  # content words after a negation that it may negate
_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]{2,4}\b")
_CAPITALS = re.compile(r"[A-ZÀ-Þ][^\W_]*(?: [A-ZÀ-Þ][^\W_]*)+")
_LEAST_PREFIX = 4  # letters that make two names alike: "Syria" and "Syrian", "Turkey" and "Turkish"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the words of a source speak against a claim.

    Attributes:
        numbers_missing, dates_missing, names_missing: how many of the claim's the source does not hold.
        swapped: names and numbers that stand where the closest sentence of the source has others.
        negation_differs: whether one of them negates what the other affirms.
        speaker_differs: whether the claim gives the words to somebody else than the source does.
        unmatched: share, 0 to 1, of the claim's content words that the source does not hold.
    """

    numbers_missing: int
    dates_missing: int
    names_missing: int
    swapped: int
    negation_differs: bool
    speaker_differs: bool
    unmatched: float

    def numbers(self) -> tuple[float, ...]:
        """The fields as numbers, in their order."""
        return tuple(float(value) for value in astuple(self))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it is compared, and what it is: "number", "date", "name" or an empty string."""

    folded: str
    kind: str


def compare(claim: str, source: str) -> Agreement:
    """What a claim says otherwise than its source, as far as words show. Both may be any text."""
    other = _classified(source)
    own = _classified(claim, names={word.folded for word in other if word.kind == "name"})
    held = {word.folded for word in other}
    closest = _closest_sentence(claim, source)
    spelt_out = _spelt_out(claim, source)
    swapped = _swapped(own, _classified(closest))
    content = stems(claim)
    known = set(stems(source))
    return Agreement(
        numbers_missing=_missing(own, "number", held),
        dates_missing=_missing(own, "date", held),
        names_missing=sum(not _is_named(word.folded, other, source, spelt_out) for word in own if word.kind == "name"),
        swapped=swapped,
        negation_differs=_negation_differs(claim, source),
        speaker_differs=_speaker_differs(claim, source),
        unmatched=sum(name not in known for name in content) / len(content) if content else 0.0,
    )


def _classified(text: str, *, names: Collection[str] = ()) -> list[_Word]:
    """The words of a text; one that starts a sentence is a name only if it is among ``names``."""
    found: list[_Word] = []
    previous_end = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        folded = fold(token).removesuffix("'s")
        starts = not found or text[previous_end : match.start()].strip()[:1] in (".", "!", "?", ":")
        found.append(_Word(_value(folded), _kind(token, folded, starts=starts and folded not in names)))
        previous_end = match.end()
    return found


def _value(folded: str) -> str:
    if folded[:1].isdigit():
        return folded.replace(",", "").removesuffix(".0")
    return NUMBER_WORDS.get(folded) or _CALENDAR.get(folded.rstrip(".")) or folded.replace(".", "")


def _kind(token: str, folded: str, *, starts: bool) -> str:
    if folded.rstrip(".") in _CALENDAR and token[0].isupper():
        return "date"
    if _YEAR.fullmatch(folded):
        return "date"
    if folded[:1].isdigit() or folded in NUMBER_WORDS:
        return "number"
    return "name" if token[0].isupper() and not starts and folded not in FUNCTION_WORDS else ""


def _missing(own: Iterable[_Word], kind: str, held: set[str]) -> int:
    return sum(word.folded not in held for word in own if word.kind == kind)


def _is_named(name: str, other: Sequence[_Word], source: str, spelt_out: Collection[str]) -> bool:
    """Whether the source holds a name: the same word, another form of it, its initials, or what they stand for."""
    held = {word.folded for word in other}
    if name in held or stem(name) in {stem(word) for word in held}:
        return True
    if len(name) > _LEAST_PREFIX and any(word[:_LEAST_PREFIX] == name[:_LEAST_PREFIX] for word in held):
        return True
    initials = "".join(word[0] for word in re.findall(r"\b[A-ZÀ-Þ][^\W_]*", source)).casefold()
    if len(name) > 1 and name in initials:
        return True
    return name in spelt_out


def _spelt_out(claim: str, source: str) -> set[str]:
    """The words of the claim that spell an acronym of the source out: "United Nations" for "U.N."."""
    acronyms = {found.replace(".", "") for found in _ACRONYM.findall(source)}
    runs = [run.group().split() for run in _CAPITALS.finditer(claim)]
    parts = [run[start:end] for run in runs for start in range(len(run)) for end in range(start + 2, len(run) + 1)]
    return {fold(word) for part in parts if "".join(word[0] for word in part) in acronyms for word in part}


def _closest_sentence(claim: str, source: str) -> str:
    wanted = set(stems(claim))
    sentences = [source[span.start : span.end] for span in split_sentences(source)]
    return max(sentences, key=lambda sentence: len(wanted & set(stems(sentence))), default=source)


def _swapped(claim: Sequence[_Word], source: Sequence[_Word]) -> int:
    """Names, numbers and dates of the claim that stand where the sentence has others of their kind."""
    matcher = SequenceMatcher(None, [w.folded for w in claim], [w.folded for w in source], autojunk=False)
    swapped = 0
    for tag, low, high, first, end in matcher.get_opcodes():
        if tag == "replace":
            for kind in ("name", "number", "date"):
                mine = {word.folded for word in claim[low:high] if word.kind == kind}
                theirs = {word.folded for word in source[first:end] if word.kind == kind}
                swapped += len(mine - theirs) if mine and theirs and not mine & theirs else 0
    return swapped


def _negation_differs(claim: str, source: str) -> bool:
    """Whether one of them negates a word that the other only affirms, in whatever order they put their clauses.

    Negated for sure is the first content word after a negation or a verb of denial; the next few may be.
    """
    own, other = _polarity(claim), _polarity(source)
    return bool(own.negated & other.affirmed - other.maybe_negated or other.negated & own.affirmed - own.maybe_negated)


@dataclass(frozen=True, slots=True)
class _Polarity:
    """Stems by whether a text negates them, may negate them, or affirms them; a stem may stand in several."""

    negated: set[str]
    maybe_negated: set[str]
    affirmed: set[str]


def _polarity(text: str) -> _Polarity:
    found = _Polarity(set(), set(), set())
    since = _NEGATED_WORDS
    for match in _TOKEN.finditer(text):
        folded = fold(match.group())
        if folded in _NEGATIONS or folded.endswith("n't") or stem(folded) in _DENIALS:
            since = 0
        elif folded not in FUNCTION_WORDS:
            name = stem(folded.removesuffix("'s"))
            if since == 0:
                found.negated.add(name)
            (found.maybe_negated if since < _NEGATED_WORDS else found.affirmed).add(name)
            since += 1
        if text[match.end() : match.end() + 1] in (".", ";", "!", "?"):
            since = _NEGATED_WORDS
    return found


def _speaker_differs(claim: str, source: str) -> bool:
    """Whether both name a speaker and no speaker of the source's sentences is the claim's."""
    own = attribute([claim], 0).speaker
    if own is None:
        return False
    sentences = [source[span.start : span.end] for span in split_sentences(source)]
    wanted = set(words(own)) - FUNCTION_WORDS
    closest = _closest_sentence(claim, source)
    theirs = [attribute(sentences, index).speaker for index, text in enumerate(sentences) if text == closest]
    named = [set(words(name)) - FUNCTION_WORDS for name in theirs if name is not None]
    return bool(named) and not any(wanted & name for name in named)

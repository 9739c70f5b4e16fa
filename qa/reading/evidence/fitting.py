"""Which sentences are about what a question names, and of the time that it asks about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, pairwise

from qa.reading.evidence.candidates import Candidate
from qa.reading.language.names import Form, Mentions, Name, names_of
from qa.reading.language.parser import parse
from qa.reading.language.rarity import rarity
from qa.reading.language.states import states_in, states_of_name
from qa.reading.language.times import Agreement, AskedTime, agreement, asked_time
from qa.sentences import split_sentences
from qa.words import FUNCTION_WORDS, fold_name, stem, words

# In log odds of the relevance, as three years of news fit them. Names weigh nothing there: sentences on another thing are left
# out altogether once it is decided whether any answers.
_OF_ANOTHER_TIME = 3.2
_NEAR_IN_TIME = 0.6
_JOINED = re.compile(r"(?:['’]s)?(?:\s+[a-z][\w-]*){0,3},?\s+(?:and|or)\s+(?:[a-z][\w-]*\s+){0,3}")
_SHARED_WORDS = {
    "was",
    "in",
    "an",
    "so",
    "am",
    "a",
    "me",
    "on",
    "as",
    "i",
    "per",
    "no",
    "s",
    "t",
    "out",
    "over",
    "do",
    "via",
}
_NOUNS = ("NOUN", "PROPN")
_LEAST_RARITY = 0.45  # of a word of a name, for its absence to tell
_ABBREVIATED = 2  # letters: "US", "TV"
_SENTENCES_BACK = 6  # that may name what a sentence goes on about


@dataclass(frozen=True, slots=True)
class Fit:
    """How a sentence stands to a question's names and time.

    Attributes:
        absent: names of the question that neither the sentence nor its article holds.
        rivals: what it is about where the question names something else of that kind, as (kind, name).
        time: whether it is of the time asked about; None where none is asked about.
    """

    absent: tuple[Name, ...] = ()
    rivals: tuple[tuple[Name, str], ...] = ()
    time: Agreement | None = None

    @property
    def is_of_another_time(self) -> bool:
        """Whether the sentence speaks of a time that was not asked about."""
        return self.time is Agreement.APART


@dataclass
class _Texts:
    """Texts with the names in them, each looked through once."""

    seen: dict[str, Mentions] = field(default_factory=dict)
    named: dict[str, set[str]] = field(default_factory=dict)

    def __call__(self, text: str) -> Mentions:
        if text not in self.seen:
            self.seen[text] = Mentions(text)
        return self.seen[text]

    def states(self, text: str) -> set[str]:
        if text not in self.named:
            self.named[text] = states_in(text)
        return self.named[text]


def fit_all(question: str, candidates: Sequence[Candidate], *, today: date | None) -> list[Fit]:
    """How each sentence stands to what the question names and when, in the order given.

    Args:
        question: that stands alone.
        candidates: sentences; what else their articles say is taken from these as well.
        today: the day that "last week" in the question counts from, or None.
    """
    names = (
        ()
        if not _is_english(question)
        else names_of(question, nouns=[token.start for token in parse(question).tokens if token.part in _NOUNS])
    )
    asked = asked_time(_asking_sentence(question), today=today)
    if not names and asked.period is None:
        return [Fit()] * len(candidates)
    texts = _Texts()
    at_hand = _articles(candidates)
    return [_fit(names, question, asked, candidate, at_hand[candidate.article_id], texts) for candidate in candidates]


def _is_english(question: str) -> bool:
    """Whether a question has a small word that only English has: elsewhere capitals do not tell names."""
    return not (FUNCTION_WORDS - _SHARED_WORDS).isdisjoint(words(question))


def _asking_sentence(question: str) -> str:
    """The last of several sentences: what comes before tells what was, "He died this week. Which prize did he win first?"."""
    spans = split_sentences(question)
    return question[spans[-1].start : spans[-1].end] if spans else question


def misfit(fit: Fit) -> float:
    """By how much, in log odds, a sentence is less likely to answer for the time that it speaks of."""
    return _OF_ANOTHER_TIME if fit.is_of_another_time else _NEAR_IN_TIME if fit.time is Agreement.NEAR else 0.0


@dataclass
class _AtHand:
    """What is at hand of an article: headlines, and sections by where the first of their sentences looked at starts."""

    headlines: dict[str, None] = field(default_factory=dict)
    sections: dict[Sequence[str], int] = field(default_factory=dict)

    @property
    def whole(self) -> str:
        return "\n".join([*self.headlines, *chain.from_iterable(self.sections)])

    def before(self, section: Sequence[str]) -> str:
        """The sections before one."""
        start = self.sections[section]
        return "\n".join(chain.from_iterable(other for other, first in self.sections.items() if first < start))


def _articles(candidates: Sequence[Candidate]) -> dict[str, _AtHand]:
    """All that is at hand of each article: title, headings, sections."""
    found: dict[str, _AtHand] = {}
    for candidate in candidates:
        at_hand = found.setdefault(candidate.article_id, _AtHand())
        passage, section = candidate.passage, candidate.surroundings
        at_hand.headlines |= dict.fromkeys((passage.title or "", passage.chunk.heading or "", passage.outlet or ""))
        at_hand.sections[section] = min(candidate.start, at_hand.sections.get(section, candidate.start))
    return found


def _fit(
    names: Sequence[Name], question: str, asked: AskedTime, candidate: Candidate, at_hand: _AtHand, texts: _Texts
) -> Fit:
    whole = at_hand.whole
    absent: list[Name] = []
    rivals: list[tuple[Name, str]] = []
    for name in _alone(names, question, candidate, at_hand, texts):
        if _is_meant(name, candidate, at_hand, texts):
            continue
        states = states_of_name(name.text)
        if states:
            # News on a state seldom repeats its name; only a text on another state, and not on it, is on something else.
            other = texts.states(candidate.text) - states
            rivals += [(name, min(other))] if other and not states & texts.states(whole) else []
            continue
        rival = _rival(name, candidate, texts)
        if any(set(words(fold_name(rival))) & set(other.parts) for other in names):
            rival = ""  # the question names it as well
        if rival:
            rivals.append((name, rival))
        if not texts(whole).name(name) and _is_telling(name):
            absent.append(name)
    before = candidate.surroundings[: candidate.position]
    time = (
        agreement(asked.period, candidate.text, before=before, around=whole, published=candidate.passage.published)
        if asked.period is not None
        else None
    )
    return Fit(tuple(absent), tuple(rivals), time)


def _alone(names: Sequence[Name], question: str, candidate: Candidate, at_hand: _AtHand, texts: _Texts) -> list[Name]:
    """The names that a sentence has to be about: of those that "and" or "or" joins, none where it is about another one."""
    left = list(names)
    for one, other in pairwise(names):
        between = question[question.find(one.text) + len(one.text) : question.find(other.text)]
        if not _JOINED.fullmatch(between):
            continue
        meant = [_is_meant(name, candidate, at_hand, texts) for name in (one, other)]
        left = [name for name in left if not (any(meant) and name in {one, other})]
    return left


def _is_telling(name: Name) -> bool:
    """Whether an article on it would name it in these words: a town; not an abbreviation, which may be spelled out."""
    if len(name.parts) == 1 and name.text.isupper() and name.text.isalpha():
        return False
    return any(rarity(stem(part)) >= _LEAST_RARITY and len(part) > _ABBREVIATED for part in name.parts)


def _is_meant(name: Name, candidate: Candidate, at_hand: _AtHand, texts: _Texts) -> bool:
    """Whether the sentence names it; a surname alone is that of whoever was last named in full."""
    states = states_of_name(name.text)
    if states & texts.states(candidate.text):
        return True
    form = texts(candidate.text).form_of(name)
    if form is not Form.SHORT:
        return form is Form.FULL
    # Whom a later sentence introduces can't be meant yet: "Berg" stays himself where his wife is named further down.
    earlier = (*_earlier(candidate), at_hand.before(candidate.surroundings))
    full = (other for text in earlier if (other := texts(text).form_of(name)) in {Form.FULL, Form.ANOTHER})
    return next(full, Form.FULL) is Form.FULL


def _rival(name: Name, candidate: Candidate, texts: _Texts) -> str:
    """What the sentence, or what it goes on from, names in the place of a name; empty where nothing."""
    for text in _back(candidate):
        if texts(text).name(name):
            return ""
        # "The Canadian rapper" says where a rapper is from, and may well be the one that the question names.
        found = [rival for rival in texts(text).rivals(name) if not states_of_name(rival)]
        if found:
            return found[0]
    return ""


def _back(candidate: Candidate) -> list[str]:
    """The sentence and the few before it, nearest first, then heading and title."""
    text, *before = _earlier(candidate)
    return [text, *before[:-2][:_SENTENCES_BACK], *before[-2:]]


def _earlier(candidate: Candidate) -> list[str]:
    """The sentence and all before it in its section, nearest first, then heading and title."""
    before = reversed(candidate.surroundings[: candidate.position])
    return [candidate.text, *before, candidate.passage.chunk.heading or "", candidate.passage.title or ""]

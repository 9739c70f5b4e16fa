"""Follow-up questions made to stand alone by rules, without a chat model."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import islice

from qa.chat.courtesies import is_courtesy
from qa.chat.ellipsis import complete
from qa.chat.references import (
    PERSONAL,
    fitting,
    named_before,
    names_in,
    people_in,
    phrases,
    place_in,
    points_back,
    says_little,
    there,
    without_pleasantries,
)
from qa.chat.substitution import substitute
from qa.reading.answers.quoting import ABSTENTION_TEXTS
from qa.reading.language.states import state_in
from qa.sentences import split_sentences
from qa.types import Turn
from qa.words import FUNCTION_WORDS, stems, words

MOST_TURNS = 20  # before the question: what was said earlier than that it hardly leans on
_MOST_CHARACTERS = 5_000  # of a question or an answer that are looked at
_MARKER = re.compile(r"\s*\[\d+\]")
_OURS = re.compile(r"\s*\[[^\]]*\]")  # citations, and what we put in brackets
_MOST_WORDS = 8  # of a topic: a longer one would outweigh the question
_MOST_PEOPLE = 6
_POSSESSIVES = frozenset({"his", "hers"})
_PLURAL = re.compile(r"\b(?:they|them|their)\b", re.IGNORECASE)
_OF_MOTION = re.compile(r"\b(?:go|goes|going|gone|went|g[eo]t|c[oa]me|travel\w*|move[ds]?|return\w*|fl(?:y|ew|ies)|sen[dt]|arriv\w+)\s+$", re.IGNORECASE)  # fmt: skip
_PREPOSITION = re.compile(r"\b(?:from|in|near|to|over|around|into|through|at)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a conversation is about.

    Attributes:
        phrases: what the last question that stood alone asked about, then what its follow-ups added.
        people: whom "he" or "she" may mean, likeliest first.
        place: what "there" means, or None.
        others: the state that the last answer names first, which is what "they" means beside "she"; or None.
        said: the stems of the last question and answer.
    """

    phrases: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    place: str | None = None
    others: str | None = None
    said: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """What a conversation has come to.

    Attributes:
        topic: what it is about.
        question: the last question, standing alone; None where none was asked.
        answer: what it was answered, without citation marks; empty where it was declined.
    """

    topic: Topic = field(default_factory=Topic)
    question: str | None = None
    answer: str = ""


def standalone_question(question: str, history: Sequence[Turn]) -> str:
    """The question with what it takes from the conversation filled in; unchanged where it stands alone.

    "He" and "she" become the person that the conversation is about, "there" its place. A question that points back in
    another way, or has next to no words of its own, is followed by the topic: "What about prices? (about: ferry)". One
    question word is made whole: "Why?" after "Is the ferry late?" is "Why is the ferry late?". Only the last
    ``MOST_TURNS`` turns are looked at, each once.
    """
    told = Told()
    for turn in history[-MOST_TURNS:]:
        told = _tell(told, turn)
    return _alone(question, told)


def recent(history: Sequence[Turn]) -> list[Turn]:
    """The last turns in which something was asked, as many as a question may lean on, oldest first."""
    asked = (turn for turn in reversed(history) if not is_courtesy(turn.question))
    return list(islice(asked, MOST_TURNS))[::-1]


def _tell(told: Told, turn: Turn) -> Told:
    """What has been told after one more turn; thanks and greetings leave it as it is."""
    turn = Turn(turn.question[:_MOST_CHARACTERS], turn.answer[:_MOST_CHARACTERS])
    if not without_pleasantries(turn.question):
        return told
    answer = "" if turn.answer in ABSTENTION_TEXTS.values() else _OURS.sub("", turn.answer)
    return Told(_follow(told.topic, turn), _alone(turn.question, told), answer)


def _alone(question: str, told: Told) -> str:
    text = question.strip()
    asked = without_pleasantries(text)
    if told.question is None or not asked:
        return text
    whole = complete(asked, told.question, told.answer) or substitute(asked, told.question)
    if whole is not None:
        return whole
    topic = told.topic
    with_person = _fill_person(asked, topic.people)
    filled = _fill_place(_fill_others(with_person, topic.others) if with_person != asked else asked, topic.place)
    if points_back(filled, topic.said) or says_little(filled):
        lacking = _new_to(set(words(filled)), topic.phrases)
        if lacking:
            return f"{filled} (about: {', '.join(lacking)})"
    return filled if filled != asked else text


def _follow(topic: Topic, turn: Turn) -> Topic:
    """The topic after one more turn, which asks something."""
    asked, answer = without_pleasantries(turn.question), _MARKER.sub("", turn.answer)
    filled = _fill_person(asked, topic.people)
    own = phrases(filled)
    if not own or points_back(asked, topic.said) or says_little(asked):
        own = [*topic.phrases, *own]
    if not any(names_in(f"- {phrase}") for phrase in own):
        own += names_in(_first_sentence(answer))[
            :1
        ]  # what the answer names is what the next question is about: "Which ship sank?"
    kept: list[str] = []
    for phrase in own:
        known = {word for each in kept for word in words(each)}
        if not kept or (_new_to(known, [phrase]) and len(known) + len(phrase.split()) <= _MOST_WORDS):
            kept.append(phrase)
    still = topic.people[:1] if filled != asked else ()
    people = dict.fromkeys((*still, *people_in(f"{asked}\n\n{answer}"), *topic.people))
    place = place_in(asked) or place_in(answer) or topic.place
    named = (name for name in names_in(f"- {_first_sentence(answer)}") if not _names_one_of(name, people))
    others = next((name for name in named if state_in(name) is not None), None)
    return Topic(tuple(kept), tuple(people)[:_MOST_PEOPLE], place, others, frozenset(stems(f"{asked} {answer}")))


def _first_sentence(text: str) -> str:
    return next((text[span.start : span.end] for span in split_sentences(text)), "")


def _new_to(known: Collection[str], found: Sequence[str]) -> list[str]:
    """The phrases that add something to the known words: a name, or where they hold none, any word."""
    telling = ((phrase, " ".join(names_in(f"- {phrase}")) or phrase) for phrase in found)
    return [phrase for phrase, told in telling if not set(words(told)) <= set(known)]


def _fill_person(text: str, people: Sequence[str]) -> str:
    """The text with its first "he" or "she" replaced by whom it means, unless the text itself names that before."""
    match = PERSONAL.search(text)
    person = fitting(match.group(), people) if match is not None else None
    if match is None or person is None or named_before(text, match.start(), person=True):
        return text
    pronoun = match.group().casefold()
    owns = pronoun in _POSSESSIVES or (pronoun == "her" and _noun_follows(text[match.end() :]))
    return text[: match.start()] + (f"{person}'s" if owns else person) + text[match.end() :]


def _noun_follows(rest: str) -> bool:
    following = words(rest)
    return rest[:1].isspace() and bool(following) and following[0] not in FUNCTION_WORDS


def _names_one_of(name: str, people: Collection[str]) -> bool:
    return any(set(words(name)) & set(words(person)) for person in people)


def _fill_others(text: str, others: str | None) -> str:
    """The text with its first "they" replaced by what it means: where a person was filled in, it is not that person."""
    if others is None:
        return text
    return _PLURAL.sub(lambda match: f"{others}'s" if match.group().casefold() == "their" else others, text, count=1)


def _fill_place(text: str, place: str | None) -> str:
    match = there(text)
    if place is None or match is None or place_in(text[: match.start()]) is not None:
        return text
    before = text[: match.start()]
    is_noun = match.group().casefold() != "there"
    link = "" if is_noun or _PREPOSITION.search(before) else "to " if _OF_MOTION.search(before) else "in "
    return before + link + place + text[match.end() :]

"""Questions that go on from an answer, made of the sentences of its passages that it has not shown."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qa.reading.evidence.candidates import Candidate, gather_candidates
from qa.reading.language.making import Kind, make_questions
from qa.reading.language.parser import Parsed, parse_all
from qa.reading.language.rarity import rarity
from qa.reading.speakers.attribution import attribute
from qa.types import Abstention, Answer, Article
from qa.words import stems

_MOST_SENTENCES = 24  # parsed: a fifth of a second
_LEAST_WORDS, _MOST_WORDS = 8, 40
_TOO_LIKE = 0.5  # share of a question's stems that another one has as well
_LONGEST_TOPIC = 5  # words
_THINGS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
_BRANCHES = ("acl", "relcl", "prep", "appos", "cc", "conj")
_NO_TOPICS = {
    *("statement", "interview", "reporter", "journalist", "briefing", "conference", "letter", "fact", "comment"),
    *("year", "month", "week", "day", "time", "thing"),
}
_LEANING = re.compile(
    r"[“”\"‘’;:,()\[\]—–\d]|\b(?:I|me|my|we|us|our|you|your|he|she|it|they|him|her|his|its|them|their|this|these|that|those|"
    r"who|which|whose|such|another|other|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
# The kinds in the order in which they are offered, one of each before a second of any: what people say first.
_ORDER = (Kind.STATEMENT, Kind.NUMBER, Kind.TIME, Kind.DENIER, Kind.PLACE, Kind.SPEAKER, Kind.DOER)


@dataclass(frozen=True, slots=True)
class Onward:
    """A question and the place of the sentence that it is made of: the answer to it has to cite that sentence."""

    question: str
    article_id: str
    start: int
    end: int


def onward(answer: Answer, article: Callable[[str], Article], *, asked: Sequence[str] = ()) -> tuple[Onward, ...]:
    """Questions that the passages of an answer are likely to answer, the likeliest to be of use first.

    Whether they do has to be seen by asking them: a sentence may answer less than it seems to.

    Args:
        answer: a whole one.
        article: gives the indexed article of an id.
        asked: questions that were asked already; what is much like one of them is left out.
    """
    if answer.abstention is Abstention.NOTHING_NEAR:
        return ()  # what lies nearest is about something else
    unseen = [each for each in gather_candidates(answer.passages, article) if _is_of_use(each, answer)]
    unseen = unseen[:_MOST_SENTENCES]
    heard = {each.speaker for each in answer.sentences}
    made: list[tuple[Kind, Onward]] = []
    for candidate, parsed in zip(unseen, parse_all([_line(each) for each in unseen]), strict=True):
        for kind, question in _questions(candidate, parsed, heard):
            made.append((kind, Onward(question, candidate.article_id, candidate.start, candidate.end)))
    return tuple(_varied(made, [answer.question, answer.standalone_question, *asked]))


def _is_of_use(candidate: Candidate, answer: Answer) -> bool:
    shown = any(
        each.article_id == candidate.article_id and each.start < candidate.end and candidate.start < each.end
        for each in answer.citations
    )
    length = len(candidate.text.split())
    is_headline = len(candidate.surroundings) == 1 and candidate.text[-1:] not in '.!?”"'
    return (
        candidate.complete and not (shown or is_headline or candidate.cells) and _LEAST_WORDS <= length <= _MOST_WORDS
    )


def _line(candidate: Candidate) -> str:
    return " ".join(candidate.text.split())


def _questions(candidate: Candidate, parsed: Parsed, heard: set[str | None]) -> Iterator[tuple[Kind, str]]:
    speaker = attribute(candidate.surroundings, candidate.position).speaker
    if speaker is not None and speaker not in heard and speaker[:1].isupper():
        topic = topic_of(parsed, speaker)
        if topic:
            yield Kind.STATEMENT, f"What did {in_a_sentence(speaker, parsed)} say about {topic}?"
    for each in make_questions(parsed):
        if each.kind is not Kind.STATEMENT:
            yield each.kind, each.question


def topic_of(parsed: Parsed, speaker: str) -> str:
    """The most telling thing that a sentence names, apart from its speaker; empty where it names none in a few words."""
    said_by = set(stems(speaker))
    found: dict[str, float] = {}
    for number, token in enumerate(parsed.tokens):
        if token.part not in {"NOUN", "PROPN"} or token.role not in _THINGS:
            continue
        phrase = parsed.phrase(number, without=_BRANCHES)
        names = stems(phrase)
        # A bare singular noun ("said about hotline") is no English.
        is_sound = token.part == "PROPN" or token.tag == "NNS" or phrase.lower().startswith("the ")
        is_plain = is_sound and len(phrase.split()) <= _LONGEST_TOPIC and not _LEANING.search(phrase)
        if is_plain and names and not said_by & set(names) and token.lemma.lower() not in _NO_TOPICS:
            found[phrase] = sum(map(rarity, names)) / len(names)
    best = max(found, key=lambda phrase: found[phrase], default="")
    return best[:1].lower() + best[1:] if best.startswith(("The ", "A ", "An ")) else best


def in_a_sentence(speaker: str, parsed: Parsed) -> str:
    """The speaker with "the" before it where the sentence has it so."""
    bare = speaker.removeprefix("The ").removeprefix("the ")
    return f"the {bare}" if f"the {bare}".casefold() in parsed.text.casefold() else speaker


def _varied(made: Sequence[tuple[Kind, Onward]], asked: Sequence[str]) -> Iterator[Onward]:
    """One of each kind, then a second of each, and so on, each unlike those before it; a sentence gives one."""
    known = [frozenset(stems(each)) for each in asked if each.strip()]
    left = list(made)
    places: set[tuple[str, int]] = set()
    while left:
        for kind in _ORDER:
            for item in [each for each in left if each[0] is kind]:
                left.remove(item)
                own = frozenset(stems(item[1].question))
                place = (item[1].article_id, item[1].start)
                if place in places or any(len(own & other) >= _TOO_LIKE * len(own) for other in known):
                    continue
                known.append(own)
                places.add(place)
                yield item[1]
                break

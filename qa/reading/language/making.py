"""Questions made from a sentence by its grammar: who did or said it, when, where, how many; with the answer known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa.reading.language.parser import Parsed
from qa.words import stems

SAYING = frozenset(
    {"say", "claim", "announce", "warn", "argue", "confirm", "admit", "add", "suggest", "state", "insist"}
)
DENYING = frozenset({"deny", "reject", "dismiss", "dispute", "refute", "criticize", "condemn"})
PEOPLE, PLACES = frozenset({"PERSON"}), frozenset({"GPE", "LOC", "FAC"})
SUBJECTS = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_ADDITIONS = ("dobj", "dative", "prt", "prep", "agent", "xcomp", "acomp", "attr", "oprd")  # what may follow a verb
_LONGEST_SUBJECT, _LONGEST_REST, _LONGEST_CLAUSE = 8, 12, 18  # words
_MOST_ADDITIONS = 3
_LEAST_QUESTION, _LEAST_STEMS = 5, 2  # words, and words with content: fewer fit too many sentences
_DANGLING = re.compile(r"\b(?:and|or|but|of|to|in|the|a|with|for)\?$")
# Words that mean nothing outside of their sentence, or whose clause does not stand on its own.
_LEANING = re.compile(
    r"[“”\"‘;:()\[\]—–]|\b(?:I|me|my|we|us|our|you|your|he|she|it|they|him|her|his|its|them|their|this|these|that|those|"
    r"here|there|who|which|whose|also|so|such|another|other)\b",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"\b(?:1[89]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)


class Kind(StrEnum):
    """What a made question asks for."""

    SPEAKER = "speaker"
    DENIER = "denier"
    STATEMENT = "statement"
    DOER = "doer"
    TIME = "time"
    PLACE = "place"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Made:
    """A question with its answer, both in words of the sentence.

    Attributes:
        negated: the same question with its verb negated, which the sentence does not answer; None where that is no English.
    """

    kind: Kind
    question: str
    answer: str
    negated: str | None = None


def make_questions(sentence: Parsed) -> Iterator[Made]:
    """The questions that the main clause of a sentence answers; none where it leans on what stands around it."""
    root = next((number for number, token in enumerate(sentence.tokens) if token.role == "ROOT"), None)
    if root is None or sentence.tokens[root].part not in {"VERB", "AUX"} or sentence.children(root, "neg"):
        return
    subjects = sentence.children(root, "nsubj", "nsubjpass")
    if len(subjects) != 1 or subjects[0] > root:
        return
    clause = _Clause(sentence, root, subjects[0])
    found = clause.spoken() if sentence.tokens[root].lemma in SAYING | DENYING else clause.done()
    for made in found:
        told = len(made.question.split()) >= _LEAST_QUESTION and len(set(stems(made.question))) >= _LEAST_STEMS
        if told and not _DANGLING.search(made.question):
            yield made


class _Clause:
    """A main clause: its verb, its subject and what belongs to the verb."""

    def __init__(self, sentence: Parsed, root: int, subject: int) -> None:
        self._sentence, self._root, self._subject = sentence, root, subject
        self._verb = sentence.tokens[root]
        self._helpers = [sentence.tokens[child].text for child in sentence.children(root, "aux", "auxpass")]
        self._who = sentence.phrase(subject)

    def spoken(self) -> Iterator[Made]:
        """Who said or denied it, and what somebody said."""
        speaker = self._name_of_subject(PEOPLE | {"ORG"})
        if speaker is None or self._helpers or self._verb.tag != "VBD":
            return
        if self._verb.lemma in DENYING:
            for child in self._sentence.children(self._root, "dobj", "xcomp")[:1]:
                if what := self._sound(self._sentence.phrase(child), _LONGEST_REST):
                    yield Made(Kind.DENIER, f"Who {self._verb.text} {what}?", speaker)
            return
        for child in self._sentence.children(self._root, "ccomp")[:1]:
            stated = self._sentence.phrase(child).removeprefix("that ").strip(" ,")
            if not self._sound(stated, _LONGEST_CLAUSE) or not self._sentence.children(child, "nsubj", "nsubjpass"):
                continue
            yield Made(Kind.SPEAKER, f"Who {self._verb.text} that {_uncapitalised(self._sentence, stated)}?", speaker)
            named = [e.text for e in self._sentence.entities if e.kind in SUBJECTS and e.text in stated]
            if named:
                yield Made(
                    Kind.STATEMENT,
                    f"What did {speaker} {self._verb.lemma} about {_bare(named[0])}?",
                    stated.rstrip("."),
                )

    def done(self) -> Iterator[Made]:
        """Who did it, when, where, and to how many."""
        rest = [c for c in self._sentence.children(self._root, *_ADDITIONS) if c > self._root]
        yield from self._doers(rest)
        if not self._sound(self._who, _LONGEST_SUBJECT) or "," in self._who:
            return
        for place in [*self._sentence.children(self._root, "npadvmod"), *rest]:
            found = self._time_or_place(place)
            if found is not None:
                kind, answer = found
                others = self._words([other for other in rest if other != place])
                if others is not None and (others or kind is Kind.TIME):
                    asked = self._inverted(others)
                    if asked is not None:
                        yield Made(kind, f"{'When' if kind is Kind.TIME else 'Where'} {asked}?", answer)
        yield from self._numbers(rest)

    def _doers(self, rest: Sequence[int]) -> Iterator[Made]:
        name = self._name_of_subject(SUBJECTS)
        words = self._words(rest)
        if name is None or not words or self._name_of_subject(PEOPLE) is None:
            return
        verb = " ".join([*self._helpers, self._verb.text])
        negated = None
        if self._helpers:
            negated = f"Who {self._helpers[0]} not {' '.join([*self._helpers[1:], self._verb.text])} {words}?"
        elif self._verb.tag == "VBD" and self._verb.part == "VERB":
            negated = f"Who did not {self._verb.lemma} {words}?"
        yield Made(Kind.DOER, f"Who {verb} {words}?", name, negated)

    def _numbers(self, rest: Sequence[int]) -> Iterator[Made]:
        tokens = self._sentence.tokens
        for noun in (self._subject, *(child for child in rest if tokens[child].role == "dobj")):
            numbers = self._sentence.children(noun, "nummod")
            if len(numbers) != 1 or tokens[noun].tag != "NNS" or not self._is_counted(numbers[0]):
                continue
            number = self._sentence.phrase(numbers[0])
            counted = self._sentence.phrase(noun)
            if not counted.startswith(number):
                continue
            counted = counted.removeprefix(number).strip()
            if "," in counted:
                continue
            if noun == self._subject:
                words = self._words(rest)
                if words and self._sound(counted, _LONGEST_SUBJECT):
                    verb = " ".join([*self._helpers, self._verb.text])
                    yield Made(Kind.NUMBER, f"How many {counted} {verb} {words}?", number)
                continue
            words = self._words([other for other in rest if other != noun])
            asked = self._inverted(words) if words is not None else None
            if asked is not None and self._sound(counted, _LONGEST_SUBJECT):
                yield Made(Kind.NUMBER, f"How many {counted} {asked}?", number)

    def _is_counted(self, number: int) -> bool:
        entity = self._sentence.entity_at(number)
        return entity is not None and entity.kind in {"CARDINAL", "QUANTITY"}

    def _time_or_place(self, child: int) -> tuple[Kind, str] | None:
        tokens = self._sentence.tokens
        head = child
        if tokens[child].role == "prep":
            if tokens[child].text.lower() not in {"in", "on", "at"}:
                return None
            objects = self._sentence.children(child, "pobj")
            if len(objects) != 1:
                return None
            head = objects[0]
        entity = self._sentence.entity_at(head)
        if entity is None:
            return None
        if entity.kind == "DATE" and _CALENDAR.search(entity.text):
            return Kind.TIME, entity.text
        if entity.kind in PLACES and tokens[child].role == "prep":
            return Kind.PLACE, entity.text
        return None

    def _name_of_subject(self, kinds: frozenset[str]) -> str | None:
        entity = self._sentence.entity_at(self._subject)
        if entity is None or entity.kind not in kinds or len(self._who.split()) > _LONGEST_SUBJECT:
            return None
        name = _bare(entity.text)
        return name if name[:1].isupper() else None

    def _inverted(self, rest: str) -> str | None:
        """The clause in the order of a question: "did the council close the bridge"."""
        who = _uncapitalised(self._sentence, self._who)
        if self._helpers:
            return " ".join(filter(None, [self._helpers[0], who, *self._helpers[1:], self._verb.text, rest]))
        if self._verb.part == "AUX":
            return " ".join(filter(None, [self._verb.text, who, rest]))
        helper = {"VBD": "did", "VBZ": "does", "VBP": "do"}.get(self._verb.tag)
        return " ".join(filter(None, [helper, who, self._verb.lemma, rest])) if helper else None

    def _words(self, children: Sequence[int]) -> str | None:
        """What follows the verb, in order; None where it leans on other sentences."""
        text = " ".join(self._sentence.phrase(child).strip(" ,.") for child in children[:_MOST_ADDITIONS])
        return self._sound(text, _LONGEST_REST) if text else ""

    @staticmethod
    def _sound(text: str, longest: int) -> str | None:
        fits = text and len(text.split()) <= longest and "\n" not in text
        return text if fits and not _LEANING.search(text) else None


def _bare(name: str) -> str:
    return re.sub(r"^(?:the|The|a|A) |['’]s?$", "", name)


def _uncapitalised(sentence: Parsed, phrase: str) -> str:
    """The phrase as it would stand inside a sentence: a first word that is no name loses its capital."""
    if not sentence.text.startswith(phrase[:1]) or not phrase:
        return phrase
    place = sentence.text.find(phrase)
    token = sentence.token_at(place) if place >= 0 else None
    if token is not None and sentence.tokens[token].text not in {"The", "A", "An"}:
        entity = sentence.entity_at(token)
        is_name = entity is not None and entity.kind not in {
            "CARDINAL",
            "DATE",
            "QUANTITY",
            "MONEY",
            "PERCENT",
            "ORDINAL",
        }
        if is_name or sentence.tokens[token].part == "PROPN":
            return phrase
    return phrase[0].lower() + phrase[1:]

"""The records of what is asked and answered: turns, answers, their sentences, citations and disputes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Self

from qa.types.articles import Passage, Span


class Support(StrEnum):
    """How well a sentence is borne out by what it cites."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    UNSUPPORTED = "unsupported"


class Stance(StrEnum):
    """What a speaker does with a claim."""

    ASSERTS = "asserts"
    DENIES = "denies"


class Mode(StrEnum):
    """Who words the answer: the sources themselves, a chat model, or this program, to thanks and the like, without a search."""

    EXTRACTIVE = "extractive"
    CHAT = "chat"
    PROGRAM = "program"


class Abstention(StrEnum):
    """Why no answer is given."""

    NO_ARTICLES = "no_articles"
    NOTHING_NEAR = "nothing_near"
    NOT_ANSWERED = "near_but_not_answered"
    CUT_OFF = "cut_off_in_source"
    OTHER_THING = "about_another_thing"
    OTHER_TIME = "of_another_time"
    FALSE_PREMISE = "false_premise"
    OUTSIDE_FILTERS = "outside_filters"
    NO_VALID_CITATION = "no_valid_citation"
    EMPTY_QUESTION = "empty_question"


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact characters that bear out a sentence; always ``raw[start:end] == quote`` of that article.

    ``part`` is the page or chapter that the quote starts in, as "page 3"; None where the article has none.
    """

    number: int
    article_id: str
    title: str | None
    outlet: str | None
    published: date | None
    start: int
    end: int
    quote: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer.

    Attributes:
        text: what is shown, without markers. Words in square brackets are ours: they say who or what a pronoun means.
        citations: numbers of the citations that bear it out.
        speaker: who says it in the article, or None where the article says it in its own voice.
        support: verdict of the check against the cited characters.
        short_answer: where in ``text`` the few words stand that answer the question, or None.
        doubt: why what it cites does not wholly bear it out, in words; None where it does.
    """

    text: str
    citations: tuple[int, ...]
    speaker: str | None
    support: Support
    short_answer: Span | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Who says what in a dispute; ``citation`` is a number of the answer's citations."""

    speaker: str
    stance: Stance
    claim: str
    citation: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that do not agree on a topic; at least two positions."""

    topic: str
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation and the answer's text."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """What the check made of a chat model's draft: how many sentences were drafted, were unsupported at first, were borne
    out once reworded, were left out in the end; and how many markers that name no passage were removed."""

    drafted: int
    unsupported: int
    repaired: int
    left_out: int
    removed_markers: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence that was weighed for an answer.

    Attributes:
        article_id, start, end: where it stands.
        relevance: how likely it answers, against the best sentence: 1 for that one, 0.5 for half as likely.
        dropped: why it is not told, in words; None where it is.
    """

    article_id: str
    start: int
    end: int
    relevance: float
    dropped: str | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an answer rests on.

    Attributes:
        threshold: the probability that the articles answer, from which on it is given; None where something else decided.
        weighed: the best sentences, best first.
    """

    threshold: float | None
    weighed: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What ``ask`` gives back, also when there is no answer: then ``abstention`` says why.

    Attributes:
        question: as asked.
        standalone_question: as it was read: what it takes from the conversation filled in, misspelt words put right.
        text: the whole answer with markers such as ``[1]``; for an abstention one sentence that says so, and what is shown.
        sentences, citations: the answer sentence by sentence; citations are numbered from 1 in order of first use.
        conflicts: where sources disagree; empty where they do not.
        passages: the nearest passages, best first, answered or not.
        abstention: None, or why there is no answer. ``sentences`` and ``citations`` then hold what is shown in its place,
            if anything is: what the articles say instead, where they break off, or the sentence that comes nearest.
        confidence: probability, 0 to 1, that the articles answer the question; given with an abstention as well.
        mode: who worded it.
        seconds: how long each stage took; not compared, and in JSON only when asked for: the same question, the same bytes.
        draft: while an answer streams in, what the chat model has written and nobody has checked; empty once it is whole.
        left_out: sentences of a chat model that nothing cited bears out; they are not in ``text``.
        check: counts of the check of a chat model's draft; None where no draft was checked to its end.
        notice: one line to show with the answer where it is not what was set up, such as a chat model that failed.
        grounds: what was weighed for it; None where no passage was read.
    """

    question: str
    standalone_question: str
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    conflicts: tuple[Conflict, ...]
    passages: tuple[Passage, ...]
    abstention: Abstention | None
    confidence: float
    mode: Mode
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)
    draft: str = ""
    left_out: tuple[Sentence, ...] = ()
    check: DraftCheck | None = None
    notice: str | None = None
    grounds: Grounds | None = None

    def to_json(self, *, seconds: bool = False) -> str:
        """The record as JSON, keys in the order of the fields; ``seconds`` adds the timings."""
        from pydantic import TypeAdapter

        exclude = None if seconds else {"seconds"}
        return TypeAdapter(Answer).dump_json(self, indent=2, exclude=exclude).decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The record that ``to_json`` wrote. Raises ValueError on anything else."""
        from pydantic import TypeAdapter

        return TypeAdapter(cls).validate_json(text)

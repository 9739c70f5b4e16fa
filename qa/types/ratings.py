"""The records of what people make of answers: a thumb, and the reason for it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qa.types.answers import Answer, Turn
from qa.types.articles import Filters


class Thumb(StrEnum):
    """Whether an answer was found good or bad."""

    UP = "up"
    DOWN = "down"


class Fault(StrEnum):
    """What was found wrong with an answer."""

    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    CITATION = "citation"
    NOT_IN_ARTICLES = "not_in_articles"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Rating:
    """A thumb; ``fault`` says what was wrong, ``words`` is what the person wrote, None and empty where nothing was said."""

    thumb: Thumb
    fault: Fault | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Rated:
    """A question with the answer that was rated.

    Attributes:
        key: of the conversation and the place in it; the same whenever it is read.
        question, answer, filters: as asked, answered and limited.
        history: the turns before it in its conversation, oldest first.
        day: on which it was rated.
        rating: what was made of it.
    """

    key: str
    question: str
    answer: Answer
    filters: Filters
    history: tuple[Turn, ...]
    day: date
    rating: Rating

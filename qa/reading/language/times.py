"""What time a question asks about, what time a sentence speaks of, and whether the two agree."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qa.days import Period, periods_in

# Words that ask for the state of things as it is.
_NOW = re.compile(
    r"\b(?:now|current(?:ly)?|at (?:the moment|present)|present(?:ly)?(?= (?:day|state|level))|right now|as of (?:now|today)|nowadays|these days|"
    r"(?:the )?(?:latest|newest|most recent(?:ly)?)|today['’]s|up to date)\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"\b(?:now|current(?:ly)?)\b(?=[- ](?:famous|infamous|defunct|former))|\bby now\b|\bthe then[- ]", re.IGNORECASE
)
_PRESENT = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:(?:who|what|which|where|how)\b(?!.*\b(?:was|were|did|had)\b)[^?.]*?\b(?:is|are|does|do|can|may|has|have|will)\b|"
    r"(?:is|are|does|do|can|may|has|have|will)\b)",
    re.IGNORECASE,
)
_NEWS = re.compile(
    r"\b(?:the )?(?:latest|newest|most recent) (?:news|updates?|developments?|on|about|from)\b|"
    r"\b(?:any|what|which) (?:news|updates?|developments?)\b|\bwhat(?:['’]s| is) (?:new|the news)\b|"
    r"^what (?:happened|took place|went on) (?:at|in|on|off|near|around|to)\b",
    re.IGNORECASE,
)
# An event is not a state: "who has won", "what has been found", "what is being built".
_PERFECT = re.compile(
    r"\b(?:has|have)\s+(?:\w+\s+){0,4}?(?:been\s+)?\w+(?:ed|en|un|on|ght|old|ade|eft|id|et)\b", re.IGNORECASE
)
_LINK_TO_A_DAY = re.compile(r",?\s\b(?:on|in|during)\s+$", re.IGNORECASE)
_ENDS_A_CLAUSE = re.compile(r"\s*(?:[?.!,]|$)")
_REPORTED_DAYS = 3  # news of a day is still being printed this much later,
_SHARE_LATER = 0.15  # and of a longer time by this share of it
_MOST_LATER = 45
_WEEK_DAYS = 5  # "yesterday" is meant as it is said
_LOOSE_DAYS = 21  # what a quiz of "this week" asks about stood in articles up to so many days older
_BEFORE = 2  # sentences that may give the time of one that names none


class Agreement(StrEnum):
    """Whether a sentence speaks of the time that is asked about."""

    AGREES = "agrees"
    NEAR = "near"  # some weeks off, where words such as "this week" are meant loosely
    SILENT = "silent"  # it can't be told: neither sentence nor article has a date
    APART = "apart"


@dataclass(frozen=True, slots=True)
class AskedTime:
    """The time that a question asks about.

    Attributes:
        period: the days, or None where it only asks how things are.
        is_now: whether it asks how things are by a word of it: "now", "current", "latest".
        is_present: whether it asks how things are by its tense: "who is the mayor?".
    """

    period: Period | None = None
    is_now: bool = False
    is_present: bool = False


ANY_TIME = AskedTime()


def asked_time(question: str, *, today: date | None) -> AskedTime:
    """The time that a question asks about; ``ANY_TIME`` where it does not say.

    Args:
        question: any.
        today: the day that "last week" counts from; None: such words are not read.
    """
    periods = periods_in(question, day=today)
    # A month or a weekday alone ("in March") says when, but not of which year.
    named = [period for period in periods if not period.is_relative] or list(periods)
    is_now = _NOW.search(_NOT_NOW.sub(" ", question)) is not None
    is_present = _PRESENT.search(question) is not None and _PERFECT.search(question) is None
    return AskedTime(named[0] if named else None, is_now and not named, is_present and not named)


def without_day(question: str, *, today: date | None, published: Iterable[date | None]) -> str:
    """The question without the day, month or year that it names, where an article at hand is of that time.

    Articles seldom write their own day: "What was closed on 24 April 2025?" is read as "What was closed?" in an article of
    that day. Words that count from today, and those that belong to a name ("the 2024 Games"), stay.
    """
    period = asked_time(question, today=today).period
    if (
        period is None
        or period.is_relative
        or not any(day and period.holds(day, after=_later(period)) for day in published)
    ):
        return question
    before, after = question[: period.start], question[period.start + len(period.words) :]
    link = _LINK_TO_A_DAY.search(before)
    if link is None or not _ENDS_A_CLAUSE.match(after):
        return question
    return f"{before[: link.start()].rstrip(' ,')}{after}".strip()


def asks_for_news(question: str) -> bool:
    """Whether a question asks for whatever is new on something, which any news of it answers."""
    return _NEWS.search(question) is not None


def agreement(
    asked: Period, sentence: str, *, before: Sequence[str] = (), around: str = "", published: date | None
) -> Agreement:
    """Whether a sentence speaks of the days asked about.

    What it says of time itself counts most; then what the sentences before it say; then the day of its article.

    Args:
        asked: the days.
        sentence: to judge.
        before: the sentences before it in its section, in order.
        around: title, heading and the whole section: a year named there leaves open whether the sentence is of it.
        published: the day of its article, or None.
    """
    own = periods_in(sentence, day=published)
    if any(_meets(asked, period) for period in own):
        return Agreement.AGREES
    if any(not period.is_relative for period in own):
        return Agreement.APART
    loosely = asked.is_relative and _WEEK_DAYS <= asked.length_days <= _LOOSE_DAYS
    if loosely and published is not None and asked.holds(published, before=_LOOSE_DAYS, after=_LOOSE_DAYS):
        inside = not own and asked.holds(published, after=_later(asked))
        return Agreement.AGREES if inside else Agreement.NEAR
    if own:
        return Agreement.APART
    for text in reversed(before[-_BEFORE:]):
        near = periods_in(text, day=published)
        if any(_meets(asked, period) for period in near):
            return Agreement.AGREES
    if published is not None and asked.holds(published, after=_later(asked)):
        return Agreement.AGREES if asked.is_relative or asked.holds(published) else Agreement.NEAR
    if not asked.is_relative and any(_meets(asked, period) for period in periods_in(around, day=None)):
        return Agreement.SILENT
    return Agreement.SILENT if published is None else Agreement.APART


def _meets(asked: Period, period: Period) -> bool:
    """Whether a period in a text is of the days asked: a day of the year, or the year of the day."""
    return asked.overlaps(period) and (period.length_days < 4000 or asked.length_days > 31)


def _later(asked: Period) -> int:
    return max(_REPORTED_DAYS, min(_MOST_LATER, round(_SHARE_LATER * asked.length_days)))

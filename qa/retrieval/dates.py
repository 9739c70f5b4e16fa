"""Which days a question asks about, as a soft preference: articles of those days gain, none is left out."""

import math
import re
from dataclasses import dataclass
from datetime import date

from qa.days import periods_in

BONUS = 0.20  # in units of the cosine; the fit says 0.31, from 52 questions of one set: see docs/retrieval.md
_REPORTED_DAYS = 2  # news of a day is still being printed this much later
_DECAY_DAYS = 7
_RECENT_DAYS = 30
_RECENT = re.compile(
    r"\b(latest|newest|most recent(?:ly)?|recently|current(?:ly)?|right now|now|at present|as of (?:now|today))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateWish:
    """The days that a question asks about.

    Attributes:
        first, last: inclusive.
        decay_days: how fast an article loses its bonus with its distance from them.
        words: of the question, that say so.
    """

    first: date
    last: date
    decay_days: int
    words: str

    def __str__(self) -> str:
        return f"“{self.words}”: {self.first}" + (f" to {self.last}" if self.last != self.first else "")

    def bonus(self, published: date | None) -> float:
        """What an article of that day gains: most inside, less the farther outside, nothing without a date."""
        if published is None:
            return 0.0
        before = (self.first - published).days
        after = (published - self.last).days - _REPORTED_DAYS
        return BONUS * math.exp(-max(0, before, after) / self.decay_days)


def wished_dates(question: str, *, today: date | None, newest: date | None) -> DateWish | None:
    """The days that a question names, or None.

    Args:
        question: any.
        today: the day that "last week" counts from; None: such words are not read as dates.
        newest: of the articles at hand; what "latest" counts from where ``today`` is not given.
    """
    periods = periods_in(question, day=today)
    named = [period for period in periods if not period.is_relative] or list(periods)
    if named:
        asked = named[0]
        decay_days = _DECAY_DAYS if asked.is_relative else max(_DECAY_DAYS, asked.length_days - 1)
        return DateWish(asked.first, asked.last, decay_days, asked.words)
    now = today or newest
    if now is not None and (found := _RECENT.search(question)):
        return DateWish(now, now, _RECENT_DAYS, found.group())
    return None

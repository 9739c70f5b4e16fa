"""Which days a question asks about, as a soft preference: articles of those days gain, none is left out."""

import calendar
import math
import re
from dataclasses import dataclass
from datetime import date, timedelta

BONUS = 0.20  # in units of the cosine; the fit says 0.31, from 52 questions of one set: see docs/retrieval.md
_REPORTED_DAYS = 2  # news of a day is still being printed this much later
_DECAY_DAYS = 7
_RECENT_DAYS = 30

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"((?:18|19|20)\d\d)"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_DAY_FIRST = re.compile(rf"\b{_DAY} (?:of )?{_MONTH},? {_YEAR}\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTH} {_DAY},? {_YEAR}\b", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"\b{_MONTH},? (?:of )?{_YEAR}\b", re.IGNORECASE)
_YEAR_ALONE = re.compile(rf"\b(?:in|during|since|of|from) {_YEAR}\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(today|yesterday|(?:this|last|past|previous) (?:past )?(?:week(?:end)?|month|year)|"
    r"(?:past|last) (\d{1,3}) (days|weeks|months)|(\d{1,3}) (days?|weeks?|months?) ago)\b",
    re.IGNORECASE,
)
_RECENT = re.compile(
    r"\b(latest|newest|most recent(?:ly)?|recently|currently|right now|as of (?:now|today))\b", re.IGNORECASE
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
    if wish := _named(question):
        return wish
    if today is not None and (found := _RELATIVE.search(question)):
        first, last = _relative(found, today)
        return DateWish(first, last, _DECAY_DAYS, found.group())
    now = today or newest
    if now is not None and (found := _RECENT.search(question)):
        return DateWish(now, now, _RECENT_DAYS, found.group())
    return None


def _named(question: str) -> DateWish | None:
    """Days, months and years that are given in full."""
    if found := _DAY_FIRST.search(question):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.search(question):
        month, day, year = found.groups()
    elif found := _MONTH_YEAR.search(question):
        (month, year), day = found.groups(), None
    elif found := _YEAR_ALONE.search(question):
        year, month, day = found.group(1), None, None
    else:
        return None
    first, last = _span(int(year), _MONTHS[month.casefold()] if month else None, int(day) if day else None)
    return DateWish(first, last, max(_DECAY_DAYS, (last - first).days), found.group())


def _span(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    """The days of a year, of a month or of a day; of the month where it has no such day."""
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    length = calendar.monthrange(year, month)[1]
    if day is None or not 1 <= day <= length:
        return date(year, month, 1), date(year, month, length)
    return date(year, month, day), date(year, month, day)


def _relative(found: "re.Match[str]", today: date) -> tuple[date, date]:
    words = found.group(1).casefold()
    if words == "today":
        return today, today
    if words == "yesterday":
        return today - timedelta(1), today - timedelta(1)
    if found.group(2):
        return today - timedelta(int(found.group(2)) * _length(found.group(3))), today
    if found.group(4):
        length = _length(found.group(5))
        middle = today - timedelta(int(found.group(4)) * length)
        return middle - timedelta(length // 2), middle + timedelta(length // 2)
    which, *_, unit = words.split()
    length = 7 if unit.startswith("week") else 30 if unit == "month" else 365
    # "This past week" and "this week" in a newspaper's sense: the seven days up to now. "Last" may mean those or the
    # ones before.
    return today - timedelta(length if which in {"this", "past"} else 2 * length), today


def _length(unit: str) -> int:
    return {"d": 1, "w": 7, "m": 30}[unit[0].casefold()]

"""The days that words name, each as a period: "5 July 2023", "in 2018", "last month", "on Tuesday"."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_WEEKDAYS = {name.casefold(): number for number, name in enumerate(calendar.day_name)}
_NUMBERS = {
    word: value
    for value, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)  # noqa: SIM905 - one line
} | {"a": 1, "an": 1, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})"
_UNIT = r"(?P<unit>day|week|month|year|decade)s?"
# A number of four digits is a year unless it counts something: "2000 people", "1,980".
_COUNTED = r"(?![\d,.]*\d)(?!\s*(?:%|per\s?cent|people|euros?|dollars?|pounds?|km|kg|men|women|million|(?-i:[a-z]){3,}(?:[^s\W]s|ies)\b))"
_FAR = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days.

    Attributes:
        first, last: inclusive.
        words: that name it.
        start: where they stand in the text that they were found in.
        is_relative: whether they count from another day: "last week", "on Tuesday".
    """

    first: date
    last: date
    words: str
    start: int = 0
    is_relative: bool = False

    def overlaps(self, other: "Period", *, slack_days: int = 0) -> bool:
        """Whether the two share a day, or come within so many days of each other."""
        return (self.first - other.last).days <= slack_days and (other.first - self.last).days <= slack_days

    def holds(self, day: date, *, before: int = 0, after: int = 0) -> bool:
        """Whether a day lies inside, or so many days before or after."""
        return -before <= (day - self.first).days and (day - self.last).days <= after

    @property
    def length_days(self) -> int:
        """How many days it has, at least 1."""
        return (self.last - self.first).days + 1


def year_of(year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def month_of(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def in_words(day: date) -> str:
    """A day as it is read aloud: "4 May 2024"."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def counts_from_a_day(text: str) -> bool:
    """Whether a text names days that can only be told from another day: "last week", "on Tuesday"."""
    return any(period.is_relative for period in periods_in(text, day=date(2000, 1, 1)))


def periods_in(text: str, *, day: date | None) -> tuple[Period, ...]:
    """The periods that a text names, in order; words that are part of a longer name of a day count once.

    Args:
        text: any.
        day: that relative words count from: the day of an article, or the day on which a question is asked. None: they
            are left out.
    """
    found: list[Period] = []
    taken = [False] * len(text)
    for pattern, read, needs_day in _READERS:
        if needs_day and day is None:
            continue
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]) or (needs_day and _is_in_a_name(match)):
                continue
            days = read(match, day or date.min)
            if days is None:
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            found.append(_ranged(text, match, days, day, is_relative=needs_day))
    return tuple(sorted(found, key=lambda period: period.start))


def _is_in_a_name(match: "re.Match[str]") -> bool:
    """Whether a word in capitals goes on a name, in a text that is not all in capitals: "USA TODAY" is no day."""
    before = match.string[: match.start()].split()[-1:]
    return match.group().isupper() and not match.string.isupper() and any(word[:1].isupper() for word in before)


_OPEN = re.compile(
    r"\b(?P<word>since|until|till|by|before|from|after)\s+(?:the\s+|early\s+|late\s+|mid-?)?$", re.IGNORECASE
)


def _ranged(
    text: str, match: "re.Match[str]", days: tuple[date, date], day: date | None, *, is_relative: bool
) -> Period:
    """The period; after "since" or "until" it runs on from there, or up to there."""
    first, last = days
    opening = _OPEN.search(text, 0, match.start())
    word = opening["word"].casefold() if opening else ""
    if word in {"since", "from", "after"}:
        last = max(last, day or _FAR) if word == "since" else _FAR
    elif word in {"until", "till", "by", "before"}:
        first = min(first, day or date.min)
    return Period(first, last, match.group().strip(), match.start(), is_relative)


Days = tuple[date, date] | None


def _stated(match: "re.Match[str]", _: date) -> Days:
    """A year, a month or a day given in full; the month where it has no such day."""
    parts = match.groupdict()
    year = int(parts["year"])
    if not parts.get("month"):
        return year_of(year)
    name = parts["month"].casefold().rstrip(".")
    month = int(name) if name.isdigit() else MONTHS[name]
    if not 1 <= month <= 12:
        return None
    given = int(parts["day"]) if parts.get("day") else None
    if given is None or not 1 <= given <= calendar.monthrange(year, month)[1]:
        return month_of(year, month)
    return date(year, month, given), date(year, month, given)


def _decade(match: "re.Match[str]", _: date) -> Days:
    year = int(match["year"])
    return date(year, 1, 1), date(year + 9, 12, 31)


def _years(match: "re.Match[str]", _: date) -> Days:
    """ "2023/24", "2019-2021"."""
    first, end = int(match["year"]), match["end"]
    last = int(end) if len(end) == 4 else first // 100 * 100 + int(end)
    return (date(first, 1, 1), date(last, 12, 31)) if first <= last <= first + 30 else None


def _without_year(match: "re.Match[str]", day: date) -> Days:
    """A day or a month of the year that puts it nearest: in January, "December" was last month."""
    month = MONTHS[match["month"].casefold().rstrip(".")]
    given = match.groupdict().get("day")
    near: list[tuple[date, date]] = []
    for year in (day.year - 1, day.year, day.year + 1):
        if not date.min.year <= year <= date.max.year:
            continue
        first, last = month_of(year, month)
        if given is not None:
            if not 1 <= int(given) <= last.day:
                continue
            first = last = date(year, month, int(given))
        near.append((first, last))
    # News speaks of what was sooner than of what will be: a month is ahead only where that is much nearer.
    return min(near, key=lambda days: _distance(days, day), default=None)


def _distance(days: tuple[date, date], day: date) -> float:
    first, last = days
    return (first - day).days * 2.0 if first > day else max(0, (day - last).days)


def _weekday(match: "re.Match[str]", day: date) -> Days:
    wanted = _WEEKDAYS[match["weekday"].casefold()]
    which = (match.groupdict().get("which") or "").casefold()
    if which == "next":
        found = day + timedelta((wanted - day.weekday() - 1) % 7 + 1)
    else:
        found = day - timedelta((day.weekday() - wanted) % 7)
    return found, found


def _named_day(match: "re.Match[str]", day: date) -> Days:
    name = match.group().casefold()
    shift = -1 if name.startswith(("yesterday", "last night", "overnight")) else 1 if name.startswith("tomorrow") else 0
    return day + timedelta(shift), day + timedelta(shift)


def _ago(match: "re.Match[str]", day: date) -> Days:
    length = _UNIT_DAYS[match["unit"].casefold()]
    count = match["count"].casefold()
    middle = day - timedelta((_NUMBERS.get(count) or int(count)) * length)
    if length >= 365:
        return year_of(middle.year) if length == 365 else (year_of(middle.year - 2)[0], year_of(middle.year + 2)[1])
    return middle - timedelta(length // 2), middle + timedelta(length // 2)


def _past(match: "re.Match[str]", day: date) -> Days:
    count = (match["count"] or "one").casefold()
    length = (_NUMBERS.get(count) or int(count)) * _UNIT_DAYS[match["unit"].casefold()]
    return day - timedelta(length), day


def _calendar(match: "re.Match[str]", day: date) -> Days:
    """The last, this or the next week, month, year or weekend, as the calendar has them."""
    which, unit = match["which"].casefold(), match["unit"].casefold()
    step = -1 if which in {"last", "previous"} else 1 if which in {"next", "coming"} else 0
    if unit == "year":
        return year_of(day.year + step)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + step
        return month_of(months // 12, months % 12 + 1)
    monday = day - timedelta(day.weekday()) + timedelta(7 * step)
    if unit == "weekend":
        return monday + timedelta(4 - 7 * (step == 0 and day.weekday() < 4)), monday + timedelta(6)
    # "This week" is also the seven days up to now: on a Monday, Friday was this week for most.
    return (monday if step else min(monday, day - timedelta(6))), monday + timedelta(6)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


Reader = Callable[["re.Match[str]", date], Days]
# In order: what an earlier pattern takes is closed to the later ones.
_READERS: tuple[tuple[re.Pattern[str], Reader, bool], ...] = (
    (_compiled(rf"\b{_DAY} (?:of )?{_MONTH},? {_YEAR}\b"), _stated, False),
    (_compiled(rf"\b{_MONTH} {_DAY},? {_YEAR}\b"), _stated, False),
    (re.compile(r"\b(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"), _stated, False),
    (re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:1[5-9]|20)\d\d)\b"), _stated, False),
    (_compiled(rf"\b{_MONTH},? (?:of )?{_YEAR}\b"), _stated, False),
    (_compiled(rf"\b{_YEAR}\s?[/–-]\s?(?P<end>\d{{4}}|\d\d)\b(?![\d/-])"), _years, False),
    (_compiled(rf"\b{_YEAR}s\b"), _decade, False),
    (_compiled(rf"(?<=\b(?:in|as) ){_YEAR}\b(?![,.]?\d)"), _stated, False),
    (_compiled(rf"(?<![\d.,$€£#/-])\b{_YEAR}\b{_COUNTED}"), _stated, False),
    (_compiled(rf"\b{_COUNT} {_UNIT} (?:ago|earlier|before)\b"), _ago, True),
    (_compiled(rf"\b(?:past|last) {_COUNT} {_UNIT}\b"), _past, True),
    (_compiled(rf"\bpast (?P<count>){_UNIT}\b"), _past, True),
    (_compiled(r"\b(?P<which>this|last|next|previous|coming) (?:past |coming )?(?P<unit>weekend|week|month|year)\b"), _calendar, True),
    (_compiled(r"\b(?:(?P<which>last|next|this) )?(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"), _weekday, True),
    (_compiled(r"\b(?:today|tonight|yesterday|tomorrow|last night|overnight|this (?:morning|afternoon|evening))\b"), _named_day, True),
    (_compiled(rf"\b{_DAY} (?:of )?{_MONTH}"), _without_year, True),
    (_compiled(rf"\b{_MONTH} {_DAY}\b(?![:,.]?\d)"), _without_year, True),
    (_compiled(rf"\b(?:in|this|last|of|since|until|by|during|early|late|mid-?|next|from|for) {_MONTH}(?! \d)"), _without_year, True),
)  # fmt: skip

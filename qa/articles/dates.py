"""Days as pages write them: which day a line names, and whether the line is there to say when the article came out."""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST_LINE_CHARS = 160
_FIRST_YEAR = 1600  # a newspaper needs a press
_YEAR = re.compile(r"\d{4}")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DATE = re.compile(
    r"(?<!\d)(?:(?P<day_1>\d{1,2})(?:st|nd|rd|th)?[\s./-]{0,2}(?:of\s)?"
    rf"(?P<month_1>{_MONTH}),?[\s/-]{{0,2}}(?P<year_1>\d{{4}})"
    rf"|(?P<year_3>\d{{4}})[-/.](?P<month_3>\d{{1,2}})[-/.](?P<day_3>\d{{1,2}})(?=T|\D|$)"
    r"|(?P<day_4>\d{1,2})\.(?P<month_4>\d{1,2})\.(?P<year_4>\d{4})"
    r"|(?P<first_5>\d{1,2})/(?P<second_5>\d{1,2})/(?P<year_5>\d{4}))(?!\d(?!\d?:\d\d))"
    rf"|\b(?P<month_2>{_MONTH})\s{{1,2}}(?P<day_2>\d{{1,2}}(?!\d))(?:st|nd|rd|th)?,?\s{{0,2}}(?P<year_2>\d{{4}})(?!\d(?!\d?:\d\d))",
    re.IGNORECASE,
)
_ZONE = (
    r"(?:GMT|UTC|BST|CES?T|EES?T|MSK|IST|JST|HKT|SGT|AES?T|A?[ECMP][SD]?T|Z|Eastern(?: time)?|local time)"
    r"(?:\s?[+-]\s?\d{1,2}(?::?\d{2})?)?"
)
_TIME = (
    rf"(?:\d{{1,2}}[:.]\d{{2}}(?::\d{{2}})?(?:\.\d+)?\s*(?:[ap]\.?m\b\.?)?"
    rf"|\d{{1,2}}\s*[ap]\.?m\b\.?|\d{{4}}(?=\s*{_ZONE}\b))"
)
_CLOCK_WITH_ZONE_FIRST = re.compile(rf"\W*{_TIME}\s*{_ZONE}", re.IGNORECASE)
_CLOCK = re.compile(rf"T?{_TIME}|[+-]\d\d:?\d\d\b|\b{_ZONE}(?![a-z])", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b\.?", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"\b(?:first |originally )?(?:published|posted|released|issued|filed|created|date)\b(?: on| at| in)?", re.IGNORECASE
)
_UPDATED = re.compile(r"\b(?:last )?(?:updated?|modified|edited|revised)\b(?: on| at)?", re.IGNORECASE)
_AGO = re.compile(r"\b(?:\d+|an?) (?:minute|hour|day|week|month|year)s? ago\b", re.IGNORECASE)
_FILLER = re.compile(r"\b(?:on|at|the)\b|[\W_]+", re.IGNORECASE)
_MARK = re.compile(r"\s+[-–—/]\s+|[|·•,;()\[\]\t\n]|\s{2,}")
_FACT = re.compile(
    r"(?i:by\s|in\s|from\s)?(?:[A-Z][\w.'’&-]*\s?){1,4}(?:and (?:[A-Z][\w.'’-]*\s?){1,3})?"
    r"|(?i:\d+ ?[-–]?(?:min(?:ute)?s?|comments?|views?|shares?|likes?)?(?:\s(?:read|comments?))?)"
    r"|(?i:(?:no|leave a|add a) comments?)"
)
_LONGEST_FACTS_CHARS = 80
_BYLINE = re.compile(r"^\W*by\s+\S.{2,70}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line whose purpose is to give a day.

    Attributes:
        day: the day; where the line gives several, the one of publication.
        is_labelled: the line says what the day is ("Published", "Updated").
        is_update: the line only says when the article was changed.
        is_clock: a time with its zone stands first, as on a page's running clock.
        rest: what else the line holds, such as a byline; empty where nothing.
    """

    day: date
    is_labelled: bool
    is_update: bool
    is_clock: bool
    rest: str


def find_date(text: str) -> date | None:
    """The first day that ``text`` names in full (day, month and year), or None.

    Digits with slashes count only where it can be told which is the month: 21/09/2017, not 9/11/2017.
    """
    for match in _DATE.finditer(text):
        day = _day_of(match)
        if day:
            return day
    return None


def parse_date_line(text: str) -> DateLine | None:
    """The line as a date line, or None where it is anything else: a day in a headline or a sentence is no date line."""
    if len(text) > _LONGEST_LINE_CHARS or not _YEAR.search(text):
        return None
    days: list[tuple[int, date]] = []
    previous = 0
    for match in _DATE.finditer(text):
        day = _day_of(match)
        if day is None:
            return None
        before = text[previous : match.start()]
        kind = 0 if _PUBLISHED.search(before) else 2 if _UPDATED.search(before) else 1
        days.append((kind, day))
        previous = match.end()
    if not days:
        return None
    kind, day = min(days, key=lambda found: found[0])
    rest = _rest(text)
    labelled = kind != 1
    if rest and not (
        _BYLINE.match(rest) or _is_line_of_facts(rest) or (labelled and len(rest) <= 40 and _starts_with_label(text))
    ):
        return None
    return DateLine(day, labelled, kind == 2, _CLOCK_WITH_ZONE_FIRST.match(text) is not None, rest)


def _is_line_of_facts(rest: str) -> bool:
    """Whether what stands beside a day is writers, sections, counts: set apart by marks, each a few words long."""
    facts = [fact for fact in _MARK.split(rest) if fact.strip()]
    return len(rest) <= _LONGEST_FACTS_CHARS and all(_FACT.fullmatch(fact.strip()) for fact in facts)


def is_date_label(text: str) -> bool:
    """Whether a line only announces a day that stands on the next one."""
    return (
        len(text) < 30
        and (_PUBLISHED.fullmatch(text.rstrip(" :")) or _UPDATED.fullmatch(text.rstrip(" :"))) is not None
    )


def _rest(text: str) -> str:
    """The line without days, times, labels and marks."""
    rest = _DATE.sub(" ", text)
    for pattern in (_AGO, _CLOCK, _WEEKDAY, _PUBLISHED, _UPDATED):
        rest = pattern.sub(" ", rest)
    rest = rest.strip(" \t\xa0|·•—–-,:;()[]/.\u200b")
    return "" if not _FILLER.sub("", rest) else rest


def _starts_with_label(text: str) -> bool:
    return _PUBLISHED.match(text) is not None or _UPDATED.match(text) is not None


def _day_of(match: re.Match[str]) -> date | None:
    parts = {name: value for name, value in match.groupdict().items() if value}
    form = next(iter(parts))[-1]
    if form == "5":
        first, second = int(parts["first_5"]), int(parts["second_5"])
        if first != second and first <= 12 and second <= 12:
            return None
        day, month = (first, second) if second <= 12 else (second, first)
    else:
        day, month_text = int(parts[f"day_{form}"]), parts[f"month_{form}"]
        month = int(month_text) if month_text.isdigit() else _MONTHS.index(month_text[:3].lower()) + 1
    year = int(parts[f"year_{form}"])
    try:
        return date(year, month, day) if year >= _FIRST_YEAR else None
    except ValueError:  # the 31st of June
        return None

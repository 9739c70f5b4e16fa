"""The dated events of an article: sentences that carry a date of their own."""

from dataclasses import dataclass
from datetime import date

from qa.days import Period, periods_in
from qa.reading.evidence.candidates import sentences_of
from qa.types import Article

MOST_OF_AN_ARTICLE = 40
_LONGEST_DAYS = 31  # a year, or "since 2011", places nothing on a line of days,
_LONGEST_RELATIVE_DAYS = 1  # and "this week" says hardly more than the day of the article
_LEAST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence with the days that it names.

    Attributes:
        article_id, start, end: where it stands; ``raw[start:end] == text``.
        first, last: the days, inclusive; the same for a single day.
        words: that name them.
        is_relative: whether they count from the article's day ("on Tuesday"), so that they are wrong where that is.
    """

    article_id: str
    start: int
    end: int
    text: str
    first: date
    last: date
    words: str
    is_relative: bool


def events_of(article: Article) -> tuple[Event, ...]:
    """The dated events in reading order, at most ``MOST_OF_AN_ARTICLE``; each sentence once, with the most exact of its dates."""
    found: list[Event] = []
    for section in article.sections:
        for span in sentences_of(article, section.span):
            text = article.raw[span.start : span.end]
            period = _most_exact(text, article.published)
            if period is None or len(text.split()) < _LEAST_WORDS:
                continue
            where = (article.article_id, span.start, span.end, text)
            found.append(Event(*where, period.first, period.last, period.words, period.is_relative))
            if len(found) == MOST_OF_AN_ARTICLE:
                return tuple(found)
    return tuple(found)


def _most_exact(text: str, published: date | None) -> Period | None:
    near = [
        period
        for period in periods_in(text, day=published)
        if period.length_days <= (_LONGEST_RELATIVE_DAYS if period.is_relative else _LONGEST_DAYS)
    ]
    return min(near, key=lambda period: (period.length_days, period.start), default=None)

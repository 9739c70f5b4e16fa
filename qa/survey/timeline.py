"""The days of a library: its articles by the day of their publication, and the dated events in them, in one order."""

from dataclasses import dataclass
from datetime import date

from qa.survey.events import Event
from qa.survey.gathering import Gathered
from qa.types import ArticleFacts


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands on a line of days: an article, or a sentence of one.

    Attributes:
        first, last: its days, inclusive.
        article: whose it is, or which it is.
        event: the sentence; None for the article itself.
    """

    first: date
    last: date
    article: ArticleFacts
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days, inclusive; None where they are open to one side."""

    first: date | None = None
    last: date | None = None

    def holds(self, mark: Mark) -> bool:
        """Whether a mark shares a day with it."""
        return (self.last is None or mark.first <= self.last) and (self.first is None or mark.last >= self.first)


def marks_of(gathered: Gathered[tuple[Event, ...]]) -> tuple[Mark, ...]:
    """The marks by their first day; of one day the articles come first. An article without a day has marks for its events only."""
    marks = [Mark(each.published, each.published, each) for each in gathered.articles if each.published]
    for each in gathered.articles:
        marks += [Mark(event.first, event.last, each, event) for event in gathered.found.get(each.article_id, ())]
    return tuple(sorted(marks, key=_order))


def _order(mark: Mark) -> tuple[date, bool, str, int]:
    return mark.first, mark.event is not None, mark.article.article_id, mark.event.start if mark.event else 0

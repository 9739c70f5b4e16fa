"""What a question is limited to: the keywords that say so, checked and made into a record."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypedDict

from qa.limits import check_filters
from qa.types import Filters


class Limits(TypedDict, total=False):
    """The keywords that narrow a question to some articles; see ``Pipeline.retrieve``."""

    sources: Sequence[str]
    date_from: date | None
    date_to: date | None
    sections: Sequence[str]
    today: date | None


def make_filters(limits: Limits, complete: Callable[[str], str]) -> Filters:
    """The filters that the keywords stand for; ``complete`` gives the whole name of a source.

    Raises:
        ValueError: ``date_from`` is after ``date_to``.
        LimitError: there are too many names, or one is too long.
        SourceError: a name stands for several files.
    """
    first, last = limits.get("date_from"), limits.get("date_to")
    if first is not None and last is not None and first > last:
        raise ValueError(f"date_from ({first}) is after date_to ({last})")
    filters = Filters(tuple(limits.get("sources", ())), first, last, tuple(limits.get("sections", ())))
    check_filters(filters)
    return Filters(tuple(map(complete, filters.sources)), first, last, filters.sections)

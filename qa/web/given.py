"""What the page's fields limit a question to, made into a record."""

from collections.abc import Mapping, Sequence
from datetime import date

from qa.types import Filters


def read_filters(sources: Sequence[str] | None, dates: Mapping[str, str] | None) -> Filters:
    """The filters that the page's fields stand for; empty ones limit nothing. Raises ValueError for a wrong date."""
    given = dates or {}
    first, last = (date.fromisoformat(given[key]) if given.get(key) else None for key in ("from", "to"))
    return Filters(sources=tuple(sources or ()), date_from=first, date_to=last)

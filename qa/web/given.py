"""What the page's fields, or its address, limit a question to, made into a record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode

from qa.types import Filters


@dataclass(frozen=True, slots=True)
class Wanted:
    """Limits as they are typed, or written in an address: any text; empty where there is none."""

    sources: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    first: str = ""
    last: str = ""


def read_filters(
    sources: Sequence[str] | None, dates: Mapping[str, str] | None, sections: Sequence[str] | None = None
) -> Filters:
    """The filters that the page's fields stand for; empty ones limit nothing. Raises ValueError for a wrong date."""
    given = dates or {}
    first, last = (date.fromisoformat(given[key]) if given.get(key) else None for key in ("from", "to"))
    return Filters(tuple(sources or ()), first, last, tuple(sections or ()))


def read_fields(
    sources: Sequence[str] | None, dates: Mapping[str, str] | None, sections: Sequence[str] | None
) -> Wanted:
    """What stands in the page's fields."""
    given = dates or {}
    return Wanted(tuple(sources or ()), tuple(sections or ()), str(given.get("from", "")), str(given.get("to", "")))


def read_address(query: str) -> Wanted:
    """What the query of an address limits to; names that mean something else are passed over."""
    given = parse_qsl(query)
    named = dict(reversed(given))  # of several days the first
    return Wanted(
        tuple(value for name, value in given if name == "source"),
        tuple(value for name, value in given if name == "section"),
        named.get("from", ""),
        named.get("until", ""),
    )


def as_wanted(filters: Filters) -> Wanted:
    """The filters as they would stand in the fields."""
    first, last = (each.isoformat() if each else "" for each in (filters.date_from, filters.date_to))
    return Wanted(filters.sources, filters.sections, first, last)


def as_query(filters: Filters) -> str:
    """The filters as a part of the page's address, which ``read_address`` reads; empty where nothing is limited."""
    given = [("source", each) for each in filters.sources]
    given += [(name, day.isoformat()) for name, day in (("from", filters.date_from), ("until", filters.date_to)) if day]
    return urlencode([*given, *(("section", each) for each in filters.sections)])

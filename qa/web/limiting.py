"""What questions are limited to on the page: what can be chosen, what is known of what was chosen, and its chips."""

from dataclasses import dataclass, field
from datetime import date
from html import escape
from pathlib import PurePosixPath

from qa.index import Index
from qa.limits import FILTER_CHARS, FILTER_NAMES
from qa.types import Filters
from qa.web.given import Wanted, as_query
from qa.web.marks import day, headline, shortened, text

MOST_OFFERED = 200
QUERY_CHARS = 2_500  # the server takes addresses of 4,000 characters, and they hold more than limits
_NAME_CHARS = 44
_MOST_NAMED = 3

DAYS_TURNED = "The first day of publication is after the last one."
_TOO_LONG = "These are too many limits for the page's address: a link to it will not have them."


@dataclass(frozen=True, slots=True)
class Limited:
    """Limits that hold, and one line on what was left out or can't be right; empty where there is nothing to say."""

    filters: Filters = field(default_factory=Filters)
    note: str = ""


class Limiting:
    """Knows what questions over an index can be limited to."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def sources(self) -> list[tuple[str, str]]:
        """Outlets, then articles, at most ``MOST_OFFERED`` of them, as label and value. Others can be typed."""
        articles = self._index.articles()
        outlets = sorted({each.outlet for each in articles if each.outlet})
        files = [(each.title or each.article_id, each.article_id) for each in articles[:MOST_OFFERED]]
        return [(_outlet(outlet), outlet) for outlet in outlets] + files

    def sections(self) -> list[str]:
        """Headings of sections, at most ``MOST_OFFERED``; none where the articles have no sections."""
        return list(self._index.names.headings(most=MOST_OFFERED))

    def known(self, wanted: Wanted) -> Limited:
        """The limits as the library writes them; what it does not know is left out, and told."""
        strange: list[str] = []
        sources, sections = (
            [each for each in names if _is_read(each)][:FILTER_NAMES] for names in (wanted.sources, wanted.sections)
        )
        found = {each: self._index.names.source(each) for each in sources}
        headings = {each: self._index.names.heading(each) for each in sections}
        first, last = _day(wanted.first), _day(wanted.last)
        strange += [f"source {_named(each)}" for each in wanted.sources if found.get(each) is None]
        strange += [
            f"day {_named(each)}" for each, read in ((wanted.first, first), (wanted.last, last)) if each and not read
        ]
        strange += [f"section {_named(each)}" for each in wanted.sections if headings.get(each) is None]
        filters = Filters(_once(found), first, last, _once(headings))
        return Limited(filters, " ".join(filter(None, (_left_out(strange), _doubtful(filters)))))

    def draw(self, limited: Limited) -> str:
        """The limits as chips with a button each, and the line below them; the data say what the address is to hold."""
        filters = limited.filters
        query = as_query(filters)
        note = limited.note
        if len(query) > QUERY_CHARS:
            query, note = "", f"{note} {_TOO_LONG}".strip()
        drawn = [f'<div class="qa-limited" data-query="{text(query)}">']
        if filters:
            chips = "".join(_chip(*each) for each in self._parts(filters))
            drawn.append(f'<p>Limited to</p><ul aria-label="Limits">{chips}</ul>')
            drawn.append('<button type="button" class="qa-tool" data-unlimit="all">Use all sources</button>')
        drawn.append(f'</div><p class="qa-limited-note" role="status">{text(note)}</p>')
        return "".join(drawn)

    def _parts(self, filters: Filters) -> list[tuple[str, str, str]]:
        """Each limit as its kind, its name, and what stands on its chip."""
        facts = self._index.facts(filters.sources)
        parts = []
        for name in filters.sources:
            known = facts.get(name)
            is_file = known is None and self._index.names.is_file(name)
            said = headline(known.title, name) if known else PurePosixPath(name).name if is_file else _outlet(name)
            parts.append(("source", name, said))
        if filters.date_from:
            parts.append(("from", "", f"from {day(filters.date_from)}"))
        if filters.date_to:
            parts.append(("to", "", f"until {day(filters.date_to)}"))
        return parts + [("section", name, f"Section: {name}") for name in filters.sections]


def without(filters: Filters, kind: str, name: str) -> Filters:
    """The filters without one of their limits; without any where ``kind`` is "all"."""
    if kind == "all":
        return Filters()
    return Filters(
        tuple(each for each in filters.sources if (kind, name) != ("source", each)),
        None if kind == "from" else filters.date_from,
        None if kind == "to" else filters.date_to,
        tuple(each for each in filters.sections if (kind, name) != ("section", each)),
    )


def _outlet(name: str) -> str:
    return f"Outlet: {name}"


def _chip(kind: str, name: str, said: str) -> str:
    shown = text(shortened(said, chars=_NAME_CHARS))
    return (
        f'<li><button type="button" class="qa-limit" data-unlimit="{kind}" data-name="{escape(name, quote=True)}" '
        f'aria-label="{shown}: remove this limit">{shown} <span aria-hidden="true">✕</span></button></li>'
    )


def _is_read(name: str) -> bool:
    return len(name.strip()) > 0 and len(name) <= FILTER_CHARS


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if len(value) == len("2017-09-21") else None
    except ValueError:
        return None


def _once(found: dict[str, str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in found.values() if each is not None))


def _named(value: str) -> str:
    return f"“{shortened(value, chars=_NAME_CHARS)}”"


def _left_out(strange: list[str]) -> str:
    strange = list(dict.fromkeys(strange))
    if not strange:
        return ""
    more = f" and {len(strange) - _MOST_NAMED} more" if len(strange) > _MOST_NAMED else ""
    return f"Not known here, and left out: {', '.join(strange[:_MOST_NAMED])}{more}."


def _doubtful(filters: Filters) -> str:
    is_turned = filters.date_from and filters.date_to and filters.date_from > filters.date_to
    return DAYS_TURNED if is_turned else ""

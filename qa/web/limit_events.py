"""The events of the limits: what is chosen shows as chips and in the address, and each goes by its own button."""

from datetime import date
from typing import Any

import gradio as gr

from qa.web.chat import Desk
from qa.web.given import Wanted, as_wanted, read_address, read_fields
from qa.web.layout import QUIET, Parts, Updates
from qa.web.limiting import Limited, without


def held_in(parts: Parts) -> list[Any]:
    """What holds and shows the limits."""
    return [*_fields(parts), parts.composer.limited, parts.composer.limits_shown]


def offered_limits(desk: Desk, parts: Parts) -> Updates:
    """What the fields offer; sections only where there are some."""
    sections = desk.limiting.sections()
    return {
        parts.composer.limits: gr.Dropdown(choices=desk.limiting.sources()),
        parts.composer.sections: gr.Dropdown(choices=sections, visible=bool(sections)),
    }


def linked_limits(desk: Desk, parts: Parts, query: str) -> Updates:
    """What the fields offer and hold when the page is opened by an address with this query."""
    wanted = read_address(query)
    limiting = desk.limiting
    if wanted == Wanted():
        return offered_limits(desk, parts)  # what was chosen while the page opened stays
    limited = limiting.known(wanted)
    sections = limiting.sections()
    chosen = limited.filters
    return {
        **_held(desk, parts, limited),
        parts.composer.limits: gr.Dropdown(choices=limiting.sources(), value=list(chosen.sources)),
        parts.composer.sections: gr.Dropdown(choices=sections, value=list(chosen.sections), visible=bool(sections)),
    }


def connect_limits(desk: Desk, parts: Parts) -> None:
    """Connects the fields and the chips."""

    def choose(sources: list[str], sections: list[str], shown: Limited) -> Updates:
        # The days are those that were shown last: their fields may not have been emptied yet when the lists were.
        days = {name: day.isoformat() if day else "" for name, day in _days(shown)}
        return held(read_fields(sources, days, sections), shown)

    def held(wanted: Wanted, shown: Limited) -> Updates:
        limited = desk.limiting.known(wanted)
        if shown.note and limited == Limited(shown.filters):  # the fields follow what was left out: let it be read
            return {parts.composer.limits_shown: shown}
        if as_wanted(limited.filters) == wanted:  # what is as it was chosen stays, and so does an open list
            return _drawn(desk, parts, limited)
        return _held(desk, parts, limited)

    def choose_days(sources: list[str], sections: list[str], shown: Limited, event: gr.EventData) -> Updates:
        return held(read_fields(sources, {"from": str(event.first), "to": str(event.last)}, sections), shown)

    def remove(sources: list[str], sections: list[str], dates: dict[str, str], event: gr.EventData) -> Updates:
        limited = desk.limiting.known(read_fields(sources, dates, sections))
        return _held(desk, parts, Limited(without(limited.filters, str(event.kind), str(event.name))))

    fields, shown = _fields(parts), parts.composer.limits_shown
    choosing: dict[str, Any] = {**QUIET, "trigger_mode": "always_last"}
    gr.on([field.change for field in fields[:2]], choose, [*fields[:2], shown], held_in(parts), **choosing)
    # One after the other: of two days typed at once, Gradio would forget what the later event brings along.
    parts.composer.dates.days(
        choose_days, [*fields[:2], shown], held_in(parts), **{**choosing, "trigger_mode": "multiple"}
    )
    parts.composer.limited.unlimit(remove, fields, held_in(parts), **QUIET)


def limited_days(desk: Desk, parts: Parts, sources: list[str], sections: list[str], first: str, last: str) -> Updates:
    """What limits questions to articles of some days, beside the sources and sections chosen; days in ISO form, or empty."""
    return _held(desk, parts, desk.limiting.known(read_fields(sources, {"from": first, "to": last}, sections)))


def _fields(parts: Parts) -> list[Any]:
    return [parts.composer.limits, parts.composer.sections, parts.composer.dates]


def _drawn(desk: Desk, parts: Parts, limited: Limited) -> Updates:
    """The limits as chips, and what is known of them when they change."""
    return {parts.composer.limited: desk.limiting.draw(limited), parts.composer.limits_shown: limited}


def _held(desk: Desk, parts: Parts, limited: Limited) -> Updates:
    """The limits in the fields and as chips."""
    filters = limited.filters
    return {
        parts.composer.limits: gr.Dropdown(value=list(filters.sources)),
        parts.composer.sections: gr.Dropdown(value=list(filters.sections)),
        # Only what is marked as given is written into the fields: a value alone may be the page's first one, come late.
        parts.composer.dates: {
            **{name: day.isoformat() if day else "" for name, day in _days(limited)},
            "given": "yes",
        },
        **_drawn(desk, parts, limited),
    }


def _days(limited: Limited) -> tuple[tuple[str, date | None], ...]:
    return ("from", limited.filters.date_from), ("to", limited.filters.date_to)

"""The timeline drawn: a chart of articles and dated events, and the same as a table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from gradio.components.plot import PlotData

from qa.survey.events import Event
from qa.survey.gathering import Gathered
from qa.survey.projection import sample_of
from qa.survey.timeline import Mark, Stretch
from qa.web.marks import day, headline, shortened, text
from qa.web.survey.figures import chart_text, colour_of, figure, outlet_names, trace
from qa.web.survey.rows import count, opening, reading_note

MOST_DRAWN = 3_000
ROWS_SHOWN = 200
_OUTSIDE = 50  # one mark in so many may lie before the days that are shown at first, and one after
_LEAST_ROOM = timedelta(3)  # at either side, so that a library of one day is no line of hours


def read_stretch(given: Mapping[str, Any]) -> Stretch:
    """The days that the page asks for; what is no date is open."""
    return Stretch(_as_day(given.get("first")), _as_day(given.get("last")))


def _as_day(given: object) -> date | None:
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        return None


def timeline_figure(marks: Sequence[Mark]) -> PlotData:
    """Articles above a line of days, dated events below it, in the colours of their outlets.

    The page piles up what lies near each other, by how much of the line is shown. The chart's ``meta`` says which days nearly
    all marks lie among (``main``), from when to when there are any (``whole``), and whether these are the same (``all``).
    """
    drawn = _sampled(marks)
    names = outlet_names(mark.article.outlet for mark in drawn)
    colours = colour_of(list(names.values()))
    points: defaultdict[tuple[str, bool], list[dict[str, Any]]] = defaultdict(list)
    main = _main_days(drawn)
    for mark in drawn:
        points[names[mark.article.outlet], mark.event is not None].append(_point(mark))
    shown: set[str] = set()
    traces = []
    for (name, is_event), own in sorted(points.items()):
        symbol = "circle" if is_event else "square"
        more = {"legendgroup": name, "showlegend": name not in shown}
        traces.append(trace(name, colours[name], symbol, own, **more))
        shown.add(name)
    whole = (drawn[0].first, max(mark.first for mark in drawn)) if drawn else (date.min, date.min)
    line = {"type": "line", "layer": "below", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": 0, "line": {"width": 1}}
    return figure(
        traces,
        meta={"main": [each.isoformat() for each in main], "whole": _range(whole), "all": main == whole},
        height=380,
        margin={"l": 10, "r": 10, "t": 30, "b": 40},
        xaxis={"type": "date", "hoverformat": "%-d %b %Y", "range": _range(main)},
        yaxis={"visible": False, "fixedrange": True},
        shapes=[line],
    )


def timeline_table(marks: Sequence[Mark], gathered: Gathered[tuple[Event, ...]], stretch: Stretch) -> str:
    """The marks of a stretch of days as a table, with what is left out and why."""
    inside = [mark for mark in marks if stretch.holds(mark)]
    undated = sum(each.published is None for each in gathered.articles)
    notes = [
        "Squares above the line are articles, by the day of publication; dots below it are sentences with a date of their own."
    ]
    notes += reading_note(gathered)
    if undated:
        notes.append(f"{count(undated, 'article')} without a day of publication: not on the line.")
    if len(marks) > MOST_DRAWN:
        notes.append(f"{MOST_DRAWN:,} of {len(marks):,} marks are drawn, a sample; the table below holds all.")
    lines = [f'<p class="qa-note">{text(note)}</p>' for note in notes]
    articles = sum(mark.event is None for mark in inside)
    told = f"{count(articles, 'article')} and {count(len(inside) - articles, 'dated event')}"
    days = _days_of(stretch)
    lines.append('<div class="qa-scroll" tabindex="0" role="region" aria-label="Days"><table class="qa-table qa-days">')
    lines.append(f"<caption>{told}{days}</caption><thead><tr>")
    lines += [f'<th scope="col">{label}</th>' for label in ("Day", "Article or sentence", "Outlet", "Kind")]
    lines.append("</tr></thead><tbody>")
    lines += [_row(mark) for mark in inside[:ROWS_SHOWN]]
    lines.append("</tbody></table></div>")
    if len(inside) > ROWS_SHOWN:
        lines.append(f'<p class="qa-note">and {len(inside) - ROWS_SHOWN:,} more; choose fewer days</p>')
    return "\n".join(lines)


def _main_days(marks: Sequence[Mark]) -> tuple[date, date]:
    """The days among which nearly all marks lie: a birth a hundred years ago leaves the rest no room."""
    days = sorted(mark.first for mark in marks) or [date.min]
    cut = len(days) // _OUTSIDE
    return days[cut], days[-1 - cut]


def _range(days: tuple[date, date]) -> list[str]:
    """Days as a chart's range, with some room at either side."""
    first, last = days
    room = max(_LEAST_ROOM, (last - first) / 40)
    within = date.min + room, date.max - room
    return [(max(first, within[0]) - room).isoformat(), (min(last, within[1]) + room).isoformat()]


def _sampled(marks: Sequence[Mark]) -> Sequence[Mark]:
    if len(marks) <= MOST_DRAWN:
        return marks
    named = {_key(mark): mark for mark in marks}
    kept = set(sample_of(list(named), MOST_DRAWN))
    return [mark for mark in marks if _key(mark) in kept]


def _key(mark: Mark) -> str:
    return f"{mark.article.article_id}#{mark.event.start}" if mark.event else mark.article.article_id


def _point(mark: Mark) -> dict[str, Any]:
    said, origin = _said(mark), mark.article.outlet or "outlet not given"
    opens = [mark.article.article_id, *((mark.event.start, mark.event.end) if mark.event else ())]
    return {
        "x": mark.first.isoformat(),
        "y": -1 if mark.event else 1,
        "text": chart_text(said, f"{origin} · {_when(mark)}"),
        "opens": opens,
    }


def _said(mark: Mark) -> str:
    if mark.event is not None:
        return shortened(mark.event.text)
    return headline(mark.article.title, mark.article.article_id)


def _when(mark: Mark) -> str:
    if mark.first == mark.last:
        return day(mark.first)
    return f"{day(mark.first)} – {day(mark.last)}"


def _row(mark: Mark) -> str:
    event = mark.event
    span = (event.start, event.end) if event else None
    counted = f' <span class="qa-unknown">(“{text(event.words)}”)</span>' if event and event.is_relative else ""
    outlet = text(mark.article.outlet) if mark.article.outlet else '<span class="qa-unknown">not given</span>'
    kind = "Event" if event else "Article"
    return (
        f'<tr><td data-label="Day"><time datetime="{mark.first.isoformat()}">{_when(mark)}</time>{counted}</td>'
        f'<th scope="row">{opening(mark.article.article_id, span, _said(mark))}</th>'
        f'<td data-label="Outlet">{outlet}</td><td data-label="Kind">{kind}</td></tr>'
    )


def _days_of(stretch: Stretch) -> str:
    if stretch.first and stretch.last:
        return f", {day(stretch.first)} – {day(stretch.last)}"
    if stretch.first:
        return f", from {day(stretch.first)}"
    return f", until {day(stretch.last)}" if stretch.last else ""

"""The events of the views: what is drawn when, what a click opens or asks, and how a stretch of days limits the chat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gradio as gr

from qa.types import Answer, Span
from qa.web.chat import Desk
from qa.web.conversation import Conversation
from qa.web.kept import current
from qa.web.layout import QUIET, Parts, Updates
from qa.web.limit_events import held_in, limited_days
from qa.web.sources import opened
from qa.web.survey.layout import View
from qa.web.survey.speakers import read_sought
from qa.web.survey.timeline import read_stretch
from qa.web.survey.views import Drawn, Views
from qa.web.turnstile import Turnstile

_SEARCH_CHARS = 200


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought in a view; ``turn`` counts what the page has sought: it knows by it what was drawn of before."""

    given: Mapping[str, Any]
    turn: int = 0


def connect_overview(desk: Desk, parts: Parts, turnstile: Turnstile) -> None:
    """Connects the views of a page."""
    views, overview = Views(desk.pipeline, is_busy=lambda: turnstile.is_busy), parts.overview

    def timeline(given: Mapping[str, Any]) -> Drawn:
        return views.timeline(read_stretch(given))

    def speakers(given: Mapping[str, Any]) -> Drawn:
        return views.speakers(read_sought(given))

    def chunks(given: Mapping[str, Any], conversation: Conversation, open_id: str) -> Drawn:
        words = str(given.get("words", ""))[:_SEARCH_CHARS]
        return views.map(_last_answer(current(desk, conversation, open_id)), words)

    talk = [parts.conversation, parts.open_id]
    _connect_view(overview.timeline, timeline, ("first", "last"), around=overview.tab, is_first=True)
    _connect_view(overview.speakers, speakers, ("words", "disputed"), around=overview.tab)
    _connect_view(overview.map, chunks, ("words",), around=overview.tab, talk=talk)
    _connect_opening(desk, parts)

    def limit(sources: list[str], sections: list[str], event: gr.EventData) -> Updates:
        return limited_days(desk, parts, sources, sections, str(event.first), str(event.last))

    chosen = [parts.composer.limits, parts.composer.sections]
    overview.timeline.panel.limit(limit, chosen, held_in(parts), **QUIET)


def _last_answer(conversation: Conversation) -> Answer | None:
    return conversation.exchanges[-1].answer if conversation.exchanges else None


def _connect_view(
    view: View,
    draw: Callable[..., Drawn],
    names: tuple[str, ...],
    *,
    around: gr.Tab,
    talk: list[Any] | None = None,
    is_first: bool = False,
) -> None:
    """Draws a view when it is opened, while the library is still being read, and when something is sought; the chart only
    where it changed.

    Args:
        view: to draw.
        draw: given what is sought, by these names, and the values of ``talk``.
        names: of what the page sends along.
        around: the tab around all views, which shows the one that was opened last.
        talk: components that the view depends on as well.
        is_first: whether it is the one that is shown at first.
    """
    sought, shown = gr.State(Sought({})), gr.State(None)

    def drawn_of(wanted: Sought, values: tuple[Any, ...]) -> tuple[Drawn, Updates]:
        drawn = draw(wanted.given, *values)
        return drawn, {view.panel: f'<div data-turn="{wanted.turn}">{drawn.listed}</div>'}

    def update(wanted: Sought, before: str | None, *values: Any) -> Updates:
        drawn, updates = drawn_of(wanted, values)
        updates |= {view.clock: gr.Timer(active=not drawn.is_whole), shown: before or ""}
        if view.chart is not None and drawn.chart is not None and drawn.chart.plot != before:
            updates |= {view.chart: drawn.chart, shown: drawn.chart.plot}
        return updates

    def come_back(wanted: Sought, before: str | None, *values: Any) -> Updates:
        # What was never opened is not drawn: reading and charts take time that nobody asked for. Nothing else is given
        # back either: the view may be opened meanwhile, and what was known before must not come after that.
        return {view.panel: gr.skip()} if before is None and not is_first else update(wanted, before, *values)

    def find(event: gr.EventData, *values: Any) -> Updates:
        wanted = Sought({name: getattr(event, name) for name in names}, int(event.turn))
        return {sought: wanted, **drawn_of(wanted, values)[1]}

    given = talk or []
    changed = [view.panel, view.clock, shown, *([view.chart] if view.chart is not None else [])]
    for moment in (view.tab.select, view.clock.tick):
        moment(update, [sought, shown, *given], changed, **QUIET)
    around.select(come_back, [sought, shown, *given], changed, **QUIET)
    # One after the other, and none left out: of two at a time Gradio would forget what the later one sought.
    view.panel.find(find, given, [sought, view.panel], trigger_mode="multiple", **QUIET)


def _connect_opening(desk: Desk, parts: Parts) -> None:
    def read(event: gr.EventData) -> Updates:
        span = Span(int(event.start), int(event.end)) if event.end else None
        drawn = opened(desk.article(str(event.article), span), int(event.opened))
        return {parts.sources: drawn, parts.tabs: gr.Tabs(selected="chat")}

    for panel in parts.overview.panels:
        panel.read(read, None, [parts.sources, parts.tabs], **QUIET)
        panel.ask(lambda: gr.Tabs(selected="chat"), None, parts.tabs, **QUIET)

"""The page: which event does what. Where things stand is in ``layout``, what is done in ``chat``, how it looks in ``look``."""

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from qa.web.chat import Desk
from qa.web.conversation import Conversation, Wording
from qa.web.endpoint import IN_TURN, offer_endpoint, visit_of
from qa.web.given import read_filters
from qa.web.kept import connect_kept, current, owner_of, show
from qa.web.layout import QUIET, TITLE, Parts, Updates, lay_out
from qa.web.library_events import DEFECT, connect_library
from qa.web.limit_events import connect_limits
from qa.web.reactions import connect_reactions
from qa.web.sources import opened, render_no_source
from qa.web.survey.events import connect_overview
from qa.web.turnstile import Turnstile


def build_page(desk: Desk, turnstile: Turnstile) -> gr.Blocks:
    """The page as Gradio blocks, ready to be mounted; its only public endpoint is ``chat``."""
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        parts = lay_out()
        asked = _connect_asking(desk, parts, turnstile)
        _connect_sources(desk, parts)
        connect_library(desk, parts)
        connect_limits(desk, parts)
        connect_overview(desk, parts, turnstile)
        connect_kept(desk, parts, page, asked=asked)
        connect_reactions(desk, parts, turnstile, asked=asked)
        offer_endpoint(desk, turnstile)
    return page


def _connect_asking(desk: Desk, parts: Parts, turnstile: Turnstile) -> list[Any]:
    async def answer(
        question: str,
        state: Conversation,
        open_id: str,
        limits: list[str],
        sections: list[str],
        dates: dict[str, str],
        wording: dict[str, str],
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        if not question.strip():
            # Gradio empties the outputs of an event that yields nothing at all.
            yield {parts.conversation: state}
            return
        owner = owner_of(request)
        latest = conversation = current(desk, state, open_id)
        # In a thread, so that Stop frees the page at once even while a chat model keeps us waiting.
        filters, chosen = read_filters(limits, dates, sections), Wording(wording["wording"])
        visit = visit_of(request)
        busy = turnstile.refusal(visit["client"])
        if busy is not None:
            yield show(desk, parts, conversation.asking(question.strip(), filters).failing(str(busy)))
            return
        growing = turnstile.stream(
            lambda stop: desk.ask(question, conversation, filters, stop, owner=owner, wording=chosen), **visit
        )
        async for latest in growing:
            yield {**show(desk, parts, latest), **_emptied(parts, latest)}
        # The source is opened without being asked for, so that nobody has to find out that it can be.
        yield {
            parts.sources: desk.leading_source(latest),
            parts.kept: desk.listing(owner, current=latest.conversation_id),
        }

    async def answer_example(
        state: Conversation,
        open_id: str,
        limits: list[str],
        sections: list[str],
        dates: dict[str, str],
        wording: dict[str, str],
        event: gr.EventData,
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        async for updates in answer(str(event.question), state, open_id, limits, sections, dates, wording, request):
            yield updates

    fields = [parts.composer.limits, parts.composer.sections, parts.composer.dates]
    given = [parts.conversation, parts.open_id, *fields, parts.composer.wording]
    shown = [parts.conversation, parts.open_id, parts.answers, parts.composer.question, parts.sources, parts.kept]
    # A question sent while an answer grows waits for its turn; Enter pressed twice finds the field empty.
    asking: dict[str, Any] = {**QUIET, "trigger_mode": "always_last"}
    asking |= IN_TURN
    triggers = [parts.composer.question.submit, parts.composer.ask.click]
    typed = gr.on(triggers, answer, [parts.composer.question, *given], shown, **asking)
    offered = [panel.ask(answer_example, given, shown, **asking) for panel in parts.offering]
    _connect_ending(desk, parts, [typed, *offered])
    return [typed, *offered]


def _emptied(parts: Parts, conversation: Conversation) -> Updates:
    """Empties the field, once a question: what is typed while the answer grows is the next question."""
    last = conversation.exchanges[-1]
    return {parts.composer.question: ""} if last.answer is None and not last.asked.is_beside else {}


def _connect_ending(desk: Desk, parts: Parts, asked: list[Any]) -> None:
    """What ends an answer before its time: a defect, Stop, a new conversation."""

    def fail(conversation: Conversation, request: gr.Request) -> Updates:
        if conversation.is_running:
            conversation = desk.keep(conversation.failing(DEFECT), owner=owner_of(request))
        return show(desk, parts, conversation)

    def stop(conversation: Conversation, request: gr.Request) -> Updates:
        if conversation.is_running:
            conversation = desk.keep(conversation.stopped(), owner=owner_of(request))
        return show(desk, parts, conversation)

    def clear(request: gr.Request) -> Updates:
        emptied = {parts.sources: render_no_source(), parts.kept: desk.listing(owner_of(request))}
        return {**show(desk, parts, Conversation()), **emptied}

    shown = [parts.conversation, parts.open_id, parts.answers]
    for event in asked:
        # An error that is no QAError is a defect; the page says so and stays usable, and the log has the traceback.
        event.failure(fail, parts.conversation, shown, **QUIET)
    parts.composer.stop.click(stop, parts.conversation, shown, cancels=asked, **QUIET)
    parts.composer.clear.click(clear, None, [*shown, parts.sources, parts.kept], cancels=asked, **QUIET)


def _connect_sources(desk: Desk, parts: Parts) -> None:
    def open_source(state: Conversation, open_id: str, event: gr.EventData) -> str:
        conversation = current(desk, state, open_id)
        drawn = desk.source(conversation, int(event.exchange), citation=int(event.citation), passage=int(event.passage))
        return opened(drawn, int(event.opened))

    for panel in (parts.answers, parts.sources):
        panel.cite(open_source, [parts.conversation, parts.open_id], parts.sources, trigger_mode="multiple", **QUIET)

"""The page: where things stand, and which event does what. What is done is in ``chat``, how it looks in ``look``."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from qa.users import Role
from qa.web.answers import render_invitation
from qa.web.chat import Desk, read_filters
from qa.web.conversation import Conversation
from qa.web.endpoint import IN_TURN, offer_endpoint, visit_of
from qa.web.look import asset
from qa.web.marks import text
from qa.web.signing import role_of
from qa.web.sources import render_no_source
from qa.web.turnstile import Turnstile

TITLE = "Ask the articles"
_DEFECT = "Something went wrong here; the server's log says what."
# The page shows its own progress, and programs are offered the one endpoint alone.
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_NO_DATES = {"from": "", "to": ""}
# Only this empties the fields: an empty value alone may be the page's first one, come late.
_EMPTIED_DATES = {**_NO_DATES, "emptied": "yes"}
_DATES = """
<fieldset class="qa-dates"><legend>Published</legend>
<label>from <input type="date" name="from"></label>
<label>until <input type="date" name="to"></label></fieldset>
"""

# Screen readers are told of what is added to a log; it has to be there before the first answer is.
_LOG = '<div role="log" aria-label="Conversation">${value}</div>'

Updates = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class _Composer:
    """The components that a question is put together with."""

    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    clear: gr.Button
    limits: gr.Dropdown
    dates: gr.HTML
    unlimit: gr.Button


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events read and write."""

    conversation: gr.State
    masthead: gr.HTML
    tabs: gr.Tabs
    invitation: gr.HTML
    answers: gr.HTML
    composer: _Composer
    sources: gr.HTML
    library: gr.HTML
    sync: gr.Button
    status: gr.HTML


def build_page(desk: Desk, turnstile: Turnstile) -> gr.Blocks:
    """The page as Gradio blocks, ready to be mounted; its only public endpoint is ``chat``."""
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        parts = _lay_out()
        _connect_asking(desk, parts, turnstile)
        _connect_sources(desk, parts)
        _connect_library(desk, parts)
        page.load(
            lambda: {
                parts.masthead: masthead(desk.summary()),
                parts.invitation: desk.invitation(),
                parts.composer.limits: gr.Dropdown(choices=desk.choices()),
                parts.library: desk.library(),
            },
            outputs=[parts.masthead, parts.invitation, parts.composer.limits, parts.library],
            **_QUIET,
        )
        offer_endpoint(desk, turnstile)
    return page


def masthead(summary: str) -> str:
    """The head of the page; ``summary`` is plain text."""
    return (
        '<a class="qa-skip" href="#qa-ask">Skip to the question</a>'
        f'<header class="qa-masthead"><h1>{TITLE}</h1><p>{text(summary)}</p></header>'
    )


def _lay_out() -> _Parts:
    conversation = gr.State(Conversation())
    # What depends on the articles comes when the page is opened: what stands here is told to everybody, also later.
    head = gr.HTML(masthead(""), apply_default_css=False, elem_id="qa-masthead")
    with gr.Tabs(elem_id="qa-tabs") as tabs:
        with gr.Tab("Chat", id="chat"), gr.Row(elem_classes="qa-desk", equal_height=False):
            with gr.Column(scale=6, min_width=300, elem_classes="qa-main"):
                invitation = gr.HTML(
                    render_invitation(()),
                    js_on_load=asset("conversation.js"),
                    apply_default_css=False,
                    elem_id="qa-invitation",
                )
                answers = gr.HTML(
                    "",
                    html_template=_LOG,
                    js_on_load=asset("conversation.js"),
                    apply_default_css=False,
                    elem_id="qa-conversation",
                )
                composer = _lay_out_composer()
            with gr.Column(scale=5, min_width=300, elem_classes="qa-sources", elem_id="qa-sources"):
                sources = gr.HTML(render_no_source(), js_on_load=asset("sources.js"), apply_default_css=False)
        with gr.Tab("Library", id="library"), gr.Column(elem_classes="qa-library"):
            with gr.Row(elem_classes="qa-syncing"):
                sync = gr.Button("Sync now", variant="secondary", scale=0, min_width=120)
                status = gr.HTML("", apply_default_css=False, elem_id="qa-status")
            library = gr.HTML("", js_on_load=asset("library.js"), apply_default_css=False)
    return _Parts(conversation, head, tabs, invitation, answers, composer, sources, library, sync, status)


def _lay_out_composer() -> _Composer:
    with gr.Column(elem_classes="qa-composer"):
        with gr.Row(elem_classes="qa-asking", equal_height=True):
            question = gr.Textbox(
                label="Your question",
                placeholder="Ask about the articles",
                show_label=False,
                container=False,
                lines=1,
                max_lines=6,
                autofocus=True,
                scale=1,
                elem_id="qa-ask",
            )
            ask = gr.Button("Ask", variant="primary", scale=0, min_width=84, elem_id="qa-ask-button")
            stop = gr.Button("Stop", variant="stop", scale=0, min_width=84, elem_id="qa-stop")
        with gr.Column(elem_classes="qa-below"):
            clear = gr.Button("New conversation", size="sm", elem_id="qa-clear")
            with gr.Accordion("Limit the sources", open=False, elem_id="qa-limits"):
                limits = gr.Dropdown([], label="Outlets and articles", multiselect=True, elem_id="qa-limit-sources")
                dates = gr.HTML(
                    _NO_DATES,
                    html_template=_DATES,
                    js_on_load=asset("dates.js"),
                    apply_default_css=False,
                    elem_id="qa-limit-dates",
                )
                unlimit = gr.Button("Use all sources", size="sm", elem_id="qa-unlimit")
    return _Composer(question, ask, stop, clear, limits, dates, unlimit)


def _show(desk: Desk, parts: _Parts, conversation: Conversation) -> Updates:
    return {parts.conversation: conversation, parts.answers: desk.conversation(conversation)}


def _connect_asking(desk: Desk, parts: _Parts, turnstile: Turnstile) -> None:
    async def answer(
        question: str,
        conversation: Conversation,
        limits: list[str],
        dates: dict[str, str],
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        if not question.strip():
            # Gradio empties the outputs of an event that yields nothing at all.
            yield {parts.conversation: conversation}
        latest = conversation
        # In a thread, so that Stop frees the page at once even while a chat model keeps us waiting.
        filters = read_filters(limits, dates)
        visit = visit_of(request)
        busy = turnstile.refusal(visit["client"])
        if busy is not None:
            yield _show(desk, parts, conversation.asking(question.strip(), filters).failing(str(busy)))
            return
        growing = turnstile.stream(lambda stop: desk.ask(question, conversation, filters, stop), **visit)
        async for latest in growing:
            # The field is emptied once: what is typed while the answer grows is the next question.
            is_first = latest.exchanges[-1].answer is None
            yield {**_show(desk, parts, latest), **({parts.composer.question: ""} if is_first else {})}
        place = len(latest.exchanges) - 1
        if latest is not conversation:
            # The first source is opened without being asked for, so that nobody has to find out that it can be. An answer
            # without one leaves the panel empty, not with what an earlier answer cited.
            cited = latest.citation(place, 1) is not None
            yield {parts.sources: desk.source(latest, place, citation=1) if cited else render_no_source()}

    async def answer_example(
        conversation: Conversation,
        limits: list[str],
        dates: dict[str, str],
        event: gr.EventData,
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        async for updates in answer(str(event.question), conversation, limits, dates, request):
            yield updates

    given = [parts.conversation, parts.composer.limits, parts.composer.dates]
    shown = [parts.conversation, parts.answers, parts.composer.question, parts.sources]
    # A question sent while an answer grows waits for its turn; Enter pressed twice finds the field empty.
    asking: dict[str, Any] = {**_QUIET, "trigger_mode": "always_last"}
    asking |= IN_TURN
    triggers = [parts.composer.question.submit, parts.composer.ask.click]
    typed = gr.on(triggers, answer, [parts.composer.question, *given], shown, **asking)
    offered = parts.invitation.ask(answer_example, given, shown, **asking)
    _connect_ending(desk, parts, [typed, offered])


def _connect_ending(desk: Desk, parts: _Parts, asked: list[Any]) -> None:
    """What ends an answer before its time: a defect, Stop, a new conversation."""

    def fail(conversation: Conversation) -> Updates:
        return _show(desk, parts, conversation.failing(_DEFECT) if conversation.is_running else conversation)

    def stop(conversation: Conversation) -> Updates:
        return _show(desk, parts, conversation.stopped())

    def clear() -> Updates:
        return {**_show(desk, parts, Conversation()), parts.sources: render_no_source()}

    shown = [parts.conversation, parts.answers]
    for event in asked:
        # An error that is no QAError is a defect; the page says so and stays usable, and the log has the traceback.
        event.failure(fail, parts.conversation, shown, **_QUIET)
    parts.composer.stop.click(stop, parts.conversation, shown, cancels=asked, **_QUIET)
    parts.composer.clear.click(clear, None, [*shown, parts.sources], cancels=asked, **_QUIET)
    fields = [parts.composer.limits, parts.composer.dates]
    parts.composer.unlimit.click(lambda: ([], dict(_EMPTIED_DATES)), None, fields, **_QUIET)


def _connect_sources(desk: Desk, parts: _Parts) -> None:
    def open_source(conversation: Conversation, event: gr.EventData) -> str:
        drawn = desk.source(conversation, int(event.exchange), citation=int(event.citation), passage=int(event.passage))
        return _opened(drawn, int(event.opened))

    for panel in (parts.answers, parts.sources):
        panel.cite(open_source, parts.conversation, parts.sources, trigger_mode="multiple", **_QUIET)


def _connect_library(desk: Desk, parts: _Parts) -> None:
    def read(event: gr.EventData) -> Updates:
        return {
            parts.sources: _opened(desk.article(str(event.article)), int(event.opened)),
            parts.tabs: gr.Tabs(selected="chat"),
        }

    def sync(request: gr.Request) -> Iterator[Updates]:
        if role_of(request.request.scope) is not Role.EDITOR:
            yield {parts.status: '<p role="status">Only editors may have the folder read anew.</p>'}
            return
        for line in desk.sync():
            yield {parts.status: f'<p role="status">{text(line)}</p>', parts.sync: gr.Button(interactive=False)}
        yield {
            parts.masthead: masthead(desk.summary()),
            parts.invitation: desk.invitation(),
            parts.library: desk.library(),
            parts.composer.limits: gr.Dropdown(choices=desk.choices()),
            parts.sync: gr.Button(interactive=True),
        }

    parts.library.read(read, None, [parts.sources, parts.tabs], **_QUIET)
    listed = [parts.masthead, parts.invitation, parts.library, parts.composer.limits]
    synced = parts.sync.click(sync, None, [*listed, parts.status, parts.sync], concurrency_limit=1, **_QUIET)
    synced.failure(lambda: (_DEFECT, gr.Button(interactive=True)), None, [parts.status, parts.sync], **_QUIET)


def _opened(drawn: str, moment: int) -> str:
    # The moment tells the script that a person opened it, and makes opening the same source twice a change.
    return f'<div data-opened="{moment}">{drawn}</div>'

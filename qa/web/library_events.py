"""The events of the library: what is looked for in it, what opens, and how the page follows the folder."""

from collections.abc import Iterator

import gradio as gr

from qa.users import Role
from qa.web.chat import Desk
from qa.web.endpoint import scope_of
from qa.web.layout import QUIET, Parts, Updates, masthead
from qa.web.library import View, read_view
from qa.web.limit_events import offered_limits
from qa.web.marks import text
from qa.web.signing import role_of
from qa.web.sources import opened

DEFECT = "Something went wrong here; the server's log says what."
_LOOK_SECONDS = 5.0


def can_edit(request: gr.Request) -> bool:
    """Whether the visitor may change articles."""
    return role_of(scope_of(request)) is Role.EDITOR


def connect_library(desk: Desk, parts: Parts) -> None:
    """Connects the library of a page."""

    def read(event: gr.EventData) -> Updates:
        return {
            parts.sources: opened(desk.article(str(event.article)), int(event.opened)),
            parts.tabs: gr.Tabs(selected="chat"),
        }

    def find(event: gr.EventData, request: gr.Request) -> Updates:
        view = read_view({name: getattr(event, name) for name in ("words", "outlet", "state", "sort", "down", "turn")})
        return {parts.view: view, **listing(view, request)}

    def listing(view: View, request: gr.Request) -> Updates:
        seen = desk.seen()  # before it is drawn: a change in between is drawn by the next look
        return {
            parts.masthead: masthead(desk.summary(), can_edit=can_edit(request), can_fetch=desk.can_fetch),
            parts.invitation: desk.invitation(),
            parts.library: desk.library(view, can_edit=can_edit(request)),
            **offered_limits(desk, parts),
            parts.forget: gr.Button(visible=desk.withheld > 0),
            parts.seen: seen,
        }

    def sync(view: View, request: gr.Request, *, accept_deletions: bool = False) -> Iterator[Updates]:
        if not can_edit(request):
            yield {parts.status: '<p role="status">Only editors may have the folder read anew.</p>'}
            return
        for line in desk.sync(accept_deletions=accept_deletions):
            yield {parts.status: f'<p role="status">{text(line)}</p>', parts.sync: gr.Button(interactive=False)}
        yield {**listing(view, request), parts.sync: gr.Button(interactive=True)}

    def forget(view: View, request: gr.Request) -> Iterator[Updates]:
        yield from sync(view, request, accept_deletions=True)

    def look(view: View, shown: str, request: gr.Request) -> Updates:
        return listing(view, request) if shown != desk.seen() else {parts.seen: shown}

    for panel in (parts.library, parts.sources):
        panel.read(read, None, [parts.sources, parts.tabs], **QUIET)
    limits = [parts.composer.limits, parts.composer.sections]
    listed = [parts.masthead, parts.invitation, parts.library, *limits, parts.forget, parts.seen]
    parts.library.find(find, None, [parts.view, *listed], trigger_mode="multiple", **QUIET)
    changed = [*listed, parts.status, parts.sync]
    synced = parts.sync.click(sync, parts.view, changed, concurrency_limit=1, **QUIET)
    parts.forget.click(forget, parts.view, changed, concurrency_limit=1, **QUIET)
    # The server reads its folder by itself, and the page tells how far it has come.
    gr.Timer(_LOOK_SECONDS).tick(look, [parts.view, parts.seen], listed, **QUIET)
    synced.failure(lambda: (DEFECT, gr.Button(interactive=True)), None, [parts.status, parts.sync], **QUIET)

"""The events of the kept conversations: what the page opens with, and the list at its left."""

from typing import Any

import gradio as gr

from qa.types import Span
from qa.users import Role
from qa.web.chat import Desk
from qa.web.conversation import Conversation, Wording
from qa.web.endpoint import scope_of
from qa.web.layout import QUIET, Parts, Updates, masthead
from qa.web.library import View
from qa.web.limit_events import held_in, linked_limits
from qa.web.signing import role_of
from qa.web.sources import render_no_source
from qa.web.visitors import COOKIE


def owner_of(request: gr.Request) -> str:
    """Whose conversations these are: the user's who is signed in, else the browser's, by its cookie; empty where it takes none."""
    user = scope_of(request).get("qa_user")
    return f"user {user}" if user else str(request.cookies.get(COOKIE, ""))


def current(desk: Desk, conversation: Conversation, open_id: str) -> Conversation:
    """The conversation of a tab: its state, or the kept one where the server has started anew under an open page."""
    return conversation if conversation.exchanges or not open_id else desk.kept(open_id)


def show(desk: Desk, parts: Parts, conversation: Conversation) -> Updates:
    """What changes on the page with the conversation."""
    return {
        parts.conversation: conversation,
        parts.open_id: conversation.conversation_id,
        parts.answers: desk.conversation(conversation),
    }


def connect_kept(desk: Desk, parts: Parts, page: gr.Blocks, *, asked: list[Any]) -> None:
    """Connects what opens, lists, finds, renames and deletes conversations; ``asked`` are the events that answer."""

    def load(request: gr.Request) -> Updates:
        conversation = desk.kept(str(request.query_params.get("c", "")))
        can_edit = role_of(scope_of(request)) is Role.EDITOR
        return {
            parts.masthead: masthead(desk.summary(), can_edit=can_edit, can_fetch=desk.can_fetch),
            parts.invitation: desk.invitation(),
            **linked_limits(desk, parts, scope_of(request).get("query_string", b"").decode("latin-1")),
            **_offered_wordings(parts, desk.chat_model),
            parts.library: desk.library(View(), can_edit=can_edit),
            parts.kept: desk.listing(owner_of(request), current=conversation.conversation_id),
            **linked(conversation, request),
        }

    def linked(conversation: Conversation, request: gr.Request) -> Updates:
        # Where the address names nothing, nothing is drawn: somebody may have asked before the page was quite there.
        source = _linked_source(desk, request)
        if conversation.exchanges:
            return {**show(desk, parts, conversation), parts.sources: source or desk.leading_source(conversation)}
        return {parts.sources: source} if source else {}

    def open_kept(event: gr.EventData, request: gr.Request) -> Updates:
        conversation = desk.kept(str(event.conversation))
        return {
            parts.kept: desk.listing(owner_of(request), current=conversation.conversation_id),
            parts.sources: desk.leading_source(conversation),
            **show(desk, parts, conversation),
        }

    def search(open_id: str, event: gr.EventData, request: gr.Request) -> str:
        return desk.listing(owner_of(request), current=open_id, search=str(event.words))

    def rename(open_id: str, event: gr.EventData, request: gr.Request) -> str:
        owner = owner_of(request)
        desk.rename(str(event.conversation), str(event.title), owner=owner)
        return desk.listing(owner, current=open_id)

    def delete(conversation: Conversation, open_id: str, event: gr.EventData, request: gr.Request) -> Updates:
        owner, gone = owner_of(request), str(event.conversation)
        notice = desk.delete(gone, owner=owner)
        listing = {parts.kept: desk.listing(owner, current=open_id, notice=notice)}
        if gone != open_id:
            return {parts.conversation: conversation, **listing}
        return {**show(desk, parts, Conversation()), parts.sources: render_no_source(), **listing}

    def restore(open_id: str, event: gr.EventData, request: gr.Request) -> str:
        owner = owner_of(request)
        desk.restore(str(event.conversation), owner=owner)
        return desk.listing(owner, current=open_id)

    shown = [parts.conversation, parts.open_id, parts.answers, parts.sources, parts.kept]
    listed = [parts.masthead, parts.invitation, *held_in(parts), parts.composer.wording, parts.library]
    page.load(load, None, [*listed, *shown], **QUIET)
    parts.kept.open(open_kept, None, shown, cancels=asked, **QUIET)
    parts.kept.search(search, parts.open_id, parts.kept, trigger_mode="multiple", **QUIET)
    parts.kept.rename(rename, parts.open_id, parts.kept, **QUIET)
    parts.kept.delete(delete, [parts.conversation, parts.open_id], shown, **QUIET)
    parts.kept.undo(restore, parts.open_id, parts.kept, **QUIET)


def _offered_wordings(parts: Parts, model: str | None) -> Updates:
    """The switch between quoted and worded answers, where there is a chat model."""
    if model is None:
        return {}
    return {parts.composer.wording: gr.HTML({"wording": Wording.WORDED.value, "model": model}, visible=True)}


def _linked_source(desk: Desk, request: gr.Request) -> str:
    """The article that the page's address names, with the span that it names marked; empty where it names none."""
    article = str(request.query_params.get("article", ""))
    if not article:
        return ""
    start, end = (str(request.query_params.get(name, "")) for name in ("start", "end"))
    is_span = start.isdecimal() and end.isdecimal() and len(start + end) < 20 and int(start) < int(end)
    return desk.article(article, Span(int(start), int(end)) if is_span else None)

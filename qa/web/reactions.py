"""The events below an answer: it is rated, it says why, and questions that go on from it are found once it is there."""

from typing import Any

import gradio as gr

from qa.types import Fault, Rating, Thumb
from qa.web.chat import Desk
from qa.web.conversation import Conversation
from qa.web.kept import current, owner_of
from qa.web.layout import QUIET, Parts
from qa.web.sources import opened
from qa.web.turnstile import Turnstile


def connect_reactions(desk: Desk, parts: Parts, turnstile: Turnstile, *, asked: list[Any]) -> None:
    """Connects the thumbs and the drawer, and what is done in the background after each of the events that answer, ``asked``."""

    def rate(state: Conversation, open_id: str, event: gr.EventData, request: gr.Request) -> str:
        conversation = current(desk, state, open_id)
        desk.rate(conversation, int(event.place), read_rating(event), owner=owner_of(request))
        return desk.conversation(conversation)

    def why(state: Conversation, open_id: str, event: gr.EventData) -> str:
        return opened(desk.why(current(desk, state, open_id), int(event.place)), int(event.opened))

    def go_on(conversation: Conversation) -> None:
        desk.go_on(conversation, is_busy=lambda: turnstile.is_busy)

    def draw(state: Conversation, open_id: str) -> str:
        # What is drawn is the conversation as it is now, not as it was when the search for questions began.
        return desk.conversation(current(desk, state, open_id))

    given = [parts.conversation, parts.open_id]
    parts.answers.rate(rate, given, parts.answers, **QUIET)
    parts.answers.why(why, given, parts.sources, **QUIET)
    for event in asked:
        found = event.success(go_on, parts.conversation, None, **QUIET)
        found.then(draw, given, parts.answers, **QUIET)


def read_rating(event: Any) -> Rating | None:
    """What the page sends of a rating; None where it is taken back. Raises ValueError for anything else."""
    if not event.thumb:
        return None
    return Rating(Thumb(event.thumb), Fault(event.fault) if event.fault else None, str(event.words).strip())

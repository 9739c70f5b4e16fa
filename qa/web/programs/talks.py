"""Conversations for programs: their own ones, listed, read, begun, gone on with, renamed, deleted and brought back."""

import json
import threading
from collections.abc import Generator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response

from qa.limits import check_question
from qa.users import Role
from qa.web.archive import SEARCH_CHARS
from qa.web.chat import Desk
from qa.web.conversation import Conversation
from qa.web.programs.asking import Asking, last_of
from qa.web.programs.bodies import Search, Title
from qa.web.programs.failures import ASKING, MALFORMED, NOT_THERE
from qa.web.programs.records import Talk, TalkFacts, TalkList
from qa.web.signing import role_of
from qa.web.visitors import visitor_of


def talk_routes(desk: Desk, asking: Asking) -> APIRouter:
    """The routes below ``/conversations``."""
    routes = APIRouter(tags=["conversations"], responses=MALFORMED)

    @routes.get("/conversations", summary="List your conversations", response_model=TalkList)
    def listed(request: Request, search: Annotated[str, Query(max_length=SEARCH_CHARS)] = "") -> TalkList:
        """The conversations of the user or key that asks, the latest first; with ``search`` those that hold its words."""
        return TalkList([TalkFacts(**asdict(each)) for each in desk.listed(_owner(request), search=search)])

    @routes.post("/conversations", summary="Begin a conversation", response_model=Talk, responses=ASKING)
    async def begin(asked: Search, request: Request) -> Response:
        """Answers a question, and keeps both as a new conversation."""
        return await answer(Conversation(), asked, request)

    @routes.get(
        "/conversations/{conversation_id}", summary="Read a conversation", response_model=Talk, responses=NOT_THERE
    )
    def read(conversation_id: str) -> Response:
        """A conversation by its id, which can't be guessed."""
        return _told(_known(desk, conversation_id))

    @routes.post(
        "/conversations/{conversation_id}",
        summary="Ask on",
        response_model=Talk,
        responses={**ASKING, **NOT_THERE},
    )
    async def go_on(conversation_id: str, asked: Search, request: Request) -> Response:
        """Answers a question that may lean on what was said before; somebody else's conversation goes on as a copy."""
        return await answer(_known(desk, conversation_id), asked, request)

    async def answer(conversation: Conversation, asked: Search, request: Request) -> Response:
        owner = _owner(request)
        if not owner:
            raise HTTPException(403, "Nobody would own the conversation: sign in, or ask with a key.")
        check_question(asked.question)
        if not asked.question.strip():
            raise HTTPException(422, "question: is empty")

        def make(stop: threading.Event) -> Generator[Conversation, None, None]:
            return desk.ask(asked.question, conversation, asked.filters(), stop, owner=owner)

        return _told(await last_of(asking.in_turn(make, request)), last=1)

    _add_changes(routes, desk)
    return routes


def _add_changes(routes: APIRouter, desk: Desk) -> None:
    @routes.patch("/conversations/{conversation_id}", summary="Rename a conversation", status_code=204)
    def rename(conversation_id: str, given: Title, request: Request) -> Response:
        """Gives one of your conversations another title."""
        desk.rename(conversation_id, given.title, owner=_owner(request))
        return Response(status_code=204)

    @routes.delete(
        "/conversations/{conversation_id}", summary="Delete a conversation", status_code=204, responses=NOT_THERE
    )
    def delete(conversation_id: str, request: Request) -> Response:
        """Takes one of your conversations out of the list; for a day it can be brought back."""
        if not desk.delete(conversation_id, owner=_owner(request)):
            raise HTTPException(404, "There is no such conversation of yours.")
        return Response(status_code=204)

    @routes.post("/conversations/{conversation_id}/restore", summary="Undo a deletion", status_code=204)
    def restore(conversation_id: str, request: Request) -> Response:
        """Brings back one of your conversations."""
        desk.restore(conversation_id, owner=_owner(request))
        return Response(status_code=204)


def _owner(request: Request) -> str:
    """Whose conversations are meant; empty for a program that nobody knows on a server that is open to all."""
    user = request.scope.get("qa_user")
    if user:
        return f"user {user}"
    # Without users only this machine comes in as an editor, and its programs are one person's.
    return visitor_of(request.scope) or ("programs" if role_of(request.scope) is Role.EDITOR else "")


def _known(desk: Desk, conversation_id: str) -> Conversation:
    conversation = desk.kept(conversation_id)
    if not conversation.exchanges:
        raise HTTPException(404, "There is no such conversation.")
    return conversation


def _told(conversation: Conversation, *, last: int = 0) -> Response:
    exchanges: list[dict[str, Any]] = [
        {
            "question": each.question,
            "answer": None if each.answer is None else json.loads(each.answer.to_json(seconds=True)),
            "progress": each.progress.value,
            "trouble": each.trouble,
        }
        for each in conversation.exchanges[-last:]
    ]
    record = {"conversation_id": conversation.conversation_id, "exchanges": exchanges}
    return Response(json.dumps(record, ensure_ascii=False), media_type="application/json")

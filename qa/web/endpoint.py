"""The endpoint for programs, and what it shares with the page: whose question it is, and that it waits for its turn."""

import json
from typing import Any

import gradio as gr
from gradio.events import api
from starlette.types import Scope

from qa.errors import QAError
from qa.web.chat import Desk
from qa.web.programs.asking import last_of
from qa.web.programs.calls import read_call
from qa.web.turns import client_of
from qa.web.turnstile import Turnstile

_ANSWERS = "answers"
# The turnstile says whose turn it is: it knows who has left.
IN_TURN: dict[str, Any] = {"concurrency_limit": None, "concurrency_id": _ANSWERS}


def asks(page: gr.Blocks, body: dict[str, Any]) -> bool:
    """Whether the body of an event that was sent to the page asks a question."""
    number = body.get("fn_index")
    function = page.fns.get(number) if isinstance(number, int) else None
    return function is not None and function.concurrency_id == _ANSWERS


def visit_of(request: gr.Request) -> dict[str, str]:
    """Whose question it is, and by which key the one who waits for its answer is known."""
    return {"client": client_of(scope_of(request)), "key": str(request.session_hash)}


def scope_of(request: gr.Request) -> Scope:
    """What the server knows of the request that an event came with."""
    return request.request.scope if request.request is not None else {}


def offer_endpoint(desk: Desk, turnstile: Turnstile) -> None:
    """Adds the endpoint ``chat`` to the page that is being built: the only one that is described to programs."""

    async def chat(
        request: gr.Request,
        question: str,
        history: list[dict[str, str]] | None = None,
        sources: list[str] | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
    ) -> dict[str, Any]:
        """The answer to a question over the articles, as a JSON object.

        Args:
            question: the question.
            history: earlier turns, oldest first, each an object with the keys question and answer.
            sources: article ids or outlets to limit the search to; empty means all.
            date_from: first day of publication to take in, as 2017-09-21.
            date_to: last day of publication to take in.
        """
        try:
            asked = read_call([question, history, sources, date_from, date_to])
            making = turnstile.stream(
                lambda stop: desk.pipeline.stream(asked.question, history=asked.turns(), stop=stop, **asked.limits()),
                **visit_of(request),
            )
            answer = await last_of(making)
        except (QAError, ValueError) as error:
            raise gr.Error(" ".join(str(error).split()), print_exception=False) from error
        whole: dict[str, Any] = json.loads(answer.to_json(seconds=True))
        return whole

    api(chat, api_name="chat", api_visibility="public", **IN_TURN)

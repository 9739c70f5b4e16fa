"""Questions wait for their turn here, and the streams that bring their answers tell who still waits. Plain ASGI."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.errors import BusyError
from qa.web.guard import refuse
from qa.web.programs.calls import call_refusal
from qa.web.turnstile import Turnstile

_STREAMS = re.compile(r"/gradio_api/(?:queue/data|heartbeat/|call/)")
_LISTENS = re.compile(r"/gradio_api/call/\w+/(\w+)")


class Turns:
    """Refuses a question too many, and a malformed call, before it is queued, and follows who listens.

    Args:
        app: what is behind; gets the body of a request in one piece.
        turnstile: knows how many questions wait, and is told who listens.
        is_question: whether the JSON body of an event asks a question.
    """

    def __init__(self, app: ASGIApp, *, turnstile: Turnstile, is_question: Callable[[dict[str, Any]], bool]) -> None:
        self._app = app
        self._turnstile = turnstile
        self._is_question = is_question

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "GET" and _STREAMS.match(scope["path"]):
            with self._turnstile.listening(_listening_to(scope)):
                await self._stream(scope, receive, send)
        elif scope["method"] == "POST":
            await self._join(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _join(self, scope: Scope, receive: Receive, send: Send) -> None:
        first = await receive()
        busy = self._busy(scope, first.get("body", b""))
        if busy is not None:
            await refuse(send, 429, str(busy), (b"retry-after", str(busy.retry_after_seconds).encode()))
            return
        wrong = call_refusal(first.get("body", b"")) if _is_call(scope) else None
        if wrong is not None:
            await refuse(send, *wrong)
            return
        waiting = [first]

        async def receive_again() -> Message:
            return waiting.pop() if waiting else await receive()

        await self._app(scope, receive_again, send)

    def _busy(self, scope: Scope, body: bytes) -> BusyError | None:
        is_asked = _is_call(scope)
        if scope["path"].rstrip("/") == "/gradio_api/queue/join":
            try:
                given = json.loads(body)
            except (ValueError, RecursionError):
                return None  # what is behind says what is wrong with it
            is_asked = isinstance(given, dict) and self._is_question(given)
        return self._turnstile.refusal(client_of(scope)) if is_asked else None

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends what never ends by itself until its reader has left, which Gradio notices late, or the server closes."""
        has_left = asyncio.Event()
        is_open = False

        async def left() -> Message:
            await has_left.wait()
            return {"type": "http.disconnect"}

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        async def send_open(message: Message) -> None:
            nonlocal is_open
            is_open = message["type"] == "http.response.start" or message.get("more_body", False)
            await send(message)

        work = asyncio.ensure_future(self._app(scope, left, send_open))
        ends = [asyncio.ensure_future(each) for each in (watch(), self._turnstile.closing.wait())]
        await asyncio.wait({work, *ends}, return_when=asyncio.FIRST_COMPLETED)
        has_left.set()
        is_cut_off = work.cancel()
        for end in ends:
            end.cancel()
        await asyncio.gather(work, *ends, return_exceptions=True)
        if not is_cut_off:
            work.result()  # raises what went wrong there
        if is_open:
            await send({"type": "http.response.body", "body": b""})


def _is_call(scope: Scope) -> bool:
    return bool(scope["path"].rstrip("/") == "/gradio_api/call/chat")


def client_of(scope: Scope) -> str:
    """Who asks: the user, where there are users, else the address."""
    return str(scope.get("qa_user") or (scope.get("client") or ("unknown",))[0])


def _listening_to(scope: Scope) -> str:
    """The session or event whose answers a request waits for; empty where it is none."""
    if scope["path"].rstrip("/") == "/gradio_api/queue/data":
        return next(iter(parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [])), "")
    match = _LISTENS.fullmatch(scope["path"].rstrip("/"))
    return match[1] if match else ""

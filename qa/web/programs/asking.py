"""What programs have done: answers and passages, in turn with everybody else who asks."""

import asyncio
import secrets
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar

from starlette.requests import Request

from qa.errors import AbandonedError
from qa.pipeline import Pipeline
from qa.types import Answer, Passage
from qa.web.programs.bodies import Ask, Retrieve
from qa.web.turns import client_of
from qa.web.turnstile import Turnstile

Item = TypeVar("Item")


class Asking:
    """Asks one pipeline for programs. Every method raises QAError for what is too large, too much or not to be had, and
    ValueError for days in the wrong order.

    Args:
        pipeline: that is asked.
        turnstile: whose turn it is; the same that the page's questions go through.
    """

    def __init__(self, pipeline: Pipeline, turnstile: Turnstile) -> None:
        self.pipeline = pipeline
        self._turnstile = turnstile

    async def answers(self, asked: Ask, request: Request | None) -> AsyncGenerator[Answer, None]:
        """The answer as it grows, the last one whole; it is given up where whoever sent the request has left."""

        def make(stop: threading.Event) -> Generator[Answer, None, None]:
            return self.pipeline.stream(asked.question, history=asked.turns(), stop=stop, **asked.limits())

        async with aclosing(self.in_turn(make, request)) as growing:
            async for answer in growing:
                yield answer

    async def answer(self, asked: Ask, request: Request | None) -> Answer:
        """The whole answer. Raises AbandonedError where nobody waited for it."""
        return await last_of(self.answers(asked, request))

    async def passages(self, asked: Retrieve, request: Request | None) -> list[Passage]:
        """The passages nearest to a question, best first."""

        def make(_: threading.Event) -> Generator[list[Passage], None, None]:
            yield self.pipeline.retrieve(asked.question, k=asked.k, **asked.limits())

        return await last_of(self.in_turn(make, request))

    async def in_turn(
        self, make: Callable[[threading.Event], Generator[Item, None, None]], request: Request | None
    ) -> AsyncGenerator[Item, None]:
        """What a generator yields once it is its turn, for the visitor who sent the request; None: this machine's own."""
        client = client_of(request.scope) if request is not None else "this machine"
        async with self._heard(request) as key, aclosing(self._turnstile.stream(make, client=client, key=key)) as items:
            async for item in items:
                yield item

    @asynccontextmanager
    async def _heard(self, request: Request | None) -> AsyncIterator[str]:
        """A key under which somebody listens, as long as the request's sender is there and the block runs."""
        key = secrets.token_urlsafe(12)

        async def listen() -> None:
            with self._turnstile.listening(key):
                if request is None:
                    await asyncio.Event().wait()  # until the block ends
                else:
                    while (await request.receive())["type"] != "http.disconnect":
                        pass

        listener = asyncio.ensure_future(listen())
        await asyncio.sleep(0)  # it has to listen before its turn is waited for
        try:
            yield key
        finally:
            listener.cancel()
            await asyncio.gather(listener, return_exceptions=True)


async def last_of(items: AsyncGenerator[Item, None]) -> Item:
    """The last of the items. Raises AbandonedError where there is none: whoever waited has left."""
    found: list[Item] = []
    async with aclosing(items):
        async for item in items:
            found = [item]
    if not found:
        raise AbandonedError("nobody waited for the answer")
    return found[0]

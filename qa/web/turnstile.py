"""Who is answered when: a few at a time, in the order of asking, so many of one visitor, and nobody who has left."""

import asyncio
import math
import threading
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from contextlib import aclosing, contextmanager, suppress
from typing import Any, TypeVar

from qa.errors import BusyError
from qa.streaming import stream_from_thread

Item = TypeVar("Item")

# Of one process. Answers share two or more cores with each other: more at once would only make every one of them slower.
ANSWERS_AT_ONCE = 2
_GRACE_SECONDS = 5.0
_USUAL_SECONDS = 2.0  # of an answer, until some have been measured
_LOOK_SECONDS = 0.25


class Turnstile:
    """Lets questions through to be answered. One for a server; all but ``close`` is called in its event loop.

    Args:
        most_waiting: questions of all visitors that wait at a time.
        most_of_one: questions of one visitor that wait or are answered at a time.
        at_once: questions that are answered at a time.
        grace_seconds: how long an answer goes on while nobody listens for it.
    """

    def __init__(
        self,
        *,
        most_waiting: int,
        most_of_one: int,
        at_once: int = ANSWERS_AT_ONCE,
        grace_seconds: float = _GRACE_SECONDS,
    ) -> None:
        self._at_once = at_once
        self._most_pending = most_waiting + at_once
        self._most_of_one = most_of_one
        self._grace_seconds = grace_seconds
        self._turns = asyncio.Semaphore(at_once)
        self._pending: Counter[str] = Counter()
        self._listeners: Counter[str] = Counter()
        self._usual_seconds = _USUAL_SECONDS
        self.refused = 0  # questions since the start
        self.closing = asyncio.Event()  # says that the server ends
        self._stops: set[threading.Event] = set()
        self._changed = threading.Condition()

    @property
    def answering(self) -> int:
        """How many questions are being answered."""
        return len(self._stops)

    @property
    def waiting(self) -> int:
        """How many questions wait for their turn."""
        return max(0, self._pending.total() - self.answering)

    @contextmanager
    def listening(self, key: str) -> Iterator[None]:
        """Says that somebody listens for the answers of that key while the block runs."""
        self._listeners[key] += 1
        try:
            yield
        finally:
            self._listeners[key] -= 1
            if not self._listeners[key]:
                del self._listeners[key]

    @property
    def is_busy(self) -> bool:
        """Whether a question waits or is answered."""
        return bool(self._pending)

    def refusal(self, client: str) -> BusyError | None:
        """Why a question of that visitor is not taken now, or None."""
        pending = self._pending.total()
        if self._pending[client] >= self._most_of_one:
            said = f"You have {self._pending[client]} questions waiting already"
        elif pending >= self._most_pending:
            said = f"{pending} questions wait already"
        else:
            return None
        self.refused += 1
        seconds = math.ceil(pending * self._usual_seconds / self._at_once)
        return BusyError(f"{said}; please try again in {seconds} s.", retry_after_seconds=seconds)

    async def stream(
        self, make: Callable[[threading.Event], Generator[Item, None, None]], *, client: str, key: str
    ) -> AsyncGenerator[Item, None]:
        """What the generator yields, once it is its turn; ends early where nobody listens for it any more.

        Args:
            make: makes the generator, given the event that says that nobody waits.
            client: whose question it is.
            key: by which ``listening`` knows who waits for it.

        Raises:
            BusyError: too many questions wait already.
        """
        busy = self.refusal(client)
        if busy is not None:
            raise busy
        self._pending[client] += 1
        turn = asyncio.ensure_future(self._turns.acquire())
        gone = asyncio.ensure_future(self._gone(key))
        is_handed_over = False
        try:
            await asyncio.wait({turn, gone}, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                return
            is_handed_over = True
            async with aclosing(stream_from_thread(self._returning_its_turn(make))) as items:
                while (value := await _next_unless(gone, items)) is not None:
                    yield value
        finally:
            gone.cancel()
            if not is_handed_over and not turn.cancel() and not turn.cancelled():
                self._turns.release()
            self._pending[client] -= 1
            if not self._pending[client]:
                del self._pending[client]

    def close(self, *, seconds: float) -> bool:
        """Tells all answers that nobody waits, and waits for them so long; whether all have ended."""
        self.closing.set()
        with self._changed:
            for stop in self._stops:
                stop.set()
            return self._changed.wait_for(lambda: not self._stops, timeout=seconds)

    async def _gone(self, key: str) -> None:
        """Returns once nobody has listened for a while, or the server ends."""
        last_heard = time.monotonic()
        while not self.closing.is_set() and time.monotonic() - last_heard < self._grace_seconds:
            await asyncio.sleep(min(_LOOK_SECONDS, self._grace_seconds / 4))
            if self._listeners[key]:
                last_heard = time.monotonic()

    def _returning_its_turn(
        self, make: Callable[[threading.Event], Generator[Item, None, None]]
    ) -> Callable[[threading.Event], Generator[Item, None, None]]:
        loop = asyncio.get_running_loop()

        def work(stop: threading.Event) -> Generator[Item, None, None]:
            with self._changed:
                self._stops.add(stop)
            started = time.monotonic()
            try:
                yield from make(stop)
            finally:
                self._usual_seconds += (time.monotonic() - started - self._usual_seconds) / 8
                with self._changed:
                    self._stops.discard(stop)
                    self._changed.notify_all()
                # Only now, when its thread is done with it, is there room for the next.
                with suppress(RuntimeError):  # the loop is closed: nobody waits for a turn
                    loop.call_soon_threadsafe(self._turns.release)

        return work


async def _next_unless(gone: "asyncio.Future[None]", items: AsyncGenerator[Item, None]) -> Item | None:
    """The next item; None where there is none, or nobody waits for it."""
    item = asyncio.ensure_future(anext(items, None))
    waiting: set[asyncio.Future[Any]] = {item, gone}
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        return item.result() if item.done() else None
    finally:
        item.cancel()
        await asyncio.gather(item, return_exceptions=True)

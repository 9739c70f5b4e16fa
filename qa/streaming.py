"""Work that blocks, beside an event loop that must not."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class _End:
    """No more items; with the error that ended them, if one did."""

    error: Exception | None = None


async def stream_from_thread(
    make: Callable[[threading.Event], Generator[Item, None, None]],
) -> AsyncGenerator[Item, None]:
    """What the generator yields, made in a thread of its own; whatever it raises is raised here.

    ``make`` is given the event that is set when the loop over it is left early (a person pressed Stop): leaving returns at
    once, even while the generator waits for somebody, and the generator can end its wait by that event. It is closed as
    soon as it comes back. A thread that waits does not keep the process from ending.
    """
    loop = asyncio.get_running_loop()
    made: asyncio.Queue[Item | _End] = asyncio.Queue()
    left = threading.Event()

    def hand_over(value: Item | _End) -> None:
        if not left.is_set():
            loop.call_soon_threadsafe(made.put_nowait, value)

    threading.Thread(target=_work, args=(make(left), hand_over, left), name="answer", daemon=True).start()
    try:
        while not isinstance(value := await made.get(), _End):
            yield value
        if value.error is not None:
            raise value.error
    finally:
        left.set()


def _work(
    produce: Generator[Item, None, None], hand_over: Callable[[Item | _End], None], left: threading.Event
) -> None:
    end = _End()
    try:
        for item in produce:
            hand_over(item)
            if left.is_set():
                break
    except Exception as error:  # noqa: BLE001 - not swallowed: raised where the items are read
        end = _End(error)
    finally:
        produce.close()
        hand_over(end)

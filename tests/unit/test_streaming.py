"""A blocking generator beside an event loop: order, errors, and leaving early."""

import asyncio
import threading
from collections.abc import Generator

import pytest

from qa.streaming import stream_from_thread


def test_items_arrive_in_order_and_come_from_another_thread() -> None:
    def produce(left: threading.Event) -> Generator[int, None, None]:
        yield from range(3)
        yield threading.get_ident()

    async def read() -> list[int]:
        return [item async for item in stream_from_thread(produce)]

    *numbers, thread = asyncio.run(read())
    assert numbers == [0, 1, 2]
    assert thread != threading.get_ident()


def test_an_error_of_the_generator_reaches_the_reader_after_the_items_before_it() -> None:
    def produce(left: threading.Event) -> Generator[int, None, None]:
        yield 1
        raise LookupError("gone")

    seen: list[int] = []

    async def read() -> None:
        seen.append(0)
        async for item in stream_from_thread(produce):
            seen[-1] = item

    with pytest.raises(LookupError, match="gone"):
        asyncio.run(read())
    assert seen == [1]


def test_a_cancelled_reader_is_free_at_once_and_the_generator_is_closed_when_it_comes_back() -> None:
    waits, release, closed = threading.Event(), threading.Event(), threading.Event()

    def produce(left: threading.Event) -> Generator[int, None, None]:
        try:
            yield 1
            waits.set()
            release.wait(timeout=30)
            yield 2
            made.append("one too many")
        finally:
            closed.set()

    seen: list[int] = []
    made: list[str] = []

    async def read() -> None:
        seen.append(0)
        async for item in stream_from_thread(produce):
            seen[-1] = item

    async def read_and_cancel() -> None:
        reading = asyncio.create_task(read())
        await asyncio.to_thread(waits.wait, 30)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert not closed.is_set()
        release.set()
        assert await asyncio.to_thread(closed.wait, 30)

    asyncio.run(read_and_cancel())
    assert seen == [1]
    assert made == []


def test_a_generator_that_waits_is_told_that_nobody_reads_on() -> None:
    told = threading.Event()

    def produce(left: threading.Event) -> Generator[int, None, None]:
        try:
            yield 1
            left.wait(timeout=60)
        finally:
            told.set()

    async def read_one() -> None:
        arriving = stream_from_thread(produce)
        async for _ in arriving:
            break
        await arriving.aclose()
        assert await asyncio.to_thread(told.wait, 30)

    asyncio.run(read_one())

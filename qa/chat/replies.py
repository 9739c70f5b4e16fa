"""A chat model's reply while it arrives: from any provider, within its time, ended at the provider when nobody wants it."""

import asyncio
import contextlib
import re
import threading
from collections.abc import AsyncGenerator, Iterator
from functools import cache
from queue import Empty, SimpleQueue
from typing import cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from qa.chat import faults
from qa.chat.markers import UNFINISHED
from qa.chat.patience import Allowance
from qa.whereabouts import ChatPlace

MOST_CHARS = 8000
_POLL_SECONDS = 0.05
# Providers whose replies say how they ended: one that does not has been cut off on the way.
_HOW_IT_ENDED = {"openai": "finish_reason", "ollama": "done_reason", "anthropic": "stop_reason"}
_AT_THE_LIMIT = {"length", "max_tokens"}
_THOUGHTS = ("<think>", "</think>")
_TAIL_CHARS = 900
# A stretch of up to 120 characters that comes six times in a row at the end; rules of dashes or dots are no loop.
_LOOP = re.compile(r"(?=.{0,119}\w)(.{1,120}?)\1{5}\Z", re.DOTALL)
_SAME_SENTENCE_TIMES = 4


def read_reply(model: BaseChatModel, prompt: str, *, place: ChatPlace, allowance: Allowance) -> Iterator[str]:
    """The reply as far as it has come, again with each piece; what a model thinks aloud before it answers is left out.

    Closing the iterator, or setting the allowance's stop, ends the request: the connection is closed at once, whether or
    not anything is arriving.

    Raises:
        ChatTooLong: the prompt does not fit into the model's context.
        ChatModelError: the model can't be reached, refuses, is too slow, breaks off, repeats itself or says nothing.
    """
    received = ""
    shown = ""
    for piece in _pieces(model, prompt, place, allowance):
        received += piece
        if len(received) > MOST_CHARS or repeats_itself(received):
            raise faults.looping(place)
        now_shown = without_thoughts(received)
        if now_shown != shown:
            shown = now_shown
            yield shown
    if not shown.strip():
        raise faults.empty(place)


def without_thoughts(received: str) -> str:
    """What follows ``<think>…</think>`` at the start; nothing while that is still open or may yet begin."""
    opening, closing = _THOUGHTS
    start = received.lstrip()
    if start.startswith(opening):
        end = start.find(closing)
        return "" if end < 0 else start[end + len(closing) :].lstrip()
    return "" if opening.startswith(start) else start


def repeats_itself(received: str) -> bool:
    """Whether the text ends in a loop: a stretch that comes six times in a row, or one sentence four times in all."""
    tail = received[-_TAIL_CHARS:]
    if _LOOP.search(tail):
        return True
    sentences = [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", tail) if len(part.split()) >= 3]
    return any(sentences.count(part) >= _SAME_SENTENCE_TIMES for part in set(sentences))


def _pieces(model: BaseChatModel, prompt: str, place: ChatPlace, allowance: Allowance) -> Iterator[str]:
    received: SimpleQueue[BaseMessage | BaseException | None] = SimpleQueue()
    left = threading.Event()
    reading = asyncio.run_coroutine_threadsafe(_receive(model, prompt, received, left), _loop())
    began = False
    ending: str | None = None
    key = _HOW_IT_ENDED.get(place.provider)
    try:
        while (item := _next(received, place, allowance)) is not None:
            if isinstance(item, BaseException):
                raise faults.describe_fault(item, place, began=began)
            ending = str(item.response_metadata.get(key) or "") or ending if key else None
            if text := str(item.text):
                began = True
                yield text
    finally:
        left.set()
        reading.cancel()
    if key is not None and ending is None:
        raise faults.broken_off(place)
    if ending in _AT_THE_LIMIT:
        yield UNFINISHED


async def _receive(
    model: BaseChatModel,
    prompt: str,
    received: "SimpleQueue[BaseMessage | BaseException | None]",
    left: threading.Event,
) -> None:
    try:
        arriving = cast(AsyncGenerator[BaseMessage, None], model.astream(prompt))
        async with contextlib.aclosing(arriving):
            async for chunk in arriving:
                received.put(chunk)
                # A cancellation can get lost inside a provider's package, where a wait with a time-out has just ended.
                if left.is_set():
                    return
        received.put(None)
    except Exception as error:  # noqa: BLE001 - not swallowed: raised, in our words, where the pieces are read
        received.put(error)


def _next(
    received: "SimpleQueue[BaseMessage | BaseException | None]", place: ChatPlace, allowance: Allowance
) -> BaseMessage | BaseException | None:
    silent_at = allowance.clock.now() + allowance.token_seconds
    while True:
        if allowance.stop.is_set():
            raise faults.stopped(place)
        now = allowance.clock.now()
        if now >= allowance.ends_at:
            raise faults.slow(place)
        if now >= silent_at:
            raise faults.silent(place, allowance.token_seconds)
        try:
            # In short steps, so that a person who presses Stop is not kept waiting for the next piece.
            return received.get(timeout=max(0.0, min(_POLL_SECONDS, silent_at - now, allowance.ends_at - now)))
        except Empty:
            continue


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The event loop that the process talks to chat models on.

    One for all: providers' packages share connections between models of one address, and a connection belongs to the loop
    that it was opened on.
    """
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="chat-models", daemon=True).start()
    return loop

"""A process that answers questions for the one that serves the web chat: it reads the index, and never writes to it."""

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from multiprocessing.connection import Connection
from typing import Any

from qa.errors import QAError
from qa.logs import start_logging
from qa.pipeline import Pipeline
from qa.reports import SkippedFile
from qa.settings import Settings
from qa.types import Answer, Passage

logger = logging.getLogger(__name__)

_DEFECT = "the process that answers has met a defect; its log says which"


class Task(Enum):
    """What is asked for: an answer as it grows, or passages."""

    STREAM = auto()
    RETRIEVE = auto()


@dataclass(frozen=True, slots=True)
class Order:
    """A task for a worker.

    Attributes:
        number: by which what comes of it is told apart.
        task: what is to be done.
        given: the keywords of ``Pipeline.stream`` or ``Pipeline.retrieve``.
        skipped: files that the last sync could not use.
    """

    number: int
    task: Task
    given: dict[str, Any] = field(repr=False)
    skipped: tuple[SkippedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """Says that nobody waits for what an order asked for."""

    number: int


class Said(Enum):
    """What a worker says: that it is ready, or can't be; part of what comes of an order, its end, or what went wrong."""

    READY = auto()
    UNUSABLE = auto()
    ITEM = auto()
    END = auto()
    ERROR = auto()


@dataclass(frozen=True, slots=True)
class Word:
    """Something that a worker says, of an order where ``number`` is that of one."""

    said: Said
    number: int = 0
    value: Answer | list[Passage] | Exception | None = field(default=None, repr=False)


def work(settings: Settings, connection: Connection) -> None:
    """Takes orders until the other end is closed; then the process ends, whatever it works on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; whoever started this one ends it
    start_logging(settings.log)
    speaking = threading.Lock()

    def say(word: Word) -> None:
        with speaking, suppress(OSError):  # the other end is gone, and so is this one at once
            connection.send(word)

    try:
        pipeline = Pipeline(settings, reads_only=True)
        pipeline.warm_up()
    except QAError as error:
        say(Word(Said.UNUSABLE, value=error))
        return
    say(Word(Said.READY))
    stops: dict[int, threading.Event] = {}
    with suppress(EOFError, OSError):
        while True:
            order = connection.recv()
            if isinstance(order, Stop):
                if (stop := stops.get(order.number)) is not None:
                    stop.set()
                continue
            stops[order.number] = threading.Event()
            threading.Thread(target=_carry_out, args=(pipeline, order, stops, say), name="answer", daemon=True).start()
    os._exit(0)  # a network can't be interrupted, and nothing here is written


def _carry_out(pipeline: Pipeline, order: Order, stops: dict[int, threading.Event], say: Any) -> None:
    word = Word(Said.END, order.number)
    try:
        pipeline.skipped = order.skipped
        pipeline.index.take_in_changes()
        for item in _items(pipeline, order, stops[order.number]):
            say(Word(Said.ITEM, order.number, item))
    except QAError as error:
        word = Word(Said.ERROR, order.number, error)
    except ValueError as error:
        word = Word(Said.ERROR, order.number, ValueError(str(error)))  # not all of them can be handed over
    except Exception:
        logger.exception("an answer failed")
        word = Word(Said.ERROR, order.number, RuntimeError(_DEFECT))
    del stops[order.number]
    say(word)


def _items(pipeline: Pipeline, order: Order, stop: threading.Event) -> Iterator[Answer | list[Passage]]:
    if order.task is Task.RETRIEVE:
        yield pipeline.retrieve(**order.given)
        return
    with closing(pipeline.stream(stop=stop, **order.given)) as answers:
        for answer in answers:
            yield answer
            if stop.is_set():
                return

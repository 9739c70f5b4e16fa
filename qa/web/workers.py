"""Several processes that answer questions, so that answers are not held up by one interpreter's lock."""

import itertools
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable, Generator
from contextlib import suppress
from functools import partial
from multiprocessing.process import BaseProcess
from queue import Empty, SimpleQueue
from typing import Any, Self

from qa.errors import AbandonedError, WorkerError
from qa.reports import SkippedFile
from qa.settings import Settings
from qa.types import Answer, Passage
from qa.web.worker import Order, Said, Stop, Task, Word, work

logger = logging.getLogger(__name__)

_TRIES = 3  # a question that ends the process that works on it is not to end one after the other
_LOOK_SECONDS = 0.1
_READY_SECONDS = 120.0
_PAUSES_SECONDS = (0.0, 1.0, 5.0, 30.0)  # before a worker that ended, and ended again, is started anew
_END_SECONDS = 2.0
_GONE = Word(Said.UNUSABLE)


class Workers:
    """The processes that answer; a context that ends them when the block is left. Safe to share between threads.

    Args:
        settings: of the server; its index has to be there. The cores are shared out among the workers.
        announce: is given a line where one can't be started, or has ended.
    """

    def __init__(self, settings: Settings, *, announce: Callable[[str], None]) -> None:
        threads = settings.threads or max(1, (os.cpu_count() or 1) // settings.workers)
        self._settings = settings.model_copy(update={"threads": threads})
        self._announce = announce
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self._ready: list[_Worker] = []
        self._numbers = itertools.count(1)
        self.restarts = 0  # since the start
        self._keepers = [
            threading.Thread(target=self._keep_one, name=f"worker {number}", daemon=True)
            for number in range(settings.workers)
        ]

    def __enter__(self) -> Self:
        for keeper in self._keepers:
            keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        with self._changed:
            self._changed.notify_all()
        for keeper in self._keepers:
            keeper.join(_END_SECONDS)

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the processes that are ready."""
        with self._changed:
            return tuple(worker.process.pid or 0 for worker in self._ready)

    def stream(
        self, question: str, *, stop: threading.Event, skipped: tuple[SkippedFile, ...] = (), **given: Any
    ) -> Generator[Answer, None, None]:
        """As ``Pipeline.stream``, by the worker that has least to do. Raises WorkerError where its process ends again and again."""
        yield from self._run(Task.STREAM, {"question": question, **given}, stop, skipped)

    def retrieve(self, question: str, **given: Any) -> list[Passage]:
        """As ``Pipeline.retrieve``, by the worker that has least to do. Raises WorkerError where its process ends again and again."""
        found: list[list[Passage]] = list(
            self._run(Task.RETRIEVE, {"question": question, **given}, threading.Event(), ())
        )
        return found[0]

    def _run(
        self, task: Task, given: dict[str, Any], stop: threading.Event, skipped: tuple[SkippedFile, ...]
    ) -> Generator[Any, None, None]:
        for _ in range(_TRIES):
            worker = self._least_busy(stop)
            order = Order(next(self._numbers), task, given, skipped)
            is_done = yield from worker.carry_out(order, stop)
            if is_done:
                return
            self._drop(worker)
        raise WorkerError("the process that worked on the answer ended before it was done; please ask again")

    def _least_busy(self, stop: threading.Event) -> "_Worker":
        """The worker with the fewest orders; waits where none is ready."""
        with self._changed:
            for _ in range(int(_READY_SECONDS / _LOOK_SECONDS)):
                if stop.is_set() or self._closed.is_set():
                    raise AbandonedError("nobody waits for this answer any more")
                if self._ready:
                    worker = min(self._ready, key=lambda each: each.busy)
                    worker.busy += 1
                    return worker
                self._changed.wait(_LOOK_SECONDS)
        raise WorkerError("no process that answers is ready; please ask again later")

    def _keep_one(self) -> None:
        """Keeps one worker running until all are to end."""
        failures = 0
        while not self._closed.wait(_PAUSES_SECONDS[min(failures, len(_PAUSES_SECONDS) - 1)]):
            worker = _Worker(self._settings)
            said = worker.listen(self._closed, ready=partial(self._add, worker))
            self._drop(worker)
            if self._closed.is_set():
                worker.end()
                return
            failures = 0 if worker.was_ready else failures + 1
            self.restarts += 1
            self._announce(f"A process that answers has ended ({said}); starting another.")

    def _add(self, worker: "_Worker") -> None:
        with self._changed:
            worker.was_ready = True
            self._ready.append(worker)
            self._changed.notify_all()

    def _drop(self, worker: "_Worker") -> None:
        with self._changed:
            self._ready = [each for each in self._ready if each is not worker]


class _Worker:
    """One process, and what is under way in it."""

    def __init__(self, settings: Settings) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would take threads and locks along
        self._connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=work, args=(settings, theirs), name="qa worker", daemon=True)
        self.busy = 0
        self.was_ready = False
        self._under_way: dict[int, SimpleQueue[Word]] = {}
        self._speaking = threading.Lock()
        self._is_gone = False
        self.process.start()
        theirs.close()

    def listen(self, closed: threading.Event, *, ready: Callable[[], None]) -> str:
        """Hands on what the process says until it ends, or ``closed`` is set; gives why it ended."""
        reason = ""
        with suppress(EOFError, OSError):
            while not closed.is_set():
                if not self._connection.poll(_LOOK_SECONDS):
                    continue
                word: Word = self._connection.recv()
                if word.said is Said.READY:
                    ready()
                elif word.said is Said.UNUSABLE:
                    reason = str(word.value)
                elif (waiting := self._under_way.get(word.number)) is not None:
                    waiting.put(word)
        with self._speaking:
            self._is_gone = True
            for waiting in self._under_way.values():
                waiting.put(_GONE)
        if closed.is_set():
            return ""
        self.process.join(_END_SECONDS)
        return reason or f"exit code {self.process.exitcode}"

    def carry_out(self, order: Order, stop: threading.Event) -> Generator[Any, None, bool]:
        """Yields what comes of an order; gives whether it came to its end, which it does not where the process ends."""
        words: SimpleQueue[Word] = SimpleQueue()
        word = Word(Said.ITEM)
        try:
            if not self._send(order, words):
                return False
            while (word := self._next(words, order.number, stop)).said is Said.ITEM:
                yield word.value
            if word.said is Said.ERROR and isinstance(word.value, Exception):
                raise word.value
            return word.said is Said.END
        finally:
            if word.said is Said.ITEM:  # whoever reads has left
                self._send(Stop(order.number))
            with self._speaking:
                del self._under_way[order.number]
                self.busy -= 1

    def _next(self, words: SimpleQueue[Word], number: int, stop: threading.Event) -> Word:
        is_told = False
        while True:
            try:
                return words.get(timeout=_LOOK_SECONDS)
            except Empty:
                if stop.is_set() and not is_told:
                    is_told = True
                    self._send(Stop(number))

    def _send(self, message: Order | Stop, words: SimpleQueue[Word] | None = None) -> bool:
        with self._speaking:
            if words is not None:
                self._under_way[message.number] = words
            if self._is_gone:
                return False
            try:
                self._connection.send(message)
            except OSError:  # it has ended, which whoever listens to it is told as well
                return False
            return True

    def end(self) -> None:
        """Ends the process, which has nothing to lose."""
        self.process.terminate()
        self.process.join(_END_SECONDS)
        if self.process.is_alive():
            self.process.kill()
        self._connection.close()

"""What is taken of anybody at most: one place that the page, the programs' endpoint, the command line and Python share."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from qa.errors import AbandonedError, DeadlineError, LimitError
from qa.types import Filters, Turn

QUESTION_CHARS = 4_000
WORD_CHARS = 400
HISTORY_TURNS = 50
HISTORY_CHARS = 100_000
FILTER_NAMES = 500
FILTER_CHARS = 1_000
PASSAGES_ASKED = 1_000
BODY_BYTES = 1_000_000
UPLOAD_BYTES = 20 * 1024 * 1024
UPLOAD_SECONDS = 300.0
UPLOADS_AT_ONCE = 4
FETCH_SECONDS = 30.0
FETCH_REDIRECTS = 5
ADDRESS_CHARS = 2_000
LIBRARY_BYTES = 4_000_000_000
BODY_DEPTH = 32
BODY_SECONDS = 20.0
HEADER_BYTES = 16_000
TARGET_BYTES = 4_000
CONNECTIONS = 500
ANSWER_SECONDS = 30.0

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def check_question(question: str) -> None:
    """Raises LimitError for a question, or a word of one, that is too long."""
    if len(question) > QUESTION_CHARS:
        raise LimitError(f"The question has {len(question):,} characters; please keep it below {QUESTION_CHARS:,}.")
    longest = max(map(len, question.split()), default=0)
    if longest > WORD_CHARS:
        raise LimitError(f"The question has a word of {longest:,} characters; please keep each below {WORD_CHARS}.")


def check_history(history: Sequence[Turn]) -> None:
    """Raises LimitError for too many turns, or too much text in them."""
    if len(history) > HISTORY_TURNS:
        raise LimitError(f"The history has {len(history):,} turns; please send the last {HISTORY_TURNS} at most.")
    chars = sum(len(turn.question) + len(turn.answer) for turn in history)
    if chars > HISTORY_CHARS:
        raise LimitError(f"The history has {chars:,} characters; please send {HISTORY_CHARS:,} at most.")
    for turn in history:
        check_question(turn.question)


def check_filters(filters: Filters) -> None:
    """Raises LimitError for too many names to keep to, or one that is too long."""
    names = (*filters.sources, *filters.sections)
    if len(names) > FILTER_NAMES:
        raise LimitError(f"The search is limited to {len(names):,} names; please give {FILTER_NAMES} at most.")
    if any(len(name) > FILTER_CHARS for name in names):
        raise LimitError(f"A name that the search is limited to has over {FILTER_CHARS:,} characters.")


class Budget:
    """The processor time that one answer may take, and whether anybody still waits for it.

    Counted are the thread that works on the answer, and the time that networks run for it in threads of their own.

    Args:
        seconds: of processor time.
        stop: set by whoever no longer waits; None where nobody can leave.
    """

    def __init__(self, seconds: float = ANSWER_SECONDS, stop: threading.Event | None = None) -> None:
        self._seconds = seconds
        self._stop = stop
        self._spent = 0.0

    def run(self, work: Callable[_Given, _Made], *given: _Given.args, **named: _Given.kwargs) -> _Made:
        """What ``work`` gives; its checkpoints look at this budget, and what it takes is counted.

        Raises:
            DeadlineError: it takes too long.
            LimitError: it takes too much memory.
            AbandonedError: nobody waits for it any more.
        """
        started = time.thread_time()
        token = _running.set((self, started))
        try:
            checkpoint()
            return work(*given, **named)
        except (MemoryError, RecursionError) as error:
            raise LimitError("The question needs more memory than there is; please ask something shorter.") from error
        finally:
            self._spent += time.thread_time() - started
            _running.reset(token)

    def check(self, started: float) -> None:
        """Raises where the time is up, or nobody waits; ``started`` is the thread's time when the work began."""
        if self._stop is not None and self._stop.is_set():
            raise AbandonedError("nobody waits for this answer any more")
        if self._spent + time.thread_time() - started > self._seconds:
            raise DeadlineError(
                f"The answer took more than {self._seconds:g} s of processor time and was given up; ask something shorter, "
                "or raise QA_ANSWER_SECONDS."
            )

    def charge(self, seconds: float) -> None:
        """Counts time that was spent elsewhere."""
        self._spent += seconds


# Of the context, not of the module: each answer runs in one of its own.
_running: ContextVar[tuple[Budget, float] | None] = ContextVar("budget", default=None)


def checkpoint() -> None:
    """A place where work for an answer may be cut off; costs a microsecond. Raises DeadlineError and AbandonedError."""
    running = _running.get()
    if running is not None:
        running[0].check(running[1])


@contextmanager
def network_time() -> Iterator[None]:
    """Counts the time inside as processor time, as far as the process had any, and is a checkpoint at its end."""
    started, spent, own = time.monotonic(), time.process_time(), time.thread_time()
    yield
    running = _running.get()
    if running is not None:
        # Of what this process took meanwhile nobody knows whose it was; but on a busy machine it is far less than by the clock.
        taken = min(time.monotonic() - started, time.process_time() - spent)
        running[0].charge(max(0.0, taken - (time.thread_time() - own)))
        checkpoint()

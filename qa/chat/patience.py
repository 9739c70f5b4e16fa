"""How long a chat model is waited for, and how often it is asked again."""

import threading
import time
from dataclasses import dataclass, field
from typing import Protocol

from qa.errors import ChatModelError

ATTEMPTS = 3
_FIRST_WAIT_SECONDS = 1.0
# Nobody sits in front of a page for longer than this before the quoted answer is shown.
LONGEST_WAIT_SECONDS = 20.0


class Clock(Protocol):
    """What time it is, and waiting."""

    def now(self) -> float:
        """Seconds on a clock that never goes back."""
        ...

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Waits that long, or until ``stop`` is set; says whether it was."""
        ...


class WallClock:
    """The machine's own clock."""

    def now(self) -> float:
        """See ``Clock.now``."""
        return time.monotonic()

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """See ``Clock.wait``."""
        return stop.wait(seconds)


@dataclass(frozen=True, slots=True)
class Allowance:
    """The time that one answer may take, from when it was made, and the event that ends it early.

    Attributes:
        clock: tells the time and waits.
        seconds: for everything together: the draft, tries again, sentences reworded.
        token_seconds: for the next piece of a reply, the first one counted in.
        stop: set by whoever no longer wants the answer.
        ends_at: on the clock.
    """

    clock: Clock
    seconds: float
    token_seconds: float
    stop: threading.Event
    ends_at: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ends_at", self.clock.now() + self.seconds)

    def waits_after(self, error: ChatModelError, attempt: int) -> bool:
        """Waits as long as the provider asks for, or twice as long each time; False where asking again is of no use.

        ``attempt`` counts from 1. Nothing is waited for where the wait would outlast the allowance.
        """
        if not error.is_passing or attempt >= ATTEMPTS or self.stop.is_set():
            return False
        seconds = error.retry_after_seconds
        if seconds is None:
            seconds = _FIRST_WAIT_SECONDS * 2 ** (attempt - 1)
        if seconds > LONGEST_WAIT_SECONDS or self.clock.now() + seconds >= self.ends_at:
            return False
        return not self.clock.wait(seconds, self.stop)

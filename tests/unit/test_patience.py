"""How often a chat model is asked again, and how long is waited between: the clock is a script."""

import threading

import pytest

from qa.chat.patience import ATTEMPTS, LONGEST_WAIT_SECONDS, Allowance
from qa.errors import ChatModelError


class ScriptedClock:
    """Time goes on only while somebody waits."""

    def __init__(self) -> None:
        self.time = 100.0
        self.waited: list[float] = []

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        self.waited.append(seconds)
        self.time += seconds
        return stop.is_set()


def allow(clock: ScriptedClock, *, seconds: float = 300.0) -> Allowance:
    return Allowance(clock, seconds, 60.0, threading.Event())


def fault(*, passing: bool = True, retry_after: float | None = None) -> ChatModelError:
    return ChatModelError("no", provider="x", is_passing=passing, retry_after_seconds=retry_after)


def test_each_wait_is_twice_the_one_before_and_there_is_a_last_one() -> None:
    clock = ScriptedClock()
    allowance = allow(clock)
    assert [allowance.waits_after(fault(), attempt) for attempt in range(1, ATTEMPTS + 1)] == [True, True, False]
    assert clock.waited == [1.0, 2.0]


def test_the_provider_may_say_how_long() -> None:
    clock = ScriptedClock()
    assert allow(clock).waits_after(fault(retry_after=7.0), 1)
    assert clock.waited == [7.0]


@pytest.mark.parametrize(
    "error", [fault(passing=False), fault(retry_after=LONGEST_WAIT_SECONDS + 1), fault(passing=False, retry_after=1.0)]
)
def test_what_will_not_pass_in_time_is_not_waited_for(error: ChatModelError) -> None:
    clock = ScriptedClock()
    assert not allow(clock).waits_after(error, 1)
    assert clock.waited == []


def test_nothing_is_waited_for_beyond_the_time_that_an_answer_may_take() -> None:
    clock = ScriptedClock()
    allowance = allow(clock, seconds=5.0)
    assert allowance.ends_at == 105.0
    assert not allowance.waits_after(fault(retry_after=5.0), 1)
    assert allowance.waits_after(fault(retry_after=4.0), 1)


def test_nobody_waits_for_an_answer_that_is_not_wanted() -> None:
    clock = ScriptedClock()
    allowance = allow(clock)
    allowance.stop.set()
    assert not allowance.waits_after(fault(), 1)
    assert clock.waited == []

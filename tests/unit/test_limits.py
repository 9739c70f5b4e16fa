"""The bounds: what is just taken, what is not, and work that is cut off by its time or because nobody waits."""

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.errors import AbandonedError, DeadlineError, IndexCorrupt, LimitError, StoreError
from qa.index.database import SqliteDatabase
from qa.limits import (
    HISTORY_CHARS,
    HISTORY_TURNS,
    QUESTION_CHARS,
    WORD_CHARS,
    Budget,
    check_filters,
    check_history,
    check_question,
    checkpoint,
    network_time,
)
from qa.types import Filters, Turn

WORDS = "bridge " * 1000


def test_a_question_is_taken_up_to_its_limit() -> None:
    check_question(WORDS[:QUESTION_CHARS])
    check_question("a" * WORD_CHARS)
    with pytest.raises(LimitError, match="has 4,001 characters; please keep it below 4,000"):
        check_question(WORDS[: QUESTION_CHARS + 1])
    with pytest.raises(LimitError, match="a word of 401 characters"):
        check_question("why " + "a" * (WORD_CHARS + 1))


def test_a_history_is_taken_up_to_its_limit() -> None:
    check_history([Turn("q", "a")] * HISTORY_TURNS)
    check_history([Turn("q", "a" * (HISTORY_CHARS - 1))])
    with pytest.raises(LimitError, match="has 600 turns"):
        check_history([Turn("q", "a")] * 600)
    with pytest.raises(LimitError, match="has 2,000,010 characters"):
        check_history([Turn("q", "a" * 200_000)] * 10)
    with pytest.raises(LimitError, match="a word of 4,000 characters"):
        check_history([Turn("a" * 4000, "")])


def test_filters_are_taken_up_to_their_limit() -> None:
    check_filters(Filters(sources=("a" * 1000,) * 500))
    with pytest.raises(LimitError, match="limited to 501 names"):
        check_filters(Filters(sources=("a",) * 250, sections=("b",) * 251))
    with pytest.raises(LimitError, match="over 1,000 characters"):
        check_filters(Filters(sections=("b" * 1001,)))


def spin() -> None:
    """Works until it is cut off; bounded, should that never happen."""
    end = time.thread_time() + 20
    while time.thread_time() < end:
        checkpoint()
    raise AssertionError("was not cut off")


def test_work_is_cut_off_when_its_processor_time_is_used_up() -> None:
    budget = Budget(0.05)
    with pytest.raises(DeadlineError, match=r"more than 0\.05 s of processor time"):
        budget.run(spin)
    with pytest.raises(DeadlineError):
        budget.run(lambda: None)  # what was spent in an earlier step counts


def test_waiting_is_not_working() -> None:
    waited = threading.Event()
    Budget(0.05).run(lambda: waited.wait(0.2))
    Budget(0.05).run(checkpoint)


def test_the_time_of_networks_counts_as_work() -> None:
    def infer(work: Callable[[], object]) -> None:
        with network_time():
            other = threading.Thread(target=work)
            other.start()
            other.join()

    with pytest.raises(DeadlineError):
        Budget(0.05).run(lambda: infer(lambda: work_for(0.2)))
    Budget(0.05).run(lambda: infer(lambda: threading.Event().wait(0.2)))  # a process that does nothing works on nothing


def work_for(seconds: float) -> None:
    """Takes so much processor time."""
    started = time.thread_time()
    while time.thread_time() - started < seconds:
        pass


def test_work_is_cut_off_when_nobody_waits() -> None:
    stop = threading.Event()
    timer = threading.Timer(0.05, stop.set)
    timer.start()
    with pytest.raises(AbandonedError):
        Budget(60, stop).run(spin)


def test_checkpoints_outside_of_an_answer_do_nothing() -> None:
    with pytest.raises(DeadlineError):
        Budget(0.0001).run(spin)
    checkpoint()


def fall() -> None:
    fall()


def run_out_of_memory() -> None:
    raise MemoryError


@pytest.mark.parametrize("work", [fall, run_out_of_memory])
def test_work_that_takes_too_much_memory_is_told_as_that(work: Callable[[], None]) -> None:
    with pytest.raises(LimitError, match="more memory than there is") as caught:
        Budget().run(work)
    assert not isinstance(caught.value, DeadlineError)


def write_too_much(database: SqliteDatabase, pragma: str, statement: str) -> None:
    with database.writing() as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 2_000_000)
        connection.execute(pragma)
        connection.execute(statement)


@pytest.mark.parametrize(
    ("pragma", "statement", "said"),
    [
        ("PRAGMA max_page_count = 1", "CREATE TABLE large AS SELECT zeroblob(1000000)", "full; free some space"),
        ("PRAGMA cache_size", "SELECT zeroblob(3000000)", "too big"),
    ],
)
def test_a_full_disk_and_size_are_not_told_as_damage(tmp_path: Path, pragma: str, statement: str, said: str) -> None:
    database = SqliteDatabase(tmp_path)
    with pytest.raises(StoreError, match=said) as caught:
        write_too_much(database, pragma, statement)
    assert not isinstance(caught.value, IndexCorrupt)
    database.close()


def test_damage_is_told_with_the_command_that_mends_it(tmp_path: Path) -> None:
    (tmp_path / "articles.sqlite3").write_bytes(b"nothing at all" * 1000)
    with pytest.raises(IndexCorrupt, match="mend it with `qa sync --rebuild`"):
        SqliteDatabase(tmp_path)

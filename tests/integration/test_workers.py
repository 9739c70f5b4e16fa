"""Several processes that answer over one index: they see what the writer stores, one that dies is replaced, none is left behind."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qa import Pipeline, Settings
from qa.errors import AbandonedError, IndexMissing, SourceError, StoreError
from qa.index import open_for_reading
from qa.types import Turn
from qa.web.workers import Workers

HARBOUR = (
    "The harbour\n\nThe harbour of Rona opened in May 2017. The mayor said the harbour cost four million pounds.\n"
)
QUESTION = "When did the harbour of Rona open?"
WAIT_SECONDS = 120


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    place = tmp_path_factory.mktemp("workers")
    (place / "articles").mkdir()
    (place / "articles" / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    return Settings(articles=place / "articles", index=place / "index", workers=2, threads=1)


@pytest.fixture(scope="module")
def writer(settings: Settings) -> Iterator[Pipeline]:
    with Pipeline(settings) as pipeline:
        pipeline.sync()
        yield pipeline


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def workers(settings: Settings, writer: Pipeline, said: list[str]) -> Iterator[Workers]:
    assert writer.articles()
    changed = threading.Event()

    def announce(line: str) -> None:
        said.append(line)
        changed.set()

    with Workers(settings, announce=announce) as running:
        yield running
        ended = running.processes
    assert [each for each in ended if is_running(each)] == []


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def last(workers: Workers, question: str, **given: Any) -> str:
    answers = list(workers.stream(question, stop=threading.Event(), **given))
    return answers[-1].text


def until(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(WAIT_SECONDS * 10):
        if holds():
            return
        pause.wait(0.1)
    raise AssertionError("it never came to hold")


def test_workers_answer_as_the_pipeline_itself_does(workers: Workers, writer: Pipeline) -> None:
    streamed = list(workers.stream(QUESTION, stop=threading.Event()))
    assert streamed[-1] == writer.ask(QUESTION)
    assert "May 2017" in streamed[-1].text
    history = (Turn(QUESTION, streamed[-1].text),)
    assert last(workers, "What did it cost?", history=history) == writer.ask("What did it cost?", history=history).text
    assert workers.retrieve(QUESTION, k=1) == writer.retrieve(QUESTION, k=1)


def test_what_is_wrong_is_told_as_the_pipeline_itself_tells_it(workers: Workers, writer: Pipeline) -> None:
    for folder in ("north", "south"):
        path = writer.settings.articles / folder / "same.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Bridge\n\nThe bridge in the {folder} was closed for repairs on Friday morning.\n", "utf-8")
    writer.sync()
    with pytest.raises(SourceError) as told:
        last(workers, QUESTION, sources=["same.txt"])
    assert told.value.candidates == ("north/same.txt", "south/same.txt")
    with pytest.raises(ValueError, match="is after date_to"):
        last(workers, QUESTION, date_from=date(2020, 1, 2), date_to=date(2020, 1, 1))


def test_what_the_writer_stores_is_found_by_the_next_question(workers: Workers, writer: Pipeline) -> None:
    path = writer.settings.articles / "ferry.txt"
    path.write_text("The ferry\n\nThe ferry Birk carried 812 passengers to Halden in June 2018.\n", encoding="utf-8")
    writer.sync()
    question = "How many passengers did the ferry Birk carry?"
    assert [passage.chunk.article_id for passage in workers.retrieve(question, k=1)] == ["ferry.txt"]
    assert "812" in last(workers, question)
    path.unlink()
    writer.sync()
    assert "812" not in last(workers, question)


def test_a_worker_that_dies_is_replaced_and_its_question_answered_by_another(workers: Workers, said: list[str]) -> None:
    until(lambda: len(workers.processes) == 2)
    before = workers.processes
    with closing(workers.stream(QUESTION, stop=threading.Event())) as answers:
        next(answers)
        for process in before:
            os.kill(process, signal.SIGKILL)
    assert "May 2017" in last(workers, QUESTION)
    until(lambda: len(workers.processes) == 2)
    assert not set(before) & set(workers.processes)
    assert said == ["A process that answers has ended (exit code -9); starting another."] * 2
    assert workers.restarts == 2


def test_a_question_that_nobody_waits_for_is_given_up(workers: Workers) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(AbandonedError):
        list(workers.stream(QUESTION, stop=stop))


def test_an_index_that_another_process_holds_is_read_and_never_written(tmp_path: Path, writer: Pipeline) -> None:
    encoder = writer.index.encoder
    with pytest.raises(IndexMissing, match="qa sync"):
        open_for_reading(tmp_path, encoder=encoder)
    with open_for_reading(writer.settings.index, encoder=encoder) as index:
        assert index.articles() == writer.articles()
        with pytest.raises(StoreError, match="open for reading alone"):
            index.forget("harbour.txt", lambda _: None)
        assert index.articles() == writer.articles()

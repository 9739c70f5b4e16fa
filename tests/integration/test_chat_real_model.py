"""A real small model behind a real server on loopback: wiring, streaming, leaving, and a server that dies."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from chat_parts import RecordingClock, answerer
from small_model import SmallModel, small_model

from qa import Settings, open_pipeline
from qa.chat.answering import ChatAnswerer
from qa.chat.opening import ChatChoice
from qa.encoding import Encoder
from qa.errors import ChatModelError
from qa.pipeline import Pipeline
from qa.types import Mode

HARBOUR = "Harbour opens\n\nHarbour master Anna Berg said that 12 ships entered the harbour on Monday. The work cost 40 crowns.\n"
QUESTION = "How many ships entered the harbour?"
SLOW_SECONDS = 240.0  # a machine that is busy with other things reads a prompt slowly


@pytest.fixture(scope="module")
def model(encoder_cache: Path) -> Iterator[SmallModel]:
    with small_model(encoder_cache) as running:
        yield running


@pytest.fixture(scope="module")
def pipeline(model: SmallModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    folder = tmp_path_factory.mktemp("harbour")
    (folder / "articles").mkdir()
    (folder / "articles" / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    settings = Settings(
        articles=folder / "articles",
        index=folder / "index",
        chat_model=f"openai:{model.name}",
        chat_base_url=model.address,
        chat_reply_tokens=16,
        chat_token_timeout_seconds=SLOW_SECONDS,
        passages=1,
    )
    with open_pipeline(settings) as opened:
        opened.sync()
        yield opened


def is_idle(process: psutil.Process) -> bool:
    """Whether the process does nothing for half a second, some time in the next half a minute."""
    for _ in range(60):
        before = process.cpu_times()
        try:
            process.wait(timeout=0.5)
        except psutil.TimeoutExpired:
            after = process.cpu_times()
            if after.user + after.system - before.user - before.system <= 0.02:
                return True
    return False


def ask_at_length(model: SmallModel, encoder: Encoder, clock: RecordingClock) -> ChatAnswerer:
    """An answerer whose replies may be far longer than the test has time for."""
    chosen = ChatChoice(f"openai:{model.name}", model.address, None, 4000)
    return answerer(chosen, encoder, clock=clock, seconds=SLOW_SECONDS, token_seconds=SLOW_SECONDS)


def test_its_words_stream_in_and_whatever_they_are_the_promises_hold(pipeline: Pipeline, model: SmallModel) -> None:
    assert pipeline.describe_answering().endswith("on this machine (" + model.address[7:-3] + "); nothing leaves it.")
    states = list(pipeline.stream(QUESTION))
    drafts = [state.draft for state in states if state.draft]
    assert len(set(drafts)) >= 3
    answer = states[-1]
    assert answer.mode is Mode.CHAT
    assert answer.notice is None
    assert answer.check is not None
    assert answer.abstention is not None or answer.sentences
    for citation in answer.citations:
        assert HARBOUR[citation.start : citation.end] == citation.quote
    assert all(sentence.citations for sentence in answer.sentences)


def draft_then(chat: ChatAnswerer, pipeline: Pipeline, stop: threading.Event, act: Callable[[], None]) -> None:
    """Reads a reply, and does something once its first words are there."""
    passages = pipeline.retrieve(QUESTION, k=1)
    for worded in chat.stream(QUESTION, passages, pipeline.article, stop):
        if worded.draft:
            act()


def test_a_stream_that_is_stopped_ends_the_work_of_the_server(
    pipeline: Pipeline, model: SmallModel, encoder: Encoder
) -> None:
    chat = ask_at_length(model, encoder, RecordingClock())
    stop = threading.Event()
    with pytest.raises(ChatModelError, match="was stopped"):
        draft_then(chat, pipeline, stop, stop.set)
    assert is_idle(psutil.Process(model.process.pid))


def test_a_server_that_dies_is_one_clear_line(pipeline: Pipeline, model: SmallModel, encoder: Encoder) -> None:
    clock = RecordingClock()
    chat = ask_at_length(model, encoder, clock)
    with pytest.raises(ChatModelError, match="can't be reached; is its server running"):
        draft_then(chat, pipeline, threading.Event(), model.process.kill)
    assert clock.waited == [1.0, 2.0]
    answer = deque(pipeline.stream(QUESTION), maxlen=1).pop()
    assert answer.mode is Mode.EXTRACTIVE
    assert "12 ships" in answer.text

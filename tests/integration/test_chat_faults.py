"""A chat model that fails: one clear line, tries again that end, and the quoted answer in its place."""

import logging
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_parts import GOOD, KEY, QUESTION, RecordingClock, answered, answerer, choice
from free_ports import free_port
from model_servers import Behaviour, Exchange, ModelServer, breaks_off, model_server, refuses, says
from pydantic import SecretStr

from qa import Settings, open_pipeline
from qa.chat.opening import ChatChoice
from qa.encoding import Encoder
from qa.errors import ChatModelError, ChatTooLong
from qa.pipeline import Pipeline
from qa.types import Mode, Passage, Turn

SEEDS = Path(__file__).parent.parent.parent / "seeds"
INSTEAD = "The answer is quoted from the articles instead."
SAID = GOOD.replace(" [1]", "")
TOO_LONG = "This model's maximum context length is 4096 tokens"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture(scope="module")
def pipeline(server: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    settings = Settings(
        articles=SEEDS,
        index=tmp_path_factory.mktemp("index"),
        chat_model="openai:m",
        chat_base_url=server.address,
        chat_api_key=SecretStr(KEY),
    )
    with open_pipeline(settings) as opened:
        opened.sync()
        yield opened


@pytest.fixture(scope="module")
def passages(pipeline: Pipeline) -> list[Passage]:
    return pipeline.retrieve(QUESTION, k=8)


def loops(exchange: Exchange) -> None:
    """A behaviour: says the same for ever; the client has to leave."""
    exchange.begin()
    while True:
        exchange.piece("The harbour is open. ")


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (refuses(401, f"Incorrect API key provided: {KEY}"), "refused the key; check QA_CHAT_API_KEY (HTTP 401)"),
        (refuses(404, "no such model"), "is not known there; check QA_CHAT_MODEL and QA_CHAT_BASE_URL (HTTP 404)"),
        (refuses(400, f"bad header Bearer {KEY}"), "does not accept the request; check QA_CHAT_MODEL (HTTP 400)"),
        (
            refuses(429, "slow down", retry_after="90"),
            "too many requests at the moment (HTTP 429); it asks to wait 90 s",
        ),
        (loops, "repeats itself without end"),
    ],
)
def test_the_quoted_answer_stands_in_its_place_with_one_line_that_says_so(
    pipeline: Pipeline, server: ModelServer, behaviour: Behaviour, words: str
) -> None:
    server.script(behaviour)
    answer = pipeline.ask(QUESTION)
    assert answer.notice is not None
    assert words in answer.notice
    assert answer.notice.startswith(f"The chat model openai:m on this machine (127.0.0.1:{server.port}) ")
    assert answer.notice.endswith(INSTEAD)
    assert "\n" not in answer.notice
    assert answer.mode is Mode.EXTRACTIVE
    assert answer.citations[0].quote.startswith("Earlier it was reported that the US military transferred")
    assert (answer.draft, answer.check, answer.left_out) == ("", None, ())
    assert KEY not in answer.to_json()
    assert len(server.asked) == 1


def test_a_loop_is_left_at_the_server(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(loops)
    pipeline.ask(QUESTION)
    assert server.left.wait(timeout=30)


def test_a_server_that_breaks_off_after_checked_sentences_gives_way_to_quotes(
    pipeline: Pipeline, server: ModelServer
) -> None:
    server.script(breaks_off(f"{GOOD} They"))
    states = list(pipeline.stream(QUESTION))
    assert SAID in [sentence.text for state in states for sentence in state.sentences]
    assert states[-1].mode is Mode.EXTRACTIVE
    assert "broke off in the middle of its answer" in str(states[-1].notice)
    assert len(server.asked) == 1


def test_a_follow_up_that_can_not_be_rewritten_is_read_by_the_rules_and_quoted(
    pipeline: Pipeline, server: ModelServer
) -> None:
    server.script(refuses(401))
    answer = pipeline.ask("And why?", history=(Turn("Where was HIMARS moved from?", "Jordan. [1]"),))
    assert "HIMARS" in answer.standalone_question
    assert answer.mode is Mode.EXTRACTIVE
    assert INSTEAD in str(answer.notice)
    # A model that has just failed is not asked again for the answer.
    assert len(server.asked) == 1


def test_a_fault_after_the_draft_leaves_what_was_borne_out(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(says(f"{GOOD} They cost 5 million [1]. They cost 6 million [1]."), refuses(401))
    answer = pipeline.ask(QUESTION)
    assert [sentence.text for sentence in answer.sentences] == [SAID]
    assert len(answer.left_out) == 2
    assert answer.mode is Mode.CHAT
    assert "refused the key" in str(answer.notice)
    assert "could not be reworded" in str(answer.notice)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("script", "waits"),
    [
        ((refuses(429, retry_after="3"), says(GOOD)), [3.0]),
        ((refuses(500), refuses(503), says(GOOD)), [1.0, 2.0]),
        ((breaks_off("HIMARS sys"), says(GOOD)), [1.0]),
        ((breaks_off("HIMARS sys", politely=True), says(GOOD)), [1.0]),
        ((says(""), says(GOOD)), [1.0]),
        ((says("<think>What now?</think>"), says(GOOD)), [1.0]),
        ((refuses(400, TOO_LONG), says(GOOD)), []),
    ],
)
def test_what_may_pass_is_asked_again(
    server: ModelServer,
    encoder: Encoder,
    pipeline: Pipeline,
    passages: list[Passage],
    script: tuple[Behaviour, ...],
    waits: list[float],
) -> None:
    server.script(*script)
    clock = RecordingClock()
    worded = answered(answerer(choice(server), encoder, clock=clock), passages, pipeline.article)
    assert [sentence.text for sentence in worded.sentences] == [SAID]
    assert clock.waited == waits
    assert len(server.asked) == len(script)


@pytest.mark.parametrize(
    ("behaviour", "words", "asked"),
    [
        (refuses(500), "failed (HTTP 500)", 3),
        (breaks_off("HIMARS"), "broke off", 3),
        (says("  "), "gave an empty answer", 3),
        (refuses(429, retry_after="3"), "too many requests", 3),
    ],
)
def test_what_does_not_pass_is_given_up(
    server: ModelServer,
    encoder: Encoder,
    pipeline: Pipeline,
    passages: list[Passage],
    behaviour: Behaviour,
    words: str,
    asked: int,
) -> None:
    server.script(behaviour)
    with pytest.raises(ChatModelError) as caught:
        answered(answerer(choice(server), encoder), passages, pipeline.article)
    assert words in str(caught.value)
    assert len(server.asked) == asked
    assert KEY not in "".join(traceback.format_exception(caught.value))


def test_a_server_that_is_down_is_said_to_be(encoder: Encoder, pipeline: Pipeline, passages: list[Passage]) -> None:
    clock = RecordingClock()
    nowhere = ChatChoice("openai:m", f"http://127.0.0.1:{free_port()}/v1", SecretStr(KEY), 64)
    with pytest.raises(ChatModelError, match=r"can't be reached; is its server running\? See QA_CHAT_BASE_URL"):
        answered(answerer(nowhere, encoder, clock=clock), passages, pipeline.article)
    assert clock.waited == [1.0, 2.0]


def test_a_server_that_goes_silent_is_left(
    server: ModelServer, encoder: Encoder, pipeline: Pipeline, passages: list[Passage]
) -> None:
    server.script(server.waits("HIMARS "))
    chat = answerer(choice(server), encoder, token_seconds=0.5)
    with pytest.raises(ChatModelError, match=r"sent nothing for 0.5 s \(QA_CHAT_TOKEN_TIMEOUT_SECONDS\)"):
        answered(chat, passages, pipeline.article)
    assert server.left.wait(timeout=30)
    assert len(server.asked) == 1


def test_a_server_that_never_comes_to_an_end_is_left(
    server: ModelServer, encoder: Encoder, pipeline: Pipeline, passages: list[Passage]
) -> None:
    server.script(server.waits("HIMARS "))
    chat = answerer(choice(server), encoder, seconds=0.5)
    with pytest.raises(ChatModelError, match=r"took too long \(QA_CHAT_TIMEOUT_SECONDS\)"):
        answered(chat, passages, pipeline.article)
    assert server.left.wait(timeout=30)


def test_passages_are_trimmed_from_the_lowest_rank(
    server: ModelServer, encoder: Encoder, pipeline: Pipeline, passages: list[Passage]
) -> None:
    server.script(refuses(400, TOO_LONG), refuses(400, TOO_LONG), says(GOOD.replace("[1]", "[1][3]")))
    worded = answered(answerer(choice(server), encoder), passages, pipeline.article)
    sent = [[line for line in each.prompt.splitlines() if line.startswith("[")] for each in server.asked]
    assert [len(lines) for lines in sent] == [8, 4, 2]
    assert sent[2] == sent[0][:2]
    # What was not sent can't be cited.
    assert worded.check is not None
    assert worded.check.removed_markers == 1


def test_a_context_without_room_for_a_single_passage_is_an_error(
    server: ModelServer, encoder: Encoder, pipeline: Pipeline, passages: list[Passage]
) -> None:
    server.script(refuses(400, TOO_LONG))
    with pytest.raises(ChatTooLong, match="has no room for what was asked in its context"):
        answered(answerer(choice(server), encoder), passages, pipeline.article)
    assert len(server.asked) == 4


def test_the_key_is_in_no_log(pipeline: Pipeline, server: ModelServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(refuses(401, f"Incorrect API key provided: {KEY}"))
    answer = pipeline.ask(QUESTION)
    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in caplog.text
    assert KEY not in repr(pipeline.settings) + repr(answer)


def test_an_answer_that_nobody_wants_any_more_is_not_quoted_instead(pipeline: Pipeline, server: ModelServer) -> None:
    server.script(server.waits("HIMARS "))
    stop = threading.Event()
    states = []
    for state in pipeline.stream(QUESTION, stop=stop):
        states.append(state)
        if state.draft:
            stop.set()
    assert {state.mode for state in states} == {Mode.CHAT}
    assert server.left.wait(timeout=30)

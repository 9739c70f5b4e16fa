"""Every provider by one setting: the real client of each against a server that speaks its protocol."""

import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_parts import GOOD, KEY, QUESTION, answered, answerer, choice
from model_servers import ModelServer, breaks_off, model_server, refuses, says
from pydantic import SecretStr

from qa import Settings, open_pipeline
from qa.chat.opening import ChatChoice, open_chat_model
from qa.encoding import Encoder
from qa.errors import ChatModelError
from qa.pipeline import Pipeline
from qa.types import Passage

SEEDS = Path(__file__).parent.parent.parent / "seeds"
SAID = GOOD.replace(" [1]", "")
PROVIDERS = ["openai", "ollama", "anthropic"]


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    with open_pipeline(Settings(articles=SEEDS, index=tmp_path_factory.mktemp("index"))) as opened:
        opened.sync()
        yield opened


@pytest.fixture(scope="module")
def passages(pipeline: Pipeline) -> list[Passage]:
    return pipeline.retrieve(QUESTION, k=3)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_it_streams_and_is_given_the_key(
    provider: str, server: ModelServer, encoder: Encoder, pipeline: Pipeline, passages: list[Passage]
) -> None:
    server.script(says(GOOD))
    chat = answerer(choice(server, provider), encoder)
    states = list(chat.stream(QUESTION, passages, pipeline.article, threading.Event()))
    assert [state.draft for state in states][:3] == ["HIMARS", "HIMARS systems", "HIMARS systems were"]
    assert [sentence.text for sentence in states[-1].sentences] == [SAID]
    (asked,) = server.asked
    assert KEY in "".join(asked.headers.values())
    assert asked.body["stream"] is True
    assert QUESTION in asked.prompt


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_refusal_is_read_and_the_key_is_not_repeated(
    provider: str, server: ModelServer, encoder: Encoder, pipeline: Pipeline, passages: list[Passage]
) -> None:
    server.script(refuses(401, f"invalid key {KEY}"))
    with pytest.raises(ChatModelError, match=r"refused the key; check QA_CHAT_API_KEY \(HTTP 401\)") as caught:
        answered(answerer(choice(server, provider), encoder), passages, pipeline.article)
    assert KEY not in "".join(traceback.format_exception(caught.value))
    # The provider's package asks no second time by itself.
    assert len(server.asked) == 1


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_stream_that_is_cut_off_is_told_from_one_that_ends(
    provider: str, server: ModelServer, encoder: Encoder, pipeline: Pipeline, passages: list[Passage]
) -> None:
    server.script(breaks_off(GOOD, politely=True))
    with pytest.raises(ChatModelError, match="broke off in the middle"):
        answered(answerer(choice(server, provider), encoder), passages, pipeline.article)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_leaving_closes_the_connection(
    provider: str, server: ModelServer, encoder: Encoder, pipeline: Pipeline, passages: list[Passage]
) -> None:
    server.script(server.waits())
    stop = threading.Event()
    chat = answerer(choice(server, provider), encoder)

    def ask() -> None:
        with pytest.raises(ChatModelError, match="was stopped"):
            list(chat.stream(QUESTION, passages, pipeline.article, stop))

    asking = threading.Thread(target=ask)
    asking.start()
    assert server.begun.wait(timeout=60)
    stop.set()
    asking.join(timeout=30)
    assert not asking.is_alive()
    assert server.left.wait(timeout=30)


def test_ollama_is_given_room_for_the_passages(
    server: ModelServer, encoder: Encoder, pipeline: Pipeline, passages: list[Passage]
) -> None:
    server.script(says(GOOD))
    answered(answerer(choice(server, "ollama"), encoder), passages, pipeline.article)
    options = server.asked[0].body["options"]
    assert (options["num_ctx"], options["num_predict"], options["temperature"]) == (8192, 64, 0)
    assert server.asked[0].body["think"] is False


def test_the_key_of_another_service_is_not_handed_to_a_server_of_ones_own(
    server: ModelServer,
    encoder: Encoder,
    pipeline: Pipeline,
    passages: list[Passage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    server.script(says(GOOD))
    own = ChatChoice("openai:m", server.address, None, 64)
    answered(answerer(own, encoder), passages, pipeline.article)
    assert KEY not in str(server.asked[0].headers)


def test_no_variable_of_the_provider_sends_questions_elsewhere(
    server: ModelServer, encoder: Encoder, pipeline: Pipeline, passages: list[Passage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/elsewhere")
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:9")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    for provider in PROVIDERS:
        server.script(says(GOOD))
        answered(answerer(choice(server, provider), encoder), passages, pipeline.article)
        assert len(server.asked) == 1


@pytest.mark.parametrize("name", ["nobody:model", "no provider at all", ":", "openai"])
def test_an_unknown_provider_is_named_with_the_way_out(name: str) -> None:
    with pytest.raises(ChatModelError, match=f"QA_CHAT_MODEL={name} can't be used; write provider:model"):
        open_chat_model(ChatChoice(name, None, SecretStr(KEY), 64))


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("langchain_mistralai", "langchain_huggingface"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ChatModelError, match="its package is not installed: pip install langchain-mistralai"):
        open_chat_model(ChatChoice("mistralai:m", None, SecretStr(KEY), 64))
    with pytest.raises(ChatModelError, match=r"its package is not installed: pip install 'qa\[huggingface\]'"):
        open_chat_model(ChatChoice("huggingface:m", None, SecretStr(KEY), 64))


def test_a_client_that_refuses_its_settings_does_not_repeat_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ChatModelError, match="QA_CHAT_MODEL=openai:m can't be used") as caught:
        open_chat_model(ChatChoice("openai:m", None, None, 64))
    assert caught.value.__context__ is None


def test_a_tracing_service_that_the_environment_names_is_told_nothing(server: ModelServer, tmp_path: Path) -> None:
    """A process of its own: the tracing package reads its variables once."""
    code = (
        "import sys; from pathlib import Path; from qa import Settings, open_pipeline\n"
        "with open_pipeline(Settings(articles=Path(sys.argv[1]), index=Path(sys.argv[2]))) as pipeline:\n"
        "    pipeline.sync()\n"
        "    print(pipeline.ask(sys.argv[3]).abstention)\n"
        "from langchain_core.tracers.langchain import wait_for_all_tracers; wait_for_all_tracers()\n"
    )
    server.script(refuses(500))
    tracing = {"LANGSMITH_TRACING": "true", "LANGSMITH_ENDPOINT": server.root, "LANGSMITH_API_KEY": "x"}
    run = subprocess.run(
        [sys.executable, "-c", code, str(SEEDS), str(tmp_path), QUESTION],
        env={**os.environ, **tracing},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "None\n")
    assert server.paths == []

"""The endpoint for programs, and the process around the page."""

import json
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from free_ports import free_port
from gradio_client import Client
from gradio_client.exceptions import AppError
from pages import LINES, UNANSWERABLE, WHY
from webserver import ROOT, WebServer, spawn, started, wait_until_ready

from qa.types import Answer


@pytest.fixture(scope="module")
def client(seeds: WebServer) -> Iterator[Client]:
    connected = Client(seeds.address, verbose=False, analytics_enabled=False)
    yield connected
    connected.close()  # type: ignore[no-untyped-call]


def ask(client: Client, question: str, **given: Any) -> Answer:
    result = client.predict(question, api_name="/chat", **given)
    seconds = result.pop("seconds")
    assert set(seconds) >= {"retrieve", "answer"}
    return Answer.from_json(json.dumps(result))


def test_chat_is_the_only_endpoint_for_programs(client: Client) -> None:
    described = client.view_api(return_format="dict", print_info=False)
    assert isinstance(described, dict)
    assert set(described["named_endpoints"]) == {"/chat"}
    assert described["unnamed_endpoints"] == {}
    names = [each["parameter_name"] for each in described["named_endpoints"]["/chat"]["parameters"]]
    assert names == ["question", "history", "sources", "date_from", "date_to"]


def test_the_answer_comes_as_the_record(client: Client) -> None:
    answer = ask(client, WHY)
    assert answer.question == WHY
    assert answer.abstention is None
    citation = answer.citations[0]
    raw = (ROOT / "seeds" / citation.article_id).read_text(encoding="utf-8")
    assert raw[citation.start : citation.end] == citation.quote


def test_an_abstention_is_an_answer(client: Client) -> None:
    answer = ask(client, UNANSWERABLE)
    assert answer.abstention is not None
    assert answer.text.startswith("The articles do not clearly answer this. What comes nearest: ")
    assert [sentence.citations for sentence in answer.sentences] == [(1,)]


def test_history_and_limits_are_taken(client: Client) -> None:
    history = [{"question": "Who is Michelle Baldanza?", "answer": "A spokeswoman of the US Army [1]"}]
    answer = ask(client, LINES, history=history, sources=["004_ebe3ddc0ea8b3ae0.txt"])
    assert {passage.chunk.article_id for passage in answer.passages} <= {"004_ebe3ddc0ea8b3ae0.txt"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"history": [{"q": "x"}]}, r"history\[0\].question: is missing"),
        ({"history": [1]}, r"history\[0\]: is no JSON object"),
        ({"date_from": "soon"}, "date_from: is no day"),
        ({"date_from": "2018-01-01", "date_to": "2017-01-01"}, "after"),
    ],
)
def test_wrong_arguments_are_refused_in_one_line(client: Client, given: dict[str, Any], message: str) -> None:
    with pytest.raises(AppError, match=message) as caught:
        client.predict(LINES, api_name="/chat", **given)
    assert "\n" not in str(caught.value)


def test_a_busy_port_is_said_and_the_next_free_one_taken(hostile: WebServer) -> None:
    said = hostile.lines[0]
    taken = int(hostile.address.rsplit(":", 1)[1])
    busy = int(said.split()[1])
    assert said == f"Port {busy} is busy; taking {taken}."
    assert taken > busy


def test_the_page_opens_at_once_and_what_was_read_is_said_after_it(seeds: WebServer) -> None:
    assert seeds.lines[0] == "Answers are quoted from the articles, on this machine; nothing leaves it."
    assert seeds.lines[-2:] == [seeds.address, "5 added."]
    port = seeds.address.rsplit(":", 1)[1]
    assert seeds.address == f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_and_the_next_start_finds_its_index(tmp_path: Path, how: signal.Signals) -> None:
    server = spawn(ROOT / "seeds", tmp_path, port=free_port())
    wait_until_ready(server)
    assert server.stop(how) == 0
    assert server.process.stderr is not None
    assert server.process.stderr.read() == ""
    with started(ROOT / "seeds", tmp_path) as again:
        assert again.lines[-1] == "5 unchanged."
        with socket.create_connection(("127.0.0.1", int(again.address.rsplit(":", 1)[1])), timeout=5) as visitor:
            assert visitor.getpeername()[0] == "127.0.0.1"


def test_what_stops_the_start_is_one_line_on_stderr(tmp_path: Path) -> None:
    server = spawn(tmp_path / "nowhere", tmp_path / "index", port=free_port())
    _, stderr = server.process.communicate(timeout=120)
    assert server.process.returncode == 1
    assert stderr.startswith("error: ")
    assert stderr.count("\n") == 1
    assert "nowhere" in stderr

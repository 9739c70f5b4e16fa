"""The web chat as strangers meet it: other names, other sites, floods, and an end that waits for nobody."""

import json
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from free_ports import free_port
from webserver import ROOT, WebServer, spawn, wait_until_ready

QUESTION = "Which areas of Syria did Russian strikes hit?"
CALL = "/gradio_api/call/chat"


def body(question: str, history: object = ()) -> dict[str, object]:
    return {"data": [question, list(history), [], None, None]}  # type: ignore[call-overload]


@pytest.fixture
def visitor(seeds: WebServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=seeds.address, timeout=60) as client:
        yield client


def events(visitor: httpx.Client, event_id: str) -> str:
    return visitor.get(f"{CALL}/{event_id}").text


def test_the_page_tells_no_path_and_nothing_of_the_articles_before_it_is_opened(
    visitor: httpx.Client, seeds: WebServer
) -> None:
    for path in ("/", "/config"):
        text = visitor.get(path).text
        assert str(ROOT) not in text
        assert str(seeds.articles) not in text
        assert "Latakia" not in text
        assert re.search(r"HIMARS|Al-Tanf", text) is None


def test_probes_are_told_that_it_answers_and_that_it_has_read_its_folder(visitor: httpx.Client) -> None:
    assert visitor.get("/healthz").json() == {"status": "ok"}
    assert (visitor.get("/readyz").status_code, visitor.get("/readyz").text) == (200, "ready")


def test_other_names_other_sites_and_uploads_are_refused(visitor: httpx.Client) -> None:
    assert visitor.get("/", headers={"host": "evil.example"}).status_code == 421
    assert visitor.get("/config", headers={"origin": "https://evil.example"}).status_code == 403
    assert visitor.post(CALL, json=body(QUESTION), headers={"origin": "https://evil.example"}).status_code == 403
    assert visitor.post("/gradio_api/upload", files={"files": b"x" * 1000}).status_code == 404
    assert visitor.post(CALL, content=b"x" * 1_000_001).status_code == 413
    own = visitor.get("/config", headers={"origin": str(visitor.base_url).rstrip("/")})
    assert (own.status_code, own.headers.get("access-control-allow-origin")) == (200, None)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (body("a" * 4000), "a word of 4,000 characters"),
        (body("bridge " * 1000), "The question has 7,000 characters"),
        (body("Why?", [{"question": "q", "answer": "a"}] * 600), "The history has 600 turns"),
        (body("Why?", [{"question": "q", "answer": "a" * 50_000}] * 10), "The history has 500,010 characters"),
    ],
)
def test_what_is_too_large_is_said_in_one_line(visitor: httpx.Client, asked: dict[str, object], said: str) -> None:
    refused = visitor.post(CALL, json=asked)
    assert refused.status_code == 413
    assert said in refused.json()["detail"]


def test_a_flood_is_turned_away_and_the_next_visitor_is_answered(visitor: httpx.Client) -> None:
    codes = [visitor.post(CALL, json=body(f"{QUESTION} {number}")) for number in range(40)]
    refused_at_once = [each for each in codes if each.status_code == 429]
    assert len(refused_at_once) >= 20
    assert all(int(each.headers["retry-after"]) >= 1 for each in refused_at_once)
    # Nobody listens for those that were taken, so they are given up, and there is room again.
    deadline = time.monotonic() + 60
    while (last := visitor.post(CALL, json=body(QUESTION))).status_code == 429:
        assert time.monotonic() < deadline
    assert "Latakia" in events(visitor, last.json()["event_id"])
    numbers = visitor.get("/metrics").text
    refused = re.search(r"^qa_questions_refused_total (\S+)$", numbers, re.MULTILINE)
    assert refused is not None
    assert float(refused[1]) >= len(refused_at_once)
    assert re.search(r'^qa_stage_seconds_count\{stage="retrieve"\} [1-9]', numbers, re.MULTILINE)
    assert re.search(r"^qa_index_chunks [1-9]", numbers, re.MULTILINE)
    assert "Latakia" not in numbers


def test_a_signal_ends_it_within_seconds_whoever_waits_and_listens(tmp_path: Path) -> None:
    # The log tells of them too, and of no question; a collector that is not there holds up nothing.
    settings = {"QA_WORKERS": "2", "QA_LOG": "json", "QA_OTLP_ENDPOINT": f"http://127.0.0.1:{free_port()}"}
    server = spawn(ROOT / "seeds", tmp_path, port=free_port(), settings=settings)
    wait_until_ready(server)
    with httpx.Client(base_url=server.address, timeout=60) as visitor:
        events(visitor, visitor.post(CALL, json=body("Hello")).json()["event_id"])
        for number in range(8):
            assert visitor.post(CALL, json=body(f"{QUESTION} {number}")).status_code == 200
        with visitor.stream("GET", "/gradio_api/heartbeat/abc") as stream:
            assert stream.status_code == 200
            assert server.stop(signal.SIGTERM) == 0  # it waits for neither: that would take longer than it is given
    assert server.process.stderr is not None
    lines = [json.loads(line) for line in server.process.stderr.read().splitlines()]
    ended = [line for line in lines if line["logger"] == "qa.answers"]
    assert ended[0]["outcome"] == "answered"
    assert [line for line in lines if line["logger"].partition(".")[0] not in ("qa", "opentelemetry")] == []
    assert QUESTION not in str(lines)

"""Answers observed: numbers for Prometheus, lines for a log, traces for a collector; and who may see them."""

import asyncio
import io
import json
import logging
import math
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from fastapi import FastAPI
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from scripted_pipeline import answer, declined

from qa.errors import AbandonedError, LimitError, SettingsError, StoreError
from qa.index.catalogue import IndexSize
from qa.logs import JsonLines, PlainLines
from qa.types import Answer
from qa.users import Role, Sessions, UserFile
from qa.web.metrics import Metrics
from qa.web.observing import Observation, Outcome, log_answers, observed
from qa.web.signing import SigningIn
from qa.web.tracing import Tracing
from qa.web.turnstile import Turnstile

SECRET = "Who took the ferry?"


def failing(error: Exception) -> Iterator[Answer]:
    yield answer("Dogs bark at night.")
    raise error


def seen(*streams: Iterator[Answer], most: int = 99) -> list[Observation]:
    """What an observer is told of answers of which so many states are read."""
    observations: list[Observation] = []
    for stream in streams:
        watched = observed(stream, SECRET, [observations.append])
        try:
            for _, _ in zip(range(most), watched, strict=False):
                pass
        except (LimitError, AbandonedError, ZeroDivisionError):
            continue
        finally:
            watched.close()
    return observations


def test_every_end_of_an_answer_is_told_once_with_its_outcome_and_without_its_question() -> None:
    told = seen(
        iter([answer("Dogs bark at night.")]),
        iter([declined()]),
        failing(LimitError("too long")),
        failing(AbandonedError("left")),
        failing(ZeroDivisionError()),
    )
    told += seen(iter([declined(), declined()]), most=1)
    assert [(each.outcome, each.reason) for each in told] == [
        (Outcome.ANSWERED, ""),
        (Outcome.DECLINED, "near_but_not_answered"),
        (Outcome.FAILED, "LimitError"),
        (Outcome.STOPPED, ""),
        (Outcome.FAILED, "defect"),
        (Outcome.STOPPED, ""),
    ]
    assert (told[0].stages, told[0].mode, told[0].citations) == ({"read": 0.25}, "extractive", 1)
    assert len({each.answer_id for each in told}) == 6
    assert SECRET not in repr(told)


def numbers(metrics: Metrics) -> dict[str, float]:
    lines = asyncio.run(metrics.drawn()).decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def test_the_numbers_are_those_of_what_was_asked() -> None:
    turnstile = Turnstile(most_waiting=1, most_of_one=0)
    metrics = Metrics(turnstile, lambda: IndexSize(3, 14, 159_000))
    assert numbers(metrics)['qa_questions_total{outcome="failed"}'] == 0
    for observation in seen(iter([answer("Dogs bark at night.")]), iter([declined()]), failing(LimitError("x"))):
        metrics.observe(observation)
    for _ in range(2):
        assert turnstile.refusal("anna") is not None
        found = numbers(metrics)
    assert found['qa_questions_total{outcome="answered"}'] == 1
    assert found['qa_questions_total{outcome="declined"}'] == 1
    assert found['qa_abstentions_total{reason="near_but_not_answered"}'] == 1
    assert found['qa_failures_total{error="LimitError"}'] == 1
    assert found["qa_answer_seconds_count"] == 3
    assert found['qa_stage_seconds_sum{stage="read"}'] == 0.5
    assert found["qa_questions_refused_total"] == 2
    assert (found["qa_questions_waiting"], found["qa_questions_answering"]) == (0, 0)
    assert [found[f"qa_index_{each}"] for each in ("articles", "chunks", "bytes")] == [3, 14, 159_000]


def test_an_index_that_cannot_be_reached_holds_back_none_of_the_other_numbers() -> None:
    def fail() -> IndexSize:
        raise StoreError("the server is gone")

    found = numbers(Metrics(Turnstile(most_waiting=1, most_of_one=1), fail))
    assert math.isnan(found["qa_index_articles"])
    assert found['qa_questions_total{outcome="failed"}'] == 0


def test_the_numbers_are_for_this_machine_or_with_users_for_a_key(tmp_path: Path) -> None:
    users = UserFile(tmp_path / "users.json")
    users.add("anna", "a good long password", Role.EDITOR)
    key = users.add_key("prometheus", Role.READER)
    sessions = Sessions(users)
    cookie = sessions.sign_in("anna", "a good long password", "127.0.0.1")
    app = FastAPI()
    Metrics(Turnstile(most_waiting=1, most_of_one=1), lambda: IndexSize(0, 0, 0)).serve_on(app)

    async def status(client: str, host: str, headers: dict[str, str], among: Sessions | None) -> int:
        door = SigningIn(app, among, role=Role.READER)
        transport = httpx.ASGITransport(app=door, client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}:7860") as visitor:
            return (await visitor.get("/metrics", headers=headers)).status_code

    async def all_of_them() -> list[int]:
        bearer = {"authorization": f"Bearer {key}"}
        return [
            await status("127.0.0.1", "localhost", {}, None),
            await status("::1", "127.0.0.1", {}, None),
            await status("10.0.0.5", "10.0.0.1", {}, None),
            await status("127.0.0.1", "qa.example.org", {}, None),  # by another server on this machine
            await status("127.0.0.1", "localhost", {}, sessions),
            await status("127.0.0.1", "localhost", {"cookie": f"qa_session={cookie}"}, sessions),
            await status("10.0.0.5", "10.0.0.1", bearer, sessions),
        ]

    assert asyncio.run(all_of_them()) == [200, 200, 403, 403, 401, 403, 200]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("qa")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(level)


def test_a_line_of_json_is_logged_for_an_answer_with_the_question_only_where_asked_for(logged: io.StringIO) -> None:
    (observation,) = seen(iter([answer("Dogs bark at night.")]))
    log_answers(with_questions=False)(observation)
    assert SECRET not in logged.getvalue()
    log_answers(with_questions=True)(observation)
    first, second = map(json.loads, logged.getvalue().splitlines())
    assert first["logger"] == "qa.answers"
    assert first["time"].endswith("+00:00")
    assert (first["outcome"], first["stages"], first["citations"]) == ("answered", {"read": 0.25}, 1)
    assert first["answer_id"] == second["answer_id"] == observation.answer_id
    assert second["question"] == SECRET


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines("%(message)s")])
def test_what_is_logged_is_not_obeyed_by_a_terminal(formatter: logging.Formatter) -> None:
    try:
        raise ValueError("\x1b[2J\x9b\u202e")
    except ValueError as error:
        trace = (ValueError, error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "f.py", 1, "of %s", ("\x1b]0;owned\x07",), trace)
    line = formatter.format(record)
    assert "\\u001b]0;owned\\u0007" in line
    assert "ValueError" in line
    assert [mark for mark in "\x1b\x07\x9b\u202e" if mark in line] == []


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    """Takes spans as an OpenTelemetry collector does."""

    def __init__(self) -> None:
        self.spans: list[Any] = []

    def Export(self, request: trace_service_pb2.ExportTraceServiceRequest, context: object) -> object:  # noqa: N802
        """Keeps them."""
        self.spans += [span for each in request.resource_spans for scope in each.scope_spans for span in scope.spans]
        return trace_service_pb2.ExportTraceServiceResponse()


def test_a_collector_gets_a_span_for_the_answer_and_its_stages_and_no_text() -> None:
    collector = Collector()
    server = grpc.server(futures.ThreadPoolExecutor(2))  # type: ignore[no-untyped-call]
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(collector, server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        (observation,) = seen(iter([declined(SECRET)]), most=99)
        (other,) = seen(iter([answer("Dogs bark at night.")]))
        with Tracing(f"http://127.0.0.1:{port}") as tracing:
            tracing.observe(observation)
            tracing.observe(other)
    finally:
        server.stop(None)
    spans = {span.name: span for span in collector.spans}
    assert sorted(span.name for span in collector.spans) == ["answer", "answer", "read"]
    assert spans["read"].parent_span_id == spans["answer"].span_id
    assert spans["read"].end_time_unix_nano - spans["read"].start_time_unix_nano == 250_000_000
    facts = {each.key: each.value.string_value for each in spans["answer"].attributes}
    assert (facts["qa.outcome"], facts["qa.answer_id"]) == ("answered", other.answer_id)
    assert SECRET not in str(collector.spans)


def test_an_address_that_is_none_is_named() -> None:
    with pytest.raises(SettingsError, match="QA_OTLP_ENDPOINT=nowhere: is no address"):
        Tracing("nowhere")

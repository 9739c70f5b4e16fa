"""Numbers for Prometheus: what is asked and comes of it, how long that takes, who waits, how much is indexed."""

import math
from collections.abc import Callable

from fastapi import FastAPI, HTTPException, Request, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from qa.errors import StoreError
from qa.index.catalogue import IndexSize
from qa.web.guard import host_is_loopback, host_name
from qa.web.observing import Observation, Outcome
from qa.web.turnstile import Turnstile
from qa.web.workers import Workers

PATH = "/metrics"
_ANSWER_SECONDS = (0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60)
_STAGE_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30)


class Metrics:
    """The numbers of one server.

    Args:
        turnstile: knows who waits.
        size: how much is indexed; asked each time the numbers are.
        workers: that answer, or None where the server's own process does.
    """

    def __init__(self, turnstile: Turnstile, size: Callable[[], IndexSize], workers: Workers | None = None) -> None:
        self._turnstile = turnstile
        self._size = size
        self._workers = workers
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._questions = Counter(
            "qa_questions", "Questions that ended, by what came of them.", ["outcome"], registry=registry
        )
        self._declined = Counter(
            "qa_abstentions", "Questions without an answer, by the reason.", ["reason"], registry=registry
        )
        self._failed = Counter(
            "qa_failures", "Questions that ended in an error, by its kind.", ["error"], registry=registry
        )
        self._seconds = Histogram(
            "qa_answer_seconds", "Seconds until an answer had ended.", buckets=_ANSWER_SECONDS, registry=registry
        )
        self._stages = Histogram(
            "qa_stage_seconds",
            "Seconds of each stage of an answer.",
            ["stage"],
            buckets=_STAGE_SECONDS,
            registry=registry,
        )
        self._refused = Counter("qa_questions_refused", "Questions turned away: too many waited.", registry=registry)
        self._refused_told = 0
        self._waiting = Gauge("qa_questions_waiting", "Questions that wait for their turn.", registry=registry)
        self._answering = Gauge("qa_questions_answering", "Questions that are being answered.", registry=registry)
        self._processes = Gauge("qa_workers", "Processes that answer and are ready.", registry=registry)
        self._restarts = Gauge(
            "qa_worker_restarts", "Processes that answered, ended, and were replaced.", registry=registry
        )
        self._index = {
            name: Gauge(f"qa_index_{name}", f"{name.capitalize()} of the index.", registry=registry)
            for name in ("articles", "chunks", "bytes")
        }
        for outcome in Outcome:  # a rate of what has not happened yet is 0, not unknown
            self._questions.labels(outcome.value)

    def observe(self, observation: Observation) -> None:
        """Counts an answer that has ended."""
        self._questions.labels(observation.outcome.value).inc()
        if observation.outcome is Outcome.DECLINED:
            self._declined.labels(observation.reason).inc()
        if observation.outcome is Outcome.FAILED:
            self._failed.labels(observation.reason).inc()
        self._seconds.observe(observation.seconds)
        for stage, seconds in observation.stages.items():
            if seconds:  # a remembered answer goes through none of its stages again
                self._stages.labels(stage).observe(seconds)

    async def drawn(self) -> bytes:
        """All numbers as Prometheus reads them."""
        try:
            size = await run_in_threadpool(self._size)
        except StoreError:
            size = None  # at a server that can't be reached; all other numbers are ours
        for name, gauge in self._index.items():
            gauge.set(math.nan if size is None else getattr(size, name))
        self._refused.inc(self._turnstile.refused - self._refused_told)
        self._refused_told = self._turnstile.refused
        self._waiting.set(self._turnstile.waiting)
        self._answering.set(self._turnstile.answering)
        if self._workers is not None:
            self._processes.set(len(self._workers.processes))
            self._restarts.set(self._workers.restarts)
        return generate_latest(self._registry)

    def serve_on(self, app: FastAPI) -> None:
        """Adds the page of the numbers: for this machine, or for a program's key where there are users."""

        @app.get(PATH)
        async def metrics(request: Request) -> Response:
            """The numbers."""
            if not may_see(request.scope):
                raise HTTPException(403, "Only this machine sees the numbers, or a program with its key.")
            return Response(await self.drawn(), media_type=CONTENT_TYPE_LATEST)


def may_see(scope: Scope) -> bool:
    """Whether a request comes with a program's key, or, where nobody has to sign in, from this machine to itself.

    Through another server in front, everybody seems to come from this machine: so with users, a key it has to be.
    """
    if "qa_user" in scope:
        return bool(scope["qa_is_key"])
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    client = (scope.get("client") or ("",))[0]
    return host_is_loopback(client) and host_is_loopback(host_name(host))

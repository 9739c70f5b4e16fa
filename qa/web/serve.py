"""The web chat as a server: read the articles, take a free port, answer until told to stop."""

import errno
import importlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from qa.errors import SettingsError
from qa.settings import Settings, conversations_file
from qa.web.archive import Archive
from qa.web.chat import Desk
from qa.web.following import Following
from qa.web.observing import ObservedPipeline, log_answers
from qa.web.tracing import Tracing
from qa.web.turnstile import ANSWERS_AT_ONCE, Turnstile
from qa.web.visiting import visiting
from qa.web.workers import Workers
from qa.whereabouts import describe_library, describe_vectors

PORTS_TRIED = 100


def serve(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serves the web chat until SIGINT or SIGTERM, then returns.

    ``announce`` is given one line at a time: a busy port, who can come in, the address as ``http://127.0.0.1:7860`` when the
    page can be opened, and what came of reading the articles, which goes on meanwhile.

    Raises:
        SettingsError: the host can't be listened on, or no port from ``settings.port`` on is free.
        QAError: the articles, the index or the models can't be used.
    """
    visitors = visiting(settings)
    observers = [log_answers(with_questions=settings.log_questions)]
    listener, port = listen(settings.host, settings.port)
    with listener, _ended_by_signal(), ExitStack() as stack:
        if settings.otlp_endpoint:
            observers.append(stack.enter_context(Tracing(settings.otlp_endpoint)).observe)
        if port != settings.port:
            announce(f"Port {settings.port} is busy; taking {port}.")
        # Gradio takes seconds to import, the encoder takes seconds to warm up: both at once.
        importing = threading.Thread(target=importlib.import_module, args=("qa.web.server",), name="import-gradio")
        importing.start()
        try:
            with Archive(conversations_file(settings)) as archive, ObservedPipeline(settings) as pipeline:
                announce(pipeline.describe_answering())
                announce(pipeline.who_reads)
                database = settings.database_url.get_secret_value() if settings.database_url else None
                for kept in filter(None, (describe_library(database), describe_vectors(settings.chroma_url))):
                    announce(kept)
                if visitors.notice:
                    announce(visitors.notice)
                place = (
                    f"what is in {pipeline.index.home}" if settings.replica else f"the articles in {settings.articles}"
                )
                announce(f"Reading {place} …")
                importing.join()
                from qa.web.metrics import Metrics
                from qa.web.server import run

                turnstile = Turnstile(
                    most_waiting=settings.questions_waiting,
                    most_of_one=settings.questions_of_one,
                    at_once=ANSWERS_AT_ONCE * settings.workers,
                )
                desk = Desk(pipeline, archive)
                if settings.workers > 1:
                    pipeline.workers = stack.enter_context(Workers(settings, announce=announce))
                metrics = Metrics(turnstile, pipeline.size, pipeline.workers)
                for observer in (*observers, metrics.observe):
                    pipeline.tell(observer)
                ready = partial(announce, address(settings.host, port))
                with Following(pipeline, announce=announce, heard=desk.hear):
                    has_ended = run(desk, turnstile, visitors, metrics, listener, ready=ready)
            if not has_ended:
                # A network can't be interrupted, and an interpreter that ends around one aborts. All is written by now.
                os._exit(0)
        finally:
            importing.join()  # an interpreter that ends in the middle of an import complains at length


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Leaves the block on SIGINT and SIGTERM alike, so that the index is closed; other threads get no signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # By default SIGTERM ends the process on the spot, and whatever is open stays as it is.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)


def listen(host: str, port: int) -> tuple[socket.socket, int]:
    """A listening socket on the first free port from ``port`` on, and that port. Raises SettingsError."""
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        try:
            family, kind, protocol, _, place = socket.getaddrinfo(
                host, candidate, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
        except socket.gaierror as error:
            raise SettingsError(f"QA_HOST={host}: {error.strerror}", variable="QA_HOST", value=host) from error
        listener = socket.socket(family, kind, protocol)
        # Without it a restart would find its own port taken for a minute. A port that is listened on stays refused.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(place)
            listener.listen()
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                raise SettingsError(
                    f"QA_HOST={host}, QA_PORT={candidate}: {error.strerror}", variable="QA_HOST", value=host
                ) from error
            continue
        return listener, candidate
    raise SettingsError(f"QA_PORT={port}: busy, and so are the ports after it", variable="QA_PORT", value=str(port))


def address(host: str, port: int) -> str:
    """The address to open in a browser."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - read here, not listened on
    shown = everywhere.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"

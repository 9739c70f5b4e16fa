"""The page as a web application, and the loop that serves it. Importing this takes seconds: it brings in Gradio."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib.resources import files

import gradio as gr
import uvicorn
from fastapi import FastAPI, HTTPException, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.limits import CONNECTIONS
from qa.web.chat import Desk
from qa.web.endpoint import asks
from qa.web.exports import FORMS
from qa.web.guard import Guard
from qa.web.look import asset, make_theme
from qa.web.metrics import Metrics
from qa.web.page import build_page
from qa.web.programs.asking import Asking
from qa.web.programs.routes import PREFIX, make_api
from qa.web.programs.tools import ToolEndpoint, make_tool_server
from qa.web.signing import SigningIn
from qa.web.turns import Turns
from qa.web.turnstile import Turnstile
from qa.web.visiting import Visiting
from qa.web.visitors import Visitors

# Browsers keep a connection open for events: waiting for them to hang up would make Ctrl-C seem dead.
FAREWELL_SECONDS = 1

# The page needs nothing from elsewhere, so the browser is told to fetch nothing from elsewhere, whatever an article or
# a chat model slips in. Gradio's own scripts are inline and evaluate templates, which is why those two are let through.
_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def make_app(desk: Desk, turnstile: Turnstile, visitors: Visiting, metrics: Metrics) -> ASGIApp:
    """The web application: the page at ``/``, its endpoint, and headers that keep the browser to this machine.

    Around it stand the guard, who asks for names, and the turnstile.
    """
    asking = Asking(desk.pipeline, turnstile)
    tools = ToolEndpoint(make_tool_server(asking))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with tools.requests.run():
            yield

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(Visitors)
    app.add_middleware(_Headers)

    _add_probes(app, desk)
    app.mount(PREFIX, make_api(desk, asking))
    app.router.routes.append(Route("/mcp", tools))
    metrics.serve_on(app)

    @app.get("/conversations/{conversation_id}.{form}")
    def export(conversation_id: str, form: str) -> Response:
        """A kept conversation as a file, by its id, which can't be guessed."""
        drawn = desk.export(conversation_id, form) if form in FORMS else None
        if drawn is None:
            raise HTTPException(404, "There is no such conversation.")
        name = f'attachment; filename="conversation.{form}"'
        return Response(drawn, media_type=f"{FORMS[form]}; charset=utf-8", headers={"content-disposition": name})

    page = build_page(desk, turnstile)
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size="1mb",
        show_error=False,  # of a defect the page says that it happened; the details are for the log
        favicon_path=str(files("qa.web").joinpath("assets", "icon.svg")),
        theme=make_theme(),
        css="".join(map(asset, ("page.css", "ask.css", "library.css", "overview.css"))),
    )
    turns = Turns(app, turnstile=turnstile, is_question=lambda body: asks(page, body))
    return Guard(
        SigningIn(turns, visitors.sessions, role=visitors.role, is_replica=desk.pipeline.settings.replica),
        names=visitors.names,
    )


def _add_probes(app: FastAPI, desk: Desk) -> None:
    """What whoever watches over the server asks: does it answer, and has it read its folder?"""

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """Says that the server answers."""
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> Response:
        """Says whether the folder has been read for the first time."""
        return Response("ready" if desk.is_ready else "reading", status_code=200 if desk.is_ready else 503)


def run(
    desk: Desk,
    turnstile: Turnstile,
    visitors: Visiting,
    metrics: Metrics,
    listener: socket.socket,
    *,
    ready: Callable[[], None],
) -> bool:
    """Serves the page on a socket that listens already, until a signal ends it; calls ``ready`` once it answers.

    Gives whether all work on answers has ended by then.
    """
    config = uvicorn.Config(
        make_app(desk, turnstile, visitors, metrics),
        log_config=None,  # as everything else is logged
        log_level="warning",
        access_log=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=FAREWELL_SECONDS,
    )
    with suppress(KeyboardInterrupt):  # uvicorn raises the signal that has ended it once more
        _Server(config, ready, turnstile).run(sockets=[listener])
    return turnstile.close(seconds=FAREWELL_SECONDS)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], turnstile: Turnstile) -> None:
        super().__init__(config)
        self._ready = ready
        self._turnstile = turnstile

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._turnstile.close(seconds=0)
        await super().shutdown(sockets)


class _Headers:
    """Adds the headers to every response; plain ASGI, so that streamed responses are not held back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(scope, receive, send_with_headers)

"""The tools of the Model Context Protocol over standard input and output: ``qa mcp``."""

import asyncio
import threading
from collections.abc import Callable

from mcp.server.stdio import stdio_server

from qa.pipeline import Pipeline, open_pipeline
from qa.reports import SyncReport
from qa.settings import Settings
from qa.web.following import Following
from qa.web.programs.asking import Asking
from qa.web.programs.tools import make_tool_server
from qa.web.turnstile import Turnstile

_READING_SECONDS = 15.0
_FAREWELL_SECONDS = 5.0


def serve_tools(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Serves the tools until standard input ends; follows the folder meanwhile.

    ``announce`` is given one line at a time: what came of reading the articles, and what goes wrong with them.

    Raises:
        QAError: the articles, the index or the models can't be used.
    """
    has_read = threading.Event()

    def hear(_: str, report: SyncReport | None) -> None:
        if report is not None:
            has_read.set()

    with open_pipeline(settings) as pipeline, Following(pipeline, announce=announce, heard=hear):
        # A first question would else be told that there are no articles. Programs don't wait for ever, though.
        has_read.wait(_READING_SECONDS)
        asyncio.run(_serve(pipeline, settings))


async def _serve(pipeline: Pipeline, settings: Settings) -> None:
    turnstile = Turnstile(most_waiting=settings.questions_waiting, most_of_one=settings.questions_of_one)
    server = make_tool_server(Asking(pipeline, turnstile))
    try:
        async with stdio_server() as (given, taken):
            await server.run(given, taken, server.create_initialization_options())
    finally:
        # An interpreter that ends around a network that still computes aborts.
        turnstile.close(seconds=_FAREWELL_SECONDS)

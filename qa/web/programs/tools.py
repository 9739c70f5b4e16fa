"""The Model Context Protocol: ``ask``, ``retrieve`` and ``read_article`` as tools. Importing this takes a second."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

import qa
from qa.errors import LimitError, QAError
from qa.limits import BODY_BYTES
from qa.types import Article, Passage
from qa.web.answer_tools import copy_text
from qa.web.guard import refuse
from qa.web.marks import day, headline
from qa.web.programs.asking import Asking
from qa.web.programs.bodies import Ask, Body, ReadArticle, Retrieve, told
from qa.web.programs.failures import one_line
from qa.web.programs.records import ArticleText, Found, Paragraph

ARTICLE_CHARS = 30_000  # of an article at a time: what a chat model takes in without losing the rest
PASSAGES_TOLD = 50
_ABOUT = (
    "Answers from a folder of articles. Every sentence of an answer is quoted from an article or borne out by one, with the "
    "exact characters; where sources disagree, both sides are given; where the articles do not hold the answer, it says so. "
    "Pass these citations on."
)


@dataclass(frozen=True, slots=True)
class _Tool:
    title: str
    description: str
    arguments: type[Body]
    run: Callable[[Any, Request | None], Awaitable[tuple[str, dict[str, Any]]]]


def make_tool_server(asking: Asking) -> Server[Any]:
    """The server of the protocol, for whatever way it is reached."""
    tools = _tools(asking)

    async def list_tools(_: ServerRequestContext[Any], __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_described(name, tool) for name, tool in tools.items()])

    async def call_tool(context: ServerRequestContext[Any], given: CallToolRequestParams) -> CallToolResult:
        tool = tools.get(given.name)
        if tool is None:
            return _failed(f"there is no tool {given.name}; the tools are {', '.join(tools)}")
        try:
            said, record = await tool.run(tool.arguments.model_validate(given.arguments or {}), context.request)
        except ValidationError as error:
            return _failed(told([dict(each) for each in error.errors()]))
        except QAError as error:
            return _failed(one_line(error))
        return CallToolResult(content=[TextContent(type="text", text=said)], structured_content=record)

    return Server("qa", version=qa.__version__, instructions=_ABOUT, on_list_tools=list_tools, on_call_tool=call_tool)


class ToolEndpoint:
    """The server over HTTP: each request stands alone, so that there is no session to lose, and nothing to be listened to.

    ``requests.run()`` has to be entered before the first one.
    """

    def __init__(self, server: Server[Any]) -> None:
        self.requests = StreamableHTTPSessionManager(
            server, json_response=True, stateless=True, max_request_body_size=BODY_BYTES
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await refuse(send, 405, "This speaks the Model Context Protocol, by POST alone.", (b"allow", b"POST"))
            return
        await self.requests.handle_request(scope, receive, send)


def _tools(asking: Asking) -> dict[str, _Tool]:
    async def ask(asked: Ask, request: Request | None) -> tuple[str, dict[str, Any]]:
        answer = await asking.answer(asked, request)
        record = json.loads(answer.to_json())
        del record["passages"]  # long, and to be had by their own tool
        return copy_text(answer), record

    async def retrieve(asked: Retrieve, request: Request | None) -> tuple[str, dict[str, Any]]:
        if asked.k > PASSAGES_TOLD:
            raise LimitError(f"{asked.k:,} passages are asked for; please ask for {PASSAGES_TOLD} at most.")
        found = await asking.passages(asked, request)
        said = "\n\n".join(map(_passage, found)) or "No passage was found."
        return said, TypeAdapter(Found).dump_python(Found(found), mode="json")

    async def read_article(asked: ReadArticle, _: Request | None) -> tuple[str, dict[str, Any]]:
        try:
            article = asking.pipeline.article(asked.article_id)
        except KeyError as error:
            raise LimitError(f"{asked.article_id} is no article of the library.") from error
        text = article_text(article, start=asked.start)
        return _told(text), TypeAdapter(ArticleText).dump_python(text, mode="json")

    return {
        "ask": _Tool("Ask the articles", f"Answers a question. {_ABOUT}", Ask, ask),
        "retrieve": _Tool(
            "Find passages", "Finds the passages of the articles that are nearest to a question.", Retrieve, retrieve
        ),
        "read_article": _Tool(
            "Read an article",
            f"Gives the text of an article without its clutter, {ARTICLE_CHARS:,} characters at a time.",
            ReadArticle,
            read_article,
        ),
    }


def article_text(article: Article, *, start: int = 0, most_chars: int = ARTICLE_CHARS) -> ArticleText:
    """The content of an article from a character of its raw text on, at most so many characters of it."""
    paragraphs: list[Paragraph] = []
    left = most_chars
    next_start = None
    for span in article.kept:
        first = max(span.start, start)
        if first >= span.end:
            continue
        last = min(span.end, first + left)
        if last > first:
            paragraphs.append(Paragraph(first, last, article.raw[first:last]))
        left -= last - first
        if last < span.end:
            next_start = last
            break
    return ArticleText(article.article_id, article.title, article.outlet, article.published, paragraphs, next_start)


def _described(name: str, tool: _Tool) -> Tool:
    return Tool(
        name=name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.arguments.model_json_schema(),
        annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )


def _failed(said: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=said)], is_error=True)


def _passage(passage: Passage) -> str:
    facts = [headline(passage.title, passage.chunk.article_id), passage.outlet]
    facts.append(day(passage.published) if passage.published else None)
    return f"{passage.rank}. {', '.join(filter(None, facts))}, {passage.chunk.chunk_id}\n{passage.chunk.text}"


def _told(text: ArticleText) -> str:
    facts = [headline(text.title, text.article_id), text.outlet, day(text.published) if text.published else None]
    lines = [", ".join(filter(None, facts)), *(each.text.strip() for each in text.paragraphs)]
    if text.next_start is not None:
        lines.append(f"(goes on; read on with start={text.next_start})")
    return "\n\n".join(lines)

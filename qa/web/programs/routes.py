"""REST under ``/api/v1``: ask, retrieve, articles, sync. The names and forms are promised; a test pins them."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import TypeAdapter

import qa
from qa.errors import AbandonedError, QAError
from qa.reports import SyncReport
from qa.types import Answer, Article
from qa.web.chat import Desk
from qa.web.fetching import Fetcher
from qa.web.programs.asking import Asking
from qa.web.programs.bodies import Ask, Retrieve, Sync
from qa.web.programs.changes import change_routes, must_be_editor
from qa.web.programs.failures import ASKING, FOR_EDITORS, MALFORMED, NOT_THERE, map_failures, one_line, status_of
from qa.web.programs.records import Found, Shelf, Skipped, Synced
from qa.web.programs.reference import render_reference
from qa.web.programs.talks import talk_routes

PREFIX = "/api/v1"
_EVENTS = "text/event-stream"
_ARTICLE = TypeAdapter(Article)
_STREAMED = {
    "content": {
        _EVENTS: {
            "schema": {
                "type": "string",
                "description": "Events `growing` with `text` and `draft` so far, then one `answer` with the whole record, "
                "or `failure` with `status` and `detail`.",
            }
        }
    }
}


def make_api(desk: Desk, asking: Asking, *, fetcher: Fetcher | None = None) -> FastAPI:
    """The application to be mounted at ``PREFIX``, with its description at ``/openapi.json`` and ``/docs``.

    ``fetcher`` fetches what is added by its address; None: one that reaches the public web alone.
    """
    # FastAPI's own pages of documentation load scripts from elsewhere.
    api = FastAPI(
        title="qa",
        version=qa.__version__,
        summary="Answers over a folder of articles, every sentence tied to the exact characters of a file.",
        docs_url=None,
        redoc_url=None,
    )
    map_failures(api)
    api.include_router(_asking_routes(asking))
    api.include_router(_library_routes(desk, asking))
    api.include_router(change_routes(desk, fetcher or Fetcher()))
    api.include_router(talk_routes(desk, asking))

    @api.get("/docs", include_in_schema=False)
    def reference() -> HTMLResponse:
        return HTMLResponse(render_reference(api.openapi()))

    return api


def _asking_routes(asking: Asking) -> APIRouter:
    routes = APIRouter(tags=["asking"], responses=MALFORMED)

    @routes.post("/ask", summary="Answer a question", response_model=Answer, responses={200: _STREAMED, **ASKING})
    async def ask(asked: Ask, request: Request) -> Response:
        """The answer, every sentence with its citations, or an abstention that says why there is none.

        With the header `Accept: text/event-stream` it comes as it grows, as server-sent events.
        """
        if _EVENTS not in request.headers.get("accept", ""):
            return _json((await asking.answer(asked, request)).to_json(seconds=True))
        answers = asking.answers(asked, request)
        # What is wrong with a question is known before its answer begins, and has a status of its own.
        first = await anext(answers, None)
        if first is None:
            raise AbandonedError("nobody waited for the answer")
        return StreamingResponse(_as_events(first, answers), media_type=_EVENTS, headers={"cache-control": "no-store"})

    @routes.post("/retrieve", summary="Find passages", response_model=Found, responses=ASKING)
    async def retrieve(asked: Retrieve, request: Request) -> Response:
        """The passages nearest to a question, best first."""
        found = Found(await asking.passages(asked, request))
        return _json(TypeAdapter(Found).dump_json(found))

    return routes


async def _as_events(first: Answer, rest: AsyncGenerator[Answer, None]) -> AsyncIterator[str]:
    latest: Answer | None = first
    answer, told = first, ("", "")
    async with aclosing(rest):
        try:
            while latest is not None:
                answer = latest
                if (answer.text, answer.draft) != told:
                    told = (answer.text, answer.draft)
                    yield _event("growing", {"text": answer.text, "draft": answer.draft})
                latest = await anext(rest, None)
        except QAError as error:
            yield _event("failure", {"status": status_of(error), "detail": one_line(error)})
            return
    yield _event("answer", json.loads(answer.to_json(seconds=True)))


def _event(name: str, record: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(record, ensure_ascii=False)}\n\n"


def _library_routes(desk: Desk, asking: Asking) -> APIRouter:
    routes = APIRouter(tags=["library"], responses=MALFORMED)
    pipeline = asking.pipeline

    @routes.get("/articles", summary="List the articles", response_model=Shelf)
    def articles(
        offset: Annotated[int, Query(ge=0)] = 0, limit: Annotated[int, Query(ge=1, le=1000)] = 100
    ) -> Response:
        """The articles of the library by id."""
        every = pipeline.articles()
        shelf = Shelf(len(every), list(every[offset : offset + limit]))
        return _json(TypeAdapter(Shelf).dump_json(shelf))

    @routes.get("/articles/{article_id:path}", summary="Read an article", response_model=Article, responses=NOT_THERE)
    def article(article_id: str) -> Response:
        """An article as it was indexed: ``raw`` is the text that all offsets count in, ``kept`` what of it is content."""
        try:
            return _json(_ARTICLE.dump_json(pipeline.article(article_id)))
        except KeyError as error:
            raise HTTPException(404, f"{article_id} is no article of the library.") from error

    @routes.post("/sync", summary="Read the folder anew", response_model=Synced, responses=FOR_EDITORS)
    async def sync(given: Sync, request: Request) -> Response:
        """Brings the index in step with the articles folder, as the server also does by itself; for editors."""
        must_be_editor(request)
        report = await run_in_threadpool(pipeline.sync, accept_deletions=given.accept_deletions)
        desk.hear("", report)
        return _json(TypeAdapter(Synced).dump_json(_synced(report, pipeline.settings.articles)))

    return routes


def _synced(report: SyncReport, folder: Path) -> Synced:
    # Where the folder stands is nobody's business but the machine's.
    skipped = [
        Skipped(
            each.path.relative_to(folder).as_posix() if each.path.is_relative_to(folder) else each.path.name,
            each.reason,
        )
        for each in report.skipped
    ]
    return Synced(
        list(report.added),
        list(report.changed),
        list(report.deleted),
        list(report.unchanged),
        skipped,
        list(report.withheld),
        report.chunks,
        report.seconds,
    )


def _json(text: str | bytes) -> Response:
    return Response(text, media_type="application/json")

"""What editors change of the library: files put in, taken away and brought back, facts and paragraphs put right."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from qa.articles.corrections import FACTS, Correction
from qa.articles.fetched import as_stored, file_name
from qa.articles.shelving import Shelved, Shelves, text_name
from qa.errors import ArticleError, LimitError
from qa.limits import FILTER_CHARS, UPLOAD_BYTES, UPLOAD_SECONDS, UPLOADS_AT_ONCE
from qa.types import Article
from qa.users import Role
from qa.web.chat import Desk
from qa.web.fetching import Fetcher
from qa.web.programs.bodies import Address, Facts, Keeping, Pasted
from qa.web.programs.failures import FOR_EDITORS, MALFORMED, NOT_THERE, Failure
from qa.web.programs.records import Put, Removed
from qa.web.signing import role_of

_TOO_LARGE: dict[int | str, dict[str, Any]] = {
    413: {"model": Failure, "description": "The file, or the folder with it, is larger than what is taken."}
}


_FETCHING: dict[int | str, dict[str, Any]] = {
    **_TOO_LARGE,
    403: {"model": Failure, "description": "Only editors may do that, and only where QA_FETCH allows it."},
    502: {"model": Failure, "description": "The address can't be reached, or answers with an error."},
}


def must_be_editor(request: Request) -> None:
    """Refuses a request of somebody who may only read."""
    if role_of(request.scope) is not Role.EDITOR:
        raise HTTPException(403, "Only editors may do that.")


def change_routes(desk: Desk, fetcher: Fetcher) -> APIRouter:
    """The routes that change articles; all are for editors."""
    routes = APIRouter(tags=["library"], responses={**MALFORMED, **FOR_EDITORS}, dependencies=[Depends(must_be_editor)])
    _add_files(routes, desk, fetcher)
    _add_corrections(routes, desk)
    return routes


def _add_files(routes: APIRouter, desk: Desk, fetcher: Fetcher) -> None:
    uploads = asyncio.Semaphore(UPLOADS_AT_ONCE)

    @cache
    def shelves() -> Shelves:
        return Shelves(desk.pipeline.settings.articles)

    @routes.post(
        "/articles",
        summary="Add a file",
        status_code=201,
        response_model=Put,
        responses=_TOO_LARGE,
        openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {}}}},
    )
    async def upload(name: Annotated[str, Query(min_length=1, max_length=FILTER_CHARS)], request: Request) -> Put:
        """Puts a file into the folder of the articles, where it can be read; it is answered from within seconds."""
        with _told(), shelves().incoming(name) as place:
            async with uploads:
                await _receive(request, place)
            return _put(await run_in_threadpool(shelves().put, place))

    @routes.post("/articles/paste", summary="Add a text", status_code=201, response_model=Put, responses=_TOO_LARGE)
    def paste(given: Pasted) -> Put:
        """Puts a title and a text into the folder of the articles, as a text file."""
        title = " ".join(given.title.split())
        with _told(), shelves().incoming(text_name(title)) as place:
            place.write_text(f"{title}\n\n{given.text.strip()}\n", encoding="utf-8", errors="replace")
            return _put(shelves().put(place))

    @routes.post(
        "/articles/fetch", summary="Add from an address", status_code=201, response_model=Put, responses=_FETCHING
    )
    async def fetch(given: Address) -> Put:
        """Fetches what is at an address of the public web, once, and puts it into the folder of the articles as a file."""
        if not desk.can_fetch:
            raise HTTPException(403, "Fetching from addresses is turned off; QA_FETCH=true turns it on.")
        async with uploads:
            found = await fetcher.fetch(given.address)
        name = file_name(found.address, found.content, found.media_type)
        with _told(), shelves().incoming(name) as place:
            place.write_bytes(as_stored(found.content, name, found.charset))
            return _put(await run_in_threadpool(shelves().put, place, by_title=True))

    @routes.delete(
        "/articles/{article_id:path}", summary="Remove an article", response_model=Removed, responses=NOT_THERE
    )
    def remove(article_id: str) -> Removed:
        """Takes the file of an article out of the folder, with all articles in it; it can be brought back."""
        with _told():
            file_id = desk.pipeline.index.file_of(article_id)
            return Removed(file_id, list(desk.pipeline.index.forget(file_id, shelves().take_away)))

    @routes.post("/articles/{file_id:path}/restore", summary="Bring a file back", status_code=204, responses=NOT_THERE)
    def restore(file_id: str) -> Response:
        """Undoes a removal; ``file`` says which file it was."""
        with _told():
            shelves().bring_back(file_id)
            _sync(desk)
        return Response(status_code=204)


def _add_corrections(routes: APIRouter, desk: Desk) -> None:
    @routes.patch("/articles/{article_id:path}", summary="Correct an article", status_code=204, responses=NOT_THERE)
    def correct(article_id: str, given: Facts) -> Response:
        """Sets title, outlet or day by hand, as long as it is not taken back: null is as the file has it, "" is none."""
        with _told():
            index = desk.pipeline.index
            index.correct(article_id, given.onto(index.corrections.of(article_id) or Correction()))
            _sync(desk)
        return Response(status_code=204)

    @routes.post("/articles/{article_id:path}/keep", summary="Keep a paragraph", status_code=204, responses=NOT_THERE)
    def keep(article_id: str, given: Keeping) -> Response:
        """Takes lines that were left out as clutter for content, or with ``keep`` false no longer."""
        with _told():
            index = desk.pipeline.index
            text = _lines(index.article(article_id), given)
            known = index.corrections.of(article_id) or Correction()
            kept = tuple(each for each in known.kept if each != text) + ((text,) if given.keep else ())
            facts = {name: getattr(known, name) for name in FACTS}
            index.correct(article_id, Correction(**facts, changed=known.changed, kept=kept))
            _sync(desk)
        return Response(status_code=204)


async def _receive(request: Request, place: Path) -> None:
    """Writes the body to a file. Raises LimitError for one that is too large or too slow."""
    size = 0
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            with place.open("wb") as file:
                async for piece in request.stream():
                    size += len(piece)
                    if size > UPLOAD_BYTES:
                        raise LimitError(f"The file is larger than {UPLOAD_BYTES // 1024**2} MB.")
                    file.write(piece)
    except TimeoutError as error:
        raise LimitError(f"The file did not arrive within {UPLOAD_SECONDS:g} s.") from error


def _lines(article: Article, given: Keeping) -> str:
    text = article.raw[given.start : given.end].strip()
    if not text or given.start >= given.end:
        raise HTTPException(422, f"start, end: no text of {article.article_id} stands there")
    return text


def _sync(desk: Desk) -> None:
    desk.hear("", desk.pipeline.sync())


def _put(shelved: Shelved) -> Put:
    return Put(shelved.file_id, list(shelved.article_ids), shelved.is_new)


@contextmanager
def _told() -> Iterator[None]:
    """What went wrong with a file, as an answer of HTTP that names no place of this machine."""
    try:
        yield
    except ArticleError as error:
        raise HTTPException(422, error.reason) from error
    except KeyError as error:
        raise HTTPException(404, f"{error.args[0]} is no article of the library.") from error
    except OSError as error:
        raise HTTPException(503, f"The folder of the articles can't be written to: {error.strerror}.") from error

"""What goes wrong, as answers of HTTP: a status, and one line that says what and how to mend it."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from qa.errors import (
    AddressError,
    BusyError,
    ChatModelError,
    DeadlineError,
    FetchError,
    LimitError,
    QAError,
    SourceError,
)
from qa.web.programs.bodies import told

# The first that fits.
_STATUSES: tuple[tuple[type[QAError], int], ...] = (
    (DeadlineError, 503),
    (LimitError, 413),
    (BusyError, 429),
    (SourceError, 422),
    (AddressError, 422),
    (FetchError, 502),
    (ChatModelError, 502),
    (QAError, 503),
)


class Failure(BaseModel):
    """Why nothing else is sent."""

    detail: str


MALFORMED: dict[int | str, dict[str, Any]] = {
    422: {"model": Failure, "description": "What is wrong with what was sent."}
}
ASKING: dict[int | str, dict[str, Any]] = {
    413: {"model": Failure, "description": "The question, its history or a limit is larger than what is taken."},
    429: {
        "model": Failure,
        "description": "Too many questions wait; the header Retry-After says for how many seconds.",
    },
    503: {"model": Failure, "description": "It took too long, or the index can't be used."},
}
NOT_THERE: dict[int | str, dict[str, Any]] = {404: {"model": Failure, "description": "There is no such thing."}}
FOR_EDITORS: dict[int | str, dict[str, Any]] = {403: {"model": Failure, "description": "Only editors may do that."}}


def status_of(error: QAError) -> int:
    """The status that stands for an error."""
    return next(status for kind, status in _STATUSES if isinstance(error, kind))


def one_line(error: Exception) -> str:
    """What an error says, on one line."""
    return " ".join(str(error).split())


def map_failures(api: FastAPI) -> None:
    """Has errors sent as ``{"detail": "one line"}`` with their status."""

    @api.exception_handler(RequestValidationError)
    async def malformed(_: Request, error: RequestValidationError) -> Response:
        return JSONResponse({"detail": told(list(error.errors()))}, status_code=422)

    @api.exception_handler(QAError)
    async def failed(_: Request, error: QAError) -> Response:
        headers = {"retry-after": str(error.retry_after_seconds)} if isinstance(error, BusyError) else None
        return JSONResponse({"detail": one_line(error)}, status_code=status_of(error), headers=headers)

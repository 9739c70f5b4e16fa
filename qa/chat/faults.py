"""What a provider's error means, in one line of ours. Its own text is never passed on: it may hold the key or a header."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from qa.errors import ChatModelError, ChatTooLong
from qa.whereabouts import ChatPlace

# Providers raise classes of many unrelated packages; their names say what happened, and importing them all would not.
_DOWN = {
    "APIConnectionError",
    "ConnectError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectTimeout",
    "gaierror",
}
_SLOW = {"APITimeoutError", "ReadTimeout", "TimeoutError", "TimeoutException", "WriteTimeout", "PoolTimeout"}
_BROKEN = {"RemoteProtocolError", "ReadError", "IncompleteRead", "ConnectionResetError", "ConnectionAbortedError"}
_TOO_LONG = re.compile(
    r"context.{0,20}(?:length|window|size)|maximum context|(?:prompt|input|request) is too (?:long|large)"
    r"|too many (?:input )?tokens|exceeds? the (?:available |model'?s? )?context",
    re.IGNORECASE,
)
_ADVICE = {
    400: "does not accept the request; check QA_CHAT_MODEL",
    401: "refused the key; check QA_CHAT_API_KEY",
    403: "refused the key; check QA_CHAT_API_KEY",
    404: "is not known there; check QA_CHAT_MODEL and QA_CHAT_BASE_URL",
    413: "does not accept a request of this size",
    429: "has too many requests at the moment",
}


def describe_fault(error: BaseException, place: ChatPlace, *, began: bool) -> ChatModelError:
    """The provider's error as ours; ``began`` says whether a part of the reply had arrived."""
    chain = list(_chain(error))
    names = {kind.__name__ for each in chain for kind in type(each).__mro__}
    status = next((found for each in chain if (found := _status(each)) is not None), None)
    if any(_is_too_long(each) for each in chain) or status == 413:
        return ChatTooLong(
            f"{_subject(place)} has no room for what was asked in its context", provider=place.name, status=status
        )
    if status is not None:
        return _refusal(place, status, next((wait for each in chain if (wait := _retry_after(each)) is not None), None))
    if names & _SLOW:
        return slow(place)
    if began and names & (_BROKEN | _DOWN):
        return broken_off(place)
    if names & (_DOWN | _BROKEN):
        return ChatModelError(
            f"{_subject(place)} can't be reached; is its server running? See QA_CHAT_BASE_URL",
            provider=place.name,
            is_passing=True,
        )
    return ChatModelError(
        f"{_subject(place)} failed ({type(error).__name__}); check QA_CHAT_MODEL", provider=place.name
    )


def silent(place: ChatPlace, seconds: float) -> ChatModelError:
    """The next piece did not come in time."""
    return ChatModelError(
        f"{_subject(place)} sent nothing for {seconds:g} s (QA_CHAT_TOKEN_TIMEOUT_SECONDS)", provider=place.name
    )


def slow(place: ChatPlace) -> ChatModelError:
    """The whole answer did not come in time."""
    return ChatModelError(f"{_subject(place)} took too long (QA_CHAT_TIMEOUT_SECONDS)", provider=place.name)


def broken_off(place: ChatPlace) -> ChatModelError:
    """The reply ended before its end."""
    return ChatModelError(
        f"{_subject(place)} broke off in the middle of its answer", provider=place.name, is_passing=True
    )


def empty(place: ChatPlace) -> ChatModelError:
    """The reply had no words."""
    return ChatModelError(f"{_subject(place)} gave an empty answer", provider=place.name, is_passing=True)


def looping(place: ChatPlace) -> ChatModelError:
    """The reply says the same again and again, or does not end."""
    return ChatModelError(f"{_subject(place)} repeats itself without end", provider=place.name)


def stopped(place: ChatPlace) -> ChatModelError:
    """Somebody no longer wants the answer."""
    return ChatModelError(f"{_subject(place)} was stopped", provider=place.name)


def _subject(place: ChatPlace) -> str:
    return f"The chat model {place.describe()}"


def _refusal(place: ChatPlace, status: int, retry_after: float | None) -> ChatModelError:
    said = _ADVICE.get(status, "failed")
    later = f"; it asks to wait {retry_after:.0f} s" if retry_after is not None and status == 429 else ""
    return ChatModelError(
        f"{_subject(place)} {said} (HTTP {status}){later}",
        provider=place.name,
        status=status,
        is_passing=status in {408, 429} or status >= 500,
        retry_after_seconds=retry_after,
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from; the loop over causes has an end even where they are tied in a ring."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _status(error: BaseException) -> int | None:
    response = getattr(error, "response", None)
    for value in (getattr(error, "status_code", None), getattr(response, "status_code", None)):
        if isinstance(value, int) and 400 <= value < 600:
            return value
    return None


def _is_too_long(error: BaseException) -> bool:
    status = _status(error)
    if getattr(error, "code", None) == "context_length_exceeded":
        return True
    # A server that fails for another reason may well speak of its context in passing.
    return (status is None or status in {400, 413, 422}) and _TOO_LONG.search(str(error)) is not None


def _retry_after(error: BaseException) -> float | None:
    """Seconds from the response's Retry-After, which is a number or a date; None where there is none."""
    headers: Any = getattr(getattr(error, "response", None), "headers", None)
    value = headers.get("retry-after") if isinstance(headers, Mapping) else None
    if not isinstance(value, str):
        return None
    if re.fullmatch(r"\d{1,6}(?:\.\d+)?", value.strip()):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())

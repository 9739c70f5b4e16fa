"""Errors of the real provider packages, each as one line of ours that repeats nothing of theirs."""

import traceback

import anthropic
import httpx
import httpx2
import ollama
import openai
import pytest

from qa.chat.faults import describe_fault
from qa.errors import ChatModelError, ChatTooLong
from qa.whereabouts import locate

PLACE = locate("openai:m", "http://127.0.0.1:8000/v1")
KEY = "sk-live-1234567890"
REQUEST = httpx2.Request("POST", "http://127.0.0.1:8000/v1", headers={"authorization": f"Bearer {KEY}"})


def openai_error(
    status: int, message: str = f"Incorrect API key provided: {KEY}", **headers: str
) -> openai.APIStatusError:
    response = httpx2.Response(status, request=REQUEST, headers={k.replace("_", "-"): v for k, v in headers.items()})
    return openai.APIStatusError(message, response=response, body={"error": {"message": message}})


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "words", "status", "passing"),
    [
        (openai_error(401), "refused the key; check QA_CHAT_API_KEY (HTTP 401)", 401, False),
        (openai_error(403), "refused the key", 403, False),
        (openai_error(404), "is not known there; check QA_CHAT_MODEL", 404, False),
        (openai_error(429), "too many requests at the moment (HTTP 429)", 429, True),
        (openai_error(500), "failed (HTTP 500)", 500, True),
        (openai_error(503), "failed (HTTP 503)", 503, True),
        (
            anthropic.APIStatusError(KEY, response=httpx2.Response(529, request=REQUEST), body=None),
            "(HTTP 529)",
            529,
            True,
        ),
        (ollama.ResponseError(f"model {KEY} not found", 404), "is not known there", 404, False),
        (openai.APIConnectionError(request=REQUEST), "can't be reached; is its server running?", None, True),
        (anthropic.APIConnectionError(request=REQUEST), "can't be reached", None, True),
        (ConnectionError(f"Failed to connect {KEY}"), "can't be reached", None, True),
        (openai.APITimeoutError(request=REQUEST), "took too long", None, False),
        (httpx.ReadTimeout(KEY), "took too long", None, False),
        (RuntimeError(KEY), "failed (RuntimeError)", None, False),
        (caused(RuntimeError("x"), openai_error(401)), "refused the key", 401, False),
    ],
)
def test_an_error_is_one_line_that_says_what_to_do(
    error: Exception, words: str, status: int | None, passing: bool
) -> None:
    fault = describe_fault(error, PLACE, began=False)
    assert words in str(fault)
    assert str(fault).startswith("The chat model openai:m on this machine (127.0.0.1:8000) ")
    assert "\n" not in str(fault)
    assert (fault.status, fault.is_passing) == (status, passing)
    assert KEY not in "".join(traceback.format_exception(fault))


def test_a_connection_that_ends_after_the_first_words_broke_off() -> None:
    for error in (httpx.RemoteProtocolError("peer closed"), httpx.ReadError("reset"), ConnectionResetError()):
        fault = describe_fault(error, PLACE, began=True)
        assert "broke off in the middle of its answer" in str(fault)
        assert fault.is_passing


@pytest.mark.parametrize(
    ("value", "seconds"), [("7", 7.0), ("1.5", 1.5), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0), ("soon", None)]
)
def test_the_provider_says_how_long_to_wait(value: str, seconds: float | None) -> None:
    assert describe_fault(openai_error(429, retry_after=value), PLACE, began=False).retry_after_seconds == seconds


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 8192 tokens.",
        "the request exceeds the available context size, try increasing it",
        "prompt is too long: 210000 tokens > 200000 maximum",
        "Input is too long for requested model.",
        "too many tokens in the prompt",
    ],
)
def test_too_long_a_prompt_is_told_from_other_refusals(message: str) -> None:
    assert isinstance(describe_fault(openai_error(400, message), PLACE, began=False), ChatTooLong)
    assert not isinstance(describe_fault(openai_error(500, message), PLACE, began=False), ChatTooLong)


def test_other_refusals_are_no_such_thing() -> None:
    fault = describe_fault(openai_error(400, "unknown parameter"), PLACE, began=False)
    assert type(fault) is ChatModelError
    assert "does not accept the request; check QA_CHAT_MODEL (HTTP 400)" in str(fault)


def test_causes_that_are_tied_in_a_ring_have_an_end() -> None:
    first, second = RuntimeError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert "failed (RuntimeError)" in str(describe_fault(first, PLACE, began=False))

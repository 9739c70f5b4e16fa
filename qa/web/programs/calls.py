"""The call of Gradio's endpoint ``chat``: its arguments are a list, and are checked as the body of ``ask`` is."""

import json
from typing import Any

from pydantic import ValidationError

from qa.errors import LimitError
from qa.limits import check_filters, check_history, check_question
from qa.web.programs.bodies import Ask, told

_NAMES = ("question", "history", "sources", "date_from", "date_to")


def read_call(given: list[Any]) -> Ask:
    """The arguments by their places; None and empty ones are left out.

    Raises:
        ValueError: says in one line what is wrong with them.
        LimitError: something is too large.
    """
    if len(given) > len(_NAMES):
        raise ValueError(f"data: has {len(given)} values; give {', '.join(_NAMES)}")
    named = {
        name: value for name, value in zip(_NAMES, given, strict=False) if value not in (None, "") or name == "question"
    }
    try:
        asked = Ask.model_validate(named)
    except ValidationError as error:
        raise ValueError(told([dict(each) for each in error.errors()])) from error
    check_question(asked.question)
    check_history(asked.turns())
    check_filters(asked.filters())
    return asked


def call_refusal(body: bytes) -> tuple[int, str] | None:
    """Why a call with this body is not taken, as status and line; None where nothing is wrong with it."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return 422, "the body is no JSON"
    values = given.get("data") if isinstance(given, dict) else None
    if not isinstance(values, list):
        return 422, f"data: is missing; give a list of {', '.join(_NAMES)}"
    try:
        read_call(values)
    except LimitError as error:
        return 413, str(error)
    except ValueError as error:
        return 422, str(error)
    return None

"""An exchange as a row of the archive, and back."""

import json
from datetime import date
from typing import Any

from qa.types import Answer, Filters
from qa.web.conversation import Asked, Exchange, Progress, Wording

_OLD_FORM = "This answer was kept in another form by another version of the program. Ask again to have it anew."


def limits_of(filters: Filters) -> dict[str, Any]:
    """The filters as JSON has them."""
    return {
        "sources": list(filters.sources),
        "date_from": filters.date_from.isoformat() if filters.date_from else None,
        "date_to": filters.date_to.isoformat() if filters.date_to else None,
        "sections": list(filters.sections),
    }


def wording_of(asked: Asked) -> dict[str, Any]:
    """How a question was asked, as JSON has it."""
    return {"wording": asked.wording.value, "model": asked.model, "is_beside": asked.is_beside}


def as_row(exchange: Exchange) -> tuple[str, str, str | None, str, str | None]:
    """Question, filters (with the wording that was asked for), answer, progress and trouble as they are stored."""
    answer = None if exchange.answer is None else exchange.answer.to_json(seconds=True)
    return (
        exchange.question,
        json.dumps({**limits_of(exchange.filters), **wording_of(exchange.asked)}),
        answer,
        exchange.progress.value,
        exchange.trouble,
    )


def as_exchange(question: str, filters: str, answer: str | None, progress: str, trouble: str | None) -> Exchange:
    """The exchange of a row; what was being answered when the program ended reads as stopped."""
    given = json.loads(filters)
    first, last = (date.fromisoformat(given[key]) if given[key] else None for key in ("date_from", "date_to"))
    limits = Filters(tuple(given["sources"]), first, last, tuple(given["sections"]))
    asked = Asked(Wording(given.get("wording", Wording.WORDED)), given.get("model", ""), given.get("is_beside", False))
    reached = Progress(progress)
    try:
        read = Answer.from_json(answer) if answer is not None else None
    except ValueError:
        return Exchange(question, limits, None, Progress.FAILED, _OLD_FORM, asked)
    reached = Progress.STOPPED if reached is Progress.RUNNING else reached
    return Exchange(question, limits, read, reached, trouble, asked)

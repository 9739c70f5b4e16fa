"""Two or three questions under an answer that the articles do answer: each was asked in the background first."""

import threading
from collections.abc import Callable
from datetime import date

from qa.errors import QAError
from qa.pipeline import Pipeline
from qa.reading.answers.asking_on import Onward, onward
from qa.types import Answer, Filters
from qa.web.conversation import Conversation

MOST_OFFERED = 3
_MOST_TRIED = 8


class _WhileIdle(threading.Event):
    """Says to stop as soon as somebody waits for an answer of his own."""

    def __init__(self, is_busy: Callable[[], bool]) -> None:
        super().__init__()
        self._is_busy = is_busy

    def is_set(self) -> bool:
        return super().is_set() or self._is_busy()


def follow_ups(pipeline: Pipeline, conversation: Conversation, *, is_busy: Callable[[], bool]) -> tuple[str, ...]:
    """Questions that go on from the last answer, at most three, each of which the articles answer from another sentence.

    Gives up where ``is_busy`` says that somebody else is to be answered: what was found by then is what comes back.
    """
    exchange = conversation.exchanges[-1]
    if exchange.answer is None or not exchange.answer.passages:
        return ()
    stop = _WhileIdle(is_busy)
    asked = [each.question for each in conversation.exchanges]
    found: list[str] = []
    for tried, each in enumerate(onward(exchange.answer, pipeline.article, asked=asked)):
        if len(found) == MOST_OFFERED or tried == _MOST_TRIED or stop.is_set():
            break
        if _is_answered(pipeline, each, exchange.filters, stop):
            found.append(each.question)
    return tuple(found)


def _is_answered(pipeline: Pipeline, each: Onward, filters: Filters, stop: threading.Event) -> bool:
    try:
        reply = pipeline.quote(
            each.question,
            stop=stop,
            sources=filters.sources,
            date_from=filters.date_from,
            date_to=filters.date_to,
            sections=filters.sections,
            today=date.today(),
        )
    except QAError:  # somebody else's turn, or more than is worth the time: then it is not offered
        return False
    return reply.abstention is None and _cites(reply, each)


def _cites(reply: Answer, each: Onward) -> bool:
    return any(
        cited.article_id == each.article_id and cited.start < each.end and each.start < cited.end
        for cited in reply.citations
    )

"""How the last exchange of a conversation comes to its answer, piece by piece."""

import threading
import time
from collections.abc import Iterator
from datetime import date

from qa.errors import QAError
from qa.pipeline import Pipeline
from qa.types import Answer, Turn
from qa.web.conversation import Conversation, Progress
from qa.web.limiting import DAYS_TURNED

DRAFT_SECONDS = 0.1


def grow(
    pipeline: Pipeline, conversation: Conversation, question: str, history: tuple[Turn, ...], stop: threading.Event
) -> Iterator[Conversation]:
    """The conversation as its last question is answered, in the words that it was asked for in; a QAError ends up in it.

    ``question`` is the whole of it: the conversation holds no more of one that is too long than is taken.
    """
    exchange = conversation.exchanges[-1]
    filters = exchange.filters
    if filters.date_from and filters.date_to and filters.date_from > filters.date_to:
        yield conversation.failing(DAYS_TURNED)
        return
    yield conversation
    try:
        answers = pipeline.stream(
            question,
            history=history,
            stop=stop,
            is_quoted=exchange.asked.is_quoted,
            sources=filters.sources,
            date_from=filters.date_from,
            date_to=filters.date_to,
            sections=filters.sections,
            today=date.today(),
        )
        for answer in _paced(answers):
            conversation = conversation.with_answer(answer, progress=Progress.RUNNING)
            yield conversation
    except QAError as error:
        yield conversation.failing(one_line(error))
        return
    yield conversation.finished()


def one_line(error: QAError) -> str:
    """What an error says, on one line."""
    return " ".join(str(error).split())


def _paced(answers: Iterator[Answer]) -> Iterator[Answer]:
    """The answers without those that change only the draft within a tenth of a second: each draws the page anew."""
    shown_at = 0.0
    shown: tuple[object, ...] = ()
    latest: Answer | None = None
    for latest in answers:
        now = time.monotonic()
        settled = (latest.sentences, latest.left_out, latest.abstention, latest.draft == "")
        if settled != shown or now - shown_at >= DRAFT_SECONDS:
            shown, shown_at = settled, now
            yield latest
            latest = None
    if latest is not None:
        yield latest

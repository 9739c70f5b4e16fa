"""A pipeline that tells of each answer when it has ended: how long it took and what came of it, for whoever counts or logs."""

import logging
import secrets
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Event
from typing import Unpack

from qa.errors import AbandonedError, QAError
from qa.filters import Limits
from qa.index.catalogue import IndexSize
from qa.logs import FIELDS
from qa.pipeline import Pipeline
from qa.settings import Settings
from qa.types import Answer, Passage, Turn
from qa.web.remembering import AnswerMemory
from qa.web.workers import Workers


class Outcome(StrEnum):
    """What came of a question: an answer, none in the articles, an error, or nobody waited for it."""

    ANSWERED = "answered"
    DECLINED = "declined"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Observation:
    """What is known of a question when it has ended.

    Attributes:
        answer_id: by which a log and a trace can be put side by side; says nothing of the question.
        started: seconds since 1970.
        seconds: until it ended, waiting for its reader counted in.
        stages: seconds of each, in their order; none where it ended before.
        outcome: what came of it.
        reason: why it was declined, or the kind of error; else empty.
        mode: who worded the answer; empty where there is none.
        citations: how many.
        question: as it was asked. Not to be passed on unless somebody asks for it.
    """

    answer_id: str
    started: float
    seconds: float
    stages: Mapping[str, float]
    outcome: Outcome
    reason: str
    mode: str
    citations: int
    question: str = field(repr=False)


Observer = Callable[[Observation], None]


class Asked(Limits, total=False):
    """What is asked beside the question."""

    history: tuple[Turn, ...]
    is_quoted: bool


def log_answers(*, with_questions: bool) -> Observer:
    """An observer that logs each answer: times, outcome and id, and the question only where that is asked for."""
    logger = logging.getLogger("qa.answers")

    def log(observation: Observation) -> None:
        fields = {
            "answer_id": observation.answer_id,
            "seconds": round(observation.seconds, 3),
            "stages": {name: round(seconds, 3) for name, seconds in observation.stages.items()},
            "outcome": observation.outcome.value,
            "reason": observation.reason,
            "mode": observation.mode,
            "citations": observation.citations,
        }
        asked = {"question": observation.question} if with_questions else {}
        logger.info("a question has ended", extra={FIELDS: {**fields, **asked}})

    return log


class ObservedPipeline(Pipeline):
    """A pipeline whose answers are observed, remembered for whoever asks the same again, and made by workers where it has some."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._observers: list[Observer] = []
        self._memory = AnswerMemory(self.index, settings.articles, most=settings.answers_remembered)
        self.workers: Workers | None = None

    def tell(self, observer: Observer) -> None:
        """Has the observer called for every answer from now on, in the thread that works on it."""
        self._observers.append(observer)

    def size(self) -> IndexSize:
        """How much is indexed."""
        return self.index.size()

    def stream(
        self,
        question: str,
        *,
        history: tuple[Turn, ...] = (),
        stop: Event | None = None,
        is_quoted: bool = False,
        **limits: Unpack[Limits],
    ) -> Generator[Answer, None, None]:
        """As ``Pipeline.stream``."""
        growing = self._remembered(question, stop or Event(), history=history, is_quoted=is_quoted, **limits)
        with closing(growing) as answers:
            yield from observed(answers, question, self._observers)

    def retrieve(self, question: str, *, k: int = 6, **limits: Unpack[Limits]) -> list[Passage]:
        """As ``Pipeline.retrieve``."""
        if self.workers is None:
            return super().retrieve(question, k=k, **limits)
        return self.workers.retrieve(question, k=k, **limits)

    def _remembered(
        self, question: str, stop: Event, *, history: tuple[Turn, ...], is_quoted: bool, **limits: Unpack[Limits]
    ) -> Generator[Answer, None, None]:
        key = self._memory.key(question, history, limits, is_quoted=is_quoted)
        if (known := self._memory.recall(key)) is not None:
            yield known
            return
        asked: Asked = {"history": history, "is_quoted": is_quoted, **limits}
        last: Answer | None = None
        if self.workers is None:
            answers = super().stream(question, stop=stop, **asked)
        else:
            answers = self.workers.stream(question, stop=stop, skipped=self.skipped, **asked)
        with closing(answers):
            for last in answers:
                yield last
        if last is not None and not stop.is_set():
            self._memory.keep(key, last)


def observed(answers: Iterator[Answer], question: str, observers: list[Observer]) -> Generator[Answer, None, None]:
    """The answers as they come; the observers are told when they end, however they do."""
    started, began = time.time(), time.perf_counter()
    last: Answer | None = None
    outcome, reason = Outcome.STOPPED, ""
    try:
        for last in answers:
            yield last
        if last is not None and last.abstention is not None:
            outcome, reason = Outcome.DECLINED, last.abstention.value
        elif last is not None:
            outcome = Outcome.ANSWERED
    except (GeneratorExit, AbandonedError):
        raise
    except Exception as error:
        outcome, reason = Outcome.FAILED, type(error).__name__ if isinstance(error, QAError) else "defect"
        raise
    finally:
        observation = Observation(
            secrets.token_hex(8),
            started,
            time.perf_counter() - began,
            dict(last.seconds) if last is not None else {},
            outcome,
            reason,
            last.mode.value if last is not None else "",
            len(last.citations) if last is not None else 0,
            question,
        )
        for observer in observers:
            observer(observation)

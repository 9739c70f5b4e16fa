"""``qa.retrieve`` and ``qa.ask``: one pipeline for the whole process, with settings from the environment."""

import atexit
from functools import cache
from typing import Unpack

from qa.pipeline import Limits, Pipeline, open_pipeline
from qa.types import Answer, Passage, Turn


def retrieve(question: str, *, k: int = 6, **limits: Unpack[Limits]) -> list[Passage]:
    """``Pipeline.retrieve``; the first call opens the index and brings it up to date."""
    return _shared_pipeline().retrieve(question, k=k, **limits)


def ask(question: str, *, history: tuple[Turn, ...] = (), **limits: Unpack[Limits]) -> Answer:
    """``Pipeline.ask``; the first call opens the index and brings it up to date."""
    return _shared_pipeline().ask(question, history=history, **limits)


@cache
def _shared_pipeline() -> Pipeline:
    pipeline = open_pipeline()
    atexit.register(pipeline.close)
    pipeline.sync()
    return pipeline

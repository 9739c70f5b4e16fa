"""``qa.retrieve`` and ``qa.ask``: one pipeline for the whole process, with settings from the environment.

The first call warns (``SkippedFilesWarning``) where files of the folder could not be used.
"""

import atexit
import warnings
from functools import cache
from typing import Unpack

from qa.filters import Limits
from qa.pipeline import Pipeline, open_pipeline
from qa.reports import SkippedFilesWarning, describe_skipped
from qa.terminal import one_line
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
    if pipeline.skipped:
        said = one_line(describe_skipped(pipeline.skipped))  # Python writes a warning to the terminal as it is
        warnings.warn(SkippedFilesWarning(said, pipeline.skipped), stacklevel=3)  # once: there is one pipeline
    return pipeline

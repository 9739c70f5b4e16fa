"""Errors that go from one process to another."""

import pickle
from pathlib import Path

import pytest

from qa.errors import ArticleError, BusyError, ChatModelError, LimitError, QAError, SourceError


@pytest.mark.parametrize(
    "error",
    [
        LimitError("The question is too long."),
        SourceError("same.txt", ("north/same.txt", "south/same.txt")),
        ArticleError(Path("a.txt"), "is empty"),
        BusyError("40 questions wait already", retry_after_seconds=3),
        ChatModelError("refused", provider="openai:x", status=401, is_passing=True),
    ],
)
def test_an_error_is_the_same_in_another_process(error: QAError) -> None:
    found = pickle.loads(pickle.dumps(error))
    assert (type(found), str(found), vars(found)) == (type(error), str(error), vars(error))

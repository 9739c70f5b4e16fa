"""Answers that are remembered: given again only while they still hold."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from scripted_pipeline import answer

from qa.types import Abstention, Mode
from qa.web.remembering import STAGE, AnswerMemory


class Holdings:
    """An index of which a test says when it was written to, and which files have changed since."""

    def __init__(self) -> None:
        self.version = 1
        self.changed: tuple[str, ...] = ()

    def changed_files(self, article_ids: Sequence[str], folder: Path) -> tuple[str, ...]:
        assert folder == Path("articles")
        return tuple(each for each in article_ids if each in self.changed)


def memory(most: int = 2) -> tuple[AnswerMemory, Holdings]:
    holdings = Holdings()
    return AnswerMemory(cast(Any, holdings), Path("articles"), most=most), holdings


def key(remembered: AnswerMemory, question: str = "q", *, is_quoted: bool = False, **limits: Any) -> bytes:
    return remembered.key(question, (), cast(Any, limits), is_quoted=is_quoted)


def test_the_same_question_gets_the_same_answer_and_says_how_long_that_took() -> None:
    remembered, _ = memory()
    assert remembered.recall(key(remembered)) is None
    remembered.keep(key(remembered), replace(answer("Dogs bark at night."), seconds={"retrieve": 0.1, "read": 0.2}))
    found = remembered.recall(key(remembered))
    assert found == answer("Dogs bark at night.")
    assert found is not None
    assert list(found.seconds) == ["retrieve", "read", STAGE]
    assert found.seconds["retrieve"] == found.seconds["read"] == 0.0


def test_another_question_filter_or_state_of_the_index_is_another_matter() -> None:
    remembered, holdings = memory()
    remembered.keep(key(remembered), answer("Dogs bark at night."))
    assert remembered.recall(key(remembered, "Q")) is None
    assert remembered.recall(key(remembered, sources=["a.txt"])) is None
    assert remembered.recall(key(remembered, is_quoted=True)) is None
    holdings.version = 2
    assert remembered.recall(key(remembered)) is None


def test_an_answer_whose_file_has_changed_is_not_given_again() -> None:
    remembered, holdings = memory()
    remembered.keep(key(remembered), answer("Dogs bark at night."))
    holdings.changed = ("a.txt",)
    assert remembered.recall(key(remembered)) is None


def test_what_a_chat_model_worded_or_what_came_with_a_notice_is_not_kept_but_an_abstention_is() -> None:
    remembered, _ = memory()
    given = answer("Dogs bark at night.")
    for each in (replace(given, mode=Mode.CHAT), replace(given, notice="The model failed.")):
        remembered.keep(key(remembered), each)
        assert remembered.recall(key(remembered)) is None
    declined = replace(given, abstention=Abstention.NO_ARTICLES, citations=())
    remembered.keep(key(remembered), declined)
    assert remembered.recall(key(remembered)) == declined


def test_the_answers_that_were_not_asked_for_longest_are_forgotten() -> None:
    remembered, _ = memory(most=2)
    for question in ("a", "b"):
        remembered.keep(key(remembered, question), answer("Dogs bark at night."))
    assert remembered.recall(key(remembered, "a")) is not None
    remembered.keep(key(remembered, "c"), answer("Dogs bark at night."))
    assert [remembered.recall(key(remembered, each)) is not None for each in "abc"] == [True, False, True]
    none, _ = memory(most=0)
    none.keep(key(none), answer("Dogs bark at night."))
    assert none.recall(key(none)) is None

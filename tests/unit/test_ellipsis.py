"""Follow-ups of one question word, made whole."""

import pytest

from qa.chat.ellipsis import complete
from qa.chat.history import standalone_question
from qa.types import Turn


@pytest.mark.parametrize(
    ("last", "asked", "whole"),
    [
        ("Is the ferry moving?", "why?", "Why is the ferry moving?"),
        ("When was the bridge built?", "And why?", "Why was the bridge built?"),
        ("What did Hale build?", "when?", "When did Hale build that?"),
        ("What did Hale warn about?", "Why is that?", "Why did Hale warn about that?"),
        ("How many boats did Norway sell?", "since when?", "Since when did Norway sell boats?"),
        ("Did it sink?", "ok, and where exactly?", "Where did it sink?"),
    ],
)
def test_one_question_word_takes_the_clause_of_the_last_question(last: str, asked: str, whole: str) -> None:
    assert complete(asked, last, "") == whole


@pytest.mark.parametrize(
    ("last", "asked"),
    [
        ("Who built the bridge?", "why?"),  # no clause is left without "who"
        ("What did Hale say about the ferry?", "why?"),  # what he said stood in the middle
        ("Is the ferry late?", "Why did Hale leave?"),
        ("Is the ferry late? (about: Hale)", "why?"),
        ("the ferry", "when?"),
    ],
)
def test_what_is_not_bare_or_leaves_no_clause_is_not_completed(last: str, asked: str) -> None:
    assert complete(asked, last, "") is None


def test_one_short_sentence_of_an_answer_is_added_in_the_articles_words() -> None:
    said = "The vessel is changing its berth for safety."
    assert complete("why?", "Is the ferry moving?", said) == (
        "Why is the ferry moving? (about: The vessel is changing its berth for safety)"
    )
    for other in ("No.", f"{said} It left.", f"The vessel {'very ' * 30}slowly moved."):
        assert complete("why?", "Is the ferry moving?", other) == "Why is the ferry moving?"


def test_a_chain_of_bare_questions_keeps_the_first_clause_and_no_answer_that_says_nothing() -> None:
    declined = "The articles do not answer this. The nearest passages are shown."
    history = (Turn("Did the ferry sink?", declined), Turn("when?", "The articles do not deal with this."))
    assert standalone_question("and where?", history) == "Where did the ferry sink?"
    assert standalone_question("and where?", (*history, Turn("Thanks!", "?"))) == "Where did the ferry sink?"


def test_a_day_that_counts_from_the_articles_day_is_not_taken_along() -> None:
    said = "The old bridge over the Weser was closed last Thursday."
    assert complete("but why?", "When was the bridge closed?", said) == (
        "Why was the bridge closed? (about: The old bridge over the Weser was closed)"
    )

import pytest

from qa.chat.history import standalone_question
from qa.types import Turn

LAST = Turn("What did Captain Joe Hale say about the ferry?", "Captain Joe Hale said it was late. [1]")


def test_without_history_nothing_changes() -> None:
    assert standalone_question("  Why did he leave? ", ()) == "Why did he leave?"


@pytest.mark.parametrize(
    "question", ["Which towns flooded after the storm in May?", "Who said that the towns flooded in May?"]
)
def test_a_question_that_stands_alone_is_left_as_it_is(question: str) -> None:
    assert standalone_question(question, (LAST,)) == question


def test_a_pronoun_becomes_the_person_of_the_last_turn() -> None:
    assert standalone_question("When was he born in Norway?", (LAST,)) == "When was Captain Joe Hale born in Norway?"


def test_a_possessive_keeps_its_form() -> None:
    assert (
        standalone_question("What is his favourite sailing ship?", (LAST,))
        == "What is Captain Joe Hale's favourite sailing ship?"
    )


def test_an_elliptic_question_takes_the_last_topic() -> None:
    assert standalone_question("And why?", (LAST,)) == "And why (Captain Joe Hale ferry)?"


def test_a_pronoun_for_a_thing_takes_the_last_topic() -> None:
    resolved = standalone_question("How many passengers did it carry that day?", (LAST,))
    assert resolved == "How many passengers did it carry that day (Captain Joe Hale ferry)?"

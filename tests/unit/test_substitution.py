"""Follow-ups that only name something else, put into the last question."""

import pytest

from qa.chat.substitution import substitute


@pytest.mark.parametrize(
    ("asked", "last", "whole"),
    [
        ("And in Osby?", "How old is the mayor of Rydal?", "How old is the mayor of Osby?"),
        ("and in June?", "How many came to Rydal in May?", "How many came to Rydal in June?"),
        ("What about 2022?", "How many came in 2021?", "How many came in 2022?"),
        ("I meant Osby", "Who is the mayor of Rydal?", "Who is the mayor of Osby?"),
        ("I meant Osby, not Rydal", "Who is the mayor of Rydal?", "Who is the mayor of Osby?"),
        ("I meant the mill.", "How much was paid for it?", "How much was paid for the mill?"),
        (
            "no, the return ticket I mean",
            "What does a ticket to Norr cost?",
            "What does the return ticket to Norr cost?",
        ),
        ("And what about Berg's?", "What does a roll cost at Holm's?", "What does a roll cost at Berg's?"),
        ("and the captain?", "Who is the owner of the ferry?", "Who is the captain of the ferry?"),
        ("What about a service?", "How much is a tyre change in Osby?", "How much is a service in Osby?"),
        (
            "And for the Norda Van?",
            "What does a tyre for the Norda One cost?",
            "What does a tyre for the Norda Van cost?",
        ),
    ],
)
def test_what_is_named_takes_the_place_of_its_like(asked: str, last: str, whole: str) -> None:
    assert substitute(asked, last) == whole


@pytest.mark.parametrize(
    ("asked", "last"),
    [
        ("And why?", "Is the ferry late?"),
        ("What about prices?", "Is the ferry late?"),
        ("Who is the mayor?", "Is the ferry late?"),
        ("And did it sink?", "Is the ferry late?"),
        ("And in Osby?", "Why? (about: ferry)"),
        ("ferry", "Is the tug late?"),
    ],
)
def test_what_has_no_like_or_is_a_question_is_left_alone(asked: str, last: str) -> None:
    assert substitute(asked, last) is None

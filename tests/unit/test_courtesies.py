"""What counts as a greeting, thanks or a question about the bot, and what is replied."""

import pytest

from qa.chat.courtesies import is_courtesy, reply_to


@pytest.mark.parametrize(
    "message",
    [
        "thanks!",
        "hello",
        "Hello again",
        "hi everyone!",
        "Ok",
        "Who are you?",
        "WHAT CAN YOU DO",
        "help",
        "Hi there - thank you so much :)",
        " ok,  great. ",
        "Brilliant, thanks a lot, that is what I wanted for my talk!",
        "thank you so much, that saved me a trip to the archive!!",
    ],
)
def test_a_message_of_nothing_else_is_a_courtesy(message: str) -> None:
    assert is_courtesy(message)


@pytest.mark.parametrize(
    "message",
    [
        "Thanks! Who denied it?",
        "thanks, and the mayor of Norr?",
        "thanks. who paid for it",
        "thanks, now the bridge",
        "Who are you to say so?",
        "help Syria",
        "Did the US help?",
        "What can you do about ISIS?",
        "hello Lavrov",
        "Is that right?",
        "How does this work?",
        "And why?",
        "",
        "?!",
    ],
)
def test_a_message_with_anything_else_is_a_question(message: str) -> None:
    assert not is_courtesy(message)


def test_the_reply_says_what_the_bot_is_and_what_it_answers_from() -> None:
    about = reply_to("help", articles=1_699)
    assert about.startswith("I am a program that answers questions from 1,699 articles. ")
    assert reply_to("hi, who are you?", articles=1_699) == f"Hello. {about}"
    assert reply_to("hi", articles=1).startswith("Hello. I am a program that answers questions from 1 article. ")


def test_thanks_and_nods_are_answered_in_one_line() -> None:
    asks = "Ask whatever else you would like to know from 5 articles."
    assert reply_to("thanks", articles=5) == f"You are welcome. {asks}"
    assert reply_to("ok", articles=5) == asks

"""Questions about the articles at hand, and what is told of them."""

from datetime import date

import pytest

from qa.chat.overview import asks_for_overview, overview
from qa.types import ArticleFacts

ECHO = ArticleFacts("a.txt", "Tug sinks", "Daily Echo", date(2021, 4, 8), 2)
POST = ArticleFacts("b.txt", "Tug raised", "Evening Post", date(2022, 5, 9), 2)
LOOSE = ArticleFacts("c.txt", None, None, None, 1)


@pytest.mark.parametrize(
    "message",
    [
        "what do you know?",
        "Which articles do you have?",
        "list all your sources please",
        "How many documents are there?",
        "And what are the articles about?",
        "Can you show me the articles?",
        "Which newspapers do you use?",
    ],
)
def test_who_asks_for_the_articles_asks_for_the_overview(message: str) -> None:
    assert asks_for_overview(message)


@pytest.mark.parametrize(
    "message",
    [
        "What do you know about the tug?",
        "Which articles mention Osby?",
        "How many reports of abuse are there?",
        "Who knows?",
        "",
    ],
)
def test_who_asks_for_what_is_in_them_does_not(message: str) -> None:
    assert not asks_for_overview(message)


def test_it_says_how_many_from_whom_and_from_when_to_when_with_the_newest_first() -> None:
    told = overview([ECHO, POST, LOOSE])
    assert told == (
        "I answer from 3 articles of Daily Echo (1), Evening Post (1); 1 name no outlet, from 8 April 2021 to 9 May 2022 "
        "(1 without a date). They are: “Tug raised” (Evening Post, 9 May 2022); “Tug sinks” (Daily Echo, 8 April 2021); "
        "“c.txt”."
    )


def test_of_many_articles_the_newest_are_named() -> None:
    many = [ArticleFacts(f"{day}.txt", f"Day {day}", "Daily Echo", date(2021, 4, day), 1) for day in range(1, 16)]
    told = overview(many)
    assert "The newest are: “Day 15”" in told
    assert told.endswith("“Day 6” (Daily Echo, 6 April 2021); and 5 more.")


def test_without_articles_it_says_what_to_do() -> None:
    assert overview([]).startswith("There are no articles yet.")

"""What time a question asks about, and which sentences are of it."""

from datetime import date

import pytest

from qa.days import Period
from qa.reading.language.times import Agreement, agreement, asked_time, without_day

TODAY = date(2024, 3, 14)


def asked(question: str) -> Period:
    period = asked_time(question, today=TODAY).period
    assert period is not None
    return period


@pytest.mark.parametrize(
    ("question", "is_now", "is_present"),
    [
        ("How high is the lake now?", True, True),
        ("What is the latest on the bridge?", True, True),
        ("Who is the mayor?", False, True),
        ("Does the ferry run?", False, True),
        ("Who was the mayor?", False, False),
        ("Who has won the race?", False, False),
        ("Who is the mayor in 2019?", False, False),
        ("Which now-famous singer left?", False, False),
    ],
)
def test_words_and_tense_ask_how_things_are(question: str, is_now: bool, is_present: bool) -> None:
    found = asked_time(question, today=TODAY)
    assert (found.is_now, found.is_present) == (is_now, is_present)


@pytest.mark.parametrize(
    ("question", "sentence", "published", "expected"),
    [
        ("How many came in 2018?", "In 2018, 900 came.", None, Agreement.AGREES),
        ("How many came in 2018?", "In 2020, 900 came.", None, Agreement.APART),
        ("How many came in 2018?", "Some 900 came this August.", date(2018, 8, 30), Agreement.AGREES),
        ("How many came in 2018?", "Some 900 came this August.", date(2021, 8, 30), Agreement.APART),
        ("How many came in 2018?", "Some 900 came.", None, Agreement.SILENT),
        ("How many came in 2018?", "Some 900 came.", date(2018, 6, 1), Agreement.AGREES),
        ("How many came in 2018?", "Some 900 came.", date(2019, 1, 3), Agreement.NEAR),
        ("What sank on 12 March 2024?", "It sank on Tuesday.", TODAY, Agreement.AGREES),
        ("What sank this week?", "It sank on Tuesday.", date(2012, 3, 14), Agreement.APART),
        ("What sank this week?", "It sank.", date(2024, 3, 1), Agreement.NEAR),
        ("What sank this week?", "It sank.", date(2024, 3, 13), Agreement.AGREES),
        ("What sank this week?", "It sank.", None, Agreement.SILENT),
        ("What sank yesterday?", "It sank on Wednesday.", date(2024, 3, 14), Agreement.AGREES),
        ("What sank yesterday?", "It sank on Wednesday.", date(2024, 3, 7), Agreement.APART),
    ],
)
def test_a_sentence_is_of_a_time_by_its_words_then_by_its_article(
    question: str, sentence: str, published: date | None, expected: Agreement
) -> None:
    assert agreement(asked(question), sentence, published=published) is expected


def test_what_stands_before_gives_the_time_of_a_sentence_without_one() -> None:
    before = ["The fair of 2018 was wet.", "Many stalls stayed shut."]
    assert (
        agreement(asked("How many came in 2018?"), "Some 900 came.", before=before, published=TODAY) is Agreement.AGREES
    )


def test_a_year_named_elsewhere_in_the_article_leaves_it_open() -> None:
    around = "The race was first held in 1998. Hale won by a length."
    assert (
        agreement(asked("Who won in 1998?"), "Hale won by a length.", around=around, published=TODAY)
        is Agreement.SILENT
    )


@pytest.mark.parametrize(
    ("question", "read_as"),
    [
        ("What was closed on 14 March 2024?", "What was closed?"),
        ("What did the yard open in March 2024?", "What did the yard open?"),
        ("Who won the March 2024 regatta?", "Who won the March 2024 regatta?"),
        ("What was closed on 14 March 2021?", "What was closed on 14 March 2021?"),
        ("What was closed this week?", "What was closed this week?"),
        ("What was closed?", "What was closed?"),
    ],
)
def test_the_day_of_an_article_need_not_stand_in_it(question: str, read_as: str) -> None:
    assert without_day(question, today=TODAY, published=[None, date(2024, 3, 14)]) == read_as

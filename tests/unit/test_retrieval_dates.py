"""Which days a question asks about, and what that is worth to an article."""

from datetime import date, timedelta

import pytest

from qa.retrieval.dates import BONUS, wished_dates

TODAY = date(2017, 9, 21)
NEWEST = date(2017, 9, 30)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What happened on 21 Sep 2017?", date(2017, 9, 21), date(2017, 9, 21)),
        ("What happened on September 21st, 2017?", date(2017, 9, 21), date(2017, 9, 21)),
        ("Who met in February 2016?", date(2016, 2, 1), date(2016, 2, 29)),
        ("Who met on 31 February 2017?", date(2017, 2, 1), date(2017, 2, 28)),
        ("Who won in 1963?", date(1963, 1, 1), date(1963, 12, 31)),
        ("Who left in Sept. 2017?", date(2017, 9, 1), date(2017, 9, 30)),
        ("Who resigned yesterday?", date(2017, 9, 20), date(2017, 9, 20)),
        ("Who resigned today?", TODAY, TODAY),
        ("Who resigned this week?", date(2017, 9, 15), date(2017, 9, 24)),
        ("What opened this past weekend?", date(2017, 9, 15), date(2017, 9, 24)),
        ("Who resigned last week?", date(2017, 9, 11), date(2017, 9, 17)),
        ("What did the 1963 model cost?", date(1963, 1, 1), date(1963, 12, 31)),
        ("Who is the current mayor?", TODAY, TODAY),
        ("Which banks failed in the past 10 days?", date(2017, 9, 11), TODAY),
        ("What was said 2 weeks ago?", date(2017, 9, 4), date(2017, 9, 10)),
        ("What is the latest on the bridge?", TODAY, TODAY),
    ],
)
def test_days_are_read_from_the_question(question: str, first: date, last: date) -> None:
    wish = wished_dates(question, today=TODAY, newest=NEWEST)
    assert wish is not None
    assert (wish.first, wish.last) == (first, last)
    assert wish.words in question


@pytest.mark.parametrize(
    "question",
    [
        "Who met the president?",
        "May the council vote?",
        "How is March Air Base run?",
        "",
    ],
)
def test_other_questions_wish_for_no_days(question: str) -> None:
    assert wished_dates(question, today=TODAY, newest=NEWEST) is None


def test_relative_words_need_a_day_to_count_from() -> None:
    assert wished_dates("Who resigned this week?", today=None, newest=NEWEST) is None


def test_latest_counts_from_the_newest_article_where_no_day_is_given() -> None:
    wish = wished_dates("What is the latest on the bridge?", today=None, newest=NEWEST)
    assert wish is not None
    assert wish.last == NEWEST
    assert wished_dates("What is the latest on the bridge?", today=None, newest=None) is None


def test_articles_of_the_days_gain_most_and_far_ones_least() -> None:
    wish = wished_dates("Who resigned this week?", today=TODAY, newest=None)
    assert wish is not None
    assert wish.bonus(TODAY) == wish.bonus(wish.first) == BONUS
    assert wish.bonus(TODAY + timedelta(2)) == BONUS  # still being reported
    near, far = wish.bonus(wish.first - timedelta(3)), wish.bonus(wish.first - timedelta(300))
    assert BONUS > near > far >= 0
    assert far == pytest.approx(0, abs=1e-9)
    assert wish.bonus(None) == 0

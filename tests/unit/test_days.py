"""Which days words name, on cases whose calendar was looked up."""

from datetime import date

import pytest

from qa.days import Period, in_words, periods_in

THURSDAY = date(2024, 3, 14)


def only(text: str, *, day: date | None = THURSDAY) -> tuple[date, date]:
    found = periods_in(text, day=day)
    assert len(found) == 1
    assert found[0].words in text
    return found[0].first, found[0].last


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("opened on 5 July 2023", date(2023, 7, 5), date(2023, 7, 5)),
        ("opened on July 5th, 2023", date(2023, 7, 5), date(2023, 7, 5)),
        ("opened on 2023-07-05", date(2023, 7, 5), date(2023, 7, 5)),
        ("opened on 5.7.2023", date(2023, 7, 5), date(2023, 7, 5)),
        ("opened in July 2023", date(2023, 7, 1), date(2023, 7, 31)),
        ("opened on 31 June 2023", date(2023, 6, 1), date(2023, 6, 30)),
        ("in 2018 it rained", date(2018, 1, 1), date(2018, 12, 31)),
        ("the 2022 Games", date(2022, 1, 1), date(2022, 12, 31)),
        ("the 2022/23 season", date(2022, 1, 1), date(2023, 12, 31)),
        ("the 1990s", date(1990, 1, 1), date(1999, 12, 31)),
    ],
)
def test_days_given_in_full_need_no_other_day(text: str, first: date, last: date) -> None:
    assert only(text, day=None) == only(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("it sank yesterday", date(2024, 3, 13), date(2024, 3, 13)),
        ("it sank on Tuesday", date(2024, 3, 12), date(2024, 3, 12)),
        ("it sank on Thursday", THURSDAY, THURSDAY),
        ("it sails next Thursday", date(2024, 3, 21), date(2024, 3, 21)),
        ("last week", date(2024, 3, 4), date(2024, 3, 10)),
        ("this week", date(2024, 3, 8), date(2024, 3, 17)),
        ("last month", date(2024, 2, 1), date(2024, 2, 29)),
        ("next month", date(2024, 4, 1), date(2024, 4, 30)),
        ("last year", date(2023, 1, 1), date(2023, 12, 31)),
        ("the past ten days", date(2024, 3, 4), THURSDAY),
        ("three years ago", date(2021, 1, 1), date(2021, 12, 31)),
        ("this August", date(2023, 8, 1), date(2023, 8, 31)),
        ("in April", date(2024, 4, 1), date(2024, 4, 30)),
        ("on 30 December", date(2023, 12, 30), date(2023, 12, 30)),
        ("since 2011", date(2011, 1, 1), THURSDAY),
        ("until 2026", THURSDAY, date(2026, 12, 31)),
    ],
)
def test_other_words_count_from_a_day(text: str, first: date, last: date) -> None:
    assert only(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "2000 people came",
        "it cost 1,980 euros",
        "sold for €2012",
        "may the council vote",
        "march on",
        "ten weeks later",
        "",
    ],
)
def test_numbers_and_other_words_name_no_day(text: str) -> None:
    assert periods_in(text, day=THURSDAY) == ()


def test_a_name_in_capitals_is_no_day() -> None:
    day = date(2024, 5, 2)
    assert periods_in("What did the Harbour TODAY network drop?", day=day) == ()
    assert [period.words for period in periods_in("What did it drop today?", day=day)] == ["today"]
    assert [period.words for period in periods_in("WHAT DID IT DROP TODAY?", day=day)] == ["TODAY"]
    assert [period.words for period in periods_in("What did it drop TODAY?", day=day)] == ["TODAY"]


def test_words_that_need_a_day_are_left_out_without_one() -> None:
    assert periods_in("on Tuesday last week, in April", day=None) == ()


def test_periods_meet_when_they_share_a_day() -> None:
    march, spring = Period(date(2024, 3, 1), date(2024, 3, 31), ""), Period(date(2024, 3, 31), date(2024, 5, 1), "")
    april = Period(date(2024, 4, 1), date(2024, 4, 2), "")
    assert march.overlaps(spring)
    assert spring.overlaps(march)
    assert not march.overlaps(april)
    assert march.overlaps(april, slack_days=1)
    assert march.holds(date(2024, 4, 3), after=3)
    assert not march.holds(date(2024, 4, 3), after=2)
    assert march.length_days == 31


def test_a_day_is_written_as_it_is_read_aloud() -> None:
    assert in_words(date(2024, 5, 4)) == "4 May 2024"

"""Whatever the text, periods are in order, end after they begin, and point at their words."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from qa.days import periods_in
from qa.reading.language.names import Mentions, names_of
from qa.reading.language.times import asked_time

PIECES = st.sampled_from(
    ["in 2018", "5 July 2023", "31 February", "last week", "on Tuesday", "two years ago", "since", "until 2030", "the 1990s",
     "2019-21", "now", "May", "Rona", "B12", "of", "the", "’s", ".", "\n", "99 years ago", "next month", "İ", "ß"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=12).map(" ".join)
DAYS = st.none() | st.dates(min_value=date(1900, 1, 1), max_value=date(2150, 1, 1))


@given(TEXTS, DAYS)
def test_periods_are_in_order_and_stand_where_they_say(text: str, day: date | None) -> None:
    found = periods_in(text, day=day)
    assert list(found) == sorted(found, key=lambda period: period.start)
    for period in found:
        assert period.first <= period.last
        assert text[period.start :].lstrip().startswith(period.words)
        assert period.length_days >= 1


@given(TEXTS, DAYS)
def test_any_question_has_a_time_and_names(text: str, day: date | None) -> None:
    asked = asked_time(text, today=day)
    assert not (asked.period and asked.is_now)
    for name in names_of(text):
        assert Mentions(name.text).name(name)
        assert name.text in text

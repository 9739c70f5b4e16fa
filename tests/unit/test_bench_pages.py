"""How pages are scored: runs of words, titles, days."""

from datetime import date

import pytest

from benchmarks.pages import Page, Reading, holds_day, judge_day, judge_title, keep_densest_block, score

PAGE = Page("p", "The Bridge\none two three four five", None, "The bridge", date(2024, 3, 4))


def test_runs_of_four_words_are_counted_and_the_title_is_left_out() -> None:
    found = score(PAGE, Reading("THE BRIDGE\none two three four six"), days_in=None)
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)


def test_a_run_read_twice_is_wrong_once() -> None:
    assert score(PAGE, Reading("one two three four one two three four"), days_in=None).precision == 0.2


def test_nothing_read_scores_nothing() -> None:
    found = score(PAGE, Reading(""), days_in=None)
    assert (found.precision, found.recall, found.f1, found.title, found.published) == (0, 0, 0, "none", "none")


def test_a_standfirst_counts_neither_way() -> None:
    page = Page("p", "Short words above.\none two three four", "Short words above.", None, None)
    assert score(page, Reading("one two three four"), days_in=None).f1 == 1.0


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ("the “Bridge” – closed", "exact"),
        ('The "bridge" - closed | The Daily', "close"),
        ("News", "wrong"),
        (None, "none"),
    ],
)
def test_titles(found: str | None, verdict: str) -> None:
    assert judge_title('The "Bridge" - Closed', found) == verdict


def test_days() -> None:
    gold = date(2024, 3, 4)
    found = [judge_day(gold, each) for each in (gold, date(2024, 3, 5), date(2024, 3, 6), None)]
    assert found == ["exact", "off", "wrong", "none"]


def test_a_day_counts_only_where_the_text_holds_it() -> None:
    assert score(PAGE, Reading(""), days_in="Seen on 5 March 2024").published is None
    assert score(PAGE, Reading(""), days_in="Seen on 4 March 2024").published == "none"


@pytest.mark.parametrize(
    "text",
    [
        "4 March 2024",
        "March 4th, 2024",
        "Mar 4 202410:15 AM",
        "04/03/2024",
        "3/4/24",
        "2024-03-04T10:15",
        "4. Mar. 2024",
    ],
)
def test_the_usual_ways_to_name_a_day(text: str) -> None:
    assert holds_day(f"By Ada Lund | {text}", date(2024, 3, 4))


@pytest.mark.parametrize("text", ["14 March 2024", "March 4, 2023", "2024-03-14", "4 Marches 2024"])
def test_other_days_are_not_that_day(text: str) -> None:
    assert not holds_day(text, date(2024, 3, 4))


def test_the_densest_block_is_the_run_of_long_lines() -> None:
    body = [
        f"Line {i} of the body, which goes on for a good while so that it is longer than eighty characters."
        for i in "ab"
    ]
    found = keep_densest_block("\n".join(["Home", "News", body[0], "Heading", body[1], "Share", "About us"]).encode())
    assert found.text.splitlines() == [body[0], "Heading", body[1]]

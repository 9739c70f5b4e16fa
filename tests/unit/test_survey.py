"""What a whole library holds: dated events, statements with their denials, the plane of the vectors, reading in the background."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from qa.survey.disputed import denials_among
from qa.survey.events import MOST_OF_AN_ARTICLE, events_of
from qa.survey.gathering import MOST_ARTICLES, Gathering
from qa.survey.projection import project, sample_of
from qa.survey.speakers import speakers_of
from qa.survey.statements import Statement, statements_of
from qa.types import Article, ArticleFacts, Section, Span

DAY = date(2024, 5, 15)  # a Wednesday


def article(*sentences: str, article_id: str = "a.txt", published: date | None = DAY) -> Article:
    raw = " ".join(sentences)
    whole = Span(0, len(raw))
    return Article(article_id, None, None, published, raw, (whole,), (), (Section(None, whole),), "0" * 64)


def statements(*sentences: str, article_id: str = "a.txt") -> tuple[Statement, ...]:
    return statements_of(article(*sentences, article_id=article_id))


def test_sentences_with_a_date_of_their_own_are_events() -> None:
    read = article(
        "The bridge fell on 3 May 2024.",
        "Nobody was hurt in the fall.",
        "The mayor came to the bridge on Monday.",
        "It had stood there since 1911, people say.",
        "The town will mourn for it this week.",
    )
    found = events_of(read)
    assert [(each.first, each.last, each.words, each.is_relative) for each in found] == [
        (date(2024, 5, 3), date(2024, 5, 3), "3 May 2024", False),
        (date(2024, 5, 13), date(2024, 5, 13), "Monday", True),
    ]
    assert [read.raw[each.start : each.end] for each in found] == [each.text for each in found]


def test_of_several_dates_the_most_exact_places_a_sentence() -> None:
    (found,) = events_of(article("In April 2024 the town began what it ended on 2 May 2024."))
    assert (found.first, found.last) == (date(2024, 5, 2), date(2024, 5, 2))


def test_without_the_day_of_an_article_only_full_dates_place_its_sentences() -> None:
    read = article("The bridge was closed again on Monday.", "The bridge had opened on 3 May 2020.", published=None)
    assert [each.first for each in events_of(read)] == [date(2020, 5, 3)]


def test_an_article_gives_no_more_events_than_it_may() -> None:
    read = article(*(f"The gate was opened {number} times on 3 May 2024." for number in range(MOST_OF_AN_ARTICLE + 9)))
    assert len(events_of(read)) == MOST_OF_AN_ARTICLE


def test_what_named_speakers_say_is_found_with_its_place() -> None:
    read = article(
        "Mayor Ada Marsh said that the harbour will close.",
        "It was built of stone.",
        "The doctors said that nobody was hurt.",
        "She added that the ferry goes on.",
    )
    found = statements_of(read)
    assert [(each.speaker, each.text) for each in found] == [
        ("Mayor Ada Marsh", "Mayor Ada Marsh said that the harbour will close."),
        ("Mayor Ada Marsh", "She added that the ferry goes on."),
    ]
    assert [read.raw[each.start : each.end] for each in found] == [each.text for each in found]
    assert found[0].question == "What did Mayor Ada Marsh say about the harbour?"


def test_a_denial_that_says_what_it_denies_is_set_against_the_claim_of_another_article() -> None:
    claims = statements("Captain Joe Hale said that the coast guard had sunk the trawler.", "Joe Hale sailed home.")
    denials = statements("The Harbour Board denied that the coast guard had sunk a trawler.", article_id="b.txt")
    (found,) = denials_among([*claims, *denials], {"a.txt": DAY, "b.txt": date(2024, 5, 20)})
    assert (found.claim.speaker, found.denial.speaker) == ("Captain Joe Hale", "The Harbour Board")
    assert denials_among([*claims, *denials], {"a.txt": DAY, "b.txt": date(2025, 5, 20)}) == ()


def test_a_denial_that_points_back_is_set_against_what_another_speaker_said_last() -> None:
    said = statements(
        "Ada Marsh said that the crane was unsafe.",
        "Captain Joe Hale said that the pilots were warned of the storm.",
        "However, the Harbour Board denied it completely.",
    )
    (found,) = denials_among(said, {})
    assert (found.claim.speaker, found.denial.speaker) == ("Captain Joe Hale", "the Harbour Board")


def test_a_denial_of_the_claim_of_somebody_named_is_set_against_his() -> None:
    said = statements(
        "Ada Marsh said that the crane was unsafe.",
        "Captain Joe Hale said that the pilots were warned of the storm.",
        "The Harbour Board denied the claim made by Ada Marsh.",
    )
    (found,) = denials_among(said, {})
    assert found.claim.speaker == "Ada Marsh"


@pytest.mark.parametrize(
    "denial",
    [
        "Joe Hale denied that the coast guard had sunk the trawler.",  # he does not deny himself
        "Ada Marsh said that Joe Hale denied it.",  # she passes on his denial
        "The Harbour Board denied that a lamp was stolen from the pier.",
        "The Harbour Board denied that Joe Hale wrote a letter.",  # names alone tell whom it is about
        "Captain Joe Hale Berg denied it.",  # it may be the same man
    ],
)
def test_what_is_no_denial_of_a_claim_stands_against_none(denial: str) -> None:
    said = statements("Captain Joe Hale said that the coast guard had sunk the trawler.", denial)
    assert denials_among(said, {}) == ()


def test_a_short_name_goes_with_the_one_longer_name_that_ends_like_it() -> None:
    def says(speaker: str, place: int) -> Statement:
        return Statement("a.txt", place, place + 1, "x", speaker, (), "?", 0, place)

    names = ["Colonel Ryan Dillon", "Dillon", "the Vatican", "a statement from the Vatican", "Jo Roe", "Al Roe", "Roe"]
    found = speakers_of(says(name, place) for place, name in enumerate(names))
    assert [(each.name, len(each.statements)) for each in found] == [
        ("Colonel Ryan Dillon", 2),
        ("a statement from the Vatican", 1),
        ("Al Roe", 1),
        ("Jo Roe", 1),
        ("Roe", 1),
        ("Vatican", 1),
    ]


def test_the_plane_shows_the_directions_in_which_vectors_differ_most() -> None:
    vectors = np.array([[4, 0, 0], [-4, 0, 0], [0, 2, 0], [0, -2, 0], [0, 0, 1], [0, 0, -1]], np.float32)
    plane = project(vectors + 10)
    assert plane.shares == pytest.approx((32 / 42, 8 / 42))
    assert plane.place(vectors + 10).round(5).tolist() == [[4, 0], [-4, 0], [0, 2], [0, -2], [0, 0], [0, 0]]


def test_one_vector_lies_in_the_middle_of_its_plane() -> None:
    plane = project(np.array([[1, 2, 3]], np.float32))
    assert plane.shares == (0.0, 0.0)
    assert plane.place(np.array([[1, 2, 3]], np.float32)).tolist() == [[0.0, 0.0]]


def test_a_sample_does_not_depend_on_the_order() -> None:
    ids = [f"a.txt#{number}-9" for number in range(50)]
    drawn = sample_of(ids, 7)
    assert len(drawn) == 7
    assert sample_of(ids[::-1], 7) == drawn
    assert set(sample_of(ids[:40], 7)) >= set(drawn) & set(ids[:40])


class Shelf:
    """A library that counts how often each article is read."""

    def __init__(self, *names: str) -> None:
        self.stored = dict.fromkeys(names, 1)
        self.read: list[str] = []

    def gathering(self, *, damaged: str = "", is_busy: Callable[[], bool] = lambda: False) -> Gathering[str]:
        def open_one(name: str) -> Article:
            if name == damaged:
                raise KeyError(name)
            return article("One.", article_id=name)

        return Gathering(
            self._take,
            articles=lambda: [ArticleFacts(name, None, None, DAY, 1) for name in self.stored],
            versions=lambda: dict(self.stored),
            article=open_one,
            is_busy=is_busy,
        )

    def _take(self, each: Article) -> str:
        self.read.append(each.article_id)
        return each.article_id.upper()


def test_each_article_is_read_once_until_it_changes() -> None:
    shelf = Shelf("a", "b")
    gathering = shelf.gathering()
    gathering.look()
    gathering.wait()
    whole = gathering.look()
    assert (dict(whole.found), whole.is_whole, whole.total) == ({"a": "A", "b": "B"}, True, 2)
    shelf.stored = {"b": 2, "c": 1}
    gathering.look()
    gathering.wait()
    assert dict(gathering.look().found) == {"b": "B", "c": "C"}
    gathering.wait()
    assert sorted(shelf.read) == ["a", "b", "b", "c"]


def test_of_a_large_library_the_first_are_read() -> None:
    shelf = Shelf(*(f"{number:05}" for number in range(MOST_ARTICLES + 3)))
    gathering = shelf.gathering()
    gathering.look()
    gathering.wait()
    whole = gathering.look()
    assert (len(whole.articles), whole.is_whole, whole.total) == (MOST_ARTICLES, True, MOST_ARTICLES + 3)
    assert "00002" not in whole.found  # of one day, the last by name come first


def test_an_article_that_can_not_be_read_holds_nothing_up() -> None:
    gathering = Shelf("a", "b").gathering(damaged="b")
    gathering.look()
    gathering.wait()
    whole = gathering.look()
    assert (dict(whole.found), whole.is_whole) == ({"a": "A"}, True)


def test_reading_waits_while_somebody_waits_for_an_answer() -> None:
    shelf = Shelf("a")
    looks: list[int] = []

    def is_busy() -> bool:
        looks.append(len(shelf.read))
        return len(looks) < 3

    gathering = shelf.gathering(is_busy=is_busy)
    gathering.look()
    gathering.wait()
    assert shelf.read == ["a"]
    assert looks[:3] == [0, 0, 0]

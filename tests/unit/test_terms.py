"""Which chunks the words of a question find."""

import sqlite3
from functools import partial

import pytest

from qa.index.terms import add_terms, count_holding, drop_terms, matching_chunks
from qa.types import Chunk

TEXTS = {
    "a": "Troops stayed at the Al-Tanf garrison, near the border crossing.",
    "b": "The crew of an Su-30 fighter and two F-16s took off at noon.",
    "c": "In Düsseldorf the café sold 1,500 litres of water; the cafe was full.",
    "d": "Officials denied the allegations. Denying is not proving.",
    "e": "She said that it was what it was.",
}


@pytest.fixture
def connection() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        """CREATE TABLE chunks (number INTEGER PRIMARY KEY, chunk_id TEXT, article_id TEXT);
        CREATE TABLE articles (article_id TEXT PRIMARY KEY, published INTEGER);
        CREATE VIRTUAL TABLE terms USING fts5(title, heading, text, tokenize = "ascii tokenchars '-.,&'''");"""
    )
    for number, (name, text) in enumerate(TEXTS.items()):
        connection.execute("INSERT INTO articles VALUES (?, ?)", (name, number))
        connection.execute("INSERT INTO chunks VALUES (?, ?, ?)", (number, name, name))
        add_terms(connection, number, Chunk(name, 0, len(text), text, None), f"Report {name}{number}")
    return connection


def found(connection: sqlite3.Connection, question: str, allowed: str = "", *parameters: object) -> list[str]:
    return [name for name, _ in ranked(connection, question, allowed, *parameters)]


def ranked(
    connection: sqlite3.Connection, question: str, allowed: str = "", *parameters: object, k: int = 9
) -> list[tuple[str, float]]:
    holding = partial(count_holding, connection)
    return matching_chunks(connection, question, k=k, holding=holding, allowed=allowed, parameters=parameters)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Al-Tanf", ["a"]),
        ("Where is Tanf?", ["a"]),
        ("AL‑TANF", ["a"]),  # with a non-breaking hyphen
        ("Who flies the Su-30?", ["b"]),
        ("Was an F-16 there?", ["b"]),
        ("DUSSELDORF", ["c"]),
        ("1,500", ["c"]),
        ("cafés", ["c"]),
        ("denial or denies", ["d"]),
        ("Was it what it was?", ["c", "e"]),  # function words alone: better than nothing
        ("", []),
        ("?!", []),
        ('"crew AND ( NEAR * -noon:', ["a", "b"]),  # no operators: "near" is a word
    ],
)
def test_words_are_found_in_other_spellings(connection: sqlite3.Connection, question: str, expected: list[str]) -> None:
    assert sorted(found(connection, question)) == sorted(expected)


def test_a_title_counts_for_its_chunks(connection: sqlite3.Connection) -> None:
    assert found(connection, "c2") == ["c"]


def test_rare_words_weigh_more_and_scores_are_positive(connection: sqlite3.Connection) -> None:
    best, *others = ranked(connection, "report garrison")
    assert best[0] == "a"
    assert all(best[1] > score > 0 for _, score in others)


def test_equal_scores_are_ordered_by_id(connection: sqlite3.Connection) -> None:
    for number, name in [(7, "z"), (8, "y"), (9, "x")]:
        connection.execute("INSERT INTO chunks VALUES (?, ?, ?)", (number, name, name))
        add_terms(connection, number, Chunk(name, 0, 4, "same words", None), None)
    assert found(connection, "words") == ["x", "y", "z"]


def test_a_condition_narrows_what_is_found(connection: sqlite3.Connection) -> None:
    assert found(connection, "report", "published >= ?", 3) == ["d", "e"]


def test_dropped_words_are_no_longer_found(connection: sqlite3.Connection) -> None:
    drop_terms(connection, 0)
    assert found(connection, "garrison") == []


def test_ties_are_ordered_by_id_even_when_there_are_more_than_asked_for(connection: sqlite3.Connection) -> None:
    names = [f"t{number:03}" for number in range(200)]
    for number, name in enumerate(reversed(names), start=100):
        connection.execute("INSERT INTO chunks VALUES (?, ?, ?)", (number, name, name))
        add_terms(connection, number, Chunk(name, 0, 4, "same words", None), None)
    assert [name for name, _ in ranked(connection, "words", k=5)] == names[:5]


def test_only_the_rarest_words_are_looked_up_where_many_chunks_match(connection: sqlite3.Connection) -> None:
    counts = {"garrison": 1, "report": 19_999, "border": 5, "crew": 19_998}
    found = matching_chunks(
        connection, "report on the crew, the border and the garrison", k=9, holding=counts.__getitem__
    )
    assert [name for name, _ in found] == ["a"]

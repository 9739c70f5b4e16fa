"""Which chunks the words of a question find."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from postgres_servers import Postgres

from qa.index.database import SqliteDatabase
from qa.index.engines import Database
from qa.index.postgres_database import PostgresDatabase
from qa.index.terms import add_terms, drop_terms, matching_chunks
from qa.types import Chunk

TEXTS = {
    "a": "Troops stayed at the Al-Tanf garrison, near the border crossing.",
    "b": "The crew of an Su-30 fighter and two F-16s took off at noon.",
    "c": "In Düsseldorf the café sold 1,500 litres of water; the cafe was full.",
    "d": "Officials denied the allegations. Denying is not proving.",
    "e": "She said that it was what it was.",
}


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    database: Database = (
        SqliteDatabase(tmp_path)
        if request.param == "SQLite"
        else PostgresDatabase(request.getfixturevalue("postgres").new_address())
    )
    for number, (name, text) in enumerate(TEXTS.items()):
        add(database, number, name, text, f"Report {name}{number}")
    yield database
    database.close()


def add(database: Database, number: int, name: str, text: str, title: str | None) -> None:
    article = (name, name, name, name, title, None, None, number, 1)
    with database.writing() as connection:
        connection.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", article)
        columns = 'number, chunk_id, article_id, start, "end", text'
        connection.execute(f"INSERT INTO chunks ({columns}) VALUES (?, ?, ?, 0, 0, ?)", (number, name, name, text))
        add_terms(connection, [(number, Chunk(name, 0, len(text), text, None))], title)


def found(database: Database, question: str, allowed: str = "", *parameters: object) -> list[str]:
    return [name for name, _ in ranked(database, question, allowed, *parameters)]


def ranked(
    database: Database, question: str, allowed: str = "", *parameters: object, k: int = 9
) -> list[tuple[str, float]]:
    with database.reading() as connection:
        holding = partial(database.words.count_holding, connection)
        search = partial(matching_chunks, connection, question, k=k, search=database.words, holding=holding)
        return search(allowed=allowed, parameters=parameters)


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
def test_words_are_found_in_other_spellings(database: Database, question: str, expected: list[str]) -> None:
    assert sorted(found(database, question)) == sorted(expected)


def test_a_title_counts_for_its_chunks(database: Database) -> None:
    assert found(database, "c2") == ["c"]


def test_rare_words_weigh_more_and_scores_are_positive(database: Database) -> None:
    best, *others = ranked(database, "report garrison")
    assert best[0] == "a"
    assert all(best[1] > score > 0 for _, score in others)


def test_equal_scores_are_ordered_by_id(database: Database) -> None:
    for number, name in [(7, "z"), (8, "y"), (9, "x")]:
        add(database, number, name, "same words", None)
    assert found(database, "words") == ["x", "y", "z"]


def test_a_condition_narrows_what_is_found(database: Database) -> None:
    assert found(database, "report", "published >= ?", 3) == ["d", "e"]


def test_dropped_words_are_no_longer_found(database: Database) -> None:
    with database.writing() as connection:
        drop_terms(connection, [0])
    assert found(database, "garrison") == []


def test_ties_are_ordered_by_id_even_when_there_are_more_than_asked_for(database: Database) -> None:
    names = [f"t{number:03}" for number in range(200)]
    for number, name in enumerate(reversed(names), start=100):
        add(database, number, name, "same words", None)
    assert [name for name, _ in ranked(database, "words", k=5)] == names[:5]


def test_only_the_rarest_words_are_looked_up_where_many_chunks_match(database: Database) -> None:
    counts = {"garrison": 1, "report": 19_999, "border": 5, "crew": 19_998}
    question = "report on the crew, the border and the garrison"
    with database.reading() as connection:
        found = matching_chunks(connection, question, k=9, search=database.words, holding=counts.__getitem__)
    assert [name for name, _ in found] == ["a"]


def test_both_engines_rank_alike(tmp_path: Path, postgres: Postgres) -> None:
    """To the rounding: words that occur once, often, in titles and headings, in long texts and in short ones."""
    words = ["harbour", "crane", "o'neil", "al-tanf", "su-30", "müller", "1,500"]
    texts = [" ".join(words[n % 7 :: 1 + n % 3] * (1 + n % 40)) + " and more" * n for n in range(60)]
    texts.append("harbour " * 300)  # more than a tsvector counts
    both = SqliteDatabase(tmp_path), PostgresDatabase(postgres.new_address())
    for database in both:
        for number, text in enumerate(texts):
            add(database, number, f"a{number:03}", text, f"Crane {number}")
    for question in (*words, " ".join(words), "Where is Müller's crane?"):
        expected, found = (dict(ranked(database, question, k=100)) for database in both)
        assert found == pytest.approx(expected, rel=2e-3 if "harbour" in question else 1e-9)
        assert len(found) > 5
    for database in both:
        assert database.finds_its_words()
        database.close()

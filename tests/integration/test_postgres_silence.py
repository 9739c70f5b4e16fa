"""A PostgreSQL server that says nothing: who reads gives up after a while, with one line, and whoever writes waits."""

import re
import socket
import time
from collections.abc import Iterator

import pytest
from postgres_servers import PASSWORD, Postgres

from qa.errors import StoreError
from qa.index import PostgresAddress
from qa.index.postgres import Patience
from qa.index.postgres_connection import PostgresConnection
from qa.index.postgres_database import PostgresDatabase

SOON_SECONDS = 20.0  # far less than what a server would be waited for, and enough for a busy machine


@pytest.fixture
def silent() -> Iterator[PostgresAddress]:
    """Of a listener that lets everybody in and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield PostgresAddress("127.0.0.1", listening.getsockname()[1], "articles", "qa", PASSWORD)


def told(address: PostgresAddress, seconds: str) -> str:
    """The line on a server that did not answer."""
    return (
        f"PostgreSQL at {address} (QA_DATABASE_URL) can't be reached (no answer within {seconds} s); nothing is lost: see "
        "that it runs, and the next try goes on"
    )


@pytest.mark.parametrize("reads_only", [True, False])
def test_a_listener_that_never_answers_is_given_up_in_one_line(silent: PostgresAddress, *, reads_only: bool) -> None:
    started = time.monotonic()
    with pytest.raises(StoreError) as given_up:
        PostgresConnection(silent, "qa", reads_only=reads_only, patience=Patience(connect_seconds=0.25))
    assert str(given_up.value) == told(silent, "0.25")
    assert time.monotonic() - started < SOON_SECONDS


def test_a_server_that_does_not_answer_who_reads_is_given_up_and_asked_anew_by_the_next(postgres: Postgres) -> None:
    library = postgres.new_address()
    writer = PostgresDatabase(library)
    writer.set_facts({"encoder": "one"})
    writer.close()
    database = PostgresDatabase(library, reads_only=True, patience=Patience(answer_seconds=2.5))
    try:
        started = time.monotonic()
        with pytest.raises(StoreError, match=f"^{re.escape(told(library, '2.5'))}$"), database.reading() as connection:
            connection.execute("SELECT pg_sleep(?)", (SOON_SECONDS * 2,))
        assert time.monotonic() - started < SOON_SECONDS
        assert database.facts() == {"encoder": "one"}
    finally:
        database.close()


def test_who_reads_waits_thirty_seconds_and_who_writes_as_long_as_it_takes(postgres: Postgres) -> None:
    waits = {}
    for reads_only in (True, False):
        connection = PostgresConnection(postgres.new_address(), "public", reads_only=reads_only)
        waits[reads_only] = connection._driver._usock.gettimeout()
        connection.close()
    assert waits == {True: 30.0, False: None}

"""What is granted on a library in PostgreSQL outlasts a rebuild: a role that may only read reads on, and may do no more."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from harbours import ARTICLES, write_harbour, write_harbours
from postgres_servers import Postgres

from qa.encoding import Encoder
from qa.errors import StoreError
from qa.index import Index, PostgresAddress, open_for_reading, open_index
from qa.index.postgres_connection import PostgresConnection
from qa.index.postgres_grants import hand_on_grants

ODD = '"Who reads?"'
_RIGHTS = """
SELECT nspacl::text, (SELECT string_agg(relname || ' ' || relacl::text, ', ' ORDER BY relname) FROM pg_class
    WHERE relnamespace = pg_namespace.oid AND relkind IN ('r', 'S') AND relacl IS NOT NULL),
    (SELECT string_agg(relname || ' ' || attname || ' ' || attacl::text, ', ' ORDER BY relname, attname)
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE relnamespace = pg_namespace.oid AND attacl IS NOT NULL)
FROM pg_namespace WHERE nspname = ?
"""


@pytest.fixture
def library(postgres: Postgres) -> PostgresAddress:
    return postgres.new_address()


@pytest.fixture
def owner(library: PostgresAddress) -> Iterator[PostgresConnection]:
    """A connection that may do anything, and sees a state anew with each statement."""
    connection = PostgresConnection(library, library.schema, reads_only=False)
    yield connection
    connection.close()


def make_role(owner: PostgresConnection, name: str) -> str:
    """A role that may sign in and nothing else. Returns its name."""
    owner.execute(f"DROP ROLE IF EXISTS {name}")
    owner.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'reader'")
    return name


def rights_on(owner: PostgresConnection, schema: str) -> list[list[str]]:
    """What is granted on a schema, on what is in it, and on columns, each in alphabetical order."""
    found = owner.execute(_RIGHTS, (schema,)).fetchone()
    return [sorted(re.findall(r"[^,{}]+", told or "")) for told in found]


def opened(place: Path, encoder: Encoder, library: PostgresAddress, *, rebuild: bool = False) -> Index:
    return open_index(place, encoder=encoder, chunk_tokens=64, overlap_sentences=0, database=library, rebuild=rebuild)


def test_a_role_that_may_only_read_reads_on_after_a_rebuild(
    tmp_path: Path, encoder: Encoder, library: PostgresAddress, owner: PostgresConnection
) -> None:
    articles, schema = write_harbours(tmp_path / "articles"), library.schema
    with opened(tmp_path / "there", encoder, library) as index:
        index.sync(articles)
    role = make_role(owner, f"{schema}_reader")
    owner.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}")
    guest = replace(library, user=role, password="reader")
    with open_for_reading(tmp_path / "reader", encoder=encoder, database=guest) as reader:
        assert len(reader.articles()) == ARTICLES
        for number in (1, 2):  # what was handed on is handed on again
            write_harbour(articles, number, "closed")
            with opened(tmp_path / "there", encoder, library, rebuild=True) as index:
                index.sync(articles)
            reader.take_in_changes()
            assert reader.matching("closed", k=1)[0][0].startswith("01.txt")
            assert len(reader.matching("closed", k=50)) == number
        assert len(reader.nearest(encoder.encode_query("harbour"), k=50)) == ARTICLES
    with open_for_reading(tmp_path / "later", encoder=encoder, database=guest) as later:
        assert len(later.articles()) == ARTICLES
        with pytest.raises(StoreError, match="permission denied"), later._database.reading() as connection:
            connection.execute("BEGIN READ WRITE; DELETE FROM facts")


def test_every_kind_of_right_is_handed_on_as_it_was(
    tmp_path: Path, encoder: Encoder, library: PostgresAddress, owner: PostgresConnection
) -> None:
    articles, schema = write_harbours(tmp_path / "articles"), library.schema
    with opened(tmp_path / "there", encoder, library) as index:
        index.sync(articles)
    role, odd = make_role(owner, f"{schema}_some"), make_role(owner, ODD)
    owner.execute(
        f"GRANT USAGE ON SCHEMA {schema} TO PUBLIC; GRANT USAGE, CREATE ON SCHEMA {schema} TO {odd} WITH GRANT OPTION; "
        f"GRANT SELECT ON {schema}.facts, {schema}.state TO {role}; GRANT INSERT, SELECT ON {schema}.files TO {odd}; "
        f"GRANT SELECT ON {schema}.facts TO {odd} WITH GRANT OPTION; GRANT SELECT (article_id, title) ON {schema}.articles TO {role}; "
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {odd}; REVOKE TRUNCATE ON {schema}.facts FROM PUBLIC"
    )
    before = rights_on(owner, schema)
    assert '"\\"Who reads?\\"=U*C*/qa"' in before[0]
    assert f"{role}=r/qa" in before[2]
    with opened(tmp_path / "there", encoder, library, rebuild=True) as index:
        index.sync(articles)
    assert rights_on(owner, schema) == before
    owner.execute(f"DROP SCHEMA {schema} CASCADE; DROP ROLE {odd}")


def test_a_table_that_an_earlier_version_did_not_have_is_for_who_may_read_all_others(
    library: PostgresAddress, owner: PostgresConnection
) -> None:
    old, new = library.schema, f"{library.schema}_rebuilding"
    every, some = make_role(owner, f"{old}_every"), make_role(owner, f"{old}_some")
    for schema, tables in ((old, ("one", "gone")), (new, ("one", "added"))):
        owner.execute(f"CREATE SCHEMA {schema}")
        for table in tables:
            owner.execute(f"CREATE TABLE {schema}.{table} (number BIGINT)")
    owner.execute(f"GRANT SELECT ON {old}.one, {old}.gone TO {every}; GRANT SELECT ON {old}.one TO {some}")
    owner.execute(f"GRANT INSERT ON {old}.gone TO {every}")
    hand_on_grants(owner, old, new)
    ask = "SELECT has_table_privilege(?, ?, ?)"
    held = {
        (role, table, right)
        for role in (every, some)
        for table in ("one", "added")
        for right in ("SELECT", "INSERT")
        if owner.execute(ask, (role, f"{new}.{table}", right)).fetchone()[0]
    }
    assert held == {(every, "one", "SELECT"), (every, "added", "SELECT"), (some, "one", "SELECT")}


def test_an_owner_that_is_not_who_rebuilds_keeps_its_rights(
    library: PostgresAddress, owner: PostgresConnection
) -> None:
    old, new = library.schema, f"{library.schema}_rebuilding"
    role = make_role(owner, f"{old}_owner")
    owner.execute(f"CREATE SCHEMA {old}; CREATE TABLE {old}.one (number BIGINT)")
    owner.execute(f"ALTER SCHEMA {old} OWNER TO {role}; ALTER TABLE {old}.one OWNER TO {role}")
    owner.execute(f"CREATE SCHEMA {new}; CREATE TABLE {new}.one (number BIGINT)")
    hand_on_grants(owner, old, new)
    assert owner.execute("SELECT has_table_privilege(?, ?, 'DELETE')", (role, f"{new}.one")).fetchone()[0]
    assert owner.execute("SELECT has_schema_privilege(?, ?, 'CREATE')", (role, new)).fetchone()[0]


def test_where_nothing_was_there_before_nothing_is_granted(library: PostgresAddress, owner: PostgresConnection) -> None:
    new = library.schema
    owner.execute(f"CREATE SCHEMA {new}; CREATE TABLE {new}.one (number BIGINT)")
    hand_on_grants(owner, f"{new}_before", new)
    assert rights_on(owner, new) == [[], [], []]

"""The index's source of truth in a schema of a PostgreSQL database: its tables, its connections, the one that may write."""

import hashlib
import re
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from qa.errors import IndexLocked, StoreError
from qa.index.engines import Connection
from qa.index.postgres import USUAL, Patience, PostgresAddress
from qa.index.postgres_connection import PostgresConnection
from qa.index.postgres_grants import hand_on_grants
from qa.index.postgres_words import TERMS, TsvectorSearch
from qa.index.tables import CHECKSUMS, FORMAT, SIZES, TABLES

_MOST_IDLE = 8  # connections that are kept for the next reader
_STATE = (
    "CREATE TABLE state (format BIGINT NOT NULL, library TEXT NOT NULL, commits BIGINT NOT NULL, chunks BIGINT NOT NULL, "
    "words BIGINT NOT NULL);"
)
# A transaction that has written nothing has no number yet: a sync that finds nothing is no news for whoever looks on.
_COUNT = "UPDATE state SET commits = commits + 1 WHERE txid_current_if_assigned() IS NOT NULL"
_HOLDER = """
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = ?
"""


class PostgresDatabase:
    """See ``Database``. One connection writes, and holds the lock that keeps other writers out: who loses it writes no more.

    Args:
        address: of the server, with the schema of the library.
        schema: to work in, where it is not the library's own, but one that is to take its place.
        reads_only: whether another process writes; the tables have to be there.
        patience: how long the server is waited for.

    Raises:
        IndexLocked: another process writes to the library.
        StoreError: the server can't be used.
    """

    def __init__(
        self,
        address: PostgresAddress,
        *,
        schema: str | None = None,
        reads_only: bool = False,
        patience: Patience = USUAL,
    ) -> None:
        self.words = TsvectorSearch()
        self._address, self._schema, self._patience = address, schema or address.schema, patience
        self._idle: list[PostgresConnection] = []
        self._all: set[PostgresConnection] = set()
        self._guard = threading.Lock()
        self._write = threading.RLock()
        self._closed = False
        self._reads_only = reads_only
        self._writer: PostgresConnection | None = None
        try:
            if not reads_only:
                self._writer = self._connect_writer()
                if schema is not None:
                    self._writer.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")  # of a rebuild that was broken off
                self._make_tables(self._writer)
        except BaseException:
            self.close()
            raise

    @property
    def exists(self) -> bool:
        """Whether there are tables."""
        with self.reading() as connection:
            return bool(connection.execute("SELECT to_regclass('state') IS NOT NULL").fetchone()[0])

    @property
    def has_current_tables(self) -> bool:
        """See ``Database``."""
        return bool(self._state("format") == FORMAT)

    @property
    def version(self) -> int:
        """See ``Database``."""
        return int(self._state("commits"))

    @property
    def library(self) -> str:
        """A word that is this library's own; a rebuild keeps it."""
        return str(self._state("library"))

    @property
    def bytes_on_disk(self) -> int:
        """See ``Database``."""
        sql = "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = ?::regnamespace"
        with self.reading() as connection:
            return int(connection.execute(sql, (self._schema,)).fetchone()[0])

    def facts(self) -> dict[str, str]:
        """See ``Database``."""
        with self.reading() as connection:
            return dict(connection.execute("SELECT name, value FROM facts"))

    def set_facts(self, facts: Mapping[str, str]) -> None:
        """See ``Database``."""
        sql = "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        with self.writing() as connection:
            connection.executemany(sql, facts.items())

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See ``Database``."""
        connection = self._take_idle() or self._connect(reads_only=True)
        try:
            yield connection
        finally:
            with self._guard:
                # One that was in use while a rebuild took its place looks into a schema that is gone.
                is_stale = connection.is_broken or connection.schema != self._schema
                if is_stale or self._closed or len(self._idle) >= _MOST_IDLE:
                    self._drop(connection)
                else:
                    self._idle.append(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """See ``Database``. Raises IndexLocked where the lock was lost with its connection, and another process has it."""
        with self._write:
            if self._closed or self._reads_only:
                raise StoreError("the index is closed" if self._closed else "the index is open for reading alone")
            writer = self._begin()
            try:
                yield writer
                writer.execute(_COUNT)
                writer.execute("COMMIT")
            except BaseException:
                if not writer.is_broken:
                    with suppress(StoreError):
                        writer.execute("ROLLBACK")
                self._forget_broken(writer)
                raise

    def take_place(self) -> None:
        """Puts the schema that was built beside the library's own in its place, at once for whoever reads and may read it."""
        home = self._address.schema
        with self.writing() as connection:
            hand_on_grants(connection, home, self._schema)
            connection.execute(f"DROP SCHEMA IF EXISTS {home} CASCADE")
            connection.execute(f"ALTER SCHEMA {self._schema} RENAME TO {home}; SET search_path TO {home}")
        self._schema = home
        with self._guard:
            self._drop(*self._idle)
            self._idle = []

    def damage(self) -> str | None:
        """See ``Database``: PostgreSQL tells damage when what is damaged is read."""
        return None

    def finds_its_words(self) -> bool:
        """See ``Database``."""
        with self.reading() as connection:
            return self.words.is_sound(connection)

    def close(self) -> None:
        """See ``Database``; the lock goes with it."""
        with self._write, self._guard:
            self._closed = True
            if self._writer is not None and not self._writer.is_broken:
                with suppress(StoreError):  # else it is free only when the server notices that the connection is gone
                    self._writer.execute("SELECT pg_advisory_unlock_all()")
            self._drop(*self._all)
            self._idle, self._writer = [], None

    def _state(self, column: str) -> Any:
        with self.reading() as connection:
            return connection.execute(f"SELECT {column} FROM state").fetchone()[0]  # noqa: S608 - our own columns

    def _take_idle(self) -> PostgresConnection | None:
        """A connection that nobody uses, none whose server has left meanwhile."""
        with self._guard:
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_gone():
                    return connection
                self._drop(connection)
        return None

    def _connect(self, *, reads_only: bool) -> PostgresConnection:
        if self._closed:
            raise StoreError("the index is closed")
        connection = PostgresConnection(self._address, self._schema, reads_only=reads_only, patience=self._patience)
        with self._guard:
            self._all.add(connection)
        return connection

    def _drop(self, *connections: PostgresConnection) -> None:
        for connection in connections:
            self._all.discard(connection)
            connection.close()

    def _connect_writer(self) -> PostgresConnection:
        """A connection that holds the lock. Raises IndexLocked."""
        writer = self._connect(reads_only=False)
        key = int.from_bytes(hashlib.sha256(f"qa {self._address.schema}".encode()).digest()[:8], "big", signed=True)
        if not writer.execute("SELECT pg_try_advisory_lock(?)", (key,)).fetchone()[0]:
            row = writer.execute(_HOLDER, (key,)).fetchone()
            holder = str(row[0]).removeprefix("qa, ") if row else "another process"
            with self._guard:
                self._drop(writer)
            raise IndexLocked(
                f"{self._address} is in use by {holder}, and one process writes; close that, ask there, or set "
                "QA_REPLICA=true to answer beside it",
                holder=holder,
            )
        return writer

    def _begin(self) -> PostgresConnection:
        """The connection that writes, in a transaction; a new one where the server has left since the last."""
        if (writer := self._writer) is not None:
            try:
                writer.execute("BEGIN")
            except StoreError:
                self._forget_broken(writer)
                if self._writer is not None:
                    raise
            else:
                return writer
        writer = self._writer = self._connect_writer()
        writer.execute("BEGIN")
        return writer

    def _forget_broken(self, writer: PostgresConnection) -> None:
        if writer.is_broken:
            self._writer = None
            with self._guard:
                self._drop(writer)

    def _make_tables(self, writer: PostgresConnection) -> None:
        """Makes schema and tables where they are not there."""
        if writer.execute("SELECT to_regclass('state') IS NOT NULL").fetchone()[0]:
            return
        library = secrets.token_hex(8)
        if self._schema != self._address.schema:
            own = PostgresDatabase(self._address, reads_only=True)
            try:
                library = own.library if own.exists else library
            finally:
                own.close()
        if not writer.execute("SELECT 1 FROM pg_namespace WHERE nspname = ?", (self._schema,)).fetchone():
            writer.execute(f"CREATE SCHEMA {self._schema}")
        # Numbers go on from the clock: a rebuild gives none that a reader knows from the tables before it.
        now = writer.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint").fetchone()[0]
        tables = _in_postgres(f"{_STATE} {TABLES} {SIZES} {CHECKSUMS}")
        writer.execute(f"BEGIN; {tables} {TERMS} ALTER TABLE chunks ALTER COLUMN number RESTART WITH {now}")
        writer.execute("INSERT INTO state VALUES (?, ?, ?, 0, 0)", (FORMAT, library, now))
        writer.execute("COMMIT")


def _in_postgres(tables: str) -> str:
    """SQLite's tables in PostgreSQL's words: text is ordered by its characters, and found, however long, by its hash."""
    for ours, theirs in (
        (r" WITHOUT ROWID", ""),
        (r"INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"),
        (r"\bINTEGER\b", "BIGINT"),
        (r"\bBLOB\b", "BYTEA"),
        (r"\bTEXT\b", 'TEXT COLLATE "C"'),
        (r"(CREATE INDEX \w+ ON \w+) \(", r"\1 USING hash ("),
    ):
        tables = re.sub(ours, theirs, tables)
    return tables

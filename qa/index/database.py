"""The SQLite file that is the index's source of truth: its tables, its connections, its errors."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from qa.errors import IndexCorrupt, StoreError
from qa.index.checksums import write_checksums
from qa.index.fts5 import TERMS, Fts5
from qa.index.tables import CHECKSUMS, FORMAT, SIZES, TABLES, WITHOUT_CHECKSUMS

FILE = "articles.sqlite3"

_WAYS_OUT = {
    sqlite3.SQLITE_FULL: "free some space on its disk and try again",
    sqlite3.SQLITE_NOMEM: "the memory is used up; close other programs and try again",
    sqlite3.SQLITE_READONLY: "let this user write to QA_INDEX, or set it to another folder",
    sqlite3.SQLITE_CANTOPEN: "let this user write to QA_INDEX, or set it to another folder",
    sqlite3.SQLITE_PERM: "let this user write to QA_INDEX, or set it to another folder",
    sqlite3.SQLITE_IOERR: "its disk fails or is full; see the system's log",
    sqlite3.SQLITE_TOOBIG: "what was handed over is larger than a row can be",
}


class SqliteDatabase:
    """See ``Database``. Connections to one file: one that writes, and as many that read as there are readers at a time.

    Args:
        folder: where the file is, or is made.
        reads_only: whether nothing is written, since another process does that; the file has to be there.
    """

    def __init__(self, folder: Path, *, reads_only: bool = False) -> None:
        self.words = Fts5()
        self._path = folder / FILE
        self._idle: list[sqlite3.Connection] = []
        self._all: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._write = threading.RLock()
        self._closed = False
        self._reads_only = reads_only
        with self._mapped():
            self._watch = self._connect()
            if reads_only:
                return
            self._writer = self._connect()
            if not self._writer.execute("SELECT 1 FROM sqlite_master").fetchone():
                self._writer.executescript(
                    f"BEGIN; {TABLES} {TERMS} {CHECKSUMS} PRAGMA user_version = {FORMAT}; COMMIT;"
                )
            self._writer.execute(SIZES)
        if self._format() == WITHOUT_CHECKSUMS:
            self._add_checksums()

    @property
    def has_current_tables(self) -> bool:
        """Whether the tables are those of this version of the program."""
        return self._format() == FORMAT

    @property
    def version(self) -> int:
        """Another number whenever something was committed, by whichever process."""
        with self._mapped(), self._guard:
            if self._closed:
                raise StoreError("the index is closed")
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    @property
    def bytes_on_disk(self) -> int:
        """The size of the file."""
        return self._path.stat().st_size

    def facts(self) -> dict[str, str]:
        """What the index was built with, by name; empty for a new one."""
        with self.reading() as connection:
            return dict(connection.execute("SELECT name, value FROM facts"))

    def set_facts(self, facts: Mapping[str, str]) -> None:
        """Replaces the facts of the same names."""
        with self.writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees what is committed; not for writing.

        Raises:
            IndexCorrupt: the file is damaged.
            StoreError: it can't be read, or is closed.
        """
        with self._mapped():
            with self._guard:
                if self._closed:
                    raise StoreError("the index is closed")
                connection = self._idle.pop() if self._idle else self._connect()
            try:
                yield connection
            finally:
                with self._guard:
                    self._idle.append(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside a transaction that is committed when the block ends and undone when it raises."""
        with self._write, self._mapped():
            if self._closed or self._reads_only:
                raise StoreError("the index is closed" if self._closed else "the index is open for reading alone")
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")

    def damage(self) -> str | None:
        """See ``Database``."""
        with self.reading() as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        return None if said == ["ok"] else str(said[0])

    def finds_its_words(self) -> bool:
        """See ``Database``: SQLite's own check, which asks for a connection that may write."""
        with self.writing() as connection:
            try:
                connection.execute("INSERT INTO terms (terms) VALUES ('integrity-check')")
            except sqlite3.DatabaseError:
                return False
        return True

    def close(self) -> None:
        """Closes all connections. Closing twice does nothing."""
        with self._write, self._guard:
            self._closed = True
            while self._all:
                self._all.pop().close()

    def _format(self) -> int:
        with self.reading() as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def _add_checksums(self) -> None:
        """Brings an index of the version before checksums up to date: what it holds is taken for right."""
        with self.writing() as connection:
            connection.execute(CHECKSUMS)
            for (article_id,) in connection.execute("SELECT article_id FROM articles").fetchall():
                write_checksums(connection, article_id)
            connection.execute(f"PRAGMA user_version = {FORMAT}")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA {'query_only = ON' if self._reads_only else 'journal_mode = WAL'}")
        connection.execute("PRAGMA synchronous = NORMAL")
        self._all.append(connection)
        return connection

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _as_store_error(self._path, error) from error


def _as_store_error(path: Path, error: sqlite3.Error) -> StoreError:
    """What went wrong, with the way out that fits it: only damage is mended by building the index again."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest says more about the same kind
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return IndexCorrupt(
            f"{path} is damaged ({error}); mend it with `qa sync --rebuild`, which reads the articles again"
        )
    way_out = _WAYS_OUT.get(code)
    return StoreError(f"{path} can't be used: {error}" + (f"; {way_out}" if way_out else ""))

"""The SQLite file that is the index's source of truth: its tables, its connections, its errors."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from qa.errors import IndexCorrupt, StoreError
from qa.index.checksums import write_checksums

FILE = "articles.sqlite3"
_FORMAT = 5  # of the tables below; raise it when they change
_WITHOUT_CHECKSUMS = 4

# Text that only passages need lies apart from what a sync compares, so that comparing 10,000 articles reads no text.
# ``pending`` lists chunks whose vectors Chroma has yet to take or drop: it is written in the same transaction as the
# chunks, so that a process that is killed between the two stores leaves word of what is to be done.
_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    file_id TEXT PRIMARY KEY, content_hash TEXT NOT NULL, size_bytes INTEGER NOT NULL, modified_ns INTEGER NOT NULL,
    rules TEXT NOT NULL, skipped TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE articles (
    article_id TEXT PRIMARY KEY, file_id TEXT NOT NULL, folded_id TEXT NOT NULL, folded_file TEXT NOT NULL, title TEXT,
    outlet TEXT, folded_outlet TEXT, published INTEGER, chunks INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX articles_by_file ON articles (file_id);
CREATE INDEX articles_by_folded_id ON articles (folded_id);
CREATE INDEX articles_by_folded_file ON articles (folded_file);
CREATE INDEX articles_by_outlet ON articles (folded_outlet);
CREATE TABLE texts (article_id TEXT PRIMARY KEY, raw TEXT NOT NULL, spans TEXT NOT NULL);
CREATE TABLE chunks (
    number INTEGER PRIMARY KEY AUTOINCREMENT, chunk_id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, heading TEXT, folded_heading TEXT, text TEXT NOT NULL
);
CREATE INDEX chunks_by_article ON chunks (article_id);
CREATE INDEX chunks_by_heading ON chunks (folded_heading) WHERE folded_heading IS NOT NULL;
CREATE TABLE vectors (number INTEGER PRIMARY KEY, embedded_hash BLOB NOT NULL, vector BLOB NOT NULL);
CREATE VIRTUAL TABLE terms USING fts5(title, heading, text, tokenize = "ascii tokenchars '-.,&'''");
CREATE TABLE spellings (
    folded TEXT NOT NULL, written TEXT NOT NULL, articles INTEGER NOT NULL, PRIMARY KEY (folded, written)
) WITHOUT ROWID;
CREATE TABLE pending (chunk_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# Comes to an index that lacks it when it is opened; sizes of articles that it does not know yet come when they are read again.
_SIZES = "CREATE TABLE IF NOT EXISTS sizes (article_id TEXT PRIMARY KEY, words INTEGER NOT NULL) WITHOUT ROWID;"
_CHECKSUMS = """
CREATE TABLE checksums (
    article_id TEXT NOT NULL, part TEXT NOT NULL, checksum BLOB NOT NULL, PRIMARY KEY (article_id, part)
) WITHOUT ROWID;
"""

_WAYS_OUT = {
    sqlite3.SQLITE_FULL: "free some space on its disk and try again",
    sqlite3.SQLITE_NOMEM: "the memory is used up; close other programs and try again",
    sqlite3.SQLITE_READONLY: "let this user write to QA_INDEX, or set it to another folder",
    sqlite3.SQLITE_CANTOPEN: "let this user write to QA_INDEX, or set it to another folder",
    sqlite3.SQLITE_PERM: "let this user write to QA_INDEX, or set it to another folder",
    sqlite3.SQLITE_IOERR: "its disk fails or is full; see the system's log",
    sqlite3.SQLITE_TOOBIG: "what was handed over is larger than a row can be",
}


class Database:
    """Connections to one file: one that writes, and as many that read as there are readers at a time.

    Args:
        folder: where the file is, or is made.
        reads_only: whether nothing is written, since another process does that; the file has to be there.
    """

    def __init__(self, folder: Path, *, reads_only: bool = False) -> None:
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
                self._writer.executescript(f"BEGIN; {_TABLES} {_CHECKSUMS} PRAGMA user_version = {_FORMAT}; COMMIT;")
            self._writer.execute(_SIZES)
        if self._format() == _WITHOUT_CHECKSUMS:
            self._add_checksums()

    @property
    def has_current_tables(self) -> bool:
        """Whether the tables are those of this version of the program."""
        return self._format() == _FORMAT

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
            connection.execute(_CHECKSUMS)
            for (article_id,) in connection.execute("SELECT article_id FROM articles").fetchall():
                write_checksums(connection, article_id)
            connection.execute(f"PRAGMA user_version = {_FORMAT}")

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

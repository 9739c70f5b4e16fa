"""The conversations of the web chat, kept in one SQLite file, so that a reload, a restart or a kill loses none."""

import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Self

from qa.errors import StoreError
from qa.web.conversation import Conversation, Exchange
from qa.web.marks import shortened
from qa.web.stored import as_exchange, as_row

MOST_LISTED = 200
TITLE_CHARS = 80
SEARCH_CHARS = 200
_BIN_SECONDS = 24 * 3600.0  # how long a deletion can be undone
_WAIT_SECONDS = 10.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, changed REAL NOT NULL, deleted REAL
);
CREATE INDEX IF NOT EXISTS by_owner ON conversations (owner, changed);
CREATE TABLE IF NOT EXISTS exchanges (
    conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE, place INTEGER NOT NULL,
    question TEXT NOT NULL, filters TEXT NOT NULL, answer TEXT, progress TEXT NOT NULL, trouble TEXT,
    PRIMARY KEY (conversation, place)
);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
    said, conversation UNINDEXED, place UNINDEXED, tokenize = "unicode61 remove_diacritics 2"
);
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation in the list: its id, its title, and when it last grew (the server's own time)."""

    conversation_id: str
    title: str
    changed: datetime


class Archive:
    """Keeps conversations, each with an owner: whoever has the browser that began it. Safe to share between threads.

    Raises StoreError from every method where the file can't be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        with self._mapped():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=_WAIT_SECONDS, check_same_thread=False, isolation_level=None)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA foreign_keys = ON")
            self._database.executescript(_SCHEMA)
            self._empty_bin()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._database.close()

    def keep(self, conversation: Conversation, *, owner: str) -> Conversation:
        """Writes the last exchange of a conversation, and gives it back with its id; a new one gets one.

        An empty conversation is not kept. One that belongs to somebody else is kept as a copy of the writer's own.
        """
        if not conversation.exchanges:
            return conversation
        with self.writing():
            known = self._owner_of(conversation.conversation_id)
            whole = known is None or known != owner
            if whole:
                conversation = replace(conversation, conversation_id=secrets.token_urlsafe(12))
                title = shortened(conversation.exchanges[0].question, chars=TITLE_CHARS)
                self._database.execute(
                    "INSERT INTO conversations VALUES (?, ?, ?, ?, NULL)",
                    (conversation.conversation_id, owner, title, time.time()),
                )
            last = len(conversation.exchanges) - 1
            for place in range(0 if whole else last, last + 1):
                self._write(conversation.conversation_id, place, conversation.exchanges[place])
            self._database.execute(
                "UPDATE conversations SET changed = ?, deleted = NULL WHERE id = ?",
                (time.time(), conversation.conversation_id),
            )
        return conversation

    def read(self, conversation_id: str) -> Conversation | None:
        """The conversation of an id, whoever asks: the id can't be guessed, so a link to it is a permission. None
        where there is none, or it was deleted. What was being answered when the program ended reads as stopped."""
        with self._mapped(), self._lock:
            found = self._database.execute(
                "SELECT 1 FROM conversations WHERE id = ? AND deleted IS NULL", (conversation_id,)
            ).fetchone()
            if found is None:
                return None
            rows = self._database.execute(
                "SELECT question, filters, answer, progress, trouble FROM exchanges WHERE conversation = ? ORDER BY place",
                (conversation_id,),
            ).fetchall()
        return Conversation(tuple(as_exchange(*row) for row in rows), conversation_id)

    def listed(self, owner: str, *, search: str = "") -> tuple[Kept, ...]:
        """The owner's conversations, the latest first, at most ``MOST_LISTED``; with ``search`` those in which, in
        questions, answers or title, a word starts with each of its words."""
        query = "SELECT id, title, changed FROM conversations WHERE owner = ? AND deleted IS NULL"
        values: list[object] = [owner]
        wanted = _match(search)
        if wanted:
            query += " AND id IN (SELECT conversation FROM words WHERE words MATCH ?)"
            values.append(wanted)
        with self._mapped(), self._lock:
            rows = self._database.execute(f"{query} ORDER BY changed DESC LIMIT {MOST_LISTED}", values).fetchall()
        return tuple(Kept(each, title, datetime.fromtimestamp(changed)) for each, title, changed in rows)

    def rename(self, conversation_id: str, title: str, *, owner: str) -> None:
        """Gives one of the owner's conversations another title; an empty one leaves it as it is."""
        title = shortened(title, chars=TITLE_CHARS)
        if not title:
            return
        with self.writing():
            changed = self._database.execute(
                "UPDATE conversations SET title = ? WHERE id = ? AND owner = ?", (title, conversation_id, owner)
            ).rowcount
            if changed:
                self._index(conversation_id, -1, title)

    def delete(self, conversation_id: str, *, owner: str) -> str | None:
        """Takes one of the owner's conversations out of the list; gives its title, None where there is no such one."""
        return self._mark(conversation_id, time.time(), owner)

    def restore(self, conversation_id: str, *, owner: str) -> str | None:
        """Undoes a deletion, for a day at least; gives the title, None where there is no such conversation."""
        return self._mark(conversation_id, None, owner)

    def _mark(self, conversation_id: str, deleted: float | None, owner: str) -> str | None:
        with self.writing():
            row = self._database.execute(
                "UPDATE conversations SET deleted = ? WHERE id = ? AND owner = ? RETURNING title",
                (deleted, conversation_id, owner),
            ).fetchone()
        return None if row is None else str(row[0])

    def _owner_of(self, conversation_id: str) -> str | None:
        row = self._database.execute("SELECT owner FROM conversations WHERE id = ?", (conversation_id,)).fetchone()
        return None if row is None else str(row[0])

    def _write(self, conversation_id: str, place: int, exchange: Exchange) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO exchanges VALUES (?, ?, ?, ?, ?, ?, ?)",
            (conversation_id, place, *as_row(exchange)),
        )
        self._index(conversation_id, place, f"{exchange.question}\n{exchange.answer.text if exchange.answer else ''}")

    def _index(self, conversation_id: str, place: int, said: str) -> None:
        self._database.execute("DELETE FROM words WHERE conversation = ? AND place = ?", (conversation_id, place))
        self._database.execute("INSERT INTO words VALUES (?, ?, ?)", (said, conversation_id, place))

    def _empty_bin(self) -> None:
        limit = (time.time() - _BIN_SECONDS,)
        self._database.execute(
            "DELETE FROM words WHERE conversation IN (SELECT id FROM conversations WHERE deleted < ?)", limit
        )
        self._database.execute("DELETE FROM conversations WHERE deleted < ?", limit)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The database, for what reads from it in the block."""
        with self._mapped(), self._lock:
            yield self._database

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The database; all that is written in the block is kept, or nothing of it."""
        with self._mapped(), self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"the conversations in {self._path} can't be used: {error}") from error


def _match(search: str) -> str:
    """The search as an expression of FTS5: every word a prefix, quoted, so that none is taken for an operator."""
    words = "".join(c if c.isalnum() else " " for c in search[:SEARCH_CHARS]).split()
    return " ".join(f'"{word}"*' for word in words)

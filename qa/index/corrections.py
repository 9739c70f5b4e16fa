"""What people put right of articles by hand, kept in a file beside the index: a sync applies it, a rebuild does not lose it."""

import json
import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

from qa.articles.corrections import Correction
from qa.errors import StoreError

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS corrections (article_id TEXT PRIMARY KEY, facts TEXT NOT NULL, kept TEXT NOT NULL)"
)


class Corrections:
    """The corrections of a folder's articles, by id. Safe to share between threads; one process at a time writes.

    Args:
        path: of the file; made with the first correction.

    Raises:
        StoreError: it can't be read; so do all methods where it can't be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known = self._read() if path.exists() else {}

    def of(self, article_id: str) -> Correction | None:
        """What was put right of an article, or None."""
        return self._known.get(article_id)

    @property
    def article_ids(self) -> frozenset[str]:
        """The articles of which something was put right."""
        return frozenset(self._known)

    def put(self, article_id: str, correction: Correction) -> None:
        """Keeps a correction in the place of an earlier one; an empty one takes it away."""
        facts = {name: getattr(correction, name) for name in correction.changed}
        told = {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
        with self._lock:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with closing(sqlite3.connect(self._path)) as database, database:
                    database.execute(_SCHEMA)
                    database.execute("DELETE FROM corrections WHERE article_id = ?", (article_id,))
                    if correction:
                        row = (article_id, json.dumps(told), json.dumps(correction.kept))
                        database.execute("INSERT INTO corrections VALUES (?, ?, ?)", row)
            except (sqlite3.Error, OSError) as error:
                raise StoreError(f"the corrections in {self._path} can't be written: {error}") from error
            known = {key: value for key, value in self._known.items() if key != article_id}
            self._known = known | ({article_id: correction} if correction else {})

    def _read(self) -> dict[str, Correction]:
        try:
            with closing(sqlite3.connect(self._path)) as database:
                rows = database.execute("SELECT article_id, facts, kept FROM corrections").fetchall()
            return {article_id: _correction(json.loads(facts), json.loads(kept)) for article_id, facts, kept in rows}
        except (sqlite3.Error, ValueError) as error:
            raise StoreError(
                f"the corrections in {self._path} can't be read: {error}; move the file away to do without"
            ) from error


def _correction(facts: dict[str, str | None], kept: list[str]) -> Correction:
    day = facts.get("published")
    return Correction(
        facts.get("title"),
        facts.get("outlet"),
        date.fromisoformat(day) if day else None,
        frozenset(facts),
        tuple(kept),
    )

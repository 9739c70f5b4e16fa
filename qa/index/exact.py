"""Exact cosine search over vectors held in memory."""

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.index.database import Database

MOST_IN_MEMORY = 200_000  # vectors; 300 MB at 384 dimensions, and a search takes some 20 ms

_ROUNDING = 1e-5  # more than two ways of summing the same products can differ by
_BLOCK = 8_192


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """Vectors by row number, ascending; never changed once made, so that readers need no lock."""

    numbers: NDArray[np.int64]
    rows: NDArray[np.float32]


class ExactVectors:
    """The vectors of an index, read from its database on first use and brought up to date by ``refresh``."""

    def __init__(self, database: Database, dimensions: int) -> None:
        self._database = database
        self._dimensions = dimensions
        self._loading = threading.Lock()
        self._snapshot: _Snapshot | None = None
        self._count: int | None = None

    @property
    def count(self) -> int:
        """How many vectors there are, in memory or not."""
        if self._count is None:
            with self._database.reading() as connection:
                self._count = int(connection.execute("SELECT count(*) FROM chunks").fetchone()[0])
        return self._count

    def refresh(self) -> None:
        """Takes in what was committed since the vectors were read; does nothing if they have not been read yet."""
        with self._loading:
            self._count = None
            if self._snapshot is not None:
                self._snapshot = self._read(self._snapshot)

    def nearest(
        self, vector: NDArray[np.float32], *, k: int, allowed: NDArray[np.int64] | None
    ) -> list[tuple[int, float]]:
        """Row numbers and cosines of the ``k`` nearest, in no order; more where the k-th place is shared.

        Args:
            vector: of unit length.
            k: at least 1.
            allowed: row numbers to search, ascending; None for all.
        """
        snapshot = self._current()
        numbers, rows = snapshot.numbers, snapshot.rows
        if allowed is not None:
            places = np.searchsorted(numbers, allowed)
            places = places[places < len(numbers)]
            places = places[np.isin(numbers[places], allowed)]
            numbers, rows = numbers[places], rows[places]
        if not len(numbers):
            return []
        rough = rows @ vector
        least = np.partition(rough, -k)[-k] - _ROUNDING if k < len(rough) else -np.inf
        best = np.flatnonzero(rough >= least)
        return list(zip(numbers[best].tolist(), _cosines(rows[best], vector), strict=True))

    def cosines(self, vector: NDArray[np.float32], numbers: Sequence[int]) -> list[float]:
        """The cosine with each of these rows, in the order given; 0 for one that is gone."""
        snapshot = self._current()
        wanted = np.asarray(numbers, np.int64)
        if not len(snapshot.numbers) or not len(wanted):
            return [0.0] * len(wanted)
        places = np.minimum(np.searchsorted(snapshot.numbers, wanted), len(snapshot.numbers) - 1)
        there = snapshot.numbers[places] == wanted
        cosines = _cosines(snapshot.rows[places], vector)
        return [cosine if known else 0.0 for cosine, known in zip(cosines, there.tolist(), strict=True)]

    def _current(self) -> _Snapshot:
        if (snapshot := self._snapshot) is not None:
            return snapshot
        with self._loading:
            if self._snapshot is None:
                nothing = _Snapshot(np.zeros(0, np.int64), np.zeros((0, self._dimensions), np.float32))
                self._snapshot = self._read(nothing)
            return self._snapshot

    def _read(self, old: _Snapshot) -> _Snapshot:
        # Row numbers are never given twice, so what is new lies above what is known.
        last = int(old.numbers[-1]) if len(old.numbers) else -1
        with self._database.reading() as connection:
            connection.execute("BEGIN")  # both queries see the same state
            try:
                # Without an order this reads an index; with one it would read the texts of all chunks.
                present = np.fromiter((row[0] for row in connection.execute("SELECT number FROM chunks")), np.int64)
                kept = np.isin(old.numbers, present, assume_unique=True)
                numbers, rows = self._read_above(connection, last, int((present > last).sum()))
            finally:
                connection.execute("COMMIT")
        if kept.all() and not len(numbers):
            return old
        return _Snapshot(np.concatenate([old.numbers[kept], numbers]), np.concatenate([old.rows[kept], rows]))

    def _read_above(
        self, connection: sqlite3.Connection, last: int, count: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        numbers = np.empty(count, np.int64)
        rows = np.empty((count, self._dimensions), np.float32)
        cursor = connection.execute("SELECT number, vector FROM vectors WHERE number > ? ORDER BY number", (last,))
        first = 0
        while block := cursor.fetchmany(_BLOCK):
            end = first + len(block)
            numbers[first:end] = [row[0] for row in block]
            rows[first:end] = np.frombuffer(b"".join(row[1] for row in block), "<f4").reshape(len(block), -1)
            first = end
        return numbers, rows


def _cosines(rows: NDArray[np.float32], vector: NDArray[np.float32]) -> list[float]:
    # Not a matrix product: its rounding depends on a row's place among the others, and equal texts must stay equal.
    cosines: list[float] = (rows * vector).sum(axis=1, dtype=np.float64).tolist()
    return cosines

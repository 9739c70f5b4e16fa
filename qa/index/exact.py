"""Exact cosine search: over vectors held in memory, or read from the database where there are too many for that."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.index.engines import Connection, Database

MOST_IN_MEMORY = 200_000  # vectors; 300 MB at 384 dimensions

_ROUNDING = 1e-5  # more than two ways of summing the same products can differ by
_BLOCK = 8_192

Numbers = NDArray[np.int64]
Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """Vectors by row number, ascending; never changed once made, so that readers need no lock."""

    numbers: Numbers
    rows: Rows

    def pick(self, wanted: Numbers) -> tuple[Numbers, Rows]:
        """Those of the wanted rows that are there; ``wanted`` is ascending."""
        places = np.searchsorted(self.numbers, wanted)
        there = places < len(self.numbers)
        there[there] = self.numbers[places[there]] == wanted[there]
        return wanted[there], self.rows[places[there]]


class ExactVectors:
    """The vectors of an index, read from its database on first use and brought up to date by ``refresh``."""

    def __init__(self, database: Database, dimensions: int, most_in_memory: int) -> None:
        self._database = database
        self._dimensions = dimensions
        self._most_in_memory = most_in_memory
        self._loading = threading.Lock()
        self._snapshot: _Snapshot | None = None
        self._count: int | None = None

    @property
    def count(self) -> int:
        """How many vectors there are."""
        if (count := self._count) is None:
            with self._database.reading() as connection:
                count = self._count = int(connection.execute("SELECT count(*) FROM chunks").fetchone()[0])
        return count

    @property
    def fits_in_memory(self) -> bool:
        """Whether there are few enough vectors to search all of them."""
        return self.count <= self._most_in_memory

    def refresh(self) -> None:
        """Takes in what was committed since the vectors were read; does nothing if they have not been read yet."""
        with self._loading:
            self._count = None
            if self._snapshot is not None:
                self._snapshot = self._read(self._snapshot) if self.fits_in_memory else None

    def nearest(self, vector: Rows, *, k: int, allowed: Numbers | None) -> list[tuple[int, float]]:
        """Row numbers and cosines of the ``k`` nearest, in no order; more where the k-th place is shared.

        Args:
            vector: of unit length.
            k: at least 1.
            allowed: row numbers to search, ascending; None for all, which takes vectors that fit in memory.
        """
        if allowed is None:
            snapshot = self._in_memory()
            return _best(snapshot.numbers, snapshot.rows, vector, k)
        found: list[tuple[int, float]] = []
        for numbers, rows in self._blocks(allowed):
            found += _best(numbers, rows, vector, k)
        if len(found) <= k:
            return found
        least = sorted((cosine for _, cosine in found), reverse=True)[k - 1]
        return [(number, cosine) for number, cosine in found if cosine >= least]

    def cosines(self, vector: Rows, numbers: Sequence[int]) -> dict[int, float]:
        """The cosine with each of these rows, by number; those that are gone are left out."""
        wanted = np.asarray(sorted(numbers), np.int64)
        cosines: dict[int, float] = {}
        for found, rows in self._blocks(wanted):
            cosines |= zip(found.tolist(), _cosines(rows, vector), strict=True)
        return cosines

    def _blocks(self, wanted: Numbers) -> Iterator[tuple[Numbers, Rows]]:
        """The wanted rows that are there: at once from memory, else from the database in blocks."""
        if self.fits_in_memory:
            yield self._in_memory().pick(wanted)
            return
        with self._database.reading() as connection:
            for first in range(0, len(wanted), _BLOCK):
                block = wanted[first : first + _BLOCK]
                marks = ", ".join("?" * len(block))
                sql = f"SELECT number, vector FROM vectors WHERE number IN ({marks}) ORDER BY number"  # noqa: S608
                found = connection.execute(sql, block.tolist()).fetchall()
                yield _as_arrays(found, self._dimensions)

    def _in_memory(self) -> _Snapshot:
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

    def _read_above(self, connection: Connection, last: int, count: int) -> tuple[Numbers, Rows]:
        numbers = np.empty(count, np.int64)
        rows = np.empty((count, self._dimensions), np.float32)
        sql = "SELECT number, vector FROM vectors WHERE number > ? ORDER BY number LIMIT ?"
        first = 0
        while block := connection.execute(sql, (last, _BLOCK)).fetchall():
            end = first + len(block)
            numbers[first:end], rows[first:end] = _as_arrays(block, self._dimensions)
            first, last = end, block[-1][0]
        return numbers, rows


def _as_arrays(found: list[tuple[int, bytes]], dimensions: int) -> tuple[Numbers, Rows]:
    numbers = np.fromiter((row[0] for row in found), np.int64, len(found))
    return numbers, np.frombuffer(b"".join(row[1] for row in found), "<f4").reshape(len(found), dimensions)


def _best(numbers: Numbers, rows: Rows, vector: Rows, k: int) -> list[tuple[int, float]]:
    # Not ``@``: BLAS would share this out among threads, which wait for each other and for the encoder's far longer.
    rough = np.vecdot(rows, vector)
    if k < len(rough):
        best = np.flatnonzero(rough >= np.partition(rough, -k)[-k] - _ROUNDING)
        numbers, rows = numbers[best], rows[best]
    return list(zip(numbers.tolist(), _cosines(rows, vector), strict=True))


def _cosines(rows: Rows, vector: Rows) -> list[float]:
    # Not a matrix product: its rounding depends on a row's place among the others, and equal texts must stay equal.
    cosines: list[float] = (rows * vector).sum(axis=1, dtype=np.float64).tolist()
    return cosines

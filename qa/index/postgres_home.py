"""The home of an index in PostgreSQL; see ``homes``."""

from pathlib import Path

from qa.errors import IndexMissing, StoreError
from qa.index.engines import Database
from qa.index.moving import move_vectors_in
from qa.index.postgres import VARIABLE, PostgresAddress
from qa.index.postgres_database import PostgresDatabase

_BESIDE = "_rebuilding"


class NoLock:
    """The lock of a home whose databases keep others out themselves."""

    def release(self) -> None:
        """See ``Lock``."""


class PostgresHome:
    """See ``Home``: a schema of a database, for as many machines as reach it."""

    variable = VARIABLE
    kind = "database"

    def __init__(self, folder: Path, address: PostgresAddress) -> None:
        self.folder = folder
        self._address = address

    def __str__(self) -> str:
        return str(self._address)

    def lock(self) -> NoLock:
        """See ``Home``: the connection that writes holds the lock, so that who loses one loses the other."""
        return NoLock()

    def open(self, place: Path) -> Database:
        """See ``Home``."""
        beside = None if place == self.folder else f"{self._address.schema}{_BESIDE}"
        return PostgresDatabase(self._address, schema=beside)

    def open_for_reading(self) -> Database:
        """See ``Home``."""
        database = PostgresDatabase(self._address, reads_only=True)
        try:
            if not database.exists:
                raise IndexMissing(f"there is no index in {self} yet; `qa sync` makes it")
        except BaseException:
            database.close()
            raise
        return database

    def take_place(self, database: Database, place: Path) -> Database:
        """See ``Home``."""
        if not isinstance(database, PostgresDatabase):
            raise TypeError(f"{database!r} is of another home")
        database.take_place()
        try:
            move_vectors_in(place, self.folder)
        except OSError as error:
            raise StoreError(
                f"the new vectors can't be put in the place of the old ones in {self.folder}: {error}"
            ) from error
        return database

    def library(self) -> str:
        """See ``Home``."""
        database = PostgresDatabase(self._address, reads_only=True)
        try:
            return database.library
        finally:
            database.close()

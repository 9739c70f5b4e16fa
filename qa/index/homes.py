"""Where the database of an index is: the one place that knows which engine keeps it."""

import secrets
from pathlib import Path

from qa.errors import IndexMissing, StoreError
from qa.index.database import FILE, SqliteDatabase
from qa.index.engines import Database, Home
from qa.index.locking import FolderLock
from qa.index.moving import move_in
from qa.index.postgres import PostgresAddress

_LIBRARY = "library"  # the file that says who this is


def home_of(folder: Path, address: PostgresAddress | None) -> Home:
    """The home of the index in a folder, or at a server. Raises StoreError where the driver is missing."""
    if address is None:
        return FolderHome(folder)
    from qa.index.postgres_home import PostgresHome  # its driver need not be there

    return PostgresHome(folder, address)


class FolderHome:
    """See ``Home``: a file in a folder of this machine."""

    variable = "QA_INDEX"
    kind = "folder"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __str__(self) -> str:
        return str(self.folder)

    def lock(self) -> FolderLock:
        """See ``Home``."""
        return FolderLock(self.folder)

    def open(self, place: Path) -> Database:
        """See ``Home``."""
        return SqliteDatabase(place)

    def open_for_reading(self) -> Database:
        """See ``Home``."""
        if not (self.folder / FILE).is_file():
            raise IndexMissing(f"there is no index in {self.folder} yet; `qa sync` makes it")
        return SqliteDatabase(self.folder, reads_only=True)

    def take_place(self, database: Database, place: Path) -> Database:
        """See ``Home``."""
        database.close()
        move_in(place, self.folder)
        return SqliteDatabase(self.folder)

    def library(self) -> str:
        """See ``Home``: a word of its own that is kept in the folder."""
        path = self.folder / _LIBRARY
        try:
            if not path.exists():
                path.write_text(secrets.token_hex(8), encoding="utf-8")
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise StoreError(f"{path} can't be used: {error.strerror}") from error

"""What an index asks of the database that keeps it, SQLite in a folder or a PostgreSQL server. Statements are written once, for both."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol


class Rows(Protocol):
    """What a statement gave."""

    def __iter__(self) -> Iterator[Any]: ...

    def fetchone(self) -> Any:
        """The next row, None where there is none."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""


class Connection(Protocol):
    """Takes SQL that both engines understand, with ``?`` for a value. ``sqlite3.Connection`` is one."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Rows:
        """Runs a statement."""

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> object:
        """Runs a statement for each row of values; a row is in them once."""


class WordSearch(Protocol):
    """Looks words up in the table ``terms``, which holds the stems of each chunk."""

    def best(
        self,
        connection: Connection,
        words: Sequence[str],
        *,
        most: int,
        holding: Callable[[str], int],
        allowed: str,
        parameters: Sequence[object],
    ) -> list[tuple[int, float]]:
        """Row numbers and BM25 of the ``most`` best rows with one of the stems, best first; see ``terms.matching_chunks``."""

    def count_holding(self, connection: Connection, word: str) -> int:
        """How many rows hold a stem."""

    def make_anew(self, connection: Connection) -> None:
        """Makes what is looked up anew from the stems that are stored."""


class Database(Protocol):
    """The index's source of truth. Every method raises IndexCorrupt where it is damaged, else StoreError where it can't be used."""

    @property
    def words(self) -> WordSearch:
        """What looks words up."""

    @property
    def has_current_tables(self) -> bool:
        """Whether the tables are those of this version of the program."""

    @property
    def version(self) -> int:
        """Another number whenever something was committed, by whichever process."""

    @property
    def bytes_on_disk(self) -> int:
        """What it takes on disk."""

    def facts(self) -> dict[str, str]:
        """What the index was built with, by name; empty for a new one."""

    def set_facts(self, facts: Mapping[str, str]) -> None:
        """Replaces the facts of the same names."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that sees what is committed; not for writing."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A connection inside a transaction that is committed when the block ends and undone when it raises."""

    def damage(self) -> str | None:
        """What the engine itself finds wrong, in a few words; None where that is nothing."""

    def finds_its_words(self) -> bool:
        """Whether what is looked up is what ``terms`` holds."""

    def close(self) -> None:
        """Closes all connections. Closing twice does nothing."""


class Lock(Protocol):
    """Keeps other writers out."""

    def release(self) -> None:
        """Lets others in. Releasing twice does nothing."""


class Home(Protocol):
    """Where the database of an index is, and how another takes its place.

    Attributes:
        folder: of the index, for what every process keeps for itself.
        variable: the one that says where it is.
        kind: what that names.
    """

    folder: Path
    variable: str
    kind: str

    def lock(self) -> Lock:
        """Held until it is released. Raises IndexLocked where another process writes."""

    def open(self, place: Path) -> Database:
        """For writing, made where it is not there; ``place`` is the folder, or one beside it for one that is to take its place."""

    def open_for_reading(self) -> Database:
        """Beside the process that writes. Raises IndexMissing."""

    def take_place(self, database: Database, place: Path) -> Database:
        """Puts a database that was built beside it in its place; gives what is to be used from now on."""

    def library(self) -> str:
        """What the library is known by to a Chroma server: the same for all that share it, and no other's."""

    def __str__(self) -> str: ...

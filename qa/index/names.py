"""The names that a question can be limited to: those of articles, files and outlets, and headings of sections."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from qa.errors import SourceError
from qa.index import catalogue
from qa.index.engines import Connection
from qa.words import fold_name


@dataclass(frozen=True, slots=True)
class Names:
    """Looks names up; ``reading`` opens the database for a block."""

    reading: Callable[[], AbstractContextManager[Connection]]

    def source(self, name: str) -> str | None:
        """An article, a file or an outlet as the library writes it; None where nothing, or more than one file, is called so."""
        folded = fold_name(name)
        with self.reading() as connection:
            for column, key in (("article_id", "folded_id"), ("file_id", "folded_file"), ("outlet", "folded_outlet")):
                sql = f"SELECT {column} FROM articles WHERE {key} = ? ORDER BY 1 LIMIT 1"  # noqa: S608 - our own columns
                row = connection.execute(sql, (folded,)).fetchone()
                if row is not None:
                    return str(row[0])
            called = catalogue.files_called(connection, name)
        return called[0] if len(called) == 1 else None

    def is_file(self, name: str) -> bool:
        """Whether a file has this id."""
        with self.reading() as connection:
            return connection.execute("SELECT 1 FROM files WHERE file_id = ?", (name,)).fetchone() is not None

    def heading(self, name: str) -> str | None:
        """A heading as an article writes it; None where no section has it."""
        with self.reading() as connection:
            sql = "SELECT heading FROM chunks WHERE folded_heading = ? ORDER BY 1 LIMIT 1"
            row = connection.execute(sql, (fold_name(name),)).fetchone()
        return None if row is None else str(row[0])

    def headings(self, *, most: int) -> tuple[str, ...]:
        """The headings of sections in alphabetical order, each once; of more than ``most`` those of the most articles."""
        sql = (
            "SELECT min(heading) FROM chunks WHERE folded_heading IS NOT NULL GROUP BY folded_heading "
            "ORDER BY count(DISTINCT article_id) DESC, folded_heading LIMIT ?"
        )
        with self.reading() as connection:
            found = [str(row[0]) for row in connection.execute(sql, (most,))]
        return tuple(sorted(found, key=fold_name))

    def whole(self, name: str) -> str:
        """The id of the one file with this name, in whatever folder; the name itself where it is whole or unknown.

        Raises:
            SourceError: several files have it.
        """
        with self.reading() as connection:
            called = catalogue.files_called(connection, name)
        if len(called) > 1:
            raise SourceError(name, called)
        return called[0] if called else name

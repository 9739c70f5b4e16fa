"""Words looked up in SQLite's FTS5."""

from collections.abc import Callable, Sequence

from qa.index.engines import Connection

TERMS = """CREATE VIRTUAL TABLE terms USING fts5(title, heading, text, tokenize = "ascii tokenchars '-.,&'''");"""
_RANKED = "-bm25(terms, 1.0, 1.0, 1.0)"  # title, heading and text alike: other weights ranked no better


class Fts5:
    """See ``WordSearch``."""

    def best(
        self,
        connection: Connection,
        words: Sequence[str],
        *,
        most: int,
        holding: Callable[[str], int],  # noqa: ARG002 - FTS5 counts for itself
        allowed: str,
        parameters: Sequence[object],
    ) -> list[tuple[int, float]]:
        """See ``WordSearch``."""
        query = " OR ".join(_quoted(word) for word in words)
        # Nothing of the question is spliced in: all parts are constants of this package. The plus keeps SQLite from looking
        # up each allowed row in the word index, which is slow; it goes through the matches instead.
        passing = f"SELECT number FROM chunks JOIN articles USING (article_id) WHERE {allowed}"  # noqa: S608
        within = f"AND +rowid IN ({passing})" if allowed else ""
        sql = f"SELECT rowid, {_RANKED} AS score FROM terms WHERE terms MATCH ? {within} ORDER BY score DESC LIMIT ?"  # noqa: S608
        return connection.execute(sql, (query, *parameters, most)).fetchall()

    def count_holding(self, connection: Connection, word: str) -> int:
        """See ``WordSearch``."""
        row = connection.execute("SELECT count(*) FROM terms WHERE terms MATCH ?", (_quoted(word),)).fetchone()
        return int(row[0])

    def make_anew(self, connection: Connection) -> None:
        """See ``WordSearch``."""
        connection.execute("INSERT INTO terms (terms) VALUES ('rebuild')")


def _quoted(word: str) -> str:
    return f'"{word}"'

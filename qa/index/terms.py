"""The lexical side: which words are stored, which are looked up, and BM25 over them in SQLite's FTS5."""

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from qa.types import Chunk
from qa.words import stems

_TITLE_WEIGHT = 1.0
_HEADING_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class ChunkWords:
    """The stems of a chunk as they are stored, in reading order, function words included."""

    title: tuple[str, ...]
    heading: tuple[str, ...]
    text: tuple[str, ...]


def add_terms(connection: sqlite3.Connection, number: int, chunk: Chunk, title: str | None) -> None:
    """Stores the words of a chunk under its number. Title and heading count for each chunk of theirs."""
    columns = (_stored(title), _stored(chunk.heading), _stored(chunk.text))
    connection.execute("INSERT INTO terms (rowid, title, heading, text) VALUES (?, ?, ?, ?)", (number, *columns))


def drop_terms(connection: sqlite3.Connection, number: int) -> None:
    """Forgets the words of a chunk."""
    connection.execute("DELETE FROM terms WHERE rowid = ?", (number,))


def matching_chunks(
    connection: sqlite3.Connection, question: str, *, k: int, allowed: str, parameters: tuple[object, ...]
) -> list[tuple[str, float]]:
    """Ids of the chunks with a word of the question and their BM25 (k1 1.2, b 0.75; above 0), best first.

    Equal scores are ordered by id, so that the order in which articles were added does not show.

    Args:
        connection: to read from.
        question: as asked.
        k: most to give.
        allowed: an SQL condition on ``articles``, or empty for all.
        parameters: what its placeholders stand for.
    """
    query = _query(question)
    if not query:
        return []
    ranked = f"-bm25(terms, {_TITLE_WEIGHT}, {_HEADING_WEIGHT}, 1.0)"
    joined = f"JOIN articles USING (article_id) WHERE terms MATCH ? AND {allowed}" if allowed else "WHERE terms MATCH ?"
    # Nothing of the question is spliced in: both parts are constants of this package.
    sql = f"SELECT chunk_id, {ranked} AS score FROM terms JOIN chunks ON chunks.number = terms.rowid {joined}"  # noqa: S608
    return connection.execute(f"{sql} ORDER BY score DESC, chunk_id LIMIT ?", (query, *parameters, k)).fetchall()


def read_words(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, ChunkWords]:
    """The stems of the chunks with these numbers; unknown numbers are left out."""
    marks = ", ".join("?" * len(numbers))
    sql = f"SELECT rowid, title, heading, text FROM terms WHERE rowid IN ({marks})"  # noqa: S608
    rows = connection.execute(sql, list(numbers))
    return {number: ChunkWords(*(tuple(column.split(" ")) for column in columns)) for number, *columns in rows}


def rarity(connection: sqlite3.Connection, word: str, chunks: int) -> float:
    """How much a stem tells: ``ln(1 + (N - n + 0.5) / (n + 0.5))``, n of N chunks holding it; BM25's idf, above 0."""
    holding = connection.execute("SELECT count(*) FROM terms WHERE terms MATCH ?", (_quoted(word),)).fetchone()[0]
    return math.log(1 + (chunks - holding + 0.5) / (holding + 0.5))


def _quoted(word: str) -> str:
    return f'"{word}"'


def _stored(text: str | None) -> str:
    return " ".join(stems(text, keep_function_words=True)) if text else ""


def _query(question: str) -> str:
    """The words of a question that say what it is about, any of which may match; all its words if there are none."""
    words = stems(question) or stems(question, keep_function_words=True)
    return " OR ".join(_quoted(word) for word in dict.fromkeys(words))

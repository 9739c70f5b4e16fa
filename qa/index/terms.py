"""The lexical side: which words are stored, which are looked up, and BM25 over them in SQLite's FTS5."""

import json
import math
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.types import Chunk
from qa.words import stems

_RANKED = "-bm25(terms, 1.0, 1.0, 1.0)"  # title, heading and text alike: other weights ranked no better
_MOST_ROWS = 20_000  # that a question may match; going through them takes some 20 ms
_SPARE = 64


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


def telling_words(question: str) -> tuple[str, ...]:
    """The distinct stems that say what a question is about, in its order; all its stems if there are none."""
    return tuple(dict.fromkeys(stems(question) or stems(question, keep_function_words=True)))


def matching_chunks(
    connection: sqlite3.Connection,
    question: str,
    *,
    k: int,
    holding: Callable[[str], int],
    allowed: str = "",
    parameters: tuple[object, ...] = (),
) -> list[tuple[str, float]]:
    """Ids of the chunks with a word of the question and their BM25 (k1 1.2, b 0.75; above 0), best first.

    Equal scores are ordered by id, so that the order in which articles were added does not show. In a large index only
    the rarest words are looked up, as many as keep a search short; they decide the ranking anyway.

    Args:
        connection: to read from.
        question: as asked.
        k: most to give.
        holding: how many chunks hold a stem.
        allowed: an SQL condition on ``chunks`` joined with ``articles``, or empty for all.
        parameters: what its placeholders stand for.
    """
    telling = telling_words(question)
    words = telling if allowed else _affordable(telling, holding)
    if not words:
        return []
    query = " OR ".join(_quoted(word) for word in words)
    # Nothing of the question is spliced in: all parts are constants of this package. The plus keeps SQLite from looking
    # up each allowed row in the word index, which is slow; it goes through the matches instead.
    passing = f"SELECT number FROM chunks JOIN articles USING (article_id) WHERE {allowed}"  # noqa: S608
    within = f"AND +rowid IN ({passing})" if allowed else ""
    sql = f"SELECT rowid, {_RANKED} AS score FROM terms WHERE terms MATCH ? {within} ORDER BY score DESC LIMIT ?"  # noqa: S608
    most = k + _SPARE
    while True:
        found = connection.execute(sql, (query, *parameters, most)).fetchall()
        if len(found) < most or found[-1][1] < found[k - 1][1]:
            break
        most *= 8  # more chunks share the last place than were read: which of them go first is decided by id
    scores = dict(found)
    numbers = json.dumps(list(scores))
    ids = connection.execute(
        "SELECT chunk_id, number FROM chunks WHERE number IN (SELECT value FROM json_each(?))", (numbers,)
    )
    ranked = [(chunk_id, scores[number]) for chunk_id, number in ids]
    return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))[:k]


def _affordable(words: Sequence[str], holding: Callable[[str], int]) -> Sequence[str]:
    """The rarest words that occur, as many as match ``_MOST_ROWS`` chunks at most; one of them at any rate."""
    chosen: list[str] = []
    rows = 0
    for count, word in sorted((holding(word), word) for word in words):
        if chosen and rows + count > _MOST_ROWS:
            break
        if count:
            chosen.append(word)
            rows += count
    return chosen


def read_words(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, ChunkWords]:
    """The stems of the chunks with these numbers; unknown numbers are left out."""
    marks = ", ".join("?" * len(numbers))
    sql = f"SELECT rowid, title, heading, text FROM terms WHERE rowid IN ({marks})"  # noqa: S608
    rows = connection.execute(sql, list(numbers))
    return {number: ChunkWords(*(tuple(column.split(" ")) for column in columns)) for number, *columns in rows}


def count_holding(connection: sqlite3.Connection, word: str) -> int:
    """How many chunks hold a stem."""
    row = connection.execute("SELECT count(*) FROM terms WHERE terms MATCH ?", (_quoted(word),)).fetchone()
    return int(row[0])


def rarity(holding: int, chunks: int) -> float:
    """How much a stem tells that ``holding`` of so many chunks hold: ``ln(1 + (N - n + 0.5) / (n + 0.5))``, BM25's idf."""
    return math.log(1 + (max(chunks, holding) - holding + 0.5) / (holding + 0.5))


def _quoted(word: str) -> str:
    return f'"{word}"'


def _stored(text: str | None) -> str:
    return " ".join(stems(text, keep_function_words=True)) if text else ""

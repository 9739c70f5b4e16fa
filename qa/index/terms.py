"""The lexical side: which words are stored, which are looked up, and how chunks are ranked by them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.index.engines import Connection, WordSearch
from qa.index.parts import in_parts
from qa.types import Chunk
from qa.words import stems

_MOST_ROWS = 20_000  # that a question may match; going through them takes some 20 ms
_SPARE = 64


@dataclass(frozen=True, slots=True)
class ChunkWords:
    """The stems of a chunk as they are stored, in reading order, function words included."""

    title: tuple[str, ...]
    heading: tuple[str, ...]
    text: tuple[str, ...]


def add_terms(connection: Connection, numbered: Sequence[tuple[int, Chunk]], title: str | None) -> None:
    """Stores the words of an article's chunks under their numbers. Title and heading count for each chunk of theirs."""
    rows = [(number, _stored(title), _stored(chunk.heading), _stored(chunk.text)) for number, chunk in numbered]
    connection.executemany("INSERT INTO terms (rowid, title, heading, text) VALUES (?, ?, ?, ?)", rows)


def drop_terms(connection: Connection, numbers: Sequence[int]) -> None:
    """Forgets the words of chunks."""
    for part, marks in in_parts(numbers):
        connection.execute(f"DELETE FROM terms WHERE rowid IN ({marks})", part)  # noqa: S608


def telling_words(question: str) -> tuple[str, ...]:
    """The distinct stems that say what a question is about, in its order; all its stems if there are none."""
    return tuple(dict.fromkeys(stems(question) or stems(question, keep_function_words=True)))


def matching_chunks(
    connection: Connection,
    question: str,
    *,
    k: int,
    search: WordSearch,
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
        search: the engine's own.
        holding: how many chunks hold a stem.
        allowed: an SQL condition on ``chunks`` joined with ``articles``, or empty for all.
        parameters: what its placeholders stand for.
    """
    telling = telling_words(question)
    words = telling if allowed else _affordable(telling, holding)
    if not words:
        return []
    most = k + _SPARE
    while True:
        found = search.best(connection, words, most=most, holding=holding, allowed=allowed, parameters=parameters)
        if len(found) < most or found[-1][1] < found[k - 1][1]:
            break
        most *= 8  # more chunks share the last place than were read: which of them go first is decided by id
    scores = dict(found)
    ids: list[tuple[str, int]] = []
    for part, marks in in_parts(list(scores)):
        ids += connection.execute(f"SELECT chunk_id, number FROM chunks WHERE number IN ({marks})", part)  # noqa: S608
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


def read_words(connection: Connection, numbers: Sequence[int]) -> dict[int, ChunkWords]:
    """The stems of the chunks with these numbers; unknown numbers are left out."""
    marks = ", ".join("?" * len(numbers))
    sql = f"SELECT rowid, title, heading, text FROM terms WHERE rowid IN ({marks})"  # noqa: S608
    rows = connection.execute(sql, list(numbers))
    return {number: ChunkWords(*(tuple(column.split(" ")) for column in columns)) for number, *columns in rows}


def rarity(holding: int, chunks: int) -> float:
    """How much a stem tells that ``holding`` of so many chunks hold: ``ln(1 + (N - n + 0.5) / (n + 0.5))``, BM25's idf."""
    return math.log(1 + (max(chunks, holding) - holding + 0.5) / (holding + 0.5))


def _stored(text: str | None) -> str:
    return " ".join(stems(text, keep_function_words=True)) if text else ""

"""Articles and chunks as rows: what goes in, what comes out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.checksums import is_as_stored, write_checksums
from qa.index.engines import Connection
from qa.index.parts import in_parts
from qa.index.spellings import count_spellings
from qa.index.terms import add_terms, drop_terms
from qa.types import Article, ArticleFacts, Chunk, Filters, Part, Removal, Section, Span
from qa.words import fold_name

_ENDS = "substr({0}, length({0}) - length(?) + 1) = ?"  # where it is shorter than that, all of it is compared


@dataclass(frozen=True, slots=True)
class Embedded:
    """A chunk, the hash of the text that was embedded for it, and its vector."""

    chunk: Chunk
    embedded_hash: bytes
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class IndexSize:
    """How much an index holds; ``bytes`` are those of its database on disk."""

    articles: int
    chunks: int
    bytes: int


def replace_article(connection: Connection, article: Article, file_id: str, chunks: Sequence[Embedded]) -> None:
    """Puts an article in the place of what was there under its id: chunks, words, vectors, and word for Chroma."""
    remove_article(connection, article.article_id)
    connection.execute(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.article_id,
            file_id,
            fold_name(article.article_id),
            fold_name(file_id),
            article.title,
            article.outlet,
            article.outlet and fold_name(article.outlet),
            sortable(article.published),
            len(chunks),
        ),
    )
    connection.execute("INSERT INTO texts VALUES (?, ?, ?)", (article.article_id, article.raw, _dump_spans(article)))
    words = sum(len(article.raw[span.start : span.end].split()) for span in article.kept)
    connection.execute("INSERT INTO sizes VALUES (?, ?)", (article.article_id, words))
    _add_chunks(connection, chunks, article)
    count_spellings(connection, (embedded.chunk.text for embedded in chunks), change=1)
    write_checksums(connection, article.article_id)


def _add_chunks(connection: Connection, chunks: Sequence[Embedded], article: Article) -> None:
    by_id = {embedded.chunk.chunk_id: embedded for embedded in chunks}
    columns = 'chunk_id, article_id, start, "end", heading, folded_heading, text'
    sql = f"INSERT INTO chunks ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
    connection.executemany(sql, map(_chunk_row, (embedded.chunk for embedded in chunks)))
    rows = connection.execute(
        "SELECT number, chunk_id FROM chunks WHERE article_id = ? ORDER BY number", (article.article_id,)
    )
    numbered = [(int(number), by_id[chunk_id]) for number, chunk_id in rows]
    connection.executemany(
        "INSERT INTO vectors VALUES (?, ?, ?)",
        [(n, each.embedded_hash, np.ascontiguousarray(each.vector, "<f4").tobytes()) for n, each in numbered],
    )
    add_terms(connection, [(number, each.chunk) for number, each in numbered], article.title)
    _mark(connection, by_id)


def _chunk_row(chunk: Chunk) -> tuple[object, ...]:
    folded = chunk.heading and fold_name(chunk.heading)
    return chunk.chunk_id, chunk.article_id, chunk.start, chunk.end, chunk.heading, folded, chunk.text


def _mark(connection: Connection, chunk_ids: Iterable[str]) -> None:
    """Leaves word that Chroma has yet to take or drop these."""
    connection.executemany(
        "INSERT INTO pending VALUES (?) ON CONFLICT DO NOTHING", [(chunk_id,) for chunk_id in chunk_ids]
    )


def remove_article(connection: Connection, article_id: str) -> None:
    """Forgets an article and all that came from it; one that is not there is no error."""
    rows = connection.execute(
        "SELECT number, chunk_id, text FROM chunks WHERE article_id = ?", (article_id,)
    ).fetchall()
    count_spellings(connection, (text for *_, text in rows), change=-1)
    numbers = [int(number) for number, *_ in rows]
    drop_terms(connection, numbers)
    for part, marks in in_parts(numbers):
        connection.execute(f"DELETE FROM vectors WHERE number IN ({marks})", part)  # noqa: S608
    _mark(connection, (chunk_id for _, chunk_id, _ in rows))
    for table in ("chunks", "texts", "articles", "checksums", "sizes"):
        connection.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))  # noqa: S608


def vectors_of(connection: Connection, file_id: str) -> dict[bytes, NDArray[np.float32]]:
    """The vectors of an indexed file's articles by the hash of the text that was embedded, where they are as stored."""
    vectors: dict[bytes, NDArray[np.float32]] = {}
    for (article_id,) in connection.execute("SELECT article_id FROM articles WHERE file_id = ?", (file_id,)).fetchall():
        if not is_as_stored(connection, article_id, "vectors"):
            continue  # a damaged vector must not be taken over into what is stored next
        sql = "SELECT embedded_hash, vector FROM chunks JOIN vectors USING (number) WHERE article_id = ?"
        rows = connection.execute(sql, (article_id,))
        vectors |= {embedded_hash: np.frombuffer(vector, "<f4") for embedded_hash, vector in rows}
    return vectors


def read_article(connection: Connection, article_id: str) -> Article:
    """The article as indexed. Raises KeyError for one that is not."""
    row = connection.execute(
        "SELECT title, outlet, published, content_hash, raw, spans FROM articles JOIN texts USING (article_id) "
        "JOIN files USING (file_id) WHERE article_id = ?",
        (article_id,),
    ).fetchone()
    if row is None:
        raise KeyError(article_id)
    title, outlet, published, content_hash, raw, spans = row
    parts = json.loads(spans)
    return Article(
        article_id=article_id,
        title=title,
        outlet=outlet,
        published=as_date(published),
        raw=raw,
        kept=tuple(Span(*span) for span in parts["kept"]),
        removed=tuple(Removal(Span(*span), reason) for *span, reason in parts["removed"]),
        sections=tuple(Section(heading, Span(*span)) for *span, heading in parts["sections"]),
        content_hash=content_hash,
        parts=tuple(Part(name, start) for start, name in parts["parts"]),
    )


def file_of(connection: Connection, article_id: str) -> str:
    """The id of the file that an article was read from. Raises KeyError for one that is not indexed."""
    row = connection.execute("SELECT file_id FROM articles WHERE article_id = ?", (article_id,)).fetchone()
    if row is None:
        raise KeyError(article_id)
    return str(row[0])


def read_facts(connection: Connection, article_ids: Iterable[str] | None = None) -> dict[str, ArticleFacts]:
    """Facts of the articles with these ids, or of all, by id in sorted order."""
    sql = "SELECT article_id, title, outlet, published, chunks, words FROM articles LEFT JOIN sizes USING (article_id)"
    if article_ids is None:
        rows = connection.execute(f"{sql} ORDER BY article_id").fetchall()
    else:
        rows = select_many(connection, f"{sql} WHERE article_id IN", sorted(set(article_ids)))
    return {row[0]: ArticleFacts(row[0], row[1], row[2], as_date(row[3]), row[4], row[5] or 0) for row in rows}


def read_chunks(connection: Connection, chunk_ids: Sequence[str]) -> dict[str, Chunk]:
    """The chunks by id; unknown ids are left out."""
    sql = 'SELECT article_id, start, "end", text, heading FROM chunks WHERE chunk_id IN'
    chunks = [Chunk(*row) for row in select_many(connection, sql, chunk_ids)]
    return {chunk.chunk_id: chunk for chunk in chunks}


def chunk_numbers(connection: Connection, chunk_ids: Sequence[str]) -> dict[str, int]:
    """Row numbers by chunk id; unknown ids are left out."""
    return dict(select_many(connection, "SELECT chunk_id, number FROM chunks WHERE chunk_id IN", chunk_ids))


def chunk_ids_of(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Chunk ids by row number; unknown numbers are left out."""
    return dict(select_many(connection, "SELECT number, chunk_id FROM chunks WHERE number IN", numbers))


def read_versions(connection: Connection) -> dict[str, int]:
    """The row number of each article's last chunk by article id: rows are never given the same number twice."""
    return dict(connection.execute("SELECT article_id, max(number) FROM chunks GROUP BY article_id"))


def read_chunk_ids(connection: Connection) -> list[str]:
    """The ids of all chunks, in no order."""
    return [row[0] for row in connection.execute("SELECT chunk_id FROM chunks")]


def read_vectors(connection: Connection, chunk_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """The vectors of the chunks by id; unknown ids are left out."""
    sql = "SELECT chunk_id, vector FROM chunks JOIN vectors USING (number) WHERE chunk_id IN"
    return {row[0]: np.frombuffer(row[1], "<f4") for row in select_many(connection, sql, chunk_ids)}


def read_size(connection: Connection, size_bytes: int) -> IndexSize:
    """How much the tables hold, beside the given bytes."""
    articles, chunks = connection.execute(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM chunks)"
    ).fetchone()
    return IndexSize(articles, chunks, size_bytes)


def allowed_chunks(filters: Filters) -> tuple[str, tuple[object, ...]]:
    """The filters as an SQL condition on ``chunks`` joined with ``articles``, and its parameters; empty for no filters."""
    conditions: list[str] = []
    parameters: list[object] = []
    if filters.sources:
        names = [fold_name(source) for source in filters.sources]
        marks = ", ".join("?" * len(names))
        conditions.append(f"(folded_id IN ({marks}) OR folded_file IN ({marks}) OR folded_outlet IN ({marks}))")
        parameters += names * 3
    if filters.date_from:
        conditions.append("published >= ?")
        parameters.append(sortable(filters.date_from))
    if filters.date_to:
        conditions.append("published <= ?")
        parameters.append(sortable(filters.date_to))
    if filters.sections:
        headings = [fold_name(heading) for heading in filters.sections]
        conditions.append(f"folded_heading IN ({', '.join('?' * len(headings))})")
        parameters += headings
    return " AND ".join(conditions), tuple(parameters)


def files_called(connection: Connection, name: str) -> list[str]:
    """The ids of files, or of articles inside of one, that bear this name in some folder, where nothing is called just so.

    Empty where an article, a file or an outlet is called just so, or nothing is.
    """
    folded = fold_name(name)
    exact = "SELECT 1 FROM articles WHERE ? IN (folded_id, folded_file, folded_outlet)"
    if connection.execute(exact, (folded,)).fetchone():
        return []
    ending = "/" + folded
    rows = connection.execute(
        f"SELECT DISTINCT CASE WHEN {_ENDS.format('folded_file')} THEN file_id ELSE article_id END FROM articles "  # noqa: S608
        f"WHERE {_ENDS.format('folded_file')} OR {_ENDS.format('folded_id')} ORDER BY 1",
        (ending,) * 6,
    )
    return [row[0] for row in rows]


def allowed_numbers(connection: Connection, filters: Filters) -> NDArray[np.int64]:
    """Row numbers of the chunks that pass, ascending."""
    condition, parameters = allowed_chunks(filters)
    sql = "SELECT number FROM chunks JOIN articles USING (article_id)"
    rows = connection.execute(f"{sql} WHERE {condition or 'TRUE'} ORDER BY number", parameters)
    return np.fromiter((row[0] for row in rows), np.int64)


def sortable(day: date | None) -> int | None:
    """A date as a number that sorts like it: 20170921."""
    return None if day is None else day.year * 10_000 + day.month * 100 + day.day


def as_date(number: int | None) -> date | None:
    """The date that ``sortable`` turned into a number."""
    return None if number is None else date(number // 10_000, number // 100 % 100, number % 100)


def _dump_spans(article: Article) -> str:
    return json.dumps(
        {
            "kept": [(span.start, span.end) for span in article.kept],
            "removed": [(removal.span.start, removal.span.end, removal.reason) for removal in article.removed],
            "sections": [(section.span.start, section.span.end, section.heading) for section in article.sections],
            "parts": [(part.start, part.name) for part in article.parts],
        }
    )


def select_many(connection: Connection, sql: str, values: Sequence[object]) -> list[Any]:
    rows: list[Any] = []
    for part, marks in in_parts(values):
        rows += connection.execute(f"{sql} ({marks})", part)
    return rows

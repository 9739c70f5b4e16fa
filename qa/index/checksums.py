"""Checksums of what is stored of an article, written with it, so that a row that has changed by itself is noticed."""

import hashlib

from qa.index.engines import Connection

_ROWS = {
    "facts": "SELECT file_id, folded_id, folded_file, title, outlet, folded_outlet, published, chunks "
    "FROM articles WHERE article_id = ?",
    "text": "SELECT raw, spans FROM texts WHERE article_id = ?",
    "chunks": 'SELECT chunk_id, start, "end", heading, folded_heading, text FROM chunks WHERE article_id = ? '
    "ORDER BY number",
    "vectors": "SELECT embedded_hash, vector FROM chunks JOIN vectors USING (number) WHERE article_id = ? ORDER BY number",
    "words": "SELECT terms.title, terms.heading, terms.text FROM chunks JOIN terms ON terms.rowid = number "
    "WHERE article_id = ? ORDER BY number",
}


def write_checksums(connection: Connection, article_id: str) -> None:
    """Stores the checksums of an article's rows as they are now; belongs into the transaction that wrote them."""
    rows = [(article_id, part, _checksum(connection, article_id, part)) for part in _ROWS]
    sql = "INSERT INTO checksums VALUES (?, ?, ?) ON CONFLICT (article_id, part) DO UPDATE SET checksum = excluded.checksum"
    connection.executemany(sql, rows)


def parts_changed(connection: Connection, article_id: str) -> tuple[str, ...]:
    """What of an article (facts, text, chunks, vectors, words) is no longer what was stored."""
    return tuple(part for part in _ROWS if not is_as_stored(connection, article_id, part))


def is_as_stored(connection: Connection, article_id: str, part: str) -> bool:
    """Whether one part of an article is what was stored."""
    sql = "SELECT checksum FROM checksums WHERE article_id = ? AND part = ?"
    row = connection.execute(sql, (article_id, part)).fetchone()
    return row is not None and row[0] == _checksum(connection, article_id, part)


def _checksum(connection: Connection, article_id: str, part: str) -> bytes:
    """SHA-256 over the values of the rows, each with its kind and length, so that no two ways to store it are alike."""
    total = hashlib.sha256()
    for row in connection.execute(_ROWS[part], (article_id,)):
        for value in row:
            content = value if isinstance(value, bytes) else str(value).encode()
            total.update(f"{type(value).__name__} {len(content)} ".encode() + content)
        total.update(b"\n")
    return total.digest()

"""Looks for damage: whether what is stored is what the files say, and whether both stores hold the same."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.articles import ArticleFile, find_files, read_content
from qa.errors import ArticleError, IndexCorrupt
from qa.index.catalogue import read_article
from qa.index.checksums import parts_changed
from qa.index.engines import Connection, Database
from qa.index.files import Stored, remove_file, stored_files
from qa.index.spellings import count_spellings, miscounted
from qa.index.vectors import ChromaVectors

_NEARLY = 1e-3  # of 1: how far the length of a vector may be off
_QUICKLY_READ_BYTES = 1_000_000  # takes a millisecond


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it should be.

    Attributes:
        said: what, in one line.
        file_id: the file whose articles are to be made anew, or None where a sync or Chroma's vectors made anew mend it.
        is_of_chroma: whether it is those vectors.
    """

    said: str
    file_id: str | None = None
    is_of_chroma: bool = False


def examine(database: Database, chroma: ChromaVectors, folder: Path, *, follow_links: bool = False) -> Iterator[Fault]:
    """Every fault of an index over a folder. Raises IndexCorrupt where the database itself is damaged."""
    if said := database.damage():
        raise IndexCorrupt(f"the database is damaged ({said}); mend it with `qa sync --rebuild`")
    with database.reading() as connection:
        files = stored_files(connection)
        yield from _against_files(files, folder, follow_links=follow_links)
        for file_id, stored in files.items():
            if not stored.article_ids and not stored.skipped:
                yield Fault(f"{file_id}: no article of it is stored, and no reason why", file_id)
            for article_id in stored.article_ids:
                seen = list(_of_article(connection, article_id, file_id))
                yield from seen or _of_checksums(connection, article_id, file_id)
        yield from _of_orphans(connection)
        if words := miscounted(connection):
            yield Fault(f"the words of the articles are counted wrongly, {words} of them")
    if not database.finds_its_words():
        yield Fault("the word index is not that of the stored words")
    yield from _of_chroma(database, chroma)


def forget_faulty(database: Database, chroma: ChromaVectors, faults: Sequence[Fault]) -> None:
    """Takes out what is wrong, so that a sync makes it anew. Chroma is filled afresh from the database."""
    for file_id in sorted({fault.file_id for fault in faults if fault.file_id}):
        with database.writing() as connection:
            remove_file(connection, file_id)
    with database.writing() as connection:
        connection.execute("DELETE FROM articles WHERE file_id NOT IN (SELECT file_id FROM files)")
        connection.execute("DELETE FROM chunks WHERE article_id NOT IN (SELECT article_id FROM articles)")
        for table in ("vectors", "terms"):
            key = "rowid" if table == "terms" else "number"
            connection.execute(f"DELETE FROM {table} WHERE {key} NOT IN (SELECT number FROM chunks)")  # noqa: S608
        for table in ("texts", "checksums", "sizes"):
            connection.execute(f"DELETE FROM {table} WHERE article_id NOT IN (SELECT article_id FROM articles)")  # noqa: S608
        database.words.make_anew(connection)
        connection.execute("DELETE FROM spellings")
        for (article_id,) in connection.execute("SELECT article_id FROM articles").fetchall():
            texts = connection.execute("SELECT text FROM chunks WHERE article_id = ?", (article_id,)).fetchall()
            count_spellings(connection, (text for (text,) in texts), change=1)
    if any(fault.is_of_chroma for fault in faults):
        chroma.clear()


def changed_files(connection: Connection, article_ids: Sequence[str], folder: Path) -> tuple[str, ...]:
    """The files of the articles that are gone, or whose content is another than was read, by id."""
    marks = ", ".join("?" * len(article_ids))
    columns = "file_id, content_hash, size_bytes, modified_ns"
    sql = f"SELECT DISTINCT {columns} FROM files JOIN articles USING (file_id) WHERE article_id IN ({marks})"  # noqa: S608
    rows = connection.execute(f"{sql} ORDER BY file_id", list(article_ids)).fetchall()
    return tuple(file_id for file_id, *known in rows if _has_changed(folder / file_id, *known))


def _has_changed(path: Path, content_hash: str, size_bytes: int, modified_ns: int) -> bool:
    try:
        status = path.stat()
        seems_the_same = (status.st_size, status.st_mtime_ns) == (size_bytes, modified_ns)
        if seems_the_same and size_bytes > _QUICKLY_READ_BYTES:
            return False
        content = read_content(ArticleFile(path.name, path, status.st_size, status.st_mtime_ns))
    except (OSError, ArticleError):
        return True
    return hashlib.sha256(content).hexdigest() != content_hash


def _against_files(files: dict[str, Stored], folder: Path, *, follow_links: bool) -> Iterator[Fault]:
    there = {file.article_id: file for file in find_files(folder, follow_links=follow_links)[0]}
    for file_id in sorted(files.keys() - there.keys()):
        yield Fault(f"{file_id} is indexed, but no longer in the folder; `qa sync` sees to it")
    for file_id in sorted(there.keys() - files.keys()):
        yield Fault(f"{file_id} is in the folder, but not indexed; `qa sync` sees to it")
    for file_id in sorted(files.keys() & there.keys()):
        try:
            found = hashlib.sha256(read_content(there[file_id])).hexdigest()
        except ArticleError as error:
            yield Fault(f"{file_id}: {error.reason}", file_id)
            continue
        if found != files[file_id].content_hash:
            yield Fault(f"{file_id} holds another content than was indexed", file_id)


def _of_article(connection: Connection, article_id: str, file_id: str) -> Iterator[Fault]:
    try:
        article = read_article(connection, article_id)
    except (KeyError, ValueError, TypeError) as error:
        yield Fault(f"{article_id}: its stored text can't be read ({error})", file_id)
        return
    length = len(article.raw)
    spans = [*article.kept, *(each.span for each in article.removed), *(each.span for each in article.sections)]
    if any(not 0 <= span.start <= span.end <= length for span in spans):
        yield Fault(f"{article_id}: a span lies outside of its text", file_id)
    rows = connection.execute(
        'SELECT chunk_id, start, "end", chunks.heading, chunks.text, embedded_hash, vector, terms.rowid FROM chunks '
        "LEFT JOIN vectors USING (number) LEFT JOIN terms ON terms.rowid = number WHERE article_id = ?",
        (article_id,),
    ).fetchall()
    stated = connection.execute("SELECT chunks FROM articles WHERE article_id = ?", (article_id,)).fetchone()[0]
    if len(rows) != stated:
        yield Fault(f"{article_id}: {len(rows)} chunks are stored, {stated} are stated", file_id)
    for chunk_id, start, end, heading, text, embedded_hash, vector, has_terms in rows:
        if chunk_id != f"{article_id}#{start}-{end}" or article.raw[start:end] != text:
            yield Fault(f"{chunk_id}: its text is not that of its article", file_id)
        elif vector is None or has_terms is None:
            yield Fault(f"{chunk_id}: its vector or its words are missing", file_id)
        elif not _fits(text, heading, article.title, embedded_hash) or not _is_unit(vector):
            yield Fault(f"{chunk_id}: its vector is not that of its text", file_id)


def _of_checksums(connection: Connection, article_id: str, file_id: str) -> Iterator[Fault]:
    """What looks sound, and yet is not what was stored."""
    changed = parts_changed(connection, article_id)
    if changed:
        yield Fault(f"{article_id}: its {', '.join(changed)} changed since they were stored", file_id)


def _fits(text: str, heading: str | None, title: str | None, embedded_hash: bytes) -> bool:
    """Whether the hash is that of the text as it is embedded: with title and heading, or without one that is too long."""
    parts = [f"{before}{under}{text}" for before in (f"{title}\n", "") for under in (f"{heading}\n", "")]
    return embedded_hash in {hashlib.sha256(each.encode()).digest()[:16] for each in parts}


def _is_unit(vector: bytes) -> bool:
    length = float(np.linalg.norm(np.frombuffer(vector, "<f4"))) if len(vector) % 4 == 0 else 0.0
    return abs(length - 1) <= _NEARLY


def _of_orphans(connection: Connection) -> Iterator[Fault]:
    """What belongs to nothing: rows of one table that another should know."""
    checks = {
        "articles": "SELECT count(*) FROM articles WHERE file_id NOT IN (SELECT file_id FROM files)",
        "chunks": "SELECT count(*) FROM chunks WHERE article_id NOT IN (SELECT article_id FROM articles)",
        "vectors": "SELECT count(*) FROM vectors WHERE number NOT IN (SELECT number FROM chunks)",
        "words": "SELECT count(*) FROM terms WHERE rowid NOT IN (SELECT number FROM chunks)",
        "texts": "SELECT count(*) FROM texts WHERE article_id NOT IN (SELECT article_id FROM articles)",
    }
    for name, sql in checks.items():
        count = connection.execute(sql).fetchone()[0]
        if count:
            yield Fault(f"{count} {name} belong to no {'file' if name == 'articles' else 'article'}")


def _of_chroma(database: Database, chroma: ChromaVectors) -> Iterator[Fault]:
    with database.reading() as connection:
        rows = connection.execute("SELECT chunk_id, vector FROM chunks JOIN vectors USING (number)").fetchall()
        waiting = {row[0] for row in connection.execute("SELECT chunk_id FROM pending")}
    ours = {chunk_id: np.frombuffer(vector, "<f4") for chunk_id, vector in rows if len(vector) % 4 == 0}
    if not ours and not chroma.exists:
        return
    try:
        theirs = chroma.vectors()
        if (ours.keys() ^ theirs.keys()) - waiting:
            yield Fault(f"Chroma holds {len(theirs)} vectors, the database {len(ours)}, or others", is_of_chroma=True)
        for chunk_id in sorted((ours.keys() & theirs.keys()) - waiting):
            if not np.allclose(ours[chunk_id], theirs[chunk_id], atol=1e-4):
                yield Fault(f"{chunk_id}: Chroma holds another vector than the database", is_of_chroma=True)
        if ours and not waiting:
            chunk_id, vector = next(iter(ours.items()))
            if not any(found == chunk_id or cosine > 1 - _NEARLY for found, cosine in chroma.nearest(vector, k=3)):
                yield Fault("Chroma does not find a vector that it holds", is_of_chroma=True)
    except IndexCorrupt as error:
        yield Fault(str(error), is_of_chroma=True)

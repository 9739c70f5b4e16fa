"""Files as rows: what was read of each, so that it is read again only when it has changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.articles import ArticleFile
from qa.index.catalogue import Embedded, read_article, remove_article, replace_article
from qa.index.engines import Connection
from qa.reports import SkippedFile
from qa.types import Article


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a file, to compare with the folder.

    Attributes:
        content_hash, size_bytes, modified_ns: of the file when it was read.
        rules: the code that read it.
        skipped: what in it could not be used, as what stands behind the file's path, and why; the file itself has "".
        article_ids: what it holds, none where it could not be used.
    """

    content_hash: str
    size_bytes: int
    modified_ns: int
    rules: str
    skipped: tuple[tuple[str, str], ...]
    article_ids: tuple[str, ...]

    def skipped_files(self, file: ArticleFile) -> list[SkippedFile]:
        """What in the file could not be used."""
        return [SkippedFile(Path(f"{file.path}{behind}"), reason) for behind, reason in self.skipped]


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was read, with all that is to be stored of it; no articles where it could not be used."""

    file: ArticleFile
    content_hash: str
    articles: tuple[tuple[Article, tuple[Embedded, ...]], ...]
    skipped: tuple[SkippedFile, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Which articles of a file are new, other than before, as before, and gone."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    deleted: tuple[str, ...]


def stored_files(connection: Connection) -> dict[str, Stored]:
    """What is known of the files, by file id."""
    article_ids: dict[str, list[str]] = {}
    for article_id, file_id in connection.execute("SELECT article_id, file_id FROM articles ORDER BY article_id"):
        article_ids.setdefault(file_id, []).append(article_id)
    rows = connection.execute("SELECT file_id, content_hash, size_bytes, modified_ns, rules, skipped FROM files")
    return {
        file_id: Stored(
            content_hash,
            size_bytes,
            modified_ns,
            rules,
            tuple((behind, reason) for behind, reason in json.loads(skipped)),
            tuple(article_ids.get(file_id, ())),
        )
        for file_id, content_hash, size_bytes, modified_ns, rules, skipped in rows
    }


def replace_file(connection: Connection, read: FileRead, *, rules: str) -> Difference:
    """Puts what was read of a file in the place of what was known of it."""
    file_id = read.file.article_id
    rows = connection.execute("SELECT article_id FROM articles WHERE file_id = ?", (file_id,))
    before = {row[0] for row in rows}
    now = {article.article_id for article, _ in read.articles}
    gone = tuple(sorted(before - now))
    # Entries of a list often stay while others come; a file that is one article has changed if its bytes have.
    same = {
        article.article_id
        for article, _ in read.articles
        if article.article_id in before and len(now) > 1 and _is_same(connection, article)
    }
    for article_id in gone:
        remove_article(connection, article_id)
    for article, embedded in read.articles:
        replace_article(connection, article, file_id, embedded)
    length = len(str(read.file.path))
    skipped = json.dumps([(str(each.path)[length:], each.reason) for each in read.skipped])
    connection.execute("DELETE FROM files WHERE file_id = ?", (file_id,))
    connection.execute(
        "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
        (file_id, read.content_hash, read.file.size_bytes, read.file.modified_ns, rules, skipped),
    )
    return Difference(tuple(sorted(now - before)), tuple(sorted((now & before) - same)), tuple(sorted(same)), gone)


def remove_file(connection: Connection, file_id: str) -> tuple[str, ...]:
    """Forgets a file and all that came from it; gives the ids of its articles."""
    rows = connection.execute("SELECT article_id FROM articles WHERE file_id = ? ORDER BY 1", (file_id,)).fetchall()
    for (article_id,) in rows:
        remove_article(connection, article_id)
    connection.execute("DELETE FROM files WHERE file_id = ?", (file_id,))
    return tuple(row[0] for row in rows)


def touch_file(connection: Connection, file: ArticleFile) -> None:
    """Notes a new size and time of a file whose content is as indexed."""
    values = (file.size_bytes, file.modified_ns, file.article_id)
    connection.execute("UPDATE files SET size_bytes = ?, modified_ns = ? WHERE file_id = ?", values)


def read_again(connection: Connection, file_id: str) -> None:
    """Has the next sync read a file anew, although it is as indexed."""
    connection.execute("UPDATE files SET rules = '' WHERE file_id = ?", (file_id,))


def _is_same(connection: Connection, article: Article) -> bool:
    stored = read_article(connection, article.article_id)
    return replace(stored, content_hash=article.content_hash) == article


def held(known: dict[str, Stored], file_ids: Sequence[str]) -> list[str]:
    """The ids of the articles that these files hold."""
    return [article_id for file_id in file_ids if file_id in known for article_id in known[file_id].article_ids]

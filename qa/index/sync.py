"""A folder to an index: reads what changed, embeds it, commits it article by article, and keeps Chroma in step."""

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import qa
from qa.articles import ArticleFile, find_files, read_article, read_content
from qa.chunking import chunk_article, embedding_text
from qa.encoding import Encoder
from qa.errors import ArticleError
from qa.index.catalogue import (
    Embedded,
    Stored,
    remove_article,
    replace_article,
    stored_files,
    touch_article,
    vectors_of,
)
from qa.index.database import Database
from qa.index.exact import ExactVectors
from qa.index.mirror import catch_up
from qa.index.progress import SyncProgress
from qa.index.vectors import ChromaVectors
from qa.reports import SkippedFile, SyncReport
from qa.types import Article, Chunk

logger = logging.getLogger(__name__)

_GROUP_CHUNKS = 256  # embedded and committed together: enough for full batches, and little is lost by a kill
_FEWEST_SUDDEN = 10  # articles that are gone at once before a loss may seem too sudden
_SETTLED_NS = 2_000_000_000  # a file changed more recently may change again without its time changing


@dataclass(frozen=True, slots=True)
class ChunkRules:
    """How articles are cut up."""

    max_tokens: int
    overlap_sentences: int


@dataclass(frozen=True, slots=True)
class _Read:
    """An article that was read and cut up, ready to be embedded."""

    file: ArticleFile
    article: Article
    chunks: tuple[Chunk, ...]
    texts: tuple[str, ...]


@dataclass(slots=True)
class _Outcome:
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[SkippedFile] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    tokens: int = 0


class FolderSync:
    """One run over a folder; see ``Index.sync``."""

    def __init__(
        self, database: Database, chroma: ChromaVectors, exact: ExactVectors, encoder: Encoder, rules: ChunkRules
    ) -> None:
        self._database = database
        self._chroma = chroma
        self._exact = exact
        self._encoder = encoder
        self._rules = rules
        self._outcome = _Outcome()
        self._unread: list[str] = []
        self._started = time.perf_counter()

    def run(
        self,
        folder: Path,
        progress: Callable[[SyncProgress], None] | None,
        *,
        follow_links: bool = False,
        accept_deletions: bool = False,
        stop: threading.Event | None = None,
    ) -> SyncReport:
        """Brings the index in step with ``folder``; see ``Index.sync``."""
        if not folder.is_dir():
            # An unmounted disk must not look like a folder from which all was deleted.
            raise ArticleError(folder, "is no folder")
        files, skipped = find_files(folder, follow_links=follow_links)
        self._outcome.skipped += skipped
        with self._database.reading() as connection:
            known = stored_files(connection)
        gone = known.keys() - {file.article_id for file in files}
        self._remove_believed(gone, known, left=len(files), accepted=accept_deletions)
        to_read = [file for file in files if not self._is_unchanged(file, known.get(file.article_id))]
        done = 0
        groups = self._groups(to_read)
        with ThreadPoolExecutor(1, thread_name_prefix="reading") as pool:  # the next group, while this one is embedded
            ahead = pool.submit(next, groups, None)
            while (group := ahead.result()) is not None and not (stop is not None and stop.is_set()):
                ahead = pool.submit(next, groups, None)
                self._store(group, known)
                done += len(group)
                if progress is not None:
                    seconds = time.perf_counter() - self._started
                    progress(SyncProgress(done, len(to_read), self._outcome.tokens, seconds))
        # What they held is no longer there to be read, so it must not be quoted either.
        unread = {path_id for path_id in self._unread if path_id in known}
        self._remove_believed(unread, known, left=len(files) - len(self._unread), accepted=accept_deletions)
        catch_up(self._database, self._chroma)
        self._exact.refresh()
        return self._report()

    def _is_unchanged(self, file: ArticleFile, known: Stored | None) -> bool:
        if known is None or known.rules != _reading_rules():
            return False
        if (known.size_bytes, known.modified_ns) != (file.size_bytes, file.modified_ns) or _may_be_changing(file):
            if _content_hash(file) != known.content_hash:
                return False
            if known.modified_ns != file.modified_ns:
                with self._database.writing() as connection:
                    touch_article(connection, file)
        self._outcome.unchanged.append(file.article_id)
        return True

    def _groups(self, files: Iterable[ArticleFile]) -> Iterator[list[_Read]]:
        group: list[_Read] = []
        for file in files:
            try:
                group.append(self._read(file))
            except ArticleError as error:
                self._outcome.skipped.append(SkippedFile(error.path, error.reason))
                self._unread.append(file.article_id)
            if sum(len(read.chunks) for read in group) >= _GROUP_CHUNKS:
                yield group
                group = []
        if group:
            yield group

    def _read(self, file: ArticleFile) -> _Read:
        article = read_article(file)
        try:
            article.raw.encode()
        except UnicodeEncodeError as error:
            raise ArticleError(file.path, "holds half a character (a lone surrogate)") from error
        chunks = chunk_article(
            article,
            count_tokens=self._encoder.count_tokens,
            max_tokens=self._rules.max_tokens,
            overlap_sentences=self._rules.overlap_sentences,
        )
        texts = tuple(embedding_text(chunk, article.title, max_tokens=self._rules.max_tokens) for chunk in chunks)
        return _Read(file, article, chunks, texts)

    def _store(self, group: Sequence[_Read], known: dict[str, Stored]) -> None:
        vectors = self._vectors(group)
        with self._database.writing() as connection:
            for read in group:
                embedded = [
                    Embedded(chunk, _text_hash(text), vectors[_text_hash(text)])
                    for chunk, text in zip(read.chunks, read.texts, strict=True)
                ]
                replace_article(connection, read.article, read.file, _reading_rules(), embedded)
        for read in group:
            article_id = read.article.article_id
            (self._outcome.changed if article_id in known else self._outcome.added).append(article_id)

    def _vectors(self, group: Sequence[_Read]) -> dict[bytes, NDArray[np.float32]]:
        """The vector of each text by its hash; texts that an earlier version of their article had are not embedded."""
        vectors: dict[bytes, NDArray[np.float32]] = {}
        with self._database.reading() as connection:
            for read in group:
                vectors |= vectors_of(connection, read.article.article_id)
        new = {_text_hash(text): text for read in group for text in read.texts if _text_hash(text) not in vectors}
        texts = list(new.values())
        self._outcome.tokens += sum(self._encoder.count_tokens(texts))
        return vectors | dict(zip(new, self._encoder.encode_documents(texts), strict=True))

    def _remove_believed(self, gone: Set[str], known: dict[str, Stored], *, left: int, accepted: bool) -> None:
        """Removes articles that are gone, unless it is so sudden that the disk may be gone instead."""
        is_sudden = left == 0 or (len(gone) >= _FEWEST_SUDDEN and left * 2 < len(known))
        if gone and is_sudden and not accepted:
            self._outcome.withheld += gone
        else:
            self._remove(gone)

    def _remove(self, article_ids: Iterable[str]) -> None:
        for article_id in sorted(article_ids):
            with self._database.writing() as connection:
                remove_article(connection, article_id)
            self._outcome.deleted.append(article_id)

    def _report(self) -> SyncReport:
        outcome = self._outcome
        with self._database.reading() as connection:
            chunks = connection.execute("SELECT count(*) FROM chunks").fetchone()[0]
        return SyncReport(
            added=tuple(sorted(outcome.added)),
            changed=tuple(sorted(outcome.changed)),
            deleted=tuple(sorted(outcome.deleted)),
            unchanged=tuple(sorted(outcome.unchanged)),
            skipped=tuple(sorted(outcome.skipped, key=lambda skipped: skipped.path)),
            chunks=chunks,
            seconds=time.perf_counter() - self._started,
            withheld=tuple(sorted(outcome.withheld)),
        )


@cache
def _reading_rules() -> str:
    """A hash of the code that turns a file into chunks: articles that other code has read are read again."""
    package = Path(qa.__file__).parent
    modules = ["chunking.py", "sentences.py", "words.py"]
    total = hashlib.sha256(qa.__version__.encode())
    for path in [*(package / module for module in modules), *sorted((package / "articles").glob("*.py"))]:
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _may_be_changing(file: ArticleFile) -> bool:
    return time.time_ns() - file.modified_ns < _SETTLED_NS


def _content_hash(file: ArticleFile) -> str | None:
    try:
        return hashlib.sha256(read_content(file)).hexdigest()
    except ArticleError:
        return None  # reading it says why


def _text_hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]

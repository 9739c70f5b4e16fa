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
from qa.articles import ArticleFile, articles_in, find_files, read_content
from qa.articles.corrections import corrected
from qa.chunking import chunk_article, embedding_text
from qa.encoding import Encoder
from qa.errors import ArticleError
from qa.index.catalogue import Embedded, vectors_of
from qa.index.corrections import Corrections
from qa.index.engines import Database
from qa.index.exact import ExactVectors
from qa.index.files import FileRead, Stored, held, remove_file, replace_file, stored_files, touch_file
from qa.index.mirror import catch_up
from qa.index.progress import SyncProgress
from qa.index.shards import Shards
from qa.index.vectors import ChromaVectors
from qa.reports import SkippedFile, SyncReport
from qa.types import Article, Chunk

logger = logging.getLogger(__name__)

_GROUP_CHUNKS = 256  # embedded and committed together: enough for full batches, and little is lost by a kill
_SHOW_SECONDS = 5.0
_FEWEST_SUDDEN = 10  # articles that are gone at once before a loss may seem too sudden
_SETTLED_NS = 2_000_000_000  # a file changed more recently may change again without its time changing


@dataclass(frozen=True, slots=True)
class ChunkRules:
    """How articles are cut up."""

    max_tokens: int
    overlap_sentences: int


@dataclass(frozen=True, slots=True)
class _CutUp:
    """An article in chunks, with the texts that are to be embedded for them."""

    article: Article
    chunks: tuple[Chunk, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read and whose articles were cut up; none where it could not be used."""

    file: ArticleFile
    content_hash: str
    articles: tuple[_CutUp, ...]
    skipped: tuple[SkippedFile, ...]

    @property
    def texts(self) -> list[str]:
        return [text for article in self.articles for text in article.texts]


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
        self,
        database: Database,
        chroma: ChromaVectors,
        exact: ExactVectors,
        encoder: Encoder,
        rules: ChunkRules,
        corrections: Corrections,
        shards: Shards,
    ) -> None:
        self._shards = shards
        self._database, self._chroma, self._exact = database, chroma, exact
        self._encoder, self._rules, self._corrections = encoder, rules, corrections
        self._outcome = _Outcome()
        self._unread: dict[str, _Read | None] = {}  # by file id; None where not even its bytes could be read
        self._started = time.perf_counter()
        self._shown_at = time.monotonic()

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
        found, skipped = find_files(folder, follow_links=follow_links)
        files = self._shards.of(found)
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
                self._store(group)
                self._show_stored()
                done += len(group)
                if progress is not None:
                    seconds = time.perf_counter() - self._started
                    progress(SyncProgress(done, len(to_read), self._outcome.tokens, seconds))
        # What they held can no longer be read, so it must not be quoted either.
        left = len(files) - len(self._unread)
        removed = self._remove_believed(self._unread.keys() & known.keys(), known, left=left, accepted=accept_deletions)
        self._store([read for file_id, read in self._unread.items() if read and (removed or file_id not in known)])
        try:
            if self._shards.own is None:  # else the sync that puts the shards together sees to it
                catch_up(self._database, self._chroma)
        finally:
            self._exact.refresh()  # what is stored is found, also where Chroma can't be reached
        return self._report()

    def _show_stored(self) -> None:
        """Lets searches find what is stored so far, now and then: a first sync may take an hour."""
        if time.monotonic() - self._shown_at >= _SHOW_SECONDS:
            self._exact.refresh()
            self._shown_at = time.monotonic()

    def _is_unchanged(self, file: ArticleFile, known: Stored | None) -> bool:
        if known is None or known.rules != _reading_rules():
            return False
        if (known.size_bytes, known.modified_ns) != (file.size_bytes, file.modified_ns) or _may_be_changing(file):
            if _content_hash(file) != known.content_hash:
                return False
            if known.modified_ns != file.modified_ns:
                with self._database.writing() as connection:
                    touch_file(connection, file)
        self._outcome.unchanged += known.article_ids
        self._outcome.skipped += known.skipped_files(file)
        return True

    def _groups(self, files: Iterable[ArticleFile]) -> Iterator[list[_Read]]:
        group: list[_Read] = []
        for file in files:
            read = self._read(file)
            if read is None or not read.articles:
                self._unread[file.article_id] = read
            else:
                group.append(read)
            if sum(len(each.texts) for each in group) >= _GROUP_CHUNKS:
                yield group
                group = []
        if group:
            yield group

    def _read(self, file: ArticleFile) -> _Read | None:
        """The file read and cut up; None where its bytes can't be had, so that nothing is known of it."""
        try:
            content = read_content(file)
        except ArticleError as error:
            self._outcome.skipped.append(SkippedFile(error.path, error.reason))
            return None
        content_hash = hashlib.sha256(content).hexdigest()
        try:
            contents = articles_in(file, content)
        except ArticleError as error:
            skipped = (SkippedFile(error.path, error.reason),)
            self._outcome.skipped += skipped
            return _Read(file, content_hash, (), skipped)
        self._outcome.skipped += contents.skipped
        return _Read(file, content_hash, tuple(map(self._cut_up, contents.articles)), contents.skipped)

    def _cut_up(self, read: Article) -> _CutUp:
        article = corrected(read, self._corrections.of(read.article_id))
        chunks = chunk_article(
            article,
            count_tokens=self._encoder.count_tokens,
            max_tokens=self._rules.max_tokens,
            overlap_sentences=self._rules.overlap_sentences,
        )
        texts = tuple(embedding_text(chunk, article.title, max_tokens=self._rules.max_tokens) for chunk in chunks)
        return _CutUp(article, chunks, texts)

    def _store(self, group: Sequence[_Read]) -> None:
        vectors = self._vectors(group)
        with self._database.writing() as connection:
            differences = [
                replace_file(connection, _with_vectors(read, vectors), rules=_reading_rules()) for read in group
            ]
        for difference in differences:
            self._outcome.added += difference.added
            self._outcome.changed += difference.changed
            self._outcome.unchanged += difference.unchanged
            self._outcome.deleted += difference.deleted

    def _vectors(self, group: Sequence[_Read]) -> dict[bytes, NDArray[np.float32]]:
        """The vector of each text by its hash; texts that an earlier version of their file had are not embedded."""
        vectors: dict[bytes, NDArray[np.float32]] = {}
        with self._database.reading() as connection:
            for read in group:
                vectors |= vectors_of(connection, read.file.article_id) or self._shards.vectors_of(read.file.article_id)
        new = {_text_hash(text): text for read in group for text in read.texts if _text_hash(text) not in vectors}
        if not new:
            return vectors
        texts = list(new.values())
        self._outcome.tokens += sum(self._encoder.count_tokens(texts))
        return vectors | dict(zip(new, self._encoder.encode_documents(texts), strict=True))

    def _remove_believed(self, gone: Set[str], known: dict[str, Stored], *, left: int, accepted: bool) -> bool:
        """Removes files that are gone, unless it is so sudden that the disk may be gone instead; whether it did."""
        lost = held(known, sorted(gone))
        is_sudden = left == 0 or (len(gone) >= _FEWEST_SUDDEN and left * 2 < len(known))
        if lost and is_sudden and not accepted:
            self._outcome.withheld += lost
            return False
        for file_id in sorted(gone):
            with self._database.writing() as connection:
                self._outcome.deleted += remove_file(connection, file_id)
        return True

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
    for path in [*(package / module for module in modules), *sorted((package / "articles").rglob("*.py"))]:
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _may_be_changing(file: ArticleFile) -> bool:
    return time.time_ns() - file.modified_ns < _SETTLED_NS


def _content_hash(file: ArticleFile) -> str | None:
    try:
        return hashlib.sha256(read_content(file)).hexdigest()
    except ArticleError:
        return None  # reading it says why


def _with_vectors(read: _Read, vectors: dict[bytes, NDArray[np.float32]]) -> FileRead:
    articles = tuple(
        (
            each.article,
            tuple(
                Embedded(chunk, _text_hash(text), vectors[_text_hash(text)])
                for chunk, text in zip(each.chunks, each.texts, strict=True)
            ),
        )
        for each in read.articles
    )
    return FileRead(read.file, read.content_hash, articles, read.skipped)


def _text_hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]

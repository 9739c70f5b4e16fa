"""The index over a folder of articles: a database holds the truth, Chroma and memory hold the vectors to search."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from qa.articles.corrections import Correction
from qa.encoding import Encoder
from qa.index import catalogue
from qa.index.again import sync_again
from qa.index.catalogue import IndexSize
from qa.index.corrections import Corrections
from qa.index.engines import Connection, Database, Home, Lock
from qa.index.exact import ExactVectors
from qa.index.examination import Fault, changed_files, examine, forget_faulty
from qa.index.files import read_again, remove_file
from qa.index.mirror import catch_up
from qa.index.names import Names
from qa.index.progress import SyncProgress
from qa.index.shards import Shard, shards_of
from qa.index.spellings import Spelling, read_spellings, read_spellings_like
from qa.index.sync import ChunkRules, FolderSync
from qa.index.terms import ChunkWords, matching_chunks, rarity, read_words
from qa.index.vectors import ChromaVectors
from qa.reports import SyncReport
from qa.types import Article, ArticleFacts, Chunk, Filters

_NO_FILTERS = Filters()


class Index:
    """Articles, chunks, vectors and words of one folder. Made by ``open_index``; may be read from several threads."""

    def __init__(
        self,
        lock: Lock | None,
        opened: Database,
        place: Path,
        home: Home,
        encoder: Encoder,
        rules: ChunkRules,
        most_in_memory: int,
        corrections: Corrections,
        vectors_at: Callable[[Path], ChromaVectors],
    ) -> None:
        self._lock = lock
        self._database = opened
        self._vectors_at, self._chroma = vectors_at, vectors_at(place)
        self._place, self.home = place, home
        self._most_in_memory = most_in_memory
        self.encoder = encoder
        self._rules = rules
        self.corrections = corrections
        self.shard: Shard | None = None  # the share of the files that ``sync`` keeps to
        self._exact = ExactVectors(opened, encoder.dimensions, most_in_memory)
        self._holding: dict[str, int] = {}  # chunks by word, for words asked for since the last sync
        self._syncing = threading.Lock()
        self._taking_in = threading.Lock()
        self._seen = opened.version

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the folder. Closing twice does nothing."""
        self._chroma.close()
        self._database.close()
        if self._lock is not None:
            self._lock.release()

    @property
    def version(self) -> int:
        """Another number whenever something was stored or taken out, by whichever process."""
        return self._database.version

    def take_in_changes(self) -> None:
        """Lets searches find what another process has stored since; costs next to nothing where that is nothing."""
        version = self._database.version
        if version == self._seen:
            return
        with self._taking_in:  # who asks meanwhile waits, and what could not be taken in is tried again
            if version != self._seen:
                self._exact.refresh()
                self._holding, self._seen = {}, version

    def sync(
        self,
        folder: Path,
        *,
        progress: Callable[[SyncProgress], None] | None = None,
        follow_links: bool = False,
        accept_deletions: bool = False,
        stop: threading.Event | None = None,
    ) -> SyncReport:
        """Brings the index in step with a folder; only new and changed files are read and embedded.

        Each article is stored whole or not at all. A sync that is killed loses at most the articles that it was
        embedding; the next one goes on from there.

        Args:
            folder: of the articles, read with its subfolders.
            progress: called now and then, in this thread.
            follow_links: whether links that lead out of the folder are followed.
            accept_deletions: whether articles are also forgotten where all are gone, or ten and more than half of them;
                else the report names them, because their disk may be gone for a while.
            stop: set it to end after the articles that are being embedded; the next sync goes on from there.

        Raises:
            ArticleError: ``folder`` is no folder. (Files that can't be used are listed in the report.)
            StoreError: the index can't be written, or is damaged.
        """
        with self._syncing, shards_of(self.home.folder, self._database.facts(), self.shard) as shards:
            parts = self._database, self._chroma, self._exact, self.encoder, self._rules, self.corrections
            run = FolderSync(*parts, shards)
            report = run.run(folder, progress, follow_links=follow_links, accept_deletions=accept_deletions, stop=stop)
            self._holding = {}
            shards.are_taken = stop is None or not stop.is_set()
            if self._place != self.home.folder and shards.are_taken:
                self._take_its_place()
            return report

    def _take_its_place(self) -> None:
        """Puts what was built beside the old index in its place."""
        self._chroma.close()
        self._database = self.home.take_place(self._database, self._place)
        self._place = self.home.folder
        self._chroma = self._vectors_at(self._place)
        if self._chroma.is_served:
            self._chroma.clear()
            catch_up(self._database, self._chroma)
        self._exact = ExactVectors(self._database, self.encoder.dimensions, self._most_in_memory)

    def correct(self, article_id: str, correction: Correction) -> None:
        """Keeps what was put right of an article; the next sync applies it. Raises KeyError for one that is not indexed."""
        file_id = self.file_of(article_id)
        self.corrections.put(article_id, correction)
        with self._syncing, self._database.writing() as connection:
            read_again(connection, file_id)

    def forget(self, file_id: str, take_away: Callable[[str], None]) -> tuple[str, ...]:
        """Takes out a file that ``take_away`` removes, so that no sync wonders at its loss; gives the ids of its articles."""
        with self._syncing:
            take_away(file_id)
            with self._database.writing() as connection:
                gone = remove_file(connection, file_id)
            self._exact.refresh()
            self._holding = {}
            catch_up(self._database, self._chroma)
            return gone

    def file_of(self, article_id: str) -> str:
        """The id of the file that an article was read from. Raises KeyError for one that is not indexed."""
        with self._database.reading() as connection:
            return catalogue.file_of(connection, article_id)

    def examine(self, folder: Path, *, follow_links: bool = False) -> tuple[Fault, ...]:
        """What does not fit together: the files, what is stored of them, and both stores; reads every file and vector."""
        with self._syncing:
            return tuple(examine(self._database, self._chroma, folder, follow_links=follow_links))

    def repair(self, faults: Sequence[Fault]) -> None:
        """Forgets what is wrong, so that the next sync makes it anew."""
        with self._syncing:
            forget_faulty(self._database, self._chroma, faults)
            self._exact.refresh()

    def changed_files(self, article_ids: Sequence[str], folder: Path) -> tuple[str, ...]:
        """The files of these articles that are gone, or not as they were read, by id."""
        with self._database.reading() as connection:
            return changed_files(connection, article_ids, folder)

    def follow(
        self,
        folder: Path,
        *,
        stop: threading.Event,
        interval_seconds: float = 2.0,
        progress: Callable[[SyncProgress], None] | None = None,
        follow_links: bool = False,
    ) -> Iterator[SyncReport]:
        """Syncs again and again until ``stop`` is set, as ``sync_again`` says; the rest is as for ``sync``."""
        sync = partial(self.sync, folder, progress=progress, follow_links=follow_links, stop=stop)
        return sync_again(sync, stop=stop, interval_seconds=interval_seconds)

    def nearest(
        self, vector: NDArray[np.float32], *, k: int, filters: Filters = _NO_FILTERS
    ) -> list[tuple[str, float]]:
        """Ids and cosines of the ``k`` chunks nearest to a unit vector, best first; equal ones are ordered by id.

        Exact, except without filters in an index that is too large to be held in memory, where Chroma's graph is asked.
        """
        with self._database.reading() as connection:
            allowed = catalogue.allowed_numbers(connection, filters) if filters else None
            if allowed is None and not self._exact.fits_in_memory:
                return self._chroma.nearest(vector, k=k)
            found = dict(self._exact.nearest(vector, k=k, allowed=allowed))
            chunk_ids = catalogue.chunk_ids_of(connection, list(found))
        ranked = [(chunk_id, found[number]) for number, chunk_id in chunk_ids.items()]
        return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))[:k]

    def matching(self, question: str, *, k: int, filters: Filters = _NO_FILTERS) -> list[tuple[str, float]]:
        """Ids and BM25 of at most ``k`` chunks with words of the question, best first; equal ones are ordered by id."""
        allowed, parameters = catalogue.allowed_chunks(filters)
        with self._database.reading() as connection:
            holding = partial(self._count_holding, connection)
            search = partial(matching_chunks, connection, question, k=k, search=self._database.words, holding=holding)
            return search(allowed=allowed, parameters=parameters)

    def cosines(self, vector: NDArray[np.float32], chunk_ids: Sequence[str]) -> dict[str, float]:
        """The cosine of a unit vector with each of these chunks; unknown ids are left out."""
        with self._database.reading() as connection:
            numbers = catalogue.chunk_numbers(connection, chunk_ids)
        cosines = self._exact.cosines(vector, list(numbers.values()))
        return {chunk_id: cosines[number] for chunk_id, number in numbers.items() if number in cosines}

    def words(self, chunk_ids: Sequence[str]) -> dict[str, ChunkWords]:
        """The stems of the chunks by id, as they were stored; unknown ids are left out."""
        with self._database.reading() as connection:
            numbers = catalogue.chunk_numbers(connection, chunk_ids)
            words = read_words(connection, list(numbers.values()))
        return {chunk_id: words[number] for chunk_id, number in numbers.items() if number in words}

    def rarities(self, words: Sequence[str]) -> dict[str, float]:
        """How much each stem tells, by how few chunks hold it; always above 0."""
        with self._database.reading() as connection:
            return {word: rarity(self._count_holding(connection, word), self._exact.count) for word in words}

    def holds(self, stem: str) -> bool:
        """Whether a chunk, a heading or a title has a word of this stem."""
        with self._database.reading() as connection:
            return self._count_holding(connection, stem) > 0

    def spellings(self, words: Collection[str]) -> list[Spelling]:
        """Those of the folded words that the articles' text holds, in alphabetical order."""
        with self._database.reading() as connection:
            return read_spellings(connection, words)

    def spellings_like(self, beginning: str, shortest: int, longest: int) -> list[Spelling]:
        """The words of the articles' text that begin like this and have so many letters, in alphabetical order."""
        with self._database.reading() as connection:
            return read_spellings_like(connection, beginning, shortest, longest)

    def _count_holding(self, connection: Connection, word: str) -> int:
        known = self._holding
        if word not in known:
            known[word] = self._database.words.count_holding(connection, word)
        return known[word]

    def chunks(self, chunk_ids: Sequence[str]) -> dict[str, Chunk]:
        """The chunks by id; unknown ids are left out."""
        with self._database.reading() as connection:
            return catalogue.read_chunks(connection, chunk_ids)

    def article(self, article_id: str) -> Article:
        """The article as indexed, with its raw text. Raises KeyError for one that is not indexed."""
        with self._database.reading() as connection:
            return catalogue.read_article(connection, article_id)

    def facts(self, article_ids: Sequence[str]) -> dict[str, ArticleFacts]:
        """What a passage says of its article, by article id; unknown ids are left out."""
        with self._database.reading() as connection:
            return catalogue.read_facts(connection, article_ids)

    @property
    def names(self) -> Names:
        """The names that a question can be limited to."""
        return Names(self._database.reading)

    def versions(self) -> dict[str, int]:
        """A number by the id of each article that has text, another one whenever the article was stored anew."""
        with self._database.reading() as connection:
            return catalogue.read_versions(connection)

    def chunk_ids(self) -> list[str]:
        """The ids of all chunks, in no order."""
        with self._database.reading() as connection:
            return catalogue.read_chunk_ids(connection)

    def vectors(self, chunk_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of the chunks by id; unknown ids are left out."""
        with self._database.reading() as connection:
            return catalogue.read_vectors(connection, chunk_ids)

    def size(self) -> IndexSize:
        """How much is indexed."""
        with self._database.reading() as connection:
            return catalogue.read_size(connection, self._database.bytes_on_disk)

    def articles(self) -> tuple[ArticleFacts, ...]:
        """What is indexed, ordered by article id."""
        with self._database.reading() as connection:
            return tuple(catalogue.read_facts(connection).values())

"""The vectors in Chroma: the only place for chromadb."""

import logging
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import IndexCorrupt, QAError, StoreError

logger = logging.getLogger(__name__)

FOLDER = "chroma"
_DISK_FULL = "disk is full"  # SQLite's words, which Chroma hands on
_COLLECTION = "chunks"

Metadata = dict[str, str | int]


class ChromaVectors:
    """A Chroma collection in a folder; opened on first use, since importing chromadb takes most of a second."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FOLDER
        self._lock = threading.RLock()
        self._client: Any = None
        self._collection: Any = None

    @property
    def exists(self) -> bool:
        """Whether there is a collection on disk."""
        return (self._path / "chroma.sqlite3").is_file()

    def put(self, ids: Sequence[str], vectors: NDArray[np.float32], metadata: Sequence[Metadata]) -> None:
        """Adds vectors, or replaces those of the same ids.

        Raises:
            IndexCorrupt: Chroma fails.
        """
        with self._opened() as collection:
            for first, end in self._batches(len(ids)):
                collection.upsert(
                    ids=list(ids[first:end]), embeddings=vectors[first:end], metadatas=list(metadata[first:end])
                )

    def drop(self, ids: Sequence[str]) -> None:
        """Deletes vectors; ids that are not there are no error. Raises IndexCorrupt."""
        with self._opened() as collection:
            for first, end in self._batches(len(ids)):
                collection.delete(ids=list(ids[first:end]))

    def ids(self) -> set[str]:
        """The ids of all vectors. Raises IndexCorrupt."""
        with self._opened() as collection:
            return set(collection.get(include=[])["ids"])

    def vectors(self) -> dict[str, NDArray[np.float32]]:
        """All vectors by id. Raises IndexCorrupt."""
        with self._opened() as collection:
            found = collection.get(include=["embeddings"])
            return {chunk_id: np.asarray(row) for chunk_id, row in zip(found["ids"], found["embeddings"], strict=True)}

    def count(self) -> int:
        """How many vectors there are. Raises IndexCorrupt."""
        with self._opened() as collection:
            return int(collection.count())

    def nearest(self, vector: NDArray[np.float32], *, k: int) -> list[tuple[str, float]]:
        """Ids and cosines of about the ``k`` nearest, best first; approximate. Raises IndexCorrupt."""
        with self._opened() as collection:
            found = collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        return [
            (chunk_id, 1.0 - distance)
            for chunk_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def clear(self) -> None:
        """Deletes the collection's files."""
        self.close()
        shutil.rmtree(self._path, ignore_errors=True)

    def close(self) -> None:
        """Lets go of the files. Closing twice does nothing; the next use opens them again."""
        with self._lock:
            client, self._client, self._collection = self._client, None, None
            if client is not None:
                client.close()

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        with self._lock:
            try:
                if self._collection is None:
                    self._open()
                yield self._collection
            except (QAError, ImportError, MemoryError, RecursionError):
                raise
            except Exception as error:
                if isinstance(error, OSError) or _DISK_FULL in str(error):
                    raise StoreError(
                        f"Chroma can't write to {self._path} ({error}); free some space on its disk"
                    ) from error
                raise IndexCorrupt(
                    f"Chroma can't use {self._path} ({error}); mend it with `qa sync --rebuild`, "
                    "which reads the articles again"
                ) from error

    def _open(self) -> None:
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        self._path.mkdir(parents=True, exist_ok=True)
        settings = Settings(anonymized_telemetry=False)
        try:
            self._client = chromadb.PersistentClient(str(self._path), settings=settings)
        except Exception:
            # Chroma keeps what it failed to open and would hand it out for this path again.
            SharedSystemClient.clear_system_cache()
            raise
        # Without a name for the embedding function Chroma would fetch a model of its own.
        self._collection = self._client.get_or_create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def _batches(self, count: int) -> Iterator[tuple[int, int]]:
        most = int(self._client.get_max_batch_size())
        for first in range(0, count, most):
            yield first, min(first + most, count)

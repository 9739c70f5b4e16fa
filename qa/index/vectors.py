"""The vectors in Chroma: the only place for chromadb."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.errors import QAError
from qa.index.chroma_places import ChromaPlace, ChromaServer

logger = logging.getLogger(__name__)

_PAGE = 5_000  # vectors that are asked for at a time

Metadata = dict[str, str | int]


class ChromaVectors:
    """A Chroma collection; opened on first use, since importing chromadb takes most of a second.

    Every method raises IndexCorrupt where the collection is damaged or gone, and StoreError where it can't be reached.
    """

    def __init__(self, place: ChromaPlace) -> None:
        self._place = place
        self._lock = threading.RLock()
        self._client: Any = None
        self._collection: Any = None

    @property
    def is_served(self) -> bool:
        """Whether it is at a server, which keeps it when the folder of the index is replaced."""
        return isinstance(self._place, ChromaServer)

    @property
    def exists(self) -> bool:
        """Whether there is a collection."""
        with self._mapped():
            return self._place.exists()

    def put(self, ids: Sequence[str], vectors: NDArray[np.float32], metadata: Sequence[Metadata]) -> None:
        """Adds vectors, or replaces those of the same ids."""
        with self._opened() as collection:
            for first, end in self._batches(len(ids)):
                collection.upsert(
                    ids=list(ids[first:end]), embeddings=vectors[first:end], metadatas=list(metadata[first:end])
                )

    def drop(self, ids: Sequence[str]) -> None:
        """Deletes vectors; ids that are not there are no error."""
        with self._opened() as collection:
            for first, end in self._batches(len(ids)):
                collection.delete(ids=list(ids[first:end]))

    def ids(self) -> set[str]:
        """The ids of all vectors."""
        with self._opened() as collection:
            pages = range(0, int(collection.count()), _PAGE)
            return {each for first in pages for each in collection.get(include=[], limit=_PAGE, offset=first)["ids"]}

    def vectors(self) -> dict[str, NDArray[np.float32]]:
        """All vectors by id."""
        vectors: dict[str, NDArray[np.float32]] = {}
        with self._opened() as collection:
            for first in range(0, int(collection.count()), _PAGE):
                found = collection.get(include=["embeddings"], limit=_PAGE, offset=first)
                vectors |= {key: np.asarray(row) for key, row in zip(found["ids"], found["embeddings"], strict=True)}
        return vectors

    def count(self) -> int:
        """How many vectors there are."""
        with self._opened() as collection:
            return int(collection.count())

    def nearest(self, vector: NDArray[np.float32], *, k: int) -> list[tuple[str, float]]:
        """Ids and cosines of about the ``k`` nearest, best first; approximate."""
        with self._opened() as collection:
            found = collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        return [
            (chunk_id, 1.0 - distance)
            for chunk_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def clear(self) -> None:
        """Deletes the collection."""
        self.close()
        with self._mapped():
            self._place.clear()

    def close(self) -> None:
        """Lets go of it. Closing twice does nothing; the next use opens them again."""
        with self._lock:
            client, self._client, self._collection = self._client, None, None
            if client is not None:
                client.close()

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        with self._lock, self._mapped():
            if self._collection is None:
                self._client = self._place.connect()
                self._collection = self._place.collection(self._client)
            yield self._collection

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except (QAError, ImportError, MemoryError, RecursionError):
            raise
        except Exception as error:
            with suppress(Exception):  # the next use connects anew
                self.close()
            raise self._place.as_error(error) from error

    def _batches(self, count: int) -> Iterator[tuple[int, int]]:
        most = int(self._client.get_max_batch_size())
        for first in range(0, count, most):
            yield first, min(first + most, count)

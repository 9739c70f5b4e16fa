"""txtai with a hybrid index: half dense and half BM25.

Set up as in https://neuml.github.io/txtai/embeddings/configuration/general/ (``hybrid``, ``content``) and
https://neuml.github.io/txtai/embeddings/indexing/ (a row a passage, id and text). Splitting is left to the caller there; it is
given the passages of the tutorial chain. ``upsert`` takes what it is told has changed, which it can't find out by itself.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter
from txtai import Embeddings

from benchmarks.peers.adapters.serving import Found, Lend, article_texts, serve


class Txtai:
    """A ``System``."""

    def __init__(self, model: Path, lend: Lend | None) -> None:
        self._settings: dict[str, Any] = {"path": str(model)}
        if lend:

            def transform(texts: Sequence[str]) -> Any:
                return np.array(lend(list(texts)), np.float32)

            self._settings = {"method": "external", "transform": transform}
        self._lent = lend is not None
        self._embeddings: Any = Embeddings(**self._settings, hybrid=True, content=True)
        if not lend:
            self._embeddings.index([(0, "warm")])

    def prepare(self, articles: Path, store: Path) -> None:
        self._articles, self._folder = articles, store

    def index(self) -> int:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        rows = [
            (f"{name}#{number}", piece)
            for name, text in article_texts(self._articles)
            for number, piece in enumerate(splitter.split_text(text))
        ]
        self._embeddings.index(rows)
        if not self._lent:  # lent vectors come through a function, which is not to be kept
            self._embeddings.save(str(self._folder))
        return len(rows)

    def open(self, store: Path) -> None:
        self._embeddings.load(str(store))

    def search(self, question: str, k: int, day: str | None) -> list[Found]:  # noqa: ARG002
        return [Found(row["id"].rsplit("#", 1)[0], row["text"]) for row in self._embeddings.search(question, k)]

    def sync(self) -> int | None:
        return None


if __name__ == "__main__":
    serve(Txtai)

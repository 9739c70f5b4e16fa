"""txtai with a hybrid index: half dense and half BM25.

Set up as in https://neuml.github.io/txtai/embeddings/configuration/general/ (``hybrid``, ``content``) and
https://neuml.github.io/txtai/embeddings/indexing/ (a row a passage, id and text). Splitting is left to the caller there; it is
given the passages of the tutorial chain. ``upsert`` and ``delete``, as on the same page, take what they are told has changed:
after ``fill`` the hashes of the files are kept here, and a sync changes what has another one.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter
from txtai import Embeddings

from benchmarks.peers.adapters.serving import Found, Lend, article_texts, serve

_HASHES = "hashes.json"


class Txtai:
    """A ``System``."""

    def __init__(self, model: Path, lend: Lend | None) -> None:
        self._model = str(model)
        self._settings: dict[str, Any] = {"path": self._model}
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
        rows = _rows(article_texts(self._articles))
        self._embeddings.index(rows)
        if not self._lent:  # lent vectors come through a function, which is not to be kept
            self._embeddings.save(str(self._folder))
        return len(rows)

    def fill(self) -> int:
        texts = article_texts(self._articles)
        rows = _rows(texts)
        self._embeddings.index(rows)
        if self._lent:  # whoever opens it makes vectors of its own
            for name in ("method", "transform"):
                self._embeddings.config.pop(name)
            self._embeddings.config["path"] = self._model
        self._keep(texts)
        return len(rows)

    def _keep(self, texts: Sequence[tuple[str, str]]) -> None:
        self._embeddings.save(str(self._folder))
        (self._folder / _HASHES).write_text(json.dumps(_hashes(texts)), "utf-8")

    def open(self, store: Path) -> None:
        self._folder = store
        self._embeddings.load(str(store))

    def search(self, question: str, k: int, day: str | None) -> list[Found]:  # noqa: ARG002
        return [Found(row["id"].rsplit("#", 1)[0], row["text"]) for row in self._embeddings.search(question, k)]

    def sync(self) -> int | None:
        if not (self._folder / _HASHES).exists():
            return None
        texts = article_texts(self._articles)
        before: Mapping[str, str] = json.loads((self._folder / _HASHES).read_text("utf-8"))
        now = _hashes(texts)
        changed = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
        if changed:
            found = [
                self._embeddings.search(f"select id from txtai where id like '{name}#%'", 1000) for name in changed
            ]
            self._embeddings.delete([row["id"] for rows in found for row in rows])
            self._embeddings.upsert(_rows([(name, text) for name, text in texts if name in changed]))
            self._keep(texts)
        return len(changed)


def _rows(texts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    return [
        (f"{name}#{number}", piece) for name, text in texts for number, piece in enumerate(splitter.split_text(text))
    ]


def _hashes(texts: Sequence[tuple[str, str]]) -> dict[str, str]:
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts}


if __name__ == "__main__":
    serve(Txtai)

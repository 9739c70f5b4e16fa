"""What the two networks said, kept in a file: reading a text a second time, after a feature was added, takes no time."""

import hashlib
import pickle
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.encoding import Encoder
from qa.encoding.pairs import PairLogits, PairScorer


class Memory:
    """Values by key in one file. The file is our own: values are unpickled, so it must not come from elsewhere."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path)
        self._file.execute("create table if not exists remembered (key blob primary key, value blob) without rowid")

    def get(self, keys: Sequence[str], compute: Callable[[list[int]], Sequence[Any]]) -> list[Any]:
        """The value of each key; ``compute`` is asked once for those, by index, that are not known yet."""
        found = self.known(keys)
        missing = [index for index, value in enumerate(found) if value is None]
        if missing:
            for index, value in zip(missing, compute(missing), strict=True):
                found[index] = value
                self._file.execute(
                    "insert or replace into remembered values (?, ?)", (_hash(keys[index]), pickle.dumps(value))
                )
            self._file.commit()
        return found

    def known(self, keys: Sequence[str]) -> list[Any]:
        """The value of each key, None where there is none yet."""
        rows = (
            self._file.execute("select value from remembered where key = ?", (_hash(key),)).fetchone() for key in keys
        )
        return [None if row is None else pickle.loads(row[0]) for row in rows]  # noqa: S301 - written by this class


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


class RememberedPairs:
    """A ``PairScorer`` that asks another one for what it has not been asked before."""

    def __init__(self, scorer: PairScorer, fingerprint: str, memory: Memory) -> None:
        self._scorer = scorer
        self._fingerprint = fingerprint
        self._memory = memory

    def score(self, question: str, passages: Sequence[str]) -> list[PairLogits]:
        """See ``PairScorer.score``."""
        keys = [f"{self._fingerprint}\0{question}\0{passage}" for passage in passages]
        return self._memory.get(keys, lambda missing: self._scorer.score(question, [passages[i] for i in missing]))


class RememberedEncoder:
    """An ``Encoder`` that encodes no text twice."""

    def __init__(self, encoder: Encoder, memory: Memory) -> None:
        self._encoder = encoder
        self._memory = memory

    @property
    def name(self) -> str:
        """See ``Encoder.name``."""
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        """See ``Encoder.fingerprint``."""
        return self._encoder.fingerprint

    @property
    def dimensions(self) -> int:
        """See ``Encoder.dimensions``."""
        return self._encoder.dimensions

    @property
    def max_tokens(self) -> int:
        """See ``Encoder.max_tokens``."""
        return self._encoder.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See ``Encoder.count_tokens``."""
        return self._encoder.count_tokens(texts)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See ``Encoder.encode_documents``."""
        keys = [f"{self.fingerprint}\0document\0{text}" for text in texts]
        rows = self._memory.get(keys, lambda missing: list(self._encoder.encode_documents([texts[i] for i in missing])))
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """See ``Encoder.encode_query``."""
        (found,) = self._memory.get(
            [f"{self.fingerprint}\0query\0{text}"], lambda _: [self._encoder.encode_query(text)]
        )
        return np.asarray(found)

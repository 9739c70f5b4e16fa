"""Several processes that embed a share of the articles each, and the sync that puts the shares together."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.encoding import Encoder
from qa.errors import IndexLocked
from qa.index import Index, Shard, open_index, read_shard

SHARES = 4
QUERIES = {
    "files": "SELECT * FROM files ORDER BY 1",
    "articles": "SELECT * FROM articles ORDER BY 1",
    "vectors": "SELECT chunk_id, text, embedded_hash, vector FROM chunks JOIN vectors USING (number) ORDER BY 1",
    "words": "SELECT chunk_id, title, terms.heading, terms.text FROM chunks JOIN terms ON terms.rowid = number ORDER BY 1",
    "spellings": "SELECT * FROM spellings ORDER BY 1, 2",
    "checksums": "SELECT * FROM checksums ORDER BY 1, 2",
}


class CountingEncoder:
    """The real encoder; counts the texts that it is given."""

    def __init__(self, real: Encoder) -> None:
        self._real = real
        self.texts = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += len(texts)
        return self._real.encode_documents(texts)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(20):
        text = f"The harbour of town {number} opened in May. It cost {number} million euros, said mayor {chr(65 + number)}."
        (folder / f"{number:02}.txt").write_text(f"Harbour {number}\n\n{text}\n", encoding="utf-8")
    return folder


def opened(place: Path, encoder: Any, shard: Shard | None = None) -> Index:
    index = open_index(place, encoder=encoder, chunk_tokens=64, overlap_sentences=0)
    index.shard = shard
    return index


def contents(place: Path) -> dict[str, list[Any]]:
    with closing(sqlite3.connect(place / "articles.sqlite3")) as database:
        return {name: database.execute(sql).fetchall() for name, sql in QUERIES.items()}


def test_four_shards_put_together_are_the_index_of_one_and_nothing_is_embedded_twice(
    tmp_path: Path, encoder: Encoder, articles: Path
) -> None:
    with opened(tmp_path / "one", encoder) as one:
        one.sync(articles)
    counting = CountingEncoder(encoder)
    whole = tmp_path / "whole"
    shards = [Shard(number, SHARES) for number in range(1, SHARES + 1)]
    added: list[str] = []
    for shard in shards:
        with opened(shard.folder(whole), counting, shard) as index:
            added += index.sync(articles).added
    assert sorted(added) == [f"{number:02}.txt" for number in range(20)]  # each in one of them
    embedded = counting.texts
    with opened(whole, counting) as index:
        assert len(index.sync(articles).added) == 20
        assert index.examine(articles) == ()
    assert counting.texts == embedded
    assert contents(whole) == contents(tmp_path / "one")
    assert list(whole.glob("shard-*")) == []


def test_a_shard_that_is_worked_on_is_waited_for_and_a_damaged_one_is_embedded_anew(
    tmp_path: Path, encoder: Encoder, articles: Path
) -> None:
    first = Shard(1, 2)
    with opened(first.folder(tmp_path / "whole"), encoder, first) as share:
        share.sync(articles)
        with opened(tmp_path / "whole", encoder) as index, pytest.raises(IndexLocked, match="shard 1 of 2 is still"):
            index.sync(articles)
    (first.folder(tmp_path / "whole") / "articles.sqlite3").write_bytes(b"no database at all " * 500)
    with opened(tmp_path / "whole", encoder) as index:
        assert len(index.sync(articles).added) == 20
        assert index.examine(articles) == ()


@pytest.mark.parametrize("text", ["", "1", "0/4", "5/4", "a/4", "1/0", "1/1001", "-1/4"])
def test_what_is_no_shard_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="is no shard; write 1/4"):
        read_shard(text)

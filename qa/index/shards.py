"""Shards: several processes embed articles, each its own, and a sync puts together what they have made.

Each works on an index of its own in a folder below that of the whole, which may be on another machine until it is done.
"""

import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.articles import ArticleFile
from qa.errors import IndexLocked, StoreError
from qa.index.catalogue import vectors_of
from qa.index.database import FILE, SqliteDatabase
from qa.index.locking import FolderLock

MOST = 1000
_NAME = re.compile(r"shard-(\d+)-of-(\d+)")


@dataclass(frozen=True, slots=True)
class Shard:
    """One of ``count`` shares of the files of a folder; ``number`` counts from 1."""

    number: int
    count: int

    def holds(self, file_id: str) -> bool:
        """Whether a file is in this share: every file is in just one."""
        digest = hashlib.sha256(file_id.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.number - 1

    def folder(self, home: Path) -> Path:
        """Where its index is, below that of the whole."""
        return home / f"shard-{self.number}-of-{self.count}"


def read_shard(text: str) -> Shard:
    """The shard that is written as ``2/4``. Raises ValueError for anything else."""
    number, slash, count = text.partition("/")
    if not (slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count) <= MOST):
        raise ValueError(f"{text!r} is no shard; write 1/4 for the first of four, at most {MOST}")
    return Shard(int(number), int(count))


class Shards:
    """What shards have embedded, for a sync of the whole; nothing where there are none.

    Attributes:
        own: the share that the sync is for; None where it is for the whole.
        are_taken: to be set when the sync has come to its end, so that the shards are not needed any more.
    """

    def __init__(self, found: Mapping[Shard, SqliteDatabase], own: Shard | None) -> None:
        self._found = found
        self.own = own
        self.are_taken = False

    def of(self, files: Sequence[ArticleFile]) -> Sequence[ArticleFile]:
        """Those of the files that the sync is for."""
        return files if self.own is None else [file for file in files if self.own.holds(file.article_id)]

    def vectors_of(self, file_id: str) -> dict[bytes, NDArray[np.float32]]:
        """The vectors of a file's chunks by the hash of the text that was embedded; empty where no shard has the file."""
        vectors: dict[bytes, NDArray[np.float32]] = {}
        for shard, database in self._found.items():
            if shard.holds(file_id):
                with database.reading() as connection:
                    vectors |= vectors_of(connection, file_id)
        return vectors


@contextmanager
def shards_of(home: Path, facts: Mapping[str, str], own: Shard | None) -> Iterator[Shards]:
    """The shards of an index that are of its make and that nobody works on; taken away when the block ends, if they are taken.

    Raises:
        IndexLocked: a shard is still being worked on.
    """
    places = [
        (Shard(int(match[1]), int(match[2])), place)
        for place in sorted(home.glob("shard-*"))
        if (match := _NAME.fullmatch(place.name)) and (place / FILE).is_file()
    ]
    found: dict[Shard, SqliteDatabase] = {}
    with ExitStack() as stack:
        for shard, place in places:
            try:
                stack.enter_context(FolderLock(place))
            except IndexLocked as error:
                raise IndexLocked(
                    f"shard {shard.number} of {shard.count} is still being synced by {error.holder}; wait for it",
                    holder=error.holder,
                ) from error
            try:
                database = SqliteDatabase(place)
            except StoreError:
                continue  # damaged: its files are embedded anew
            stack.callback(database.close)
            if database.has_current_tables and database.facts() == facts:
                found[shard] = database
        shards = Shards(found, own)
        yield shards
    if shards.are_taken:
        for _, place in places:
            shutil.rmtree(place, ignore_errors=True)

"""Articles to something that can be searched: vectors in Chroma, words in SQLite or PostgreSQL, both in step with a folder."""

from qa.index.again import sync_again
from qa.index.chroma_places import ServerAddress
from qa.index.elsewhere import Elsewhere
from qa.index.examination import Fault
from qa.index.opening import open_for_reading, open_index
from qa.index.postgres import PostgresAddress, read_address
from qa.index.progress import SyncProgress
from qa.index.shards import Shard, read_shard
from qa.index.spellings import MOST_LETTERS, Spelling
from qa.index.store import Index
from qa.index.terms import ChunkWords, telling_words

__all__ = [
    "MOST_LETTERS",
    "ChunkWords",
    "Elsewhere",
    "Fault",
    "Index",
    "PostgresAddress",
    "ServerAddress",
    "Shard",
    "Spelling",
    "SyncProgress",
    "open_for_reading",
    "open_index",
    "read_address",
    "read_shard",
    "sync_again",
    "telling_words",
]

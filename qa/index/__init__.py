"""Articles to something that can be searched: vectors in Chroma, words in SQLite, both in step with a folder."""

from qa.index.progress import SyncProgress
from qa.index.spellings import MOST_LETTERS, Spelling
from qa.index.store import Index, open_index
from qa.index.terms import ChunkWords, telling_words

__all__ = ["MOST_LETTERS", "ChunkWords", "Index", "Spelling", "SyncProgress", "open_index", "telling_words"]

"""Articles to something that can be searched: vectors in Chroma, words in SQLite, both in step with a folder."""

from qa.index.store import Index, open_index
from qa.types import SyncProgress

__all__ = ["Index", "SyncProgress", "open_index"]

"""What another process stores, told as a sync of one's own would tell it."""

import threading
import time
from dataclasses import replace

from qa.index.store import Index
from qa.reports import SyncReport


class Elsewhere:
    """Looks at an index that another process writes. Safe to share between threads.

    A look asks for one number; the articles are read only where it is another one than at the last look.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._version: int | None = None
        self._known: dict[str, int] = {}  # by article id what stands for all that is stored of it
        self._quiet = SyncReport((), (), (), (), (), 0, 0.0)

    def look(self) -> SyncReport:
        """What was stored and taken out since the last look; at the first one everything is unchanged. Raises StoreError."""
        started = time.perf_counter()
        with self._lock:
            version = self._index.version  # before all else: what is stored meanwhile is for the next look
            report = self._quiet if version == self._version else self._read()
            self._version = version
        return replace(report, seconds=time.perf_counter() - started)

    def _read(self) -> SyncReport:
        self._index.take_in_changes()
        versions = self._index.versions()
        facts = self._index.articles()
        now = {each.article_id: hash((each, versions.get(each.article_id))) for each in facts}
        before = now if self._version is None else self._known
        self._known = now
        self._quiet = SyncReport((), (), (), tuple(now), (), sum(each.chunks for each in facts), 0.0)
        return replace(
            self._quiet,
            added=tuple(key for key in now if key not in before),
            changed=tuple(key for key, stored in now.items() if before.get(key, stored) != stored),
            deleted=tuple(key for key in before if key not in now),
            unchanged=tuple(key for key, stored in now.items() if before.get(key) == stored),
        )

"""A folder synced again and again, as long as somebody wants it."""

import threading
from collections.abc import Callable, Iterator

from qa.errors import ArticleError
from qa.reports import SyncReport


def sync_again(
    sync: Callable[[], SyncReport], *, stop: threading.Event, interval_seconds: float
) -> Iterator[SyncReport]:
    """Syncs again and again until ``stop`` is set; gives the first report and each that says something new.

    The folder is looked through rather than watched: that works on any file system, and a look at 10,000 files
    that have not changed takes a fraction of a second. Of a large folder at most a tenth of the time is spent so.

    Args:
        sync: looks through the folder once.
        stop: set it to end.
        interval_seconds: shortest time between two syncs.

    Raises:
        ArticleError: the folder is no folder, at the first look.
        StoreError: the index can't be written, or is damaged.
    """
    last: SyncReport | None = None
    while not stop.is_set():
        try:
            report = sync()
        except ArticleError:
            if last is None:
                raise
            stop.wait(interval_seconds)  # the folder is being moved, or its disk is gone for a while
            continue
        if stop.is_set():
            return
        is_news = last is None or (report.skipped, report.withheld) != (last.skipped, last.withheld)
        if is_news or report.added or report.changed or report.deleted:
            yield report
        last = report
        stop.wait(max(interval_seconds, 9 * report.seconds))

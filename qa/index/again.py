"""A folder synced again and again, as long as somebody wants it."""

import threading
from collections.abc import Callable, Iterator

from qa.errors import ArticleError
from qa.reports import SyncReport


def sync_again(
    sync: Callable[[], SyncReport], *, stop: threading.Event, interval_seconds: float
) -> Iterator[SyncReport]:
    """The first report and each that says something new, until ``stop`` is set; see ``Index.follow``."""
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

"""The server keeps in step with its folder by itself, from the first start on, while the page is open already."""

import threading
from collections.abc import Callable
from pathlib import Path

from qa.errors import QAError
from qa.index.progress import SyncProgress
from qa.pipeline import Pipeline
from qa.reports import SyncReport
from qa.web.sync_notes import describe_progress, describe_report, describe_withheld

_AGAIN_SECONDS = 30.0
_FAREWELL_SECONDS = 2.0


class Following:
    """Follows the folder in a thread of its own, which first warms up; a context that ends it when the block is left.

    Args:
        pipeline: whose folder it is.
        announce: is given a line for each report, and for what goes wrong.
        heard: is given the line that tells the progress of a sync, empty when it is over, and each report.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        *,
        announce: Callable[[str], None],
        heard: Callable[[str, SyncReport | None], None],
    ) -> None:
        self._pipeline = pipeline
        self._announce = announce
        self._heard = heard
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="following", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        # What is stored is stored whole: one that is embedding takes no harm from ending with the process.
        self._stop.set()
        self._thread.join(_FAREWELL_SECONDS)

    def _run(self) -> None:
        try:
            self._pipeline.warm_up()
        except QAError as error:
            self._announce(str(error))
        said: set[Path] = set()
        while not self._stop.is_set():
            try:
                for report in self._pipeline.follow(stop=self._stop, progress=self._note):
                    self._heard("", report)
                    self._announce(f"{describe_report(report)}.")
                    for line in describe_withheld(report):
                        self._announce(line)
                    for skipped in report.skipped:
                        if skipped.path not in said:
                            self._announce(f"Skipped {skipped.path}: {skipped.reason}")
                    said = {each.path for each in report.skipped}
            except QAError as error:
                self._heard(str(error), None)
                self._announce(f"The folder can't be followed: {error}")
                self._stop.wait(_AGAIN_SECONDS)

    def _note(self, progress: SyncProgress) -> None:
        self._heard(describe_progress(progress), None)
